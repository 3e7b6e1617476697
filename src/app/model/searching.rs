//! Typing, and beginning and ending a search.

use super::{Model, Popup, View};
use crate::app::keys::Key;
use crate::app::search::{self, Search, Shown};
use crate::catalog::Node;
use crate::search::{Index, Query};

impl Model {
    pub(super) fn begin_search(&mut self) {
        if self.search.is_none() {
            self.index.get_or_insert_with(|| Index::new(&self.catalog));
            self.search = Some(Search::new(self.place()));
            self.marks = None;
        }
    }

    pub(super) fn edit(&mut self, key: Key) {
        match (&mut self.popup, &mut self.search) {
            (Some(Popup::Help(help)), _) => search::edit(&mut help.input, key),
            (Some(Popup::Links(links)), _) => search::edit(&mut links.input, key),
            (Some(Popup::Address { .. }), _) | (None, None) => {}
            (None, Some(search)) => {
                let (before, chosen) = (search.text().chars().count(), search.chosen());
                if search.edit(key)
                    && let Some(index) = &self.index
                {
                    let longer = search.text().chars().count() > before;
                    search.ask(&self.catalog, index, longer);
                    if let (Shown::Tree, Some(id)) = (search.shown(), chosen) {
                        // Clearing the text stays on the chosen entry, now in the tree.
                        self.reveal(Node::Entry(id));
                    }
                }
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        match (&mut self.popup, &mut self.search, &self.index) {
            (Some(Popup::Help(help)), ..) => search::paste(&mut help.input, text),
            (Some(Popup::Links(links)), ..) => search::paste(&mut links.input, text),
            (None, Some(search), Some(index)) => {
                search.paste(text);
                search.ask(&self.catalog, index, true);
            }
            _ => self.warn("nothing here takes a pasted text; / begins a search".to_owned()),
        }
    }

    /// Takes up the query before the last one taken up; tells whether there was one.
    pub(super) fn recall_query(&mut self) -> bool {
        let (Some(search), Some(index)) = (&mut self.search, &self.index) else { return false };
        let recalled = search.text().is_empty() && search.recall(&self.queries);
        if recalled {
            search.ask(&self.catalog, index, true);
        }
        recalled
    }

    /// Shows the hits where they stand in the tree, or by rank again.
    pub(super) fn switch_results(&mut self) {
        match &mut self.search {
            Some(search) if !search.hits().is_empty() => search.switch(&self.catalog),
            _ => self.warn("there are no hits to show in the tree".to_owned()),
        }
    }

    /// The query whose words are marked in the detail: the one being typed, or else that of the last search.
    pub(super) fn marked(&self) -> Option<&Query> {
        let typed = self.search.as_ref().map(Search::query);
        typed.or(self.marks.as_ref()).filter(|query| !query.is_empty())
    }

    /// Goes to the next row of the detail in which a word of the last search stands, or to the one before.
    pub(super) fn step_hit(&mut self, forward: bool) {
        match &self.marks {
            None => self.warn("n goes through the hits of a search; / begins one".to_owned()),
            Some(query) => {
                let text = query.text().to_owned();
                if self.detail.step_hit(forward) {
                    self.enter_detail();
                } else {
                    self.warn(format!("no hit for \u{201c}{text}\u{201d} in this text"));
                }
            }
        }
    }

    /// Ends the search at the chosen entry, or, where none was chosen, where it began.
    pub(super) fn leave_search(&mut self, view: View) {
        let Some(search) = self.search.take() else { return };
        if !search.query().is_empty() {
            let text = search.query().text().trim().to_owned();
            self.queries.retain(|known| *known != text);
            self.queries.push(text);
        }
        let Some(id) = search.chosen() else {
            if search.text().is_empty() {
                // The tree was walked meanwhile, and that counts.
                return;
            }
            self.restore(search.from);
            return;
        };
        self.marks = Some(search.query().clone());
        let node = Node::Entry(id);
        if node != search.from.node {
            self.history.leave(search.from);
        }
        self.reveal(node);
        self.view = view;
    }
}
