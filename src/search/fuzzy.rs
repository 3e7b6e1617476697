//! Letters scattered over a name, and the only place that knows the crate `fuzzy-matcher`.
//!
//! The crate is slow on long texts, ignores accents and word order, and says nothing of the quality of a match
//! (`BENCHMARKS.md` has the figures). So a rule of our own decides what is a match, on short fields only: the first letter begins a word,
//! three in four of them begin words or continue a run, a further word is entered at its beginning, and all lie close
//! together. The crate then orders the best of
//! what is left, and says which letters to mark.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::limits::Steps;

/// The crate's work and memory grow with this number of cells; above it the crate takes a linear way instead.
const CELLS: usize = 1 << 16;

/// Longer fields are texts, not names; in characters.
const FIELD: usize = 80;

/// Longer words are no abbreviations.
const WORD: usize = 16;

/// How well the crate thinks that a word matches a folded name.
pub(super) fn score(folded: &str, word: &str) -> Option<i64> {
    fits(folded).then(|| matcher().fuzzy_match(folded, word)).flatten()
}

/// The characters of a folded name that spell the word, by position.
pub(super) fn places(folded: &str, word: &str) -> Option<Vec<usize>> {
    fits(folded).then(|| matcher().fuzzy_indices(folded, word)).flatten().map(|(_, places)| places)
}

/// A new one each time: what it keeps of a name changes the score of the next, and told not to keep it, it panics.
fn matcher() -> SkimMatcherV2 {
    SkimMatcherV2::default().ignore_case().element_limit(CELLS)
}

fn fits(folded: &str) -> bool {
    folded.len() <= FIELD || folded.len() <= FIELD * 4 && folded.chars().nth(FIELD).is_none()
}

/// How good a match of letters scattered over a name is, from 1 to 8; none when it is noise.
///
/// `heads` are the bytes of the name at which words and humps begin, in order.
pub(super) fn quality(
    word: &[char],
    folded: &str,
    heads: impl Iterator<Item = usize> + Clone,
    steps: &mut Steps,
) -> Option<u8> {
    let (&first, count) = (word.first()?, word.len());
    let fits = (3..=WORD).contains(&count) && fits(folded);
    if !fits || !steps.take(count) || !is_subsequence(word, folded) {
        return None;
    }
    // Who leaves out all vowels (`kbrnts`) leaves out nothing else.
    let skeleton = !word.iter().skip(1).any(|c| *c != 'y' && is_vowel(*c));
    let mut best = None;
    let mut rest = heads;
    loop {
        let following = rest.clone();
        let Some(start) = rest.next() else { break };
        let text = folded.get(start..)?;
        if !text.starts_with(first) {
            continue;
        }
        // Letters further away belong to something else.
        let reach = (3 * count).min(text.len());
        if !steps.take(reach) {
            break;
        }
        let (mut name, mut begins) = (['\0'; 3 * WORD], [false; 3 * WORD]);
        let (mut length, mut letters) = (0, word.iter().peekable());
        let mut following = following.peekable();
        for ((at, c), (cell, begin)) in text.char_indices().zip(name.iter_mut().zip(&mut begins)).take(reach)
        {
            letters.next_if(|letter| **letter == c);
            *begin = following.next_if(|head| *head == start + at).is_some();
            *cell = c;
            length += 1;
        }
        if letters.peek().is_some() {
            continue;
        }
        if !steps.take((length - count + 1) * count) {
            break;
        }
        best = best.max(most_good(word, name.get(..length)?, begins.get(..length)?, skeleton));
    }
    let good = usize::from(best?);
    (good * 4 >= count * 3).then(|| u8::try_from(good * 8 / count).unwrap_or(8).clamp(1, 8))
}

