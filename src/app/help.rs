//! The help popup, made from the table of actions.

use super::keys::{ACTIONS, Action, Command, Context, Group};
use super::layout::{PopupArea, Size};
use super::message::Response;

/// The context that help was opened in: only actions that apply there are run.
#[derive(Clone, Copy, Debug)]
pub struct Help(pub(super) Context);

/// One line of the list.
#[derive(Clone, Debug)]
pub enum HelpLine {
    /// The heading of a group.
    Heading(String),
    /// An action with all of its keys.
    Action {
        /// Its position among the listed actions, for the selection.
        at: usize,
        /// The action.
        action: &'static Action,
        /// Its keys, as text.
        keys: String,
    },
    /// An empty line between groups.
    Blank,
}

/// Minimum screen widths for two columns and for three.
const COLUMN_WIDTHS: [u16; 2] = [78, 150];

/// Width of a column in cells, where there are several.
const COLUMN_WIDTH: u16 = 52;

impl Help {
    /// Whether a command does anything in the context that help was opened in.
    pub fn applies(self, command: Command) -> bool {
        ACTIONS.iter().any(|action| action.command == command && action.contexts.contains(&self.0))
    }

    /// The response to a command when an action is `chosen`; `None` leaves it to the panes.
    pub(super) fn perform(self, command: Command, chosen: Option<Command>) -> Option<Response> {
        (command == Command::Follow).then(|| match chosen {
            Some(chosen) if self.applies(chosen) => Response::CloseAndRun(chosen),
            Some(_) => Response::Warn("that does nothing where the list was opened"),
            None => Response::Ignored,
        })
    }
}

/// The command at a position among the listed actions.
pub(super) fn chosen(at: usize, filter: &str) -> Option<Command> {
    listed(filter).get(at).map(|(action, _)| action.command)
}

/// The width and the number of lines of the whole list; the filter does not change them.
pub(super) fn full_size(size: Size) -> (u16, usize) {
    let columns = columns(size, "");
    (COLUMN_WIDTH * u16::try_from(columns.len()).unwrap_or(1), height(&columns))
}

/// The line of the listed action at a position, and the number of lines.
pub(super) fn position(at: usize, filter: &str, size: Size) -> (usize, usize) {
    let columns = columns(size, filter);
    let here = |line: &HelpLine| matches!(line, HelpLine::Action { at: listed, .. } if *listed == at);
    let line = columns.iter().find_map(|column| column.iter().position(here));
    (line.unwrap_or(0), height(&columns))
}

/// The position of the action at a line and a column, in cells, of a list of some width.
pub(super) fn item_at((line, column, width): (usize, usize, usize), filter: &str, size: Size) -> Option<usize> {
    let columns = columns(size, filter);
    let column_width = (width / columns.len().max(1)).max(1);
    match columns.get(column / column_width)?.get(line)? {
        HelpLine::Action { at, .. } => Some(*at),
        HelpLine::Heading(_) | HelpLine::Blank => None,
    }
}

fn height(columns: &[Vec<HelpLine>]) -> usize {
    columns.iter().map(Vec::len).max().unwrap_or(0)
}

/// The lines that match a filter, in as many columns as a screen of a size has room for.
pub fn columns(size: Size, filter: &str) -> Vec<Vec<HelpLine>> {
    let listed = listed(filter);
    let wider = COLUMN_WIDTHS.iter().filter(|width| size.width >= **width && filter.is_empty()).count();
    let lines = lines(&listed);
    let spread = columns_of(&lines, wider + 1);
    let room = PopupArea::new(size, COLUMN_WIDTH, usize::from(u16::MAX)).list.height;
    if height(&spread) <= room.into() {
        return spread;
    }
    // More keys are visible at once without the empty lines.
    let dense: Vec<HelpLine> = lines.into_iter().filter(|line| !matches!(line, HelpLine::Blank)).collect();
    columns_of(&dense, wider + 1)
}

