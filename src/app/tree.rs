//! The tree pane: what is folded, what is selected, what is in sight.

use std::collections::HashSet;

use super::selection::scrolled;
use crate::catalog::{Catalog, Node, Row, visible};

/// The state of the tree.
#[derive(Clone, Debug)]
pub struct Tree {
    /// By place: whether the branch is folded.
    folded: Vec<bool>,
    selected: usize,
    offset: usize,
}

/// How many rows stay in sight above and below the selection, where there is room.
const MARGIN: usize = 2;

impl Tree {
    /// A tree with only the first branch open.
    pub(super) fn new(catalog: &Catalog) -> Self {
        let rows = catalog.rows();
        let several = catalog.stacks().len() > 1;
        let first = rows.first().map_or(0, Row::end);
        // The first category is open, with all that lies in it; where several stacks are open, the stacks are too.
        let open = |at: usize, row: &Row| if several { row.depth == 0 || at == 1 } else { at < first };
        let folded = rows.iter().enumerate().map(|(at, row)| row.is_branch(at) && !open(at, row)).collect();
        let first_entry = rows.iter().position(|row| matches!(row.node, Node::Entry(_))).unwrap_or(0);
        let mut tree = Self { folded, selected: 0, offset: 0 };
        tree.reveal(catalog, first_entry);
        tree
    }

    /// The place of the selected row.
    #[must_use]
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// How many visible rows are scrolled out at the top.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Whether the branch at a place is folded.
    #[must_use]
    pub fn is_folded(&self, at: usize) -> bool {
        self.folded.get(at).copied().unwrap_or(false)
    }

