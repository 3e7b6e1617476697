//! A word in the names of entries.

use super::WordMatcher;
use crate::search::fold::{ends_word, letter};
use crate::search::fuzzy::{abbreviated, equals_without_separators, quality};
use crate::search::index::columns::{FIELD_BREAK, fields};
use crate::search::index::segment::Segment;
use crate::search::limits::Steps;
use crate::search::query::Mode;
use crate::search::rank::{Grade, Tier, WHOLE_FORM, WHOLE_WORD, name_bonus};
use crate::search::stems::is_ending;
use crate::search::typos::{self, Correction};

/// Maximum number of occurrences that are graded in one name: later ones hardly improve the first.
const MAX_IN_NAME: usize = 4;

impl WordMatcher {
    /// Whether the names of an entry have all letters of the word.
    pub(super) fn names_may_contain(&self, segment: &Segment, at: usize) -> bool {
        let has = |sets: &[u64], set: u64| sets.get(at).is_some_and(|letters| letters & set == set);
        match self.needle.single() {
            _ if self.absent.names => false,
            Some(letter) if matches!(self.mode, Mode::Tolerant | Mode::Literal) => {
                has(&segment.initials, letter)
            }
            _ => has(&segment.letters, self.finder().bytes),
        }
    }

    /// Grades the literal matches in the names of consecutive entries.
    pub(in crate::search) fn names(&self, segment: &Segment, first: usize, grades: &mut [Grade]) {
        if self.absent.names {
            return;
        }
        if let Mode::Ends { .. } = self.mode {
            for (at, grade) in (first..).zip(grades) {
                if self.names_may_contain(segment, at) {
                    *grade = self.ends_of_names(segment, at);
                }
            }
            return;
        }
        let bytes = segment.names.text.as_bytes();
        let to = segment.names.start(first + grades.len());
        let (mut at, mut end) = (0, segment.names.start(first + 1));
        let mut from = segment.names.start(first);
        // The field of the last match and its position; the candidates that are left for the entry and the field.
        let (mut number, mut counted) = (0, from);
        let (mut left, mut left_in_name) = (self.limits.candidates, MAX_IN_NAME);
        // The word itself may start inside one of its forms.
        let step = if self.forms.is_some() { 1 } else { self.needle.len() };
        while let Some((place, is_match)) = self.finder().seek(bytes, from, to) {
            while place >= end {
                at += 1;
                (number, counted, left, left_in_name) = (0, end, self.limits.candidates, MAX_IN_NAME);
                end = segment.names.start(first + at + 1);
            }
            left -= 1;
            if !is_match {
                from = if left == 0 { end } else { place + 1 };
                continue;
            }
            let breaks = bytes.get(counted..place).unwrap_or_default();
            let breaks = memchr::memchr_iter(FIELD_BREAK, breaks).count();
            if breaks > 0 {
                number += breaks;
                left_in_name = MAX_IN_NAME;
            }
            counted = place;
            let Some(grade) = grades.get_mut(at) else { return };
            *grade = self.name(segment, number, place).min(*grade);
            left_in_name -= 1;
            from = if left == 0 || number == 0 && grade.tier() == Some(Tier::Exact) {
                end
            } else if left_in_name == 0 {
                let rest = bytes.get(place..end).unwrap_or_default();
                memchr::memchr(FIELD_BREAK, rest).map_or(end, |length| place + length)
            } else {
                place + step
            };
        }
    }

    /// The grade of an occurrence of the finder at a byte of `names`, in the field with this number.
    pub(super) fn name(&self, segment: &Segment, number: usize, place: usize) -> Grade {
        let text = segment.names.text.as_str();
        let bytes = text.as_bytes();
        let is_word_start = segment.is_word_start(place);
        if let Some(forms) = &self.forms
            && !bytes.get(place..).is_some_and(|rest| rest.starts_with(self.needle.text().as_bytes()))
        {
            let is_form = is_word_start && forms.is_inflection && forms.end(text, place).is_some();
            let grade = Grade::new(Tier::Word, name_bonus(number) + WHOLE_FORM);
            return if is_form { grade } else { Grade::CONTAINED };
        }
        let end = place + self.needle.len();
        let starts_name = place.checked_sub(1).is_none_or(|before| bytes.get(before) == Some(&FIELD_BREAK));
        let ends_name = bytes.get(end).is_none_or(|byte| *byte == FIELD_BREAK);
        let starts = starts_name || is_word_start;
        let ends = || ends_word(text, end) || segment.is_word_start(end);
        if let Mode::Whole { open } = self.mode
            && !(starts && (open || ends()))
        {
            return Grade::CONTAINED;
        }
        let whole = || match text.get(end..) {
            _ if ends() => WHOLE_WORD,
            Some(rest) if is_ending(rest) => WHOLE_FORM,
            _ => 0,
        };
        let (tier, bonus) = match (starts_name && ends_name, starts_name, starts) {
            (true, ..) => (Tier::Exact, 0),
            (_, true, _) => (Tier::Prefix, whole() + 1),
            (.., true) => (Tier::Word, whole()),
            // Two letters are inside of nearly every name.
            _ if self.needle.len() > 2 => (Tier::Inside, 0),
            _ => return Grade::CONTAINED,
        };
        Grade::new(tier, name_bonus(number) + bonus)
    }

