//! A strip of years as pieces of text.

use std::cmp::Ordering;

use super::{Piece, Role, StateForm};
use crate::cells::Glyphs;
use crate::dataset::{Date, Lifetime, Status, YearCell, Years};

/// The strip of a lifetime in the hue of its state; what is only likely is dim. In the linear form it is a text.
pub fn strip_pieces(lifetime: &Lifetime, years: Years, (form, glyphs): (StateForm, Glyphs)) -> Vec<Piece> {
    if form == StateForm::Spoken {
        return vec![Piece { text: strip_words(lifetime), role: Role::Dim, hit: false }];
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for cell in years.strip(lifetime) {
        let role = role_of(cell, lifetime.status);
        let mark = mark_of(cell, glyphs);
        match pieces.last_mut() {
            Some(last) if last.role == role || cell == YearCell::Empty => last.text.push(mark),
            _ => pieces.push(Piece { text: mark.into(), role, hit: false }),
        }
    }
    pieces
}

/// A strip as a text: what each part of it means, and its years.
fn strip_words(lifetime: &Lifetime) -> String {
    let words = |cell: YearCell| {
        YearCell::LEGEND.into_iter().find(|(known, _)| *known == cell).map_or("", |(_, words)| words)
    };
    let said = |cell: YearCell, from: u16, to: u16| match (from.cmp(&to), words(cell)) {
        (Ordering::Less, words) => Some(format!("{words} {from} to {to}")),
        (Ordering::Equal, words) => Some(format!("{words} {from}")),
        (Ordering::Greater, _) => None,
    };
    let year = |date: Option<Date>| date.map(Date::year);
    let (begin, until) = (year(lifetime.begin()), year(lifetime.until));
    if lifetime.is_event {
        return begin.and_then(|year| said(YearCell::Event, year, year)).unwrap_or_default();
    }
    let seen = year(lifetime.last_seen).or(begin);
    let mut parts = Vec::new();
    if let (Some(from), Some(seen)) = (begin, seen) {
        let before = Some(from - 1).filter(|year| lifetime.since.is_none() && *year > 0);
        parts.push(before.and_then(|year| said(YearCell::Likely, year, year)));
        parts.push(said(YearCell::Shown, from, seen.max(from)));
        let now = year(lifetime.reviewed).filter(|_| lifetime.status == Some(Status::Current));
        let end = until.or(now).map(|year| year.saturating_sub(1));
        parts.push(end.and_then(|end| said(YearCell::Likely, seen + 1, end)));
    }
    parts.push(match (until, lifetime.status, seen) {
        (Some(until), ..) => said(YearCell::Ended, until, until),
        (None, Some(Status::Current), _) => Some(words(YearCell::StillUsed).to_owned()),
        (None, _, Some(seen)) => said(YearCell::LastSeen, seen, seen),
        (None, _, None) => None,
    });
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The explanation of the marks that these strips have, in parts that belong together.
pub(super) fn legend(lifetimes: &[Lifetime], years: Years, glyphs: Glyphs) -> Vec<String> {
    let cells: Vec<YearCell> = lifetimes.iter().flat_map(|lifetime| years.strip(lifetime)).collect();
    let used = YearCell::LEGEND.into_iter().filter(|(cell, _)| cells.contains(cell));
    used.map(|(cell, words)| format!("{} {words}", mark_of(cell, glyphs))).collect()
}

fn mark_of(cell: YearCell, glyphs: Glyphs) -> char {
    let (unicode, ascii) = cell.marks();
    glyphs.pick(unicode, ascii)
}

fn role_of(cell: YearCell, status: Option<Status>) -> Role {
    match (cell, status) {
        (YearCell::Empty | YearCell::Likely, _) => Role::Dim,
        (_, Some(Status::Current)) => Role::Success,
        (_, Some(Status::Former)) => Role::Former,
        (_, Some(Status::Unknown)) => Role::Unclear,
        (_, None) => Role::Text,
    }
}
