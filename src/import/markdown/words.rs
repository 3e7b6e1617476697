//! Small rules about running text: blanks, separators, and links that only stand beside each other.

use std::ops::Range;

/// The text with every run of blanks as one, and none at its ends.
pub(super) fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// What people put between a name and what they say about it.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '-' | '–'
            | '—'
            | '‒'
            | '―'
            | '−'
            | ':'
            | '|'
            | '•'
            | '·'
            | '~'
            | '→'
            | '»'
            | '➜'
            | '：'
            | '／'
            | '、'
    )
}

/// Whether a text has nothing in it but blanks, separators and brackets.
pub(super) fn is_separator(text: &str) -> bool {
    text.split(|c: char| {
        c.is_whitespace()
            || is_mark(c)
            || matches!(
                c,
                ',' | ';'
                    | '/'
                    | '\\'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '（'
                    | '）'
                    | '【'
                    | '】'
                    | '，'
                    | '；'
                    | '。'
                    | '&'
                    | '+'
                    | '*'
                    | '.'
                    | '<'
                    | '>'
                    | '"'
            )
    })
    .all(|word| word.is_empty() || matches!(word, "and" | "or"))
}

/// Whether a text before a link ends with a separator or an opening bracket.
pub(super) fn is_separated(lead: &str) -> bool {
    lead.trim_end().ends_with(|c: char| is_mark(c) || is_opening(c))
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '（' | '【')
}

/// Where a bracket begins that a text does not close.
pub(super) fn opened(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    for (at, c) in text.char_indices() {
        if is_opening(c) {
            open.push(at);
        } else if matches!(c, ')' | ']' | '）' | '】') {
            open.pop();
        }
    }
    open.first().copied()
}

/// A name and what is said about it, in a text that parts them: `Name - what it is`.
pub(crate) fn parted(text: &str) -> Option<(&str, &str)> {
    let marks = [" - ", " – ", " — ", " | ", ": ", "："];
    let found = marks.iter().filter_map(|mark| text.find(mark).map(|at| (at, mark.len())));
    let (at, len) = found.min()?;
    let (name, said) = (text.get(..at)?.trim(), text.get(at + len..)?.trim());
    let is_name = name.contains(char::is_alphabetic) && name.chars().count() <= LONGEST_PARTED;
    (is_name && !name.contains(". ") && opened(name).is_none() && said.contains(char::is_alphanumeric))
        .then_some((name, said))
}

/// How long a name may be that only a separator ends.
const LONGEST_PARTED: usize = 60;

/// Whether a text behind a link begins with a separator.
pub(super) fn is_separated_start(after: &str) -> bool {
    let after = after.trim_start_matches(['\u{a0}', ' ', ')', ']', '*', '_', '）', '】']);
    after.is_empty() || after.starts_with(is_mark)
}

/// How many bytes of separators and blanks a text begins with.
pub(super) fn front(text: &str) -> usize {
    text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || is_mark(c)).len()
}

/// The name in a text that stands before a link: without separators and brackets around it.
pub(super) fn core(text: &str) -> &str {
    let text = text.get(front(text)..).unwrap_or_default();
    text.trim_end_matches(|c: char| {
        c.is_whitespace() || is_mark(c) || is_opening(c) || matches!(c, ',' | '<' | '，')
    })
}

/// The beginning of a text, cut between words to at most so many characters, with a mark where it was cut.
pub(super) fn beginning(text: &str, longest: usize) -> String {
    let text = squeezed(text);
    let Some((cut, _)) = text.char_indices().nth(longest) else { return text };
    let head = text.get(..cut).unwrap_or_default();
    let head = match head.rsplit_once(' ') {
        Some((words, _)) if words.len() > cut / 2 => words,
        _ => head,
    };
    format!("{}…", head.trim_end_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation()))
}

