//! Rules about running text: spaces, separators, brackets, and links without words of their own around them.

use std::ops::Range;

pub(super) use super::super::texts::{beginning, is_direction_mark, is_one_of, squeezed};

/// Maximum length in characters of a name that only a separator ends.
const MAX_SEPARATED_NAME: usize = 60;

/// Maximum length in bytes of a block of attributes, `{: … }`.
const MAX_ATTRIBUTES: usize = 120;

/// Whether a character may separate a name from its description.
fn is_separator_char(c: char) -> bool {
    "-–—‒―−:|•·~→»➜：／、".contains(c)
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '（' | '【')
}

fn is_closing(c: char) -> bool {
    matches!(c, ')' | ']' | '）' | '】')
}

/// Whether a text contains only spaces, separators and brackets.
pub(super) fn is_separator(text: &str) -> bool {
    let between = |c: char| {
        let bracket = is_opening(c) || is_closing(c);
        c.is_whitespace() || is_separator_char(c) || bracket || ",;/\\，；。&+*.<>\"".contains(c)
    };
    text.split(between).all(|word| matches!(word, "" | "and" | "or"))
}

/// Whether the text before a link ends with a separator or an opening bracket.
pub(super) fn is_separated(lead: &str) -> bool {
    lead.trim_end().ends_with(|c: char| is_separator_char(c) || is_opening(c))
}

/// The byte offset of the first bracket that a text leaves open.
pub(super) fn open_bracket(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    for (at, c) in text.char_indices() {
        if is_opening(c) {
            open.push(at);
        } else if is_closing(c) {
            open.pop();
        }
    }
    open.first().copied()
}

/// Splits `Name - description` into the name and the description, which are separated by a dash, a bar or a colon.
pub(crate) fn parted(text: &str) -> Option<(&str, &str)> {
    let separators = [" - ", " – ", " — ", " | ", ": ", "："];
    let found =
        separators.iter().filter_map(|separator| text.find(separator).map(|at| (at, separator.len())));
    let (at, len) = found.min()?;
    let (name, description) = (text.get(..at)?.trim(), text.get(at + len..)?.trim());
    let is_name = name.contains(char::is_alphabetic)
        && name.chars().count() <= MAX_SEPARATED_NAME
        && !name.contains(". ")
        && open_bracket(name).is_none();
    (is_name && description.contains(char::is_alphanumeric)).then_some((name, description))
}

/// Whether the text after a link begins with a separator, or is empty.
pub(super) fn is_separated_start(after: &str) -> bool {
    let after = after.trim_start_matches(['\u{a0}', ' ', ')', ']', '*', '_', '）', '】']);
    after.is_empty() || after.starts_with(is_separator_char)
}

/// Whether a separator never changes the meaning of the word that it touches.
fn is_plain_separator(c: char) -> bool {
    "—―：／、".contains(c)
}

/// The text without the separators and spaces at its start.
///
/// A separator has a space behind it: `~670`, `-1` and `->` are words.
pub(super) fn trim_front(text: &str) -> &str {
    trim_front_of(text, is_separator_char)
}

/// The text without spaces and marks at its start. A mark that touches the word behind it stays.
fn trim_front_of(mut text: &str, is_mark: impl Fn(char) -> bool) -> &str {
    loop {
        text = text.trim_start_matches(|c: char| c.is_whitespace() || is_plain_separator(c));
        let rest = text.trim_start_matches(&is_mark);
        if rest.len() == text.len() || rest.starts_with(|c: char| !c.is_whitespace()) {
            return text;
        }
        text = rest;
    }
}

/// The text without the separators and spaces at its end. A dash that touches the word before it stays.
pub(super) fn trim_back(mut text: &str) -> &str {
    let is_glue = |c: char| c.is_whitespace() || is_plain_separator(c) || ",;:(，；（".contains(c);
    loop {
        text = text.trim_end_matches(is_glue);
        let rest = text.trim_end_matches(|c: char| is_separator_char(c) || is_glue(c) && !c.is_whitespace());
        if rest.len() == text.len() || rest.ends_with(|c: char| !c.is_whitespace()) {
            return text;
        }
        text = rest;
    }
}

