//! What is wrong with a stack, and where: data that the command line, JSON and the interface each draw in their way.

use std::fmt;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::text::sanitized;

/// One thing wrong with a stack.
///
/// Its texts are inert and short, whatever the data holds: they may go to a terminal as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The kind of defect, for programs.
    pub code: Code,
    /// Whether the stack can be opened all the same.
    pub severity: Severity,
    /// Where it is; absent where it concerns the whole stack.
    pub span: Option<FileSpan>,
    /// What is wrong.
    pub message: String,
    /// The next step.
    pub help: Option<String>,
    /// Other places that belong to it, and what each of them is.
    pub related: Vec<(FileSpan, String)>,
}

impl Finding {
    /// An error at a span.
    #[must_use]
    pub fn error(code: Code, span: impl Into<Option<FileSpan>>, message: impl Into<String>) -> Self {
        let severity = Severity::Error;
        Self { code, severity, span: span.into(), message: message.into(), help: None, related: Vec::new() }
    }

    /// A warning at a span.
    #[must_use]
    pub fn warning(code: Code, span: impl Into<Option<FileSpan>>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// The finding with its next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }

    /// The finding with one more span.
    #[must_use]
    pub fn related(mut self, span: FileSpan, what: impl Into<String>) -> Self {
        self.related.push((span, what.into()));
        self
    }

    /// Whether the stack cannot be opened because of it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// A piece of one of the texts that a stack was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSpan {
    /// The position of the file among those that were read.
    pub file: usize,
    /// Bytes of its text, not counting a byte order mark at the start.
    pub at: Range<usize>,
}

/// Whether a finding keeps a stack from being opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It does.
    Error,
    /// It does not.
    Warning,
}

impl Severity {
    /// The word for it in messages and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Makes the list of codes, each with its name for programs.
macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal),+ $(,)?) => {
        /// The kinds of defects; their names are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $code),+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The name that JSON and messages use.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $name),+ }
            }
        }
    };
}

codes! {
    /// The text is not TOML.
    Syntax = "syntax.toml",
    /// A key or a table is there twice.
    DuplicateKey = "syntax.duplicate-key",
    /// A key that must be there is not.
    MissingKey = "schema.missing-key",
    /// An entry has no claim.
    MissingClaim = "schema.missing-claim",
    /// A claim has no source.
    MissingSource = "schema.missing-source",
    /// An entry of a list has no address.
    MissingLink = "schema.missing-link",
    /// A value that cannot be.
    BadValue = "schema.bad-value",
    /// An id that is none.
    BadId = "schema.bad-id",
    /// A key that nothing is known by.
    UnknownKey = "schema.unknown-key",
    /// A value of another type than is due.
    WrongType = "schema.wrong-type",
    /// A version of the schema that this program does not know.
    Version = "schema.version",
    /// Two things with one id.
    DuplicateId = "ref.duplicate-id",
    /// An id that nothing has.
    Dangling = "ref.dangling",
    /// Parents that form a ring.
    Cycle = "ref.cycle",
    /// A control character in a text.
    Control = "text.control",
    /// A character that reorders a text.
    Bidi = "text.bidi",
    /// A character that nobody sees.
    Invisible = "text.invisible",
    /// More marks on a letter than anybody can read.
    CombiningFlood = "text.combining-flood",
    /// An address that is not http or https.
    UrlScheme = "url.scheme",
    /// An address that is none.
    UrlMalformed = "url.malformed",
    /// An address with a user part.
    UrlUserInfo = "url.userinfo",
    /// An address whose host may pass for another.
    UrlLookalike = "url.lookalike",
    /// A control character, a space or an unseen character in an address.
    UrlControl = "url.control",
    /// Bytes that are not UTF-8.
    InvalidUtf8 = "encoding.invalid-utf8",
    /// A file in UTF-16.
    Utf16 = "encoding.utf16",
    /// Things nested too deeply.
    Depth = "limit.depth",
    /// A text that is too long.
    Length = "limit.length",
    /// A file that is too large.
    Size = "limit.size",
    /// A list with too many parts.
    Count = "limit.count",
    /// A device, a pipe, or something else that is no file.
    NotRegularFile = "io.not-regular-file",
    /// A file that cannot be read.
    Unreadable = "io.unreadable",
    /// A folder with nothing to read in it.
    EmptyFolder = "io.empty-folder",
    /// A claim that rests on one source only.
    SingleSource = "evidence.single-source",
    /// A source that nothing rests on.
    UncitedSource = "evidence.uncited-source",
    /// A former entry that does not say until when.
    FormerWithoutUntil = "evidence.former-without-until",
    /// A relation that rests on no source.
    UnsourcedRelation = "evidence.unsourced-relation",
    /// A Markdown text with nothing to make entries of.
    NoEntries = "markdown.no-entries",
    /// A part of a Markdown text that a stack has no place for.
    Skipped = "markdown.skipped",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How many characters of foreign text a message quotes.
const QUOTED: usize = 80;

/// Foreign text for a message: sanitized, cut, in quotation marks.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", excerpt(text))
}

/// Foreign text for a message: inert and cut.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let head = text.char_indices().nth(QUOTED).map_or(text, |(at, _)| text.get(..at).unwrap_or_default());
    let clean = sanitized(head);
    let mut room = QUOTED;
    let mut out = String::new();
    for cluster in clean.graphemes(true) {
        match room.checked_sub(cluster.chars().count()) {
            Some(left) => room = left,
            None => return out + "…",
        }
        out.push_str(cluster);
    }
    if head.len() < text.len() { out + "…" } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_inert_and_short() {
        assert_eq!(quoted("Quartz"), "\"Quartz\"");
        assert_eq!(quoted("a\u{1b}[2J"), "\"a␛[2J\"");
        assert_eq!(excerpt(&"x".repeat(81)), "x".repeat(80) + "…");
        assert_eq!(excerpt(&"\u{202e}".repeat(80)), "<U+202E>".repeat(10) + "…");
    }

    #[test]
    fn every_code_has_a_name_of_its_own() {
        let names: std::collections::HashSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert_eq!(Code::DuplicateId.to_string(), "ref.duplicate-id");
    }
}
