//! The folded texts of a catalog, built once, and the search through them.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use super::Query;
use super::cache::QueryCache;
use super::corpus::{Corpus, Segment};
use super::plan::{Check, Plan};
use super::rank::{Grade, Rank};
use super::results::Results;
use crate::catalog::Catalog;

/// What a search looks through.
///
/// It holds nothing of the catalog, so it can be shared with a thread of its own (`Arc<Index>`).
pub struct Index {
    pub(super) corpus: Corpus,
    pub(super) threads: usize,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("entries", &self.corpus.len()).finish_non_exhaustive()
    }
}

/// Tells a search whether somebody still waits for its answer: the number it was asked under, and the one that counts now.
#[derive(Clone, Copy, Debug)]
pub struct SearchTicket<'a> {
    /// The number of the newest question.
    pub newest: &'a AtomicU64,
    /// The number of this one.
    pub id: u64,
}

impl SearchTicket<'_> {
    fn is_stale(self) -> bool {
        self.newest.load(Ordering::Relaxed) != self.id
    }
}

/// So many entries are looked through between two looks at whether the question is stale.
const CHUNK: usize = if cfg!(test) { 4 } else { 4096 };

/// With fewer bytes to look through than this, all words taken together, a second thread takes longer to start than it
/// saves.
///
/// Tests have few entries and want threads.
const MIN_PARALLEL_BYTES: usize = if cfg!(test) { 64 } else { 2 << 20 };

/// More threads than this gain nothing: what is left is the speed of the memory.
const THREADS: usize = 8;

impl Index {
    /// Folds every searchable text of a catalog.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let threads = threads_for(catalog);
        Self { corpus: Corpus::of(catalog, threads), threads }
    }

    /// Sets how many threads a search may use; the answer is the same with any number.
    #[must_use]
    pub fn with_threads(self, threads: NonZeroUsize) -> Self {
        Self { threads: threads.get(), ..self }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.corpus.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.corpus.len() == 0
    }

    /// How many bytes of memory it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.corpus.bytes()
    }

    /// The entries that answer a query; none for an empty one.
    #[must_use]
    pub fn search(&self, query: &Query) -> Results {
        let plan = Plan::of(&self.corpus, query, self.threads);
        let found = self.scan(&plan, query, None, false, None).unwrap_or_default();
        Results::new(query, plan, found.inside, found.outside)
    }

    /// The same, with the help of what earlier queries found.
    #[must_use]
    pub fn search_cached(&self, query: &Query, memory: &mut QueryCache) -> Arc<Results> {
        let newest = AtomicU64::new(0);
        let asked = SearchTicket { newest: &newest, id: 0 };
        self.answer(query, memory, asked).unwrap_or_else(|| Arc::new(self.search(query)))
    }

    /// The same as [`Index::search_cached`], but only as long as the question is not stale.
    ///
    /// Returns nothing when it has become stale; then nothing was remembered either.
    #[must_use]
    pub fn answer(
        &self,
        query: &Query,
        memory: &mut QueryCache,
        asked: SearchTicket<'_>,
    ) -> Option<Arc<Results>> {
        if let Some(answer) = memory.answer(query) {
            return Some(answer);
        }
        let plan = Plan::of(&self.corpus, query, self.threads);
        if asked.is_stale() {
            return None;
        }
        let base = memory.base(&plan.roots, plan.parts);
        let collect = !plan.roots.is_empty();
        let found = self.scan(&plan, query, base.as_deref(), collect, Some(asked))?;
        let (roots, parts, survivors) = (plan.roots.clone(), plan.parts, collect.then_some(found.survivors));
        let answer = Arc::new(Results::new(query, plan, found.inside, found.outside));
        memory.keep(&answer, (roots, parts), survivors, self.len());
        Some(answer)
    }

    fn scan(
        &self,
        plan: &Plan,
        query: &Query,
        base: Option<&[u32]>,
        collect: bool,
        asked: Option<SearchTicket<'_>>,
    ) -> Option<Found> {
        if query.is_empty() {
            return Some(Found::default());
        }
        let chunks = self.chunks(base);
        let next = AtomicUsize::new(0);
        let work = || {
            let mut sheet = GradeTable::new(plan.slots.len());
            let mut parts = Vec::new();
            loop {
                let chunk = next.fetch_add(1, Ordering::Relaxed);
                let Some((number, rows)) = chunks.get(chunk) else { return Some(parts) };
                if asked.is_some_and(SearchTicket::is_stale) {
                    return None;
                }
                let Some((start, part)) = self.corpus.part(*number) else { continue };
                sheet.take(base, rows.clone(), start);
                parts.push((chunk, look(plan, (start, part), &mut sheet, collect)));
            }
        };
        let total: usize = chunks.iter().map(|(_, rows)| rows.len()).sum();
        let bytes = self.corpus.text_bytes() / self.len().max(1) * total * plan.slots.len();
        let threads = if bytes > MIN_PARALLEL_BYTES { self.threads.min(chunks.len()) } else { 1 };
        let mut parts = if threads > 1 {
            thread::scope(|scope| {
                let others: Vec<_> =
                    (1..threads).map(|_| thread::Builder::new().spawn_scoped(scope, work)).collect();
                let mut parts = work()?;
                for other in others.into_iter().flatten() {
                    // A thread that could not be started leaves its chunks to the others.
                    parts.extend(other.join().ok().flatten()?);
                }
                Some(parts)
            })?
        } else {
            work()?
        };
        parts.sort_unstable_by_key(|(chunk, _)| *chunk);
        let mut found = Found::default();
        let sum = |size: fn(&Found) -> usize| parts.iter().map(|(_, part)| size(part)).sum();
        found.inside.reserve_exact(sum(|part| part.inside.len()));
        found.outside.reserve_exact(sum(|part| part.outside.len()));
        found.survivors.reserve_exact(sum(|part| part.survivors.len()));
        for (_, part) in parts {
            found.inside.extend(part.inside);
            found.outside.extend(part.outside);
            found.survivors.extend(part.survivors);
        }
        Some(found)
    }

    /// What can be looked through on its own: the number of a part, and the entries there, or their rows in the base.
    fn chunks(&self, base: Option<&[u32]>) -> Vec<(usize, Range<usize>)> {
        let mut chunks = Vec::new();
        for (number, (start, part)) in self.corpus.parts().enumerate() {
            let row = |at: usize| match base {
                Some(base) => base.partition_point(|one| (*one as usize) < at),
                None => at,
            };
            let (from, to) = (row(start), row(start + part.len()));
            chunks.extend((from..to).step_by(CHUNK).map(|from| (number, from..to.min(from + CHUNK))));
        }
        chunks
    }
}

