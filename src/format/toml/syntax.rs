//! The parser's errors as findings, in the order of the text, without those that only follow from another one.

use std::ops::Range;

use ::toml::de::Error;

use super::scan::{Scan, Unclosed};
use crate::dataset::{Code, FileSpan, Finding, excerpt};

/// The parts of a stack that syntax errors made unreadable.
#[derive(Debug, Default)]
pub(super) struct Damage {
    /// Whether a file is unreadable.
    pub unread: bool,
    /// Whether a table header is broken, so that keys may belong to another table.
    headers: bool,
    /// The lines with errors, with the number of their file, in order.
    lines: Vec<(usize, Range<usize>)>,
}

impl Damage {
    /// Whether a finding is independent of the syntax errors.
    pub(super) fn spares(&self, finding: &Finding) -> bool {
        if !self.unread && self.lines.is_empty() {
            return true;
        }
        let lasting = match finding.code {
            Code::UnknownKey | Code::WrongType => !self.headers,
            Code::MissingKey
            | Code::MissingClaim
            | Code::MissingSource
            | Code::MissingLink
            | Code::Dangling => false,
            _ => finding.is_error(),
        };
        let apart = |place: &FileSpan| {
            let after = self
                .lines
                .partition_point(|(file, line)| (*file, line.start) <= (place.file, place.at.start));
            let line = after.checked_sub(1).and_then(|at| self.lines.get(at));
            line.is_none_or(|(file, line)| *file != place.file || line.end < place.at.start)
        };
        lasting && finding.span.as_ref().is_some_and(apart)
    }
}

/// The findings for the parser's errors: the first one of each line.
pub(super) fn findings(
    file: usize,
    text: &str,
    errors: Vec<Error>,
    scan: &Scan,
    damage: &mut Damage,
) -> Vec<Finding> {
    let unclosed = &scan.unclosed;
    let mut found: Vec<Finding> = unclosed.iter().map(|unclosed| not_closed(file, text, unclosed)).collect();
    found.extend(errors.into_iter().map(|error| finding(file, text, &error, scan.endless)));
    found.sort_by_key(start);
    let mut end = 0;
    let mut open = unclosed.iter().peekable();
    found.retain(|finding| {
        let start = start(finding);
        if let Some(unclosed) = open.next_if(|unclosed| unclosed.value.end == start) {
            // The broken lines are those before it.
            let first = line_around(text, unclosed.value.start);
            damage.lines.push((file, first.start..start.saturating_sub(1)));
            return true;
        }
        if start < end {
            return false;
        }
        let line = line_around(text, start);
        // An error at the end of the text is on no other line.
        end = line.end + 1;
        if finding.code != Code::DuplicateKey {
            let start = text.get(line.clone()).unwrap_or_default().trim_start();
            damage.headers |= start.starts_with('[');
            // A text without an end is broken from its beginning.
            let from = finding.related.first().map_or(line.start, |(place, _)| place.at.start);
            damage.lines.push((file, line_around(text, from).start..line.end));
        }
        true
    });
    found
}

fn start(finding: &Finding) -> usize {
    finding.span.as_ref().map_or(0, |place| place.at.start)
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |feed| feed + 1);
    let end = text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |feed| at + feed);
    start..end
}

fn not_closed(file: usize, text: &str, unclosed: &Unclosed) -> Finding {
    let bracket = text.get(unclosed.bracket..).and_then(|rest| rest.chars().next()).unwrap_or('[');
    let close = if bracket == '[' { ']' } else { '}' };
    let next = unclosed.value.end;
    let place = FileSpan { file, at: next..(next + 1).min(text.len()) };
    Finding::error(Code::Syntax, place, format!("a `{close}` is missing before this line"))
        .related(FileSpan { file, at: unclosed.bracket..unclosed.bracket + 1 }, "this is not closed")
        .help(format!("close the list with `{close}`"))
}

/// For the beginning of an error text of the parser: the message, and the help.
type Messages<const N: usize> = [(&'static str, &'static str, Option<&'static str>); N];

/// The messages about errors at the end of a line.
const UNCLOSED: Messages<2> = [
    ("invalid basic string", "a text is not closed on its line", Some("end it with `\"`")),
    ("invalid literal string", "a text is not closed on its line", Some("end it with `'`")),
];

const MESSAGES: Messages<7> = [
    ("invalid multi-line", "a text over several lines has no end", None),
    (
        "invalid date",
        "this is no date",
        Some(
            "write a day as in 2017-01-13; a year or a month in quotation marks, as in \"2017\" or \"2017-01\"",
        ),
    ),
    ("key with no value", "a key has no value", Some("write the key, `=` and the value in one line")),
    (
        "missing escaped value",
        "TOML knows no such escape",
        Some("double the backslash, or put the text between two `'`"),
    ),
    ("string values must be quoted", "this is no value", Some("put texts in quotation marks")),
    ("unexpected key or value", "there is more on this line than a key and its value", None),
    (
        "carriage return must",
        "a carriage return is not the end of a line",
        Some("save the file with line feeds, or carriage returns and line feeds, at the ends of its lines"),
    ),
];

fn finding(file: usize, text: &str, error: &Error, endless: Option<usize>) -> Finding {
    let place = error.span().map(|at| FileSpan { file, at });
    let at = place.as_ref().map(|place| place.at.clone()).unwrap_or_default();
    let error_text = error.message();
    if error_text.starts_with("duplicate key") {
        let key = text.get(at.clone()).map(excerpt).unwrap_or_default();
        let finding = Finding::error(Code::DuplicateKey, place, format!("the key `{key}` is there already"));
        let is_header = text.get(..at.start).is_some_and(|before| before.ends_with("[["));
        let several = "write the same number of brackets each time: [[...]] where there may be several";
        return finding.help(if is_header { several } else { "keep one of the two" }.to_owned());
    }
    if error_text.contains("recursion") {
        return Finding::error(Code::Depth, place, "nested too deeply");
    }
    let next = text.get(at.start..).and_then(|rest| rest.chars().next());
    let string = error_text.contains("string,");
    let at_line_end = matches!(next, None | Some('\n' | '\r'));
    let control = next.filter(|c| string && !at_line_end && c.is_control());
    let mut messages = UNCLOSED.iter().filter(|_| at_line_end).chain(&MESSAGES);
    let (message, help) = match (control, messages.find(|(start, ..)| error_text.starts_with(start))) {
        (Some(c), _) => {
            (format!("a text holds a control character, U+{:04X}", u32::from(c)), Some("delete it"))
        }
        (None, Some((_, message, help))) => ((*message).to_owned(), *help),
        (None, None) => (excerpt(error_text), None),
    };
    let finding = Finding::error(Code::Syntax, place, message).help(help.map(str::to_owned));
    match endless {
        Some(start) if string && at.start + 3 >= text.len() => {
            finding.related(FileSpan { file, at: start..start + 3 }, "the text that begins here has no end")
        }
        _ => finding,
    }
}
