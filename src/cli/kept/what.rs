//! The kinds of what is kept.

use clap::ValueEnum;

/// A kind of what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Entries and claims to come back to
    Bookmarks,
    /// Pages to read later
    Queue,
    /// Notes on entries and claims
    Notes,
}

impl What {
    /// The heading.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Bookmarks => "Bookmarks",
            Self::Queue => "Queue",
            Self::Notes => "Notes",
        }
    }
}
