//! The bytes of a terminal as keys, pastes and events of the mouse.
//!
//! A terminal sends more than keys: answers to the questions of earlier programs, reports of colours, modes and focus. The
//! decoder follows the grammar of ECMA-48, so that whatever is none of these is skipped as a whole, in any cut of the
//! bytes. `vte`, the parser of Alacritty, reads control and escape sequences. What a parser of *output* does not know is
//! here: the Esc key and Alt, pastes, single shifts, keys outside the grammar, controls of 8 bits among UTF-8 and control
//! strings, whose content nothing here needs. (crossterm's reader guesses where a sequence ends, and `vtparse` ends a string in the middle of a character.)

use std::mem;

use vte::{Params, Parser, Perform};

use super::paste::Token;
use super::sequences::{Sequence, console_key, control, control_sequence, single_shift};
use crate::app::keys::{Code, Key};
use crate::theme::{Half, is_dark};

/// A silence of the terminal that ends an unfinished input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// The time that distinguishes the Esc key from the beginning of a sequence.
    Escape,
    /// The time after which the rest of a sequence or a paste is lost.
    Lost,
}

/// Maximum length of a pasted text in bytes; the rest of a longer one is dropped.
const MAX_PASTE: usize = 1 << 20;

/// Maximum length of a report that is read, in bytes; longer strings of the terminal are skipped.
const MAX_REPORT: usize = 64;

const CTRL_C: u8 = 0x03;
const BELL: u8 = 0x07;
const CANCEL: u8 = 0x18;
const SUBSTITUTE: u8 = 0x1a;
const ESC: u8 = 0x1b;

/// The position in the grammar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    /// After ESC.
    Escape,
    /// After ESC in a control string: the string terminator if a backslash follows.
    Terminator,
    /// After ESC, in a character of several bytes.
    AltCharacter,
    /// In a control sequence (CSI).
    Sequence,
    /// In an escape sequence with intermediate bytes.
    Intermediate,
    /// In a control string (DCS, OSC, SOS, PM or APC).
    String,
    /// In a single shift (SS3), with its modifier.
    SingleShift(u16),
    /// Before the letter of a function key of the Linux console.
    ConsoleKey,
    /// Before this number of coordinates of a mouse report; with 0, perhaps in the last one.
    Coordinates(u8),
}

/// A paste whose end has not arrived.
struct Paste {
    text: Vec<u8>,
    /// The mark that ends it, in the same form as the one that began it.
    end: &'static [u8],
    /// True if the text was too long and is in a token already.
    is_cut: bool,
}

/// A decoder of the bytes of a terminal.
#[derive(Default)]
pub(super) struct Decoder {
    parser: Parser,
    state: State,
    /// True if one more ESC came before the sequence: Alt for a key, the Esc key before a report.
    after_esc: bool,
    /// The first bytes of the sequence after ESC, and its length.
    head: [u8; 3],
    length: usize,
    /// The end mark of the paste that this sequence may begin.
    paste_end: &'static [u8],
    characters: Characters,
    /// The beginning of the control string, without the bytes that begin it.
    report: Vec<u8>,
    paste: Option<Paste>,
    tokens: Vec<Token>,
}

impl Decoder {
    /// Decodes bytes that arrived together.
    ///
    /// `is_late` is true if they did not arrive together with the last ones. Alt with a letter is sent as one, so a late
    /// letter after ESC is a key of its own; only what begins a long sequence may be late.
    pub(super) fn feed(&mut self, bytes: &[u8], is_late: bool) -> Vec<Token> {
        if is_late
            && self.state == State::Escape
            && !matches!(bytes, [b'[' | b'O' | b']' | b'P' | b'X' | b'^' | b'_', ..])
        {
            self.finish(Some(Key::plain(Code::Esc)));
        }
        for byte in bytes {
            self.take(*byte);
        }
        mem::take(&mut self.tokens)
    }

    /// The silence after which [`Decoder::end_unfinished`] must be called; `None` if nothing is unfinished.
    pub(super) fn awaited_silence(&self) -> Option<Silence> {
        match self.state {
            _ if self.paste.is_some() => Some(Silence::Lost),
            State::Ground => None,
            State::Escape | State::AltCharacter => Some(Silence::Escape),
            // No key begins like this, but the rest of a report may be late.
            _ => Some(Silence::Lost),
        }
    }

