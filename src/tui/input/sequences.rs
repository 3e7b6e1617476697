//! The keys of control sequences: xterm, rxvt, the Linux console, `PuTTY`, the kitty protocol and modifyOtherKeys.
//!
//! After "`XTerm` Control Sequences" (invisible-island.net/xterm/ctlseqs), the key tables of the terminfo database, and
//! the description of the kitty keyboard protocol (sw.kovidgoyal.net/kitty/keyboard-protocol).

use vte::Params;

use crate::app::keys::{Code, Key};
use crate::app::{Mouse, MouseKind};

/// The meaning of a complete control sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sequence {
    /// A key press.
    Key(Key),
    /// An event of the mouse.
    Mouse(Mouse),
    /// The mark before a pasted text.
    PasteStart,
    /// The beginning of a function key of the Linux console, which ends with one more letter.
    ConsoleKey,
    /// A mouse report, which ends with this number of coordinates outside the grammar of control sequences.
    Coordinates(u8),
    /// Anything else: a report of the terminal, the release of a key, or a key that the interface does not know.
    Other,
}

/// The modifiers of a key, as the bits that terminals send, after 1 was taken off.
#[derive(Clone, Copy)]
struct Modifiers(u16);

impl Modifiers {
    const SHIFT: u16 = 1;
    const ALT: u16 = 2;
    const CTRL: u16 = 4;
    /// Meta of xterm, which is another Alt; Super where the kitty protocol sends characters.
    const META: u16 = 8;
    /// Super and Hyper of the kitty protocol: such a key is one of the desktop's.
    const DESKTOP: u16 = 8 | 16;
    const KITTY_META: u16 = 32;
    const CAPS_LOCK: u16 = 64;

    /// The modifiers of a parameter; 0 and 1 are none.
    fn new(parameter: &[u16]) -> Self {
        Self(at(parameter, 0).saturating_sub(1))
    }

    fn any(self, bits: u16) -> bool {
        self.0 & bits != 0
    }

    fn key(self, code: Code) -> Key {
        let code = if code == Code::Tab && self.any(Self::SHIFT) { Code::BackTab } else { code };
        let alt = self.any(Self::ALT | Self::META | Self::KITTY_META);
        Key { code, ctrl: self.any(Self::CTRL), alt }
    }
}

/// Returns the meaning of the control sequence that ends with `last`.
pub(super) fn control_sequence(params: &Params, intermediates: &[u8], last: char) -> Sequence {
    let mut params = params.iter();
    let mut next = || params.next().unwrap_or_default();
    let (first, second, third) = (next(), next(), next());
    let (number, modifiers) = (at(first, 0), Modifiers::new(second));
    if let (b"<", 'M' | 'm') = (intermediates, last) {
        return mouse([number, at(second, 0), at(third, 0)], last == 'm')
            .map_or(Sequence::Other, Sequence::Mouse);
    }
    // A private sequence is a report, and the kitty protocol reports the release of keys.
    if !intermediates.is_empty() || at(second, 1) == RELEASE {
        return Sequence::Other;
    }
    let key = match (last, number) {
        ('[', _) => return Sequence::ConsoleKey,
        ('M', 0) => return Sequence::Coordinates(3),
        ('t', 0) => return Sequence::Coordinates(2),
        ('T', 0) => return Sequence::Coordinates(6),
        ('~', 200) => return Sequence::PasteStart,
        ('~', 27) => character(third, modifiers),
        ('u', _) if modifiers.any(Modifiers::DESKTOP) => None,
        ('u', _) => character(first, modifiers),
        ('~', _) => numbered(number).map(|code| modifiers.key(code)),
        // Ctrl, without and with Shift, of rxvt.
        ('^' | '@', _) => numbered(number).map(|code| Modifiers(Modifiers::CTRL).key(code)),
        // Shift with an arrow of rxvt.
        ('a'..='d', 0) => lettered(last.to_ascii_uppercase()).map(Key::plain),
        (_, 0 | 1) => lettered(last).map(|code| modifiers.key(code)),
        // An old xterm, with nothing before the modifiers.
        ('A'..='D' | 'F' | 'H', _) if second.is_empty() => {
            lettered(last).map(|code| Modifiers::new(first).key(code))
        }
        _ => None,
    };
    key.map_or(Sequence::Other, Sequence::Key)
}

/// The event of a mouse report (SGR): the button with the modifiers, the column and the row, both from 1.
///
/// A click with a modifier is none of ours: with Shift it is the terminal's own selection, with Ctrl it follows a link there.
fn mouse([button, column, row]: [u16; 3], is_release: bool) -> Option<Mouse> {
    const MODIFIERS: u16 = 4 | 8 | 16;
    const MOTION: u16 = 32;
    let has_modifier = button & MODIFIERS != 0;
    let kind = match (button & !MODIFIERS, is_release) {
        (0 | MOTION, true) => MouseKind::Release,
        (_, true) => return None,
        (0, _) if has_modifier => return None,
        (0, _) => MouseKind::Press,
        (MOTION, _) => MouseKind::Drag,
        (64, _) => MouseKind::WheelUp,
        (65, _) => MouseKind::WheelDown,
        (128, _) => MouseKind::Back,
        (129, _) => MouseKind::Forward,
        _ => return None,
    };
    Some(Mouse { kind, x: column.checked_sub(1)?, y: row.checked_sub(1)? })
}

/// The part of a modifier parameter that means the release of a key.
const RELEASE: u16 = 3;

fn at(parameter: &[u16], index: usize) -> u16 {
    parameter.get(index).copied().unwrap_or_default()
}

