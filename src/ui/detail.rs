//! The right pane: the page of what is selected.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::Theme;
use super::list::marker;
use super::paint::{self, Border, Strip, piece, rect, strip};
use crate::app::content::{Role, Target};
use crate::app::{Focus, ListContent, Model};

/// Draws the pane, where there is one.
pub(super) fn draw(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let panes = model.panes();
    let Some(outer) = panes.detail else { return };
    let inner = rect(panes.inside(outer));
    let page = model.detail().content();
    let stale = model.search().is_some_and(|search| search.list_content() == ListContent::Nothing);
    let focused = model.focus() == Focus::Detail;
    let buffer = frame.buffer_mut();
    if panes.bordered() {
        let title = match (stale, model.is_zoomed(), model.search().is_some()) {
            (true, ..) => format!("{} (last shown)", page.title),
            (_, true, _) => format!("{} (zoomed, z restores the tree)", page.title),
            (_, _, true) => format!("{} (preview)", page.title),
            _ => page.title.clone(),
        };
        let place = if focused { position(model) } else { String::new() };
        let foot = progress(model, inner.height.into());
        paint::frame(buffer, rect(outer), &Border { focused, title: (&title, &place), foot: &foot }, theme);
        paint::scroll_bar(buffer, rect(outer), model.detail().offset(), page.lines.len(), theme);
    }
    let row = page.row(model.detail().row());
    let lines = page.lines.iter().enumerate().skip(model.detail().offset());
    for (y, (at, line)) in (inner.y..inner.y + inner.height).zip(lines) {
        let here = row.is_some_and(|row| row.lines.contains(&at));
        let first = row.is_some_and(|row| row.lines.start == at);
        // The head is a whole paragraph: reversing all of it would drown its words.
        let head = row.is_some_and(|row| row.target == Target::Head);
        let selected = focused && here && (first || !head);
        let mut left = vec![piece(format!("{} ", marker(first, focused)), Role::Text)];
        if !focused && model.search().is_some() {
            left = vec![piece("  ", Role::Text)];
        }
        left.extend(line.left.iter().cloned());
        if theme.ascii {
            for piece in left.iter_mut().filter(|piece| piece.role == Role::Rule) {
                piece.text = "-".repeat(piece.text.chars().count());
            }
        }
        strip(
            buffer,
            Rect { y, height: 1, ..inner },
            &Strip { left: &left, right: &line.right, selected, margin: 1 },
            theme,
        );
    }
    if stale {
        buffer.set_style(inner, Style::new().add_modifier(Modifier::DIM));
    }
}

/// Which row of its kind the cursor is on: `C1 of 4`.
pub(super) fn position(model: &Model) -> String {
    let page = model.detail().content();
    let count = |same: fn(&Target) -> bool| page.rows.iter().filter(|row| same(&row.target)).count();
    match model.detail().target() {
        Some(Target::Claim(at)) => {
            format!("C{} of {}", at + 1, count(|target| matches!(target, Target::Claim(_))))
        }
        Some(Target::Source(at)) => {
            format!("[{}] of {}", at + 1, count(|target| matches!(target, Target::Source(_))))
        }
        _ => String::new(),
    }
}

/// How much of a page has been read: nothing when all of it is in sight.
fn progress(model: &Model, height: usize) -> String {
    let count = model.detail().content().lines.len();
    if count <= height {
        return String::new();
    }
    let seen = (model.detail().offset() + height).min(count);
    format!("{}%", seen * 100 / count)
}
