//! The state of an entry, as a mark or as a word.

use super::{Piece, Role};
use crate::catalog::{Catalog, Node, Row};
use crate::dataset::{Date, Entry, Status};

/// The form of states where there is room for one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StateForm {
    /// Marks: `●` in use, `○` former, `·` unclear.
    #[default]
    Marks,
    /// Words: without colours, and where the terminal shows ASCII only.
    Words,
    /// Words for everything, the usual state and strips of years too: for the linear form.
    Spoken,
}

/// The mark of a state; as a word only the states that are not the usual one.
pub fn state_mark(status: Option<Status>, form: StateForm) -> Option<Piece> {
    match (status?, form) {
        (Status::Current, StateForm::Words) => None,
        (status, StateForm::Words | StateForm::Spoken) => {
            Some(state_piece(status, status.words().to_owned()))
        }
        (status, StateForm::Marks) => Some(state_piece(status, mark(status).to_owned())),
    }
}

/// The word of a state, after its mark if states have marks.
pub fn state_word(status: Option<Status>, form: StateForm) -> Option<Piece> {
    let status = status?;
    Some(state_piece(
        status,
        match form {
            StateForm::Marks => format!("{} {}", mark(status), status.words()),
            StateForm::Words | StateForm::Spoken => status.words().to_owned(),
        },
    ))
}

fn state_piece(status: Status, text: String) -> Piece {
    let role = match status {
        Status::Current => Role::Success,
        Status::Former => Role::Former,
        Status::Unknown => Role::Unclear,
    };
    Piece { text, role, hit: false }
}

fn mark(status: Status) -> &'static str {
    match status {
        Status::Current => "●",
        Status::Former => "○",
        Status::Unknown => "·",
    }
}

/// The day of an event, which it has instead of a state.
pub fn event_day(entry: Entry<'_>) -> Option<Piece> {
    let day = entry.since().or_else(|| entry.seen_by()).filter(|_| entry.is_event())?;
    Some(Piece { text: day.to_string(), role: Role::Dim, hit: false })
}

/// The numbers of entries in use, former, unclear, and of events, among some rows; empty where none has a state.
pub(super) fn state_counts(catalog: &Catalog, rows: &[Row], as_of: Option<Date>) -> Vec<Piece> {
    let mut counts = [0_usize; 4];
    for row in rows {
        let Node::Entry(id) = row.node else { continue };
        let Some(entry) = catalog.entry(id) else { continue };
        let at = match entry.status_as_of(as_of) {
            Some(Status::Current) => 0,
            Some(Status::Former) => 1,
            Some(Status::Unknown) => 2,
            None if entry.is_event() => 3,
            None => continue,
        };
        if let Some(count) = counts.get_mut(at) {
            *count += 1;
        }
    }
    let states = [Some(Status::Current), Some(Status::Former), Some(Status::Unknown), None];
    let mut pieces: Vec<Piece> = Vec::new();
    for (count, state) in counts.into_iter().zip(states).filter(|(count, _)| *count > 0) {
        let gap = if pieces.is_empty() { "" } else { "  " };
        let events = || Piece {
            text: if count == 1 { "event" } else { "events" }.to_owned(),
            role: Role::Dim,
            hit: false,
        };
        let words = state_word(state, StateForm::Words).unwrap_or_else(events);
        pieces.push(Piece { text: format!("{gap}{count} {}", words.text), ..words });
    }
    pieces
}
