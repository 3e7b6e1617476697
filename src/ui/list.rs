//! The left pane: the tree, or the results of a search.

use ratatui::layout::Rect;

use super::paint::{Canvas, Strip, marker, piece, rect, width_of, wrapped};
use super::snippet::snippet;
use super::theme::Theme;
use crate::app::content::{Piece, Role, mark, state_mark, strip_pieces};
use crate::app::{Focus, ListContent, Model, ResultItem, ResultList, indent};
use crate::catalog::{Arrangement, EntryId, Group, Grouping, Node, Row, Sorting};
use crate::cells::{self, Glyphs};
use crate::dataset::{Date, Entry, Lifetime, Source, Status, Years};
use crate::search::{Field, Hit, Index, NearestValue, Query, Reason};

/// Draws the pane, if it is visible, and the rule between it and the detail.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let panes = model.panes();
    let Some(area) = panes.list.map(rect) else { return };
    content(model, canvas, panes.heading.map(rect), area);
    let results = model.search().and_then(|search| search.results.as_ref());
    if let Some(divider) = panes.divider {
        canvas.divider(rect(divider));
    }
    let tree = &model.navigation().tree;
    let (offset, lines) = match results {
        None => (tree.selection.offset, tree.visible().count()),
        Some(results) => {
            let lines = results.item_lines();
            let list = || (results.selection.offset * lines, results.items() * lines);
            results.tree.as_ref().map_or_else(list, |tree| (tree.offset, tree.rows.len()))
        }
    };
    // Beside the detail the scroll bar is on the rule between them.
    let beside = panes.divider.is_some_and(|divider| divider.width == 1 && divider.height > 1);
    let x = area.x + area.width.saturating_sub(u16::from(!beside));
    canvas.scroll_bar(Rect { x, width: 1, ..area }, offset, lines);
}

/// Draws the heading and the rows of the tree, or the results, from the scroll offset on.
pub(super) fn content(model: &Model, canvas: &mut Canvas<'_, '_>, heading: Option<Rect>, area: Rect) {
    let results = model.search().and_then(|search| search.results.as_ref());
    if let Some(heading) = heading {
        let tree = &model.navigation().tree;
        let is_group = |row: &&Row| {
            !matches!(row.node.page(), Node::Entry(_) | Node::Stack(_) | Node::Group(_, Group::Rest(_)))
        };
        let groups = tree.rows().iter().filter(is_group);
        let Arrangement { group, sort, .. } = tree.arrangement();
        let mut left = vec![piece("  ", Role::Dim)];
        if group != Grouping::Category {
            left.extend([piece("by ", Role::Dim), piece(group.name(), Role::Title), piece("  ", Role::Dim)]);
        }
        if sort != Sorting::Stack {
            left.extend([piece("sorted by ", Role::Dim), piece(sort.name(), Role::Title)]);
        }
        let right = vec![piece(groups.count().to_string(), Role::Dim)];
        canvas.strip(heading, &Strip::row(left, right, false));
    }
    match results {
        None => draw_tree(model, canvas, area),
        Some(results) if results.items() == 0 => nothing(model, results, canvas, area),
        Some(results) if results.tree.as_ref().is_some() => hit_tree(model, results, canvas, area),
        Some(results) => hits(model, results, canvas, area),
    }
}

fn draw_tree(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let (tree, theme) = (&model.navigation().tree, canvas.theme);
    let is_active = model.focus() == Focus::List && model.popup().is_none();
    let rows = tree.visible().skip(tree.selection.offset).map(|(at, row)| {
        let is_selected = at == tree.selection.at;
        let state = match row.node {
            Node::Source(stack, at) => {
                let published = model.catalog().source(stack, at).and_then(Source::published);
                published.map(|date| piece(date.year().to_string(), Role::Dim))
            }
            _ => entry_of(model, row).and_then(|entry| state(model, entry, area.width.into())),
        };
        let count = row.is_branch(at).then(|| row.count());
        let fold = theme.fold_mark(row.is_branch(at), tree.is_folded(at));
        let mut strip = tree_row(model, row, (fold, theme.glyphs), (count, state), (is_selected, is_active));
        if is_selected && !is_active {
            for piece in strip.left.iter_mut().skip(1) {
                piece.role = Role::Title;
            }
        }
        strip
    });
    canvas.strips(area, rows);
}

