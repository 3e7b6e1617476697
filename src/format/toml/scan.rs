//! A pass over a text before it is parsed: finds what is nested too deeply and brackets that are never closed.
//!
//! The parser has a depth limit too, but no position for the error; and it takes everything after an unclosed bracket as
//! part of the list.

use std::borrow::Cow;
use std::ops::Range;

use crate::dataset::{Code, FileSpan, Finding};

/// Maximum depth of brackets, and number of parts of a dotted key: the limit of the parser.
const MAX_DEPTH: usize = 80;

/// The result of the pass.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The brackets that were still open when another key or table began.
    pub unclosed: Vec<Unclosed>,
    /// The offset of a multi-line text without an end.
    pub endless: Option<usize>,
}

/// A value with a bracket that is never closed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unclosed {
    /// From the outermost open bracket to the next key or table.
    pub value: Range<usize>,
    /// The offset of the innermost open bracket.
    pub bracket: usize,
}

impl Scan {
    /// Scans a text.
    ///
    /// # Errors
    ///
    /// The findings about a text that is nested too deeply; it should not be parsed.
    pub(super) fn new(text: &str, file: usize) -> Result<Self, Vec<Finding>> {
        let bytes = text.as_bytes();
        let mut scanner = Scanner { text, bytes, at: 0, open: Vec::new(), scan: Self::default() };
        match scanner.run() {
            Ok(()) => Ok(scanner.scan),
            Err(at) => {
                let place = |at: usize| FileSpan { file, at: at..(at + 1).min(text.len()) };
                let deep =
                    Finding::error(Code::Depth, place(at), format!("nested more than {MAX_DEPTH} deep"))
                        .help("a stack needs no more than three levels".to_owned());
                // The text is not parsed, so the error at its end is reported here.
                let open = scanner.open.first().copied().filter(|_| scanner.never_closed());
                let open =
                    open.map(|at| Finding::error(Code::Syntax, place(at), "this list is never closed"));
                Err(open.into_iter().chain([deep]).collect())
            }
        }
    }

    /// Whether every bracket and every multi-line text is closed.
    pub(super) fn is_closed(&self) -> bool {
        self.unclosed.is_empty() && self.endless.is_none()
    }

    /// The text with a number in place of each unclosed value; no other byte moves.
    pub(super) fn patched<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.unclosed.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut bytes = text.as_bytes().to_vec();
        for unclosed in &self.unclosed {
            for byte in bytes.get_mut(unclosed.value.clone()).unwrap_or_default() {
                *byte = if matches!(byte, b'\n' | b'\r') { *byte } else { b' ' };
            }
            if let Some(first) = bytes.get_mut(unclosed.value.start) {
                *first = b'0';
            }
        }
        // Whole values are replaced, so the rest is still UTF-8.
        String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
    }
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// The offsets of the open brackets, outermost first.
    open: Vec<usize>,
    scan: Scan,
}

impl<'t> Scanner<'t> {
    /// Scans the text; the error is the offset of what is nested too deeply.
    fn run(&mut self) -> Result<(), usize> {
        self.line_start()?;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => {
                    self.at += 1;
                    self.line_start()?;
                }
                b'#' => self.skip_line(),
                b'"' | b'\'' => self.skip_string(*byte),
                b'[' | b'{' => {
                    if self.open.len() == MAX_DEPTH {
                        return Err(self.at);
                    }
                    self.open.push(self.at);
                    self.at += 1;
                }
                b']' | b'}' => {
                    self.open.pop();
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    /// Whether there are more opening than closing brackets up to the end of the text.
    fn never_closed(&mut self) -> bool {
        let mut depth = self.open.len();
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'#' => self.skip_line(),
                b'"' | b'\'' => self.skip_string(*byte),
                _ => {
                    depth += usize::from(matches!(byte, b'[' | b'{'));
                    depth -= usize::from(matches!(byte, b']' | b'}'));
                    self.at += 1;
                }
            }
            if depth == 0 {
                return false;
            }
        }
        true
    }

