//! The matching of the claims of an entry, which have no ids.
//!
//! The same text is the same claim. Of the others two belong together if they share most of their words, or some of
//! them and all of their sources, or if they are the only ones left that cite these sources. If there are very many,
//! each is compared only with those that share its rarest words.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::pairs::{Pairs, by_key};
use crate::dataset::{Claim, Source};

/// Minimum similarity of the words of two claims, in thousandths (Dice's coefficient).
const MIN_SIMILARITY: u64 = 500;
/// The same for claims that cite the same sources.
const MIN_SIMILARITY_SAME_SOURCES: u64 = 200;
/// Maximum number of words of a claim that are compared.
const MAX_WORDS: usize = 200;
/// Maximum number of pairs that are all compared; beyond it each newer claim is compared with some older ones.
const MAX_PAIRS: usize = 10_000;
/// Maximum number of those older ones.
const MAX_CANDIDATES: usize = 50;
/// Maximum number of occurrences of words that are looked at to find them.
const MAX_OCCURRENCES: usize = 2_000;

/// The claims of an entry in both stacks.
struct Claims<'c, 'a> {
    old: &'c [Claim<'a>],
    new: &'c [Claim<'a>],
    sources: &'c Pairs<Source<'a>>,
    /// For each newer claim the older one that it was.
    matched: Vec<Option<usize>>,
}