    fn ends_of_names(&self, segment: &Segment, at: usize) -> Grade {
        let start = segment.names.start(at);
        let names = fields(segment.names.get(at)).enumerate();
        let grades =
            names.map(|(number, (from, name))| self.ends_of_name(segment, number, start + from, name));
        grades.min().unwrap_or(Grade::NONE)
    }

    /// The grade of one name if the word is matched at its ends.
    pub(super) fn ends_of_name(&self, segment: &Segment, number: usize, from: usize, name: &str) -> Grade {
        let Mode::Ends { start, end } = self.mode else { return Grade::NONE };
        let word = self.needle.text();
        let (starts, ends) = (name.starts_with(word), name.ends_with(word));
        if start && !starts || end && !ends {
            return Grade::NONE;
        }
        let tier = match (name == word, starts) {
            (true, _) => Tier::Exact,
            (_, true) => Tier::Prefix,
            _ if segment.is_word_start(from + name.len() - word.len()) => Tier::Word,
            _ => Tier::Inside,
        };
        Grade::new(tier, name_bonus(number))
    }

    /// The better one of a literal grade and the inexact grades of the names.
    pub(super) fn inexact(&self, segment: &Segment, at: usize, literal: Grade) -> Grade {
        let grades = self.inexact_names(segment, at, literal).into_iter().flatten();
        grades.map(|(_, grade)| grade).fold(literal, Grade::min)
    }

    /// The names by number, each with its grade without separators, as a fuzzy match or with typos; none if that cannot
    /// be better than the literal grade.
    pub(super) fn inexact_names(
        &self,
        segment: &Segment,
        at: usize,
        literal: Grade,
    ) -> Option<impl Iterator<Item = (usize, Grade)>> {
        let word = &self.needle.loose;
        let letters = segment.letters.get(at).copied().unwrap_or(0);
        let missing = (self.needle.loose_bytes & !letters).count_ones();
        let is_short = word.len() < 3 && !self.inexact.is_abbreviation;
        if literal.tier() == Some(Tier::Exact) || is_short || missing > u32::from(self.inexact.typos) {
            return None;
        }
        let initials = segment.initials.get(at).copied().unwrap_or(0);
        let is_initial = |number: usize| word.get(number).is_some_and(|c| initials & first_byte(*c) != 0);
        let with_typos = self.inexact.typos > 0
            && !literal.matches()
            && (self.inexact.wrong_start || is_initial(0) || is_initial(1));
        if missing > 0 && !with_typos {
            return None;
        }
        let fuzzily = missing == 0 && !literal.matches() && !self.inexact.is_known && is_initial(0);
        let start = segment.names.start(at);
        let mut steps = Steps::new(self.limits.steps);
        Some(fields(segment.names.get(at)).enumerate().map(move |(number, (from, name))| {
            let bonus = name_bonus(number);
            let word_starts = || segment.word_starts(start + from..start + from + name.len());
            let mut best = Grade::NONE;
            if missing == 0 && self.is_squeezed(name, &mut steps) {
                best = Grade::new(Tier::Exact, bonus);
            }
            if fuzzily && let Some(quality) = quality(word, name, word_starts(), &mut steps) {
                best = best.min(Grade::new(Tier::Fuzzy, quality + bonus));
            }
            if self.inexact.is_abbreviation
                && let Some((_, score)) = abbreviated(word, name, word_starts())
            {
                best = best.min(Grade::new(Tier::Fuzzy, score + bonus));
            }
            if with_typos && let Some(found) = typos::correct(word, name, word_starts(), &mut steps) {
                best = best.min(Grade::new(Tier::Slip, correction_score(&found, name) + bonus));
            }
            (number, best)
        }))
    }

    /// Whether a name equals the word but for separators.
    fn is_squeezed(&self, name: &str, steps: &mut Steps) -> bool {
        let word = &self.needle.loose;
        // Most names are shorter or start with another letter, which is quick to see.
        name.len() >= word.len()
            && word.first().is_some_and(|first| name.starts_with(*first) || !name.is_ascii())
            && steps.take(word.len())
            && equals_without_separators(name, word)
    }
}

/// The bit of the first byte of a character in a set of initials.
fn first_byte(c: char) -> u64 {
    c.encode_utf8(&mut [0; 4]).bytes().next().map_or(0, letter)
}

/// The score of a correction: a whole name is better than one of its words, and its first word better than others.
fn correction_score(found: &Correction, name: &str) -> u8 {
    let is_whole = found.place == (0..name.len());
    found.score + if is_whole { 4 } else { 0 } + u8::from(found.place.start == 0)
}
