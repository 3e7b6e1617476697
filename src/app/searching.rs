//! Searches: the index, the search that is open, and the queries of those before.

use super::history::Visit;
use super::message::{Effect, SearchReply, SearchRequest};
use super::node_map::NodeMap;
use super::search::{ResultList, Search};
use super::shared::Shared;
use crate::catalog::{Catalog, EntryId};
use crate::dataset::Date;
use crate::search::{Index, KnownMarks, Query, QueryCache};

/// The state of searching.
#[derive(Debug)]
pub(super) struct Searching {
    pub(super) today: Option<Date>,
    pub(super) index: IndexState,
    /// The results of earlier queries in this index, for searches on this thread.
    cache: QueryCache,
    /// The id of the latest request.
    latest_search_id: u64,
    mode: Mode,
    /// The entries that `is:` names by a mark; unknown until a query needs them, and after they have changed.
    pub(super) marks: KnownMarks,
    /// Minimum number of entries for which the index is built and searched on a background thread.
    background_min_entries: usize,
}

/// The index of the present catalog; results of an earlier one have their own.
#[derive(Debug)]
pub(super) enum IndexState {
    /// No search has needed it yet.
    Missing,
    /// [`Effect::Index`] is running.
    Building,
    Ready(Shared<Index>),
}

/// Whether a search is open.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one value of it")]
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
            marks: KnownMarks::default(),
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

    pub(super) fn results_mut(&mut self) -> Option<&mut ResultList> {
        self.search_mut()?.results.as_mut()
    }

    /// The query whose words are highlighted in the detail, with an index that finds them.
    pub(super) fn highlight(&self) -> Option<(&Index, &Query)> {
        match (&self.mode, &self.index) {
            (Mode::Open(search), _) => {
                search.results.as_ref().map(|results| (&*results.index, results.found.query()))
            }
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

    /// Opens a search, if none is open.
    pub(super) fn open(&mut self, from: Visit, as_of: Option<Date>) {
        if self.search().is_none() {
            self.mode = Mode::Open(Search::new(from, self.today, as_of));
        }
    }

    /// Opens the picker, with an entry selected in it.
    pub(super) fn open_picker(&mut self, from: Visit, as_of: Option<Date>, selected: Option<EntryId>) {
        self.mode = Mode::Open(Search::new(from, self.today, as_of).picker(selected));
    }

    /// Closes the search and returns it; its query is highlighted if a hit was selected.
    pub(super) fn close(&mut self) -> Option<Search> {
        let results = self.search()?.results.as_ref().filter(|list| list.chosen().is_some());
        let highlight_query = results.map(|list| list.found.query().clone());
        let Mode::Open(search) = std::mem::replace(&mut self.mode, Mode::Closed { highlight_query }) else {
            return None;
        };
        Some(search)
    }

    /// The date of today.
    pub(super) fn today(&self) -> Option<Date> {
        self.today
    }

    /// Whether the open search may name entries by their marks, which are missing.
    pub(super) fn lacks_marks(&self) -> bool {
        self.marks.all().is_none() && self.search().is_some_and(|search| search.input.text().contains("is:"))
    }

    /// Builds the index if it is missing: now, or by an effect if the catalog is large.
    pub(super) fn build_index(&mut self, catalog: &Shared<Catalog>) -> Option<Effect> {
        if !matches!(self.index, IndexState::Missing) {
            return None;
        }
        if self.is_large(catalog) {
            self.index = IndexState::Building;
            return Some(Effect::Index(catalog.clone()));
        }
        self.index = IndexState::Ready(Shared::new(Index::new(catalog)));
        None
    }

    /// Starts what the open search lacks, the index or the results; by an effect if the catalog is large.
    pub(super) fn advance(&mut self, catalog: &Shared<Catalog>) -> Option<Effect> {
        self.search()?;
        let effect = self.build_index(catalog);
        if let (Mode::Open(search), IndexState::Ready(index)) = (&mut self.mode, &self.index) {
            search.take_marks(self.marks.all());
            search.find_completions(index);
        }
        effect.or_else(|| self.run_search(catalog))
    }

    fn run_search(&mut self, catalog: &Shared<Catalog>) -> Option<Effect> {
        let is_large = self.is_large(catalog);
        let (Mode::Open(search), IndexState::Ready(index)) = (&mut self.mode, &self.index) else {
            return None;
        };
        if search.request.is_some() || !search.is_pending() {
            return None;
        }
        self.latest_search_id += 1;
        let id = self.latest_search_id;
        if is_large {
            search.request = Some(id);
            let (query, catalog, index) = (search.query.clone(), catalog.clone(), index.clone());
            return Some(Effect::Search(Box::new(SearchRequest { id, query, catalog, index })));
        }
        let answer = index.search_cached(&search.query, &mut self.cache);
        search.set_results(SearchReply::new(id, answer, catalog, index), catalog);
        None
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

    /// Takes the reply to the running request.
    pub(super) fn take_reply(&mut self, reply: SearchReply, catalog: &Catalog) {
        if let Some(search) = self.search_mut().filter(|search| search.request == Some(reply.id)) {
            search.set_results(reply, catalog);
        }
    }

    /// Takes up the query before the one taken up last, of those that were searched for; returns whether there was one.
    pub(super) fn recall(&mut self, earlier: &[String]) -> bool {
        match &mut self.mode {
            Mode::Open(search) => search.recall(earlier),
            Mode::Closed { .. } => false,
        }
    }

    /// Carries the search over to the catalog that replaced the one before; a running request is superseded.
    pub(super) fn rebase(&mut self, map: &NodeMap<'_>, catalog: &Catalog) {
        self.index = IndexState::Missing;
        self.cache = QueryCache::new();
        if let Some(search) = self.search_mut() {
            search.rebase(map, catalog);
        }
    }
}
