//! The folded texts of a catalog, built once.

use std::fmt;
use std::num::NonZeroUsize;
use std::thread;

use super::corpus::Corpus;
use crate::catalog::Catalog;

/// All searchable texts of a catalog.
///
/// It does not refer to the catalog, so it can be shared with another thread (`Arc<Index>`).
pub struct Index {
    pub(super) corpus: Corpus,
    pub(super) threads: usize,
}

/// Maximum number of threads: more are limited by the speed of the memory.
const MAX_THREADS: usize = 8;

/// Number of entries up to which one thread is used: the number of processors costs more to ask for than a search.
const MAX_SINGLE_THREADED: usize = if cfg!(test) { 8 } else { 1024 };

impl Index {
    /// Folds every searchable text of a catalog.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let is_large = catalog.len() > MAX_SINGLE_THREADED;
        let processors = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = if is_large { processors().min(MAX_THREADS) } else { 1 };
        Self { corpus: Corpus::new(catalog, threads), threads }
    }

    /// Sets the number of threads of a search, which does not change its results.
    #[must_use]
    pub fn with_threads(self, threads: NonZeroUsize) -> Self {
        Self { threads: threads.get(), ..self }
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.corpus.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.corpus.len() == 0
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("entries", &self.corpus.len()).finish_non_exhaustive()
    }
}
