//! The relations of an entry read in both directions, and the entries next to it.

use std::collections::{HashMap, HashSet};

use super::stack::{EntryIndex, SourceIndex};
use super::views::{Entry, Relation, Source};
use super::{Date, Period, Presence, RelationKind};

/// An entry that is next to another one by a relation or as its parent or child.
#[derive(Clone, Debug)]
pub struct Neighbour<'a> {
    /// The connection, read from the first entry.
    pub side: RelationSide<'a>,
    /// The other entry.
    pub entry: EntryIndex,
    /// The relations that say so: more than one if both ends or one of them several times states it.
    pub relations: Vec<Relation<'a>>,
    /// The numbers of the relations' sources among those of the first entry, as far as it cites them.
    pub numbers: Vec<usize>,
}

impl Relation<'_> {
    /// The time in which it holds, as far as it is known: of a replacement the day of the change.
    pub fn when(self) -> Option<Period> {
        let (from, to) = (self.since(), self.until());
        match (self.kind(), from) {
            (RelationKind::Replaced, Some(day)) => Some(Period::on(day)),
            _ => (from.is_some() || to.is_some()).then_some(Period { from, to }),
        }
    }
}

impl<'a> Neighbour<'a> {
    /// The time in which the first of the relations with a time holds.
    pub fn when(&self) -> Option<Period> {
        self.relations.iter().find_map(|relation| relation.when())
    }

    /// Whether it came later than a date: the relation, or else the other entry.
    pub fn is_later(&self, other: Entry<'_>, date: Date) -> bool {
        match self.when().and_then(Period::from) {
            Some(from) => date.certainly_before(from),
            None => other.lifetime().at(date) == Presence::Later,
        }
    }

    /// The sources of the relations, those with a URL first.
    pub fn sources(&self) -> Vec<(SourceIndex, Source<'a>)> {
        let mut sources: Vec<(SourceIndex, Source<'a>)> = Vec::new();
        for relation in &self.relations {
            if let Some(at) = relation.source()
                && sources.iter().all(|(known, _)| *known != at)
            {
                sources.extend(relation.stack.source(at).map(|source| (at, source)));
            }
        }
        sources.sort_by_key(|(_, source)| source.url().is_none());
        sources
    }
}

/// The connection of an entry with another one, read from the first.
#[derive(Clone, Copy, Debug)]
pub enum RelationSide<'a> {
    /// The other entry is its parent.
    Parent,
    /// It has this relation to the other entry.
    Outgoing(Relation<'a>),
    /// The other entry has this relation to it.
    Incoming(Relation<'a>),
    /// The other entry is its child.
    Child,
}

impl<'a> RelationSide<'a> {
    /// The label between the two names: `under`, `replaced`, `replaced by`, `holds`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Parent => "under",
            Self::Outgoing(relation) => relation.kind().out(),
            Self::Incoming(relation) => relation.kind().back(),
            Self::Child => "holds",
        }
    }

    /// The relation, unless the two are parent and child.
    pub fn relation(self) -> Option<Relation<'a>> {
        match self {
            Self::Outgoing(relation) | Self::Incoming(relation) => Some(relation),
            Self::Parent | Self::Child => None,
        }
    }
}

impl<'a> Entry<'a> {
    /// The relations from other entries to this one, in the order of the data.
    pub fn relations_back(self) -> Vec<Relation<'a>> {
        let stack = self.stack;
        let Some(EntryIndex(me)) = stack.find(self.id()) else { return Vec::new() };
        let record = |at: &u32| stack.tables.relations.get(*at as usize);
        let from = stack.tables.incoming.partition_point(|at| record(at).is_some_and(|r| r.target < me));
        let all = stack.tables.incoming.get(from..).unwrap_or_default();
        all.iter()
            .filter_map(record)
            .take_while(|r| r.target == me)
            .map(|record| Relation { stack, record })
            .collect()
    }

    /// The entries whose parent it is, in the order of the data.
    pub fn children(self) -> impl Iterator<Item = EntryIndex> + use<'a> {
        let me = self.stack.find(self.id());
        let children = self.stack.entries().filter(move |(_, entry)| me.is_some() && entry.parent() == me);
        children.map(|(at, _)| at)
    }

    /// The entries next to it, in reading order: its parent, the targets of its relations, the entries with relations
    /// to it, and its children. What reads alike is together, and each pair and kind is there once.
    ///
    /// A parent or child to which a relation says more than that they are used with each other is only there as that.
    pub fn neighbours(self) -> Vec<Neighbour<'a>> {
        let parent = self.parent().map(|at| (RelationSide::Parent, at));
        let out = self.relations().map(|relation| (RelationSide::Outgoing(relation), relation.target()));
        let back = self.relations_back().into_iter();
        let back = back.map(|relation| (RelationSide::Incoming(relation), relation.owner()));
        let children = self.children().map(|at| (RelationSide::Child, at));
        // Those with the same words are together, in the order in which the words first come.
        let mut groups: Vec<(&str, Vec<Neighbour<'a>>)> = Vec::new();
        let mut known: HashMap<(&str, EntryIndex), usize> = HashMap::new();
        let mut told = HashSet::new();
        for (side, entry) in parent.into_iter().chain(out).chain(back).chain(children) {
            let words = side.words();
            if side.relation().is_some_and(|relation| relation.kind() != RelationKind::UsedWith) {
                told.insert(entry);
            }
            let group = groups.iter().position(|(of, _)| *of == words).unwrap_or_else(|| {
                groups.push((words, Vec::new()));
                groups.len() - 1
            });
            let Some((_, group)) = groups.get_mut(group) else { continue };
            let at = *known.entry((words, entry)).or_insert(group.len());
            match group.get_mut(at) {
                Some(known) => known.relations.extend(side.relation()),
                None => group.push(Neighbour {
                    side,
                    entry,
                    relations: Vec::from_iter(side.relation()),
                    numbers: Vec::new(),
                }),
            }
        }
        let is_kept = |one: &Neighbour<'_>| one.side.relation().is_some() || !told.contains(&one.entry);
        let mut all: Vec<Neighbour<'a>> = groups.into_iter().flat_map(|(_, group)| group).collect();
        all.retain(is_kept);
        let sources = self.sources();
        let number = |relation: &Relation<'_>| {
            let source = relation.source()?;
            sources.iter().position(|(at, _)| *at == source).map(|at| at + 1)
        };
        for neighbour in &mut all {
            neighbour.numbers = neighbour.relations.iter().filter_map(number).collect();
            neighbour.numbers.sort_unstable();
            neighbour.numbers.dedup();
        }
        all
    }
}
