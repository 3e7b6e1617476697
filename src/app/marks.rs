//! The marks of the user on an entry and its claims.

use std::collections::{BTreeMap, BTreeSet};

/// The bookmarks and notes on an entry, at none, and on its claims, at their positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryMarks {
    /// The things with a bookmark.
    pub bookmarks: BTreeSet<Option<usize>>,
    /// The notes.
    pub notes: BTreeMap<Option<usize>, String>,
}
