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

pub use theme::{Colours, Theme};

use crate::app::Model;
use crate::app::layout::{Class, SMALLEST};

/// Draws the whole screen.
pub fn view(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let panes = model.panes();
    if panes.class == Class::TooSmall {
        too_small(model, frame);
        return;
    }
    bars::title(model, theme, frame);
    bars::search(model, theme, frame);
    bars::tip(model, theme, frame);
    list::draw(model, theme, frame);
    detail::draw(model, theme, frame);
    bars::crumb(model, theme, frame);
    bars::hints(model, theme, frame);
    popup::draw(model, theme, frame);
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