/// Judges the entries of a sheet, which are all of one part.
fn look(plan: &Plan, (start, part): (usize, &Segment), sheet: &mut GradeTable, collect: bool) -> Found {
    let mut found = Found::default();
    for (number, term) in plan.terms.iter().enumerate() {
        for (_, check) in &term.choices {
            if let Check::WordMatcher(slot) = check {
                sheet.fill(part, plan, *slot);
            }
        }
        // The last one is judged below, with all others.
        if number + 1 < plan.terms.len() || collect {
            sheet.drop_hopeless(term, collect);
        }
    }
    for term in &plan.filters {
        for (_, check) in &term.choices {
            if let Check::WordMatcher(slot) = check {
                sheet.fill(part, plan, *slot);
            }
        }
    }
    for (row, at) in sheet.entries.iter().enumerate() {
        let at = *at as usize;
        let grade = |slot: usize| sheet.grade(slot, row);
        let Some(verdict) = plan.verdict(part, at, grade) else { continue };
        let name_len = part.facts.get(at).map_or(0, |facts| facts.name_len);
        let rank = Rank::new(verdict.tier, verdict.score, name_len, start + at);
        if plan.has_facts(part, at, grade) {
            found.inside.push(rank);
        } else if !plan.terms.is_empty() {
            found.outside.push(rank);
        }
    }
    if collect {
        found.survivors.extend(sheet.entries.iter().map(|at| at + u32::try_from(start).unwrap_or(0)));
    }
    found
}

