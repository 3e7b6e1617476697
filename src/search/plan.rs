//! A query made ready for one corpus: which words, which facts, and how an entry is judged by them.

use super::corpus::{BREAK, Corpus, Segment, Tables, TextColumn};
use super::limits::Limits;
use super::matcher::{Mode, WordMatcher, fields};
use super::needle::Needle;
use super::query::{Count, Filter, Is, Pattern, Query, Term, TextField};
use super::rank::{Field, Grade, Tier};
use super::stems::Forms;
use crate::dataset::{Confidence, Status};

/// See the module.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) slots: Vec<WordMatcher>,
    /// What is asked of words.
    pub(super) terms: Vec<Wanted>,
    /// What is asked of facts; an entry that meets all but these is counted apart.
    pub(super) filters: Vec<Wanted>,
    phrase: Option<WordMatcher>,
    /// What stands, at least scattered, in every entry that matches: an entry that did not answer a query with
    /// these roots cannot answer this one.
    pub(super) roots: Vec<String>,
    /// How many things are looked for: with more of them long texts are read less far.
    pub(super) parts: usize,
}

/// A term, its words replaced by the numbers of slots.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) choices: Vec<(bool, Check)>,
    /// The number of the slot whose grade can tell that no longer word matches, where the term is a single word.
    pub(super) narrows: Option<usize>,
}

/// What is checked.
#[derive(Debug)]
pub(super) enum Check {
    WordMatcher(usize),
    Test(Box<Test>),
}

/// A filter, its texts looked up.
#[derive(Debug)]
pub(super) enum Test {
    Category(Vec<bool>),
    Tag(Vec<bool>),
    Source(Vec<bool>),
    Claim(Box<Needle>, Limits),
    Fact(Filter),
}

/// How well an entry answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) tier: Tier,
    pub(super) score: u32,
    /// The slot that decided the tier and its grade; none where only facts were asked for.
    by: Option<(usize, Grade)>,
}

/// What each tier above the last is worth to one word of several; more than any score inside a tier.
const BETTER_TIER: u32 = 16;

/// What it is worth that the words stand together as they were typed: less than that they stand in the summary.
const PHRASE: u32 = 2;

/// The number that stands for the phrase among the slots.
const BY_PHRASE: usize = usize::MAX;

impl Plan {
    pub(super) fn of(corpus: &Corpus, query: &Query, threads: usize) -> Self {
        let limits = Limits::of(query, corpus.len(), corpus.text_bytes());
        let mut plan = Self {
            slots: Vec::new(),
            terms: Vec::new(),
            filters: Vec::new(),
            phrase: None,
            roots: Vec::new(),
            parts: query.parts(),
        };
        for term in query.terms() {
            let asked = plan.asked(corpus, term, limits, threads);
            if term.is_filter() { plan.filters.push(asked) } else { plan.terms.push(asked) }
        }
        plan.phrase =
            query.phrase().map(|phrase| WordMatcher::new(&corpus.tables, phrase, Mode::Plain, limits));
        if let Some(phrase) = &mut plan.phrase
            && plan.slots.iter().any(|slot| slot.edits > 0)
        {
            phrase.forgive_all();
        }
        plan
    }

    fn asked(&mut self, corpus: &Corpus, term: &Term, limits: Limits, threads: usize) -> Wanted {
        let mut choices = Vec::new();
        for choice in &term.choices {
            let (needle, mode) = match &choice.what {
                Pattern::Word(needle) if choice.not => (needle, Mode::Literal),
                Pattern::Word(needle) => (needle, Mode::Plain),
                Pattern::Whole { needle, open } => (needle, Mode::Whole { open: *open }),
                Pattern::Ends { needle, start, end } => (needle, Mode::Ends { start: *start, end: *end }),
                Pattern::Filter(filter) => {
                    choices
                        .push((choice.not, Check::Test(Box::new(Test::of(&corpus.tables, filter, limits)))));
                    continue;
                }
            };
            choices.push((choice.not, Check::WordMatcher(self.slots.len())));
            let (tables, forgiven) = (&corpus.tables, self.slots.len() < limits.forgiven);
            self.slots.push(match mode {
                Mode::Plain if forgiven => WordMatcher::forgiving(corpus, needle, limits, threads),
                Mode::Plain => WordMatcher::strict(tables, needle, Mode::Literal, limits),
                mode if forgiven => WordMatcher::new(tables, needle, mode, limits),
                mode => WordMatcher::strict(tables, needle, mode, limits),
            });
        }
        let mut narrows = None;
        if let (Some(needle), Some(slot)) = (term.word(), self.slots.last())
            && slot.edits == 0
            && slot.mode == Mode::Plain
            && let Some(root) = root(needle)
        {
            narrows = Some(self.slots.len() - 1);
            self.roots.push(root);
        }
        Wanted { choices, narrows }
    }

