//! The rows of key hints at the bottom.

use super::paint::{Canvas, cells_of, piece, width_of};
use super::status::{query_syntax, warning_line};
use crate::app::content::{Piece, Role, Target};
use crate::app::keymap::shown;
use crate::app::keys::{Action, Chord, Command, Context, Direction, Distance, Key};
use crate::app::layout::Area;
use crate::app::{ListContent, Message, Model, Popup, PopupContent, Search, chord_text};
use crate::catalog::Node;
use crate::cells::{self, Glyphs};
use crate::dataset::PageLabel;

/// Draws the hints, as many as fit: in the panes each at its own place, which stays empty while its key has no effect at
/// the cursor, behind those that always have one; and at the right
/// edge the ways out and the key of the help popup, which go last.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let area = model.panes().hints;
    let (hints, exits) = match model.pending().chord {
        Some(prefix) => {
            let hints = continuations(model, prefix).into_iter();
            (hints.map(|(keys, text)| Hint::new(keys, text)).collect(), vec![Hint::new("Esc", "give up")])
        }
        None => (ordinary(model), exits(model, area.height > 1)),
    };
    let lines = fill(hints, exits, usize::from(area.width).saturating_sub(2), area.height.into());
    let is_asking =
        matches!(model.context(), Context::Search | Context::Pick) && model.pending().chord.is_none();
    for (y, (mut left, right)) in (area.y..).zip(lines) {
        let space = usize::from(area.width).saturating_sub(4 + width_of(&right));
        let is_last = y + 1 == area.y + area.height;
        // The rest of a warning is worth more than the hints; where a search has a free row, it shows how to ask.
        if let Some(warning) =
            second_warning(model, space, canvas.theme.glyphs).filter(|_| is_asking && is_last)
        {
            left = warning;
        } else if left.is_empty() && is_asking {
            left = query_syntax(model, space);
        }
        let start = usize::from(area.x + area.width).saturating_sub(1 + width_of(&right));
        click_areas(model, canvas, (usize::from(area.x) + 1, y), &left);
        click_areas(model, canvas, (start, y), &right);
        canvas.bar(Area { y, height: 1, ..area }, left, right);
    }
}

/// Notes that a click on a hint presses its key; behind the keys that wait only the last one.
fn click_areas(model: &Model, canvas: &mut Canvas<'_, '_>, (mut x, y): (usize, u16), pieces: &[Piece]) {
    for pair in pieces.windows(2) {
        let [keys, text] = pair else { continue };
        let width = cells::width(&keys.text);
        if keys.role == Role::Title
            && let Ok(chord) = chord_text::parse(&keys.text)
        {
            let range = cells_of(x)..cells_of(x + width + cells::width(&text.text));
            let waiting = model.pending().chord.map_or(0, |chord| chord.keys().len());
            let press = || chord.keys().iter().skip(waiting).map(|key| Message::Press(*key)).collect();
            canvas.frame.click_area(y, range, press);
        }
        x += width;
    }
}

/// The second line of the warnings about a query, of which the status line shows the first.
fn second_warning(model: &Model, space: usize, glyphs: Glyphs) -> Option<Vec<Piece>> {
    let query = model.search()?.results.as_ref()?.found.query();
    let line = warning_line(query, model.size().width.into(), 1)?;
    Some(vec![piece(cells::cut(&line.text, space, glyphs), Role::Warning)])
}

/// The chords that begin with a prefix and do something here, as text, each with what it does.
pub(super) fn continuations(model: &Model, prefix: Chord) -> Vec<(String, &'static str)> {
    let continued = |(chord, action): (Chord, &'static Action)| {
        let text = match action.command {
            Command::OpenLink => link_text(model, chord.last())?,
            _ => action.title,
        };
        Some((chord.to_string(), text))
    };
    model.keymap().continuations(model.context(), prefix).into_iter().filter_map(continued).collect()
}

/// The kind of the link that a letter opens, if the entry has one.
fn link_text(model: &Model, key: Key) -> Option<&'static str> {
    let Node::Entry(id) = model.shown_node() else { return None };
    let label = PageLabel::parse(&key.to_string())?;
    model.catalog().entry(id)?.page(label).map(|page| page.word())
}

#[derive(Clone)]
struct Hint {
    keys: String,
    text: &'static str,
    /// Whether the key has an effect now; if not, only the place is kept.
    applies: bool,
    /// The part of its line: that depends on the cursor more and more.
    part: u8,
}

