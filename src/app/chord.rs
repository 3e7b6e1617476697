//! Keys and chords.

use std::fmt;

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those on the keyboard")]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// A key press: a key with its modifiers.
///
/// Shift is part of the character (`J`, not shift and `j`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key.
    pub code: Code,
    /// Whether Control is held.
    pub ctrl: bool,
    /// Whether Alt is held.
    pub alt: bool,
}

impl Key {
    /// Whether the key types a character.
    pub const fn is_letter(self) -> bool {
        matches!(self.code, Code::Char(_)) && !self.ctrl && !self.alt
    }

    /// A key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        match self.code {
            Code::Char(' ') => f.write_str("Space"),
            Code::Char(c) => write!(f, "{c}"),
            Code::BackTab => f.write_str("Shift-Tab"),
            Code::Backspace => f.write_str("Bksp"),
            Code::PageUp => f.write_str("PgUp"),
            Code::PageDown => f.write_str("PgDn"),
            Code::Delete => f.write_str("Del"),
            Code::F(n) => write!(f, "F{n}"),
            code => write!(f, "{code:?}"),
        }
    }
}

/// The maximum number of keys of a chord.
pub const MAX_CHORD: usize = 4;

/// One key, or up to [`MAX_CHORD`] keys pressed one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    keys: [Key; MAX_CHORD],
    count: usize,
}

impl Chord {
    /// The chord of one key.
    pub const fn new(key: Key) -> Self {
        Self { keys: [key, NO_KEY, NO_KEY, NO_KEY], count: 1 }
    }

    /// The chord with a further key; `None` if it has as many as it may have.
    #[must_use]
    pub fn then(mut self, key: Key) -> Option<Self> {
        *self.keys.get_mut(self.count)? = key;
        self.count += 1;
        Some(self)
    }

    /// Its keys, of which there is at least one.
    pub fn keys(&self) -> &[Key] {
        self.keys.get(..self.count).unwrap_or_default()
    }

    /// The keys that follow a prefix, if it begins with that.
    pub fn after(&self, prefix: Option<&Self>) -> Option<&[Key]> {
        self.keys().strip_prefix(prefix.map_or(&[][..], Self::keys))
    }

    /// The last key.
    pub fn last(&self) -> Key {
        self.keys().last().copied().unwrap_or(NO_KEY)
    }
}

/// The value of the unused keys of a chord.
const NO_KEY: Key = Key::plain(Code::Esc);

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = self.keys().iter().all(|key| key.is_letter() && key.code != Code::Char(' '));
        for (at, key) in self.keys().iter().enumerate() {
            write!(f, "{}{key}", if at > 0 && !is_plain { " " } else { "" })?;
        }
        Ok(())
    }
}

/// The chord of a key without modifiers.
pub(super) const fn key(code: Code) -> Chord {
    Chord::new(Key::plain(code))
}

/// The chord of a character.
pub(super) const fn ch(c: char) -> Chord {
    key(Code::Char(c))
}

/// The chord of a character with Control.
pub(super) const fn ctrl(c: char) -> Chord {
    ctrl_with(Code::Char(c))
}

/// The chord of a key with Control.
pub(super) const fn ctrl_with(code: Code) -> Chord {
    Chord::new(Key { code, ctrl: true, alt: false })
}

/// The chord of a key with Alt.
pub(super) const fn alt(code: Code) -> Chord {
    Chord::new(Key { code, ctrl: false, alt: true })
}

/// The chord of two characters.
pub(super) const fn then(first: char, last: char) -> Chord {
    let [first, last] = [Key::plain(Code::Char(first)), Key::plain(Code::Char(last))];
    Chord { keys: [first, last, NO_KEY, NO_KEY], count: 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_their_usual_names() {
        assert_eq!(then('g', 'c').to_string(), "gc");
        assert_eq!(ctrl('d').to_string(), "Ctrl-d");
        assert_eq!(alt(Code::Left).to_string(), "Alt-Left");
        assert_eq!(ch(' ').to_string(), "Space");
        assert_eq!(ch('g').then(ctrl('o').last()).unwrap().to_string(), "g Ctrl-o");
    }

    #[test]
    fn a_chord_has_a_limit() {
        let four = (0..3).try_fold(ch('a'), |chord, _| chord.then(ch('b').last())).unwrap();
        assert_eq!((four.to_string().as_str(), four.then(ch('c').last())), ("abbb", None));
        assert_eq!(four.after(Some(&then('a', 'b'))).map(<[Key]>::len), Some(2));
        assert_eq!(four.after(Some(&ch('b'))), None);
    }
}
