//! Rows with named columns, from CSV or from the objects of a JSON array, made into items.
//!
//! A technology radar is such a table: its quadrants are categories, its rings tags.

use std::collections::HashMap;
use std::ops::Range;

use super::html::{self, Token};
use super::items::{Gathered, Item};
use super::texts::{Excerpt, squeezed};
use crate::dataset::{Date, EntryKind, Status, quoted};

/// A column that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Name,
    Aliases,
    Kind,
    Status,
    Since,
    Until,
    Category,
    Parent,
    Homepage,
    Repository,
    License,
    Tags,
    Summary,
    Links,
    Ring,
    IsNew,
}

/// The names of the columns in lower case and without spaces.
const COLUMNS: [(&str, Column); 50] = [
    ("id", Column::Id),
    ("name", Column::Name),
    ("title", Column::Name),
    ("tool", Column::Name),
    ("technology", Column::Name),
    ("project", Column::Name),
    ("alias", Column::Aliases),
    ("aliases", Column::Aliases),
    ("kind", Column::Kind),
    ("type", Column::Kind),
    ("status", Column::Status),
    ("since", Column::Since),
    ("from", Column::Since),
    ("until", Column::Until),
    ("to", Column::Until),
    ("category", Column::Category),
    ("quadrant", Column::Category),
    ("group", Column::Category),
    ("section", Column::Category),
    ("folder", Column::Category),
    ("parent", Column::Parent),
    ("url", Column::Homepage),
    ("homepage", Column::Homepage),
    ("website", Column::Homepage),
    ("site", Column::Homepage),
    ("link", Column::Homepage),
    ("href", Column::Homepage),
    ("address", Column::Homepage),
    ("repository", Column::Repository),
    ("repo", Column::Repository),
    ("github", Column::Repository),
    ("source", Column::Repository),
    ("sourcecode", Column::Repository),
    ("code", Column::Repository),
    ("license", Column::License),
    ("licence", Column::License),
    ("tag", Column::Tags),
    ("tags", Column::Tags),
    ("label", Column::Tags),
    ("labels", Column::Tags),
    ("keywords", Column::Tags),
    ("topic", Column::Tags),
    ("topics", Column::Tags),
    ("summary", Column::Summary),
    ("description", Column::Summary),
    ("about", Column::Summary),
    ("note", Column::Summary),
    ("links", Column::Links),
    ("ring", Column::Ring),
    ("isnew", Column::IsNew),
];

impl Column {
    /// The column of a name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let name: String =
            name.trim().trim_start_matches('\u{feff}').chars().filter(|c| !" _-".contains(*c)).collect();
        let name = name.to_lowercase();
        COLUMNS.iter().find(|(known, _)| *known == name).map(|(_, column)| *column)
    }
}

/// A table that is being read.
#[derive(Debug, Default)]
pub(super) struct Table {
    items: Gathered,
    /// The group of each path.
    groups: HashMap<(Option<usize>, String), usize>,
    /// The item of each id or name, for the column of parents.
    by_id: HashMap<String, usize>,
}

impl Table {
    /// The items that were found so far, for findings.
    pub fn items(&mut self) -> &mut Gathered {
        &mut self.items
    }

    /// The items of the whole table.
    pub fn finish(self) -> Gathered {
        self.items
    }

    /// Adds a row: the value of each column in a byte range of the file.
    pub fn row(&mut self, cells: &[(Column, String)], at: &Range<usize>) {
        let mut item = Item { at: at.clone(), ..Item::default() };
        let mut id = None;
        for (column, text) in cells {
            let text = plain(text);
            if !text.trim().is_empty() {
                if *column == Column::Id {
                    id = Some(text.trim().to_owned());
                }
                self.cell(*column, text, &mut item);
            }
        }
        if item.name.text.is_empty() && item.homepage.is_none() {
            self.items.skip(at, "a row without a name and a URL is left out", "give it a name");
            return;
        }
        item.prefer_homepage();
        let name = item.name.text.clone();
        let position = self.items.add(item);
        self.by_id.entry(id.unwrap_or(name)).or_insert(position);
    }

