//! Forms of English words (plural, -ing, -ed), and the only place that knows the crate `rust-stemmers`.

use std::sync::atomic::{AtomicU8, Ordering};

use rust_stemmers::{Algorithm, Stemmer};

use super::needle::Needle;

/// A word whose other forms are shorter, or end otherwise: `shipping` is found in `ships`.
#[derive(Debug)]
pub(super) struct Forms {
    /// What all forms begin with.
    pub(super) root: Needle,
    stem: String,
    /// For each ending, plain and after a doubled letter, whether the root with it is a form: each is asked of the stemmer
    /// once, as that takes longer than looking through a whole summary.
    known: Vec<AtomicU8>,
}

const UNKNOWN: u8 = 0;
const FORM: u8 = 1;
const OTHER: u8 = 2;

/// What can follow the root of a word, in order; the stemmer has the last word on which are forms of one word.
const ENDINGS: &[&str] = &[
    "", "able", "al", "ally", "als", "ance", "ances", "ant", "ants", "ate", "ated", "ates", "ating", "ation",
    "ations", "ative", "ator", "ators", "d", "e", "ed", "ely", "ement", "ements", "ence", "ences", "ent",
    "ents", "er", "ers", "es", "ful", "fully", "ibility", "ible", "ic", "ication", "ications", "ics", "ie",
    "ied", "ies", "ility", "ing", "ingly", "ings", "ion", "ions", "isation", "ise", "ised", "ises", "ising",
    "ities", "ity", "ive", "ively", "ization", "ize", "ized", "izer", "izers", "izes", "izing", "ly", "ment",
    "ments", "ness", "or", "ors", "s", "y", "ying",
];

impl Forms {
    /// The other forms of a word; none where they all begin with the word itself.
    pub(super) fn of(word: &str) -> Option<Self> {
        if word.len() < 4 || word.len() > LONGEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let stem = stem(word);
        let mut shared = stem.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        // Other forms lack a vowel at the end: `store` and `storing`, `queries` and `query`.
        if shared > LEAST && matches!(word.as_bytes().get(shared - 1), Some(b'e' | b'i' | b'y')) {
            shared -= 1;
        }
        let root = word.get(..shared)?;
        let known = || (0..ENDINGS.len() * 2).map(|_| AtomicU8::new(UNKNOWN)).collect();
        (shared >= LEAST && shared < word.len()).then(|| Self {
            root: Needle::new(root),
            stem,
            known: known(),
        })
    }

    /// The end of the word that begins with the root at this byte of a folded text, if it is another form.
    pub(super) fn ends(&self, folded: &str, at: usize) -> Option<usize> {
        let from = at + self.root.len();
        let rest = folded.as_bytes().get(from..)?;
        let length = rest.iter().take(ENDING).take_while(|byte| byte.is_ascii_lowercase()).count();
        let tail = folded.get(from..from + length)?;
        let doubled = |tail: &str| tail.bytes().next() == self.root.text().bytes().next_back();
        let ending = match ENDINGS.binary_search(&tail) {
            Ok(ending) => ending,
            // `ship` and `shipping`
            Err(_) if doubled(tail) => ENDINGS.len() + ENDINGS.binary_search(&tail.get(1..)?).ok()?,
            Err(_) => return None,
        };
        let known = self.known.get(ending)?;
        let form = match known.load(Ordering::Relaxed) {
            UNKNOWN => {
                let form = stem(&format!("{}{tail}", self.root.text())) == self.stem;
                known.store(if form { FORM } else { OTHER }, Ordering::Relaxed);
                form
            }
            known => known == FORM,
        };
        form.then_some(from + length)
    }
}

/// A root has at least so many letters.
const LEAST: usize = 3;

/// No English word is longer than this.
const LONGEST: usize = 32;

/// No ending is as long as this.
const ENDING: usize = 12;

fn stem(word: &str) -> String {
    Stemmer::create(Algorithm::English).stem(word).into_owned()
}

/// Whether what follows a word makes another form of it.
pub(super) fn is_ending(rest: &str) -> bool {
    let length = rest.bytes().take(ENDING).take_while(u8::is_ascii_lowercase).count();
    matches!(rest.get(..length), Some("s" | "es" | "d" | "ed" | "ing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_its_stem() {
        let forms = Forms::of("shipping").expect("it has others");
        assert_eq!(forms.root.text(), "ship");
        assert_eq!(forms.ends("it ships logs", 3), Some(8));
        assert_eq!(forms.ends("a shipyard", 2), None);
        assert!(Forms::of("ring").is_none() && Forms::of("go").is_none() && Forms::of("größen").is_none());
    }

    #[test]
    fn the_vowel_at_the_end_of_a_word_may_lack_in_its_forms() {
        for (word, text) in [
            ("store", "storing"),
            ("stores", "storing"),
            ("queries", "query"),
            ("query", "queries"),
            ("scale", "scaling"),
            ("shipping", "shipped"),
            ("encryption", "encrypts"),
            ("caching", "caches"),
        ] {
            let forms = Forms::of(word).expect("it has others");
            assert_eq!(forms.ends(text, 0), Some(text.len()), "{word} {text}");
        }
        for (word, text) in [("store", "story"), ("queries", "queer"), ("caching", "cachet")] {
            assert_eq!(Forms::of(word).expect("it has others").ends(text, 0), None, "{word} {text}");
        }
    }

    #[test]
    fn the_endings_are_in_order_and_shorter_than_is_read() {
        assert!(ENDINGS.is_sorted() && ENDINGS.iter().all(|ending| ending.len() + 1 < ENDING));
    }

    #[test]
    fn an_ending_makes_another_form() {
        assert!(is_ending("s of") && is_ending("ing") && is_ending("ed."));
        assert!(!is_ending("") && !is_ending("let"));
    }
}
