//! The entries of a stack that were there at the last visit.

use std::collections::HashSet;

use super::thing::text_hash;
use crate::dataset::{Date, Entry, EntryIndex, Stack};

/// The first line of the text, with the version of the format.
const HEADER: &str = "# stacklore keeps here hashes of the entries that you have seen of a stack, format 1";

/// Maximum number of entries of a stack whose new ones are known.
const MAX_ENTRIES: usize = 100_000;

/// The entries of a stack that were there at a visit, by the hashes of their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The date of the visit.
    pub on: Option<Date>,
    ids: HashSet<u64>,
}

impl Seen {
    /// The entries of a stack at a visit; `None` of a stack that has more than are kept.
    pub fn of(stack: &Stack, on: Option<Date>) -> Option<Self> {
        let entries = stack.entries();
        (entries.len() <= MAX_ENTRIES)
            .then(|| Self { on, ids: entries.map(|(_, entry)| text_hash(entry.id())).collect() })
    }

    /// The entries that were not there, by their ids and by those that they had before.
    pub fn new_in<'a>(&'a self, stack: &'a Stack) -> impl Iterator<Item = EntryIndex> + 'a {
        let is_known = |entry: Entry<'_>| {
            std::iter::once(entry.id()).chain(entry.former_ids()).any(|id| self.ids.contains(&text_hash(id)))
        };
        let is_small = stack.entries().len() <= MAX_ENTRIES;
        stack.entries().filter(move |(_, entry)| is_small && !is_known(*entry)).map(|(at, _)| at)
    }

    /// Reads a text; `None` for one in another format.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(HEADER) {
            return None;
        }
        let on = match lines.next()? {
            "-" => None,
            date => Some(Date::parse(date).ok()?),
        };
        let ids =
            lines.take(MAX_ENTRIES).map(|line| u64::from_str_radix(line, 16).ok()).collect::<Option<_>>()?;
        Some(Self { on, ids })
    }

    /// The text that [`Seen::read`] reads.
    pub fn write(&self) -> String {
        let on = self.on.map_or("-".to_owned(), |date| date.to_string());
        let mut ids: Vec<u64> = self.ids.iter().copied().collect();
        ids.sort_unstable();
        let lines = [HEADER.to_owned(), on].into_iter().chain(ids.into_iter().map(|id| format!("{id:016x}")));
        lines.flat_map(|line| [line, "\n".to_owned()]).collect()
    }
}
