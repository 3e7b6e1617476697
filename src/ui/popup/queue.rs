//! The popup with the queue of pages.

use super::frame::{Titles, open};
use crate::app::content::Role;
use crate::app::{ITEM_LINES, Model, Popup, Queue};
use crate::format::report::counted;
use crate::kept::QueuedPage;
use crate::ui::paint::{Canvas, Strip, piece, rect};

/// Width of the list in cells from which a row has its date.
const WIDE: usize = 60;

pub(super) fn draw(model: &Model, popup: &Popup, queue: &Queue, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let area = rect(place.inner);
    let right = counted(model.kept().queue.len(), "page");
    let title =
        queue.question.map_or_else(|| "QUEUE".to_owned(), |pages| format!("OPEN {pages} PAGES AT ONCE?"));
    let scrolled = (area, popup.selection.offset * ITEM_LINES, queue.all.len() * ITEM_LINES);
    open(canvas, place, &Titles { title: &title, right: &right, scrolled });
    let digits = queue.all.len().to_string().len();
    let visible = queue.all.iter().enumerate().skip(popup.selection.offset);
    let strips = visible.flat_map(|(at, page)| {
        strips(model, (at, digits), page, (at == popup.selection.at, area.width.into()))
    });
    canvas.strips(area, strips);
}

/// The number and the title, with the state at the right; below them the host and the entry, with the date at the right.
fn strips(
    model: &Model,
    (at, digits): (usize, usize),
    page: &QueuedPage,
    (is_selected, width): (bool, usize),
) -> [Strip; ITEM_LINES] {
    let is_queued = model.kept().is_queued(&page.url);
    let state = match (is_queued, model.kept().opened.contains(&page.url)) {
        (true, _) => "",
        (false, true) => "opened",
        (false, false) => "taken out",
    };
    let title = if page.title.is_empty() { page.url.as_str() } else { &page.title };
    let role = if is_queued { Role::Text } else { Role::Dim };
    let left = [piece(format!("{:>digits$}  ", at + 1), Role::Number), piece(title, role)];
    let first = Strip { plain: 2, ..Strip::item(left, vec![piece(state, Role::Dim)], is_selected) };
    let date = page.added.map(|date| date.to_string()).filter(|_| width >= WIDE).unwrap_or_default();
    let mut below = vec![piece(" ".repeat(digits + 4), Role::Text)];
    let gap = if page.name.is_empty() { "" } else { "  " };
    // If there is too little room the name is cut, and not the host.
    let name = format!("{gap}{}", page.name);
    below.extend([piece(page.url.host(), Role::Link), piece(name, Role::Dim)]);
    [first, Strip { margin: 1, ..Strip { right: vec![piece(date, Role::Dim)], ..Strip::plain(below) } }]
}
