//! The status line: a notice, the reload error, the parsed query or the breadcrumb; and the load progress.

use super::detail::number;
use super::paint::{Canvas, Strip, piece, rect, width_of};
use crate::app::content::{Piece, Role, Target};
use crate::app::layout::Area;
use crate::app::loading::{describe_bytes, thousands};
use crate::app::{Focus, Model};
use crate::catalog::Node;
use crate::cells::{self, Glyphs};
use crate::dataset::{Category, Entry, sanitized};

/// Draws the status line, which on narrow screens is the rule above the hints.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let panes = model.panes();
    let Some(area) = panes.crumb.or(panes.rule) else { return };
    let left = notice(model)
        .or_else(|| reload_error(model, area, canvas.theme.glyphs))
        .or_else(|| parsed_query(model));
    if panes.crumb.is_some() {
        let left = left.unwrap_or_else(|| vec![piece(breadcrumb(model), Role::Text)]);
        let left_width = u16::try_from(width_of(&left)).unwrap_or(area.width).min(area.width / 3);
        let back = || model.back_to().map(|name| vec![piece(format!("back: {name}"), Role::Dim)]);
        let right = progress(model, canvas.theme.progress_marks(), area.width - left_width).or_else(back);
        canvas.bar(area, left, right.unwrap_or_default());
    } else if let Some(left) = left.or_else(|| progress(model, canvas.theme.progress_marks(), area.width)) {
        canvas.bar(area, left, vec![]);
    } else {
        let rule = canvas.theme.rule(area.width.into());
        canvas.strip(rect(area), &Strip::plain([rule]));
    }
}

fn notice(model: &Model) -> Option<Vec<Piece>> {
    let notice = model.notice()?;
    Some(vec![piece(notice.text.clone(), if notice.failed { Role::Warning } else { Role::Success })])
}

/// The reload-error banner: the first error and a key hint. Shown until a reload succeeds.
fn reload_error(model: &Model, area: Area, glyphs: Glyphs) -> Option<Vec<Piece>> {
    let error = model.reading().first_error()?;
    let spot = error.location.as_ref().map(|spot| format!("{}:{}: ", spot.file, spot.line));
    let keys = match model.reading().error_count() {
        _ if model.search().is_some() => String::new(),
        ..=1 => "  e edits".to_owned(),
        count => format!("  ! lists all {count}"),
    };
    let text = format!("reload failed: {}{}", spot.unwrap_or_default(), error.message);
    let space = usize::from(area.width).saturating_sub(2 + cells::width(&keys));
    Some(vec![piece(cells::cut(&text, space, glyphs), Role::Warning), piece(keys, Role::Dim)])
}

/// The parsed query as text, preceded by warnings about ignored parts.
fn parsed_query(model: &Model) -> Option<Vec<Piece>> {
    let query = model.search()?.results.as_ref()?.found.query();
    let warnings = query.warnings().iter().map(|warning| piece(format!("{warning}  "), Role::Warning));
    Some(warnings.chain([piece(query.describe(), Role::Dim)]).collect())
}

/// The load progress: as many details as fit, and always the key that stops the load.
fn progress(model: &Model, (done, rest): (&str, &str), width: u16) -> Option<Vec<Piece>> {
    const CELLS: usize = 12;
    let progress = model.reading().progress()?;
    let mut parts = Vec::new();
    if let Some(thousandths) = progress.thousandths().and_then(|part| usize::try_from(part).ok()) {
        let filled = thousandths * CELLS / 1000;
        parts.push(vec![
            piece(done.repeat(filled), Role::Success),
            piece(rest.repeat(CELLS - filled), Role::Rule),
            piece(format!(" {} %  ", thousandths / 10), Role::Text),
        ]);
    }
    let mut number = |shown: bool, text: String| {
        parts.extend(shown.then(|| vec![piece(format!("{text}  "), Role::Dim)]));
    };
    number(progress.entries > 0, format!("{} entries", thousands(progress.entries)));
    number(progress.bytes > 0, describe_bytes(progress.bytes));
    number(progress.bytes > 0, format!("{}/s", describe_bytes(progress.rate())));
    let (start, stop) = (piece("reading ", Role::Text), piece("Esc stops", Role::Dim));
    let mut space =
        usize::from(width).saturating_sub(2 + cells::width(&start.text) + cells::width(&stop.text));
    let mut fits = |part: &Vec<Piece>| {
        let left = space.checked_sub(width_of(part));
        space = left.unwrap_or(space);
        left.is_some()
    };
    parts.retain(&mut fits);
    let name = sanitized(&progress.name);
    let mut name = vec![vec![piece(format!("{name}  "), Role::Text)]];
    name.retain(|part| !progress.name.is_empty() && fits(part));
    let middle = name.into_iter().chain(parts).flatten();
    Some([start].into_iter().chain(middle).chain([stop]).collect())
}

/// The path from the outermost ancestor to the cursor.
pub(super) fn breadcrumb(model: &Model) -> String {
    let catalog = model.catalog();
    let (stack, path) = match model.shown_node() {
        Node::Stack(at) => (at, Vec::new()),
        Node::Category(at, category) => {
            (at, catalog.category(at, category).map(Category::path).unwrap_or_default())
        }
        Node::Entry(id) => (id.stack, catalog.entry(id).map(path_of).unwrap_or_default()),
    };
    let stack = catalog.stack_id_if_several(stack).map(|_| catalog.name(Node::Stack(stack)));
    let row = model.navigation().detail.target().filter(|_| model.focus() == Focus::Detail);
    let row = row.and_then(|target| match target {
        Target::Url { title, .. } => Some(title.clone()),
        Target::Node { node, .. } => Some(catalog.name(*node).to_owned()),
        Target::Head | Target::Claim(_) | Target::Source(_) => number(target),
    });
    let names: Vec<&str> = stack.into_iter().chain(path).chain(row.as_deref()).collect();
    names.join(" > ")
}

/// The names of an entry's categories, of its parent, and its own.
fn path_of(entry: Entry<'_>) -> Vec<&str> {
    let parent = entry.parent().and_then(|parent| entry.stack().entry(parent));
    let mut path = entry.category_path();
    path.extend(parent.map(Entry::name).into_iter().chain([entry.name()]));
    path
}
