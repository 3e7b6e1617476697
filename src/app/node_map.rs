//! The nodes of a catalog in the one that replaced it.

use std::collections::HashMap;

use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::CategoryIndex;

/// Maps nodes to those of a newer catalog: stacks by position, as both come from the same request, the rest by id.
pub(super) struct NodeMap<'a> {
    before: &'a Catalog,
    after: &'a Catalog,
    categories: HashMap<(u32, &'a str), CategoryIndex>,
}

impl<'a> NodeMap<'a> {
    pub(super) fn new(before: &'a Catalog, after: &'a Catalog) -> Self {
        let categories = (0..).zip(after.stacks()).flat_map(|(number, stack)| {
            stack.categories().map(move |(at, category)| ((number, category.id()), at))
        });
        Self { before, after, categories: categories.collect() }
    }

    /// The same node, `None` if it is gone.
    pub(super) fn node(&self, node: Node) -> Option<Node> {
        match node {
            Node::Stack(stack) if self.after.stacks().len() > 1 => self.stack(stack).map(Node::Stack),
            Node::Stack(_) => None,
            Node::Category(stack, at) => self.category(stack, at),
            Node::Entry(id) => self.entry(id).map(Node::Entry),
        }
    }

    /// The same entry, `None` if it is gone.
    pub(super) fn entry(&self, id: EntryId) -> Option<EntryId> {
        let stack = self.stack(id.stack)?;
        let entry = self.after.stack(stack)?.find(self.before.entry(id)?.id())?;
        Some(EntryId { stack, entry })
    }

    /// The same node, or the category that an entry which is gone was in.
    pub(super) fn nearest(&self, node: Node) -> Option<Node> {
        let surviving_category = || {
            let Node::Entry(id) = node else { return None };
            self.category(id.stack, self.before.entry(id)?.category())
        };
        self.node(node).or_else(surviving_category)
    }

    fn stack(&self, stack: u32) -> Option<u32> {
        self.after.stack(stack).map(|_| stack)
    }

    fn category(&self, stack: u32, at: CategoryIndex) -> Option<Node> {
        let id = self.before.category(stack, at)?.id();
        let stack = self.stack(stack)?;
        self.categories.get(&(stack, id)).map(|at| Node::Category(stack, *at))
    }
}
