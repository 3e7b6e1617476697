//! From the names of stacks to a catalog of them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::Path;

use super::check;
use super::output::{Line, Output, Role};
use super::settings::Configuration;
use super::{Args, Failure, InputFormat, Listed, Outcome};
use crate::catalog::{Catalog, EntryId};
use crate::dataset::Stack;
use crate::format::{Reading, report};
use crate::import::Format;
use crate::library::{self, LoadOutcome, NamedStacks, Origin, OriginKind, Unresolved};
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

/// Whether the standard input can be read as often as `-` is among the names, none of which is empty.
///
/// # Errors
///
/// [`Failure`] when it would be read twice, when it is a keyboard, and when `from` is said of nothing.
pub(super) fn standard_input<'a>(
    names: impl IntoIterator<Item = &'a (impl AsRef<OsStr> + ?Sized + 'a)>,
    from: Option<InputFormat>,
) -> Result<(), Failure> {
    let usage = |text: &str| Err(Failure::new(Outcome::Usage, text));
    let mut count = 0;
    for name in names {
        match name.as_ref() {
            name if name.is_empty() => {
                return usage("a STACK is empty: name a file, a folder, a known stack or `-`");
            }
            name => count += usize::from(name == "-"),
        }
    }
    match count {
        0 if from.is_some() => usage("--from is for the standard input, and no STACK is `-`"),
        1 if io::stdin().is_terminal() => usage("standard input is a terminal; pipe something into it"),
        0 | 1 => Ok(()),
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
    let known = library::named_stacks();
    let found: Result<Vec<Origin>, Failure> = if wanted.names.is_empty() {
        by_default(configuration, &known)
    } else {
        wanted.names.iter().map(|name| found(name, &known)).collect()
    };
    let (mut origins, again) = library::distinct(found?);
    if let Some(stdin) = origins.iter_mut().find(|origin| origin.kind == OriginKind::Stdin) {
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
pub(super) fn found(name: &OsStr, known: &NamedStacks) -> Result<Origin, Failure> {
    library::resolve(name, known).map_err(|unresolved| unresolvable(&unresolved, known))
}

/// What opens when nothing is named: what the settings say, or the stack that goes by the embedded one's name.
fn by_default(configuration: &Configuration, known: &NamedStacks) -> Result<Vec<Origin>, Failure> {
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
    if let OriginKind::Path(path) = &origin.kind
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
        failure.hint(format!("`stacklore check {}` shows all of them", pasteable(&origin.name)))
    } else {
        failure
    })
}

/// A name as it can be typed in a shell, and is no flag.
pub(super) fn pasteable(name: &str) -> Cow<'_, str> {
    let name =
        if name.starts_with('-') && name != "-" { format!("./{name}").into() } else { Cow::from(name) };
    let is_plain = |c: char| c.is_alphanumeric() || "-_./,:=+@%".contains(c);
    if name.is_empty() || !name.chars().all(is_plain) {
        Cow::Owned(format!("'{}'", name.replace('\'', "'\\''")))
    } else {
        name
    }
}

