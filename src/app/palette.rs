//! The palette: every action by name.

use super::help::Help;
use super::keymap::{Keymap, shown};
use super::keys::{Command, Context, Group};
use super::message::Response;
use crate::search::choose;

/// The groups of actions, what is looked for by name before what a finger knows.
const GROUPS: [Group; Group::ALL.len()] = [
    Group::Own,
    Group::View,
    Group::Find,
    Group::Collect,
    Group::Links,
    Group::Copy,
    Group::History,
    Group::Files,
    Group::Move,
    Group::Typing,
];

/// The actions by name.
#[derive(Clone, Debug)]
pub struct Palette {
    /// The rows: first those that can be run, and of these what is looked for by name before moves and editing.
    all: Vec<PaletteRow>,
}

/// One row of the palette.
#[derive(Clone, Debug)]
pub struct PaletteRow {
    /// The action in words.
    pub title: String,
    /// Its name in the settings.
    pub name: String,
    /// Its keys where the palette opens, as text; of what is not possible there those of another place.
    pub keys: String,
    /// Each of its keys, of which a range has the ends only.
    chords: Vec<String>,
    /// The reason why it cannot be run here.
    pub lacks: Option<&'static str>,
    /// The command of the action.
    pub(super) command: Command,
}

impl Palette {
    /// The actions with the keys in use, opened in a context; `lack` gives the reason why a command that belongs there cannot
    /// be run now.
    pub(super) fn new(
        context: Context,
        keymap: &Keymap,
        lack: impl Fn(Command) -> Option<&'static str>,
    ) -> Self {
        let help = Help::new(context, keymap);
        let row = |row: &super::help::HelpRow| {
            let command = row.action.command;
            let lacks = if help.applies(command) { lack(command) } else { Some(row.action.place()) };
            let (title, name) = (row.action.title.to_owned(), row.action.name.to_owned());
            let actions = || keymap.actions().filter(|action| action.command == command);
            let here = actions().find(|action| action.contexts.contains(&context));
            let keys_here = here.map(|action| shown(&keymap.keys_in(context, action)));
            let keys =
                keys_here.or_else(|| Some(row.places.first()?.keys.clone())).unwrap_or_default().join(" ");
            let chords = actions().flat_map(|action| keymap.keys(action)).map(|chord| chord.to_string());
            PaletteRow { title, name, keys, chords: chords.collect(), lacks, command }
        };
        let place = |row: &super::help::HelpRow| GROUPS.iter().position(|group| *group == row.action.group);
        let mut rows: Vec<_> = help.all().iter().map(|one| (place(one), row(one))).collect();
        rows.sort_by_key(|(place, row)| (row.lacks.is_some(), *place));
        Self { all: rows.into_iter().map(|(_, row)| row).collect() }
    }

    /// Every row.
    pub fn all(&self) -> &[PaletteRow] {
        &self.all
    }

    /// The rows that match a filter, the best first: those with that key, then those with such a name, then titles; of
    /// rows that match alike first the ones that can be run.
    pub fn rows(&self, filter: &str) -> Vec<&PaletteRow> {
        let key = filter.trim();
        let has_key = |row: &&PaletteRow| row.chords.iter().any(|chord| chord == key);
        let is_like = |row: &&PaletteRow| {
            key.chars().count() > 1 && row.chords.iter().any(|chord| chord.eq_ignore_ascii_case(key))
        };
        let texts: Vec<String> = self.all.iter().map(|row| format!("{} {}", row.name, row.title)).collect();
        let found = choose(filter, texts.iter().map(String::as_str));
        let named = found.into_iter().filter_map(|at| self.all.get(at));
        let keyed = self.all.iter().filter(has_key).chain(self.all.iter().filter(is_like));
        let mut rows: Vec<&PaletteRow> = Vec::new();
        for row in keyed.chain(named) {
            if !rows.iter().any(|known| known.command == row.command) {
                rows.push(row);
            }
        }
        rows
    }

    /// The response to a command on the row at a position of those that match; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize, filter: &str) -> Option<Response> {
        (command == Command::Follow).then(|| match self.rows(filter).get(at) {
            None => Response::Ignored,
            Some(PaletteRow { lacks: Some(why), .. }) => Response::Warn(why),
            Some(PaletteRow { command, .. }) => Response::CloseAndRun(*command),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys::ACTIONS;

    fn palette(context: Context) -> Palette {
        Palette::new(context, &Keymap::default(), |_| None)
    }

    #[test]
    fn every_action_is_in_the_palette_and_what_cannot_be_run_comes_last_with_the_reason() {
        for context in [Context::Tree, Context::Search, Context::Stacks] {
            let palette = palette(context);
            for action in ACTIONS {
                let rows = palette.all.iter().filter(|row| row.command == action.command);
                assert_eq!(rows.count(), 1, "{}", action.name);
            }
            let first = palette.all.iter().position(|row| row.lacks.is_some()).unwrap();
            assert!(first > 0 && palette.all[first..].iter().all(|row| row.lacks.is_some()), "{context:?}");
        }
    }

    #[test]
    fn a_name_or_the_words_of_the_title_find_an_action() {
        let palette = palette(Context::Tree);
        for (filter, name) in
            [("zoom", "zoom"), ("all fold", "fold-all"), ("copy-url", "copy-url"), ("bkmrk", "bookmark")]
        {
            assert_eq!(palette.rows(filter).first().map(|row| &*row.name), Some(name), "{filter}");
        }
        assert!(palette.rows("no such thing").is_empty());
    }

    #[test]
    fn a_key_finds_its_action_first_and_then_come_the_names_that_begin_so() {
        let palette = palette(Context::Tree);
        for (filter, name) in [
            ("gt", "own-stack"),
            ("s", "sort"),
            ("S", "stacks"),
            ("5", "open-source"),
            ("fc", "open-link"),
            ("yv", "copy-command"),
            ("Ctrl-r", "last-search"),
            ("ctrl-r", "last-search"),
            ("f2", "palette"),
            ("?", "help"),
            ("own", "own-stack"),
            ("red", "redraw"),
        ] {
            assert_eq!(palette.rows(filter).first().map(|row| &*row.name), Some(name), "{filter}");
        }
        let names = palette.rows("re").iter().map(|row| row.name.starts_with("re")).collect::<Vec<_>>();
        assert!(names.is_sorted_by(|before, after| before >= after), "{names:?}");
    }

    #[test]
    fn moves_and_editing_come_after_what_is_looked_for_by_name() {
        let palette = palette(Context::Tree);
        let groups: Vec<Group> = palette
            .rows("")
            .iter()
            .filter(|row| row.lacks.is_none())
            .filter_map(|row| crate::app::keys::Action::named(&row.name))
            .map(|action| action.group)
            .collect();
        let first_move = groups.iter().position(|group| *group == Group::Move).unwrap();
        assert!(first_move > 30, "{first_move}");
        assert!(groups[first_move..].iter().all(|group| matches!(group, Group::Move | Group::Typing)));
    }
}
