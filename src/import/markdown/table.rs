//! What the cells of a row say about the entry that the row is.

use super::inline::Inline;
use super::item::{self, Item};
use super::links::{Links, has_more_than_links};
use super::words::{self, squeezed};

/// The columns of a table: what the header calls each of them.
#[derive(Debug, Default)]
pub(super) struct Columns(Vec<String>);

/// How long a fact may be that is told as a tag.
const LONGEST_FACT: usize = 48;

/// What headers call the column that says what a thing is.
const DESCRIPTIONS: [&str; 14] = [
    "description",
    "desc",
    "about",
    "summary",
    "what",
    "what it is",
    "what is it",
    "details",
    "notes",
    "note",
    "comment",
    "comments",
    "purpose",
    "use",
];

impl Columns {
    /// The columns that the cells of a header name.
    pub fn of(header: &[Inline]) -> Self {
        Self(header.iter().map(|cell| squeezed(&cell.text).trim_end_matches(':').to_owned()).collect())
    }

    fn name(&self, at: usize) -> &str {
        self.0.get(at).map_or("", String::as_str)
    }

    /// Adds what the other cells of a row say.
    pub fn add(&self, item: &mut Item, cells: &[Inline], links: &[Links], key: usize) {
        let pictured = links.get(key).is_some_and(Links::are_pictured);
        let wordless = pictured || item.main.as_ref().is_some_and(|main| item::is_generic(&main.title));
        // What stands before the link is said about what the row is.
        let led = key > 0
            && cells.get(key).zip(links.get(key)).is_some_and(|(cell, links)| {
                let first = links.admitted(cell).next().map_or(0, |(anchor, _)| anchor.words.start);
                cell.words(&(0..first)).contains(char::is_alphanumeric)
            });
        let named = if wordless || led { self.named(cells, key) } else { None };
        if let Some(cell) = named.and_then(|at| cells.get(at)) {
            item.name = squeezed(&cell.text);
            if let Some(cell) = cells.get(key).filter(|_| led) {
                let links = links.get(key).into_iter().flat_map(|links| links.admitted(cell));
                let spans: Vec<_> = links.map(|(anchor, _)| anchor.words.clone()).collect();
                item.summary = words::description(&cell.text, 0..cell.text.len(), &spans);
            }
        }
        let mut said = vec![std::mem::take(&mut item.summary)];
        for (at, (cell, links)) in cells.iter().zip(links).enumerate() {
            if at == key {
                continue;
            }
            let header = self.name(at);
            for (_, mut link) in links.admitted(cell) {
                let described = DESCRIPTIONS.contains(&&*header.to_lowercase());
                if item::is_wordless(&link.title) && !header.is_empty() && !described {
                    header.clone_into(&mut link.title);
                }
                item.links.push(link);
            }
            let text = squeezed(&cell.text);
            let empty = !text.contains(char::is_alphanumeric) && text.is_ascii();
            if empty || named == Some(at) || !links.good.is_empty() && !has_more_than_links(cell) {
                continue;
            }
            let number = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            let counted = matches!(&*header.to_lowercase(), "" | "#" | "no" | "no." | "nr" | "nr.");
            if DESCRIPTIONS.contains(&&*header.to_lowercase()) {
                said.insert(0, text);
            } else if counted && number {
            } else if text.chars().count() <= LONGEST_FACT {
                let fact = if header.is_empty() { text } else { format!("{header}: {text}") };
                item.tags.push(fact);
            } else if header.is_empty() {
                said.push(text);
            } else {
                said.push(format!("{header}: {text}"));
            }
        }
        said.retain(|text| !text.is_empty());
        item.summary = said.join(" ");
        item.dedup();
    }

    /// Which cell has the name of a row whose link only shows its address.
    fn named(&self, cells: &[Inline], key: usize) -> Option<usize> {
        let words = |at: &usize| cells.get(*at).is_some_and(|cell| cell.text.contains(char::is_alphabetic));
        let called = |at: &usize| NAMES.contains(&&*self.name(*at).to_lowercase());
        let others = || (0..cells.len()).filter(|at| *at != key).filter(words);
        others().find(called).or_else(|| others().find(|at| *at < key))
    }
}

/// What headers call the column of names.
const NAMES: [&str; 6] = ["name", "title", "project", "tool", "library", "package"];
