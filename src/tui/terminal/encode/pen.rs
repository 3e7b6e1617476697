//! Text attributes as escape sequences.

use std::io::{self, Write};

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// The current text attributes of the terminal.
#[derive(Debug, PartialEq)]
pub(super) struct Pen {
    fg: Color,
    pub(super) bg: Color,
    pub(super) modifier: Modifier,
}

impl Default for Pen {
    fn default() -> Self {
        Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() }
    }
}

impl Pen {
    /// The modifiers that can be seen on a space.
    pub(super) const SHOWS_ON_SPACES: Modifier =
        Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

    /// Resets the attributes, unless they are reset.
    pub(super) fn reset(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        if *self != Self::default() {
            bytes.write_all(b"\x1b[m")?;
            *self = Self::default();
        }
        Ok(())
    }

    /// Appends the codes of the changes that a cell needs.
    pub(super) fn change_to(&mut self, cell: &Cell, bytes: &mut Vec<u8>) -> io::Result<()> {
        let wanted = Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        if *self == wanted {
            return Ok(());
        }
        if wanted == Self::default() {
            return self.reset(bytes);
        }
        // Modifiers cannot be removed one by one: bold and dim share a code.
        let loses = !wanted.modifier.contains(self.modifier);
        bytes.extend_from_slice(b"\x1b[");
        if loses {
            bytes.extend_from_slice(b"0;");
            *self = Self::default();
        }
        for (bit, code) in (0..9u8).zip(1..) {
            let modifier = Modifier::from_bits_truncate(1 << bit);
            if wanted.modifier.contains(modifier) && !self.modifier.contains(modifier) {
                write!(bytes, "{code};")?;
            }
        }
        if wanted.fg != self.fg {
            write_colour(wanted.fg, 30, bytes)?;
        }
        if wanted.bg != self.bg {
            write_colour(wanted.bg, 40, bytes)?;
        }
        // There is at least one code, since something differs.
        bytes.pop();
        bytes.push(b'm');
        *self = wanted;
        Ok(())
    }
}

/// Appends the code of a foreground colour (`base` 30) or a background colour (40), and a semicolon.
fn write_colour(colour: Color, base: u8, bytes: &mut Vec<u8>) -> io::Result<()> {
    let (dark, light) = (base, base + 60);
    match colour {
        Color::Reset => write!(bytes, "{};", dark + 9),
        Color::Black => write!(bytes, "{dark};"),
        Color::Red => write!(bytes, "{};", dark + 1),
        Color::Green => write!(bytes, "{};", dark + 2),
        Color::Yellow => write!(bytes, "{};", dark + 3),
        Color::Blue => write!(bytes, "{};", dark + 4),
        Color::Magenta => write!(bytes, "{};", dark + 5),
        Color::Cyan => write!(bytes, "{};", dark + 6),
        Color::Gray => write!(bytes, "{};", dark + 7),
        Color::DarkGray => write!(bytes, "{light};"),
        Color::LightRed => write!(bytes, "{};", light + 1),
        Color::LightGreen => write!(bytes, "{};", light + 2),
        Color::LightYellow => write!(bytes, "{};", light + 3),
        Color::LightBlue => write!(bytes, "{};", light + 4),
        Color::LightMagenta => write!(bytes, "{};", light + 5),
        Color::LightCyan => write!(bytes, "{};", light + 6),
        Color::White => write!(bytes, "{};", light + 7),
        Color::Indexed(index) => write!(bytes, "{};5;{index};", dark + 8),
        Color::Rgb(red, green, blue) => write!(bytes, "{};2;{red};{green};{blue};", dark + 8),
    }
}
