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
pub struct Marks([Arc<HashSet<EntryId>>; Mark::ALL.len()]);

/// The entries with each mark, as far as they have been looked for.
#[derive(Clone, Debug, Default)]
pub struct KnownMarks([Option<Arc<HashSet<EntryId>>>; Mark::ALL.len()]);

impl KnownMarks {
    /// Forgets the entries with a mark, since they have changed.
    pub fn forget(&mut self, mark: Mark) {
        if let Some(known) = self.0.get_mut(mark as usize) {
            *known = None;
        }
    }

    /// Looks for the entries of the marks for which they are not known.
    pub fn complete(&mut self, find: impl Fn(Mark) -> HashSet<EntryId>) {
        for (known, mark) in self.0.iter_mut().zip(Mark::ALL) {
            known.get_or_insert_with(|| Arc::new(find(mark)));
        }
    }

    /// All marks, `None` if the entries of one of them are not known.
    pub fn all(&self) -> Option<Marks> {
        let [new, opened, bookmarked, noted] = self.0.clone();
        Some(Marks([new?, opened?, bookmarked?, noted?]))
    }
}

impl Marks {
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
        self.0.get(mark as usize).map(|set| &**set)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::dataset::EntryIndex;

    #[test]
    fn only_the_entries_of_a_mark_that_has_changed_are_looked_for_again() {
        let mut known = KnownMarks::default();
        let found = RefCell::new(Vec::new());
        let find = |mark: Mark| {
            found.borrow_mut().push(mark.name());
            HashSet::from([EntryId { stack: 0, entry: EntryIndex(mark as u32) }])
        };
        assert_eq!(known.all(), None);
        known.complete(find);
        assert_eq!(found.take(), ["new", "opened", "bookmarked", "noted"]);
        let all = known.all();
        known.forget(Mark::Opened);
        assert_eq!(known.all(), None);
        known.complete(find);
        assert_eq!((found.take(), known.all()), (vec!["opened"], all));
    }
}