/// How many threads may work on a catalog.
fn threads_for(catalog: &Catalog) -> usize {
    // Asking costs more than a whole search through a small catalog.
    let many = catalog.len() > if cfg!(test) { 8 } else { 1024 };
    let threads = if many { thread::available_parallelism().map_or(1, NonZeroUsize::get) } else { 1 };
    threads.min(THREADS)
}

/// What was found in a part of the entries.
#[derive(Debug, Default)]
struct Found {
    inside: Vec<Rank>,
    outside: Vec<Rank>,
    /// The entries in which longer words than those of the query may match, in order.
    survivors: Vec<u32>,
}

/// Some entries, and a column of grades for each word.
struct GradeTable {
    /// By their positions in the part.
    entries: Vec<u32>,
    grades: Vec<Vec<Grade>>,
    names: Vec<Grade>,
    texts: Vec<u8>,
}

/// Where at least one in so many entries of a stretch is asked about, all of it is looked through at once.
const DENSE: usize = 6;

impl GradeTable {
    fn new(slots: usize) -> Self {
        Self { entries: Vec::new(), grades: vec![Vec::new(); slots], names: Vec::new(), texts: Vec::new() }
    }

    /// Begins anew with some entries of a part that begins at `start`.
    fn take(&mut self, base: Option<&[u32]>, rows: Range<usize>, start: usize) {
        self.entries.clear();
        let local = |at: usize| u32::try_from(at - start).unwrap_or(u32::MAX);
        match base {
            Some(base) => {
                let rows = base.get(rows).unwrap_or_default();
                self.entries.extend(rows.iter().map(|at| local(*at as usize)));
            }
            None => self.entries.extend(rows.map(local)),
        }
        for column in &mut self.grades {
            column.clear();
        }
    }

    fn grade(&self, slot: usize, row: usize) -> Grade {
        self.grades.get(slot).and_then(|column| column.get(row)).copied().unwrap_or(Grade::NONE)
    }

    /// Grades all entries by one word.
    fn fill(&mut self, part: &Segment, plan: &Plan, number: usize) {
        let (Some(slot), Some(column)) = (plan.slots.get(number), self.grades.get_mut(number)) else {
            return;
        };
        column.clear();
        let (Some(first), Some(last)) = (self.entries.first(), self.entries.last()) else { return };
        let (first, stretch) = (*first as usize, (*last - *first) as usize + 1);
        if stretch > self.entries.len() * DENSE || slot.needle.single().is_some() {
            column.extend(self.entries.iter().map(|at| slot.one(part, *at as usize)));
            return;
        }
        self.names.clear();
        self.names.resize(stretch, Grade::NONE);
        slot.names(part, first, &mut self.names);
        self.texts.clear();
        self.texts.resize(stretch, 0);
        slot.texts(part, first, &mut self.texts);
        let (names, texts) = (&self.names, &self.texts);
        column.extend(self.entries.iter().map(|at| {
            let row = *at as usize - first;
            let name = names.get(row).copied().unwrap_or(Grade::NONE);
            slot.grade(part, *at as usize, name, || texts.get(row).copied().unwrap_or(0))
        }));
    }

    /// Leaves out the entries that a term rules out; with `collect` those in which a longer word may match stay.
    fn drop_hopeless(&mut self, term: &super::plan::Wanted, collect: bool) {
        let words = term.choices.iter().map(|(not, check)| match check {
            Check::WordMatcher(slot) => self.grades.get(*slot).map(|column| (*not, column)),
            Check::Test(_) => None,
        });
        let Some(words) = words.collect::<Option<Vec<_>>>() else { return };
        if collect && term.narrows.is_none() {
            return;
        }
        let holds = |row: usize| {
            words.iter().any(|(not, column)| {
                let grade = column.get(row).copied().unwrap_or(Grade::NONE);
                grade.matches() != *not || collect && grade == Grade::CONTAINED
            })
        };
        let stays: Vec<bool> = (0..self.entries.len()).map(holds).collect();
        if stays.iter().all(|stays| *stays) {
            return;
        }
        let mut keep = stays.iter();
        self.entries.retain(|_| keep.next().copied().unwrap_or(false));
        for column in &mut self.grades {
            let mut keep = stays.iter();
            column.retain(|_| keep.next().copied().unwrap_or(false));
        }
    }
}
