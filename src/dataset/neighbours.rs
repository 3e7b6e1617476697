//! The relations of an entry read in both directions, and the entries next to it.

use super::stack::{EntryIndex, SourceIndex};
use super::views::{Entry, Relation};

/// An entry that is next to another one by a relation or as its parent or child.
#[derive(Clone, Copy, Debug)]
pub struct Neighbour<'a> {
    /// The connection, read from the first entry.
    pub side: RelationSide<'a>,
    /// The other entry.
    pub entry: EntryIndex,
    /// The number of the relation's source among those of the first entry, if it cites it.
    pub number: Option<usize>,
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

    /// The entries next to it, in reading order: its parent, the targets of its relations, the entries with relations
    /// to it, and its children.
    pub fn neighbours(self) -> Vec<Neighbour<'a>> {
        let sources = self.sources();
        let number = |source: SourceIndex| sources.iter().position(|(at, _)| *at == source).map(|at| at + 1);
        let neighbour = |side: RelationSide<'a>, entry| {
            let number = side.relation().and_then(Relation::source).and_then(number);
            Neighbour { side, entry, number }
        };
        let me = self.stack.find(self.id());
        let parent = self.parent().map(|at| neighbour(RelationSide::Parent, at));
        let out =
            self.relations().map(|relation| neighbour(RelationSide::Outgoing(relation), relation.target()));
        let back = self.relations_back().into_iter();
        let back = back.map(|relation| neighbour(RelationSide::Incoming(relation), relation.owner()));
        let children = self.stack.entries().filter(|(_, entry)| me.is_some() && entry.parent() == me);
        let children = children.map(|(at, _)| neighbour(RelationSide::Child, at));
        parent.into_iter().chain(out).chain(back).chain(children).collect()
    }
}
