//! Frames as escape sequences.
//!
//! ratatui's own backend sends an absolute cursor position (8 bytes) after every skipped space, and both colours (12 bytes)
//! for every change of one. Measured on the first frame of 100x30 that made 6.7 kB; this encoder needs two thirds of it,
//! which matters on slow connections.

mod pen;
#[cfg(test)]
mod tests;
mod widths;

use std::io::{self, Write};

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::style::Color;

use self::pen::Pen;
use self::widths::WidthAgreement;
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

/// The surroundings of a cell that is sent.
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
