//! The list of keys, made from the table of actions.

use tui_input::Input;

use super::keys::{ACTIONS, Action, Command, Context, Group};
use super::selection::Selection;

/// The list of keys, with what was typed to filter it.
#[derive(Clone, Debug)]
pub struct Help {
    /// Where it was opened: only what applies there is run.
    context: Context,
    pub(super) input: Input,
    selection: Selection,
}

/// One line of the list.
#[derive(Clone, Debug)]
pub enum HelpLine {
    /// The heading of a group.
    Heading(&'static str),
    /// An action with all of its keys.
    Action {
        /// Its place among the actions listed, for the selection.
        at: usize,
        /// The action.
        action: &'static Action,
        /// Its keys, as people write them.
        keys: String,
    },
    /// An empty line between groups.
    Blank,
}

/// The groups of the left column when there are two; the others go right.
const LEFT: &[Group] = &[Group::Move];

impl Help {
    /// The list of keys, opened over a part of the interface.
    pub(super) fn over(context: Context) -> Self {
        Self { context, input: Input::default(), selection: Selection::default() }
    }

    /// The same list with nothing typed.
    pub(super) fn unfiltered(&self) -> Self {
        Self::over(self.context)
    }

    /// Whether a command does anything where the list was opened.
    #[must_use]
    pub fn applies(&self, command: Command) -> bool {
        ACTIONS.iter().any(|action| action.command == command && action.contexts.contains(&self.context))
    }

    /// What was typed.
    #[must_use]
    pub fn filter(&self) -> &str {
        self.input.value()
    }

    /// The selected action among those listed, and the lines scrolled out at the top.
    #[must_use]
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// The lines in one or two columns.
    #[must_use]
    pub fn columns(&self, two: bool) -> Vec<Vec<HelpLine>> {
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
        if two && self.filter().is_empty() {
            vec![of(&|group| LEFT.contains(&group)), of(&|group| !LEFT.contains(&group))]
        } else {
            vec![of(&|_| true)]
        }
    }

    /// How many actions the filter leaves, and how many there are.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        (self.listed().len(), self.unfiltered().listed().len())
    }

    /// The command of the selected action.
    #[must_use]
    pub fn chosen(&self) -> Option<Command> {
        self.listed().get(self.selection.at()).map(|(action, _)| action.command)
    }

    pub(super) fn move_by(&mut self, actions: isize) {
        self.selection.move_by(actions, self.listed().len());
    }

    pub(super) fn keep_visible(&mut self, height: usize, two: bool) {
        self.selection.move_by(0, self.listed().len());
        let columns = self.columns(two);
        let at = |line: &HelpLine| matches!(line, HelpLine::Action { at, .. } if *at == self.selection.at());
        let here = columns.iter().find_map(|column| column.iter().position(at)).unwrap_or(0);
        let count = columns.iter().map(Vec::len).max().unwrap_or(0);
        self.selection.scroll_to(here..here + 1, count, height);
    }

    /// Every action with its heading and its keys: what documentation prints.
    #[must_use]
    pub fn table() -> Vec<(&'static str, &'static str, String)> {
        let listed = Self::over(Context::Tree).listed();
        listed.into_iter().map(|(action, keys)| (action.group.title(), action.title, keys)).collect()
    }

    /// Each command once, in the order of the groups, with the keys of all of its rows; filtered.
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
        let filter = self.filter().trim().to_lowercase();
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
        let help = Help::over(Context::Tree);
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
        let of = |text: &str| Help { input: Input::from(text), ..Help::over(Context::Tree) };
        assert!(of("archived").listed().iter().any(|(action, _)| action.name == "open-archived"));
        assert!(of("ctrl-d").listed().iter().any(|(action, _)| action.name == "half-page-down"));
        assert_eq!(of("no such thing").chosen(), None);
    }
}
