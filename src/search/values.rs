//! The values of a field, with the number of entries that have each.

use std::collections::HashMap;
use std::hash::Hash;

use super::dates::{FIRST_YEAR, LAST_YEAR, year_bit};
use super::facts::has_fact;
use super::index::Index;
use super::index::columns::{TextColumn, fields};
use super::index::segment::Segment;
use super::query::{FieldValue, VALUE_FIELDS, closed_values, has_word};
use crate::dataset::{Date, nearest};

impl Index {
    /// The values that some entry has of one of [`VALUE_FIELDS`].
    ///
    /// Categories are in the order of the data, years from the latest on, the values of `is`, `status` and `conf` in the
    /// order of the documentation, all others from the most frequent on. They are counted once; `today` decides what is old.
    pub fn values(&self, field: &str, today: Option<Date>) -> &[FieldValue] {
        let cell = VALUE_FIELDS.iter().position(|one| *one == field).and_then(|at| self.values.get(at));
        cell.map_or(&[], |cell| {
            cell.get_or_init(|| {
                let mut values = self.counted(field, today);
                values.retain(|value| value.count > 0 && !value.text.is_empty());
                if ["kind", "tag", "src"].contains(&field) {
                    // The sort is stable.
                    values.sort_by_key(|value| std::cmp::Reverse(value.count));
                }
                values
            })
        })
    }

    /// Whether a category, or a word of another closed field, is called so; some entry may have it.
    pub(super) fn is_named(&self, field: &str, word: &str, today: Option<Date>) -> bool {
        match field {
            "cat" => first_fields(&self.shared.category_names).into_iter().any(|name| name == word),
            _ => closed_values(field, today).iter().any(|(name, _)| *name == word),
        }
    }

    /// The values of a field of which a word starts with a folded text.
    pub(super) fn fitting_values(&self, field: &str, text: &str, today: Option<Date>) -> Vec<FieldValue> {
        self.values(field, today).iter().filter(|value| has_word(&value.text, text)).cloned().collect()
    }

    /// The value of a field that a folded text is a misspelling of.
    pub(super) fn nearest_value(&self, field: &str, text: &str, today: Option<Date>) -> Option<&FieldValue> {
        let values = self.values(field, today);
        let found = nearest(text, values.iter().map(|value| value.text.as_str()))?;
        values.iter().find(|value| value.text == found)
    }

    fn counted(&self, field: &str, today: Option<Date>) -> Vec<FieldValue> {
        let shared = &self.shared;
        let texts = |names: Vec<&str>, counts: &HashMap<u32, usize>| {
            let count = |at: u32| counts.get(&at).copied().unwrap_or(0);
            merged((0..).zip(names).map(|(at, name)| (name.to_owned(), count(at))))
        };
        match field {
            "cat" => {
                let counts = self.count(|segment, at| {
                    let category = segment.facts.get(at).map(|facts| facts.category);
                    let parent = |at: &u32| shared.category_parents.get(*at as usize).copied().flatten();
                    std::iter::successors(category, parent)
                });
                texts(first_fields(&shared.category_names), &counts)
            }
            "stack" => {
                let counts = self.count(|segment, at| segment.facts.get(at).map(|facts| facts.category));
                texts(first_fields(&shared.stack_names), &counts)
            }
            "tag" => {
                let counts = self.count(|segment, at| segment.tags.get(at).iter().copied());
                texts((0..shared.tags.len()).map(|at| shared.tags.get(at)).collect(), &counts)
            }
            "src" => self.publishers(),
            "year" => self.years(Segment::years),
            "in" => self.years(Segment::years_of_use),
            _ => {
                let all = closed_values(field, today);
                let counts = self.count(|segment, at| {
                    (0_u32..)
                        .zip(&all)
                        .filter(move |(_, (_, filter))| has_fact(segment, at, filter))
                        .map(|(number, _)| number)
                });
                texts(all.iter().map(|(name, _)| *name).collect(), &counts)
            }
        }
    }

