//! The detail of an entry or a category as rows the cursor can rest on, laid out as lines of a given width.
//!
//! Lines carry roles (what a piece of text is), never colours: those are the interface's business.

mod build;
mod lines;

use std::ops::Range;

pub use build::{Setting, build};
pub use lines::mark;

use super::keys::Section;
use crate::catalog::Node;
use crate::dataset::{SourceIndex, SourceUrl};

/// What a piece of text is, from which the interface takes its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Role {
    Text,
    Title,
    Dim,
    Heading,
    Rule,
    Label,
    Link,
    Number,
    Success,
    Former,
    Warning,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// Whether it is a part that the query matched.
    pub hit: bool,
}

/// One line of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentLine {
    /// The pieces from the left, after a margin of two cells for the marker.
    pub left: Vec<Piece>,
    /// The pieces at the right edge.
    pub right: Vec<Piece>,
}

/// What a row stands for, and so what Enter does there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The entry, category or stack itself.
    Head,
    /// An address of the entry.
    Url {
        /// What it is: `homepage`.
        title: String,
        /// Where it leads.
        url: SourceUrl,
    },
    /// A claim, by position.
    Claim(usize),
    /// A source, by its place in [`Entry::sources`](crate::dataset::Entry::sources), from 0.
    Source(usize),
    /// Another place in the tree.
    Node {
        /// The place.
        node: Node,
        /// What it rests on that this place is named here.
        source: Option<SourceIndex>,
    },
}

/// A row the cursor can rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentRow {
    /// What it stands for.
    pub target: Target,
    /// Its lines.
    pub lines: Range<usize>,
}

/// A laid-out detail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DetailContent {
    /// The name of what is shown.
    pub title: String,
    /// All lines.
    pub lines: Vec<ContentLine>,
    /// The rows, in the order of their lines.
    pub rows: Vec<ContentRow>,
    /// For each section its first row.
    pub sections: Vec<(Option<Section>, usize)>,
}

impl DetailContent {
    /// The row at a position.
    #[must_use]
    pub fn row(&self, at: usize) -> Option<&ContentRow> {
        self.rows.get(at)
    }

    /// The first row of a section.
    #[must_use]
    pub fn section(&self, wanted: Section) -> Option<usize> {
        self.sections.iter().find(|(section, _)| *section == Some(wanted)).map(|(_, row)| *row)
    }
}
