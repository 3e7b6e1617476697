//! The parts that popups share: the border with its titles, and the filter line.

use ratatui::layout::Rect;

use crate::app::Popup;
use crate::app::content::Role;
use crate::app::layout::PopupArea;
use crate::ui::bars::visible_input;
use crate::ui::paint::{Border, Canvas, Strip, piece, rect};

/// The texts around a popup, and how far it is scrolled.
pub(super) struct Titles<'a> {
    /// The text at the top left.
    pub(super) title: &'a str,
    /// The text at the top right.
    pub(super) right: &'a str,
    /// The area of the part that scrolls, its scroll offset in lines, and their number.
    pub(super) scrolled: (Rect, usize, usize),
}

/// Clears the area of a popup and draws its border and titles, with the page that is shown where there are several.
pub(super) fn open(canvas: &mut Canvas<'_, '_>, place: PopupArea, titles: &Titles<'_>) {
    let Titles { title, right, scrolled: (list, offset, lines) } = *titles;
    let height = usize::from(list.height).max(1);
    let page =
        (lines > height).then(|| format!("{}/{}", offset.div_ceil(height) + 1, lines.div_ceil(height)));
    if let Some(area) = place.frame.map(rect) {
        canvas.clear(area);
        let foot = page.map_or_else(|| "Esc closes".to_owned(), |page| format!("{page}  Esc closes"));
        canvas.border(area, &Border { title: (title, right), foot: &foot });
        let bar = Rect { x: area.x + area.width - 1, width: 1, ..list };
        canvas.scroll_bar(bar, offset, lines);
        return;
    }
    let inner = rect(place.inner);
    let top = Rect { y: inner.y.saturating_sub(1), height: inner.height + 1, ..inner };
    canvas.clear(top);
    let page = page.map_or_else(String::new, |page| format!("  {page}"));
    let right = vec![piece(format!("{right}{page}"), Role::Dim)];
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
