//! OPML 2.0, the outlines that feed readers and outliners exchange.
//!
//! Folders and pages are outlines; a page has type `link`, the claims that it backs are outlines below it, and a note is in
//! the attribute `_note`, as outliners have it.

use std::fmt::Write as _;

use super::collection::{Collection, Item, Step};
use super::markup::escaped;
use crate::dataset::Stack;

/// Writes the pages of a stack.
pub fn write(stack: &Stack) -> String {
    write_collected(&Collection::from_stack(stack))
}

/// Writes a collection.
pub fn write_collected(collection: &Collection) -> String {
    let title = escaped(&collection.title);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>{title}</title></head>\n<body>\n"
    );
    let mut depth = 0;
    for step in collection.steps() {
        match step {
            Step::Open(name) => {
                let _ = writeln!(out, "{:depth$}<outline text=\"{}\">", "", escaped(name));
                depth += 1;
            }
            Step::Item(item) => outline(item, depth, &mut out),
            Step::Close => {
                depth -= 1;
                let _ = writeln!(out, "{:depth$}</outline>", "");
            }
        }
    }
    out.push_str("</body>\n</opml>\n");
    out
}

fn outline(item: &Item, depth: usize, out: &mut String) {
    let _ = write!(out, "{:depth$}<outline text=\"{}\"", "", escaped(&item.title));
    if let Some(url) = &item.url {
        let _ = write!(out, " type=\"link\" url=\"{}\"", escaped(url.as_str()));
    }
    let (origin, note) = (item.origin(), item.note.as_deref().unwrap_or_default());
    for (attribute, value) in [("description", &*origin), ("_note", note)] {
        if !value.is_empty() {
            let _ = write!(out, " {attribute}=\"{}\"", escaped(value));
        }
    }
    if item.claims.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    for claim in &item.claims {
        let _ = writeln!(out, "{:1$}<outline text=\"{2}\"/>", "", depth + 1, escaped(claim));
    }
    let _ = writeln!(out, "{:depth$}</outline>", "");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::collection::hostile;

    /// The value of an attribute in a line, without its escapes.
    fn value(line: &str, name: &str) -> Option<String> {
        let start = line.find(&format!(" {name}=\""))? + name.len() + 3;
        let text = line.get(start..)?.split('"').next()?;
        let plain =
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#10;", "\n"), ("&amp;", "&")];
        Some(plain.iter().fold(text.to_owned(), |text, (code, plain)| text.replace(code, plain)))
    }

    #[test]
    fn every_text_comes_back_as_it_was() {
        let collection = hostile();
        let text = write_collected(&collection);
        let mut depth = 0;
        let mut read: Vec<(String, Option<String>, Option<String>)> = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| line.starts_with("<outline")) {
            assert_eq!((line.matches('<').count(), line.matches('>').count()), (1, 1), "{line}");
            read.push((value(line, "text").expect("a text"), value(line, "url"), value(line, "_note")));
            depth += usize::from(!line.ends_with("/>"));
        }
        assert_eq!(text.matches("</outline>").count(), depth);
        let first = &collection.items[0];
        for item in &collection.items[..3] {
            let url = item.url.as_ref().map(ToString::to_string);
            assert!(read.contains(&(item.title.clone(), url, item.note.clone())), "{item:?}\n{text}");
            assert!(item.claims.iter().all(|claim| read.iter().any(|(text, ..)| text == claim)), "{text}");
        }
        assert!(first.folders.iter().all(|name| read.iter().any(|(text, ..)| text == name)), "{text}");
        assert!(!text.contains('\u{1}'), "{text}");
    }

    #[test]
    fn a_collection_is_an_outline() {
        insta::assert_snapshot!(write_collected(&hostile()));
    }
}
