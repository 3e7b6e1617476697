//! A stack as it was written: unchecked, each value with its location.
//!
//! Readers create a [`Draft`], and [`check`](super::check()) turns it into a [`Stack`](super::Stack). References are still ids; words
//! and dates are still texts.

use std::borrow::Cow;

use super::FileSpan;

/// A value and its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The location.
    pub span: FileSpan,
}

/// The value of a key as a reader found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RawField<T> {
    /// The key is absent.
    #[default]
    Absent,
    /// An unusable value, which the reader has already reported.
    Broken,
    /// A usable value.
    Given(T),
}

impl<T> RawField<T> {
    /// The value, if there is one.
    pub fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Broken => None,
        }
    }

    /// Whether the key is absent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    fn break_if_absent(&mut self) {
        if self.is_absent() {
            *self = Self::Broken;
        }
    }
}

/// A text with its position.
pub type Text<'a> = Located<Cow<'a, str>>;

/// A text that TOML may also write as a date.
pub type DateText<'a> = Text<'a>;

/// A list of texts.
pub type Texts<'a> = Located<Vec<Text<'a>>>;

/// The links of an entry.
pub type Links<'a> = Vec<LinkDraft<'a>>;

/// The claims of an entry.
pub type Claims<'a> = Vec<ClaimDraft<'a>>;

/// The places in its sources that a claim names.
pub type Passages<'a> = Vec<PassageDraft<'a>>;

/// The relations of an entry.
pub type Relations<'a> = Vec<RelationDraft<'a>>;

/// A field of a draft, for a reader to fill: the variant is the form of its value.
#[derive(Debug)]
#[expect(missing_docs, reason = "each variant is the type of the same name")]
pub enum FieldMut<'d, 'a> {
    Text(&'d mut RawField<Text<'a>>),
    DateText(&'d mut RawField<DateText<'a>>),
    Texts(&'d mut RawField<Texts<'a>>),
    Links(&'d mut RawField<Links<'a>>),
    Claims(&'d mut RawField<Claims<'a>>),
    Passages(&'d mut RawField<Passages<'a>>),
    Relations(&'d mut RawField<Relations<'a>>),
}

impl FieldMut<'_, '_> {
    /// Marks the field as unusable, unless it has a value.
    pub fn break_if_absent(self) {
        match self {
            Self::Text(field) | Self::DateText(field) => field.break_if_absent(),
            Self::Texts(field) => field.break_if_absent(),
            Self::Links(field) => field.break_if_absent(),
            Self::Claims(field) => field.break_if_absent(),
            Self::Passages(field) => field.break_if_absent(),
            Self::Relations(field) => field.break_if_absent(),
        }
    }
}

/// A record of a draft. Every reader fills it through the keys of this table.
pub trait RecordDraft<'a> {
    /// The record with its article, as in `an entry`.
    const WHAT: &'static str;

    /// The keys that a data file may have, in the order in which help lists them.
    const KEYS: &'static [&'static str];

    /// An empty record; `span` is what a finding about a missing key points at.
    fn at(span: FileSpan) -> Self;

    /// Returns the field of a key.
    fn field(&mut self, key: &str) -> Option<FieldMut<'_, 'a>>;
}

/// A stack before any check.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are those of `Stack`, documented there")]
pub struct Draft<'a> {
    pub head: RawField<HeadDraft<'a>>,
    pub categories: Vec<CategoryDraft<'a>>,
    pub entries: Vec<EntryDraft<'a>>,
    pub sources: Vec<SourceDraft<'a>>,
}

/// A text that an entry may have: a further one is a variant here, a key below and a line in `fields`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `Entry`, documented there")]
pub enum OptionalText {
    Repository,
    License,
}

impl OptionalText {
    /// The number of variants.
    pub const COUNT: usize = Self::License as usize + 1;
}

/// Declares a record: its name in findings, and for each key the field and the form of the value.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($($key:literal)|+ => $field:ident: $form:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        #[expect(missing_docs, reason = "the fields are those of the view of the same name, documented there")]
        pub struct $name<'a> {
            /// The position for findings about missing keys.
            pub span: FileSpan,
            $(pub $field: RawField<$form<'a>>),+
        }

        impl<'a> RecordDraft<'a> for $name<'a> {
            const WHAT: &'static str = $what;
            const KEYS: &'static [&'static str] = &[$($($key),+),+];

            fn at(span: FileSpan) -> Self {
                Self { span, $($field: RawField::Absent),+ }
            }

            fn field(&mut self, key: &str) -> Option<FieldMut<'_, 'a>> {
                Some(match key {
                    $($($key)|+ => FieldMut::$form(&mut self.$field),)+
                    _ => return None,
                })
            }
        }
    };
}

record! {
    /// The metadata of a stack.
    HeadDraft, "a stack" {
        "id" => id: Text,
        "name" => name: Text,
        "kind" => kind: Text,
        "summary" => summary: Text,
        "homepage" => homepage: Text,
        "reviewed" => reviewed: DateText,
    }
}

record! {
    /// A category.
    CategoryDraft, "a category" {
        "id" => id: Text,
        "name" => name: Text,
        "summary" => summary: Text,
        "parent" => parent: Text,
    }
}

record! {
    /// An entry.
    EntryDraft, "an entry" {
        "id" => id: Text,
        "name" => name: Text,
        "former_ids" => former_ids: Texts,
        "aliases" => aliases: Texts,
        "category" => category: Text,
        "parent" => parent: Text,
        "kind" => kind: Text,
        "status" => status: Text,
        "since" => since: DateText,
        "until" => until: DateText,
        "homepage" => homepage: Text,
        "repository" => repository: Text,
        "license" => license: Text,
        "tags" => tags: Texts,
        "summary" => summary: Text,
        "same_as" => same_as: Texts,
        "not_same_as" => not_same_as: Texts,
        "link" | "links" => links: Links,
        "claim" => claims: Claims,
        "relation" => relations: Relations,
    }
}

record! {
    /// A further URL of an entry.
    LinkDraft, "a link" { "title" => title: Text, "url" => url: Text }
}

record! {
    /// A claim.
    ClaimDraft, "a claim" {
        "text" => text: Text,
        "confidence" => confidence: Text,
        "sources" => sources: Texts,
        "when" => when: DateText,
        "passage" => passage: Text,
        "section" => section: Text,
        "passages" => passages: Passages,
    }
}

record! {
    /// The place in a source that backs a claim.
    PassageDraft, "a passage" { "source" => source: Text, "passage" => passage: Text, "section" => section: Text }
}

record! {
    /// A relation.
    RelationDraft, "a relation" {
        "kind" => kind: Text,
        "target" => target: Text,
        "source" => source: Text,
        "since" => since: DateText,
        "until" => until: DateText,
    }
}

record! {
    /// A source.
    SourceDraft, "a source" {
        "id" => id: Text,
        "title" => title: Text,
        "url" => url: Text,
        "former_urls" => former_urls: Texts,
        "kind" => kind: Text,
        "publisher" => publisher: Text,
        "author" => author: Text,
        "published" => published: DateText,
    }
}
