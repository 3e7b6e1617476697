//! The hits of a query, sorted only as far as they are displayed.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::blocks::{Blocks, Namesakes};
use super::fuzzy::score;
use super::index::Index;
use super::index::columns::fields;
use super::plan::Plan;
use super::query::{Mode, Query};
use super::rank::{Field, MAX_NAME_BONUS, Rank, Tier, name_bonus};
use crate::catalog::EntryId;

/// An entry that matches a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The entry.
    pub id: EntryId,
    /// The quality of the match.
    pub tier: Tier,
    /// The field that decided the tier.
    pub field: Field,
}

/// The hits of a query.
///
/// Inside a tier the better match comes first, then the shorter name, then the order of the data; those of several stacks with
/// one name are together. Hits of filters alone are in the order of the tree.
#[derive(Debug)]
pub struct Results {
    query: Query,
    pub(super) plan: Plan,
    matching: Mutex<Ranks>,
    filtered_out: Mutex<Ranks>,
}

/// Ranks of which the first `sorted` are the best, in order.
#[derive(Debug)]
struct Ranks {
    /// The number of hits.
    len: usize,
    /// The hits; of a block only the best.
    all: Vec<Rank>,
    blocks: Blocks,
    /// The first hits with those of the blocks, if there are any.
    shown: Vec<Rank>,
    /// The number of ranks of `all` that `shown` has.
    shown_count: usize,
    sorted: usize,
    /// Whether `fuzzy-matcher` has scored the best fuzzy hits.
    has_fuzzy_scores: bool,
}

/// Minimum number of hits that are sorted at once: no screen shows more.
const MIN_SORTED: usize = 128;

/// Maximum number of fuzzy hits that `fuzzy-matcher` scores, which takes a microsecond or more for each.
const MAX_FUZZY_SCORES: usize = 256;

impl Results {
    pub(super) fn new(
        query: &Query,
        plan: Plan,
        matching: Vec<Rank>,
        filtered_out: Vec<Rank>,
        namesakes: &Namesakes,
    ) -> Self {
        let ranks = |all| Mutex::new(Ranks::new(all, namesakes));
        Self { query: query.clone(), plan, matching: ranks(matching), filtered_out: ranks(filtered_out) }
    }

    /// The query that was searched.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The number of entries that match.
    pub fn len(&self) -> usize {
        lock(&self.matching).len
    }

    /// Whether no entry matches.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the hits are in the order of the tree, because the query has no words that rank them.
    pub fn is_in_order(&self) -> bool {
        lock(&self.matching).all.first().is_some_and(|rank| rank.tier() == Tier::Fact)
    }

    /// A range of the hits, best first.
    ///
    /// `index` must be the one that was searched.
    pub fn hits(&self, index: &Index, range: Range<usize>) -> Vec<Hit> {
        self.sorted_hits(&self.matching, index, range)
    }

    /// The number of entries that match all words and fail a filter (`cat:storage`).
    pub fn filtered_out_len(&self) -> usize {
        lock(&self.filtered_out).len
    }

    /// A range of the entries that match all words and fail a filter, best first.
    pub fn filtered_out(&self, index: &Index, range: Range<usize>) -> Vec<Hit> {
        self.sorted_hits(&self.filtered_out, index, range)
    }

    /// Approximate size in memory.
    pub(super) fn bytes(&self) -> usize {
        lock(&self.matching).bytes() + lock(&self.filtered_out).bytes()
    }

    fn sorted_hits(&self, ranks: &Mutex<Ranks>, index: &Index, range: Range<usize>) -> Vec<Hit> {
        let mut ranks = lock(ranks);
        let end = range.end.min(ranks.len);
        let first = ranks.first(index, &self.plan, end);
        let shown = first.get(range.start.min(end)..end).unwrap_or_default();
        shown.iter().filter_map(|rank| self.hit(index, *rank)).collect()
    }

    fn hit(&self, index: &Index, rank: Rank) -> Option<Hit> {
        let (segment, at) = index.find(rank.at())?;
        let verdict = self.plan.verdict(segment, at, |matcher| self.plan.grade(segment, at, matcher))?;
        Some(Hit { id: segment.id(at)?, tier: rank.tier(), field: self.plan.field(segment, at, &verdict) })
    }
}

