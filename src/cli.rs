//! The command line: one file for each command, each writing to the output it is given.
//!
//! Answers go to the standard output, everything else to the standard error, and all of it through
//! [`output`]. The command line knows nothing of the explorer.

mod args;
mod list;
mod output;
mod search;
mod show;
mod sources;

use std::borrow::Cow;
use std::io;
use std::process::ExitCode;

pub use args::{Args, Command, Instead};
pub use output::{Colour, Form, Line, Output, Role};

use crate::catalog::{Catalog, EntryId, Unknown};
use crate::dataset::{Entry, EntryIndex};

/// How a run ended; the numbers are the exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Found, or nothing to complain of.
    Found = 0,
    /// Nothing found, an unknown id, or errors found by a check.
    Nothing = 1,
    /// Wrong usage.
    Usage = 2,
    /// A stack cannot be read.
    Unreadable = 3,
    /// Something outside failed.
    Outside = 4,
    /// The person cancelled.
    Cancelled = 130,
}

impl Outcome {
    fn found(any: bool) -> Self {
        if any { Self::Found } else { Self::Nothing }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(outcome as u8)
    }
}

/// Why a run has no answer, for whoever must act on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    outcome: Outcome,
    /// What is wrong; absent where there is nobody to tell it to.
    message: Option<String>,
    hints: Vec<String>,
}

impl Failure {
    /// A failure in words.
    #[must_use]
    pub fn new(outcome: Outcome, message: impl Into<String>) -> Self {
        Self { outcome, message: Some(message.into()), hints: Vec::new() }
    }

    /// The failure with a next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    fn unknown(unknown: &Unknown, catalog: &Catalog) -> Self {
        let id = crate::cells::cut(&unknown.id, 80).into_owned();
        let stacks: Vec<&str> = catalog.stacks().iter().map(|stack| stack.name()).collect();
        let nearest = unknown.nearest.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let failure = if unknown.ambiguous {
            Self::new(Outcome::Nothing, format!("more than one stack has an entry `{id}`"))
        } else {
            Self::new(Outcome::Nothing, format!("no entry `{id}` in {}", stacks.join(", ")))
        };
        match (unknown.ambiguous, unknown.nearest.len()) {
            (_, 0) => failure.hint("`stacklore search WORD` finds entries by any word"),
            (true, _) => failure.hint(format!("write {}", nearest.replace(", ", " or "))),
            (false, 1) => failure.hint(format!("did you mean {nearest}?")),
            (false, _) => failure.hint(format!("the nearest are {nearest}")),
        }
    }
}

/// A reader that went away wants no more: that is a normal end. Anything else that a stream refuses is told.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self { outcome: Outcome::Found, message: None, hints: Vec::new() }
        } else {
            Self::new(Outcome::Outside, format!("cannot write: {error}"))
        }
    }
}

/// The ids of one stack's entries.
fn id_in<'a>(catalog: &'a Catalog, stack: u32) -> impl Fn(EntryIndex) -> Cow<'a, str> {
    move |entry| catalog.id(EntryId { stack, entry })
}

/// From when to when an entry is there, in words; empty when nothing is known.
fn dates(entry: Entry<'_>) -> String {
    match (entry.since(), entry.until(), entry.seen_by()) {
        (Some(since), Some(until), _) => format!("{since} to {until}"),
        (Some(since), None, _) => format!("since {since}"),
        (None, Some(until), Some(seen)) => format!("seen by {seen}, until {until}"),
        (None, Some(until), None) => format!("until {until}"),
        (None, None, Some(seen)) => format!("seen by {seen}"),
        (None, None, None) => String::new(),
    }
}

/// What a catalog holds, in a line.
fn catalog_head(catalog: &Catalog) -> Line {
    let mut line = Line::new();
    for (at, stack) in catalog.stacks().iter().enumerate() {
        if at > 0 {
            line.push(Role::Text, "; ");
        }
        let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
        line.push(Role::Title, stack.name());
        let counts = [
            count(stack.entries().len(), "entry", "entries"),
            count(stack.claim_count(), "claim", "claims"),
            count(stack.sources().len(), "source", "sources"),
        ];
        let reviewed = stack.reviewed().map(|date| format!(", reviewed {date}")).unwrap_or_default();
        line.push(Role::Text, &format!(": {}{reviewed}", counts.join(", ")));
    }
    line
}

/// What a command writes, for its tests.
#[cfg(test)]
fn written<T>(form: Form, width: usize, write: impl FnOnce(&mut Output<'_>) -> T) -> String {
    let mut bytes = Vec::new();
    let mut output = Output::to(&mut bytes, form, width);
    write(&mut output);
    drop(output);
    String::from_utf8(bytes).expect("text")
}
