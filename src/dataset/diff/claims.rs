//! Which claim of an entry became which.
//!
//! A claim has no id. The same text is the same claim; of the others two belong together when they share most of their
//! words, or some of them and all of their sources, or when they are the only ones left that rest on these sources.
//! Where there are very many, each is compared only with those that share its rarest words.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::edits::{FieldChange, FieldChanges, Value};
use super::pairs::Pairs;
use super::{Change, Detail, DetailKey};
use crate::dataset::{Claim, Entry, Source};

/// How alike the words of two claims must be, in thousandths (Dice's coefficient).
const ALIKE: u64 = 500;
/// The same where they rest on the same sources.
const ALIKE_BY_SOURCES: u64 = 200;
/// Of a longer claim the other words are not looked at, so that comparing stays fast.
const MOST_WORDS: usize = 200;
/// So many pairs are all compared; of more, each newer claim only with some of the older ones.
const ALL_PAIRS: usize = 10_000;
/// With how many,
const CANDIDATES: usize = 50;
/// and how many words of others are looked at to find them.
const PLACES: usize = 2_000;

/// Whether the claims that both have stand in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Same,
    Another,
}

/// Adds what happened to the claims: those of the newer entry in its order, then those that are gone.
pub(super) fn compare<'a>(
    old: Entry<'a>,
    new: Entry<'a>,
    sources: &Pairs,
    details: &mut Vec<Detail<'a>>,
) -> Order {
    let before: Vec<Claim<'a>> = old.claims().collect();
    let after: Vec<Claim<'a>> = new.claims().collect();
    let matched = matched(&before, &after, sources);
    for (claim, was) in after.iter().zip(&matched) {
        let Some(was) = was.and_then(|was| before.get(was)) else {
            details.push(Detail::of_claim(*claim, Change::Added));
            continue;
        };
        let edits = edits(*was, *claim, sources);
        if !edits.is_empty() {
            details.push(Detail { change: Change::Changed, what: DetailKey::Claim(claim.text()), edits });
        }
    }
    let mut gone = vec![true; before.len()];
    for was in matched.iter().flatten() {
        if let Some(gone) = gone.get_mut(*was) {
            *gone = false;
        }
    }
    let gone = before.iter().zip(gone).filter(|(_, gone)| *gone);
    details.extend(gone.map(|(claim, _)| Detail::of_claim(*claim, Change::Removed)));
    if matched.iter().flatten().is_sorted() { Order::Same } else { Order::Another }
}

fn edits<'a>(old: Claim<'a>, new: Claim<'a>, sources: &Pairs) -> Vec<FieldChange<'a>> {
    let mut edits = FieldChanges::default();
    edits.text("text", Some(old.text()), Some(new.text()));
    edits.text("confidence", Some(old.confidence().name()), Some(new.confidence().name()));
    if !same_sources(old, new, sources) {
        let ids = |claim: Claim<'a>| Value::Many(claim.sources().map(Source::id).map(Into::into).collect());
        edits.0.push(FieldChange { field: "sources", old: ids(old), new: ids(new) });
    }
    edits.0
}

/// Whether two claims rest on the same sources in the same order.
fn same_sources(old: Claim<'_>, new: Claim<'_>, sources: &Pairs) -> bool {
    old.source_indexes().map(|at| sources.newer(at.0)).eq(new.source_indexes().map(|at| Some(at.0)))
}

/// For each claim of `after` the one of `before` that it was.
fn matched(before: &[Claim<'_>], after: &[Claim<'_>], sources: &Pairs) -> Vec<Option<usize>> {
    let mut matched: Vec<Option<usize>> = vec![None; after.len()];
    let mut by_text: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (at, claim) in before.iter().enumerate() {
        by_text.entry(claim.text()).or_default().push_back(at);
    }
    for (claim, was) in after.iter().zip(&mut matched) {
        *was = by_text.get_mut(claim.text()).and_then(VecDeque::pop_front);
    }
    let mut left: Vec<usize> = by_text.into_values().flatten().collect();
    left.sort_unstable();
    pair_alike(before, after, sources, &left, &mut matched);
    pair_by_sources(before, after, sources, &left, &mut matched);
    matched
}

