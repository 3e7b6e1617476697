//! The popups that show a text: why an entry is a hit, and a URL that could not be opened.

use super::keys::{Command, Copy};
use super::message::{Effect, Response};
use crate::dataset::SourceUrl;

/// Why an entry is a hit, and the syntax of queries.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The name of the entry.
    pub entry_name: String,
    /// The query as text, then one line for each part of it that matched.
    pub lines: Vec<String>,
}

/// A URL that no program could open.
#[derive(Clone, Debug)]
pub struct UnopenedUrl {
    /// The title of the popup.
    pub title: String,
    /// The URL.
    pub url: SourceUrl,
    /// The error as text.
    pub why: String,
}

impl UnopenedUrl {
    /// The response to a command; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command) -> Option<Response> {
        match command {
            Command::OpenArchived => Some(Response::Effect(Effect::Open(self.url.archived(None)))),
            Command::Copy(Copy::Url) => Some(Response::Effect(Effect::Copy(self.url.to_string()))),
            _ => None,
        }
    }
}
