//! The popup that lists the stacks which can be opened and closed.

use super::keys::Command;
use super::message::Response;
use super::stack_row::StackRow;

/// The stacks that can be opened and closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stacks {
    /// The rows, whether they match the filter or not.
    pub all: Vec<StackRow>,
}

impl Stacks {
    /// The rows that match a filter: a part of the name, or the beginning of the place.
    pub fn rows(&self, filter: &str) -> Vec<&StackRow> {
        let filter = filter.trim().to_lowercase();
        let matches = |row: &&StackRow| {
            row.name.to_lowercase().contains(&filter)
                || !filter.is_empty() && row.place.word().starts_with(&filter)
        };
        self.all.iter().filter(matches).collect()
    }

    /// The number of open stacks.
    pub fn open_count(&self) -> usize {
        self.all.iter().filter(|row| row.open.is_some()).count()
    }

    /// The position of a stack of an earlier list among the rows that match a filter; keys may have changed since.
    pub(super) fn position(&self, before: &StackRow, filter: &str) -> usize {
        let is_same = |row: &&StackRow| row.place == before.place && row.name == before.name;
        self.rows(filter).iter().position(is_same).unwrap_or(0)
    }

    /// The response to a command on the selected one of the rows that match; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize, filter: &str) -> Option<Response> {
        if !matches!(command, Command::Follow | Command::SwitchStack) {
            return None;
        }
        let Some(row) = self.rows(filter).get(at).copied() else { return Some(Response::Ignored) };
        Some(match row.open {
            None => Response::OpenStack(row.key),
            Some(_) if self.open_count() == 1 => Response::Warn("the last open stack stays open"),
            Some(at) => Response::CloseStack(at),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::stack_row::{StackKey, StackPlace};
    use super::*;
    use crate::catalog::bundled;

    fn stacks() -> Stacks {
        let row = |key, name: &str, place, open| StackRow {
            key,
            name: name.to_owned(),
            place,
            size: None,
            open,
            is_left_out: false,
        };
        let discord = bundled::find("discord").expect("it is built in");
        let all = vec![
            row(StackKey::BuiltIn(discord), "Discord", StackPlace::BuiltIn, Some(0)),
            row(StackKey::Listed(1), "mine", StackPlace::Own, None),
            row(StackKey::Listed(2), "~/work/other.toml", StackPlace::File, None),
        ];
        Stacks { all }
    }

    #[test]
    fn a_filter_finds_names_and_places() {
        let names = |filter| stacks().rows(filter).iter().map(|row| row.name.clone()).collect::<Vec<_>>();
        assert_eq!(names("").len(), 3);
        assert_eq!(names("WORK"), ["~/work/other.toml"]);
        assert_eq!(names("built"), ["Discord"]);
        assert_eq!(names("nothing"), [""; 0]);
    }

    #[test]
    fn a_stack_is_opened_or_closed_but_the_last_one_stays() {
        let mut stacks = stacks();
        let follow = |stacks: &Stacks, at| stacks.perform(Command::Follow, at, "");
        assert!(matches!(follow(&stacks, 0), Some(Response::Warn(_))));
        assert!(matches!(follow(&stacks, 1), Some(Response::OpenStack(StackKey::Listed(1)))));
        stacks.all[1].open = Some(1);
        assert!(matches!(follow(&stacks, 0), Some(Response::CloseStack(0))));
        assert!(matches!(follow(&stacks, 1), Some(Response::CloseStack(1))));
        assert!(matches!(follow(&stacks, 9), Some(Response::Ignored)));
    }
}
