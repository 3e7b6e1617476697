//! The modes of the interface as escape sequences.

use std::io;

use crossterm::style::Print;
use crossterm::terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, queue, style};

/// The request to mark pastes, and its end (crossterm has them only together with its reader of keys).
const MARK_PASTES: &str = "\x1b[?2004h";
const LEAVE_PASTES: &str = "\x1b[?2004l";

/// The request to report clicks, moves with a button held and the wheel, in the form of SGR; and its end.
const REPORT_MOUSE: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const LEAVE_MOUSE: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// The end of a link, which a frame that was cut off may have left open.
const END_LINK: &str = "\x1b]8;;\x1b\\";

/// The modes that depend on the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modes {
    /// Whether the terminal reports the mouse.
    pub mouse: bool,
    /// Whether addresses are links of the terminal.
    pub links: bool,
}

/// The escape sequences that switch the interface's modes on.
pub(super) fn entering(modes: Modes) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    queue!(bytes, EnterAlternateScreen, cursor::Hide, Print(MARK_PASTES))?;
    bytes.extend(mouse(modes.mouse).iter().filter(|_| modes.mouse));
    Ok(bytes)
}

/// The escape sequence that switches the reports of the mouse on or off.
pub(super) fn mouse(is_on: bool) -> &'static [u8] {
    if is_on { REPORT_MOUSE } else { LEAVE_MOUSE }.as_bytes()
}

/// The escape sequences that switch them off again, in reverse order, and those that follow; they also end an unfinished
/// frame. `modes` are all that were on at any time.
pub(super) fn leaving(modes: Modes, following: Vec<u8>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    queue!(
        bytes,
        Print(if modes.links { END_LINK } else { "" }),
        EndSynchronizedUpdate,
        style::SetAttribute(style::Attribute::Reset),
        Print(if modes.mouse { LEAVE_MOUSE } else { "" }),
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
        let none = Modes::default();
        assert_eq!(text(entering(none)), "\x1b[?1049h\x1b[?25l\x1b[?2004h");
        assert_eq!(text(leaving(none, Vec::new())), "\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?25h\x1b[?1049l");
    }

    #[test]
    fn the_mouse_and_an_open_link_are_switched_off_before_the_interface_is_left() {
        let text = |bytes: io::Result<Vec<u8>>| String::from_utf8(bytes.unwrap()).unwrap();
        let modes = Modes { mouse: true, links: true };
        assert!(text(entering(modes)).ends_with("\x1b[?2004h\x1b[?1000h\x1b[?1002h\x1b[?1006h"));
        let left = "\x1b]8;;\x1b\\\x1b[?2026l\x1b[0m\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[?25h\x1b[?1049l";
        assert_eq!(text(leaving(modes, Vec::new())), left);
    }
}
