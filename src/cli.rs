//! The command line: one file for each command, each writing to the output it is given.
//!
//! Answers go to the standard output, everything else to the standard error, and all of it through
//! [`Output`]. The command line knows nothing of the explorer.

mod args;
mod check;
mod commands;
mod diff;
mod export;
mod import;
mod list;
mod load;
mod new;
mod open;
mod output;
mod search;
mod settings;
mod show;
mod sources;
mod stacks;

use std::borrow::Cow;
use std::io;
use std::process::ExitCode;

pub use args::{Args, Instead};
pub use commands::{Command, InputFormat, Listed, Named, Settled};
pub use load::{Wanted, catalog, opened, origins, read, together};
pub use output::{Form, Line, Output, Role};
pub use settings::{Configuration, configuration};

use crate::catalog::{Catalog, EntryId, Unknown};
use crate::config::Colour;
use crate::dataset::{EntryIndex, Stack};
use crate::format::report::counted;
use crate::format::toml;
use crate::library::{self, Origin};
use crate::system::browser;
use crate::system::write::Existing;

/// How a run ended; the numbers are the exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Found, or nothing to complain of.
    Found = 0,
    /// Nothing found, an unknown id, errors found by a check, or a difference.
    Nothing = 1,
    /// Wrong usage.
    Usage = 2,
    /// A stack cannot be read.
    Unreadable = 3,
    /// Something outside failed.
    Outside = 4,
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
        let stacks: Vec<&str> = catalog.stacks().iter().map(Stack::name).collect();
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

/// Answers a command; without one the list, or what the explorer would start with.
///
/// # Errors
///
/// [`Failure`] says why there is no answer.
pub fn run(
    args: &Args,
    configuration: &Configuration,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let answered = answer(args, configuration, out, beside);
    let finished = out.finish();
    let outcome = answered?;
    finished?;
    Ok(outcome)
}

