//! The rows above the panes: title, search bar and first-run tip.

use super::detail::position;
use super::list::tree_position;
use super::paint::{Canvas, piece, width_of};
use super::status::breadcrumb;
use crate::app::content::Role;
use crate::app::{Focus, ListContent, Model, Search};
use crate::cells;
use crate::dataset::Stack;
use crate::format::report::counted;

/// Draws the title row of wide screens: the open stacks and their size.
pub(super) fn title(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let Some(area) = model.panes().title else { return };
    let stacks = model.catalog().stacks();
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
        piece(stack_names(model), Role::Title),
        piece(format!("   {}{evidence}", counted(model.catalog().len(), "entry")), Role::Text),
        piece(if model.reading().is_partial() { "  partly read" } else { "" }, Role::Warning),
    ];
    let reviewed = stacks.iter().filter_map(Stack::reviewed).max();
    let reviewed = reviewed.map(|date| format!("reviewed {date}   ")).unwrap_or_default();
    canvas.bar(area, left, vec![piece(format!("{reviewed}? help"), Role::Dim)]);
}

fn stack_names(model: &Model) -> String {
    model.catalog().stacks().iter().map(Stack::name).collect::<Vec<_>>().join(", ")
}

/// Draws the first row of the panes: the search bar, or the header of narrow screens while no search is open.
pub(super) fn search(model: &Model, canvas: &mut Canvas<'_, '_>) {
    match model.search() {
        Some(search) => query(model, search, canvas),
        None if model.panes().bordered() => search_prompt(model, canvas),
        None => narrow_header(model, canvas),
    }
}

/// Draws the query with its cursor, and the number of hits.
fn query(model: &Model, search: &Search, canvas: &mut Canvas<'_, '_>) {
    let (area, total) = (model.panes().search, model.catalog().len());
    let count = if search.list_content() == ListContent::Tree {
        total
    } else {
        search.results.as_ref().map_or(0, |results| results.found.len())
    };
    let role = if count == 0 { Role::Warning } else { Role::Dim };
    let pending = if search.is_pending() { "searching  " } else { "" };
    let right = vec![piece(pending, Role::Dim), piece(format!("{count}/{total}"), role)];
    let space = usize::from(area.width).saturating_sub(6 + width_of(&right));
    let (text, cursor) = visible_input(search.input.text(), search.input.cursor(), space);
    canvas.bar(area, [piece("/ ", Role::Title), piece(text, Role::Text)], right);
    if model.popup().is_none() {
        canvas.set_cursor(area.x + 3, area.y, cursor);
    }
}

/// Draws the search bar while no search is open.
fn search_prompt(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let (panes, total) = (model.panes(), model.catalog().len());
    let left = [piece("/ ", Role::Title), piece("search names, tags, claims, sources", Role::Dim)];
    let mut right = vec![piece(format!("{total}/{total}"), Role::Dim)];
    if panes.title.is_none() {
        right.insert(0, piece(format!("{}  ", stack_names(model)), Role::Title));
        right
            .insert(0, piece(if model.reading().is_partial() { "partly read  " } else { "" }, Role::Warning));
    }
    canvas.bar(panes.search, left, right);
}

/// Draws the first row of narrow screens: the pane, and the position in it.
fn narrow_header(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let (left, right) = if model.focus() == Focus::Detail {
        let title = piece(model.navigation().detail.content.title.clone(), Role::Title);
        ([piece("< ", Role::Dim), title], position(model))
    } else {
        let (at, rows) = tree_position(model);
        ([piece("STACK > ", Role::Dim), piece(breadcrumb(model), Role::Text)], format!("{at} of {rows}"))
    };
    canvas.bar(model.panes().search, left, vec![piece(right, Role::Dim)]);
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

/// Draws the first-run tip.
pub(super) fn tip(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let Some(area) = model.panes().tip else { return };
    let text = if area.width > 84 {
        "first time here?  / searches, Enter reads, o opens the source, ? lists every key"
    } else {
        "first time? / searches, Enter reads, ? lists keys"
    };
    canvas.bar(area, [piece(text, Role::Success)], vec![]);
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
