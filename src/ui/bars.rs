//! The rows above the panes: title and search bar.

use super::detail::position;
use super::paint::{Canvas, cells_of, piece, width_of};
use super::status::{as_of, breadcrumb, crumb_areas, key};
use crate::app::content::{Piece, Role};
use crate::app::keys::{Code, Command, Key};
use crate::app::{Focus, Message, Model, Picking, ResultList, Search, TREE_HITS};
use crate::catalog::Node;
use crate::cells;
use crate::dataset::Stack;
use crate::format::report::counted;

/// Draws the title row of wide screens: the open stacks and their size.
pub(super) fn title(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let Some(area) = model.panes().title else { return };
    let stacks = model.catalog().stacks();
    let claims: usize = stacks.iter().map(Stack::claim_count).sum();
    let sources: usize = stacks.iter().map(|stack| stack.sources().len()).sum();
    let mut counts = vec![counted(model.catalog().len(), "entry")];
    // A list of links has neither.
    if claims + sources > 0 {
        counts.extend([counted(claims, "claim"), counted(sources, "source")]);
    }
    let new = model.news().len();
    counts.extend((new > 0).then(|| format!("{new} new")));
    let counts = counts.join(canvas.theme.glyphs.pick(" · ", "  "));
    // The banner or the review at the right, and the gaps.
    let beside = cells::width(&counts) + 44;
    let names = stack_names(model, usize::from(area.width).saturating_sub(beside));
    let left = [
        piece("stacklore  ", Role::Dim),
        piece(names, Role::Title),
        piece(format!("   {counts}"), Role::Dim),
        piece(if model.reading().is_partial() { "  partly read" } else { "" }, Role::Warning),
    ];
    let right = match as_of(model) {
        Some(banner) => banner,
        None if model.picking().is_some() => vec![piece("pick an entry", Role::Dim)],
        None => {
            let help = key(model, Command::Help).map(|key| format!("{key} help")).unwrap_or_default();
            vec![piece(format!("{}{help}", reviewed(stacks)), Role::Dim)]
        }
    };
    canvas.bar(area, left, right);
}

/// The date of the last review, if only one stack is open: of several, each has it on its own page.
fn reviewed(stacks: &[Stack]) -> String {
    let [stack] = stacks else { return String::new() };
    stack.reviewed().map(|date| format!("reviewed {date}   ")).unwrap_or_default()
}

/// The names of the open stacks, or their number where the names need more than some cells.
fn stack_names(model: &Model, space: usize) -> String {
    let stacks = model.catalog().stacks();
    let names = stacks.iter().map(Stack::name).collect::<Vec<_>>().join(", ");
    if stacks.len() > 1 && cells::width(&names) > space { format!("{} stacks", stacks.len()) } else { names }
}

/// Draws the first row of the panes: the search bar, or the header of narrow screens while no search is open.
pub(super) fn search(model: &Model, canvas: &mut Canvas<'_, '_>) {
    match model.search() {
        Some(search) => query(model, search, canvas),
        None if model.panes().is_narrow() => narrow_header(model, canvas),
        None => search_prompt(model, canvas),
    }
}

/// Draws the query with its cursor, and the number of hits.
fn query(model: &Model, search: &Search, canvas: &mut Canvas<'_, '_>) {
    let area = model.panes().search;
    let pending = if search.is_pending() { "searching  " } else { "" };
    let mut right = vec![piece(pending, Role::Dim)];
    if let Some(marked) = search.picking.as_ref().map(Picking::count).filter(|marked| *marked > 0) {
        right.push(piece(format!("{marked} marked  "), Role::Success));
    }
    right.extend(search.results.as_ref().map(hit_count));
    let space = usize::from(area.width).saturating_sub(6 + width_of(&right));
    let (text, cursor) = visible_input(search.input.text(), search.input.cursor(), space);
    let text = match (&search.picking, text.is_empty()) {
        (Some(_), true) => piece("type to find; Enter takes, Tab marks several", Role::Dim),
        _ => piece(text, Role::Text),
    };
    canvas.bar(area, [piece("/ ", Role::Title), text], right);
    if model.popup().is_none() {
        canvas.set_cursor(area.x + 3, area.y, cursor);
    }
}

/// The number of hits, as text.
fn hit_count(results: &ResultList) -> Piece {
    match results.found.len() {
        // The picker lists everything.
        entries if results.found.query().text().trim().is_empty() => {
            piece(format!("{} of {entries}", entries.min(results.selection.at + 1)), Role::Dim)
        }
        0 => piece("no hit", Role::Warning),
        hits if results.tree.is_some() && hits > TREE_HITS => {
            piece(format!("the best {TREE_HITS} of {hits} hits"), Role::Dim)
        }
        hits if (1..hits).contains(&results.selection.at) => {
            piece(format!("{} of {hits} hits", results.selection.at + 1), Role::Dim)
        }
        hits => piece(counted(hits, "hit"), Role::Dim),
    }
}

