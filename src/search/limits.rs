//! How much work a query may make, so that no text is slow to search and no query holds up a key.
//!
//! Nobody reaches these limits who does not mean to: of a text only the part far behind is given up, and of the places of a word
//! in an entry only those that come after many others. They depend on the query and on how long the texts are,
//! so that an answer does not depend on how it was found.

use super::query::Query;

/// Of a name so many characters can be found: no query is longer.
pub(super) const NAME: usize = super::query::QUERY_LIMIT;

/// So many bytes of all names of an entry can be found.
pub(super) const NAMES: usize = 1024;

/// Of a summary, a claim or a title so many characters can be found.
pub(super) const TEXT: usize = 4096;

/// So many places where words may stand are looked at in the names of an entry, and as many in its texts; in a query of
/// more than a few parts they share them.
const PLACES: usize = 32;

/// So many steps are taken to match a word forgivingly in the names of an entry; in a query of more than a few parts they
/// share them.
const STEPS: usize = 500;

/// So many bytes of the texts of an entry are read when all entries have long ones.
const READ: usize = 6 << 10;

/// Fewer entries than this may take as long as this many.
const ENTRIES: usize = 10_000;

/// So many words of a query are matched forgivingly; more of them must stand as they were typed.
const FORGIVEN: usize = 4;

/// See the module. All are for one word and one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    /// How many of the words are matched forgivingly.
    pub(super) forgiven: usize,
    /// How many places at which the word may stand are looked at; never none.
    pub(super) places: usize,
    /// How many steps of forgiving matching are taken.
    pub(super) steps: usize,
    /// How many bytes of the long texts are read.
    pub(super) read: usize,
}

impl Limits {
    /// The limits for a query in so many entries whose texts have so many bytes in all.
    pub(super) fn of(query: &Query, entries: usize, bytes: usize) -> Self {
        let parts = query.parts().max(1);
        let most = READ * entries.max(ENTRIES);
        let forgiven = (most / bytes.max(1)).clamp(1, FORGIVEN);
        Self {
            forgiven,
            // An ordinary query keeps what a single word has.
            places: if parts <= 4 { PLACES } else { (PLACES / parts).max(2) },
            steps: if parts <= 3 { STEPS } else { STEPS / parts },
            read: if parts * bytes <= most { usize::MAX } else { READ / parts },
        }
    }
}

/// The steps that may still be taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps(usize);

impl Steps {
    pub(super) fn new(steps: usize) -> Self {
        Self(steps)
    }

    /// As many as for a single word: for what is looked at closely once.
    pub(super) fn all() -> Self {
        Self(STEPS)
    }

    /// Takes so many; whether they were left.
    pub(super) fn take(&mut self, steps: usize) -> bool {
        let left = self.0.checked_sub(steps);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// The beginning of a text, up to so many characters.
pub(super) fn cut(text: &str, characters: usize) -> &str {
    if text.len() <= characters {
        return text;
    }
    text.char_indices().nth(characters).and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_read_to_their_end_and_long_ones_as_far_as_the_query_allows() {
        let one = Query::parse("a");
        let many = Query::parse("a b c d e f g h");
        assert_eq!(Limits::of(&many, 880_000, 80 << 20).read, usize::MAX);
        assert_eq!(Limits::of(&one, 10_000, 40 << 20).read, usize::MAX);
        assert_eq!(Limits::of(&many, 10_000, 40 << 20).read, READ / 9, "the words and the phrase");
        assert_eq!(Limits::of(&many, 186, 40 << 10).read, usize::MAX);
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
