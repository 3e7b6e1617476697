//! The target of drawing: the cells of one frame and its cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A frame that is being drawn.
///
/// ratatui's own `Frame` comes only from its `Terminal`, which fills two buffers and compares them even for the first frame.
#[derive(Debug)]
pub struct Frame<'a> {
    buffer: &'a mut Buffer,
    cursor: Option<Position>,
}

impl<'a> Frame<'a> {
    /// A frame without a cursor, drawn into a blank buffer.
    pub fn new(buffer: &'a mut Buffer) -> Self {
        Self { buffer, cursor: None }
    }

    /// The position of the cursor; without one it is hidden.
    pub fn cursor(&self) -> Option<Position> {
        self.cursor
    }

    pub(super) fn area(&self) -> Rect {
        self.buffer.area
    }

    pub(super) fn buffer_mut(&mut self) -> &mut Buffer {
        self.buffer
    }

    pub(super) fn set_cursor_position(&mut self, position: Position) {
        self.cursor = Some(position);
    }
}
