//! The popup that compares the open stacks.

use ratatui::layout::Rect;

use super::frame::{Titles, open};
use crate::app::compare::{Compare, ComparedLine, ROLE, visible_names};
use crate::app::content::{Piece, Role};
use crate::app::{Model, Popup};
use crate::catalog::{Node, Share};
use crate::cells::{self, Glyphs};
use crate::ui::paint::{Canvas, Strip, marker, piece, rect, width_of};

pub(super) fn draw(model: &Model, popup: &Popup, compare: &Compare, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let (area, inner, glyphs) = (rect(place.list), rect(place.inner), canvas.theme.glyphs);
    let title = match compare.as_of {
        Some(date) => format!("COMPARE as of {date}"),
        None => "COMPARE".to_owned(),
    };
    let count = compare.names.len();
    let right = match compare.columns {
        Some((first, fitting)) if fitting < count => {
            format!("stacks {}-{} of {count}  h l", first + 1, first + fitting)
        }
        _ => format!("{count} stacks"),
    };
    let scrolled = (area, popup.selection.offset, compare.line_count());
    open(canvas, place, &Titles { title: &title, right: &right, scrolled });
    let painter = Painter { model, compare, selected: popup.selection.at, glyphs };
    canvas.strip(inner, &Strip::plain(painter.header(popup.selection.offset)));
    if area.y > inner.y + 1 {
        let rule = canvas.theme.rule(inner.width.into());
        canvas.strip(Rect { y: inner.y + 1, height: 1, ..inner }, &Strip::plain([rule]));
    }
    // The role of the first visible line is said even if it began above.
    let lines = compare.lines().skip(popup.selection.offset).enumerate();
    let lines = lines.map(|(at, (line, role))| (line, if at == 0 { line.role } else { role }));
    for (y, (line, role)) in (area.y..area.y + area.height).zip(lines) {
        let mut x = area.x;
        for (is_selected, pieces) in painter.line(line, role) {
            let width = u16::try_from(width_of(&pieces)).unwrap_or(u16::MAX);
            let width = width.min((area.x + area.width).saturating_sub(x));
            canvas.strip(Rect { x, y, width, height: 1 }, &Strip { is_selected, ..Strip::plain(pieces) });
            x += width;
        }
    }
}

/// The lines of the table as pieces.
struct Painter<'a> {
    model: &'a Model,
    compare: &'a Compare,
    selected: usize,
    glyphs: Glyphs,
}

impl Painter<'_> {
    /// The names of the stacks above their columns; below each other that of the first visible line.
    fn header(&self, offset: usize) -> Vec<Piece> {
        if self.compare.columns.is_none() {
            let name = self.compare.names.get(self.compare.stack_at(offset));
            return vec![piece(name.map_or("", String::as_str), Role::Title)];
        }
        let mut pieces = vec![piece(" ".repeat(ROLE), Role::Text)];
        for name in visible_names(self.compare, self.compare.width.saturating_sub(3), self.glyphs) {
            let rest = self.compare.width.saturating_sub(2 + cells::width(&name));
            pieces.extend([
                piece("  ", Role::Text),
                piece(name, Role::Title),
                piece(" ".repeat(rest), Role::Text),
            ]);
        }
        pieces
    }

    /// A line in parts, of which one may be selected.
    fn line(&self, line: &ComparedLine, role: &str) -> Vec<(bool, Vec<Piece>)> {
        if let Some(name) = line.stack.and_then(|column| self.compare.names.get(column)) {
            return vec![(false, vec![piece(name.as_str(), Role::Title)])];
        }
        let role = cells::cut(role, ROLE - 1, self.glyphs);
        let rest = ROLE.saturating_sub(cells::width(&role));
        let mut parts = vec![(false, vec![piece(role, Role::Heading), piece(" ".repeat(rest), Role::Text)])];
        let (first, fitting) = self.compare.columns.unwrap_or((0, 1));
        for column in first..first + fitting {
            parts.extend(self.cell(line.cell(column)));
        }
        parts
    }

    /// The marker and the name of a technology, padded to its column.
    fn cell(&self, cell: Option<usize>) -> Vec<(bool, Vec<Piece>)> {
        let width = self.compare.width;
        let Some((at, cell)) = cell.and_then(|at| Some((at, self.compare.cells.get(at)?))) else {
            return vec![(false, vec![piece(" ".repeat(width), Role::Text)])];
        };
        let role = match cell.share {
            Share::All => Role::Title,
            Share::Several => Role::Text,
            Share::One => Role::Dim,
        };
        let name = self.model.catalog().name(Node::Entry(cell.id));
        let name = cells::cut(&name, width.saturating_sub(3), self.glyphs).into_owned();
        let rest = width.saturating_sub(2 + cells::width(&name));
        let is_selected = at == self.selected;
        vec![
            (false, vec![piece(format!("{} ", marker(is_selected, true)), Role::Text)]),
            (is_selected, vec![piece(name, role)]),
            (false, vec![piece(" ".repeat(rest), Role::Text)]),
        ]
    }
}
