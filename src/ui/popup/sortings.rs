//! The popup that lists the orders of the entries in the tree.

use super::frame::{Titles, open};
use crate::app::content::Role;
use crate::app::{Model, Popup, Sortings, unsortable};
use crate::catalog::Sorting;
use crate::ui::paint::{Canvas, Strip, piece, rect};

pub(super) fn draw(model: &Model, popup: &Popup, sortings: &Sortings, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let area = rect(place.inner);
    let scrolled = (area, popup.selection.offset, sortings.all.len());
    open(canvas, place, &Titles { title: "SORT BY", right: "", scrolled });
    let visible = sortings.all.iter().enumerate().skip(popup.selection.offset);
    let strips = visible.map(|(at, (sorting, count))| {
        let (role, words) = match count {
            0 => (Role::Dim, unsortable(*sorting)),
            _ => (Role::Text, sorting.words()),
        };
        let left = [piece(format!("{:<8}", sorting.name()), role), piece(words, Role::Dim)];
        let right = if *sorting == sortings.current { "as now" } else { "" };
        let is_possible = *count > 0 || *sorting == Sorting::Stack;
        Strip::choice(left, vec![piece(right, Role::Dim)], (at == popup.selection.at, is_possible))
    });
    canvas.strips(area, strips);
}
