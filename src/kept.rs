//! The things that are kept between two runs: bookmarks, the queue of pages, notes, and where the user was.
//!
//! [`Kept`] is the value, [`Change`] an operation on it that may be applied twice, and the text has one thing a line. The
//! text is read as foreign: a line that cannot be read is counted and left out, and the rest is sanitized. Two copies of
//! the program lose nothing, because each applies its changes to what the other has written; `system::kept` does that.
//!
//! Everything has a limit. A thing that the user made is never dropped to make room: there, a change that has no room is refused.

mod change;
mod marked;
mod opened;
mod place;
mod records;
mod seen;
mod text;
mod thing;

pub use change::Change;
pub use opened::Opened;
pub use place::Place;
pub use records::{Bookmark, Kept, Note, QueuedPage};
pub use seen::Seen;
pub use thing::{StackName, Thing, text_hash};

#[cfg(test)]
mod tests;
