//! Decoded input, and pastes that a terminal does not mark.

use std::mem;

use crate::app::keys::{Code, Key};
use crate::app::{Message, Mouse};
use crate::theme::Half;

/// A decoded input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A character that was typed or is part of a paste without marks; also Enter, line feed and Tab.
    Text(char),
    /// Any other key.
    Key(Key),
    /// A pasted text.
    Paste(String),
    /// The report that the terminal has a background of this kind.
    #[cfg_attr(not(unix), expect(dead_code, reason = "a console does not report it"))]
    Background(Half),
    /// An event of the mouse.
    Mouse(Mouse),
}

/// The line breaks of a typed or pasted text: Enter and the line feed.
const BREAKS: [char; 2] = ['\r', '\n'];

/// A detector of pastes without marks, which older terminals and Windows send as if they were typed.
///
/// Nobody types a line break and letters on both sides of it at once, so that is a paste. Its first line is the pasted text;
/// the rest is dropped, with the control characters in it and whatever follows at once.
#[derive(Default)]
pub(super) struct UnmarkedPastes {
    /// Whether more of a paste may follow.
    is_open: bool,
    /// The kind of text before the next tokens: none, a letter, or a letter and a line break.
    before: &'static str,
}

impl UnmarkedPastes {
    /// Ends an open paste: nothing has followed for a while.
    pub(super) fn end(&mut self) {
        self.is_open = false;
    }

    /// Converts tokens that arrived together to messages.
    ///
    /// `is_further` is true if they arrived together with the last ones too, and were only read later.
    pub(super) fn messages(&mut self, tokens: &[Token], is_further: bool) -> Vec<Message> {
        let mut messages = Vec::with_capacity(tokens.len());
        if !is_further {
            self.before = "";
        }
        for run in tokens.chunk_by(|last, token| last.may_be_pasted() && token.may_be_pasted()) {
            let text: String = run.iter().filter_map(Token::character).collect();
            let before = mem::take(&mut self.before);
            let whole = [before, &text].concat();
            let mut lines = whole.trim_matches(BREAKS).split(BREAKS);
            let first = lines.next().unwrap_or_default();
            let has_lines = lines.next().is_some();
            let is_rest = self.is_open && text.chars().nth(1).is_some();
            self.is_open = has_lines || is_rest;
            self.before = match (first, whole.ends_with(BREAKS)) {
                ("", _) => "",
                (_, true) => "x\n",
                (_, false) => "x",
            };
            match first.get(before.len().min(1)..) {
                _ if is_rest => {}
                Some("") if has_lines => {}
                Some(line) if has_lines => messages.push(Message::Paste(line.to_owned())),
                _ => messages.extend(run.iter().map(Token::message)),
            }
        }
        messages
    }
}

impl Token {
    /// Whether it may be part of a paste without marks: a character, or a control character.
    fn may_be_pasted(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Key(key) => {
                key.code == Code::Backspace
                    || matches!(key.code, Code::Char(c) if key.alt || key.ctrl && c != 'c')
            }
            Self::Paste(_) | Self::Mouse(_) | Self::Background(_) => false,
        }
    }

    fn character(&self) -> Option<char> {
        match self {
            Self::Text(c) => Some(*c),
            Self::Key(_) | Self::Paste(_) | Self::Mouse(_) | Self::Background(_) => None,
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Text(c) => Message::Press(key_of(*c)),
            Self::Key(key) => Message::Press(*key),
            Self::Paste(text) => Message::Paste(text.clone()),
            Self::Background(half) => Message::Background(*half),
            Self::Mouse(mouse) => Message::Mouse(*mouse),
        }
    }
}

/// The key that types a character.
fn key_of(c: char) -> Key {
    match c {
        '\r' => Key::plain(Code::Enter),
        '\t' => Key::plain(Code::Tab),
        '\n' => Key { code: Code::Char('j'), ctrl: true, alt: false },
        _ => Key::plain(Code::Char(c)),
    }
}
