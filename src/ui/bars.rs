//! The rows around the panes: title, search bar, tip, breadcrumb, hints.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::Theme;
use super::detail::position;
use super::paint::{Strip, piece, rect, strip, width_of};
use crate::app::content::{Piece, Role, Target};
use crate::app::keys::{self, Action, Command, Context, Key};
use crate::app::layout::Area;
use crate::app::loading::{describe_bytes, thousands};
use crate::app::{Focus, ListContent, Model, Search};
use crate::catalog::Node;
use crate::cells;
use crate::dataset::{Category, Entry, Stack, sanitized};
use crate::format::report::counted;

/// Draws one row with a blank at both ends.
fn row(frame: &mut Frame<'_>, area: Area, left: &[Piece], right: &[Piece], theme: Theme) {
    let area = rect(area);
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    strip(frame.buffer_mut(), inner, &Strip { left, right, selected: false, margin: 0 }, theme);
}

/// The row on top of wide screens: what is open, and how much of it.
pub(super) fn title(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let Some(area) = model.panes().title else { return };
    let stacks = model.catalog().stacks();
    let names: Vec<&str> = stacks.iter().map(Stack::name).collect();
    let claims: usize = stacks.iter().map(Stack::claim_count).sum();
    let sources: usize = stacks.iter().map(|stack| stack.sources().len()).sum();
    // A list of links has neither.
    let evidence = if claims + sources == 0 {
        String::new()
    } else {
        format!("  {}  {}", counted(claims, "claim"), counted(sources, "source"))
    };
    let left = [
        piece("stacklore  ", Role::Dim),
        piece(names.join(", "), Role::Title),
        piece(format!("   {}{evidence}", counted(model.catalog().len(), "entry")), Role::Text),
        piece(if model.is_partial() { "  partly read" } else { "" }, Role::Warning),
    ];
    let reviewed = stacks.iter().filter_map(Stack::reviewed).max();
    let right = match reviewed {
        Some(date) => vec![piece(format!("reviewed {date}   ? help"), Role::Dim)],
        None => vec![piece("? help", Role::Dim)],
    };
    row(frame, area, &left, &right, theme);
}

/// The search bar, always there: what can be typed, or what was typed, and how many entries are left.
pub(super) fn search(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let panes = model.panes();
    let total = model.catalog().len();
    let Some(search) = model.search() else {
        if !panes.bordered() {
            narrow_header(model, theme, frame);
            return;
        }
        let left = [piece("/ ", Role::Title), piece("search names, tags, claims, sources", Role::Dim)];
        let mut right = vec![piece(format!("{total}/{total}"), Role::Dim)];
        if panes.title.is_none() {
            let names: Vec<&str> = model.catalog().stacks().iter().map(Stack::name).collect();
            right.insert(0, piece(format!("{}  ", names.join(", ")), Role::Title));
            right.insert(0, piece(if model.is_partial() { "partly read  " } else { "" }, Role::Warning));
        }
        row(frame, panes.search, &left, &right, theme);
        return;
    };
    let count = if search.list_content() == ListContent::Tree { total } else { search.count() };
    let mut right =
        vec![piece(format!("{count}/{total}"), if count == 0 { Role::Warning } else { Role::Dim })];
    if search.is_pending() {
        right.insert(0, piece("searching  ", Role::Dim));
    }
    let space = usize::from(panes.search.width).saturating_sub(6 + width_of(&right));
    let (text, cursor) = window(search.text(), search.cursor(), space);
    let left = [piece("/ ", Role::Title), piece(text, Role::Text)];
    row(frame, panes.search, &left, &right, theme);
    if model.popup().is_none() {
        let x = panes.search.x + 3 + u16::try_from(cursor).unwrap_or(0);
        frame.set_cursor_position(Position::new(x, panes.search.y));
    }
}

/// The first row of narrow screens: where one is, and how far.
fn narrow_header(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let area = model.panes().search;
    if model.focus() == Focus::Detail {
        let left = [piece("< ", Role::Dim), piece(model.detail().content().title.clone(), Role::Title)];
        row(frame, area, &left, &[piece(position(model), Role::Dim)], theme);
        return;
    }
    let left = [piece("STACK > ", Role::Dim), piece(crumb_of(model), Role::Text)];
    let tree = model.tree();
    let places: Vec<usize> = tree.visible(model.catalog()).map(|(at, _)| at).collect();
    let here = places.iter().position(|at| *at == tree.selected()).map_or(0, |at| at + 1);
    row(frame, area, &left, &[piece(format!("{here} of {}", places.len()), Role::Dim)], theme);
}

