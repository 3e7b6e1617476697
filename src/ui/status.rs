//! The status line: a notice, the reload error, the parsed query or the breadcrumb; and the load progress.

use super::detail::{is_stale, number};
use super::paint::{Canvas, Strip, cells_of, piece, rect, width_of, wrapped};
use crate::app::content::{Piece, Role, Target};
use crate::app::keys::{Command, Context, Direction, Distance};
use crate::app::layout::Area;
use crate::app::loading::{describe_bytes, thousands};
use crate::app::{Focus, Message, Model, PopupContent};
use crate::catalog::{Catalog, ClaimId, Group, Grouping, Node};
use crate::cells::{self, Glyphs};
use crate::dataset::{Category, Entry, sanitized};
use crate::search::{Cause, Query};

/// Draws the status line, which on narrow screens is a rule above the hints while there is nothing to say.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let (area, narrow) = (model.panes().status, model.panes().is_narrow());
    let left = question(model)
        .or_else(|| number_typed(model))
        .or_else(|| notice(model))
        .or_else(|| reload_error(model, area, canvas.theme.glyphs))
        .or_else(|| completion(model, area.width.into()))
        .or_else(|| parsed_query(model, area.width.into()))
        .or_else(|| tip(model, area.width))
        .or_else(|| as_of(model).filter(|_| narrow));
    if !narrow {
        let (glyphs, marks) = (canvas.theme.glyphs, canvas.theme.progress_marks());
        let path = |canvas: &mut Canvas<'_, '_>, width: u16| {
            let text = breadcrumb(model, width.into(), glyphs);
            crumb_areas(model, canvas, (usize::from(area.x) + 1, area.y), &text);
            vec![piece(text, Role::Dim)]
        };
        let left_width = left.as_ref().map_or(0, |left| u16::try_from(width_of(left)).unwrap_or(area.width));
        let space = area.width - left_width.min(area.width / 3);
        // What is said at the left has precedence over what can be seen elsewhere too.
        let fits = |right: &Vec<Piece>| usize::from(left_width) + width_of(right) + 3 <= area.width.into();
        let about = || note(model).or_else(|| ways(model)).filter(|_| !has_warning(model)).filter(fits);
        let right = progress(model, marks, space).or_else(about).unwrap_or_default();
        let used = u16::try_from(width_of(&right) + 4).unwrap_or(area.width);
        let left = left.unwrap_or_else(|| path(canvas, area.width.saturating_sub(used)));
        canvas.bar(area, left, right);
    } else if let Some(left) = left.or_else(|| progress(model, canvas.theme.progress_marks(), area.width)) {
        canvas.bar(area, left, vec![]);
    } else {
        let rule = canvas.theme.rule(area.width.into());
        canvas.strip(rect(area), &Strip::plain([rule]));
    }
}

/// The date as of which the stacks are shown, and the keys that leave it.
pub(super) fn as_of(model: &Model) -> Option<Vec<Piece>> {
    let in_use = model.navigation().tree.in_use();
    let banner = format!("as of {}: {in_use} in use", model.as_of()?);
    let step = |direction| key(model, Command::StepTime(direction));
    let steps = match (step(Direction::Back), step(Direction::Forward)) {
        (Some(back), Some(forward)) => format!("  {back} {forward} step"),
        _ => String::new(),
    };
    Some(vec![piece(banner, Role::Title), piece(format!("{steps}  Esc leaves"), Role::Dim)])
}

/// The first key of a command of the panes.
pub(super) fn key(model: &Model, command: Command) -> Option<String> {
    model.keymap().key_for(Context::Tree, command)
}

/// The first-run tip.
fn tip(model: &Model, width: u16) -> Option<Vec<Piece>> {
    let key = |command| key(model, command).unwrap_or_else(|| "-".to_owned());
    let (search, help) = (key(Command::Search), key(Command::Help));
    let text = if width > 84 {
        let (open, what) = (key(Command::OpenFirst), if model.has_lists_only() { "link" } else { "source" });
        format!(
            "first time here?  {search} searches, Enter reads, {open} opens the {what}, {help} lists every key"
        )
    } else {
        format!("first time? {search} finds, Enter reads, {help} lists keys")
    };
    model.has_tip().then(|| vec![piece(text, Role::Success)])
}

