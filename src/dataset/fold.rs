//! Folding: the form of a text without case, accents and width, in which names and searched texts are compared.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The folded form of a text: lower case, no accents, compatibility forms resolved.
pub fn fold(text: &str) -> Cow<'_, str> {
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
pub fn fold_char(c: char) -> impl Iterator<Item = char> {
    // Unicode does not decompose these letters, and most keyboards lack them.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_width_are_folded() {
        assert_eq!(fold("Élixir"), "elixir");
        assert_eq!(fold("ＧＯ"), "go");
        assert_eq!(fold("Störung"), "storung");
        assert_eq!(fold("plain"), "plain");
    }
}
