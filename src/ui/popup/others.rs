//! The popup in which the entry to compare another one with is chosen.

use super::frame::{Titles, filter, open};
use crate::app::content::Role;
use crate::app::{Model, Others, Popup};
use crate::ui::paint::{Canvas, Strip, piece, rect};

pub(super) fn draw(model: &Model, popup: &Popup, others: &Others, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let rows = others.rows(popup.input.text());
    let area = rect(place.list);
    let title = format!("COMPARE {} with", others.name);
    let right = format!("{} of {}", rows.len(), others.len());
    let scrolled = (area, popup.selection.offset, rows.len());
    open(canvas, place, &Titles { title: &title, right: &right, scrolled });
    filter(popup, canvas, place, "type a name, Enter compares");
    if rows.is_empty() {
        canvas.strip(area, &Strip::plain([piece("no entry matches", Role::Dim)]));
    }
    let visible = rows.iter().enumerate().skip(popup.selection.offset);
    let strips = visible.map(|(at, other)| {
        let about = vec![piece(other.about.as_str(), Role::Dim)];
        Strip::item([piece(other.name.as_str(), Role::Text)], about, at == popup.selection.at)
    });
    canvas.strips(area, strips);
}
