//! The places one can go back to, and forward to again.

use super::model::View;
use crate::catalog::Node;

/// A place to come back to: what was selected, and how it was looked at.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) node: Node,
    pub(super) view: View,
    pub(super) row: usize,
    pub(super) offset: usize,
    /// The branches of the tree that were open.
    pub(super) open: Vec<Node>,
}

/// Where one came from.
#[derive(Debug, Default)]
pub(super) struct History {
    back: Vec<Place>,
    forward: Vec<Place>,
}

/// More places than this are not kept.
const LONGEST: usize = 100;

impl History {
    /// Remembers a place that is being left by a jump; from there no way leads forward any more.
    pub(super) fn leave(&mut self, place: Place) {
        self.forward.clear();
        if self.back.len() == LONGEST {
            self.back.remove(0);
        }
        self.back.push(place);
    }

    /// The place to go back to, when `here` is left for it.
    pub(super) fn back(&mut self, here: Place) -> Option<Place> {
        let place = self.back.pop()?;
        self.forward.push(here);
        Some(place)
    }

    /// The place to go forward to, when `here` is left for it.
    pub(super) fn forward(&mut self, here: Place) -> Option<Place> {
        let place = self.forward.pop()?;
        self.back.push(here);
        Some(place)
    }

    /// Names the places anew, as `same` does, and drops those that are gone.
    pub(super) fn translate(&mut self, same: impl Fn(Node) -> Option<Node>) {
        let keep = |place: &mut Place| {
            place.open = place.open.iter().filter_map(|node| same(*node)).collect();
            same(place.node).map(|node| place.node = node).is_some()
        };
        self.back.retain_mut(keep);
        self.forward.retain_mut(keep);
    }

    pub(super) fn back_to(&self) -> Option<Node> {
        self.back.last().map(|place| place.node)
    }

    pub(super) fn can_go_forward(&self) -> bool {
        !self.forward.is_empty()
    }
}