/// The name in a text that comes before a link: without separators and brackets around it.
pub(super) fn core(text: &str) -> &str {
    let mut core = trim_front(text);
    loop {
        let rest = trim_back(core).trim_end_matches(|c: char| is_opening(c) || matches!(c, ',' | '<' | '，'));
        if rest.len() == core.len() {
            return core;
        }
        core = rest;
    }
}

/// The name of the emoji that a text begins with, `rocket` of `:rocket:`.
pub(super) fn short_code(text: &str) -> Option<&str> {
    let (code, _) = text.strip_prefix(':')?.split_once(':')?;
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+');
    (code.bytes().all(is_letter) && code.contains(|c: char| c.is_ascii_alphanumeric())).then_some(code)
}

/// The ranges of annotations, in order: short codes of emoji after the first word, footnotes, callouts and attributes.
pub(super) fn annotations(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let (mut before, mut begun) = (' ', false);
    // Short codes at the start stay: they are tags of an item.
    let mut skipped = 0;
    for (at, c) in text.char_indices() {
        if at < skipped {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        if !begun && let Some(code) = short_code(rest) {
            skipped = at + code.len() + 2;
            continue;
        }
        let len = match c {
            ':' if begun && (before.is_whitespace() || matches!(before, '(' | '-')) => short_code(rest)
                .filter(|code| code.contains(|c: char| c.is_ascii_alphabetic()))
                .map(|code| code.len() + 2),
            '[' if rest.starts_with("[^") && begun || rest.starts_with("[!") => note_len(rest),
            '{' if rest.starts_with("{:") || rest.starts_with("{#") => {
                rest.bytes().take(MAX_ATTRIBUTES).position(|b| b == b'}').map(|end| end + 1)
            }
            _ => None,
        };
        match len {
            Some(len) => {
                skipped = at + len;
                found.push(at..skipped);
            }
            None => begun |= c.is_alphanumeric(),
        }
        before = c;
    }
    found
}

/// The length of the footnote or callout that a text begins with, `[^1]` or `[!NOTE]`.
fn note_len(text: &str) -> Option<usize> {
    let (name, _) = text.get(2..)?.split_once(']')?;
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    (matches!(name.len(), 1..=40) && name.bytes().all(is_letter)).then_some(name.len() + 3)
}

/// A link, or the text between two links.
#[derive(Debug)]
struct Run {
    is_link: bool,
    at: Range<usize>,
}

/// The description in a range of a text: without groups of links in brackets, and without links that only follow the last
/// sentence. `links` are ranges of `text`, in order.
pub(super) fn description(text: &str, range: Range<usize>, links: &[Range<usize>]) -> String {
    let words = |run: &Run| text.get(run.at.clone()).unwrap_or_default();
    let is_behind_name = range.start > 0;
    let mut runs = without_groups(text, range, links);
    runs.drain(..leading_links(text, &runs));
    // Links with only separators between them are no description: they have titles of their own.
    let Some(last) = runs.iter().rposition(|run| !run.is_link && !is_separator(words(run))) else {
        return String::new();
    };
    let ends = runs.get(last).is_some_and(|run| {
        words(run).trim_end().ends_with(|c: char| is_separator_char(c) || matches!(c, '.' | '!' | '?' | '…'))
    });
    let until = if ends { last + 1 } else { runs.len() };
    let joined = squeezed(&runs.iter().take(until).map(words).collect::<String>());
    let is_front = |c: char| is_separator_char(c) || ",;)]*=>。，；）】".contains(c);
    // A mark that touches the link before it separates, but for `~670` and `-1`.
    let first = runs.first().map(words).unwrap_or_default();
    let rest = joined.trim_start_matches(is_front);
    let is_word = first.starts_with(is_separator_char) && !rest.starts_with(char::is_alphabetic);
    let touches = is_behind_name && first.starts_with(is_front) && !is_word;
    let start = if touches { rest } else { &*joined };
    let start = trim_front_of(start, is_front);
    trim_back(start.strip_prefix(". ").unwrap_or(start)).to_owned()
}

/// The number of runs at the start that are links between the name and the description.
fn leading_links(text: &str, runs: &[Run]) -> usize {
    let words = |run: &Run| text.get(run.at.clone()).unwrap_or_default();
    let mut count = 0;
    for (at, run) in runs.iter().enumerate() {
        if !run.is_link {
            if is_separator(words(run)) {
                continue;
            }
            break;
        }
        match runs.get(at + 1).filter(|next| !next.is_link).map(words) {
            // A separator comes before the description, or before another link.
            Some(next) if is_separated_start(next) && !next.trim().is_empty() => count = at + 1,
            Some(next) if is_separator(next) => {}
            _ => break,
        }
    }
    count
}

/// The runs of a text without the brackets that contain only links.
fn without_groups(text: &str, range: Range<usize>, links: &[Range<usize>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    // The open brackets: the byte offset of each, the index of its run, and whether it contains links.
    let mut open: Vec<(usize, usize, bool)> = Vec::new();
    let mut at = range.start;
    let empty = |from: usize, to: usize| is_separator(text.get(from..to).unwrap_or_default());
    for link in links.iter().map(Some).chain([None]) {
        let until = link.map_or(range.end, |link| link.start.max(at));
        let mut start = at;
        for (offset, c) in text.get(at..until).unwrap_or_default().char_indices() {
            let byte = at + offset;
            if is_opening(c) {
                open.push((byte, runs.len(), false));
            }
            let Some((bracket, run, linked)) = is_closing(c).then(|| open.pop()).flatten() else { continue };
            let mut inside = runs.iter().skip(run).filter(|run| !run.is_link);
            let is_group = linked
                && inside.all(|run| empty(run.at.start.max(bracket), run.at.end))
                && empty(start.max(bracket), byte);
            if !is_group {
                // The text around it is more than separators, too.
                open.clear();
                continue;
            }
            if let Some((_, _, linked)) = open.last_mut() {
                *linked = true;
            }
            let head = runs.get(run).map_or(start, |run| run.at.start);
            runs.truncate(run);
            start = byte + c.len_utf8();
            let before = text.get(head..bracket).unwrap_or_default();
            let closes = text
                .get(start..range.end)
                .is_some_and(|rest| rest.starts_with(['.', ',', ';', ':', '!', '?']));
            let end = if closes { head + before.trim_end().len() } else { bracket };
            if head < end {
                runs.push(Run { is_link: false, at: head..end });
            }
        }
        if start < until {
            runs.push(Run { is_link: false, at: start..until });
        }
        if let Some(link) = link {
            if let Some((_, _, linked)) = open.last_mut() {
                *linked = true;
            }
            runs.push(Run { is_link: true, at: link.clone() });
            at = link.end.max(until);
        }
    }
    runs
}

/// Whether a heading is that of a table of contents.
pub(super) fn is_contents(name: &str) -> bool {
    let name = name.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    matches!(&*name, "table of contents" | "contents" | "toc" | "index")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The description in a text whose links are between `{` and `}`.
    fn description_of(marked: &str) -> String {
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
            assert_eq!(description_of(text), "A thing.", "{text}");
        }
        assert_eq!(description_of(" (by Ann) - A thing."), "(by Ann) - A thing.");
        assert_eq!(description_of(" - "), "");
        for text in ["printf() for C", "[] arrays", "a (++) b", "a (and) b"] {
            assert_eq!(description_of(&format!(" - {text}")), text);
        }
    }

    #[test]
    fn groups_of_links_go_and_links_in_a_sentence_stay() {
        assert_eq!(description_of(" - A thing. ({Demo}, {Docs})"), "A thing.");
        assert_eq!(description_of(" [{Demo}] - A thing like {that}"), "A thing like that");
        assert_eq!(description_of(" ({Demo}) - A thing (for {Go})."), "A thing (for Go).");
        assert_eq!(description_of(" - A thing ({Demo}, {Docs})."), "A thing.");
        assert_eq!(description_of(" - A thing. {Demo} | {Docs}"), "A thing.");
        assert_eq!(description_of(" - A thing {here} and {there}"), "A thing here and there");
        assert_eq!(description_of(" | {Demo} | {Docs}"), "");
        assert_eq!(description_of(" - {Docs}, {Demo}"), "");
        assert_eq!(description_of(" (({Demo})) - A."), "A.");
    }

    #[test]
    fn a_beginning_is_cut_between_words() {
        assert_eq!(beginning("one  two three", 9), "one two…");
        assert_eq!(beginning("one two", 9), "one two");
        assert_eq!(beginning("aaaaaaaaaaaa", 4), "aaaa…");
    }
}
