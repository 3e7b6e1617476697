//! Text measured in terminal cells: its width, cutting it, wrapping it.
//!
//! Wrapping is our own, because ratatui's panics on ordinary foreign text (ratatui#2679), `textwrap` measures characters and
//! not clusters, and the interface and the command line must break lines alike. `unicode-truncate` differs from [`cut`] where a
//! cluster is wider than two cells.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};
use unicode_width::UnicodeWidthStr;

/// The width of a text in cells.
///
/// ```
/// assert_eq!(stacklore::cells::width("語a"), 3);
/// ```
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(cluster_width).sum() }
}

/// The clusters of a text, each with its width in cells.
pub fn clusters(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true).map(|cluster| (cluster, cluster_width(cluster)))
}

/// A range of a text with the whole of the clusters at its ends, which cannot be shown in parts.
///
/// ```
/// assert_eq!(stacklore::cells::whole_clusters("cafe\u{301}s", 0..4), 0..6);
/// ```
pub fn whole_clusters(text: &str, range: Range<usize>) -> Range<usize> {
    let is_inside = |at| !GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true);
    let (mut start, mut end) = (range.start, range.end);
    if is_inside(start) {
        let before = GraphemeCursor::new(start, text.len(), true).prev_boundary(text, 0);
        start = before.ok().flatten().unwrap_or(start);
    }
    if is_inside(end) {
        let after = GraphemeCursor::new(end, text.len(), true).next_boundary(text, 0);
        end = after.ok().flatten().unwrap_or(end);
    }
    start..end
}

/// Maximum width of a cluster; only senseless ones are wider.
const MAX_CLUSTER_WIDTH: usize = 8;

/// The width of a cluster in cells.
///
/// Terminals disagree about clusters of several letters, as in Hindi: here each letter that may have a cell counts, since a
/// gap beside a cluster is better than a cluster without its end.
fn cluster_width(cluster: &str) -> usize {
    cluster.width().min(MAX_CLUSTER_WIDTH)
}

/// The characters that are drawn around texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Lines and marks as most terminals have them.
    #[default]
    Unicode,
    /// ASCII only: for messages, and for terminals that show nothing else.
    Ascii,
}

impl Glyphs {
    /// The one of two forms that these characters have.
    pub fn pick<T>(self, unicode: T, ascii: T) -> T {
        match self {
            Self::Unicode => unicode,
            Self::Ascii => ascii,
        }
    }

    /// The mark where a text is cut.
    pub fn ellipsis(self) -> &'static str {
        self.pick("…", "...")
    }

    /// The text without the punctuation of typesetters, if these characters are ASCII; its letters stay.
    ///
    /// ```
    /// use stacklore::cells::Glyphs;
    ///
    /// assert_eq!(Glyphs::Ascii.plain("“Redis’s café” – and more…"), "\"Redis's café\" - and more...");
    /// ```
    pub fn plain(self, text: &str) -> Cow<'_, str> {
        let plain = |c: char| match c {
            '‘' | '’' | '‚' | '′' => "'",
            '“' | '”' | '„' | '″' => "\"",
            '‐' | '‑' | '‒' | '–' | '—' | '−' => "-",
            '…' => "...",
            '•' | '·' => "*",
            '×' => "x",
            '→' | '›' => ">",
            '←' | '‹' => "<",
            '\u{a0}' => " ",
            _ => "",
        };
        if self == Self::Unicode || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        let mut changed = String::with_capacity(text.len());
        for c in text.chars() {
            match plain(c) {
                "" => changed.push(c),
                text => changed.push_str(text),
            }
        }
        Cow::Owned(changed)
    }

    /// A horizontal line of some cells.
    pub fn rule(self, cells: usize) -> String {
        self.pick("─", "-").repeat(cells)
    }
}

/// The text, or as much of it as fits into `max` cells with an ellipsis at the end.
///
/// ```
/// use stacklore::cells::{Glyphs, cut};
///
/// assert_eq!(cut("ScyllaDB", 5, Glyphs::Unicode), "Scyl…");
/// assert_eq!(cut("ScyllaDB", 5, Glyphs::Ascii), "Sc...");
/// ```
pub fn cut(text: &str, max: usize, glyphs: Glyphs) -> Cow<'_, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    let ellipsis = glyphs.ellipsis();
    let fits = text.get(..fitting(text, max.saturating_sub(width(ellipsis)))).unwrap_or_default();
    let ellipsis = ellipsis.get(..fitting(ellipsis, max)).unwrap_or_default();
    Cow::Owned(format!("{}{ellipsis}", fits.trim_end()))
}

