//! Fuzzy matches: the letters of a word in order in a name. Only this file uses `fuzzy-matcher`.
//!
//! `fuzzy-matcher` is slow on long texts, ignores accents and word order, and does not rate a match (`BENCHMARKS.md` has
//! the figures). So a rule of our own decides what matches, in short fields only: the first letter starts a word, three
//! in four letters start words or continue a run, every further word is entered at its start, and all letters are close
//! together. `fuzzy-matcher` then orders the best matches and chooses the letters to highlight.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::limits::Steps;

/// Maximum number of cells in the table of `fuzzy-matcher`; above it, it uses a linear algorithm.
const MAX_CELLS: usize = 1 << 16;

/// Maximum length of a name that is matched, in characters.
const MAX_NAME: usize = 80;

/// Maximum length of a word that is matched, in letters: longer ones are no abbreviations.
const MAX_WORD: usize = 16;

/// The score that `fuzzy-matcher` gives to a word in a folded name.
pub(super) fn score(folded: &str, word: &str) -> Option<i64> {
    fits(folded).then(|| matcher().fuzzy_match(folded, word)).flatten()
}

/// The positions of the characters of a folded name that spell a word.
pub(super) fn places(folded: &str, word: &str) -> Option<Vec<usize>> {
    fits(folded).then(|| matcher().fuzzy_indices(folded, word)).flatten().map(|(_, places)| places)
}

/// A new matcher for each call: its cache changes the score of the next name, and without a cache it panics.
fn matcher() -> SkimMatcherV2 {
    SkimMatcherV2::default().ignore_case().element_limit(MAX_CELLS)
}

fn fits(folded: &str) -> bool {
    folded.len() <= MAX_NAME || folded.len() <= MAX_NAME * 4 && folded.chars().nth(MAX_NAME).is_none()
}

/// The quality of a fuzzy match of a word in a folded name, from 1 to 8; none if it is noise.
///
/// `word_starts` are the bytes of the name at which words start, in order.
pub(super) fn quality(
    word: &[char],
    folded: &str,
    word_starts: impl Iterator<Item = usize> + Clone,
    steps: &mut Steps,
) -> Option<u8> {
    let (&first, count) = (word.first()?, word.len());
    // Numbers are not abbreviated.
    let is_number = word.iter().all(char::is_ascii_digit);
    let fits = (3..=MAX_WORD).contains(&count) && !is_number && fits(folded);
    if !fits || !steps.take(count) || !is_subsequence(word, folded) {
        return None;
    }
    // A word without vowels (`kbrnts`) has only its vowels left out.
    let is_skeleton = !word.iter().skip(1).any(|c| *c != 'y' && is_vowel(*c));
    let mut best = None;
    let mut rest = word_starts;
    loop {
        let following = rest.clone();
        let Some(start) = rest.next() else { break };
        let text = folded.get(start..)?;
        if !text.starts_with(first) {
            continue;
        }
        // Letters further away belong to another word.
        let reach = (3 * count).min(text.len());
        if !steps.take(reach) {
            break;
        }
        let (mut name, mut starts) = (['\0'; 3 * MAX_WORD], [false; 3 * MAX_WORD]);
        let (mut length, mut letters) = (0, word.iter().peekable());
        let mut following = following.peekable();
        for ((at, c), (cell, is_start)) in
            text.char_indices().zip(name.iter_mut().zip(&mut starts)).take(reach)
        {
            letters.next_if(|letter| **letter == c);
            *is_start = following.next_if(|next| *next == start + at).is_some();
            *cell = c;
            length += 1;
        }
        if letters.peek().is_some() {
            continue;
        }
        if !steps.take((length - count + 1) * count) {
            break;
        }
        best = best.max(max_good(word, name.get(..length)?, starts.get(..length)?, is_skeleton));
    }
    let good = usize::from(best?);
    (good * 4 >= count * 3).then(|| u8::try_from(good * 8 / count).unwrap_or(8).clamp(1, 8))
}

