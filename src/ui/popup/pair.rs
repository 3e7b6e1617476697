//! The popup that compares two entries.

use ratatui::layout::Rect;

use super::frame::{Titles, open};
use crate::app::Popup;
use crate::app::content::{Piece, Role};
use crate::app::layout::Size;
use crate::app::pair::{LABEL, Pair, PairLine, PairRow};
use crate::cells::{self, Glyphs};
use crate::ui::paint::{Canvas, Strip, marker, piece, rect, width_of};

pub(super) fn draw(popup: &Popup, size: Size, pair: &Pair, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(size) else { return };
    let (area, inner, glyphs) = (rect(place.list), rect(place.inner), canvas.theme.glyphs);
    let title = match pair.as_of {
        Some(date) => format!("COMPARE as of {date}"),
        None => "COMPARE".to_owned(),
    };
    let offset = popup.selection.offset;
    let scrolled = (area, offset, pair.lines.len());
    let right = if pair.column > 0 { "h l choose the side" } else { "h l: A or B" };
    open(canvas, place, &Titles { title: &title, right, scrolled });
    canvas.strip(inner, &Strip::plain(header(pair, inner.width.into(), glyphs)));
    if area.y > inner.y + 1 {
        let rule = canvas.theme.rule(inner.width.into());
        canvas.strip(Rect { y: inner.y + 1, height: 1, ..inner }, &Strip::plain([rule]));
    }
    let selected = pair.selected(popup.selection.at);
    let mut above = None;
    for (at, line) in pair.lines.iter().enumerate() {
        let is_first = !above.replace(line).is_some_and(|above| line.continues(above));
        let Some(y) = at.checked_sub(offset).and_then(|y| u16::try_from(y).ok()) else { continue };
        if y >= area.height {
            break;
        }
        let mut x = area.x;
        for (is_selected, pieces) in parts(pair, line, is_first, selected, glyphs) {
            let width = u16::try_from(width_of(&pieces)).unwrap_or(u16::MAX);
            let width = width.min((area.x + area.width).saturating_sub(x));
            let row = Rect { x, y: area.y + y, width, height: 1 };
            canvas.strip(row, &Strip { is_selected, ..Strip::plain(pieces) });
            x += width;
        }
    }
}

/// The names of the entries above their columns, or in one line.
fn header(pair: &Pair, width: usize, glyphs: Glyphs) -> Vec<Piece> {
    let [one, other] = &pair.names;
    if pair.column == 0 {
        let half = (width / 2).saturating_sub(4);
        let [one, other] = [one, other].map(|name| cells::cut(name, half, glyphs).into_owned());
        let letter = |text| piece(text, Role::Dim);
        return vec![letter("A: "), piece(one, Role::Title), letter("  B: "), piece(other, Role::Title)];
    }
    let space = pair.column.saturating_sub(4);
    let one = cells::cut(one, space, glyphs);
    let gap = LABEL + 2 + pair.column - cells::width(&one);
    vec![
        piece(" ".repeat(LABEL + 2), Role::Text),
        piece(&*one, Role::Title),
        piece(" ".repeat(gap - LABEL), Role::Text),
        piece(cells::cut(other, space, glyphs), Role::Title),
    ]
}

/// A line in parts, of which one may be selected.
fn parts(
    pair: &Pair,
    line: &PairLine,
    is_first: bool,
    (row, side): (usize, usize),
    glyphs: Glyphs,
) -> Vec<(bool, Vec<Piece>)> {
    let row_of = |at: usize| pair.rows.get(at);
    let text_role = |at: usize| if row_of(at).is_some_and(PairRow::is_same) { Role::Dim } else { Role::Text };
    match line {
        PairLine::Heading(title) => vec![(false, vec![piece(*title, Role::Heading)])],
        PairLine::Label(at) => {
            let label = row_of(*at).map_or("", |row| &row.label);
            vec![(false, vec![piece(label, Role::Label)])]
        }
        PairLine::Beside(at, texts) => {
            let label = row_of(*at).filter(|row| is_first && row.begins).map_or("", |row| &row.label);
            let label = cells::cut(label, LABEL - 1, glyphs);
            let rest = " ".repeat(LABEL.saturating_sub(cells::width(&label)));
            let mut parts = vec![(false, vec![piece(&*label, Role::Label), piece(rest, Role::Text)])];
            for (this, text) in texts.iter().enumerate() {
                let is_here = (*at, this) == (row, side);
                parts.extend(marked(text, text_role(*at), is_here, is_here && is_first, pair.column));
            }
            parts
        }
        PairLine::Below(at, this, text) => {
            let is_here = *at == row && this.is_none_or(|this| this == side);
            marked(text, text_role(*at), is_here, is_here && is_first, 2 + cells::width(text))
        }
    }
}

/// The marker and a text, padded to a width; only the first line of a text is drawn as selected.
fn marked(text: &str, role: Role, is_here: bool, is_first: bool, width: usize) -> Vec<(bool, Vec<Piece>)> {
    let rest = width.saturating_sub(2 + cells::width(text));
    vec![
        (false, vec![piece(format!("{} ", marker(is_first, true)), Role::Text)]),
        (is_here && is_first, vec![piece(text, role)]),
        (false, vec![piece(" ".repeat(rest), Role::Text)]),
    ]
}
