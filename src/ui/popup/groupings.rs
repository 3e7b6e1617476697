//! The popup that lists the groupings of the tree.

use super::frame::{Titles, open};
use crate::app::content::Role;
use crate::app::{Groupings, Model, Popup, lacking};
use crate::catalog::Grouping;
use crate::ui::paint::{Canvas, Strip, piece, rect};

pub(super) fn draw(model: &Model, popup: &Popup, groupings: &Groupings, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let area = rect(place.inner);
    let scrolled = (area, popup.selection.offset, groupings.all.len());
    open(canvas, place, &Titles { title: "GROUP BY", right: "", scrolled });
    let visible = groupings.all.iter().enumerate().skip(popup.selection.offset);
    let strips = visible.map(|(at, (grouping, count))| {
        let is_current = *grouping == groupings.current;
        let (role, beside, right) = match count {
            0 => (Role::Dim, format!("   {}", lacking(*grouping)), String::new()),
            _ => (Role::Text, String::new(), count.to_string()),
        };
        let mut left = vec![piece(format!("{:<11}", grouping.name()), role)];
        left.push(piece(if is_current { "  as now" } else { &beside }, Role::Dim));
        let is_possible = *count > 0 || *grouping == Grouping::Category;
        Strip::choice(left, vec![piece(right, Role::Dim)], (at == popup.selection.at, is_possible))
    });
    canvas.strips(area, strips);
}
