//! What a list did to a file, and why it could not.

use std::fmt;

use toml_edit::TomlError;

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The file as it is now.
    pub text: String,
    /// What has changed, in the order of the list; what has gone comes last.
    pub changes: Vec<Change>,
    /// How many entries of the list were there already and are as they were.
    pub unchanged: usize,
}

/// A part of a stack that the list has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What sort of part it is.
    pub part: PartKind,
    /// What happened.
    pub kind: ChangeKind,
    /// The id of the part in the file.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The keys that have another value now, or that both have changed.
    pub keys: Vec<&'static str>,
    /// What the list says under these keys, where the file's values stay.
    pub listed: Vec<String>,
}

/// The parts that lists have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// The whole: its name, summary and homepage.
    Stack,
    /// A category.
    Category,
    /// An entry.
    Entry,
}

/// What a newer list does to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// The list says something else of it now.
    Changed,
    /// The list and the file both say something else of it now; the file keeps what it says.
    Conflict,
    /// The list no longer has it; the file keeps it.
    Gone,
}

impl ChangeKind {
    /// The word for it in messages and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Conflict => "conflict",
            Self::Gone => "gone",
        }
    }
}

impl PartKind {
    /// The word for it in messages and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stack => "stack",
            Self::Category => "category",
            Self::Entry => "entry",
        }
    }
}

/// Why a list cannot be brought into a file.
#[derive(Clone, Debug)]
pub enum MergeError {
    /// The file is no TOML.
    Syntax(TomlError),
    /// The parts under a key stand in one list of values, where there is no room for lines and comments.
    Inline(&'static str),
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => error.fmt(f),
            Self::Inline(key) => write!(f, "`{key} = [...]` has no room for what a list brings"),
        }
    }
}

impl std::error::Error for MergeError {}

impl From<TomlError> for MergeError {
    fn from(error: TomlError) -> Self {
        Self::Syntax(error)
    }
}
