//! Frames as escape sequences.
//!
//! ratatui's own backend sends an absolute cursor position (8 bytes) after every skipped space, and both colours (12 bytes)
//! for every change of one. Measured on the first frame of 100x30 that made 6.7 kB; this encoder needs two thirds of it,
//! which matters on slow connections.

use std::io::{self, Write};

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::style::{Color, Modifier};

use crate::dataset::SourceUrl;
use crate::ui::CellLink;

/// How the cursor is moved to a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Addressing {
    /// To its row and column on the screen.
    Absolute,
    /// By rows from the one where it is, since the first row of the frame may be any row of the screen. Each frame begins and
    /// ends in the first row, and no line wraps meanwhile, so that its row is always known.
    Relative,
}

/// Sets lines not to wrap at the right margin, and to do so again.
const NO_WRAP: &[u8] = b"\x1b[?7l";
const WRAP: &[u8] = b"\x1b[?7h";

/// Encodes a whole frame, after clearing the screen, or the rest of it from the first row of the frame on.
pub(super) fn whole(frame: Picture<'_>, addressing: Addressing, bytes: &mut Vec<u8>) -> io::Result<()> {
    bytes.extend_from_slice(match addressing {
        Addressing::Absolute => b"\x1b[2J",
        Addressing::Relative => b"\r\x1b[J",
    });
    let mut encoder = Encoder::new(frame.links, addressing, bytes);
    let frame = frame.cells;
    for y in 0..frame.area.height {
        if encoder.is_run_over(frame, y) {
            encoder.erase((0, y))?;
        }
        encoder.row(frame, y)?;
    }
    encoder.end()
}

/// Encodes the cells of a frame that differ from the one before, which has the same size.
///
/// A row in which terminals disagree about the width of a cluster is drawn as a whole when it changes: what the last frame
/// left in it is not known. So is a row of which a link changes, since that is no part of its cells.
pub(super) fn changes(
    before: Picture<'_>,
    frame: Picture<'_>,
    addressing: Addressing,
    bytes: &mut Vec<u8>,
) -> io::Result<()> {
    let mut encoder = Encoder::new(frame.links, addressing, bytes);
    let has_other_links = |y| links_of(before.links, y) != links_of(frame.links, y);
    let (before, frame) = (before.cells, frame.cells);
    let mut changed = before.diff_iter(frame).peekable();
    for y in 0..frame.area.height {
        let differs = changed.peek().is_some_and(|(_, row, _)| *row == y);
        let is_doubtful = || has_doubtful(before, y) || has_doubtful(frame, y);
        if encoder.is_run_over(frame, y) || differs && is_doubtful() || has_other_links(y) {
            while changed.next_if(|(_, row, _)| *row == y).is_some() {}
            encoder.erase((0, y))?;
            encoder.row(frame, y)?;
        }
        while let Some((x, _, cell)) = changed.next_if(|(_, row, _)| *row == y) {
            encoder.cell((x, y), cell, Around::Kept)?;
        }
    }
    encoder.end()
}

/// A frame: its cells, and its links by row and column.
#[derive(Clone, Copy)]
pub(super) struct Picture<'a> {
    pub(super) cells: &'a Buffer,
    pub(super) links: &'a [CellLink],
}

/// The links of a row.
fn links_of(links: &[CellLink], y: u16) -> &[CellLink] {
    let (start, end) = (links.partition_point(|link| link.y < y), links.partition_point(|link| link.y <= y));
    links.get(start..end).unwrap_or_default()
}

fn cells_of(frame: &Buffer, y: u16) -> &[Cell] {
    let width = usize::from(frame.area.width);
    frame.content.get(usize::from(y) * width..).and_then(|rest| rest.get(..width)).unwrap_or_default()
}

fn has_doubtful(frame: &Buffer, y: u16) -> bool {
    cells_of(frame, y).iter().any(|cell| WidthAgreement::on(cell.symbol()) == WidthAgreement::Doubtful)
}

