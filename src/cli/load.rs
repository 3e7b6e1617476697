//! Named stacks, read into a catalog.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::Path;

use super::findings::draw_errors;
use super::options::StackFlags;
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::settings::{Configuration, Context};
use crate::catalog::{Catalog, EntryId, Unknown, bundled};
use crate::cells::{self, Glyphs};
use crate::dataset::{Date, Stack, sanitized};
use crate::format::{Reading, report};
use crate::import::Format;
use crate::kept::StackName;
use crate::library::{self, LoadOutcome, NamedStacks, Origin, OriginKind, Unresolved};
use crate::system::files::{self, FilesError};
use crate::system::words;

/// Checks that each stream is among the names only once, and that no name is empty.
///
/// # Errors
///
/// [`Failure`] also when standard input is a terminal, and when `from` is given without `-` or a pipe.
pub(super) fn check_names<'a>(
    names: impl IntoIterator<Item = &'a (impl AsRef<OsStr> + ?Sized + 'a)>,
    from: Option<Format>,
) -> Result<(), Failure> {
    let mut streams = Vec::new();
    for name in names {
        if name.as_ref().is_empty() {
            return Err(Failure::usage("a STACK is empty: name a file, a folder, a named stack or `-`"));
        }
        let path = Path::new(name);
        if files::is_stream(path) {
            let stream = (path, files::stream_id(path));
            let is_same = |(other, id): &(_, Option<_>)| *other == path || id.is_some() && *id == stream.1;
            if streams.iter().any(is_same) {
                return Err(Failure::usage("standard input or a pipe can be read only once: write it once"));
            }
            streams.push(stream);
        }
    }
    if from.is_some() && streams.is_empty() {
        return Err(Failure::usage("--from is for standard input and pipes, and no STACK is `-` or a pipe"));
    }
    if streams.iter().any(|(path, _)| *path == Path::new(files::STDIN)) && io::stdin().is_terminal() {
        return Err(Failure::usage("standard input is a terminal; pipe something into it"));
    }
    Ok(())
}

/// Resolves the names of stacks without reading them; no names mean the default stacks.
///
/// Of several, one that is missing is among them all the same, and is reported when it is read.
///
/// # Errors
///
/// [`Failure`] if no name resolves to anything.
pub(super) fn origins(
    names: &[OsString],
    from: Option<Format>,
    context: &mut Context<'_>,
) -> Result<Vec<Origin>, Failure> {
    check_names(names, from)?;
    let named_stacks = context.configuration.named_stacks();
    let resolved = if names.is_empty() {
        default_origins(context.configuration, &named_stacks)?
    } else {
        let resolved = names.iter().map(|name| library::resolve(name, &named_stacks)).collect();
        found(resolved).map_err(|unresolved| missing(unresolved, context.configuration))?
    };
    let (mut origins, duplicates) = library::distinct(resolved);
    for stream in origins.iter_mut().filter(|origin| origin.is_stream()) {
        stream.format = from;
    }
    for origin in &origins {
        note_shadowing(origin, &mut context.stderr);
    }
    for origin in duplicates {
        note_duplicate(&origin, &mut context.stderr);
    }
    Ok(origins)
}

/// The origins of several names, also of those that are missing; the first error if all of them are.
fn found(mut resolved: Vec<Result<Origin, Unresolved>>) -> Result<Vec<Origin>, Unresolved> {
    if !resolved.iter().any(Result::is_ok) {
        resolved.truncate(1);
        return resolved.into_iter().collect();
    }
    let origin = |resolved: Result<Origin, Unresolved>| resolved.unwrap_or_else(Unresolved::into_origin);
    Ok(resolved.into_iter().map(origin).collect())
}

/// Resolves one name.
pub(super) fn resolve(name: &OsStr, named_stacks: &NamedStacks) -> Result<Origin, Failure> {
    library::resolve(name, named_stacks).map_err(|unresolved| unresolvable(unresolved, named_stacks))
}

