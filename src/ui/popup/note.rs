//! The popup in which a note is written.

use super::frame::{Titles, open};
use crate::app::content::Role;
use crate::app::{Model, NoteBox, Popup, note_lines};
use crate::cells;
use crate::ui::paint::{Canvas, Strip, piece, rect};

pub(super) fn draw(model: &Model, popup: &Popup, note: &NoteBox, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let area = rect(place.inner);
    let (text, width) = (popup.input.text(), usize::from(area.width.saturating_sub(1)));
    let lines = note_lines(text, width.max(1));
    let cursor = popup.input.before_cursor().len();
    let row = lines.iter().rposition(|line| line.start <= cursor).unwrap_or(0);
    // The line of the cursor is visible.
    let offset = (row + 1).saturating_sub(area.height.into());
    let title = format!("YOUR NOTE on {}", note.name);
    open(canvas, place, &Titles { title: &title, right: "", scrolled: (area, offset, lines.len()) });
    if text.is_empty() {
        let prompt =
            if note.is_old { "an empty note is removed" } else { "your own words, kept beside the stack" };
        canvas.strip(area, &Strip::plain([piece(prompt, Role::Dim)]));
    } else {
        let strip = |line: &std::ops::Range<usize>| {
            Strip::plain([piece(text.get(line.clone()).unwrap_or_default().trim_end(), Role::Text)])
        };
        canvas.strips(area, lines.iter().skip(offset).map(strip));
    }
    let start = lines.get(row).map_or(0, |line| line.start);
    let before = cells::width(text.get(start..cursor).unwrap_or_default()).min(width);
    let y = area.y + u16::try_from(row - offset).unwrap_or(0);
    canvas.set_cursor(area.x, y, before);
}