/// What a text says beside its links: groups of links in brackets are left out, and so are those that only follow the
/// last sentence. `links` are places in `text`, in order.
pub(super) fn description(text: &str, range: Range<usize>, links: &[Range<usize>]) -> String {
    let mut kept = without_groups(text, range, links);
    kept.drain(..leading_links(text, &kept));
    // Only links and what stands between them are left: they have titles of their own.
    let says = |piece: &Piece| !piece.link && !is_separator(text.get(piece.at.clone()).unwrap_or_default());
    let Some(last) = kept.iter().rposition(says) else { return String::new() };
    let tail = kept.get(last..).unwrap_or_default();
    let ends = tail.first().and_then(|piece| text.get(piece.at.clone())).is_some_and(|words| {
        words.trim_end().ends_with(|c: char| is_mark(c) || matches!(c, '.' | '!' | '?' | '…'))
    });
    let until = if ends { last + 1 } else { kept.len() };
    let words: String = kept.iter().take(until).filter_map(|piece| text.get(piece.at.clone())).collect();
    let words = squeezed(&words);
    let start = words.trim_start_matches(|c: char| {
        c.is_whitespace()
            || is_mark(c)
            || matches!(c, ',' | ';' | ')' | ']' | '*' | '=' | '>' | '。' | '，' | '；' | '）' | '】')
    });
    let start = start.strip_prefix(". ").unwrap_or(start);
    start
        .trim_end_matches(|c: char| {
            c.is_whitespace() || is_mark(c) || matches!(c, ',' | ';' | '(' | '，' | '；' | '（')
        })
        .to_owned()
}

/// How many pieces at the beginning are links that only stand between the name and the description.
fn leading_links(text: &str, pieces: &[Piece]) -> usize {
    let words = |piece: &Piece| text.get(piece.at.clone()).unwrap_or_default();
    let mut kept = 0;
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        if !piece.link {
            if !is_separator(words(piece)) {
                break;
            }
            at += 1;
            continue;
        }
        match pieces.get(at + 1).filter(|next| !next.link).map(words) {
            // What follows is set apart: the description, or yet another link.
            Some(next) if is_separated_start(next) && !next.trim().is_empty() => kept = at + 1,
            Some(next) if is_separator(next) => {}
            _ => break,
        }
        at += 1;
    }
    kept
}

/// The short code for a picture that a text begins with, `:rocket:`, without its colons.
pub(super) fn short_code(text: &str) -> Option<&str> {
    let (code, _) = text.strip_prefix(':')?.split_once(':')?;
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+');
    (code.bytes().all(letter) && code.contains(|c: char| c.is_ascii_alphanumeric())).then_some(code)
}

