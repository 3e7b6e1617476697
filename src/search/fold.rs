//! Folded texts with the way back to their originals, and the words and letters of folded texts.

use std::ops::Range;

pub(super) use crate::dataset::fold;
use crate::dataset::fold_char;

/// A folded text with the way back to its original.
pub(super) struct Folded {
    pub(super) text: String,
    /// For each byte of `text` the bytes of its character in the original; none for ASCII, where both are the same.
    origin: Option<Vec<Range<usize>>>,
}

impl Folded {
    pub(super) fn new(original: &str) -> Self {
        if original.is_ascii() {
            return Self { text: original.to_ascii_lowercase(), origin: None };
        }
        let (mut text, mut origin) = (String::new(), Vec::new());
        for (at, c) in original.char_indices() {
            text.extend(fold_char(c));
            origin.resize(text.len(), at..at + c.len_utf8());
        }
        Self { text, origin: Some(origin) }
    }

    /// The range of the original from which a range of the folded text was made.
    pub(super) fn original(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let last = range.end.checked_sub(1)?;
        match &self.origin {
            None => (range.start <= last && last < self.text.len()).then(|| range.clone()),
            Some(origin) => Some(origin.get(range.start)?.start..origin.get(last)?.end),
        }
    }
}

/// Whether a word can start at this byte of a folded text: no letter or digit precedes it.
pub(super) fn starts_word(text: &str, at: usize) -> bool {
    !text.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric)
}

/// Whether a word can end before this byte of a folded text: no letter or digit follows.
pub(super) fn ends_word(text: &str, at: usize) -> bool {
    !text.get(at..).unwrap_or_default().starts_with(char::is_alphanumeric)
}

/// The set of the letters and digits of a text, one bit for each; other bytes share the remaining bits.
pub(super) fn letters(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |set, byte| set | letter(*byte))
}

/// The bit of a byte in such a set.
pub(super) const fn letter(byte: u8) -> u64 {
    let bit = match byte {
        b'a'..=b'z' => byte - b'a',
        b'0'..=b'9' => 26 + byte - b'0',
        0..=127 => 36 + byte % 12,
        _ => 48 + byte % 16,
    };
    1 << bit
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_place_leads_back_to_the_original_characters() {
        let folded = Folded::new("Caf\u{e9} ﬁn");
        assert_eq!(folded.text, "cafe fin");
        assert_eq!(folded.original(&(3..4)), Some(3..5));
        assert_eq!(folded.original(&(5..6)), Some(6..9));
        assert_eq!(folded.original(&(0..0)), None);
    }

    proptest! {
        #[test]
        fn both_foldings_agree_and_places_fall_on_characters(text in "\\PC{0,40}") {
            let folded = Folded::new(&text);
            prop_assert_eq!(&folded.text, &fold(&text));
            for (at, c) in folded.text.char_indices() {
                let place = folded.original(&(at..at + c.len_utf8())).expect("every letter has an origin");
                prop_assert!(text.get(place).is_some());
            }
        }
    }
}