/// The default stacks: those of the settings, else the one named `discord`.
fn default_origins(
    configuration: &Configuration,
    named_stacks: &NamedStacks,
) -> Result<Vec<Origin>, Failure> {
    let names = &configuration.settings().default_stacks;
    if names.is_empty() {
        return Ok(vec![resolve(bundled::NAME.as_ref(), named_stacks)?]);
    }
    let file = configuration.file_of_default_stacks().unwrap_or(Path::new(""));
    let folder = file.parent().unwrap_or(Path::new(""));
    found(names.iter().map(|name| library::resolve_from(name, folder, named_stacks)).collect()).map_err(
        |unresolved| {
            let file = file.display();
            unresolvable(unresolved, named_stacks).hint(format!("correct `stacks.default` in {file}"))
        },
    )
}

/// Resolves the stacks of the last run, and names those that are gone.
pub(super) fn last_origins(
    last: &[StackName],
    configuration: &Configuration,
) -> (Vec<Origin>, Option<String>) {
    let named_stacks = configuration.named_stacks();
    let (mut origins, mut gone) = (Vec::new(), Vec::new());
    for stack in last {
        // A built-in stack is meant whatever else has its name.
        let origin = match &stack.path {
            None => bundled::find(&stack.id).map(Origin::embedded),
            Some(path) => library::resolve(path.as_ref(), &named_stacks).ok(),
        };
        match origin.filter(|origin| !origin.is_stream()) {
            Some(origin) => origins.push(origin),
            None => gone.push(sanitized(stack.path.as_ref().unwrap_or(&stack.id))),
        }
    }
    let is = if gone.len() == 1 { "is" } else { "are" };
    let gone =
        (!gone.is_empty()).then(|| format!("{} {is} gone; the rest is as you left it", gone.join(", ")));
    (library::distinct(origins).0, gone)
}

/// Notes that a stack of the user's is read instead of the built-in one of the same name.
pub(super) fn note_shadowing(origin: &Origin, stderr: &mut Output<'_>) {
    if let OriginKind::Path(path) = &origin.kind
        && origin.shadows
    {
        let (name, path) = (&origin.name, path.display());
        stderr.note(&format!("`{name}` is your own stack, not the built-in one of that name: {path}"));
    }
}

/// Notes that a stack was named twice.
pub(super) fn note_duplicate(origin: &Origin, stderr: &mut Output<'_>) {
    stderr.note(&format!("{} is the same as an earlier stack and is read once", origin.label()));
}

/// The stack that was read. On errors its findings are drawn on stderr.
///
/// # Errors
///
/// [`Failure`] if the stack cannot be opened.
pub fn into_stack(
    origin: &Origin,
    read: Result<Reading, FilesError>,
    stderr: &mut Output<'_>,
) -> Result<Stack, Failure> {
    let mut reading = read?;
    if let Some(stack) = reading.stack.take() {
        return Ok(stack);
    }
    let all_drawn = draw_errors(&reading, stderr);
    Err(unopenable(origin, &reading, all_drawn))
}

/// The error for a stack that has errors; the hint says how to see them unless all were drawn.
fn unopenable(origin: &Origin, reading: &Reading, all_drawn: bool) -> Failure {
    let errors = report::counted(reading.errors(), "error");
    let message = format!("{} has {errors} and cannot be opened", origin.label());
    let failure = Failure::new(Outcome::Unreadable, message);
    if all_drawn {
        failure
    } else {
        failure.hint(format!("run `stacklore check {}` for all of them", shell_word(&origin.name)))
    }
}

/// The catalog as of a date, if there is one.
pub(super) fn as_of(catalog: Catalog, date: Option<Date>) -> Catalog {
    let Some(date) = date else { return catalog };
    Catalog::new(catalog.stacks().iter().map(|stack| stack.as_of(date)).collect())
}

/// A name as one word of a shell command that is not taken for a flag.
pub(super) fn shell_word(name: &str) -> String {
    words::quoted(&words::operand(name)).into_owned()
}

