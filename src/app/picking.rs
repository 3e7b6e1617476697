//! The picker: a search that lists everything while its text is empty, and whose entries are taken instead of read.

use crate::catalog::EntryId;

/// The entries marked in the picker, in the order of marking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picking {
    marked: Vec<EntryId>,
}

impl Picking {
    /// Whether an entry is marked.
    pub fn is_marked(&self, id: EntryId) -> bool {
        self.marked.contains(&id)
    }

    /// The number of marked entries.
    pub fn count(&self) -> usize {
        self.marked.len()
    }

    /// Marks an entry, or takes its mark away.
    pub(super) fn toggle(&mut self, id: EntryId) {
        if self.is_marked(id) {
            self.marked.retain(|marked| *marked != id);
        } else {
            self.marked.push(id);
        }
    }

    /// The entries to take: the marked ones, or else the selected one.
    pub(super) fn taken(&self, selected: Option<EntryId>) -> Vec<EntryId> {
        if self.marked.is_empty() { selected.into_iter().collect() } else { self.marked.clone() }
    }

    /// Remaps the entries after a reload, and drops those that no longer exist.
    pub(super) fn remap(&mut self, map: impl Fn(EntryId) -> Option<EntryId>) {
        self.marked = self.marked.iter().filter_map(|id| map(*id)).collect();
    }
}
