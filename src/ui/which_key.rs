//! The box that lists the keys that may follow those that wait.

use ratatui::layout::Rect;

use super::hints::continuations;
use super::paint::{Border, Canvas, Strip, piece};
use crate::app::Model;
use crate::app::content::Role;
use crate::app::keys::Chord;
use crate::cells;

/// Width of a column in cells, at most.
const MAX_COLUMN: usize = 34;

/// The keys that wait, once they have waited for a while, and those that may follow with what they do.
pub(super) fn listed(model: &Model) -> Option<(Chord, Vec<(String, &'static str)>)> {
    let pending = model.pending();
    let prefix = pending.chord.filter(|_| pending.is_listed)?;
    Some((prefix, continuations(model, prefix)))
}

/// Draws the box above the hints at the right edge.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let Some((prefix, rows)) = listed(model) else { return };
    let (size, hints) = (model.size(), model.panes().hints);
    let keys = rows.iter().map(|(keys, _)| cells::width(keys)).max().unwrap_or(0);
    let titles = rows.iter().map(|(_, title)| cells::width(title)).max().unwrap_or(0);
    let column = (keys + titles + 4).min(MAX_COLUMN);
    // A border of a line, and one column of space.
    let room = usize::from(hints.y.saturating_sub(2)).max(1);
    let most = (usize::from(size.width).saturating_sub(4) / column.max(1)).max(1);
    let columns = rows.len().div_ceil(room).clamp(1, most);
    let lines = rows.len().div_ceil(columns).clamp(1, room);
    let (title, foot) = (prefix.to_string(), "Esc gives up");
    let width = (columns * column + 3).max(cells::width(foot) + 6).min(size.width.into());
    let (width, height) = (u16::try_from(width).unwrap_or(size.width), u16::try_from(lines + 2).unwrap_or(3));
    let area = Rect { x: size.width - width, y: hints.y.saturating_sub(height), width, height };
    canvas.clear(area);
    canvas.border(area, &Border { title: (&title, ""), foot });
    let cell = u16::try_from(column).unwrap_or(width);
    for (at, rows) in (0..).zip(rows.chunks(lines)).take(columns) {
        let x = area.x + 2 + at * cell;
        let inner = Rect {
            x,
            y: area.y + 1,
            width: cell.min(area.right().saturating_sub(x + 1)),
            height: height - 2,
        };
        let strip = |(key, title): &(String, &'static str)| {
            Strip::plain([piece(format!("{key:<keys$}  "), Role::Title), piece(*title, Role::Text)])
        };
        canvas.strips(inner, rows.iter().map(strip));
    }
    if rows.is_empty() {
        let inner = Rect { x: area.x + 2, y: area.y + 1, width: width.saturating_sub(3), height: 1 };
        canvas.strip(inner, &Strip::plain([piece("nothing here", Role::Dim)]));
    }
}
