//! The boxes over the panes: keys, links, an address that nothing could open.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Look;
use super::bars::window;
use super::list::marker;
use super::paint::{self, Border, Strip, piece, rect, strip};
use crate::app::help::{Help, HelpLine};
use crate::app::layout::Area;
use crate::app::page::{Piece, Role};
use crate::app::{Links, Model, Popup};
use crate::cells;
use crate::dataset::SourceUrl;

/// Draws the popup, if there is one.
pub(super) fn draw(model: &Model, look: Look, frame: &mut Frame<'_>) {
    match model.popup() {
        Some(Popup::Help(help)) => {
            let (shown, all) = help.count();
            let rows = help.columns(model.two_columns()).iter().map(Vec::len).max().unwrap_or(0);
            let width = if model.two_columns() { 108 } else { 56 };
            let right = format!("{shown} of {all}");
            let (inner, list) =
                open(model, look, frame, &Wanted { title: "KEYS", right: &right, width, rows: rows + 2 });
            filter(model, look, frame, inner, "type to filter, Enter runs it");
            self::help(model, help, look, frame.buffer_mut(), list);
        }
        Some(Popup::Links(links)) => {
            let title = format!("LINKS of {}", links.of);
            let right = format!("{} of {}", links.rows().len(), links.len());
            let rows = links.len() * crate::app::LINK_LINES + 2;
            let (inner, list) =
                open(model, look, frame, &Wanted { title: &title, right: &right, width: 96, rows });
            filter(model, look, frame, inner, "type a number or letters, Enter opens");
            self::links(model, links, look, frame.buffer_mut(), list);
        }
        Some(Popup::Address { title, url, why }) => address(model, look, frame, (title, url, why)),
        None => {}
    }
}

/// What a box asks for.
struct Wanted<'a> {
    title: &'a str,
    right: &'a str,
    width: u16,
    rows: usize,
}

/// Opens a box in the middle of the screen; gives what is inside, and of that the part below the filter.
fn open(model: &Model, look: Look, frame: &mut Frame<'_>, wanted: &Wanted<'_>) -> (Rect, Rect) {
    let panes = model.panes();
    let size = model.size();
    let full = Area { x: 0, y: 0, width: size.width, height: size.height.saturating_sub(panes.hints.height) };
    let buffer = frame.buffer_mut();
    if !panes.bordered() {
        let area = rect(full);
        paint::clear(buffer, area);
        let title = [piece(wanted.title, Role::Title)];
        let right = [piece(wanted.right, Role::Dim)];
        strip(
            buffer,
            Rect { height: 1, ..area },
            &Strip { left: &title, right: &right, selected: false, margin: 1 },
            look,
        );
        let inner = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        return (inner, Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner });
    }
    let rows = u16::try_from(wanted.rows).unwrap_or(u16::MAX).saturating_add(2);
    let area = middle(full, wanted.width, rows);
    paint::clear(buffer, area);
    let border = Border { focused: true, title: (wanted.title, wanted.right), foot: "Esc closes" };
    paint::frame(buffer, area, &border, look);
    let inner = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    };
    (inner, Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner })
}

/// A rectangle of at most the wanted size in the middle of an area, with a margin where there is room.
fn middle(area: Area, width: u16, height: u16) -> Rect {
    let width = width.min(area.width.saturating_sub(2));
    let height = height.min(area.height);
    Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height)
}

/// The line that filters the list of a box.
fn filter(model: &Model, look: Look, frame: &mut Frame<'_>, inner: Rect, prompt: &str) {
    let Some((text, cursor)) = model.popup_input() else { return };
    let label = "filter: ";
    let space = usize::from(inner.width).saturating_sub(label.len() + 1);
    let (shown, cursor) = window(text, cursor, space);
    let typed = if text.is_empty() { piece(prompt, Role::Dim) } else { piece(shown, Role::Text) };
    let left = [piece(label, Role::Dim), typed];
    strip(frame.buffer_mut(), Rect { height: 1, ..inner }, &Strip::plain(&left), look);
    let x = usize::from(inner.x) + label.len() + cursor;
    frame.set_cursor_position(Position::new(u16::try_from(x).unwrap_or(inner.x), inner.y));
}

