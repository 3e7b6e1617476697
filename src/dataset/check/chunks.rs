//! A stack checked in chunks, as large ones are read.
//!
//! A piece is checked by itself, with the same functions as a whole stack, and what it refers to may be in another one:
//! its ids are numbered as they are met. When all chunks are there, what only the whole can tell is looked at: ids that
//! are there twice, that lead nowhere, and parents that form a ring. Nobody is told what is wrong: then the text is read
//! as a whole once more, with the place of everything, by [`check`](super::check()).

use std::collections::{HashMap, HashSet};

use super::super::builder::position;
use super::super::draft::{Draft, RawField};
use super::super::tables::{CategoryRecord, NONE, Position, Span};
use super::super::{Stack, StackBuilder, StackKind};
use super::cycles::{self, Fault};
use super::{Checker, Ids};

/// A part of a stack in which nothing is an error.
#[derive(Debug)]
pub struct CheckedChunk {
    builder: StackBuilder,
    has_head: bool,
    /// What it was checked as, if that made a difference.
    checked_as: Option<StackKind>,
    categories: Vec<String>,
    entries: Vec<String>,
    sources: Vec<String>,
}

impl CheckedChunk {
    /// Checks a piece of a stack that is of this kind, unless the piece itself says of which; warnings are left out.
    ///
    /// There is none when something in it is an error. A draft that its reader has found errors in must not get here.
    #[must_use]
    pub fn check(draft: &Draft<'_>, kind: StackKind) -> Option<Self> {
        let open = |what| Ids { what, known: HashMap::new(), ordered: Vec::new(), open: true };
        let mut checker = Checker {
            findings: Vec::new(),
            warns: false,
            suggestions: 0,
            kind,
            categories: open("category"),
            entries: open("entry"),
            sources: open("source"),
            cited: Vec::new(),
            // A piece does not know whose parent an entry without a link may be; such a stack is read as a whole.
            parents: HashSet::new(),
        };
        let head = match &draft.head {
            RawField::Given(head) => Some(checker.head(head)),
            RawField::Absent | RawField::Broken => None,
        };
        let has_head = head.is_some();
        let mut builder = head.unwrap_or_else(|| StackBuilder::new(checker.kind, "", "", "", "", None));
        checker.parts(draft, &mut builder);
        let names = |ids: Ids<'_>| ids.ordered.into_iter().map(str::to_owned).collect();
        checker.findings.is_empty().then(|| Self {
            builder,
            has_head,
            checked_as: (has_head || !draft.entries.is_empty()).then_some(checker.kind),
            categories: names(checker.categories),
            entries: names(checker.entries),
            sources: names(checker.sources),
        })
    }

    /// The kind of the stack, where the piece has its head.
    #[must_use]
    pub fn kind(&self) -> Option<StackKind> {
        self.checked_as.filter(|_| self.has_head)
    }
}

/// Ids that were met, numbered in that order.
#[derive(Debug, Default)]
struct Names(HashMap<Box<str>, u32>);

impl Names {
    /// The number of each of these.
    fn numbers(&mut self, names: Vec<String>) -> Vec<u32> {
        let number = |name: String| {
            let next = position(self.0.len());
            *self.0.entry(name.into()).or_insert(next)
        };
        names.into_iter().map(number).collect()
    }

    /// The position of each, by its number, among things with these ids; [`NONE`] of an id that nothing has.
    fn positions<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Vec<u32> {
        let mut positions = vec![NONE; self.0.len()];
        if positions.is_empty() {
            return positions;
        }
        for (at, id) in (0..NONE).zip(ids) {
            let place = self.0.get(id).and_then(|number| positions.get_mut(*number as usize));
            if let Some(place) = place.filter(|place| **place == NONE) {
                *place = at;
            }
        }
        positions
    }
}

/// The chunks of a stack that are there so far, in order.
#[derive(Debug)]
pub struct CheckedChunks {
    builder: StackBuilder,
    has_head: bool,
    checked_as: Option<StackKind>,
    categories: Names,
    entries: Names,
    sources: Names,
}

impl Default for CheckedChunks {
    fn default() -> Self {
        Self {
            builder: StackBuilder::new(StackKind::Stack, "", "", "", "", None),
            has_head: false,
            checked_as: None,
            categories: Names::default(),
            entries: Names::default(),
            sources: Names::default(),
        }
    }
}

impl CheckedChunks {
    /// Adds the next piece; says whether it goes together with the others.
    ///
    /// It does not when both have a head, or were checked as different kinds.
    #[must_use]
    pub fn push(&mut self, piece: CheckedChunk) -> bool {
        if piece.has_head && self.has_head
            || self.checked_as.zip(piece.checked_as).is_some_and(|(one, other)| one != other)
        {
            return false;
        }
        self.has_head |= piece.has_head;
        self.checked_as = self.checked_as.or(piece.checked_as);
        let categories = self.categories.numbers(piece.categories);
        let entries = self.entries.numbers(piece.entries);
        let sources = self.sources.numbers(piece.sources);
        self.builder.append(piece.builder, piece.has_head, [&categories, &entries, &sources]);
        true
    }

