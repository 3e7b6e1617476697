//! The left pane: the tree, or the results of a search.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Theme;
use super::paint::{self, Border, Strip, piece, rect, strip};
use crate::app::content::{Piece, Role, mark};
use crate::app::{Focus, HIT_LINES, ListContent, Model, ResultItem, Search, TREE_HITS};
use crate::catalog::{EntryId, Node, Row};
use crate::cells;
use crate::dataset::Status;
use crate::search::{Field, Hit, Index, Query};

/// Draws the pane, where there is one.
pub(super) fn draw(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let panes = model.panes();
    let Some(outer) = panes.list else { return };
    let inner = rect(panes.inside(outer));
    let buffer = frame.buffer_mut();
    let shown = model.search().map_or(ListContent::Tree, Search::list_content);
    if panes.bordered() {
        border(model, theme, buffer, rect(outer), shown);
    }
    match (shown, model.search()) {
        (ListContent::Hits, Some(search)) => hits(model, search, theme, buffer, inner),
        (ListContent::HitTree, Some(search)) => hit_tree(model, search, theme, buffer, inner),
        (ListContent::Nothing, Some(search)) => nothing(model, search, theme, buffer, inner),
        _ => tree(model, theme, buffer, inner),
    }
}

fn border(model: &Model, theme: Theme, buffer: &mut Buffer, outer: Rect, shown: ListContent) {
    let focused = model.focus() == Focus::List;
    let inside = usize::from(outer.height.saturating_sub(2));
    let search = model.search().filter(|_| shown != ListContent::Tree);
    let (title, number, foot, offset, count) = if let Some(search) = search {
        let (hits, at) = (search.count(), search.selection().at());
        let foot = if at < hits { format!("{} of {hits}", at + 1) } else { String::new() };
        match search.tree() {
            Some(tree) if hits > TREE_HITS => (
                format!("RESULTS in the tree, the best {TREE_HITS} of"),
                hits,
                foot,
                tree.offset(),
                tree.rows().len(),
            ),
            Some(tree) => ("RESULTS in the tree".to_owned(), hits, foot, tree.offset(), tree.rows().len()),
            None => {
                let lines = (search.selection().offset() * HIT_LINES, search.items() * HIT_LINES);
                ("RESULTS".to_owned(), hits, foot, lines.0, lines.1)
            }
        }
    } else {
        let (mut here, mut count) = (0, 0);
        for (at, _) in model.tree().visible(model.catalog()) {
            count += 1;
            if at == model.tree().selected() {
                here = count;
            }
        }
        let foot = format!("{here} of {count}");
        ("STACK".to_owned(), model.catalog().len(), foot, model.tree().offset(), count)
    };
    let foot = if count > inside || search.is_some() { foot } else { String::new() };
    paint::frame(
        buffer,
        outer,
        &Border { focused, title: (&title, &number.to_string()), foot: &foot },
        theme,
    );
    paint::scroll_bar(buffer, outer, offset, count, theme);
}

fn tree(model: &Model, theme: Theme, buffer: &mut Buffer, area: Rect) {
    let tree = model.tree();
    let rows = tree.visible(model.catalog()).skip(tree.offset());
    let active = model.focus() == Focus::List;
    for (y, (at, row)) in (area.y..area.y + area.height).zip(rows) {
        let here = at == tree.selected();
        let mut line = tree_line(model, at, row, theme, tree.is_folded(at));
        if here && !active {
            for piece in &mut line.left {
                piece.role = Role::Title;
            }
        }
        line.draw(buffer, Rect { y, height: 1, ..area }, theme, (here, active));
    }
}