/// The part of a line of text that is in sight with its cursor, and the cursor's place in that part.
pub(super) fn window(text: &str, cursor: usize, space: usize) -> (String, usize) {
    let mut hidden = 0;
    let mut rest = text;
    while cursor - hidden > space {
        let Some(c) = rest.chars().next() else { break };
        let (first, after) = rest.split_at(c.len_utf8());
        let width = cells::width(first);
        if hidden + width > cursor {
            break;
        }
        hidden += width;
        rest = after;
    }
    (rest.to_owned(), cursor - hidden)
}

/// The tip of the first run.
pub(super) fn tip(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    if let Some(area) = model.panes().tip {
        let text = if area.width > 84 {
            "first time here?  / searches, Enter reads, o opens the source, ? lists every key"
        } else {
            "first time? / searches, Enter reads, ? lists keys"
        };
        row(frame, area, &[piece(text, Role::Success)], &[], theme);
    }
}

/// Where the cursor is, or what has just happened.
pub(super) fn crumb(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let panes = model.panes();
    let notice = model.notice().map(|notice| {
        let role = if notice.failed { Role::Warning } else { Role::Success };
        piece(notice.text.clone(), role)
    });
    let left = notice.map(|notice| vec![notice]).or_else(|| banner(model, panes.crumb.or(panes.rule)));
    let left = left.or_else(|| read_back(model));
    if let Some(area) = panes.crumb {
        let back = || model.back_to().map(|name| vec![piece(format!("back: {name}"), Role::Dim)]);
        let left = left.unwrap_or_else(|| vec![piece(crumb_of(model), Role::Text)]);
        let beside = u16::try_from(width_of(&left)).unwrap_or(area.width).min(area.width / 3);
        let right = progress(model, theme, area.width - beside).or_else(back).unwrap_or_default();
        row(frame, area, &left, &right, theme);
    } else if let Some(area) = panes.rule {
        if let Some(left) = left.or_else(|| progress(model, theme, area.width)) {
            row(frame, area, &left, &[], theme);
        } else {
            let line = if theme.ascii { "-" } else { "─" }.repeat(area.width.into());
            let rule = piece(line, Role::Rule);
            strip(frame.buffer_mut(), rect(area), &Strip::plain(std::slice::from_ref(&rule)), theme);
        }
    }
}

/// How far reading is, while it goes on: as much of it as fits, and how to stop it in any case.
fn progress(model: &Model, theme: Theme, width: u16) -> Option<Vec<Piece>> {
    const CELLS: usize = 12;
    let progress = model.loading()?;
    let mut pieces = vec![piece("reading ", Role::Text)];
    let mut bar = Vec::new();
    if let Some(part) = progress.thousandths() {
        let part = usize::try_from(part).unwrap_or(0);
        let (done, rest) = if theme.ascii { ("#", "-") } else { ("\u{2501}", "\u{2500}") };
        let filled = part * CELLS / 1000;
        bar.push(piece(done.repeat(filled), Role::Success));
        bar.push(piece(rest.repeat(CELLS - filled), Role::Rule));
        bar.push(piece(format!(" {} %  ", part / 10), Role::Text));
    }
    let mut numbers = Vec::new();
    if progress.entries > 0 {
        numbers.push(format!("{} entries  ", thousands(progress.entries)));
    }
    if progress.bytes > 0 {
        numbers.push(format!("{}  ", describe_bytes(progress.bytes)));
        numbers.push(format!("{}/s  ", describe_bytes(progress.rate())));
    }
    let stop = piece("Esc stops", Role::Dim);
    let mut left = usize::from(width).saturating_sub(2 + width_of(&pieces) + cells::width(&stop.text));
    let mut add = |more: Vec<Piece>| {
        let fits = width_of(&more) <= left;
        if fits {
            left -= width_of(&more);
            pieces.extend(more);
        }
        fits
    };
    add(bar);
    for number in numbers {
        add(vec![piece(number, Role::Dim)]);
    }
    let name = sanitized(&progress.name);
    if !name.is_empty() {
        let name = vec![piece(format!("{name}  "), Role::Text)];
        if width_of(&name) <= left {
            pieces.splice(1..1, name);
        }
    }
    pieces.push(stop);
    Some(pieces)
}

/// What keeps the files from being read again, until they are mended; what to press is told in any case.
fn banner(model: &Model, area: Option<Area>) -> Option<Vec<Piece>> {
    let error = model.first_error()?;
    let place = error.location.as_ref().map(|spot| format!("{}:{}: ", spot.file, spot.line));
    let all = model.errors();
    let keys = if all > 1 { format!("  ! lists all {all}") } else { "  e edits".to_owned() };
    let keys = if model.search().is_some() { String::new() } else { keys };
    let said = format!("not read again: {}{}", place.unwrap_or_default(), error.message);
    let space = usize::from(area.map_or(0, |area| area.width)).saturating_sub(2 + cells::width(&keys));
    Some(vec![piece(cells::cut(&said, space).into_owned(), Role::Warning), piece(keys, Role::Dim)])
}