    fn line(&self) -> &'t str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        rest.split('\n').next().unwrap_or_default()
    }

    fn skip_line(&mut self) {
        self.at += self.line().len();
    }

    /// Scans the start of a line that begins outside of a string.
    fn line_start(&mut self) -> Result<(), usize> {
        let line = self.line();
        let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
        self.at += blank;
        let line = line.get(blank..).unwrap_or_default();
        if let (Some(outermost), Some(innermost)) = (self.open.first().copied(), self.open.last().copied()) {
            let in_array = self.bytes.get(innermost) == Some(&b'[');
            if !(is_header(line) || in_array && is_pair(line)) {
                return Ok(());
            }
            self.scan.unclosed.push(Unclosed { value: outermost..self.at, bracket: innermost });
            self.open.clear();
        }
        let header = line.starts_with('[');
        // Counts the parts of a key, outside of quotation marks, up to its `=` or the end of a header.
        let mut quote = None;
        let mut parts = 1;
        for byte in line.bytes() {
            match byte {
                b'"' | b'\'' if quote.is_none() => quote = Some(byte),
                _ if quote == Some(byte) => quote = None,
                b'.' if quote.is_none() => parts += 1,
                b'=' | b'#' if quote.is_none() => break,
                _ => {}
            }
        }
        if parts > MAX_DEPTH {
            return Err(self.at);
        }
        if header {
            self.skip_line();
        }
        Ok(())
    }

    fn skip_string(&mut self, quote: u8) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let long = rest.starts_with(&[quote; 3]);
        let start = self.at;
        self.at += if long { 3 } else { 1 };
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' if quote == b'"' => self.at += 1,
                b'\n' if !long => return,
                _ if *byte != quote => {}
                _ if !long => {
                    self.at += 1;
                    return;
                }
                _ if self.bytes.get(self.at..).unwrap_or_default().starts_with(&[quote; 3]) => {
                    self.at += 3;
                    // Up to two more of them belong to the text.
                    while self.bytes.get(self.at) == Some(&quote) {
                        self.at += 1;
                    }
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
        // An escape may lead past the end.
        self.at = self.at.min(self.bytes.len());
        self.scan.endless = long.then_some(start);
    }
}

/// Whether a line is a table header and cannot be part of a list.
fn is_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default().trim_end();
    let inner = line.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    let inner = inner.or_else(|| line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')));
    inner.is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
            && !matches!(name, "true" | "false" | "inf" | "nan")
    })
}

/// Whether a line begins with a key and `=`.
fn is_pair(line: &str) -> bool {
    let key = line.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    key.len() < line.len() && key.trim_start_matches([' ', '\t']).starts_with('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unclosed(text: &str) -> Vec<&str> {
        let scan = Scan::new(text, 0).expect("not too deep");
        scan.unclosed.iter().map(|unclosed| &text[unclosed.value.clone()]).collect()
    }

    fn depth(text: &str) -> Option<usize> {
        let findings = Scan::new(text, 0).err()?;
        findings.iter().find(|finding| finding.code == Code::Depth)?.span.clone().map(|place| place.at.start)
    }

    #[test]
    fn a_list_ends_at_the_latest_where_a_key_or_a_table_begins() {
        assert_eq!(unclosed("a = [1,\nb = 2\n"), ["[1,\n"]);
        assert_eq!(unclosed("a = [[1, 2]\n[[entry]]\n"), ["[[1, 2]\n"]);
        assert_eq!(unclosed("a = { x = 1\n[stack]\nb = [\nc = 1"), ["{ x = 1\n", "[\n"]);
    }

    #[test]
    fn closed_brackets_are_not_reported() {
        for text in [
            "a = [\n  1, # = ]\n  2,\n]\nb = 1",
            "a = [\n[true]\n]\nb = 1",
            "a = [ { x = 1 },\n { y = 2 } ]\n[t]\n",
            "a = {\n x = [1,\n 2],\n y = 2\n}\n",
            "a = '[' \nb = \"[\\\"\" \nc = \"\"\"\n[\nx = 1\n\\\"\"\"\"\"\nd = '''\n['''\n",
        ] {
            assert_eq!(unclosed(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_patch_keeps_all_offsets() {
        let text = "a = ['é',\r\nb = 2\n";
        let patched = Scan::new(text, 0).unwrap().patched(text).into_owned();
        assert_eq!(patched, "a = 0     \r\nb = 2\n");
        assert_eq!(patched.len(), text.len());
    }

    #[test]
    fn unclosed_brackets_are_reported_even_if_too_deep_to_parse() {
        let codes = |text: &str| {
            Scan::new(text, 0).unwrap_err().iter().map(|finding| finding.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(&format!("a = {}", "[".repeat(100))), [Code::Syntax, Code::Depth]);
        assert_eq!(codes(&format!("a = {}{}\nb = ']'", "[".repeat(100), "]".repeat(100))), [Code::Depth]);
    }

    #[test]
    fn a_text_without_an_end_is_reported_at_its_beginning() {
        assert_eq!(Scan::new("a = 1\nb = \"\"\"x\n[c]\nd = [", 0).unwrap().endless, Some(10));
        assert_eq!(Scan::new("b = \"\"\"x\\", 0).unwrap().endless, Some(4));
        assert_eq!(Scan::new("b = '''x'''\nc = \"x", 0).unwrap().endless, None);
    }

    #[test]
    fn what_is_nested_too_deeply_has_a_position() {
        assert_eq!(depth(&format!("a = {}{}", "[".repeat(80), "]".repeat(80))), None);
        assert_eq!(depth(&format!("a = {}", "[".repeat(81))), Some(84));
        assert_eq!(depth(&format!("b = 1\n  [{}b]", "a.".repeat(80))), Some(8));
        assert_eq!(depth(&format!("{}b = 1", "a.".repeat(80))), Some(0));
        assert_eq!(depth(&format!("a = \"{}\" # {}", "[.".repeat(90), "[.".repeat(90))), None);
    }
}
