//! The exit code of a run, and the error message of one that failed.

use std::collections::HashSet;
use std::error::Error;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use super::output::{Output, Role};
use crate::catalog::{Catalog, Unknown};
use crate::cells;
use crate::dataset::Stack;
use crate::format::report::counted;
use crate::system::files::FilesError;
use crate::system::write::WriteError;

/// Result of a run; the numbers are the exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Success.
    Found = 0,
    /// Nothing found, an unknown id, errors found by a check, or a difference.
    Negative = 1,
    /// Usage error.
    Usage = 2,
    /// A stack cannot be read.
    Unreadable = 3,
    /// I/O or an external program failed.
    External = 4,
    /// The user picked nothing and left.
    Cancelled = 130,
}

impl Outcome {
    /// `Found` if there is anything, else `Negative`.
    pub(super) fn found(any: bool) -> Self {
        if any { Self::Found } else { Self::Negative }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(outcome as u8)
    }
}

/// Maximum number of ids or stacks that a message names.
const MAX_CHOICES: usize = 12;

/// Error of a run: the exit code, a message and hints about the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub(super) outcome: Outcome,
    /// The error; `None` if the reader of the output has gone, which is not reported.
    pub(super) message: Option<String>,
    pub(super) hints: Vec<String>,
    /// The lines of the usage, after a usage error of the parser.
    pub(super) usage: Vec<String>,
}

impl Failure {
    /// A failure without hints.
    pub fn new(outcome: Outcome, message: impl Into<String>) -> Self {
        Self { outcome, message: Some(message.into()), hints: Vec::new(), usage: Vec::new() }
    }

    /// A usage error.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(Outcome::Usage, message)
    }

    /// Adds a hint: the next step, as an imperative.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The failure with the usage of the command.
    pub(super) fn usage_lines(self, usage: Vec<String>) -> Self {
        Self { usage, ..self }
    }

    /// The error for an id that the catalog does not have; the hint offers the nearest ids.
    pub(super) fn unknown(unknown: &Unknown, catalog: &Catalog) -> Self {
        let id = cells::cut(&unknown.id, 80, cells::Glyphs::Ascii);
        if !unknown.matches.is_empty() {
            let hint = format!("write {}", Self::choices(&unknown.nearest));
            return Self::ambiguous(unknown, catalog).hint(hint);
        }
        let nearest: Vec<String> = unknown.nearest.iter().map(|id| format!("`{id}`")).collect();
        let stacks = match catalog.stacks() {
            few if few.len() <= MAX_CHOICES => few.iter().map(Stack::name).collect::<Vec<_>>().join(", "),
            many => counted(many.len(), "stack"),
        };
        Self::new(Outcome::Negative, format!("no entry `{id}` in {stacks}")).hint(match &*nearest {
            [] => "search by any word: `stacklore search WORD`".to_owned(),
            [id] => format!("did you mean {id}?"),
            ids => format!("the nearest ids are {}", ids.join(", ")),
        })
    }

    /// The error for an id that several entries match, without a hint.
    pub(super) fn ambiguous(unknown: &Unknown, catalog: &Catalog) -> Self {
        let id = cells::cut(&unknown.id, 80, cells::Glyphs::Ascii);
        let stacks: HashSet<u32> = unknown.matches.iter().map(|found| found.stack).collect();
        Self::new(
            Outcome::Negative,
            match catalog.stacks() {
                [_] => format!("more than one entry is called `{id}`"),
                _ if stacks.len() == 1 => format!("more than one entry of a stack is called `{id}`"),
                _ => format!("more than one stack has an entry `{id}`"),
            },
        )
    }

    /// The first of some ids, as alternatives.
    fn choices(ids: &[String]) -> String {
        let shown: Vec<String> = ids.iter().take(MAX_CHOICES).map(|id| format!("`{id}`")).collect();
        let more = ids.len().saturating_sub(MAX_CHOICES);
        let more = if more == 0 { String::new() } else { format!(", or one of {more} more") };
        shown.join(" or ") + &more
    }

    /// The error for a file that was not written; `if_exists` is the hint for one that already exists.
    pub(super) fn not_written(error: &WriteError, if_exists: &str) -> Self {
        let exists = matches!(error, WriteError::Exists { .. });
        let outcome = if exists { Outcome::Usage } else { Outcome::External };
        let hint = match error {
            WriteError::Exists { .. } => Some(if_exists),
            WriteError::UnrelatedFile { .. } => Some("choose an empty folder, or move that file away"),
            WriteError::Link { .. } => Some("name its target, or delete the link"),
            WriteError::Changed { .. } => Some("run the command again to use the saved file"),
            WriteError::NoFolder(folder) if folder == Path::new(".") => {
                Some("the current folder was deleted: change to another one")
            }
            _ => None,
        };
        hint.into_iter().fold(Self::new(outcome, with_cause(error)), Self::hint)
    }

    /// Prints the error and its hints, and returns the exit code.
    pub fn report(&self, stderr: &mut Output<'_>) -> Outcome {
        if let Some(message) = &self.message {
            stderr.message(Role::Error, "stacklore:", message);
            self.hints.iter().for_each(|hint| stderr.message(Role::Dim, "hint:", hint));
            for (at, usage) in self.usage.iter().enumerate() {
                stderr.message(Role::Dim, if at == 0 { "usage:" } else { "      " }, usage);
            }
        }
        self.outcome
    }
}

