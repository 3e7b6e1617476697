//! The tree pane: the folded branches, the selected row, and the scroll offset.

use std::collections::HashSet;

use super::layout::MAX_TREE_WIDTH;
use super::selection::{Selection, scrolled};
use crate::catalog::{Catalog, Node, Row, visible};
use crate::cells;

/// The state of the tree.
#[derive(Clone, Debug)]
pub struct Tree {
    /// By row: whether it is a folded branch.
    folded: Vec<bool>,
    /// The width in cells at which no row is cut.
    pub(super) width: u16,
    /// The index of the selected row, and the scroll offset in rows that are not hidden by folding.
    pub selection: Selection,
}

/// Number of rows that stay visible above and below the selection, where there is room.
const MARGIN: usize = 2;

impl Tree {
    /// The tree with only the first branch unfolded.
    pub(super) fn new(catalog: &Catalog) -> Self {
        let rows = catalog.rows();
        let several = catalog.stacks().len() > 1;
        let first = rows.first().map_or(0, Row::end);
        // The first category is unfolded with its descendants; with several stacks, so are the stacks.
        let open = |at: usize, row: &Row| if several { row.depth == 0 || at == 1 } else { at < first };
        let folded = rows.iter().enumerate().map(|(at, row)| row.is_branch(at) && !open(at, row)).collect();
        let first_entry = rows.iter().position(|row| matches!(row.node, Node::Entry(_))).unwrap_or(0);
        let mut tree = Self { folded, width: width_of(catalog), selection: Selection::default() };
        tree.reveal(catalog, first_entry);
        tree
    }

    /// Whether the row at an index is a folded branch.
    pub fn is_folded(&self, at: usize) -> bool {
        self.folded.get(at).copied().unwrap_or(false)
    }

    /// The rows that are not hidden by folding, with their indexes.
    pub fn visible<'a>(&'a self, catalog: &'a Catalog) -> impl Iterator<Item = (usize, &'a Row)> {
        visible(catalog.rows(), |at| self.is_folded(at))
    }

    /// The unfolded branches.
    pub(super) fn open(&self, catalog: &Catalog) -> Vec<Node> {
        let rows = catalog.rows().iter().enumerate();
        rows.filter(|(at, row)| row.is_branch(*at) && !self.is_folded(*at)).map(|(_, row)| row.node).collect()
    }

    /// Unfolds these branches and folds all others.
    pub(super) fn restore_open(&mut self, catalog: &Catalog, open: &[Node]) {
        let open: HashSet<Node> = open.iter().copied().collect();
        let rows = catalog.rows().iter().enumerate();
        self.folded = rows.map(|(at, row)| row.is_branch(at) && !open.contains(&row.node)).collect();
    }

    pub(super) fn move_by(&mut self, catalog: &Catalog, rows: isize) {
        let places: Vec<usize> = self.visible(catalog).map(|(at, _)| at).collect();
        let here = places.iter().position(|at| *at == self.selection.at).unwrap_or(0);
        let there = here.saturating_add_signed(rows).min(places.len().saturating_sub(1));
        self.selection.at = places.get(there).copied().unwrap_or(0);
    }

    /// Selects a row and unfolds its ancestors.
    pub(super) fn reveal(&mut self, catalog: &Catalog, place: usize) {
        for (folded, row) in self.folded.iter_mut().zip(catalog.rows()).take(place) {
            *folded &= row.end() <= place;
        }
        self.selection.at = place;
    }

    /// Folds or unfolds the selected branch; on a leaf, folds its parent.
    pub(super) fn toggle(&mut self, catalog: &Catalog) {
        if self.on_branch(catalog) {
            self.set_folded(!self.is_folded(self.selection.at));
        } else if let Some(parent) = self.parent(catalog) {
            self.selection.at = parent;
            self.set_folded(true);
        }
    }

    /// Folds the selected branch, or selects its parent.
    pub(super) fn go_out(&mut self, catalog: &Catalog) {
        if self.on_branch(catalog) && !self.is_folded(self.selection.at) {
            self.set_folded(true);
        } else if let Some(parent) = self.parent(catalog) {
            self.selection.at = parent;
        }
    }

    /// Unfolds the selected branch, or selects its first child if it is unfolded. Returns true on a leaf.
    pub(super) fn go_in(&mut self, catalog: &Catalog) -> bool {
        if !self.on_branch(catalog) {
            return true;
        }
        if self.is_folded(self.selection.at) {
            self.set_folded(false);
        } else {
            self.selection.at += 1;
        }
        false
    }

    pub(super) fn fold_all(&mut self, catalog: &Catalog) {
        // The outermost ancestor is selected, which stays visible.
        let rows = catalog.rows();
        let root = rows.iter().enumerate().take(self.selection.at + 1).rfind(|(_, row)| row.depth == 0);
        self.selection.at = root.map_or(0, |(at, _)| at);
        self.folded = rows.iter().enumerate().map(|(at, row)| row.is_branch(at)).collect();
    }

    pub(super) fn unfold_all(&mut self) {
        self.folded.fill(false);
    }

    /// Scrolls so that the selection is visible in a pane of `height` rows.
    pub(super) fn keep_visible(&mut self, catalog: &Catalog, height: usize) {
        let (mut here, mut count) = (0, 0);
        for (place, (at, _)) in self.visible(catalog).enumerate() {
            if at == self.selection.at {
                here = place;
            }
            count = place + 1;
        }
        self.selection.offset = scrolled(self.selection.offset, here..here + 1, count, height, MARGIN);
    }

    fn on_branch(&self, catalog: &Catalog) -> bool {
        catalog.rows().get(self.selection.at).is_some_and(|row| row.is_branch(self.selection.at))
    }

    fn parent(&self, catalog: &Catalog) -> Option<usize> {
        let before = catalog.rows().iter().enumerate().take(self.selection.at);
        before.rev().find(|(_, row)| row.end() > self.selection.at).map(|(at, _)| at)
    }

    fn set_folded(&mut self, folded: bool) {
        if let Some(place) = self.folded.get_mut(self.selection.at) {
            *place = folded;
        }
    }
}

/// The width in cells at which no row of the tree is cut, as far as it may grow.
fn width_of(catalog: &Catalog) -> u16 {
    /// The marker, the fold mark with its space, the gap and the state mark or count at the right.
    const BESIDE: usize = 8;
    let width = |row: &Row| usize::from(row.depth) * 2 + cells::width(catalog.name(row.node)) + BESIDE;
    let max = usize::from(MAX_TREE_WIDTH);
    let widest = catalog.rows().iter().map(width).try_fold(0, |widest, width| {
        // Nothing further is measured once the limit is reached.
        if width < max { Ok(width.max(widest)) } else { Err(max) }
    });
    u16::try_from(widest.unwrap_or_else(|max| max)).unwrap_or(MAX_TREE_WIDTH)
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
        assert_eq!(tree.selection.at, 1);
    }

    #[test]
    fn out_folds_then_climbs_and_in_unfolds() {
        let catalog = sample::catalog();
        let mut tree = Tree::new(&catalog);
        tree.go_out(&catalog);
        assert_eq!(tree.selection.at, 0);
        tree.go_out(&catalog);
        assert_eq!(names(&tree, &catalog), [0, 5]);
        assert!(!tree.go_in(&catalog));
        assert_eq!((tree.selection.at, names(&tree, &catalog).len()), (0, 6));
        assert!(!tree.go_in(&catalog));
        assert_eq!(tree.selection.at, 1);
        assert!(tree.go_in(&catalog));
    }

    #[test]
    fn revealing_unfolds_every_ancestor() {
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
