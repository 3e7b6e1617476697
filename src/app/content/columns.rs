//! Columns at the right edge of a section.

use super::lines::{pad, piece, width_of};
use super::{Piece, Role};

/// The columns of a section with their captions; one without any text is not there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns<'c, const N: usize> {
    captions: [&'c str; N],
    /// The width of each in cells.
    widths: [usize; N],
}

/// The gap before a column, in cells.
const GAP: usize = 2;

impl<'c, const N: usize> Columns<'c, N> {
    /// The columns for the rows of a section.
    pub(super) fn new(captions: [&'c str; N], rows: &[[Vec<Piece>; N]]) -> Self {
        let mut widths = [0; N];
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = width_of(cell).max(*width);
            }
        }
        for (width, caption) in widths.iter_mut().zip(captions).filter(|(width, _)| **width > 0) {
            *width = caption.len().max(*width);
        }
        Self { captions, widths }
    }

    /// Their width in cells, with the gaps before them.
    pub(super) fn width(&self) -> usize {
        self.widths.iter().filter(|width| **width > 0).map(|width| width + GAP).sum()
    }

    /// The same without the last column that is there.
    pub(super) fn without_last(mut self) -> Self {
        if let Some(width) = self.widths.iter_mut().rfind(|width| **width > 0) {
            *width = 0;
        }
        self
    }

    /// The captions as a text as wide as the columns without the first gap.
    pub(super) fn captions(&self) -> String {
        let columns = self.captions.iter().zip(self.widths).filter(|(_, width)| *width > 0);
        let captions: Vec<String> = columns.map(|(caption, width)| pad(caption, width)).collect();
        captions.join(&" ".repeat(GAP))
    }

    /// A row of cells, each padded to its column.
    pub(super) fn row(&self, cells: [Vec<Piece>; N]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (cell, width) in cells.into_iter().zip(self.widths).filter(|(_, width)| *width > 0) {
            let gap = if pieces.is_empty() { 0 } else { GAP };
            pieces.push(piece(&" ".repeat(gap), Role::Text));
            let rest = width.saturating_sub(width_of(&cell));
            pieces.extend(cell);
            pieces.push(piece(&" ".repeat(rest), Role::Text));
        }
        pieces
    }
}
