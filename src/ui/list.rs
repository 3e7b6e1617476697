//! The left pane: the tree, or the results of a search.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Look;
use super::paint::{self, Border, Strip, piece, rect, strip};
use crate::app::page::{Piece, Role, mark};
use crate::app::{Focus, HIT_LINES, Model, Search, Shown};
use crate::catalog::{Node, Row};
use crate::cells;
use crate::dataset::Status;
use crate::search::Field;

/// Draws the pane, where there is one.
pub(super) fn draw(model: &Model, look: Look, frame: &mut Frame<'_>) {
    let panes = model.panes();
    let Some(outer) = panes.list else { return };
    let inner = rect(panes.inside(outer));
    let buffer = frame.buffer_mut();
    let shown = model.search().map_or(Shown::Tree, Search::shown);
    if panes.bordered() {
        border(model, look, buffer, rect(outer), shown);
    }
    match (shown, model.search()) {
        (Shown::Hits, Some(search)) => hits(model, search, look, buffer, inner),
        (Shown::HitTree, Some(search)) => hit_tree(model, search, look, buffer, inner),
        (Shown::Nothing, Some(search)) => nothing(model, search, look, buffer, inner),
        _ => tree(model, look, buffer, inner),
    }
}

fn border(model: &Model, look: Look, buffer: &mut Buffer, outer: Rect, shown: Shown) {
    let focused = model.focus() == Focus::List;
    let inside = usize::from(outer.height.saturating_sub(2));
    let search = model.search().filter(|_| shown != Shown::Tree);
    let (title, number, foot, offset, count) = if let Some(search) = search {
        let hits = search.hits().len();
        let foot =
            if hits == 0 { String::new() } else { format!("{} of {hits}", search.selection().at() + 1) };
        match search.tree() {
            Some(tree) => ("RESULTS in the tree", hits, foot, tree.offset(), tree.rows().len()),
            None => ("RESULTS", hits, foot, search.selection().offset() * HIT_LINES, hits * HIT_LINES),
        }
    } else {
        let (mut here, mut count) = (0, 0);
        for (at, _) in model.tree().visible(model.catalog()) {
            count += 1;
            if at == model.tree().selected() {
                here = count;
            }
        }
        ("STACK", model.catalog().len(), format!("{here} of {count}"), model.tree().offset(), count)
    };
    let foot = if count > inside || search.is_some() { foot } else { String::new() };
    paint::frame(buffer, outer, &Border { focused, title: (title, &number.to_string()), foot: &foot }, look);
    paint::scroll_bar(buffer, outer, offset, count, look);
}

fn tree(model: &Model, look: Look, buffer: &mut Buffer, area: Rect) {
    let tree = model.tree();
    let rows = tree.visible(model.catalog()).skip(tree.offset());
    let active = model.focus() == Focus::List;
    for (y, (at, row)) in (area.y..area.y + area.height).zip(rows) {
        let here = at == tree.selected();
        let mut line = tree_line(model, at, row, look, tree.is_folded(at));
        if here && !active {
            for piece in &mut line.left {
                piece.role = Role::Title;
            }
        }
        line.draw(buffer, Rect { y, height: 1, ..area }, look, (here, active));
    }
}

/// The hits where they stand in the tree, with the branches around them.
fn hit_tree(model: &Model, search: &Search, look: Look, buffer: &mut Buffer, area: Rect) {
    let (Some(tree), Some(index)) = (search.tree(), model.index()) else { return };
    let rows = tree.rows().iter().skip(tree.offset());
    for (y, (place, rank)) in (area.y..area.y + area.height).zip(rows) {
        let Some(row) = model.catalog().rows().get(*place) else { continue };
        let mut line = tree_line(model, *place, row, look, false);
        let Some(name) = line.left.pop() else { continue };
        if rank.is_some() {
            let places = index.places(search.query(), &name.text, Field::Name);
            line.left.extend(mark(&name.text, &places, name.role));
        } else {
            line.left.push(Piece { role: Role::Dim, ..name });
        }
        line.draw(
            buffer,
            Rect { y, height: 1, ..area },
            look,
            (*rank == Some(search.selection().at()), true),
        );
    }
}

/// A row of the tree before it is known whether it is selected.
struct TreeLine {
    /// The indent with the fold mark, then the name.
    left: Vec<Piece>,
    right: Vec<Piece>,
}

impl TreeLine {
    fn draw(&self, buffer: &mut Buffer, line: Rect, look: Look, (here, active): (bool, bool)) {
        let mut left = vec![piece(marker(here, active), Role::Text)];
        left.extend(self.left.iter().cloned());
        let selected = here && active;
        strip(buffer, line, &Strip { left: &left, right: &self.right, selected, margin: 1 }, look);
    }
}

fn tree_line(model: &Model, at: usize, row: &Row, look: Look, is_folded: bool) -> TreeLine {
    let (name, right, role) = label(model, at, row);
    let (open, folded) = look.fold_marks();
    let fold = match (row.is_branch(at), is_folded) {
        (false, _) => " ",
        (true, true) => folded,
        (true, false) => open,
    };
    let indent = "  ".repeat(usize::from(row.depth).min(12));
    TreeLine { left: vec![piece(format!("{indent}{fold} "), Role::Text), piece(name, role)], right }
}

