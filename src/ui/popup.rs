//! The boxes over the panes: keys, links, an address that nothing could open.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Theme;
use super::bars::window;
use super::list::marker;
use super::paint::{self, Border, Strip, piece, rect, strip};
use crate::app::content::{Piece, Role};
use crate::app::help::{Help, HelpLine};
use crate::app::layout::PopupArea;
use crate::app::loading::problem_list_lines;
use crate::app::{Links, Model, PROBLEM_LINES, Popup, Problems};
use crate::cells;
use crate::dataset::SourceUrl;

/// Draws the popup, if there is one.
pub(super) fn draw(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    match (model.popup(), model.popup_area()) {
        (Some(Popup::Help(help)), Some(place)) => {
            let (shown, all) = help.count();
            open(theme, frame, place, ("KEYS", &format!("{shown} of {all}")));
            filter(model, theme, frame, rect(place.inner), "type to filter, Enter runs it");
            self::help(model, help, theme, frame.buffer_mut(), rect(place.list));
        }
        (Some(Popup::Links(links)), Some(place)) => {
            let right = format!("{} of {}", links.rows().len(), links.len());
            open(theme, frame, place, (&format!("LINKS of {}", links.of), &right));
            filter(model, theme, frame, rect(place.inner), "type a number or letters, Enter opens");
            self::links(model, links, theme, frame.buffer_mut(), rect(place.list));
        }
        (Some(Popup::Problems(problems)), Some(place)) => {
            open(theme, frame, place, ("PROBLEMS", &problems.counts()));
            let inner = rect(place.inner);
            let lines = u16::try_from(problem_list_lines(inner.height.into())).unwrap_or(inner.height);
            self::problems(problems, theme, frame.buffer_mut(), Rect { height: lines, ..inner });
            let below = Rect { y: inner.y + lines, height: inner.height - lines, ..inner };
            whole(problems, theme, frame.buffer_mut(), below);
        }
        (Some(Popup::Reason { of, lines, offset }), _) => reason(model, theme, frame, (of, lines), *offset),
        (Some(Popup::Url { title, url, why, offset }), _) => {
            address(model, theme, frame, (title, url, why), *offset);
        }
        _ => {}
    }
}

/// Opens a box over the panes.
fn open(theme: Theme, frame: &mut Frame<'_>, place: PopupArea, (title, right): (&str, &str)) {
    let buffer = frame.buffer_mut();
    if let Some(area) = place.frame {
        paint::clear(buffer, rect(area));
        let border = Border { focused: true, title: (title, right), foot: "Esc closes" };
        paint::frame(buffer, rect(area), &border, theme);
        return;
    }
    let inner = rect(place.inner);
    let top = Rect { y: inner.y.saturating_sub(1), height: 1, ..inner };
    paint::clear(buffer, Rect { y: top.y, height: inner.height + 1, ..inner });
    let (left, right) = ([piece(title, Role::Title)], [piece(right, Role::Dim)]);
    strip(buffer, top, &Strip { left: &left, right: &right, selected: false, margin: 0 }, theme);
}

/// The line that filters the list of a box.
fn filter(model: &Model, theme: Theme, frame: &mut Frame<'_>, inner: Rect, prompt: &str) {
    let Some((text, cursor)) = model.popup_input() else { return };
    let label = "filter: ";
    let space = usize::from(inner.width).saturating_sub(label.len() + 1);
    let (shown, cursor) = window(text, cursor, space);
    let typed = if text.is_empty() { piece(prompt, Role::Dim) } else { piece(shown, Role::Text) };
    let left = [piece(label, Role::Dim), typed];
    strip(frame.buffer_mut(), Rect { height: 1, ..inner }, &Strip::plain(&left), theme);
    let x = usize::from(inner.x) + label.len() + cursor;
    frame.set_cursor_position(Position::new(u16::try_from(x).unwrap_or(inner.x), inner.y));
}

