//! A screen as SVG.
//!
//! Every piece of text stands at its own column and is told its length, so a font of another width cannot shift anything;
//! lines and corners are drawn as strokes, because fonts leave gaps between them.

use std::collections::BTreeMap;
use std::fmt::Write;

use vt100::{Cell, Color, Screen};

const CELL_WIDTH: u32 = 9;
const CELL_HEIGHT: u32 = 19;
const FONT_SIZE: u32 = 15;
/// From the top of a cell to the line its letters stand on.
const BASELINE: u32 = 14;
pub const MARGIN: u32 = 16;

const FONTS: &str = "ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";
const GROUND: &str = "#1b1f27";
pub const INK: &str = "#d5dae3";
const ANSI: [&str; 16] = [
    "#2b313d", "#e5757c", "#94c680", "#dfb964", "#74abf0", "#c593e3", "#62c3c6", "#c2c8d3", //
    "#727b8b", "#f2949b", "#b1dd9c", "#f2d58c", "#9ac5ff", "#dbb4f2", "#8fe0e0", "#f3f5f9",
];

/// How a cell looks, once reverse video has been seen to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Style {
    ink: String,
    bold: bool,
    dim: bool,
    italic: bool,
}

/// The four arms that a line-drawing character has from its middle, and how heavy they are.
struct Arms {
    left: u32,
    right: u32,
    up: u32,
    down: u32,
}

/// The paint of a stroke, its weight, whether it is level, and the line it lies on.
type StrokeLine = (Style, u32, bool, u32);

/// What lies on a screen, sorted by how it is painted.
#[derive(Default)]
struct Layers {
    /// Row, first column, one past the last column, colour.
    grounds: Vec<(u32, u32, u32, String)>,
    underlines: Vec<(u32, u32, u32, String)>,
    texts: BTreeMap<Style, String>,
    /// Where strokes begin and end, in half pixels, because they run through the middle of cells.
    strokes: BTreeMap<StrokeLine, Vec<(u32, u32)>>,
}

/// The picture of a screen.
pub fn of(screen: &Screen, title: &str) -> String {
    let (width, height) = extent(screen);
    format!("{}{}</svg>\n", head((width, height), title), body(screen))
}

/// Width and height of the picture of a screen.
pub fn extent(screen: &Screen) -> (u32, u32) {
    let (rows, columns) = screen.size();
    let (rows, columns) = (u32::from(rows.get()), u32::from(columns.get()));
    (columns * CELL_WIDTH + 2 * MARGIN, rows * CELL_HEIGHT + 2 * MARGIN)
}

/// The beginning of a picture: its size, its title and its ground.
pub fn head((width, height): (u32, u32), title: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" font-family=\"{FONTS}\" font-size=\"{FONT_SIZE}\">\n<title>{}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"10\" fill=\"{GROUND}\"/>\n",
        escaped(title)
    )
}

/// All that is on a screen, and its cursor.
pub fn body(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let mut layers = Layers::default();
    for row in 0..u32::from(rows.get()) {
        layers.add_row(row, &cells(screen, row, u32::from(columns.get())));
    }
    let mut out = String::new();
    layers.write(&mut out);
    if !screen.hide_cursor() {
        let (row, column) = screen.cursor_position();
        let (x, y) = place(u32::from(row), u32::from(column));
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{CELL_WIDTH}\" height=\"{CELL_HEIGHT}\" fill=\"{INK}\" fill-opacity=\".6\"/>"
        );
    }
    out
}

/// The cells of a row that begin something, with their columns and widths.
fn cells(screen: &Screen, row: u32, columns: u32) -> Vec<(u32, u32, &Cell)> {
    let cell = |column| {
        let cell = screen.cell(u16::try_from(row).ok()?, u16::try_from(column).ok()?)?;
        (!cell.is_wide_continuation()).then_some((column, if cell.is_wide() { 2 } else { 1 }, cell))
    };
    (0..columns).filter_map(cell).collect()
}

impl Layers {
    fn add_row(&mut self, row: u32, cells: &[(u32, u32, &Cell)]) {
        let mut piece = String::new();
        // Where the piece begins and ends, and how it looks.
        let mut open: Option<(u32, u32, Style)> = None;
        for &(column, width, cell) in cells {
            let (style, ground, underlined) = look(cell);
            let end = column + width;
            let (mut ground, mut text) = (ground, cell.contents());
            if text == "█" {
                (ground, text) = (Some(style.ink.clone()), " ");
            }
            if let Some(colour) = ground {
                extend(&mut self.grounds, (row, column, end, colour));
            }
            if underlined {
                extend(&mut self.underlines, (row, column, end, style.ink.clone()));
            }
            if let Some(arms) = arms(text) {
                self.add_strokes(row, column, &arms, &style);
                text = " ";
            }
            // A blank joins two words, two blanks part them: so no blank has to be kept by whoever shows the picture.
            let fits = |(_, to, look): &(u32, u32, Style)| *look == style && *to + 1 >= column && width == 1;
            if text.trim().is_empty() {
                continue;
            }
            match &mut open {
                Some(piece_open) if fits(piece_open) => {
                    if piece_open.1 < column {
                        piece.push(' ');
                    }
                    piece.push_str(text);
                    piece_open.1 = end;
                }
                _ => {
                    self.close(row, &mut piece, open.take());
                    piece.push_str(text);
                    open = Some((column, end, style));
                }
            }
            if width > 1 {
                self.close(row, &mut piece, open.take());
            }
        }
        self.close(row, &mut piece, open.take());
    }