    /// What the grades of the slots say of an entry; none where a word is missing.
    pub(super) fn verdict(
        &self,
        part: &Segment,
        at: usize,
        grade: impl Fn(usize) -> Grade,
    ) -> Option<Verdict> {
        let mut worst: Option<(usize, Grade)> = None;
        let (mut sum, mut words) = (0, 0);
        for term in &self.terms {
            let (slot, best) = term.best(part, at, &grade)?;
            let Some(tier) = best.tier().filter(|_| best.matches()) else { continue };
            words += 1;
            // Of two entries with the same worst word, the one whose other words match better comes first.
            sum += best.score().min(BETTER_TIER - 1) + BETTER_TIER * tier.above_last();
            if worst.is_none_or(|(_, worst)| worst.tier().is_none_or(|worst| tier >= worst)) {
                worst = Some((slot, best));
            }
        }
        let Some((mut slot, mut decided)) = worst else {
            return Some(Verdict { tier: Tier::Tag, score: 0, by: None });
        };
        let mut score = if words > 1 { sum } else { decided.score() };
        if let Some(phrase) = &self.phrase {
            let whole = phrase.one(part, at);
            if whole.matches() && whole.tier() <= decided.tier() {
                score = match decided.tier() {
                    tier if whole.tier() < tier => whole.score(),
                    // Words that were mistyped together are a name rather than parts of several.
                    Some(Tier::Slip) => score + PHRASE + whole.score(),
                    _ => score + PHRASE,
                };
                (slot, decided) = (BY_PHRASE, whole);
            }
        }
        let tier = decided.tier()?;
        if tier == Tier::Source
            && let Some(slot) = self.slot(slot)
        {
            score = score * 16 + slot.weight(part, at, decided);
        }
        Some(Verdict { tier, score, by: Some((slot, decided)) })
    }

    /// Whether an entry has all facts that are asked for.
    pub(super) fn has_facts(&self, part: &Segment, at: usize, grade: impl Fn(usize) -> Grade) -> bool {
        self.filters.iter().all(|term| term.best(part, at, &grade).is_some())
    }

    /// How many bytes it takes, about.
    pub(super) fn bytes(&self) -> usize {
        self.slots.iter().chain(&self.phrase).map(WordMatcher::bytes).sum()
    }

    /// How an entry answers when it is asked about alone.
    pub(super) fn one(&self, part: &Segment, at: usize) -> Option<Verdict> {
        self.verdict(part, at, |slot| self.slots.get(slot).map_or(Grade::NONE, |slot| slot.one(part, at)))
    }

    /// The field that decided.
    pub(super) fn field(&self, part: &Segment, at: usize, verdict: &Verdict) -> Field {
        match verdict.by {
            Some((slot, grade)) => self.slot(slot).map_or(Field::Fact, |slot| slot.field(part, at, grade)),
            None => Field::Fact,
        }
    }

    fn slot(&self, number: usize) -> Option<&WordMatcher> {
        if number == BY_PHRASE { self.phrase.as_ref() } else { self.slots.get(number) }
    }

    /// The words that a hit of the tier of scattered letters is to be weighed by.
    pub(super) fn fuzzy_words(&self) -> impl Iterator<Item = &WordMatcher> {
        self.slots.iter().filter(|slot| slot.mode == Mode::Plain)
    }
}

impl Wanted {
    /// The best choice that holds: its slot and its grade.
    fn best(&self, part: &Segment, at: usize, grade: &impl Fn(usize) -> Grade) -> Option<(usize, Grade)> {
        let mut best = None;
        for (not, check) in &self.choices {
            let (slot, found) = match check {
                Check::WordMatcher(slot) => (*slot, grade(*slot)),
                Check::Test(test) => (0, if test.holds(part, at) { Grade::NEUTRAL } else { Grade::NONE }),
            };
            let found = match (not, found.matches()) {
                (false, true) => found,
                (true, false) => Grade::NEUTRAL,
                _ => continue,
            };
            if best.is_none_or(|(_, best)| found < best) {
                best = Some((slot, found));
            }
        }
        best
    }
}

