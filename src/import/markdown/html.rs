//! The little of HTML that lists use: tags with a few attributes, text, and what is to be left out.

use std::borrow::Cow;
use std::ops::Range;

/// A piece of HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text, with its entities decoded.
    Text(Cow<'t, str>),
    /// The beginning of an element, its name in lower case.
    Open(String, Vec<(String, String)>),
    /// Its end.
    Close(String),
}

/// Cuts HTML into its pieces, each with its place; comments, scripts and styles are left out.
///
/// What is not well-formed is text. The time is linear: nothing is looked for twice.
pub(super) fn pieces(html: &str) -> Vec<(Range<usize>, Piece<'_>)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(start) = rest.find('<') else {
            pieces.push((at..html.len(), Piece::Text(decoded(rest))));
            break;
        };
        if start > 0 {
            let text = rest.get(..start).unwrap_or_default();
            pieces.push((at..at + start, Piece::Text(decoded(text))));
            at += start;
            continue;
        }
        let left_out = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];
        if let Some((_, end)) = left_out.iter().find(|(start, _)| rest.starts_with(start)) {
            at = rest.find(end).map_or(html.len(), |found| at + found + end.len());
            continue;
        }
        let Some((len, piece)) = tag(rest) else {
            pieces.push((at..at + 1, Piece::Text(Cow::Borrowed("<"))));
            at += 1;
            continue;
        };
        let from = at;
        at += len;
        if let Piece::Open(name, _) = &piece
            && matches!(&**name, "script" | "style")
        {
            let end = format!("</{name}");
            let rest = html.get(at..).unwrap_or_default();
            let found = rest.match_indices("</").find(|(found, _)| {
                rest.get(*found..found + end.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(&end))
            });
            at = found.map_or(html.len(), |(found, _)| at + found);
        }
        pieces.push((from..at, piece));
    }
    pieces
}

/// The longest tag that is read as one: a longer one is text, so that many that never end cost little.
const LONGEST_TAG: usize = 8_192;

/// The tag at the beginning of a text, and its length.
fn tag(text: &str) -> Option<(usize, Piece<'_>)> {
    let mut end = text.len().min(LONGEST_TAG);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let inside = text.get(1..end)?;
    let (closing, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let name_len = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inside.len());
    let (name, mut rest) = inside.split_at_checked(name_len)?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    // Nothing is copied before the tag has ended.
    let mut attributes: Vec<(&str, &str)> = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            let name = name.to_ascii_lowercase();
            let owned = |(key, value): (&str, &str)| (key.to_ascii_lowercase(), decoded(value).into_owned());
            let piece = if closing {
                Piece::Close(name)
            } else {
                Piece::Open(name, attributes.into_iter().map(owned).collect())
            };
            // What follows may be longer than what was looked at, by just as much as the whole is.
            return Some((end - after.len(), piece));
        }
        let key_len = rest
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/' | '<'))
            .unwrap_or(rest.len());
        let (key, after) = rest.split_at_checked(key_len)?;
        // Another tag begins: this one never ended.
        if key.is_empty() && !after.starts_with('=') || after.is_empty() || after.starts_with('<') {
            return None;
        }
        let value;
        (value, rest) = match after.trim_ascii_start().strip_prefix('=') {
            Some(after) => attribute(after.trim_ascii_start())?,
            None => ("", after),
        };
        attributes.push((key, value));
    }
}

/// A value and what follows it.
fn attribute(text: &str) -> Option<(&str, &str)> {
    for mark in ['"', '\''] {
        if let Some(text) = text.strip_prefix(mark) {
            return text.split_once(mark);
        }
    }
    let len = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '<' | '>')).unwrap_or(text.len());
    text.split_at_checked(len)
}

/// Text with its entities decoded: numbers, and the names that people use.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let entity = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '#').next().unwrap_or_default();
        let ended = after.get(entity.len()..).is_some_and(|rest| rest.starts_with(';'));
        let known = character(entity).filter(|_| ended);
        out.push(known.unwrap_or('&'));
        rest = if known.is_some() { after.get(entity.len() + 1..).unwrap_or_default() } else { after };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32).filter(|c| *c != '\0');
    }
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "middot" => '·',
        "bull" => '•',
        "laquo" => '«',
        "raquo" => '»',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "larr" => '←',
        "uarr" => '↑',
        "rarr" => '→',
        "darr" => '↓',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(html: &str) -> String {
        let piece = |(_, piece)| match piece {
            Piece::Text(text) => text.into_owned(),
            Piece::Open(name, attributes) => {
                let list: Vec<String> =
                    attributes.iter().map(|(key, value)| format!(" {key}={value}")).collect();
                format!("[{name}{}]", list.concat())
            }
            Piece::Close(name) => format!("[/{name}]"),
        };
        pieces(html).into_iter().map(piece).collect()
    }

    #[test]
    fn tags_text_and_entities_are_told_apart() {
        assert_eq!(
            said("<A  HREF=\"https://a.example/?x=1&amp;y\" disabled class=b>T&#38;C &lt;&foo;</a ><br/>"),
            "[a href=https://a.example/?x=1&y disabled= class=b]T&C <&foo;[/a][br]"
        );
        assert_eq!(said("a < b <3 <a"), "a < b <3 <a");
        assert_eq!(said("<a href='x>y'>z"), "[a href=x>y]z");
    }

    #[test]
    fn comments_scripts_and_declarations_are_left_out() {
        assert_eq!(said("a<!-- <a href=x> -->b<!DOCTYPE html>c<?php x ?>d"), "abcd");
        assert_eq!(said("<script>\"</p>\"</SCRIPT>x<!-- never ends"), "[script][/script]x");
    }

    #[test]
    fn every_piece_has_its_place() {
        let html = "é<b>x</b>";
        let places: Vec<&str> = pieces(html).into_iter().map(|(at, _)| &html[at]).collect();
        assert_eq!(places, ["é", "<b>", "x", "</b>"]);
    }
}
