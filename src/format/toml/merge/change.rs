//! The result of a merge.

use thiserror::Error;
use toml_edit::TomlError;

/// A file after a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The changed file.
    pub text: String,
    /// The changes, in the order of the list; records that have left it come last.
    pub changes: Vec<Change>,
    /// The number of entries of the list that did not change.
    pub unchanged: usize,
}

/// A change to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The kind of record.
    pub part: PartKind,
    /// The kind of change.
    pub kind: ChangeKind,
    /// The id of the record in the file.
    pub id: String,
    /// The name of the record.
    pub name: String,
    /// The keys with a new value, or of a conflict, or of dropped values: one for each of them.
    pub keys: Vec<&'static str>,
    /// For these keys the values of the list, if it is a conflict, or the values that it has dropped.
    pub listed: Vec<String>,
}

/// The records that a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// The stack itself: name, summary and homepage.
    Stack,
    /// A category.
    Category,
    /// An entry.
    Entry,
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// The record is new.
    Added,
    /// The list has new values.
    Changed,
    /// The list has dropped values that the user has not changed; they are removed from the file.
    Dropped,
    /// The list and the user both changed a field; the file keeps its value.
    Conflict,
    /// The record has left the list; the file keeps it.
    Gone,
}

impl ChangeKind {
    /// The name in messages and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Dropped => "dropped",
            Self::Conflict => "conflict",
            Self::Gone => "gone",
        }
    }
}

impl PartKind {
    /// The name in messages and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stack => "stack",
            Self::Category => "category",
            Self::Entry => "entry",
        }
    }
}

/// The reason why a list cannot be merged into a file.
#[derive(Clone, Debug, Error)]
pub enum MergeError {
    /// The file is invalid TOML.
    #[error(transparent)]
    Syntax(#[from] TomlError),
    /// The records of a key are inline values, which have no comments and cannot be extended.
    #[error("`{0} = [...]` has no room for what a list brings")]
    Inline(&'static str),
}
