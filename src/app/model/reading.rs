//! What the interface reads of the model.

use tui_input::Input;

use super::{Focus, Model, Notice, Popup, View};
use crate::app::detail::Detail;
use crate::app::keys::{Context, Key};
use crate::app::layout::{Panes, PopupArea, Size};
use crate::app::links::LINK_LINES;
use crate::app::loading::{PROBLEM_LINES, PROBLEM_TEXT_LINES, problem_list_lines};
use crate::app::search::{ListContent, Search};
use crate::app::tree::Tree;
use crate::catalog::{Catalog, Node};
use crate::search::Index;

impl Model {
    /// What is open.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The index, once a search has begun.
    #[must_use]
    pub fn index(&self) -> Option<&Index> {
        self.index.as_deref()
    }

    /// The size of the screen.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// Where things stand on the screen.
    #[must_use]
    pub fn panes(&self) -> Panes {
        Panes::new(self.size, self.focus(), self.is_zoomed(), self.tip)
    }

    /// The pane that has the focus.
    #[must_use]
    pub fn focus(&self) -> Focus {
        if self.search.is_some() || self.view == View::Tree { Focus::List } else { Focus::Detail }
    }

    /// Whether the detail has the whole place.
    #[must_use]
    pub fn is_zoomed(&self) -> bool {
        self.search.is_none() && self.view == View::Zoomed
    }

    /// The tree.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The node selected in the tree.
    #[must_use]
    pub fn selected_node(&self) -> Node {
        let rows = self.catalog.rows();
        rows.get(self.tree.selected()).map_or(Node::Stack(0), |row| row.node)
    }

    /// The node that the detail shows: the selected hit while searching, else what is selected in the tree.
    #[must_use]
    pub fn shown_node(&self) -> Node {
        let hit = self.search.as_ref().and_then(Search::chosen);
        let last = self.detail.node();
        match (&self.search, hit) {
            (_, Some(id)) => Node::Entry(id),
            // Without a hit the detail keeps what it showed last.
            (Some(search), None) if search.list_content() == ListContent::Nothing => {
                last.unwrap_or_else(|| self.selected_node())
            }
            _ => self.selected_node(),
        }
    }

    /// The detail.
    #[must_use]
    pub fn detail(&self) -> &Detail {
        &self.detail
    }

    /// The search that is going on.
    #[must_use]
    pub fn search(&self) -> Option<&Search> {
        self.search.as_ref()
    }

    /// What lies over the panes.
    #[must_use]
    pub fn popup(&self) -> Option<&Popup> {
        self.popup.as_ref()
    }

    /// Where the popup stands, if it is a list.
    #[must_use]
    pub fn popup_area(&self) -> Option<PopupArea> {
        let (width, lines) = match self.popup.as_ref()? {
            Popup::Help(help) => {
                // The box keeps its size while the filter shortens the list.
                let columns = help.unfiltered().columns(self.two_columns());
                let lines = columns.iter().map(Vec::len).max().unwrap_or(0);
                (if columns.len() > 1 { 104 } else { 52 }, lines)
            }
            Popup::Links(links) => (92, links.len() * LINK_LINES),
            // Nothing is typed into this list.
            Popup::Problems(problems) => (104, problems.all().len() * PROBLEM_LINES + PROBLEM_TEXT_LINES - 2),
            Popup::Url { .. } | Popup::Reason { .. } => return None,
        };
        Some(PopupArea::new(self.size, width, lines + 2))
    }

    /// How many lines the list of a popup has.
    pub(super) fn popup_rows(&self) -> usize {
        let lines = |boxed: PopupArea| match self.popup {
            Some(Popup::Problems(_)) => problem_list_lines(boxed.inner.height.into()),
            _ => boxed.list.height.into(),
        };
        self.popup_area().map_or(0, lines)
    }

    /// Whether the list of keys has two columns.
    #[must_use]
    pub fn two_columns(&self) -> bool {
        self.size.width >= 78
    }

    /// The key that waits for another one.
    #[must_use]
    pub fn chord_prefix(&self) -> Option<Key> {
        self.waiting
    }

    /// The name of the place that Back leads to.
    #[must_use]
    pub fn back_to(&self) -> Option<&str> {
        self.history.back_to().map(|node| self.catalog.name(node))
    }

    /// Whether there is a place to go forward to.
    #[must_use]
    pub fn can_go_forward(&self) -> bool {
        self.history.can_go_forward()
    }

    /// Whether Esc has a layer to peel off.
    #[must_use]
    pub fn has_layer(&self) -> bool {
        self.popup.is_some()
            || self.search.is_some()
            || self.loading.is_some()
            || self.marks.is_some()
            || self.view != View::Tree
    }

    /// What the status line says.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// Whether the first-run tip is shown.
    #[must_use]
    pub fn tip(&self) -> bool {
        self.tip
    }

    /// Where keys go.
    #[must_use]
    pub fn context(&self) -> Context {
        match (&self.popup, &self.search, self.focus()) {
            (Some(Popup::Help(_)), ..) => Context::Help,
            (Some(Popup::Links(_)), ..) => Context::Links,
            (Some(Popup::Url { .. }), ..) => Context::Url,
            (Some(Popup::Reason { .. }), ..) => Context::Reason,
            (Some(Popup::Problems(_)), ..) => Context::Problems,
            (None, Some(_), _) => Context::Search,
            (None, None, Focus::List) => Context::Tree,
            (None, None, Focus::Detail) => Context::Detail,
        }
    }

    /// What filtered text a popup holds, with its cursor in cells; for drawing.
    #[must_use]
    pub fn popup_input(&self) -> Option<(&str, usize)> {
        let of = |input: &'_ Input| input.visual_cursor();
        match &self.popup {
            Some(Popup::Help(help)) => Some((help.filter(), of(&help.input))),
            Some(Popup::Links(links)) => Some((links.filter(), of(&links.input))),
            _ => None,
        }
    }
}
