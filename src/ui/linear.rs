//! The linear form of the screen, for screen readers: no boxes, no rules and no columns beside each other, but one thing a
//! line, states and strips as words, and the terminal's cursor on the selected line.
//!
//! What is selected is on a page of its pane that does not move: within a page, moving changes the cursor only. The lines
//! are those of the form with panes, laid out without a limit of their width, and wrapped here.

use std::borrow::Cow;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::frame::Frame;
use super::paint::{Canvas, Strip, piece, rect, wrapped};
use super::theme::{Colours, Theme};
use super::{bars, hints, list, popup, status, which_key};
use crate::app::content::{Piece, Role};
use crate::app::{
    BookmarkLine, Focus, ITEM_LINES, ListContent, Model, MoveLine, Popup, PopupContent, problem_list_lines,
};
use crate::cells::{self, Glyphs};

/// A line of the linear form.
#[derive(Debug)]
struct Line {
    text: String,
    /// The column of the cursor, if it is on this line, in characters of the text.
    cursor: Option<usize>,
}

/// Draws the whole screen.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>) {
    canvas.theme.glyphs = Glyphs::Ascii;
    let panes = model.panes();
    bars::title(model, canvas);
    bars::search(model, canvas);
    let body = rect(panes.list_with_heading().or(panes.detail).unwrap_or_default());
    let lines = match model.popup() {
        _ if which_key::listed(model).is_some() => key_lines(model),
        Some(popup) => popup_lines(model, popup, canvas),
        None if model.focus() == Focus::Detail => page(detail_lines(model), body.height),
        None => list_lines(model, body.height, canvas),
    };
    write(&lines, body, canvas);
    status::draw(model, canvas);
    hints::draw(model, canvas);
}

/// The indent of what a line has no room for, beside its own, in cells.
const HANGING: usize = 2;

/// Writes lines that are wrapped to the width of an area: the screenful of them that has the cursor.
fn write(lines: &[Line], area: Rect, canvas: &mut Canvas<'_, '_>) {
    let width = usize::from(area.width.saturating_sub(2)).max(1);
    let mut rows: Vec<Piece> = Vec::new();
    let mut cursor = None;
    for line in lines {
        if let Some(column) = line.cursor {
            cursor = Some((rows.len(), column));
        }
        let indent = line.text.len() - line.text.trim_start().len();
        let (indent, text) = (indent.min(width / 2), line.text.trim_start());
        let is_whole = indent + cells::width(text) <= width;
        let hanging = if is_whole { 0 } else { HANGING.min(width - indent - 1) };
        let texts = wrapped(text, width - indent - hanging, Role::Text).enumerate();
        rows.extend(texts.map(|(at, text)| {
            let blanks = " ".repeat(indent + if at == 0 { 0 } else { hanging });
            piece(format!("{blanks}{}", text.text), Role::Text)
        }));
    }
    let height = usize::from(area.height).max(1);
    let (row, column) = cursor.unwrap_or_default();
    let first = row / height * height;
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let visible = rows.into_iter().skip(first).take(height);
    canvas.strips(inner, visible.map(|row| Strip::plain([row])));
    if cursor.is_some() {
        let y = area.y + u16::try_from(row - first).unwrap_or(0);
        canvas.set_cursor(inner.x, y, column.min(width.saturating_sub(1)));
    }
}

/// The page of some lines that has the cursor: as many as an area is high, from a multiple of that on.
fn page(mut lines: Vec<Line>, height: u16) -> Vec<Line> {
    let height = usize::from(height).max(1);
    let at = lines.iter().position(|line| line.cursor.is_some()).unwrap_or(0);
    let first = at / height * height;
    lines.drain(..first.min(lines.len()));
    lines.truncate(height);
    lines
}

/// The lines of the tree, or of the results of a search, drawn into a buffer that cuts none of them.
fn list_lines(model: &Model, height: u16, canvas: &Canvas<'_, '_>) -> Vec<Line> {
    let panes = model.panes();
    let is_typing = model.search().is_some_and(|search| {
        let results = search.results.as_ref();
        search.list_content() == ListContent::Tree || results.is_none_or(|results| results.selection.at == 0)
    });
    // Headings among the results may take further rows; a row of the tree is one line.
    let rows_of = if model.search().is_some_and(|search| search.results.is_some()) { 2 } else { 1 };
    let area = Rect::new(0, 0, LIST_WIDTH, height.saturating_mul(rows_of));
    let heading = panes.heading.map(|_| Rect { height: 1, ..area });
    let below =
        Rect { y: u16::from(heading.is_some()), height: area.height - u16::from(heading.is_some()), ..area };
    let (buffer, _) = drawn(area, canvas, |canvas| list::content(model, canvas, heading, below));
    let mut lines: Vec<Line> = rows(&buffer).map(line_of).collect();
    lines.iter_mut().filter(|_| is_typing).for_each(|line| line.cursor = None);
    lines.retain(|line| !is_rule(&line.text));
    lines
}

