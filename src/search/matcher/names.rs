//! A word in the names of entries.

use super::{Mode, WordMatcher, fields};
use crate::search::corpus::{BREAK, Segment};
use crate::search::fold::{ends_word, letter};
use crate::search::fuzzy::{quality, squeezed_equal};
use crate::search::limits::Steps;
use crate::search::rank::{Grade, Tier};
use crate::search::typos::{self, Meant};

/// So many places of a word are looked at in one name: what comes after the first says little more.
const IN_NAME: usize = 4;

impl WordMatcher {
    /// Whether the names of an entry can hold the word as it stands.
    pub(super) fn may_stand_in_names(&self, part: &Segment, at: usize) -> bool {
        match self.needle.single() {
            _ if self.nowhere.names => false,
            Some(letter) if matches!(self.mode, Mode::Plain | Mode::Literal) => {
                part.initials.get(at).is_some_and(|set| set & letter != 0)
            }
            _ => {
                let bytes = self.finder().bytes();
                part.letters.get(at).is_some_and(|set| set & bytes == bytes)
            }
        }
    }

    /// The literal grades of the names of some entries in a row, into `grades`.
    pub(in crate::search) fn names(&self, part: &Segment, first: usize, grades: &mut [Grade]) {
        if self.nowhere.names {
            return;
        }
        if let Mode::Ends { .. } = self.mode {
            for (at, grade) in (first..).zip(grades) {
                if self.may_stand_in_names(part, at) {
                    *grade = self.ends_of_names(part, at);
                }
            }
            return;
        }
        let bytes = part.names.text.as_bytes();
        let to = part.names.start(first + grades.len());
        let (mut at, mut end) = (0, part.names.start(first + 1));
        let mut from = part.names.start(first);
        // The number of the field that the last place was in, and where it was; the places that are still looked at.
        let (mut number, mut counted) = (0, from);
        let (mut left, mut left_here) = (self.limits.places, IN_NAME);
        // A form must not hide the word itself that begins inside it.
        let step = if self.forms.is_some() { 1 } else { self.needle.len() };
        while let Some((place, stands)) = self.finder().seek(bytes, from, to) {
            while place >= end {
                at += 1;
                (number, counted, left, left_here) = (0, end, self.limits.places, IN_NAME);
                end = part.names.start(first + at + 1);
            }
            left -= 1;
            if !stands {
                from = if left == 0 { end } else { place + 1 };
                continue;
            }
            let breaks = memchr::memchr_iter(BREAK, bytes.get(counted..place).unwrap_or_default()).count();
            if breaks > 0 {
                number += breaks;
                left_here = IN_NAME;
            }
            counted = place;
            let Some(grade) = grades.get_mut(at) else { return };
            *grade = self.name(part, number, place).min(*grade);
            left_here -= 1;
            from = if left == 0 || number == 0 && grade.tier() == Some(Tier::Exact) {
                end
            } else if left_here == 0 {
                let rest = bytes.get(place..end).unwrap_or_default();
                memchr::memchr(BREAK, rest).map_or(end, |length| place + length)
            } else {
                place + step
            };
        }
    }

    /// The grade of a place of `names` at which the word, or what its forms begin with, stands, in the field with this
    /// number.
    pub(super) fn name(&self, part: &Segment, number: usize, place: usize) -> Grade {
        let text = part.names.text.as_str();
        let bytes = text.as_bytes();
        if let Some(forms) = &self.forms
            && !bytes.get(place..).is_some_and(|rest| rest.starts_with(self.needle.text().as_bytes()))
        {
            let form = part.head(place) && forms.ends(text, place).is_some();
            return if form { Grade::new(Tier::Word, rank_of(number)) } else { Grade::CONTAINED };
        }
        let end = place + self.needle.len();
        let starts = place.checked_sub(1).is_none_or(|before| bytes.get(before) == Some(&BREAK));
        let stops = bytes.get(end).is_none_or(|byte| *byte == BREAK);
        let head = starts || part.head(place);
        if let Mode::Whole { open } = self.mode
            && !(head && (open || ends_word(text, end) || part.head(end)))
        {
            return Grade::CONTAINED;
        }
        let (tier, whole) = match (starts && stops, starts, head) {
            (true, ..) => (Tier::Exact, 0),
            (_, true, _) => (Tier::Prefix, 0),
            (.., true) => (Tier::Word, if ends_word(text, end) { 4 } else { 0 }),
            _ if self.needle.len() > 1 => (Tier::Inside, 0),
            _ => return Grade::CONTAINED,
        };
        Grade::new(tier, rank_of(number) + whole)
    }

