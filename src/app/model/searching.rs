//! Typing, and beginning and ending a search.

use super::{Model, Popup, View};
use crate::app::keys::{self, Action, Command, Key, Meaning};
use crate::app::message::{Effect, SearchReply, SearchRequest, Shared};
use crate::app::search::{self, ListContent, Search};
use crate::catalog::{Catalog, Node};
use crate::search::{Index, Query};

/// From so many entries on the index is built, and searched, beside the interface.
///
/// Below it a key takes a small part of a frame: `BENCHMARKS.md` has 2 ms for the slowest query at 10,000 entries.
pub(super) const APART: usize = 16_384;

/// So many keys wait for an answer; more are not taken.
const HELD: usize = 256;

impl Model {
    pub(super) fn begin_search(&mut self) {
        if self.search.is_none() {
            self.search = Some(Search::new(self.place()));
            self.marks = None;
            self.need_index();
        }
    }

    /// Sees to it that there is an index, now or before long.
    pub(super) fn need_index(&mut self) {
        if self.index.is_some() && !self.outdated || self.indexing {
        } else if self.catalog.len() < APART {
            self.index = Some(Shared::new(Index::new(&self.catalog)));
            self.outdated = false;
        } else {
            self.indexing = true;
            self.effects.push(Effect::Index(self.catalog.clone()));
        }
    }

    pub(super) fn indexed(&mut self, catalog: &Shared<Catalog>, index: Shared<Index>) {
        if self.catalog == *catalog {
            self.indexing = false;
            self.index = Some(index);
            self.outdated = false;
            self.seek();
        }
    }

    /// Asks what stands in the search bar; `longer` says that it only grew.
    fn ask(&mut self, longer: bool) {
        let Some(search) = &mut self.search else { return };
        let text = search.text();
        let query = match self.today {
            Some(today) => Query::parse_on(text, today),
            None => Query::parse(text),
        };
        search.ask(query, longer);
        self.seek();
    }

    /// Looks for the answer that is missing: here, or beside the interface where there is much to search.
    pub(super) fn seek(&mut self) {
        let (Some(search), Some(index)) = (&mut self.search, &self.index) else { return };
        if !search.is_pending() || self.outdated {
            return;
        }
        self.asked += 1;
        if index.len() < APART {
            let answer = index.search_cached(search.query(), &mut self.memory);
            search.take(SearchReply::new(self.asked, answer, &self.catalog, index), &self.catalog, index);
        } else {
            self.effects.push(Effect::Search(Box::new(SearchRequest {
                id: self.asked,
                query: search.query().clone(),
                catalog: self.catalog.clone(),
                index: index.clone(),
            })));
        }
    }

    /// Takes in the answer to the latest search, then the keys that waited for it.
    pub(super) fn found(&mut self, found: SearchReply) {
        let (Some(search), Some(index)) = (&mut self.search, &self.index) else { return };
        if found.id != self.asked || !search.is_pending() {
            return;
        }
        search.take(found, &self.catalog, index);
        for key in std::mem::take(&mut self.held) {
            self.settle();
            self.take_key(key);
        }
    }

    /// Takes a key, or keeps it until the hits that it is about are there.
    pub(super) fn take_key(&mut self, key: Key) {
        let pending = self.popup.is_none() && self.search.as_ref().is_some_and(Search::is_awaited);
        if pending && (!self.held.is_empty() || self.is_about_hits(key)) && !self.is_urgent(key) {
            if self.held.len() < HELD {
                self.held.push(key);
            }
            return;
        }
        if pending && self.is_urgent(key) {
            self.held.clear();
        }
        let effect = self.press(key);
        self.effects.extend(effect);
    }

    fn is_about_hits(&self, key: Key) -> bool {
        matches!(keys::meaning(self.context(), self.waiting, key), Meaning::Action(_))
    }

    /// Whether nobody should have to wait for what a key does: leaving the search, or the program.
    fn is_urgent(&self, key: Key) -> bool {
        matches!(
            keys::meaning(self.context(), self.waiting, key),
            Meaning::Action(Action {
                command: Command::Quit | Command::Suspend | Command::CloseOrCancel,
                ..
            })
        )
    }

    /// Whether the loop does well to wait a moment for an answer before it draws.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        self.index.is_some() && !self.outdated && self.search.as_ref().is_some_and(Search::is_pending)
    }

    pub(super) fn edit(&mut self, key: Key) {
        match (&mut self.popup, &mut self.search) {
            (Some(Popup::Help(help)), _) => search::edit(&mut help.input, key),
            (Some(Popup::Links(links)), _) => search::edit(&mut links.input, key),
            (Some(Popup::Url { .. } | Popup::Problems(_) | Popup::Reason { .. }), _) | (None, None) => {}
            (None, Some(search)) => {
                let (before, chosen) = (search.text().chars().count(), search.chosen());
                if search.edit(key) {
                    let longer = search.text().chars().count() > before;
                    self.ask(longer);
                    let shown = self.search.as_ref().map(Search::list_content);
                    if let (Some(ListContent::Tree), Some(id)) = (shown, chosen) {
                        // Clearing the text stays on the chosen entry, now in the tree.
                        self.reveal(Node::Entry(id));
                    }
                }
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        match (&mut self.popup, &mut self.search) {
            (Some(Popup::Help(help)), _) => search::paste(&mut help.input, text),
            (Some(Popup::Links(links)), _) => search::paste(&mut links.input, text),
            (None, Some(search)) => {
                search.paste(text);
                self.ask(true);
            }
            _ => self.warn("nothing here takes a pasted text; / begins a search".to_owned()),
        }
    }

    /// Takes up the query before the last one taken up; tells whether there was one.
    pub(super) fn recall_query(&mut self) -> bool {
        let Some(search) = &mut self.search else { return false };
        let recalled = search.text().is_empty() && search.recall(&self.queries);
        if recalled {
            self.ask(true);
        }
        recalled
    }

    /// Shows the hits where they stand in the tree, or by rank again.
    pub(super) fn switch_results(&mut self) {
        match (&mut self.search, &self.index) {
            (Some(search), Some(index)) if search.count() > 0 => search.switch(&self.catalog, index),
            _ => self.warn("there are no hits to show in the tree".to_owned()),
        }
    }

    /// The query whose words are marked in the detail: the one that is answered, or else that of the last search.
    pub(super) fn marked(&self) -> Option<&Query> {
        match &self.search {
            Some(search) => search.answered(),
            None => self.marks.as_ref(),
        }
    }

    /// Tells why the chosen entry is a hit; without a hit there are the keys to tell of.
    pub(super) fn explain(&mut self) {
        let (Some(search), Some(index)) = (&self.search, &self.index) else { return self.show_help() };
        let (Some(id), Some(query)) = (search.chosen(), search.answered()) else { return self.show_help() };
        let mut lines = vec![query.describe()];
        lines.extend(query.warnings().iter().cloned());
        lines.extend(index.explain(&self.catalog, query, id));
        let of = self.catalog.name(Node::Entry(id)).to_owned();
        self.popup = Some(Popup::Reason { of, lines, offset: 0 });
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
        self.held.clear();
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
            self.restore(&search.from);
            return;
        };
        self.marks = search.answered().cloned();
        let node = Node::Entry(id);
        if node != search.from.node {
            self.history.leave(search.from);
        }
        self.reveal(node);
        self.view = view;
    }
}