/// What the query means, in words; first of all what could not be meant so.
fn read_back(model: &Model) -> Option<Vec<Piece>> {
    let query = model.search()?.answered()?;
    let mut pieces: Vec<Piece> =
        query.warnings().iter().map(|remark| piece(format!("{remark}  "), Role::Warning)).collect();
    pieces.push(piece(query.describe(), Role::Dim));
    Some(pieces)
}

/// The way from the outermost branch to the cursor.
fn crumb_of(model: &Model) -> String {
    let catalog = model.catalog();
    let (stack, path) = match model.shown_node() {
        Node::Stack(at) => (at, Vec::new()),
        Node::Category(at, category) => {
            (at, catalog.category(at, category).map(Category::path).unwrap_or_default())
        }
        Node::Entry(id) => (id.stack, catalog.entry(id).map(path_of).unwrap_or_default()),
    };
    let mut parts: Vec<&str> =
        catalog.stack_id_if_several(stack).map(|_| catalog.name(Node::Stack(stack))).into_iter().collect();
    parts.extend(path);
    let row = match (model.focus(), model.detail().target()) {
        (Focus::Detail, Some(Target::Claim(at))) => format!("C{}", at + 1),
        (Focus::Detail, Some(Target::Source(at))) => format!("[{}]", at + 1),
        (Focus::Detail, Some(Target::Url { title, .. })) => title.clone(),
        (Focus::Detail, Some(Target::Node { node, .. })) => model.catalog().name(*node).to_owned(),
        _ => String::new(),
    };
    parts.extend(Some(row.as_str()).filter(|row| !row.is_empty()));
    parts.join(" > ")
}

/// The names of an entry's categories, of the entry it hangs under, and its own.
fn path_of(entry: Entry<'_>) -> Vec<&str> {
    let mut path = entry.category_path();
    path.extend(entry.parent().and_then(|parent| entry.stack().entry(parent)).map(Entry::name));
    path.push(entry.name());
    path
}

/// The keys that matter here, as many as fit; the way to all of them is always among them.
pub(super) fn hints(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let area = model.panes().hints;
    let hints = match model.chord_prefix() {
        Some(key) => continuations(model.context(), key),
        None => ordinary(model),
    };
    let last = match (model.chord_prefix(), model.context()) {
        (Some(_), _) => Hint { keys: "Esc".to_owned(), words: "give up".to_owned() },
        (None, Context::Tree | Context::Detail) => Hint { keys: "?".to_owned(), words: "keys".to_owned() },
        (None, Context::Help | Context::Links | Context::Problems | Context::Reason | Context::Url) => {
            Hint { keys: "Esc".to_owned(), words: "close".to_owned() }
        }
        (None, Context::Search) if model.search().is_some_and(|search| search.chosen().is_some()) => {
            Hint { keys: "F1".to_owned(), words: "why, keys".to_owned() }
        }
        (None, _) => Hint { keys: "F1".to_owned(), words: "keys".to_owned() },
    };
    let lines = fill(hints, &last, usize::from(area.width).saturating_sub(2), area.height.into());
    for (y, line) in (area.y..).zip(&lines) {
        row(frame, Area { y, height: 1, ..area }, line, &[], theme);
    }
}

struct Hint {
    keys: String,
    words: String,
}

impl Hint {
    fn width(&self) -> usize {
        cells::width(&self.keys) + 1 + cells::width(&self.words)
    }

    fn pieces(&self) -> [Piece; 2] {
        [piece(self.keys.clone(), Role::Title), piece(format!(" {}", self.words), Role::Dim)]
    }
}

fn ordinary(model: &Model) -> Vec<Hint> {
    let hint = |action: &&Action| {
        let chord = action.keys.first()?;
        let keys = match chord.first {
            Some(first) => first.to_string(),
            None if action.command == Command::Previous => "Up/Down".to_owned(),
            None if action.keys.len() > 4 => action.shown_keys(),
            None => chord.to_string(),
        };
        let words = if action.command == Command::Follow { follow_words(model)? } else { action.hint.1 };
        Some(Hint { keys, words: words.to_owned() })
    };
    let hints = keys::hints(model.context());
    hints.iter().filter(|action| applies(model, action)).filter_map(hint).collect()
}

