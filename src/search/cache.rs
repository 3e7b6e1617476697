//! What earlier queries found, so that the next one has less to look through.

use std::sync::Arc;

use super::Query;
use super::results::Results;

/// What earlier queries of one index found; a longer query starts from there, and one that was asked before is
/// answered at once.
#[derive(Debug, Default)]
pub struct QueryCache {
    /// The latest last.
    kept: Vec<Kept>,
}

#[derive(Debug)]
struct Kept {
    answer: Arc<Results>,
    roots: Vec<String>,
    /// How many things were looked for.
    parts: usize,
    /// The entries in which all of the roots stand; none where there are too many to be worth keeping.
    survivors: Option<Arc<[u32]>>,
}

/// So many queries are remembered.
const QUERIES: usize = 32;

impl QueryCache {
    /// Remembers nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The answer to a query that was asked before.
    pub(super) fn answer(&self, query: &Query) -> Option<Arc<Results>> {
        self.kept.iter().find(|kept| kept.answer.query() == query).map(|kept| Arc::clone(&kept.answer))
    }

    /// The fewest entries in which all hits of a query with these roots are, which looks for so many things.
    pub(super) fn base(&self, roots: &[String], parts: usize) -> Option<Arc<[u32]>> {
        let implied = |kept: &&Kept| {
            // What looked for more things may have read less of each text.
            kept.parts <= parts && kept.roots.iter().all(|old| roots.iter().any(|new| new.starts_with(old)))
        };
        let all = self.kept.iter().filter(implied).filter_map(|kept| kept.survivors.as_ref());
        all.min_by_key(|survivors| survivors.len()).map(Arc::clone)
    }

    pub(super) fn keep(
        &mut self,
        answer: &Arc<Results>,
        (roots, parts): (Vec<String>, usize),
        survivors: Option<Vec<u32>>,
        entries: usize,
    ) {
        let worth = |survivors: &Vec<u32>| survivors.len() * 2 < entries;
        let survivors = survivors.filter(worth).map(Arc::from);
        self.kept.push(Kept { answer: Arc::clone(answer), roots, parts, survivors });
        // All lists together stay below the size of a few columns of the index.
        let size =
            |kept: &Kept| kept.answer.bytes() + kept.survivors.as_ref().map_or(0, |list| list.len() * 4);
        let limit = (entries * 20).max(1 << 18);
        while self.kept.len() > QUERIES
            || self.kept.len() > 1 && self.kept.iter().map(size).sum::<usize>() > limit
        {
            self.kept.remove(0);
        }
    }
}
