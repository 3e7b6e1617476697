//! A query prepared for one index: matchers for its words, tests for its filters, and the verdict on an entry.

use super::facts::FactTest;
use super::index::Index;
use super::index::segment::Segment;
use super::limits::Limits;
use super::marks::Marks;
use super::matcher::WordMatcher;
use super::query::{Mode, Pattern, Query, Term};
use super::rank::{Field, Grade, Rank, Tier};
use super::stems::Forms;

/// A query prepared for one index.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) matchers: Vec<WordMatcher>,
    /// Terms with words.
    pub(super) terms: Vec<PlannedTerm>,
    /// Terms with filters; an entry that matches all but these is counted as filtered out.
    pub(super) filters: Vec<PlannedTerm>,
    phrase: Option<WordMatcher>,
    /// Letters that every matching entry contains, at least in this order: an entry that did not match a query with
    /// these roots cannot match this one.
    pub(super) roots: Vec<String>,
}

/// A term of a query with its words replaced by the numbers of matchers.
#[derive(Debug)]
pub(super) struct PlannedTerm {
    /// Alternatives, each with whether it is negated.
    pub(super) choices: Vec<(bool, Check)>,
    /// Whether the term is a word of nearly every entry, which decides nothing beside others and is not needed.
    pub(super) is_common: bool,
    /// Whether the term is a single word whose grade shows that no longer word matches either.
    pub(super) narrows: bool,
}

/// A test of an entry.
#[derive(Debug)]
pub(super) enum Check {
    /// Number of a matcher.
    Word(usize),
    Fact(Box<FactTest>),
}

/// The quality of the match of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) tier: Tier,
    pub(super) score: u32,
    /// The matcher that decided the tier and its grade; none if no word has to match.
    decided_by: Option<(usize, Grade)>,
}

/// Bonus if the words occur together as they were typed, lower than the bonus of the summary.
const PHRASE: u32 = 2;

/// Number of the phrase among the matchers.
const PHRASE_NUMBER: usize = usize::MAX;

impl Plan {
    pub(super) fn new(index: &Index, query: &Query) -> Self {
        let limits = Limits::new(query.parts(), index.len(), index.text_bytes());
        let mut plan = Self {
            matchers: Vec::new(),
            terms: Vec::new(),
            filters: Vec::new(),
            phrase: None,
            roots: Vec::new(),
        };
        // A date as of which one searches is no word beside others.
        let words = query.terms.iter().filter(|term| !term.is_date()).count();
        for term in &query.terms {
            let roots = plan.roots.len();
            let mut planned = plan.term(index, term, (limits, &query.marks));
            let word = term.word().filter(|_| words > 1);
            planned.is_common = word.is_some_and(|word| index.is_common(word.text()));
            if planned.is_common {
                plan.roots.truncate(roots);
            }
            if term.is_filter() { plan.filters.push(planned) } else { plan.terms.push(planned) }
        }
        if plan.terms.iter().all(|term| term.is_common) {
            plan.terms.iter_mut().for_each(|term| term.is_common = false);
        }
        plan.phrase = query.phrase.as_ref().map(|phrase| {
            let mut matcher = WordMatcher::new(&index.shared, phrase, Mode::Tolerant, limits, None);
            if plan.matchers.iter().any(|matcher| matcher.inexact.typos > 0) {
                matcher.tolerate_typos();
            }
            matcher
        });
        plan
    }

    fn term(&mut self, index: &Index, term: &Term, (limits, marks): (Limits, &Marks)) -> PlannedTerm {
        let choices = term.choices.iter().map(|choice| {
            let (needle, mode) = match &choice.pattern {
                Pattern::Words(needle, mode) => (needle, *mode),
                Pattern::Filter(filter) => {
                    let test = FactTest::new(&index.shared, filter, limits, marks);
                    return (choice.not, Check::Fact(Box::new(test)));
                }
            };
            let is_tolerant = self.matchers.len() < limits.tolerant_words;
            let mode = if mode == Mode::Tolerant && !is_tolerant { Mode::Literal } else { mode };
            let forms = Forms::new(needle.text()).filter(|_| is_tolerant);
            let mut matcher = WordMatcher::new(&index.shared, needle, mode, limits, forms);
            if mode == Mode::Tolerant {
                matcher.tolerate_typos_if_absent(index);
            }
            self.matchers.push(matcher);
            (choice.not, Check::Word(self.matchers.len() - 1))
        });
        let choices = choices.collect();
        let word = self.matchers.last().filter(|last| term.word().is_some() && last.mode == Mode::Tolerant);
        let root = word.filter(|word| word.may_narrow()).map(|word| word.finder().text());
        let root = root.filter(|root| root.len() > 1).map(str::to_owned);
        let narrows = root.is_some();
        self.roots.extend(root);
        PlannedTerm { choices, is_common: false, narrows }
    }

