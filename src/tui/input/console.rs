//! The keys of a Windows console.

use std::io;
use std::time::Duration;

use crossterm::event::{
    self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use super::Keys;
use super::paste::{Token, UnmarkedPastes};
use crate::app::keys::{Code, Key};
use crate::app::{Message, Mouse, MouseKind};

/// Maximum number of events in a batch; the next batch follows after a frame.
const MAX_BATCH: usize = 1024;

/// Time that the source polls for further pending events.
///
/// Not zero: crossterm 0.29 answers a zero timeout without looking at what it has read, so that a batch would never hold
/// more than one event. A timeout of less than a millisecond does not block.
const POLL_TIMEOUT: Duration = Duration::from_micros(20);

/// The source of keys.
pub(super) struct Source {
    escape_time: Duration,
    unmarked: UnmarkedPastes,
}

impl Source {
    pub(super) fn new(_keys: Keys, escape_time: Duration) -> Self {
        Self { escape_time, unmarked: UnmarkedPastes::default() }
    }

    /// Waits for events and returns their messages, which may be none: a resize has none.
    pub(super) fn read(&mut self) -> io::Result<Vec<Message>> {
        if !event::poll(self.escape_time)? {
            self.unmarked.end();
        }
        let mut tokens: Vec<Token> = token_of(event::read()?).into_iter().collect();
        while tokens.len() < MAX_BATCH && event::poll(POLL_TIMEOUT)? {
            tokens.extend(token_of(event::read()?));
        }
        Ok(self.unmarked.messages(&tokens, false))
    }
}

/// Converts an event to a token; `None` for a release, for keys that the model does not know, and for other events.
fn token_of(event: Event) -> Option<Token> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            key_of(key).map(|key| match (key.code, key) {
                (Code::Char(c), key) if key == Key::plain(key.code) => Token::Text(c),
                (Code::Enter, key) if key == Key::plain(key.code) => Token::Text('\r'),
                (_, key) => Token::Key(key),
            })
        }
        Event::Paste(text) => Some(Token::Paste(text)),
        Event::Mouse(event) => mouse_of(event).map(Token::Mouse),
        _ => None,
    }
}

/// A click with a modifier is none of ours: it is the console's own selection.
fn mouse_of(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::Down(MouseButton::Left) if event.modifiers.is_empty() => MouseKind::Press,
        MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
        MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
        MouseEventKind::ScrollUp => MouseKind::WheelUp,
        MouseEventKind::ScrollDown => MouseKind::WheelDown,
        _ => return None,
    };
    Some(Mouse { kind, x: event.column, y: event.row })
}

fn key_of(key: KeyEvent) -> Option<Key> {
    let code = match key.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    };
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(match code {
        // AltGr types a character.
        Code::Char(_) if ctrl && alt => Key::plain(code),
        // Caps Lock changes no command.
        Code::Char(c) if ctrl => Key { code: Code::Char(c.to_ascii_lowercase()), ctrl, alt },
        _ => Key { code, ctrl, alt },
    })
}
