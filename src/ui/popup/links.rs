//! The popup with all links of an entry.

use super::frame::{Titles, filter, open};
use crate::app::content::{Role, shown_url};
use crate::app::{ITEM_LINES, LinkRow, Links, Model, Popup};
use crate::cells::Glyphs;
use crate::ui::paint::{Canvas, Strip, piece, rect};

pub(super) fn draw(model: &Model, popup: &Popup, links: &Links, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let rows = links.rows(popup.input.text());
    let area = rect(place.list);
    let (title, right) =
        (format!("LINKS of {}", links.entry_name), format!("{} of {}", rows.len(), links.all.len()));
    let scrolled = (area, popup.selection.offset * ITEM_LINES, rows.len() * ITEM_LINES);
    open(canvas, place, &Titles { title: &title, right: &right, scrolled });
    filter(popup, canvas, place, "type a number or letters, Enter opens");
    if rows.is_empty() {
        canvas.strip(area, &Strip::plain([piece("no link matches", Role::Dim)]));
    }
    let kinds = rows.iter().map(|row| row.kind.len()).max().unwrap_or(0);
    let dates = rows.iter().map(|row| row.date.len()).max().unwrap_or(0);
    let glyphs = canvas.theme.glyphs;
    let visible = rows.iter().enumerate().skip(popup.selection.offset);
    let strips = visible.flat_map(|(at, link)| {
        let right = match (model.kept().opened.contains(&link.url), link.backs.is_empty()) {
            (true, _) => "opened".to_owned(),
            (false, false) if area.width > 60 => format!("backs {}", link.backs),
            _ => String::new(),
        };
        strips(link, at == popup.selection.at, (kinds, dates), (&right, area.width.into(), glyphs))
    });
    canvas.strips(area, strips);
}

fn strips(
    link: &LinkRow,
    is_selected: bool,
    (kinds, dates): (usize, usize),
    (right, width, glyphs): (&str, usize, Glyphs),
) -> [Strip; ITEM_LINES] {
    const INDENT: usize = 7;
    let left = [
        piece(format!("{:<5}", link.label), Role::Number),
        piece(format!("{:<kinds$}  {:<dates$}", link.kind, link.date), Role::Dim),
        piece(if dates > 0 { "  " } else { "" }, Role::Text),
        piece(link.title.clone(), Role::Text),
    ];
    let address = shown_url(&link.url, width.saturating_sub(INDENT), glyphs);
    let below = [piece(" ".repeat(INDENT), Role::Text), piece(address, Role::Link)];
    // The marker comes first.
    let links = vec![(1, link.target.clone()), (4, link.target.clone())];
    let first = Strip { links, ..Strip::item(left, vec![piece(right, Role::Dim)], is_selected) };
    [first, Strip { links: vec![(1, link.url.clone())], ..Strip::plain(below) }]
}
