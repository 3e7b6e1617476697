//! One word of a query, matched against all entries: a grade for each.
//!
//! Dense ranges of a segment are scanned as one text, sparse entries one by one; both ways call the same functions, so
//! they cannot disagree.

mod field;
mod names;
mod texts;
mod tolerance;

use super::address::is_address;
use super::fold::starts_word;
use super::fuzzy::is_subsequence;
use super::index::SharedTexts;
use super::index::segment::Segment;
use super::limits::Limits;
use super::needle::Needle;
use super::query::Mode;
use super::rank::{Grade, Tier, WHOLE_LABEL};
use super::stems::Forms;
use crate::dataset::EntryKind;

/// The inexact matches of a word that count.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Inexact {
    /// Number of tolerated typos; 0 if the word occurs as it was typed.
    pub(super) typos: u8,
    /// Whether some name contains all of the word but its first letter, so that this one may be wrong.
    wrong_start: bool,
    /// Whether the word has two letters and begins no word of a name, so that it may abbreviate one (`pg`).
    pub(super) is_abbreviation: bool,
    /// Whether the word occurs as it was typed, so that scattered letters of a name are not meant by it.
    is_known: bool,
}

/// Texts that need not be scanned, because none of them contains the word.
#[derive(Clone, Copy, Debug, Default)]
struct Absent {
    names: bool,
    texts: bool,
}

/// A word, prepared for the texts of one index.
#[derive(Debug)]
pub(super) struct WordMatcher {
    pub(super) needle: Needle,
    pub(super) mode: Mode,
    limits: Limits,
    /// The inexact matches that count.
    pub(super) inexact: Inexact,
    absent: Absent,
    forms: Option<Forms>,
    /// Grades of shared texts, by position; empty if none contains the word.
    kinds: Vec<Grade>,
    categories: Vec<Grade>,
    tags: Vec<Grade>,
    sources: Vec<Grade>,
    relatives: Vec<Grade>,
    /// Whether the word is an address, which is also looked for among those of the entries.
    is_address: bool,
}

/// Maximum number of letters of a word that are tested as a subsequence of a name.
const MAX_FUZZY_PREFIX: usize = 24;

impl WordMatcher {
    /// A matcher without tolerance for typos; `forms` are the other forms of the word that count.
    pub(super) fn new(
        shared: &SharedTexts,
        needle: &Needle,
        mode: Mode,
        limits: Limits,
        forms: Option<Forms>,
    ) -> Self {
        let matcher = Self {
            needle: needle.clone(),
            mode,
            limits,
            inexact: Inexact::default(),
            absent: Absent::default(),
            forms: forms.filter(|_| mode == Mode::Tolerant || mode == Mode::Literal),
            kinds: Vec::new(),
            categories: Vec::new(),
            tags: Vec::new(),
            sources: Vec::new(),
            relatives: Vec::new(),
            is_address: is_address(needle.text()),
        };
        if matches!(mode, Mode::Ends { .. }) {
            return matcher;
        }
        let find = matcher.finder();
        let label = |text: &str| matcher.label(text, 0);
        // A tag is more specific than a kind or a category.
        let tag = |text: &str| matcher.label(text, 1);
        let source = |text: &str| matcher.source(text);
        let relative = |text: &str| matcher.relative(text);
        let (none, candidates) = (Grade::NONE, limits.candidates);
        let kinds = EntryKind::ALL.iter().map(|kind| label(kind.name())).collect();
        let categories = shared.categories.map_containing(find, candidates, none, label);
        let tags = shared.tags.map_containing(find, candidates, none, tag);
        let sources = shared.sources.map_containing(find, candidates, none, source);
        let relatives = shared.relatives.map_containing(find, candidates, none, relative);
        Self { kinds, categories, tags, sources, relatives, ..matcher }
    }

    /// The word, or the common prefix of all its forms.
    pub(super) fn finder(&self) -> &Needle {
        self.forms.as_ref().map_or(&self.needle, |forms| &forms.root)
    }

    /// The grade of a tag, a kind or a category, with a bonus for a match.
    fn label(&self, folded: &str, bonus: u8) -> Grade {
        let mut best = Grade::NONE;
        let whole = folded.len() == self.needle.len();
        for at in self.needle.places(folded).take(self.limits.candidates) {
            let fits_end = self.mode != Mode::Whole { open: false } || self.needle.ends_word(folded, at);
            let is_match = fits_end && starts_word(folded, at);
            let is_word = self.needle.ends_word(folded, at);
            let part = u8::from(is_word) + if at == 0 { 2 } else { 0 };
            let score = bonus + if whole { WHOLE_LABEL } else { part };
            best = best.min(if is_match { Grade::new(Tier::Tag, score) } else { Grade::CONTAINED });
        }
        if let Some(forms) = &self.forms {
            for at in forms.root.places(folded).take(self.limits.candidates) {
                let is_form = !best.matches() && starts_word(folded, at) && forms.end(folded, at).is_some();
                best = best.min(if is_form { Grade::new(Tier::Tag, bonus) } else { Grade::CONTAINED });
            }
        }
        best
    }

