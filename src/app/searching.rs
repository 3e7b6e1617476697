//! Searches: the index, the search that is open, and the queries of those before.

use super::history::Visit;
use super::keys::Key;
use super::message::{Effect, SearchReply, SearchRequest};
use super::node_map::NodeMap;
use super::search::{ListContent, Search};
use super::shared::Shared;
use super::text_popups::Reason;
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::Date;
use crate::search::{Index, Query, QueryCache};

/// The state of searching.
#[derive(Debug)]
pub(super) struct Searching {
    today: Option<Date>,
    index: IndexState,
    /// The results of earlier queries in this index, for searches on this thread.
    cache: QueryCache,
    /// The id of the latest request; a reply with another id is ignored.
    latest_search_id: u64,
    mode: Mode,
    /// The queries of earlier searches, the latest last.
    earlier_queries: Vec<String>,
    /// Minimum number of entries for which the index is built and searched on a background thread.
    background_min_entries: usize,
}

/// The index of the present catalog; results of an earlier one have their own.
#[derive(Debug)]
enum IndexState {
    /// No search has needed it yet.
    Missing,
    /// [`Effect::Index`] is running.
    Building,
    Ready(Shared<Index>),
}

/// Whether a search is open.
#[derive(Debug)]
enum Mode {
    /// No; the words of the query that led to the selected node are highlighted.
    Closed {
        highlight_query: Option<Query>,
    },
    Open(Search),
}

/// Below this number of entries a search takes a small part of a frame: at 10,000 the slowest query takes 2 ms
/// (`BENCHMARKS.md`).
pub(super) const BACKGROUND_SEARCH_MIN_ENTRIES: usize = 16_384;

impl Searching {
    /// No search; `today` is for queries such as `age:>3y`.
    pub(super) fn new(today: Option<Date>) -> Self {
        Self {
            today,
            index: IndexState::Missing,
            cache: QueryCache::new(),
            latest_search_id: 0,
            mode: Mode::Closed { highlight_query: None },
            earlier_queries: Vec::new(),
            background_min_entries: BACKGROUND_SEARCH_MIN_ENTRIES,
        }
    }

    /// The search that is open.
    pub(super) fn search(&self) -> Option<&Search> {
        match &self.mode {
            Mode::Open(search) => Some(search),
            Mode::Closed { .. } => None,
        }
    }

    pub(super) fn search_mut(&mut self) -> Option<&mut Search> {
        match &mut self.mode {
            Mode::Open(search) => Some(search),
            Mode::Closed { .. } => None,
        }
    }

    /// The query whose words are highlighted in the detail, with an index that finds them.
    pub(super) fn highlight(&self) -> Option<(&Index, &Query)> {
        match (&self.mode, &self.index) {
            (Mode::Open(search), _) => search.results().map(|results| (results.index(), results.query())),
            (Mode::Closed { highlight_query: Some(query) }, IndexState::Ready(index)) => Some((index, query)),
            (Mode::Closed { .. }, _) => None,
        }
    }

    /// The query of the last search, while its words are highlighted.
    pub(super) fn highlight_query(&self) -> Option<&Query> {
        match &self.mode {
            Mode::Closed { highlight_query } => highlight_query.as_ref(),
            Mode::Open(_) => None,
        }
    }

    /// Ends the highlighting, and returns whether there was any.
    pub(super) fn clear_highlight(&mut self) -> bool {
        match &mut self.mode {
            Mode::Closed { highlight_query } => highlight_query.take().is_some(),
            Mode::Open(_) => false,
        }
    }

    /// Whether the results of a search are on their way.
    pub(super) fn awaits_results(&self) -> bool {
        matches!(self.index, IndexState::Ready(_)) && self.search().is_some_and(Search::is_pending)
    }

    /// Opens a search, if none is open.
    pub(super) fn open(&mut self, from: Visit, catalog: &Shared<Catalog>, effects: &mut Vec<Effect>) {
        if self.search().is_none() {
            self.mode = Mode::Open(Search::new(from));
            self.need_index(catalog, effects);
        }
    }

    /// Closes the search and returns it; its query is kept, and highlighted if a hit was selected.
    pub(super) fn close(&mut self) -> Option<Search> {
        let search = self.search()?;
        let highlight_query =
            search.results().filter(|list| list.chosen().is_some()).map(|list| list.query().clone());
        let Mode::Open(search) = std::mem::replace(&mut self.mode, Mode::Closed { highlight_query }) else {
            return None;
        };
        if !search.query().is_empty() {
            let text = search.query().text().trim().to_owned();
            self.earlier_queries.retain(|known| *known != text);
            self.earlier_queries.push(text);
        }
        Some(search)
    }

    /// Builds the index if it is missing: now, or by an effect if the catalog is large.
    pub(super) fn need_index(&mut self, catalog: &Shared<Catalog>, effects: &mut Vec<Effect>) {
        if matches!(self.index, IndexState::Missing) {
            self.index = if catalog.len() < self.background_min_entries {
                IndexState::Ready(Shared::new(Index::new(catalog)))
            } else {
                effects.push(Effect::Index(catalog.clone()));
                IndexState::Building
            };
        }
    }

