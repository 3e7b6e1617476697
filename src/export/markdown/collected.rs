//! A collection as a Markdown list: folders are headings, pages are items, claims and notes are items below them.

use std::fmt::Write as _;

use super::escape::{destination, escaped, heading, line_start};
use crate::export::collection::{Collection, Item, Step};

/// Maximum level of a heading in Markdown.
const MAX_HEADING_LEVEL: usize = 6;

/// Writes a collection.
pub fn write_collected(collection: &Collection) -> String {
    let mut out = format!("# {}\n", heading(&collection.title));
    let (mut level, mut is_first) = (1, true);
    for step in collection.steps() {
        match step {
            Step::Open(name) => {
                level += 1;
                let _ = write!(out, "\n{} {}\n", "#".repeat(level.min(MAX_HEADING_LEVEL)), heading(name));
                is_first = true;
            }
            Step::Item(page) => {
                if std::mem::take(&mut is_first) {
                    out.push('\n');
                }
                item(page, &mut out);
            }
            Step::Close => level -= 1,
        }
    }
    out
}

fn item(item: &Item, out: &mut String) {
    let _ = match &item.url {
        Some(url) => write!(out, "- [{}]({})", escaped(&item.title), destination(url.as_str())),
        None => write!(out, "- {}", line_start(&item.title)),
    };
    let origin = item.origin();
    let _ = if origin.is_empty() { writeln!(out) } else { writeln!(out, " - {}", escaped(&origin)) };
    for claim in &item.claims {
        let _ = writeln!(out, "  - {}", line_start(claim));
    }
    let note: Vec<String> = item.note.as_deref().into_iter().flat_map(str::lines).map(escaped).collect();
    if !note.is_empty() {
        let _ = writeln!(out, "  - Note: {}", note.join(" / "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::collection::hostile;
    use crate::format::File;
    use crate::import::markdown::read;

    #[test]
    fn a_collection_is_a_list() {
        insta::assert_snapshot!(write_collected(&hostile()));
    }

    #[test]
    fn the_pages_of_a_collection_can_be_imported() {
        let collection = hostile();
        let text = write_collected(&collection);
        let stack = read(File::new("list.md", text.clone())).reading.stack.expect(&text);
        for url in collection.items.iter().filter_map(|item| item.url.as_ref()) {
            let has_it = |entry: crate::dataset::Entry<'_>| {
                entry.pages().iter().any(|page| page.url.as_ref() == Some(url))
            };
            assert!(stack.entries().any(|(_, entry)| has_it(entry)), "{url}\n{text}");
        }
    }
}
