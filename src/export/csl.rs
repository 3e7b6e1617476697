//! A bibliography in CSL-JSON, which Pandoc, Zotero and the processors of CSL styles read.
//!
//! The id of an item is its key in the other bibliographies. The claims that a page backs and the note of the user are in
//! `annote`.

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::collection::{Collection, Item};
use super::json::write_line;
use crate::dataset::{Date, SourceKind, Stack};

/// Writes the sources of a stack, or the pages of its entries if it has none.
pub fn write(stack: &Stack) -> String {
    items(&Collection::bibliography(stack))
}

/// Writes a collection, each page once.
pub fn write_collected(collection: &Collection) -> String {
    items(&Collection { items: collection.distinct(), ..Collection::default() })
}

fn items(collection: &Collection) -> String {
    let works: Vec<Work<'_>> =
        collection.items.iter().zip(collection.keys()).map(|(item, key)| Work::new(item, key)).collect();
    let mut bytes = Vec::new();
    // A vector takes everything, and the shapes have no map with keys that JSON cannot write.
    let _ = write_line(&mut bytes, &works);
    String::from_utf8(bytes).unwrap_or_default()
}

/// An item of CSL-JSON.
#[skip_serializing_none]
#[derive(Serialize)]
struct Work<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name<'a>>,
    publisher: Option<&'a str>,
    #[serde(rename = "container-title")]
    container: Option<&'a str>,
    issued: Option<Issued>,
    #[serde(rename = "URL")]
    url: Option<&'a str>,
    keyword: Option<String>,
    annote: Option<String>,
}

/// A name that is not divided into first names and surname.
#[derive(Serialize)]
struct Name<'a> {
    literal: &'a str,
}

/// A date, as exact as it is known.
#[derive(Serialize)]
struct Issued {
    #[serde(rename = "date-parts")]
    parts: [Vec<u32>; 1],
}

impl<'a> Work<'a> {
    fn new(item: &'a Item, key: String) -> Self {
        let text = item.texts().join(" ");
        let keywords: Vec<String> = item.folders.iter().map(|name| name.replace(',', "")).collect();
        Self {
            id: key,
            kind: type_of(item.kind),
            title: &item.title,
            author: item.author.iter().map(|literal| Name { literal }).collect(),
            publisher: item.publisher.as_deref(),
            // Styles print the site of a page from here.
            container: item.publisher.as_deref().filter(|_| item.url.is_some()),
            issued: item.published.map(|date| Issued { parts: [parts(date)] }),
            url: item.url.as_ref().map(crate::dataset::SourceUrl::as_str),
            keyword: (!keywords.is_empty()).then(|| keywords.join(", ")),
            annote: (!text.is_empty()).then_some(text),
        }
    }
}

/// The year, month and day of a date, as far as they are known.
fn parts(date: Date) -> Vec<u32> {
    date.to_string().split('-').filter_map(|part| part.parse().ok()).collect()
}

/// The type of CSL for a kind of page.
fn type_of(kind: Option<SourceKind>) -> &'static str {
    match kind {
        Some(SourceKind::Article) => "post-weblog",
        Some(SourceKind::CaseStudy | SourceKind::Incident) => "report",
        Some(SourceKind::Issue) => "post",
        Some(SourceKind::Reference) => "document",
        Some(SourceKind::Repository) => "software",
        Some(SourceKind::Talk) => "speech",
        Some(SourceKind::Docs | SourceKind::Status | SourceKind::Site | SourceKind::Other) | None => {
            "webpage"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::collection::hostile;

    #[test]
    fn a_date_is_as_exact_as_it_is_known() {
        let parts = |text| parts(Date::parse(text).expect("a date"));
        assert_eq!(
            [parts("2017"), parts("2017-01"), parts("2017-01-13")],
            [vec![2017], vec![2017, 1], vec![2017, 1, 13]]
        );
    }

    #[test]
    fn a_collection_is_a_bibliography() {
        insta::assert_snapshot!(write_collected(&hostile()));
    }
}
