//! The records of two stacks, matched with each other.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use super::change::FieldChange;
use crate::dataset::{
    Category, CategoryIndex, Entry, EntryIndex, Field, PassageField, Source, SourceIndex, SourceUrl, Stack,
    Target, Value,
};

/// Two stacks, and which record of the older one became which of the newer one.
pub(super) struct Matched<'a> {
    pub categories: Pairs<Category<'a>>,
    pub entries: Pairs<Entry<'a>>,
    pub sources: Pairs<Source<'a>>,
}

impl<'a> Matched<'a> {
    pub fn new(old: &'a Stack, new: &'a Stack) -> Self {
        let key = |name: &str| Some(name.to_lowercase());
        let url = |url: Option<SourceUrl>| url.map(|url| url.to_string());
        Self {
            categories: Pairs::new(
                [old, new].map(|stack| stack.categories().map(|(_, category)| category).collect()),
                Category::id,
                &[&|category| key(category.name())],
            ),
            entries: Pairs::new(
                [old, new].map(|stack| stack.entries().map(|(_, entry)| entry).collect()),
                Entry::id,
                &[&|entry| key(entry.name()), &|entry| url(entry.homepage()), &|entry| {
                    url(entry.repository())
                }],
            ),
            sources: Pairs::new(
                [old, new].map(|stack| stack.sources().map(|(_, source)| source).collect()),
                Source::id,
                &[&|source| url(source.url()), &|source| key(source.title())],
            ),
        }
    }

    /// The fields whose values differ. References are equal if they mean the same record.
    pub fn changes(
        &self,
        old: impl IntoIterator<Item = Field<'a>>,
        new: impl IntoIterator<Item = Field<'a>>,
    ) -> Vec<FieldChange<'a>> {
        let both = old.into_iter().zip(new).filter(|((_, old), (_, new))| !self.is_same(old, new));
        both.map(|((field, old), (_, new))| FieldChange { field, old, new }).collect()
    }

    fn is_same(&self, old: &Value<'_>, new: &Value<'_>) -> bool {
        match (old, new) {
            (Value::Reference(old), Value::Reference(new)) => self.newer(old.target) == Some(new.target),
            (Value::References(old), Value::References(new)) => {
                old.iter().map(|old| self.newer(old.target)).eq(new.iter().map(|new| Some(new.target)))
            }
            (Value::Passages(old), Value::Passages(new)) => {
                let is_same = |(old, new): (&PassageField<'_>, &PassageField<'_>)| {
                    (old.passage, old.section) == (new.passage, new.section)
                        && self.newer(old.source.target) == Some(new.source.target)
                };
                old.len() == new.len() && old.iter().zip(new).all(is_same)
            }
            _ => old == new,
        }
    }

    fn newer(&self, old: Target) -> Option<Target> {
        match old {
            Target::Category(at) => self.categories.newer(at.0).map(|at| Target::Category(CategoryIndex(at))),
            Target::Entry(at) => self.entries.newer(at.0).map(|at| Target::Entry(EntryIndex(at))),
            Target::Source(at) => self.sources.newer(at.0).map(|at| Target::Source(SourceIndex(at))),
        }
    }
}

/// A function that returns a name or URL by which a record with another id may be recognized.
type Key<'k, T> = &'k dyn Fn(T) -> Option<String>;

/// The records of one table in both stacks, and the positions that belong together.
pub(super) struct Pairs<T> {
    old: Vec<T>,
    new: Vec<T>,
    new_of: Vec<Option<u32>>,
    old_of: Vec<Option<u32>>,
}

impl<T: Copy> Pairs<T> {
    /// Matches by id, then what is left by each of the keys, where only one record on either side has it.
    fn new<'a>([old, new]: [Vec<T>; 2], id: impl Fn(T) -> &'a str, keys: &[Key<'_, T>]) -> Self {
        let mut pairs = Self { new_of: vec![None; old.len()], old_of: vec![None; new.len()], old, new };
        pairs.pair(|record| Some(id(record)));
        for key in keys {
            pairs.pair(key);
        }
        pairs
    }

    fn pair<K: Eq + Hash>(&mut self, key: impl Fn(T) -> Option<K>) {
        let unique = |records: &[T], known: &[Option<u32>]| {
            let mut unique: HashMap<K, Option<u32>> = HashMap::new();
            for ((at, record), known) in (0..).zip(records).zip(known) {
                if let (None, Some(key)) = (known, key(*record)) {
                    unique.entry(key).and_modify(|only| *only = None).or_insert(Some(at));
                }
            }
            unique
        };
        let before = unique(&self.old, &self.new_of);
        for (key, is) in unique(&self.new, &self.old_of) {
            if let (Some(Some(was)), Some(is)) = (before.get(&key), is)
                && let Some(to) = self.new_of.get_mut(*was as usize)
                && let Some(from) = self.old_of.get_mut(is as usize)
            {
                (*to, *from) = (Some(is), Some(*was));
            }
        }
    }

    /// The position in the newer table of the record at this position of the older one.
    pub fn newer(&self, old: u32) -> Option<u32> {
        self.new_of.get(old as usize).copied().flatten()
    }

    /// The position in the older table of the record at this position of the newer one.
    pub fn older(&self, new: u32) -> Option<u32> {
        self.old_of.get(new as usize).copied().flatten()
    }

    /// Whether the records that both tables have are in the same order.
    pub fn in_order(&self) -> bool {
        self.old_of.iter().flatten().is_sorted()
    }

    /// The newer records with their positions, each with the older record that it was.
    pub fn newer_records(&self) -> impl Iterator<Item = (u32, Option<T>, T)> {
        let old = |at: u32| self.older(at).and_then(|was| self.old.get(was as usize)).copied();
        (0..).zip(&self.new).map(move |(at, new)| (at, old(at), *new))
    }

    /// The older records that the newer table does not have.
    pub fn removed(&self) -> impl Iterator<Item = T> {
        self.old.iter().zip(&self.new_of).filter(|(_, new)| new.is_none()).map(|(old, _)| *old)
    }
}

/// For each newer key the position of the first equal older one that has not been taken yet.
pub(super) fn by_key<K: Eq + Hash>(
    old: impl Iterator<Item = K>,
    new: impl Iterator<Item = K>,
) -> Vec<Option<usize>> {
    let mut positions: HashMap<K, VecDeque<usize>> = HashMap::new();
    for (at, key) in old.enumerate() {
        positions.entry(key).or_default().push_back(at);
    }
    new.map(|key| positions.get_mut(&key).and_then(VecDeque::pop_front)).collect()
}
