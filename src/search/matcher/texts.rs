//! A word in summaries, claims and the texts of sources.

use std::ops::Range;

use super::WordMatcher;
use crate::search::fold::{ends_word, starts_word};
use crate::search::index::SOURCE_ADDRESSES;
use crate::search::index::columns::{FIELD_BREAK, fields};
use crate::search::index::segment::Segment;
use crate::search::query::Mode;
use crate::search::rank::{Grade, Tier};
use crate::search::stems::is_ending;

/// Minimum length of a word that matches inside other words, in letters: a shorter one is part of a word in nearly every
/// text.
const MIN_INSIDE: usize = 4;

/// Maximum number of occurrences that are counted in one text: later ones add little.
const MAX_IN_TEXT: usize = 8;

/// Maximum number of texts of an entry that add to its score.
const MAX_TEXTS: u8 = 3;

/// Bonus for a match in the summary, which describes the entry; a claim may only mention the word.
const SUMMARY: u8 = 3;

/// Score of a match inside a word, at its start, of another form of the word, and of the whole word.
const INSIDE: u8 = 1;
const START: u8 = 2;
const FORM: u8 = 3;
const WHOLE: u8 = 4;

/// Score of an address as a whole, of its beginning, and of a part of it.
const PAGE: u8 = 15;
const SITE: u8 = 13;
const PATH: u8 = 2;

/// Matches found so far in the texts of an entry.
#[derive(Default)]
struct Tally {
    best: u8,
    /// Number of texts with a match.
    texts: u8,
    /// Position of the last occurrence.
    seen: usize,
    /// Whether the current text is in `texts`.
    is_counted: bool,
    in_summary: bool,
    is_contained: bool,
    /// Number of candidates that are left for the entry and for the current text.
    left: usize,
    left_in_text: usize,
}

impl Tally {
    fn grade(&self) -> Grade {
        match (self.best, self.is_contained) {
            (0, false) => Grade::NONE,
            (0, true) => Grade::CONTAINED,
            // An entry with the word in several texts is more about it than one that mentions it once.
            (best, _) => Grade::new(Tier::Text, best + self.texts),
        }
    }

    /// Whether no further occurrence could improve the grade.
    fn is_full(&self) -> bool {
        self.left == 0 || self.texts == MAX_TEXTS && self.best == WHOLE + SUMMARY
    }
}

impl WordMatcher {
    /// Grades the long texts of consecutive entries.
    pub(in crate::search) fn texts(&self, segment: &Segment, first: usize, grades: &mut [Grade]) {
        if matches!(self.mode, Mode::Ends { .. }) || self.absent.texts {
            return;
        }
        if let Some(letter) = self.needle.single() {
            let lone_letters = segment.lone_letters.get(first..).unwrap_or_default();
            for (set, grade) in lone_letters.iter().zip(grades) {
                // A single letter matches as a word of its own only.
                *grade = if set & letter == 0 { Grade::CONTAINED } else { Grade::new(Tier::Text, WHOLE) };
            }
            return;
        }
        let texts = &segment.texts;
        if self.limits.read < usize::MAX {
            for (at, grade) in (first..).zip(grades) {
                *grade = self.long_text(texts.get(at), true);
            }
            return;
        }
        // Most texts do not contain the word, so they are scanned as one text.
        let (mut at, mut end) = (0, texts.start(first + 1));
        let to = texts.start(first + grades.len());
        let mut from = texts.start(first);
        while let Some(candidate) = self.finder().seek(texts.text.as_bytes(), from, to) {
            let mut start = from;
            while candidate.0 >= end {
                at += 1;
                start = end;
                end = texts.start(first + at + 1);
            }
            let Some(grade) = grades.get_mut(at) else { return };
            *grade = self.tally(&texts.text, start..end, candidate, true);
            from = end;
        }
    }

    /// The grade of the texts of a source.
    pub(super) fn source(&self, row: &str) -> Grade {
        if self.is_address {
            let first = fields(row).nth(SOURCE_ADDRESSES).map_or(row.len(), |(at, _)| at);
            let addresses = self.addresses(row.get(first..).unwrap_or_default());
            if addresses.matches() {
                return addresses;
            }
        }
        self.long_text(row, false).in_tier(Tier::Source)
    }