/// The hits where they stand in the tree, with the branches around them.
fn hit_tree(model: &Model, search: &Search, theme: Theme, buffer: &mut Buffer, area: Rect) {
    let (Some(tree), Some(index), Some(query)) = (search.tree(), model.index(), search.answered()) else {
        return;
    };
    let rows = tree.rows().iter().skip(tree.offset());
    for (y, (place, rank)) in (area.y..area.y + area.height).zip(rows) {
        let Some(row) = model.catalog().rows().get(*place) else { continue };
        let mut line = tree_line(model, *place, row, theme, false);
        let Some(name) = line.left.pop() else { continue };
        if rank.is_some() {
            let places = index.highlights(query, &name.text, Field::Name);
            line.left.extend(mark(&name.text, &places, name.role));
        } else {
            line.left.push(Piece { role: Role::Dim, ..name });
        }
        line.draw(
            buffer,
            Rect { y, height: 1, ..area },
            theme,
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
    fn draw(&self, buffer: &mut Buffer, line: Rect, theme: Theme, (here, active): (bool, bool)) {
        let mut left = vec![piece(marker(here, active), Role::Text)];
        left.extend(self.left.iter().cloned());
        let selected = here && active;
        strip(buffer, line, &Strip { left: &left, right: &self.right, selected, margin: 1 }, theme);
    }
}

fn tree_line(model: &Model, at: usize, row: &Row, theme: Theme, is_folded: bool) -> TreeLine {
    let (name, right, role) = label(model, at, row);
    let (open, folded) = theme.fold_marks();
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
    let count = vec![piece(row.count().to_string(), Role::Dim)];
    match row.node {
        Node::Stack(_) => (catalog.name(row.node), count, Role::Heading),
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
        Some(Status::Former) => vec![piece("former", Role::Former)],
        Some(Status::Unknown) => vec![piece("unknown", Role::Dim)],
        Some(Status::Current) | None => vec![],
    }
}

fn hits(model: &Model, search: &Search, theme: Theme, buffer: &mut Buffer, area: Rect) {
    let (Some(index), Some(query)) = (model.index(), search.answered()) else { return };
    let mut rest = area;
    for item in search.visible_items() {
        if rest.height == 0 {
            break;
        }
        match item {
            ResultItem::Rule => rule(search, theme, buffer, rest),
            ResultItem::Hit(rank, hit) => {
                let here = rank == search.selection().at();
                let apart = rank >= search.count();
                self::hit(model, (index, query), hit, (here, apart), theme, buffer, rest);
            }
        }
        let lines = rest.height.min(2);
        rest = Rect { y: rest.y + lines, height: rest.height - lines, ..rest };
    }
}

/// The rule above the hits that lack a fact which the query asks for.
fn rule(search: &Search, theme: Theme, buffer: &mut Buffer, area: Rect) {
    let outside = search.count_outside();
    let line = if theme.ascii { "-" } else { "\u{2500}" };
    let words = format!(" {outside} outside the filter ");
    let after = usize::from(area.width).saturating_sub(cells::width(&words) + 2);
    let pieces =
        [piece(line.repeat(2), Role::Rule), piece(words, Role::Dim), piece(line.repeat(after), Role::Rule)];
    strip(buffer, Rect { height: 1, ..area }, &Strip::plain(&pieces), theme);
    if search.count() == 0 && area.height > 1 {
        let left = [piece("  inside it there is none", Role::Dim)];
        strip(buffer, Rect { y: area.y + 1, height: 1, ..area }, &Strip::plain(&left), theme);
    }
}

/// The name of a hit, and below it why it is one.
fn hit(
    model: &Model,
    (index, query): (&Index, &Query),
    hit: Hit,
    (here, apart): (bool, bool),
    theme: Theme,
    buffer: &mut Buffer,
    area: Rect,
) {
    let Some(entry) = model.catalog().entry(hit.id) else { return };
    let reason = index.reason(model.catalog(), query, &hit);
    let role = if apart { Role::Dim } else { Role::Text };
    let mut left = vec![piece(format!("{} ", marker(here, true)), Role::Text)];
    left.extend(mark(entry.name(), &reason.name_highlights, role));
    let mut right = status_word(entry.status());
    if let Some(stack) = stack_of(model, hit.id) {
        right.push(piece(if right.is_empty() { "" } else { "  " }, Role::Text));
        right.push(piece(stack, Role::Dim));
    }
    let line = Rect { height: 1, ..area };
    strip(buffer, line, &Strip { left: &left, right: &right, selected: here, margin: 1 }, theme);
    if area.height > 1 {
        let label = if reason.text.is_empty() { reason.label.clone() } else { format!("{}: ", reason.label) };
        let space = usize::from(area.width).saturating_sub(5 + cells::width(&label));
        let mut why = vec![piece("    ", Role::Text), piece(label, Role::Dim)];
        why.extend(snippet(&reason.text, &reason.highlights, space));
        strip(buffer, Rect { y: area.y + 1, height: 1, ..area }, &Strip::plain(&why), theme);
    }
}

/// The stack of a hit, where there are several.
fn stack_of(model: &Model, id: EntryId) -> Option<String> {
    const CELLS: usize = 12;
    model.catalog().stack_id_if_several(id.stack)?;
    Some(cells::cut(model.catalog().name(Node::Stack(id.stack)), CELLS).into_owned())
}

/// As much of a text as fits, begun so that the first highlighted place is in sight.
fn snippet(text: &str, places: &[std::ops::Range<usize>], space: usize) -> Vec<Piece> {
    let first = places.first().map_or(0, |place| place.start);
    let ends = places.first().map_or(0, |place| place.end);
    let (before, after) = (text.get(..first).unwrap_or_default(), text.get(ends..).unwrap_or_default());
    // No more is measured than could be shown, as texts may be long.
    let short = |text: &str| text.chars().nth(space).is_none();
    let behind = if short(after) { cells::width(after) } else { space };
    // The match stands in the first half, or as far right as the rest of the text leaves no gap behind it.
    let room = (space / 2).max(space.saturating_sub(behind)).saturating_sub(1);
    let matched = cells::width(text.get(first..ends).unwrap_or_default());
    let start = if short(before) && cells::width(before) + matched <= room {
        0
    } else {
        let (mut start, mut taken) = (first, matched);
        for (blank, _) in before.rmatch_indices(' ') {
            taken += cells::width(before.get(blank + 1..start).unwrap_or_default());
            if taken > room {
                break;
            }
            start = blank + 1;
        }
        start
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

fn nothing(model: &Model, search: &Search, theme: Theme, buffer: &mut Buffer, area: Rect) {
    let width = usize::from(area.width).saturating_sub(4).max(1);
    let mut lines: Vec<Piece> = Vec::new();
    let mut add = |text: &str, role| {
        for range in cells::wrap(text, width) {
            lines.push(piece(format!("  {}", text.get(range).unwrap_or_default()), role));
        }
    };
    add("nothing matches", Role::Title);
    add(
        &format!("\u{201c}{}\u{201d}", search.answered().map_or("", |query| query.text().trim())),
        Role::Text,
    );
    let advice = search.advice();
    if !advice.nearest.is_empty() {
        add(" ", Role::Text);
        add("nearest names", Role::Dim);
        for id in &advice.nearest {
            add(model.catalog().entry(*id).map_or("", |entry| entry.name()), Role::Link);
        }
    }
    if !advice.removable.is_empty() {
        add(" ", Role::Text);
        add("hits without", Role::Dim);
        for drop in advice.removable.iter().take(3) {
            add(&format!("{}  {}", drop.typed, drop.hits), Role::Text);
        }
    }
    if advice.nearest.is_empty() && advice.removable.is_empty() {
        add(" ", Role::Text);
        add("try fewer letters, or only the beginning of the word", Role::Dim);
    }
    for (y, line) in (area.y + 1..area.y + area.height).zip(&lines) {
        let left = std::slice::from_ref(line);
        strip(buffer, Rect { y, height: 1, ..area }, &Strip::plain(left), theme);
    }
}