/// Draws the hits at their rows of the tree, with their ancestors.
fn hit_tree(model: &Model, results: &ResultList, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let Some(tree) = results.tree.as_ref() else { return };
    let (index, query) = (&*results.index, results.found.query());
    let theme = canvas.theme;
    let rows = tree.rows.iter().enumerate().skip(tree.offset).filter_map(|(line, (at, rank))| {
        let row = model.catalog().rows().get(*at)?;
        let is_selected = *rank == Some(results.selection.at);
        let state = entry_of(model, row).and_then(|entry| state(model, entry, area.width.into()));
        let inside = tree.rows.iter().skip(line + 1).take_while(|(place, _)| *place < row.end());
        let count = row.is_branch(*at).then(|| inside.filter(|(_, rank)| rank.is_some()).count());
        let fold = theme.fold_mark(row.is_branch(*at), false);
        let is_active = model.popup().is_none();
        let mut strip = tree_row(
            model,
            row,
            (fold, theme.glyphs),
            (count.filter(|hits| *hits > 0), state),
            (is_selected, is_active),
        );
        let name = strip.left.pop()?;
        if rank.is_some() {
            let highlights = index.highlights(query, &name.text, Field::Name);
            strip.left.extend(mark(&name.text, &highlights, name.role));
        } else {
            strip.left.push(Piece { role: Role::Dim, ..name });
        }
        Some(strip)
    });
    canvas.strips(area, rows);
}

/// A row of the tree: marker, indent with fold mark, and name; at the right the number of entries below it, and its state.
fn tree_row(
    model: &Model,
    row: &Row,
    (fold, glyphs): (&str, Glyphs),
    (count, state): (Option<usize>, Option<Piece>),
    (is_selected, is_active): (bool, bool),
) -> Strip {
    let indent = " ".repeat(indent(row));
    let is_tree = model.search().is_none_or(|search| search.list_content() == ListContent::Tree);
    let group = if is_tree { model.navigation().tree.arrangement().group } else { Grouping::Category };
    let role = if matches!(row.node, Node::Entry(_) | Node::Claim(_)) { Role::Text } else { Role::Heading };
    // In the linear form a word behind the name says the same.
    let folded = match fold {
        _ if !model.is_linear() => None,
        "+" => Some("folded  "),
        "-" => Some("unfolded  "),
        _ => None,
    };
    let fold = if model.is_linear() { " " } else { fold };
    let left = vec![
        piece(marker(is_selected, is_active), Role::Text),
        piece(format!("{indent}{fold} "), Role::Text),
        piece(model.catalog().name_in(row.node, group), role),
    ];
    let kept = kept_mark(model, row.node);
    let kept_gap =
        piece(if kept.is_some() && (count.is_some() || state.is_some()) { " " } else { "" }, Role::Dim);
    let gap = if count.is_some() && state.is_some() { " " } else { "" };
    let count = count.map(|count| piece(format!("{count}{gap}"), Role::Dim));
    let star = if let Node::Entry(id) = row.node { star(model, id, glyphs) } else { None };
    let folded = folded.map(|word| piece(word, Role::Dim));
    let right =
        folded.into_iter().chain(star).chain(kept).chain([kept_gap]).chain(count).chain(state).collect();
    // The indent and the fold mark are not part of the name.
    Strip { plain: 2, ..Strip::row(left, right, is_selected && is_active) }
}

/// The mark of what is kept about a node: an entry that came since the last visit, a source that was opened.
fn kept_mark(model: &Model, node: Node) -> Option<Piece> {
    match node {
        Node::Entry(id) => model.news().has(id).then(|| piece("new", Role::Number)),
        Node::Source(stack, at) => {
            let url = model.catalog().source(stack, at).and_then(Source::url);
            url.filter(|url| model.kept().opened.contains(url)).map(|_| piece("opened", Role::Dim))
        }
        _ => None,
    }
}

/// The star of an entry that has a bookmark, or a claim with one.
fn star(model: &Model, id: EntryId, glyphs: Glyphs) -> Option<Piece> {
    let star = if model.is_linear() { "bookmarked  " } else { glyphs.pick("★ ", "* ") };
    model.is_bookmarked(id).then(|| piece(star, Role::Number))
}

fn entry_of<'a>(model: &'a Model, row: &Row) -> Option<Entry<'a>> {
    if let Node::Entry(id) = row.node { model.catalog().entry(id) } else { None }
}

/// The state of an entry; of an event its day, or only the year where a day would cut the names.
fn state(model: &Model, entry: Entry<'_>, width: usize) -> Option<Piece> {
    const WIDTH_FOR_DAYS: usize = 46;
    if !entry.is_event() {
        return state_mark(entry.status_as_of(model.as_of()), model.states());
    }
    let day = |date: Date| if width < WIDTH_FOR_DAYS { date.year().to_string() } else { date.to_string() };
    let since = entry.since().map(day);
    let seen = || entry.seen_by().map(|date| format!("by {}", day(date)));
    since.or_else(seen).map(|text| piece(text, Role::Dim))
}

