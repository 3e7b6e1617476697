//! Text measured in terminal cells: how wide it is, where to cut it, how to wrap it.
//!
//! Wrapping is our own because the drawing library's panics on ordinary foreign text (ratatui#2679), and because the
//! interface and the command line must break lines alike.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How many cells a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(cluster_width).sum() }
}

/// How many cells one cluster takes: never more than the two that a terminal gives it.
fn cluster_width(cluster: &str) -> usize {
    cluster.width().min(2)
}

/// The text, or as much of it as fits into `max` cells with an ellipsis at the end.
#[must_use]
pub fn cut(text: &str, max: usize) -> Cow<'_, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    if max == 0 {
        return Cow::Borrowed("");
    }
    let fits = text.get(..fitting(text, max - 1)).unwrap_or_default();
    Cow::Owned(format!("{}…", fits.trim_end()))
}

/// How many bytes of the text fit into `max` cells, counted in whole clusters.
fn fitting(text: &str, max: usize) -> usize {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += cluster_width(cluster);
        if used > max {
            return at;
        }
    }
    text.len()
}

/// The lines into which the text breaks at a width, as byte ranges without the blanks around them.
///
/// Breaks at blanks; a word that is wider than a line is broken between clusters. There is always at least one line,
/// and every line makes progress even where a single cluster is wider than `max`.
#[must_use]
pub fn wrap(text: &str, max: usize) -> Vec<Range<usize>> {
    let max = max.max(1);
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut line: Option<Range<usize>> = None;
    let mut used = 0;
    for (start, word) in words(text) {
        let wide = width(word);
        match &mut line {
            Some(current) if used + gap(text, current.end, start) + wide <= max => {
                used += gap(text, current.end, start) + wide;
                current.end = start + word.len();
                continue;
            }
            Some(current) => lines.push(current.clone()),
            None => {}
        }
        let mut rest = start..start + word.len();
        while width(text.get(rest.clone()).unwrap_or_default()) > max {
            let piece = text.get(rest.clone()).unwrap_or_default();
            let first = piece.graphemes(true).next().map_or(piece.len(), str::len);
            let taken = fitting(piece, max).max(first);
            if taken >= piece.len() {
                break;
            }
            lines.push(rest.start..rest.start + taken);
            rest.start += taken;
        }
        used = width(text.get(rest.clone()).unwrap_or_default());
        line = Some(rest);
    }
    lines.extend(line);
    if lines.is_empty() {
        lines.push(0..0);
    }
    lines
}

/// The cells of the blanks between two words.
fn gap(text: &str, from: usize, to: usize) -> usize {
    width(text.get(from..to).unwrap_or_default())
}

/// The words of a text with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // A word is a subslice of the text, so the difference of their addresses is its place.
    let base = text.as_ptr() as usize;
    text.split_whitespace().map(move |word| (word.as_ptr() as usize - base, word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str, max: usize) -> Vec<&str> {
        wrap(text, max).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(lines("one two  three", 8), ["one two", "three"]);
        assert_eq!(lines("", 8), [""]);
        assert_eq!(lines("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
    }

    #[test]
    fn wide_and_combining_text_is_measured_by_cluster() {
        assert_eq!(width("語語"), 4);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(lines("a🌞b", 2), ["a", "🌞", "b"]);
        assert_eq!(lines("\u{301} 語", 1), ["\u{301}", "語"]);
        assert_eq!(cut("語語語", 4), "語…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 0), "");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_nothing_is_lost(text in "\\PC{0,80}", max in 2usize..40) {
            let ranges = wrap(&text, max);
            let glued: String = ranges.iter().map(|range| &text[range.clone()]).collect();
            let squeezed = |t: &str| t.split_whitespace().collect::<String>();
            prop_assert_eq!(squeezed(&glued), squeezed(&text));
            for range in ranges {
                prop_assert!(width(&text[range]) <= max);
            }
        }

        #[test]
        fn a_cut_text_fits(text in "\\PC{0,60}", max in 0usize..40) {
            prop_assert!(width(&cut(&text, max)) <= max);
        }
    }
}
