//! Typing, opening and closing a search, and the hits.

use super::Model;
use crate::app::keys::{Direction, Key};
use crate::app::layout::View;
use crate::app::popup::PopupContent;
use crate::catalog::Node;

impl Model {
    pub(super) fn open_search(&mut self) {
        let from = self.navigation.visit(&self.catalog);
        self.searching.open(from);
    }

    /// Closes the search at the selected hit, or, without one, where it was opened.
    pub(super) fn close_search(&mut self, view: View) {
        let Some(search) = self.searching.close() else { return };
        match search.chosen() {
            // The tree may have been used meanwhile, and that counts.
            None if search.input.text().is_empty() => {}
            None => self.navigation.restore(&self.catalog, &search.from),
            Some(id) => self.navigation.arrive(&self.catalog, Node::Entry(id), search.from, view),
        }
    }

    pub(super) fn edit(&mut self, key: Key) {
        if let Some(popup) = &mut self.popup {
            if popup.has_filter() {
                popup.input.edit(key);
            }
        } else if let Some(id) = self.searching.search_mut().and_then(|search| search.edit(key)) {
            // The entry stays selected, now in the tree.
            self.navigation.reveal(&self.catalog, Node::Entry(id));
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        match (&mut self.popup, self.searching.search_mut()) {
            (Some(popup), _) if popup.has_filter() => popup.input.paste(text),
            (None, Some(search)) => search.paste(text),
            _ => self.warn("nothing here takes a pasted text; / begins a search"),
        }
    }

    /// Switches between the hits by rank and the hits in the tree.
    pub(super) fn switch_results(&mut self) {
        match self.searching.results_mut() {
            Some(results) if results.found.len() > 0 => results.switch(&self.catalog),
            _ => self.warn("there are no hits to show in the tree"),
        }
    }

    /// Shows why the selected entry is a hit; without a hit, help.
    pub(super) fn explain(&mut self) {
        match self.search().and_then(|search| search.explain(&self.catalog)) {
            Some(reason) => self.open_popup(PopupContent::Reason(reason)),
            None => self.show_help(),
        }
    }

    /// Goes to the next or previous row of the detail that has a word of the last search.
    pub(super) fn step_hit(&mut self, direction: Direction) {
        let Some(query) = self.searching.highlight_query() else {
            return self.warn("n goes through the hits of a search; / begins one");
        };
        if self.navigation.detail.step_hit(direction) {
            self.navigation.enter_detail();
        } else {
            let text = format!("no hit for \u{201c}{}\u{201d} in this text", query.text());
            self.warn(text);
        }
    }
}