/// Number of bytes of the text that fit into `max` cells, in whole clusters.
fn fitting(text: &str, max: usize) -> usize {
    let mut used = 0;
    let mut clusters = text.grapheme_indices(true);
    let next = clusters.find(|(_, cluster)| {
        used += cluster_width(cluster);
        used > max
    });
    next.map_or(text.len(), |(at, _)| at)
}

/// The lines of a text at a width, as byte ranges without the spaces around them.
///
/// Lines break at spaces; a word that is wider than a line is broken behind the host of an address or behind a sign, else
/// between clusters. There is at least one line, and each has at least one cluster, even one that is wider than `max`.
pub fn wrap(text: &str, max: usize) -> Vec<Range<usize>> {
    let max = max.max(1);
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        // A word is a subslice of the text, so the difference of the addresses is its position.
        let mut start = word.as_ptr() as usize - text.as_ptr() as usize;
        let end = start + word.len();
        let mut wide = width(word);
        if let Some(line) = lines.last_mut() {
            let joined = used + width(text.get(line.end..start).unwrap_or_default()) + wide;
            if joined <= max {
                (line.end, used) = (end, joined);
                continue;
            }
        }
        let mut rest = word;
        while wide > max {
            let (line, after) = rest.split_at(break_of(rest, max));
            if after.is_empty() {
                break;
            }
            lines.push(start..start + line.len());
            start += line.len();
            (rest, wide) = (after, wide.saturating_sub(width(line)));
        }
        used = wide;
        lines.push(start..end);
    }
    if lines.is_empty() {
        lines.push(0..0);
    }
    lines
}

/// The number of bytes of a word that is wider than a line which the line gets.
fn break_of(word: &str, max: usize) -> usize {
    let first = word.graphemes(true).next().map_or(word.len(), str::len);
    let fits = fitting(word, max).max(first);
    let part = word.get(..fits).unwrap_or_default();
    // On a line of its own a host is no address of another page.
    let path = ["https://", "http://"].iter().find_map(|scheme| {
        let rest = part.strip_prefix(scheme)?;
        Some(scheme.len() + rest.find('/')? + 1)
    });
    let sign = part.rfind(['/', '-', '_', '.', '?', '&', '=', ',', ';']).map(|at| at + 1);
    // A short line for the sake of a sign would be hard to read.
    path.or(sign.filter(|at| *at > fits / 2)).filter(|at| *at < word.len()).unwrap_or(fits)
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
    fn a_word_that_is_too_wide_breaks_behind_its_host_or_behind_a_sign() {
        let url = "https://blog.example.org/how-we-store-rows/part-2";
        assert_eq!(lines(url, 30), ["https://blog.example.org/", "how-we-store-rows/part-2"]);
        assert_eq!(lines(url, 20), ["https://blog.", "example.org/how-we-", "store-rows/part-2"]);
        assert_eq!(
            lines("see http://a.example/bcdefghijkl", 17),
            ["see", "http://a.example/", "bcdefghijkl"]
        );
        assert_eq!(lines("a-bcdefghijklmnop", 8), ["a-bcdefg", "hijklmno", "p"]);
    }

    #[test]
    fn wide_and_combining_text_is_measured_by_cluster() {
        assert_eq!(width("語語"), 4);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("ｶﾞﾊﾟ\u{ff9e}"), 5, "the marks of half-width kana have cells");
        assert_eq!(width("क्षि"), 3, "and the vowels of Hindi");
        assert_eq!(width("👩\u{200d}👩\u{200d}👦🇩🇪1\u{fe0f}\u{20e3}"), 6, "but not the parts of emoji");
        assert_eq!(width(&"\u{1100}".repeat(100)), MAX_CLUSTER_WIDTH);
        assert_eq!(lines("a🌞b", 2), ["a", "🌞", "b"]);
        assert_eq!(lines("\u{301} 語", 1), ["\u{301}", "語"]);
        assert_eq!(cut("語語語", 4, Glyphs::Unicode), "語…");
        assert_eq!(cut("abc", 3, Glyphs::Unicode), "abc");
        assert_eq!([4, 3, 2, 0].map(|max| cut("abcde", max, Glyphs::Ascii)), ["a...", "...", "..", ""]);
        assert_eq!(cut("abcd", 0, Glyphs::Unicode), "");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_nothing_is_lost(text in "\\PC{0,80}", max in MAX_CLUSTER_WIDTH..40) {
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
            prop_assert!(width(&cut(&text, max, Glyphs::Unicode)) <= max);
            prop_assert!(width(&cut(&text, max, Glyphs::Ascii)) <= max);
        }
    }
}
