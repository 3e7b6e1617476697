//! The tree pane: the folded branches, the selected row, and the scroll offset.

use std::collections::HashSet;

use super::layout::MAX_TREE_WIDTH;
use super::selection::Selection;
use super::shared::Shared;
use super::timeline::in_use;
use crate::catalog::{Arrangement, Catalog, Grouping, Node, Row, visible};
use crate::cells;

/// The state of the tree.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) rows: Shared<Vec<Row>>,
    arrangement: Arrangement,
    /// The number of entries in use as of the date of the arrangement.
    in_use: usize,
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
    /// The tree in an arrangement, with only the first branch unfolded.
    ///
    /// A catalog without a group of the wanted kind is grouped by category.
    pub(super) fn new(catalog: &Catalog, mut arrangement: Arrangement) -> Self {
        let mut rows = Shared(catalog.arranged(arrangement));
        if rows.is_empty() && arrangement.group != Grouping::Category {
            arrangement.group = Grouping::Category;
            rows = Shared(catalog.arranged(arrangement));
        }
        let several = catalog.stacks().len() > 1;
        let first = rows.first().map_or(0, Row::end);
        // The first category is unfolded with its descendants; with several stacks, so are the stacks.
        let open = |at: usize, row: &Row| if several { row.depth == 0 || at == 1 } else { at < first };
        let folded = rows.iter().enumerate().map(|(at, row)| row.is_branch(at) && !open(at, row)).collect();
        let first_entry = rows.iter().position(|row| matches!(row.node.page(), Node::Entry(_))).unwrap_or(0);
        let width = width_of(catalog, &rows, arrangement.group);
        let in_use = arrangement.as_of.map_or(0, |date| in_use(catalog, date));
        let mut tree = Self { rows, arrangement, in_use, folded, width, selection: Selection::default() };
        tree.reveal(first_entry);
        tree
    }

    /// The rows, whether they are hidden by folding or not.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The number of entries in use as of the date of the arrangement; 0 without one.
    pub fn in_use(&self) -> usize {
        self.in_use
    }

    /// The arrangement of the rows.
    pub fn arrangement(&self) -> Arrangement {
        self.arrangement
    }

    /// The node of the selected row, `None` in an empty tree.
    pub fn node(&self) -> Option<Node> {
        self.rows.get(self.selection.at).map(|row| row.node)
    }

    /// The row that shows a node; of several the one nearest to the selection.
    ///
    /// A node without a row of its own has that of a node with the same page, as a claim and its entry.
    pub(super) fn row_of(&self, node: Node) -> Option<usize> {
        let nearest = |is_it: &dyn Fn(Node) -> bool| {
            let rows = self.rows.iter().enumerate().filter(|(_, row)| is_it(row.node)).map(|(at, _)| at);
            rows.min_by_key(|at| at.abs_diff(self.selection.at))
        };
        nearest(&|other| other == node).or_else(|| nearest(&|other| other.page() == node.page()))
    }

    /// The nodes by which the selection is found in another arrangement, the best first: the selected one, the first
    /// entry in it, and its ancestors.
    pub(super) fn selected_nodes(&self) -> Vec<Node> {
        let at = self.selection.at;
        let inside = self.rows.get(at..self.rows.get(at).map_or(at, Row::end)).unwrap_or_default();
        let mut first = inside.iter().map(|row| row.node.page());
        let entry = first.find(|node| matches!(node, Node::Entry(_)));
        let above = self.rows.iter().take(at).filter(|row| row.end() > at).map(|row| row.node).rev();
        self.node().into_iter().chain(entry).chain(above).collect()
    }

    /// Whether the row at an index is a folded branch.
    pub fn is_folded(&self, at: usize) -> bool {
        self.folded.get(at).copied().unwrap_or(false)
    }

    /// The rows that are not hidden by folding, with their indexes.
    pub fn visible(&self) -> impl Iterator<Item = (usize, &Row)> {
        visible(&self.rows, |at| self.is_folded(at))
    }

    /// The row on a visible line, and the column of its fold mark.
    pub(super) fn row_at(&self, line: usize) -> Option<(usize, usize)> {
        let (at, row) = self.visible().nth(self.selection.offset + line)?;
        Some((at, 1 + indent(row)))
    }

    /// Whether the row at an index is a branch.
    pub(super) fn is_branch(&self, at: usize) -> bool {
        self.rows.get(at).is_some_and(|row| row.is_branch(at))
    }

    /// The unfolded branches.
    pub(super) fn open(&self) -> Vec<Node> {
        let rows = self.rows.iter().enumerate();
        rows.filter(|(at, row)| row.is_branch(*at) && !self.is_folded(*at)).map(|(_, row)| row.node).collect()
    }

    /// Unfolds these branches and folds all others.
    pub(super) fn restore_open(&mut self, open: &[Node]) {
        let open: HashSet<Node> = open.iter().copied().collect();
        let rows = self.rows.iter().enumerate();
        self.folded = rows.map(|(at, row)| row.is_branch(at) && !open.contains(&row.node)).collect();
    }

    pub(super) fn move_by(&mut self, rows: isize) {
        let places: Vec<usize> = self.visible().map(|(at, _)| at).collect();
        let here = places.iter().position(|at| *at == self.selection.at).unwrap_or(0);
        let there = here.saturating_add_signed(rows).min(places.len().saturating_sub(1));
        self.selection.at = places.get(there).copied().unwrap_or(0);
    }

    /// Selects a row and unfolds its ancestors.
    pub(super) fn reveal(&mut self, place: usize) {
        for (folded, row) in self.folded.iter_mut().zip(self.rows.iter()).take(place) {
            *folded &= row.end() <= place;
        }
        self.selection.at = place;
    }

    /// Folds or unfolds the selected branch; on a leaf, folds its parent.
    pub(super) fn toggle(&mut self) {
        if self.on_branch() {
            self.set_folded(!self.is_folded(self.selection.at));
        } else if let Some(parent) = self.parent() {
            self.selection.at = parent;
            self.set_folded(true);
        }
    }

    /// Folds the selected branch, or selects its parent.
    pub(super) fn go_out(&mut self) {
        if self.on_branch() && !self.is_folded(self.selection.at) {
            self.set_folded(true);
        } else if let Some(parent) = self.parent() {
            self.selection.at = parent;
        }
    }

    /// Unfolds the selected branch, or selects its first child if it is unfolded. Returns true on a leaf.
    pub(super) fn go_in(&mut self) -> bool {
        if !self.on_branch() {
            return true;
        }
        if self.is_folded(self.selection.at) {
            self.set_folded(false);
        } else {
            self.selection.at += 1;
        }
        false
    }

    pub(super) fn fold_all(&mut self) {
        // The outermost ancestor is selected, which stays visible.
        let rows = &self.rows;
        let root = rows.iter().enumerate().take(self.selection.at + 1).rfind(|(_, row)| row.depth == 0);
        self.selection.at = root.map_or(0, |(at, _)| at);
        self.folded = rows.iter().enumerate().map(|(at, row)| row.is_branch(at)).collect();
    }

    pub(super) fn unfold_all(&mut self) {
        self.folded.fill(false);
    }

    /// Scrolls so that the selection is visible in a pane of `height` rows.
    pub(super) fn keep_visible(&mut self, height: usize) {
        let (mut here, mut count) = (0, 0);
        for (place, (at, _)) in self.visible().enumerate() {
            if at == self.selection.at {
                here = place;
            }
            count = place + 1;
        }
        self.selection.scroll_within(here..here + 1, count, height, MARGIN);
    }

    /// Shows the page that has the selection, whose first row is a multiple of `height` from the first one.
    pub(super) fn turn_page(&mut self, height: usize) {
        let here = self.visible().position(|(at, _)| at == self.selection.at).unwrap_or(0);
        self.selection.offset = here / height.max(1) * height.max(1);
    }

    fn on_branch(&self) -> bool {
        self.is_branch(self.selection.at)
    }

    fn parent(&self) -> Option<usize> {
        let before = self.rows.iter().enumerate().take(self.selection.at);
        before.rev().find(|(_, row)| row.end() > self.selection.at).map(|(at, _)| at)
    }

    fn set_folded(&mut self, folded: bool) {
        if let Some(place) = self.folded.get_mut(self.selection.at) {
            *place = folded;
        }
    }
}

