//! From the names of stacks to a catalog of them.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::Path;

use super::check;
use super::output::{Line, Output, Role};
use super::settings::Configuration;
use super::{Args, Failure, InputFormat, Outcome};
use crate::catalog::Catalog;
use crate::dataset::Stack;
use crate::format::{Format, Reading, report};
use crate::library::{self, Known, Load, Origin, Place, Unresolved};
use crate::system::files::FilesError;

/// How many findings are shown of a stack that cannot be opened.
const SHOWN: usize = 10;

/// The stacks that somebody named, and how.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The names; none for what opens by itself.
    pub names: &'a [OsString],
    /// The format of the standard input, if that was said.
    pub from: Option<InputFormat>,
}

/// Whether the standard input can be read as what was named, which is as often as `-` is among the names.
///
/// # Errors
///
/// [`Failure`] when it would be read twice, when it is a keyboard, and when `from` is said of nothing.
pub(super) fn standard_input<'a>(
    names: impl IntoIterator<Item = &'a (impl AsRef<OsStr> + ?Sized + 'a)>,
    from: Option<InputFormat>,
) -> Result<(), Failure> {
    let usage = |text: &str| Err(Failure::new(Outcome::Usage, text));
    match names.into_iter().filter(|name| name.as_ref() == "-").count() {
        0 if from.is_some() => usage("--from is for the standard input, and no STACK is `-`"),
        0 => Ok(()),
        1 if io::stdin().is_terminal() => usage("standard input is a terminal; pipe something into it"),
        1 => Ok(()),
        _ => usage("the standard input can be read only once: write `-` once"),
    }
}

/// Finds the stacks, says what is remarkable about their names, and opens none.
///
/// # Errors
///
/// [`Failure`] says which name stands for nothing.
pub fn origins(
    wanted: Wanted<'_>,
    configuration: &Configuration,
    beside: &mut Output<'_>,
) -> Result<Vec<Origin>, Failure> {
    standard_input(wanted.names, wanted.from)?;
    let known = library::known();
    let found: Result<Vec<Origin>, Failure> = if wanted.names.is_empty() {
        by_default(configuration, &known)
    } else {
        wanted.names.iter().map(|name| found(name, &known)).collect()
    };
    let (mut origins, again) = library::distinct(found?);
    if let Some(stdin) = origins.iter_mut().find(|origin| origin.place == Place::Stdin) {
        stdin.format = wanted.from.map(Format::from);
    }
    for origin in &origins {
        remark(origin, beside);
    }
    for origin in again {
        note(
            beside,
            &format!("{} is the same as a stack named before it, and is opened once", origin.label()),
        );
    }
    Ok(origins)
}

/// Finds what one name stands for.
pub(super) fn found(name: &OsStr, known: &Known) -> Result<Origin, Failure> {
    library::resolve(name, known).map_err(|unresolved| unresolvable(&unresolved, known))
}

/// What opens when nothing is named: what the settings say, or the stack that goes by the embedded one's name.
fn by_default(configuration: &Configuration, known: &Known) -> Result<Vec<Origin>, Failure> {
    let names = &configuration.settings.default_stacks;
    if names.is_empty() {
        return Ok(vec![found(Origin::embedded().name.as_ref(), known)?]);
    }
    let folder = configuration.folder().unwrap_or(Path::new(""));
    let find = |name: &String| {
        library::resolve_from(name, folder, known).map_err(|unresolved| {
            unresolvable(&unresolved, known)
                .hint(format!("`stacks.default` in {} names it", configuration.path().unwrap_or_default()))
        })
    };
    names.iter().map(find).collect()
}

/// Says what is remarkable about a stack that is going to be read.
pub(super) fn remark(origin: &Origin, beside: &mut Output<'_>) {
    if let Place::Path(path) = &origin.place
        && origin.shadows
    {
        let text = "is your own stack here, and not the embedded one of that name";
        note(beside, &format!("`{}` {text}: {}", origin.name, path.display()));
    }
}

/// Tells something beside the answer that is no fault.
pub(super) fn note(beside: &mut Output<'_>, text: &str) {
    let label = Line::new().with(Role::Dim, "note:");
    // Nobody could be told that this cannot be written.
    let _ = beside.hanging(&label, &Line::new().with(Role::Text, text), 6).and_then(|()| beside.finish());
}

