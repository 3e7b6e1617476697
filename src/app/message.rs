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
        outcome: Opening,
    },
    /// What came of [`Effect::Copy`]: how it was copied, or why not.
    Copied(Result<String, String>),
    /// Something went wrong beside the interface, in words.
    Failed(String),
}

/// What came of opening an address: no more than is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// The program of this name took it and ended well.
    Opened(String),
    /// The program of this name has it and is still running.
    Handed(String),
    /// The text browser of this name had it and has ended.
    Read(String),
    /// Nothing was started, and why.
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
