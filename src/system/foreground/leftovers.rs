//! The modes that foreground programs may leave switched on, and the escape sequences that undo it.
//!
//! Titles and palettes are left alone: terminals have no standard way to return to the user's own, only to their defaults.

use std::env;

use crate::system::locale;

/// The end of a sequence or a text (OSC, DCS) that a program began, without acting on it; then the alternate screen.
const BEGIN: &str = "\x18\x1b\\\x1b[?1049h";

/// The sequences that every terminal understands or ignores: margins, modes of screen and keyboard, mouse, keypad, character set, colours.
///
/// Some of it moves the cursor, so it is sent on the alternate screen only.
const COMMON_RESETS: &str = "\x1b[?69l\x1b[r\
    \x1b[?1;5;6;9;12;1000;1001;1002;1003;1004;1005;1006;1015;1016;2004;2026;2031;2048l\
    \x1b[?7;25h\x1b[2;4;20l\x1b>\x0f\x1b(B\x1b[m";

/// The sequences that the console of Linux would partly print: modifyOtherKeys, kitty's keyboard flags, character sets, 7-bit reports,
/// shape of the cursor, an open link. Tabs are set every eight columns.
const XTERM_RESETS: &str = "\x1b[>4m\x1b[=0;1u\x1b)B\x1b*B\x1b+B\x1b F\x1b[0 q\x1b]8;;\x1b\\\x1b[?5W\x1b[m";

/// The shape of the cursor on the console of Linux.
const CONSOLE_RESETS: &str = "\x1b[?0c";

/// The return to the normal screen, and what is kept for each screen or restored with the cursor. It moves no cursor.
const END: &str = "\x1b[?1049l\x1b[?47;1047l\x0f\x1b(B\x1b[m";

/// kitty's keyboard flags, which each screen has for itself.
const KITTY_FLAGS: &str = "\x1b[=0;1u";

/// The return to UTF-8 (ISO 2022).
const UTF8: &str = "\x1b%G";

/// The escape sequences that undo what a program may have left on, on either screen; the normal one is shown then.
pub fn undo() -> Vec<u8> {
    let term = env::var_os("TERM").unwrap_or_default();
    undo_on(&term.to_string_lossy(), locale::has_utf8(|name| env::var_os(name))).into_bytes()
}

fn undo_on(term: &str, has_utf8: bool) -> String {
    let charset = if has_utf8 { UTF8 } else { "" };
    if term == "linux" || term.starts_with("linux-") {
        // Without an alternate screen the position of the cursor would be lost.
        ["\x18\x1b7", BEGIN, COMMON_RESETS, CONSOLE_RESETS, "\x1b8", END, charset].concat()
    } else {
        [BEGIN, COMMON_RESETS, XTERM_RESETS, END, KITTY_FLAGS, charset].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of the private modes that are switched off.
    fn modes_off(text: &str) -> Vec<u16> {
        let lists = text.split("\x1b[?").filter_map(|rest| {
            let (list, _) = rest.split_once('l')?;
            list.split(';').map(|number| number.parse::<u16>().ok()).collect::<Option<Vec<u16>>>()
        });
        lists.flatten().collect()
    }

    #[test]
    fn whatever_a_program_may_leave_switched_on_is_switched_off() {
        let shown = undo_on("xterm", true);
        let off = modes_off(&shown);
        for mode in [1, 5, 6, 9, 12, 69, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2031, 2048] {
            assert!(off.contains(&mode), "{mode}");
        }
        let sequences = [
            "\x1b[r",
            "\x1b[?7;25h",
            "\x1b>",
            "\x0f\x1b(B",
            "\x1b[>4m",
            "\x1b[=0;1u",
            "\x1b[0 q",
            "\x1b[?5W",
            "\x1b F",
            "\x1b%G",
        ];
        for sequence in sequences {
            assert!(shown.contains(sequence), "{sequence:?}");
        }
        let begin = shown.find("\x1b[?1049h").unwrap();
        assert!(shown.find("\x18\x1b\\") < Some(begin), "half a sequence would swallow the next");
        assert!(shown.find("\x1b[r") > Some(begin), "it moves the cursor, which the shell needs where it is");
    }

    #[test]
    fn on_the_normal_screen_no_cursor_is_moved() {
        let shown = undo_on("xterm", true);
        let (_, after) = shown.split_once("\x1b[?1049l").unwrap();
        assert_eq!(modes_off(after), [47, 1047]);
        for sequence in ["\x1b[r", "\x1b[?6", "H", "\n", "\r"] {
            assert!(!after.contains(sequence), "{sequence:?}");
        }
    }

    #[test]
    fn the_console_of_linux_gets_nothing_that_it_would_print() {
        for shown in ["linux", "linux-16color"].map(|term| undo_on(term, true)) {
            for begin in ["\x1b[>", "\x1b[=", "\x1b[<", " q", "\x1b]", "\x1b*", "\x1b+", "\x1b ", "!"] {
                assert!(!shown.contains(begin), "{begin:?} in {shown:?}");
            }
        }
        assert!(undo_on("", false).contains(XTERM_RESETS) && !undo_on("", false).contains(UTF8));
    }
}