    /// The rows in sight order, with their places.
    pub fn visible<'a>(&'a self, catalog: &'a Catalog) -> impl Iterator<Item = (usize, &'a Row)> {
        visible(catalog.rows(), |at| self.is_folded(at))
    }

    /// The branches that are open now.
    pub(super) fn open(&self, catalog: &Catalog) -> Vec<Node> {
        let rows = catalog.rows().iter().enumerate();
        rows.filter(|(at, row)| row.is_branch(*at) && !self.is_folded(*at)).map(|(_, row)| row.node).collect()
    }

    /// Opens these branches and folds all others.
    pub(super) fn restore_open(&mut self, catalog: &Catalog, open: &[Node]) {
        let open: HashSet<Node> = open.iter().copied().collect();
        let rows = catalog.rows().iter().enumerate();
        self.folded = rows.map(|(at, row)| row.is_branch(at) && !open.contains(&row.node)).collect();
    }

    pub(super) fn move_by(&mut self, catalog: &Catalog, rows: isize) {
        let places: Vec<usize> = self.visible(catalog).map(|(at, _)| at).collect();
        let here = places.iter().position(|at| *at == self.selected).unwrap_or(0);
        let there = here.saturating_add_signed(rows).min(places.len().saturating_sub(1));
        self.selected = places.get(there).copied().unwrap_or(0);
    }

    pub(super) fn select_first(&mut self) {
        self.selected = 0;
    }

    pub(super) fn select_last(&mut self, catalog: &Catalog) {
        self.selected = self.visible(catalog).last().map_or(0, |(at, _)| at);
    }

    /// Selects a place and opens the branches around it.
    pub(super) fn reveal(&mut self, catalog: &Catalog, place: usize) {
        let around = catalog.rows().iter().enumerate().take(place).filter(|(_, row)| row.end() > place);
        for (at, _) in around {
            if let Some(folded) = self.folded.get_mut(at) {
                *folded = false;
            }
        }
        self.selected = place;
    }

    /// Folds or unfolds the selected branch, or, on a leaf, folds the branch around it.
    pub(super) fn toggle(&mut self, catalog: &Catalog) {
        if self.on_branch(catalog) {
            self.set_folded(!self.is_folded(self.selected));
        } else if let Some(parent) = self.parent(catalog) {
            self.selected = parent;
            self.set_folded(true);
        }
    }

    /// Folds the selected branch, or goes to the branch around it.
    pub(super) fn go_out(&mut self, catalog: &Catalog) {
        if self.on_branch(catalog) && !self.is_folded(self.selected) {
            self.set_folded(true);
        } else if let Some(parent) = self.parent(catalog) {
            self.selected = parent;
        }
    }

    /// Unfolds the selected branch, or goes to the first row inside it; tells whether it was a leaf, which has no inside.
    pub(super) fn go_in(&mut self, catalog: &Catalog) -> bool {
        if !self.on_branch(catalog) {
            return true;
        }
        if self.is_folded(self.selected) {
            self.set_folded(false);
        } else {
            self.selected += 1;
        }
        false
    }

    pub(super) fn fold_all(&mut self, catalog: &Catalog) {
        // The selection goes to the outermost branch around it, which stays in sight.
        let rows = catalog.rows();
        let root = rows.iter().enumerate().take(self.selected + 1).rfind(|(_, row)| row.depth == 0);
        self.selected = root.map_or(0, |(at, _)| at);
        self.folded = rows.iter().enumerate().map(|(at, row)| row.is_branch(at)).collect();
    }

    pub(super) fn unfold_all(&mut self) {
        self.folded.fill(false);
    }

    /// Scrolls so that the selection is in sight in a pane of `height` rows.
    pub(super) fn keep_visible(&mut self, catalog: &Catalog, height: usize) {
        let (mut here, mut count) = (0, 0);
        for (place, (at, _)) in self.visible(catalog).enumerate() {
            if at == self.selected {
                here = place;
            }
            count = place + 1;
        }
        self.offset = scrolled(self.offset, here..here + 1, count, height, MARGIN);
    }

    fn on_branch(&self, catalog: &Catalog) -> bool {
        catalog.rows().get(self.selected).is_some_and(|row| row.is_branch(self.selected))
    }

    fn parent(&self, catalog: &Catalog) -> Option<usize> {
        let before = catalog.rows().iter().enumerate().take(self.selected);
        before.rev().find(|(_, row)| row.end() > self.selected).map(|(at, _)| at)
    }

    fn set_folded(&mut self, folded: bool) {
        if let Some(place) = self.folded.get_mut(self.selected) {
            *place = folded;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    fn names(tree: &Tree, catalog: &Catalog) -> Vec<usize> {
        tree.visible(catalog).map(|(at, _)| at).collect()
    }

    #[test]
    fn at_first_only_the_first_category_is_open_and_its_first_entry_selected() {
        let catalog = sample::catalog();
        let tree = Tree::new(&catalog);
        assert_eq!(names(&tree, &catalog), [0, 1, 2, 3, 4, 5]);
        assert_eq!(tree.selected(), 1);
    }

    #[test]
    fn out_folds_then_climbs_and_in_unfolds() {
        let catalog = sample::catalog();
        let mut tree = Tree::new(&catalog);
        tree.go_out(&catalog);
        assert_eq!(tree.selected(), 0);
        tree.go_out(&catalog);
        assert_eq!(names(&tree, &catalog), [0, 5]);
        assert!(!tree.go_in(&catalog));
        assert_eq!((tree.selected(), names(&tree, &catalog).len()), (0, 6));
        assert!(!tree.go_in(&catalog));
        assert_eq!(tree.selected(), 1);
        assert!(tree.go_in(&catalog));
    }

    #[test]
    fn revealing_opens_every_branch_around() {
        let catalog = sample::catalog();
        let mut tree = Tree::new(&catalog);
        tree.fold_all(&catalog);
        assert_eq!(names(&tree, &catalog), [0, 5]);
        tree.reveal(&catalog, 7);
        assert!(names(&tree, &catalog).contains(&7));
        tree.unfold_all();
        assert_eq!(names(&tree, &catalog).len(), 8);
    }
}
