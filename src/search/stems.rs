//! Forms of English words (plural, -ing, -ed), and the only place that knows the crate `rust-stemmers`.

use rust_stemmers::{Algorithm, Stemmer};

use super::needle::Needle;

/// A word whose other forms are shorter, or end otherwise: `shipping` is found in `ships`.
#[derive(Clone, Debug)]
pub(super) struct Forms {
    /// What all forms begin with.
    pub(super) root: Needle,
    stem: String,
}

impl Forms {
    /// The other forms of a word; none where they all begin with the word itself.
    pub(super) fn of(word: &str) -> Option<Self> {
        if word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let stem = stem(word);
        let shared = stem.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        let root = word.get(..shared)?;
        (shared >= 3 && shared < word.len()).then(|| Self { root: Needle::new(root), stem })
    }

    /// The end of the word that begins at this byte of a folded text, if it is another form.
    pub(super) fn ends(&self, folded: &str, at: usize) -> Option<usize> {
        let rest = folded.get(at..)?;
        let length = rest.bytes().take_while(u8::is_ascii_lowercase).count();
        let word = rest.get(..length).filter(|word| word.len() <= LONGEST)?;
        (stem(word) == self.stem).then_some(at + length)
    }
}

/// No English word is longer than this.
const LONGEST: usize = 32;

fn stem(word: &str) -> String {
    Stemmer::create(Algorithm::English).stem(word).into_owned()
}

/// Whether what follows a word makes another form of it.
pub(super) fn is_ending(rest: &str) -> bool {
    let length = rest.bytes().take_while(u8::is_ascii_lowercase).count();
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
    fn an_ending_makes_another_form() {
        assert!(is_ending("s of") && is_ending("ing") && is_ending("ed."));
        assert!(!is_ending("") && !is_ending("let"));
    }
}
