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

/// Sets lines to wrap at the right margin; a frame below the prompt is drawn while they do not.
const WRAP: &str = "\x1b[?7h";

/// The escape sequences that switch the interface's modes on: on the alternate screen, or in rows below the prompt.
///
/// The mouse is never on below the prompt: its reports count the rows from the top of the screen, and the first row of
/// the interface there is not known.
pub(super) fn entering(inline: Option<Size>) -> io::Result<Vec<u8>> {
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
    queue!(bytes, Print(MARK_PASTES))?;
    Ok(bytes)
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
/// frame.
///
/// The rows below the prompt are cleared, and the cursor returns to where it was.
pub(super) fn leaving(is_inline: bool, following: Vec<u8>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    queue!(bytes, EndSynchronizedUpdate, style::SetAttribute(style::Attribute::Reset), Print(LEAVE_PASTES))?;
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
        assert_eq!(text(entering(None)), "\x1b[?1049h\x1b[?25l\x1b[?2004h");
        assert_eq!(text(leaving(false, Vec::new())), "\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?25h\x1b[?1049l");
        let area = Size { width: 3, height: 2 };
        assert_eq!(text(entering(Some(area))), "\x1b[?25l\n\n\x1b[2A\x1b7   \r\x1b[?2004h");
        assert_eq!(text(beginning_again(area)), "\r\x1b[J\n\x1b[1A\x1b7");
        assert_eq!(
            text(leaving(true, Vec::new())),
            "\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?7h\r\x1b[J\x1b8\x1b[?25h"
        );
    }
}
