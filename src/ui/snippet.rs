//! Snippets: the parts of a text around its matches.

use std::ops::Range;

use super::paint::piece;
use crate::app::content::{Piece, Role, mark};
use crate::cells::{self, Glyphs};

/// Maximum number of matches that have a part of their own.
const MAX_PARTS: usize = 3;

/// Maximum length of a step in characters where a text has no spaces.
const MAX_STEP: usize = 12;

/// The parts of a text around its matches that fit in some cells, with one ellipsis at each cut.
pub(super) fn snippet(text: &str, matches: &[Range<usize>], space: usize, glyphs: Glyphs) -> Vec<Piece> {
    let ellipsis = glyphs.ellipsis();
    // A long text is not measured.
    if text.chars().nth(space).is_none() && cells::width(text) <= space {
        return mark(text, matches, Role::Dim);
    }
    let parts = parts(text, matches, space, cells::width(ellipsis));
    let mut pieces = Vec::new();
    let mut end = 0;
    for part in &parts {
        pieces.extend((part.start > end).then(|| piece(ellipsis, Role::Dim)));
        let inside = matches.iter().filter(|one| part.start <= one.start && one.end <= part.end);
        let inside: Vec<_> = inside.map(|one| one.start - part.start..one.end - part.start).collect();
        pieces.extend(mark(text.get(part.clone()).unwrap_or_default(), &inside, Role::Dim));
        end = part.end;
    }
    pieces.extend((end < text.len()).then(|| piece(ellipsis, Role::Dim)));
    pieces
}

/// The byte ranges of the parts, in order.
fn parts(text: &str, matches: &[Range<usize>], space: usize, ellipsis: usize) -> Vec<Range<usize>> {
    let width = |range: &Range<usize>| cells::width(text.get(range.clone()).unwrap_or_default());
    let mut left = space.saturating_sub(ellipsis);
    let mut parts: Vec<Range<usize>> = Vec::new();
    for one in matches.iter().take(MAX_PARTS) {
        let Some(rest) = left.checked_sub(width(one) + ellipsis) else { break };
        left = rest;
        parts.push(one.clone());
    }
    if parts.is_empty() {
        parts.push(0..0);
    }
    // Two words after each match for one before, in turn, as long as there is room for any of them.
    let mut grows = true;
    while grows {
        grows = false;
        for after in [true, true, false] {
            for at in 0..parts.len() {
                let step = step(text, &parts, at, after);
                let Some(rest) = left.checked_sub(width(&step)).filter(|_| !step.is_empty()) else {
                    continue;
                };
                (left, grows) = (rest, true);
                if let Some(part) = parts.get_mut(at) {
                    *part = part.start.min(step.start)..part.end.max(step.end);
                }
            }
        }
        let count = parts.len();
        // Parts that touch are one, which needs no ellipsis between.
        parts.dedup_by(|next, part| {
            let touches = next.start <= part.end;
            part.end = if touches { next.end } else { part.end };
            touches
        });
        left += (count - parts.len()) * ellipsis;
        grows |= parts.len() < count;
    }
    parts.iter().map(|part| trimmed(text, part)).collect()
}

/// The word after a part or before it, at most up to the next part.
fn step(text: &str, parts: &[Range<usize>], at: usize, after: bool) -> Range<usize> {
    let part = parts.get(at).cloned().unwrap_or_default();
    if after {
        let next = parts.get(at + 1).map_or(text.len(), |next| next.start);
        part.end..word_end(text, part.end).min(next)
    } else {
        let before = at.checked_sub(1).and_then(|at| parts.get(at)).map_or(0, |before| before.end);
        word_start(text, part.start).max(before)..part.start
    }
}

/// A part without the spaces at its cut ends.
fn trimmed(text: &str, part: &Range<usize>) -> Range<usize> {
    let inside = text.get(part.clone()).unwrap_or_default();
    let start = if part.start == 0 { 0 } else { inside.len() - inside.trim_start().len() };
    part.start + start..part.start + inside.trim_end().len().max(start)
}

/// The end of the word after a byte.
fn word_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let length = word_length(rest.chars());
    from + rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at)
}

/// The start of the word before a byte.
fn word_start(text: &str, to: usize) -> usize {
    let before = text.get(..to).unwrap_or_default();
    let length = word_length(before.chars().rev());
    length.checked_sub(1).and_then(|last| before.char_indices().rev().nth(last)).map_or(to, |(at, _)| at)
}

/// Number of characters up to the end of the first word, or of a part of a very long one.
fn word_length(chars: impl Iterator<Item = char>) -> usize {
    let mut is_inside = false;
    let continues = |c: &char| {
        let goes_on = *c != ' ' || !is_inside;
        is_inside |= *c != ' ';
        goes_on
    };
    chars.take(MAX_STEP).take_while(continues).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str, words: &[&str], space: usize) -> String {
        let places =
            |word: &&str| text.match_indices(*word).map(|(at, one)| at..at + one.len()).collect::<Vec<_>>();
        let mut ranges: Vec<_> = words.iter().flat_map(places).collect();
        ranges.sort_by_key(|range| range.start);
        snippet(text, &ranges, space, Glyphs::Unicode).iter().map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn each_match_is_shown_with_one_ellipsis_at_a_cut() {
        let text =
            "Messages were kept on 12 nodes in 2017 and on no fewer than 177 of them five years later.";
        assert_eq!(shown(text, &["177"], 30), "…than 177 of them five years…");
        assert_eq!(shown(text, &["12", "177"], 40), "…on 12 nodes in 2017…than 177 of them…");
        assert_eq!(shown(text, &["Messages"], 20), "Messages were kept…");
        assert_eq!(shown("short", &[], 20), "short");
    }

    proptest! {
        #[test]
        fn a_snippet_is_never_wider_than_its_space(text in "[a-c 語é]{0,80}", space in 0_usize..50, word in "[a-c]{1,3}") {
            prop_assert!(cells::width(&shown(&text, &[&word], space)) <= space.max(1));
        }
    }
}