/// Puts stacks together, and says where one goes by another name than its id.
#[must_use]
pub fn together(origins: &[Origin], stacks: Vec<Stack>, beside: &mut Output<'_>) -> Catalog {
    let catalog = Catalog::new(stacks);
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

/// What `list` is asked for: whole stacks, or `stack/id` for an entry of one.
///
/// # Errors
///
/// [`Failure`] says why a stack cannot be found or opened, or has no such entry.
pub(super) fn listed(
    stacks: &Listed,
    configuration: &Configuration,
    beside: &mut Output<'_>,
) -> Result<(Catalog, Vec<EntryId>), Failure> {
    let known = library::named_stacks();
    // What is there under that name is a file or a folder.
    let is_entry = |name: &&OsString| {
        scoped(name).is_some()
            && matches!(
                library::resolve(name, &known),
                Err(Unresolved { error: FilesError::Missing { .. }, .. })
            )
    };
    let (entries, names): (Vec<&OsString>, Vec<&OsString>) = stacks.stacks.iter().partition(is_entry);
    let names: Vec<OsString> = names.into_iter().cloned().collect();
    let mut origins = if names.is_empty() && !entries.is_empty() {
        standard_input(&names, stacks.from)?;
        Vec::new()
    } else {
        origins(Wanted { names: &names, from: stacks.from }, configuration, beside)?
    };
    let mut opened = open(&origins, configuration, beside)?;
    for name in &entries {
        let Some((stack, _)) = scoped(name) else { continue };
        if opened.iter().any(|opened| opened.id() == stack) {
            continue;
        }
        let Some(origin) = known_by(stack, &known) else { return Err(no_such_stack(name, &known)) };
        if !origins.iter().any(|other| other.is_same(&origin)) {
            remark(&origin, beside);
            opened.extend(open(std::slice::from_ref(&origin), configuration, beside)?);
            origins.push(origin);
        }
    }
    let catalog = together(&origins, opened, beside);
    let find = |name: &&OsString| {
        let (stack, id) = scoped(name)?;
        let by_id = (0..).zip(catalog.stacks()).map(|(at, _)| at).find(|at| catalog.stack_id(*at) == stack);
        let by_name = || (0..).zip(&origins).find(|(_, origin)| origin.name == stack).map(|(at, _)| at);
        let stack = by_id.or_else(by_name).map_or(stack, |at| catalog.stack_id(at));
        Some(catalog.find(&format!("{stack}/{id}")).map_err(|unknown| Failure::unknown(&unknown, &catalog)))
    };
    let only = entries.iter().filter_map(find).collect::<Result<Vec<_>, _>>()?;
    Ok((catalog, only))
}

/// The entry behind an id, with the catalog that it is in: `stack/id` is also looked for in the stack of that name.
///
/// # Errors
///
/// [`Failure`] offers the nearest ids when there is no such entry, and says why the stack cannot be opened.
pub(super) fn entry(
    catalog: Catalog,
    id: &str,
    configuration: &Configuration,
    beside: &mut Output<'_>,
) -> Result<(Catalog, EntryId), Failure> {
    let unknown = match catalog.find(id) {
        Ok(found) => return Ok((catalog, found)),
        Err(unknown) => unknown,
    };
    let is_loaded = |stack: &str| (0..).zip(catalog.stacks()).any(|(at, _)| catalog.stack_id(at) == stack);
    let elsewhere = id.split_once('/').filter(|(stack, _)| !is_loaded(stack));
    let origin = elsewhere.and_then(|(stack, id)| Some((known_by(stack, &library::named_stacks())?, id)));
    let Some((origin, id)) = origin else { return Err(Failure::unknown(&unknown, &catalog)) };
    remark(&origin, beside);
    let catalog = read(&[origin], configuration, beside)?;
    match catalog.find(id) {
        Ok(found) => Ok((catalog, found)),
        Err(unknown) => Err(Failure::unknown(&unknown, &catalog)),
    }
}

/// The parts of `stack/id`.
fn scoped(name: &OsStr) -> Option<(&str, &str)> {
    name.to_str()?.split_once('/').filter(|(stack, id)| !stack.is_empty() && !id.is_empty())
}

/// The stack that goes by a name, and is not only a file here.
fn known_by(name: &str, known: &NamedStacks) -> Option<Origin> {
    let origin = library::resolve(name.as_ref(), known).ok()?;
    let own = |path: &Path| known.folder().is_some_and(|folder| path.starts_with(folder));
    match &origin.kind {
        OriginKind::Embedded => Some(origin),
        OriginKind::Path(path) if own(path) => Some(origin),
        OriginKind::Path(_) | OriginKind::Stdin => None,
    }
}

/// Neither a file nor an entry of a stack that goes by a name.
fn no_such_stack(name: &OsStr, known: &NamedStacks) -> Failure {
    match found(name, known) {
        Err(failure) => failure.hint("an entry is STACK/ID, with the id or the name of a stack"),
        Ok(origin) => Failure::new(Outcome::Unreadable, format!("{} is no entry", origin.label())),
    }
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
    let stacks = open(origins, configuration, beside)?;
    Ok(together(origins, stacks, beside))
}

/// Opens stacks that were found, in their order.
fn open(
    origins: &[Origin],
    configuration: &Configuration,
    beside: &mut Output<'_>,
) -> Result<Vec<Stack>, Failure> {
    let limits = &configuration.settings.limits;
    let open = |origin| match library::load(origin, limits, |_| ControlFlow::Continue(())) {
        Ok(LoadOutcome::Stack(stack)) => Ok(stack),
        Ok(LoadOutcome::Read(reading)) => opened(origin, Ok(reading), beside),
        // Nobody stops it; if somebody did, the whole would still be wanted.
        Ok(LoadOutcome::Stopped(_)) => opened(origin, library::read(origin, limits), beside),
        Err(error) => opened(origin, Err(error), beside),
    };
    origins.iter().map(open).collect()
}

pub(super) fn unreadable(error: &FilesError) -> Failure {
    let failure = Failure::new(Outcome::Unreadable, check::in_words(error));
    match error.help() {
        Some(help) => failure.hint(help),
        None => failure,
    }
}

fn unresolvable(unresolved: &Unresolved, known: &NamedStacks) -> Failure {
    let failure = unreadable(&unresolved.error);
    match (&unresolved.error, &unresolved.nearest) {
        (_, Some(nearest)) => failure.hint(format!("did you mean `{nearest}`?")),
        (FilesError::Missing { .. }, None) if unresolved.is_name => {
            let listed = known.list().unwrap_or_default();
            let mut names: Vec<String> = listed
                .iter()
                .filter(|stack| !stack.is_shadowed)
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
    match library::resolve(name, &library::named_stacks()) {
        Err(Unresolved { error: FilesError::Missing { .. }, .. }) => {
            let failure = Failure::new(Outcome::Usage, format!("there is no command and no stack `{word}`"));
            Some(failure.hint(format!("did you mean `stacklore {meant}`?")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_can_be_pasted_into_a_shell() {
        for (name, typed) in [
            ("mine.toml", "mine.toml"),
            ("a/ünï-code.toml", "a/ünï-code.toml"),
            ("my service.toml", "'my service.toml'"),
            ("it's.toml", "'it'\\''s.toml'"),
            ("$(reboot).toml", "'$(reboot).toml'"),
            ("-x.toml", "./-x.toml"),
            ("-", "-"),
        ] {
            assert_eq!(pasteable(name), typed);
        }
    }
}
