//! External programs and files.
//!
//! Opens URLs in a browser and files in an editor, copies lines to the clipboard, and reads, writes and watches the user's
//! files; tells which characters the terminal can show. No other module starts a process or opens a file of the user's. This module knows nothing about the meaning of a
//! file, the screen or the keys.

pub mod browser;
pub mod clipboard;
pub mod clock;
pub mod editor;
mod environment;
pub mod files;
mod folders;
pub mod foreground;
pub mod hyperlinks;
pub mod kept;
mod launch;
pub mod limits;
pub mod locale;
pub mod own_command;
pub mod places;
#[cfg(unix)]
pub mod signals;
pub mod watch;
pub mod words;
pub mod write;

pub use environment::{Environment, Platform};
pub use launch::{Invocation, detach_if_asked};