/// Pairs the claims that are alike, the most alike ones first.
fn pair_alike(
    before: &[Claim<'_>],
    after: &[Claim<'_>],
    sources: &Pairs,
    left: &[usize],
    matched: &mut [Option<usize>],
) {
    let old: Vec<(usize, Claim<'_>, Vec<u64>)> = left
        .iter()
        .filter_map(|at| before.get(*at).map(|claim| (*at, *claim, words(claim.text()))))
        .collect();
    let open: Vec<(usize, &Claim<'_>)> = after
        .iter()
        .enumerate()
        .zip(&*matched)
        .filter(|(_, was)| was.is_none())
        .map(|(open, _)| open)
        .collect();
    let by_word = (open.len().saturating_mul(old.len()) > ALL_PAIRS)
        .then(|| ByWord::of(old.iter().map(|(_, _, words)| &**words)));
    let mut candidates: Vec<(u64, usize, usize)> = Vec::new();
    for (at, claim) in open {
        let own = words(claim.text());
        let near = match &by_word {
            Some(by_word) => by_word.near(&own),
            None => (0..old.len()).collect(),
        };
        for (was, other, words) in near.into_iter().filter_map(|at| old.get(at)) {
            let alike = alike(&own, words);
            if alike >= ALIKE || alike >= ALIKE_BY_SOURCES && same_sources(*other, *claim, sources) {
                candidates.push((alike, at, *was));
            }
        }
    }
    candidates.sort_by_key(|(alike, at, was)| (std::cmp::Reverse(*alike), *at, *was));
    let mut taken = vec![false; before.len()];
    for (_, at, was) in candidates {
        if let (Some(slot @ None), Some(taken @ false)) = (matched.get_mut(at), taken.get_mut(was)) {
            (*slot, *taken) = (Some(was), true);
        }
    }
}

/// Pairs what is left where one claim on either side rests on the same sources.
fn pair_by_sources(
    before: &[Claim<'_>],
    after: &[Claim<'_>],
    sources: &Pairs,
    left: &[usize],
    matched: &mut [Option<usize>],
) {
    // None where more than one rests on them.
    let mut old: HashMap<Vec<u32>, Option<usize>> = HashMap::new();
    let taken: HashSet<usize> = matched.iter().copied().flatten().collect();
    for at in left.iter().filter(|at| !taken.contains(at)) {
        let indexes = before.get(*at).map(|claim| claim.source_indexes());
        let mapped =
            indexes.into_iter().flatten().map(|at| sources.newer(at.0)).collect::<Option<Vec<u32>>>();
        if let Some(mapped) = mapped.filter(|mapped| !mapped.is_empty()) {
            old.entry(mapped).and_modify(|only| *only = None).or_insert(Some(*at));
        }
    }
    let mut new: HashMap<Vec<u32>, Option<usize>> = HashMap::new();
    for ((at, claim), was) in after.iter().enumerate().zip(&*matched) {
        if was.is_none() {
            let indexes = claim.source_indexes().map(|at| at.0).collect();
            new.entry(indexes).and_modify(|only| *only = None).or_insert(Some(at));
        }
    }
    for (indexes, at) in new {
        if let (Some(at), Some(Some(was))) = (at, old.get(&indexes))
            && let Some(slot) = matched.get_mut(at)
        {
            *slot = Some(*was);
        }
    }
}

/// Which of many texts have a word.
struct ByWord(HashMap<u64, Vec<usize>>);

impl ByWord {
    fn of<'w>(texts: impl Iterator<Item = &'w [u64]>) -> Self {
        let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, words) in texts.enumerate() {
            for word in words {
                places.entry(*word).or_default().push(at);
            }
        }
        Self(places)
    }

    /// The texts that share the most of the rarest words of another; bounded, whatever the texts are.
    fn near(&self, words: &[u64]) -> Vec<usize> {
        let mut places: Vec<&Vec<usize>> = words.iter().filter_map(|word| self.0.get(word)).collect();
        places.sort_by_key(|places| places.len());
        // A word counts for all that have it or for none, or those that come first would seem the most alike.
        let mut left = PLACES;
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
                places.first().into_iter().flat_map(|places| places.iter().map(|at| (*at, 1))).take(PLACES),
            );
        }
        let mut near: Vec<(usize, usize)> = shared.into_iter().collect();
        near.sort_by_key(|(at, shared)| (std::cmp::Reverse(*shared), *at));
        near.into_iter().take(CANDIDATES).map(|(at, _)| at).collect()
    }
}

/// The words of a text as numbers, each once, in order.
fn words(text: &str) -> Vec<u64> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(MOST_WORDS);
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

/// How alike two sets of words are, in thousandths.
fn alike(a: &[u64], b: &[u64]) -> u64 {
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    let mut shared: u64 = 0;
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        match one.cmp(other) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                shared += 1;
                left.next();
                right.next();
            }
        }
    }
    let all = (a.len() + b.len()) as u64;
    (2_000 * shared).checked_div(all).unwrap_or(0)
}