/// Result of a command.
pub(super) type RunResult = Result<Outcome, Failure>;

/// A reader that has closed the pipe is a normal end; any other error of a stream is a failure.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self { outcome: Outcome::Found, message: None, hints: Vec::new(), usage: Vec::new() }
        } else {
            Self::new(Outcome::External, format!("cannot write: {error}"))
        }
    }
}

impl From<FilesError> for Failure {
    fn from(error: FilesError) -> Self {
        error.help().into_iter().fold(Self::new(Outcome::Unreadable, with_cause(&error)), Self::hint)
    }
}

/// The text of an error, with the system's error that caused it: `a.toml: it cannot be read: permission denied`.
pub(super) fn with_cause(error: &impl Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::cli::output::{Form, written};

    #[test]
    fn a_failure_is_reported_with_its_hints_and_gives_its_exit_code() {
        let mut outcome = Outcome::Found;
        let failure = Failure::new(Outcome::External, "no\u{1b}[2J browser").hint("set BROWSER");
        let text = written(Form::Human, 80, |stderr| outcome = failure.report(stderr));
        assert_eq!(text, "stacklore: no<U+001B>[2J browser\nhint: set BROWSER\n");
        assert_eq!(outcome, Outcome::External);
    }

    #[test]
    fn a_reader_that_has_gone_is_no_failure_and_a_full_disk_is_one() {
        let outcome = |kind: io::ErrorKind| {
            let mut outcome = None;
            let text = written(Form::Human, 80, |stderr| {
                outcome = Some(Failure::from(io::Error::from(kind)).report(stderr));
            });
            (outcome, text.is_empty())
        };
        assert_eq!(outcome(io::ErrorKind::BrokenPipe), (Some(Outcome::Found), true));
        assert_eq!(outcome(io::ErrorKind::StorageFull), (Some(Outcome::External), false));
    }

    #[test]
    fn an_unknown_id_is_reported_with_the_stack_and_the_nearest_ids() {
        let catalog = sample::catalog();
        let failure = Failure::unknown(&catalog.find("sylladb").expect_err("no such id"), &catalog);
        assert_eq!(failure.message.as_deref(), Some("no entry `sylladb` in Sample"));
        assert_eq!(failure.hints, ["did you mean `scylladb`?"]);
        assert_eq!(failure.outcome, Outcome::Negative);
    }
}
