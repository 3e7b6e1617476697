//! What a person typed, taken apart: terms that must all be met, each with its alternatives.
//!
//! ```text
//! word         letters of a name, a tag, or words of a text; forgiving
//! 'word        the whole word, as it is            "some words"   these words in a row
//! ^word        a name begins so                    word$          a name ends so
//! !term        not so                              a | b          one or the other
//! stack: cat: kind: tag: src: year: claim: is: status: conf: sources: age:      what an entry is
//! ```
//!
//! Any text is a query. What cannot be meant as it was typed is said in [`Query::warnings`].

mod describe;
mod filter;
mod parse;

use super::needle::Needle;
use crate::dataset::Date;

pub(super) use describe::choice as describe;
pub(super) use filter::{Count, Filter, Is, TextField};

/// How many characters of a query count: beyond that matching could take longer than a frame.
pub const QUERY_LIMIT: usize = 256;

/// How many words and filters of a query count, alternatives and negations included: each may cost a look at every
/// text, and nobody types as many.
pub const PARTS_LIMIT: usize = 12;

/// Terms that must all be met, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    text: String,
    terms: Vec<Term>,
    /// All words with single blanks between, where the query is nothing but several words.
    phrase: Option<Needle>,
    warnings: Vec<String>,
}

/// One thing asked for: at least one of its choices must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) choices: Vec<Choice>,
}

/// One alternative of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// Whether it is asked that this does not hold.
    pub(super) not: bool,
    pub(super) what: Pattern,
    /// What stands for it in the text that was typed.
    pub(super) typed: String,
}

/// What an alternative asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// A word, matched as forgivingly as makes sense.
    Word(Needle),
    /// Whole words in a row; `open` when the last one may go on, as its end is still to be typed.
    Whole { needle: Needle, open: bool },
    /// The beginning of a name, its end, or both.
    Ends { needle: Needle, start: bool, end: bool },
    /// A fact.
    Filter(Filter),
}

impl Term {
    /// Whether it is about facts rather than words.
    pub(super) fn is_filter(&self) -> bool {
        self.choices.iter().any(|choice| matches!(choice.what, Pattern::Filter(_)))
    }

    /// Its word, when it is nothing but one.
    pub(super) fn word(&self) -> Option<&Needle> {
        match &*self.choices {
            [Choice { not: false, what: Pattern::Word(needle), .. }] => Some(needle),
            _ => None,
        }
    }
}

impl Query {
    /// Takes a query apart; any text is one.
    ///
    /// Of a text of more than 256 characters the rest is left out. What depends on the day (`age:`, `is:old`) holds
    /// for no entry: for that, see [`Query::parse_on`].
    #[must_use]
    pub fn parse(text: &str) -> Self {
        parse::query(text, None)
    }

    /// Takes a query apart that is asked on a certain day.
    #[must_use]
    pub fn parse_on(text: &str, today: Date) -> Self {
        parse::query(text, Some(today))
    }

    /// The query as it was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// What was typed and could not be meant so, each as a sentence.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What the query asks for, in words: `fuzzy "cass" and category has "storage"`.
    #[must_use]
    pub fn describe(&self) -> String {
        describe::of(self)
    }

    /// Whether a term asks for a fact (`cat:storage`) rather than for words.
    #[must_use]
    pub fn has_filters(&self) -> bool {
        self.terms.iter().any(Term::is_filter)
    }

    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Its words with single blanks between them, where it is nothing but several words.
    pub(super) fn phrase(&self) -> Option<&Needle> {
        self.phrase.as_ref()
    }

    /// How many things are looked for.
    pub(super) fn parts(&self) -> usize {
        self.terms.iter().map(|term| term.choices.len()).sum::<usize>() + usize::from(self.phrase.is_some())
    }

    /// The query without one of its terms.
    pub(super) fn without(&self, at: usize) -> Self {
        let mut terms = self.terms.clone();
        if at < terms.len() {
            terms.remove(at);
        }
        Self { text: String::new(), phrase: parse::phrase(&terms), terms, warnings: Vec::new() }
    }

    /// The texts it looks for, not those that it does not want.
    pub(super) fn wanted(&self) -> impl Iterator<Item = &Pattern> {
        let choices = self.terms.iter().flat_map(|term| &term.choices);
        choices.filter(|choice| !choice.not).map(|choice| &choice.what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_folded_words() {
        let query = Query::parse("  Ring  HÁSH ");
        let words: Vec<&str> = query.terms().iter().filter_map(Term::word).map(Needle::text).collect();
        assert_eq!(words, ["ring", "hash"]);
        assert_eq!(query.phrase().map(Needle::text), Some("ring hash"));
        assert_eq!(Query::parse("ring").phrase(), None);
        assert_eq!(query.text(), "  Ring  HÁSH ");
        assert!(Query::parse(" \t").is_empty());
    }

    #[test]
    fn a_very_long_query_is_cut() {
        assert_eq!(Query::parse(&"é".repeat(1000)).text().chars().count(), QUERY_LIMIT);
    }
}