    /// The grade of addresses, a line each: the whole address, its beginning, or a part of it.
    pub(super) fn addresses(&self, row: &str) -> Grade {
        let grade = |at: usize| {
            let ends_line = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == FIELD_BREAK);
            let bytes = row.as_bytes();
            let starts = ends_line(at.checked_sub(1).and_then(|before| bytes.get(before)));
            let ends = ends_line(bytes.get(at + self.needle.len()));
            match (starts, ends) {
                (true, true) => Grade::new(Tier::Source, PAGE),
                (true, false) => Grade::new(Tier::Source, SITE),
                _ if starts_word(row, at) => Grade::new(Tier::Source, PATH),
                _ => Grade::CONTAINED,
            }
        };
        let places = self.needle.places(row).take(self.limits.candidates);
        places.map(grade).min().unwrap_or(Grade::NONE)
    }

    /// The grade of a long text; `has_summary` if its first field is a summary.
    pub(super) fn long_text(&self, folded: &str, has_summary: bool) -> Grade {
        let range = 0..folded.len().min(self.limits.read);
        let first = self.finder().seek(folded.as_bytes(), 0, range.end);
        first.map_or(Grade::NONE, |candidate| self.tally(folded, range, candidate, has_summary))
    }

    /// The grade of a range of a text, given the first candidate in it.
    fn tally(&self, text: &str, range: Range<usize>, candidate: (usize, bool), has_summary: bool) -> Grade {
        let mut tally = Tally {
            seen: range.start,
            in_summary: has_summary,
            left: self.limits.candidates,
            left_in_text: MAX_IN_TEXT,
            ..Tally::default()
        };
        // The word itself may start inside one of its forms.
        let step = if self.forms.is_some() { 1 } else { self.needle.len() };
        let mut next = Some(candidate);
        while let Some((place, is_match)) = next {
            tally.left -= 1;
            if is_match {
                self.count(&mut tally, text, place);
            }
            if tally.is_full() {
                break;
            }
            let mut from = place + if is_match { step } else { 1 };
            if tally.left_in_text == 0 {
                let rest = text.as_bytes().get(from..range.end).unwrap_or_default();
                let Some(length) = memchr::memchr(FIELD_BREAK, rest) else { break };
                from += length;
            }
            next = self.finder().seek(text.as_bytes(), from, range.end);
        }
        tally.grade()
    }

    /// Counts an occurrence.
    fn count(&self, tally: &mut Tally, text: &str, at: usize) {
        let bytes = text.as_bytes();
        tally.is_contained = true;
        if memchr::memchr(FIELD_BREAK, bytes.get(tally.seen..at).unwrap_or_default()).is_some() {
            tally.is_counted = false;
            tally.in_summary = false;
            tally.left_in_text = MAX_IN_TEXT;
        }
        tally.seen = at;
        tally.left_in_text -= 1;
        let is_literal = self.forms.is_none()
            || bytes.get(at..).is_some_and(|rest| rest.starts_with(self.needle.text().as_bytes()));
        // A second form in the same text adds nothing.
        let bonus = if tally.in_summary { SUMMARY } else { 0 };
        if !is_literal && tally.is_counted && tally.best >= FORM + bonus {
            return;
        }
        let score = self.score(text, at, is_literal);
        if score == 0 {
            return;
        }
        if !tally.is_counted {
            tally.is_counted = true;
            tally.texts = (tally.texts + 1).min(MAX_TEXTS);
        }
        tally.best = tally.best.max(score + bonus);
    }

    /// The score of an occurrence of the word, or of one of its forms if not `is_literal`.
    fn score(&self, text: &str, at: usize, is_literal: bool) -> u8 {
        if !starts_word(text, at) {
            let is_inside = is_literal
                && matches!(self.mode, Mode::Tolerant | Mode::Literal)
                && self.needle.loose.len() >= MIN_INSIDE;
            return if is_inside { INSIDE } else { 0 };
        }
        if !is_literal {
            let is_form = self.forms.as_ref().is_some_and(|forms| forms.end(text, at).is_some());
            return if is_form { FORM } else { 0 };
        }
        let end = at + self.needle.len();
        match self.mode {
            _ if ends_word(text, end) => WHOLE,
            Mode::Whole { open: false } => 0,
            // Some word of nearly every text starts with a given letter.
            _ if self.needle.single().is_some() => 0,
            Mode::Whole { .. } => START,
            _ if text.get(end..).is_some_and(is_ending) => FORM,
            _ => START,
        }
    }
}
