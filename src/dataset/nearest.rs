//! What somebody who mistyped a word most likely meant.

/// A longer word is not looked at: nobody mistypes one, and comparing takes the square of its length.
const LONGEST: usize = 64;

/// The candidate that is fewest slips away from `word`, if that is near enough to be meant.
///
/// A slip is a letter too many, one missing, another one, or two swapped; one in three letters is near enough.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let letters: Vec<char> = word.chars().collect();
    let allowed = (letters.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.len() > LONGEST || candidate.len().abs_diff(word.len()) > 4 * allowed {
            continue;
        }
        let found = slips(&letters, &candidate.chars().collect::<Vec<_>>());
        if found <= allowed && best.is_none_or(|(least, _)| found < least) {
            best = Some((found, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many slips lie between two words, by the table of their beginnings, of which the last two rows are kept.
fn slips(one: &[char], other: &[char]) -> usize {
    let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX - 1);
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut least =
                (at(&above, j) + usize::from(a != b)).min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && one.get(i - 1) == Some(b) && other.get(j - 1) == Some(a);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    at(&above, other.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_like_a_typist_does() {
        let count = |a: &str, b: &str| slips(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(count("storage", "storage"), 0);
        assert_eq!(count("sumary", "summary"), 1);
        assert_eq!(count("tsorage", "storage"), 1);
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("kitten", "sitting"), 3);
    }

    #[test]
    fn the_nearest_word_is_offered_unless_it_is_far() {
        let known = ["storage", "search", "storages"];
        assert_eq!(nearest("storag", known), Some("storage"));
        assert_eq!(nearest("serach", known), Some("search"));
        assert_eq!(nearest("queue", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"s".repeat(10_000), known), None);
    }
}
