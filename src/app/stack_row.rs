//! A stack that can be opened or closed, as a value of messages.

use crate::catalog::bundled::Bundled;
use crate::dataset::{Date, Stack};

/// A stack that can be opened while the explorer runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StackKey {
    /// A built-in stack.
    BuiltIn(&'static Bundled),
    /// A stack of the user's, by its position in the last list.
    Listed(usize),
}

/// The place of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StackPlace {
    /// The program itself.
    BuiltIn,
    /// The folder of the user's named stacks.
    Own,
    /// A file or folder elsewhere, opened now or earlier.
    File,
    /// Standard input or a pipe.
    Pipe,
}

impl StackPlace {
    /// The place as a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::BuiltIn => "built-in",
            Self::Own => "your own",
            Self::File => "file",
            Self::Pipe => "pipe",
        }
    }
}

/// The size of a stack, as far as it is known without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackSize {
    /// The number of entries.
    pub entries: usize,
    /// The number of claims.
    pub claims: usize,
    /// The date of its last review.
    pub reviewed: Option<Date>,
}

impl From<&Bundled> for StackSize {
    fn from(bundled: &Bundled) -> Self {
        Self { entries: bundled.entries, claims: bundled.claims, reviewed: bundled.reviewed }
    }
}

impl StackSize {
    /// The size of a stack that was read.
    pub fn of(stack: &Stack) -> Self {
        Self { entries: stack.entries().len(), claims: stack.claim_count(), reviewed: stack.reviewed() }
    }
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackRow {
    /// The stack.
    pub key: StackKey,
    /// Its name, or its file.
    pub name: String,
    /// Its place.
    pub place: StackPlace,
    /// Its size; `None` for one that was not read.
    pub size: Option<StackSize>,
    /// The position among the open stacks, if it is open.
    pub open: Option<u32>,
    /// Whether it was to be open, but could not be opened.
    pub is_left_out: bool,
}
