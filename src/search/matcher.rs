//! One word of a query against all entries: a grade for each.
//!
//! Whole stretches of a part are looked through at once where most entries are asked about, and entry by entry
//! where few are; both ways call the same functions, so they cannot disagree.

mod anywhere;
mod field;
mod names;
mod texts;

use super::corpus::{Corpus, Segment, Tables, TextColumn};
use super::fold::starts_word;
use super::fuzzy::is_subsequence;
use super::limits::Limits;
use super::needle::Needle;
use super::rank::{Grade, Tier};
use super::stems::Forms;
use super::typos;
use crate::dataset::EntryKind;
use anywhere::anywhere;

/// A word, ready to be asked about any entry.
#[derive(Debug)]
pub(super) struct WordMatcher {
    pub(super) needle: Needle,
    pub(super) mode: Mode,
    limits: Limits,
    /// How many slips of typing are forgiven; none where the word stands somewhere as it was typed.
    pub(super) edits: u8,
    /// Whether a name holds all of the word but its first letter, so that this one may be the slip.
    wrong_start: bool,
    /// Whether the word is known to stand in no name, or in no text: then they need not be looked through.
    nowhere: Nowhere,
    forms: Option<Forms>,
    /// What was found in the texts that many entries share, by position; see [`Shared`].
    kinds: Vec<u8>,
    categories: Vec<u8>,
    tags: Vec<u8>,
    sources: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Nowhere {
    names: bool,
    texts: bool,
}

/// How a word is to be matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// As forgivingly as makes sense.
    Plain,
    /// As it stands, wherever a plain word would be looked for.
    Literal,
    /// Only as whole words; the last one may go on when `open`.
    Whole { open: bool },
    /// Only at the ends of names.
    Ends { start: bool, end: bool },
}

/// What the code of a shared or a long text means: nothing, only contained, or a score above that.
type Shared = u8;
const NOT: Shared = 0;
const CONTAINED: Shared = 1;
const SCORE: Shared = 2;

/// More letters than this need not stand in a name in order for a longer word to be looked for there.
const MAX_FUZZY_PREFIX: usize = 24;

impl WordMatcher {
    pub(super) fn new(tables: &Tables, needle: &Needle, mode: Mode, limits: Limits) -> Self {
        Self::with_forms(tables, needle, mode, limits, Forms::of(needle.text()))
    }

    /// The same, but other forms of the word do not count.
    pub(super) fn strict(tables: &Tables, needle: &Needle, mode: Mode, limits: Limits) -> Self {
        Self::with_forms(tables, needle, mode, limits, None)
    }

    fn with_forms(
        tables: &Tables,
        needle: &Needle,
        mode: Mode,
        limits: Limits,
        forms: Option<Forms>,
    ) -> Self {
        let plain = mode == Mode::Plain || mode == Mode::Literal;
        let mut slot = Self {
            needle: needle.clone(),
            mode,
            limits,
            edits: 0,
            wrong_start: false,
            nowhere: Nowhere::default(),
            forms: forms.filter(|_| plain),
            kinds: Vec::new(),
            categories: Vec::new(),
            tags: Vec::new(),
            sources: Vec::new(),
        };
        if !matches!(mode, Mode::Ends { .. }) {
            slot.kinds = EntryKind::ALL.iter().map(|kind| slot.tag(kind.name())).collect();
            slot.categories = slot.table(&tables.categories, Self::tag);
            slot.tags = slot.table(&tables.tags, Self::tag);
            slot.sources = slot.table(&tables.sources, |slot, text| slot.long_text(text, false));
        }
        slot
    }

    /// The same for a word that may have been mistyped.
    pub(super) fn forgiving(corpus: &Corpus, needle: &Needle, limits: Limits, threads: usize) -> Self {
        let mut slot = Self::new(&corpus.tables, needle, Mode::Plain, limits);
        slot.forgive(corpus, threads);
        slot
    }

    /// Forgives slips in this word whatever stands in the texts.
    pub(super) fn forgive_all(&mut self) {
        self.edits = typos::forgiven(self.needle.loose());
    }

    /// The codes of all texts of a table.
    fn table(&self, texts: &TextColumn, code: impl Fn(&Self, &str) -> Shared) -> Vec<Shared> {
        let mut codes = Vec::new();
        // Most texts do not hold the word: they are passed over in one go.
        for at in texts.holding(self.finder(), self.limits.places) {
            if codes.is_empty() {
                codes.resize(texts.len(), NOT);
            }
            if let Some(cell) = codes.get_mut(at) {
                *cell = code(self, texts.get(at));
            }
        }
        codes
    }

    /// How many bytes were found out about shared texts.
    pub(super) fn bytes(&self) -> usize {
        self.categories.len() + self.tags.len() + self.sources.len()
    }

    /// What is looked for in texts: the word, or what all of its forms begin with.
    fn finder(&self) -> &Needle {
        self.forms.as_ref().map_or(&self.needle, |forms| &forms.root)
    }

