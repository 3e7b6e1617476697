//! Inflected forms of English words (plural, -ing, -ed), by `rust-stemmers`, which only this file uses.

use std::ops::Range;
use std::sync::OnceLock;

use rust_stemmers::{Algorithm, Stemmer};

use super::needle::Needle;

/// The other forms of a word that do not all start with it: those of `shipping` include `ships`.
#[derive(Debug)]
pub(super) struct Forms {
    /// Common prefix of all forms.
    pub(super) root: Needle,
    stem: String,
    /// Whether the word is an inflection of the root, and no other word made of it: `accessibility` is not `access`.
    pub(super) is_inflection: bool,
    /// Whether the root with each ending is a form, plain and after a doubled letter. The stemmer is asked once for
    /// each, because that takes longer than the scan of a whole summary.
    is_form: Vec<OnceLock<bool>>,
}

/// Possible endings after a root, sorted; the stemmer decides which of them make a form of the word.
const ENDINGS: &[&str] = &[
    "", "able", "al", "ally", "als", "ance", "ances", "ant", "ants", "ate", "ated", "ates", "ating", "ation",
    "ations", "ative", "ator", "ators", "d", "e", "ed", "ely", "ement", "ements", "ence", "ences", "ent",
    "ents", "er", "ers", "es", "ful", "fully", "ibility", "ible", "ic", "ication", "ications", "ics", "ie",
    "ied", "ies", "ility", "ing", "ingly", "ings", "ion", "ions", "isation", "ise", "ised", "ises", "ising",
    "ities", "ity", "ive", "ively", "ization", "ize", "ized", "izer", "izers", "izes", "izing", "ly", "ment",
    "ments", "ness", "or", "ors", "s", "y", "ying",
];

/// Endings that leave a word the same word.
const INFLECTIONS: [&str; 14] =
    ["s", "es", "e", "ed", "d", "er", "ers", "ing", "ings", "y", "ies", "ied", "ion", "ions"];

/// Minimum length of a root, in letters.
const MIN_ROOT: usize = 3;

/// Maximum length of a word that has forms, in letters.
const MAX_WORD: usize = 32;

/// Length that no ending reaches, in letters.
const MAX_ENDING: usize = 12;

/// Maximum number of forms that are highlighted in one text.
const MAX_HIGHLIGHTS: usize = 256;

impl Forms {
    /// The other forms of a word; none if they all start with the word itself.
    pub(super) fn new(word: &str) -> Option<Self> {
        if word.len() < 4 || word.len() > MAX_WORD || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let stem = stem(word);
        let mut shared = stem.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        // Other forms lack a vowel at the end: `store` and `storing`, `queries` and `query`.
        if shared > MIN_ROOT && matches!(word.as_bytes().get(shared - 1), Some(b'e' | b'i' | b'y')) {
            shared -= 1;
        }
        let root = word.get(..shared).filter(|root| root.len() >= MIN_ROOT && *root != word)?;
        let ending = word.get(shared..).unwrap_or_default();
        let doubled = ending.strip_prefix(|c| root.ends_with(c)).unwrap_or(ending);
        Some(Self {
            root: Needle::new(root),
            stem,
            is_inflection: [ending, doubled].iter().any(|ending| INFLECTIONS.contains(ending)),
            is_form: vec![OnceLock::new(); ENDINGS.len() * 2],
        })
    }

    /// The end of the form that starts with the root at this byte of a folded text; none if it is another word.
    pub(super) fn end(&self, folded: &str, at: usize) -> Option<usize> {
        let from = at + self.root.len();
        let rest = folded.as_bytes().get(from..)?;
        let length = rest.iter().take(MAX_ENDING).take_while(|byte| byte.is_ascii_lowercase()).count();
        let tail = folded.get(from..from + length)?;
        let doubled = |tail: &str| tail.bytes().next() == self.root.text().bytes().next_back();
        let ending = match ENDINGS.binary_search(&tail) {
            Ok(ending) => ending,
            // `ship` and `shipping`
            Err(_) if doubled(tail) => ENDINGS.len() + ENDINGS.binary_search(&tail.get(1..)?).ok()?,
            Err(_) => return None,
        };
        let is_form = || stem(&format!("{}{tail}", self.root.text())) == self.stem;
        self.is_form.get(ending)?.get_or_init(is_form).then_some(from + length)
    }

    /// The other forms of a word in a folded text.
    pub(super) fn places(word: &Needle, folded: &str) -> Vec<Range<usize>> {
        let Some(forms) = Self::new(word.text()) else { return Vec::new() };
        let starts = forms.root.word_starts(folded).take(MAX_HIGHLIGHTS);
        starts.filter_map(|at| forms.end(folded, at).map(|end| at..end)).collect()
    }
}

fn stem(word: &str) -> String {
    Stemmer::create(Algorithm::English).stem(word).into_owned()
}

/// Whether the rest of a text after a word makes another form of that word.
pub(super) fn is_ending(rest: &str) -> bool {
    let length = rest.bytes().take(MAX_ENDING).take_while(u8::is_ascii_lowercase).count();
    matches!(rest.get(..length), Some("s" | "es" | "d" | "ed" | "ing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_its_stem() {
        let forms = Forms::new("shipping").expect("it has other forms");
        assert_eq!(forms.root.text(), "ship");
        assert_eq!(forms.end("it ships logs", 3), Some(8));
        assert_eq!(forms.end("a shipyard", 2), None);
        assert!(Forms::new("ring").is_none() && Forms::new("go").is_none() && Forms::new("größen").is_none());
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
            let forms = Forms::new(word).expect("it has other forms");
            assert_eq!(forms.end(text, 0), Some(text.len()), "{word} {text}");
        }
        for (word, text) in [("store", "story"), ("queries", "queer"), ("caching", "cachet")] {
            assert_eq!(Forms::new(word).expect("it has other forms").end(text, 0), None, "{word} {text}");
        }
    }

    #[test]
    fn the_endings_are_in_order_and_shorter_than_is_read() {
        assert!(ENDINGS.is_sorted() && ENDINGS.iter().all(|ending| ending.len() + 1 < MAX_ENDING));
    }

    #[test]
    fn an_ending_makes_another_form() {
        assert!(is_ending("s of") && is_ending("ing") && is_ending("ed."));
        assert!(!is_ending("") && !is_ending("let"));
    }
}
