//! The most likely correction of a mistyped word.

/// Maximum length of a word in bytes, because comparing takes time quadratic in it.
const MAX_WORD_BYTES: usize = 64;

/// Minimum length of a beginning, in characters, that makes two words look alike: `ony` in `onyks` and `onyx`.
const MIN_SHARED_CHARS: usize = 3;

/// The candidate with the fewest edits from `word`, if it is near enough to be meant.
///
/// An edit inserts, deletes, replaces or swaps letters; one edit per three letters of the shorter word is near enough, and
/// one more after a long beginning that both share.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > MAX_WORD_BYTES {
        return None;
    }
    let letters = word.chars().count();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let shorter = letters.min(candidate.chars().count());
        let shared = word.chars().zip(candidate.chars()).take_while(|(one, other)| one == other).count();
        let has_same_beginning = shared >= MIN_SHARED_CHARS && shared * 2 > shorter;
        let allowed = (shorter / 3).max(1) + usize::from(has_same_beginning);
        if candidate.len() > MAX_WORD_BYTES || candidate.len().abs_diff(word.len()) > 4 * allowed {
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
        assert_eq!(nearest("onyks", ["quartz", "onyx"]), Some("onyx"));
        assert_eq!(nearest("go", ["gohst"]), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"s".repeat(10_000), known), None);
    }
}
