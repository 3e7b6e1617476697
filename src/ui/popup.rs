//! The popup over the panes: a file for each kind, with a function `draw` of one shape.

mod frame;
mod help;
mod links;
mod problems;
mod text;

use super::paint::Canvas;
use crate::app::{Model, Popup};

/// Draws the popup, if one is open.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>) {
    match model.popup() {
        Some(Popup::Help { help, .. }) => help::draw(model, help, canvas),
        Some(Popup::Links(links)) => links::draw(model, links, canvas),
        Some(Popup::Problems(problems)) => problems::draw(model, problems, canvas),
        Some(Popup::Reason(reason)) => text::reason(model, reason, canvas),
        Some(Popup::Url(url)) => text::url(model, url, canvas),
        None => {}
    }
}
