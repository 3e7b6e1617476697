//! Typos: a missing, extra or wrong letter, or two adjacent letters exchanged.

use std::ops::Range;

use super::limits::Steps;

/// Maximum length of a word in which typos are looked for, in letters.
const MAX_WORD: usize = 24;

/// Minimum length of a word whose first letter may be wrong, in letters; then nothing else may be.
pub(super) const MIN_WRONG_START: usize = 6;

/// Maximum number of typos that are tolerated in a word.
///
/// None in a word with digits, which are not mistyped for one another: `h264` is not `h265`.
pub(super) fn max_typos(word: &[char]) -> u8 {
    match word.len() {
        _ if !word.iter().all(|c| c.is_alphabetic()) => 0,
        4..=7 => 1,
        8..=MAX_WORD => 2,
        _ => 0,
    }
}

/// The word of a name that a mistyped word stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Correction {
    /// From 1 to 6, higher is better.
    pub(super) score: u8,
    /// Bytes of the name.
    pub(super) place: Range<usize>,
}

/// The best correction of a word in a folded name: one of its words, or the start of one.
///
/// `word_starts` are the bytes of the name at which words start, in order.
pub(super) fn correct(
    word: &[char],
    folded: &str,
    word_starts: impl Iterator<Item = usize> + Clone,
    steps: &mut Steps,
) -> Option<Correction> {
    let typos = usize::from(max_typos(word));
    let mut best: Option<Correction> = None;
    let mut rest = word_starts;
    let cells = word.len() * (2 * typos + 1);
    while let Some(from) = rest.next() {
        if !steps.take(2) {
            break;
        }
        if !may_start(word, folded, from) {
            continue;
        }
        if !steps.take(cells) {
            break;
        }
        let found = correct_at(word, typos, folded, from, rest.clone());
        if found.as_ref().map(|found| found.score) > best.as_ref().map(|best| best.score) {
            best = found;
        }
    }
    best
}

/// Whether the word of a name at this byte can be a correction, by its first letters.
fn may_start(word: &[char], folded: &str, from: usize) -> bool {
    let mut name = folded.get(from..).unwrap_or_default().chars();
    let Some(c) = name.next() else { return false };
    match word {
        [first, ..] if *first == c => true,
        [first, second, ..] if *second == c && name.clone().next() == Some(*first) => true,
        [_, tail @ ..] => {
            let mut name = name.filter(|c| c.is_alphanumeric());
            word.len() >= MIN_WRONG_START && tail.iter().all(|letter| name.next() == Some(*letter))
        }
        [] => false,
    }
}

/// A letter or digit of a name.
#[derive(Clone, Copy, Default)]
struct Letter {
    c: char,
    /// Byte of the name at which it ends.
    end: usize,
    /// Whether a word ends with it.
    ends_word: bool,
}

/// The best correction that starts at a byte of a folded name; `word_starts` are the later ones.
fn correct_at(
    word: &[char],
    typos: usize,
    folded: &str,
    from: usize,
    word_starts: impl Iterator<Item = usize>,
) -> Option<Correction> {
    let mut letters = [Letter::default(); MAX_WORD + 2];
    let letters = letters.get_mut(..word.len() + typos)?;
    let count = read_letters(folded, from, word_starts, letters);
    let name = letters.get(..count)?;
    let distances = distances(word, name, typos)?;
    let scored = (1..=count).zip(distances.iter().skip(1)).filter_map(|(taken, distance)| {
        let distance = usize::from(*distance);
        let score = (1..=typos).contains(&distance).then(|| score(word, name, taken, distance)).flatten()?;
        Some((score, std::cmp::Reverse(taken)))
    });
    let (score, std::cmp::Reverse(taken)) = scored.max()?;
    Some(Correction { score, place: from..name.get(taken - 1)?.end })
}

/// Reads the letters of a folded name from a byte on until `letters` is full, and returns their number.
fn read_letters(
    folded: &str,
    from: usize,
    word_starts: impl Iterator<Item = usize>,
    letters: &mut [Letter],
) -> usize {
    let mut count: usize = 0;
    let mut word_starts = word_starts.peekable();
    for (at, c) in folded.get(from..).unwrap_or_default().char_indices() {
        let at = from + at;
        let is_start = word_starts.next_if_eq(&at).is_some();
        if (is_start || !c.is_alphanumeric())
            && let Some(last) = count.checked_sub(1).and_then(|last| letters.get_mut(last))
        {
            last.ends_word = true;
        }
        if !c.is_alphanumeric() {
            continue;
        }
        let Some(letter) = letters.get_mut(count) else { break };
        let end = at + c.len_utf8();
        *letter = Letter { c, end, ends_word: end == folded.len() };
        count += 1;
    }
    count
}