    fn cell(&mut self, column: Column, text: &str, item: &mut Item) {
        let at = item.at.clone();
        let excerpt = |text: &str| Excerpt { text: squeezed(text), at: at.clone() };
        match column {
            Column::Id => {}
            Column::Name => item.name = excerpt(text),
            Column::Aliases => item.aliases.extend(words(text).map(excerpt)),
            Column::Kind => {
                match EntryKind::ALL.iter().find(|kind| kind.name().eq_ignore_ascii_case(text.trim())) {
                    Some(kind) => item.kind = Some(*kind),
                    None => item.tags.push(excerpt(text)),
                }
            }
            Column::Status => {
                match Status::ALL.iter().find(|status| status.name().eq_ignore_ascii_case(text.trim())) {
                    Some(status) => item.status = Some(*status),
                    None => item.tags.push(excerpt(text)),
                }
            }
            Column::Since | Column::Until => match Date::parse(text.trim()) {
                Ok(date) => {
                    let slot = item.time.get_mut(usize::from(column == Column::Until));
                    if let Some(slot) = slot {
                        *slot = Some((date.to_string(), at.clone()));
                    }
                }
                Err(error) => self.items.skip(&at, error.to_string(), "the date is left out"),
            },
            Column::Category => item.group = self.group(text, &at),
            Column::Parent => {
                item.parent = self.by_id.get(text.trim()).copied();
                if item.parent.is_none() {
                    let message = format!("the parent {} is not in a row above", quoted(text.trim()));
                    self.items.skip(&at, message, "the row stands by itself");
                }
            }
            Column::Homepage => {
                if let Some((url, at)) = self.items.url(text, &at) {
                    match item.homepage {
                        None => item.homepage = Some((url, at)),
                        Some(_) => item.links.push((String::new(), url, at)),
                    }
                }
            }
            Column::Repository => item.repository = self.items.url(text, &at),
            Column::License => item.license = Some(excerpt(text)),
            Column::Tags => item.tags.extend(words(text).map(excerpt)),
            Column::Ring => item.tags.push(excerpt(&text.to_lowercase())),
            Column::IsNew => {
                if matches!(text.trim().to_ascii_lowercase().as_str(), "true" | "yes" | "1" | "new") {
                    item.tags.push(excerpt("new"));
                }
            }
            Column::Summary => self.summary(text, item),
            Column::Links => {
                let urls = text.split([';', ' ', '\n']).filter(|url| !url.is_empty());
                for url in urls.collect::<Vec<_>>() {
                    item.links.extend(self.items.url(url, &at).map(|(url, at)| (String::new(), url, at)));
                }
            }
        }
    }

    /// The innermost category of a path such as `Storage > Caches`.
    fn group(&mut self, path: &str, at: &Range<usize>) -> Option<usize> {
        let mut group = None;
        for name in path.split(" > ").map(squeezed).filter(|name| !name.is_empty()) {
            let items = &mut self.items;
            let made = || items.group(Excerpt { text: name.clone(), at: at.clone() }, group);
            group = Some(*self.groups.entry((group, name.clone())).or_insert_with(made));
        }
        group
    }

    /// The text of a description, which may be HTML, and the links in it.
    fn summary(&mut self, text: &str, item: &mut Item) {
        let (mut out, mut link) = (String::new(), None);
        for (_, token) in html::tokens(text) {
            match token {
                Token::Text(text) => out.push_str(&text),
                Token::Open(name, attributes) => {
                    if name == "a" {
                        let href = attributes.into_iter().find(|(key, _)| key == "href");
                        link = href.map(|(_, url)| (url, out.len()));
                    }
                    if html::is_block(&name) || name == "br" {
                        out.push(' ');
                    }
                }
                Token::Close(name) => {
                    if let Some((url, from)) = link.take_if(|_| name == "a") {
                        let title = squeezed(out.get(from..).unwrap_or_default());
                        let found = self.items.url(&url, &item.at);
                        item.links.extend(found.map(|(url, at)| (title, url, at)));
                    }
                    if html::is_block(&name) {
                        out.push(' ');
                    }
                }
            }
        }
        item.summary.push(Excerpt { text: squeezed(&out), at: item.at.clone() });
    }
}

/// The words of a list in a cell.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let separator = if text.contains(';') { ';' } else { ',' };
    text.split(separator).map(str::trim).filter(|word| !word.is_empty())
}

/// A cell without the apostrophe that keeps spreadsheets from evaluating it, as exports write it.
fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) => rest,
        _ => cell,
    }
}
