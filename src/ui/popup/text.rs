//! The popups of plain text, which scroll.

use super::frame::{Titles, open};
use crate::app::content::{Piece, Role};
use crate::app::{Model, Popup};
use crate::ui::paint::{Canvas, Strip, rect};

pub(super) fn draw(model: &Model, popup: &Popup, canvas: &mut Canvas<'_, '_>) {
    let Some(text) = model.popup_text() else { return };
    let area = rect(text.area.inner);
    let hidden = text.lines.len().saturating_sub(area.height.into());
    let right = if hidden > 0 { "j and k scroll" } else { "" };
    let offset = popup.selection.at;
    let scrolled = (area, offset, text.lines.len());
    open(canvas, text.area, &Titles { title: &text.title, right, scrolled });
    let strip = |line: Piece| {
        let url = text.url.clone().filter(|_| line.role == Role::Link);
        Strip { links: url.map(|url| (0, url)).into_iter().collect(), ..Strip::plain([line]) }
    };
    canvas.strips(area, text.lines.into_iter().skip(offset).map(strip));
}
