//! What `import` answers: what was found in the list, and what it did to a file.

use serde::Serialize;

use super::{FindingLine, Shape};

/// The findings of a list, and what has changed in the file that it was brought into.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct Import<'a> {
    pub version: u32,
    pub errors: usize,
    pub warnings: usize,
    pub findings: Vec<FindingLine<'a>>,
    pub entries: usize,
    pub categories: usize,
    /// Absent where the list was brought into no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<ChangeLine<'a>>>,
}

impl Shape for Import<'_> {}

/// What a list did to a part of a file.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct ChangeLine<'a> {
    /// `stack`, `category` or `entry`.
    pub part: &'static str,
    /// `added`, `changed`, `conflict` or `gone`.
    pub change: &'static str,
    pub id: &'a str,
    pub name: &'a str,
    /// The keys that have another value now, or that both the list and the file have changed.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub keys: &'a [&'static str],
    /// What the list says under each key of a conflict; the file's values stay.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub listed: &'a [String],
}
