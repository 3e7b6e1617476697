//! What a person typed, taken apart.

use super::fold::fold;

/// How many characters of a query count: beyond that matching could take longer than a frame.
pub const QUERY_LIMIT: usize = 256;

/// Words that must all match, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    text: String,
    phrase: String,
    words: Vec<String>,
}

impl Query {
    /// Takes a query apart; any text is one.
    ///
    /// Of a text of more than 256 characters the rest is left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text: String = text.chars().take(QUERY_LIMIT).collect();
        let folded = fold(&text);
        let words: Vec<String> = folded.split_whitespace().map(str::to_owned).collect();
        Self { phrase: words.join(" "), words, text }
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
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// The folded words with single blanks between them.
    pub(super) fn phrase(&self) -> &str {
        &self.phrase
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_folded_words() {
        let query = Query::parse("  Ring  HÁSH ");
        assert_eq!(query.words(), ["ring", "hash"]);
        assert_eq!(query.phrase(), "ring hash");
        assert_eq!(query.text(), "  Ring  HÁSH ");
        assert!(Query::parse(" \t").is_empty());
    }

    #[test]
    fn a_very_long_query_is_cut() {
        assert_eq!(Query::parse(&"é".repeat(1000)).text().chars().count(), QUERY_LIMIT);
    }
}
