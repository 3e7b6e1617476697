//! The popup over the panes: a file for each kind, with a function `draw` of one shape.

mod bookmarks;
mod compare;
mod frame;
mod groupings;
mod help;
mod jumps;
mod links;
mod map;
mod moves;
mod note;
mod others;
mod pair;
mod palette;
mod problems;
mod queue;
mod sortings;
mod stacks;
mod text;
mod themes;
mod timeline;

use super::paint::Canvas;
use crate::app::{Model, PopupContent};

/// Draws the popup, if one is open.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let Some(popup) = model.popup() else { return };
    match &popup.content {
        PopupContent::Help { help, .. } => help::draw(model, popup, help, canvas),
        PopupContent::Palette { palette, .. } => palette::draw(model, popup, palette, canvas),
        PopupContent::Links(links) => links::draw(model, popup, links, canvas),
        PopupContent::Groupings(groupings) => groupings::draw(model, popup, groupings, canvas),
        PopupContent::Themes(themes) => themes::draw(model, popup, themes, canvas),
        PopupContent::Sortings(sortings) => sortings::draw(model, popup, sortings, canvas),
        PopupContent::Map(map) => map::draw(model, popup, map, canvas),
        PopupContent::Timeline(timeline) => timeline::draw(model, popup, timeline, canvas),
        PopupContent::Moves(moves) => moves::draw(model, popup, moves, canvas),
        PopupContent::Compare(compare) => compare::draw(model, popup, compare, canvas),
        PopupContent::Others(others) => others::draw(model, popup, others, canvas),
        PopupContent::Pair(pair) => pair::draw(popup, model.size(), pair, canvas),
        PopupContent::Stacks(stacks) => stacks::draw(model, popup, stacks, canvas),
        PopupContent::Jumps(jumps) => jumps::draw(model, popup, jumps, canvas),
        PopupContent::Bookmarks(bookmarks) => bookmarks::draw(model, popup, bookmarks, canvas),
        PopupContent::Queue(queue) => queue::draw(model, popup, queue, canvas),
        PopupContent::Note(note) => note::draw(model, popup, note, canvas),
        PopupContent::Problems(problems) => problems::draw(model, popup, problems, canvas),
        PopupContent::Reason(_) | PopupContent::Url(_) => text::draw(model, popup, canvas),
    }
}
