//! Moving the cursor, folding, and going from pane to pane.

use super::{Focus, Model, Popup};
use crate::app::keys::Section;
use crate::app::page::Target;
use crate::app::search::{HIT_LINES, Shown};
use crate::catalog::Node;

impl Model {
    pub(super) fn move_by(&mut self, rows: isize) {
        match (&mut self.popup, &mut self.search, self.focus) {
            (Some(Popup::Help(help)), ..) => help.move_by(rows),
            (Some(Popup::Links(links)), ..) => links.move_by(rows),
            (Some(Popup::Address { .. }), ..) => {}
            (None, Some(search), _) if search.shown() == Shown::Tree => {
                if rows != -1 || !self.recall_query() {
                    self.move_tree_by(rows);
                }
            }
            (None, Some(search), _) => search.move_by(rows),
            (None, None, Focus::List) => self.move_tree_by(rows),
            (None, None, Focus::Detail) => self.move_row_by(rows),
        }
    }

    pub(super) fn move_tree_by(&mut self, rows: isize) {
        match rows {
            isize::MIN => self.tree.select_first(),
            isize::MAX => self.tree.select_last(&self.catalog),
            rows => self.tree.move_by(&self.catalog, rows),
        }
    }

    /// Moves the cursor of the detail; a row that is longer than the pane is scrolled through first.
    pub(super) fn move_row_by(&mut self, rows: isize) {
        let (height, _) = self.panes().detail_size();
        if let Some(row) = self.page.row(self.row) {
            let ends_below = row.lines.end > self.offset + height;
            let begins_above = row.lines.start < self.offset;
            if rows == 1 && ends_below {
                self.offset += 1;
                return;
            }
            if rows == -1 && begins_above {
                self.offset -= 1;
                return;
            }
        }
        let last = self.page.rows.len().saturating_sub(1);
        let there = self.row.saturating_add_signed(rows).min(last);
        if there == self.row && rows > 0 {
            // Below the last row there may still be lines.
            self.offset = self.page.lines.len().saturating_sub(height);
        }
        self.row = there;
        if self.row == 0 {
            self.offset = 0;
        }
        self.keep_row_in_sight();
    }

    pub(super) fn move_other_by(&mut self, rows: isize) {
        match self.focus {
            Focus::List => {
                let (height, _) = self.panes().detail_size();
                let most = self.page.lines.len().saturating_sub(height);
                self.offset = self.offset.saturating_add_signed(rows).min(most);
            }
            Focus::Detail => self.tree.move_by(&self.catalog, rows),
        }
    }

    pub(super) fn page_rows(&self) -> isize {
        let panes = self.panes();
        let rows = match (&self.popup, &self.search, self.focus) {
            (None, Some(search), _) if search.shown() == Shown::Hits => panes.list_rows() / HIT_LINES,
            (None, None, Focus::Detail) => (panes.detail_size().0 / 2).max(2),
            (Some(_), ..) => self.popup_rows(),
            _ => panes.list_rows(),
        };
        isize::try_from(rows.max(2)).unwrap_or(isize::MAX)
    }

    pub(super) fn other_rows(&self) -> isize {
        let panes = self.panes();
        let rows = match self.focus {
            Focus::List => panes.detail_size().0,
            Focus::Detail => panes.list_rows(),
        };
        isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(isize::MAX)
    }

    pub(super) fn go_in(&mut self) {
        match self.focus {
            Focus::List => {
                if self.tree.go_in(&self.catalog) {
                    self.enter_detail();
                }
            }
            Focus::Detail => self.set_claim_open(true),
        }
    }

    pub(super) fn go_out(&mut self) {
        match (self.focus, self.selected_claim().filter(|claim| self.opened_claims.contains(claim))) {
            (Focus::List, _) => self.tree.go_out(&self.catalog),
            (Focus::Detail, Some(_)) => self.set_claim_open(false),
            (Focus::Detail, None) => self.leave_detail(),
        }
    }

    pub(super) fn toggle(&mut self) {
        match self.focus {
            Focus::List => self.tree.toggle(&self.catalog),
            Focus::Detail => {
                let open = self.selected_claim().is_some_and(|claim| !self.opened_claims.contains(&claim));
                self.set_claim_open(open);
            }
        }
    }

    pub(super) fn selected_claim(&self) -> Option<(Node, usize)> {
        match self.page.row(self.row)?.target {
            Target::Claim(at) => Some((self.shown(), at)),
            _ => None,
        }
    }

    pub(super) fn set_claim_open(&mut self, open: bool) {
        if let Some(claim) = self.selected_claim() {
            if open {
                self.opened_claims.insert(claim);
            } else {
                self.opened_claims.remove(&claim);
            }
        }
    }

    pub(super) fn switch_pane(&mut self) {
        match self.focus {
            Focus::List => self.enter_detail(),
            Focus::Detail => self.leave_detail(),
        }
    }

    pub(super) fn enter_detail(&mut self) {
        self.focus = Focus::Detail;
        self.keep_row_in_sight();
    }

    pub(super) fn leave_detail(&mut self) {
        self.focus = Focus::List;
        self.zoom = false;
    }

    pub(super) fn zoom(&mut self) {
        self.zoom = !self.zoom;
        if self.zoom {
            self.focus = Focus::Detail;
        }
    }

    pub(super) fn go_to_section(&mut self, section: Section) {
        match self.page.section(section) {
            Some(row) => {
                self.enter_detail();
                self.go_to_row(row);
            }
            None => self.warn("there is no such section here".to_owned()),
        }
    }

    pub(super) fn step_section(&mut self, forward: bool) {
        let starts = self.page.sections.iter().map(|(_, row)| *row);
        let there = if forward {
            starts.filter(|row| *row > self.row).min()
        } else {
            starts.filter(|row| *row < self.row).max()
        };
        self.enter_detail();
        self.go_to_row(there.unwrap_or(if forward { self.row } else { 0 }));
    }

    pub(super) fn go_to_row(&mut self, row: usize) {
        self.row = row;
        // The heading of a section is the line above its first row.
        let top = self.page.row(row).map_or(0, |row| row.lines.start.saturating_sub(1));
        let (height, _) = self.panes().detail_size();
        self.offset = if row == 0 { 0 } else { top.min(self.page.lines.len().saturating_sub(height)) };
    }
}
