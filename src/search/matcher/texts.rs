//! A word in summaries, claims and the texts of sources.

use std::ops::Range;

use super::{CONTAINED, Mode, NOT, SCORE, Shared, WordMatcher};
use crate::search::corpus::{BREAK, Segment};
use crate::search::fold::{ends_word, starts_word};
use crate::search::stems::is_ending;

/// From so many letters on a word counts inside words of long texts: fewer letters stand inside some word of nearly
/// every text.
const INSIDE: usize = 4;

/// So many places of a word are looked at in one text: what comes after them says little more.
const IN_TEXT: usize = 8;

/// In more texts than this a word says nothing further.
const OFTEN: u8 = 3;

/// The summary tells what the entry is, a claim may only mention the word.
const SUMMARY: u8 = 3;

/// A match in a text, best last: inside a word, at its start, another form of it, all of it.
const WITHIN: u8 = 1;
const START: u8 = 2;
const FORM: u8 = 3;
const WHOLE: u8 = 4;

/// What was found in a long text so far.
struct Tally {
    best: u8,
    /// In how many fields.
    fields: u8,
    /// Where the last place was that was looked at.
    seen: usize,
    /// Whether this field was counted already.
    counted: bool,
    in_summary: bool,
    contained: bool,
    /// How many more places are looked at, in all and in this field.
    left: usize,
    left_here: usize,
}

impl Tally {
    fn code(&self) -> Shared {
        match (self.best, self.contained) {
            (0, false) => NOT,
            (0, true) => CONTAINED,
            // An entry that speaks of the word in several texts is more about it than one that mentions it once.
            (best, _) => SCORE + best + self.fields,
        }
    }

    /// Whether no further place could make it better.
    fn is_full(&self) -> bool {
        self.left == 0 || self.fields == OFTEN && self.best == WHOLE + SUMMARY
    }
}

impl WordMatcher {
    /// The codes of the long texts of some entries in a row, into `codes`.
    pub(in crate::search) fn texts(&self, part: &Segment, first: usize, codes: &mut [Shared]) {
        if matches!(self.mode, Mode::Ends { .. }) || self.nowhere.texts {
            return;
        }
        if let Some(letter) = self.needle.single() {
            for (at, code) in (first..).zip(codes) {
                // Of a letter that stands alone only the fact is kept.
                let alone = part.alone.get(at).is_some_and(|set| set & letter != 0);
                *code = if alone { SCORE + WHOLE } else { CONTAINED };
            }
            return;
        }
        if self.limits.read < usize::MAX {
            for (at, code) in (first..).zip(codes) {
                let (from, end) = (part.texts.start(at), part.texts.start(at + 1));
                *code =
                    self.tally(&part.texts.text, from, end.min(from.saturating_add(self.limits.read)), true);
            }
            return;
        }
        // All of them in one go: most do not hold the word.
        let (mut at, mut end) = (0, part.texts.start(first + 1));
        let to = part.texts.start(first + codes.len());
        let mut from = part.texts.start(first);
        while let Some((place, stands)) = self.finder().seek(part.texts.text.as_bytes(), from, to) {
            let mut start = from;
            while place >= end {
                at += 1;
                start = end;
                end = part.texts.start(first + at + 1);
            }
            let Some(code) = codes.get_mut(at) else { return };
            *code = self.tally_from(&part.texts.text, start..end, (place, stands), true);
            from = end;
        }
    }

    /// The code of a long text; `summary` when its first field is the summary.
    pub(super) fn long_text(&self, folded: &str, summary: bool) -> Shared {
        self.tally(folded, 0, folded.len().min(self.limits.read), summary)
    }

    fn tally(&self, text: &str, from: usize, to: usize, summary: bool) -> Shared {
        let place = self.finder().seek(text.as_bytes(), from, to);
        place.map_or(NOT, |place| self.tally_from(text, from..to, place, summary))
    }

    /// The code of a stretch of texts in which a place was found where the word, or what its forms begin with, may stand.
    fn tally_from(&self, text: &str, stretch: Range<usize>, place: (usize, bool), summary: bool) -> Shared {
        let mut tally = Tally {
            best: 0,
            fields: 0,
            seen: stretch.start,
            counted: false,
            in_summary: summary,
            contained: false,
            left: self.limits.places,
            left_here: IN_TEXT,
        };
        // A form must not hide the word itself that begins inside it.
        let step = if self.forms.is_some() { 1 } else { self.needle.len() };
        let mut next = Some(place);
        while let Some((place, stands)) = next {
            tally.left -= 1;
            if stands {
                self.count(&mut tally, text, place);
            }
            if tally.is_full() {
                break;
            }
            let mut from = place + if stands { step } else { 1 };
            if tally.left_here == 0 {
                let rest = text.as_bytes().get(from..stretch.end).unwrap_or_default();
                let Some(length) = memchr::memchr(BREAK, rest) else { break };
                from += length;
            }
            next = self.finder().seek(text.as_bytes(), from, stretch.end);
        }
        tally.code()
    }

    /// Takes a place into account.
    fn count(&self, tally: &mut Tally, text: &str, at: usize) {
        let bytes = text.as_bytes();
        tally.contained = true;
        if memchr::memchr(BREAK, bytes.get(tally.seen..at).unwrap_or_default()).is_some() {
            tally.counted = false;
            tally.in_summary = false;
            tally.left_here = IN_TEXT;
        }
        tally.seen = at;
        tally.left_here -= 1;
        let literal = self.forms.is_none()
            || bytes.get(at..).is_some_and(|rest| rest.starts_with(self.needle.text().as_bytes()));
        // Where a form was found in this field already, another one says nothing more.
        let bonus = if tally.in_summary { SUMMARY } else { 0 };
        if !literal && tally.counted && tally.best >= FORM + bonus {
            return;
        }
        let score = self.score(text, at, literal);
        if score == 0 {
            return;
        }
        if !tally.counted {
            tally.counted = true;
            tally.fields = (tally.fields + 1).min(OFTEN);
        }
        tally.best = tally.best.max(score + bonus);
    }

    /// What the word is worth at a place, or another form of it where it is not `literal`.
    fn score(&self, text: &str, at: usize, literal: bool) -> u8 {
        let begins = starts_word(text, at);
        let plain = matches!(self.mode, Mode::Plain | Mode::Literal);
        if !begins {
            return if literal && plain && self.needle.loose().len() >= INSIDE { WITHIN } else { 0 };
        }
        if !literal {
            return if self.forms.as_ref().is_some_and(|forms| forms.ends(text, at).is_some()) {
                FORM
            } else {
                0
            };
        }
        let end = at + self.needle.len();
        match self.mode {
            _ if ends_word(text, end) => WHOLE,
            Mode::Whole { open: false } => 0,
            // A letter alone begins a word of nearly every text.
            _ if self.needle.single().is_some() => 0,
            Mode::Whole { .. } => START,
            _ if text.get(end..).is_some_and(is_ending) => FORM,
            _ => START,
        }
    }
}
