//! The hits of a query: found all, put in order only as far as somebody looks.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::Query;
use super::fuzzy::score;
use super::index::Index;
use super::matcher::fields;
use super::plan::Plan;
use super::rank::{Field, Rank, Tier};
use crate::catalog::EntryId;

/// An entry that answers a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The entry.
    pub id: EntryId,
    /// How well it answers.
    pub tier: Tier,
    /// The field that decided the tier.
    pub field: Field,
}

/// What a search found.
///
/// Inside a tier comes the better match, then the shorter name, then the order of the data.
#[derive(Debug)]
pub struct Results {
    query: Query,
    plan: Plan,
    inside: Order,
    outside: Order,
}

/// Hits of which a part, from the best on, is in order.
#[derive(Debug)]
struct Order {
    count: usize,
    ranks: Mutex<Ranks>,
}

#[derive(Debug)]
struct Ranks {
    all: Vec<Rank>,
    sorted: usize,
    /// Whether the crate has weighed the best hits of scattered letters.
    weighed: bool,
}

/// So many hits are put in order at least: no screen shows more.
const SCREEN: usize = 128;

/// So many hits of scattered letters are weighed by the crate, which takes a microsecond or more for each.
const WEIGHED: usize = 256;

impl Results {
    pub(super) fn new(query: &Query, plan: Plan, inside: Vec<Rank>, outside: Vec<Rank>) -> Self {
        Self { query: query.clone(), plan, inside: Order::of(inside), outside: Order::of(outside) }
    }

    /// The query that is answered.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// How many entries answer it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inside.count
    }

    /// Whether none does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inside.count == 0
    }

    /// Some of the hits by their places, the best first; only what is asked for is put in order.
    ///
    /// The index is the one that gave the answer.
    #[must_use]
    pub fn hits(&self, index: &Index, range: Range<usize>) -> Vec<Hit> {
        self.inside.hits(index, &self.plan, range)
    }

    /// How many bytes it takes, about.
    pub(super) fn bytes(&self) -> usize {
        (self.inside.count + self.outside.count) * size_of::<Rank>() + self.plan.bytes()
    }

    /// How many entries have all the words and lack a fact that a filter (`cat:storage`) asks for.
    #[must_use]
    pub fn filtered_out_len(&self) -> usize {
        self.outside.count
    }

    /// Some of those, the best first.
    #[must_use]
    pub fn filtered_out(&self, index: &Index, range: Range<usize>) -> Vec<Hit> {
        self.outside.hits(index, &self.plan, range)
    }
}

impl Order {
    fn of(all: Vec<Rank>) -> Self {
        Self { count: all.len(), ranks: Mutex::new(Ranks { all, sorted: 0, weighed: false }) }
    }

    fn hits(&self, index: &Index, plan: &Plan, range: Range<usize>) -> Vec<Hit> {
        // Whoever panicked left the ranks as they were: each step ends with an order that holds.
        let mut ranks = self.ranks.lock().unwrap_or_else(PoisonError::into_inner);
        let end = range.end.min(self.count);
        ranks.sort(index, plan, end);
        let ranks = ranks.all.get(range.start.min(end)..end).unwrap_or_default();
        ranks.iter().filter_map(|rank| hit(index, plan, *rank)).collect()
    }
}

fn hit(index: &Index, plan: &Plan, rank: Rank) -> Option<Hit> {
    let (part, at) = index.corpus.find(rank.at())?;
    let verdict = plan.one(part, at)?;
    Some(Hit { id: part.id(at)?, tier: rank.tier(), field: plan.field(part, at, &verdict) })
}

impl Ranks {
    /// Puts the hits up to a place in order.
    fn sort(&mut self, index: &Index, plan: &Plan, end: usize) {
        if end <= self.sorted {
            return;
        }
        let above = self.all.iter().filter(|rank| rank.tier() < Tier::Fuzzy).count();
        let end = end.max(self.sorted * 2).max(SCREEN).min(self.all.len());
        if !self.weighed && end > above {
            self.settle(above);
            self.weigh(index, plan, above);
            self.weighed = true;
        }
        self.settle(end);
    }

    /// Puts the hits up to a place in order, as their ranks are.
    fn settle(&mut self, end: usize) {
        let Some(rest) = self.all.get_mut(self.sorted..) else { return };
        let count = end.saturating_sub(self.sorted);
        if count == 0 {
            return;
        }
        if count < rest.len() {
            rest.select_nth_unstable(count);
        }
        if let Some(best) = rest.get_mut(..count) {
            best.sort_unstable();
        }
        self.sorted = end;
    }

    /// Lets the crate weigh the best hits of scattered letters, which begin at `from`.
    fn weigh(&mut self, index: &Index, plan: &Plan, from: usize) {
        let fuzzy = self.all.iter().filter(|rank| rank.tier() == Tier::Fuzzy).count();
        let Some(rest) = self.all.get_mut(from..) else { return };
        let count = fuzzy.min(WEIGHED);
        if count == 0 {
            return;
        }
        if count < rest.len() {
            rest.select_nth_unstable(count);
        }
        for rank in rest.iter_mut().take(count) {
            *rank = rank.weighed(weight(index, plan, rank.at()));
        }
    }
}

/// What the crate thinks of an entry: the sum over the words, each in the name that suits it best.
fn weight(index: &Index, plan: &Plan, at: usize) -> i64 {
    let names = index.corpus.find(at).map_or("", |(part, at)| part.names.get(at));
    plan.fuzzy_words()
        .map(|slot| {
            let loose: String = slot.needle.loose().iter().collect();
            let weights = fields(names).enumerate().filter_map(|(number, (_, name))| {
                // A name before its aliases, and those before the id.
                let lower = match number {
                    0 => 0,
                    1 => 2,
                    _ => 1,
                };
                // A short name is meant rather than a long one that has a further word for the letters to begin.
                let length = i64::try_from(name.chars().count()).unwrap_or(i64::MAX);
                score(name, &loose).map(|score| score - lower - length * 3 / 4)
            });
            weights.max().unwrap_or(0)
        })
        .sum()
}
