//! The line of succession of an entry: what it replaced, what replaced it, and when.

use super::stack::EntryIndex;
use super::views::{Entry, Relation};
use super::{Date, RelationKind};

/// A line of succession, the oldest first; one generation alone if there is none.
#[derive(Clone, Debug, Default)]
pub struct Succession<'a> {
    /// The generations.
    pub generations: Vec<Generation<'a>>,
    /// The position of the generation of the entry itself, which has no other member.
    pub own: usize,
}

/// The entries that replaced the generation before, at once or one after the other.
#[derive(Clone, Debug, Default)]
pub struct Generation<'a> {
    /// The entries.
    pub members: Vec<Successor<'a>>,
}

/// An entry in a line of succession.
#[derive(Clone, Copy, Debug)]
pub struct Successor<'a> {
    /// The position of the entry.
    pub index: EntryIndex,
    /// The entry.
    pub entry: Entry<'a>,
    /// The replacement that connects it with the generation nearer to the entry whose line this is; absent for that one.
    pub change: Option<Relation<'a>>,
}

/// Maximum number of generations on each side.
const MAX_GENERATIONS: usize = 8;

impl Successor<'_> {
    /// The date of the change: the stated one, or else the end of what was replaced or the begin of what replaced it.
    pub fn date(&self) -> Option<Date> {
        let change = self.change?;
        let replaced = change.target_entry().and_then(Entry::until);
        let begin = || change.stack.entry(change.owner()).and_then(Entry::since);
        change.since().or(replaced).or_else(begin)
    }
}

impl<'a> Entry<'a> {
    /// Its line of succession.
    pub fn succession(self) -> Succession<'a> {
        let Some(index) = self.stack.find(self.id()) else { return Succession::default() };
        let mut seen = vec![index];
        let mut before = self.line(index, &mut seen, predecessors);
        let after = self.line(index, &mut seen, successors);
        before.reverse();
        let own = before.len();
        let itself = Successor { index, entry: self, change: None };
        let middle = Generation { members: vec![itself] };
        Succession { generations: before.into_iter().chain([middle]).chain(after).collect(), own }
    }

    /// The generations in one direction, the nearest first.
    fn line(
        self,
        from: EntryIndex,
        seen: &mut Vec<EntryIndex>,
        next: fn(Entry<'a>) -> Vec<(EntryIndex, Relation<'a>)>,
    ) -> Vec<Generation<'a>> {
        let (mut generations, mut last) = (Vec::new(), vec![from]);
        while generations.len() < MAX_GENERATIONS {
            let mut members = Vec::new();
            for entry in last.iter().filter_map(|at| self.stack.entry(*at)) {
                for (index, change) in next(entry) {
                    if let Some(entry) = self.stack.entry(index)
                        && !seen.contains(&index)
                    {
                        seen.push(index);
                        members.push(Successor { index, entry, change: Some(change) });
                    }
                }
            }
            if members.is_empty() {
                break;
            }
            members.sort_by_key(|member| (member.date().is_none(), member.date()));
            last = members.iter().map(|member| member.index).collect();
            generations.push(Generation { members });
        }
        generations
    }
}

fn predecessors(entry: Entry<'_>) -> Vec<(EntryIndex, Relation<'_>)> {
    let replaced = entry.relations().filter(|relation| relation.kind() == RelationKind::Replaced);
    replaced.map(|relation| (relation.target(), relation)).collect()
}

fn successors(entry: Entry<'_>) -> Vec<(EntryIndex, Relation<'_>)> {
    let back = entry.relations_back().into_iter();
    let replaced = back.filter(|relation| relation.kind() == RelationKind::Replaced);
    replaced.map(|relation| (relation.owner(), relation)).collect()
}
