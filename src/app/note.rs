//! The popup in which a note on an entry or a claim is written.

use std::ops::Range;

use super::keys::Command;
use super::message::Response;
use crate::cells;
use crate::kept::{Note, Thing};

/// Maximum length of a note in characters.
pub(super) const MAX_NOTE: usize = 2_000;

/// The entry or claim that a note is written on.
#[derive(Clone, Debug)]
pub struct NoteBox {
    /// The entry or claim.
    pub thing: Thing,
    /// The name of the entry, or the text of the claim.
    pub name: String,
    /// Whether there was a note before.
    pub is_old: bool,
}

impl NoteBox {
    /// The response to a command; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, text: &str) -> Option<Response> {
        let note = || Note {
            thing: self.thing.clone(),
            name: self.name.clone(),
            text: text.trim().to_owned(),
            written: None,
        };
        (command == Command::Follow).then(|| Response::KeepNote(note()))
    }
}

/// The lines of a text in a field of some width: the breaks of the text, and those that the width asks for.
///
/// Each begins where the one before ends, so every position of the cursor is on one of them.
pub fn note_lines(text: &str, width: usize) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let broken = cells::wrap(line, width);
        for (at, range) in broken.iter().enumerate() {
            // The spaces at a break belong to the line before it.
            let from = if at == 0 { 0 } else { range.start };
            let to = broken.get(at + 1).map_or(line.len(), |next| next.start);
            lines.push(start + from..start + to);
        }
        start += line.len() + 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_note_breaks_at_spaces_and_where_it_says() {
        let lines = |text: &str| {
            note_lines(text, 8).into_iter().map(|line| text[line].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(lines("one two three\n\nfour "), ["one two ", "three", "", "four "]);
        assert_eq!(lines(""), [""]);
        assert_eq!(lines("  a"), ["  a"]);
    }

    proptest! {
        #[test]
        fn no_character_of_a_note_is_lost(text in "[a-z 語\n]{0,60}", width in 1usize..20) {
            let lines = note_lines(&text, width);
            let mut end = 0;
            for line in &lines {
                prop_assert!(line.start == end || line.start == end + 1 && text[end..].starts_with('\n'), "{lines:?}");
                end = line.end;
            }
            prop_assert_eq!(end, text.len());
        }
    }
}
