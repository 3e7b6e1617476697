//! The HTML that lists use, as tokens: tags with their attributes, and text.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::texts::is_one_of;

/// A token of HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Text, with its entities decoded.
    Text(Cow<'t, str>),
    /// A start tag: the name in lower case, and the attributes.
    Open(String, Vec<(String, String)>),
    /// An end tag.
    Close(String),
}

/// The elements that begin a paragraph of their own.
const BLOCKS: &str = "address, article, aside, blockquote, center, dd, div, dl, dt, figure, footer, header, hr, li, main, \
    nav, ol, p, pre, section, table, tbody, thead, tr, ul";

/// Whether an element begins a paragraph of its own.
pub(super) fn is_block(name: &str) -> bool {
    is_one_of(BLOCKS, name)
}

/// The tokens of HTML, each with its range; comments, scripts and styles are skipped.
///
/// Malformed HTML is text. The time is linear.
pub(super) fn tokens(html: &str) -> Vec<(Range<usize>, Token<'_>)> {
    tokens_up_to(html, MAX_TAG)
}

/// The tokens of HTML in which a tag may have so many bytes.
pub(super) fn tokens_up_to(html: &str, max_tag: usize) -> Vec<(Range<usize>, Token<'_>)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(start) = rest.find('<') else {
            tokens.push((at..html.len(), Token::Text(decoded(rest))));
            break;
        };
        if start > 0 {
            let text = rest.get(..start).unwrap_or_default();
            tokens.push((at..at + start, Token::Text(decoded(text))));
            at += start;
            continue;
        }
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];
        if let Some((_, end)) = skipped.iter().find(|(start, _)| rest.starts_with(start)) {
            at = rest.find(end).map_or(html.len(), |found| at + found + end.len());
            continue;
        }
        let Some((len, token)) = tag(rest, max_tag) else {
            tokens.push((at..at + 1, Token::Text(Cow::Borrowed("<"))));
            at += 1;
            continue;
        };
        let from = at;
        at += len;
        if let Token::Open(name, _) = &token
            && matches!(&**name, "script" | "style")
        {
            let end = format!("</{name}");
            let rest = html.get(at..).unwrap_or_default();
            let found = rest.match_indices("</").find(|(found, _)| {
                rest.get(*found..found + end.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(&end))
            });
            at = found.map_or(html.len(), |(found, _)| at + found);
        }
        tokens.push((from..at, token));
    }
    tokens
}

/// For each start tag of a link, in order, whether its end tag follows before the next link.
pub(super) fn closed_links(tokens: &[(Range<usize>, Token<'_>)]) -> Vec<bool> {
    let mut is_closed = false;
    let mut links = Vec::new();
    for (_, token) in tokens.iter().rev() {
        match token {
            Token::Close(name) if name == "a" => is_closed = true,
            Token::Open(name, _) if name == "a" => links.push(std::mem::take(&mut is_closed)),
            _ => {}
        }
    }
    links.reverse();
    links
}

/// Maximum length of a tag in bytes. A longer one is text, so that many tags without an end cost little.
const MAX_TAG: usize = 8_192;

/// Maximum length of a tag in bytes where icons are attributes, as in bookmark files.
pub(super) const MAX_LONG_TAG: usize = 262_144;

/// The tag that a text begins with, and its length.
fn tag(text: &str, max: usize) -> Option<(usize, Token<'_>)> {
    let end = text.floor_char_boundary(max);
    let inside = text.get(1..end)?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let is_closing = name.len() < inside.len();
    let name_len = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    let (name, mut rest) = name.split_at_checked(name_len)?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    // Copied only when the tag has its end.
    let mut attributes: Vec<(&str, &str)> = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            let name = name.to_ascii_lowercase();
            let owned = |(key, value): (&str, &str)| (key.to_ascii_lowercase(), decoded(value).into_owned());
            let token = if is_closing {
                Token::Close(name)
            } else {
                Token::Open(name, attributes.into_iter().map(owned).collect())
            };
            // `after` ends where `inside` does, at `end`.
            return Some((end - after.len(), token));
        }
        let key_len = rest
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/' | '<'))
            .unwrap_or(rest.len());
        let (key, after) = rest.split_at_checked(key_len)?;
        // Another tag begins: this one has no end.
        if key.is_empty() && !after.starts_with('=') || after.is_empty() || after.starts_with('<') {
            return None;
        }
        let value;
        (value, rest) = match after.trim_ascii_start().strip_prefix('=') {
            Some(after) => attribute(key, after.trim_ascii_start())?,
            None => ("", after),
        };
        attributes.push((key, value));
    }
}

