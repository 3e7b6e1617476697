//! The names that a text has as words: of any number of names, in one pass over the text.

use std::collections::HashMap;

use super::views::{Claim, Entry};

/// Names to be found in texts, each with a number; those that texts cannot tell apart have the same one.
#[derive(Clone, Debug, Default)]
pub struct Names {
    numbers: HashMap<Box<str>, u32>,
    /// The lengths of the names in bytes, each once, the shortest first.
    lengths: Vec<usize>,
}

impl Names {
    /// Adds the name and the aliases of an entry, and returns their numbers.
    pub fn add(&mut self, entry: Entry<'_>) -> Vec<u32> {
        std::iter::once(entry.name()).chain(entry.aliases()).map(|name| self.add_name(name)).collect()
    }

    fn add_name(&mut self, name: &str) -> u32 {
        let mut key = name.to_owned();
        fold_long(&mut key);
        if let Err(place) = self.lengths.binary_search(&key.len()) {
            self.lengths.insert(place, key.len());
        }
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(key.into()).or_insert(next)
    }

    /// The numbers of the names that a text has as words, in order; short ones must have their capitals.
    pub fn found_in(&self, text: &str) -> Vec<u32> {
        let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let (mut found, mut key, mut before) = (Vec::new(), String::new(), None);
        for (at, c) in text.char_indices() {
            if is_part(before.replace(c)) {
                continue;
            }
            let rest = text.get(at..).unwrap_or_default();
            let ends = self.lengths.iter().take_while(|length| **length <= rest.len());
            for (word, after) in ends.filter_map(|length| rest.split_at_checked(*length)) {
                if is_part(after.chars().next()) {
                    continue;
                }
                key.clear();
                key.push_str(word);
                fold_long(&mut key);
                found.extend(self.numbers.get(key.as_str()));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Folds a name unless it is so short that it may be a common word in small letters, such as `Go`.
fn fold_long(name: &mut str) {
    /// Maximum length in bytes of a short name.
    const SHORT: usize = 4;
    if name.len() > SHORT {
        name.make_ascii_lowercase();
    }
}

impl Claim<'_> {
    /// Whether its text has the name or an alias of an entry as words; short ones must have their capitals.
    pub fn names(self, entry: Entry<'_>) -> bool {
        let mut names = Names::default();
        names.add(entry);
        !names.found_in(self.text()).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_words_and_a_short_one_with_its_capitals() {
        let mut names = Names::default();
        let numbers = ["Go", "C++", ".NET", "PostgreSQL", "GitHub Actions", "GitHub", "postgresql"]
            .map(|name| names.add_name(name));
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 3]);
        for (text, found) in [
            ("to go from there", vec![]),
            ("Go, and Google", vec![0]),
            ("C++ and C++17, then .NET", vec![1, 2]),
            ("ASP.NET", vec![]),
            ("from POSTGRESQL to (github actions)", vec![3, 4, 5]),
            ("zurück zu PostgreSQLs, naïve", vec![]),
        ] {
            assert_eq!(names.found_in(text), found, "{text}");
        }
    }
}