    #[cfg(test)]
    pub(super) fn search_in_background(&mut self) {
        self.background_min_entries = 0;
    }

    /// The index of the present catalog, once it is built.
    #[cfg(test)]
    pub(super) fn index(&self) -> Option<&Shared<Index>> {
        match &self.index {
            IndexState::Ready(index) => Some(index),
            IndexState::Missing | IndexState::Building => None,
        }
    }

    /// Whether a catalog is so large that its index is built before the first search.
    pub(super) fn is_large(&self, catalog: &Catalog) -> bool {
        catalog.len() >= self.background_min_entries
    }

    /// Takes the index of the present catalog.
    pub(super) fn take_index(
        &mut self,
        index: Shared<Index>,
        catalog: &Shared<Catalog>,
        effects: &mut Vec<Effect>,
    ) {
        self.index = IndexState::Ready(index);
        self.run_search(catalog, effects);
    }

    /// Searches for the pending results: now, or by an effect if the index is large.
    pub(super) fn run_search(&mut self, catalog: &Shared<Catalog>, effects: &mut Vec<Effect>) {
        let (Mode::Open(search), IndexState::Ready(index)) = (&mut self.mode, &self.index) else { return };
        if !search.is_pending() {
            return;
        }
        self.latest_search_id += 1;
        let id = self.latest_search_id;
        if index.len() < self.background_min_entries {
            let answer = index.search_cached(search.query(), &mut self.cache);
            search.set_results(SearchReply::new(id, answer, catalog, index), catalog);
        } else {
            let (query, catalog, index) = (search.query().clone(), catalog.clone(), index.clone());
            effects.push(Effect::Search(Box::new(SearchRequest { id, query, catalog, index })));
        }
    }

    /// Takes the reply to the latest request.
    pub(super) fn take_reply(&mut self, reply: SearchReply, catalog: &Catalog) {
        let latest = self.latest_search_id;
        if let Some(search) = self.search_mut()
            && reply.id == latest
            && search.is_pending()
        {
            search.set_results(reply, catalog);
        }
    }

    /// Edits the text by a key.
    ///
    /// Returns the entry that was selected, if the text was cleared.
    pub(super) fn edit(
        &mut self,
        key: Key,
        catalog: &Shared<Catalog>,
        effects: &mut Vec<Effect>,
    ) -> Option<EntryId> {
        let search = self.search_mut()?;
        let (length, chosen) = (search.input().text().chars().count(), search.chosen());
        if !search.input_mut().edit(key) {
            return None;
        }
        let longer = search.input().text().chars().count() > length;
        self.set_query(longer, catalog, effects);
        chosen.filter(|_| self.search().is_some_and(|search| search.list_content() == ListContent::Tree))
    }

    /// Inserts a pasted text, and returns whether a search is open.
    pub(super) fn paste(&mut self, text: &str, catalog: &Shared<Catalog>, effects: &mut Vec<Effect>) -> bool {
        let Some(search) = self.search_mut() else { return false };
        search.input_mut().paste(text);
        self.set_query(true, catalog, effects);
        true
    }

    /// Takes up the query before the one taken up last, and returns whether there was one.
    pub(super) fn recall(&mut self, catalog: &Shared<Catalog>, effects: &mut Vec<Effect>) -> bool {
        let Mode::Open(search) = &mut self.mode else { return false };
        let recalled = search.recall(&self.earlier_queries);
        if recalled {
            self.set_query(true, catalog, effects);
        }
        recalled
    }

    fn set_query(&mut self, longer: bool, catalog: &Shared<Catalog>, effects: &mut Vec<Effect>) {
        let Mode::Open(search) = &mut self.mode else { return };
        let text = search.input().text();
        let query = match self.today {
            Some(today) => Query::parse_on(text, today),
            None => Query::parse(text),
        };
        search.set_query(query, longer);
        self.run_search(catalog, effects);
    }

    /// Why the selected entry is a hit.
    pub(super) fn explain(&self, catalog: &Catalog) -> Option<Reason> {
        let results = self.search()?.results()?;
        let (id, query) = (results.chosen()?, results.query());
        let mut lines = vec![query.describe()];
        lines.extend(query.warnings().iter().cloned());
        lines.extend(results.index().explain(catalog, query, id));
        Some(Reason { entry_name: catalog.name(Node::Entry(id)).to_owned(), lines, offset: 0 })
    }

    /// Carries the search over to the catalog that replaced the one before; a running request is superseded.
    pub(super) fn rebase(&mut self, map: &NodeMap<'_>, catalog: &Catalog) {
        self.index = IndexState::Missing;
        self.cache = QueryCache::new();
        self.latest_search_id += 1;
        if let Some(search) = self.search_mut() {
            search.rebase(map, catalog);
        }
    }
}
