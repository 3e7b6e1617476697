//! One line of text, edited by the keys that shells use.

use tui_input::{Input, InputRequest};

use super::keys::{Code, Key};
use crate::dataset::fault;

/// A line of text with a cursor.
#[derive(Clone, Debug, Default)]
pub struct TextInput(Input);

/// Maximum length in characters; no query needs more.
const MAX_CHARACTERS: usize = 256;

impl TextInput {
    /// The text.
    pub fn text(&self) -> &str {
        self.0.value()
    }

    /// The cursor, in cells from the beginning of the text.
    pub fn cursor(&self) -> usize {
        self.0.visual_cursor()
    }

    /// Edits the text by a key and returns whether it changed; keys without a meaning here are ignored.
    pub(super) fn edit(&mut self, key: Key) -> bool {
        let Some(request) = request(key) else { return false };
        let grows = matches!(request, InputRequest::InsertChar(_));
        if grows && self.text().chars().count() >= MAX_CHARACTERS {
            return false;
        }
        self.0.handle(request).is_some_and(|change| change.value)
    }

    /// Inserts a pasted text: line breaks become spaces, unprintable characters are dropped.
    pub(super) fn paste(&mut self, text: &str) {
        for c in text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
            self.edit(Key::plain(Code::Char(c)));
        }
    }
}

impl From<&str> for TextInput {
    fn from(text: &str) -> Self {
        Self(Input::from(text))
    }
}

fn request(key: Key) -> Option<InputRequest> {
    Some(match (key.code, key.ctrl, key.alt) {
        (Code::Char(c), false, false) if fault(c.encode_utf8(&mut [0; 4])).is_none() => {
            InputRequest::InsertChar(c)
        }
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
        _ => return None,
    })
}