/// The note on what is unusual about the detail.
fn note(model: &Model) -> Option<Vec<Piece>> {
    let text = match (is_stale(model), model.is_zoomed(), key(model, Command::Zoom)) {
        (true, ..) => "last shown".to_owned(),
        (_, true, Some(key)) => format!("zoomed, {key} restores the tree"),
        (_, true, None) => "zoomed".to_owned(),
        _ => return None,
    };
    Some(vec![piece(text, Role::Dim)])
}

/// The way back in the history, and the number of pages in the queue.
fn ways(model: &Model) -> Option<Vec<Piece>> {
    let back = model.back_to().map(|name| format!("back: {name}"));
    let queue = match model.kept().queue.len() {
        0 => None,
        pages => Some(format!("queue {pages}")),
    };
    let texts: Vec<String> = back.into_iter().chain(queue).collect();
    (!texts.is_empty()).then(|| vec![piece(texts.join("   "), Role::Dim)])
}

/// The question that a popup asks.
fn question(model: &Model) -> Option<Vec<Piece>> {
    let PopupContent::Queue(queue) = &model.popup()?.content else { return None };
    let pages = queue.question?;
    Some(vec![piece(format!("open {pages} pages at once?  y/Enter opens them, n/Esc none"), Role::Warning)])
}

/// The hint on what follows from the number that was typed.
fn number_typed(model: &Model) -> Option<Vec<Piece>> {
    let number = model.pending().number?;
    let next = model.keymap().key_for(model.context(), Command::Move(Distance::Rows(1))).unwrap_or_default();
    let opens = number
        .opens
        .then(|| [piece(format!("[{}]", number.value), Role::Number), piece(" opens  ", Role::Dim)]);
    let moves = [
        piece(format!("{}{next}", number.value), Role::Title),
        piece(" moves  ", Role::Dim),
        piece("Esc", Role::Title),
        piece(" drops it", Role::Dim),
    ];
    Some(opens.into_iter().flatten().chain(moves).collect())
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
        ..=1 => key(model, Command::Edit).map(|key| format!("  {key} edits")).unwrap_or_default(),
        count => {
            key(model, Command::Problems).map(|key| format!("  {key} lists all {count}")).unwrap_or_default()
        }
    };
    let text = format!("reload failed: {}{}", spot.unwrap_or_default(), error.message);
    let space = usize::from(area.width).saturating_sub(2 + cells::width(&keys));
    Some(vec![piece(cells::cut(&text, space, glyphs), Role::Warning), piece(keys, Role::Dim)])
}

/// The completions of the word before the cursor, as many as fit, and what Tab does.
fn completion(model: &Model, width: usize) -> Option<Vec<Piece>> {
    let found = model.search()?.completion()?;
    let first = found.choices.first()?;
    let (head, taken) = match found.cause {
        Cause::Word => {
            (format!("{} {} ", first.count, if first.count == 1 { "is" } else { "are" }), "it".to_owned())
        }
        Cause::Misspelt => (format!("{}:  the nearest is ", found.field), first.text.clone()),
        Cause::Typed => (format!("{}:  ", found.field), first.text.clone()),
    };
    let taken = [piece("  Tab", Role::Title), piece(format!(" takes {taken}"), Role::Dim)];
    let mut space = width.saturating_sub(2 + width_of(&taken) + cells::width(&head));
    let mut row = vec![piece(head, Role::Dim)];
    for choice in &found.choices {
        let (name, count) = match found.cause {
            Cause::Word => (found.filter(choice), String::new()),
            _ => (choice.text.clone(), format!(" {}  ", choice.count)),
        };
        let Some(left) = space.checked_sub(cells::width(&name) + count.len()) else { break };
        space = left;
        row.extend([piece(name, Role::Text), piece(count, Role::Dim)]);
    }
    Some(row.into_iter().chain(taken).collect())
}