/// The lines of all groups, one below the other.
fn lines(listed: &[(&'static Action, String)]) -> Vec<HelpLine> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        let mut rows = listed.iter().enumerate().filter(|(_, (action, _))| action.group == group).peekable();
        if rows.peek().is_some() {
            lines.extend((!lines.is_empty()).then_some(HelpLine::Blank));
            lines.push(HelpLine::Heading(group.title()));
        }
        lines.extend(rows.map(|(at, (action, keys))| HelpLine::Action { at, action, keys: keys.clone() }));
    }
    lines
}

/// The lines in columns of nearly the same height; a group that goes on in the next column has its heading there too.
fn columns_of(lines: &[HelpLine], count: usize) -> Vec<Vec<HelpLine>> {
    let mut height = lines.len().div_ceil(count).max(1);
    loop {
        let columns = broken(lines, height);
        if columns.len() <= count {
            return columns;
        }
        height += 1;
    }
}

/// The lines in columns of a height.
fn broken(lines: &[HelpLine], height: usize) -> Vec<Vec<HelpLine>> {
    let mut columns: Vec<Vec<HelpLine>> = vec![Vec::new()];
    let mut heading = None;
    for line in lines {
        let used = columns.last().map_or(0, Vec::len);
        // No heading is the last line of a column.
        let needed = if matches!(line, HelpLine::Heading(_)) { 2 } else { 1 };
        if used > 0 && used + needed > height {
            let repeated = heading.iter().filter(|_| matches!(line, HelpLine::Action { .. })).cloned();
            columns.push(repeated.collect());
        }
        if matches!(line, HelpLine::Heading(_)) {
            heading = Some(line.clone());
        }
        if let Some(column) = columns.last_mut()
            && !(column.is_empty() && matches!(line, HelpLine::Blank))
        {
            column.push(line.clone());
        }
    }
    columns
}

/// Every action with its heading and its keys, for the documentation.
pub fn table() -> Vec<(String, &'static str, String)> {
    listed("").into_iter().map(|(action, keys)| (action.group.title(), action.title, keys)).collect()
}

/// The commands that match a filter, in the order of the groups, each once with the keys of all its actions.
pub fn listed(filter: &str) -> Vec<(&'static Action, String)> {
    let mut listed: Vec<(&Action, Vec<String>)> = Vec::new();
    for action in Group::ALL.iter().flat_map(|group| ACTIONS.iter().filter(|action| action.group == *group)) {
        let at = listed.iter().position(|(known, _)| known.command == action.command);
        let at = at.unwrap_or(listed.len());
        if at == listed.len() {
            listed.push((action, Vec::new()));
        }
        for key in action.shown_keys().split(' ') {
            if let Some((_, keys)) =
                listed.get_mut(at).filter(|(_, keys)| !keys.iter().any(|known| known == key))
            {
                keys.push(key.to_owned());
            }
        }
    }
    let filter = filter.trim().to_lowercase();
    listed.retain(|(action, keys)| {
        action.title.to_lowercase().contains(&filter)
            || action.name.contains(&filter)
            || keys.iter().any(|key| key.to_lowercase() == filter)
    });
    listed.into_iter().map(|(action, keys)| (action, keys.join(" "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys::Distance;

    #[test]
    fn every_command_is_listed_once_with_all_of_its_keys() {
        let listed = listed("");
        for action in ACTIONS {
            assert_eq!(
                listed.iter().filter(|(known, _)| known.command == action.command).count(),
                1,
                "{}",
                action.name
            );
        }
        let keys = |command| {
            listed.iter().find(|(action, _)| action.command == command).map(|(_, keys)| keys.clone())
        };
        assert_eq!(keys(Command::Move(Distance::Rows(1))).as_deref(), Some("j Down Ctrl-n"));
        assert_eq!(keys(Command::OpenSource).as_deref(), Some("1-9"));
    }

    #[test]
    fn the_columns_have_all_keys_and_nearly_the_same_height() {
        for (width, height) in [(50, 15), (80, 24), (120, 40), (200, 60)] {
            let columns = columns(Size { width, height }, "");
            let actions = |line: &&HelpLine| matches!(line, HelpLine::Action { .. });
            assert_eq!(columns.iter().flatten().filter(actions).count(), listed("").len(), "{width}");
            let heights = columns.iter().map(Vec::len);
            assert!(heights.clone().max() <= heights.min().map(|least| least + 3), "{width}");
            let ends_well = |column: &Vec<HelpLine>| {
                let (first, last) = (column.first(), column.last());
                matches!(first, Some(HelpLine::Heading(_)))
                    && matches!(last, Some(HelpLine::Action { .. } | HelpLine::Blank))
            };
            assert!(columns.iter().all(ends_well), "{width}: {columns:#?}");
        }
    }

    #[test]
    fn the_filter_looks_at_titles_and_keys() {
        assert!(listed("archived").iter().any(|(action, _)| action.name == "open-archived"));
        assert!(listed("ctrl-d").iter().any(|(action, _)| action.name == "half-page-down"));
        assert_eq!(chosen(0, "no such thing"), None);
    }
}
