//! The popup that lists the problems of the files.

use super::keys::Command;
use super::loading::Problem;
use super::message::{EditTarget, Effect, Response};
use super::selection::ITEM_LINES;
use crate::format::report::counted;

/// Height of the text of the selected problem below the list, in lines, where there is room.
pub const PROBLEM_TEXT_LINES: usize = 5;

/// The number of lines of the popup that the list gets.
#[must_use]
pub fn problem_list_lines(lines: usize) -> usize {
    if lines >= PROBLEM_TEXT_LINES + 2 * ITEM_LINES { lines - PROBLEM_TEXT_LINES } else { lines }
}

/// The number of errors and of warnings, as text.
#[must_use]
pub fn problem_counts(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.is_error).count();
    format!("{}, {}", counted(errors, "error"), counted(problems.len() - errors, "warning"))
}

/// The response to a command on the selected problem; `None` leaves it to the panes.
pub(super) fn perform(command: Command, problem: &Problem) -> Option<Response> {
    let response = match problem.location.clone() {
        None => Response::Warn("this problem has no place of its own"),
        Some(location) if location.at.is_none() => Response::Warn("the standard input has no file to edit"),
        Some(location) => Response::Effect(Effect::Edit(EditTarget::Location(location))),
    };
    matches!(command, Command::Follow | Command::Edit).then_some(response)
}