/// The score of a correction of a word by the first `taken` letters of a name; none if it is a different word.
fn score(word: &[char], name: &[Letter], taken: usize, distance: usize) -> Option<u8> {
    let letter = |at: usize| name.get(at).map(|letter| &letter.c);
    let (first, second) = (word.first(), word.get(1));
    let starts_equal = letter(0) == first;
    let swapped = letter(0) == second && letter(1) == first;
    // A wrong first letter leaves no room for another typo, and an extra one makes another word.
    let right_start =
        starts_equal || swapped || word.len() >= MIN_WRONG_START && distance == 1 && taken == word.len();
    // The start of a word counts only if the last letters are right: else any word with the first letters would do.
    let from_end = |back: usize| letter(taken.wrapping_sub(back));
    let right_end = from_end(1) == word.last()
        || from_end(2) == word.last() && from_end(1) == word.get(word.len().wrapping_sub(2));
    let is_word_start = word.len() > 5 && starts_equal && right_end;
    // Letters after the end of the name were typed on purpose, unless a key stuck.
    let same_start = word.iter().zip(name).take(taken).all(|(typed, letter)| *typed == letter.c);
    let goes_on = word.len() >= taken
        && same_start
        && word.iter().skip(taken).any(|c| Some(c) != letter(taken.wrapping_sub(1)));
    let is_whole = name.get(taken.wrapping_sub(1))?.ends_word;
    let is_match = right_start && !goes_on && (is_whole || is_word_start);
    is_match.then_some(if distance == 1 { 3 } else { 1 } + if is_whole { 3 } else { 0 })
}

/// The number of typos between a word and each start of a name; more than `typos` are not counted exactly.
fn distances(word: &[char], name: &[Letter], typos: usize) -> Option<[u8; MAX_WORD + 3]> {
    const FAR: u8 = 100;
    let mut before = [FAR; MAX_WORD + 3];
    let mut row = [FAR; MAX_WORD + 3];
    for (at, cell) in row.iter_mut().enumerate().take(typos.min(name.len()) + 1) {
        *cell = u8::try_from(at).ok()?;
    }
    for (i, letter) in (1..).zip(word) {
        let mut next = [FAR; MAX_WORD + 3];
        if i <= typos {
            *next.first_mut()? = u8::try_from(i).ok()?;
        }
        let mut least = *next.first()?;
        for j in i.saturating_sub(typos).max(1)..=(i + typos).min(name.len()) {
            let here = name.get(j - 1)?.c;
            let mut cell = *row.get(j - 1)? + u8::from(here != *letter);
            cell = cell.min(*row.get(j)? + 1).min(*next.get(j - 1)? + 1);
            let swapped = j > 1 && name.get(j - 2)?.c == *letter;
            if swapped && i > 1 && word.get(i - 2) == Some(&here) {
                cell = cell.min(*before.get(j - 2)? + 1);
            }
            *next.get_mut(j)? = cell;
            least = least.min(cell);
        }
        if usize::from(least) > typos {
            return None;
        }
        (before, row) = (row, next);
    }
    Some(row)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::fold::fold;
    use crate::search::index::segment::is_word_start;

    fn corrected(word: &str, name: &str) -> Option<String> {
        let folded = fold(name);
        let starts = (0..folded.len()).filter(|at| is_word_start(name, &folded, *at));
        let found = correct(&word.chars().collect::<Vec<_>>(), &folded, starts, &mut Steps::max())?;
        Some(folded[found.place].to_owned())
    }

    #[test]
    fn one_typo_of_each_kind_is_tolerated_in_a_word_of_four_to_seven_letters() {
        for word in ["reddis", "rdis", "rediz", "rdeis", "erdis"] {
            assert_eq!(corrected(word, "Redis").as_deref(), Some("redis"), "{word}");
        }
        for word in ["rddiz", "edi", "tedis", "redsi2", "redisx"] {
            assert_eq!(corrected(word, "Redis"), None, "{word}");
        }
    }

    #[test]
    fn two_typos_are_tolerated_from_eight_letters_on() {
        assert_eq!(corrected("postgersqql", "PostgreSQL").as_deref(), Some("postgresql"));
        assert_eq!(corrected("elasticsaerch", "Elastic Search").as_deref(), Some("elastic search"));
        assert_eq!(corrected("pastgrosqa", "PostgreSQL"), None);
        assert_eq!(corrected("vassandra", "Cassandra").as_deref(), Some("cassandra"));
    }

    #[test]
    fn typos_in_the_start_of_a_word_are_tolerated_but_not_in_its_last_letter() {
        assert_eq!(corrected("casasn", "Cassandra").as_deref(), Some("cassan"));
        assert_eq!(corrected("cassx", "Cassandra"), None);
        assert_eq!(corrected("cloudfalre", "Cloudflare outage").as_deref(), Some("cloudflare"));
    }

    #[test]
    fn any_word_of_a_name_can_be_the_correction() {
        assert_eq!(corrected("panles", "OverlappingPanels").as_deref(), Some("panels"));
        assert_eq!(corrected("goggle", "Google Cloud").as_deref(), Some("google"));
    }

    proptest! {
        #[test]
        fn one_typo_in_any_word_is_found(name in "[a-z]{5,12}", at in 1_usize..4, letter in "[a-z]") {
            let mut word = name.clone();
            word.replace_range(at..=at, &letter);
            prop_assume!(word != name);
            prop_assert!(corrected(&word, &name).is_some(), "{} {}", word, name);
        }

        #[test]
        fn places_fall_on_characters(word in "\\PC{0,40}", name in "\\PC{0,60}") {
            let _ = corrected(&word, &name);
        }
    }
}