/// The catalog of stacks; notes which of them get another id because an earlier one has the same.
pub(super) fn together(origins: &[Origin], stacks: Vec<Stack>, stderr: &mut Output<'_>) -> Catalog {
    let catalog = Catalog::new(stacks);
    let mut first: HashMap<&str, &Origin> = HashMap::new();
    for ((at, stack), origin) in (0..).zip(catalog.stacks()).zip(origins) {
        let (id, shown) = (stack.id(), catalog.stack_id(at));
        let holder = first.entry(id).or_insert(origin);
        if id != shown {
            let (origin, holder) = (origin.label(), holder.label());
            stderr.note(&format!(
                "the stack in {origin} is called `{shown}`, because {holder} has the id `{id}` too"
            ));
        }
    }
    catalog
}

/// The catalog of the named stacks.
///
/// # Errors
///
/// [`Failure`] for a stack that is not found or cannot be opened.
pub(super) fn catalog(
    names: &[OsString],
    from: Option<Format>,
    context: &mut Context<'_>,
) -> Result<Catalog, Failure> {
    read(origins(names, from, context)?, context)
}

/// The entry with an id, and the catalog that has it.
///
/// # Errors
///
/// [`Failure`] for an unknown id or a stack that cannot be opened.
pub(super) fn entry(
    stacks: &StackFlags,
    id: &str,
    context: &mut Context<'_>,
) -> Result<(Catalog, EntryId), Failure> {
    let (catalog, found) = look_up(stacks, id, context)?;
    let found = found.map_err(|unknown| Failure::unknown(&unknown, &catalog))?;
    Ok((catalog, found))
}

/// The entry with an id, if there is one, and the catalog that was searched: `stack/id` also reads the named stack `stack`.
///
/// # Errors
///
/// [`Failure`] for a stack that cannot be opened.
pub(super) fn look_up(
    stacks: &StackFlags,
    id: &str,
    context: &mut Context<'_>,
) -> Result<(Catalog, Result<EntryId, Unknown>), Failure> {
    let catalog = catalog(&stacks.names(context.configuration)?, stacks.from, context)?;
    let unknown = match catalog.find(id) {
        Ok(found) => return Ok((catalog, Ok(found))),
        Err(unknown) => unknown,
    };
    let is_loaded = |stack: &str| (0..).zip(catalog.stacks()).any(|(at, _)| catalog.stack_id(at) == stack);
    let elsewhere = id.split_once('/').filter(|(stack, _)| !is_loaded(stack));
    let origin =
        elsewhere.and_then(|(stack, id)| Some((named(stack, &context.configuration.named_stacks())?, id)));
    let Some((origin, id)) = origin else { return Ok((catalog, Err(unknown))) };
    note_shadowing(&origin, &mut context.stderr);
    let catalog = read(vec![origin], context)?;
    let found = catalog.find(id);
    Ok((catalog, found))
}

/// The entry with an id.
///
/// # Errors
///
/// [`Failure`] offers the nearest ids if there is no such entry.
pub(super) fn find(catalog: &Catalog, id: &str) -> Result<EntryId, Failure> {
    catalog.find(id).map_err(|unknown| Failure::unknown(&unknown, catalog))
}

/// The named stack with this name; a mere file of the name is none.
pub(super) fn named(name: &str, named_stacks: &NamedStacks) -> Option<Origin> {
    let origin = library::resolve(name.as_ref(), named_stacks).ok()?;
    let is_named = match &origin.kind {
        OriginKind::Embedded(_) => true,
        OriginKind::Path(path) => named_stacks.own(name.as_ref()).as_ref() == Some(path),
        OriginKind::Stream(_) => false,
    };
    is_named.then_some(origin)
}

/// The catalog of resolved stacks; of several, those that cannot be opened are reported and left out.
///
/// # Errors
///
/// [`Failure`] if none of them can be opened.
pub fn read(mut origins: Vec<Origin>, context: &mut Context<'_>) -> Result<Catalog, Failure> {
    let stacks = read_each(&mut origins, context)?;
    Ok(together(&origins, stacks, &mut context.stderr))
}

/// Reads resolved stacks, in their order; of several, those that cannot be opened are reported and removed from `origins`.
///
/// # Errors
///
/// [`Failure`] if none of them can be opened.
pub(super) fn read_each(origins: &mut Vec<Origin>, context: &mut Context<'_>) -> Result<Vec<Stack>, Failure> {
    let read = read_all(origins, context.configuration);
    keep_opened(origins, read, context)
}

