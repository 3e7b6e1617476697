//! The search: each chunk of entries is graded by every word, on several threads.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cache::{Cached, QueryCache};
use super::index::Index;
use super::index::segment::Segment;
use super::plan::{Check, Plan, PlannedTerm};
use super::query::Query;
use super::rank::{Grade, Rank};
use super::results::Results;
use crate::parallel;

/// Cancellation token: the search stops once `newest` differs from its own id.
#[derive(Clone, Copy, Debug)]
pub struct SearchTicket<'a> {
    /// Id of the latest search.
    pub newest: &'a AtomicU64,
    /// Id of this search.
    pub id: u64,
}

impl SearchTicket<'_> {
    fn is_superseded(self) -> bool {
        self.newest.load(Ordering::Relaxed) != self.id
    }
}

/// Maximum number of entries in a chunk, after which the ticket is checked.
const MAX_CHUNK: usize = if cfg!(test) { 4 } else { 4096 };

/// Minimum number of bytes, counted once per word, that are worth a second thread. Tests have few entries and want
/// threads.
const MIN_PARALLEL_BYTES: usize = if cfg!(test) { 64 } else { 2 << 20 };

/// Number of entries in a range per requested entry up to which the range is scanned as one text.
const MAX_SPARSITY: usize = 6;

impl Index {
    /// The entries that match a query; none for an empty one.
    pub fn search(&self, query: &Query) -> Results {
        let plan = Plan::new(self, query);
        let found = self.scan(&plan, None, false, None).unwrap_or_default();
        Results::new(query, plan, found.matching, found.filtered_out, &self.namesakes)
    }

    /// The results of [`Index::search`], found from those of earlier queries where possible.
    pub fn search_cached(&self, query: &Query, cache: &mut QueryCache) -> Arc<Results> {
        let ticket = SearchTicket { newest: &AtomicU64::new(0), id: 0 };
        let results = self.search_unless_superseded(query, cache, ticket);
        results.unwrap_or_else(|| Arc::new(self.search(query)))
    }

    /// The results of [`Index::search_cached`]; none if the search was superseded, which leaves the cache as it was.
    pub fn search_unless_superseded(
        &self,
        query: &Query,
        cache: &mut QueryCache,
        ticket: SearchTicket<'_>,
    ) -> Option<Arc<Results>> {
        if let Some(results) = cache.results(query) {
            return Some(results);
        }
        let plan = Plan::new(self, query);
        if ticket.is_superseded() {
            return None;
        }
        let base = cache.base(&plan.roots, query.parts());
        let collects = !plan.roots.is_empty();
        let found = self.scan(&plan, base.as_deref(), collects, Some(ticket))?;
        let saves_time = collects && found.survivors.len() * 2 < self.len();
        let survivors = saves_time.then(|| Arc::from(found.survivors));
        let results =
            Arc::new(Results::new(query, plan, found.matching, found.filtered_out, &self.namesakes));
        cache.insert(Cached { results: Arc::clone(&results), survivors }, self.len());
        Some(results)
    }

    /// Whether a folded word is of the name of a stack and nearly every entry matches it, so that it says nothing.
    pub(super) fn is_common(&self, word: &str) -> bool {
        let Some((word, is_common)) = self.stack_words.iter().find(|(known, _)| known == word) else {
            return false;
        };
        *is_common.get_or_init(|| self.search(&Query::parse(word)).len() * 3 >= self.len() * 2)
    }

    /// Searches the entries of `base`, or all. With `collects`, finds also the entries that a longer query may match.
    fn scan(
        &self,
        plan: &Plan,
        base: Option<&[u32]>,
        collects: bool,
        ticket: Option<SearchTicket<'_>>,
    ) -> Option<ChunkHits> {
        if plan.terms.is_empty() && plan.filters.is_empty() {
            return Some(ChunkHits::default());
        }
        let chunks = self.chunks(base);
        let scan_chunk = |table: &mut GradeTable, (segment, rows): &(&Segment, Range<usize>)| {
            if ticket.is_some_and(SearchTicket::is_superseded) {
                return None;
            }
            table.start(base, rows.clone(), segment.start);
            Some(table.hits(plan, segment, collects))
        };
        let entries: usize = chunks.iter().map(|(_, rows)| rows.len()).sum();
        let bytes = self.text_bytes() / self.len().max(1) * entries * plan.matchers.len();
        let threads = if bytes > MIN_PARALLEL_BYTES { self.threads } else { 1 };
        let new_table =
            || GradeTable { grades: vec![Vec::new(); plan.matchers.len()], ..GradeTable::default() };
        let found = parallel::map(threads, &chunks, new_table, scan_chunk);
        let found: Vec<ChunkHits> = found.into_iter().collect::<Option<_>>()?;
        Some(ChunkHits {
            matching: joined(&found, |hits| &hits.matching),
            filtered_out: joined(&found, |hits| &hits.filtered_out),
            survivors: joined(&found, |hits| &hits.survivors),
        })
    }

    /// Ranges of entries that are searched independently, or of their rows in the base.
    fn chunks(&self, base: Option<&[u32]>) -> Vec<(&Segment, Range<usize>)> {
        let row = |at: usize| match base {
            Some(base) => base.partition_point(|one| (*one as usize) < at),
            None => at,
        };
        let of_segment = |segment: &'_ Segment| {
            let (from, to) = (row(segment.start), row(segment.start + segment.len()));
            (from..to).step_by(MAX_CHUNK).map(move |from| from..to.min(from + MAX_CHUNK))
        };
        let segments = self.segments.iter();
        segments.flat_map(|segment| of_segment(segment).map(move |rows| (segment, rows))).collect()
    }
}

