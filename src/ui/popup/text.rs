//! The popups of plain text, which scroll.

use super::frame::{Titles, open};
use crate::app::content::{Piece, Role};
use crate::app::layout::PopupArea;
use crate::app::{Model, Popup, Reason, UnopenedUrl};
use crate::ui::paint::{Canvas, Strip, rect, wrapped};

/// Draws a URL that could not be opened, on lines of its own, so that the mouse can select it.
pub(super) fn url(model: &Model, popup: &Popup, unopened: &UnopenedUrl, canvas: &mut Canvas<'_, '_>) {
    let mut lines =
        vec![(unopened.url.as_str(), Role::Link), (" ", Role::Text), (&*unopened.why, Role::Text)];
    lines.extend(model.notice().map(|notice| (&*notice.text, Role::Success)));
    text(model, canvas, &unopened.title, &lines, popup.selection.at);
}

/// Draws the reason for a hit, and the query syntax.
pub(super) fn reason(model: &Model, popup: &Popup, reason: &Reason, canvas: &mut Canvas<'_, '_>) {
    let mut lines = vec![("QUERY", Role::Heading)];
    for (at, line) in reason.lines.iter().enumerate() {
        if at == 1 {
            lines.extend([(" ", Role::Text), ("MATCHES", Role::Heading)]);
        }
        lines.push((line, Role::Text));
    }
    lines.extend([(" ", Role::Text), ("QUERY SYNTAX", Role::Heading)]);
    lines.extend(SYNTAX.iter().map(|line| (*line, Role::Dim)));
    text(model, canvas, &format!("WHY {}", reason.entry_name), &lines, popup.selection.at);
}

/// A summary of the query syntax, which `search --help` prints too.
const SYNTAX: &[&str] = &[
    "word            in names, tags, texts and sources; typos are allowed",
    "'word  \"a b\"    the whole word; these words in a row",
    "^word  word$    names that start / end with word",
    "!word  a | b    exclude word; either word",
    "stack: cat: kind: tag: src: claim: status: conf:   the value begins so",
    "is:former is:confirmed is:unsourced is:single is:old is:replaced",
    "in:2018  year:2017..2019  sources:>2  age:>3y    in use then, dated so; numbers",
    "Tab takes the value that the row above the hints offers",
];

/// Draws a popup of wrapped text, of which `offset` lines are scrolled out.
fn text(model: &Model, canvas: &mut Canvas<'_, '_>, title: &str, texts: &[(&str, Role)], offset: usize) {
    const WIDTH: u16 = 88;
    let width = WIDTH.min(model.size().width.saturating_sub(6)).max(8).into();
    let lines: Vec<Piece> = texts.iter().flat_map(|(text, role)| wrapped(text, width, *role)).collect();
    let place = PopupArea::new(model.size(), WIDTH, lines.len());
    let hidden = lines.len().saturating_sub(place.inner.height.into());
    let right = if hidden > 0 { "j and k scroll" } else { "" };
    let scrolled = (rect(place.inner), offset.min(hidden), lines.len());
    open(canvas, place, &Titles { title, right, scrolled });
    let visible = lines.into_iter().skip(offset.min(hidden));
    canvas.strips(rect(place.inner), visible.map(|line| Strip::plain([line])));
}
