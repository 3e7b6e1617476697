//! The reasons why a command cannot be run.

use super::Model;
use crate::app::keys::{Command, Direction};
use crate::app::mouse::NO_MOUSE;
use crate::catalog::Node;

impl Model {
    /// The reason why a command of the panes has nothing to act on now; `None` if it can be run.
    pub(super) fn lack(&self, command: Command) -> Option<&'static str> {
        let is_entry = matches!(self.shown_node(), Node::Entry(_));
        let is_page = is_entry || matches!(self.shown_node(), Node::Source(..));
        let has_file = self.reading.has_files;
        let unless = |has: bool, why: &'static str| (!has).then_some(why);
        match command {
            Command::OpenSource | Command::OpenLink | Command::OpenFirst | Command::OpenArchived => {
                unless(is_page || self.popup.is_some(), "choose an entry first")
            }
            Command::Links | Command::Map => unless(is_entry, "choose an entry first"),
            Command::StepHit(_) => unless(self.searching.highlight_query().is_some(), "search first"),
            Command::Go(Direction::Back) => unless(self.back_to().is_some(), "nothing to go back to"),
            Command::Go(Direction::Forward) => unless(self.can_go_forward(), "nothing to go forward to"),
            Command::Compare => unless(is_entry || self.catalog.stacks().len() > 1, "one stack is open only"),
            Command::Timeline | Command::StepTime(_) => {
                unless(!self.has_lists_only(), "nothing here has a date")
            }
            Command::Edit | Command::Reload | Command::Problems => {
                unless(has_file, "no stack comes from a file")
            }
            Command::Moves | Command::Groupings => unless(!self.has_lists_only(), "a list of links has none"),
            Command::Mouse => unless(self.mouse.is_possible, NO_MOUSE),
            _ => None,
        }
    }
}