    /// How many entries there are.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.builder.entries.len()
    }

    /// The whole stack, unless something in it is an error.
    #[must_use]
    pub fn finish(mut self) -> Option<Stack> {
        let by_id = self.builder.by_id();
        let twice = by_id.windows(2).any(|pair| {
            let id = |at: Option<&u32>| Some(self.builder.id(self.builder.entries.get(*at? as usize)?));
            id(pair.first()) == id(pair.last())
        });
        let sound = self.has_head && !twice && distinct(self.category_ids()) && distinct(self.source_ids());
        let [categories, entries, sources] = self.positions();
        let known = |positions: &[u32]| !positions.contains(&NONE);
        if !sound || !known(&categories) || !known(&entries) || !known(&sources) {
            return None;
        }
        self.builder.settle([&categories, &entries, &sources]);
        drop((self.categories, self.entries, self.sources));
        has_valid_parents(&self.builder).then(|| self.builder.with_order(by_id))
    }

    /// The stack as far as it goes; there is none before its head.
    ///
    /// What refers to something that has not come yet is left out, and a category that has not come yet is there under
    /// its id. What only [`finish`](Self::finish) can refuse may still be there: ids twice, categories too deep.
    #[must_use]
    pub fn preview(&self) -> Option<Stack> {
        if !self.has_head {
            return None;
        }
        let mut builder = self.builder.clone();
        let [mut categories, entries, sources] = self.positions();
        let mut ids: Vec<(&Box<str>, &u32)> = self.categories.0.iter().collect();
        ids.sort_unstable_by_key(|(_, number)| **number);
        for (id, number) in ids {
            if let Some(place) = categories.get_mut(*number as usize).filter(|place| **place == NONE) {
                *place = position(builder.categories.len());
                let id = builder.put(id);
                builder.categories.push(CategoryRecord {
                    id,
                    name: id,
                    summary: Span::default(),
                    parent: None,
                });
            }
        }
        builder.settle([&categories, &entries, &sources]);
        builder.prune();
        break_cycles(&mut builder);
        Some(builder.build())
    }

    fn category_ids(&self) -> impl Iterator<Item = &str> {
        self.builder.categories.iter().map(|record| self.builder.text(record.id))
    }

    fn source_ids(&self) -> impl Iterator<Item = &str> {
        self.builder.sources.iter().map(|record| self.builder.text(record.id))
    }

    fn positions(&self) -> [Vec<u32>; 3] {
        let entries = self.builder.entries.iter().map(|record| self.builder.id(record));
        [
            self.categories.positions(self.category_ids()),
            self.entries.positions(entries),
            self.sources.positions(self.source_ids()),
        ]
    }
}

fn distinct<'a>(mut ids: impl Iterator<Item = &'a str>) -> bool {
    let mut known = HashSet::new();
    ids.all(|id| known.insert(id))
}

/// Whether parents form no ring and categories lie in each other no deeper than they may.
fn has_valid_parents(builder: &StackBuilder) -> bool {
    let mut sound = true;
    cycles::walk(builder.categories.len(), |at| category_parent(builder, at), |_| sound = false);
    // Most large stacks have no such parents, and looking is cheaper than walking.
    if builder.entries.iter().any(|entry| entry.parent != Position::NONE) {
        let tell = |fault: Fault<'_>| sound &= matches!(fault, Fault::Deep(_));
        cycles::walk(builder.entries.len(), |at| entry_parent(builder, at), tell);
    }
    sound
}

/// Cuts each ring of parents.
fn break_cycles(builder: &mut StackBuilder) {
    let last = |fault: Fault<'_>| match fault {
        Fault::Ring(members) => members.last().copied(),
        Fault::Deep(_) => None,
    };
    let (mut categories, mut entries) = (Vec::new(), Vec::new());
    let tell = |fault: Fault<'_>| categories.extend(last(fault));
    cycles::walk(builder.categories.len(), |at| category_parent(builder, at), tell);
    let tell = |fault: Fault<'_>| entries.extend(last(fault));
    cycles::walk(builder.entries.len(), |at| entry_parent(builder, at), tell);
    for at in categories {
        if let Some(record) = builder.categories.get_mut(at) {
            record.parent = None;
        }
    }
    for at in entries {
        if let Some(record) = builder.entries.get_mut(at) {
            record.parent = Position::NONE;
        }
    }
}

fn category_parent(builder: &StackBuilder, at: usize) -> Option<usize> {
    Some(builder.categories.get(at)?.parent? as usize)
}

fn entry_parent(builder: &StackBuilder, at: usize) -> Option<usize> {
    Some(builder.entries.get(at)?.parent.get()? as usize)
}
