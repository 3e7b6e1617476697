//! What somebody who mistyped a word most likely meant.

/// A longer word is not looked at: nobody mistypes one, and comparing takes the square of its length.
const LONGEST: usize = 64;

/// The candidate that is fewest slips away from `word`, if that is near enough to be meant.
///
/// A slip is a letter too many, one missing, another one, or two swapped; one in three letters of the shorter word is
/// near enough.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let letters = word.chars().count();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let allowed = (letters.min(candidate.chars().count()) / 3).max(1);
        if candidate.len() > LONGEST || candidate.len().abs_diff(word.len()) > 4 * allowed {
            continue;
        }
        let found = strsim::osa_distance(word, candidate);
        if found <= allowed && best.is_none_or(|(least, _)| found < least) {
            best = Some((found, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_unless_it_is_far() {
        let known = ["storage", "search", "storages"];
        assert_eq!(nearest("storag", known), Some("storage"));
        assert_eq!(nearest("serach", known), Some("search"));
        assert_eq!(nearest("queue", known), None);
        assert_eq!(nearest("mylist", ["list"]), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"s".repeat(10_000), known), None);
    }
}
