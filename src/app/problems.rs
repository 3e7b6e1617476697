//! The popup that lists the problems of the files.

use super::keys::Command;
use super::loading::Problem;
use super::message::{EditTarget, Effect, Response};
use super::selection::Selection;
use crate::format::report::counted;

/// The list of problems.
#[derive(Clone, Debug)]
pub struct Problems {
    all: Vec<Problem>,
    selection: Selection,
}

/// Height of a problem in the list, in lines.
pub const PROBLEM_LINES: usize = 2;

/// Height of the text of the selected problem below the list, in lines, where there is room.
pub const PROBLEM_TEXT_LINES: usize = 5;

/// The number of lines of the popup that the list gets.
#[must_use]
pub fn problem_list_lines(lines: usize) -> usize {
    if lines >= PROBLEM_TEXT_LINES + 2 * PROBLEM_LINES { lines - PROBLEM_TEXT_LINES } else { lines }
}

impl Problems {
    pub(super) fn new(all: Vec<Problem>) -> Self {
        Self { all, selection: Selection::default() }
    }

    /// The problems, in the order of the files.
    #[must_use]
    pub fn all(&self) -> &[Problem] {
        &self.all
    }

    /// The number of errors and of warnings, as text.
    #[must_use]
    pub fn counts(&self) -> String {
        let errors = self.all.iter().filter(|problem| problem.is_error).count();
        format!("{}, {}", counted(errors, "error"), counted(self.all.len() - errors, "warning"))
    }

    /// The selected problem and the scroll offset.
    #[must_use]
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// The selected problem.
    #[must_use]
    pub fn selected(&self) -> Option<&Problem> {
        self.all.get(self.selection.at)
    }

    /// The response to a command; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command) -> Option<Response> {
        if !matches!(command, Command::Follow | Command::Edit) {
            return None;
        }
        Some(match self.selected()?.location.clone() {
            None => Response::Warn("this problem has no place of its own"),
            Some(location) if location.at.is_none() => {
                Response::Warn("the standard input has no file to edit")
            }
            Some(location) => Response::Effect(Effect::Edit(EditTarget::Location(location))),
        })
    }

    pub(super) fn move_by(&mut self, rows: isize) {
        self.selection.move_by(rows, self.all.len());
    }

    pub(super) fn keep_visible(&mut self, lines: usize) {
        self.selection.keep_visible(self.all.len(), (lines / PROBLEM_LINES).max(1));
    }
}
