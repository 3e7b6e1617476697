//! Peeling layers off, jumping, and coming back.

use super::{Focus, HISTORY, Model, Place};
use crate::catalog::Node;

impl Model {
    pub(super) fn peel(&mut self) {
        if self.popup.take().is_some() {
            return;
        }
        if self.search.is_some() {
            self.leave_search(Focus::List);
        } else if self.marks.take().is_some() {
            // The marks are what is left of the query; they go before the layout does.
        } else if self.zoom {
            self.zoom = false;
        } else if self.focus == Focus::Detail {
            self.leave_detail();
        }
    }

    pub(super) fn place(&self) -> Place {
        Place {
            node: self.selected_node(),
            focus: self.focus,
            row: self.row,
            offset: self.offset,
            folds: self.tree.folds(),
        }
    }

    pub(super) fn remember(&mut self, place: Place) {
        self.forward.clear();
        if self.back.len() == HISTORY {
            self.back.remove(0);
        }
        self.back.push(place);
    }

    pub(super) fn go_back(&mut self) {
        match self.back.pop() {
            Some(place) => {
                self.forward.push(self.place());
                self.restore(place);
            }
            None => self.warn("there is nothing to go back to".to_owned()),
        }
    }

    pub(super) fn go_forward(&mut self) {
        match self.forward.pop() {
            Some(place) => {
                self.back.push(self.place());
                self.restore(place);
            }
            None => self.warn("there is nothing to go forward to".to_owned()),
        }
    }

    pub(super) fn restore(&mut self, place: Place) {
        self.tree.restore_folds(place.folds);
        self.reveal(place.node);
        self.focus = place.focus;
        self.lay_out();
        self.row = place.row;
        self.offset = place.offset;
    }

    pub(super) fn jump(&mut self, node: Node) {
        let place = self.place();
        self.remember(place);
        self.reveal(node);
    }

    pub(super) fn reveal(&mut self, node: Node) {
        if let Some(place) = self.catalog.rows().iter().position(|row| row.node == node) {
            self.tree.reveal(&self.catalog, place);
        }
    }
}
