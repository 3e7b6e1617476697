//! Links, states and dates as HTML.

use std::fmt::Write as _;

use super::axis::{Axis, Span, letter};
use crate::catalog::{Catalog, EntryId};
use crate::dataset::{Entry, Presence, SourceUrl, Status};
use crate::export::markup::escaped;

/// A link to another page. A [`SourceUrl`] is `http` or `https`.
pub(super) fn link(url: &SourceUrl, text: &str) -> String {
    format!("<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>", escaped(url.as_str()), escaped(text))
}

/// The id of an entry in the page: its own, or with that of its stack if there are several.
pub(super) fn id(catalog: &Catalog, id: EntryId) -> String {
    match catalog.stack_id_if_several(id.stack) {
        Some(_) => catalog.full_id(id),
        None => catalog.entry(id).map_or("", Entry::id).to_owned(),
    }
}

/// A link to an entry, with the mark of its state.
pub(super) fn entry_link(catalog: &Catalog, entry: EntryId, text: &str) -> String {
    let state = catalog.entry(entry).map_or("n", state);
    format!("<a class={state} href=#{}>{}</a>", id(catalog, entry), escaped(text))
}

/// The letter of the state of an entry at the review: as [`letter`], `n` without one.
pub(super) fn state(entry: Entry<'_>) -> &'static str {
    match entry.status() {
        Some(Status::Current) => "i",
        Some(Status::Former) => "f",
        Some(Status::Unknown) => "u",
        None if entry.is_event() => "e",
        None => "n",
    }
}

/// The word of that state.
pub(super) fn state_word(entry: Entry<'_>) -> &'static str {
    match entry.status() {
        Some(status) => status.words(),
        None if entry.is_event() => "event",
        None => "",
    }
}

/// The chart of the months of an entry, hidden from those who hear its dates.
pub(super) fn strip(axis: Axis, spans: &[Span]) -> String {
    let mut out = format!(
        "<svg class=b viewBox=\"0 0 {} 8\" preserveAspectRatio=none aria-hidden=true><use href=#_g />",
        axis.width()
    );
    for Span { from, to, presence } in spans {
        let width = match presence {
            Presence::InUse | Presence::Unclear => to - from,
            // An event is there from its day on; the chart has the day.
            Presence::Happened => 2,
            Presence::Former | Presence::Later => continue,
        };
        let _ = write!(out, "<rect class={} x={from} width={width} />", letter(*presence));
    }
    out + "</svg>"
}
