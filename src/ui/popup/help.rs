//! The manual: all actions with their keys, and notes.

use ratatui::layout::Rect;

use super::frame::{Titles, filter, open};
use crate::app::content::Role;
use crate::app::help::{Help, HelpLine, Texts};
use crate::app::{Model, Popup};
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
        let visible = column.iter().skip(popup.selection.offset);
        canvas.strips(area, visible.map(|line| strip(help, line, popup.selection.at)));
    }
}

fn strip(help: &Help, line: &HelpLine, selected: usize) -> Strip {
    let pieces = |(left, right): &Texts, roles: (Role, Role)| {
        [piece(left.as_str(), roles.0), piece(format!("  {right}"), roles.1)]
    };
    match line {
        HelpLine::Blank => Strip::default(),
        HelpLine::Heading(title) => Strip::row(vec![piece(title.clone(), Role::Heading)], vec![], false),
        HelpLine::Note(texts) => Strip::item(pieces(texts, (Role::Title, Role::Text)), vec![], false),
        HelpLine::Action { at, action, is_first, texts } => {
            let (is_selected, applies) = (*at == selected, help.applies(action.command));
            let roles = if applies { (Role::Title, Role::Text) } else { (Role::Dim, Role::Dim) };
            let strip = Strip::item(pieces(texts, roles), vec![], is_selected && *is_first);
            Strip { is_selected: is_selected && applies, ..strip }
        }
    }
}
