//! The help popup, made from the table of actions.

use super::keymap::Keymap;
use super::keys::{ACTIONS, Action, Command, Context, Group};
use super::layout::{PopupArea, Size};
use super::message::Response;

/// The commands with their keys.
#[derive(Clone, Debug)]
pub struct Help {
    /// The context that help was opened in: only actions that apply there are run.
    context: Context,
    /// Every command once, in the order of the groups.
    all: Vec<HelpRow>,
}

/// A command with the keys of all its actions.
#[derive(Clone, Debug)]
pub struct HelpRow {
    /// The first action that has the command.
    pub action: &'static Action,
    /// The keys, as text.
    pub keys: Vec<String>,
}

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
    /// The commands with the keys in use, opened in a context.
    pub fn new(context: Context, keymap: &Keymap) -> Self {
        let mut all: Vec<HelpRow> = Vec::new();
        for action in
            Group::ALL.iter().flat_map(|group| keymap.actions().filter(|action| action.group == *group))
        {
            let at = all.iter().position(|row| row.action.command == action.command).unwrap_or(all.len());
            if at == all.len() {
                all.push(HelpRow { action, keys: Vec::new() });
            }
            let Some(HelpRow { keys, .. }) = all.get_mut(at) else { continue };
            for key in keymap.shown_keys(action) {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        Self { context, all }
    }

    /// Every command.
    pub fn all(&self) -> &[HelpRow] {
        &self.all
    }

    /// The commands that match a filter.
    pub fn listed(&self, filter: &str) -> Vec<&HelpRow> {
        let filter = filter.trim().to_lowercase();
        let matches = |row: &&HelpRow| {
            row.action.title.to_lowercase().contains(&filter)
                || row.action.name.contains(&filter)
                || row.keys.iter().any(|key| key.to_lowercase() == filter)
        };
        self.all.iter().filter(matches).collect()
    }

    /// Whether a command does anything in the context that help was opened in.
    pub fn applies(&self, command: Command) -> bool {
        let mut actions = ACTIONS.iter().chain(self.all.iter().map(|row| row.action));
        actions.any(|action| action.command == command && action.contexts.contains(&self.context))
    }

    /// The response to a command on the selected one of the commands that match; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize, filter: &str) -> Option<Response> {
        let chosen = self.listed(filter).get(at).map(|row| row.action.command);
        (command == Command::Follow).then(|| match chosen {
            Some(chosen) if self.applies(chosen) => Response::CloseAndRun(chosen),
            Some(_) => Response::Warn("that does nothing where the list was opened"),
            None => Response::Ignored,
        })
    }

    /// The width and the number of lines of the whole list; the filter does not change them.
    pub(super) fn full_size(&self, size: Size) -> (u16, usize) {
        let columns = self.columns(size, "");
        (COLUMN_WIDTH * u16::try_from(columns.len()).unwrap_or(1), height(&columns))
    }

    /// The line of the listed command at a position, and the number of lines.
    pub(super) fn position(&self, at: usize, filter: &str, size: Size) -> (usize, usize) {
        let columns = self.columns(size, filter);
        let here = |line: &HelpLine| matches!(line, HelpLine::Action { at: listed, .. } if *listed == at);
        let line = columns.iter().find_map(|column| column.iter().position(here));
        (line.unwrap_or(0), height(&columns))
    }

    /// The position of the action at a line and a column of a list of some width, in cells.
    pub(super) fn item_at(
        &self,
        (line, column, width): (usize, usize, usize),
        filter: &str,
        size: Size,
    ) -> Option<usize> {
        let columns = self.columns(size, filter);
        let column_width = (width / columns.len().max(1)).max(1);
        match columns.get(column / column_width)?.get(line)? {
            HelpLine::Action { at, .. } => Some(*at),
            HelpLine::Heading(_) | HelpLine::Blank => None,
        }
    }

    /// The lines that match a filter, in as many columns as a screen of a size has room for.
    pub fn columns(&self, size: Size, filter: &str) -> Vec<Vec<HelpLine>> {
        let listed = self.listed(filter);
        let wider = COLUMN_WIDTHS.iter().filter(|width| size.width >= **width && filter.is_empty()).count();
        let lines = lines(&listed);
        let spread = columns_of(&lines, wider + 1);
        let room = PopupArea::new(size, COLUMN_WIDTH, usize::from(u16::MAX)).list.height;
        if height(&spread) <= room.into() {
            return spread;
        }
        // More keys are visible at once without the empty lines.
        let dense: Vec<HelpLine> =
            lines.into_iter().filter(|line| !matches!(line, HelpLine::Blank)).collect();
        columns_of(&dense, wider + 1)
    }
}

fn height(columns: &[Vec<HelpLine>]) -> usize {
    columns.iter().map(Vec::len).max().unwrap_or(0)
}

/// The lines of all groups, one below the other.
fn lines(listed: &[&HelpRow]) -> Vec<HelpLine> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        let mut rows = listed.iter().enumerate().filter(|(_, row)| row.action.group == group).peekable();
        if rows.peek().is_some() {
            lines.extend((!lines.is_empty()).then_some(HelpLine::Blank));
            lines.push(HelpLine::Heading(group.title()));
        }
        let line = |(at, row): (usize, &&HelpRow)| HelpLine::Action {
            at,
            action: row.action,
            keys: row.keys.join(" "),
        };
        lines.extend(rows.map(line));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys::Distance;

    #[test]
    fn every_command_is_listed_once_with_all_of_its_keys() {
        let help = Help::new(Context::Tree, &Keymap::default());
        let listed = help.listed("");
        for action in ACTIONS {
            assert_eq!(
                listed.iter().filter(|row| row.action.command == action.command).count(),
                1,
                "{}",
                action.name
            );
        }
        let keys =
            |command| listed.iter().find(|row| row.action.command == command).map(|row| row.keys.join(" "));
        assert_eq!(keys(Command::Move(Distance::Rows(1))).as_deref(), Some("j Down Ctrl-n"));
        assert_eq!(keys(Command::OpenSource).as_deref(), Some("1-9"));
    }

    #[test]
    fn the_columns_have_all_keys_and_nearly_the_same_height() {
        for (width, height) in [(50, 15), (80, 24), (120, 40), (200, 60)] {
            let help = Help::new(Context::Tree, &Keymap::default());
            let columns = help.columns(Size { width, height }, "");
            let actions = |line: &&HelpLine| matches!(line, HelpLine::Action { .. });
            assert_eq!(columns.iter().flatten().filter(actions).count(), help.all().len(), "{width}");
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
        let help = Help::new(Context::Tree, &Keymap::default());
        assert!(help.listed("archived").iter().any(|row| row.action.name == "open-archived"));
        assert!(help.listed("ctrl-d").iter().any(|row| row.action.name == "half-page-down"));
        assert!(help.listed("no such thing").is_empty());
    }
}
