//! The popup that lists the stacks which can be opened and closed.

use super::frame::{Titles, filter, open};
use crate::app::content::{Piece, Role};
use crate::app::loading::thousands;
use crate::app::{Model, Popup, StackRow, Stacks};
use crate::ui::paint::{Canvas, Strip, piece, rect};

pub(super) fn draw(model: &Model, popup: &Popup, stacks: &Stacks, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let rows = stacks.rows(popup.input.text());
    let area = rect(place.list);
    let right = format!("{} of {} open", stacks.open_count(), stacks.all.len());
    let scrolled = (area, popup.selection.offset, rows.len());
    open(canvas, place, &Titles { title: "STACKS", right: &right, scrolled });
    filter(popup, canvas, place, "a name; Enter opens or closes");
    if rows.is_empty() {
        canvas.strip(area, &Strip::plain([piece("no stack matches", Role::Dim)]));
    }
    let columns = Columns::new(&stacks.all, area.width.into());
    let [mark, no_mark] =
        if model.is_linear() { ["open:", ""] } else { [canvas.theme.glyphs.pick("✓", "x"), " "] };
    let visible = rows.iter().enumerate().skip(popup.selection.offset);
    let strips = visible.map(|(at, row)| {
        let (open, role) = if row.open.is_some() { (mark, Role::Text) } else { (no_mark, Role::Link) };
        let left = [piece(format!("{open} "), Role::Success), piece(row.name.as_str(), role)];
        let strip = Strip::item(left, columns.cells(row), at == popup.selection.at);
        // The mark is not part of the name.
        Strip { plain: 2, ..strip }
    });
    canvas.strips(area, strips);
}

/// The columns at the right that have room, with the widths of their numbers.
struct Columns {
    entries: usize,
    claims: usize,
    has_units: bool,
    has_review: bool,
}

impl Columns {
    fn new(rows: &[StackRow], width: usize) -> Self {
        let digits = |of: fn(&crate::app::StackSize) -> usize| {
            let sizes = rows.iter().filter_map(|row| row.size.as_ref());
            sizes.map(|size| number(of(size)).len()).max().unwrap_or(0)
        };
        let (entries, claims) = (digits(|size| size.entries), digits(|size| size.claims));
        Self { entries, claims, has_units: width >= 64, has_review: width >= 76 }
    }

    /// The cells of a row.
    fn cells(&self, row: &StackRow) -> Vec<Piece> {
        let units = if self.has_units { [" entries", " claims"] } else { ["e", "c"] };
        let mut cells = String::new();
        if let Some(size) = &row.size {
            let (entries, claims) = (number(size.entries), number(size.claims));
            let widths = (self.entries, self.claims);
            cells = format!("{entries:>0$}{2}  {claims:>1$}{3}", widths.0, widths.1, units[0], units[1]);
            if self.has_review {
                let reviewed = size.reviewed.map(|date| date.to_string()).unwrap_or_default();
                cells = format!("{cells}  {reviewed:10}");
            }
        }
        let place = format!("  {:8}", row.place.word());
        let fault = piece(if row.is_left_out { "not opened" } else { "" }, Role::Warning);
        vec![piece(cells, Role::Dim), fault, piece(place, Role::Dim)]
    }
}

fn number(count: usize) -> String {
    thousands(count as u64)
}
