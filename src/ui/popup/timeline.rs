//! The popup in which a date is chosen.

use super::frame::{Titles, filter, open};
use crate::app::content::Role;
use crate::app::{Model, Popup, Timeline};
use crate::ui::paint::{Canvas, Strip, piece, rect};

pub(super) fn draw(model: &Model, popup: &Popup, timeline: &Timeline, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let (typed, rows) = timeline.rows(popup.input.text());
    let area = rect(place.list);
    let right = format!("{} of {}", rows.len(), timeline.all.len());
    let count = rows.len() + usize::from(typed.is_some());
    let scrolled = (area, popup.selection.offset, count);
    open(canvas, place, &Titles { title: "AS OF", right: &right, scrolled });
    filter(popup, canvas, place, "a date, or words of a change; Enter goes there");
    if count == 0 {
        canvas.strip(area, &Strip::plain([piece("no change matches, and this is no date", Role::Dim)]));
    }
    let typed = typed.map(|date| (date, "the stack as it was then", Role::Dim));
    let changes = rows.iter().map(|row| {
        let role = if row.is_faint { Role::Dim } else { Role::Text };
        (row.date, row.text.as_str(), role)
    });
    let all = typed.into_iter().chain(changes).enumerate().skip(popup.selection.offset);
    let strips = all.map(|(at, (date, text, role))| {
        let left = [piece(format!("{:<12}", date.to_string()), Role::Dim), piece(text, role)];
        Strip::item(left, vec![], at == popup.selection.at)
    });
    canvas.strips(area, strips);
}
