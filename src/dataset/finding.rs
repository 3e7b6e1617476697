//! Findings: the problems of a stack with their locations, as data that the command line, JSON and explorer present.

use std::fmt;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::text::{ELLIPSIS, sanitized};

/// One problem of a stack.
///
/// Its texts are short and safe to print, whatever the data contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stable code of the problem.
    pub code: Code,
    /// Whether the stack can still be opened.
    pub severity: Severity,
    /// The location; absent if it concerns the whole stack.
    pub span: Option<FileSpan>,
    /// The problem.
    pub message: String,
    /// The advice on the next step.
    pub help: Option<String>,
    /// Related locations, each with a label.
    pub related: Vec<(FileSpan, String)>,
}

impl Finding {
    /// An error at a location.
    pub fn error(code: Code, span: impl Into<Option<FileSpan>>, message: impl Into<String>) -> Self {
        let severity = Severity::Error;
        Self { code, severity, span: span.into(), message: message.into(), help: None, related: Vec::new() }
    }

    /// A warning at a location.
    pub fn warning(code: Code, span: impl Into<Option<FileSpan>>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// A hint at a location.
    pub fn hint(code: Code, span: impl Into<Option<FileSpan>>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Hint, ..Self::error(code, span, message) }
    }

    /// The finding with advice on the next step.
    pub fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }

    /// The finding with one more related location.
    pub fn related(mut self, span: FileSpan, what: impl Into<String>) -> Self {
        self.related.push((span, what.into()));
        self
    }

    /// Whether it keeps the stack from being opened.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// A span of one of the files that a stack was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSpan {
    /// The index of the file among those that were read.
    pub file: usize,
    /// The bytes of its text, without the byte order mark.
    pub at: Range<usize>,
}

impl FileSpan {
    /// A span of a text that is read alone.
    pub const fn of_only_file(at: Range<usize>) -> Self {
        Self { file: 0, at }
    }
}

/// Whether a finding keeps a stack from being opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The stack cannot be opened.
    Error,
    /// The stack can be opened.
    Warning,
    /// Nothing is wrong, but something may be better.
    Hint,
}

impl Severity {
    /// The word for it in messages and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

/// Declares the codes, each with its stable name.
macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal),+ $(,)?) => {
        /// The kinds of problems; their names are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $code),+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The name that JSON and messages use.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $name),+ }
            }
        }
    };
}

