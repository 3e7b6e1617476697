//! The modes of the interface as escape sequences.

use std::io;

use crossterm::style::Print;
use crossterm::terminal::{
    Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
};
use crossterm::{cursor, queue, style};
use ratatui::layout::Size;

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

/// Sets lines to wrap at the right margin; a frame below the prompt is drawn while they do not.
const WRAP: &str = "\x1b[?7h";

/// The escape sequences that switch the interface's modes on: on the alternate screen, or in rows below the prompt.
///
/// The mouse is never on below the prompt: its reports count the rows from the top of the screen, and the first row of
/// the interface there is not known.
pub(super) fn entering(modes: Modes, inline: Option<Size>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    match inline {
        None => queue!(bytes, EnterAlternateScreen, cursor::Hide)?,
        Some(area) => {
            queue!(bytes, cursor::Hide)?;
            make_room(area.height, &mut bytes)?;
            queue!(bytes, cursor::SavePosition)?;
            // A row of spaces ends in the row of the cursor if that was at its beginning, and else in the next one.
            bytes.resize(bytes.len() + usize::from(area.width), b' ');
            bytes.push(b'\r');
        }
    }
    queue!(bytes, Print(MARK_PASTES), Print(if modes.mouse { REPORT_MOUSE } else { "" }))?;
    Ok(bytes)
}

/// The escape sequence that switches the reports of the mouse on or off.
pub(super) fn mouse(is_on: bool) -> &'static [u8] {
    if is_on { REPORT_MOUSE } else { LEAVE_MOUSE }.as_bytes()
}

/// The escape sequences that clear the rows below the prompt, from the first of which on the cursor is, and make room for
/// as many as there are now. The cursor's position before the interface is lost.
pub(super) fn beginning_again(area: Size) -> io::Result<Vec<u8>> {
    let mut bytes = vec![b'\r'];
    queue!(bytes, Clear(ClearType::FromCursorDown))?;
    make_room(area.height.saturating_sub(1), &mut bytes)?;
    queue!(bytes, cursor::SavePosition)?;
    Ok(bytes)
}

/// Scrolls until there are some rows below the cursor, which stays on its cell.
fn make_room(rows: u16, bytes: &mut Vec<u8>) -> io::Result<()> {
    if rows > 0 {
        bytes.resize(bytes.len() + usize::from(rows), b'\n');
        queue!(bytes, cursor::MoveUp(rows))?;
    }
    Ok(())
}

/// The escape sequences that switch them off again, in reverse order, and those that follow; they also end an unfinished
/// frame. `modes` are all that were on at any time.
///
/// The rows below the prompt are cleared, and the cursor returns to where it was.
pub(super) fn leaving(modes: Modes, is_inline: bool, following: Vec<u8>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    queue!(
        bytes,
        Print(if modes.links { END_LINK } else { "" }),
        EndSynchronizedUpdate,
        style::SetAttribute(style::Attribute::Reset),
        Print(if modes.mouse { LEAVE_MOUSE } else { "" }),
        Print(LEAVE_PASTES)
    )?;
    if is_inline {
        queue!(bytes, Print(WRAP), Print('\r'), Clear(ClearType::FromCursorDown), cursor::RestorePosition)?;
    }
    queue!(bytes, cursor::Show)?;
    if !is_inline {
        queue!(bytes, LeaveAlternateScreen)?;
    }
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
        assert_eq!(text(entering(none, None)), "\x1b[?1049h\x1b[?25l\x1b[?2004h");
        assert_eq!(
            text(leaving(none, false, Vec::new())),
            "\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?25h\x1b[?1049l"
        );
        let area = Size { width: 3, height: 2 };
        assert_eq!(text(entering(none, Some(area))), "\x1b[?25l\n\n\x1b[2A\x1b7   \r\x1b[?2004h");
        assert_eq!(text(beginning_again(area)), "\r\x1b[J\n\x1b[1A\x1b7");
        assert_eq!(
            text(leaving(none, true, Vec::new())),
            "\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?7h\r\x1b[J\x1b8\x1b[?25h"
        );
    }

    #[test]
    fn the_mouse_and_an_open_link_are_switched_off_before_the_interface_is_left() {
        let text = |bytes: io::Result<Vec<u8>>| String::from_utf8(bytes.unwrap()).unwrap();
        let modes = Modes { mouse: true, links: true };
        assert!(text(entering(modes, None)).ends_with("\x1b[?2004h\x1b[?1000h\x1b[?1002h\x1b[?1006h"));
        let left = "\x1b]8;;\x1b\\\x1b[?2026l\x1b[0m\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[?25h\x1b[?1049l";
        assert_eq!(text(leaving(modes, false, Vec::new())), left);
    }
}
