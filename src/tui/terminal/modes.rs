//! The modes of the terminal as escape sequences: those of the interface, and those that another program left behind.

use std::env;
use std::io;

use crossterm::style::Print;
use crossterm::terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, queue, style};

/// The request to mark pastes, and its end (crossterm has them only together with its reader of keys).
const MARK_PASTES: &str = "\x1b[?2004h";
const LEAVE_PASTES: &str = "\x1b[?2004l";

/// Ends a sequence or a text (OSC, DCS) that another program began, without acting on it.
const CANCEL: &[u8] = b"\x18\x1b\\";

/// What every terminal understands or ignores: margins, modes of screen and keyboard, mouse, keypad, character set, colours.
///
/// Some of it moves the cursor, so it is sent on the alternate screen only.
const MODES: &[u8] = b"\x1b[?69l\x1b[r\
    \x1b[?1;5;6;9;12;1000;1001;1002;1003;1004;1005;1006;1015;1016;2031;2048l\
    \x1b[?7h\x1b[2;4;20l\x1b>\x0f\x1b(B\x1b[m";

/// What the console of Linux would partly print: modifyOtherKeys, kitty's keyboard flags, character sets, shape of the
/// cursor, an open link. Tabs are set every eight columns.
const OTHERS: &[u8] = b"\x1b[>4m\x1b[=0;1u\x1b)B\x1b*B\x1b+B\x1b[0 q\x1b]8;;\x1b\\\x1b[?5W\x1b[m";

/// kitty's keyboard flags, which each screen has for itself.
const KITTY_FLAGS: &[u8] = b"\x1b[=0;1u";

/// The shape of the cursor on the console of Linux.
const CONSOLE: &[u8] = b"\x1b[?0c";

/// What is kept for each screen or restored with the cursor, sent again on the normal screen. It moves no cursor.
const NORMAL_SCREEN: &[u8] = b"\x1b[?47;1047l\x0f\x1b(B\x1b[m";

/// Whether other programs may have left modes of the terminal switched on, and which sequences undo that.
///
/// Nothing is undone before a foreground program has run: what was on before the interface started is none of its business.
/// Titles and palettes are left alone: terminals have no standard way to return to the user's own, only to their defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leftovers {
    /// No other program had the terminal.
    None,
    /// Another program had the console of Linux.
    OnConsole,
    /// Another program had a terminal of another kind.
    Possible,
}

impl Leftovers {
    /// What a foreground program may leave behind on this terminal.
    pub(super) fn of_a_program() -> Self {
        Self::on(&env::var_os("TERM").unwrap_or_default().to_string_lossy())
    }

    fn on(name: &str) -> Self {
        if name == "linux" || name.starts_with("linux-") { Self::OnConsole } else { Self::Possible }
    }

    /// Appends what undoes them, for the alternate screen.
    fn undo(self, bytes: &mut Vec<u8>) {
        match self {
            Self::None => {}
            Self::OnConsole => bytes.extend_from_slice(&[MODES, CONSOLE].concat()),
            Self::Possible => bytes.extend_from_slice(&[MODES, OTHERS].concat()),
        }
    }

    /// Appends what undoes the rest on the normal screen.
    fn undo_on_normal_screen(self, bytes: &mut Vec<u8>) {
        match self {
            Self::None => {}
            Self::OnConsole => bytes.extend_from_slice(NORMAL_SCREEN),
            Self::Possible => bytes.extend_from_slice(&[NORMAL_SCREEN, KITTY_FLAGS].concat()),
        }
    }
}

/// The escape sequences that switch the interface's modes on, and those of other programs off.
pub(super) fn entering(leftovers: Leftovers) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    if leftovers != Leftovers::None {
        bytes.extend_from_slice(CANCEL);
    }
    queue!(bytes, EnterAlternateScreen, cursor::Hide, Print(MARK_PASTES))?;
    leftovers.undo(&mut bytes);
    Ok(bytes)
}

/// The escape sequences that switch them off again, in reverse order; they also end an unfinished frame.
///
/// A foreground program may have left others behind that switched modes on later.
pub(super) fn leaving(leftovers: Leftovers) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    queue!(bytes, EndSynchronizedUpdate)?;
    leftovers.undo(&mut bytes);
    queue!(
        bytes,
        style::SetAttribute(style::Attribute::Reset),
        Print(LEAVE_PASTES),
        cursor::Show,
        LeaveAlternateScreen
    )?;
    leftovers.undo_on_normal_screen(&mut bytes);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: io::Result<Vec<u8>>) -> String {
        String::from_utf8(bytes.unwrap()).unwrap()
    }

    /// The numbers of the private modes that are switched off.
    fn modes_off(text: &str) -> Vec<u16> {
        let lists = text.split("\x1b[?").filter_map(|rest| {
            let (list, _) = rest.split_once('l')?;
            list.split(';').map(|number| number.parse().ok()).collect::<Option<Vec<u16>>>()
        });
        lists.flatten().collect()
    }

    #[test]
    fn whatever_a_program_may_leave_switched_on_is_switched_off() {
        let shown = text(entering(Leftovers::Possible));
        let off = modes_off(&shown);
        for mode in [1, 5, 6, 9, 12, 69, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2031, 2048] {
            assert!(off.contains(&mode), "{mode}");
        }
        let sequences =
            ["\x1b[r", "\x1b[?7h", "\x1b>", "\x0f\x1b(B", "\x1b[>4m", "\x1b[=0;1u", "\x1b[0 q", "\x1b[?5W"];
        for sequence in sequences {
            assert!(shown.contains(sequence), "{sequence:?}");
        }
        assert!(
            shown.ends_with("\x1b[m"),
            "the last, since some terminals mistake other sequences for attributes"
        );
        let begin = shown.find("\x1b[?1049h").unwrap();
        assert!(shown.find("\x18\x1b\\") < Some(begin), "half a sequence would swallow the next");
        assert!(shown.find("\x1b[r") > Some(begin), "it moves the cursor, which the shell needs where it is");
    }

    #[test]
    fn on_the_normal_screen_no_cursor_is_moved() {
        let shown = text(leaving(Leftovers::Possible));
        let (_, after) = shown.split_once("\x1b[?1049l").unwrap();
        assert_eq!(modes_off(after), [47, 1047]);
        for sequence in ["\x1b[r", "\x1b[?6", "H", "\n", "\r"] {
            assert!(!after.contains(sequence), "{sequence:?}");
        }
    }

    #[test]
    fn the_console_of_linux_gets_nothing_that_it_would_print() {
        for shown in [text(entering(Leftovers::OnConsole)), text(leaving(Leftovers::OnConsole))] {
            for begin in ["\x1b[>", "\x1b[=", "\x1b[<", " q", "\x1b]", "\x1b*", "\x1b+", "!"] {
                assert!(!shown.contains(begin), "{begin:?} in {shown:?}");
            }
        }
        assert_eq!(Leftovers::on("linux-16color"), Leftovers::OnConsole);
        assert_eq!(Leftovers::on("xterm"), Leftovers::Possible);
        assert_eq!(Leftovers::on(""), Leftovers::Possible);
    }

    #[test]
    fn without_another_program_nothing_is_undone() {
        assert_eq!(text(entering(Leftovers::None)), "\x1b[?1049h\x1b[?25l\x1b[?2004h");
        assert_eq!(text(leaving(Leftovers::None)), "\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?25h\x1b[?1049l");
    }
}
