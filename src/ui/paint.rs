//! Putting pieces of text and borders into the buffer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::symbols::border;
use ratatui::widgets::{Block, Clear, Widget};

use super::Theme;
use crate::app::content::{Piece, Role};
use crate::app::layout::Area;
use crate::cells;

/// The area in the library's words.
pub(super) fn rect(area: Area) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height)
}

/// A piece of text that no query matched.
pub(super) fn piece(text: impl Into<String>, role: Role) -> Piece {
    Piece { text: text.into(), role, hit: false }
}

/// A line to be drawn: pieces from the left and pieces at the right edge.
pub(super) struct Strip<'a> {
    pub(super) left: &'a [Piece],
    pub(super) right: &'a [Piece],
    pub(super) selected: bool,
    /// How many cells stay free before the right edge.
    pub(super) margin: u16,
}

impl<'a> Strip<'a> {
    /// A line that has nothing at its right edge and is not selected.
    pub(super) fn plain(left: &'a [Piece]) -> Self {
        Self { left, right: &[], selected: false, margin: 0 }
    }
}

/// Draws a line of one row; what does not fit is cut, the right part first.
pub(super) fn strip(buffer: &mut Buffer, area: Rect, strip: &Strip<'_>, theme: Theme) {
    if area.height == 0 || area.width == 0 {
        return;
    }
    if strip.selected {
        buffer.set_style(Rect { height: 1, ..area }, Theme::SELECTED);
    }
    let area = Rect { width: area.width.saturating_sub(strip.margin), ..area };
    let right_width = width_of(strip.right);
    let left_width = width_of(strip.left);
    let fits = left_width.min(8) + right_width < usize::from(area.width);
    let end = area.x + area.width;
    let right_start = if fits { end - cells_of(right_width) } else { end };
    let left_end = if fits && right_width > 0 { right_start.saturating_sub(1) } else { end };
    pieces(buffer, (area.x, area.y), left_end, strip.left, strip.selected, theme);
    if fits {
        pieces(buffer, (right_start, area.y), end, strip.right, strip.selected, theme);
    }
}

/// Draws pieces from a position up to a column; tells the column after the last.
pub(super) fn pieces(
    buffer: &mut Buffer,
    (mut x, y): (u16, u16),
    end: u16,
    pieces: &[Piece],
    selected: bool,
    theme: Theme,
) -> u16 {
    let mut rest = width_of(pieces);
    for piece in pieces {
        let space = usize::from(end.saturating_sub(x));
        if space == 0 {
            break;
        }
        let width = cells::width(&piece.text);
        rest = rest.saturating_sub(width);
        let style = theme.piece(piece, selected);
        // An ellipsis is owed when this piece is too long, or when it just fits and more would follow.
        if width < space || width == space && rest == 0 {
            x = put(buffer, (x, y), &piece.text, space, style);
        } else {
            let text = format!("{}  ", piece.text);
            (x, _) = buffer.set_stringn(x, y, cells::cut(&text, space), space, style);
        }
    }
    x
}

/// Writes a text of at most so many cells; tells the column after it.
///
/// Most texts are ASCII, and where every byte is a cell nothing has to be segmented: that is a good part of a frame.
fn put(buffer: &mut Buffer, (x, y): (u16, u16), text: &str, space: usize, style: Style) -> u16 {
    if !text.is_ascii() {
        // The library may find a cluster wider than we do, and then it is cut and not drawn over a border.
        return buffer.set_stringn(x, y, text, space, style).0;
    }
    let mut at = x;
    for c in text.chars().take(space) {
        if let Some(cell) = buffer.cell_mut((at, y)) {
            cell.set_char(c).set_style(style);
        }
        at = at.saturating_add(1);
    }
    at
}

/// How many cells the pieces take.
pub(super) fn width_of(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| cells::width(&piece.text)).sum()
}

fn cells_of(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// The border of a pane or a box.
pub(super) struct Border<'a> {
    pub(super) focused: bool,
    /// At the top left, and at the top right.
    pub(super) title: (&'a str, &'a str),
    /// At the bottom right.
    pub(super) foot: &'a str,
}

/// Draws a border; its titles are cut to what fits.
pub(super) fn frame(buffer: &mut Buffer, area: Rect, border: &Border<'_>, theme: Theme) {
    let style = theme.border(border.focused);
    Block::bordered().border_set(set(border.focused, theme)).border_style(style).render(area, buffer);
    let space = usize::from(area.width.saturating_sub(4));
    let title_style = if border.focused { Style::new().add_modifier(Modifier::BOLD) } else { Style::new() };
    let (left, right) = border.title;
    let room = space.saturating_sub(if right.is_empty() { 0 } else { cells::width(right) + 3 });
    if !left.is_empty() && room > 0 {
        let text = format!(" {} ", cells::cut(left, room));
        buffer.set_stringn(area.x + 1, area.y, text, space + 2, title_style);
    }
    at_right(buffer, area, area.y, right, style);
    at_right(buffer, area, area.y + area.height.saturating_sub(1), border.foot, style);
}

/// Writes a few words into a border line, near its right end.
fn at_right(buffer: &mut Buffer, area: Rect, y: u16, text: &str, style: Style) {
    let width = cells::width(text) + 2;
    if text.is_empty() || width + 3 > usize::from(area.width) {
        return;
    }
    let x = area.x + area.width - cells_of(width) - 2;
    buffer.set_stringn(x, y, format!(" {text} "), width, style);
}

fn set(focused: bool, theme: Theme) -> border::Set<'static> {
    const FOCUSED: border::Set<'static> = border::Set {
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        vertical_left: "|",
        vertical_right: "|",
        horizontal_top: "=",
        horizontal_bottom: "=",
    };
    match (theme.ascii, focused) {
        (true, true) => FOCUSED,
        (true, false) => border::Set { horizontal_top: "-", horizontal_bottom: "-", ..FOCUSED },
        (false, _) => border::ROUNDED,
    }
}

/// Draws the part of a scroll bar that stands for what is in sight, over the right border of an area.
pub(super) fn scroll_bar(buffer: &mut Buffer, area: Rect, offset: usize, count: usize, theme: Theme) {
    let height = usize::from(area.height.saturating_sub(2));
    if count <= height || height == 0 {
        return;
    }
    let length = (height * height / count).max(1);
    let most = count - height;
    let start = (offset.min(most) * (height - length) + most / 2) / most;
    let x = area.x + area.width.saturating_sub(1);
    for row in start..start + length {
        let y = area.y + 1 + cells_of(row);
        buffer.set_stringn(x, y, if theme.ascii { "#" } else { "┃" }, 1, Style::new());
    }
}

/// Empties an area for a box that lies over the panes.
pub(super) fn clear(buffer: &mut Buffer, area: Rect) {
    Clear.render(area, buffer);
}
