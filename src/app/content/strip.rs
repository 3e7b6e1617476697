//! A strip of years as pieces of text.

use super::{Piece, Role, StateForm};
use crate::cells::Glyphs;
use crate::dataset::{Lifetime, Status, YearCell, Years};

/// The strip of a lifetime in the hue of its state; what is only likely is dim. In the linear form it is a text.
pub fn strip_pieces(lifetime: &Lifetime, years: Years, (form, glyphs): (StateForm, Glyphs)) -> Vec<Piece> {
    if form == StateForm::Spoken {
        return vec![Piece { text: strip_words(lifetime, years), role: Role::Dim, hit: false }];
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
fn strip_words(lifetime: &Lifetime, years: Years) -> String {
    let cells = years.strip(lifetime);
    let year = |at: usize| years.first + u16::try_from(at * years.months as usize / 12).unwrap_or(0);
    let mut parts = Vec::new();
    let mut at = 0;
    for run in cells.chunk_by(|one, other| one == other) {
        let (from, to) = (year(at), year(at + run.len() - 1));
        at += run.len();
        let Some(cell) = run.first() else { continue };
        let Some((_, words)) = YearCell::LEGEND.into_iter().find(|(known, _)| known == cell) else {
            continue;
        };
        parts.push(match cell {
            YearCell::StillUsed => words.to_owned(),
            _ if from == to => format!("{words} {from}"),
            _ => format!("{words} {from} to {to}"),
        });
    }
    parts.join(", ")
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
