//! The check of a large stack in chunks.
//!
//! Each chunk is checked by itself, with the same functions as a whole stack. It may refer to records of other chunks, so
//! its ids are numbered as they are met. [`CheckedChunks::finish`] then checks what only the whole stack can show:
//! duplicate ids, unresolved ids, and cycles of parents. Chunk checks report no findings; on any error,
//! [`check`](super::check()) reads the whole text again and reports them.

use std::collections::{HashMap, HashSet};

use super::super::builder::Numbers;
use super::super::draft::{Draft, RawField};
use super::super::tables::{CategoryRecord, FormerId, NONE, Position, Span, position};
use super::super::{Stack, StackBuilder, StackKind};
use super::cycles::{self, Fault};
use super::ids::Ids;
use super::records::Checker;
use super::values::Report;

/// A chunk of a stack without errors.
#[derive(Debug)]
pub struct CheckedChunk {
    builder: StackBuilder,
    has_head: bool,
    /// The kind of stack that it was checked as, if that made a difference.
    checked_as: Option<StackKind>,
    /// The ids that it has or refers to, in the order of their numbers.
    ids: Numbers<Vec<String>>,
}

impl CheckedChunk {
    /// Checks a chunk of a stack of this kind, or of the kind that the chunk itself gives; without warnings.
    ///
    /// Returns `None` on any error. A draft in which the reader found errors must not be passed.
    pub fn check(draft: &Draft<'_>, kind: StackKind) -> Option<Self> {
        let report = Report { findings: Vec::new(), with_warnings: false };
        // A chunk does not know which entries have children elsewhere; a list in which that matters is read as a whole.
        let mut checker =
            Checker::new(report, kind, Ids::open("category"), Ids::open("entry"), Ids::open("source"));
        let head = match &draft.head {
            RawField::Given(head) => Some(checker.head(head)),
            RawField::Absent | RawField::Broken => None,
        };
        let has_head = head.is_some();
        let mut builder = head.unwrap_or_else(|| StackBuilder::new(checker.kind, "", "", "", "", None));
        checker.tables(draft, &mut builder);
        let names = |ids: Ids<'_>| ids.ordered.into_iter().map(str::to_owned).collect();
        checker.report.findings.is_empty().then(|| Self {
            builder,
            has_head,
            checked_as: (has_head || !draft.entries.is_empty()).then_some(checker.kind),
            ids: Numbers {
                categories: names(checker.categories),
                entries: names(checker.entries),
                sources: names(checker.sources),
            },
        })
    }

    /// The kind of the stack, if the chunk has its head.
    pub fn kind(&self) -> Option<StackKind> {
        self.checked_as.filter(|_| self.has_head)
    }
}

/// The numbers of ids, in the order in which the ids were met.
#[derive(Debug, Default)]
struct IdNumbers(HashMap<Box<str>, u32>);

impl IdNumbers {
    /// The number of each of these ids; new ids get the next numbers.
    fn numbers(&mut self, ids: Vec<String>) -> Vec<u32> {
        let number = |id: String| {
            let next = position(self.0.len());
            *self.0.entry(id.into()).or_insert(next)
        };
        ids.into_iter().map(number).collect()
    }

    /// By number, the position of each id among these ids of records; [`NONE`] for an id without a record.
    fn positions<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Vec<u32> {
        let mut positions = vec![NONE; self.0.len()];
        if positions.is_empty() {
            return positions;
        }
        for (at, id) in (0..NONE).zip(ids) {
            let position = self.0.get(id).and_then(|number| positions.get_mut(*number as usize));
            if let Some(position) = position.filter(|position| **position == NONE) {
                *position = at;
            }
        }
        positions
    }
}

/// The chunks of a stack so far, joined in order.
#[derive(Debug, Default)]
pub struct CheckedChunks {
    builder: StackBuilder,
    has_head: bool,
    checked_as: Option<StackKind>,
    ids: Numbers<IdNumbers>,
}

impl CheckedChunks {
    /// Adds the next chunk. Returns false if it cannot be joined with the others.
    ///
    /// That is so if both have a head, or were checked as different kinds.
    pub fn push(&mut self, chunk: CheckedChunk) -> bool {
        if chunk.has_head && self.has_head
            || self.checked_as.zip(chunk.checked_as).is_some_and(|(one, other)| one != other)
        {
            return false;
        }
        self.has_head |= chunk.has_head;
        self.checked_as = self.checked_as.or(chunk.checked_as);
        let numbers = Numbers {
            categories: self.ids.categories.numbers(chunk.ids.categories),
            entries: self.ids.entries.numbers(chunk.ids.entries),
            sources: self.ids.sources.numbers(chunk.ids.sources),
        };
        self.builder.append(chunk.builder, chunk.has_head, &numbers);
        true
    }

