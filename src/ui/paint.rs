//! Drawing primitives: lines of text pieces, borders and scroll bars.

use std::num::NonZeroU16;
use std::ops::Range;

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::widgets::{Block, Clear, Widget};

use super::frame::Frame;
use super::theme::Theme;
use crate::app::content::{Piece, Role};
pub(super) use crate::app::content::{width_of, wrapped};
use crate::app::layout::{Area, LineColumns};
use crate::cells::{self, Glyphs};
use crate::dataset::{SourceUrl, limited};

/// Converts an `Area` to a ratatui `Rect`.
pub(super) fn rect(area: Area) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height)
}

/// A piece of text that no query matched.
pub(super) fn piece(text: impl Into<String>, role: Role) -> Piece {
    Piece { text: text.into(), role, hit: false }
}

/// The marker of a row, which shows the selection without colours too.
pub(super) fn marker(is_selected: bool, is_active: bool) -> &'static str {
    match (is_selected, is_active) {
        (true, true) => ">",
        (true, false) => "-",
        (false, _) => " ",
    }
}

/// A line to draw.
#[derive(Default)]
pub(super) struct Strip {
    /// The pieces from the left edge.
    pub(super) left: Vec<Piece>,
    /// The pieces at the right edge.
    pub(super) right: Vec<Piece>,
    /// Whether the left pieces are drawn as selected.
    pub(super) is_selected: bool,
    /// The number of first pieces that are not: the marker, and what is before the name.
    pub(super) plain: usize,
    /// Number of free cells before the right edge.
    pub(super) margin: u16,
    /// The pieces that are links, counted from the first one at the left to the last one at the right.
    pub(super) links: Vec<(usize, SourceUrl)>,
}

impl Strip {
    /// A line of text.
    pub(super) fn plain(left: impl Into<Vec<Piece>>) -> Self {
        Self { left: left.into(), ..Self::default() }
    }

    /// A row of a list.
    pub(super) fn row(left: Vec<Piece>, right: Vec<Piece>, is_selected: bool) -> Self {
        Self { left, right, is_selected, plain: 1, margin: 1, links: Vec::new() }
    }

    /// A row of a list that has the focus, with its marker.
    pub(super) fn item(left: impl IntoIterator<Item = Piece>, right: Vec<Piece>, is_selected: bool) -> Self {
        let marker = piece(format!("{} ", marker(is_selected, true)), Role::Text);
        Self::row([marker].into_iter().chain(left).collect(), right, is_selected)
    }

    /// The same of a row that may be impossible to choose: then it has the marker, and not the bar.
    pub(super) fn choice(
        left: impl IntoIterator<Item = Piece>,
        right: Vec<Piece>,
        (is_selected, is_possible): (bool, bool),
    ) -> Self {
        Self { is_selected: is_selected && is_possible, ..Self::item(left, right, is_selected) }
    }
}

/// The border of a popup.
pub(super) struct Border<'a> {
    /// The texts at the top left and at the top right.
    pub(super) title: (&'a str, &'a str),
    /// The text at the bottom right.
    pub(super) foot: &'a str,
}

/// The frame to draw into, and the theme to draw with.
pub(super) struct Canvas<'a, 'b> {
    pub(super) frame: &'a mut Frame<'b>,
    pub(super) theme: Theme,
}

impl Canvas<'_, '_> {
    /// Draws a line into the first row of an area; if the area is too narrow, the right part is left out first.
    pub(super) fn strip(&mut self, area: Rect, strip: &Strip) {
        if area.height == 0 || area.width == 0 {
            return;
        }
        let width = area.width.saturating_sub(strip.margin);
        let columns = LineColumns::new(width.into(), width_of(&strip.left), width_of(&strip.right));
        let selected_from = if strip.is_selected { strip.plain } else { usize::MAX };
        let link = |at| strip.links.iter().find(|(piece, _)| *piece == at).map(|(_, url)| url);
        let end = area.x + cells_of(columns.left_end);
        self.pieces((area.x, area.y), end, &strip.left, |at| (at >= selected_from, link(at)));
        if let Some(start) = columns.right {
            let before = strip.left.len();
            let (start, end) = (area.x + cells_of(start), area.x + width);
            self.pieces((start, area.y), end, &strip.right, |at| (false, link(before + at)));
        }
    }

    /// Draws one line in each row of an area, as far as there are both.
    pub(super) fn strips(&mut self, area: Rect, strips: impl IntoIterator<Item = Strip>) {
        for (y, strip) in (area.y..area.y + area.height).zip(strips) {
            self.strip(Rect { y, height: 1, ..area }, &strip);
        }
    }

