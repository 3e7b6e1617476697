//! The visited nodes that Back and Forward lead through.

use super::keys::Direction;
use super::layout::View;
use super::selection::Selection;
use crate::catalog::{Grouping, Node};

/// A visited node and how it was viewed, to return to.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub(super) node: Node,
    pub(super) view: View,
    /// The selected row of the detail, and its scroll offset.
    pub(super) detail: Selection,
    /// The grouping of the tree.
    pub(super) group: Grouping,
    /// The unfolded branches of the tree.
    pub(super) open: Vec<Node>,
}

impl Visit {
    /// Remaps the nodes after a reload, and returns whether the visited one still exists.
    pub(super) fn remap_nodes(&mut self, map: impl Fn(Node) -> Option<Node>) -> bool {
        self.open = self.open.iter().filter_map(|node| map(*node)).collect();
        map(self.node).map(|node| self.node = node).is_some()
    }
}

/// The visits before and after the present one.
#[derive(Debug, Default)]
pub(super) struct History {
    pub(super) back: Vec<Visit>,
    pub(super) forward: Vec<Visit>,
}

/// Maximum number of visits kept to go back to.
const MAX_VISITS: usize = 100;

impl History {
    /// Records the visit that a jump leaves, and drops those to go forward to.
    pub(super) fn leave(&mut self, visit: Visit) {
        self.forward.clear();
        if self.back.len() == MAX_VISITS {
            self.back.remove(0);
        }
        self.back.push(visit);
    }

    /// Returns the next visit in a direction; `here` becomes the next one in the other direction.
    pub(super) fn step(&mut self, direction: Direction, here: Visit) -> Option<Visit> {
        let (from, to) = match direction {
            Direction::Back => (&mut self.back, &mut self.forward),
            Direction::Forward => (&mut self.forward, &mut self.back),
        };
        let visit = from.pop()?;
        to.push(here);
        Some(visit)
    }

    /// Remaps all nodes after a reload and drops visits to nodes that no longer exist.
    pub(super) fn remap_nodes(&mut self, map: impl Fn(Node) -> Option<Node>) {
        self.back.retain_mut(|visit| visit.remap_nodes(&map));
        self.forward.retain_mut(|visit| visit.remap_nodes(&map));
    }
}
