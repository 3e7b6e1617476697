//! The palette: every action by name, with its keys, or why it cannot be run.

use super::frame::{Titles, filter, open};
use crate::app::content::Role;
use crate::app::{Model, Palette, PaletteRow, Popup};
use crate::cells;
use crate::ui::paint::{Canvas, Strip, piece, rect};

/// Width of the list in cells from which a row has its name in the settings.
const WIDE: u16 = 68;

pub(super) fn draw(model: &Model, popup: &Popup, palette: &Palette, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let rows = palette.rows(popup.input.text());
    let area = rect(place.list);
    let right = format!("{} of {}", rows.len(), palette.all().len());
    let scrolled = (area, popup.selection.offset, rows.len());
    open(canvas, place, &Titles { title: "ACTIONS", right: &right, scrolled });
    filter(popup, canvas, place, "type a name, Enter runs it");
    if rows.is_empty() {
        canvas.strip(area, &Strip::plain([piece("no action has this name", Role::Dim)]));
    }
    let titles = rows.iter().map(|row| cells::width(&row.title)).max().unwrap_or(0);
    let names = if area.width >= WIDE { Some(titles) } else { None };
    let visible = rows.iter().enumerate().skip(popup.selection.offset);
    canvas.strips(area, visible.map(|(at, row)| strip(row, at == popup.selection.at, names)));
}

/// The title, the name behind titles of a width, and the keys or the reason at the right.
fn strip(row: &PaletteRow, is_selected: bool, titles: Option<usize>) -> Strip {
    let role = if row.lacks.is_some() { Role::Dim } else { Role::Text };
    let mut left = vec![piece(row.title.clone(), role)];
    if let Some(width) = titles {
        let gap = " ".repeat(width.saturating_sub(cells::width(&row.title)) + 2);
        left.push(piece(format!("{gap}{}", row.name), Role::Dim));
    }
    let right = match row.lacks {
        Some(why) => piece(why, if is_selected { Role::Text } else { Role::Dim }),
        None => piece(row.keys.clone(), Role::Title),
    };
    Strip::choice(left, vec![right], (is_selected, row.lacks.is_none()))
}
