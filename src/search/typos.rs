//! Slips of typing: a letter too many, too few, another one, or two that changed places.

use std::ops::Range;

use super::limits::Steps;

/// No word of a query is longer, and no slip is looked for in one that is.
const WORD: usize = 24;

/// How many slips are forgiven in a word.
///
/// Digits are not mistyped into one another: `h264` is no `h265`.
pub(super) fn forgiven(word: &[char]) -> u8 {
    match word.len() {
        _ if !word.iter().all(|c| c.is_alphabetic()) => 0,
        4..=7 => 1,
        8..=WORD => 2,
        _ => 0,
    }
}

/// How a word of a name was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meant {
    /// From 1 to 6, more is better.
    pub(super) score: u8,
    /// The bytes of the name that were meant.
    pub(super) place: Range<usize>,
}

/// The word of a folded name, or the beginning of one, that was meant by a mistyped word.
///
/// `heads` are the bytes of the name at which words and humps begin, in order.
pub(super) fn meant(
    word: &[char],
    edits: u8,
    folded: &str,
    heads: impl Iterator<Item = usize> + Clone,
    steps: &mut Steps,
) -> Option<Meant> {
    let mut best: Option<Meant> = None;
    let mut rest = heads;
    let cells = word.len() * (2 * usize::from(edits) + 1);
    while let Some(from) = rest.next() {
        if !steps.take(2) {
            break;
        }
        if !may_begin(word, folded, from) {
            continue;
        }
        if !steps.take(cells) {
            break;
        }
        let found = from_here(word, edits, folded, from, rest.clone());
        if found.as_ref().map(|found| found.score) > best.as_ref().map(|best| best.score) {
            best = found;
        }
    }
    best
}

/// A first letter is hardly ever mistyped: from so many letters on it may be, and then nothing else.
pub(super) const WRONG_START: usize = 6;

/// Whether the word that begins at a place with this letter can be meant.
fn may_begin(word: &[char], folded: &str, from: usize) -> bool {
    let mut name = folded.get(from..).unwrap_or_default().chars();
    let Some(c) = name.next() else { return false };
    match word {
        [first, ..] if *first == c => true,
        [first, second, ..] if *second == c && name.clone().next() == Some(*first) => true,
        [_, tail @ ..] => {
            let mut name = name.filter(|c| c.is_alphanumeric());
            word.len() >= WRONG_START && tail.iter().all(|letter| name.next() == Some(*letter))
        }
        [] => false,
    }
}

fn from_here(
    word: &[char],
    edits: u8,
    folded: &str,
    from: usize,
    mut heads: impl Iterator<Item = usize>,
) -> Option<Meant> {
    let count = word.len();
    let edits = usize::from(edits);
    // The letters from here on, where each ends, and whether a word ends with it.
    let mut name = ['\0'; WORD + 2];
    let mut ends = [(0, false); WORD + 2];
    let mut length: usize = 0;
    let mut next_head = heads.next();
    for (at, c) in folded.get(from..)?.char_indices() {
        let at = from + at;
        if !c.is_alphanumeric() {
            if let Some((_, ends)) = length.checked_sub(1).and_then(|last| ends.get_mut(last)) {
                *ends = true;
            }
            continue;
        }
        if next_head == Some(at) {
            next_head = heads.next();
            if let Some((_, ends)) = length.checked_sub(1).and_then(|last| ends.get_mut(last)) {
                *ends = true;
            }
        }
        if length == count + edits {
            break;
        }
        *name.get_mut(length)? = c;
        *ends.get_mut(length)? = (at + c.len_utf8(), at + c.len_utf8() == folded.len());
        length += 1;
    }
    let name = name.get(..length)?;
    let (first, second) = (word.first()?, word.get(1)?);
    let swapped = name.first() == Some(second) && name.get(1) == Some(first);
    let begins = name.first() == Some(first);
    let rows = distances(word, name, edits)?;
    let mut best: Option<(u8, usize)> = None;
    for (taken, distance) in rows.iter().enumerate().take(length + 1).skip(1) {
        let distance = usize::from(*distance);
        if distance == 0 || distance > edits {
            continue;
        }
        let (_, whole) = ends.get(taken - 1).copied()?;
        // A first letter that is wrong leaves no room for another slip, and one too many makes another word.
        let right_start = begins || swapped || count >= WRONG_START && distance == 1 && taken == count;
        // A beginning counts when the letters typed last are right: else any word with the letters before would do.
        let last = |at: usize, back: usize| name.get(at.wrapping_sub(back));
        let right_end = last(taken, 1) == word.last()
            || last(taken, 2) == word.last() && last(taken, 1) == word.get(count.wrapping_sub(2));
        let beginning = count > 5 && begins && right_end;
        // A word that goes on where the name ends was meant to, unless a key stuck.
        let goes_on = word.get(..taken) == name.get(..taken)
            && word.get(taken..).is_some_and(|rest| rest.iter().any(|c| Some(c) != name.get(taken - 1)));
        if !right_start || goes_on || !(whole || beginning) {
            continue;
        }
        let score = if distance == 1 { 3 } else { 1 } + if whole { 3 } else { 0 };
        if best.is_none_or(|(best, _)| score > best) {
            best = Some((score, taken));
        }
    }
    let (score, taken) = best?;
    Some(Meant { score, place: from..ends.get(taken - 1)?.0 })
}