/// The parsed query as text, or the warnings about ignored parts; while there is none, the query syntax, if that has no
/// place among the hints.
fn parsed_query(model: &Model, width: usize) -> Option<Vec<Piece>> {
    let search = model.search()?;
    if search.input.text().is_empty() && model.panes().hints.height == 1 {
        return Some(query_syntax(model, width.saturating_sub(2)));
    }
    let found = &search.results.as_ref()?.found;
    let query = found.query();
    // The picker lists everything then.
    if query.text().trim().is_empty() {
        return None;
    }
    if let Some(line) = warning_line(query, width, 0) {
        return Some(vec![line]);
    }
    let order = if found.is_in_order() { "  in the order of the stack" } else { "" };
    Some(vec![piece(query.describe() + order, Role::Dim)])
}

/// A line of the warnings about ignored parts of a query, wrapped to a width.
pub(super) fn warning_line(query: &Query, width: usize, line: usize) -> Option<Piece> {
    let text = query.warnings().join("  ");
    if text.is_empty() {
        return None;
    }
    wrapped(&text, width.saturating_sub(2).max(1), Role::Warning).nth(line)
}

/// Whether the status line has a warning, whose sentence gets its whole width.
fn has_warning(model: &Model) -> bool {
    let results = model.search().and_then(|search| search.results.as_ref());
    results.is_some_and(|results| !results.found.query().warnings().is_empty())
}

/// The fields and operators of a query, as many as fit.
pub(super) fn query_syntax(model: &Model, width: usize) -> Vec<Piece> {
    const FIELDS: [&str; 8] = ["cat:", "kind:", "tag:", "is:", "in:", "year:", "src:", "conf:"];
    /// The fields of lists of links, which have no claims, sources or dates.
    const LIST_FIELDS: [&str; 2] = ["cat:", "tag:"];
    const OPERATORS: [&str; 5] = ["'exact", "^start", "end$", "!not", "a|b"];
    let own: &[&str] = if model.has_lists_only() { &LIST_FIELDS } else { &FIELDS };
    let several = Some("stack:").filter(|_| model.catalog().stacks().len() > 1);
    let fields: Vec<&str> = several.into_iter().chain(own.iter().copied()).collect();
    let mut space = width;
    let mut row = Vec::new();
    for (at, word) in fields.iter().copied().chain(OPERATORS).enumerate() {
        let gap = " ".repeat(if at == fields.len() { 3 } else { at.min(1) });
        let Some(left) = space.checked_sub(gap.len() + word.len()) else { break };
        space = left;
        row.extend([piece(gap, Role::Text), piece(word, Role::Dim)]);
    }
    row
}

