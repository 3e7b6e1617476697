//! The rows of key hints at the bottom.

use super::paint::{Canvas, piece};
use crate::app::content::{Piece, Role, Target};
use crate::app::keys::{self, Action, Command, Context, Direction, Distance};
use crate::app::layout::Area;
use crate::app::{ListContent, Model, Search};
use crate::catalog::Node;
use crate::cells;

/// Draws the hints that apply here, as many as fit; the last is always the way out or to the help popup.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>) {
    let area = model.panes().hints;
    let has_hit = model.search().is_some_and(|search| search.chosen().is_some());
    let (hints, last) = match (model.chord_prefix(), model.context()) {
        (Some(prefix), context) => {
            let continuations = keys::chord_continuations(context, prefix);
            let hint = |(key, action): (_, &Action)| Hint::new(format!("{prefix}{key}"), action.title);
            (continuations.map(hint).collect(), Hint::new("Esc", "give up"))
        }
        (None, Context::Tree | Context::Detail) => (ordinary(model), Hint::new("?", "keys")),
        (None, Context::Search) if has_hit => (ordinary(model), Hint::new("F1", "why, keys")),
        (None, Context::Search) => (ordinary(model), Hint::new("F1", "keys")),
        (None, _) => (ordinary(model), Hint::new("Esc", "close")),
    };
    let lines = fill(hints, last, usize::from(area.width).saturating_sub(2), area.height.into());
    for (y, line) in (area.y..).zip(lines) {
        canvas.bar(Area { y, height: 1, ..area }, line, vec![]);
    }
}

struct Hint {
    keys: String,
    text: &'static str,
}

impl Hint {
    fn new(keys: impl Into<String>, text: &'static str) -> Self {
        Self { keys: keys.into(), text }
    }

    fn width(&self) -> usize {
        cells::width(&self.keys) + 1 + cells::width(self.text)
    }

    fn pieces(&self) -> Vec<Piece> {
        vec![piece(self.keys.clone(), Role::Title), piece(format!(" {}", self.text), Role::Dim)]
    }
}

/// The hints of the context, without a chord prefix.
fn ordinary(model: &Model) -> Vec<Hint> {
    let hint = |action: &&Action| {
        let chord = action.keys.first()?;
        let keys = match chord.first {
            Some(first) => first.to_string(),
            None if action.command == Command::Move(Distance::Rows(-1)) => "Up/Down".to_owned(),
            None if action.keys.len() > 4 => action.shown_keys(),
            None => chord.to_string(),
        };
        let text = match action.command {
            Command::Follow => follow_text(model)?,
            Command::SwitchResults
                if model.search().map(Search::list_content) == Some(ListContent::HitTree) =>
            {
                "ranked"
            }
            _ => action.hint.1,
        };
        Some(Hint::new(keys, text))
    };
    let hints = keys::hints(model.context());
    hints.iter().filter(|action| applies(model, action)).filter_map(hint).collect()
}

/// Whether an action would have an effect now; hints without effect are left out.
fn applies(model: &Model, action: &Action) -> bool {
    let is_entry = matches!(model.shown_node(), Node::Entry(_));
    let (context, is_popup) = (model.context(), model.popup().is_some());
    match action.command {
        Command::Go(Direction::Back) => model.back_to().is_some(),
        Command::Go(Direction::Forward) => model.can_go_forward(),
        // In a popup this key is the last hint.
        Command::CloseOrCancel => model.can_close() && !is_popup,
        Command::OpenSource => is_entry,
        Command::Toggle => {
            context == Context::Tree || matches!(model.navigation().detail.target(), Some(Target::Claim(_)))
        }
        // Where Enter opens the row at the cursor, this key does the same, and one hint is enough.
        Command::OpenFirst if context == Context::Detail => follow_text(model) != Some("open"),
        Command::OpenFirst | Command::OpenArchived | Command::Links | Command::Copy(_) => {
            is_entry || is_popup
        }
        // In the list of problems Enter does the same.
        Command::Edit => model.reading().has_files && context != Context::Problems,
        Command::Reload => model.reading().has_files,
        Command::SwitchResults => model
            .search()
            .and_then(|search| search.results.as_ref())
            .is_some_and(|list| !list.found.is_empty()),
        Command::OpenHit => is_popup || model.search().is_some_and(|search| search.chosen().is_some()),
        _ => true,
    }
}

/// The hint for Enter, `None` if it has no effect.
fn follow_text(model: &Model) -> Option<&'static str> {
    match model.context() {
        Context::Help => Some("run"),
        Context::Reason => Some("go to it"),
        Context::Problems => Some("edit"),
        Context::Links => Some("open"),
        Context::Groupings => Some("group by it"),
        Context::Search => match model.search().map(Search::list_content) {
            Some(ListContent::Hits | ListContent::HitTree) => Some("go to it"),
            _ => None,
        },
        Context::Url => None,
        Context::Tree if matches!(model.selected_node().page(), Node::Entry(_) | Node::Source(..)) => {
            Some("read")
        }
        Context::Tree => Some("fold or unfold"),
        Context::Detail => match model.navigation().detail.target() {
            Some(Target::Node { .. }) => Some("go there"),
            _ => Some("open"),
        },
    }
}

/// The space between two hints, in cells.
const GAP: usize = 2;

/// Lays hints out on lines until these are full; `last` always fits on the last line.
fn fill(hints: Vec<Hint>, last: Hint, width: usize, lines: usize) -> Vec<Vec<Piece>> {
    let used = |line: &[Hint]| line.iter().map(|hint| hint.width() + GAP).sum::<usize>();
    let (mut filled, mut line) = (Vec::new(), Vec::new());
    for hint in hints {
        let is_last_line = filled.len() + 1 == lines;
        let reserved = if is_last_line { last.width() + GAP } else { 0 };
        if used(&line) + hint.width() + reserved <= width {
            line.push(hint);
        } else if !is_last_line && hint.width() + last.width() + GAP <= width {
            filled.push(std::mem::replace(&mut line, vec![hint]));
        }
    }
    if !line.is_empty() && used(&line) + last.width() > width && filled.len() + 1 < lines {
        filled.push(std::mem::take(&mut line));
    }
    line.push(last);
    filled.push(line);
    let gap = || piece(" ".repeat(GAP), Role::Text);
    let pieces = |hint: &Hint| [vec![gap()], hint.pieces()].concat();
    filled.iter().map(|line| line.iter().flat_map(pieces).skip(1).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::paint::width_of;
    use super::*;

    #[test]
    fn hints_fit_at_every_width_and_the_last_is_always_there() {
        for width in 4..200 {
            for lines in 1..3 {
                let hints = keys::hints(Context::Tree)
                    .into_iter()
                    .map(|action| Hint::new(action.shown_keys(), action.hint.1))
                    .collect();
                let last = Hint::new("?", "");
                let filled = fill(hints, last, width, lines);
                assert!(filled.len() <= lines);
                for line in &filled {
                    assert!(width_of(line) <= width, "{width}: {line:?}");
                }
                assert!(filled.iter().flatten().any(|piece| piece.text == "?"));
            }
        }
    }
}
