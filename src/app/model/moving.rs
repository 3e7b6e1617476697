//! Moving the cursor, folding, and going from pane to pane.

use super::{Focus, Model, Popup, View};
use crate::app::keys::Section;
use crate::app::links::LINK_LINES;
use crate::app::loading::PROBLEM_LINES;
use crate::app::search::{HIT_LINES, ListContent};

impl Model {
    pub(super) fn move_by(&mut self, rows: isize) {
        let focus = self.focus();
        match (&mut self.popup, &mut self.search, focus) {
            (Some(Popup::Help(help)), ..) => help.move_by(rows),
            (Some(Popup::Links(links)), ..) => links.move_by(rows),
            (Some(Popup::Problems(problems)), ..) => problems.move_by(rows),
            (Some(Popup::Url { offset, .. } | Popup::Reason { offset, .. }), ..) => {
                *offset = offset.saturating_add_signed(rows).min(MOST_SCROLLED);
            }
            (None, Some(search), _) if search.list_content() == ListContent::Tree => {
                if rows != -1 || !self.recall_query() {
                    self.move_tree_by(rows);
                }
            }
            (None, Some(search), _) => search.move_by(rows),
            (None, None, Focus::List) => self.move_tree_by(rows),
            (None, None, Focus::Detail) => self.detail.move_by(rows),
        }
    }

    fn move_tree_by(&mut self, rows: isize) {
        match rows {
            isize::MIN => self.tree.select_first(),
            isize::MAX => self.tree.select_last(&self.catalog),
            rows => self.tree.move_by(&self.catalog, rows),
        }
    }

    pub(super) fn move_other_by(&mut self, rows: isize) {
        match self.focus() {
            Focus::List => self.detail.scroll_by(rows),
            Focus::Detail => self.tree.move_by(&self.catalog, rows),
        }
    }

    pub(super) fn page_rows(&self) -> isize {
        let panes = self.panes();
        let rows = match (&self.popup, &self.search, self.focus()) {
            (Some(Popup::Links(_)), ..) => self.popup_rows() / LINK_LINES,
            (Some(Popup::Problems(_)), ..) => self.popup_rows() / PROBLEM_LINES,
            (Some(_), ..) => self.popup_rows(),
            (None, Some(search), _) if search.list_content() == ListContent::Hits => {
                panes.list_rows() / HIT_LINES
            }
            (None, None, Focus::Detail) => panes.detail_size().0 / 2,
            _ => panes.list_rows(),
        };
        isize::try_from(rows.max(2)).unwrap_or(isize::MAX)
    }

    pub(super) fn other_rows(&self) -> isize {
        let panes = self.panes();
        let rows = match self.focus() {
            Focus::List => panes.detail_size().0,
            Focus::Detail => panes.list_rows(),
        };
        isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(isize::MAX)
    }

    pub(super) fn go_in(&mut self) {
        match self.focus() {
            Focus::List => {
                if self.tree.go_in(&self.catalog) {
                    self.enter_detail();
                }
            }
            Focus::Detail => self.detail.set_claim_open(true),
        }
    }

    pub(super) fn go_out(&mut self) {
        match self.focus() {
            Focus::List => self.tree.go_out(&self.catalog),
            Focus::Detail if self.detail.on_open_claim() => self.detail.set_claim_open(false),
            Focus::Detail => self.view = View::Tree,
        }
    }

    pub(super) fn toggle(&mut self) {
        match self.focus() {
            Focus::List => self.tree.toggle(&self.catalog),
            Focus::Detail => self.detail.set_claim_open(!self.detail.on_open_claim()),
        }
    }

    pub(super) fn go_to_section(&mut self, section: Section) {
        if self.detail.content().section(section).is_some() {
            self.enter_detail();
            self.detail.go_to_section(section);
        } else {
            self.warn("there is no such section here".to_owned());
        }
    }

    pub(super) fn step_section(&mut self, forward: bool) {
        self.enter_detail();
        self.detail.step_section(forward);
    }
}

/// An address has at most 2,048 characters, and a query 256, so no box is longer than this.
const MOST_SCROLLED: usize = 120;