    fn ends_of_names(&self, part: &Segment, at: usize) -> Grade {
        let start = part.names.start(at);
        let all = fields(part.names.get(at)).enumerate();
        all.map(|(number, (from, name))| self.ends_of_name(part, number, start + from, name))
            .min()
            .unwrap_or(Grade::NONE)
    }

    pub(super) fn ends_of_name(&self, part: &Segment, number: usize, from: usize, name: &str) -> Grade {
        let Mode::Ends { start, end } = self.mode else { return Grade::NONE };
        let word = self.needle.text();
        let (begins, stops) = (name.starts_with(word), name.ends_with(word));
        if start && !begins || end && !stops {
            return Grade::NONE;
        }
        let tier = match (name == word, begins) {
            (true, _) => Tier::Exact,
            (_, true) => Tier::Prefix,
            _ if part.head(from + name.len() - word.len()) => Tier::Word,
            _ => Tier::Inside,
        };
        Grade::new(tier, rank_of(number))
    }

    /// The better one of a literal grade of the names and what is found by looking less closely.
    pub(super) fn loose(&self, part: &Segment, at: usize, literal: Grade) -> Grade {
        let Some(loose) = self.loosely(part, at, literal) else { return literal };
        loose.map(|(_, grade)| grade).min().map_or(literal, |best| best.min(literal))
    }

    /// The fields of the names by number, each with its grade when looked at less closely; nothing where that cannot
    /// give a better one than the literal grade.
    pub(super) fn loosely(
        &self,
        part: &Segment,
        at: usize,
        literal: Grade,
    ) -> Option<impl Iterator<Item = (usize, Grade)>> {
        let word = self.needle.loose();
        let set = part.letters.get(at).copied().unwrap_or(0);
        let lacking = (self.needle.loose_bytes() & !set).count_ones();
        if literal.tier() == Some(Tier::Exact) || word.len() < 3 || lacking > u32::from(self.edits) {
            return None;
        }
        let initials = part.initials.get(at).copied().unwrap_or(0);
        let begins = |number: usize| word.get(number).is_some_and(|letter| initials & initial(*letter) != 0);
        let slips = self.edits > 0 && !literal.matches() && (self.wrong_start || begins(0) || begins(1));
        if lacking > 0 && !slips {
            return None;
        }
        let scattered = lacking == 0 && !literal.matches() && begins(0);
        let start = part.names.start(at);
        let mut steps = Steps::new(self.limits.steps);
        Some(fields(part.names.get(at)).enumerate().map(move |(number, (from, name))| {
            let rank = rank_of(number);
            let heads = || part.heads(start + from, start + from + name.len());
            let mut best = Grade::NONE;
            if lacking == 0 && self.is_squeezed(name, &mut steps) {
                best = Grade::new(Tier::Exact, rank);
            }
            if scattered && let Some(quality) = quality(word, name, heads(), &mut steps) {
                best = best.min(Grade::new(Tier::Fuzzy, quality + rank));
            }
            if slips && let Some(meant) = typos::meant(word, self.edits, name, heads(), &mut steps) {
                best = best.min(Grade::new(Tier::Slip, slip_score(&meant, name) + rank));
            }
            (number, best)
        }))
    }

    fn is_squeezed(&self, name: &str, steps: &mut Steps) -> bool {
        let word = self.needle.loose();
        // Names of other lengths are many, and known at once.
        name.len() >= word.len()
            && word.first().is_some_and(|first| name.starts_with(*first) || !name.is_ascii())
            && steps.take(word.len())
            && squeezed_equal(name, word)
    }
}

/// The bit of a letter among those that words begin with.
fn initial(of: char) -> u64 {
    let mut bytes = [0; 4];
    of.encode_utf8(&mut bytes).bytes().next().map_or(0, letter)
}

/// What a field of the names is worth: the name before its aliases, and those before the id.
fn rank_of(number: usize) -> u8 {
    match number {
        0 => 2,
        1 => 0,
        _ => 1,
    }
}

/// All of a name says more than a word of it, and its first word more than a later one.
fn slip_score(meant: &Meant, name: &str) -> u8 {
    let all = meant.place == (0..name.len());
    meant.score + if all { 4 } else { 0 } + u8::from(meant.place.start == 0)
}