/// Hits in a chunk of the entries.
#[derive(Debug, Default)]
struct ChunkHits {
    matching: Vec<Rank>,
    filtered_out: Vec<Rank>,
    /// Entries in which longer words than those of the query may match, in order.
    survivors: Vec<u32>,
}

/// One column of all chunks.
fn joined<T: Copy>(chunks: &[ChunkHits], column: impl Fn(&ChunkHits) -> &[T]) -> Vec<T> {
    chunks.iter().map(column).collect::<Vec<_>>().concat()
}

/// Entries of one segment, with a column of grades for each word.
#[derive(Default)]
struct GradeTable {
    /// Positions in the segment.
    entries: Vec<u32>,
    grades: Vec<Vec<Grade>>,
    /// Grades of all names and texts of a range, the entries that were not requested included.
    names: Vec<Grade>,
    texts: Vec<Grade>,
}

impl GradeTable {
    /// Replaces the entries by those of some rows; `start` is the position of the segment.
    fn start(&mut self, base: Option<&[u32]>, rows: Range<usize>, start: usize) {
        self.entries.clear();
        let local = |at: usize| u32::try_from(at - start).unwrap_or(u32::MAX);
        match base {
            Some(base) => {
                let rows = base.get(rows).unwrap_or_default();
                self.entries.extend(rows.iter().map(|at| local(*at as usize)));
            }
            None => self.entries.extend(rows.map(local)),
        }
        self.grades.iter_mut().for_each(Vec::clear);
    }

    /// Grades the entries and returns the hits among them.
    fn hits(&mut self, plan: &Plan, segment: &Segment, collects: bool) -> ChunkHits {
        for (number, term) in plan.terms.iter().enumerate() {
            term.matchers().for_each(|matcher| self.fill(segment, plan, matcher));
            // Without later terms only survivors need to be known here.
            if (number + 1 < plan.terms.len() || collects) && !term.is_common {
                self.remove_excluded(term, collects);
            }
        }
        for term in &plan.filters {
            term.matchers().for_each(|matcher| self.fill(segment, plan, matcher));
        }
        let mut found = ChunkHits::default();
        for (row, at) in self.entries.iter().enumerate() {
            let at = *at as usize;
            let grade = |matcher: usize| grade_at(self.grades.get(matcher), row);
            let Some(verdict) = plan.verdict(segment, at, grade) else { continue };
            let rank = verdict.rank(segment, at);
            if plan.passes_filters(segment, at, grade) {
                found.matching.push(rank);
            } else if !plan.terms.is_empty() {
                found.filtered_out.push(rank);
            }
        }
        if collects {
            let start = u32::try_from(segment.start).unwrap_or(0);
            found.survivors.extend(self.entries.iter().map(|at| at + start));
        }
        found
    }

    /// Grades all entries by one word.
    fn fill(&mut self, segment: &Segment, plan: &Plan, number: usize) {
        let (Some(matcher), Some(column)) = (plan.matchers.get(number), self.grades.get_mut(number)) else {
            return;
        };
        column.clear();
        let (Some(first), Some(last)) = (self.entries.first(), self.entries.last()) else { return };
        let (first, range) = (*first as usize, (*last - *first) as usize + 1);
        if range > self.entries.len() * MAX_SPARSITY || matcher.needle.single().is_some() {
            column.extend(self.entries.iter().map(|at| matcher.one(segment, *at as usize)));
            return;
        }
        for grades in [&mut self.names, &mut self.texts] {
            grades.clear();
            grades.resize(range, Grade::NONE);
        }
        matcher.names(segment, first, &mut self.names);
        matcher.texts(segment, first, &mut self.texts);
        let (names, texts) = (&self.names, &self.texts);
        column.extend(self.entries.iter().map(|at| {
            let row = *at as usize - first;
            matcher.grade(segment, *at as usize, grade_at(Some(names), row), || grade_at(Some(texts), row))
        }));
    }

    /// Removes the entries that a term excludes; with `collects` it keeps those that a longer word may match.
    fn remove_excluded(&mut self, term: &PlannedTerm, collects: bool) {
        let columns = term.choices.iter().map(|(not, check)| match check {
            Check::Word(matcher) => self.grades.get(*matcher).map(|column| (*not, column)),
            Check::Fact(_) => None,
        });
        let Some(columns) = columns.collect::<Option<Vec<_>>>() else { return };
        if collects && !term.narrows {
            return;
        }
        let stays = |row: usize| {
            columns.iter().any(|(not, column)| {
                let grade = grade_at(Some(column), row);
                grade.matches() != *not || collects && grade == Grade::CONTAINED
            })
        };
        let stays: Vec<bool> = (0..self.entries.len()).map(stays).collect();
        if stays.iter().all(|stays| *stays) {
            return;
        }
        retain_rows(&mut self.entries, &stays);
        for column in &mut self.grades {
            retain_rows(column, &stays);
        }
    }
}

fn grade_at(column: Option<&Vec<Grade>>, row: usize) -> Grade {
    column.and_then(|column| column.get(row)).copied().unwrap_or(Grade::NONE)
}

fn retain_rows<T>(rows: &mut Vec<T>, stays: &[bool]) {
    let mut stays = stays.iter();
    rows.retain(|_| stays.next().copied().unwrap_or(false));
}