    /// Draws a line with a space at both ends.
    pub(super) fn bar(&mut self, area: Area, left: impl Into<Vec<Piece>>, right: Vec<Piece>) {
        let area = rect(area);
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let strip = Strip { right, ..Strip::plain(left) };
        self.strip(inner, &strip);
    }

    /// Draws a border; its titles are cut to what fits.
    pub(super) fn border(&mut self, area: Rect, border: &Border<'_>) {
        let style = self.theme.style(Role::Rule);
        let set = border_set(self.theme.glyphs);
        Block::bordered().border_set(set).border_style(style).render(area, self.buffer());
        let space = usize::from(area.width.saturating_sub(4));
        let (left, right) = border.title;
        let room = space.saturating_sub(if right.is_empty() { 0 } else { cells::width(right) + 3 });
        if !left.is_empty() && room > 0 {
            let left = self.theme.glyphs.plain(left);
            let text = format!(" {} ", cells::cut(&left, room, self.theme.glyphs));
            let style = self.theme.style(Role::Title);
            put(self.buffer(), (area.x + 1, area.y), &text, space + 2, style);
        }
        self.border_text(area, area.y, right, style);
        self.border_text(area, area.y + area.height.saturating_sub(1), border.foot, style);
    }

    /// Draws the rule between two panes.
    pub(super) fn divider(&mut self, area: Rect) {
        let symbol = if area.width > 1 {
            self.theme.rule(1).text
        } else {
            self.theme.glyphs.pick("│", "|").to_owned()
        };
        let style = self.theme.style(Role::Rule);
        for position in area.positions() {
            put(self.buffer(), (position.x, position.y), &symbol, 1, style);
        }
    }

    /// Draws a scroll bar over a column, for `count` lines of which `offset` are scrolled out.
    pub(super) fn scroll_bar(&mut self, area: Rect, offset: usize, count: usize) {
        let height = usize::from(area.height);
        if count <= height || height == 0 {
            return;
        }
        let length = (height * height / count).max(1);
        let most = count - height;
        let start = (offset.min(most) * (height - length) + most / 2) / most;
        let symbol = self.theme.glyphs.pick("┃", "#");
        let style = self.theme.style(Role::Text);
        for row in start..start + length {
            put(self.buffer(), (area.x, area.y + cells_of(row)), symbol, 1, style);
        }
    }

    /// Draws pieces at the right end of a row as another theme has them, on its background.
    pub(super) fn sample(&mut self, row: Rect, theme: &Theme, pieces: &[Piece]) {
        let width = cells_of(width_of(pieces)) + 2;
        if width + 20 > row.width {
            return;
        }
        let mut canvas = Canvas { frame: &mut *self.frame, theme: *theme };
        let area = Rect { x: row.right() - width - 1, width, ..row };
        canvas.clear(area);
        canvas.pieces((area.x + 1, area.y), area.right(), pieces, |_| (false, None));
    }

    /// Clears an area for a popup.
    pub(super) fn clear(&mut self, area: Rect) {
        Clear.render(area, self.buffer());
        self.frame.unlink(area);
        self.paint(area);
    }

    /// Gives an area the background of the theme, if it has one.
    pub(super) fn paint(&mut self, area: Rect) {
        if let Some(ground) = self.theme.ground() {
            self.buffer().set_style(area, ground);
        }
    }

    /// Shows the text cursor `cells` to the right of a position.
    pub(super) fn set_cursor(&mut self, x: u16, y: u16, cells: usize) {
        let x = x.saturating_add(u16::try_from(cells).unwrap_or(0));
        self.frame.set_cursor_position(Position::new(x, y));
    }

    fn buffer(&mut self) -> &mut Buffer {
        self.frame.buffer_mut()
    }

