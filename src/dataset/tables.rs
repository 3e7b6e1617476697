//! The memory layout of a stack: one text and plain tables of numbers.
//!
//! No record owns a string; it has [`Span`]s of one shared text. So the embedded stack costs nothing to load (its
//! tables are constants of the program), and a stack of a million entries needs little more memory than its text.
//! Readers use the views of [`Stack`](super::Stack) instead.

use std::borrow::Cow;
use std::fmt;

use super::draft::OptionalText;
use super::{Confidence, Date, EntryKind, Period, RelationKind, SourceKind, StackKind, Status};

/// A range of [`Tables::text`], in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The length; 0 for an absent text.
    pub len: u32,
}

/// A range of records in another table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The position of the first.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

impl Run {
    fn from(start: u32, count: u16) -> Self {
        Self { start, end: start.saturating_add(u32::from(count)) }
    }

    /// The range of the same records after they were moved by `offset`.
    pub(super) fn moved(self, offset: u32) -> Self {
        Self { start: self.start + offset, end: self.end + offset }
    }

    /// The records of the range.
    pub fn slice<T>(self, table: &[T]) -> &[T] {
        table.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// The metadata of a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `Stack`, documented there")]
pub struct HeadRecord {
    pub id: Span,
    pub name: Span,
    pub summary: Span,
    pub homepage: Span,
    pub reviewed: Option<Date>,
    pub kind: StackKind,
}

/// One category.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `Category`, documented there")]
pub struct CategoryRecord {
    pub id: Span,
    pub name: Span,
    pub summary: Span,
    pub parent: Option<u32>,
}

/// One entry.
///
/// There may be a million of these, most of them with only a name, a summary and a URL, so each has room for only that.
/// Its texts follow each other from `text` on, in the order of their lengths here.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the rest are the fields of `Entry`, documented there")]
pub struct EntryRecord {
    /// The first byte of its texts.
    pub text: u32,
    pub id: u16,
    /// 0 if the name equals the id.
    pub name: u16,
    /// The length of the summary in bytes; 0 if there is none, as for the other texts.
    pub summary: u32,
    /// 0 if there is an origin and the rest of the URL equals the id.
    pub homepage: u16,
    /// In the order of [`OptionalText`].
    pub texts: [u16; OptionalText::COUNT],
    pub kind: Option<EntryKind>,
    pub status: Option<Status>,
    pub category: u32,
    /// The parent entry.
    pub parent: Position,
    /// Its record in [`Tables::details`], if it has one.
    pub details: Position,
    /// The beginning of its homepage in [`Tables::origins`], unless the URL is stored whole.
    pub origin: Position,
}

/// The dates and lists of an entry, which many entries do not have: each list by its first position and its length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the rest are the fields of `Entry`, documented there")]
pub struct EntryDetails {
    /// The position of its aliases in [`Tables::words`]; its tags, former ids, and those that it is the same as and not the
    /// same as follow.
    pub words: u32,
    pub links: u32,
    pub claims: u32,
    pub relations: u32,
    pub alias_count: u16,
    pub tag_count: u16,
    pub former_id_count: u16,
    pub same_count: u16,
    pub not_same_count: u16,
    pub link_count: u16,
    pub claim_count: u16,
    pub relation_count: u16,
    pub since: Option<Date>,
    pub until: Option<Date>,
}

impl EntryDetails {
    /// Whether all of them are absent or empty.
    pub(super) fn is_empty(&self) -> bool {
        let words =
            [self.alias_count, self.tag_count, self.former_id_count, self.same_count, self.not_same_count];
        let records = [self.link_count, self.claim_count, self.relation_count];
        words.iter().chain(&records).all(|count| *count == 0) && self.since.is_none() && self.until.is_none()
    }

    pub(super) fn aliases(&self) -> Run {
        Run::from(self.words, self.alias_count)
    }

    pub(super) fn tags(&self) -> Run {
        Run::from(self.aliases().end, self.tag_count)
    }

    pub(super) fn former_ids(&self) -> Run {
        Run::from(self.tags().end, self.former_id_count)
    }

    pub(super) fn same_as(&self) -> Run {
        Run::from(self.former_ids().end, self.same_count)
    }

    pub(super) fn not_same_as(&self) -> Run {
        Run::from(self.same_as().end, self.not_same_count)
    }

    pub(super) fn links(&self) -> Run {
        Run::from(self.links, self.link_count)
    }

    pub(super) fn claims(&self) -> Run {
        Run::from(self.claims, self.claim_count)
    }

    pub(super) fn relations(&self) -> Run {
        Run::from(self.relations, self.relation_count)
    }
}

/// The texts of an entry.
pub(super) struct EntryTexts {
    pub id: Span,
    pub name: Span,
    pub summary: Span,
    /// The rest after the origin.
    pub homepage: Span,
    optional: [Span; OptionalText::COUNT],
}

impl EntryTexts {
    pub fn optional(&self, text: OptionalText) -> Span {
        self.optional.get(text as usize).copied().unwrap_or_default()
    }
}

/// The position that stands for none.
pub(super) const NONE: u32 = u32::MAX;

/// An optional position, in half the size of an `Option<u32>`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Position(pub(super) u32);

impl Position {
    /// No position.
    pub const NONE: Self = Self(NONE);

    /// A position.
    pub const fn at(position: u32) -> Self {
        Self(position)
    }

    /// The position, if there is one.
    pub fn get(self) -> Option<u32> {
        (self != Self::NONE).then_some(self.0)
    }
}

/// Writes the value as the Rust expression that makes it; `build.rs` relies on that.
impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.get() {
            Some(at) => write!(f, "Position::at({at})"),
            None => f.write_str("Position::NONE"),
        }
    }
}

