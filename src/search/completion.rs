//! Completions of the word before the cursor: the values of a field, or the filter that a plain word names.

use std::ops::Range;

use super::index::Index;
use super::marks::Marks;
use super::query::{FieldValue, VALUE_FIELDS, has_word, value_before};
use crate::dataset::Date;

/// The completions of the word before the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the query that a choice replaces.
    pub range: Range<usize>,
    /// The field of the choices.
    pub field: &'static str,
    /// The reason for them.
    pub cause: Cause,
    /// The values, the first of which is the one to take.
    pub choices: Vec<FieldValue>,
}

/// The reason for completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A word of these values starts with the typed text.
    Typed,
    /// No value starts so, and this is the nearest one.
    Misspelt,
    /// The plain word is a value.
    Word,
}

impl Completion {
    /// A choice as a part of a query: `cat:storage`, `src:"some publisher"`.
    pub fn filter(&self, choice: &FieldValue) -> String {
        let quote = if choice.text.contains(char::is_whitespace) { "\"" } else { "" };
        format!("{}:{quote}{}{quote}", self.field, choice.text)
    }
}

/// The fields whose values are offered for a plain word, and words of the screen that are no value.
const WORD_FIELDS: [&str; 4] = ["is", "kind", "conf", "cat"];
const SCREEN_WORDS: [(&str, &str); 2] = [("unclear", "unknown"), ("outdated", "old")];

impl Index {
    /// The completions of the last word of a text before the cursor; none for a value that is complete.
    pub fn completion(&self, before: &str, today: Option<Date>, marks: &Marks) -> Option<Completion> {
        let word = value_before(before)?;
        let Some(field) = word.field else { return self.offered(word.range, &word.value, today) };
        let field = VALUE_FIELDS.into_iter().find(|known| *known == field)?;
        let mut fitting = self.fitting_values(field, &word.value, today);
        if field == "is" {
            let marks = marks.counts().filter(|(name, _)| has_word(name, &word.value));
            fitting.extend(marks.map(|(name, count)| FieldValue { text: name.to_owned(), count }));
        }
        let (cause, choices) = if fitting.is_empty() {
            (Cause::Misspelt, vec![self.nearest_value(field, &word.value, today)?.clone()])
        } else {
            (Cause::Typed, fitting)
        };
        let is_complete = choices.iter().any(|choice| choice.text == word.value);
        (!is_complete).then_some(Completion { range: word.range, field, cause, choices })
    }

    /// The filter that a plain word names, with the most entries.
    fn offered(&self, range: Range<usize>, word: &str, today: Option<Date>) -> Option<Completion> {
        let screen = SCREEN_WORDS.iter().find(|(shown, _)| *shown == word);
        let word = screen.map_or(word, |(_, value)| value);
        // Values are counted in a pass over all entries, which most words are not worth.
        let fields = WORD_FIELDS.into_iter().filter(|field| self.is_named(field, word, today));
        let values = fields.filter_map(|field| {
            let value = self.values(field, today).iter().find(|value| value.text == word)?;
            Some((field, value))
        });
        let (field, value) = values.rev().max_by_key(|(_, value)| value.count)?;
        Some(Completion { range, field, cause: Cause::Word, choices: vec![value.clone()] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    fn completed(before: &str) -> Option<(String, Cause, Vec<String>)> {
        let found = Index::new(&sample::catalog()).completion(before, None, &Marks::default())?;
        let texts = found.choices.iter().map(|choice| found.filter(choice)).collect();
        Some((before[found.range.clone()].to_owned(), found.cause, texts))
    }

    #[test]
    fn the_values_of_a_field_complete_it() {
        let (range, cause, values) = completed("scylla !cat:").expect("there are values");
        assert_eq!((range.as_str(), cause), ("cat:", Cause::Typed));
        assert_eq!(values, ["cat:storage", "cat:caches", "cat:languages"]);
        assert_eq!(completed("kind:da").map(|(.., values)| values), Some(vec!["kind:database".to_owned()]));
        assert_eq!(completed("cat:storge").map(|(_, cause, _)| cause), Some(Cause::Misspelt));
        for text in ["cat:storage", "cat:zzz", "colour:", "cat:storage ", "", "https://storage"] {
            assert_eq!(completed(text), None, "{text}");
        }
    }

    #[test]
    fn a_plain_word_that_is_a_value_offers_its_filter() {
        let filter = |text| completed(text).map(|(_, _, values)| values.concat());
        assert_eq!(filter("rows Former").as_deref(), Some("is:former"));
        assert_eq!(filter("unclear").as_deref(), Some("is:unknown"));
        assert_eq!(
            (filter("database").as_deref(), filter("storage").as_deref()),
            (Some("kind:database"), Some("cat:storage"))
        );
        assert_eq!((filter("^former"), filter("formerly"), filter("!former")), (None, None, None));
    }
}