/// Whether an action could do anything now: what could not is missing from the hints.
fn applies(model: &Model, action: &Action) -> bool {
    let entry = matches!(model.shown_node(), Node::Entry(_));
    match action.command {
        Command::Back => model.back_to().is_some(),
        Command::Forward => model.can_go_forward(),
        // Over a box the way out has its own place at the end.
        Command::CloseOrCancel => model.has_layer() && model.popup().is_none(),
        Command::OpenSource => entry,
        Command::Toggle => {
            model.context() == Context::Tree || matches!(model.detail().target(), Some(Target::Claim(_)))
        }
        // Where Enter opens what the cursor is on, so does this key: one hint is enough.
        Command::OpenFirst if model.context() == Context::Detail => follow_words(model) != Some("open"),
        Command::OpenFirst | Command::OpenArchived | Command::Links | Command::Copy(_) => {
            entry || model.popup().is_some()
        }
        // Enter does the same in the list of problems.
        Command::Edit => model.has_files() && model.context() != Context::Problems,
        Command::Reload => model.has_files(),
        Command::SwitchResults => model.search().is_some_and(|search| search.count() > 0),
        Command::OpenHit => {
            model.popup().is_some() || model.search().is_some_and(|search| search.chosen().is_some())
        }
        _ => true,
    }
}

/// What Enter does just here.
fn follow_words(model: &Model) -> Option<&'static str> {
    match model.context() {
        Context::Help => Some("run"),
        Context::Reason => Some("go to it"),
        Context::Problems => Some("edit"),
        Context::Links => Some("open"),
        Context::Search => match model.search().map(Search::list_content) {
            Some(ListContent::Hits | ListContent::HitTree) => Some("go to it"),
            _ => None,
        },
        Context::Url => None,
        Context::Tree if matches!(model.selected_node(), Node::Entry(_)) => Some("read"),
        Context::Tree => Some("fold or unfold"),
        Context::Detail => match model.detail().target() {
            Some(Target::Node { .. }) => Some("go there"),
            _ => Some("open"),
        },
    }
}

/// What may follow the key that waits.
fn continuations(context: Context, waiting: Key) -> Vec<Hint> {
    keys::chord_continuations(context, waiting)
        .map(|(key, action)| Hint { keys: format!("{waiting}{key}"), words: action.title.to_owned() })
        .collect()
}

/// Lays hints out on lines until they are full; `last` always has a place on the last line.
fn fill(hints: Vec<Hint>, last: &Hint, width: usize, lines: usize) -> Vec<Vec<Piece>> {
    const GAP: usize = 2;
    let mut filled: Vec<(Vec<Piece>, usize)> = vec![(Vec::new(), 0)];
    for hint in hints {
        let on_last = filled.len() == lines;
        let reserved = if on_last { last.width() + GAP } else { 0 };
        let Some((line, used)) = filled.last_mut() else { break };
        let gap = if *used == 0 { 0 } else { GAP };
        if *used + gap + hint.width() + reserved <= width {
            line.push(piece(" ".repeat(gap), Role::Text));
            line.extend(hint.pieces());
            *used += gap + hint.width();
        } else if filled.len() < lines && hint.width() + last.width() + GAP <= width {
            filled.push((hint.pieces().to_vec(), hint.width()));
        }
    }
    let full = filled.last().is_some_and(|(_, used)| *used > 0 && used + GAP + last.width() > width);
    if full && filled.len() < lines {
        filled.push((Vec::new(), 0));
    }
    if let Some((line, used)) = filled.last_mut() {
        line.push(piece(" ".repeat(if *used == 0 { 0 } else { GAP }), Role::Text));
        line.extend(last.pieces());
    }
    filled.into_iter().map(|(line, _)| line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_fit_at_every_width_and_the_last_is_always_there() {
        for width in 4..200 {
            for lines in 1..3 {
                let hints = keys::hints(Context::Tree)
                    .into_iter()
                    .map(|action| Hint { keys: action.shown_keys(), words: action.hint.1.to_owned() })
                    .collect();
                let last = Hint { keys: "?".to_owned(), words: String::new() };
                let filled = fill(hints, &last, width, lines);
                assert!(filled.len() <= lines);
                for line in &filled {
                    assert!(width_of(line) <= width, "{width}: {line:?}");
                }
                assert!(filled.iter().flatten().any(|piece| piece.text == "?"));
            }
        }
    }

    #[test]
    fn a_long_text_is_shown_around_its_cursor() {
        assert_eq!(window("abcdef", 6, 10), ("abcdef".to_owned(), 6));
        assert_eq!(window("abcdef", 6, 4), ("cdef".to_owned(), 4));
        assert_eq!(window("abcdef", 0, 4), ("abcdef".to_owned(), 0));
        assert_eq!(window("語語語", 6, 3), ("語".to_owned(), 2));
    }
}