    /// Decodes an input that nothing more follows: the Esc key, Alt with a character that may begin a sequence, a paste
    /// without its end mark. A sequence without its end is dropped.
    pub(super) fn end_unfinished(&mut self) -> Vec<Token> {
        self.end_paste();
        match self.state {
            State::Escape | State::Terminator => self.finish(Some(Key::plain(Code::Esc))),
            State::Sequence | State::Intermediate | State::String | State::SingleShift(_)
                if self.length == 1 =>
            {
                let [first, ..] = self.head;
                self.finish_alt(Key::plain(Code::Char(char::from(first))));
            }
            _ => self.finish(None),
        }
        mem::take(&mut self.tokens)
    }

    fn take(&mut self, byte: u8) {
        if byte == CTRL_C {
            return self.interrupt();
        }
        if self.paste.is_some() {
            return self.take_pasted(byte);
        }
        let role = self.characters.role(byte);
        if self.takes_coordinate(byte, role) {
            return;
        }
        if self.state == State::Coordinates(0) {
            self.finish(None);
        }
        match role {
            Role::Character(c) if c.is_ascii() => self.take_ascii(byte),
            Role::Character(c) => self.take_character(c),
            Role::Beginning => self.take_beginning(byte),
            Role::LongControl | Role::Stray => self.take_eight_bit(byte, role),
        }
    }

    fn take_ascii(&mut self, byte: u8) {
        match self.state {
            State::Ground => self.take_typed(byte),
            State::Escape => self.take_escaped(byte),
            State::Terminator => self.take_terminator(byte),
            State::String => self.take_in_string(byte),
            _ => self.take_in_sequence(byte),
        }
    }

    /// Handles the first bytes of a character of several: no sequence has one, but a string does, and so has Alt.
    fn take_beginning(&mut self, byte: u8) {
        match self.state {
            State::Escape => self.state = State::AltCharacter,
            State::Terminator => self.take_terminator(byte),
            State::Ground | State::String | State::AltCharacter => {}
            _ => self.finish(None),
        }
    }

    fn take_character(&mut self, c: char) {
        match self.state {
            State::AltCharacter => self.finish_alt(Key::plain(Code::Char(c))),
            State::String => self.length += 1,
            _ => self.tokens.push(Token::Text(c)),
        }
    }

    /// Handles Ctrl-C, which ends whatever is unfinished and is always a key.
    fn interrupt(&mut self) {
        self.end_paste();
        self.finish(None);
        self.tokens.push(Token::Key(control(CTRL_C)));
    }

    /// Handles a byte outside sequences.
    fn take_typed(&mut self, byte: u8) {
        match byte {
            ESC => self.escape(),
            b'\r' | b'\n' | b'\t' | b' '..=b'~' => self.tokens.push(Token::Text(char::from(byte))),
            _ => self.tokens.push(Token::Key(control(byte))),
        }
    }

    /// Begins a sequence; an unfinished one is dropped.
    fn escape(&mut self) {
        self.finish(None);
        self.state = State::Escape;
        self.paste_end = b"\x1b[201~";
    }

    fn take_escaped(&mut self, byte: u8) {
        self.state = match byte {
            ESC => return self.press_pending_esc(),
            CANCEL | SUBSTITUTE => return self.finish(None),
            // Shift-Tab of the Linux console.
            b'\t' => return self.finish(Some(Key::plain(Code::BackTab))),
            0x08 | 0x7f => return self.finish_alt(Key::plain(Code::Backspace)),
            0x00..=0x1f => return self.finish_alt(control(byte)),
            b'[' => State::Sequence,
            b'O' => State::SingleShift(0),
            b']' | b'P' | b'X' | b'^' | b'_' => State::String,
            // Also Alt with a punctuation mark, if nothing follows.
            b' '..=b'/' => State::Intermediate,
            _ => return self.finish_alt(Key::plain(Code::Char(char::from(byte)))),
        };
        self.count(byte);
        self.parser = Parser::new();
        self.parse(ESC);
        self.parse(byte);
    }

    /// Handles ESC after ESC: the first of three is the Esc key, whatever follows.
    fn press_pending_esc(&mut self) {
        if mem::replace(&mut self.after_esc, true) {
            self.tokens.push(Token::Key(Key::plain(Code::Esc)));
        }
    }

    /// Handles a byte with the 8th bit set that belongs to no character: a control, as ESC and the one of 7 bits, or none.
    fn take_eight_bit(&mut self, byte: u8, role: Role) {
        let seven_bits = match byte {
            0x8f | 0x90 | 0x98 | 0x9b | 0x9d..=0x9f => byte - 0x40,
            0x9c if self.state == State::String => return self.finish_string(),
            _ => return,
        };
        if matches!(self.state, State::Escape | State::AltCharacter) {
            self.press_pending_esc();
        } else {
            self.escape();
        }
        self.paste_end = if role == Role::LongControl { b"\xc2\x9b201~" } else { b"\x9b201~" };
        self.take_escaped(seven_bits);
    }