fn answer(
    args: &Args,
    configuration: &Configuration,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let found = |id: &str, catalog: &Catalog| catalog.find(id).map_err(|no| Failure::unknown(&no, catalog));
    let listed = |stacks: &Listed, beside: &mut Output<'_>| {
        catalog(Wanted { names: &stacks.stacks, from: stacks.from }, configuration, beside)
    };
    let named = |stacks: &Named, beside: &mut Output<'_>| {
        catalog(Wanted { names: &stacks.stacks, from: stacks.from }, configuration, beside)
    };
    if !matches!(args.command, Some(Command::Config { .. })) {
        configuration.tell_trouble(beside);
    }
    match &args.command {
        None => {
            let catalog = explored(args, configuration, beside)?;
            match (&args.query, &args.select) {
                (Some(query), _) => Ok(search::run(&catalog, query, usize::MAX, out, beside)?),
                (None, Some(id)) => Ok(show::run(&catalog, found(id, &catalog)?, out)?),
                (None, None) => Ok(list::run(&catalog, &[], out, beside)?),
            }
        }
        Some(Command::List { stacks }) => {
            let (catalog, only) = load::listed(stacks, configuration, beside)?;
            Ok(list::run(&catalog, &only, out, beside)?)
        }
        Some(Command::Sources { stacks }) => Ok(sources::run(&listed(stacks, beside)?, out)?),
        Some(Command::Show { id, stacks }) => {
            let (catalog, id) = load::entry(named(stacks, beside)?, id, configuration, beside)?;
            Ok(show::run(&catalog, id, out)?)
        }
        Some(Command::Search { query, batch, limit, stacks }) => {
            let catalog = named(stacks, beside)?;
            if let Some(from) = batch {
                let queries = search::queries(from, &configuration.settings.limits)?;
                return Ok(search::batch(&catalog, &queries, limit.get(), out)?);
            }
            Ok(search::run(&catalog, &query.join(" "), limit.get(), out, beside)?)
        }
        Some(Command::Open { id, number, print, stacks }) => {
            let (catalog, id) = load::entry(named(stacks, beside)?, id, configuration, beside)?;
            let deed = if *print { open::Deed::Print } else { open::Deed::Open };
            let settings = browser::Settings { command: configuration.settings.open_command.clone() };
            open::run(&catalog, id, *number, deed, &settings, out, beside)
        }
        Some(Command::Diff { old, new, from }) => {
            load::standard_input([old, new], *from)?;
            let mut one = |name: &std::ffi::OsString| {
                let from = from.filter(|_| name == "-");
                catalog(Wanted { names: std::slice::from_ref(name), from }, configuration, beside)
            };
            let [old, new] = [one(old)?, one(new)?];
            match (old.stacks(), new.stacks()) {
                ([old, ..], [new, ..]) => Ok(diff::run(old, new, out, beside)?),
                _ => Ok(Outcome::Nothing),
            }
        }
        Some(Command::Export { stack, from, format, output, into, force }) => {
            let wanted = Wanted { names: stack.as_slice(), from: *from };
            let catalog = catalog(wanted, configuration, beside)?;
            let [stack] = catalog.stacks() else {
                let ids: Vec<&str> = catalog.stacks().iter().map(Stack::id).collect();
                let failure = Failure::new(Outcome::Usage, "one stack at a time can be exported");
                return Err(failure.hint(format!("name one of them: {}", ids.join(", "))));
            };
            let place = export::Place::of(output.as_ref(), into.as_ref());
            let existing = if *force { Existing::Replace } else { Existing::Keep };
            export::run(stack, *format, place, existing, out, beside)
        }
        Some(Command::New { name }) => new::run(name, out, beside),
        Some(Command::Schema) => {
            out.document(toml::JSON_SCHEMA)?;
            Ok(Outcome::Found)
        }
        Some(Command::Check { paths, from, verbose, format, deny }) => {
            let wish = check::Wish {
                detail: if *verbose { check::Detail::Full } else { check::Detail::Brief },
                github: *format == Some(commands::Report::Github),
                from: *from,
                deny_warnings: *deny == Some(commands::Deny::Warnings),
            };
            check::run(paths, wish, &configuration.settings.limits, out, beside)
        }
        Some(Command::Import { list, into, output, force, dry_run }) => {
            let (into, output) = (into.as_deref(), output.as_deref());
            let wish = import::Wish { list, into, output, force: *force, dry_run: *dry_run };
            import::run(wish, &configuration.settings.limits, out, beside)
        }
        Some(Command::Stacks) => stacks::run(&library::named_stacks(), out, beside),
        Some(Command::Config { what }) => settings::run(*what, configuration, out, beside),
    }
}

/// The stacks that the explorer is to open, found and not yet read.
///
/// # Errors
///
/// [`Failure`] says which of them is not there, or that a command was mistyped.
pub fn wanted(
    args: &Args,
    configuration: &Configuration,
    beside: &mut Output<'_>,
) -> Result<Vec<Origin>, Failure> {
    if let Some(failure) = args.stacks.first().and_then(|name| load::mistyped(name)) {
        return Err(failure);
    }
    origins(Wanted { names: &args.stacks, from: args.from }, configuration, beside)
}

/// The stacks that the explorer is to open.
///
/// # Errors
///
/// [`Failure`] says why one of them cannot be opened, or that a command was mistyped.
fn explored(args: &Args, configuration: &Configuration, beside: &mut Output<'_>) -> Result<Catalog, Failure> {
    let origins = wanted(args, configuration, beside)?;
    load::read(&origins, configuration, beside)
}

/// The entry that `--select` names.
///
/// # Errors
///
/// [`Failure`] offers the nearest ids when there is no such entry.
pub fn selected(args: &Args, catalog: &Catalog) -> Result<Option<EntryId>, Failure> {
    let find = |id: &String| catalog.find(id).map_err(|unknown| Failure::unknown(&unknown, catalog));
    args.select.as_ref().map(find).transpose()
}

