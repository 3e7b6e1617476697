//! Results of earlier queries, from which the next search starts.

use std::sync::Arc;

use super::query::Query;
use super::results::Results;

/// The results of earlier queries of one index: a longer query starts from them, and a repeated one is not searched again.
#[derive(Debug, Default)]
pub struct QueryCache {
    /// The latest is last.
    cached: Vec<Cached>,
}

/// The results of a query, and the entries in which a longer query may match.
#[derive(Debug)]
pub(super) struct Cached {
    pub(super) results: Arc<Results>,
    /// Entries that contain all roots; none if they are too many to save time.
    pub(super) survivors: Option<Arc<[u32]>>,
}

/// Maximum number of cached queries.
const MAX_QUERIES: usize = 32;

/// Maximum size of the cache in bytes per entry of the index, about as much as a few of its columns.
const MAX_BYTES_PER_ENTRY: usize = 20;

/// Size up to which even the cache of a small index may grow, in bytes.
const MIN_CAPACITY: usize = 1 << 18;

impl QueryCache {
    /// An empty cache.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The results of an equal query.
    pub(super) fn results(&self, query: &Query) -> Option<Arc<Results>> {
        let equal = self.cached.iter().find(|cached| cached.results.query() == query);
        equal.map(|cached| Arc::clone(&cached.results))
    }

    /// The shortest list of entries that has all hits of a query with these roots and this number of parts.
    pub(super) fn base(&self, roots: &[String], parts: usize) -> Option<Arc<[u32]>> {
        let is_shorter = |cached: &&Cached| {
            // A query with more parts may have read less of each text.
            cached.results.query().parts() <= parts
                && cached.results.plan.roots.iter().all(|old| roots.iter().any(|new| new.starts_with(old)))
        };
        let all = self.cached.iter().filter(is_shorter).filter_map(|cached| cached.survivors.as_ref());
        all.min_by_key(|survivors| survivors.len()).map(Arc::clone)
    }

    /// Adds the results of a query to an index with this number of entries, and drops the oldest ones beyond the
    /// capacity.
    pub(super) fn insert(&mut self, cached: Cached, entries: usize) {
        self.cached.push(cached);
        let bytes = |cached: &Cached| {
            cached.results.bytes() + cached.survivors.as_ref().map_or(0, |list| size_of_val(&**list))
        };
        let capacity = (entries * MAX_BYTES_PER_ENTRY).max(MIN_CAPACITY);
        while self.cached.len() > MAX_QUERIES
            || self.cached.len() > 1 && self.cached.iter().map(bytes).sum::<usize>() > capacity
        {
            self.cached.remove(0);
        }
    }
}
