//! The fields of each record as a list: key and value, in the order in which a data file has them.
//!
//! Whatever writes, hashes or compares records goes through these lists, so a new field is one line here for all of them.

use std::borrow::Cow;

use super::draft::OptionalText;
use super::stack::{CategoryIndex, EntryIndex, SourceIndex, Stack};
use super::views::{Category, Claim, Entry, Link, Passage, Relation, Source};
use super::{Date, EntryKind, Status};

/// A key as a data file has it, and its value.
pub type Field<'a> = (&'static str, Value<'a>);

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// No value: the data file leaves the key out.
    Absent,
    /// A text: prose, an id, a URL, or one of a closed list of words.
    Text(Cow<'a, str>),
    /// A date.
    Date(Date),
    /// A list of texts, left out where it is empty.
    List(Vec<Cow<'a, str>>),
    /// Another record, written as its id.
    Reference(Reference<'a>),
    /// A list of other records.
    References(Vec<Reference<'a>>),
    /// The places in its sources that a claim names.
    Passages(Vec<PassageField<'a>>),
}

/// A place in a source: what is absent is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `Passage`, documented there")]
pub struct PassageField<'a> {
    pub source: Reference<'a>,
    pub passage: Option<&'a str>,
    pub section: Option<&'a str>,
}

impl<'a> PassageField<'a> {
    /// Its keys and values.
    pub fn fields(self) -> [Field<'a>; 3] {
        [
            ("source", Value::Reference(self.source)),
            ("passage", text(self.passage)),
            ("section", text(self.section)),
        ]
    }
}

/// A record that a field refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The position of the record in its stack.
    pub target: Target,
    /// The id of the record.
    pub id: &'a str,
}

/// The position of a record, with the table that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the three tables that fields refer to")]
pub enum Target {
    Category(CategoryIndex),
    Entry(EntryIndex),
    Source(SourceIndex),
}

impl Value<'_> {
    /// The texts of the value: none, one, or those of a list.
    pub fn texts(&self) -> Vec<Cow<'_, str>> {
        match self {
            Self::Absent => Vec::new(),
            Self::Text(text) => vec![(&**text).into()],
            Self::Date(date) => vec![date.to_string().into()],
            Self::List(texts) => texts.iter().map(|text| (&**text).into()).collect(),
            Self::Reference(reference) => vec![reference.id.into()],
            Self::References(references) => references.iter().map(|to| to.id.into()).collect(),
            Self::Passages(passages) => passages
                .iter()
                .map(|place| {
                    let texts = [place.section, place.passage].into_iter().flatten();
                    std::iter::once(place.source.id).chain(texts).collect::<Vec<_>>().join(": ").into()
                })
                .collect(),
        }
    }

    /// Whether the value is a list, of however many texts.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::List(_) | Self::References(_) | Self::Passages(_))
    }
}

impl Stack {
    /// The fields of `[stack]`.
    pub fn fields(&self) -> [Field<'_>; 6] {
        [
            ("id", text(self.id())),
            ("name", text(self.name())),
            ("kind", text(self.kind().name())),
            ("summary", text(self.summary())),
            ("homepage", shown(self.homepage())),
            ("reviewed", date(self.reviewed())),
        ]
    }

    fn category_reference(&self, at: CategoryIndex) -> Option<Reference<'_>> {
        self.category(at).map(|category| Reference { target: Target::Category(at), id: category.id() })
    }

    fn entry_reference(&self, at: EntryIndex) -> Option<Reference<'_>> {
        self.entry(at).map(|entry| Reference { target: Target::Entry(at), id: entry.id() })
    }

    fn source_reference(&self, at: SourceIndex) -> Option<Reference<'_>> {
        self.source(at).map(|source| Reference { target: Target::Source(at), id: source.id() })
    }
}

impl<'a> Category<'a> {
    /// The fields of the category.
    pub fn fields(self) -> [Field<'a>; 4] {
        [
            ("id", text(self.id())),
            ("name", text(self.name())),
            ("parent", reference(self.parent().and_then(|at| self.stack.category_reference(at)))),
            ("summary", text(self.summary())),
        ]
    }
}

impl<'a> Entry<'a> {
    /// The fields of the entry itself; its links, claims and relations have their own.
    pub fn fields(self) -> [Field<'a>; 17] {
        [
            ("id", text(self.id())),
            ("name", text(self.name())),
            ("former_ids", Value::List(self.former_ids().map(Cow::from).collect())),
            ("aliases", Value::List(self.aliases().map(Cow::from).collect())),
            ("category", reference(self.stack.category_reference(self.category()))),
            ("parent", reference(self.parent().and_then(|at| self.stack.entry_reference(at)))),
            ("kind", text(self.kind().map(EntryKind::name))),
            ("status", text(self.status().map(Status::name))),
            ("since", date(self.since())),
            ("until", date(self.until())),
            ("homepage", shown(self.homepage())),
            ("repository", shown(self.repository())),
            ("license", text(self.text(OptionalText::License))),
            ("tags", Value::List(self.tags().map(Cow::from).collect())),
            ("summary", text(self.summary())),
            ("same_as", Value::List(self.same_as().map(Cow::from).collect())),
            ("not_same_as", Value::List(self.not_same_as().map(Cow::from).collect())),
        ]
    }
}