impl Hint {
    fn new(keys: impl Into<String>, text: &'static str) -> Self {
        Self { keys: keys.into(), text, applies: true, part: 0 }
    }

    fn width(&self) -> usize {
        cells::width(&self.keys) + usize::from(!self.keys.is_empty()) + cells::width(self.text)
    }

    fn pieces(&self) -> Vec<Piece> {
        if self.keys.is_empty() {
            // No key, but the reason why it does nothing.
            vec![piece(self.text, Role::Warning)]
        } else if self.applies {
            vec![piece(self.keys.clone(), Role::Title), piece(format!(" {}", self.text), Role::Dim)]
        } else {
            vec![piece(" ".repeat(self.width()), Role::Text)]
        }
    }
}

/// The ways out and the key of the help popup, from the right edge on; a single row of hints has room for three.
fn exits(model: &Model, has_room: bool) -> Vec<Hint> {
    let no = answer(model, Command::CloseOrCancel).unwrap_or_else(|| "Esc".to_owned());
    let close = model.close_text().map(|text| Hint::new(no, text));
    let hint = |command, text| Some(Hint::new(model.keymap().key_for(model.context(), command)?, text));
    let help = match model.context() {
        Context::Tree | Context::Detail => hint(Command::Help, "keys"),
        Context::Search | Context::Pick if model.search().is_some_and(|search| search.chosen().is_some()) => {
            hint(Command::Explain, "why, keys")
        }
        Context::Search | Context::Pick => hint(Command::Explain, "keys"),
        _ => return close.into_iter().collect(),
    };
    if matches!(model.context(), Context::Search | Context::Pick) {
        return help.into_iter().chain(close).collect();
    }
    let back = model.back_to().and_then(|_| hint(Command::Go(Direction::Back), "back"));
    let forward = hint(Command::Go(Direction::Forward), "forward");
    let forward = forward.map(|hint| Hint { applies: model.can_go_forward(), ..hint });
    let ways = help.into_iter().chain(hint(Command::Quit, "quit"));
    if has_room {
        ways.chain(back).chain(close).chain(forward).collect()
    } else {
        ways.chain(close.or(back)).collect()
    }
}

/// The hints of the context, without a chord prefix.
fn ordinary(model: &Model) -> Vec<Hint> {
    let key_for = |command| model.keymap().key_for(model.context(), command);
    let both = |chord: &Chord, other| {
        key_for(other).map_or_else(|| chord.to_string(), |other| format!("{chord}/{other}"))
    };
    let obstacle = model.popup().and_then(Popup::obstacle);
    let hint = |(action, chords): &(&'static Action, Vec<Chord>)| {
        let chord = chords.first()?;
        if let Some(why) = obstacle.filter(|_| action.command == Command::Follow) {
            return Some(Hint::new("", why));
        }
        let keys = match (action.command, chord.keys()) {
            (command, _) if model.context() == Context::Question => answer(model, command)?,
            (_, [first, _, ..]) => first.to_string(),
            (Command::Move(Distance::Rows(-1)), _) => {
                let down = arrow(model, Command::Move(Distance::Rows(1)));
                arrow(model, action.command).into_iter().chain(down).collect::<Vec<_>>().join("/")
            }
            (Command::MoveOther(Distance::Rows(1)), _) => both(chord, Command::MoveOther(Distance::Rows(-1))),
            _ if chords.len() > 4 => shown(chords).concat(),
            _ => chord.to_string(),
        };
        let is_shown = match (action.command, model.search().map(Search::list_content)) {
            (Command::Follow, _) => follow_text(model),
            (Command::Toggle, _) => Some(fold_text(model)),
            (Command::SwitchResults, _) if model.search().is_some_and(|one| one.completion().is_some()) => {
                Some("take it")
            }
            (Command::SwitchResults, Some(ListContent::HitTree)) => Some("ranked"),
            (Command::Move(_), Some(ListContent::Tree)) if model.has_earlier_queries() => {
                Some("choose, earlier")
            }
            (Command::OpenSource, _) if model.has_lists_only() => Some("link"),
            _ => Some(action.hint.1),
        };
        // A single row has no place to keep, and elsewhere than in the panes the cursor changes little.
        let keeps =
            model.panes().hints.height > 1 && matches!(model.context(), Context::Tree | Context::Detail);
        let text = is_shown.unwrap_or_default();
        let hint = Hint {
            applies: is_shown.is_some() && applies(model, action),
            part: part(model.context(), action.command),
            ..Hint::new(keys, if keeps { text } else { text.trim_end() })
        };
        Some(hint).filter(|hint| hint.applies || keeps)
    };
    let hints = model.keymap().hints(model.context());
    hints.iter().filter(|(action, _)| is_offered(model, action.command)).filter_map(hint).collect()
}

