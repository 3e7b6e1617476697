//! Typing, and beginning and ending a search.

use super::{Focus, Model, Popup};
use crate::app::keys::Key;
use crate::app::page::Row;
use crate::app::search::{self, Search};
use crate::catalog::Node;
use crate::search::{Index, Query};

impl Model {
    pub(super) fn begin_search(&mut self) {
        if self.search.is_none() {
            self.index.get_or_insert_with(|| Index::new(&self.catalog));
            self.search = Some(Search::new(self.place()));
            self.marks = None;
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
                    search.ask(&self.catalog, index, longer);
                }
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        match (&mut self.popup, &mut self.search, &self.index) {
            (None, Some(search), Some(index)) => {
                search.paste(text);
                search.ask(&self.catalog, index, true);
            }
            (None, None, _) => self.warn("nothing here takes a pasted text; / begins a search".to_owned()),
            _ => {}
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
        let lines = &self.page.lines;
        let holds = |row: &Row| {
            let lines = lines.get(row.lines.clone()).unwrap_or_default();
            lines.iter().any(|line| line.left.iter().chain(&line.right).any(|piece| piece.hit))
        };
        let rows = self.page.rows.len();
        let step = |by: usize| if forward { self.row + by } else { self.row + rows - by } % rows.max(1);
        let there = (1..=rows).map(step).find(|at| self.page.row(*at).is_some_and(holds));
        match (there, &self.marks) {
            (_, None) => self.warn("n goes through the hits of a search; / begins one".to_owned()),
            (None, Some(query)) => {
                self.warn(format!("no hit for \u{201c}{}\u{201d} in this text", query.text()))
            }
            (Some(row), Some(_)) => {
                self.enter_detail();
                self.row = row;
                self.keep_row_in_sight();
            }
        }
    }

    /// Ends the search at the chosen entry.
    pub(super) fn leave_search(&mut self, focus: Focus) {
        let Some(search) = self.search.take() else { return };
        if !search.query().is_empty() {
            let text = search.query().text().trim().to_owned();
            self.queries.retain(|known| *known != text);
            self.queries.push(text);
            self.marks = Some(search.query().clone());
        }
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