/// Prints what was asked for instead of a run, or what is wrong with the usage.
#[must_use]
pub fn instead(text: &Instead) -> Outcome {
    let written = match text {
        Instead::Help(text) => {
            let mut out = Output::stdout(Some(Form::Human), Colour::Auto);
            out.laid_out(text).and_then(|()| out.finish()).map(|()| Outcome::Found)
        }
        Instead::Usage(text) => {
            let mut out = Output::stderr(Colour::Auto);
            out.laid_out(text).and_then(|()| out.finish()).map(|()| Outcome::Usage)
        }
    };
    match (written.map_err(Failure::from), text) {
        (Ok(outcome), _) => outcome,
        (Err(failure), Instead::Help(_)) => told(&failure, &mut Output::stderr(Colour::Auto)),
        (Err(_), Instead::Usage(_)) => Outcome::Usage,
    }
}

/// Tells a failure and gives its outcome.
pub fn told(failure: &Failure, beside: &mut Output<'_>) -> Outcome {
    let mut lines = Vec::new();
    if let Some(message) = &failure.message {
        lines.push((Line::new().with(Role::Error, "stacklore:"), message));
        lines.extend(failure.hints.iter().map(|hint| (Line::new().with(Role::Dim, "hint:"), hint)));
    }
    for (label, text) in lines {
        let indent = label.width() + 1;
        // Nobody could be told that this cannot be written.
        let _ = beside.hanging(&label, &Line::new().with(Role::Text, text), indent);
    }
    let _ = beside.finish();
    failure.outcome
}

/// The ids of one stack's entries.
fn id_in<'a>(catalog: &'a Catalog, stack: u32) -> impl Fn(EntryIndex) -> Cow<'a, str> {
    move |entry| catalog.id(EntryId { stack, entry })
}

/// What a catalog holds, in a line.
fn catalog_head(catalog: &Catalog) -> Line {
    let mut line = Line::new();
    for (at, stack) in catalog.stacks().iter().enumerate() {
        if at > 0 {
            line.push(Role::Text, "; ");
        }
        line.push(Role::Title, stack.name());
        let counts = [
            counted(stack.entries().len(), "entry"),
            counted(stack.claim_count(), "claim"),
            counted(stack.sources().len(), "source"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn a_failure_is_told_with_its_hints_and_gives_its_exit_code() {
        let mut outcome = Outcome::Found;
        let failure = Failure::new(Outcome::Outside, "no\u{1b}[2J browser").hint("set BROWSER");
        let text = written(Form::Human, 80, |beside| outcome = told(&failure, beside));
        assert_eq!(text, "stacklore: no␛[2J browser\nhint: set BROWSER\n");
        assert_eq!(outcome, Outcome::Outside);
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure_and_a_full_disk_is_one() {
        let outcome = |kind: io::ErrorKind| {
            let mut outcome = None;
            let text = written(Form::Human, 80, |beside| {
                outcome = Some(told(&Failure::from(io::Error::from(kind)), beside));
            });
            (outcome, text.is_empty())
        };
        assert_eq!(outcome(io::ErrorKind::BrokenPipe), (Some(Outcome::Found), true));
        assert_eq!(outcome(io::ErrorKind::StorageFull), (Some(Outcome::Outside), false));
    }

    #[test]
    fn an_unknown_id_is_told_with_the_stack_and_the_nearest() {
        let catalog = sample::catalog();
        let failure = Failure::unknown(&catalog.find("sylladb").expect_err("no such id"), &catalog);
        assert_eq!(failure.message.as_deref(), Some("no entry `sylladb` in Sample"));
        assert_eq!(failure.hints, ["the nearest are `scylladb`, `cpp`, `hash-ring`"]);
        assert_eq!(failure.outcome, Outcome::Nothing);
    }
}