/// The keys of a command that answers the question of the queue.
fn answer(model: &Model, command: Command) -> Option<String> {
    let (keymap, context) = (model.keymap(), Context::Question);
    let actions = keymap.actions().filter(|it| it.command == command && it.contexts.contains(&context));
    let keys: Vec<String> =
        actions.flat_map(|it| keymap.keys_in(context, it)).map(|it| it.to_string()).collect();
    (model.context() == context && !keys.is_empty()).then(|| keys.join("/"))
}

/// The first key of a command that is no letter, if it has one here, as the keys of a list are.
fn arrow(model: &Model, command: Command) -> Option<String> {
    let (keymap, context) = (model.keymap(), model.context());
    let actions = keymap.actions().filter(|it| it.command == command && it.contexts.contains(&context));
    let keys: Vec<Chord> = actions.flat_map(|action| keymap.keys_in(context, action)).collect();
    let found = keys.iter().find(|chord| !chord.last().is_letter());
    found.or(keys.first()).map(Chord::to_string)
}

/// The part of its line that a hint is in: first what has an effect anywhere, then what depends on the thing under the
/// cursor, and then what depends on its row.
fn part(context: Context, command: Command) -> u8 {
    match command {
        Command::OpenFirst
        | Command::OpenSource
        | Command::OpenArchived
        | Command::Links
        | Command::Copy(_)
        | Command::Bookmark
        | Command::Mark => 1,
        Command::Toggle if context == Context::Detail => 2,
        _ => 0,
    }
}

/// Whether a hint has a place among the others, which does not depend on the cursor.
fn is_offered(model: &Model, command: Command) -> bool {
    match command {
        // These are at the right edge.
        Command::Go(_) | Command::CloseOrCancel | Command::Quit => false,
        // In the panes everybody tries the arrows.
        Command::Move(_) => !matches!(model.context(), Context::Tree | Context::Detail),
        // In the list of problems Enter does the same.
        Command::Edit => model.reading().has_files && model.context() != Context::Problems,
        Command::Reload => model.reading().has_files,
        // A list has neither dates nor groups.
        Command::Timeline | Command::Groupings => !model.has_lists_only(),
        Command::Compare => model.catalog().stacks().len() > 1 || model.catalog().len() > 1,
        _ => true,
    }
}

/// Whether an action has an effect at the cursor.
fn applies(model: &Model, action: &Action) -> bool {
    let is_entry = matches!(model.shown_node(), Node::Entry(_) | Node::Source(..));
    let (context, is_popup) = (model.context(), model.popup().is_some());
    match action.command {
        Command::OpenSource | Command::Bookmark => is_entry,
        Command::Mark => is_entry && !is_popup,
        Command::Toggle => {
            context == Context::Tree || matches!(model.navigation().detail.target(), Some(Target::Claim(_)))
        }
        Command::OpenFirst | Command::OpenArchived | Command::Links | Command::Copy(_) => {
            is_entry || is_popup
        }
        Command::PickMark(_) => has_hits(model),
        // The way up leads to the earlier queries too.
        Command::Move(_) if context == Context::Pick => has_hits(model),
        Command::SwitchResults => {
            has_hits(model) || model.search().is_some_and(|search| search.completion().is_some())
        }
        Command::OpenHit => is_popup || model.search().is_some_and(|search| search.chosen().is_some()),
        _ => true,
    }
}

/// Whether a search is open and has found something.
fn has_hits(model: &Model) -> bool {
    let results = model.search().and_then(|search| search.results.as_ref());
    results.is_some_and(|list| !list.found.is_empty())
}

/// The hint for the key that folds.
fn fold_text(model: &Model) -> &'static str {
    let is_folded = match model.context() {
        Context::Tree => {
            let tree = &model.navigation().tree;
            tree.is_folded(tree.selection.at)
        }
        _ => !model.navigation().detail.on_open_claim(),
    };
    if is_folded { "unfold" } else { "fold  " }
}