/// The maximum number of letters that start words or continue a run, if the first letter starts the name.
///
/// With `is_skeleton`, vowels between two letters do not end a run.
fn max_good(word: &[char], name: &[char], starts: &[bool], is_skeleton: bool) -> Option<u8> {
    const NONE: u8 = 0;
    // One more than the maximum so far if the previous letter is exactly here.
    let mut here = [NONE; 3 * MAX_WORD];
    *here.first_mut()? = 2;
    for (number, letter) in word.iter().enumerate().skip(1) {
        // The same if it is anywhere before, earlier in this word, or (`last`) directly before.
        let (mut anywhere, mut in_word, mut last) = (NONE, NONE, NONE);
        let mut any = false;
        let follows_digit = letter.is_ascii_digit() && word.get(number - 1).is_some_and(char::is_ascii_digit);
        // All earlier letters need room before the letter, and all later ones after it.
        let cells = here.iter_mut().zip(name).zip(starts).take(name.len() + number + 1 - word.len());
        for ((cell, c), is_start) in cells.skip(number - 1) {
            let made = match (c == letter, *is_start) {
                // The digits of a number are together, as the letter before the first of them may be.
                (true, _) if follows_digit || last > NONE && letter.is_ascii_digit() => {
                    if last > NONE {
                        last + 1
                    } else {
                        NONE
                    }
                }
                (true, false) if letter.is_ascii_digit() => NONE,
                (true, true) if anywhere > NONE => anywhere + 1,
                (true, false) if last > NONE => in_word.max(last + 1),
                (true, false) => in_word,
                _ => NONE,
            };
            let before = std::mem::replace(cell, made);
            last = if is_skeleton && before == NONE && is_vowel(*c) && !is_start { last } else { before };
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

/// The byte of a folded name at which the second letter of an abbreviation of two letters is, and a score from 1 to 2;
/// the first letter begins the name.
///
/// The second one begins the second word, or a syllable of the first: it is a consonant after another one, as in `pg` for
/// `postgresql`.
pub(super) fn abbreviated(
    word: &[char],
    folded: &str,
    mut word_starts: impl Iterator<Item = usize>,
) -> Option<(usize, u8)> {
    let &[first, second] = word else { return None };
    let begins = |at: &usize| folded.get(*at..).is_some_and(|rest| rest.starts_with(second));
    if !folded.starts_with(first) {
        return None;
    }
    let second_word = word_starts.nth(1);
    let syllables = folded.char_indices().zip(folded.chars().skip(1)).map(|((at, before), c)| {
        let is_start = c.is_ascii_lowercase() && !is_vowel(c) && before.is_ascii_lowercase();
        (at + 1, is_start && !is_vowel(before) && before != c)
    });
    let end = second_word.unwrap_or(folded.len()).min(MAX_NAME);
    let syllable =
        syllables.skip(1).take_while(|(at, _)| *at < end).find(|(at, is_start)| *is_start && begins(at));
    let second_word = second_word.filter(begins).map(|at| (at, 2));
    second_word.or(syllable.map(|(at, _)| (at, 1)))
}

/// Whether a text contains the letters of a word in this order.
pub(super) fn is_subsequence(word: &[char], text: &str) -> bool {
    let mut rest = text.chars();
    word.iter().all(|letter| rest.any(|c| c == *letter))
}

/// Whether a folded name equals a word but for spaces and punctuation, as `elastic search` and `elasticsearch`.
pub(super) fn equals_without_separators(folded: &str, word: &[char]) -> bool {
    // `C++` must not equal `c`: in a short name punctuation is no separator.
    word.len() > 2 && folded.chars().filter(|c| c.is_alphanumeric()).eq(word.iter().copied())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::fold::fold;
    use crate::search::index::segment::is_word_start;

    fn fuzzy(word: &str, name: &str) -> Option<u8> {
        let (word, folded): (Vec<char>, _) = (fold(word).chars().collect(), fold(name));
        let starts = (0..folded.len()).filter(|at| is_word_start(name, &folded, *at));
        quality(&word, &folded, starts, &mut Steps::max())
    }

    #[test]
    fn letters_count_when_they_begin_words_or_stand_together() {
        assert!(fuzzy("pstgrs", "PostgreSQL").is_some());
        assert!(fuzzy("ovrpnl", "OverlappingPanels").is_some());
        assert!(fuzzy("flsk", "Flask").is_some());
        assert!(fuzzy("kbrnts", "Kubernetes").is_some() && fuzzy("elxr", "Elixir").is_some());
        assert!(fuzzy("bgqry", "BigQuery").is_some());
        assert!(fuzzy("hshring", "Consistent hash ring").is_some());
        assert!(fuzzy("haring", "Hash ring") > fuzzy("haing", "Hash ring"));
    }

    #[test]
    fn two_letters_abbreviate_two_words_or_syllables() {
        let short = |word: &str, name: &str| {
            let (word, folded): (Vec<char>, _) = (word.chars().collect(), fold(name));
            let starts = (0..folded.len()).filter(|at| is_word_start(name, &folded, *at));
            abbreviated(&word, &folded, starts).map(|(at, _)| at)
        };
        assert_eq!((short("pg", "PostgreSQL"), short("mp", "Media Proxy")), (Some(4), Some(6)));
        assert_eq!((short("ts", "TypeScript"), short("hr", "Hash")), (Some(4), None));
        assert_eq!((short("ci", "Clyde inside"), short("pg", "Pigs")), (Some(6), None));
    }

    #[test]
    fn digits_are_no_scattered_letters() {
        assert_eq!((fuzzy("2017", "17 July 2020"), fuzzy("h264", "Hub 2 of 64")), (None, None));
        assert_eq!(fuzzy("cdn20", "Cloud delivery network 2026 of 0"), None);
        assert!(fuzzy("vp80", "Vid pro 80").is_some());
    }

    #[test]
    fn letters_spread_over_a_long_name_are_noise() {
        assert_eq!(fuzzy("cobol", "Congestion on border routers, only slowly"), None);
        assert_eq!(fuzzy("ember", "Embed servers"), None);
        assert_eq!(fuzzy("xyz", "Redis"), None);
        assert_eq!(fuzzy("rust", "Request coalescing"), None);
        assert_eq!(fuzzy("ray", "Relays"), None);
        assert_eq!(fuzzy("es", "Presence state"), None);
        assert_eq!(fuzzy("abc", &"a".repeat(500)), None);
    }

    proptest! {
        #[test]
        fn a_score_does_not_depend_on_earlier_calls(names in proptest::collection::vec("[a-c ]{3,12}", 2..6)) {
            let forth: Vec<_> = names.iter().map(|name| score(name, "abc")).collect();
            let mut back: Vec<_> = names.iter().rev().map(|name| score(name, "abc")).collect();
            back.reverse();
            prop_assert_eq!(forth, back);
        }

        #[test]
        fn a_match_spells_the_word(word in "[a-c]{3,5}", name in "[a-c ]{0,20}") {
            let letters: Vec<char> = word.chars().collect();
            if fuzzy(&word, &name).is_some() {
                prop_assert!(is_subsequence(&letters, &name));
                let places = super::places(&name, &word).expect("the letters are there");
                let spelt: String = places.iter().filter_map(|at| name.chars().nth(*at)).collect();
                prop_assert_eq!(spelt, word);
            }
        }

        #[test]
        fn no_text_is_too_much(word in "\\PC{0,40}", name in "\\PC{0,120}") {
            let _ = fuzzy(&word, &name);
        }
    }
}