    fn take_in_string(&mut self, byte: u8) {
        self.count(byte);
        match byte {
            ESC => self.state = State::Terminator,
            BELL => self.finish_string(),
            CANCEL | SUBSTITUTE => self.finish(None),
            _ if self.report.len() < MAX_REPORT => self.report.push(byte),
            _ => {}
        }
    }

    /// Ends a control string: the report of the background (OSC 11) is the only one that means anything.
    fn finish_string(&mut self) {
        let is_whole = self.report.len() < MAX_REPORT && self.head.first() == Some(&b']');
        let half = background_of(&self.report).filter(|_| is_whole);
        self.finish(None);
        self.tokens.extend(half.map(Token::Background));
    }

    fn take_terminator(&mut self, byte: u8) {
        if byte == b'\\' {
            self.finish_string();
        } else {
            self.finish(None);
            // The string was cut off, and ESC began another sequence.
            self.escape();
            match byte {
                ESC => {}
                0x80.. => self.take_beginning(byte),
                _ => self.take_escaped(byte),
            }
        }
    }

    fn take_in_sequence(&mut self, byte: u8) {
        match (byte, self.state) {
            (CANCEL | SUBSTITUTE, _) => self.finish(None),
            (ESC, _) => self.escape(),
            (0x00..=0x1f | 0x7f.., _) | (_, State::AltCharacter) => {
                // Not a byte of this sequence, which was cut off, but one after it.
                self.finish(None);
                self.take_typed(byte);
            }
            (_, State::SingleShift(modifier)) => self.take_shifted(modifier, byte),
            (_, State::ConsoleKey) => self.finish(console_key(byte)),
            _ => self.take_parsed(byte),
        }
    }

    fn take_parsed(&mut self, byte: u8) {
        self.count(byte);
        // Shift with a numbered key of rxvt ends with `$`, which is no final byte.
        let is_shifted = byte == b'$' && matches!(self.numbered(), Some([_, ..]));
        let end = self.parse(if is_shifted { b'~' } else { byte });
        match end.sequence {
            Some(Sequence::Key(key)) => self.finish(Some(key)),
            Some(Sequence::Mouse(mouse)) => {
                self.finish(None);
                self.tokens.push(Token::Mouse(mouse));
            }
            Some(Sequence::PasteStart) => {
                self.paste = Some(Paste { text: Vec::new(), end: self.paste_end, is_cut: false });
                self.finish(None);
            }
            Some(Sequence::ConsoleKey) => self.state = State::ConsoleKey,
            Some(Sequence::Coordinates(count)) => self.state = State::Coordinates(count),
            Some(Sequence::Other) => self.finish(None),
            // The parser does not report the end of a malformed sequence.
            None if end.is_escape || self.state == State::Sequence && byte >= b'@' => self.finish(None),
            None => {}
        }
    }

    /// The digits of a sequence that has at most two, and one byte after them.
    fn numbered(&self) -> Option<&[u8]> {
        let digits = self.head.get(1..self.length.checked_sub(1)?)?;
        digits.iter().all(u8::is_ascii_digit).then_some(digits)
    }

    fn take_shifted(&mut self, modifier: u16, byte: u8) {
        self.count(byte);
        self.state = match byte {
            b'0'..=b'9' if self.length <= 3 => State::SingleShift(modifier * 10 + u16::from(byte - b'0')),
            _ => return self.finish(single_shift(modifier, byte)),
        };
    }

    /// Whether a byte is part of the coordinates of a mouse report.
    ///
    /// They are NUL for a place out of reach, any bytes from the space on, or characters in a terminal that sends UTF-8. Two
    /// bytes that may be both are taken as a character.
    fn takes_coordinate(&mut self, byte: u8, role: Role) -> bool {
        let is_further = byte >= 0x80 && !matches!(role, Role::Beginning | Role::Stray);
        match self.state {
            State::Coordinates(_) if is_further => true,
            State::Coordinates(left @ 1..) if byte == 0 || byte >= b' ' => {
                self.state = State::Coordinates(left - 1);
                true
            }
            _ => false,
        }
    }

    fn take_pasted(&mut self, byte: u8) {
        let Some(paste) = &mut self.paste else { return };
        paste.text.push(byte);
        if paste.text.ends_with(paste.end) {
            paste.text.truncate(paste.text.len() - paste.end.len());
            self.end_paste();
        } else if paste.text.len() >= MAX_PASTE {
            if !mem::replace(&mut paste.is_cut, true) {
                self.tokens.push(pasted(&paste.text));
            }
            // The end of the text may be the beginning of the mark.
            paste.text.drain(..MAX_PASTE - paste.end.len());
        }
    }