/// Maximum width of a gap that is filled with spaces; a cursor movement is shorter for wider ones.
const MAX_FILLED_GAP: u16 = 4;

/// What surrounds a cell that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    /// Blank cells, so that spaces may fill a small gap.
    Blank,
    /// Cells of the last frame.
    Kept,
}

/// Appends cells to the bytes of a frame.
struct Encoder<'a> {
    bytes: &'a mut Vec<u8>,
    pen: Pen,
    /// The links of the frame, and the one that the next text is part of.
    links: &'a [CellLink],
    link: Option<&'a SourceUrl>,
    /// The position of the cursor, unless terminals may disagree about it.
    cursor: Option<(u16, u16)>,
    /// The row of the cursor, where it is moved from there; `None` before it has been moved.
    row: Option<u16>,
    addressing: Addressing,
    /// The cells that the clusters so far may have covered in some terminal, counted through all rows.
    reach: usize,
}

impl<'a> Encoder<'a> {
    fn new(links: &'a [CellLink], addressing: Addressing, bytes: &'a mut Vec<u8>) -> Self {
        Self { bytes, pen: Pen::default(), links, link: None, cursor: None, row: None, addressing, reach: 0 }
    }

    /// Resets the attributes; returns to the first row, if the cursor was moved from there.
    fn end(mut self) -> io::Result<()> {
        self.change_link(None)?;
        self.pen.reset(self.bytes)?;
        if let (Addressing::Relative, Some(row)) = (self.addressing, self.row) {
            self.bytes.push(b'\r');
            step_rows(self.bytes, row, 0)?;
            self.bytes.extend_from_slice(WRAP);
        }
        Ok(())
    }

    /// Begins a link (OSC 8), or ends the one before.
    ///
    /// Parts of one link on several lines have one id, so that terminals show them as one.
    fn change_link(&mut self, link: Option<&'a SourceUrl>) -> io::Result<()> {
        if link == self.link {
            return Ok(());
        }
        self.link = link;
        match link {
            Some(url) => write!(self.bytes, "\x1b]8;id={:x};{}\x1b\\", id_of(url.as_str()), url.as_str()),
            None => self.bytes.write_all(b"\x1b]8;;\x1b\\"),
        }
    }