impl<'a> Link<'a> {
    /// The fields of the link.
    pub fn fields(self) -> [Field<'a>; 2] {
        [("title", text(self.title())), ("url", text(self.address()))]
    }
}

impl<'a> Claim<'a> {
    /// The fields of the claim.
    pub fn fields(self) -> [Field<'a>; 7] {
        let sources = self.source_indexes().filter_map(|at| self.stack.source_reference(at));
        let (only, several) = self.places();
        [
            ("text", text(self.text())),
            ("confidence", text(self.confidence().name())),
            ("sources", Value::References(sources.collect())),
            ("when", shown(self.when())),
            ("passage", text(only.and_then(Passage::text))),
            ("section", text(only.and_then(Passage::section))),
            ("passages", several),
        ]
    }

    /// Its only passage, if that is one of its first source, or else the list of all.
    fn places(self) -> (Option<Passage<'a>>, Value<'a>) {
        let mut passages = self.passages();
        let (len, first) = (passages.len(), self.source_indexes().next());
        match passages.next() {
            Some(only) if len == 1 && Some(only.source()) == first => (Some(only), Value::Absent),
            None => (None, Value::Absent),
            Some(_) => {
                let field = |passage: Passage<'a>| {
                    let source = self.stack.source_reference(passage.source())?;
                    Some(PassageField { source, passage: passage.text(), section: passage.section() })
                };
                (None, Value::Passages(self.passages().filter_map(field).collect()))
            }
        }
    }
}

impl<'a> Relation<'a> {
    /// The fields of the relation.
    pub fn fields(self) -> [Field<'a>; 5] {
        [
            ("kind", text(self.kind().name())),
            ("target", reference(self.stack.entry_reference(self.target()))),
            ("source", reference(self.source().and_then(|at| self.stack.source_reference(at)))),
            ("since", date(self.since())),
            ("until", date(self.until())),
        ]
    }
}

impl<'a> Source<'a> {
    /// The fields of the source.
    pub fn fields(self) -> [Field<'a>; 8] {
        [
            ("id", text(self.id())),
            ("title", text(self.title())),
            ("url", shown(self.url())),
            ("former_urls", Value::List(self.former_urls().map(|url| url.to_string().into()).collect())),
            ("kind", text(self.kind().name())),
            ("publisher", text(self.publisher())),
            ("author", text(self.author())),
            ("published", date(self.published())),
        ]
    }
}

fn text<'a>(text: impl Into<Option<&'a str>>) -> Value<'a> {
    text.into().map_or(Value::Absent, |text| Value::Text(text.into()))
}

fn shown<'a>(value: Option<impl ToString>) -> Value<'a> {
    value.map_or(Value::Absent, |value| Value::Text(value.to_string().into()))
}

fn date<'a>(date: Option<Date>) -> Value<'a> {
    date.map_or(Value::Absent, Value::Date)
}

fn reference(reference: Option<Reference<'_>>) -> Value<'_> {
    reference.map_or(Value::Absent, Value::Reference)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalog::bundled;
    use crate::dataset::{EntryParts, StackBuilder, StackKind};

    #[test]
    fn each_record_has_the_keys_of_the_schema() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../assets/stack.schema.json")).expect("JSON");
        let same = |record: &str, fields: &[Field<'_>]| {
            let keys = schema["definitions"][record]["properties"].as_object().expect("an object").keys();
            // These are lists of records, which have fields of their own.
            let own = keys.filter(|key| !matches!(&***key, "link" | "links" | "claim" | "relation"));
            let listed: BTreeSet<&str> = fields.iter().map(|(key, _)| *key).collect();
            assert_eq!(listed, own.map(String::as_str).collect(), "{record}");
        };
        let stack = bundled::discord();
        same("stack", &stack.fields());
        same("category", &stack.categories().next().expect("a category").1.fields());
        same("source", &stack.sources().next().expect("a source").1.fields());
        let entries = || stack.entries().map(|(_, entry)| entry);
        same("entry", &entries().next().expect("an entry").fields());
        let links = vec![("Guide", "https://example.org/guide")];
        let mut builder = StackBuilder::new(StackKind::List, "s", "S", "", "", None);
        builder.entry(&EntryParts { id: "e", name: "E", links, ..EntryParts::default() });
        let list = builder.build();
        let link = list.entries().find_map(|(_, entry)| entry.links().next());
        same("link", &link.expect("a link").fields());
        same("claim", &entries().find_map(|entry| entry.claims().next()).expect("a claim").fields());
        same("relation", &entries().find_map(|entry| entry.relations().next()).expect("a relation").fields());
    }
}