    fn end_paste(&mut self) {
        if let Some(paste) = self.paste.take().filter(|paste| !paste.is_cut) {
            self.tokens.push(pasted(&paste.text));
        }
    }

    fn parse(&mut self, byte: u8) -> SequenceEnd {
        let mut end = SequenceEnd::default();
        self.parser.advance(&mut end, &[byte]);
        end
    }

    fn count(&mut self, byte: u8) {
        if let Some(place) = self.head.get_mut(self.length) {
            *place = byte;
        }
        self.length += 1;
    }

    /// Ends a sequence with its key, or without one if it was a report or was cut off.
    fn finish(&mut self, key: Option<Key>) {
        match key {
            Some(key) if key.code != Code::Esc => {
                self.tokens.push(Token::Key(Key { alt: key.alt || self.after_esc, ..key }));
            }
            esc => {
                let before = self.after_esc.then_some(Key::plain(Code::Esc));
                self.tokens.extend(before.into_iter().chain(esc).map(Token::Key));
            }
        }
        self.reset();
    }

    /// Ends ESC and a character as Alt with its key; a further ESC before them was the Esc key.
    fn finish_alt(&mut self, key: Key) {
        self.finish(None);
        self.tokens.push(Token::Key(Key { alt: true, ..key }));
    }

    fn reset(&mut self) {
        self.parser = Parser::new();
        self.state = State::Ground;
        self.after_esc = false;
        self.length = 0;
        self.report.clear();
    }
}

/// The kind of background in a report such as `11;rgb:1d1d/1818/1414`, which may have a fourth part.
fn background_of(report: &[u8]) -> Option<Half> {
    let colour = str::from_utf8(report).ok()?.strip_prefix("11;rgb")?;
    let mut parts = colour.strip_prefix('a').unwrap_or(colour).strip_prefix(':')?.split('/');
    // Each part has one to four digits, of which the first two are enough.
    let mut part = || {
        let digits = parts.next().filter(|digits| digits.len() <= 4)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        let most = (1u32 << (4 * digits.len())) - 1;
        u8::try_from(value * 255 / most.max(1)).ok()
    };
    let colour = [part()?, part()?, part()?];
    Some(if is_dark(colour) { Half::Dark } else { Half::Light })
}

fn pasted(text: &[u8]) -> Token {
    Token::Paste(String::from_utf8_lossy(text).into_owned())
}

/// The end of a sequence at one byte, if it is there.
#[derive(Default)]
struct SequenceEnd {
    sequence: Option<Sequence>,
    is_escape: bool,
}

impl Perform for SequenceEnd {
    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], is_cut: bool, last: char) {
        let sequence = if is_cut { Sequence::Other } else { control_sequence(params, intermediates, last) };
        self.sequence = Some(sequence);
    }

    fn esc_dispatch(&mut self, _intermediates: &[u8], _is_cut: bool, _last: u8) {
        self.is_escape = true;
    }
}

/// The role of a byte in a text of UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// The only or last byte of a character.
    Character(char),
    /// A byte of a character that needs more, or has turned out to be none.
    Beginning,
    /// The second byte of a control of 8 bits as a character.
    LongControl,
    /// No part of a character; perhaps a control of 8 bits.
    Stray,
}

/// The characters among the bytes, inside sequences too.
#[derive(Default)]
struct Characters {
    /// The bytes of an unfinished character.
    bytes: [u8; 4],
    length: usize,
}

impl Characters {
    fn role(&mut self, byte: u8) -> Role {
        let before = mem::take(&mut self.length);
        let [first, ..] = self.bytes;
        let needed = match if before == 0 { byte } else { first } {
            // Not a further byte of the unfinished character, which is dropped.
            _ if before > 0 && byte & 0xc0 != 0x80 => return self.role(byte),
            ..0x80 => return Role::Character(char::from(byte)),
            0xc2..0xe0 => 2,
            0xe0..0xf0 => 3,
            0xf0..=0xf4 => 4,
            _ => return Role::Stray,
        };
        self.bytes.iter_mut().skip(before).take(1).for_each(|place| *place = byte);
        self.length = before + 1;
        if self.length < needed {
            return Role::Beginning;
        }
        let bytes = self.bytes.get(..mem::take(&mut self.length)).unwrap_or_default();
        match str::from_utf8(bytes).ok().and_then(|text| text.chars().next()) {
            Some('\u{80}'..='\u{9f}') => Role::LongControl,
            character => character.map_or(Role::Beginning, Role::Character),
        }
    }
}

#[cfg(test)]
mod tests;