/// Marks that only programs read: short codes behind the beginning, footnotes, callouts and attributes, in order.
pub(super) fn marks(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut before = ' ';
    // Those at the beginning are tags of an item.
    let mut skipped = 0;
    let mut begun = false;
    for (at, c) in text.char_indices() {
        if found.last().is_some_and(|last| at < last.end) {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        if !begun && skipped > at {
            continue;
        }
        if !begun && let Some(code) = short_code(rest) {
            skipped = at + code.len() + 2;
            continue;
        }
        let len = match c {
            ':' if begun && (before.is_whitespace() || matches!(before, '(' | '-')) => short_code(rest)
                .filter(|code| code.contains(|c: char| c.is_ascii_alphabetic()))
                .map(|code| code.len() + 2),
            '[' if rest.starts_with("[^") && begun || rest.starts_with("[!") => {
                let name = rest.get(2..).and_then(|name| name.split_once(']')).map(|(name, _)| name);
                let word = |name: &&str| {
                    !name.is_empty()
                        && name.len() <= 40
                        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                };
                name.filter(word).map(|name| name.len() + 3)
            }
            '{' if rest.starts_with("{:") || rest.starts_with("{#") => {
                let end = rest.bytes().take(LONGEST_ATTRIBUTES).position(|b| b == b'}');
                end.map(|end| end + 1)
            }
            _ => None,
        };
        match len {
            Some(len) => found.push(at..at + len),
            None => begun |= c.is_alphanumeric(),
        }
        before = c;
    }
    found
}

/// How many bytes of attributes are looked at.
const LONGEST_ATTRIBUTES: usize = 120;

/// A piece of a text: a link, or what stands between two.
#[derive(Debug)]
struct Piece {
    link: bool,
    at: Range<usize>,
}

/// The pieces of a text without the brackets that have nothing but links in them.
fn without_groups(text: &str, range: Range<usize>, links: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    // The open brackets: the byte of each, the position of the piece that it is to lie in, and whether links are in it.
    let mut open: Vec<(usize, usize, bool)> = Vec::new();
    let mut at = range.start;
    let empty = |from: usize, to: usize| is_separator(text.get(from..to).unwrap_or_default());
    for link in links.iter().map(Some).chain([None]) {
        let until = link.map_or(range.end, |link| link.start.max(at));
        let mut start = at;
        for (offset, c) in text.get(at..until).unwrap_or_default().char_indices() {
            let byte = at + offset;
            if is_opening(c) {
                open.push((byte, pieces.len(), false));
            }
            if !matches!(c, ')' | ']' | '）' | '】') {
                continue;
            }
            let Some((bracket, piece, linked)) = open.pop() else { continue };
            let mut inside = pieces.iter().skip(piece).filter(|piece| !piece.link);
            if !linked
                || !inside.all(|piece| empty(piece.at.start.max(bracket), piece.at.end))
                || !empty(start.max(bracket), byte)
            {
                // What lies around it says something, too.
                open.clear();
                continue;
            }
            if let Some((_, _, linked)) = open.last_mut() {
                *linked = true;
            }
            let head = pieces.get(piece).map_or(start, |piece| piece.at.start);
            pieces.truncate(piece);
            start = byte + c.len_utf8();
            let before = text.get(head..bracket).unwrap_or_default();
            let closes = text
                .get(start..range.end)
                .is_some_and(|rest| rest.starts_with(['.', ',', ';', ':', '!', '?']));
            let end = if closes { head + before.trim_end().len() } else { bracket };
            if head < end {
                pieces.push(Piece { link: false, at: head..end });
            }
        }
        if start < until {
            pieces.push(Piece { link: false, at: start..until });
        }
        if let Some(link) = link {
            if let Some((_, _, linked)) = open.last_mut() {
                *linked = true;
            }
            pieces.push(Piece { link: true, at: link.clone() });
            at = link.end.max(until);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Describes a text in which links stand between `{` and `}`.
    fn told(marked: &str) -> String {
        let (mut text, mut links) = (String::new(), Vec::new());
        for (at, part) in marked.split(['{', '}']).enumerate() {
            if at % 2 == 1 {
                links.push(text.len()..text.len() + part.len());
            }
            text.push_str(part);
        }
        description(&text, 0..text.len(), &links)
    }

    #[test]
    fn separators_before_a_description_go_and_the_text_stays() {
        for text in [
            " - A thing.",
            " – A thing.",
            ": A thing.",
            " A thing.",
            " — A thing.",
            ") - A  thing.",
            "\nA thing.",
        ] {
            assert_eq!(told(text), "A thing.", "{text}");
        }
        assert_eq!(told(" (by Ann) - A thing."), "(by Ann) - A thing.");
        assert_eq!(told(" - "), "");
        for text in ["printf() for C", "[] arrays", "a (++) b", "a (and) b"] {
            assert_eq!(told(&format!(" - {text}")), text);
        }
    }

    #[test]
    fn groups_of_links_go_and_links_in_a_sentence_stay() {
        assert_eq!(told(" - A thing. ({Demo}, {Docs})"), "A thing.");
        assert_eq!(told(" [{Demo}] - A thing like {that}"), "A thing like that");
        assert_eq!(told(" ({Demo}) - A thing (for {Go})."), "A thing (for Go).");
        assert_eq!(told(" - A thing ({Demo}, {Docs})."), "A thing.");
        assert_eq!(told(" - A thing. {Demo} | {Docs}"), "A thing.");
        assert_eq!(told(" - A thing {here} and {there}"), "A thing here and there");
        assert_eq!(told(" | {Demo} | {Docs}"), "");
        assert_eq!(told(" - {Docs}, {Demo}"), "");
        assert_eq!(told(" (({Demo})) - A."), "A.");
    }

    #[test]
    fn a_beginning_is_cut_between_words() {
        assert_eq!(beginning("one  two three", 9), "one two…");
        assert_eq!(beginning("one two", 9), "one two");
        assert_eq!(beginning("aaaaaaaaaaaa", 4), "aaaa…");
    }
}