/// Returns the key of a single shift (SS3) with a modifier (0 for none), as in application mode.
///
/// The digits of the keypad are what they are without Num Lock, as in rxvt: with it terminals send plain digits.
pub(super) fn single_shift(modifier: u16, last: u8) -> Option<Key> {
    let modifiers = Modifiers::new(&[modifier]);
    let code = match last {
        b' ' => Code::Char(' '),
        b'I' => Code::Tab,
        b'M' => Code::Enter,
        b'R' => Code::F(3),
        b'X' => Code::Char('='),
        // `*` to `/` of the keypad.
        b'j'..=b'm' | b'o' => Code::Char(char::from(last - b'j' + b'*')),
        b'n' => Code::Delete,
        b'q' => Code::End,
        b'r' => Code::Down,
        b's' => Code::PageDown,
        b't' => Code::Left,
        b'v' => Code::Right,
        b'w' => Code::Home,
        b'x' => Code::Up,
        b'y' => Code::PageUp,
        // Ctrl with an arrow of rxvt.
        b'a'..=b'd' => {
            let arrow = lettered(char::from(last.to_ascii_uppercase()));
            return arrow.map(|code| Modifiers(Modifiers::CTRL).key(code));
        }
        _ => lettered(char::from(last))?,
    };
    Some(modifiers.key(code))
}

/// Returns the function key of the Linux console that ends with `last`.
pub(super) fn console_key(last: u8) -> Option<Key> {
    matches!(last, b'A'..=b'E').then(|| Key::plain(Code::F(last - b'A' + 1)))
}

/// Returns the key of a control character.
pub(super) fn control(byte: u8) -> Key {
    let ctrl = |c: u8| Key { code: Code::Char(char::from(c)), ctrl: true, alt: false };
    match byte {
        b'\t' => Key::plain(Code::Tab),
        b'\r' => Key::plain(Code::Enter),
        0x1b => Key::plain(Code::Esc),
        0x7f => Key::plain(Code::Backspace),
        0 => ctrl(b' '),
        1..=26 => ctrl(byte - 1 + b'a'),
        _ => ctrl(byte + b'@'),
    }
}

/// The keys whose sequence ends with a letter of their own, F3 aside: its `R` ends the report of the cursor's position too.
fn lettered(last: char) -> Option<Code> {
    Some(match last {
        'A' => Code::Up,
        'B' => Code::Down,
        'C' => Code::Right,
        'D' => Code::Left,
        'F' => Code::End,
        'H' => Code::Home,
        'P' => Code::F(1),
        'Q' => Code::F(2),
        'S' => Code::F(4),
        'Z' => Code::BackTab,
        _ => return None,
    })
}

/// The keys whose sequence has a number of their own.
fn numbered(number: u16) -> Option<Code> {
    let function = |first: u16, n: u16| u8::try_from(number - first + n).ok().map(Code::F);
    match number {
        1 | 7 => Some(Code::Home),
        3 => Some(Code::Delete),
        4 | 8 => Some(Code::End),
        5 => Some(Code::PageUp),
        6 => Some(Code::PageDown),
        11..=15 => function(11, 1),
        17..=21 => function(17, 6),
        23..=26 => function(23, 11),
        28 | 29 => function(28, 15),
        31..=34 => function(31, 17),
        _ => None,
    }
}

/// The key of a code point (with the shifted one after it, where the terminal sends that) and its modifiers.
fn character(code_points: &[u16], modifiers: Modifiers) -> Option<Key> {
    let code = match at(code_points, 0) {
        9 => Code::Tab,
        13 => Code::Enter,
        27 => Code::Esc,
        8 | 127 => Code::Backspace,
        point @ 57344..=63743 => functional(point)?,
        // The parser cuts larger code points to this one, which is no character.
        u16::MAX => return None,
        point => Code::Char(shifted(point, at(code_points, 1), modifiers)?),
    };
    Some(modifiers.key(code))
}

/// The character of a code point: a capital with Shift or Caps Lock, but a small letter with Ctrl, as a control character.
fn shifted(point: u16, shifted: u16, modifiers: Modifiers) -> Option<char> {
    let valid = |point: u16| char::from_u32(u32::from(point)).filter(|c| !c.is_control());
    let c = valid(point)?;
    if modifiers.any(Modifiers::CTRL) {
        return Some(c.to_ascii_lowercase());
    }
    let is_locked =
        modifiers.any(Modifiers::CAPS_LOCK) && !modifiers.any(Modifiers::ALT) && c.is_alphabetic();
    if modifiers.any(Modifiers::SHIFT) == is_locked {
        return Some(c);
    }
    let mut capitals = c.to_uppercase();
    let capital = capitals.next().filter(|_| capitals.next().is_none());
    Some(valid(shifted).or(capital).unwrap_or(c))
}

/// The keys of the kitty protocol that are code points of the private use area: the keypad, and F13 and above.
fn functional(point: u16) -> Option<Code> {
    let keypad = |symbols: &str, first: u16| symbols.chars().nth(usize::from(point - first)).map(Code::Char);
    match point {
        57376..=57398 => u8::try_from(point - 57376 + 13).ok().map(Code::F),
        57399..=57413 => keypad("0123456789./*-+", 57399),
        57414 => Some(Code::Enter),
        57415..=57416 => keypad("=,", 57415),
        57417 => Some(Code::Left),
        57418 => Some(Code::Right),
        57419 => Some(Code::Up),
        57420 => Some(Code::Down),
        57421 => Some(Code::PageUp),
        57422 => Some(Code::PageDown),
        57423 => Some(Code::Home),
        57424 => Some(Code::End),
        57426 => Some(Code::Delete),
        _ => None,
    }
}
