//! Limits of the work that a query may cause, so that no text is slow to search and no query delays a key.
//!
//! Only adversarial input reaches them. Beyond them, the tail of a text and further occurrences of a word are skipped.
//! They depend on the query and on the length of the texts only, so that the results do not depend on how they were
//! found.

/// Maximum length of a query, in characters: a longer one could take longer than a frame.
pub(super) const MAX_QUERY: usize = 256;

/// Maximum number of words and filters in a query, alternatives and negations included: each may cost a scan of all
/// texts.
pub(super) const MAX_PARTS: usize = 12;

/// Maximum searchable length of a name, in characters: no query is longer.
pub(super) const MAX_NAME: usize = MAX_QUERY;

/// Maximum searchable length of all names of an entry, in bytes.
pub(super) const MAX_NAMES: usize = 1024;

/// Maximum searchable length of a summary, a claim or a title, in characters.
pub(super) const MAX_TEXT: usize = 4096;

/// Maximum number of candidate positions of a word in the names of an entry, and as many in its texts; the words of a
/// query with more than a few parts share them.
const MAX_CANDIDATES: usize = 32;

/// Maximum number of steps of typo and fuzzy matching per word and entry; the words of a query with more than a few
/// parts share them.
const MAX_STEPS: usize = 500;

/// Maximum number of bytes read of the texts of an entry where the texts are long on average.
const MAX_READ: usize = 6 << 10;

/// Number of entries below which a query may take as long as with this number.
const MIN_ENTRIES: usize = 10_000;

/// Maximum number of words of a query that match inexactly; the others match literally only.
const MAX_TOLERANT_WORDS: usize = 4;

/// Limits for one word and one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    /// Number of words that match inexactly.
    pub(super) tolerant_words: usize,
    /// Number of candidate positions that are examined, at least 1.
    pub(super) candidates: usize,
    /// Number of steps of typo and fuzzy matching.
    pub(super) steps: usize,
    /// Number of bytes that are read of the long texts.
    pub(super) read: usize,
}

impl Limits {
    /// The limits for a query with `parts` words and filters and for entries whose texts have `bytes` bytes in all.
    pub(super) fn new(parts: usize, entries: usize, bytes: usize) -> Self {
        let parts = parts.max(1);
        let budget = MAX_READ * entries.max(MIN_ENTRIES);
        Self {
            tolerant_words: (budget / bytes.max(1)).clamp(1, MAX_TOLERANT_WORDS),
            // An ordinary query has the limits of a single word.
            candidates: if parts <= 4 { MAX_CANDIDATES } else { (MAX_CANDIDATES / parts).max(2) },
            steps: if parts <= 3 { MAX_STEPS } else { MAX_STEPS / parts },
            read: if parts * bytes <= budget { usize::MAX } else { MAX_READ / parts },
        }
    }
}

/// Number of steps that are left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps(usize);

impl Steps {
    pub(super) fn new(steps: usize) -> Self {
        Self(steps)
    }

    /// The steps of a single word, for a text that is examined only once.
    pub(super) fn max() -> Self {
        Self(MAX_STEPS)
    }

    /// Uses steps and returns whether there were enough.
    pub(super) fn take(&mut self, steps: usize) -> bool {
        let left = self.0.checked_sub(steps);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// The first characters of a text.
pub(super) fn cut(text: &str, characters: usize) -> &str {
    if text.len() <= characters {
        return text;
    }
    text.char_indices().nth(characters).and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::Query;

    #[test]
    fn short_texts_are_read_to_their_end_and_long_ones_as_far_as_the_query_allows() {
        let read = |query, entries, bytes| Limits::new(Query::parse(query).parts(), entries, bytes).read;
        let many = "a b c d e f g h";
        assert_eq!(read(many, 880_000, 80 << 20), usize::MAX);
        assert_eq!(read("a", 10_000, 40 << 20), usize::MAX);
        assert_eq!(read(many, 10_000, 40 << 20), MAX_READ / 9, "the words and the phrase");
        assert_eq!(read(many, 186, 40 << 10), usize::MAX);
    }

    #[test]
    fn steps_run_out() {
        let mut steps = Steps::new(5);
        assert!(steps.take(3) && steps.take(2) && !steps.take(1));
    }

    #[test]
    fn a_cut_falls_between_characters() {
        assert_eq!((cut("aéb", 2), cut("ab", 2), cut("", 0)), ("aé", "ab", ""));
    }
}
