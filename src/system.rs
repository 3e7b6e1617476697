//! The outside: other programs and files.
//!
//! Here a page is handed to a browser, a file to an editor, a line to the clipboard, and the files that a user names are
//! read and written. Nothing else in the program starts a process or opens a file of the user's. What a file means, what a
//! screen shows and which key was pressed are no concern of this module.

pub mod browser;
pub mod clipboard;
pub mod clock;
pub mod editor;
mod environment;
pub mod files;
mod launch;
pub mod places;
pub mod state;
pub mod watch;
mod words;
pub mod write;

pub use environment::{Environment, Platform};
pub use launch::{Invocation, detach_if_asked};
