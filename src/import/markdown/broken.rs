//! Links that were meant as such, and that Markdown takes for text: `[Name](https://example.org/a b)`.

use std::ops::Range;

use super::bare;

/// A link in a text that Markdown took for text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BrokenLink {
    /// The range from the first bracket, or the `!` of an image, to the last.
    pub whole: Range<usize>,
    /// The range of its words.
    pub words: Range<usize>,
    pub url: String,
    pub title: String,
    pub is_image: bool,
}

/// Maximum length in bytes of the part in round brackets.
const MAX_TARGET: usize = 2_048;

/// The links of a text, in order: with spaces in the URL or before it, or with a bracket too few.
pub(super) fn links(text: &str) -> Vec<BrokenLink> {
    let mut found: Vec<BrokenLink> = Vec::new();
    let mut open = Vec::new();
    let mut next = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if at < next => {}
            b'[' => open.push(at),
            b']' => {
                let Some(start) = open.pop() else { continue };
                let Some((len, url, title)) = text.get(at + 1..).and_then(target) else { continue };
                let is_image = text.get(..start).is_some_and(|before| before.ends_with('!'));
                next = at + 1 + len;
                found.push(BrokenLink {
                    whole: start - usize::from(is_image)..next,
                    words: start + 1..at,
                    url,
                    title,
                    is_image,
                });
                open.clear();
            }
            _ => {}
        }
    }
    found
}

/// The target that a text begins with, `(https://example.org "Title")`: its length, its URL and its title.
pub(super) fn target(text: &str) -> Option<(usize, String, String)> {
    let inside = text.trim_start_matches(' ').strip_prefix('(')?;
    let start = text.len() - inside.len();
    let inside = inside.get(..inside.floor_char_boundary(MAX_TARGET)).unwrap_or_default();
    let inside = inside.split('\n').next().unwrap_or_default();
    let bare = inside.trim_start_matches([' ', '<']);
    let scheme = bare.get(..bare.find("://")?)?;
    if !["http", "https"].iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
        return None;
    }
    let first = bare.split(' ').next().unwrap_or_default();
    let end = closing(inside);
    // The bracket that is missing is the one behind the URL, not one of a later word.
    let is_closed = end.is_some_and(|end| {
        let is_whole = inside.len() - bare.len() + first.len() > end;
        is_whole || !first.ends_with(')')
    });
    let Some(end) = end.filter(|_| is_closed) else {
        let url = bare::ended(first);
        return Some((start + inside.len() - bare.len() + url.len(), url.to_owned(), String::new()));
    };
    let content = inside.get(..end)?.trim();
    let (url, title) = titled(content);
    let url = url.trim_matches([' ', '<', '>']);
    // Text in brackets behind a note, and two URLs, are no link.
    let is_text = start > 1 && url.contains(' ') || url.matches("://").count() > 1 && url.contains(' ');
    (!is_text).then(|| (start + end + 1, url.to_owned(), title.to_owned()))
}

/// The byte offset of the bracket that closes a text, which begins inside brackets.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Splits the URL from a title in quotation marks behind it.
fn titled(text: &str) -> (&str, &str) {
    let title = ['"', '\''].into_iter().find_map(|mark| {
        let (url, title) = text.strip_suffix(mark)?.split_once(mark)?;
        url.ends_with([' ', '\t']).then_some((url.trim_end(), title))
    });
    title.unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words, the URL and the title of the only link of a text.
    fn link(text: &str) -> String {
        let found = links(text);
        assert!(found.len() < 2, "{found:?}");
        let parts = |link: &BrokenLink| {
            format!("{}|{}|{}|{}", &text[link.words.clone()], link.url, link.title, &text[link.whole.end..])
        };
        found.first().map(parts).unwrap_or_default()
    }

    #[test]
    fn a_target_may_have_spaces_and_a_title() {
        for (text, wanted) in [
            ("[A](https://x.example/a b) - c", "A|https://x.example/a b|| - c"),
            ("[A] (https://x.example) - c", "A|https://x.example|| - c"),
            ("[A](https://x.example/a b.pdf \"T (1)\") - c", "A|https://x.example/a b.pdf|T (1)| - c"),
            ("[A]( https://x.example/a b 'T' )", "A|https://x.example/a b|T|"),
            ("[A](https://x.example/a (b) c) d", "A|https://x.example/a (b) c|| d"),
            ("[a [b] c](HTTPS://x.example/a b)", "a [b] c|HTTPS://x.example/a b||"),
            ("[A](<https://x.example/a b) d", "A|https://x.example/a b|| d"),
        ] {
            assert_eq!(link(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_missing_bracket_ends_the_url_with_its_word() {
        for (text, wanted) in [
            ("[A](https://x.example/x(y) - b", "A|https://x.example/x(y)|| - b"),
            ("[A](https://x.example/x(y) - b (c) d)", "A|https://x.example/x(y)|| - b (c) d)"),
            ("[A](https://x.example - b", "A|https://x.example|| - b"),
        ] {
            assert_eq!(link(text), wanted, "{text}");
        }
    }

    #[test]
    fn other_brackets_are_text() {
        for text in [
            "[A](a b)",
            "[A] (see https://x.example)",
            "[A] (https://x.example and more)",
            "](https://x.example)",
            "[A](https://x.example or https://y.example)",
            "[A]\n(https://x.example)",
        ] {
            assert_eq!(link(text), "", "{text}");
        }
        assert!(links("![A](https://x.example/a b.png)").iter().all(|link| link.is_image));
    }
}
