//! The right pane: the detail of the selected stack, category or entry.

use std::mem::discriminant;

use ratatui::style::{Modifier, Style};

use super::paint::{Border, Canvas, Strip, marker, piece, rect};
use crate::app::content::{Role, Target};
use crate::app::{Focus, ListContent, Model};

/// Draws the pane, if it is visible.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let panes = model.panes();
    let Some(outer) = panes.detail else { return };
    let (outer, inner) = (rect(outer), rect(panes.inside(outer)));
    let content = &model.navigation().detail.content;
    let is_stale = model.search().is_some_and(|search| search.list_content() == ListContent::Nothing);
    let focused = model.focus() == Focus::Detail;
    if panes.bordered() {
        let note = match (is_stale, model.is_zoomed(), model.search().is_some()) {
            (true, ..) => " (last shown)",
            (_, true, _) => " (zoomed, z restores the tree)",
            (_, _, true) => " (preview)",
            _ => "",
        };
        let title = format!("{}{note}", content.title);
        let right = if focused { position(model) } else { String::new() };
        let foot = progress(model, inner.height.into());
        canvas.border(outer, &Border { focused, title: (&title, &right), foot: &foot });
        canvas.scroll_bar(outer, model.navigation().detail.selection.offset, content.lines.len());
    }
    let visible = (0..content.lines.len()).skip(model.navigation().detail.selection.offset);
    canvas.strips(inner, visible.filter_map(|at| strip(model, at, focused)));
    if is_stale {
        canvas.frame.buffer_mut().set_style(inner, Style::new().add_modifier(Modifier::DIM));
    }
}

/// The line at an index of the detail, with the marker and the selection.
fn strip(model: &Model, at: usize, focused: bool) -> Option<Strip> {
    let content = &model.navigation().detail.content;
    let line = content.lines.get(at)?;
    let row = model.navigation().detail.row().filter(|row| row.lines.contains(&at));
    let is_first = row.is_some_and(|row| row.lines.start == at);
    // Of the head only the first line is drawn as selected, because reverse video would make a paragraph hard to read.
    let is_head = row.is_some_and(|row| row.target == Target::Head);
    let is_selected = focused && row.is_some() && (is_first || !is_head);
    let marker = if focused || model.search().is_none() { marker(is_first, focused) } else { " " };
    let mut left = vec![piece(format!("{marker} "), Role::Text)];
    left.extend(line.left.iter().cloned());
    Some(Strip::row(left, line.right.clone(), is_selected))
}

/// The position of the cursor among the rows of its kind: `C1 of 4`.
pub(super) fn position(model: &Model) -> String {
    let target = model.navigation().detail.target();
    let Some((target, number)) = target.and_then(|target| Some((target, number(target)?))) else {
        return String::new();
    };
    let rows = model.navigation().detail.content.rows.iter();
    format!("{number} of {}", rows.filter(|row| discriminant(&row.target) == discriminant(target)).count())
}

/// The number of a claim or source as the detail shows it.
pub(super) fn number(target: &Target) -> Option<String> {
    match target {
        Target::Claim(at) => Some(format!("C{}", at + 1)),
        Target::Source(at) => Some(format!("[{}]", at + 1)),
        _ => None,
    }
}

/// The percentage that has been scrolled into view, empty if all lines are visible.
fn progress(model: &Model, height: usize) -> String {
    let count = model.navigation().detail.content.lines.len();
    if count <= height {
        return String::new();
    }
    let seen = (model.navigation().detail.selection.offset + height).min(count);
    format!("{}%", seen * 100 / count)
}
