//! The command line: one file for each command, each with its options and a function `run`.
//!
//! Results go to stdout and messages to stderr, all of it through [`Output`]. The command line knows nothing of the
//! explorer.

mod args;
mod candidates;
mod check;
mod choices;
mod commands;
mod compare;
mod completions;
mod config;
mod diff;
mod export;
mod findings;
mod help;
mod import;
mod kept;
mod keys;
mod list;
mod load;
mod man;
mod moves;
mod new;
mod open;
mod options;
mod other_commands;
mod outcome;
mod output;
mod pick;
mod proof;
mod schema;
mod search;
mod settings;
mod show;
mod sources;
mod stacks;
mod usage;
mod who;

pub use args::{Args, EarlyExit};
pub use load::{keep_opened, read_early, read_silently};
pub use outcome::{Failure, Outcome};
pub use output::{Form, Output};
pub use pick::{Pick, print_picked};
pub use settings::{Configuration, Context};

use self::outcome::RunResult;
use crate::catalog::{Arrangement, Catalog, EntryId};
use crate::cells::Glyphs;
use crate::config::{Colour, StartView};
use crate::kept::StackName;
use crate::library::{self, Origin, Unresolved};
use crate::system::files::FilesError;

/// Runs a command, or without one prints the list, or what the explorer would start with.
///
/// # Errors
///
/// [`Failure`] is the error to report.
pub fn run(args: &Args, context: &mut Context<'_>, out: &mut Output<'_>) -> Result<Outcome, Failure> {
    if !matches!(args.command, Some(commands::Command::Config(_))) {
        context.configuration.warn(&mut context.stderr);
    }
    if context.configuration.has_unicode() {
        out.glyphs = Glyphs::Unicode;
    }
    let result = match &args.command {
        Some(command) => command.run(Args::parser, context, out),
        None => print_start(args, context, out),
    };
    let finished = out.finish();
    // An answer that some of the stacks are missing from is not the whole answer.
    let outcome = |outcome| match outcome {
        Outcome::Found | Outcome::Negative if context.is_incomplete => Outcome::Unreadable,
        outcome => outcome,
    };
    let found = result.map_err(|failure| Failure { outcome: outcome(failure.outcome), ..failure })?;
    finished?;
    Ok(outcome(found))
}

/// Prints what the explorer would start with.
fn print_start(args: &Args, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let catalog = load::read(explorer_origins(args, context)?, context)?;
    let stderr = &mut context.stderr;
    Ok(match (&args.query, &args.select) {
        (Some(query), _) => search::print(&catalog, query, usize::MAX, out, stderr)?,
        (None, Some(id)) => show::print_found(&catalog, catalog.find(id), out)?,
        (None, None) => {
            let StartView { sort, as_of, .. } = context.configuration.settings().view;
            let arrangement = Arrangement { sort, as_of, ..Arrangement::default() };
            list::print(&load::as_of(catalog, as_of), &list::Wanted::default(), arrangement, out, stderr)?
        }
    })
}

/// The stacks that the explorer will open, resolved but not read.
///
/// # Errors
///
/// [`Failure`] for a name that resolves to nothing, or that is a mistyped command.
pub fn explorer_origins(args: &Args, context: &mut Context<'_>) -> Result<Vec<Origin>, Failure> {
    if let Some(word) = args.stacks.first().and_then(|name| name.to_str())
        && let Some(failure) = other_commands::failure(word)
        // An existing file of this name, readable or not, is no mistyped command.
        && let Err(Unresolved { error: FilesError::Missing { .. }, .. }) =
            library::resolve(word.as_ref(), &context.configuration.named_stacks())
        && load::entry_hint(word, context.configuration).is_none()
    {
        return Err(failure);
    }
    let names = options::names_of(&args.stacks, args.all, context.configuration)?;
    load::origins(&names, args.from, context)
}

/// The stacks of the last run, unless the arguments or the settings name others, and what is to be said of those that are
/// gone.
///
/// # Errors
///
/// [`Failure`] for options that need a STACK.
pub fn last_origins(
    args: &Args,
    last: &[StackName],
    context: &Context<'_>,
) -> Result<(Vec<Origin>, Option<String>), Failure> {
    let are_named =
        !args.stacks.is_empty() || args.all || !context.configuration.settings().default_stacks.is_empty();
    load::check_names(&args.stacks, args.from)?;
    Ok(if are_named { (Vec::new(), None) } else { load::last_origins(last, context.configuration) })
}

/// The entry that `--select` names.
///
/// # Errors
///
/// [`Failure`] offers the nearest ids if there is no such entry.
pub fn selected(args: &Args, catalog: &Catalog) -> Result<Option<EntryId>, Failure> {
    args.select.as_ref().map(|id| load::find(catalog, id)).transpose()
}

/// Prints help or a usage error, and returns the exit code.
pub fn print_early_exit(exit: &EarlyExit) -> Outcome {
    let mut stderr = Output::stderr(Colour::Auto);
    let text = match exit {
        EarlyExit::Help(text) => text,
        EarlyExit::Usage(failure) => return failure.report(&mut stderr),
    };
    let mut out = Output::stdout(Some(Form::Human), Colour::Auto);
    match out.help_text(text).and_then(|()| out.finish()) {
        Ok(()) => Outcome::Found,
        Err(error) => Failure::from(error).report(&mut stderr),
    }
}
