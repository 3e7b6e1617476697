//! Typing, and beginning and ending a search.

use super::{Focus, Model, Popup};
use crate::app::keys::Key;
use crate::app::search::{self, Search};
use crate::catalog::Node;
use crate::search::Index;

impl Model {
    pub(super) fn begin_search(&mut self) {
        if self.search.is_none() {
            self.index.get_or_insert_with(|| Index::new(&self.catalog));
            self.search = Some(Search::new(self.place()));
            self.focus = Focus::List;
            self.zoom = false;
        }
    }

    pub(super) fn edit(&mut self, key: Key) {
        match (&mut self.popup, &mut self.search) {
            (Some(Popup::Help(help)), _) => search::edit(&mut help.input, key),
            (Some(Popup::Links(links)), _) => search::edit(&mut links.input, key),
            (Some(Popup::Address { .. }), _) | (None, None) => {}
            (None, Some(search)) => {
                let before = search.text().chars().count();
                if search.edit(key)
                    && let Some(index) = &self.index
                {
                    let longer = search.text().chars().count() > before;
                    search.ask(index, longer);
                }
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        match (&mut self.popup, &mut self.search, &self.index) {
            (None, Some(search), Some(index)) => {
                search.paste(text);
                search.ask(index, true);
            }
            (None, None, _) => self.warn("nothing here takes a pasted text; / begins a search".to_owned()),
            _ => {}
        }
    }

    /// Ends the search at the chosen entry.
    pub(super) fn leave_search(&mut self, focus: Focus) {
        let Some(search) = self.search.take() else { return };
        if let Some(id) = search.chosen() {
            let node = Node::Entry(id);
            if node != search.from.node {
                self.remember(search.from);
            }
            self.reveal(node);
            self.focus = focus;
        }
    }
}