    /// The link at a cell.
    fn link_at(&self, (x, y): (u16, u16)) -> Option<&'a SourceUrl> {
        links_of(self.links, y).iter().find(|link| link.x.contains(&x)).map(|link| &link.url)
    }

    /// Moves the cursor to a cell from any other.
    fn jump_to(&mut self, (x, y): (u16, u16)) -> io::Result<()> {
        if self.addressing == Addressing::Absolute {
            return address(self.bytes, (x, y));
        }
        if self.row.is_none() {
            self.bytes.extend_from_slice(NO_WRAP);
        }
        step_rows(self.bytes, self.row.replace(y).unwrap_or(0), y)?;
        go_to_column(self.bytes, x)
    }

    /// Whether a cluster of an earlier row may have run over into this one.
    fn is_run_over(&self, frame: &Buffer, y: u16) -> bool {
        usize::from(y) * usize::from(frame.area.width) < self.reach
    }

    /// Erases the rest of a row from a position on.
    fn erase(&mut self, (x, y): (u16, u16)) -> io::Result<()> {
        self.move_to((x, y), Around::Kept)?;
        self.change_link(None)?;
        self.pen.reset(self.bytes)?;
        self.bytes.extend_from_slice(b"\x1b[K");
        Ok(())
    }

    /// Sends a row into a blank one.
    ///
    /// Behind clusters of doubtful width the rest is erased, and drawn where it belongs.
    fn row(&mut self, frame: &Buffer, y: u16) -> io::Result<()> {
        let (width, mut covered, mut is_doubtful) = (frame.area.width, 0u16, false);
        for (x, cell) in (0..width).zip(cells_of(frame, y)) {
            if covered > 0 {
                // The second half of a wide character is not a cell of its own.
                covered -= 1;
                continue;
            }
            let was_doubtful = is_doubtful;
            is_doubtful = WidthAgreement::on(cell.symbol()) == WidthAgreement::Doubtful;
            if was_doubtful && !is_doubtful {
                self.erase((x, y))?;
            }
            if *cell == Cell::EMPTY {
                continue;
            }
            covered = cell.cell_width().saturating_sub(1);
            if is_doubtful && !self.reserve(frame, (x, y), cell) {
                self.cell((x, y), Cell::new("?").set_style(cell.style()), Around::Blank)?;
            } else {
                self.cell((x, y), cell, Around::Blank)?;
            }
        }
        Ok(())
    }

    /// Notes the cells that a cluster covers where each of its characters is wide.
    ///
    /// Returns whether they are all on the screen; otherwise it would scroll there.
    fn reserve(&mut self, frame: &Buffer, (x, y): (u16, u16), cell: &Cell) -> bool {
        let (x, y, width) = (usize::from(x), usize::from(y), usize::from(frame.area.width));
        let reach = y * width + x + 2 * cell.symbol().chars().count();
        if reach > (y + 1) * width {
            self.reach = self.reach.max(reach);
        }
        reach <= frame.content.len()
    }

    fn cell(&mut self, at: (u16, u16), cell: &Cell, around: Around) -> io::Result<()> {
        self.move_to(at, around)?;
        if !self.links.is_empty() {
            self.change_link(self.link_at(at))?;
        }
        self.pen.change_to(cell, self.bytes)?;
        self.bytes.extend_from_slice(cell.symbol().as_bytes());
        // Otherwise the next cell gets an absolute position.
        self.cursor =
            (WidthAgreement::on(cell.symbol()) == WidthAgreement::Narrow).then_some((at.0 + 1, at.1));
        Ok(())
    }

    fn move_to(&mut self, (x, y): (u16, u16), around: Around) -> io::Result<()> {
        match self.cursor {
            Some(here) if here == (x, y) => {}
            Some((from, row)) if row == y && x > from => {
                let gap = x - from;
                if around == Around::Blank && gap <= MAX_FILLED_GAP {
                    self.change_link(None)?;
                    // A space shows no foreground colour and no weight, but lines and reverse video.
                    if self.pen.bg != Color::Reset || self.pen.modifier.intersects(Pen::SHOWS_ON_SPACES) {
                        self.pen.reset(self.bytes)?;
                    }
                    self.bytes.resize(self.bytes.len() + usize::from(gap), b' ');
                } else if gap == 1 {
                    self.bytes.extend_from_slice(b"\x1b[C");
                } else {
                    write!(self.bytes, "\x1b[{gap}C")?;
                }
            }
            _ => self.jump_to((x, y))?,
        }
        self.cursor = Some((x, y));
        Ok(())
    }
}

/// The id of a link: a hash of its URL (FNV-1a).
fn id_of(url: &str) -> u32 {
    url.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// How far terminals agree about the width of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WidthAgreement {
    /// One cell wide in every terminal.
    Narrow,
    /// Letters and signs of old standing, about which nearly all terminals agree.
    Usual,
    /// Emoji, scripts whose letters join, and whatever consists of several characters: each terminal counts differently.
    Doubtful,
}

impl WidthAgreement {
    fn on(cluster: &str) -> Self {
        let mut chars = cluster.chars();
        match (chars.next(), chars.next()) {
            (Some(' '..='~' | '\u{2500}'..='\u{257f}' | '…'), None) => Self::Narrow,
            (first, None) if first.is_none_or(is_usual) => Self::Usual,
            _ => Self::Doubtful,
        }
    }
}

/// Whether a character alone has the same width in nearly all terminals.
fn is_usual(c: char) -> bool {
    matches!(c,
        // Latin, Greek and Cyrillic without the marks between.
        '\u{a1}'..='\u{2ff}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}'
        // Punctuation, currencies, mathematics, pictures of controls, geometric forms without those that are emoji.
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203b}' | '\u{20a0}'..='\u{20bf}' | '\u{2190}'..='\u{2193}'
        | '\u{2200}'..='\u{22ff}' | '\u{2400}'..='\u{2426}' | '\u{2580}'..='\u{25a9}' | '\u{25ac}'..='\u{25b5}'
        | '\u{25b7}'..='\u{25bf}' | '\u{25c1}'..='\u{25fa}'
        // Chinese, Japanese and Korean.
        | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff5e}' | '\u{ff61}'..='\u{ff9d}')
}