/// The width that lists are drawn for; nothing in them is wider.
const LIST_WIDTH: u16 = 600;

/// The lines of the detail.
fn detail_lines(model: &Model) -> Vec<Line> {
    let detail = &model.navigation().detail;
    let selected = detail.row();
    let lines = detail.content.lines.iter().enumerate().map(|(at, line)| {
        let row = selected.filter(|row| row.lines.start == at);
        let mut spoken = spoken(&line.left, &line.right, row.is_some());
        if let Some(pieces) = row.and_then(|row| row.pieces.clone()) {
            let before: String = line.left.iter().take(pieces.start).map(|piece| &*piece.text).collect();
            spoken.cursor = Some(squeezed(&before).chars().count());
        }
        for (mark, word) in [("+ C", "folded"), ("- C", "unfolded")] {
            if let Some(rest) = spoken.text.strip_prefix(mark) {
                spoken.text = format!("C{rest}");
                append(&mut spoken.text, word);
            }
        }
        spoken
    });
    lines.filter(|line| !line.text.trim().is_empty()).collect()
}

/// The lines of the popup, which is drawn without a border into a buffer of its own.
fn popup_lines(model: &Model, popup: &Popup, canvas: &Canvas<'_, '_>) -> Vec<Line> {
    if let Some(text) = model.popup_text() {
        let texts = [&text.title].into_iter().chain(text.lines.iter().map(|line| &line.text));
        let lines = texts.enumerate().map(|(at, text)| {
            let cursor = (at == popup.selection.at + 1).then_some(0);
            Line { text: squeezed(text), cursor }
        });
        return lines.filter(|line| line.cursor.is_some() || !line.text.trim().is_empty()).collect();
    }
    let size = model.popup_size();
    let area = Rect::new(0, 0, size.width, size.height);
    let (buffer, typed) = drawn(area, canvas, |canvas| popup::draw(model, canvas));
    let mut lines: Vec<Line> = rows(&buffer).map(line_of).collect();
    // Where nothing is selected, the cursor is in the text field.
    if let Some(line) = typed.and_then(|typed| lines.get_mut(usize::from(typed.y)))
        && let Some(end) = Some(line.text.chars().count())
    {
        line.cursor = Some(end);
        if lines.iter().filter(|line| line.cursor.is_some()).count() > 1 {
            lines.iter_mut().take(2).for_each(|line| line.cursor = None);
        }
    }
    join_items(&mut lines, popup, model);
    lines.retain(|line| !is_rule(&line.text));
    lines
}

/// Appends to each line of a popup what is about the same thing below it, and leaves out what is about no whole item.
fn join_items(lines: &mut Vec<Line>, popup: &Popup, model: &Model) {
    let offset = popup.selection.offset;
    let Some(area) = popup.area(model.popup_size()) else { return };
    let second = |at: usize| at % ITEM_LINES == 1;
    // The text field of a list is below the title.
    let (area, is_second): (_, Box<dyn Fn(usize) -> bool>) = match &popup.content {
        PopupContent::Links(_) => (area.list, Box::new(second)),
        PopupContent::Queue(_) | PopupContent::Problems(_) => (area.inner, Box::new(second)),
        PopupContent::Moves(moves) => (
            area.inner,
            Box::new(move |at| matches!(moves.lines.get(offset + at), Some(MoveLine::Reason(_)))),
        ),
        PopupContent::Bookmarks(bookmarks) => {
            let all = bookmarks.lines();
            (area.list, Box::new(move |at| matches!(all.get(offset + at), Some(BookmarkLine::Note(_)))))
        }
        _ => return,
    };
    let height = match &popup.content {
        // The text of the selected problem, which is below the list, is part of its line.
        PopupContent::Problems(_) => problem_list_lines(area.height.into()),
        _ => area.height.into(),
    };
    let rest = lines.split_off(usize::from(area.y).min(lines.len()));
    let count = rest.len().min(height).saturating_sub(usize::from(is_second(height)));
    for (at, line) in rest.into_iter().take(count).enumerate() {
        match lines.last_mut() {
            Some(above) if at > 0 && is_second(at) => append(&mut above.text, line.text.trim()),
            _ => lines.push(line),
        }
    }
}

/// The lines of the keys that may follow those that wait.
fn key_lines(model: &Model) -> Vec<Line> {
    let Some((prefix, rows)) = which_key::listed(model) else { return vec![] };
    let line = |text: String| Line { text, cursor: None };
    let rows = rows.into_iter().map(|(key, title)| line(format!("  {key}: {title}")));
    let title = Line { text: format!("{prefix}, then one of these; Esc gives up"), cursor: Some(0) };
    [title].into_iter().chain(rows).collect()
}