/// For each beginning of the name by how many slips the word differs from it; more than `edits` are not counted out.
fn distances(word: &[char], name: &[char], edits: usize) -> Option<[u8; WORD + 3]> {
    const FAR: u8 = 100;
    let mut before = [FAR; WORD + 3];
    let mut row = [FAR; WORD + 3];
    for (at, cell) in row.iter_mut().enumerate().take(edits.min(name.len()) + 1) {
        *cell = u8::try_from(at).ok()?;
    }
    for (i, letter) in (1..).zip(word) {
        let mut next = [FAR; WORD + 3];
        if i <= edits {
            *next.first_mut()? = u8::try_from(i).ok()?;
        }
        let mut least = *next.first()?;
        for j in i.saturating_sub(edits).max(1)..=(i + edits).min(name.len()) {
            let here = *name.get(j - 1)?;
            let mut cell = *row.get(j - 1)? + u8::from(here != *letter);
            cell = cell.min(*row.get(j)? + 1).min(*next.get(j - 1)? + 1);
            if i > 1 && j > 1 && word.get(i - 2) == Some(&here) && name.get(j - 2) == Some(letter) {
                cell = cell.min(*before.get(j - 2)? + 1);
            }
            *next.get_mut(j)? = cell;
            least = least.min(cell);
        }
        if usize::from(least) > edits {
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
    use crate::search::corpus::is_head;
    use crate::search::fold::fold;

    fn slip(word: &str, name: &str) -> Option<String> {
        let (letters, folded): (Vec<char>, _) = (word.chars().collect(), fold(name));
        let edits = forgiven(&letters);
        let heads = (0..folded.len()).filter(|at| is_head(name, &folded, *at));
        let found = (edits > 0).then(|| meant(&letters, edits, &folded, heads, &mut Steps::all()))?;
        found.map(|meant| folded[meant.place].to_owned())
    }

    #[test]
    fn one_slip_of_each_sort_is_forgiven_in_a_word_of_four_to_seven_letters() {
        for word in ["reddis", "rdis", "rediz", "rdeis", "erdis"] {
            assert_eq!(slip(word, "Redis").as_deref(), Some("redis"), "{word}");
        }
        for word in ["rddiz", "edi", "tedis", "redsi2", "redisx"] {
            assert_eq!(slip(word, "Redis"), None, "{word}");
        }
    }

    #[test]
    fn two_slips_are_forgiven_from_eight_letters_on() {
        assert_eq!(slip("postgersqql", "PostgreSQL").as_deref(), Some("postgresql"));
        assert_eq!(slip("elasticsaerch", "Elastic Search").as_deref(), Some("elastic search"));
        assert_eq!(slip("pastgrosqa", "PostgreSQL"), None);
        assert_eq!(slip("vassandra", "Cassandra").as_deref(), Some("cassandra"));
    }

    #[test]
    fn a_beginning_is_forgiven_while_it_is_typed_but_not_its_last_letter() {
        assert_eq!(slip("casasn", "Cassandra").as_deref(), Some("cassan"));
        assert_eq!(slip("cassx", "Cassandra"), None);
        assert_eq!(slip("cloudfalre", "Cloudflare outage").as_deref(), Some("cloudflare"));
    }

    #[test]
    fn any_word_of_a_name_can_be_meant() {
        assert_eq!(slip("panles", "OverlappingPanels").as_deref(), Some("panels"));
        assert_eq!(slip("goggle", "Google Cloud").as_deref(), Some("google"));
    }

    proptest! {
        #[test]
        fn one_slip_in_any_word_is_found(name in "[a-z]{5,12}", at in 1_usize..4, letter in "[a-z]") {
            let mut word = name.clone();
            word.replace_range(at..=at, &letter);
            prop_assume!(word != name);
            prop_assert!(slip(&word, &name).is_some(), "{} {}", word, name);
        }

        #[test]
        fn places_fall_on_characters(word in "\\PC{0,40}", name in "\\PC{0,60}") {
            let _ = slip(&word, &name);
        }
    }
}
