//! What `diff` answers.

use std::borrow::Cow;

use serde::Serialize;

use super::{Shape, VERSION};
use crate::dataset::diff::{Detail, DetailKey, Diff, FieldChange, RecordDiff};
use crate::dataset::{Stack, Value};

impl Shape for Comparison<'_> {}

/// What `diff` answers.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct Comparison<'a> {
    pub version: u32,
    /// Whether the two say the same.
    pub equal: bool,
    pub old: Side<'a>,
    pub new: Side<'a>,
    /// What changed in `[stack]`.
    pub stack: Vec<Field<'a>>,
    pub categories: Vec<PartLine<'a>>,
    pub entries: Vec<PartLine<'a>>,
    pub sources: Vec<PartLine<'a>>,
}

impl<'a> Comparison<'a> {
    /// The shape of what two stacks differ in.
    #[must_use]
    pub fn of(old: &'a Stack, new: &'a Stack, diff: &'a Diff<'a>) -> Self {
        let side = |stack: &'a Stack| Side { id: stack.id(), name: stack.name() };
        let parts = |parts: &'a [RecordDiff<'a>]| parts.iter().map(PartLine::of).collect();
        Self {
            version: VERSION,
            equal: diff.is_empty(),
            old: side(old),
            new: side(new),
            stack: fields(&diff.head),
            categories: parts(&diff.categories),
            entries: parts(&diff.entries),
            sources: parts(&diff.sources),
        }
    }
}

/// One of the two stacks.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct Side<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

/// A category, an entry or a source that is not the same.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct PartLine<'a> {
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
    pub id: &'a str,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
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
    fn of(part: &'a RecordDiff<'a>) -> Self {
        let details = |wanted: fn(DetailKey<'a>) -> bool| {
            part.details.iter().filter(|detail| wanted(detail.key)).map(DetailLine::of).collect()
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

/// A claim, a relation or a link that is not the same.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct DetailLine<'a> {
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field<'a>>,
}

impl<'a> DetailLine<'a> {
    fn of(detail: &'a Detail<'a>) -> Self {
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

/// A key with another value; neither value is there where only an order changed.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct Field<'a> {
    pub field: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<FieldValue<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<FieldValue<'a>>,
}

/// A text, or a list of them.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "the two say all")]
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
