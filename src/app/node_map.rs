//! The nodes of a catalog in the one that replaced it.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::loading::OpenStacks;
use crate::catalog::{Catalog, ClaimId, EntryId, Group, Grouping, Node};
use crate::dataset::{CategoryIndex, SourceIndex};

/// Maps nodes to those of a newer catalog: stacks by position, as both come from the same request or from one that changed
/// it, the rest by id.
pub(super) struct NodeMap<'a> {
    before: &'a Catalog,
    after: &'a Catalog,
    change: Option<&'a OpenStacks>,
    categories: HashMap<(u32, &'a str), CategoryIndex>,
    /// The groups of the newer catalog that are named by a text.
    groups: OnceCell<HashMap<(u32, Grouping, &'a str), Group>>,
    sources: OnceCell<HashMap<(u32, &'a str), SourceIndex>>,
}

impl<'a> NodeMap<'a> {
    pub(super) fn new(before: &'a Catalog, after: &'a Catalog, change: Option<&'a OpenStacks>) -> Self {
        let categories = (0..).zip(after.stacks()).flat_map(|(number, stack)| {
            stack.categories().map(move |(at, category)| ((number, category.id()), at))
        });
        Self {
            before,
            after,
            change,
            categories: categories.collect(),
            groups: OnceCell::new(),
            sources: OnceCell::new(),
        }
    }

    /// The same node, `None` if it is gone.
    pub(super) fn node(&self, node: Node) -> Option<Node> {
        match node {
            Node::Stack(stack) if self.after.stacks().len() > 1 => self.stack(stack).map(Node::Stack),
            Node::Stack(_) => None,
            Node::Category(stack, at) => self.category(stack, at),
            Node::Group(stack, Group::Technology(entry)) => {
                let id = self.entry(EntryId { stack, entry })?;
                let first = self.after.known_technologies()?.of(id).first()?;
                Some(Node::Group(first.stack, Group::Technology(first.entry)))
            }
            Node::Group(stack, group) => Some(Node::Group(self.stack(stack)?, self.group(stack, group)?)),
            Node::Source(stack, at) => self.source(stack, at),
            Node::Entry(id) => self.entry(id).map(Node::Entry),
            Node::Claim(claim) => self.claim(claim),
        }
    }

    /// The group of the same value.
    fn group(&self, stack: u32, group: Group) -> Option<Group> {
        let grouping = match group {
            Group::Tag(..) => Grouping::Tag,
            Group::Publisher(_) => Grouping::Publisher,
            // Named by its first entry, which may be that of another stack now.
            Group::Technology(_) => return None,
            other => return Some(other),
        };
        let groups = self.groups.get_or_init(|| {
            let named = |grouping| {
                let all = self.after.groups_by_name(grouping).into_iter();
                all.map(move |(stack, name, group)| ((stack, grouping, name), group))
            };
            named(Grouping::Tag).chain(named(Grouping::Publisher)).collect()
        });
        let name = self.before.name(Node::Group(stack, group));
        groups.get(&(stack, grouping, &*name)).copied()
    }

    fn source(&self, stack: u32, at: SourceIndex) -> Option<Node> {
        let sources = self.sources.get_or_init(|| {
            let all = (0..).zip(self.after.stacks());
            all.flat_map(|(number, stack)| stack.sources().map(move |(at, it)| ((number, it.id()), at)))
                .collect()
        });
        let id = self.before.source(stack, at)?.id();
        sources.get(&(self.stack(stack)?, id)).map(|at| Node::Source(stack, *at))
    }

    /// The claim at the same position, if the entry still has as many.
    fn claim(&self, ClaimId { entry, at }: ClaimId) -> Option<Node> {
        let claim = ClaimId { entry: self.entry(entry)?, at };
        self.after.claim(claim).map(|_| Node::Claim(claim))
    }

    /// The same entry, `None` if it is gone.
    pub(super) fn entry(&self, id: EntryId) -> Option<EntryId> {
        let stack = self.stack(id.stack)?;
        let entry = self.after.stack(stack)?.find(self.before.entry(id)?.id())?;
        Some(EntryId { stack, entry })
    }

    /// The same node, or the category that an entry which is gone was in; of a claim that is gone, its entry.
    pub(super) fn nearest(&self, node: Node) -> Option<Node> {
        let surviving_category = || {
            let Node::Entry(id) = node.page() else { return None };
            self.category(id.stack, self.before.entry(id)?.category())
        };
        self.node(node).or_else(|| self.node(node.page())).or_else(surviving_category)
    }

    fn stack(&self, stack: u32) -> Option<u32> {
        let stack = match self.change {
            None => stack,
            Some(change) => {
                let at = change.before.iter().position(|before| *before == Some(stack))?;
                u32::try_from(at).ok()?
            }
        };
        self.after.stack(stack).map(|_| stack)
    }

    fn category(&self, stack: u32, at: CategoryIndex) -> Option<Node> {
        let id = self.before.category(stack, at)?.id();
        let stack = self.stack(stack)?;
        self.categories.get(&(stack, id)).map(|at| Node::Category(stack, *at))
    }
}
