//! Peeling layers off, jumping, and coming back.

use super::{Focus, Model, Place, Popup, View};
use crate::app::help::Help;
use crate::app::message::Effect;
use crate::catalog::Node;

impl Model {
    pub(super) fn peel(&mut self) {
        if self.popup.take().is_some() {
            self.popup = self.under.take();
        } else if self.search.is_none() && self.loading.is_some() {
            self.effects.push(Effect::StopLoading);
        } else if self.search.is_some() {
            self.leave_search(View::Tree);
        } else if self.marks.take().is_some() {
            // The marks are what is left of the query; they go before the layout does.
        } else {
            self.view = match self.view {
                View::Zoomed => View::Detail,
                View::Detail | View::Tree => View::Tree,
            };
        }
    }

    pub(super) fn show_help(&mut self) {
        if !matches!(self.popup, Some(Popup::Help(_))) {
            let help = Help::over(self.context());
            self.under = self.popup.replace(Popup::Help(help));
        }
    }

    pub(super) fn place(&self) -> Place {
        Place {
            node: self.selected_node(),
            view: self.view,
            row: self.detail.row(),
            offset: self.detail.offset(),
            open: self.tree.open(&self.catalog),
        }
    }

    pub(super) fn go_back(&mut self) {
        let here = self.place();
        match self.history.back(here) {
            Some(place) => self.restore(&place),
            None => self.warn("there is nothing to go back to".to_owned()),
        }
    }

    pub(super) fn go_forward(&mut self) {
        let here = self.place();
        match self.history.forward(here) {
            Some(place) => self.restore(&place),
            None => self.warn("there is nothing to go forward to".to_owned()),
        }
    }

    pub(super) fn restore(&mut self, place: &Place) {
        self.tree.restore_open(&self.catalog, &place.open);
        self.reveal(place.node);
        self.view = place.view;
        self.lay_out();
        self.detail.restore(place.row, place.offset);
    }

    pub(super) fn jump(&mut self, node: Node) {
        let place = self.place();
        self.history.leave(place);
        self.reveal(node);
    }

    pub(super) fn reveal(&mut self, node: Node) {
        if let Some(place) = self.catalog.rows().iter().position(|row| row.node == node) {
            self.tree.reveal(&self.catalog, place);
        }
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
}
