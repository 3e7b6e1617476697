//! What a person typed, taken apart.

use super::fold::fold;
use super::rank::Needle;

/// How many characters of a query count: beyond that matching could take longer than a frame.
pub const QUERY_LIMIT: usize = 256;

/// Words that must all match, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    text: String,
    /// All words with single blanks between, where there are several.
    phrase: Option<Needle>,
    words: Vec<Needle>,
}

impl Query {
    /// Takes a query apart; any text is one.
    ///
    /// Of a text of more than 256 characters the rest is left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text: String = text.chars().take(QUERY_LIMIT).collect();
        let folded = fold(&text);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let phrase = (words.len() > 1).then(|| Needle::new(&words.join(" ")));
        Self { phrase, words: words.iter().map(|word| Needle::new(word)).collect(), text }
    }

    /// The query as it was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The folded words.
    pub(super) fn words(&self) -> &[Needle] {
        &self.words
    }

    /// The folded words with single blanks between them, where there are several.
    pub(super) fn phrase(&self) -> Option<&Needle> {
        self.phrase.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_folded_words() {
        let query = Query::parse("  Ring  HÁSH ");
        assert_eq!(query.words(), [Needle::new("ring"), Needle::new("hash")]);
        assert_eq!(query.phrase(), Some(&Needle::new("ring hash")));
        assert_eq!(Query::parse("ring").phrase(), None);
        assert_eq!(query.text(), "  Ring  HÁSH ");
        assert!(Query::parse(" \t").is_empty());
    }

    #[test]
    fn a_very_long_query_is_cut() {
        assert_eq!(Query::parse(&"é".repeat(1000)).text().chars().count(), QUERY_LIMIT);
    }
}
