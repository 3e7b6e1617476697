//! A word of a query, prepared for being looked for in many texts.

use std::ops::Range;

use memchr::memmem;

use super::fold::{ends_word, letter, letters, starts_word};

/// A folded word, or several with blanks between.
#[derive(Clone, Debug)]
pub(crate) struct Needle {
    text: String,
    finder: memmem::Finder<'static>,
    /// Its letters and digits, without the marks between them.
    loose: Vec<char>,
    /// The set of its bytes, see [`letters`].
    bytes: u64,
    /// The set of its letters and digits.
    loose_bytes: u64,
}

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        let loose: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let loose_bytes = letters(loose.iter().collect::<String>().as_bytes());
        Self {
            finder: memmem::Finder::new(text).into_owned(),
            bytes: letters(text.as_bytes()),
            loose,
            loose_bytes,
            text: text.to_owned(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn loose(&self) -> &[char] {
        &self.loose
    }

    pub(super) fn loose_bytes(&self) -> u64 {
        self.loose_bytes
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The letter or digit that it is, if it is one alone.
    pub(super) fn single(&self) -> Option<u64> {
        match self.text.as_bytes() {
            [byte] if byte.is_ascii_alphanumeric() => Some(letter(*byte)),
            _ => None,
        }
    }

    /// The places of the needle in a folded text, in order.
    pub(super) fn places<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.places_in(folded.as_bytes())
    }

    /// The same in a piece of a text, which may begin or end inside a character.
    pub(super) fn places_in<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        self.finder.find_iter(bytes)
    }

    /// The first place of the needle in a text that begins at `from` or later and ends before `to`.
    pub(super) fn next(&self, text: &[u8], from: usize, to: usize) -> Option<usize> {
        Some(from + self.finder.find(text.get(from..to)?)?)
    }

    /// The places at which a word of the text begins with the needle.
    pub(super) fn word_starts<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.places(folded).filter(|at| starts_word(folded, *at))
    }

    /// Whether a word in a stretch of a text begins with the needle; only so many places of it are looked at.
    pub(super) fn begins_word(&self, folded: &str, stretch: Range<usize>, places: usize) -> bool {
        let from = stretch.start;
        let bytes = folded.as_bytes().get(stretch).unwrap_or_default();
        self.places_in(bytes).take(places).any(|at| starts_word(folded, from + at))
    }

    /// Whether a match at this place ends where the word ends.
    pub(super) fn ends_word(&self, folded: &str, at: usize) -> bool {
        ends_word(folded, at + self.text.len())
    }
}

/// Compares what the needle is, not how it is looked for.
impl PartialEq for Needle {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Needle {}