/// Moves the cursor to a position at the end of a frame.
pub(super) fn show_cursor(bytes: &mut Vec<u8>, addressing: Addressing, (x, y): (u16, u16)) -> io::Result<()> {
    match addressing {
        Addressing::Absolute => address(bytes, (x, y)),
        Addressing::Relative => go_to_column(bytes, x),
    }
}

/// Moves the cursor up or down from one row to another.
fn step_rows(bytes: &mut Vec<u8>, from: u16, to: u16) -> io::Result<()> {
    match i32::from(to) - i32::from(from) {
        0 => Ok(()),
        1 => bytes.write_all(b"\x1b[B"),
        -1 => bytes.write_all(b"\x1b[A"),
        down @ 2.. => write!(bytes, "\x1b[{down}B"),
        up => write!(bytes, "\x1b[{}A", -up),
    }
}

/// Moves the cursor to a column of its row.
fn go_to_column(bytes: &mut Vec<u8>, x: u16) -> io::Result<()> {
    if x == 0 { bytes.write_all(b"\r") } else { write!(bytes, "\x1b[{}G", u32::from(x) + 1) }
}

/// Moves the cursor to an absolute position.
fn address(bytes: &mut Vec<u8>, (x, y): (u16, u16)) -> io::Result<()> {
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
    use std::num::NonZeroU16;

    use proptest::prelude::*;
    use ratatui::buffer::CellDiffOption;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::Addressing::{Absolute, Relative};
    use super::*;

    fn plain(cells: &Buffer) -> Picture<'_> {
        Picture { cells, links: &[] }
    }

    fn encoded(cells: &[(u16, u16, &Cell)], around: Around) -> String {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&[], Absolute, &mut bytes);
        for (x, y, cell) in cells {
            encoder.cell((*x, *y), cell, around).unwrap();
        }
        encoder.pen.reset(encoder.bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    /// A frame of a size with texts at positions, each cluster as wide as `cells` says.
    fn frame((width, height): (u16, u16), texts: &[(u16, u16, String)]) -> Buffer {
        let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
        for (x, y, text) in texts {
            let mut at = *x;
            for (cluster, cells) in crate::cells::clusters(text) {
                let cells = u16::try_from(cells).unwrap();
                if at + cells > width || cells == 0 {
                    break;
                }
                (at..at + cells).for_each(|covered| frame[(covered, *y)].reset());
                frame[(at, *y)]
                    .set_symbol(cluster)
                    .set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::new(cells).unwrap()));
                at += cells;
            }
        }
        frame
    }

    #[test]
    fn neighbours_need_no_address_and_gaps_a_short_one() {
        let (a, b) = (Cell::new("a"), Cell::new("b"));
        assert_eq!(encoded(&[(3, 1, &a), (4, 1, &b)], Around::Kept), "\x1b[2;4Hab");
        assert_eq!(encoded(&[(0, 1, &a), (2, 1, &b)], Around::Kept), "\x1b[2Ha\x1b[Cb");
        assert_eq!(encoded(&[(0, 1, &a), (2, 1, &b)], Around::Blank), "\x1b[2Ha b");
        assert_eq!(encoded(&[(0, 1, &a), (9, 1, &b)], Around::Blank), "\x1b[2Ha\x1b[8Cb");
    }

    #[test]
    fn after_a_symbol_of_doubtful_width_the_address_is_absolute() {
        let (wide, b) = (Cell::new("語"), Cell::new("b"));
        assert_eq!(encoded(&[(0, 0, &wide), (2, 0, &b)], Around::Blank), "\x1b[1H語\x1b[1;3Hb");
    }

    #[test]
    fn attributes_are_set_when_they_change_and_end_with_the_frame() {
        let mut bold = Cell::new("a");
        bold.set_style(Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD));
        let mut dim = Cell::new("b");
        dim.set_style(Style::new().add_modifier(Modifier::DIM));
        assert_eq!(
            encoded(&[(0, 0, &bold), (1, 0, &bold), (2, 0, &dim)], Around::Blank),
            "\x1b[1H\x1b[1;36maa\x1b[0;2mb\x1b[m"
        );
    }

    /// A terminal that counts the cells of a cluster in its own way.
    struct Counting {
        cells: Vec<Vec<String>>,
        at: (usize, usize),
        is_scrolled: bool,
        width_of: fn(&str) -> Vec<usize>,
    }

    impl Counting {
        fn new((width, height): (u16, u16), width_of: fn(&str) -> Vec<usize>) -> Self {
            let row = vec![" ".to_owned(); width.into()];
            Self { cells: vec![row; height.into()], at: (0, 0), is_scrolled: false, width_of }
        }

        fn process(&mut self, text: &str) {
            let mut rest = text;
            while !rest.is_empty() {
                if let Some(sequence) = rest.strip_prefix("\x1b[") {
                    let end = sequence.find(|c: char| c.is_ascii_alphabetic()).unwrap();
                    self.obey(&sequence[..end], &sequence[end..=end]);
                    rest = &sequence[end + 1..];
                } else {
                    let end = rest.find('\x1b').unwrap_or(rest.len());
                    for (cluster, _) in crate::cells::clusters(&rest[..end]) {
                        self.print(cluster);
                    }
                    rest = &rest[end..];
                }
            }
        }

        fn obey(&mut self, numbers: &str, name: &str) {
            let number = |text: &str| text.parse().unwrap_or(1);
            let (x, y) = self.at;
            match name {
                "H" => {
                    let (row, column) = numbers.split_once(';').unwrap_or((numbers, ""));
                    self.at = (number(column) - 1, number(row) - 1);
                }
                "C" => self.at.0 = x + number(numbers),
                "K" => self.cells[y][x..].fill(" ".to_owned()),
                "J" => self.cells.iter_mut().for_each(|row| row.fill(" ".to_owned())),
                "m" => {}
                _ => panic!("{numbers}{name}"),
            }
        }

        /// Prints the parts of a cluster, each in as many cells as this terminal gives it.
        fn print(&mut self, cluster: &str) {
            for (part, cells) in (self.width_of)(cluster).into_iter().enumerate() {
                let (width, height) = (self.cells[0].len(), self.cells.len());
                if self.at.0 + cells > width {
                    self.at = (0, self.at.1 + 1);
                }
                if self.at.1 >= height {
                    self.is_scrolled = true;
                    return;
                }
                let (x, y) = self.at;
                // Half of a wide character is no character.
                if self.cells[y].get(x + cells).is_some_and(|cell| cell == "?") {
                    self.cells[y][x + cells] = " ".to_owned();
                }
                if x > 0 && self.cells[y][x] == "?" {
                    self.cells[y][x - 1] = " ".to_owned();
                }
                self.cells[y][x] = "*".to_owned();
                self.cells[y][x + 1..x + cells].fill("?".to_owned());
                if part == 0 {
                    self.cells[y][x] = cluster.to_owned();
                }
                self.at.0 += cells;
            }
        }
    }

    /// The widths of the parts of a cluster: as `cells` says, one cell, or each character alone and wide.
    const COUNTS: [fn(&str) -> Vec<usize>; 3] = [
        |cluster| vec![crate::cells::width(cluster)],
        |cluster| {
            vec![if WidthAgreement::on(cluster) == WidthAgreement::Doubtful {
                1
            } else {
                crate::cells::width(cluster)
            }]
        },
        |cluster| match WidthAgreement::on(cluster) {
            WidthAgreement::Doubtful => cluster.chars().map(|_| 2).collect(),
            _ => vec![crate::cells::width(cluster)],
        },
    ];

    proptest! {
        /// However a terminal counts: every letter that it agrees about is where it belongs, and nothing is left beside it.
        #[test]
        fn nothing_of_an_earlier_frame_is_left_beside_a_cluster_of_doubtful_width(
            frames in prop::collection::vec(
                prop::collection::vec((0u16..18, 0u16..4, "([a-z語é ]|🇩🇪|1\u{fe0f}\u{20e3}|กำ|क्षि|ｶﾞ|👩\u{200d}👩\u{200d}👦|🚀){1,6}"), 0..6),
                1..6,
            ),
        ) {
            let size = (20, 4);
            for count in COUNTS {
                let mut terminal = Counting::new(size, count);
                let mut shown = None;
                for texts in &frames {
                    let next = frame(size, texts);
                    let mut bytes = Vec::new();
                    match &shown {
                        None => whole(plain(&next), Absolute, &mut bytes).unwrap(),
                        Some(before) => changes(plain(before), plain(&next), Absolute, &mut bytes).unwrap(),
                    }
                    terminal.process(std::str::from_utf8(&bytes).unwrap());
                    prop_assert!(!terminal.is_scrolled);
                    for y in 0..size.1 {
                        let mut own = 0;
                        for x in 0..size.0 {
                            let (meant, seen) = (&next[(x, y)], &terminal.cells[usize::from(y)][usize::from(x)]);
                            let is_doubtful = WidthAgreement::on(meant.symbol()) == WidthAgreement::Doubtful;
                            if own == 0 && !is_doubtful {
                                prop_assert_eq!(seen, meant.symbol(), "at {},{} of {:?}", x, y, texts);
                            }
                            own = if own > 0 { own - 1 } else { meant.cell_width() - 1 };
                        }
                    }
                    shown = Some(next);
                }
            }
        }
    }

    #[test]
    fn a_cluster_that_could_scroll_the_screen_is_replaced_by_ascii() {
        let mut bytes = Vec::new();
        whole(plain(&frame((3, 1), &[(0, 0, "🇩🇪".to_owned())])), Absolute, &mut bytes).unwrap();
        assert!(bytes.is_ascii() && bytes.contains(&b'?'), "{}", bytes.escape_ascii());
    }

    #[test]
    fn a_row_of_usual_letters_is_sent_as_before() {
        let row = |text: &str| frame((20, 2), &[(0, 0, text.to_owned()), (0, 1, "🚀 x".to_owned())]);
        let mut bytes = Vec::new();
        changes(plain(&row("one two")), plain(&row("one ten")), Absolute, &mut bytes).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "\x1b[1;6Hen");
    }

    #[test]
    fn a_row_with_a_cluster_of_doubtful_width_is_sent_as_a_whole() {
        let row = |text: &str| frame((20, 1), &[(0, 0, text.to_owned())]);
        let mut bytes = Vec::new();
        changes(plain(&row("🇩🇪 flag")), plain(&row("🇩🇪 flat")), Absolute, &mut bytes).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "\x1b[1H\x1b[K🇩🇪\x1b[1;3H\x1b[K flat");
    }

    /// The screen that vt100 makes of the bytes; it is a development dependency on Unix only.
    #[cfg(unix)]
    mod on_a_terminal {
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
                (addressing, first) in prop_oneof![Just((Absolute, 0)), (0u16..4).prop_map(|first| (Relative, first))],
            ) {
                let area = Rect::new(0, 0, 20, 4);
                let (rows, columns) = (7.try_into().unwrap(), 20.try_into().unwrap());
                let mut terminal = vt100::Parser::new(rows, columns, 0);
                // Below the prompt the first row is that of the cursor.
                terminal.process(&b"=".repeat(rows.get().into()));
                terminal.process(format!("above\x1b[{};3H", first + 1).as_bytes());
                let mut shown = Buffer::empty(area);
                for (at, frame) in frames.into_iter().enumerate() {
                    let mut next = Buffer::empty(area);
                    for (x, y, text, style) in frame {
                        next.set_string(x, y, text, style);
                    }
                    let mut bytes = Vec::new();
                    if at == 0 {
                        whole(plain(&next), addressing, &mut bytes).unwrap();
                    } else {
                        changes(plain(&shown), plain(&next), addressing, &mut bytes).unwrap();
                    }
                    terminal.process(&bytes);
                    for y in 0..4 {
                        for x in 0..20 {
                            let meant = &next[(x, y)];
                            let seen = terminal.screen().cell(first + y, x).unwrap();
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
                if addressing == Relative {
                    prop_assert!(terminal.screen().cursor_position().0 == first);
                    prop_assert!(first == 0 || terminal.screen().contents().starts_with("=======above"));
                }
            }
        }
    }

    #[test]
    fn below_the_prompt_a_frame_begins_and_ends_in_its_first_row() {
        let row = |text: &str| frame((20, 3), &[(0, 1, "two".to_owned()), (2, 2, text.to_owned())]);
        let mut bytes = Vec::new();
        whole(plain(&row("ab")), Relative, &mut bytes).unwrap();
        let text = String::from_utf8(std::mem::take(&mut bytes)).unwrap();
        assert_eq!(text, "\r\x1b[J\x1b[?7l\x1b[B\rtwo\x1b[B\x1b[3Gab\r\x1b[2A\x1b[?7h");
        changes(plain(&row("ab")), plain(&row("ac")), Relative, &mut bytes).unwrap();
        assert_eq!(
            String::from_utf8(std::mem::take(&mut bytes)).unwrap(),
            "\x1b[?7l\x1b[2B\x1b[4Gc\r\x1b[2A\x1b[?7h"
        );
        changes(plain(&row("ac")), plain(&row("ac")), Relative, &mut bytes).unwrap();
        assert_eq!(bytes, b"", "an unchanged frame moves nothing");
    }

    fn link(y: u16, x: std::ops::Range<u16>, url: &str) -> CellLink {
        CellLink { y, x, url: SourceUrl::parse(url).unwrap() }
    }

    #[test]
    fn a_link_is_opened_and_closed_around_its_cells_and_its_parts_have_one_id() {
        let cells = frame((9, 2), &[(0, 0, "a bc d".to_owned()), (1, 1, "ef g".to_owned())]);
        let url = "https://example.org/";
        let links = [link(0, 2..4, url), link(1, 1..3, url), link(1, 4..5, "https://example.org/g")];
        let mut bytes = Vec::new();
        whole(Picture { cells: &cells, links: &links }, Absolute, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let [id, other] = [url, "https://example.org/g"].map(|url| format!("{:x}", id_of(url)));
        let open = format!("\x1b]8;id={id};{url}\x1b\\");
        let close = "\x1b]8;;\x1b\\";
        assert_eq!(
            text,
            format!(
                "\x1b[2J\x1b[Ha {open}bc{close} d\x1b[2;2H{open}ef{close} \x1b]8;id={other};{url}g\x1b\\g{close}"
            )
        );
    }

    #[test]
    fn a_row_whose_link_changes_is_drawn_anew_and_one_with_the_same_link_is_not() {
        let cells = frame((9, 2), &[(0, 0, "a bc d".to_owned()), (0, 1, "x".to_owned())]);
        let changed = |before: &[CellLink], after: &[CellLink]| {
            let mut bytes = Vec::new();
            let (before, after) =
                (Picture { cells: &cells, links: before }, Picture { cells: &cells, links: after });
            changes(before, after, Absolute, &mut bytes).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        let one = [link(0, 2..4, "https://example.org/1")];
        let two = [link(0, 2..4, "https://example.org/2")];
        assert_eq!(changed(&one, &one), "");
        assert_eq!(changed(&one, &[]), "\x1b[H\x1b[Ka bc d");
        let text = changed(&one, &two);
        assert!(text.contains("https://example.org/2\x1b\\bc\x1b]8;;\x1b\\ d"), "{text:?}");
    }
}
