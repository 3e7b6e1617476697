//! Tests of the encoder, on terminals that count cells in different ways.

use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::buffer::CellDiffOption;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

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
            "\x1b[2J\x1b[1Ha {open}bc{close} d\x1b[2;2H{open}ef{close} \x1b]8;id={other};{url}g\x1b\\g{close}"
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
    assert_eq!(changed(&one, &[]), "\x1b[1H\x1b[Ka bc d");
    let text = changed(&one, &two);
    assert!(text.contains("https://example.org/2\x1b\\bc\x1b]8;;\x1b\\ d"), "{text:?}");
}
