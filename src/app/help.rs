//! The help popup, made from the table of actions.

use super::keys::{ACTIONS, Action, Command, Context, Group};
use super::layout::Size;
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

/// Number of groups in the left of two columns.
const LEFT_GROUPS: usize = 2;

/// Minimum screen width for two columns.
const TWO_COLUMNS_MIN_WIDTH: u16 = 78;

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
    (if columns.len() > 1 { 104 } else { 52 }, height(&columns))
}

/// The line of the listed action at a position, and the number of lines.
pub(super) fn position(at: usize, filter: &str, size: Size) -> (usize, usize) {
    let columns = columns(size, filter);
    let here = |line: &HelpLine| matches!(line, HelpLine::Action { at: listed, .. } if *listed == at);
    let line = columns.iter().find_map(|column| column.iter().position(here));
    (line.unwrap_or(0), height(&columns))
}

fn height(columns: &[Vec<HelpLine>]) -> usize {
    columns.iter().map(Vec::len).max().unwrap_or(0)
}

/// The lines that match a filter, in one or two columns, as a screen of a size has room for.
pub fn columns(size: Size, filter: &str) -> Vec<Vec<HelpLine>> {
    let listed = listed(filter);
    if size.width >= TWO_COLUMNS_MIN_WIDTH && filter.is_empty() {
        let (left, right) = Group::ALL.split_at(LEFT_GROUPS);
        vec![column(&listed, left), column(&listed, right)]
    } else {
        vec![column(&listed, &Group::ALL)]
    }
}

/// The lines of some groups.
fn column(listed: &[(&'static Action, String)], groups: &[Group]) -> Vec<HelpLine> {
    let mut lines = Vec::new();
    for group in groups {
        let mut rows = listed.iter().enumerate().filter(|(_, (action, _))| action.group == *group).peekable();
        if rows.peek().is_some() {
            if !lines.is_empty() {
                lines.push(HelpLine::Blank);
            }
            lines.push(HelpLine::Heading(group.title()));
        }
        lines.extend(rows.map(|(at, (action, keys))| HelpLine::Action { at, action, keys: keys.clone() }));
    }
    lines
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
    fn the_filter_looks_at_titles_and_keys() {
        assert!(listed("archived").iter().any(|(action, _)| action.name == "open-archived"));
        assert!(listed("ctrl-d").iter().any(|(action, _)| action.name == "half-page-down"));
        assert_eq!(chosen(0, "no such thing"), None);
    }
}