    /// Forgives slips where the word stands nowhere as it was typed: else they would bury what was meant.
    fn forgive(&mut self, corpus: &Corpus, threads: usize) {
        let word = self.needle.loose();
        let edits = typos::forgiven(word);
        let known = |codes: &[u8]| codes.iter().any(|code| *code >= SCORE);
        if edits == 0 || known(&self.kinds) || known(&self.categories) || known(&self.tags) {
            return;
        }
        let is_word = |text: &str, at: usize| starts_word(text, at) && self.needle.ends_word(text, at);
        let names = || corpus.parts().map(|(_, part)| part.names.text.as_str());
        let in_names = anywhere(names(), &self.needle, threads, |_, _| true);
        if in_names.fits {
            return;
        }
        self.nowhere.names = self.forms.is_none();
        let texts = corpus.parts().map(|(_, part)| part.texts.text.as_str());
        let in_texts = anywhere(texts, &self.needle, threads, is_word);
        self.nowhere.texts = !in_texts.stands && self.forms.is_none();
        let sources = std::iter::once(corpus.tables.sources.text.as_str());
        if in_texts.fits || anywhere(sources, &self.needle, threads, is_word).fits {
            return;
        }
        self.edits = edits;
        let tail: String = word.iter().skip(1).collect();
        self.wrong_start = word.len() >= typos::WRONG_START
            && anywhere(names(), &Needle::new(&tail), threads, |_, _| true).fits;
    }

    /// The code of a tag, a kind or a category.
    fn tag(&self, folded: &str) -> Shared {
        let mut best = NOT;
        for at in self.needle.places(folded).take(self.limits.places) {
            let fits = starts_word(folded, at) && self.fits_end(folded, at);
            let whole = folded.len() == self.needle.len();
            let score = SCORE + if whole { 4 } else { 0 } + if at == 0 { 2 } else { 0 };
            best = best.max(if fits { score } else { CONTAINED });
        }
        if let Some(forms) = &self.forms {
            for at in forms.root.places(folded).take(self.limits.places) {
                let form = best < SCORE && starts_word(folded, at) && forms.ends(folded, at).is_some();
                best = best.max(if form { SCORE } else { CONTAINED });
            }
        }
        best
    }

    fn fits_end(&self, folded: &str, at: usize) -> bool {
        !matches!(self.mode, Mode::Whole { open: false }) || self.needle.ends_word(folded, at)
    }

    /// The grade of an entry, from what its names and texts gave.
    pub(super) fn grade(
        &self,
        part: &Segment,
        at: usize,
        names: Grade,
        texts: impl FnOnce() -> Shared,
    ) -> Grade {
        if self.mode == Mode::Plain {
            let loose = self.loose(part, at, names);
            if loose.matches() {
                return loose;
            }
        } else if names.matches() {
            return names;
        }
        if matches!(self.mode, Mode::Ends { .. }) {
            return Grade::NONE;
        }
        let facts = self.facts(part, at);
        if facts >= SCORE {
            return Grade::new(Tier::Tag, facts - SCORE);
        }
        let texts = texts();
        if texts >= SCORE {
            return Grade::new(Tier::Text, texts - SCORE);
        }
        let sources = if self.sources.is_empty() {
            NOT
        } else {
            let code = |source: u32| self.sources.get(source as usize).copied().unwrap_or(NOT);
            part.sources_of.get(at).iter().map(|cited| code(cited.source)).max().unwrap_or(NOT)
        };
        if sources >= SCORE {
            return Grade::new(Tier::Source, sources - SCORE);
        }
        if facts.max(texts).max(sources) == CONTAINED
            || names == Grade::CONTAINED
            || self.may_match_fuzzily(part, at)
        {
            Grade::CONTAINED
        } else {
            Grade::NONE
        }
    }

    /// Whether the letters stand somewhere in the names in this order, so that more of them may match.
    fn may_match_fuzzily(&self, part: &Segment, at: usize) -> bool {
        let (letters, loose) = (self.finder().loose(), self.finder().loose_bytes());
        self.mode == Mode::Plain
            && part.letters.get(at).is_some_and(|set| set & loose == loose)
            && is_subsequence(letters.get(..MAX_FUZZY_PREFIX).unwrap_or(letters), part.names.get(at))
    }

    /// What kind, category and tags give.
    fn facts(&self, part: &Segment, at: usize) -> Shared {
        let Some(facts) = part.facts.get(at) else { return NOT };
        let code = |list: &[u8], at: usize| list.get(at).copied().unwrap_or(NOT);
        let mut best = code(&self.categories, facts.category as usize);
        if facts.kind != 0 {
            best = best.max(code(&self.kinds, facts.kind.trailing_zeros() as usize));
        }
        if !self.tags.is_empty() {
            for tag in part.tags_of.get(at) {
                best = best.max(tagged(code(&self.tags, *tag as usize)));
            }
        }
        best
    }

    /// The grade of one entry asked about alone.
    pub(super) fn one(&self, part: &Segment, at: usize) -> Grade {
        let mut names = [Grade::NONE];
        if self.may_stand_in_names(part, at) {
            self.names(part, at, &mut names);
        }
        let [names] = names;
        self.grade(part, at, names, || {
            let mut texts = [NOT];
            self.texts(part, at, &mut texts);
            let [texts] = texts;
            texts
        })
    }

    /// How many claims rest on the best source that gave this grade; up to 15.
    pub(super) fn weight(&self, part: &Segment, at: usize, grade: Grade) -> u32 {
        let given = part.sources_of.get(at).iter().filter(|cited| {
            self.sources.get(cited.source as usize).is_some_and(|code| {
                Grade::new(Tier::Source, code.saturating_sub(SCORE)) == grade && *code >= SCORE
            })
        });
        given.map(|cited| cited.claims.min(15)).max().unwrap_or(0)
    }
}

/// A tag says more than a kind or a category does.
fn tagged(code: Shared) -> Shared {
    if code >= SCORE { code + 1 } else { code }
}

/// The fields of a stretch, each with the place where it begins.
pub(super) fn fields(stretch: &str) -> impl Iterator<Item = (usize, &str)> {
    let stretch = stretch.strip_suffix('\n').unwrap_or(stretch);
    let mut from = 0;
    stretch.split('\n').map(move |field| {
        let start = from;
        from += field.len() + 1;
        (start, field)
    })
}
