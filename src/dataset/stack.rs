//! A stack that has passed every check, and the views through which it is read.

use super::tables::{Run, Span, Tables};
use super::{Category, Date, Entry, Source, SourceUrl, StackKind};

/// Everything known about what one service runs on.
///
/// Holding one promises that it passed every check: ids are unique and all point somewhere, parents form no ring,
/// every text is inert (it may go to a terminal as it is), and every address passed the gate of [`SourceUrl`].
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

/// A part of a stack, by the ids in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordId {
    /// The head.
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
    /// Takes tables that a [`StackBuilder`](super::StackBuilder) made, now or in the build.
    pub(crate) const fn from_tables(tables: Tables) -> Self {
        Self { tables }
    }

    /// The tables, for `build.rs` to write down.
    #[must_use]
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
        run.of(&self.tables.words).iter().map(|span| self.text(*span))
    }

    /// The id, in `[a-z0-9-]`.
    #[must_use]
    pub fn id(&self) -> &str {
        self.text(self.tables.head.id)
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text(self.tables.head.name)
    }

    /// What the service is, in a sentence or two.
    #[must_use]
    pub fn summary(&self) -> Option<&str> {
        self.some_text(self.tables.head.summary)
    }

    /// The service's own page.
    #[must_use]
    pub fn homepage(&self) -> Option<SourceUrl> {
        self.url(self.tables.head.homepage)
    }

    /// When the facts were last gone through.
    #[must_use]
    pub fn reviewed(&self) -> Option<Date> {
        self.tables.head.reviewed
    }

    /// How strict the stack is about evidence.
    #[must_use]
    pub fn kind(&self) -> StackKind {
        self.tables.head.kind
    }

    /// How many claims there are.
    #[must_use]
    pub fn claim_count(&self) -> usize {
        self.tables.claims.len()
    }

    /// How many relations there are.
    #[must_use]
    pub fn relation_count(&self) -> usize {
        self.tables.relations.len()
    }

    /// All categories, in display order.
    #[must_use]
    pub fn categories(&self) -> impl ExactSizeIterator<Item = (CategoryIndex, Category<'_>)> {
        (0..u32::MAX)
            .map(CategoryIndex)
            .zip(&*self.tables.categories)
            .map(|(at, record)| (at, Category { stack: self, record }))
    }

    /// All entries, in the order of the data.
    #[must_use]
    pub fn entries(&self) -> impl ExactSizeIterator<Item = (EntryIndex, Entry<'_>)> {
        (0..u32::MAX)
            .map(EntryIndex)
            .zip(&*self.tables.entries)
            .map(|(at, record)| (at, Entry { stack: self, record }))
    }

    /// All sources, in the order of the data.
    #[must_use]
    pub fn sources(&self) -> impl ExactSizeIterator<Item = (SourceIndex, Source<'_>)> {
        (0..u32::MAX)
            .map(SourceIndex)
            .zip(&*self.tables.sources)
            .map(|(at, record)| (at, Source { stack: self, record }))
    }

    /// The category at a position.
    #[must_use]
    pub fn category(&self, at: CategoryIndex) -> Option<Category<'_>> {
        self.tables.categories.get(at.0 as usize).map(|record| Category { stack: self, record })
    }

    /// The entry at a position.
    #[must_use]
    pub fn entry(&self, at: EntryIndex) -> Option<Entry<'_>> {
        self.tables.entries.get(at.0 as usize).map(|record| Entry { stack: self, record })
    }

    /// The source at a position.
    #[must_use]
    pub fn source(&self, at: SourceIndex) -> Option<Source<'_>> {
        self.tables.sources.get(at.0 as usize).map(|record| Source { stack: self, record })
    }

    /// The position of the entry with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<EntryIndex> {
        let id_at = |at: &u32| self.entry(EntryIndex(*at)).map_or("", |entry| entry.id());
        let found = self.tables.by_id.binary_search_by(|at| id_at(at).cmp(id)).ok()?;
        self.tables.by_id.get(found).copied().map(EntryIndex)
    }
}
