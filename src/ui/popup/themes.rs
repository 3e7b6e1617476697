//! The popup that lists the themes.

use super::frame::{Titles, open};
use crate::app::content::Role;
use crate::app::{Model, Popup, Themes};
use crate::theme::{Depth, Look};
use crate::ui::paint::{Canvas, Strip, piece, rect};
use crate::ui::theme::{Colours, Theme};

/// The roles whose colours are shown beside the name of a theme.
const SAMPLES: [Role; 7] =
    [Role::Text, Role::Heading, Role::Link, Role::Success, Role::Former, Role::Unclear, Role::Warning];

pub(super) fn draw(model: &Model, popup: &Popup, themes: &Themes, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let area = rect(place.inner);
    let scrolled = (area, popup.selection.offset, themes.all.len());
    open(canvas, place, &Titles { title: "THEME", right: how_long(area.width), scrolled });
    let depth = model.appearance().depth();
    let visible = (area.y..area.bottom()).zip(themes.all.iter().enumerate().skip(popup.selection.offset));
    for (y, (at, look)) in visible {
        let obstacle = themes.obstacle(look);
        let role = if obstacle.is_some() { Role::Dim } else { Role::Text };
        let beside = match look {
            _ if obstacle.is_some() => obstacle.unwrap_or_default(),
            _ if at == themes.before() => "as before",
            Look::Terminal => "its own colours",
            Look::Mono => "no colours",
            Look::Palette(_) => "",
        };
        let left = vec![piece(format!("{:<14}", look.name()), role), piece(format!("  {beside}"), Role::Dim)];
        let row = ratatui::layout::Rect { y, height: 1, ..area };
        canvas.strip(row, &Strip::choice(left, Vec::new(), (at == popup.selection.at, obstacle.is_none())));
        if obstacle.is_none() && !model.is_linear() {
            sample(look, depth, row, canvas);
        }
    }
}

/// How long what is chosen here holds, and where it is set for good.
fn how_long(width: u16) -> &'static str {
    match width {
        56.. => "for this run; for good: `theme` in the settings",
        _ => "this run; settings: theme",
    }
}

/// Draws the colours of a look at the right end of its row.
fn sample(look: &Look, depth: Depth, row: ratatui::layout::Rect, canvas: &mut Canvas<'_, '_>) {
    let theme = Theme { colours: Colours::new(look, depth), glyphs: canvas.theme.glyphs };
    let pieces = SAMPLES.map(|role| piece(theme.glyphs.pick("● ", "o "), role));
    canvas.sample(row, &theme, &pieces);
}
