//! The help popup, made from the table of actions.

use super::keys::{ACTIONS, Action, Command, Context, Group};
use super::layout::Size;
use super::message::Response;
use super::selection::Selection;
use super::text_input::TextInput;

/// The list of actions and their keys, with a filter.
#[derive(Clone, Debug)]
pub struct Help {
    /// The context that it was opened in: only actions that apply there are run.
    context: Context,
    pub(super) input: TextInput,
    selection: Selection,
}

/// One line of the list.
#[derive(Clone, Debug)]
pub enum HelpLine {
    /// The heading of a group.
    Heading(&'static str),
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

/// The groups of the left of two columns.
const LEFT: &[Group] = &[Group::Move];

/// Minimum screen width for two columns.
const TWO_COLUMNS_MIN_WIDTH: u16 = 78;

impl Help {
    /// The help popup for the actions of a context.
    pub(super) fn new(context: Context) -> Self {
        Self { context, input: TextInput::default(), selection: Selection::default() }
    }

    /// The same list without a filter.
    fn unfiltered(&self) -> Self {
        Self::new(self.context)
    }

    /// Whether a command does anything in the context that help was opened in.
    #[must_use]
    pub fn applies(&self, command: Command) -> bool {
        ACTIONS.iter().any(|action| action.command == command && action.contexts.contains(&self.context))
    }

    /// The response to a command; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command) -> Option<Response> {
        match command {
            Command::Follow => Some(match self.chosen()? {
                chosen if self.applies(chosen) => Response::CloseAndRun(chosen),
                _ => Response::Warn("that does nothing where the list was opened"),
            }),
            _ => None,
        }
    }

    /// The width and the number of lines of the whole list; the filter does not change them.
    pub(super) fn size(&self, size: Size) -> (u16, usize) {
        let columns = self.unfiltered().columns(size);
        let lines = columns.iter().map(Vec::len).max().unwrap_or(0);
        (if columns.len() > 1 { 104 } else { 52 }, lines)
    }

    /// The selected one of the listed actions, and the scroll offset in lines.
    #[must_use]
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// The lines in one or two columns, as a screen of a size has room for.
    #[must_use]
    pub fn columns(&self, size: Size) -> Vec<Vec<HelpLine>> {
        let listed = self.listed();
        let of = |groups: &dyn Fn(Group) -> bool| {
            let mut lines = Vec::new();
            for group in Group::ALL.into_iter().filter(|group| groups(*group)) {
                let mut rows =
                    listed.iter().enumerate().filter(|(_, (action, _))| action.group == group).peekable();
                if rows.peek().is_some() {
                    if !lines.is_empty() {
                        lines.push(HelpLine::Blank);
                    }
                    lines.push(HelpLine::Heading(group.title()));
                }
                lines.extend(rows.map(|(at, (action, keys))| HelpLine::Action {
                    at,
                    action,
                    keys: keys.clone(),
                }));
            }
            lines
        };
        if size.width >= TWO_COLUMNS_MIN_WIDTH && self.input.text().is_empty() {
            vec![of(&|group| LEFT.contains(&group)), of(&|group| !LEFT.contains(&group))]
        } else {
            vec![of(&|_| true)]
        }
    }

    /// The number of actions that match the filter, and of all actions.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        (self.listed().len(), self.unfiltered().listed().len())
    }

    /// The command of the selected action.
    fn chosen(&self) -> Option<Command> {
        self.listed().get(self.selection.at).map(|(action, _)| action.command)
    }

    pub(super) fn move_by(&mut self, actions: isize) {
        self.selection.move_by(actions, self.listed().len());
    }

    pub(super) fn keep_visible(&mut self, height: usize, size: Size) {
        self.selection.move_by(0, self.listed().len());
        let columns = self.columns(size);
        let at = |line: &HelpLine| matches!(line, HelpLine::Action { at, .. } if *at == self.selection.at);
        let here = columns.iter().find_map(|column| column.iter().position(at)).unwrap_or(0);
        let count = columns.iter().map(Vec::len).max().unwrap_or(0);
        self.selection.scroll_to(here..here + 1, count, height);
    }

    /// Every action with its heading and its keys, for the documentation.
    #[must_use]
    pub fn table() -> Vec<(&'static str, &'static str, String)> {
        let listed = Self::new(Context::Tree).listed();
        listed.into_iter().map(|(action, keys)| (action.group.title(), action.title, keys)).collect()
    }

    /// The commands that match the filter, in the order of the groups, each once with the keys of all its actions.
    fn listed(&self) -> Vec<(&'static Action, String)> {
        let mut listed: Vec<(&Action, Vec<String>)> = Vec::new();
        for group in Group::ALL {
            for action in ACTIONS.iter().filter(|action| action.group == group) {
                let keys = action.shown_keys();
                match listed.iter_mut().find(|(known, _)| known.command == action.command) {
                    Some((_, all)) => {
                        let new = keys.split(' ').filter(|key| !all.iter().any(|known| known == key));
                        let new: Vec<String> = new.map(str::to_owned).collect();
                        all.extend(new);
                    }
                    None => listed.push((action, keys.split(' ').map(str::to_owned).collect())),
                }
            }
        }
        let filter = self.input.text().trim().to_lowercase();
        let joined = listed.into_iter().map(|(action, keys)| (action, keys.join(" ")));
        let matches = |(action, keys): &(&Action, String)| {
            action.title.to_lowercase().contains(&filter)
                || action.name.contains(&filter)
                || keys.split(' ').any(|key| key.to_lowercase() == filter)
        };
        joined.filter(matches).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_listed_once_with_all_of_its_keys() {
        let help = Help::new(Context::Tree);
        let listed = help.listed();
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
        assert_eq!(keys(Command::Next).as_deref(), Some("j Down Ctrl-n"));
        assert_eq!(keys(Command::OpenSource).as_deref(), Some("1-9"));
    }

    #[test]
    fn the_filter_looks_at_titles_and_keys() {
        let of = |text: &str| Help { input: TextInput::from(text), ..Help::new(Context::Tree) };
        assert!(of("archived").listed().iter().any(|(action, _)| action.name == "open-archived"));
        assert!(of("ctrl-d").listed().iter().any(|(action, _)| action.name == "half-page-down"));
        assert_eq!(of("no such thing").chosen(), None);
    }
}
