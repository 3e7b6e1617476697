//! The popups over the panes: one enum that passes each operation on to the kind that is open.

use super::help::Help;
use super::keys::{Command, Context};
use super::layout::{PopupArea, Size};
use super::links::{LINK_LINES, Links};
use super::message::Response;
use super::problems::{PROBLEM_LINES, PROBLEM_TEXT_LINES, Problems, problem_list_lines};
use super::text_input::TextInput;
use super::text_popups::{Reason, UnopenedUrl};

/// The popup over the panes.
#[derive(Clone, Debug)]
pub enum Popup {
    /// The help popup.
    Help {
        /// Its state.
        help: Help,
        /// The popup that help was opened over; closing help restores it.
        under: Option<Box<Popup>>,
    },
    /// The links of an entry.
    Links(Links),
    /// The problems of the files.
    Problems(Problems),
    /// Why an entry is a hit.
    Reason(Reason),
    /// A URL that no program could open.
    Url(UnopenedUrl),
}

impl Popup {
    /// The context in which keys are looked up.
    pub(super) fn context(&self) -> Context {
        match self {
            Self::Help { .. } => Context::Help,
            Self::Links(_) => Context::Links,
            Self::Problems(_) => Context::Problems,
            Self::Reason(_) => Context::Reason,
            Self::Url(_) => Context::Url,
        }
    }

    /// The response to a command; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command) -> Option<Response> {
        match self {
            Self::Help { help, .. } => help.perform(command),
            Self::Links(links) => links.perform(command),
            Self::Problems(problems) => problems.perform(command),
            Self::Reason(reason) => reason.perform(command),
            Self::Url(url) => url.perform(command),
        }
    }

    /// Moves the selection or scrolls by rows.
    pub(super) fn move_by(&mut self, rows: isize) {
        match self {
            Self::Help { help, .. } => help.move_by(rows),
            Self::Links(links) => links.move_by(rows),
            Self::Problems(problems) => problems.move_by(rows),
            Self::Reason(reason) => reason.move_by(rows),
            Self::Url(url) => url.move_by(rows),
        }
    }

    /// The popup that remains when this one is closed.
    pub(super) fn close(self) -> Option<Self> {
        match self {
            Self::Help { under, .. } => under.map(|popup| *popup),
            _ => None,
        }
    }

    /// The popup without a list of problems, which a load makes obsolete.
    pub(super) fn without_problems(self) -> Option<Self> {
        match self {
            Self::Problems(_) => None,
            Self::Help { help, under } => {
                let under = under.and_then(|popup| popup.without_problems()).map(Box::new);
                Some(Self::Help { help, under })
            }
            other => Some(other),
        }
    }

    /// The text field that filters the list, if there is one.
    #[must_use]
    pub fn input(&self) -> Option<&TextInput> {
        match self {
            Self::Help { help, .. } => Some(&help.input),
            Self::Links(links) => Some(&links.input),
            Self::Problems(_) | Self::Reason(_) | Self::Url(_) => None,
        }
    }

    pub(super) fn input_mut(&mut self) -> Option<&mut TextInput> {
        match self {
            Self::Help { help, .. } => Some(&mut help.input),
            Self::Links(links) => Some(&mut links.input),
            Self::Problems(_) | Self::Reason(_) | Self::Url(_) => None,
        }
    }

    /// The position of a list on the screen; the size of a text depends on how it is wrapped.
    #[must_use]
    pub fn area(&self, size: Size) -> Option<PopupArea> {
        let (width, lines) = match self {
            Self::Help { help, .. } => help.size(size),
            Self::Links(links) => (92, links.len() * LINK_LINES),
            // It has no text field.
            Self::Problems(problems) => (104, problems.all().len() * PROBLEM_LINES + PROBLEM_TEXT_LINES - 2),
            Self::Reason(_) | Self::Url(_) => return None,
        };
        Some(PopupArea::new(size, width, lines + 2))
    }

    /// The number of lines that the list has on the screen.
    fn list_lines(&self, size: Size) -> usize {
        self.area(size).map_or(0, |area| match self {
            Self::Problems(_) => problem_list_lines(area.inner.height.into()),
            _ => area.list.height.into(),
        })
    }

    /// The number of items that the list has on the screen.
    pub(super) fn page_rows(&self, size: Size) -> usize {
        let lines = self.list_lines(size);
        match self {
            Self::Links(_) => lines / LINK_LINES,
            Self::Problems(_) => lines / PROBLEM_LINES,
            Self::Help { .. } | Self::Reason(_) | Self::Url(_) => lines,
        }
    }

    /// Scrolls so that the selection is visible.
    pub(super) fn keep_visible(&mut self, size: Size) {
        let lines = self.list_lines(size);
        match self {
            Self::Help { help, .. } => help.keep_visible(lines, size),
            Self::Links(links) => links.keep_visible(lines),
            Self::Problems(problems) => problems.keep_visible(lines),
            Self::Reason(_) | Self::Url(_) => {}
        }
    }
}