    /// Writes down a piece of text that is complete.
    fn close(&mut self, row: u32, piece: &mut String, open: Option<(u32, u32, Style)>) {
        let Some((from, to, style)) = open else { return };
        let (x, y) = place(row, from);
        let (y, length) = (y + BASELINE, (to - from) * CELL_WIDTH);
        let text = escaped(piece);
        let group = self.texts.entry(style).or_default();
        let _ = writeln!(group, "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\">{text}</text>");
        piece.clear();
    }

    fn add_strokes(&mut self, row: u32, column: u32, arms: &Arms, style: &Style) {
        let (x, y) = place(row, column);
        let (left, top) = (2 * x, 2 * y);
        let (middle, centre) = (left + CELL_WIDTH, top + CELL_HEIGHT);
        let strokes = [
            (arms.left, true, centre, (left, middle)),
            (arms.right, true, centre, (middle, left + 2 * CELL_WIDTH)),
            (arms.up, false, middle, (top, centre)),
            (arms.down, false, middle, (centre, top + 2 * CELL_HEIGHT)),
        ];
        for (weight, level, line, (from, to)) in strokes.into_iter().filter(|(weight, ..)| *weight > 0) {
            let known = self.strokes.entry((style.clone(), weight, level, line)).or_default();
            match known.last_mut() {
                Some(last) if last.1 == from => last.1 = to,
                _ => known.push((from, to)),
            }
        }
    }

    fn write(&self, out: &mut String) {
        for (row, from, to, colour) in &self.grounds {
            let ((x, y), width) = (place(*row, *from), (to - from) * CELL_WIDTH);
            let _ = writeln!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{CELL_HEIGHT}\" fill=\"{colour}\"/>"
            );
        }
        let mut paths: BTreeMap<(&Style, u32), String> = BTreeMap::new();
        for ((style, weight, level, line), strokes) in &self.strokes {
            let path = paths.entry((style, *weight)).or_default();
            for (from, to) in strokes {
                let (line, from, to) = (half(*line), half(*from), half(*to));
                let _ = if *level {
                    write!(path, "M{from} {line}H{to}")
                } else {
                    write!(path, "M{line} {from}V{to}")
                };
            }
        }
        for ((style, weight), path) in paths {
            let opacity = if style.dim { " stroke-opacity=\".6\"" } else { "" };
            let _ = writeln!(
                out,
                "<path d=\"{path}\" stroke=\"{}\" stroke-width=\"{weight}\" stroke-linecap=\"square\"{opacity}/>",
                style.ink
            );
        }
        for (style, texts) in &self.texts {
            let bold = if style.bold { " font-weight=\"bold\"" } else { "" };
            let italic = if style.italic { " font-style=\"italic\"" } else { "" };
            let dim = if style.dim { " fill-opacity=\".6\"" } else { "" };
            let _ = writeln!(out, "<g fill=\"{}\"{bold}{italic}{dim}>\n{texts}</g>", style.ink);
        }
        for (row, from, to, colour) in &self.underlines {
            let ((x, y), width) = (place(*row, *from), (to - from) * CELL_WIDTH);
            let _ = writeln!(
                out,
                "<rect x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"1\" fill=\"{colour}\"/>",
                y + BASELINE + 2
            );
        }
    }
}

/// Adds a stretch of a row, or lengthens the last one if it goes on in the same colour.
fn extend(stretches: &mut Vec<(u32, u32, u32, String)>, new: (u32, u32, u32, String)) {
    match stretches.last_mut() {
        Some(last) if last.0 == new.0 && last.2 == new.1 && last.3 == new.3 => last.2 = new.2,
        _ => stretches.push(new),
    }
}

/// The style of a cell, its own ground if it has one, and whether it is underlined.
fn look(cell: &Cell) -> (Style, Option<String>, bool) {
    let (ink, ground) = (colour(cell.fgcolor()), colour(cell.bgcolor()));
    let (ink, ground) = if cell.inverse() {
        (ground.unwrap_or_else(|| GROUND.into()), Some(ink.unwrap_or_else(|| INK.into())))
    } else {
        (ink.unwrap_or_else(|| INK.into()), ground)
    };
    let style = Style { ink, bold: cell.bold(), dim: cell.dim(), italic: cell.italic() };
    (style, ground, cell.underline())
}

