//! What to do about a query without hits.

use super::index::Index;
use super::matcher::fields;
use super::needle::Needle;
use super::query::{Query, Term, describe};
use crate::catalog::{Catalog, EntryId, nearest_names};

/// What may help when nothing answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// Up to three entries whose names are nearest to what was typed.
    pub nearest: Vec<EntryId>,
    /// The parts without which something answers, those that give the most first.
    pub drops: Vec<RemovableTerm>,
}

/// A part of the query that could be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovableTerm {
    /// The part as it was typed: `cat:storage`.
    pub typed: String,
    /// The part in words: `category has "storage"`.
    pub words: String,
    /// How many entries answer without it.
    pub hits: usize,
}

impl Index {
    /// What may help when nothing answers a query: the nearest names, and what to leave out.
    #[must_use]
    pub fn nearest(&self, catalog: &Catalog, query: &Query) -> Advice {
        let words: Vec<&Needle> = query.terms().iter().filter_map(Term::word).collect();
        // The word that stands nowhere is the one that was not meant so.
        let alone = |word: &&&Needle| words.len() > 1 && self.search(&Query::parse(word.text())).is_empty();
        let wanted = match words.iter().find(alone) {
            Some(word) => word.text().to_owned(),
            None => words.iter().map(|word| word.text()).collect::<Vec<_>>().join(" "),
        };
        let nearest = if wanted.is_empty() { Vec::new() } else { self.nearest_names(catalog, &wanted) };
        Advice { nearest, drops: self.drops(query) }
    }

    fn nearest_names(&self, catalog: &Catalog, wanted: &str) -> Vec<EntryId> {
        let needle = Needle::new(wanted);
        let letters = needle.loose_bytes();
        let names = self.corpus.parts().flat_map(|(start, part)| {
            // A name that shares less than half of the letters is not near, and most are passed over so.
            let near = move |at: &usize| {
                let shared = part.letters.get(*at).map_or(0, |set| (set & letters).count_ones());
                shared * 2 >= letters.count_ones()
            };
            (0..part.len()).filter(near).flat_map(move |at| {
                let names = fields(part.names.get(at)).map(|(_, name)| name);
                names.filter(|name| !name.is_empty()).map(move |name| (name, start + at))
            })
        });
        let found = nearest_names(wanted, names, 3);
        found
            .into_iter()
            .filter_map(|at| self.corpus.id(at))
            .filter(|id| catalog.entry(*id).is_some())
            .collect()
    }

    fn drops(&self, query: &Query) -> Vec<RemovableTerm> {
        let count = query.terms().len();
        if count < 2 {
            return Vec::new();
        }
        let parts = query.terms().iter().enumerate();
        let mut drops: Vec<RemovableTerm> = parts
            .map(|(at, term)| {
                let joined = |each: &dyn Fn(&super::query::Choice) -> String, between: &str| {
                    term.choices.iter().map(each).collect::<Vec<_>>().join(between)
                };
                RemovableTerm {
                    typed: joined(&|choice| choice.typed.clone(), " | "),
                    words: joined(&describe, " or "),
                    hits: self.search(&query.without(at)).len(),
                }
            })
            .filter(|drop| drop.hits > 0)
            .collect();
        drops.sort_by_key(|drop| std::cmp::Reverse(drop.hits));
        drops
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    fn advice(query: &str) -> (Vec<String>, Vec<(String, usize)>) {
        let catalog = sample::catalog();
        let advice = Index::new(&catalog).nearest(&catalog, &Query::parse(query));
        let names = advice.nearest.iter().map(|id| catalog.id(*id).into_owned()).collect();
        (names, advice.drops.into_iter().map(|drop| (drop.typed, drop.hits)).collect())
    }

    #[test]
    fn the_word_that_stands_nowhere_is_told_with_the_names_near_it() {
        let (names, drops) = advice("redixxs rows");
        assert_eq!(names.first().map(String::as_str), Some("redis"));
        assert_eq!(drops, [("redixxs".to_owned(), 5)]);
    }

    #[test]
    fn a_filter_that_is_too_narrow_is_told() {
        let (_, drops) = advice("scylla cat:languages");
        assert!(drops.contains(&("cat:languages".to_owned(), 1)), "{drops:?}");
        assert_eq!(advice("zzzz"), (vec![], vec![]));
    }
}
