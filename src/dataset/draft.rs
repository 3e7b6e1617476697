//! A stack as somebody wrote it: nothing checked, each part with its span.
//!
//! Readers make one and [`check`](super::check()) makes a [`Stack`](super::Stack) of it. References are still ids, words
//! and dates are still texts.

use std::borrow::Cow;

use super::FileSpan;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: FileSpan,
}

/// What a reader found under a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RawField<T> {
    /// Nothing.
    #[default]
    Absent,
    /// Something that cannot be used; the reader has said so already.
    Broken,
    /// A value.
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

    /// Whether nothing was there at all.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// A text and where it stands.
pub type Text<'a> = Located<Cow<'a, str>>;

/// A list of texts.
pub type Texts<'a> = Located<Vec<Text<'a>>>;

/// A stack that nothing is known of yet.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are those of `Stack`, documented there")]
pub struct Draft<'a> {
    pub head: RawField<HeadDraft<'a>>,
    pub categories: Vec<CategoryDraft<'a>>,
    pub entries: Vec<EntryDraft<'a>>,
    pub sources: Vec<SourceDraft<'a>>,
}

/// Declares a part of a draft: its span and its keys.
macro_rules! part {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        #[expect(missing_docs, reason = "the fields are those of the view of the same name, documented there")]
        pub struct $name<'a> {
            /// What to point at where a key is missing.
            pub span: FileSpan,
            $(pub $field: RawField<$type>),+
        }

        impl $name<'_> {
            /// One with nothing in it.
            #[must_use]
            pub fn at(span: FileSpan) -> Self {
                Self { span, $($field: RawField::Absent),+ }
            }
        }
    };
}

part! {
    /// The head of a stack.
    HeadDraft {
        id: Text<'a>,
        name: Text<'a>,
        kind: Text<'a>,
        summary: Text<'a>,
        homepage: Text<'a>,
        reviewed: Text<'a>,
    }
}

part! {
    /// A category.
    CategoryDraft { id: Text<'a>, name: Text<'a>, summary: Text<'a>, parent: Text<'a> }
}

part! {
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

part! {
    /// A further address of an entry.
    LinkDraft { title: Text<'a>, url: Text<'a> }
}

part! {
    /// A claim.
    ClaimDraft { text: Text<'a>, confidence: Text<'a>, sources: Texts<'a> }
}

part! {
    /// A relation.
    RelationDraft { kind: Text<'a>, target: Text<'a>, source: Text<'a> }
}

part! {
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