/// Draws without colours into a buffer of its own; returns also the position of the text cursor.
fn drawn(
    area: Rect,
    canvas: &Canvas<'_, '_>,
    draw: impl FnOnce(&mut Canvas<'_, '_>),
) -> (Buffer, Option<Position>) {
    let mut buffer = Buffer::empty(area);
    let mut frame = Frame::new(&mut buffer);
    // In colours of a theme what is selected need not be reversed.
    let theme = Theme { colours: Colours::None, ..canvas.theme };
    draw(&mut Canvas { frame: &mut frame, theme });
    let cursor = frame.cursor();
    (buffer, cursor)
}

/// The rows of a buffer.
fn rows(buffer: &Buffer) -> impl Iterator<Item = &[Cell]> {
    buffer.content.chunks(usize::from(buffer.area.width).max(1))
}

/// A row of cells as a line, without its marker; the cursor is on what is drawn as selected.
fn line_of(row: &[Cell]) -> Line {
    let mut text = String::new();
    let mut column = 0;
    let mut cursor = None;
    while let Some(cell) = row.get(column) {
        if cursor.is_none() && cell.modifier.contains(Modifier::REVERSED) {
            cursor = Some(squeezed(&text).chars().count());
        }
        let is_selected =
            |at: usize| row.get(at).is_some_and(|cell: &Cell| cell.modifier.contains(Modifier::REVERSED));
        let is_before = cursor.is_none() && (is_selected(column + 1) || is_selected(column + 2));
        let is_marker = (column == 0 || is_before) && matches!(cell.symbol(), ">" | "-");
        text.push_str(if is_marker { " " } else { cell.symbol() });
        column += usize::from(cell.cell_width().max(1));
    }
    Line { text: squeezed(&text), cursor }
}

/// Whether a line is empty, or a rule.
fn is_rule(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | ' ' | '|'))
}

/// Pieces as a line: what is in columns is separated by commas, and what follows a label by a colon.
fn spoken(left: &[Piece], right: &[Piece], is_selected: bool) -> Line {
    let joined = |pieces: &[Piece]| pieces.iter().map(labelled).collect::<String>();
    let mut text = squeezed(&joined(left));
    append(&mut text, squeezed(&joined(right)).trim());
    let indent = text.len() - text.trim_start().len();
    Line { text, cursor: is_selected.then_some(indent) }
}

/// The text of a piece; that of a label with a colon before its gap.
fn labelled(piece: &Piece) -> Cow<'_, str> {
    let label = piece.text.trim_end();
    let gap = &piece.text[label.len()..];
    match piece.role {
        Role::Label if gap.len() > 1 && !label.trim().is_empty() => Cow::Owned(format!("{label}:{gap}")),
        _ => Cow::Borrowed(&piece.text),
    }
}

/// Appends a part to a line, behind a comma, unless a sign stands there already.
fn append(text: &mut String, part: &str) {
    if !part.is_empty() {
        let gap = if text.trim().is_empty() { "" } else { gap_behind(text) };
        text.push_str(gap);
        text.push_str(part);
    }
}

/// The signs between a text and the next part of its line.
fn gap_behind(text: &str) -> &'static str {
    if text.ends_with([',', ':', ';', '.', '!', '?']) { " " } else { ", " }
}

/// A text whose gaps inside are commas.
fn squeezed(text: &str) -> String {
    let start = text.trim_start();
    let mut squeezed = text.get(..text.len() - start.len()).unwrap_or_default().to_owned();
    let mut gap = 0;
    for c in start.chars() {
        if c == ' ' {
            gap += 1;
            continue;
        }
        let before = match gap {
            0 => "",
            1 => " ",
            _ => gap_behind(&squeezed),
        };
        squeezed.push_str(before);
        gap = 0;
        squeezed.push(c);
    }
    squeezed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_commas_and_the_indent_stays() {
        assert_eq!(squeezed("  Redis   in use  2015  "), "  Redis, in use, 2015");
        assert_eq!(squeezed("kind:   database"), "kind: database");
        let part = |text: &str| vec![piece(text, Role::Text)];
        let line = spoken(&part("  C1 It is."), &part("Example 2023  [1] [2]"), true);
        assert_eq!((&*line.text, line.cursor), ("  C1 It is. Example 2023, [1] [2]", Some(2)));
    }

    #[test]
    fn the_page_of_the_cursor_begins_at_a_multiple_of_its_height() {
        let lines = |selected: usize| {
            (0..25)
                .map(|at| Line { text: at.to_string(), cursor: (at == selected).then_some(0) })
                .collect::<Vec<_>>()
        };
        for (selected, first, count) in [(0, "0", 10), (9, "0", 10), (10, "10", 10), (24, "20", 5)] {
            let page = page(lines(selected), 10);
            assert_eq!((&*page[0].text, page.len()), (first, count));
        }
    }
}
