//! Draws the model on the screen.
//!
//! Reads the model and never changes it. Texts are sanitized already (see [`dataset`](crate::dataset)); lines are wrapped by
//! [`cells`](crate::cells), because ratatui's own wrapping panics on ordinary foreign text (ratatui#2679).

mod bars;
mod detail;
mod frame;
mod hints;
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

use crate::app::Model;
use crate::app::content::Role;
use crate::app::layout::{Class, SMALLEST};
use paint::{Canvas, Strip, wrapped};

/// Draws the whole screen.
pub fn view(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let canvas = &mut Canvas { frame, theme };
    canvas.paint(canvas.frame.area());
    if model.panes().class == Class::TooSmall {
        too_small(model, canvas);
        return;
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
