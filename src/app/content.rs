//! The content of the detail pane: rows to select, laid out as lines of a given width.
//!
//! Lines have roles, never colours: those are the business of `ui`.

mod branch;
mod build;
mod chart;
mod claims;
mod columns;
mod elsewhere;
mod entry;
mod lines;
mod relations;
mod source;
mod state;
mod strip;
mod succession;

use std::ops::Range;

pub use build::build;
pub use lines::{Setting, mark, shown_url, width_of, wrapped};
pub(super) use lines::{backs, piece_at, split_behind_host};
pub use state::{StateForm, event_day, state_mark, state_word};
pub use strip::strip_pieces;

pub use crate::theme::Role;

use super::keys::Section;
use crate::catalog::Node;
use crate::dataset::{SourceIndex, SourceUrl};

/// A text of one role in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Its role.
    pub role: Role,
    /// Whether the query matched it.
    pub hit: bool,
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentLine {
    /// The pieces at the left, after a margin of two cells for the marker.
    pub left: Vec<Piece>,
    /// The pieces at the right edge.
    pub right: Vec<Piece>,
}

/// The thing that a row is about, which decides what Enter does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The entry, category or stack of the detail.
    Head,
    /// A URL of the entry or stack.
    Url {
        /// Its label, such as `homepage`.
        title: String,
        /// The URL.
        url: SourceUrl,
    },
    /// A claim, by position.
    Claim(usize),
    /// A source, by position in [`Entry::sources`](crate::dataset::Entry::sources), from 0.
    Source(usize),
    /// The stack that the entry has of its own.
    OwnStack,
    /// Another node.
    Node {
        /// The node.
        node: Node,
        /// The source of the relation to it.
        source: Option<SourceIndex>,
    },
}

/// A row that can be selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentRow {
    /// Its target.
    pub target: Target,
    /// The range of its lines.
    pub lines: Range<usize>,
    /// The range of its pieces at the left of its line, where it shares that with other rows.
    pub pieces: Option<Range<usize>>,
}

/// The laid-out content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DetailContent {
    /// The name of the entry, category or stack.
    pub title: String,
    /// All lines.
    pub lines: Vec<ContentLine>,
    /// The rows, in the order of their lines.
    pub rows: Vec<ContentRow>,
    /// The first row of each section.
    pub sections: Vec<(Option<Section>, usize)>,
}

impl DetailContent {
    /// The first row of a section.
    pub fn section(&self, wanted: Section) -> Option<usize> {
        self.sections.iter().find(|(section, _)| *section == Some(wanted)).map(|(_, row)| *row)
    }
}
