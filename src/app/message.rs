//! What comes in and what goes out.

use super::keys::Key;
use super::layout::Size;
use crate::dataset::SourceUrl;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A key was pressed.
    Press(Key),
    /// A text was pasted.
    Paste(String),
    /// The screen has another size.
    Resized(Size),
    /// What came of [`Effect::Open`].
    Opened {
        /// The address it was about.
        url: SourceUrl,
        /// What happened.
        outcome: Outcome,
    },
    /// What came of [`Effect::Copy`]: how it was copied, or why not.
    Copied(Result<String, String>),
    /// Something went wrong beside the interface, in words.
    Failed(String),
}

/// What came of opening an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A program took the address; the text says which and how far that is known.
    Opened(String),
    /// Nothing was started, and why; the address went to the terminal's clipboard.
    NoBrowser(String),
    /// The program that was tried failed, in words.
    Failed(String),
}

/// Something that the world must now do; nothing has been done yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open an address, and answer with [`Message::Opened`].
    Open(SourceUrl),
    /// Copy a text, and answer with [`Message::Copied`].
    Copy(String),
    /// Remember that the first-run tip was seen.
    RememberTip,
    /// Stop until the shell continues the program.
    Suspend,
    /// End.
    Quit,
}