/// The load progress: as many details as fit, and always the key that stops the load.
fn progress(model: &Model, (done, rest): (&str, &str), width: u16) -> Option<Vec<Piece>> {
    const CELLS: usize = 12;
    let progress = model.reading().progress()?;
    let mut parts = Vec::new();
    if let Some(thousandths) = progress.thousandths().and_then(|part| usize::try_from(part).ok()) {
        let cells = if model.is_linear() { 0 } else { CELLS };
        let filled = thousandths * cells / 1000;
        parts.push(vec![
            piece(done.repeat(filled), Role::Success),
            piece(rest.repeat(cells - filled), Role::Rule),
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

/// The path from the outermost ancestor to the cursor, of which the beginning is left out where it is too long.
pub(super) fn breadcrumb(model: &Model, width: usize, glyphs: Glyphs) -> String {
    let catalog = model.catalog();
    let node = model.shown_node();
    let name = catalog.name(node);
    let (stack, mut path) = match node {
        Node::Stack(at) => (at, Vec::new()),
        // In the tree by technology these belong to no stack.
        Node::Group(_, Group::Technology(_) | Group::Rest(Grouping::Technology)) => {
            return joined(&[name.into_owned()], width, glyphs);
        }
        Node::Group(at, _) | Node::Source(at, _) => (at, vec![&*name]),
        Node::Category(at, category) => {
            (at, catalog.category(at, category).map(Category::path).unwrap_or_default())
        }
        Node::Entry(id) | Node::Claim(ClaimId { entry: id, .. }) => {
            (id.stack, catalog.entry(id).map(path_of).unwrap_or_default())
        }
    };
    let stack_name = catalog.name(Node::Stack(stack));
    if catalog.stack_id_if_several(stack).is_some() {
        path.insert(0, &stack_name);
    }
    let mut path: Vec<String> = path.into_iter().map(str::to_owned).collect();
    let target = model.navigation().detail.target().filter(|_| model.focus() == Focus::Detail);
    path.extend(target.map(|target| steps_to(model, target)).unwrap_or_default());
    joined(&path, width, glyphs)
}

/// Notes that a click on a part of the breadcrumb goes there: to an ancestor in the tree, or to what is shown.
pub(super) fn crumb_areas(model: &Model, canvas: &mut Canvas<'_, '_>, (mut x, y): (usize, u16), text: &str) {
    let tree = &model.navigation().tree;
    let at = tree.selection.at;
    let above = tree.rows().iter().take(at + 1).filter(|row| row.end() > at).map(|row| row.node);
    let nodes: Vec<Node> = above.chain([model.shown_node()]).collect();
    let separator = canvas.theme.glyphs.pick(" › ", " > ");
    for part in text.split(separator) {
        let width = cells::width(part);
        let here = nodes.iter().rfind(|node| model.catalog().name(**node) == part);
        if let Some(node) = here {
            canvas.frame.click_area(y, cells_of(x)..cells_of(x + width), || vec![Message::GoTo(*node)]);
        }
        x += width + cells::width(separator);
    }
}

/// The names of an entry's categories, of its parent, and its own.
fn path_of(entry: Entry<'_>) -> Vec<&str> {
    let parent = entry.parent().and_then(|parent| entry.stack().entry(parent));
    let mut path = entry.category_path();
    path.extend(parent.map(Entry::name).into_iter().chain([entry.name()]));
    path
}

/// The steps from the node in the detail to a row of it: of another entry the words of the relation, and its name.
fn steps_to(model: &Model, target: &Target) -> Vec<String> {
    match target {
        Target::Url { title, .. } => vec![title.clone()],
        Target::Node { node, .. } => {
            if let (Node::Entry(from), Node::Entry(to)) = (model.shown_node(), node)
                && from.stack != to.stack
            {
                let stack = model.catalog().name(Node::Stack(to.stack)).into_owned();
                return vec!["elsewhere".to_owned(), stack];
            }
            let words = relation_words(model.catalog(), model.shown_node(), *node).map(str::to_owned);
            words.into_iter().chain([model.catalog().name(*node).into_owned()]).collect()
        }
        Target::OwnStack => vec!["a stack of its own".to_owned()],
        Target::Head | Target::Claim(_) | Target::Source(_) => number(target).into_iter().collect(),
    }
}

/// The words for how one entry is related to another, such as `replaced by`.
fn relation_words(catalog: &Catalog, from: Node, to: Node) -> Option<&'static str> {
    let (Node::Entry(from), Node::Entry(to)) = (from, to) else { return None };
    let neighbours = catalog.entry(from)?.neighbours();
    neighbours.iter().find(|neighbour| neighbour.entry == to.entry).map(|neighbour| neighbour.side.words())
}

/// The steps of a path, without as many of the first ones as there is no room for.
fn joined(steps: &[String], width: usize, glyphs: Glyphs) -> String {
    let separator = glyphs.pick(" › ", " > ");
    let from = |first: usize| {
        let gap = (first > 0).then(|| glyphs.ellipsis().to_owned());
        gap.into_iter().chain(steps.iter().skip(first).cloned()).collect::<Vec<_>>().join(separator)
    };
    let mut paths = (0..steps.len()).map(from);
    let path = paths.find(|path| cells::width(path) <= width);
    path.unwrap_or_else(|| cells::cut(steps.last().map_or("", |last| last), width, glyphs).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_path_that_is_too_long_the_end_stays() {
        let steps = ["Storage", "MongoDB", "replaced by", "Apache Cassandra"].map(str::to_owned);
        let path = |width| joined(&steps, width, Glyphs::Unicode);
        assert_eq!(path(60), "Storage › MongoDB › replaced by › Apache Cassandra");
        assert_eq!(path(46), "… › MongoDB › replaced by › Apache Cassandra");
        assert_eq!(path(30), "… › Apache Cassandra");
        assert_eq!(path(10), "Apache Ca…");
        assert_eq!(joined(&steps, 36, Glyphs::Ascii), "... > replaced by > Apache Cassandra");
        assert_eq!(joined(&[], 10, Glyphs::Ascii), "");
    }
}