/// The indent of a row in cells, before its fold mark.
pub fn indent(row: &Row) -> usize {
    const MAX_DEPTH: u16 = 12;
    usize::from(2 * row.depth.min(MAX_DEPTH))
}

/// The width in cells at which no row of the tree is cut, as far as it may grow.
fn width_of(catalog: &Catalog, rows: &[Row], group: Grouping) -> u16 {
    /// The marker, the fold mark with its space, the gap and the state mark or count at the right.
    const BESIDE: usize = 8;
    let width =
        |row: &Row| usize::from(row.depth) * 2 + cells::width(&catalog.name_in(row.node, group)) + BESIDE;
    let max = usize::from(MAX_TREE_WIDTH);
    let widest = rows.iter().map(width).try_fold(0, |widest, width| {
        // Nothing further is measured once the limit is reached.
        if width < max { Ok(width.max(widest)) } else { Err(max) }
    });
    u16::try_from(widest.unwrap_or_else(|max| max)).unwrap_or(MAX_TREE_WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    fn names(tree: &Tree) -> Vec<usize> {
        tree.visible().map(|(at, _)| at).collect()
    }

    #[test]
    fn at_first_only_the_first_category_is_open_and_its_first_entry_selected() {
        let catalog = sample::catalog();
        let tree = Tree::new(&catalog, Arrangement::default());
        assert_eq!(names(&tree), [0, 1, 2, 3, 4, 5]);
        assert_eq!(tree.selection.at, 1);
    }

    #[test]
    fn out_folds_then_climbs_and_in_unfolds() {
        let catalog = sample::catalog();
        let mut tree = Tree::new(&catalog, Arrangement::default());
        tree.go_out();
        assert_eq!(tree.selection.at, 0);
        tree.go_out();
        assert_eq!(names(&tree), [0, 5]);
        assert!(!tree.go_in());
        assert_eq!((tree.selection.at, names(&tree).len()), (0, 6));
        assert!(!tree.go_in());
        assert_eq!(tree.selection.at, 1);
        assert!(tree.go_in());
    }

    #[test]
    fn revealing_unfolds_every_ancestor() {
        let catalog = sample::catalog();
        let mut tree = Tree::new(&catalog, Arrangement::default());
        tree.fold_all();
        assert_eq!(names(&tree), [0, 5]);
        tree.reveal(7);
        assert!(names(&tree).contains(&7));
        tree.unfold_all();
        assert_eq!(names(&tree).len(), 8);
    }
}
