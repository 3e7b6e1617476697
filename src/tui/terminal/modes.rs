//! The modes of the interface as escape sequences.

use std::io;

use crossterm::style::Print;
use crossterm::terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, queue, style};

/// The request to mark pastes, and its end (crossterm has them only together with its reader of keys).
const MARK_PASTES: &str = "\x1b[?2004h";
const LEAVE_PASTES: &str = "\x1b[?2004l";

/// The escape sequences that switch the interface's modes on.
pub(super) fn entering() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    queue!(bytes, EnterAlternateScreen, cursor::Hide, Print(MARK_PASTES))?;
    Ok(bytes)
}

/// The escape sequences that switch them off again, in reverse order, and those that follow; they also end an unfinished
/// frame.
pub(super) fn leaving(following: Vec<u8>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    queue!(
        bytes,
        EndSynchronizedUpdate,
        style::SetAttribute(style::Attribute::Reset),
        Print(LEAVE_PASTES),
        cursor::Show,
        LeaveAlternateScreen
    )?;
    bytes.extend(following);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_another_program_nothing_is_undone() {
        let text = |bytes: io::Result<Vec<u8>>| String::from_utf8(bytes.unwrap()).unwrap();
        assert_eq!(text(entering()), "\x1b[?1049h\x1b[?25l\x1b[?2004h");
        assert_eq!(text(leaving(Vec::new())), "\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?25h\x1b[?1049l");
    }
}