codes! {
    /// The text is not TOML.
    Syntax = "syntax.toml",
    /// A duplicate key or table.
    DuplicateKey = "syntax.duplicate-key",
    /// A required key is missing.
    MissingKey = "schema.missing-key",
    /// An entry has no claim.
    MissingClaim = "schema.missing-claim",
    /// A claim has no source.
    MissingSource = "schema.missing-source",
    /// An entry of a list has no URL.
    MissingLink = "schema.missing-link",
    /// An invalid value.
    BadValue = "schema.bad-value",
    /// A setting that a project may not change.
    NotInProject = "schema.not-in-project",
    /// A default key that the settings give another action.
    KeyTaken = "schema.key-taken",
    /// An invalid id.
    BadId = "schema.bad-id",
    /// An unknown key.
    UnknownKey = "schema.unknown-key",
    /// A value of the wrong type.
    WrongType = "schema.wrong-type",
    /// An unknown version of the schema.
    Version = "schema.version",
    /// A key of a newer version of the schema than the file names.
    NewerKey = "schema.newer-key",
    /// Two records with the same id.
    DuplicateId = "ref.duplicate-id",
    /// An id without a record.
    Dangling = "ref.dangling",
    /// A cycle of parents.
    Cycle = "ref.cycle",
    /// A control character in a text.
    Control = "text.control",
    /// A bidirectional control in a text.
    Bidi = "text.bidi",
    /// An invisible character in a text.
    Invisible = "text.invisible",
    /// Too many combining marks on a letter.
    CombiningFlood = "text.combining-flood",
    /// A URL that is not http or https.
    UrlScheme = "url.scheme",
    /// An invalid URL.
    UrlMalformed = "url.malformed",
    /// A URL with a user name.
    UrlUserInfo = "url.userinfo",
    /// A URL whose host looks like another one.
    UrlLookalike = "url.lookalike",
    /// A control character, a space or an invisible character in a URL.
    UrlControl = "url.control",
    /// A format that is not read.
    Format = "encoding.format",
    /// Bytes that are not UTF-8.
    InvalidUtf8 = "encoding.invalid-utf8",
    /// A file in UTF-16.
    Utf16 = "encoding.utf16",
    /// Nesting that is too deep.
    Depth = "limit.depth",
    /// A text that is too long.
    Length = "limit.length",
    /// A file that is too large.
    Size = "limit.size",
    /// A list with too many items.
    Count = "limit.count",
    /// A device, a pipe, or another special file.
    NotRegularFile = "io.not-regular-file",
    /// A file that cannot be read.
    Unreadable = "io.unreadable",
    /// A folder without readable files.
    EmptyFolder = "io.empty-folder",
    /// A claim that cites only one source.
    SingleSource = "evidence.single-source",
    /// A claim that is only reported, and cites only a page of the company's own.
    SecondHand = "evidence.second-hand",
    /// A claim about the company that cites only pages of the entry itself.
    OwnPage = "evidence.own-page",
    /// A source that is not cited.
    UncitedSource = "evidence.uncited-source",
    /// A former entry without an end date.
    FormerWithoutUntil = "evidence.former-without-until",
    /// An event with a status, or without a day.
    EventTime = "evidence.event-time",
    /// A relation that is written twice, or at both ends.
    RepeatedRelation = "evidence.repeated-relation",
    /// A replacement with a date that contradicts others.
    ReplacedBackwards = "evidence.replaced-backwards",
    /// A relation that cites no source.
    UnsourcedRelation = "evidence.unsourced-relation",
    /// An entry that looks the same as one of another stack, and is not tied to it.
    Untied = "tie.untied",
    /// A reference to an entry that another stack does not have.
    UnknownTie = "tie.unknown",
    /// A Markdown text without entries.
    NoEntries = "markdown.no-entries",
    /// A part of a Markdown text that a stack cannot represent.
    Skipped = "markdown.skipped",
    /// A text of another foreign format without entries.
    NothingToImport = "import.no-entries",
    /// A part of a text of another foreign format that is left out.
    NotImported = "import.skipped",
    /// A text that is not written as its format demands.
    ImportSyntax = "import.syntax",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Maximum number of characters of foreign text that a message quotes.
const MAX_QUOTED_CHARS: usize = 80;

/// Foreign text for a message: sanitized, cut, in quotation marks.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", excerpt(text))
}

/// Foreign text for a message: sanitized and cut.
pub fn excerpt(text: &str) -> String {
    let head =
        text.char_indices().nth(MAX_QUOTED_CHARS).map_or(text, |(at, _)| text.get(..at).unwrap_or_default());
    let clean = sanitized(head);
    let mut room = MAX_QUOTED_CHARS;
    let mut out = String::new();
    for cluster in clean.graphemes(true) {
        match room.checked_sub(cluster.chars().count()) {
            Some(left) => room = left,
            None => return out + ELLIPSIS,
        }
        out.push_str(cluster);
    }
    if head.len() < text.len() { out + ELLIPSIS } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_inert_and_short() {
        assert_eq!(quoted("Quartz"), "\"Quartz\"");
        assert_eq!(quoted("a\u{1b}[2J"), "\"a<U+001B>[2J\"");
        assert_eq!(excerpt(&"x".repeat(81)), "x".repeat(80) + "...");
        assert_eq!(excerpt(&"\u{202e}".repeat(80)), "<U+202E>".repeat(10) + "...");
    }

    #[test]
    fn every_code_has_a_name_of_its_own() {
        let names: std::collections::HashSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert_eq!(Code::DuplicateId.to_string(), "ref.duplicate-id");
    }
}
