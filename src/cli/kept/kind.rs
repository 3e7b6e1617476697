//! The kinds of things that are kept.

use clap::ValueEnum;

/// A kind of things that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KeptKind {
    /// Entries and claims to come back to
    Bookmarks,
    /// Pages to read later
    Queue,
    /// Notes on entries and claims
    Notes,
}

impl KeptKind {
    /// The heading.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Bookmarks => "Bookmarks",
            Self::Queue => "Queue",
            Self::Notes => "Notes",
        }
    }
}