fn hits(model: &Model, results: &ResultList, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let (theme, width) = (canvas.theme, usize::from(area.width));
    let strips = results.visible_items().flat_map(|item| match item {
        ResultItem::Rule => rule(results, (width, model.is_linear()), theme),
        ResultItem::Heading(id) => vec![heading(model, id, theme.glyphs)],
        ResultItem::Hit(rank, found) => {
            let is_selected = rank == results.selection.at;
            let is_outside = rank >= results.found.len();
            hit(model, results, found, (is_selected, is_outside), (width, theme.glyphs))
        }
    });
    canvas.strips(area, strips);
}

/// The category of the hits below it.
fn heading(model: &Model, id: EntryId, glyphs: Glyphs) -> Strip {
    let path = model.catalog().entry(id).map(Entry::category_path).unwrap_or_default();
    let path = path.join(glyphs.pick(" › ", " > "));
    Strip::plain([piece(format!(" {path}"), Role::Heading)])
}

/// The rule above the hits that match the query but not its filter.
fn rule(results: &ResultList, (width, is_linear): (usize, bool), theme: Theme) -> Vec<Strip> {
    let text = format!(" {} outside the filter ", results.found.filtered_out_len());
    let after = width.saturating_sub(cells::width(&text) + 2);
    let mut line = vec![theme.rule(2), piece(text, Role::Dim), theme.rule(after)];
    line.retain(|piece| piece.role != Role::Rule || !is_linear);
    let below = if results.found.is_empty() { "  none inside it" } else { "" };
    vec![Strip::plain(line), Strip::plain([piece(below, Role::Dim)])]
}

/// The name of a hit with its state and years; below it the reason for the match, where one decides its rank.
fn hit(
    model: &Model,
    results: &ResultList,
    hit: Hit,
    (is_selected, is_outside): (bool, bool),
    (width, glyphs): (usize, Glyphs),
) -> Vec<Strip> {
    let (index, query) = (&*results.index, results.found.query());
    let Some(entry) = model.catalog().entry(hit.id) else { return Vec::new() };
    let reason = index.reason(model.catalog(), query, &hit);
    let role = if is_outside { Role::Dim } else { Role::Text };
    let name = mark(entry.name(), &reason.name_highlights, role);
    let is_active = model.popup().is_none();
    let cursor = piece(marker(is_selected, is_active), Role::Text);
    let is_marked = model.picking().is_some_and(|picking| picking.is_marked(hit.id));
    let asterisk = piece(if is_marked && !model.is_linear() { "*" } else { " " }, Role::Success);
    let name = [vec![cursor, asterisk], name].concat();
    let facts = facts(model, index, (hit.id, entry), (width, glyphs));
    let picked = (is_marked && model.is_linear()).then(|| piece("marked  ", Role::Success));
    let facts = picked.into_iter().chain(star(model, hit.id, glyphs)).chain(facts).collect();
    // The markers are not part of the name.
    let first = Strip { plain: 2, ..Strip::row(name, facts, is_selected && is_active) };
    if results.item_lines() == 1 {
        return vec![first];
    }
    let also = match model.catalog().also_in(hit.id) {
        0 => vec![],
        stacks => vec![piece(format!("also in {stacks}"), Role::Dim)],
    };
    let below = reason_row(index, query, (entry, reason), (width.saturating_sub(width_of(&also)), glyphs));
    vec![first, Strip::row(below, also, false)]
}