/// The most letters that can begin words or continue a run, when the first letter stands at the beginning.
///
/// With `skeleton`, vowels between two letters do not end a run.
fn most_good(word: &[char], name: &[char], heads: &[bool], skeleton: bool) -> Option<u8> {
    const NONE: u8 = 0;
    // One more than the most good letters so far, when the letter before stands exactly here.
    let mut here = [NONE; 3 * WORD];
    *here.first_mut()? = 2;
    for (number, letter) in word.iter().enumerate().skip(1) {
        // The same for it standing anywhere before, and before in this word; `last` for it standing right before.
        let (mut anywhere, mut in_word, mut last) = (NONE, NONE, NONE);
        let mut any = false;
        // Before the letter stand all earlier ones, and behind it all later ones.
        let cells = here.iter_mut().zip(name).zip(heads).take(name.len() + number + 1 - word.len());
        for ((cell, c), head) in cells.skip(number - 1) {
            let made = match (c == letter, *head) {
                (true, true) if anywhere > NONE => anywhere + 1,
                (true, false) if last > NONE => in_word.max(last + 1),
                (true, false) => in_word,
                _ => NONE,
            };
            let before = std::mem::replace(cell, made);
            last = if skeleton && before == NONE && is_vowel(*c) && !head { last } else { before };
            anywhere = anywhere.max(before);
            in_word = if c.is_alphanumeric() { in_word.max(before) } else { NONE };
            any |= made > NONE;
        }
        if !any {
            return None;
        }
    }
    here.iter().skip(word.len() - 1).max().and_then(|best| best.checked_sub(1)).filter(|good| *good > 0)
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Whether the letters of a word stand in a text in this order.
pub(super) fn is_subsequence(word: &[char], text: &str) -> bool {
    let mut rest = text.as_bytes();
    let mut bytes = [0; 4];
    word.iter().all(|letter| {
        letter.encode_utf8(&mut bytes).bytes().all(|byte| match memchr::memchr(byte, rest) {
            Some(at) => {
                rest = rest.get(at + 1..).unwrap_or_default();
                true
            }
            None => false,
        })
    })
}

/// Whether two texts are equal but for blanks and marks between letters, as `elastic search` and `Elasticsearch`.
pub(super) fn squeezed_equal(folded: &str, word: &[char]) -> bool {
    // A name like "C++" must not equal "c": what is left out has to be a separator, not all there is.
    word.len() > 2 && folded.chars().filter(|c| c.is_alphanumeric()).eq(word.iter().copied())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::corpus::is_head;
    use crate::search::fold::fold;

    fn scattered(word: &str, name: &str) -> Option<u8> {
        let (word, folded): (Vec<char>, _) = (fold(word).chars().collect(), fold(name));
        let heads = (0..folded.len()).filter(|at| is_head(name, &folded, *at));
        quality(&word, &folded, heads, &mut Steps::all())
    }

    #[test]
    fn letters_count_when_they_begin_words_or_stand_together() {
        assert!(scattered("pstgrs", "PostgreSQL").is_some());
        assert!(scattered("ovrpnl", "OverlappingPanels").is_some());
        assert!(scattered("flsk", "Flask").is_some());
        assert!(scattered("kbrnts", "Kubernetes").is_some() && scattered("elxr", "Elixir").is_some());
        assert!(scattered("bgqry", "BigQuery").is_some());
        assert!(scattered("hshring", "Consistent hash ring").is_some());
        assert!(scattered("haring", "Hash ring") > scattered("haing", "Hash ring"));
    }

    #[test]
    fn letters_strewn_over_a_long_name_are_noise() {
        assert_eq!(scattered("cobol", "Congestion on border routers, only slowly"), None);
        assert_eq!(scattered("ember", "Embed servers"), None);
        assert_eq!(scattered("xyz", "Redis"), None);
        assert_eq!(scattered("rust", "Request coalescing"), None);
        assert_eq!(scattered("ray", "Relays"), None);
        assert_eq!(scattered("es", "Presence state"), None);
        assert_eq!(scattered("abc", &"a".repeat(500)), None);
    }

    proptest! {
        #[test]
        fn a_score_does_not_depend_on_what_was_asked_before(names in proptest::collection::vec("[a-c ]{3,12}", 2..6)) {
            let forth: Vec<_> = names.iter().map(|name| score(name, "abc")).collect();
            let mut back: Vec<_> = names.iter().rev().map(|name| score(name, "abc")).collect();
            back.reverse();
            prop_assert_eq!(forth, back);
        }

        #[test]
        fn a_match_spells_the_word(word in "[a-c]{3,5}", name in "[a-c ]{0,20}") {
            let letters: Vec<char> = word.chars().collect();
            if scattered(&word, &name).is_some() {
                prop_assert!(is_subsequence(&letters, &name));
                let places = super::places(&name, &word).expect("the letters are there");
                let spelt: String = places.iter().filter_map(|at| name.chars().nth(*at)).collect();
                prop_assert_eq!(spelt, word);
            }
        }

        #[test]
        fn no_text_is_too_much(word in "\\PC{0,40}", name in "\\PC{0,120}") {
            let _ = scattered(&word, &name);
        }
    }
}