    /// The grade of the names of a relative, of which only whole words count: they are words of many entries.
    fn relative(&self, folded: &str) -> Grade {
        let mut places = self.needle.places(folded).take(self.limits.candidates);
        let is_word = |at: usize| starts_word(folded, at) && self.needle.ends_word(folded, at);
        if places.any(is_word) { Grade::new(Tier::Tag, 0) } else { Grade::CONTAINED }
    }

    /// The grade of an entry, from the literal grade of its names and the grade of its texts.
    pub(super) fn grade(
        &self,
        segment: &Segment,
        at: usize,
        names: Grade,
        texts: impl FnOnce() -> Grade,
    ) -> Grade {
        let mut best = self.any_name(segment, at, names);
        let is_weak = segment.is_event(at) && best.matches();
        if is_weak {
            best = best.in_sentence();
        }
        if is_weak || !best.matches() {
            best = best.min(self.facts(segment, at));
        }
        if !best.matches() {
            best = best.min(texts());
        }
        if !best.matches() && !self.sources.is_empty() {
            let citations = segment.citations.get(at).iter();
            best = citations.map(|cited| grade_at(&self.sources, cited.source)).fold(best, Grade::min);
        }
        if self.is_address && best.tier().is_none_or(|tier| tier == Tier::Source) {
            best = best.min(self.addresses(segment.addresses.get(at)));
        }
        if best == Grade::NONE && self.may_match_fuzzily(segment, at) { Grade::CONTAINED } else { best }
    }

    /// The grade of the names, from their literal grade.
    pub(super) fn any_name(&self, segment: &Segment, at: usize, literal: Grade) -> Grade {
        if self.mode == Mode::Tolerant { self.inexact(segment, at, literal) } else { literal }
    }

    /// Whether the names contain the letters in this order, so that a longer word may match.
    fn may_match_fuzzily(&self, segment: &Segment, at: usize) -> bool {
        let (letters, set) = (&self.finder().loose, self.finder().loose_bytes);
        self.mode == Mode::Tolerant
            && segment.letters.get(at).is_some_and(|letters| letters & set == set)
            && is_subsequence(letters.get(..MAX_FUZZY_PREFIX).unwrap_or(letters), segment.names.get(at))
    }

    /// The grade of kind, category and tags, or else of the names of relatives.
    fn facts(&self, segment: &Segment, at: usize) -> Grade {
        let Some(facts) = segment.facts.get(at) else { return Grade::NONE };
        let mut best = grade_at(&self.categories, facts.category);
        if facts.kind != 0 {
            best = best.min(grade_at(&self.kinds, facts.kind.trailing_zeros()));
        }
        if !self.tags.is_empty() {
            best = segment.tags.get(at).iter().map(|tag| grade_at(&self.tags, *tag)).fold(best, Grade::min);
        }
        if !best.matches() && !self.relatives.is_empty() {
            let relatives = segment.relatives.get(at).iter();
            best = relatives.map(|one| grade_at(&self.relatives, one.names)).fold(best, Grade::min);
        }
        best
    }

    /// The grade of a single entry.
    pub(super) fn one(&self, segment: &Segment, at: usize) -> Grade {
        self.grade(segment, at, self.literal_name(segment, at), || {
            let mut texts = Grade::NONE;
            self.texts(segment, at, std::slice::from_mut(&mut texts));
            texts
        })
    }

    /// The literal grade of the names of a single entry.
    pub(super) fn literal_name(&self, segment: &Segment, at: usize) -> Grade {
        let mut names = Grade::NONE;
        if self.names_may_contain(segment, at) {
            self.names(segment, at, std::slice::from_mut(&mut names));
        }
        names
    }

    /// Whether every entry that a longer word matches has a grade here: one that is mistyped or an address may match more.
    pub(super) fn may_narrow(&self) -> bool {
        self.inexact.typos == 0 && !self.is_address
    }

    /// The number of claims that cite the best source with this grade, at most 14; 15 for an address of the entry's own.
    pub(super) fn weight(&self, segment: &Segment, at: usize, grade: Grade) -> u32 {
        if self.is_address && self.addresses(segment.addresses.get(at)) == grade {
            return 15;
        }
        let citations = segment.citations.get(at).iter();
        let with_grade = citations.filter(|cited| grade_at(&self.sources, cited.source) == grade);
        with_grade.map(|cited| cited.claims.min(14)).max().unwrap_or(0)
    }
}

fn grade_at(grades: &[Grade], at: u32) -> Grade {
    grades.get(at as usize).copied().unwrap_or(Grade::NONE)
}