    /// The number of entries.
    pub fn entries(&self) -> usize {
        self.builder.entries.len()
    }

    /// The whole stack, or `None` on any error.
    pub fn finish(mut self) -> Option<Stack> {
        let by_id = self.builder.by_id();
        let twice = by_id.windows(2).any(|pair| {
            let id = |at: Option<&u32>| Some(self.builder.id(self.builder.entries.get(*at? as usize)?));
            id(pair.first()) == id(pair.last())
        });
        let sound = self.has_head
            && !twice
            && !self.uses_former_ids(&by_id)
            && distinct(self.category_ids())
            && distinct(self.source_ids());
        let positions = self.positions();
        if !sound || positions.all().into_iter().any(|positions| positions.contains(&NONE)) {
            return None;
        }
        self.builder.resolve(&positions);
        drop(self.ids);
        has_valid_parents(&self.builder).then(|| self.builder.with_order(by_id))
    }

    /// Whether a former id is given twice, is the id of an entry, or is referred to: such a stack is read as a whole.
    fn uses_former_ids(&self, by_id: &[u32]) -> bool {
        let former = self.builder.former_ids();
        let id = |former: &FormerId| self.builder.text(former.id);
        let of_entry =
            |at: &u32| self.builder.entries.get(*at as usize).map_or("", |entry| self.builder.id(entry));
        let is_used = |id: &str| {
            by_id.binary_search_by(|at| of_entry(at).cmp(id)).is_ok() || self.ids.entries.0.contains_key(id)
        };
        former.windows(2).any(|pair| pair.first().map(id) == pair.last().map(id))
            || former.iter().any(|former| is_used(id(former)))
    }

    /// The stack so far, or `None` before its head.
    ///
    /// References to records that are not there yet are left out, but a missing category is added under its id. Errors
    /// that only [`finish`](Self::finish) finds may still be in it: duplicate ids, categories that are too deep.
    pub fn preview(&self) -> Option<Stack> {
        if !self.has_head {
            return None;
        }
        let mut builder = self.builder.clone();
        let mut positions = self.positions();
        let mut ids: Vec<(&Box<str>, &u32)> = self.ids.categories.0.iter().collect();
        ids.sort_unstable_by_key(|(_, number)| **number);
        for (id, number) in ids {
            let missing = positions.categories.get_mut(*number as usize).filter(|at| **at == NONE);
            if let Some(missing) = missing {
                *missing = position(builder.categories.len());
                let id = builder.put(id);
                let record = CategoryRecord { id, name: id, summary: Span::default(), parent: None };
                builder.categories.push(record);
            }
        }
        builder.resolve(&positions);
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

    fn positions(&self) -> Numbers<Vec<u32>> {
        let entries = self.builder.entries.iter().map(|record| self.builder.id(record));
        Numbers {
            categories: self.ids.categories.positions(self.category_ids()),
            entries: self.ids.entries.positions(entries),
            sources: self.ids.sources.positions(self.source_ids()),
        }
    }
}

fn distinct<'a>(mut ids: impl Iterator<Item = &'a str>) -> bool {
    let mut known = HashSet::new();
    ids.all(|id| known.insert(id))
}

/// Whether parents form no cycle and no category is too deep.
fn has_valid_parents(builder: &StackBuilder) -> bool {
    let mut sound = true;
    cycles::walk(builder.categories.len(), |at| category_parent(builder, at), |_| sound = false);
    // Most large stacks have no such parents, and looking is cheaper than walking.
    if builder.entries.iter().any(|entry| entry.parent != Position::NONE) {
        let report = |fault: Fault<'_>| sound &= matches!(fault, Fault::Deep(_));
        cycles::walk(builder.entries.len(), |at| entry_parent(builder, at), report);
    }
    sound
}

/// Removes one parent from each cycle.
fn break_cycles(builder: &mut StackBuilder) {
    for at in cycle_ends(builder.categories.len(), |at| category_parent(builder, at)) {
        if let Some(record) = builder.categories.get_mut(at) {
            record.parent = None;
        }
    }
    for at in cycle_ends(builder.entries.len(), |at| entry_parent(builder, at)) {
        if let Some(record) = builder.entries.get_mut(at) {
            record.parent = Position::NONE;
        }
    }
}

/// One member of each cycle.
fn cycle_ends(len: usize, parent: impl Fn(usize) -> Option<usize>) -> Vec<usize> {
    let mut ends = Vec::new();
    cycles::walk(len, parent, |fault| {
        if let Fault::Cycle(members) = fault {
            ends.extend(members.last());
        }
    });
    ends
}

fn category_parent(builder: &StackBuilder, at: usize) -> Option<usize> {
    Some(builder.categories.get(at)?.parent? as usize)
}

fn entry_parent(builder: &StackBuilder, at: usize) -> Option<usize> {
    Some(builder.entries.get(at)?.parent.get()? as usize)
}
