//! A search: the text field, and the results below it.

mod hit_tree;
mod result_list;

pub use self::hit_tree::HitTree;
pub use self::result_list::{HIT_LINES, ResultItem, ResultList, TREE_HITS};
use super::content::Target;
use super::history::Visit;
use super::keys::Key;
use super::message::SearchReply;
use super::node_map::NodeMap;
use super::text_input::TextInput;
use crate::catalog::{Catalog, EntryId, Node};
use crate::search::{Field, Query};

/// A search that is open.
#[derive(Debug)]
pub struct Search {
    input: TextInput,
    /// The latest query; the results may still be those of an earlier one.
    query: Query,
    /// The entry to keep selected when the results arrive, if it still matches.
    entry_to_keep: Option<EntryId>,
    results: Option<ResultList>,
    /// The number of steps back in the earlier queries.
    recalled: usize,
    /// Keys about the hits, to be handled when the results arrive.
    deferred_keys: Vec<Key>,
    /// The visit that the search was opened in.
    from: Visit,
}

/// The content of the left pane while a search is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListContent {
    /// The tree: there is no query yet.
    Tree,
    /// The hits.
    Hits,
    /// The hits in the tree.
    HitTree,
    /// No hits.
    Nothing,
}

/// Maximum number of deferred keys; later ones are dropped.
const MAX_DEFERRED_KEYS: usize = 256;

impl Search {
    pub(super) fn new(from: Visit) -> Self {
        Self {
            input: TextInput::default(),
            query: Query::default(),
            entry_to_keep: None,
            results: None,
            recalled: 0,
            deferred_keys: Vec::new(),
            from,
        }
    }

    /// The text field.
    #[must_use]
    pub fn input(&self) -> &TextInput {
        &self.input
    }

    /// The latest query.
    pub(super) fn query(&self) -> &Query {
        &self.query
    }

    /// The results, of the latest query or of an earlier one.
    #[must_use]
    pub fn results(&self) -> Option<&ResultList> {
        self.results.as_ref()
    }

    pub(super) fn results_mut(&mut self) -> Option<&mut ResultList> {
        self.results.as_mut()
    }

    /// Whether the results of the latest query are missing or stale.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        !self.query.is_empty()
            && self.results.as_ref().is_none_or(|list| list.is_stale() || *list.query() != self.query)
    }

    /// Whether keys about hits must wait: the results are missing, or those of another query.
    pub(super) fn defers_keys(&self) -> bool {
        !self.query.is_empty() && self.results.as_ref().is_none_or(|list| *list.query() != self.query)
    }

    /// The content of the left pane.
    #[must_use]
    pub fn list_content(&self) -> ListContent {
        match &self.results {
            None => ListContent::Tree,
            Some(list) if list.total() == 0 => ListContent::Nothing,
            Some(list) if list.tree().is_some() => ListContent::HitTree,
            Some(_) => ListContent::Hits,
        }
    }

    /// The entry of the selected hit.
    #[must_use]
    pub fn chosen(&self) -> Option<EntryId> {
        self.results.as_ref()?.chosen()
    }

    /// The row of the detail in which the selected hit matched, if it is not the first one.
    pub(super) fn target(&self) -> Option<Target> {
        match self.results.as_ref()?.chosen_hit()?.field {
            Field::Claim(at) => Some(Target::Claim(at as usize)),
            Field::Source(at) => Some(Target::Source(at as usize)),
            _ => None,
        }
    }

    pub(super) fn from(&self) -> &Visit {
        &self.from
    }

    pub(super) fn into_from(self) -> Visit {
        self.from
    }

    pub(super) fn input_mut(&mut self) -> &mut TextInput {
        &mut self.input
    }

    /// Takes up an earlier query, one further back each time, and returns whether there was one.
    pub(super) fn recall(&mut self, earlier: &[String]) -> bool {
        let text = earlier.iter().rev().nth(self.recalled).filter(|_| self.input.text().is_empty());
        if let Some(text) = text {
            self.input = TextInput::from(text.as_str());
            self.recalled += 1;
        }
        text.is_some()
    }

    /// Sets the query; `longer` is true if the text was only added to.
    pub(super) fn set_query(&mut self, query: Query, longer: bool) {
        self.entry_to_keep = if longer { None } else { self.chosen().or(self.entry_to_keep) };
        self.query = query;
        if self.query.is_empty() {
            self.results = None;
        }
    }

    /// Takes the results of the latest query.
    pub(super) fn set_results(&mut self, reply: SearchReply, catalog: &Catalog) {
        let entry_to_keep = self.entry_to_keep.take();
        self.results = Some(ResultList::new(reply, self.results.as_ref(), entry_to_keep, catalog));
    }

    /// Carries the search over to a reloaded catalog.
    pub(super) fn rebase(&mut self, map: &NodeMap<'_>, catalog: &Catalog) {
        let chosen = self.chosen().or(self.entry_to_keep);
        self.results = self.results.take().and_then(|list| list.stale(|id| map.entry(id), catalog));
        if self.results.is_none() {
            self.entry_to_keep = chosen.and_then(|id| map.entry(id));
        }
        if !self.from.remap_nodes(|node| map.nearest(node)) {
            self.from.node = catalog.rows().first().map_or(Node::Stack(0), |row| row.node);
        }
    }

    /// Keeps a key until the results arrive.
    pub(super) fn defer_key(&mut self, key: Key) {
        if self.deferred_keys.len() < MAX_DEFERRED_KEYS {
            self.deferred_keys.push(key);
        }
    }

    pub(super) fn deferred_keys(&self) -> &[Key] {
        &self.deferred_keys
    }

    pub(super) fn take_deferred_keys(&mut self) -> Vec<Key> {
        std::mem::take(&mut self.deferred_keys)
    }
}
