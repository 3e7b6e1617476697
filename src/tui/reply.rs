//! The replies of background threads to the loop.

use crate::app::Message;
use crate::format::Reading;
use crate::library::Origin;
use crate::system::files::FilesError;

/// A reply of a background thread.
#[derive(Debug)]
pub(super) enum TaskReply {
    /// A message for the model.
    Message(Message),
    /// A stack cannot be opened, so there is nothing to show.
    Refused(Box<Refusal>),
    /// A file was saved.
    Saved,
}

impl TaskReply {
    /// Whether it is the last reply of a load.
    pub(super) fn ends_load(&self) -> bool {
        match self {
            Self::Refused(_) => true,
            Self::Message(Message::Loaded(loaded)) => !loaded.more,
            Self::Message(_) | Self::Saved => false,
        }
    }
}

/// A stack that cannot be opened, and the result of reading it.
#[derive(Debug)]
pub struct Refusal {
    /// The origin of the stack.
    pub origin: Origin,
    /// The findings of its text, or the error of its files.
    pub read: Result<Reading, FilesError>,
}