/// The value of an attribute, and the text after it.
fn attribute<'t>(key: &str, text: &'t str) -> Option<(&'t str, &'t str)> {
    for mark in ['"', '\''] {
        if let Some(text) = text.strip_prefix(mark) {
            let (value, after) = text.split_once(mark)?;
            // No URL has another tag in it: its quotation mark was forgotten.
            let is_open = key.eq_ignore_ascii_case("href") && value.contains('<');
            let end = value.find('>').filter(|_| is_open);
            return Some(end.and_then(|end| text.split_at_checked(end)).unwrap_or((value, after)));
        }
    }
    let len = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '<' | '>')).unwrap_or(text.len());
    text.split_at_checked(len)
}

/// The text with its entities decoded.
fn decoded(text: &str) -> Cow<'_, str> {
    let Some((before, rest)) = text.split_once('&') else { return Cow::Borrowed(text) };
    let mut out = before.to_owned();
    for part in rest.split('&') {
        let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#');
        if let Some((name, after)) = part.split_once(';').filter(|(name, _)| is_name(name)) {
            // `pulldown-cmark` decodes all of them, and leaves other names as they are.
            let entity = format!("&{name};");
            out.extend(Parser::new(&entity).filter_map(|event| match event {
                Event::Text(text) => Some(text.into_string()),
                _ => None,
            }));
            out.push_str(after);
        } else {
            out.push('&');
            out.push_str(part);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(html: &str) -> String {
        let token = |(_, token)| match token {
            Token::Text(text) => text.into_owned(),
            Token::Open(name, attributes) => {
                let list: Vec<String> =
                    attributes.iter().map(|(key, value)| format!(" {key}={value}")).collect();
                format!("[{name}{}]", list.concat())
            }
            Token::Close(name) => format!("[/{name}]"),
        };
        tokens(html).into_iter().map(token).collect()
    }

    #[test]
    fn tags_text_and_entities_are_separated() {
        assert_eq!(
            text_of("<A  HREF=\"https://a.example/?x=1&amp;y\" disabled class=b>T&#38;C &lt;&foo;</a ><br/>"),
            "[a href=https://a.example/?x=1&y disabled= class=b]T&C <&foo;[/a][br]"
        );
        assert_eq!(text_of("a < b <3 <a"), "a < b <3 <a");
        assert_eq!(text_of("<a href='x>y'>z"), "[a href=x>y]z");
        assert_eq!(text_of("<a href=\"x>y</a> <a href=\"z\">"), "[a href=x]y[/a] [a href=z]");
    }

    #[test]
    fn comments_scripts_and_declarations_are_left_out() {
        assert_eq!(text_of("a<!-- <a href=x> -->b<!DOCTYPE html>c<?php x ?>d"), "abcd");
        assert_eq!(text_of("<script>\"</p>\"</SCRIPT>x<!-- never ends"), "[script][/script]x");
    }

    #[test]
    fn every_token_has_its_range() {
        let html = "é<b>x</b>";
        let places: Vec<&str> = tokens(html).into_iter().map(|(at, _)| &html[at]).collect();
        assert_eq!(places, ["é", "<b>", "x", "</b>"]);
    }
}