/// The stacks that were read; the origins of the others are removed and reported, with all their errors if there is only one.
///
/// # Errors
///
/// [`Failure`] if none of them can be opened.
pub fn keep_opened(
    origins: &mut Vec<Origin>,
    read: Vec<Result<Reading, FilesError>>,
    context: &mut Context<'_>,
) -> Result<Vec<Stack>, Failure> {
    if let [origin] = &**origins {
        return read.into_iter().map(|read| into_stack(origin, read, &mut context.stderr)).collect();
    }
    let (mut stacks, mut failures) = (Vec::new(), Vec::new());
    let mut read = read.into_iter();
    origins.retain(|origin| match read.next() {
        Some(Ok(Reading { stack: Some(stack), .. })) => {
            stacks.push(stack);
            true
        }
        Some(Ok(reading)) => {
            failures.push(unopenable(origin, &reading, false));
            false
        }
        Some(Err(error)) => {
            failures.push(unreadable(origin, error, context.configuration));
            false
        }
        None => false,
    });
    let last = if stacks.is_empty() { failures.pop() } else { None };
    for failure in failures {
        failure.report(&mut context.stderr);
        context.is_incomplete = true;
    }
    last.map_or(Ok(stacks), Err)
}

/// The results of reading resolved stacks, in their order.
fn read_all(origins: &[Origin], configuration: &Configuration) -> Vec<Result<Reading, FilesError>> {
    let limits = &configuration.settings().limits;
    library::each(origins, |_, origin, threads| {
        match library::load(origin, limits, threads, |_| ControlFlow::Continue(()))? {
            LoadOutcome::Stack(stack) => Ok(Reading { stack: Some(stack), ..Reading::default() }),
            LoadOutcome::Read(reading) => Ok(reading),
            // The callback above never stops the load.
            LoadOutcome::Stopped(_) => library::read(origin, limits),
        }
    })
}

/// The stack of a path that is kept, if it can be read.
pub(super) fn kept_stack(path: &str, configuration: &Configuration) -> Option<Stack> {
    let origin = library::resolve(path.as_ref(), &configuration.named_stacks()).ok()?;
    let origin = Some(origin).filter(|origin| !origin.is_stream())?;
    read_all(&[origin], configuration).pop()?.ok()?.stack
}

/// The catalog of resolved stacks for the explorer; `None` if one of several cannot be opened, which the explorer shows itself.
///
/// # Errors
///
/// [`Failure`] if the only stack cannot be opened.
pub fn read_early(origins: &[Origin], context: &mut Context<'_>) -> Result<Option<Catalog>, Failure> {
    if let [_] = origins {
        return read(origins.to_vec(), context).map(Some);
    }
    let stacks = all_stacks(origins, context.configuration);
    Ok(stacks.map(|stacks| together(origins, stacks, &mut context.stderr)))
}

/// The same, without a word: `None` if any of them cannot be opened, which the explorer shows itself.
pub fn read_silently(origins: &[Origin], configuration: &Configuration) -> Option<Catalog> {
    all_stacks(origins, configuration).map(Catalog::new)
}

fn all_stacks(origins: &[Origin], configuration: &Configuration) -> Option<Vec<Stack>> {
    read_all(origins, configuration).into_iter().map(|read| read.ok()?.stack).collect()
}

/// The error for one of several stacks that is missing or cannot be read.
fn unreadable(origin: &Origin, error: FilesError, configuration: &Configuration) -> Failure {
    match library::resolve(origin.name.as_ref(), &configuration.named_stacks()) {
        Err(unresolved) => missing(unresolved, configuration),
        Ok(_) => error.into(),
    }
}

/// The error for a name that resolves to nothing; of the name of an entry it tells how to see that.
fn missing(unresolved: Unresolved, configuration: &Configuration) -> Failure {
    let word = unresolved.error.path().to_string_lossy().into_owned();
    let hint = unresolved.is_name.then(|| entry_hint(&word, configuration)).flatten();
    match hint {
        Some(hint) => {
            let word = cells::cut(&word, 80, Glyphs::Ascii);
            Failure::new(Outcome::Unreadable, format!("no stack, file or folder named {word}")).hint(hint)
        }
        None => unresolvable(unresolved, &configuration.named_stacks()),
    }
}