/// The fields of a query, those that lists have, and the operators.
const FIELDS: &str = "cat: kind: tag: is: in: year: src: conf:";
const LIST_FIELDS: &str = "cat: tag: stack:";
const OPERATORS: &str = "'exact ^start end$ !not a|b";

/// Draws the search bar while no search is open.
fn search_prompt(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let panes = model.panes();
    let prompt = if model.has_lists_only() {
        "search names and summaries"
    } else {
        "search names, tags, claims, sources"
    };
    let left = [piece("/ ", Role::Title), piece(prompt, Role::Dim)];
    let right = if let Some(banner) = as_of(model).filter(|_| panes.title.is_none()) {
        banner
    } else if panes.title.is_none() {
        vec![
            piece(if model.reading().is_partial() { "partly read  " } else { "" }, Role::Warning),
            piece(stack_names(model, usize::from(panes.search.width) / 3), Role::Title),
            piece(format!("  {}", counted(model.catalog().len(), "entry")), Role::Dim),
        ]
    } else {
        let fields = if model.has_lists_only() { LIST_FIELDS } else { FIELDS };
        vec![piece(format!("fields {fields}   {OPERATORS}"), Role::Dim)]
    };
    canvas.bar(panes.search, left, right);
}

/// Draws the first row of narrow screens: where the cursor is, and how much there is.
fn narrow_header(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let (area, glyphs) = (model.panes().search, canvas.theme.glyphs);
    let is_detail = model.focus() == Focus::Detail;
    let mark = if is_detail { glyphs.pick("‹ ", "< ") } else { "" };
    let right = if is_detail { position(model) } else { size_of(model) };
    let used = 4 + cells::width(mark) + cells::width(&right);
    let path = breadcrumb(model, usize::from(area.width).saturating_sub(used), glyphs);
    let start = usize::from(area.x) + 1 + cells::width(mark);
    if is_detail {
        let out = || vec![Message::Press(Key::plain(Code::Left))];
        canvas.frame.click_area(area.y, area.x..cells_of(start), out);
    }
    crumb_areas(model, canvas, (start, area.y), &path);
    canvas.bar(area, [piece(mark, Role::Dim), piece(path, Role::Title)], vec![piece(right, Role::Dim)]);
}

/// The claims and sources of the selected entry, or the entries of the selected branch, as text.
fn size_of(model: &Model) -> String {
    let catalog = model.catalog();
    let tree = &model.navigation().tree;
    let Some(row) = tree.rows().get(tree.selection.at) else { return String::new() };
    match row.node {
        Node::Entry(id) => catalog.entry(id).map_or_else(String::new, |entry| {
            let (claims, sources) = (entry.claims().len(), entry.sources().len());
            if claims + sources > 0 { format!("{claims}c {sources}s") } else { String::new() }
        }),
        Node::Source(..) => counted(row.count(), "claim"),
        Node::Claim(_) => String::new(),
        Node::Stack(_) | Node::Category(..) | Node::Group(..) => counted(row.count(), "entry"),
    }
}

/// The part of an input that is visible together with its cursor, and the cursor's column in it.
pub(super) fn visible_input(text: &str, cursor: usize, space: usize) -> (String, usize) {
    let (mut hidden, mut rest) = (0, text);
    for (cluster, width) in cells::clusters(text) {
        if cursor <= hidden + space || cursor < hidden + width {
            break;
        }
        hidden += width;
        rest = rest.get(cluster.len()..).unwrap_or_default();
    }
    (rest.to_owned(), cursor - hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_shown_around_its_cursor() {
        assert_eq!(visible_input("abcdef", 6, 10), ("abcdef".to_owned(), 6));
        assert_eq!(visible_input("abcdef", 6, 4), ("cdef".to_owned(), 4));
        assert_eq!(visible_input("abcdef", 0, 4), ("abcdef".to_owned(), 0));
        assert_eq!(visible_input("語語語", 6, 3), ("語".to_owned(), 2));
        // Only whole clusters are hidden.
        assert_eq!(visible_input("👍🏽👍🏽👍🏽", 6, 4), ("👍🏽👍🏽".to_owned(), 4));
        assert_eq!(visible_input("e\u{301}e\u{301}e\u{301}", 3, 2), ("e\u{301}e\u{301}".to_owned(), 2));
    }
}
