//! The entries that are new in the user's stacks since the last visit.

use std::collections::{HashMap, HashSet};

use crate::catalog::{Catalog, EntryId};
use crate::dataset::Date;
use crate::kept::{Seen, StackName};

/// The entries that came since the last visits of their stacks.
#[derive(Debug, Default)]
pub struct News {
    /// The entries at the last visit of each stack; `None` at the first one, and while that is being read.
    seen: HashMap<StackName, Option<Seen>>,
    /// The stacks of which that is known by now.
    known: HashSet<StackName>,
    entries: HashSet<EntryId>,
}

impl News {
    /// The stacks of which it is not known yet, and was not asked, what was there; from now on they count as asked.
    pub(super) fn ask(&mut self, names: &[StackName]) -> Vec<StackName> {
        let asked = names.iter().filter(|name| is_own(name) && !self.seen.contains_key(name)).cloned();
        let asked: Vec<StackName> = asked.collect();
        self.seen.extend(asked.iter().map(|name| (name.clone(), None)));
        asked
    }

    /// Takes what was there at the last visit of a stack.
    pub(super) fn learn(&mut self, name: StackName, seen: Option<Seen>) {
        self.known.insert(name.clone());
        self.seen.insert(name, seen);
    }

    /// Finds the new entries of a catalog, whose stacks have these names.
    pub(super) fn update(&mut self, catalog: &Catalog, names: &[StackName]) {
        let all = (0..).zip(catalog.stacks()).zip(names).filter_map(|((stack, data), name)| {
            let seen = self.seen.get(name)?.as_ref()?;
            Some(seen.new_in(data).map(move |entry| EntryId { stack, entry }))
        });
        self.entries = all.flatten().collect();
    }

    /// The entries that are there now, of the stacks whose last visit is known.
    pub(super) fn seen_now(
        &self,
        catalog: &Catalog,
        names: &[StackName],
        on: Option<Date>,
    ) -> Vec<(StackName, Seen)> {
        let known = catalog.stacks().iter().zip(names).filter(|(_, name)| self.known.contains(name));
        let now = known.filter_map(|(stack, name)| Some((name.clone(), Seen::of(stack, on)?)));
        now.filter(|(name, now)| self.seen.get(name).and_then(Option::as_ref) != Some(now)).collect()
    }

    /// Whether an entry is new.
    pub fn has(&self, id: EntryId) -> bool {
        self.entries.contains(&id)
    }

    /// The number of new entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is new.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The new entries.
    pub(super) fn entries(&self) -> &HashSet<EntryId> {
        &self.entries
    }

    /// The number of new entries of a stack, and how to find them, as text; `None` if there is none.
    pub(super) fn report(&self, stack: u32, name: &StackName) -> Option<String> {
        let count = self.entries.iter().filter(|id| id.stack == stack).count();
        let on = self.seen.get(name)?.as_ref()?.on;
        let since = on.map_or("since your last visit".to_owned(), |date| format!("since {date}"));
        (count > 0).then(|| format!("{count} new {since}: is:new"))
    }
}

/// Whether a stack is a file or folder of the user's: a built-in one has no news, and a pipe no past.
fn is_own(name: &StackName) -> bool {
    name.path.as_ref().is_some_and(|path| path != "-")
}
