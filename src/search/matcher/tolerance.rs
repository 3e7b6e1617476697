//! Whether typos are tolerated in a word: only if it occurs nowhere as it was typed.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::WordMatcher;
use crate::parallel;
use crate::search::fold::starts_word;
use crate::search::index::Index;
use crate::search::needle::Needle;
use crate::search::typos;

/// Size of the pieces of text that threads share, in bytes; a smaller text is scanned faster than a thread starts.
const PIECE: usize = 1 << 20;

/// Number of occurrences from which a word counts as typed on purpose, even if only inside other words.
const MIN_OFTEN: usize = 1 << 14;

/// Maximum number of false candidates in a piece; after them the rest of the piece is taken for adversarial text.
const MAX_MISSES: usize = 1 << 13;

/// Where a word occurs in some texts.
#[derive(Clone, Copy, Debug)]
struct Occurrence {
    /// It occurs somewhere.
    any: bool,
    /// It occurs where it fits, or very often.
    fitting: bool,
}

impl WordMatcher {
    /// Tolerates typos whether or not the word occurs.
    pub(in crate::search) fn tolerate_typos(&mut self) {
        self.inexact.typos = typos::max_typos(&self.needle.loose);
    }

    /// Tolerates typos if the word has no literal match: else typos would outnumber exact hits.
    pub(in crate::search) fn tolerate_typos_if_absent(&mut self, index: &Index) {
        let word = &self.needle.loose;
        let is_pair = word.len() == 2 && word.iter().all(char::is_ascii_lowercase);
        let shared = || self.kinds.iter().chain(&self.categories).chain(&self.tags);
        if shared().any(|grade| grade.matches()) {
            self.inexact.is_known = shared().any(|grade| grade.is_whole_label());
            return;
        }
        if typos::max_typos(word) == 0 && word.len() != 3 && !is_pair {
            return;
        }
        let names = || index.segments.iter().map(|segment| segment.names.text.as_str());
        if is_pair {
            self.inexact.is_abbreviation =
                !occurrence(names(), &self.needle, index.threads, starts_word).fitting;
            return;
        }
        let is_word = |text: &str, at: usize| starts_word(text, at) && self.needle.ends_word(text, at);
        let in_names = occurrence(names(), &self.needle, index.threads, |_, _| true);
        if in_names.fitting {
            return;
        }
        let texts = index.segments.iter().map(|segment| segment.texts.text.as_str());
        let in_texts = occurrence(texts, &self.needle, index.threads, is_word);
        let sources = std::iter::once(index.shared.sources.text.as_str());
        let addresses = index.segments.iter().map(|segment| segment.addresses.text.as_str());
        let is_known = in_texts.fitting
            || occurrence(sources, &self.needle, index.threads, is_word).fitting
            || self.is_address && occurrence(addresses, &self.needle, index.threads, is_word).fitting;
        self.inexact.is_known = is_known;
        self.absent.names = self.forms.is_none();
        self.absent.texts = self.forms.is_none() && !in_texts.any;
        if !is_known {
            let tail: String = word.iter().skip(1).collect();
            let word = &self.needle.loose;
            self.inexact.wrong_start = word.len() >= typos::MIN_WRONG_START
                && occurrence(names(), &Needle::new(&tail), index.threads, |_, _| true).fitting;
            self.tolerate_typos();
        }
    }
}

/// Whether a needle occurs in some texts, and whether it does at a position that `fits` accepts.
fn occurrence<'a>(
    texts: impl Iterator<Item = &'a str>,
    needle: &Needle,
    threads: usize,
    fits: impl Fn(&str, usize) -> bool + Sync,
) -> Occurrence {
    let cut = |text: &'a str| (0..text.len()).step_by(PIECE).map(move |from| (text, from));
    let pieces: Vec<(&str, usize)> = texts.flat_map(cut).collect();
    let (count, fitting) = (AtomicUsize::new(0), AtomicBool::new(false));
    // All threads stop when one has found it; the result does not depend on which one.
    let scan = |(): &mut (), (text, from): &(&str, usize)| {
        if fitting.load(Ordering::Relaxed) {
            return;
        }
        // Pieces overlap, so that a needle between two of them is found.
        let to = text.len().min(from + PIECE + needle.len().saturating_sub(1));
        let (mut from, mut misses) = (*from, 0);
        while let Some((at, is_match)) = needle.seek(text.as_bytes(), from, to) {
            from = at + 1;
            if is_match {
                if fits(text, at) || count.fetch_add(1, Ordering::Relaxed) >= MIN_OFTEN {
                    fitting.store(true, Ordering::Relaxed);
                    return;
                }
            } else {
                misses += 1;
                if misses == MAX_MISSES {
                    // It may occur in the rest.
                    count.fetch_add(1, Ordering::Relaxed);
                    return;
                }
            }
        }
    };
    parallel::map(threads, &pieces, || (), scan);
    let fitting = fitting.into_inner();
    Occurrence { any: fitting || count.into_inner() > 0, fitting }
}
