//! The target of drawing: the cells of one frame and its cursor.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::Message;
use crate::dataset::SourceUrl;

/// A link over some cells of a row, which the terminal opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellLink {
    /// The row.
    pub y: u16,
    /// The columns.
    pub x: Range<u16>,
    /// The URL.
    pub url: SourceUrl,
}

/// Cells of a row that answer to a click, of the parts whose columns only the drawing knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClickArea {
    /// The row.
    pub y: u16,
    /// The columns.
    pub x: Range<u16>,
    /// The messages of a click there.
    pub messages: Vec<Message>,
}

/// A frame that is being drawn.
///
/// ratatui's own `Frame` comes only from its `Terminal`, which fills two buffers and compares them even for the first frame.
#[derive(Debug)]
pub struct Frame<'a> {
    buffer: &'a mut Buffer,
    cursor: Option<Position>,
    /// The links of the frame, if it has any.
    links: Option<Vec<CellLink>>,
    /// The cells that answer to a click, if they are asked for.
    click_areas: Option<Vec<ClickArea>>,
}

impl<'a> Frame<'a> {
    /// A frame without a cursor, drawn into a blank buffer.
    pub fn new(buffer: &'a mut Buffer) -> Self {
        Self { buffer, cursor: None, links: None, click_areas: None }
    }

    /// The same for a terminal that shows links.
    pub fn with_links(self) -> Self {
        Self { links: Some(Vec::new()), ..self }
    }

    /// The links by row and column.
    pub fn into_links(self) -> Vec<CellLink> {
        let mut links = self.links.unwrap_or_default();
        links.sort_by_key(|link| (link.y, link.x.start));
        links
    }

    /// The same for a click, which asks what is where.
    pub(super) fn with_click_areas(self) -> Self {
        Self { click_areas: Some(Vec::new()), ..self }
    }

    /// Notes the messages of a click on some cells.
    pub(super) fn click_area(&mut self, y: u16, x: Range<u16>, messages: impl FnOnce() -> Vec<Message>) {
        if let Some(areas) = &mut self.click_areas {
            areas.push(ClickArea { y, x, messages: messages() });
        }
    }

    /// The messages of a click at a cell.
    pub(super) fn messages_at(&self, x: u16, y: u16) -> Option<Vec<Message>> {
        let mut areas = self.click_areas.iter().flatten();
        areas.find(|area| area.y == y && area.x.contains(&x)).map(|area| area.messages.clone())
    }

    pub(super) fn has_links(&self) -> bool {
        self.links.is_some()
    }

    /// Makes cells of a row a link.
    pub(super) fn link(&mut self, y: u16, x: Range<u16>, url: &SourceUrl) {
        if let Some(links) = self.links.as_mut().filter(|_| !x.is_empty()) {
            links.push(CellLink { y, x, url: url.clone() });
        }
    }

    /// Removes the links of an area that is drawn over.
    pub(super) fn unlink(&mut self, area: Rect) {
        let Some(links) = self.links.take() else { return };
        let covers = |link: &CellLink| (area.y..area.bottom()).contains(&link.y);
        let outside = |link: CellLink| {
            let (start, end) = (link.x.start, link.x.end);
            let left = CellLink { x: start..end.min(area.x), ..link.clone() };
            let right = CellLink { x: start.max(area.right())..end, ..link };
            [left, right].into_iter().filter(|link| !link.x.is_empty())
        };
        let (under, kept): (Vec<CellLink>, Vec<CellLink>) = links.into_iter().partition(covers);
        self.links = Some(kept.into_iter().chain(under.into_iter().flat_map(outside)).collect());
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