/// The stack of a reading.
///
/// The findings of one that has errors are written beside the answer.
///
/// # Errors
///
/// [`Failure`] says why the stack cannot be opened.
pub fn opened(
    origin: &Origin,
    read: Result<Reading, FilesError>,
    beside: &mut Output<'_>,
) -> Result<Stack, Failure> {
    let mut reading = read.map_err(|error| unreadable(&error))?;
    if let Some(stack) = reading.stack.take() {
        return Ok(stack);
    }
    let shown = check::refused(&reading, SHOWN, beside);
    let errors = reading.errors();
    let count = report::counted(errors, "error");
    let failure =
        Failure::new(Outcome::Unreadable, format!("{} has {count} and cannot be opened", origin.label()));
    Err(if shown < errors {
        failure.hint(format!("`stacklore check {}` shows all of them", origin.name))
    } else {
        failure
    })
}

/// Puts stacks together, and says where one goes by another name than its id.
#[must_use]
pub fn together(origins: &[Origin], stacks: Vec<Stack>, beside: &mut Output<'_>) -> Catalog {
    let catalog = Catalog::of(stacks);
    let mut first: HashMap<&str, &Origin> = HashMap::new();
    for ((at, stack), origin) in (0..).zip(catalog.stacks()).zip(origins) {
        let (id, name) = (stack.id(), catalog.stack_id(at));
        let holder = first.entry(id).or_insert(origin);
        if id != name {
            let text = format!("the stack in {} goes by `{name}` here", origin.label());
            note(beside, &format!("{text}: that in {} has the id `{id}` too", holder.label()));
        }
    }
    catalog
}

/// Opens stacks.
///
/// # Errors
///
/// [`Failure`] says why one of them cannot be found or opened.
pub fn catalog(
    wanted: Wanted<'_>,
    configuration: &Configuration,
    beside: &mut Output<'_>,
) -> Result<Catalog, Failure> {
    let origins = origins(wanted, configuration, beside)?;
    read(&origins, configuration, beside)
}

/// Reads stacks that were found, and puts them together.
///
/// # Errors
///
/// [`Failure`] says why one of them cannot be opened.
pub fn read(
    origins: &[Origin],
    configuration: &Configuration,
    beside: &mut Output<'_>,
) -> Result<Catalog, Failure> {
    let limits = &configuration.settings.limits;
    let mut open = |origin| match library::load(origin, limits, |_| ControlFlow::Continue(())) {
        Ok(Load::Stack(stack)) => Ok(stack),
        Ok(Load::Read(reading)) => opened(origin, Ok(reading), beside),
        // Nobody stops it; if somebody did, the whole would still be wanted.
        Ok(Load::Stopped(_)) => opened(origin, library::read(origin, limits), beside),
        Err(error) => opened(origin, Err(error), beside),
    };
    let stacks = origins.iter().map(&mut open).collect::<Result<Vec<_>, _>>()?;
    Ok(together(origins, stacks, beside))
}

pub(super) fn unreadable(error: &FilesError) -> Failure {
    let failure = Failure::new(Outcome::Unreadable, check::in_words(error));
    match error.help() {
        Some(help) => failure.hint(help),
        None => failure,
    }
}

fn unresolvable(unresolved: &Unresolved, known: &Known) -> Failure {
    let failure = unreadable(&unresolved.error);
    match (&unresolved.error, &unresolved.nearest) {
        (_, Some(nearest)) => failure.hint(format!("did you mean `{nearest}`?")),
        (FilesError::Missing { .. }, None) if unresolved.is_name => {
            let listed = known.list().unwrap_or_default();
            let mut names: Vec<String> = listed
                .iter()
                .filter(|stack| !stack.hidden)
                .map(|stack| format!("`{}`", stack.name.display()))
                .collect();
            let more = names.len().saturating_sub(NAMED);
            names.truncate(NAMED);
            if more > 0 {
                names.push(format!("and {more} more"));
            }
            failure
                .hint(format!("known by name: {}; any other STACK is a file or a folder", names.join(", ")))
        }
        _ => failure,
    }
}

/// How many known names a hint offers.
const NAMED: usize = 8;

/// A failure about a command that was probably mistyped: its word was taken for a stack, and there is none of that name.
pub(super) fn mistyped(name: &OsStr) -> Option<Failure> {
    let word = name.to_str()?;
    let meant = Args::nearest_command(word)?;
    // Whatever is there under that name, readable or not, was meant as a stack.
    match library::resolve(name, &library::known()) {
        Err(Unresolved { error: FilesError::Missing { .. }, .. }) => {
            let failure = Failure::new(Outcome::Usage, format!("there is no command and no stack `{word}`"));
            Some(failure.hint(format!("did you mean `stacklore {meant}`?")))
        }
        _ => None,
    }
}