fn help(model: &Model, help: &Help, theme: Theme, buffer: &mut Buffer, area: Rect) {
    let columns = help.columns(model.two_columns());
    let count = u16::try_from(columns.len()).unwrap_or(1).max(1);
    let width = area.width / count;
    for (at, column) in (0..).zip(&columns) {
        let part = Rect { x: area.x + at * width, width: width.saturating_sub(u16::from(count > 1)), ..area };
        let keys = column.iter().map(keys_width).max().unwrap_or(0).min(usize::from(width) / 2);
        for (y, line) in (part.y..part.y + part.height).zip(column.iter().skip(help.selection().offset())) {
            let (left, selected) = help_line(help, line, keys);
            strip(
                buffer,
                Rect { y, height: 1, ..part },
                &Strip { left: &left, right: &[], selected, margin: 1 },
                theme,
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

fn help_line(help: &Help, line: &HelpLine, width: usize) -> (Vec<Piece>, bool) {
    match line {
        HelpLine::Blank => (vec![], false),
        HelpLine::Heading(title) => (vec![piece(*title, Role::Heading)], false),
        HelpLine::Action { at, action, keys } => {
            let here = *at == help.selection().at();
            let applies = help.applies(action.command);
            let keys = cells::cut(keys, width).into_owned();
            let gap = " ".repeat(width - cells::width(&keys) + 2);
            let left = vec![
                piece(format!("{} ", marker(here, true)), Role::Text),
                piece(keys, if applies { Role::Number } else { Role::Dim }),
                piece(format!("{gap}{}", action.title), if applies { Role::Text } else { Role::Dim }),
            ];
            (left, here)
        }
    }
}

fn links(model: &Model, links: &Links, theme: Theme, buffer: &mut Buffer, area: Rect) {
    let rows = links.rows();
    if rows.is_empty() {
        let left = [piece("no link matches", Role::Dim)];
        strip(buffer, Rect { height: area.height.min(1), ..area }, &Strip::plain(&left), theme);
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
        let right: Vec<Piece> = match (model.detail().was_opened(&link.url), link.backs.is_empty()) {
            (true, _) => vec![piece("opened", Role::Dim)],
            (false, false) if area.width > 60 => vec![piece(format!("backs {}", link.backs), Role::Dim)],
            _ => vec![],
        };
        strip(
            buffer,
            Rect { y, height: 1, ..area },
            &Strip { left: &left, right: &right, selected: here, margin: 1 },
            theme,
        );
        if y + 1 < area.y + area.height {
            let url = [piece("       ", Role::Text), piece(link.url.as_str(), Role::Link)];
            strip(buffer, Rect { y: y + 1, height: 1, ..area }, &Strip::plain(&url), theme);
        }
    }
}

/// What is wrong with the files: where, and below it what and what to do.
fn problems(problems: &Problems, theme: Theme, buffer: &mut Buffer, area: Rect) {
    let shown = problems.all().iter().enumerate().skip(problems.selection().offset());
    for (y, (at, problem)) in (area.y..area.y + area.height).step_by(PROBLEM_LINES).zip(shown) {
        let here = at == problems.selection().at();
        let (word, role) =
            if problem.is_error { ("error   ", Role::Warning) } else { ("warning ", Role::Former) };
        let spot = problem.location.as_ref();
        let place = spot.map(|spot| format!("{}:{}:{}", spot.file, spot.line, spot.column));
        let left = [
            piece(format!("{} ", marker(here, true)), Role::Text),
            piece(word, role),
            piece(problem.message.clone(), Role::Text),
        ];
        let strip_of = Strip { left: &left, right: &[], selected: here, margin: 1 };
        strip(buffer, Rect { y, height: 1, ..area }, &strip_of, theme);
        if y + 1 < area.y + area.height {
            let help = problem.help.as_deref().map(|help| format!("  {help}")).unwrap_or_default();
            let below = [
                piece(format!("          {}", place.unwrap_or_default()), Role::Link),
                piece(help, Role::Dim),
            ];
            strip(buffer, Rect { y: y + 1, height: 1, ..area }, &Strip::plain(&below), theme);
        }
    }
}

/// The whole text of the selected problem, as far as there is room.
fn whole(problems: &Problems, theme: Theme, buffer: &mut Buffer, area: Rect) {
    let Some(problem) = problems.selected().filter(|_| area.height > 0) else { return };
    let rule = piece(if theme.ascii { "-" } else { "\u{2500}" }.repeat(area.width.into()), Role::Rule);
    let mut lines = vec![rule];
    let mut add = |text: &str, role: Role| {
        let wrapped = cells::wrap(text, area.width.into());
        lines.extend(wrapped.into_iter().map(|range| piece(text.get(range).unwrap_or_default(), role)));
    };
    add(&problem.message, Role::Text);
    add(problem.help.as_deref().unwrap_or_default(), Role::Dim);
    for (y, line) in (area.y..area.y + area.height).zip(&lines) {
        strip(buffer, Rect { y, height: 1, ..area }, &Strip::plain(std::slice::from_ref(line)), theme);
    }
}

/// The box with an address on lines of its own, so that it can be selected with the mouse.
fn address(
    model: &Model,
    theme: Theme,
    frame: &mut Frame<'_>,
    (title, url, why): (&str, &SourceUrl, &str),
    offset: usize,
) {
    let mut lines = vec![(url.as_str(), Role::Link), (" ", Role::Text), (why, Role::Text)];
    lines.extend(model.notice().map(|notice| (&*notice.text, Role::Success)));
    scrolled(model, theme, frame, title, &lines, offset);
}

/// The box that tells why an entry is a hit, and what a query can say.
fn reason(model: &Model, theme: Theme, frame: &mut Frame<'_>, (of, found): (&str, &[String]), offset: usize) {
    let mut lines = vec![("YOU ASK FOR", Role::Heading)];
    for (at, line) in found.iter().enumerate() {
        if at == 1 {
            lines.extend([(" ", Role::Text), ("WHAT IT FOUND HERE", Role::Heading)]);
        }
        lines.push((line, Role::Text));
    }
    lines.extend([(" ", Role::Text), ("A QUERY CAN SAY", Role::Heading)]);
    lines.extend(SYNTAX.iter().map(|line| (*line, Role::Dim)));
    scrolled(model, theme, frame, &format!("WHY {of}"), &lines, offset);
}

/// The language of queries, in short; `search --help` has the same.
const SYNTAX: &[&str] = &[
    "word            in names, tags, texts and sources; forgives slips",
    "'word  \"a b\"    the whole word, these words in a row",
    "^word  word$    names that start so, that end so",
    "!word  a | b    not so; one or the other",
    "stack: cat: kind: tag: src: claim: status: conf:   a text begins so",
    "is:former is:confirmed is:unsourced is:single is:old is:replaced",
    "year:2017..2019  sources:>2  age:>3y        numbers",
];

/// A box of lines, wrapped where they are too long, of which some may be scrolled out.
fn scrolled(
    model: &Model,
    theme: Theme,
    frame: &mut Frame<'_>,
    title: &str,
    texts: &[(&str, Role)],
    offset: usize,
) {
    let width = 88.min(usize::from(model.size().width).saturating_sub(6)).max(8);
    let mut lines: Vec<Piece> = Vec::new();
    for (text, role) in texts {
        let ranges = cells::wrap(text, width);
        lines.extend(ranges.into_iter().map(|range| piece(text.get(range).unwrap_or_default(), *role)));
    }
    let place = PopupArea::new(model.size(), 88, lines.len());
    let height = usize::from(place.inner.height);
    let offset = offset.min(lines.len().saturating_sub(height));
    let more = if lines.len() > height { "j and k scroll" } else { "" };
    open(theme, frame, place, (title, more));
    let inner = rect(place.inner);
    for (y, line) in (inner.y..inner.y + inner.height).zip(lines.iter().skip(offset)) {
        let left = std::slice::from_ref(line);
        strip(frame.buffer_mut(), Rect { y, height: 1, ..inner }, &Strip::plain(left), theme);
    }
}
