//! Choosing among a few short texts by typing, such as the actions of the interface by name.

use super::fold::starts_word;
use super::fuzzy::{quality, score};
use super::limits::Steps;

/// The positions of the texts that match every word of a filter, the best match first.
///
/// A word at the start of a text is better than at the start of a word, inside one, and as an abbreviation.
///
/// ```
/// use stacklore::search::choose;
///
/// let texts = ["zoom the detail", "fold all", "unfold all", "all links"];
/// assert_eq!(choose("fold", texts), [1, 2]);
/// assert_eq!(choose("all fold", texts), [1, 2]);
/// assert_eq!(choose("zmdtl", texts), [0]);
/// assert_eq!(choose("zebra", texts), [] as [usize; 0]);
/// assert_eq!(choose("", texts), [0, 1, 2, 3]);
/// ```
pub fn choose<'a>(filter: &str, texts: impl IntoIterator<Item = &'a str>) -> Vec<usize> {
    let filter = filter.to_lowercase();
    let words: Vec<&str> = filter.split_whitespace().collect();
    let mut found: Vec<(usize, i64, usize)> = Vec::new();
    for (at, text) in texts.into_iter().enumerate() {
        let text = text.to_lowercase();
        let ranks: Option<Vec<(usize, i64)>> = words.iter().map(|word| rank(&text, word)).collect();
        if let Some(ranks) = ranks {
            let tier = ranks.iter().map(|(tier, _)| *tier).max().unwrap_or(0);
            found.push((tier, -ranks.iter().map(|(_, score)| score).sum::<i64>(), at));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(.., at)| at).collect()
}

/// The tier of a word in a text, 0 for the best, and the score within it.
fn rank(text: &str, word: &str) -> Option<(usize, i64)> {
    if text.starts_with(word) {
        return Some((0, 0));
    }
    if text.match_indices(word).any(|(at, _)| starts_word(text, at)) {
        return Some((1, 0));
    }
    if text.contains(word) {
        return Some((2, 0));
    }
    let letters: Vec<char> = word.chars().collect();
    let starts = text.char_indices().map(|(at, _)| at).filter(|at| starts_word(text, *at));
    let quality = quality(&letters, text, starts, &mut Steps::max())?;
    Some((3, i64::from(quality) * 1000 + score(text, word).unwrap_or(0)))
}
