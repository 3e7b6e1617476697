//! The selected node: how it is viewed, how it was reached, and the way back.

use super::detail::Detail;
use super::history::{History, Visit};
use super::keys::{Direction, Section};
use super::layout::{Focus, View};
use super::node_map::NodeMap;
use super::tree::Tree;
use crate::catalog::{Catalog, Node};

/// The tree, the detail, the view with the pane that gets the keys, and the history.
#[derive(Debug)]
pub struct Navigation {
    /// The tree.
    pub tree: Tree,
    /// The detail.
    pub detail: Detail,
    pub(super) view: View,
    pub(super) history: History,
}

impl Navigation {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let (detail, history) = (Detail::default(), History::default());
        Self { tree: Tree::new(catalog), detail, view: View::Tree, history }
    }

    /// The focused pane while no search is open.
    pub(super) fn focus(&self) -> Focus {
        if self.view == View::Tree { Focus::List } else { Focus::Detail }
    }

    /// The node selected in the tree.
    pub(super) fn selected_node(&self, catalog: &Catalog) -> Node {
        self.selected(catalog).unwrap_or(Node::Stack(0))
    }

    /// The same, `None` in an empty tree.
    pub(super) fn selected(&self, catalog: &Catalog) -> Option<Node> {
        catalog.rows().get(self.tree.selection.at).map(|row| row.node)
    }

    /// The present visit.
    pub(super) fn visit(&self, catalog: &Catalog) -> Visit {
        Visit {
            node: self.selected_node(catalog),
            view: self.view,
            detail: self.detail.selection,
            open: self.tree.open(catalog),
        }
    }

    /// Goes to the next visit in a direction, and returns whether there was one.
    pub(super) fn go(&mut self, direction: Direction, catalog: &Catalog) -> bool {
        let here = self.visit(catalog);
        self.history.step(direction, here).map(|visit| self.restore(catalog, &visit)).is_some()
    }

    /// Returns to a visit.
    pub(super) fn restore(&mut self, catalog: &Catalog, visit: &Visit) {
        self.tree.restore_open(catalog, &visit.open);
        self.reveal(catalog, visit.node);
        self.view = visit.view;
        self.detail.pending_selection = Some(visit.detail);
    }

    /// Selects a node in the same view, and records the present visit.
    pub(super) fn jump(&mut self, catalog: &Catalog, node: Node) {
        let here = self.visit(catalog);
        self.history.leave(here);
        self.reveal(catalog, node);
    }

    /// Selects a node in a view, and records the visit `from` which a search led there.
    pub(super) fn arrive(&mut self, catalog: &Catalog, node: Node, from: Visit, view: View) {
        if node != from.node {
            self.history.leave(from);
        }
        self.reveal(catalog, node);
        self.view = view;
    }

    /// Selects a node; without a row in the tree, what is selected stays so, and is not hidden.
    pub(super) fn reveal(&mut self, catalog: &Catalog, node: Node) {
        let row = catalog.rows().iter().position(|row| row.node == node);
        self.tree.reveal(catalog, row.unwrap_or(self.tree.selection.at));
    }

    pub(super) fn switch_pane(&mut self) {
        match self.focus() {
            Focus::List => self.enter_detail(),
            Focus::Detail => self.view = View::Tree,
        }
    }

    pub(super) fn enter_detail(&mut self) {
        if self.view == View::Tree {
            self.view = View::Detail;
        }
        self.detail.keep_row_visible();
    }

    pub(super) fn zoom(&mut self) {
        self.view = if self.view == View::Zoomed { View::Detail } else { View::Zoomed };
    }

    /// Takes one step from the zoomed detail to the tree.
    pub(super) fn close(&mut self) {
        self.view = if self.view == View::Zoomed { View::Detail } else { View::Tree };
    }

    pub(super) fn go_in(&mut self, catalog: &Catalog) {
        match self.focus() {
            Focus::List => {
                if self.tree.go_in(catalog) {
                    self.enter_detail();
                }
            }
            Focus::Detail => self.detail.set_claim_open(true),
        }
    }

    pub(super) fn go_out(&mut self, catalog: &Catalog) {
        match self.focus() {
            Focus::List => self.tree.go_out(catalog),
            Focus::Detail if self.detail.on_open_claim() => self.detail.set_claim_open(false),
            Focus::Detail => self.view = View::Tree,
        }
    }

    pub(super) fn toggle(&mut self, catalog: &Catalog) {
        match self.focus() {
            Focus::List => self.tree.toggle(catalog),
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

    /// Carries everything over to the catalog that replaced the one `before`; what exists in both stays as it was.
    pub(super) fn rebase(&mut self, map: &NodeMap<'_>, before: &Catalog, catalog: &Catalog) {
        let selected = self.selected(before);
        let open: Vec<Node> = self.tree.open(before).into_iter().filter_map(|node| map.node(node)).collect();
        self.history.remap_nodes(|node| map.node(node));
        self.detail.remap_nodes(|node| map.node(node));
        self.tree = Tree::new(catalog);
        if let Some(node) = selected.and_then(|node| map.nearest(node)) {
            self.tree.restore_open(catalog, &open);
            self.reveal(catalog, node);
        }
    }
}
