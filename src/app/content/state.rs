//! The state of an entry, as a mark or as a word.

use super::{Piece, Role};
use crate::dataset::Status;

/// The form of states where there is room for one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StateForm {
    /// Marks: `●` in use, `○` former, `·` unclear.
    #[default]
    Marks,
    /// Words: without colours, and where the terminal shows ASCII only.
    Words,
}

/// The mark of a state; as a word only the states that are not the usual one.
pub fn state_mark(status: Option<Status>, form: StateForm) -> Option<Piece> {
    match (status?, form) {
        (Status::Current, StateForm::Words) => None,
        (status, StateForm::Words) => Some(state_piece(status, word(status).to_owned())),
        (status, StateForm::Marks) => Some(state_piece(status, mark(status).to_owned())),
    }
}

/// The word of a state, after its mark if states have marks.
pub fn state_word(status: Option<Status>, form: StateForm) -> Option<Piece> {
    let status = status?;
    Some(state_piece(
        status,
        match form {
            StateForm::Marks => format!("{} {}", mark(status), word(status)),
            StateForm::Words => word(status).to_owned(),
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

fn word(status: Status) -> &'static str {
    match status {
        Status::Current => "in use",
        Status::Former => "former",
        Status::Unknown => "unclear",
    }
}