impl EntryRecord {
    /// The spans of its texts.
    pub(super) fn texts(&self) -> EntryTexts {
        let mut end = self.text;
        let mut next = |len: u32| {
            let span = Span { start: end, len };
            end = end.saturating_add(len);
            span
        };
        let id = next(self.id.into());
        let name = next(self.name.into());
        EntryTexts {
            id,
            name: if name.len == 0 { id } else { name },
            summary: next(self.summary),
            homepage: match next(self.homepage.into()) {
                rest if rest.len == 0 && self.origin != Position::NONE => id,
                rest => rest,
            },
            optional: self.texts.map(|len| next(len.into())),
        }
    }
}

/// A titled URL.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `Link`, documented there")]
pub struct LinkRecord {
    pub title: Span,
    pub url: Span,
}

/// One claim.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `Claim`, documented there")]
pub struct ClaimRecord {
    pub text: Span,
    pub confidence: Confidence,
    /// A run of [`Tables::cited`].
    pub sources: Run,
    pub when: Option<Period>,
    /// A run of [`Tables::passages`].
    pub passages: Run,
}

/// The place in a source that backs a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `Passage`, documented there")]
pub struct PassageRecord {
    pub source: u32,
    pub passage: Span,
    pub section: Span,
}

/// A former id of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerId {
    /// The id.
    pub id: Span,
    /// The position of the entry.
    pub entry: u32,
}

/// One relation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `Relation`, documented there")]
pub struct RelationRecord {
    pub owner: u32,
    pub kind: RelationKind,
    pub target: u32,
    pub source: Option<u32>,
    pub since: Option<Date>,
    pub until: Option<Date>,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `Source`, documented there")]
pub struct SourceRecord {
    pub id: Span,
    pub title: Span,
    pub url: Span,
    pub former_urls: Run,
    pub kind: SourceKind,
    pub publisher: Span,
    pub author: Span,
    pub published: Option<Date>,
    pub is_own: bool,
}

/// A whole stack.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "one table for each record above")]
pub struct Tables {
    pub text: Cow<'static, str>,
    pub head: HeadRecord,
    pub categories: Cow<'static, [CategoryRecord]>,
    pub entries: Cow<'static, [EntryRecord]>,
    pub details: Cow<'static, [EntryDetails]>,
    /// The distinct beginnings of homepages, up to the path.
    pub origins: Cow<'static, [Span]>,
    pub claims: Cow<'static, [ClaimRecord]>,
    pub relations: Cow<'static, [RelationRecord]>,
    pub sources: Cow<'static, [SourceRecord]>,
    pub links: Cow<'static, [LinkRecord]>,
    pub passages: Cow<'static, [PassageRecord]>,
    /// Aliases, tags, ids and former URLs.
    pub words: Cow<'static, [Span]>,
    /// The sources of claims, as positions in `sources`.
    pub cited: Cow<'static, [u32]>,
    /// The entries sorted by id, for look-ups.
    pub by_id: Cow<'static, [u32]>,
    /// The former ids, sorted.
    pub former_ids: Cow<'static, [FormerId]>,
    /// The relations sorted by target, for reading them backwards.
    pub incoming: Cow<'static, [u32]>,
}

/// A length as a position.
///
/// Readers refuse files long before 4 GiB, so this cannot saturate; if it did, texts would be empty.
pub(super) fn position(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// The length of a short text or list: an id, a name, a licence, a URL, or a list inside a table.
///
/// A URL has at most 2,048 characters, and percent-encoding makes at most twelve bytes of each; the rules allow a list
/// 1,000 items.
pub(super) fn short(len: impl TryInto<u16>) -> u16 {
    len.try_into().unwrap_or(u16::MAX)
}
