//! The manual: all actions with their keys, and notes.

use ratatui::layout::Rect;

use super::frame::{Titles, filter, open};
use crate::app::content::Role;
use crate::app::help::{Help, HelpLine};
use crate::app::{Model, Popup};
use crate::cells::{self, Glyphs};
use crate::ui::paint::{Canvas, Strip, piece, rect};

pub(super) fn draw(model: &Model, popup: &Popup, help: &Help, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let text = popup.input.text();
    let (shown, all) = (help.listed(text).len(), help.all().len());
    let area = rect(place.list);
    let columns = help.columns(model.popup_size(), text);
    let lines = columns.iter().map(Vec::len).max().unwrap_or(0);
    let right = if shown == all { format!("{all} keys") } else { format!("{shown} of {all}") };
    let scrolled = (area, popup.selection.offset, lines);
    open(canvas, place, &Titles { title: "KEYS", right: &right, scrolled });
    filter(popup, canvas, place, "type to filter, Enter runs it");
    let count = u16::try_from(columns.len()).unwrap_or(1).max(1);
    let width = area.width / count;
    for (at, column) in (0..).zip(&columns) {
        let gap = u16::from(count > 1);
        let area = Rect { x: area.x + at * width, width: width.saturating_sub(gap), ..area };
        let keys_width = keys_width(column, usize::from(area.width));
        let glyphs = canvas.theme.glyphs;
        let visible = column.iter().skip(popup.selection.offset);
        canvas.strips(area, visible.map(|line| strip(help, line, popup.selection.at, (keys_width, glyphs))));
    }
}

/// The width of the keys in a column of some cells: that of the longest, or what the titles leave of it.
fn keys_width(column: &[HelpLine], width: usize) -> usize {
    /// The marker, the gap and the margin.
    const BESIDE: usize = 5;
    let actions = || {
        column.iter().filter_map(|line| match line {
            HelpLine::Action { action, keys, .. } => Some((cells::width(keys), cells::width(action.title))),
            HelpLine::Note { what, effect } => Some((cells::width(what), cells::width(effect))),
            HelpLine::Heading(_) | HelpLine::Blank => None,
        })
    };
    let longest = actions().map(|(keys, _)| keys).max().unwrap_or(0);
    let titles = actions().map(|(_, title)| title).max().unwrap_or(0);
    longest.min(width.saturating_sub(titles + BESIDE).max(width / 4))
}

fn strip(help: &Help, line: &HelpLine, selected: usize, (width, glyphs): (usize, Glyphs)) -> Strip {
    match line {
        HelpLine::Blank => Strip::default(),
        HelpLine::Heading(title) => Strip::row(vec![piece(title.clone(), Role::Heading)], vec![], false),
        HelpLine::Note { what, effect } => {
            let what = cells::cut(what, width, glyphs);
            let gap = " ".repeat(width - cells::width(&what) + 2);
            let left = [piece(what, Role::Title), piece(format!("{gap}{effect}"), Role::Text)];
            Strip::item(left, vec![], false)
        }
        HelpLine::Action { at, action, keys } => {
            let is_selected = *at == selected;
            let applies = help.applies(action.command);
            let keys = cells::cut(keys, width, glyphs);
            let gap = " ".repeat(width - cells::width(&keys) + 2);
            let left = [
                piece(keys, if applies { Role::Title } else { Role::Dim }),
                piece(format!("{gap}{}", action.title), if applies { Role::Text } else { Role::Dim }),
            ];
            Strip::item(left, vec![], is_selected)
        }
    }
}
