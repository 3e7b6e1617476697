//! Draws the model on the screen.
//!
//! Reads the model and never changes it. Texts are sanitized already (see [`dataset`](crate::dataset)); lines are wrapped by
//! [`cells`](crate::cells), because ratatui's own wrapping panics on ordinary foreign text (ratatui#2679).

mod bars;
mod detail;
mod frame;
mod hints;
mod linear;
mod list;
mod paint;
mod popup;
mod snippet;
mod status;
mod theme;
mod which_key;

pub use frame::{CellLink, Frame};
pub use theme::{Colours, Styles, Theme};

pub use crate::cells::Glyphs;

use crate::app::content::Role;
use crate::app::layout::{Class, SMALLEST};
use crate::app::{Message, Model};
use paint::{Canvas, Strip, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the whole screen.
pub fn view(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let canvas = &mut Canvas { frame, theme };
    canvas.paint(canvas.frame.area());
    if model.panes().class == Class::TooSmall {
        too_small(model, canvas);
        return;
    }
    if model.is_linear() {
        return linear::draw(model, canvas);
    }
    bars::title(model, canvas);
    bars::search(model, canvas);
    list::draw(model, canvas);
    detail::draw(model, canvas);
    status::draw(model, canvas);
    hints::draw(model, canvas);
    popup::draw(model, canvas);
    which_key::draw(model, canvas);
}

/// The messages of a click on a hint or on a part of the breadcrumb; `None` elsewhere, where the model knows what is there.
pub fn clicked(model: &Model, theme: Theme, (x, y): (u16, u16)) -> Option<Vec<Message>> {
    let panes = model.panes();
    let header = Some(panes.search).filter(|_| panes.is_narrow() && model.popup().is_none());
    let rows = [Some(panes.hints), Some(panes.status).filter(|_| model.popup().is_none()), header];
    if panes.class == Class::TooSmall || !rows.into_iter().flatten().any(|area| area.contains(x, y)) {
        return None;
    }
    let size = model.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    let mut frame = Frame::new(&mut buffer).with_click_areas();
    let canvas = &mut Canvas { frame: &mut frame, theme };
    bars::search(model, canvas);
    status::draw(model, canvas);
    hints::draw(model, canvas);
    frame.messages_at(x, y)
}

fn too_small(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let size = model.size();
    let text = format!(
        "too small: {}x{} needed, this is {}x{}",
        SMALLEST.width, SMALLEST.height, size.width, size.height
    );
    let area = canvas.frame.area();
    let lines = wrapped(&text, area.width.into(), Role::Text);
    canvas.strips(area, lines.map(|line| Strip::plain([line])));
}

#[cfg(test)]
mod tests;
