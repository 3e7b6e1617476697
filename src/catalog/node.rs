//! The nodes of the tree: everything that has a row, or a page of its own.

use super::arrangement::Grouping;
use crate::dataset::{CategoryIndex, Confidence, EntryIndex, EntryKind, SourceIndex, Status};

/// The id of an entry: its stack and its position in that stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// The position of the stack in the catalog.
    pub stack: u32,
    /// The position of the entry in the stack.
    pub entry: EntryIndex,
}

/// A claim: its entry, and its position there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId {
    /// The entry.
    pub entry: EntryId,
    /// The position of the claim in the entry, from 0.
    pub at: u32,
}

/// The thing that a tree row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A stack, by position; only when several are open.
    Stack(u32),
    /// A category of a stack.
    Category(u32, CategoryIndex),
    /// A group of entries of a stack.
    Group(u32, Group),
    /// A source of a stack.
    Source(u32, SourceIndex),
    /// An entry.
    Entry(EntryId),
    /// A claim of an entry, in the tree of sources.
    Claim(ClaimId),
}

impl Node {
    /// The node whose page shows it: of a claim its entry.
    pub fn page(self) -> Self {
        match self {
            Self::Claim(claim) => Self::Entry(claim.entry),
            other => other,
        }
    }
}

/// The entries of a stack that have one value of a property in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Those in use since a year, or first seen in it; events of that year.
    Year(u16),
    /// Those of a kind.
    Kind(EntryKind),
    /// Those of a state.
    State(Status),
    /// Those with a claim of a confidence.
    Confidence(Confidence),
    /// Those with a tag, named by the first entry that has it and its position there.
    Tag(u16, EntryIndex),
    /// Those that cite a publisher, named by its first source.
    Publisher(SourceIndex),
    /// Those of one technology in all stacks, named by its first entry.
    Technology(EntryIndex),
    /// Those without a value of the property.
    Rest(Grouping),
}
