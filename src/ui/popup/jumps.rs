//! The popup with the visited places.

use super::frame::{Titles, filter, open};
use crate::app::content::Role;
use crate::app::{Jumps, Model, Popup};
use crate::ui::paint::{Canvas, Strip, piece, rect};

/// Minimum width of the list in cells that shows where a place is, and of which stack.
const MIN_WIDTHS: [usize; 2] = [44, 64];

pub(super) fn draw(model: &Model, popup: &Popup, jumps: &Jumps, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let rows = jumps.rows(popup.input.text());
    let area = rect(place.list);
    let right = format!("{} of {}", rows.len(), jumps.all.len());
    let scrolled = (area, popup.selection.offset, rows.len());
    open(canvas, place, &Titles { title: "PLACES", right: &right, scrolled });
    filter(popup, canvas, place, "type letters, Enter goes there");
    if rows.is_empty() {
        canvas.strip(area, &Strip::plain([piece("no place matches", Role::Dim)]));
    }
    let width = usize::from(area.width);
    let [here, ahead] = match canvas.theme.glyphs.pick("● ", "* ") {
        _ if model.is_linear() => ["here: ", "ahead: "],
        mark => [mark, "+ "],
    };
    let visible = rows.iter().enumerate().skip(popup.selection.offset);
    let strips = visible.map(|(at, row)| {
        let (mark, role) = match row.steps {
            0 => (piece(here, Role::Success), Role::Title),
            1.. => (piece(ahead, Role::Dim), Role::Text),
            _ => (piece("  ", Role::Dim), Role::Text),
        };
        let parts = [&row.place, &row.stack].into_iter().zip(MIN_WIDTHS).filter(|(_, least)| width >= *least);
        let right = parts.flat_map(|(text, _)| [piece("  ", Role::Dim), piece(text.as_str(), Role::Dim)]);
        let left = [mark, piece(row.name.as_str(), role)];
        let strip = Strip::item(left, right.collect(), at == popup.selection.at);
        // The mark is not part of the name.
        Strip { plain: 2, ..strip }
    });
    canvas.strips(area, strips);
}