/// The catalog of the default stacks; `None` if one is a stream or has errors.
pub(super) fn default_catalog(configuration: &Configuration) -> Option<Catalog> {
    let origins = default_origins(configuration, &configuration.named_stacks()).ok()?;
    let has_stream = origins.iter().any(Origin::is_stream);
    if has_stream { None } else { read_silently(&origins, configuration) }
}

/// How to see the entry that a word names, of the default stacks or of any named one.
pub(super) fn entry_hint(word: &str, configuration: &Configuration) -> Option<String> {
    let shown = cells::cut(word, 80, Glyphs::Ascii);
    let is_entry =
        |stack: &str, id: &str| Some(format!("`{shown}` is an entry of {stack}: `stacklore show {id}`"));
    let named_stacks = configuration.named_stacks();
    if let Some(catalog) = default_catalog(configuration)
        && let Ok(found) = catalog.find(word)
    {
        return is_entry(catalog.stack_id(found.stack), &catalog.id(found));
    }
    let listed = named_stacks.list().unwrap_or_default();
    let origins: Vec<Origin> = listed.iter().filter(|stack| !stack.is_shadowed).map(Origin::named).collect();
    let read = read_all(&origins, configuration).into_iter();
    let catalog = Catalog::new(read.filter_map(|read| read.ok()?.stack).collect());
    match catalog.find(word) {
        Ok(found) => is_entry(catalog.stack_id(found.stack), &catalog.full_id(found)),
        Err(unknown) if unknown.matches.is_empty() => None,
        Err(_) => {
            let name = shell_word(word);
            Some(format!("`{shown}` is an entry of several stacks: `stacklore who {name}`"))
        }
    }
}

/// Maximum number of named stacks in a hint.
const MAX_NAMES: usize = 8;

/// The error for a name that resolves to nothing.
fn unresolvable(unresolved: Unresolved, named_stacks: &NamedStacks) -> Failure {
    let is_unknown_name = unresolved.is_name && matches!(unresolved.error, FilesError::Missing { .. });
    let failure = if is_unknown_name {
        let message = format!("no stack, file or folder named {}", unresolved.error.path().display());
        Failure::new(Outcome::Unreadable, message)
    } else {
        Failure::from(unresolved.error)
    };
    match unresolved.nearest {
        Some(nearest) => failure.hint(format!("did you mean `{nearest}`?")),
        None if is_unknown_name => {
            let mut listed = match named_stacks.list() {
                Ok(listed) => listed,
                Err(error) => return failure.hint(format!("the folder of named stacks: {error}")),
            };
            // The user's come first, since not all names are shown.
            listed.sort_by_key(|stack| stack.path.is_none());
            let shown = listed.iter().filter(|stack| !stack.is_shadowed);
            let mut names: Vec<String> = shown.map(|stack| format!("`{}`", stack.name.display())).collect();
            let more = names.len().saturating_sub(MAX_NAMES);
            names.truncate(MAX_NAMES);
            names.extend((more > 0).then(|| format!("and {more} more")));
            failure.hint(format!("named stacks: {}", names.join(", ")))
        }
        None => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_built_in_stack_of_the_last_run_is_not_the_own_one_of_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("discord.toml");
        std::fs::write(&own, "").unwrap();
        let mut configuration = Configuration::default();
        configuration.config.settings.library = Some(folder.path().display().to_string());
        let mine = StackName { id: "mine".to_owned(), path: Some(own.display().to_string()) };
        let gone = StackName::built_in("gone");
        let last = [StackName::built_in("discord"), mine, gone];
        let (origins, trouble) = last_origins(&last, &configuration);
        let kinds: Vec<OriginKind> = origins.into_iter().map(|origin| origin.kind).collect();
        assert_eq!(kinds, [OriginKind::Embedded(bundled::find("discord").unwrap()), OriginKind::Path(own)]);
        assert_eq!(trouble.as_deref(), Some("gone is gone; the rest is as you left it"));
    }

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
            assert_eq!(shell_word(name), typed);
        }
    }
}