/// The colour in the words of SVG; none is the terminal's own.
fn colour(colour: Color) -> Option<String> {
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    let rgb = |r: u8, g: u8, b: u8| format!("#{r:02x}{g:02x}{b:02x}");
    match colour {
        Color::Default => None,
        Color::Rgb(r, g, b) => Some(rgb(r, g, b)),
        Color::Idx(at @ 232..) => {
            let grey = 8 + 10 * (at - 232);
            Some(rgb(grey, grey, grey))
        }
        Color::Idx(at) => match ANSI.get(usize::from(at)) {
            Some(ansi) => Some((*ansi).into()),
            // The six levels of red, green and blue come after the sixteen.
            None => Some(rgb(level((at - 16) / 36), level((at - 16) / 6 % 6), level((at - 16) % 6))),
        },
    }
}

/// The strokes of a line-drawing character; rounded corners become square ones, double lines heavy ones.
fn arms(text: &str) -> Option<Arms> {
    let (left, right, up, down) = match text {
        "─" => (1, 1, 0, 0),
        "│" => (0, 0, 1, 1),
        "┌" | "╭" => (0, 1, 0, 1),
        "┐" | "╮" => (1, 0, 0, 1),
        "└" | "╰" => (0, 1, 1, 0),
        "┘" | "╯" => (1, 0, 1, 0),
        "├" => (0, 1, 1, 1),
        "┤" => (1, 0, 1, 1),
        "┬" => (1, 1, 0, 1),
        "┴" => (1, 1, 1, 0),
        "┼" => (1, 1, 1, 1),
        "━" | "═" => (2, 2, 0, 0),
        "┃" | "║" => (0, 0, 2, 2),
        "┏" | "╔" => (0, 2, 0, 2),
        "┓" | "╗" => (2, 0, 0, 2),
        "┗" | "╚" => (0, 2, 2, 0),
        "┛" | "╝" => (2, 0, 2, 0),
        _ => return None,
    };
    Some(Arms { left, right, up, down })
}

/// The upper left corner of a cell.
fn place(row: u32, column: u32) -> (u32, u32) {
    (MARGIN + column * CELL_WIDTH, MARGIN + row * CELL_HEIGHT)
}

/// A number of half pixels in pixels.
fn half(halves: u32) -> String {
    if halves.is_multiple_of(2) { (halves / 2).to_string() } else { format!("{}.5", halves / 2) }
}

/// A text without markup.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::*;

    fn drawn(output: &str) -> String {
        let (rows, columns) = (NonZeroU16::new(2).unwrap(), NonZeroU16::new(20).unwrap());
        let mut parser = vt100::Parser::new(rows, columns, 0);
        parser.process(b"\x1b[?25l");
        parser.process(output.as_bytes());
        of(parser.screen(), "a < b")
    }

    #[test]
    fn words_with_one_blank_between_them_are_one_piece() {
        let svg = drawn("Hello there  world");
        assert!(svg.contains("<text x=\"16\" y=\"30\" textLength=\"99\">Hello there<"));
        assert!(svg.contains("<text x=\"133\" y=\"30\" textLength=\"45\">world<"));
    }

    #[test]
    fn what_follows_a_wide_character_stands_two_columns_on() {
        let svg = drawn("日x");
        assert!(svg.contains("<text x=\"16\" y=\"30\" textLength=\"18\">日<"));
        assert!(svg.contains("<text x=\"34\" y=\"30\" textLength=\"9\">x<"));
    }

    #[test]
    fn reverse_video_swaps_ink_and_ground() {
        let svg = drawn("\x1b[7;31mab c\x1b[0m");
        assert!(
            svg.contains(&format!(
                "<rect x=\"16\" y=\"16\" width=\"36\" height=\"19\" fill=\"{}\"/>",
                ANSI[1]
            ))
        );
        assert!(svg.contains(&format!("<g fill=\"{GROUND}\">")));
    }

    #[test]
    fn styles_part_pieces_and_markup_is_escaped() {
        let svg = drawn("\x1b[1ma<b\x1b[0;2m&\x1b[0;4mu u");
        assert!(svg.contains("<title>a &lt; b</title>"));
        assert!(svg.contains(&format!("<g fill=\"{INK}\" font-weight=\"bold\">\n<text x=\"16\"")), "{svg}");
        assert!(svg.contains(">a&lt;b</text>") && svg.contains(">&amp;</text>"));
        assert!(svg.contains("<rect x=\"52\" y=\"32\" width=\"27\" height=\"1\""));
    }

    #[test]
    fn a_frame_is_drawn_as_unbroken_strokes() {
        let svg = drawn("┌──┐\r\n└──┘");
        assert!(svg.contains("M20.5 25.5H47.5") && svg.contains("M20.5 25.5V44.5"), "{svg}");
        assert!(!svg.contains("<text"));
    }

    #[test]
    fn the_colour_cube_and_the_greys_are_those_of_xterm() {
        assert_eq!(colour(Color::Idx(208)).as_deref(), Some("#ff8700"));
        assert_eq!(colour(Color::Idx(244)).as_deref(), Some("#808080"));
        assert_eq!(colour(Color::Idx(231)).as_deref(), Some("#ffffff"));
    }
}
