//! The right pane: the detail of the selected stack, category or entry.

use std::mem::discriminant;

use ratatui::layout::Rect;

use super::paint::{Canvas, Strip, marker, piece, rect};
use crate::app::content::{Piece, Role, Target};
use crate::app::{Focus, ListContent, Model};
use crate::dataset::{PageLabel, SourceUrl};

/// Draws the pane, if it is visible.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let panes = model.panes();
    let (Some(pane), Some(text)) = (panes.detail.map(rect), panes.text().map(rect)) else { return };
    let content = &model.navigation().detail.content;
    let focused = model.focus() == Focus::Detail;
    let is_active = focused && model.popup().is_none();
    let offset = model.navigation().detail.selection.offset;
    let visible = (0..content.lines.len()).skip(offset);
    let urls = if canvas.frame.has_links() { model.page_urls() } else { Vec::new() };
    let links = |at| if urls.is_empty() { Vec::new() } else { links(model, at, &urls) };
    let strips = visible.filter_map(|at| {
        let strip = strip(model, at, (focused, is_active))?;
        Some(Strip { links: links(at), ..strip })
    });
    canvas.strips(text, strips);
    if is_stale(model) {
        let stale = canvas.theme.stale();
        canvas.frame.buffer_mut().set_style(text, stale);
    }
    let x = pane.x + pane.width.saturating_sub(1);
    canvas.scroll_bar(Rect { x, width: 1, ..pane }, offset, content.lines.len());
}

/// The links of the line at an index: the labels of pages, and the addresses and titles of the row that it is part of.
fn links(model: &Model, at: usize, pages: &[(PageLabel, SourceUrl)]) -> Vec<(usize, SourceUrl)> {
    let content = &model.navigation().detail.content;
    let Some(line) = content.lines.get(at) else { return Vec::new() };
    let page = |label| pages.iter().find(|(known, _)| *known == label).map(|(_, url)| url.clone());
    let row = content.rows.iter().find(|row| row.lines.contains(&at)).map(|row| &row.target);
    let own = match row {
        Some(Target::Url { url, .. }) => Some(url.clone()),
        Some(Target::Source(at)) => page(PageLabel::Number(at + 1)),
        _ => None,
    };
    let is_title = matches!(row, Some(Target::Source(_)));
    let url = |piece: &Piece| match piece.role {
        Role::Number => PageLabel::parse(piece.text.trim()).and_then(page),
        Role::Link => own.clone(),
        Role::Text if is_title && !piece.text.trim().is_empty() => own.clone(),
        _ => None,
    };
    // The marker comes first.
    let pieces = (1..).zip(line.left.iter().chain(&line.right));
    pieces.filter_map(|(at, piece)| Some((at, url(piece)?))).collect()
}

/// Whether the detail is of an earlier hit, because the query has none.
pub(super) fn is_stale(model: &Model) -> bool {
    model.search().is_some_and(|search| search.list_content() == ListContent::Nothing)
}

/// The line at an index of the detail, with the marker and the selection; below a popup neither is active.
fn strip(model: &Model, at: usize, (focused, is_active): (bool, bool)) -> Option<Strip> {
    let content = &model.navigation().detail.content;
    let line = content.lines.get(at)?;
    let row = model.navigation().detail.row().filter(|row| row.lines.contains(&at));
    let is_first = row.is_some_and(|row| row.lines.start == at);
    // Only the first line is drawn as selected, because reverse video would make a paragraph hard to read.
    let inline = row.and_then(|row| row.pieces.clone());
    let is_selected = is_active && is_first && inline.is_none();
    let marker = if focused || model.search().is_none() { marker(is_first, is_active) } else { " " };
    let mut left = vec![piece(format!("{marker} "), Role::Text)];
    left.extend(line.left.iter().enumerate().map(|(at, piece)| {
        // Of a line with several rows only the one at the cursor is drawn as selected.
        let is_cursor = is_active && inline.as_ref().is_some_and(|pieces| pieces.contains(&at));
        if is_cursor { Piece { role: Role::Selection, ..piece.clone() } } else { piece.clone() }
    }));
    Some(Strip { margin: 0, ..Strip::row(left, line.right.clone(), is_selected) })
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