fn help(model: &Model, help: &Help, look: Look, buffer: &mut Buffer, area: Rect) {
    let columns = help.columns(model.two_columns());
    let count = u16::try_from(columns.len()).unwrap_or(1).max(1);
    let width = area.width / count;
    for (at, column) in (0..).zip(&columns) {
        let part = Rect { x: area.x + at * width, width: width.saturating_sub(u16::from(count > 1)), ..area };
        let keys = column.iter().map(keys_width).max().unwrap_or(0).min(usize::from(width) / 2);
        for (y, line) in (part.y..part.y + part.height).zip(column.iter().skip(help.selection().offset())) {
            let (left, selected) = help_line(line, keys, help.selection().at());
            strip(
                buffer,
                Rect { y, height: 1, ..part },
                &Strip { left: &left, right: &[], selected, margin: 1 },
                look,
            );
        }
    }
}

fn keys_width(line: &HelpLine) -> usize {
    match line {
        HelpLine::Action { keys, .. } => cells::width(keys),
        HelpLine::Heading(_) | HelpLine::Blank => 0,
    }
}

fn help_line(line: &HelpLine, width: usize, selected: usize) -> (Vec<Piece>, bool) {
    match line {
        HelpLine::Blank => (vec![], false),
        HelpLine::Heading(title) => (vec![piece(*title, Role::Heading)], false),
        HelpLine::Action { at, action, keys } => {
            let here = *at == selected;
            let keys = cells::cut(keys, width).into_owned();
            let gap = " ".repeat(width - cells::width(&keys) + 2);
            let left = vec![
                piece(format!("{} ", marker(here, true)), Role::Text),
                piece(keys, Role::Number),
                piece(format!("{gap}{}", action.title), Role::Text),
            ];
            (left, here)
        }
    }
}

fn links(model: &Model, links: &Links, look: Look, buffer: &mut Buffer, area: Rect) {
    let rows = links.rows();
    if rows.is_empty() {
        let left = [piece("no link matches", Role::Dim)];
        strip(buffer, Rect { height: area.height.min(1), ..area }, &Strip::plain(&left), look);
    }
    let kinds = rows.iter().map(|row| row.kind.len()).max().unwrap_or(0);
    let dates = rows.iter().map(|row| row.date.len()).max().unwrap_or(0);
    let shown = rows.iter().enumerate().skip(links.selection().offset());
    for (y, (at, link)) in (area.y..area.y + area.height).step_by(crate::app::LINK_LINES).zip(shown) {
        let here = at == links.selection().at();
        let left = [
            piece(format!("{} ", marker(here, true)), Role::Text),
            piece(format!("{:<5}", format!("[{}]", link.number)), Role::Number),
            piece(format!("{:<kinds$}  {:<dates$}", link.kind, link.date), Role::Dim),
            piece(if dates > 0 { "  " } else { "" }, Role::Text),
            piece(link.title.clone(), Role::Text),
        ];
        let right: Vec<Piece> = match (model.was_opened(&link.url), link.backs.is_empty()) {
            (true, _) => vec![piece("opened", Role::Dim)],
            (false, false) if area.width > 60 => vec![piece(format!("backs {}", link.backs), Role::Dim)],
            _ => vec![],
        };
        strip(
            buffer,
            Rect { y, height: 1, ..area },
            &Strip { left: &left, right: &right, selected: here, margin: 1 },
            look,
        );
        if y + 1 < area.y + area.height {
            let url = [piece("       ", Role::Text), piece(link.url.as_str(), Role::Link)];
            strip(buffer, Rect { y: y + 1, height: 1, ..area }, &Strip::plain(&url), look);
        }
    }
}

/// The box with an address on lines of its own, so that it can be selected with the mouse.
fn address(model: &Model, look: Look, frame: &mut Frame<'_>, (title, url, why): (&str, &SourceUrl, &str)) {
    let width = usize::from(model.size().width.min(92)).saturating_sub(6).max(8);
    let mut lines: Vec<Piece> = Vec::new();
    let mut add = |text: &str, role| {
        lines.extend(
            cells::wrap(text, width)
                .into_iter()
                .map(|range| piece(text.get(range).unwrap_or_default(), role)),
        );
    };
    add(why, Role::Text);
    add(" ", Role::Text);
    add(url.as_str(), Role::Link);
    add(" ", Role::Text);
    add("y copies the address, A opens its archived copy", Role::Dim);
    let wanted = Wanted { title, right: "", width: 92, rows: lines.len() };
    let (inner, _) = open(model, look, frame, &wanted);
    for (y, line) in (inner.y..inner.y + inner.height).zip(&lines) {
        let left = std::slice::from_ref(line);
        strip(frame.buffer_mut(), Rect { y, height: 1, ..inner }, &Strip::plain(left), look);
    }
}