    /// Draws pieces from a position up to a column; `form` says of each whether it is selected, and where it links to.
    fn pieces<'u>(
        &mut self,
        (mut x, y): (u16, u16),
        end: u16,
        pieces: &[Piece],
        form: impl Fn(usize) -> (bool, Option<&'u SourceUrl>),
    ) {
        let mut rest = width_of(pieces);
        for (at, piece) in pieces.iter().enumerate() {
            let space = usize::from(end.saturating_sub(x));
            if space == 0 {
                break;
            }
            let text = self.theme.glyphs.plain(&piece.text);
            let width = cells::width(&text);
            rest = rest.saturating_sub(width);
            let (is_selected, url) = form(at);
            let style = self.theme.piece(piece, is_selected);
            let start = x;
            // An ellipsis is needed if this piece is too long, or if it just fits and more would follow.
            if width < space || width == space && rest == 0 {
                x = put(self.buffer(), (x, y), &text, space, style);
            } else {
                let text = format!("{text}    ");
                let text = cells::cut(&text, space, self.theme.glyphs);
                x = put(self.buffer(), (x, y), &text, space, style);
            }
            if let Some(url) = url {
                self.frame.link(y, without_blanks(&piece.text, start..x), url);
            }
        }
    }

    /// Draws a text into a border line, near its right end.
    fn border_text(&mut self, area: Rect, y: u16, text: &str, style: Style) {
        let width = cells::width(text) + 2;
        if text.is_empty() || width + 3 > usize::from(area.width) {
            return;
        }
        let x = area.x + area.width - cells_of(width) - 2;
        put(self.buffer(), (x, y), &format!(" {text} "), width, style);
    }
}

/// Writes a text of at most `space` cells; returns the column after it.
///
/// All text becomes cells here: a cluster has the width that `cells` gives it, and no more characters than can be read.
fn put(buffer: &mut Buffer, (x, y): (u16, u16), text: &str, space: usize, style: Style) -> u16 {
    let end = x.saturating_add(cells_of(space)).min(buffer.area.right());
    let mut at = x;
    if text.is_ascii() {
        // It needs no segmentation, which saves a good part of the time of a frame.
        for (x, c) in (x..end).zip(text.chars()) {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.set_char(c).set_style(style).set_diff_option(CellDiffOption::None);
            }
            at = x + 1;
        }
        return at;
    }
    for (cluster, width) in cells::clusters(text) {
        // A mark without its letter, cut off by a highlight, has no cell.
        let Some(width) = NonZeroU16::new(cells_of(width)) else { continue };
        let after = at.saturating_add(width.get());
        if after > end {
            break;
        }
        for covered in at..after {
            buffer.cell_mut((covered, y)).map(Cell::reset);
        }
        if let Some(cell) = buffer.cell_mut((at, y)) {
            cell.set_symbol(limited(cluster)).set_style(style);
            if cell.cell_width() != width.get() {
                cell.set_diff_option(CellDiffOption::ForcedWidth(width));
            }
        }
        at = after;
    }
    at
}

/// The cells of a text without the blanks at its ends.
fn without_blanks(text: &str, cells: Range<u16>) -> Range<u16> {
    let (before, after) = (text.len() - text.trim_start().len(), text.len() - text.trim_end().len());
    cells.start.saturating_add(cells_of(before))..cells.end.saturating_sub(cells_of(after))
}

/// A number of cells as ratatui has it.
pub(super) fn cells_of(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

fn border_set(glyphs: Glyphs) -> border::Set<'static> {
    const ASCII: border::Set<'static> = border::Set {
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        vertical_left: "|",
        vertical_right: "|",
        horizontal_top: "-",
        horizontal_bottom: "-",
    };
    glyphs.pick(border::ROUNDED, ASCII)
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn a_cell_holds_no_more_of_a_cluster_than_can_be_read() {
        for (flood, kept, width) in [
            (format!("e{}", "\u{301}".repeat(100)), format!("e{}", "\u{301}".repeat(8)), 1),
            ("\u{1100}".repeat(100), "\u{1100}".repeat(32), 8),
        ] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
            assert_eq!(put(&mut buffer, (1, 0), &format!("a{flood}b"), 15, Style::new()), 3 + width);
            let symbol = |x: u16| buffer[(x, 0)].symbol();
            assert_eq!((symbol(1), symbol(2), symbol(2 + width)), ("a", &*kept, "b"));
            assert_eq!(buffer[(2, 0)].cell_width(), width, "for the comparison of frames too");
        }
    }

    #[test]
    fn no_text_is_wider_than_its_space() {
        for (text, space, end) in
            [("語語語", 5, 4), ("abc", 2, 2), ("ｶﾞｷ", 3, 3), ("\u{301}b", 1, 1), ("a語", 9, 3)]
        {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 1));
            assert_eq!(put(&mut buffer, (0, 0), text, space, Style::new()), end, "{text}");
        }
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
        assert_eq!(put(&mut buffer, (2, 0), "a語", 9, Style::new()), 3, "the buffer ends before");
    }
}