/// The hint for Enter, `None` if it has no effect.
fn follow_text(model: &Model) -> Option<&'static str> {
    match model.popup().map(|popup| &popup.content) {
        Some(PopupContent::Sortings(_)) => return Some("sort by it"),
        Some(PopupContent::Others(_)) => return Some("compare"),
        _ => {}
    }
    match model.context() {
        Context::Help => Some("run"),
        Context::Reason => Some("go to it"),
        Context::Problems => Some("edit"),
        Context::Question => Some("open all"),
        Context::Note => Some("keep"),
        Context::Links | Context::Queue => Some("open"),
        Context::Bookmarks
        | Context::Timeline
        | Context::Jumps
        | Context::Map
        | Context::Moves
        | Context::Compare => Some("go there"),
        Context::Groupings => Some("group by it"),
        Context::Themes => Some("keep it"),
        Context::Stacks | Context::FilteredStacks => Some("open or close"),
        Context::Search => match model.search().map(Search::list_content) {
            Some(ListContent::Hits | ListContent::HitTree) => Some("go  "),
            _ => None,
        },
        Context::Pick => model.search().and_then(Search::chosen).map(|_| "take"),
        Context::Url => None,
        Context::Tree if matches!(model.selected_node().page(), Node::Entry(_) | Node::Source(..)) => {
            Some("read  ")
        }
        Context::Tree => Some(fold_text(model)),
        Context::Detail => match model.navigation().detail.target() {
            Some(Target::Node { .. } | Target::OwnStack) => Some("go  "),
            Some(Target::Source(_)) => Some("page"),
            _ => Some("open"),
        },
    }
}

/// The space between two hints, in cells.
const GAP: usize = 2;

/// Lays hints out on lines until these are full; on the last one as many of the `exits` as fit are at the right edge.
fn fill(hints: Vec<Hint>, exits: Vec<Hint>, width: usize, lines: usize) -> Vec<(Vec<Piece>, Vec<Piece>)> {
    let used = |line: &[Hint]| line.iter().map(|hint| hint.width() + GAP).sum::<usize>();
    let mut right: Vec<Hint> = Vec::new();
    // The key of the manual comes first, but goes before the way out behind it.
    let is_in_the_way = |pair: &[Hint]| {
        let fits = |hints: &[Hint]| used(hints) <= width + GAP;
        !fits(pair) && fits(pair.get(1..).unwrap_or_default())
    };
    let first = usize::from(exits.get(..2).is_some_and(is_in_the_way));
    for exit in exits.into_iter().skip(first) {
        if used(&right) + exit.width() <= width {
            right.insert(0, exit);
        }
    }
    let mut filled = vec![Vec::new()];
    for hint in hints {
        let fits = |line: &[Hint], number: usize| {
            let reserved = if number == lines { used(&right) } else { 0 };
            used(line) + hint.width() + reserved <= width
        };
        let number = filled.len();
        match filled.last_mut() {
            Some(line) if fits(line, number) => line.push(hint),
            _ if number < lines && fits(&[], number + 1) => filled.push(vec![hint]),
            _ if number < lines => {}
            _ => break,
        }
    }
    for line in &mut filled {
        line.sort_by_key(|hint| hint.part);
    }
    filled.resize(lines, Vec::new());
    let gap = || piece(" ".repeat(GAP), Role::Text);
    let pieces = |hint: &Hint| [vec![gap()], hint.pieces()].concat();
    let line = |hints: &[Hint]| hints.iter().flat_map(pieces).skip(1).collect::<Vec<_>>();
    let last = lines.saturating_sub(1);
    filled
        .iter()
        .enumerate()
        .map(|(at, hints)| (line(hints), if at == last { line(&right) } else { vec![] }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::paint::width_of;
    use super::*;
    use crate::app::keymap::Keymap;

    #[test]
    fn hints_fit_at_every_width_and_the_way_out_is_the_last_to_go() {
        for width in 4..200 {
            for lines in 1..3 {
                let hints = Keymap::default()
                    .hints(Context::Tree)
                    .into_iter()
                    .map(|(action, keys)| Hint::new(shown(&keys).concat(), action.hint.1))
                    .collect();
                let filled = fill(hints, vec![Hint::new("?", ""), Hint::new("q", "quit")], width, lines);
                assert_eq!(filled.len(), lines);
                for (left, right) in &filled {
                    assert!(width_of(left) + width_of(right) <= width, "{width}: {left:?} {right:?}");
                }
                let has =
                    |key: &str| filled.iter().flat_map(|(_, right)| right).any(|piece| piece.text == key);
                assert!(width < 6 || has("q"), "{width}");
                assert!((6..11).contains(&width) || has("?"), "{width}");
            }
        }
    }
}
