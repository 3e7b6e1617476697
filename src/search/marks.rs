//! Sets of entries that a query can name although the data does not have them, such as those with a bookmark.

use std::collections::HashSet;
use std::sync::Arc;

use crate::catalog::EntryId;

/// A mark of an entry that the data does not have; the name is a value of `is:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It came since the last visit.
    New,
    /// A page of it was opened.
    Opened,
    /// It has a bookmark, or a claim of it has one.
    Bookmarked,
    /// It has a note, or a claim of it has one.
    Noted,
}

impl Mark {
    /// Every mark.
    pub const ALL: [Self; 4] = [Self::New, Self::Opened, Self::Bookmarked, Self::Noted];

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Opened => "opened",
            Self::Bookmarked => "bookmarked",
            Self::Noted => "noted",
        }
    }
}

/// The entries with each mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(Arc<[HashSet<EntryId>; Mark::ALL.len()]>);

impl Marks {
    /// The marks, in the order of [`Mark::ALL`].
    pub fn new(sets: [HashSet<EntryId>; Mark::ALL.len()]) -> Self {
        Self(Arc::new(sets))
    }

    /// Whether an entry has a mark.
    pub fn has(&self, mark: Mark, id: EntryId) -> bool {
        self.set(mark).is_some_and(|set| set.contains(&id))
    }

    /// The names of the marks that some entry has, with the number of these entries.
    pub(super) fn counts(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let counts = Mark::ALL.into_iter().map(|mark| (mark.name(), self.set(mark).map_or(0, HashSet::len)));
        counts.filter(|(_, count)| *count > 0)
    }

    fn set(&self, mark: Mark) -> Option<&HashSet<EntryId>> {
        self.0.get(mark as usize)
    }
}