    /// The publishers of sources that claims cite.
    fn publishers(&self) -> Vec<FieldValue> {
        let publisher =
            |source: u32| fields(self.shared.sources.get(source as usize)).nth(1).map(|(_, text)| text);
        let counts = self.count(|segment, at| {
            let cited = segment.citations.get(at).iter().filter(|cited| cited.claims > 0);
            let mut publishers: Vec<&str> = cited.filter_map(|cited| publisher(cited.source)).collect();
            publishers.sort_unstable();
            publishers.dedup();
            publishers
        });
        let mut all: Vec<(String, usize)> =
            counts.into_iter().map(|(text, count)| (text.to_owned(), count)).collect();
        all.sort_unstable();
        merged(all.into_iter())
    }

    /// The years, the newest first; `years_of` returns the bits of those of an entry.
    fn years(&self, years_of: fn(&Segment, usize) -> u64) -> Vec<FieldValue> {
        let years = (FIRST_YEAR..=LAST_YEAR).rev();
        let counts = self.count(|segment, at| {
            years.clone().filter(move |year| years_of(segment, at) & year_bit(*year) != 0)
        });
        merged(years.map(|year| (year.to_string(), counts.get(&year).copied().unwrap_or(0))))
    }

    /// The number of entries with each key.
    fn count<'a, K: Eq + Hash, I: IntoIterator<Item = K>>(
        &'a self,
        keys: impl Fn(&'a Segment, usize) -> I,
    ) -> HashMap<K, usize> {
        let mut counts = HashMap::new();
        for segment in &self.segments {
            for key in (0..segment.len()).flat_map(|at| keys(segment, at)) {
                *counts.entry(key).or_default() += 1;
            }
        }
        counts
    }
}

/// Values in their order, of which those with the same text are one.
fn merged(all: impl Iterator<Item = (String, usize)>) -> Vec<FieldValue> {
    let (mut values, mut places) = (Vec::<FieldValue>::new(), HashMap::new());
    for (text, count) in all {
        let place = *places.entry(text.clone()).or_insert(values.len());
        match values.get_mut(place) {
            Some(value) => value.count += count,
            None => values.push(FieldValue { text, count }),
        }
    }
    values
}

/// The first field of each row.
fn first_fields(column: &TextColumn) -> Vec<&str> {
    (0..column.len()).map(|at| fields(column.get(at)).next().map_or("", |(_, text)| text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::search::query::Query;

    fn values(field: &str) -> Vec<(String, usize)> {
        let index = Index::new(&sample::catalog());
        let today = Date::parse("2024-01-01").ok();
        index.values(field, today).iter().map(|value| (value.text.clone(), value.count)).collect()
    }

    #[test]
    fn the_values_of_a_field_are_counted() {
        let listed = |field: &str| {
            values(field).iter().map(|(text, count)| format!("{text} {count}")).collect::<Vec<_>>()
        };
        assert_eq!(listed("cat"), ["storage 3", "caches 1", "languages 2"]);
        assert_eq!(listed("kind"), ["database 3", "language 1", "library 1"]);
        assert_eq!(listed("status"), ["current 3", "former 1", "unknown 1"]);
        assert_eq!(listed("tag").first().map(String::as_str), Some("sql 1"));
        assert!(listed("is").contains(&"old 2".to_owned()), "{:?}", listed("is"));
        assert_eq!(listed("colour"), [""; 0]);
    }

    #[test]
    fn each_value_finds_as_many_entries_as_it_counts() {
        let catalog = sample::catalog();
        let index = Index::new(&catalog);
        for field in VALUE_FIELDS {
            for value in index.values(field, None) {
                let query = Query::parse(&format!("{field}:\"{}\"", value.text));
                assert_eq!(index.search(&query).len(), value.count, "{}", query.text());
            }
        }
    }

    #[test]
    fn a_misspelt_value_has_a_nearest_one() {
        let index = Index::new(&sample::catalog());
        let nearest = |field, text| index.nearest_value(field, text, None).map(|value| value.text.as_str());
        assert_eq!(
            (nearest("cat", "storge"), nearest("kind", "databse")),
            (Some("storage"), Some("database"))
        );
        assert_eq!(nearest("tag", "zzz"), None);
    }
}
