//! The input and the result of every reader.

use crate::dataset::{Code, FileSpan, Finding, Severity, Stack, sanitized};

/// The name and the content of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name in messages.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

impl File {
    /// Creates a file with this content.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }
}

/// The result of reading files as one stack.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The stack; absent if a finding is an error.
    pub stack: Option<Stack>,
    /// The findings, in the order of the files and of their text.
    pub findings: Vec<Finding>,
    /// The texts that the spans of the findings refer to.
    pub texts: Vec<SourceText>,
    /// Whether it is in schema 1, which lacks what schema 2 has.
    pub is_older: bool,
}

/// The line of each record in the text that it was read from, in the order of the stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The line of each category, from 1.
    pub categories: Vec<usize>,
    /// The line of each entry, from 1.
    pub entries: Vec<usize>,
}

impl Reading {
    /// The number of errors.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// The number of warnings.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// The number of hints.
    pub fn hints(&self) -> usize {
        self.count(Severity::Hint)
    }

    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// The byte order mark with which a file may begin.
pub(super) const MARK: &[u8] = "\u{feff}".as_bytes();

/// The decoded text of a file, to which spans refer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceText {
    /// The name of the file, safe to print.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
}

impl SourceText {
    /// Decodes a file, with a finding at the first byte that is not UTF-8.
    ///
    /// The text after that byte should not be read.
    pub(crate) fn decode(file: File, at: usize) -> (Self, Option<Finding>) {
        let name = sanitized(&file.name).into_owned();
        let utf16 = |bytes: &[u8]| match bytes {
            // Without a byte order mark: every stack and list begins with ASCII characters.
            [0xff, 0xfe, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..] => Some("little-endian"),
            [0xfe, 0xff, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..] => Some("big-endian"),
            _ => None,
        };
        if let Some(order) = utf16(&file.bytes) {
            let message = format!("the file is in UTF-16 ({order}), not in UTF-8");
            let finding = Finding::error(Code::Utf16, FileSpan { file: at, at: 0..0 }, message);
            return (Self { name, text: String::new() }, Some(finding.help("save it as UTF-8".to_owned())));
        }
        let mut bytes = file.bytes;
        if bytes.starts_with(MARK) {
            bytes.drain(..MARK.len());
        }
        match String::from_utf8(bytes) {
            Ok(text) => (Self { name, text }, None),
            Err(error) => {
                let start = error.utf8_error().valid_up_to();
                let byte = error.as_bytes().get(start).copied().unwrap_or_default();
                let place = FileSpan { file: at, at: start..start + '\u{fffd}'.len_utf8() };
                let message = format!("the byte 0x{byte:02X} here is not UTF-8");
                let finding = Finding::error(Code::InvalidUtf8, place, message);
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                (Self { name, text }, Some(finding.help("save the file as UTF-8".to_owned())))
            }
        }
    }
}

/// Converts byte offsets of a text to lines and columns; fast if they are ascending.
#[derive(Clone, Debug)]
pub struct Positions<'a> {
    text: &'a str,
    byte: usize,
    line: usize,
    column: usize,
}

impl<'a> Positions<'a> {
    /// Starts at the beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, byte: 0, line: 1, column: 1 }
    }

    /// The line and the column of a byte, both from 1.
    ///
    /// Lines end at line feeds only; columns are counted in characters. An offset inside a character counts as its
    /// beginning, and one past the end as the end.
    pub fn locate(&mut self, byte: usize) -> (usize, usize) {
        let byte = self.text.floor_char_boundary(byte);
        if byte < self.byte {
            *self = Self::new(self.text);
        }
        let between = self.text.get(self.byte..byte).unwrap_or_default();
        let feeds = between.bytes().filter(|b| *b == b'\n').count();
        let tail = between.rsplit('\n').next().unwrap_or_default();
        let before = if feeds > 0 { 1 } else { self.column };
        self.column = before + tail.chars().count();
        self.line += feeds;
        self.byte = byte;
        (self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> (String, Option<(Code, FileSpan)>) {
        let (text, finding) = SourceText::decode(File::new("a.toml", bytes), 0);
        (text.text, finding.map(|finding| (finding.code, finding.span.unwrap())))
    }

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_text() {
        assert_eq!(decode(b"\xef\xbb\xbfa = 1"), ("a = 1".to_owned(), None));
        assert_eq!(decode(b""), (String::new(), None));
    }

    #[test]
    fn the_first_invalid_byte_has_a_position() {
        let place = FileSpan::of_only_file(4..7);
        assert_eq!(decode("é\nx\u{1}".as_bytes()).1, None);
        assert_eq!(
            decode(b"\xc3\xa9\nx\xc3(y"),
            ("é\nx\u{fffd}(y".to_owned(), Some((Code::InvalidUtf8, place.clone())))
        );
        assert_eq!(decode(b"\xef\xbb\xbf\xc3\xa9\nx\xff").1, Some((Code::InvalidUtf8, place)));
    }

    #[test]
    fn utf_16_is_recognized() {
        for bytes in [b"\xff\xfea\0", b"\xfe\xff\0a", b"s\0c\0", b"\0s\0c"] {
            assert_eq!(decode(bytes).1.map(|(code, _)| code), Some(Code::Utf16));
        }
    }

    #[test]
    fn lines_end_at_line_feeds_and_columns_count_characters() {
        let text = "aé\r\n\tb\nc";
        let mut positions = Positions::new(text);
        let of = |positions: &mut Positions<'_>, what: &str| positions.locate(text.find(what).unwrap());
        assert_eq!(of(&mut positions, "é"), (1, 2));
        assert_eq!(of(&mut positions, "\r"), (1, 3));
        assert_eq!(of(&mut positions, "b"), (2, 2));
        assert_eq!(of(&mut positions, "c"), (3, 1));
        assert_eq!(of(&mut positions, "a"), (1, 1), "going back works too");
        assert_eq!(positions.locate(2), (1, 2), "inside a character");
        assert_eq!(positions.locate(usize::MAX), (3, 2));
    }
}
