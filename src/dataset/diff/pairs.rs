//! Which part of one stack is which of the other.

use std::collections::HashMap;
use std::hash::Hash;

use super::{Change, Detail, FieldChange, RecordDiff};

/// What may tell that a part with another id is still the same.
type Key<'k, T> = &'k dyn Fn(T) -> Option<String>;

/// Positions in the older table and in the newer one that belong together.
pub(super) struct Pairs {
    new_of: Vec<Option<u32>>,
    old_of: Vec<Option<u32>>,
}

/// A name as names are compared.
pub(super) fn key(name: &str) -> String {
    name.to_lowercase()
}

impl Pairs {
    /// Matches by id, then what is left by each of the keys, where only one part on either side has it.
    pub(super) fn of<'a, T: Copy>(
        old: &[T],
        new: &[T],
        id: impl Fn(T) -> &'a str,
        keys: &[Key<'_, T>],
    ) -> Self {
        let mut pairs = Self { new_of: vec![None; old.len()], old_of: vec![None; new.len()] };
        pairs.pair(old, new, |part| Some(id(part)));
        for key in keys {
            pairs.pair(old, new, key);
        }
        pairs
    }

    fn pair<T: Copy, K: Eq + Hash>(&mut self, old: &[T], new: &[T], key: impl Fn(T) -> Option<K>) {
        let unique = |parts: &[T], known: &[Option<u32>]| {
            let mut unique: HashMap<K, Option<u32>> = HashMap::new();
            for ((at, part), known) in (0..).zip(parts).zip(known) {
                if let (None, Some(key)) = (known, key(*part)) {
                    unique.entry(key).and_modify(|only| *only = None).or_insert(Some(at));
                }
            }
            unique
        };
        let before = unique(old, &self.new_of);
        for (key, is) in unique(new, &self.old_of) {
            let (Some(was), Some(is)) = (before.get(&key).copied().flatten(), is) else { continue };
            if let (Some(to), Some(from)) =
                (self.new_of.get_mut(was as usize), self.old_of.get_mut(is as usize))
            {
                (*to, *from) = (Some(is), Some(was));
            }
        }
    }

    /// Where the newer table has what the older one has here.
    pub(super) fn newer(&self, old: u32) -> Option<u32> {
        self.new_of.get(old as usize).copied().flatten()
    }

    /// Where the older table has what the newer one has here.
    pub(super) fn older(&self, new: u32) -> Option<u32> {
        self.old_of.get(new as usize).copied().flatten()
    }

    /// Whether what both have stands in the same order.
    pub(super) fn in_order(&self) -> bool {
        self.old_of.iter().flatten().is_sorted()
    }

    /// What is not the same: in the order of the newer table, then what only the older one has.
    pub(super) fn parts<'a, T: Copy>(
        &self,
        old: &[T],
        new: &[T],
        named: impl Fn(T) -> (&'a str, &'a str),
        compare: impl Fn(T, T, u32) -> (Vec<FieldChange<'a>>, Vec<Detail<'a>>),
        alone: impl Fn(T, Change) -> Vec<Detail<'a>>,
    ) -> Vec<RecordDiff<'a>> {
        let lonely = |part: T, change: Change| {
            let (id, name) = named(part);
            let details = alone(part, change);
            RecordDiff { change, id, name, former_id: None, edits: Vec::new(), details }
        };
        let mut parts = Vec::new();
        for (at, part) in (0..).zip(new.iter().copied()) {
            let Some(was) = self.older(at).and_then(|was| old.get(was as usize)).copied() else {
                parts.push(lonely(part, Change::Added));
                continue;
            };
            let (id, name) = named(part);
            let former_id = Some(named(was).0).filter(|former| *former != id);
            let (edits, details) = compare(was, part, at);
            if former_id.is_some() || !edits.is_empty() || !details.is_empty() {
                parts.push(RecordDiff { change: Change::Changed, id, name, former_id, edits, details });
            }
        }
        let gone = old.iter().zip(&self.new_of).filter(|(_, is)| is.is_none());
        parts.extend(gone.map(|(part, _)| lonely(*part, Change::Removed)));
        parts
    }
}