/// The state and the years of a hit, each in its column, or only the state where there is no room; of an event its day; of a
/// link its category; and the stack, if several are open.
fn facts(
    model: &Model,
    index: &Index,
    (id, entry): (EntryId, Entry<'_>),
    (width, glyphs): (usize, Glyphs),
) -> Vec<Piece> {
    const MIN_WIDTH: usize = 34;
    /// The width from which a strip of years stands beside them, and its maximum width, in cells.
    const STRIP: (usize, usize) = (50, 15);
    let lifetime = entry.lifetime();
    let lifetime = model.as_of().map_or(lifetime, |date| lifetime.as_of(date));
    let state = state(model, entry, width);
    let mut facts = match (state, years(&lifetime, glyphs).filter(|_| width >= MIN_WIDTH)) {
        (Some(day), _) if entry.is_event() => vec![Piece { text: format!("{:<9}", day.text), ..day }],
        (Some(state), Some(years)) => vec![state, piece(format!(" {years:<9}"), Role::Dim)],
        (Some(state), None) => vec![state],
        (None, _) => vec![piece(entry.category_path().last().copied().unwrap_or_default(), Role::Dim)],
    };
    let has_strip = width >= STRIP.0 && entry.kind().is_some();
    let years = if has_strip { index.years_of_use() } else { None };
    if let Some(years) = years.map(|(first, last)| Years::between(first, last, STRIP.1)) {
        facts.push(piece(if model.is_linear() { "  " } else { " " }, Role::Text));
        facts.extend(strip_pieces(&lifetime, years, (model.states(), glyphs)));
    }
    if let Some(stack) = stack_of(model, id, glyphs) {
        facts.extend([piece("  ", Role::Text), piece(stack, Role::Dim)]);
    }
    facts
}

/// The years of use as text: `2015–2019`, or `2022–` of what is still in use.
fn years(lifetime: &Lifetime, glyphs: Glyphs) -> Option<String> {
    let dash = glyphs.pick("–", "-");
    let end = match lifetime.status {
        Some(Status::Current) => None,
        _ => lifetime.until.or(lifetime.last_seen),
    };
    match (lifetime.begin().map(Date::year), end.map(Date::year)) {
        (Some(begin), Some(end)) if begin == end => Some(begin.to_string()),
        (Some(begin), Some(end)) => Some(format!("{begin}{dash}{end}")),
        (Some(begin), None) => Some(format!("{begin}{dash}")),
        (None, Some(end)) => Some(format!("{dash}{end}")),
        (None, None) => None,
    }
}

/// The field that matched in a column of its own, then the part of it that matched; of a name the summary.
fn reason_row(
    index: &Index,
    query: &Query,
    (entry, reason): (Entry<'_>, Reason),
    (width, glyphs): (usize, Glyphs),
) -> Vec<Piece> {
    /// Width of the column and of the indent before it, in cells.
    const COLUMN: usize = 9;
    const INDENT: usize = 4;
    let is_link = entry.kind().is_none();
    let (text, highlights) = match entry.summary() {
        Some(summary) if reason.text.is_empty() => {
            (summary.to_owned(), index.highlights(query, summary, Field::Summary))
        }
        _ => (reason.text, reason.highlights),
    };
    // Why a link was found is seen in its name and its summary.
    let column = if is_link && matches!(&*reason.short, "name" | "summary") { 0 } else { COLUMN };
    let label = if column > 0 { format!("{:<COLUMN$}", reason.short) } else { String::new() };
    let role = if label.starts_with('[') { Role::Number } else { Role::Dim };
    let space = width.saturating_sub(INDENT + column + 1);
    let mut row = vec![piece(" ".repeat(INDENT), Role::Text), piece(label, role)];
    row.extend(snippet(&text, &highlights, space, glyphs));
    row
}

/// The stack of a hit, if several are open.
fn stack_of(model: &Model, id: EntryId, glyphs: Glyphs) -> Option<String> {
    const CELLS: usize = 12;
    model.catalog().stack_id_if_several(id.stack)?;
    Some(cells::cut(&model.catalog().name(Node::Stack(id.stack)), CELLS, glyphs).into_owned())
}

/// Draws the advice for a query without hits.
fn nothing(model: &Model, results: &ResultList, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let query = results.found.query().text().trim();
    let mut lines = vec![("nothing matches".to_owned(), Role::Title), (format!("\"{query}\""), Role::Text)];
    // The status line may have no room for all of it.
    lines.extend(results.found.query().warnings().iter().map(|warning| (warning.clone(), Role::Warning)));
    let mut section = |heading: &str, items: Vec<(String, Role)>| {
        if !items.is_empty() {
            lines.extend([(" ".to_owned(), Role::Text), (heading.to_owned(), Role::Dim)]);
            lines.extend(items);
        }
    };
    let advice = &results.advice;
    let name = |id: &EntryId| (model.catalog().name(Node::Entry(*id)).into_owned(), Role::Link);
    let value = |value: &NearestValue| (format!("{}  {}", value.filter, value.count), Role::Text);
    section("nearest value", advice.values.iter().map(value).collect());
    section("nearest names", advice.nearest.iter().map(name).collect());
    let drops = advice.removable.iter().take(3);
    section(
        "hits without",
        drops.map(|drop| (format!("{}  {}", drop.typed, drop.hits), Role::Text)).collect(),
    );
    if advice.nearest.is_empty() && advice.removable.is_empty() && advice.values.is_empty() {
        let advice = "try fewer letters, or only the beginning of the word".to_owned();
        lines.extend([(" ".to_owned(), Role::Text), (advice, Role::Dim)]);
    }
    let width = usize::from(area.width).saturating_sub(4).max(1);
    let strips = lines.iter().flat_map(|(text, role)| wrapped(text, width, *role));
    let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    canvas.strips(below, strips.map(|line| Strip::plain([piece("  ", Role::Text), line])));
}
