//! Suggestions for a query without hits.

use super::completion::Cause;
use super::index::Index;
use super::index::columns::fields;
use super::needle::Needle;
use super::query::{Query, Term};
use crate::catalog::{Catalog, EntryId, nearest_names};

/// Suggestions for a query without hits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// The entries with the names most similar to the query, at most three.
    pub nearest: Vec<EntryId>,
    /// The terms without which the query has hits, those that give the most first; or else pairs of terms, those that give
    /// the fewest first.
    pub removable: Vec<RemovableTerm>,
    /// The nearest values, for filters with a value that no entry has.
    pub values: Vec<NearestValue>,
}

/// Maximum number of terms of a query of which pairs are left out.
const MAX_TERMS_IN_PAIRS: usize = 5;

/// A filter with a misspelt value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearestValue {
    /// The filter as it was typed: `cat:storge`.
    pub typed: String,
    /// The filter with the nearest value.
    pub filter: String,
    /// Number of entries with that value.
    pub count: usize,
}

/// A term, or two, without which a query has hits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovableTerm {
    /// The term as it was typed: `cat:storage`; of two terms both.
    pub typed: String,
    /// Number of entries that match without it.
    pub hits: usize,
}

impl Index {
    /// Suggestions for a query without hits: similar names, and terms to remove.
    pub fn advice(&self, catalog: &Catalog, query: &Query) -> Advice {
        let words: Vec<&str> = query.terms.iter().filter_map(Term::word).map(Needle::text).collect();
        // A word that occurs nowhere is the one that was mistyped.
        let is_absent = |word: &&&str| words.len() > 1 && self.search(&Query::parse(word)).is_empty();
        let name = words.iter().find(is_absent).map_or_else(|| words.join(" "), |word| (*word).to_owned());
        let nearest = if name.is_empty() { Vec::new() } else { self.nearest_names(catalog, &name) };
        Advice { nearest, removable: self.removable_terms(query), values: self.misspelt_values(query) }
    }

    fn misspelt_values(&self, query: &Query) -> Vec<NearestValue> {
        let choices = query.terms.iter().flat_map(|term| &term.choices);
        let nearest = choices.filter_map(|choice| {
            let found = self
                .completion(&choice.typed, query.today, &query.marks)
                .filter(|found| found.cause == Cause::Misspelt)?;
            let value = found.choices.first()?;
            Some(NearestValue {
                typed: choice.typed.clone(),
                filter: found.filter(value),
                count: value.count,
            })
        });
        nearest.collect()
    }

    /// The entries with the names most similar to a text.
    fn nearest_names(&self, catalog: &Catalog, text: &str) -> Vec<EntryId> {
        let letters = Needle::new(text).loose_bytes;
        let names = self.segments.iter().flat_map(|segment| {
            // Most names share less than half of the letters, which is quick to see.
            let is_near = move |at: &usize| {
                let shared = segment.letters.get(*at).map_or(0, |set| (set & letters).count_ones());
                shared * 2 >= letters.count_ones()
            };
            (0..segment.len()).filter(is_near).flat_map(move |at| {
                let names = fields(segment.names.get(at)).map(|(_, name)| name);
                names.filter(|name| !name.is_empty()).map(move |name| (name, segment.start + at))
            })
        });
        let ids = nearest_names(text, names, 3).into_iter().filter_map(|at| {
            let (segment, at) = self.find(at)?;
            segment.id(at)
        });
        ids.filter(|id| catalog.entry(*id).is_some()).collect()
    }

    fn removable_terms(&self, query: &Query) -> Vec<RemovableTerm> {
        let without = |places: &[usize]| {
            let typed = |at: &usize| query.terms.get(*at).map(Term::typed).unwrap_or_default();
            let typed: Vec<String> = places.iter().map(typed).collect();
            RemovableTerm { typed: typed.join(" "), hits: self.search(&query.without(places)).len() }
        };
        let count = query.terms.len();
        let mut removable: Vec<RemovableTerm> = (0..count).map(|at| without(&[at])).collect();
        removable.retain(|term| term.hits > 0);
        removable.sort_by_key(|term| std::cmp::Reverse(term.hits));
        if removable.is_empty() && (3..=MAX_TERMS_IN_PAIRS).contains(&count) {
            let pairs = (0..count).flat_map(|first| (first + 1..count).map(move |second| [first, second]));
            removable = pairs.map(|pair| without(&pair)).filter(|term| term.hits > 0).collect();
            // The rest with the fewest hits says the most.
            removable.sort_by_key(|term| term.hits);
        }
        removable
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    fn advice(query: &str) -> (Vec<String>, Vec<(String, usize)>) {
        let catalog = sample::catalog();
        let advice = Index::new(&catalog).advice(&catalog, &Query::parse(query));
        let names = advice.nearest.iter().map(|id| catalog.id(*id).into_owned()).collect();
        (names, advice.removable.into_iter().map(|term| (term.typed, term.hits)).collect())
    }

    #[test]
    fn names_similar_to_a_word_that_occurs_nowhere_are_suggested() {
        let (names, removable) = advice("redixxs rows");
        assert_eq!(names.first().map(String::as_str), Some("redis"));
        assert_eq!(removable, [("redixxs".to_owned(), 5)]);
    }

    #[test]
    fn a_filter_that_is_too_narrow_is_suggested_for_removal() {
        let (_, removable) = advice("scylla cat:languages");
        assert!(removable.contains(&("cat:languages".to_owned(), 1)), "{removable:?}");
        assert_eq!(advice("zzzz"), (vec![], vec![]));
    }
}
