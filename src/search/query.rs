//! A parsed query: terms that must all match, each with alternatives.
//!
//! ```text
//! word         anywhere, also fuzzily and with typos
//! 'word        the whole word, literally           "some words"   these words in a row
//! ^word        names that start with it            word$          names that end with it
//! !term        excludes matches                    a | b          either of them
//! stack: cat: kind: tag: src: year: in: claim: is: status: conf: sources: age:      filters by attributes
//! ```
//!
//! Any text is a query. [`Query::warnings`] reports the parts that do not mean what they look like.

mod describe;
mod filter;
mod parse;

use super::dates::last_day;
use super::marks::Marks;
use super::needle::Needle;
use crate::dataset::Date;
pub use filter::{FieldValue, VALUE_FIELDS};
pub(super) use filter::{Filter, TextField, closed_values, has_word};
pub(super) use parse::value_before;

/// Terms that must all match, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    text: String,
    pub(super) terms: Vec<Term>,
    /// All words with single spaces between, if the query is nothing but several words.
    pub(super) phrase: Option<Needle>,
    warnings: Vec<String>,
    /// The date on which it was parsed.
    pub(super) today: Option<Date>,
    /// The entries that `is:` names by a mark.
    pub(super) marks: Marks,
}

/// Alternatives of which at least one must match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) choices: Vec<Choice>,
}

/// An alternative of a term.
#[derive(Clone, Debug, Eq)]
pub(super) struct Choice {
    /// Whether it is negated.
    pub(super) not: bool,
    pub(super) pattern: Pattern,
    /// Its text in the query.
    pub(super) typed: String,
}

/// A pattern that an entry must match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// A word, or several in a row.
    Words(Box<Needle>, Mode),
    /// An attribute.
    Filter(Filter),
}

/// How a word is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Anywhere, with its other forms, fuzzily and with typos.
    Tolerant,
    /// Anywhere, as it was typed.
    Literal,
    /// As whole words; the last one may be incomplete if `open`, because its end is not typed yet.
    Whole { open: bool },
    /// At the start of names, at their end, or both.
    Ends { start: bool, end: bool },
}

/// Compares what they match, not how it was typed.
impl PartialEq for Choice {
    fn eq(&self, other: &Self) -> bool {
        self.not == other.not && self.pattern == other.pattern
    }
}

impl Term {
    /// Whether it has a filter.
    pub(super) fn is_filter(&self) -> bool {
        self.choices.iter().any(|choice| matches!(choice.pattern, Pattern::Filter(_)))
    }

    /// Whether it is the date as of which one searches, which was not typed.
    pub(super) fn is_date(&self) -> bool {
        self.choices.iter().any(|choice| matches!(choice.pattern, Pattern::Filter(Filter::There(_))))
    }

    /// Its text in the query.
    pub(super) fn typed(&self) -> String {
        self.choices.iter().map(|choice| choice.typed.as_str()).collect::<Vec<_>>().join(" | ")
    }

    /// Its word, if it is nothing but one.
    pub(super) fn word(&self) -> Option<&Needle> {
        match &*self.choices {
            [Choice { pattern: Pattern::Words(needle, Mode::Tolerant), .. }] => Some(needle),
            _ => None,
        }
    }
}

impl Query {
    fn new(text: String, terms: Vec<Term>, warnings: Vec<String>, today: Option<Date>) -> Self {
        let words: Option<Vec<&str>> = terms.iter().map(|term| term.word().map(Needle::text)).collect();
        let phrase = words.filter(|words| words.len() > 1).map(|words| Needle::new(&words.join(" ")));
        Self { text, terms, phrase, warnings, today, marks: Marks::default() }
    }

    /// The query without a text that every entry matches.
    pub fn everything() -> Self {
        let pattern = Pattern::Filter(Filter::Nothing);
        let term = Term { choices: vec![Choice { not: true, pattern, typed: String::new() }] };
        Self::new(String::new(), vec![term], Vec::new(), None)
    }

    /// The query for a stack as of a date: what came later is outside its filter. An empty query stays empty.
    #[must_use]
    pub fn as_of(mut self, date: Date) -> Self {
        if !self.terms.is_empty() {
            let pattern = Pattern::Filter(Filter::There(last_day(date)));
            self.terms
                .push(Term { choices: vec![Choice { not: false, pattern, typed: format!("as of {date}") }] });
        }
        self
    }

    /// The query with the entries that have marks; without them none has any.
    #[must_use]
    pub fn with_marks(self, marks: Marks) -> Self {
        Self { marks, ..self }
    }

    /// Whether it asks for marks.
    pub fn needs_marks(&self) -> bool {
        let is_mark = |filter: &Filter| matches!(filter, Filter::Marked(_));
        let choices = self.terms.iter().flat_map(|term| &term.choices);
        choices.into_iter().any(|choice| match &choice.pattern {
            Pattern::Filter(Filter::Is(all)) => all.iter().any(|(_, filter)| is_mark(filter)),
            _ => false,
        })
    }

    /// The query as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it has no terms.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The parts that do not mean what they look like, each as a sentence.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Whether a term is a filter (`cat:storage`).
    pub fn has_filters(&self) -> bool {
        self.terms.iter().any(Term::is_filter)
    }

    /// The number of words and filters, the phrase included.
    pub(super) fn parts(&self) -> usize {
        self.terms.iter().map(|term| term.choices.len()).sum::<usize>() + usize::from(self.phrase.is_some())
    }

    /// The query without some of its terms.
    pub(super) fn without(&self, places: &[usize]) -> Self {
        let terms = self.terms.iter().enumerate().filter(|(at, _)| !places.contains(at));
        let terms = terms.map(|(_, term)| term.clone()).collect();
        Self::new(String::new(), terms, Vec::new(), self.today).with_marks(self.marks.clone())
    }

    /// The patterns that are not negated.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        let choices = self.terms.iter().flat_map(|term| &term.choices);
        choices.filter(|choice| !choice.not).map(|choice| &choice.pattern)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::limits::MAX_QUERY;

    #[test]
    fn a_query_is_folded_words() {
        let query = Query::parse("  Ring  HÁSH ");
        let words: Vec<&str> = query.terms.iter().filter_map(Term::word).map(Needle::text).collect();
        assert_eq!(words, ["ring", "hash"]);
        assert_eq!(query.phrase.as_ref().map(Needle::text), Some("ring hash"));
        assert_eq!(Query::parse("ring").phrase, None);
        assert_eq!(query.text(), "  Ring  HÁSH ");
        assert!(Query::parse(" \t").is_empty());
    }

    #[test]
    fn a_very_long_query_is_cut() {
        assert_eq!(Query::parse(&"é".repeat(1000)).text().chars().count(), MAX_QUERY);
    }
}
