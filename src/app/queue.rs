//! The popup with the queue: pages of any entries, to be read later.

use std::collections::VecDeque;

use super::keys::Command;
use super::message::{QueuedPages, Response};
use crate::dataset::SourceUrl;
use crate::kept::QueuedPage;

/// Number of pages that are opened at once without a question.
pub const OPENED_AT_ONCE: usize = 5;

/// The queue as it was when the popup was opened.
#[derive(Clone, Debug)]
pub struct Queue {
    /// The pages, the oldest first; one that has left the queue since stays in the list.
    pub all: Vec<QueuedPage>,
    /// The number of pages that are to be opened at once, while the user is asked whether to do that.
    pub question: Option<usize>,
}

impl Queue {
    /// The response to a command on the page at a position; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize) -> Option<Response> {
        if self.question.is_some() {
            return match command {
                Command::Follow => Some(Response::OpenQueued(QueuedPages::Agreed)),
                Command::CloseOrCancel => Some(Response::DropQuestion),
                _ => None,
            };
        }
        match command {
            Command::OpenNext => Some(Response::OpenQueued(QueuedPages::Next)),
            Command::OpenAll => Some(Response::OpenQueued(QueuedPages::All)),
            Command::Follow => {
                let page = self.all.get(at).cloned();
                Some(page.map_or(Response::Ignored, |page| Response::OpenQueued(QueuedPages::One(page))))
            }
            Command::Mark | Command::Remove => {
                let page = self.all.get(at).cloned();
                Some(page.map_or(Response::Ignored, Response::ToggleQueued))
            }
            _ => None,
        }
    }
}

/// Pages of the queue that are opened one after the other.
#[derive(Debug, Default)]
pub(super) struct QueueRun {
    /// Those still to be opened.
    pub(super) rest: VecDeque<QueuedPage>,
    /// The one that is being opened.
    pub(super) current: Option<SourceUrl>,
    /// The number of those that were opened.
    opened: usize,
}

impl QueueRun {
    /// The run that opens some pages.
    pub(super) fn new(pages: Vec<QueuedPage>) -> Self {
        Self { rest: pages.into(), ..Self::default() }
    }

    /// Takes the news that a page was opened, and returns how many of this run were; 0 if it is of none.
    pub(super) fn opened(&mut self, url: &SourceUrl) -> usize {
        if self.current.take_if(|current| current == url).is_none() {
            return 0;
        }
        self.opened += 1;
        self.opened
    }
}
