//! A bibliography in BibTeX: an `@misc` for each page, which BibTeX and BibLaTeX both read.
//!
//! The claims that a page backs and the note of the user are in `annote`, which no usual style prints.

use std::fmt::Write as _;

use super::collection::{Collection, Item};
use crate::dataset::{Date, Stack};

/// Writes the sources of a stack, or the pages of its entries if it has none.
pub fn write(stack: &Stack) -> String {
    Collection::bibliography(stack).records(record)
}

/// Writes a collection, each page once.
pub fn write_collected(collection: &Collection) -> String {
    Collection { items: collection.distinct(), ..Collection::default() }.records(record)
}

/// The macros for the months.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn record(item: &Item, key: &str) -> String {
    let mut out = format!("@misc{{{key}");
    let mut field = |name: &str, value: &str| {
        let _ = write!(out, ",\n  {name} = {value}");
    };
    // Double braces keep capital letters.
    field("title", &format!("{{{{{}}}}}", escaped(&item.title)));
    if let Some(author) = &item.author {
        let author = escaped(author);
        // A comma would part a surname from first names.
        field(
            "author",
            &if author.contains(',') { format!("{{{{{author}}}}}") } else { format!("{{{author}}}") },
        );
    }
    if let Some(publisher) = &item.publisher {
        field("howpublished", &format!("{{{}}}", escaped(publisher)));
    }
    if let Some(date) = item.published {
        field("year", &format!("{{{:04}}}", date.year()));
        if let Some(month) = month(date) {
            field("month", month);
        }
    }
    if let Some(url) = &item.url {
        field("url", &format!("{{{}}}", address(url.as_str())));
    }
    let path: Vec<String> = item.folders.iter().map(|name| escaped(&name.replace(',', ""))).collect();
    if !path.is_empty() {
        field("keywords", &format!("{{{}}}", path.join(", ")));
    }
    let texts: Vec<String> = item.texts().into_iter().map(escaped).collect();
    if !texts.is_empty() {
        field("annote", &format!("{{{}}}", texts.join(" ")));
    }
    out.push_str("\n}\n");
    out
}

/// The macro for the month of a date that has one.
fn month(date: Date) -> Option<&'static str> {
    let is_known = date.first_month() == date.last_month();
    let month = usize::try_from(date.first_month()).ok()? % MONTHS.len();
    MONTHS.get(month).copied().filter(|_| is_known)
}

/// A text with all syntax of TeX escaped. Braces become words: BibTeX counts those of a field even behind a backslash.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // Two of them would become another character.
            '-' | '\'' if out.ends_with(c) => out.extend(['{', '}', c]),
            '`' => out.push_str("\\textasciigrave{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '|' => out.push_str("\\textbar{}"),
            // A straight quotation mark would end a field in quotation marks and is drawn as a closing one.
            '"' => out.push_str("\\textquotedbl{}"),
            '$' | '&' | '#' | '_' | '%' => out.extend(['\\', c]),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A URL, which is no TeX, with the characters encoded that would end its field.
fn address(url: &str) -> String {
    url.replace('\\', "%5C").replace('{', "%7B").replace('}', "%7D")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::collection::hostile;

    #[test]
    fn braces_are_balanced_and_keys_are_unique() {
        let text = write_collected(&hostile());
        let (mut depth, mut keys) = (0_i32, Vec::new());
        for c in text.chars() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            assert!((0..=4).contains(&depth), "{text}");
        }
        assert_eq!(depth, 0, "{text}");
        for line in text.lines().filter(|line| line.starts_with('@')) {
            keys.push(line);
        }
        assert_eq!(keys, ["@misc{here:rows,", "@misc{here:b,", "@misc{here:rows:2,"]);
    }

    #[test]
    fn a_collection_is_a_bibliography() {
        insta::assert_snapshot!(write_collected(&hostile()));
    }
}
