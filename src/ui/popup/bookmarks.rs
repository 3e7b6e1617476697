//! The popup of bookmarks and notes.

use super::frame::{Titles, filter, open};
use crate::app::content::Role;
use crate::app::{BookmarkLine, BookmarkRow, Bookmarks, Model, Popup};
use crate::cells::{self, Glyphs};
use crate::format::report::counted;
use crate::ui::paint::{Canvas, Strip, piece, rect};

/// Width of the list in cells from which a row has its date.
const WIDE: u16 = 60;

pub(super) fn draw(model: &Model, popup: &Popup, bookmarks: &Bookmarks, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let lines = bookmarks.lines();
    let area = rect(place.list);
    let right = format!("{} of {}", bookmarks.row_count(), bookmarks.all.len());
    let scrolled = (area, popup.selection.offset, lines.len());
    open(canvas, place, &Titles { title: "BOOKMARKS AND NOTES", right: &right, scrolled });
    filter(popup, canvas, place, "a word of a name or a note; Del removes");
    if lines.is_empty() {
        canvas.strip(area, &Strip::plain([piece("nothing here has these words", Role::Dim)]));
    }
    let glyphs = canvas.theme.glyphs;
    let star = if model.is_linear() { "bookmark:" } else { glyphs.pick("★", "*") };
    let strips = lines.iter().skip(popup.selection.offset).map(|line| match *line {
        BookmarkLine::Stack(at) => bookmarks.row(at).map(heading),
        BookmarkLine::Thing(at) => bookmarks
            .row(at)
            .map(|row| thing(model, row, (star, area.width >= WIDE), at == popup.selection.at)),
        BookmarkLine::Note(at) => bookmarks.row(at).map(|row| note(model, row, (area.width.into(), glyphs))),
    });
    let strips: Vec<Strip> = strips.map(Option::unwrap_or_default).collect();
    canvas.strips(area, strips);
}

fn heading(row: &BookmarkRow) -> Strip {
    let state = if row.stack.open.is_some() { "" } else { "  not open" };
    Strip::plain([piece(row.stack.name.as_str(), Role::Heading), piece(state, Role::Dim)])
}

/// The name or the claim; at the right the entry of a claim, and the date.
fn thing(model: &Model, row: &BookmarkRow, (star, is_wide): (&str, bool), is_selected: bool) -> Strip {
    let is_marked = model.kept().bookmark(&row.thing).is_some();
    let is_gone = row.bookmark.is_some() && !is_marked;
    let role = if is_gone { Role::Dim } else { Role::Text };
    let left = [
        piece(if is_marked { star } else { " " }, Role::Number),
        piece(" ", Role::Text),
        piece(row.name(), role),
    ];
    let added = row.bookmark.as_ref().map(|bookmark| bookmark.added);
    let date = added.or(row.note.as_ref().map(|note| note.written)).flatten();
    let date = date.map(|date| date.to_string()).filter(|_| is_wide).unwrap_or_default();
    let right = match (is_gone, row.entry_name.as_str()) {
        (true, _) => "removed".to_owned(),
        (false, "") => date,
        (false, entry) => format!("{entry}  {date}").trim_end().to_owned(),
    };
    // The star is not part of the name.
    Strip { plain: 3, ..Strip::item(left, vec![piece(right, Role::Dim)], is_selected) }
}

/// The beginning of the note, and how many lines more it has.
fn note(model: &Model, row: &BookmarkRow, (width, glyphs): (usize, Glyphs)) -> Strip {
    const LABEL: &str = "your note  ";
    const INDENT: usize = 4;
    let text = row.note.as_ref().map_or("", |note| &note.text);
    let more = match text.lines().count() {
        0 | 1 => String::new(),
        lines => format!("  and {}", counted(lines - 1, "line")),
    };
    let more = if model.kept().note(&row.thing).is_some() { more } else { "  removed".to_owned() };
    let space = width.saturating_sub(INDENT + LABEL.len() + more.len() + 1);
    let text = cells::cut(text.lines().next().unwrap_or_default(), space, glyphs);
    let indent = piece(" ".repeat(INDENT), Role::Text);
    Strip::plain([indent, piece(LABEL, Role::Label), piece(text, Role::Text), piece(more, Role::Dim)])
}