/// The sign before the selected row: it is there without colours, too.
pub(super) fn marker(here: bool, active: bool) -> &'static str {
    match (here, active) {
        (true, true) => ">",
        (true, false) => "-",
        (false, _) => " ",
    }
}

/// The name of a row, and what stands at its right end.
fn label<'a>(model: &'a Model, at: usize, row: &Row) -> (&'a str, Vec<Piece>, Role) {
    let catalog = model.catalog();
    let count = vec![piece(row.count.to_string(), Role::Dim)];
    match row.node {
        Node::Stack(stack) => (catalog.stack(stack).map_or("", |stack| stack.name()), count, Role::Heading),
        Node::Category(stack, category) => {
            (catalog.category(stack, category).map_or("", |category| category.name()), count, Role::Heading)
        }
        Node::Entry(id) => {
            let Some(entry) = catalog.entry(id) else { return ("", vec![], Role::Text) };
            let mut right = status_word(entry.status());
            if row.is_branch(at) {
                if !right.is_empty() {
                    right.push(piece(" ", Role::Text));
                }
                right.extend(count);
            }
            (entry.name(), right, Role::Text)
        }
    }
}

/// The status where it is not the ordinary one.
fn status_word(status: Option<Status>) -> Vec<Piece> {
    match status {
        Some(Status::Former) => vec![piece("former", Role::Old)],
        Some(Status::Unknown) => vec![piece("unknown", Role::Dim)],
        Some(Status::Current) | None => vec![],
    }
}

fn hits(model: &Model, search: &Search, look: Look, buffer: &mut Buffer, area: Rect) {
    let Some(index) = model.index() else { return };
    let catalog = model.catalog();
    let lines = (area.y..area.y + area.height).step_by(HIT_LINES);
    let shown = search.hits().iter().enumerate().skip(search.selection().offset());
    for (y, (at, hit)) in lines.zip(shown) {
        let Some(entry) = catalog.entry(hit.id) else { continue };
        let here = at == search.selection().at();
        let reason = index.reason(catalog, search.query(), hit);
        let mut left = vec![piece(format!("{} ", marker(here, true)), Role::Text)];
        left.extend(mark(entry.name(), &reason.name_places, Role::Text));
        let right = status_word(entry.status());
        let line = Rect { y, height: 1, ..area };
        strip(buffer, line, &Strip { left: &left, right: &right, selected: here, margin: 1 }, look);
        if y + 1 < area.y + area.height {
            let label =
                if reason.text.is_empty() { reason.label.clone() } else { format!("{}: ", reason.label) };
            let space = usize::from(area.width).saturating_sub(5 + cells::width(&label));
            let mut why = vec![piece("    ", Role::Text), piece(label, Role::Dim)];
            why.extend(snippet(&reason.text, &reason.places, space));
            strip(buffer, Rect { y: y + 1, height: 1, ..area }, &Strip::plain(&why), look);
        }
    }
}

/// As much of a text as fits, begun so that the first highlighted place is in sight.
fn snippet(text: &str, places: &[std::ops::Range<usize>], space: usize) -> Vec<Piece> {
    let first = places.first().map_or(0, |place| place.start);
    let ends = places.first().map_or(0, |place| place.end);
    let start = if cells::width(text.get(..ends).unwrap_or_default()) < space {
        0
    } else {
        // A few words before the place tell what it is about.
        let before = text.get(..first).unwrap_or_default();
        let lead = (space / 4).min(12);
        before
            .char_indices()
            .rev()
            .take(lead)
            .filter(|(_, c)| *c == ' ')
            .last()
            .map_or(first, |(at, _)| at + 1)
    };
    let shown = text.get(start..).unwrap_or_default();
    let moved: Vec<_> = places
        .iter()
        .filter(|place| place.start >= start)
        .map(|place| place.start - start..place.end - start)
        .collect();
    let mut pieces = mark(shown, &moved, Role::Dim);
    if start > 0 {
        pieces.insert(0, piece("…", Role::Dim));
    }
    pieces
}

fn nothing(model: &Model, search: &Search, look: Look, buffer: &mut Buffer, area: Rect) {
    let width = usize::from(area.width).saturating_sub(4).max(1);
    let mut lines: Vec<Piece> = Vec::new();
    let mut add = |text: &str, role| {
        for range in cells::wrap(text, width) {
            lines.push(piece(format!("  {}", text.get(range).unwrap_or_default()), role));
        }
    };
    add("nothing matches", Role::Title);
    add(&format!("\u{201c}{}\u{201d}", search.query().text().trim()), Role::Text);
    let near = model.catalog().nearest(search.query().text());
    if !near.is_empty() {
        add(" ", Role::Text);
        add("nearest names", Role::Dim);
        for id in near {
            add(model.catalog().entry(id).map_or("", |entry| entry.name()), Role::Link);
        }
    }
    add(" ", Role::Text);
    let one = search.query().text().split_whitespace().nth(1).is_none();
    add(
        if one {
            "try only the beginning of the word, or another one"
        } else {
            "every word has to match: try fewer, or only the beginning of one"
        },
        Role::Dim,
    );
    for (y, line) in (area.y + 1..area.y + area.height).zip(&lines) {
        let left = std::slice::from_ref(line);
        strip(buffer, Rect { y, height: 1, ..area }, &Strip::plain(left), look);
    }
}