/// For each newer claim the position of the older one that it was.
pub(super) fn matched<'a>(
    old: &[Claim<'a>],
    new: &[Claim<'a>],
    sources: &Pairs<Source<'a>>,
) -> Vec<Option<usize>> {
    let matched = by_key(old.iter().map(|claim| claim.text()), new.iter().map(|claim| claim.text()));
    let mut claims = Claims { old, new, sources, matched };
    claims.pair_similar();
    claims.pair_by_sources();
    claims.matched
}

impl<'c, 'a> Claims<'c, 'a> {
    /// The older claims that have no newer one yet.
    fn open_old(&self) -> Vec<(usize, &'c Claim<'a>)> {
        let taken: HashSet<usize> = self.matched.iter().copied().flatten().collect();
        self.old.iter().enumerate().filter(|(at, _)| !taken.contains(at)).collect()
    }

    /// The newer claims that have no older one yet.
    fn open_new(&self) -> Vec<(usize, &'c Claim<'a>)> {
        let all = self.new.iter().enumerate().zip(&self.matched);
        all.filter(|(_, was)| was.is_none()).map(|(claim, _)| claim).collect()
    }

    fn pair(&mut self, new: usize, old: usize) {
        if let Some(was) = self.matched.get_mut(new) {
            *was = Some(old);
        }
    }

    /// The sources of an older claim as positions in the newer stack; none if one is gone.
    fn newer_sources(&self, old: &Claim<'a>) -> Option<Vec<u32>> {
        old.source_indexes().map(|at| self.sources.newer(at.0)).collect()
    }

    /// Pairs the claims that are similar, the most similar ones first.
    fn pair_similar(&mut self) {
        let words_of = |(at, claim): (usize, &'c Claim<'a>)| (at, claim, words(claim.text()));
        let old: Vec<(usize, &Claim<'a>, Vec<u64>)> = self.open_old().into_iter().map(words_of).collect();
        let open = self.open_new();
        let index = (open.len().saturating_mul(old.len()) > MAX_PAIRS)
            .then(|| WordIndex::new(old.iter().map(|(_, _, words)| &**words)));
        let mut candidates: Vec<(Reverse<u64>, usize, usize)> = Vec::new();
        for (at, claim, own) in open.into_iter().map(words_of) {
            let near = index.as_ref().map_or_else(|| (0..old.len()).collect(), |index| index.near(&own));
            for (was, other, words) in near.into_iter().filter_map(|at| old.get(at)) {
                let similarity = similarity(&own, words);
                let same_sources = || {
                    let sources = claim.source_indexes().map(|at| at.0);
                    self.newer_sources(other).is_some_and(|old| sources.eq(old))
                };
                if similarity >= MIN_SIMILARITY || similarity >= MIN_SIMILARITY_SAME_SOURCES && same_sources()
                {
                    candidates.push((Reverse(similarity), at, *was));
                }
            }
        }
        candidates.sort_unstable();
        let mut taken = HashSet::new();
        for (_, at, was) in candidates {
            if self.matched.get(at) == Some(&None) && taken.insert(was) {
                self.pair(at, was);
            }
        }
    }

    /// Pairs what is left where one claim on either side cites the same sources.
    fn pair_by_sources(&mut self) {
        let old =
            self.open_old().into_iter().filter_map(|(at, claim)| Some((self.newer_sources(claim)?, at)));
        let old = unique(old.filter(|(sources, _)| !sources.is_empty()));
        let new = self.open_new().into_iter();
        let new = unique(new.map(|(at, claim)| (claim.source_indexes().map(|at| at.0).collect(), at)));
        for (sources, at) in new {
            if let Some(was) = old.get(&sources) {
                self.pair(at, *was);
            }
        }
    }
}

/// The claims that are the only ones with their sources.
fn unique(claims: impl Iterator<Item = (Vec<u32>, usize)>) -> HashMap<Vec<u32>, usize> {
    let mut unique: HashMap<Vec<u32>, Option<usize>> = HashMap::new();
    for (sources, at) in claims {
        unique.entry(sources).and_modify(|only| *only = None).or_insert(Some(at));
    }
    unique.into_iter().filter_map(|(sources, at)| Some((sources, at?))).collect()
}

/// The texts that have each word, by their positions.
struct WordIndex(HashMap<u64, Vec<usize>>);

impl WordIndex {
    fn new<'w>(texts: impl Iterator<Item = &'w [u64]>) -> Self {
        let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, words) in texts.enumerate() {
            for word in words {
                places.entry(*word).or_default().push(at);
            }
        }
        Self(places)
    }

    /// The texts that share the most of the rarest words of another, at most [`MAX_CANDIDATES`].
    fn near(&self, words: &[u64]) -> Vec<usize> {
        let mut places: Vec<&Vec<usize>> = words.iter().filter_map(|word| self.0.get(word)).collect();
        places.sort_by_key(|places| places.len());
        // A word counts for all texts that have it or for none, or the first texts would seem the most similar.
        let mut left = MAX_OCCURRENCES;
        let fits = |places: &&Vec<usize>| {
            let fits = places.len() <= left;
            left = left.saturating_sub(places.len());
            fits
        };
        let rarest = places.iter().copied().take_while(fits).flatten();
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for at in rarest {
            *shared.entry(*at).or_default() += 1;
        }
        if shared.is_empty() {
            shared.extend(
                places
                    .first()
                    .into_iter()
                    .flat_map(|places| places.iter().map(|at| (*at, 1)))
                    .take(MAX_OCCURRENCES),
            );
        }
        let mut near: Vec<(usize, usize)> = shared.into_iter().collect();
        near.sort_by_key(|(at, shared)| (Reverse(*shared), *at));
        near.into_iter().take(MAX_CANDIDATES).map(|(at, _)| at).collect()
    }
}

/// Hashes of the words of a text, sorted, each once.
fn words(text: &str) -> Vec<u64> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(MAX_WORDS);
    let number = |word: &str| {
        let mut hasher = DefaultHasher::new();
        word.to_lowercase().hash(&mut hasher);
        hasher.finish()
    };
    let mut words: Vec<u64> = words.map(number).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The similarity of two sets of words, in thousandths.
fn similarity(a: &[u64], b: &[u64]) -> u64 {
    let shared = a.iter().filter(|word| b.binary_search(word).is_ok()).count() as u64;
    let all = (a.len() + b.len()) as u64;
    (2_000 * shared).checked_div(all).unwrap_or(0)
}
