//! Folding: what two texts have in common whatever their case, accents or width.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The folded form of a text: lower case, no accents, compatibility forms resolved.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    Cow::Owned(text.chars().flat_map(fold_char).collect())
}

/// The folded characters that one character becomes: none for a combining mark.
fn fold_char(c: char) -> impl Iterator<Item = char> {
    // Letters that Unicode takes for letters of their own, and most keyboards lack.
    let (c, second) = match c {
        'ß' | 'ẞ' => ('s', Some('s')),
        'æ' | 'Æ' => ('a', Some('e')),
        'œ' | 'Œ' => ('o', Some('e')),
        'ø' | 'Ø' => ('o', None),
        'ł' | 'Ł' => ('l', None),
        'đ' | 'Đ' => ('d', None),
        _ => (c, None),
    };
    std::iter::once(c)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .chain(second)
}

/// A folded text that remembers where each part of it came from.
pub(super) struct Folded {
    /// The folded text.
    pub(super) text: String,
    /// For each folded byte the byte range of the original character it came from; none where that is the same byte,
    /// as in all texts of ASCII alone.
    origin: Option<Vec<(u32, u32)>>,
}

impl Folded {
    pub(super) fn of(original: &str) -> Self {
        if original.is_ascii() {
            return Self { text: original.to_ascii_lowercase(), origin: None };
        }
        let (mut text, mut origin) = (String::new(), Vec::new());
        for (at, c) in original.char_indices() {
            let from = (short(at), short(at + c.len_utf8()));
            for part in fold_char(c) {
                text.push(part);
                origin.resize(text.len(), from);
            }
        }
        Self { text, origin: Some(origin) }
    }

    /// The places of the original that a range of the folded text came from.
    pub(super) fn original(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let last = range.end.checked_sub(1)?;
        match &self.origin {
            None => (range.start <= last && last < self.text.len()).then(|| range.clone()),
            Some(origin) => Some(origin.get(range.start)?.0 as usize..origin.get(last)?.1 as usize),
        }
    }
}

/// A place in a text; texts are limited far below 4 GiB.
fn short(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Whether a word can begin at this byte of a folded text: what stands before is neither letter nor digit.
pub(super) fn starts_word(text: &str, at: usize) -> bool {
    match at.checked_sub(1).and_then(|before| text.as_bytes().get(before)) {
        None => true,
        Some(before) if before.is_ascii() => !before.is_ascii_alphanumeric(),
        Some(_) => {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            before.is_none_or(|c| !c.is_alphanumeric())
        }
    }
}

/// Whether a word can end before this byte of a folded text: what stands there is neither letter nor digit.
pub(super) fn ends_word(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        None => true,
        Some(next) if next.is_ascii() => !next.is_ascii_alphanumeric(),
        Some(_) => text.get(at..).and_then(|rest| rest.chars().next()).is_none_or(|c| !c.is_alphanumeric()),
    }
}

/// The letters and digits of a text as a set, one bit for each; other bytes share the bits that are left.
pub(super) fn letters(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |set, byte| set | letter(*byte))
}

/// The bit that stands for a byte in such a set.
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
    fn case_accents_and_width_are_folded() {
        assert_eq!(fold("Élixir"), "elixir");
        assert_eq!(fold("ＧＯ"), "go");
        assert_eq!(fold("Störung"), "storung");
        assert_eq!(fold("plain"), "plain");
    }

    #[test]
    fn a_place_leads_back_to_the_original_characters() {
        let folded = Folded::of("Caf\u{e9} ﬁn");
        assert_eq!(folded.text, "cafe fin");
        assert_eq!(folded.original(&(3..4)), Some(3..5));
        assert_eq!(folded.original(&(5..6)), Some(6..9));
        assert_eq!(folded.original(&(0..0)), None);
    }

    proptest! {
        #[test]
        fn both_foldings_agree_and_places_fall_on_characters(text in "\\PC{0,40}") {
            let folded = Folded::of(&text);
            prop_assert_eq!(&folded.text, &fold(&text));
            for (at, c) in folded.text.char_indices() {
                let place = folded.original(&(at..at + c.len_utf8())).expect("every letter came from somewhere");
                prop_assert!(text.get(place).is_some());
            }
        }
    }
}