    /// The verdict on an entry, from the grades of the matchers; none if a word does not match.
    pub(super) fn verdict(
        &self,
        segment: &Segment,
        at: usize,
        grade: impl Fn(usize) -> Grade,
    ) -> Option<Verdict> {
        let mut worst: Option<(usize, Grade)> = None;
        let (mut sum, mut words) = (0, 0);
        for term in &self.terms {
            let best = term.best(segment, at, &grade);
            if term.is_common {
                words += 1;
                let tier = best.and_then(|(_, best)| best.tier());
                sum += tier.map_or(0, |tier| (Tier::Source as u32).saturating_sub(tier as u32));
                continue;
            }
            let (matcher, best) = best?;
            let Some(tier) = best.tier().filter(|_| best.matches()) else { continue };
            words += 1;
            // Of two entries with the same worst word, the one whose other words match better comes first.
            sum += best.weight(tier);
            if worst.is_none_or(|(_, worst)| worst.tier().is_none_or(|worst| tier >= worst)) {
                worst = Some((matcher, best));
            }
        }
        let Some((mut matcher, mut decisive)) = worst else {
            return Some(Verdict { tier: Tier::Fact, score: 0, decided_by: None });
        };
        let mut score =
            if words > 1 { sum } else { decisive.tier().map_or(0, |tier| decisive.single_score(tier)) };
        if let Some(phrase) = &self.phrase {
            let whole = phrase.one(segment, at);
            if whole.matches() && whole.tier() <= decisive.tier() {
                score = match decisive.tier() {
                    tier if whole.tier() < tier => whole.score(),
                    // Words mistyped together are one name rather than parts of several.
                    Some(Tier::Slip) => score + PHRASE + whole.score(),
                    _ => score + PHRASE,
                };
                (matcher, decisive) = (PHRASE_NUMBER, whole);
            }
        }
        let tier = decisive.tier()?;
        if tier == Tier::Source
            && let Some(matcher) = self.matcher(matcher)
        {
            score = score * 16 + matcher.weight(segment, at, decisive);
        }
        Some(Verdict { tier, score, decided_by: Some((matcher, decisive)) })
    }

    /// Whether an entry passes all filters.
    pub(super) fn passes_filters(
        &self,
        segment: &Segment,
        at: usize,
        grade: impl Fn(usize) -> Grade,
    ) -> bool {
        self.filters.iter().all(|term| term.best(segment, at, &grade).is_some())
    }

    /// The grade of a single entry by one matcher.
    pub(super) fn grade(&self, segment: &Segment, at: usize, matcher: usize) -> Grade {
        self.matchers.get(matcher).map_or(Grade::NONE, |matcher| matcher.one(segment, at))
    }

    /// The field that decided a verdict.
    pub(super) fn field(&self, segment: &Segment, at: usize, verdict: &Verdict) -> Field {
        let decided_by =
            verdict.decided_by.and_then(|(matcher, grade)| Some((self.matcher(matcher)?, grade)));
        decided_by.map_or(Field::Fact, |(matcher, grade)| matcher.field(segment, at, grade))
    }

    fn matcher(&self, number: usize) -> Option<&WordMatcher> {
        if number == PHRASE_NUMBER { self.phrase.as_ref() } else { self.matchers.get(number) }
    }
}

impl Verdict {
    /// The rank of an entry of a segment with this verdict.
    pub(super) fn rank(&self, segment: &Segment, at: usize) -> Rank {
        if self.decided_by.is_none() {
            return Rank::in_order(segment.order(at), segment.start + at);
        }
        let name_len = segment.facts.get(at).map_or(0, |facts| facts.name_len);
        Rank::new(self.tier, self.score, name_len, segment.start + at)
    }
}

impl PlannedTerm {
    /// The best alternative that matches: its matcher and its grade.
    fn best(&self, segment: &Segment, at: usize, grade: &impl Fn(usize) -> Grade) -> Option<(usize, Grade)> {
        let mut best = None;
        for (not, check) in &self.choices {
            let (matcher, found) = match check {
                Check::Word(matcher) => (*matcher, grade(*matcher)),
                Check::Fact(test) if test.holds(segment, at) => (0, Grade::NEUTRAL),
                Check::Fact(_) => (0, Grade::NONE),
            };
            let found = match (not, found.matches()) {
                (false, true) => found,
                (true, false) => Grade::NEUTRAL,
                _ => continue,
            };
            if best.is_none_or(|(_, best)| found < best) {
                best = Some((matcher, found));
            }
        }
        best
    }

    /// The numbers of the matchers of the term.
    pub(super) fn matchers(&self) -> impl Iterator<Item = usize> {
        self.choices.iter().filter_map(|(_, check)| match check {
            Check::Word(matcher) => Some(*matcher),
            Check::Fact(_) => None,
        })
    }
}
