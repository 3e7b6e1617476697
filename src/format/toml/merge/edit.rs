//! Changes to one table of a file that leave alone what they are not about.

use toml_edit::{Array, InlineTable, Item, Table, Value};

use crate::dataset::{Entry, Link};

/// What the comment of a part says about its line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Line {
    /// It stands there in the list.
    At(Option<usize>),
    /// It no longer stands in the list.
    Gone,
}

const AT: &str = "# line ";
const GONE: &str = "# no longer in the list";

/// Brings the comment up to date that says where in the list a table comes from; tells whether there is one.
pub(super) fn comment(table: &mut Table, line: Line) -> bool {
    let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
    let is_line = |text: &str| {
        text.strip_prefix(AT)
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    };
    let ours = |text: &str| is_line(text) || text == GONE && matches!(line, Line::At(_));
    if !prefix.lines().any(|text| ours(text.trim())) {
        return false;
    }
    let new = match line {
        Line::At(Some(number)) => format!("{AT}{number}"),
        Line::At(None) => return true,
        Line::Gone => GONE.to_owned(),
    };
    let changed: String = prefix
        .split_inclusive('\n')
        .map(|text| if ours(text.trim()) { text.replacen(text.trim(), &new, 1) } else { text.to_owned() })
        .collect();
    table.decor_mut().set_prefix(changed);
    true
}

/// Changes to a table.
pub(super) struct Edit<'t> {
    table: &'t mut Table,
    /// The keys that have another value now.
    pub keys: Vec<&'static str>,
}

impl<'t> Edit<'t> {
    pub fn of(table: &'t mut Table) -> Self {
        Self { table, keys: Vec::new() }
    }

    /// Gives a key a value; one that is there keeps the comments around it.
    pub fn text(&mut self, key: &'static str, value: Option<&str>) {
        let Some(value) = value else { return };
        match self.table.get_mut(key).and_then(Item::as_value_mut) {
            Some(old) if old.as_str() == Some(value) => return,
            Some(old) => {
                let decor = old.decor().clone();
                *old = Value::from(value);
                *old.decor_mut() = decor;
            }
            None => {
                self.table.insert(key, toml_edit::value(value));
            }
        }
        self.keys.push(key);
    }

    /// Brings in what a list says about an entry; what it is silent about stays.
    pub fn entry(
        &mut self,
        new: Entry<'_>,
        old: Option<Entry<'_>>,
        category: &str,
        parent: Option<&str>,
        from_list: bool,
    ) {
        self.text("name", Some(new.name()));
        self.text("category", Some(category));
        if parent.is_none() && from_list && self.table.remove("parent").is_some() {
            self.keys.push("parent");
        }
        self.text("parent", parent);
        let url = |url: Option<crate::dataset::SourceUrl>| url.map(|url| url.to_string());
        // An address that the gate spells differently is no change.
        for (key, new, old) in [
            ("homepage", url(new.homepage()), url(old.and_then(Entry::homepage))),
            ("repository", url(new.repository()), url(old.and_then(Entry::repository))),
        ] {
            if new != old {
                self.text(key, new.as_deref());
            }
        }
        self.text("summary", new.summary());
        self.tags(new);
        self.links(new, old);
    }

    fn tags(&mut self, new: Entry<'_>) {
        let wanted: Vec<&str> = new.tags().collect();
        if wanted.is_empty() {
            return;
        }
        let Some(tags) = self.array("tags") else { return };
        let mut changed = false;
        for tag in wanted {
            if tags.iter().any(|old| old.as_str() == Some(tag)) {
                continue;
            }
            changed = true;
            let fact = tag.split_once(": ").map(|(header, _)| format!("{header}: "));
            let alike = fact.and_then(|fact| {
                tags.iter().position(|old| old.as_str().is_some_and(|old| old.starts_with(&fact)))
            });
            match alike {
                Some(at) => {
                    tags.replace(at, tag);
                }
                None => tags.push(tag),
            }
        }
        if changed {
            self.keys.push("tags");
        }
    }

    fn links(&mut self, new: Entry<'_>, old: Option<Entry<'_>>) {
        let has = |link: &Link<'_>| {
            let same = |other: &Link<'_>| other.url() == link.url();
            old.is_some_and(|old| {
                old.links().any(|other| same(&other))
                    || old.homepage() == link.url()
                    || old.repository() == link.url()
            })
        };
        let missing: Vec<Link<'_>> = new.links().filter(|link| !has(link)).collect();
        if missing.is_empty() {
            return;
        }
        self.keys.push("links");
        if let Some(blocks) = self.table.get_mut("link").and_then(Item::as_array_of_tables_mut) {
            let position = blocks.iter().filter_map(Table::position).max();
            for link in missing {
                let mut table = Table::new();
                fill(link, |key, text| {
                    table.insert(key, toml_edit::value(text));
                });
                table.set_position(position);
                blocks.push(table);
            }
            return;
        }
        let Some(links) = self.array("links") else { return };
        for link in missing {
            let mut table = InlineTable::new();
            fill(link, |key, text| {
                table.insert(key, text.into());
            });
            let mut value = Value::InlineTable(table);
            value.decor_mut().set_prefix("\n  ");
            links.push_formatted(value);
        }
        links.set_trailing_comma(true);
        links.set_trailing("\n");
    }

    /// The list under a key; an empty one where there is none.
    fn array(&mut self, key: &str) -> Option<&mut Array> {
        if !self.table.contains_key(key) {
            self.table.insert(key, Item::Value(Value::Array(Array::new())));
        }
        self.table.get_mut(key).and_then(Item::as_array_mut)
    }
}

fn fill(link: Link<'_>, mut put: impl FnMut(&str, String)) {
    if let Some(title) = link.title() {
        put("title", title.to_owned());
    }
    if let Some(url) = link.url() {
        put("url", url.to_string());
    }
}