/// The ranks, even after a panic: every step of sorting leaves them valid.
fn lock(ranks: &Mutex<Ranks>) -> MutexGuard<'_, Ranks> {
    ranks.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ranks {
    fn new(mut all: Vec<Rank>, namesakes: &Namesakes) -> Self {
        let len = all.len();
        let blocks = Blocks::take(&mut all, namesakes);
        Self { len, all, blocks, shown: Vec::new(), shown_count: 0, sorted: 0, has_fuzzy_scores: false }
    }

    /// At least the first `end` hits, in order.
    fn first(&mut self, index: &Index, plan: &Plan, end: usize) -> &[Rank] {
        if self.all.len() == self.len {
            self.sort(index, plan, end);
            return &self.all;
        }
        while self.shown.len() < end && self.shown_count < self.all.len() {
            self.sort(index, plan, (self.shown_count + 1).min(self.all.len()));
            for rank in self.all.get(self.shown_count..self.sorted).unwrap_or_default() {
                self.shown.extend(self.blocks.of(*rank, &index.namesakes));
            }
            self.shown_count = self.sorted;
        }
        &self.shown
    }

    /// Approximate size in memory.
    fn bytes(&self) -> usize {
        size_of_val(&*self.all) + size_of_val(&*self.shown) + self.blocks.bytes()
    }

    /// Sorts at least the first `end` hits.
    fn sort(&mut self, index: &Index, plan: &Plan, end: usize) {
        if end <= self.sorted {
            return;
        }
        let end = end.max(self.sorted * 2).max(MIN_SORTED).min(self.all.len());
        if !self.has_fuzzy_scores {
            let better = self.all.iter().filter(|rank| rank.tier() < Tier::Fuzzy).count();
            if end > better {
                self.sort_up_to(better);
                self.score_fuzzy_hits(index, plan, better);
                self.has_fuzzy_scores = true;
            }
        }
        self.sort_up_to(end);
    }

    /// Sorts the first `end` hits by their current ranks.
    fn sort_up_to(&mut self, end: usize) {
        let best =
            select(self.all.get_mut(self.sorted..).unwrap_or_default(), end.saturating_sub(self.sorted));
        best.sort_unstable();
        self.sorted = self.sorted.max(end);
    }

    /// Replaces the scores of the best fuzzy hits, which start at `from`, by those of `fuzzy-matcher`.
    fn score_fuzzy_hits(&mut self, index: &Index, plan: &Plan, from: usize) {
        let rest = self.all.get_mut(from..).unwrap_or_default();
        let fuzzy = rest.iter().filter(|rank| rank.tier() == Tier::Fuzzy).count();
        for rank in select(rest, fuzzy.min(MAX_FUZZY_SCORES)) {
            *rank = rank.with_fuzzy_score(fuzzy_score(index, plan, rank.at()));
        }
    }
}

/// Moves the `count` best ranks to the front and returns them, unsorted.
fn select(ranks: &mut [Rank], count: usize) -> &mut [Rank] {
    if 0 < count && count < ranks.len() {
        ranks.select_nth_unstable(count);
    }
    ranks.get_mut(..count).unwrap_or_default()
}

/// The score of `fuzzy-matcher` for an entry: the sum over the words, each in the name that suits it best.
///
/// It does not know the words of a name, so it has no say about abbreviations of two letters.
fn fuzzy_score(index: &Index, plan: &Plan, at: usize) -> i64 {
    let Some((segment, at)) = index.find(at) else { return 0 };
    let word_score = |word: String| {
        let scores = fields(segment.names.get(at)).enumerate().filter_map(|(number, (_, name))| {
            let malus = i64::from(MAX_NAME_BONUS - name_bonus(number));
            // In a short name the letters are a larger part.
            let length = i64::try_from(name.chars().count()).unwrap_or(i64::MAX);
            score(name, &word).map(|score| score - malus - length * 3 / 4)
        });
        scores.max().unwrap_or(0)
    };
    let words = plan.matchers.iter().filter(|matcher| matcher.mode == Mode::Tolerant);
    let scores = words.map(|matcher| {
        if matcher.inexact.is_abbreviation {
            i64::from(matcher.one(segment, at).score())
        } else {
            word_score(matcher.needle.loose.iter().collect())
        }
    });
    scores.sum()
}
