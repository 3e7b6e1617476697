//! Frames as escape sequences.
//!
//! ratatui's own backend sends an absolute cursor position (8 bytes) after every skipped space, and both colours (12 bytes)
//! for every change of one. Measured on the first frame of 100x30 that made 6.7 kB; this encoder needs two thirds of it,
//! which matters on slow connections.

use std::io::{self, Write};

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::style::{Color, Modifier};

/// Encodes a whole frame, after clearing the screen.
pub(super) fn whole(frame: &Buffer, bytes: &mut Vec<u8>) -> io::Result<()> {
    bytes.extend_from_slice(b"\x1b[2J");
    let mut covered = 0u16;
    let is_visible = |(_, cell): &(usize, &Cell)| {
        if covered > 0 || **cell == Cell::EMPTY {
            covered = covered.saturating_sub(1);
            return false;
        }
        // The second half of a wide character is not a cell of its own.
        covered = cell.cell_width().saturating_sub(1);
        true
    };
    let visible = frame.content.iter().enumerate().filter(is_visible);
    let placed = visible.map(|(index, cell)| {
        let (x, y) = frame.pos_of(index);
        (x, y, cell)
    });
    encode(placed, true, bytes)
}

/// Encodes the cells of a frame that differ from the one before, which has the same size.
pub(super) fn changes(before: &Buffer, frame: &Buffer, bytes: &mut Vec<u8>) -> io::Result<()> {
    encode(before.diff_iter(frame), false, bytes)
}

/// Maximum width of a gap that is filled with spaces; a cursor movement is shorter for wider ones.
const MAX_FILLED_GAP: u16 = 4;

/// Encodes cells; on a blank screen small gaps between them are filled with spaces.
fn encode<'a>(
    content: impl Iterator<Item = (u16, u16, &'a Cell)>,
    blank: bool,
    bytes: &mut Vec<u8>,
) -> io::Result<()> {
    let mut pen = Pen::default();
    let mut cursor: Option<(u16, u16)> = None;
    for (x, y, cell) in content {
        match cursor {
            Some(here) if here == (x, y) => {}
            Some((from, row)) if row == y && x > from => {
                let gap = x - from;
                if blank && gap <= MAX_FILLED_GAP {
                    // A space shows no foreground colour and no weight, but lines and reverse video.
                    if pen.bg != Color::Reset || pen.modifier.intersects(Pen::SHOWS_ON_SPACES) {
                        pen.reset(bytes)?;
                    }
                    bytes.resize(bytes.len() + usize::from(gap), b' ');
                } else if gap == 1 {
                    bytes.extend_from_slice(b"\x1b[C");
                } else {
                    write!(bytes, "\x1b[{gap}C")?;
                }
            }
            _ => address(bytes, (x, y))?,
        }
        pen.change_to(cell, bytes)?;
        bytes.extend_from_slice(cell.symbol().as_bytes());
        // Where terminals may disagree about the width, the next cell gets an absolute position.
        cursor = is_surely_narrow(cell.symbol()).then_some((x + 1, y));
    }
    pen.reset(bytes)
}

/// Whether a symbol is one cell wide in every terminal: printable ASCII and box-drawing characters.
fn is_surely_narrow(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => matches!(c, ' '..='~' | '\u{2500}'..='\u{257f}' | '…'),
        _ => false,
    }
}

/// Moves the cursor to an absolute position.
pub(super) fn address(bytes: &mut Vec<u8>, (x, y): (u16, u16)) -> io::Result<()> {
    let row = u32::from(y) + 1;
    if x == 0 { write!(bytes, "\x1b[{row}H") } else { write!(bytes, "\x1b[{row};{}H", u32::from(x) + 1) }
}

/// The current text attributes of the terminal.
#[derive(Debug, PartialEq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Default for Pen {
    fn default() -> Self {
        Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() }
    }
}

impl Pen {
    const SHOWS_ON_SPACES: Modifier =
        Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

    fn reset(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        if *self != Self::default() {
            bytes.write_all(b"\x1b[m")?;
            *self = Self::default();
        }
        Ok(())
    }

