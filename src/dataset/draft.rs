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
    #[must_use]
    pub fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Broken => None,
        }
    }

    /// Whether the key is absent.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// A text and its location.
pub type Text<'a> = Located<Cow<'a, str>>;

/// A list of texts.
pub type Texts<'a> = Located<Vec<Text<'a>>>;

/// An unchecked stack.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are those of `Stack`, documented there")]
pub struct Draft<'a> {
    pub head: RawField<HeadDraft<'a>>,
    pub categories: Vec<CategoryDraft<'a>>,
    pub entries: Vec<EntryDraft<'a>>,
    pub sources: Vec<SourceDraft<'a>>,
}

/// Declares an unchecked record: its location and its keys.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        #[expect(missing_docs, reason = "the fields are those of the view of the same name, documented there")]
        pub struct $name<'a> {
            /// The location to report if a key is missing.
            pub span: FileSpan,
            $(pub $field: RawField<$type>),+
        }

        impl $name<'_> {
            /// A record without any keys.
            #[must_use]
            pub fn at(span: FileSpan) -> Self {
                Self { span, $($field: RawField::Absent),+ }
            }
        }
    };
}

record! {
    /// The metadata of a stack.
    HeadDraft {
        id: Text<'a>,
        name: Text<'a>,
        kind: Text<'a>,
        summary: Text<'a>,
        homepage: Text<'a>,
        reviewed: Text<'a>,
    }
}

record! {
    /// A category.
    CategoryDraft { id: Text<'a>, name: Text<'a>, summary: Text<'a>, parent: Text<'a> }
}

record! {
    /// An entry.
    EntryDraft {
        id: Text<'a>,
        name: Text<'a>,
        aliases: Texts<'a>,
        category: Text<'a>,
        parent: Text<'a>,
        kind: Text<'a>,
        status: Text<'a>,
        since: Text<'a>,
        until: Text<'a>,
        homepage: Text<'a>,
        repository: Text<'a>,
        license: Text<'a>,
        tags: Texts<'a>,
        summary: Text<'a>,
        links: Vec<LinkDraft<'a>>,
        claims: Vec<ClaimDraft<'a>>,
        relations: Vec<RelationDraft<'a>>,
    }
}

record! {
    /// A further URL of an entry.
    LinkDraft { title: Text<'a>, url: Text<'a> }
}

record! {
    /// A claim.
    ClaimDraft { text: Text<'a>, confidence: Text<'a>, sources: Texts<'a> }
}

record! {
    /// A relation.
    RelationDraft { kind: Text<'a>, target: Text<'a>, source: Text<'a> }
}

record! {
    /// A source.
    SourceDraft {
        id: Text<'a>,
        title: Text<'a>,
        url: Text<'a>,
        former_urls: Texts<'a>,
        kind: Text<'a>,
        publisher: Text<'a>,
        author: Text<'a>,
        published: Text<'a>,
    }
}
