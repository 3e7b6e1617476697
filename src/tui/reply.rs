//! The replies of background threads to the loop.

use crate::app::Message;
use crate::format::Reading;
use crate::library::{LoadOutcome, Origin};
use crate::system::files::FilesError;

/// A reply of a background thread.
#[derive(Debug)]
pub(super) enum TaskReply {
    /// A message for the model.
    Message(Message),
    /// No stack can be opened, so there is nothing to show.
    Refused(Vec<Refusal>),
    /// Some stacks cannot be opened: those of the next catalog in its order, followed by the others.
    Reordered(Vec<Origin>),
    /// A file was saved.
    Saved,
}

impl TaskReply {
    /// Whether it is the last reply of a load.
    pub(super) fn ends_load(&self) -> bool {
        match self {
            Self::Refused(_) => true,
            Self::Message(Message::Loaded(loaded)) => !loaded.more,
            Self::Message(_) | Self::Reordered(_) | Self::Saved => false,
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

impl Refusal {
    /// The stacks that cannot be opened.
    pub(super) fn all(origins: &[Origin], read: Vec<Option<Result<LoadOutcome, FilesError>>>) -> Vec<Self> {
        let refusal = |(origin, read): (&Origin, Option<_>)| {
            let read = match read? {
                Ok(LoadOutcome::Read(reading)) => Ok(reading),
                Ok(LoadOutcome::Stack(_) | LoadOutcome::Stopped(_)) => return None,
                Err(error) => Err(error),
            };
            Some(Self { origin: origin.clone(), read })
        };
        origins.iter().zip(read).filter_map(refusal).collect()
    }
}