    fn change_to(&mut self, cell: &Cell, bytes: &mut Vec<u8>) -> io::Result<()> {
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

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    fn encoded(cells: &[(u16, u16, &Cell)], blank: bool) -> String {
        let mut bytes = Vec::new();
        encode(cells.iter().copied(), blank, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn neighbours_need_no_address_and_gaps_a_short_one() {
        let (a, b) = (Cell::new("a"), Cell::new("b"));
        assert_eq!(encoded(&[(3, 1, &a), (4, 1, &b)], false), "\x1b[2;4Hab");
        assert_eq!(encoded(&[(0, 1, &a), (2, 1, &b)], false), "\x1b[2Ha\x1b[Cb");
        assert_eq!(encoded(&[(0, 1, &a), (2, 1, &b)], true), "\x1b[2Ha b");
        assert_eq!(encoded(&[(0, 1, &a), (9, 1, &b)], true), "\x1b[2Ha\x1b[8Cb");
    }

    #[test]
    fn after_a_symbol_of_doubtful_width_the_address_is_absolute() {
        let (wide, b) = (Cell::new("語"), Cell::new("b"));
        assert_eq!(encoded(&[(0, 0, &wide), (2, 0, &b)], true), "\x1b[1H語\x1b[1;3Hb");
    }

    #[test]
    fn attributes_are_set_when_they_change_and_end_with_the_frame() {
        let mut bold = Cell::new("a");
        bold.set_style(Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD));
        let mut dim = Cell::new("b");
        dim.set_style(Style::new().add_modifier(Modifier::DIM));
        assert_eq!(
            encoded(&[(0, 0, &bold), (1, 0, &bold), (2, 0, &dim)], true),
            "\x1b[1H\x1b[1;36maa\x1b[0;2mb\x1b[m"
        );
    }

    /// The screen that vt100 makes of the bytes; it is a development dependency on Unix only.
    #[cfg(unix)]
    mod on_a_terminal {
        use proptest::prelude::*;
        use ratatui::buffer::Buffer;
        use ratatui::layout::Rect;

        use super::*;

        fn any_style() -> impl Strategy<Value = Style> {
            let colours = [
                Color::Reset,
                Color::Red,
                Color::Cyan,
                Color::LightBlue,
                Color::Indexed(99),
                Color::Rgb(1, 2, 3),
            ];
            let modifiers = [Modifier::BOLD, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::REVERSED];
            let colour = || prop::sample::select(colours.to_vec());
            (colour(), colour(), prop::sample::subsequence(modifiers.to_vec(), 0..4)).prop_map(
                |(fg, bg, modifiers)| {
                    let all = modifiers.into_iter().fold(Modifier::empty(), Modifier::union);
                    Style::new().fg(fg).bg(bg).add_modifier(all)
                },
            )
        }

        proptest! {
            /// A terminal that gets one frame after the other shows each of them. (Without wide characters: terminals
            /// differ in what they show when one half of such a character is overwritten.)
            #[test]
            fn a_terminal_shows_what_was_drawn(
                frames in prop::collection::vec(
                    prop::collection::vec((0u16..18, 0u16..4, "[a-z│… ]{1,4}", any_style()), 0..12), 1..4),
            ) {
                let area = Rect::new(0, 0, 20, 4);
                let mut terminal = vt100::Parser::new(4.try_into().unwrap(), 20.try_into().unwrap(), 0);
                let mut shown = Buffer::empty(area);
                for (at, frame) in frames.into_iter().enumerate() {
                    let mut next = Buffer::empty(area);
                    for (x, y, text, style) in frame {
                        next.set_string(x, y, text, style);
                    }
                    let mut bytes = Vec::new();
                    encode(shown.diff(&next).into_iter(), at == 0, &mut bytes).unwrap();
                    terminal.process(&bytes);
                    for y in 0..4 {
                        for x in 0..20 {
                            let meant = &next[(x, y)];
                            let seen = terminal.screen().cell(y, x).unwrap();
                            if seen.is_wide_continuation() {
                                continue;
                            }
                            let text = if seen.contents().is_empty() { " " } else { seen.contents() };
                            prop_assert_eq!(text, meant.symbol());
                            prop_assert_eq!(seen.inverse(), meant.modifier.contains(Modifier::REVERSED));
                            prop_assert_eq!(seen.underline(), meant.modifier.contains(Modifier::UNDERLINED));
                            if text != " " {
                                prop_assert_eq!(seen.bold(), meant.modifier.contains(Modifier::BOLD));
                                prop_assert_eq!(seen.fgcolor() == vt100::Color::Default, meant.fg == Color::Reset);
                            }
                            prop_assert_eq!(seen.bgcolor() == vt100::Color::Default, meant.bg == Color::Reset);
                        }
                    }
                    shown = next;
                }
            }
        }
    }
}
