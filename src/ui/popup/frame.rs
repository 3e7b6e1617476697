//! The parts that popups share: the border with its titles, and the filter line.

use ratatui::layout::Rect;

use crate::app::Popup;
use crate::app::content::Role;
use crate::app::layout::PopupArea;
use crate::ui::bars::visible_input;
use crate::ui::paint::{Border, Canvas, Strip, piece, rect};

/// Clears the area of a popup and draws its border and titles.
pub(super) fn open(canvas: &mut Canvas<'_, '_>, place: PopupArea, (title, right): (&str, &str)) {
    if let Some(area) = place.frame.map(rect) {
        canvas.clear(area);
        canvas.border(area, &Border { title: (title, right), foot: "Esc closes" });
        return;
    }
    let inner = rect(place.inner);
    let top = Rect { y: inner.y.saturating_sub(1), height: inner.height + 1, ..inner };
    canvas.clear(top);
    let right = vec![piece(right, Role::Dim)];
    canvas.strip(top, &Strip { right, ..Strip::plain([piece(title, Role::Title)]) });
}

/// Draws the line that filters the list of a popup, with the cursor.
pub(super) fn filter(popup: &Popup, canvas: &mut Canvas<'_, '_>, place: PopupArea, prompt: &str) {
    const LABEL: &str = "filter: ";
    let (text, cursor) = (popup.input.text(), popup.input.cursor());
    let inner = rect(place.inner);
    let space = usize::from(inner.width).saturating_sub(LABEL.len() + 1);
    let (visible, cursor) = visible_input(text, cursor, space);
    let typed = if text.is_empty() { piece(prompt, Role::Dim) } else { piece(visible, Role::Text) };
    canvas.strip(inner, &Strip::plain([piece(LABEL, Role::Dim), typed]));
    canvas.set_cursor(inner.x, inner.y, LABEL.len() + cursor);
}
