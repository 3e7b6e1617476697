//! A word of a query, prepared for the search in many texts.
//!
//! A search first finds candidates: positions of the two rarest bytes of the word, found by `memchr` many bytes at once.
//! Adversarial text has a candidate at every byte and the word nowhere, so callers limit the number of candidates.

use std::ops::Range;

#[cfg(target_arch = "aarch64")]
use memchr::arch::aarch64::neon::packedpair as wide;
use memchr::arch::all::packedpair;
#[cfg(target_arch = "x86_64")]
use memchr::arch::x86_64::avx2::packedpair as wide;

use super::fold::{ends_word, letter, letters, starts_word};

/// A folded word, or several with single spaces between.
#[derive(Clone, Debug)]
pub(crate) struct Needle {
    text: String,
    rare: Rare,
    /// Its letters and digits, without punctuation.
    pub(super) loose: Vec<char>,
    /// Set of its bytes, see [`letters`].
    pub(super) bytes: u64,
    /// Set of its letters and digits.
    pub(super) loose_bytes: u64,
}

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        let loose: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let loose_bytes = letters(loose.iter().collect::<String>().as_bytes());
        Self {
            rare: Rare::new(text.as_bytes()),
            bytes: letters(text.as_bytes()),
            loose,
            loose_bytes,
            text: text.to_owned(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Its bit in a set of letters if it is a single ASCII letter or digit.
    pub(super) fn single(&self) -> Option<u64> {
        match self.text.as_bytes() {
            [byte] if byte.is_ascii_alphanumeric() => Some(letter(*byte)),
            _ => None,
        }
    }

    /// The next candidate between `from` and `to`, and whether the needle is really there.
    pub(super) fn seek(&self, text: &[u8], from: usize, to: usize) -> Option<(usize, bool)> {
        let last = to.checked_sub(self.text.len()).filter(|last| from <= *last)?;
        let at = self.rare.seek(text, from, to).filter(|at| *at <= last)?;
        let is_match = text.get(at..).is_some_and(|rest| rest.starts_with(self.text.as_bytes()));
        Some((at, is_match))
    }

    /// The positions of the needle in a folded text, in order, without overlaps.
    pub(super) fn places<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = usize> + 'a {
        let (bytes, mut from) = (folded.as_bytes(), 0);
        let candidates = std::iter::from_fn(move || {
            let (at, is_match) = self.seek(bytes, from, bytes.len())?;
            from = at + if is_match { self.text.len() } else { 1 };
            Some((at, is_match))
        });
        candidates.filter_map(|(at, is_match)| is_match.then_some(at))
    }

    /// The positions in a folded text of the words that start with the needle.
    pub(super) fn word_starts<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.places(folded).filter(|at| starts_word(folded, *at))
    }

    /// Whether a word in a range of a folded text starts with the needle; only some `candidates` are examined.
    pub(super) fn starts_any_word(&self, folded: &str, range: Range<usize>, candidates: usize) -> bool {
        let mut from = range.start;
        for _ in 0..candidates {
            let Some((at, is_match)) = self.seek(folded.as_bytes(), from, range.end) else { return false };
            if is_match && starts_word(folded, at) {
                return true;
            }
            from = at + 1;
        }
        false
    }

    /// Whether a match at this position ends where a word ends.
    pub(super) fn ends_word(&self, folded: &str, at: usize) -> bool {
        ends_word(folded, at + self.text.len())
    }
}

/// Finder of the rarest bytes of a needle.
#[derive(Clone, Debug)]
enum Rare {
    Nothing,
    Byte(u8),
    Pair(packedpair::Finder),
    /// Many bytes at once, where the processor can.
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    Wide(wide::Finder, packedpair::Finder),
}

impl Rare {
    fn new(needle: &[u8]) -> Self {
        let Some(pair) = packedpair::Finder::new(needle) else {
            return needle.first().map_or(Self::Nothing, |byte| Self::Byte(*byte));
        };
        #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
        if let Some(wide) = wide::Finder::with_pair(needle, *pair.pair()) {
            return Self::Wide(wide, pair);
        }
        Self::Pair(pair)
    }

    /// The next candidate from `from` on, possibly beyond `to`.
    fn seek(&self, text: &[u8], from: usize, to: usize) -> Option<usize> {
        let found = match self {
            Self::Nothing => None,
            Self::Byte(byte) => memchr::memchr(*byte, text.get(from..to)?),
            Self::Pair(pair) => pair.find_prefilter(text.get(from..to)?),
            #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
            Self::Wide(wide, pair) => {
                // It needs a minimum length, so it may read beyond `to`.
                match text.get(from..to.max(from + wide.min_haystack_len())) {
                    Some(text) => wide.find_prefilter(text),
                    None => pair.find_prefilter(text.get(from..to)?),
                }
            }
        };
        found.map(|at| from + at)
    }
}

/// Compares the texts; the finders follow from them.
impl PartialEq for Needle {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Needle {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_occurrence_is_found(
            needle in "[ab]{1,3}|a{20,40}|[é日a]{1,4}", text in "[abé日 ]{0,120}", from in 0_usize..20, to in 0_usize..90,
        ) {
            let found: Vec<usize> = Needle::new(&needle).places(&text).collect();
            let wanted: Vec<usize> = text.match_indices(&needle).map(|(at, _)| at).collect();
            prop_assert_eq!(found, wanted);
            let (to, from) = (to.min(text.len()), from.min(to.min(text.len())));
            let mut places = Vec::new();
            let mut next = from;
            while let Some((at, is_match)) = Needle::new(&needle).seek(text.as_bytes(), next, to) {
                places.extend(is_match.then_some(at));
                next = at + 1;
            }
            let inside = text.as_bytes()[from..to].windows(needle.len()).enumerate();
            let wanted: Vec<usize> =
                inside.filter(|(_, window)| *window == needle.as_bytes()).map(|(at, _)| from + at).collect();
            prop_assert_eq!(places, wanted);
        }
    }
}
