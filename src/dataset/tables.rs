//! How a stack lies in memory: one text and plain tables of numbers.
//!
//! No record owns a string: it holds [`Span`]s of one shared text. So the embedded stack costs nothing to load (its
//! tables are constants of the program), and a stack of a million entries needs little more memory than its text.
//! Whoever reads a stack uses the views of [`Stack`](super::Stack) and never sees this.

use std::borrow::Cow;
use std::fmt;

use super::draft::OptionalText;
use super::{Confidence, Date, EntryKind, RelationKind, SourceKind, StackKind, Status};

/// A piece of [`Tables::text`], in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub start: u32,
    /// How long it is; absent texts have none.
    pub len: u32,
}

/// A run of records in another table, as positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The first one.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

impl Run {
    fn from(start: u32, count: u16) -> Self {
        Self { start, end: start.saturating_add(u32::from(count)) }
    }

    /// The part of `table` that the run stands for.
    #[must_use]
    pub fn of<T>(self, table: &[T]) -> &[T] {
        table.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// The head of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
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
/// There may be a million of these, most of them only a name, a summary and an address, so that is all that each has
/// room for. Its texts lie one after the other from `text` on, in the order of their lengths here.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the rest are the fields of `Entry`, documented there")]
pub struct EntryRecord {
    /// Where its texts begin.
    pub text: u32,
    pub id: u16,
    /// 0 when the name is the same text as the id.
    pub name: u16,
    /// How many bytes its summary has; 0 when there is none, and so for the others.
    pub summary: u32,
    /// 0 when there is an origin and the rest of the address is the same text as the id.
    pub homepage: u16,
    /// In the order of [`OptionalText`].
    pub texts: [u16; OptionalText::COUNT],
    pub kind: Option<EntryKind>,
    pub status: Option<Status>,
    pub category: u32,
    /// The entry it hangs under.
    pub parent: Position,
    /// The rest of it in [`Tables::details`], if there is anything.
    pub details: Position,
    /// The beginning of its homepage in [`Tables::origins`], unless the address is not cut in two.
    pub origin: Position,
}

/// What many entries have nothing of: dates, and lists, of which this is where they begin and how many parts they have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the rest are the fields of `Entry`, documented there")]
pub struct EntryDetails {
    /// Where its aliases begin in [`Tables::words`]; its tags follow.
    pub words: u32,
    pub links: u32,
    pub claims: u32,
    pub relations: u32,
    pub alias_count: u16,
    pub tag_count: u16,
    pub link_count: u16,
    pub claim_count: u16,
    pub relation_count: u16,
    pub since: Option<Date>,
    pub until: Option<Date>,
}

impl EntryDetails {
    /// Those of an entry that has none.
    pub(super) const NONE: &Self = &Self {
        words: 0,
        links: 0,
        claims: 0,
        relations: 0,
        alias_count: 0,
        tag_count: 0,
        link_count: 0,
        claim_count: 0,
        relation_count: 0,
        since: None,
        until: None,
    };

    /// Whether there is nothing in them.
    pub(super) fn is_empty(&self) -> bool {
        let Self { alias_count, tag_count, link_count, claim_count, relation_count, since, until, .. } = self;
        [alias_count, tag_count, link_count, claim_count, relation_count].iter().all(|count| **count == 0)
            && since.is_none()
            && until.is_none()
    }

    pub(super) fn aliases(&self) -> Run {
        Run::from(self.words, self.alias_count)
    }

    pub(super) fn tags(&self) -> Run {
        Run::from(self.aliases().end, self.tag_count)
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
    /// What follows its origin.
    pub homepage: Span,
    optional: [Span; OptionalText::COUNT],
}

impl EntryTexts {
    pub fn optional(&self, text: OptionalText) -> Span {
        self.optional.get(text as usize).copied().unwrap_or_default()
    }
}

/// The position of nothing.
pub(super) const NONE: u32 = u32::MAX;

/// The position of something that may be missing, in half the room that an `Option` takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Position(pub(super) u32);

impl Position {
    /// Nothing.
    pub const NONE: Self = Self(NONE);

    /// The position of something.
    #[must_use]
    pub const fn at(position: u32) -> Self {
        Self(position)
    }

    /// The position, if there is something.
    #[must_use]
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
    /// Where its texts lie.
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

/// A titled address.
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
}

/// One relation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `Relation`, documented there")]
pub struct RelationRecord {
    pub owner: u32,
    pub kind: RelationKind,
    pub target: u32,
    pub source: Option<u32>,
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
}

/// All of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "one table for each record above")]
pub struct Tables {
    pub text: Cow<'static, str>,
    pub head: HeadRecord,
    pub categories: Cow<'static, [CategoryRecord]>,
    pub entries: Cow<'static, [EntryRecord]>,
    pub details: Cow<'static, [EntryDetails]>,
    /// The beginnings of homepages, each once: all up to the path.
    pub origins: Cow<'static, [Span]>,
    pub claims: Cow<'static, [ClaimRecord]>,
    pub relations: Cow<'static, [RelationRecord]>,
    pub sources: Cow<'static, [SourceRecord]>,
    pub links: Cow<'static, [LinkRecord]>,
    /// Aliases, tags and former addresses.
    pub words: Cow<'static, [Span]>,
    /// The sources of claims, as positions in `sources`.
    pub cited: Cow<'static, [u32]>,
    /// The entries in the order of their ids, for finding one by id.
    pub by_id: Cow<'static, [u32]>,
    /// The relations in the order of their targets, for reading them backwards.
    pub incoming: Cow<'static, [u32]>,
}
