//! A valid stack, and the positions and ids that name its records.

use super::tables::{Run, Span, Tables};
use super::{Date, SourceUrl, StackKind};

/// The technologies that one service runs on, or a list of links; always valid.
///
/// Ids are unique and every reference resolves, parents form no cycle, every text is sanitized (safe to print on a
/// terminal), and every URL is valid by the rules of [`SourceUrl`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    pub(super) tables: Tables,
}

/// The position of an entry in its stack, in the order of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryIndex(pub u32);

/// The position of a category in its stack, in the order of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryIndex(pub u32);

/// The position of a source in its stack, in the order of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceIndex(pub u32);

/// A record of a stack, by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordId {
    /// The stack itself.
    Stack,
    /// The category with an id.
    Category(String),
    /// The entry with an id.
    Entry(String),
    /// A claim of the entry with an id, by its position from 0.
    Claim(String, usize),
    /// The source with an id.
    Source(String),
}

impl Stack {
    /// Wraps tables that a [`StackBuilder`](super::StackBuilder) made, at run time or in `build.rs`.
    pub(crate) const fn from_tables(tables: Tables) -> Self {
        Self { tables }
    }

    /// The tables, which `build.rs` embeds.
    pub const fn tables(&self) -> &Tables {
        &self.tables
    }

    pub(super) fn text(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.tables.text.get(start..start + span.len as usize).unwrap_or_default()
    }

    pub(super) fn some_text(&self, span: Span) -> Option<&str> {
        (span.len > 0).then(|| self.text(span))
    }

    pub(super) fn url(&self, span: Span) -> Option<SourceUrl> {
        self.some_text(span).map(SourceUrl::trusted)
    }

    pub(super) fn words(&self, run: Run) -> impl ExactSizeIterator<Item = &str> {
        run.slice(&self.tables.words).iter().map(|span| self.text(*span))
    }

    /// The id, in `[a-z0-9-]`.
    pub fn id(&self) -> &str {
        self.text(self.tables.head.id)
    }

    /// The name.
    pub fn name(&self) -> &str {
        self.text(self.tables.head.name)
    }

    /// A description of the service, in a sentence or two.
    pub fn summary(&self) -> Option<&str> {
        self.some_text(self.tables.head.summary)
    }

    /// The homepage of the service.
    pub fn homepage(&self) -> Option<SourceUrl> {
        self.url(self.tables.head.homepage)
    }

    /// The date when the facts were last reviewed.
    pub fn reviewed(&self) -> Option<Date> {
        self.tables.head.reviewed
    }

    /// The kind, which decides how much evidence the stack needs.
    pub fn kind(&self) -> StackKind {
        self.tables.head.kind
    }

    /// The number of claims.
    pub fn claim_count(&self) -> usize {
        self.tables.claims.len()
    }

    /// The number of relations.
    pub fn relation_count(&self) -> usize {
        self.tables.relations.len()
    }
}
