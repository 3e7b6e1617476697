//! The selected node: how it is viewed, how it was reached, and the way back.

use super::content::Target;
use super::detail::Detail;
use super::history::{History, Visit};
use super::keys::{Direction, Section};
use super::layout::{Focus, View};
use super::node_map::NodeMap;
use super::tree::Tree;
use crate::catalog::{Arrangement, Catalog, ClaimId, Node};

/// The tree, the detail, the view with the pane that gets the keys, and the history.
#[derive(Debug)]
pub struct Navigation {
    /// The tree.
    pub tree: Tree,
    /// The detail.
    pub detail: Detail,
    pub(super) view: View,
    /// Whether the list has two thirds of the screen while both panes are shown.
    pub(super) is_list_wide: bool,
    pub(super) history: History,
    /// The node in the detail that has no row in the tree, such as a source in the tree of categories.
    ///
    /// While there is one, the detail has the focus.
    beside_tree: Option<Node>,
    /// The claim that was gone to last, while its entry is selected.
    claim: Option<ClaimId>,
}

impl Navigation {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let (detail, history) = (Detail::default(), History::default());
        let tree = Tree::new(catalog, Arrangement::default());
        Self { tree, detail, view: View::Tree, is_list_wide: false, history, beside_tree: None, claim: None }
    }

    /// The focused pane while no search is open.
    pub(super) fn focus(&self) -> Focus {
        if self.view == View::Tree { Focus::List } else { Focus::Detail }
    }

    /// The node selected in the tree, or the one in the detail that has no row there.
    pub(super) fn selected_node(&self) -> Node {
        self.selected().unwrap_or(Node::Stack(0))
    }

    /// The same, `None` in an empty tree.
    pub(super) fn selected(&self) -> Option<Node> {
        self.beside_tree.or_else(|| self.tree.node())
    }

    /// The row of the claim that is selected in the tree, or was gone to.
    pub(super) fn claim_target(&self) -> Option<Target> {
        let claim = match self.selected()? {
            Node::Claim(claim) => Some(claim),
            node => self.claim.filter(|claim| Node::Entry(claim.entry) == node),
        };
        claim.map(|claim| Target::Claim(claim.at as usize))
    }

    /// The present visit.
    pub(super) fn visit(&self) -> Visit {
        Visit {
            node: self.selected_node(),
            view: self.view,
            detail: self.detail.selection,
            group: self.tree.arrangement().group,
            open: self.tree.open(),
        }
    }

    /// Goes to the visit that is so many steps forward, or back if they are negative, and returns whether there was one; all
    /// others stay.
    pub(super) fn go_by(&mut self, steps: isize, catalog: &Catalog) -> bool {
        let direction = if steps < 0 { Direction::Back } else { Direction::Forward };
        let mut there = None;
        for _ in 0..steps.unsigned_abs() {
            let here = there.take().unwrap_or_else(|| self.visit());
            let Some(visit) = self.history.step(direction, here) else { break };
            there = Some(visit);
        }
        there.map(|visit| self.restore(catalog, &visit)).is_some()
    }

    /// Returns to a visit.
    pub(super) fn restore(&mut self, catalog: &Catalog, visit: &Visit) {
        let here = self.tree.arrangement();
        if here.group != visit.group {
            self.tree = Tree::new(catalog, Arrangement { group: visit.group, ..here });
        }
        self.tree.restore_open(&visit.open);
        self.view = visit.view;
        self.reveal(visit.node);
        self.detail.pending_selection = Some(visit.detail);
    }

    /// Selects a node in the same view, and records the present visit.
    pub(super) fn jump(&mut self, node: Node) {
        let here = self.visit();
        self.history.leave(here);
        self.reveal(node);
    }

    /// Selects a node in a view, and records the visit `from` which a search led there.
    pub(super) fn arrive(&mut self, node: Node, from: Visit, view: View) {
        if node != from.node {
            self.history.leave(from);
        }
        self.view = view;
        self.reveal(node);
    }

    /// Selects a node; one without a row in the tree is shown in the detail only, which gets the focus.
    pub(super) fn reveal(&mut self, node: Node) {
        let row = self.tree.row_of(node);
        self.tree.reveal(row.unwrap_or(self.tree.selection.at));
        self.beside_tree = None;
        self.claim = if let Node::Claim(claim) = node { Some(claim) } else { None };
        if row.is_none() && !matches!(node, Node::Stack(_)) {
            self.enter_detail();
            self.beside_tree = Some(node.page());
        }
    }

    /// Arranges the tree in another way; the selection stays.
    pub(super) fn arrange(&mut self, catalog: &Catalog, arrangement: Arrangement) {
        let (before, open) = (self.tree.arrangement(), self.tree.open());
        let nodes = self.tree.selected_nodes();
        self.tree = Tree::new(catalog, arrangement);
        if before.group == self.tree.arrangement().group {
            self.tree.restore_open(&open);
        } else {
            self.tree.fold_all();
        }
        let row = nodes.into_iter().find_map(|node| self.tree.row_of(node));
        self.tree.reveal(row.unwrap_or(self.tree.selection.at));
        if let Some(node) = self.beside_tree {
            self.reveal(node);
        }
    }

    pub(super) fn move_tree_by(&mut self, rows: isize) {
        (self.beside_tree, self.claim) = (None, None);
        self.tree.move_by(rows);
    }

    /// Selects a row of the tree, which gets the focus.
    pub(super) fn select_row(&mut self, at: usize) {
        (self.beside_tree, self.claim) = (None, None);
        self.tree.selection.at = at;
        self.enter_tree();
    }

    pub(super) fn switch_pane(&mut self) {
        match self.focus() {
            Focus::List => self.enter_detail(),
            Focus::Detail => self.enter_tree(),
        }
    }

    pub(super) fn enter_tree(&mut self) {
        self.beside_tree = None;
        self.view = View::Tree;
    }

    pub(super) fn enter_detail(&mut self) {
        self.focus_detail();
        self.detail.keep_row_visible();
    }

    /// Gives the detail the focus, whatever of it is visible.
    pub(super) fn focus_detail(&mut self) {
        if self.view == View::Tree {
            self.view = View::Detail;
        }
    }

    /// Takes the next step of the zoom: the detail alone, two thirds for the list where there are two panes, as usual.
    pub(super) fn zoom(&mut self, has_two_panes: bool) {
        let is_wide = self.is_list_wide && has_two_panes;
        (self.view, self.is_list_wide) = match self.view {
            View::Zoomed => (View::Detail, has_two_panes),
            view if is_wide => (view, false),
            View::Tree | View::Detail => (View::Zoomed, false),
        };
    }

    /// Takes one step from the zoomed detail to the tree.
    pub(super) fn close(&mut self) {
        match self.view {
            View::Zoomed => self.view = View::Detail,
            View::Detail | View::Tree => self.enter_tree(),
        }
    }

    pub(super) fn go_in(&mut self) {
        match self.focus() {
            Focus::List => {
                if self.tree.go_in() {
                    self.enter_detail();
                }
            }
            Focus::Detail => self.detail.set_claim_open(true),
        }
    }

    pub(super) fn go_out(&mut self) {
        match self.focus() {
            Focus::List => self.tree.go_out(),
            Focus::Detail if self.detail.on_open_claim() => self.detail.set_claim_open(false),
            Focus::Detail => self.enter_tree(),
        }
    }

    pub(super) fn toggle(&mut self) {
        match self.focus() {
            Focus::List => self.tree.toggle(),
            Focus::Detail => self.detail.set_claim_open(!self.detail.on_open_claim()),
        }
    }

    /// Goes to a section of the detail, and returns whether there is one.
    pub(super) fn go_to_section(&mut self, section: Section) -> bool {
        let Some(row) = self.detail.content.section(section) else { return false };
        self.enter_detail();
        self.detail.go_to(row);
        true
    }

    pub(super) fn step_section(&mut self, direction: Direction) {
        self.enter_detail();
        self.detail.step_section(direction);
    }

    /// Carries everything over to the catalog that replaced the one before; what exists in both stays as it was.
    pub(super) fn rebase(&mut self, map: &NodeMap<'_>, catalog: &Catalog) {
        let selected = self.tree.node();
        let open: Vec<Node> = self.tree.open().into_iter().filter_map(|node| map.node(node)).collect();
        self.history.remap_nodes(|node| map.node(node));
        self.detail.remap_nodes(|node| map.node(node));
        self.tree = Tree::new(catalog, self.tree.arrangement());
        let (beside_tree, _) = (self.beside_tree.take(), self.claim.take());
        let row = selected.and_then(|node| map.nearest(node)).and_then(|node| self.tree.row_of(node));
        if let Some(row) = row {
            self.tree.restore_open(&open);
            self.tree.reveal(row);
        }
        if let Some(node) = beside_tree.and_then(|node| map.nearest(node)) {
            self.reveal(node);
        }
    }
}
