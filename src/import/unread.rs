//! The formats that are recognized only to refuse them: read as Markdown they would become lists of random links.

use super::csv;
use super::foreign::{ForeignFormat, Imported};
use crate::dataset::{Code, Finding, quoted};
use crate::format::File;

/// The formats that are refused.
pub(super) static FORMATS: [ForeignFormat; 8] = [
    unread("json", "JSON", &["json", "jsonl", "ndjson", "json5", "geojson", "ipynb"], is_json),
    unread("html", "a web page in HTML", &["html", "htm", "xhtml", "mhtml"], is_html),
    unread("xml", "XML", &["xml", "rss", "atom", "svg", "plist", "xbel"], is_xml),
    unread("yaml", "YAML", &["yaml", "yml"], is_yaml),
    unread("csv", "a table in CSV", &[], csv::is_table),
    unread("rst", "reStructuredText", &["rst"], |_| false),
    unread("org", "Org", &["org"], |_| false),
    unread("asciidoc", "AsciiDoc", &["adoc", "asciidoc"], |_| false),
];

const fn unread(
    name: &'static str,
    title: &'static str,
    endings: &'static [&'static str],
    matches: fn(&[u8]) -> bool,
) -> ForeignFormat {
    ForeignFormat { name, title, endings, matches, read: refuse }
}

/// The refused format that has an ending of file names, in any case.
pub(super) fn from_ending(ending: &str) -> Option<&'static ForeignFormat> {
    FORMATS.iter().find(|format| format.endings.iter().any(|own| own.eq_ignore_ascii_case(ending)))
}

/// The formats that are read.
const HELP: &str = "stacklore reads TOML, lists in Markdown, bookmark files, OPML, technology radars (CSV, JSON), \
    catalogs of Backstage (YAML), and CSV with a column name or url";

/// Refuses a file of one of the formats.
fn refuse(file: File) -> Imported {
    let File { name, bytes, .. } = file;
    let ending = name.rsplit_once('.').and_then(|(_, ending)| from_ending(ending));
    let format = ending.or_else(|| FORMATS.iter().find(|format| (format.matches)(&bytes)));
    let title = format.map_or("of another format", |format| format.title);
    let message = format!("{} looks like {title}, which is not read", quoted(&name));
    Imported::refused(vec![Finding::error(Code::Format, None, message).help(HELP.to_owned())], Vec::new())
}

/// The text without a mark and spaces at its start.
fn start(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start()
}

fn is_json(bytes: &[u8]) -> bool {
    let (brackets, mut next) = match start(bytes) {
        [b'{', rest @ ..] => (b"\"}", rest),
        [b'[', rest @ ..] => (b"\"{", rest),
        _ => return false,
    };
    while let Some(inner) = next.trim_ascii_start().strip_prefix(b"[") {
        next = inner;
    }
    next.trim_ascii_start().first().is_some_and(|first| brackets.contains(first))
}

/// Whether a text begins with one of these tags, in any case.
fn begins_with(bytes: &[u8], tags: &[&str]) -> bool {
    let text = start(bytes);
    tags.iter().any(|tag| {
        let head = text.split_at_checked(tag.len());
        head.is_some_and(|(head, rest)| {
            head.eq_ignore_ascii_case(tag.as_bytes()) && !rest.first().is_some_and(u8::is_ascii_alphanumeric)
        })
    })
}

fn is_html(bytes: &[u8]) -> bool {
    begins_with(bytes, &["<!doctype html", "<html", "<!doctype netscape-bookmark-file"])
}

fn is_xml(bytes: &[u8]) -> bool {
    begins_with(bytes, &["<?xml", "<opml", "<rss", "<feed", "<svg"])
}

/// Maximum number of lines looked at.
const MAX_LINES: usize = 1_000;

/// Whether a text is YAML: every line at the margin is a key, an item or a mark, there are two keys that are no items, and no
/// link of Markdown. Front matter is not followed by YAML alone.
fn is_yaml(bytes: &[u8]) -> bool {
    let mut keys = 0;
    let mut is_first = true;
    let is_blank = |line: &&[u8]| line.trim_ascii().is_empty() || line.trim_ascii_start().starts_with(b"#");
    let lines = || start(bytes).split(|b| *b == b'\n').take(MAX_LINES);
    if lines().any(|line| line.starts_with(b"## ")) {
        return false;
    }
    for line in lines().filter(|line| !is_blank(line)) {
        // The keys before a second mark are front matter.
        keys *= usize::from(!line.starts_with(b"---"));
        let is_mark = [&b"---"[..], b"...", b"%YAML"].iter().any(|mark| line.starts_with(mark));
        if std::mem::take(&mut is_first) && line.starts_with(b"%YAML") {
            return true;
        }
        let text = line.trim_ascii_start();
        let is_item = text == b"-" || text.starts_with(b"- ");
        let is_inside = text.len() < line.len();
        keys += usize::from(is_key(text));
        if line.windows(2).any(|two| two == b"](") || !(is_mark || is_item || is_inside || is_key(text)) {
            return false;
        }
    }
    keys > 1
}

/// Whether a line begins with a key in lower case, as data has them.
fn is_key(line: &[u8]) -> bool {
    let end = line.iter().position(|b| *b == b':').unwrap_or_default();
    let (key, rest) = line.split_at_checked(end).unwrap_or_default();
    let is_letter = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'"');
    !key.is_empty() && key.iter().all(is_letter) && matches!(rest.get(1), None | Some(b' ' | b'\r'))
}
