//! A bibliography in RIS, which reference managers exchange.
//!
//! A line is a tag and a text; no text has line breaks, so none begins a line.

use super::collection::{Collection, Item};
use crate::dataset::{SourceKind, Stack};

/// Writes the sources of a stack, or the pages of its entries if it has none.
pub fn write(stack: &Stack) -> String {
    Collection::bibliography(stack).records(record)
}

/// Writes a collection, each page once.
pub fn write_collected(collection: &Collection) -> String {
    Collection { items: collection.distinct(), ..Collection::default() }.records(record)
}

fn record(item: &Item, key: &str) -> String {
    let mut out = String::new();
    let mut line = |tag: &str, text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        out.extend([tag, "  - ", &words.join(" "), "\n"]);
    };
    line("TY", type_of(item));
    line("ID", key);
    line("TI", &item.title);
    if let Some(author) = &item.author {
        line("AU", author);
    }
    if let Some(publisher) = &item.publisher {
        line("PB", publisher);
    }
    if let Some(date) = item.published {
        line("PY", &format!("{:04}", date.year()));
        // A date has three slashes, whatever is known of it.
        let mut parts: Vec<String> = date.to_string().split('-').map(str::to_owned).collect();
        parts.resize(4, String::new());
        line("DA", &parts.join("/"));
    }
    if let Some(url) = &item.url {
        line("UR", url.as_str());
    }
    for name in &item.folders {
        line("KW", name);
    }
    for text in item.texts() {
        line("N1", text);
    }
    line("ER", "");
    out
}

/// The type of a reference; what has a URL is an electronic one.
fn type_of(item: &Item) -> &'static str {
    match item.kind {
        Some(SourceKind::Article) => "BLOG",
        Some(SourceKind::CaseStudy | SourceKind::Incident) => "RPRT",
        Some(SourceKind::Repository) => "COMP",
        Some(SourceKind::Talk) => "SLIDE",
        _ if item.url.is_some() => "ELEC",
        _ => "GEN",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::collection::hostile;

    #[test]
    fn a_collection_is_a_bibliography() {
        insta::assert_snapshot!(write_collected(&hostile()));
    }
}