/// What stands at least scattered in every entry that a word matches; none for a word that narrows nothing.
fn root(needle: &Needle) -> Option<String> {
    let root = match Forms::of(needle.text()) {
        Some(forms) => forms.root.text().to_owned(),
        None => needle.text().to_owned(),
    };
    (root.len() > 1).then_some(root)
}

impl Test {
    fn of(tables: &Tables, filter: &Filter, limits: Limits) -> Self {
        let has = |texts: &TextColumn, value: &Needle, fits: &dyn Fn(usize) -> bool| -> Vec<bool> {
            let mut holds = vec![false; texts.len()];
            for at in texts.holding(value, limits.places) {
                if let Some(cell) = holds.get_mut(at) {
                    *cell = fits(at);
                }
            }
            holds
        };
        let begins = |text: &str, value: &Needle| value.begins_word(text, 0..text.len(), limits.places);
        let any = |texts: &TextColumn, value: &Needle| has(texts, value, &|at| begins(texts.get(at), value));
        match filter {
            Filter::Text(TextField::Category, value) => Self::Category(any(&tables.category_names, value)),
            Filter::Text(TextField::Stack, value) => Self::Category(any(&tables.stack_names, value)),
            Filter::Text(TextField::Tag, value) => Self::Tag(any(&tables.tags, value)),
            Filter::Text(TextField::Source, value) => {
                let in_texts = |at: usize| {
                    // Title, publisher, author, address: the author is not what a source is known by.
                    let parts = fields(tables.sources.get(at)).enumerate().filter(|(number, _)| *number != 2);
                    parts.into_iter().any(|(_, (_, part))| begins(part, value))
                };
                let in_texts = has(&tables.sources, value, &in_texts);
                let in_ids = any(&tables.source_ids, value);
                Self::Source(in_texts.into_iter().zip(in_ids).map(|(text, id)| text || id).collect())
            }
            Filter::Text(TextField::Claim, value) => Self::Claim(value.clone(), limits),
            filter => Self::Fact(filter.clone()),
        }
    }

    pub(super) fn holds(&self, part: &Segment, at: usize) -> bool {
        let set = |list: &[bool], at: u32| list.get(at as usize).copied().unwrap_or(false);
        let Some(facts) = part.facts.get(at) else { return false };
        match self {
            Self::Category(list) => set(list, facts.category),
            Self::Tag(list) => part.tags_of.get(at).iter().any(|tag| set(list, *tag)),
            Self::Source(list) => {
                part.sources_of.get(at).iter().any(|cited| cited.claims > 0 && set(list, cited.source))
            }
            Self::Claim(value, limits) => {
                let stretch = part.texts.get(at).as_bytes();
                let claims = memchr::memchr(BREAK, stretch).map_or(stretch.len(), |summary| summary + 1);
                let end = stretch.len().min(claims.saturating_add(limits.read));
                value.begins_word(part.texts.get(at), claims..end, limits.places)
            }
            Self::Fact(filter) => fact(part, at, filter),
        }
    }
}

fn fact(part: &Segment, at: usize, filter: &Filter) -> bool {
    let Some(facts) = part.facts.get(at) else { return false };
    let sources = || part.sources_of.get(at).len();
    let status = |status: Status| part.record(at).status >> (status as u8) & 1 == 1;
    let only = |one: Confidence| part.record(at).confidence == 1 << (one as u8);
    match filter {
        Filter::Kind(set) => facts.kind & set != 0,
        Filter::Status(set) => part.record(at).status & set != 0,
        Filter::Confidence(set) => part.record(at).confidence & set != 0,
        Filter::Year(set) => part.years(at) & set != 0,
        Filter::Sources(Count { least, most }) => {
            u32::try_from(sources()).is_ok_and(|count| (*least..=*most).contains(&count))
        }
        Filter::Newest(first, last) => {
            part.record(at).newest != 0 && (*first..=*last).contains(&part.record(at).newest)
        }
        Filter::Is(all, old) => all.iter().any(|is| match is {
            Is::Current => status(Status::Current),
            Is::Former => status(Status::Former),
            Is::Unknown => status(Status::Unknown),
            Is::Confirmed => only(Confidence::Confirmed),
            Is::Reported => only(Confidence::Reported),
            Is::Inferred => only(Confidence::Inferred),
            Is::Unsourced => sources() == 0,
            Is::Single => sources() == 1,
            Is::Old => part.record(at).newest != 0 && old.is_some_and(|old| part.record(at).newest < old),
            Is::Replaced => part.record(at).replaced,
        }),
        Filter::Text(..) | Filter::Nothing => false,
    }
}
