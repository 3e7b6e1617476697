//! The output of `diff` as JSON.

#![expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]

use std::borrow::Cow;

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::writer::VERSION;
use crate::dataset::diff::{Detail, DetailKey, Diff, FieldChange, RecordDiff};
use crate::dataset::{Date, Stack, Value};

/// Output of `diff`.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison<'a> {
    pub version: u32,
    /// Whether there is no difference.
    pub equal: bool,
    pub old: Side<'a>,
    pub new: Side<'a>,
    /// Changes in `[stack]`.
    pub stack: Vec<Field<'a>>,
    pub categories: Vec<PartLine<'a>>,
    pub entries: Vec<PartLine<'a>>,
    pub sources: Vec<PartLine<'a>>,
}

impl<'a> Comparison<'a> {
    /// The shape of the differences between two stacks, each as of a date if it has one.
    pub fn new([old, new]: [&'a Stack; 2], dates: [Option<Date>; 2], diff: &'a Diff<'a>) -> Self {
        let side = |stack: &'a Stack, date: Option<Date>| Side {
            id: stack.id(),
            name: stack.name(),
            as_of: date.map(|date| date.to_string()),
        };
        let [old_date, new_date] = dates;
        let parts = |parts: &'a [RecordDiff<'a>]| parts.iter().map(PartLine::new).collect();
        Self {
            version: VERSION,
            equal: diff.is_empty(),
            old: side(old, old_date),
            new: side(new, new_date),
            stack: fields(&diff.head),
            categories: parts(&diff.categories),
            entries: parts(&diff.entries),
            sources: parts(&diff.sources),
        }
    }
}

/// One of the two stacks.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct Side<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub as_of: Option<String>,
}

/// A category, an entry or a source that differs.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct PartLine<'a> {
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
    pub id: &'a str,
    pub name: &'a str,
    pub former_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<DetailLine<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<DetailLine<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<DetailLine<'a>>,
}

impl<'a> PartLine<'a> {
    fn new(part: &'a RecordDiff<'a>) -> Self {
        let details = |wanted: fn(DetailKey<'a>) -> bool| {
            part.details.iter().filter(|detail| wanted(detail.key)).map(DetailLine::new).collect()
        };
        Self {
            change: part.change.name(),
            id: part.id,
            name: part.name,
            former_id: part.former_id,
            fields: fields(&part.fields),
            claims: details(|what| matches!(what, DetailKey::Claim(_))),
            relations: details(|what| matches!(what, DetailKey::Relation(..))),
            links: details(|what| matches!(what, DetailKey::Link(_))),
        }
    }
}

/// A claim, a relation or a link that differs.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct DetailLine<'a> {
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
    pub text: Option<&'a str>,
    pub kind: Option<&'a str>,
    pub target: Option<&'a str>,
    pub url: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field<'a>>,
}

impl<'a> DetailLine<'a> {
    fn new(detail: &'a Detail<'a>) -> Self {
        let bare = Self {
            change: detail.change.name(),
            text: None,
            kind: None,
            target: None,
            url: None,
            fields: fields(&detail.fields),
        };
        match detail.key {
            DetailKey::Claim(text) => Self { text: Some(text), ..bare },
            DetailKey::Relation(kind, target) => Self { kind: Some(kind), target: Some(target), ..bare },
            DetailKey::Link(url) => Self { url: Some(url), ..bare },
        }
    }
}

/// A key with another value; both values are absent if only an order changed.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct Field<'a> {
    pub field: &'static str,
    pub old: Option<FieldValue<'a>>,
    pub new: Option<FieldValue<'a>>,
}

/// A text, or a list of them.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum FieldValue<'a> {
    One(Cow<'a, str>),
    Many(Vec<Cow<'a, str>>),
}

fn fields<'a>(edits: &'a [FieldChange<'a>]) -> Vec<Field<'a>> {
    let value = |value: &'a Value<'a>| match value.texts() {
        texts if value.is_list() => Some(FieldValue::Many(texts)),
        texts => texts.into_iter().next().map(FieldValue::One),
    };
    let field =
        |edit: &'a FieldChange<'a>| Field { field: edit.field, old: value(&edit.old), new: value(&edit.new) };
    edits.iter().map(field).collect()
}
