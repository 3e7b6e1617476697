//! A model turned into a screen: reads, and never changes, what it draws.
//!
//! Every text that comes here is inert already (see [`dataset`](crate::dataset)); lines are wrapped by
//! [`cells`](crate::cells), because the library's own wrapping panics on ordinary foreign text (ratatui#2679).

mod bars;
mod detail;
mod list;
mod paint;
mod popup;
mod theme;

use ratatui::Frame;

pub use theme::{Colours, Look};

use crate::app::Model;
use crate::app::layout::{Class, SMALLEST};

/// Draws the whole screen.
pub fn view(model: &Model, look: Look, frame: &mut Frame<'_>) {
    let panes = model.panes();
    if panes.class == Class::TooSmall {
        too_small(model, frame);
        return;
    }
    bars::title(model, look, frame);
    bars::search(model, look, frame);
    bars::tip(model, look, frame);
    list::draw(model, look, frame);
    detail::draw(model, look, frame);
    bars::crumb(model, look, frame);
    bars::hints(model, look, frame);
    popup::draw(model, look, frame);
}

fn too_small(model: &Model, frame: &mut Frame<'_>) {
    let size = model.size();
    let text = format!(
        "too small: {}x{} needed, this is {}x{}",
        SMALLEST.width, SMALLEST.height, size.width, size.height
    );
    let area = frame.area();
    for (y, range) in (0..area.height).zip(crate::cells::wrap(&text, area.width.into())) {
        let line = text.get(range).unwrap_or_default();
        frame.buffer_mut().set_stringn(0, y, line, area.width.into(), ratatui::style::Style::new());
    }
}

#[cfg(test)]
mod tests;
