//! The palette: every action by name.

use super::help::Help;
use super::keymap::Keymap;
use super::keys::{Command, Context};
use super::message::Response;
use crate::search::choose;

/// The actions by name.
#[derive(Clone, Debug)]
pub struct Palette {
    /// The rows: first those that can be run.
    all: Vec<PaletteRow>,
}

/// One row of the palette.
#[derive(Clone, Debug)]
pub struct PaletteRow {
    /// The action in words.
    pub title: String,
    /// Its name in the settings.
    pub name: String,
    /// Its keys, as text.
    pub keys: Vec<String>,
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
            PaletteRow { title, name, keys: row.keys.clone(), lacks, command }
        };
        let mut all: Vec<PaletteRow> = help.all().iter().map(row).collect();
        all.sort_by_key(|row| row.lacks.is_some());
        Self { all }
    }

    /// Every row.
    pub fn all(&self) -> &[PaletteRow] {
        &self.all
    }

    /// The rows that match a filter, the best first; of those that match alike the ones that can be run.
    pub fn rows(&self, filter: &str) -> Vec<&PaletteRow> {
        let texts: Vec<String> = self.all.iter().map(|row| format!("{} {}", row.title, row.name)).collect();
        let found = choose(filter, texts.iter().map(String::as_str));
        found.into_iter().filter_map(|at| self.all.get(at)).collect()
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
}
