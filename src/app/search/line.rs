//! Editing one line of text by keys, as shells do.

use tui_input::{Input, InputRequest};

use crate::app::keys::{Code, Key};
use crate::dataset::fault;

/// More characters than this are not taken, as no query needs them.
const QUERY_CHARACTERS: usize = 256;

/// Puts a pasted text into a line: its line breaks become blanks, and what could act on a terminal is left out.
pub(in crate::app) fn paste(input: &mut Input, text: &str) {
    for c in text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
        edit(input, Key::plain(Code::Char(c)));
    }
}

/// Whether a character may stand in a line of text: nothing that acts on a terminal or cannot be seen.
fn is_fit(c: char) -> bool {
    fault(c.encode_utf8(&mut [0; 4])).is_none()
}

/// Edits a line of text by a key, as shells do; keys that mean nothing there are ignored.
pub(in crate::app) fn edit(input: &mut Input, key: Key) {
    let request = match (key.code, key.ctrl, key.alt) {
        (Code::Char(c), false, false) if is_fit(c) => InputRequest::InsertChar(c),
        (Code::Backspace, false, false) | (Code::Char('h'), true, false) => InputRequest::DeletePrevChar,
        (Code::Delete, ..) | (Code::Char('d'), true, false) => InputRequest::DeleteNextChar,
        (Code::Char('w'), true, false) | (Code::Backspace, ..) => InputRequest::DeletePrevWord,
        (Code::Char('u'), true, false) => InputRequest::DeleteFromStart,
        (Code::Char('k'), true, false) => InputRequest::DeleteTillEnd,
        (Code::Char('a'), true, false) | (Code::Home, ..) => InputRequest::GoToStart,
        (Code::Char('e'), true, false) | (Code::End, ..) => InputRequest::GoToEnd,
        (Code::Char('b'), false, true) | (Code::Left, true, _) | (Code::Left, _, true) => {
            InputRequest::GoToPrevWord
        }
        (Code::Char('f'), false, true) | (Code::Right, true, _) | (Code::Right, _, true) => {
            InputRequest::GoToNextWord
        }
        (Code::Char('b'), true, false) | (Code::Left, ..) => InputRequest::GoToPrevChar,
        (Code::Right, ..) => InputRequest::GoToNextChar,
        _ => return,
    };
    let grows = matches!(request, InputRequest::InsertChar(_));
    if !grows || input.value().chars().count() < QUERY_CHARACTERS {
        input.handle(request);
    }
}
