//! Decoded input, and pastes that a terminal does not mark.

use crate::app::Message;
use crate::app::keys::{Code, Key};

/// A decoded input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A character that was typed or is part of a paste without marks; also Enter, line feed and Tab.
    Text(char),
    /// Any other key.
    Key(Key),
    /// A pasted text.
    Paste(String),
}

/// The line breaks of a typed or pasted text: Enter and the line feed.
const BREAKS: [char; 2] = ['\r', '\n'];

/// A detector of pastes without marks, which older terminals and Windows send as if they were typed.
///
/// Nobody types a line break and letters on both sides of it at once, so that is a paste; its further lines, also those that
/// arrive right behind, are no keys.
#[derive(Default)]
pub(super) struct UnmarkedPastes {
    /// Whether a paste may go on in the next tokens.
    is_open: bool,
}

impl UnmarkedPastes {
    /// Whether a silence is awaited, after which [`UnmarkedPastes::end`] must be called.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Ends an open paste.
    pub(super) fn end(&mut self) {
        self.is_open = false;
    }

    /// Converts the tokens of one read to messages.
    pub(super) fn messages(&mut self, tokens: &[Token]) -> Vec<Message> {
        let mut messages = Vec::with_capacity(tokens.len());
        let text = |token: &Token| matches!(token, Token::Text(_));
        for run in tokens.chunk_by(|before, token| text(before) && text(token)) {
            match run {
                [Token::Key(key)] => messages.push(Message::Press(*key)),
                [Token::Paste(text)] => messages.push(Message::Paste(text.clone())),
                _ if self.is_open => continue,
                _ => {
                    let typed = run.iter().filter_map(|token| match token {
                        Token::Text(c) => Some(*c),
                        Token::Key(_) | Token::Paste(_) => None,
                    });
                    let text: String = typed.collect();
                    if let Some((line, _)) = text.trim_matches(BREAKS).split_once(BREAKS) {
                        messages.push(Message::Paste(line.to_owned()));
                        self.is_open = true;
                        continue;
                    }
                    messages.extend(text.chars().map(|c| Message::Press(key_of(c))));
                }
            }
            self.is_open = false;
        }
        messages
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
