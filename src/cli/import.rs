//! `import`: a list in a foreign format as a stack in TOML, or merged into an existing one.
//!
//! The stack goes to stdout or into a file, findings about the list to stderr. With `--json` the findings are the output,
//! and the stack goes into a file or nowhere. A list that yields no stack writes nothing.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use super::findings::{draw, draw_errors, locate};
use super::load::{self, check_names, into_stack, note_shadowing, shell_word};
use super::options::format_parser;
use super::outcome::{Failure, Outcome, RunResult};
use super::output::{Form, Line, Output, Role};
use super::settings::Context;
use crate::dataset::{Stack, StackKind, sanitized};
use crate::export::json;
use crate::format::report::counted;
use crate::format::toml::{self, Change, ChangeKind, MergeError, Merged, PartKind};
use crate::format::{File, Lines, Reading};
use crate::import::{self, Format, Imported};
use crate::library::{self, Origin, OriginKind};
use crate::system::write::{self, Existing, WriteError};

/// Options of `import`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore import README.md > list.toml\n  stacklore import README.md -o list.toml\n  stacklore import README.md --into list.toml\n  stacklore import bookmarks.html -o links.toml\n  cat radar.json | stacklore import - --from radar",
    after_help = "Read are lists in Markdown, bookmark files of browsers, OPML, technology radars (CSV or JSON), catalogs of Backstage \
        (catalog-info.yaml), and CSV whose first row has a column name or url. What a stack cannot hold is listed with its line.\n\
        --into merges what the list has changed since its last import, and keeps your edits of FILE: other values, \
        comments, order, further keys, claims and entries. Where both changed the same field, FILE's value is kept and a \
        conflict is reported. Values that only the list gave go when it drops them, and are reported; entries removed from the list \
        are reported and kept.\n\
        With --json the findings are printed, as by `check`, and the stack goes to -o or nowhere.\n\
        Warnings do not change the exit code; a list without entries makes it 3."
)]
pub struct Options {
    /// List, or `-` for standard input
    #[arg(value_name = "LIST")]
    pub list: OsString,
    /// Format of the list [default: detected]
    #[arg(long, value_name = "FORMAT")]
    #[arg(value_parser = format_parser())]
    pub from: Option<Format>,
    /// Merges the list into this stack, in place unless -o is given
    #[arg(long, value_name = "FILE")]
    pub into: Option<PathBuf>,
    /// Writes FILE instead of stdout; `-` is stdout
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Lets -o replace an existing file
    #[arg(long, short, requires = "output")]
    pub force: bool,
    /// Shows what --into would change, and writes nothing
    #[arg(long, requires = "into", conflicts_with = "output")]
    pub dry_run: bool,
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let (name, Imported { mut reading, lines }) = read(options, context)?;
    let Some(stack) = reading.stack.take() else {
        if out.form == Form::Json {
            out.json(&shape(&reading, None, None))?;
        }
        draw_errors(&reading, &mut context.stderr);
        let errors = counted(reading.errors(), "error");
        let message = format!("{name} has {errors} and cannot be imported");
        return Err(Failure::new(Outcome::Unreadable, message));
    };
    let into = options.into.as_deref();
    let target = into.map(|into| Target::merge(into, &stack, &lines, context)).transpose()?;
    let text = match &target {
        Some(target) => target.text.clone(),
        None => format!(
            "# Imported from {name}; each `# line` below is one of its lines, with a hash of its fields: by that a later\n\
             # `import --into` finds what the list has changed and what you have.\n\n{}",
            toml::write_with(&stack, &lines)
        ),
    };
    let written = write(options, &text, target.as_ref())?;
    let merged = target.as_ref().map(|target| &target.merged);
    if out.form == Form::Json {
        out.json(&shape(&reading, Some(&stack), merged))?;
    } else if written.is_none() && !options.dry_run {
        out.document(&text)?;
    }
    // Messages follow only if the output was written.
    out.finish()?;
    // Ignore a failed stderr write: the stack is written.
    let _ = draw(&reading.findings, &reading.texts, &mut context.stderr);
    for change in merged.iter().flat_map(|merged| &merged.changes) {
        let _ = print_change(change, &mut context.stderr);
    }
    let mut summary = match merged {
        None => {
            let entries = counted(stack.entries().len(), "entry");
            format!("imported {entries} in {}", counted(stack.categories().len(), "category"))
        }
        Some(merged) => counts(merged),
    };
    let _ = write!(summary, "; {}", counted(reading.warnings(), "warning"));
    if let Some(path) = written {
        let _ = write!(summary, "; {}", path.display());
    }
    if options.dry_run {
        summary.push_str("; nothing is written");
    }
    context.stderr.remark(&summary);
    Ok(Outcome::Found)
}

/// Writes the file that the options name, and returns its path; `None` if the stack goes to stdout or nowhere.
fn write<'a>(
    options: &'a Options,
    text: &str,
    target: Option<&Target<'a>>,
) -> Result<Option<&'a Path>, Failure> {
    let hint = "add `--force` to replace it, or merge the list into it with `--into`";
    let not_written = |error: WriteError| Failure::not_written(&error, hint);
    match (&options.output, target) {
        _ if options.dry_run => Ok(None),
        (Some(path), _) if path == Path::new("-") => Ok(None),
        (Some(path), _) => {
            let existing = if options.force { Existing::Replace } else { Existing::Keep };
            write::file(path, text.as_bytes(), existing).map_err(not_written)?;
            Ok(Some(path))
        }
        (None, Some(target)) => {
            if target.is_changed {
                write::replace_in_place(target.path, text.as_bytes(), &target.bytes).map_err(not_written)?;
            }
            Ok(Some(target.path))
        }
        (None, None) => Ok(None),
    }
}

/// Reads the list, and returns it with the name that messages use.
fn read(options: &Options, context: &mut Context<'_>) -> Result<(String, Imported), Failure> {
    let list: &OsStr = &options.list;
    let shown = list.display();
    let limits = &context.configuration.settings().limits;
    check_names([list], None)?;
    let origin = load::resolve(list, &context.configuration.named_stacks())?;
    if let OriginKind::Embedded(_) = origin.kind {
        let failure = Failure::usage(format!("`{shown}` is a stack already"));
        return Err(failure.hint(format!("write ./{shown} for a list of that name")));
    }
    note_shadowing(&origin, &mut context.stderr);
    let mut files = library::fetch(&origin, limits)?;
    let (Some(file), true) = (files.pop(), files.is_empty()) else {
        return Err(Failure::usage(format!("{shown} is a folder, not a list")));
    };
    let format = match options.from.unwrap_or_else(|| Format::detect(&file.name, &file.bytes)) {
        Format::Foreign(format) => Some(format),
        Format::Toml if options.from.is_some() => None,
        // A pipe is read as a foreign text in any case.
        Format::Toml if origin.is_stream() => import::foreign(&file.bytes),
        Format::Toml => None,
    };
    let Some(format) = format else {
        let failure = Failure::usage(format!("{shown} is a stack in TOML already"));
        return Err(failure.hint("compare stacks with `stacklore diff`"));
    };
    let name = Path::new(&file.name).file_name().unwrap_or(file.name.as_ref()).to_string_lossy();
    let name = sanitized(&name).into_owned();
    let read = (format.read)(file);
    let entries = read.reading.stack.as_ref().map_or(0, |stack| stack.entries().len());
    if entries > limits.entries {
        let finding = library::too_many_entries(&entries.to_string(), limits.entries);
        let failure = Failure::new(Outcome::Unreadable, format!("{name}: {}", finding.message));
        return Err(finding.help.into_iter().fold(failure, Failure::hint));
    }
    Ok((name, read))
}

/// A file that the list was merged into.
struct Target<'a> {
    path: &'a Path,
    /// Content of the file when it was read.
    bytes: Vec<u8>,
    /// Text of the file after the merge.
    text: String,
    /// Whether the merge changed the text.
    is_changed: bool,
    merged: Merged,
}

impl<'a> Target<'a> {
    /// Reads a file and merges the list into its text.
    fn merge(
        path: &'a Path,
        list: &Stack,
        lines: &Lines,
        context: &mut Context<'_>,
    ) -> Result<Self, Failure> {
        let limits = &context.configuration.settings().limits;
        let shown = path.display();
        if path.is_dir() {
            let failure = Failure::usage(format!("{shown} is a folder; a list is merged into one file"));
            return Err(failure.hint("name the file with the entries, if it is a stack by itself"));
        }
        let kind = OriginKind::Path(path.to_owned());
        let origin = Origin { name: shown.to_string(), kind, format: Some(Format::Toml), shadows: false };
        let files = library::fetch(&origin, limits)?;
        let file = files.first();
        let format = file.map(|file| Format::detect(&file.name, &file.bytes));
        if let Some(Format::Foreign(format)) = format {
            let failure = Failure::usage(format!("{shown} is {}, not a stack in TOML", format.title));
            let hint =
                || format!("convert it with `stacklore import {}`", shell_word(&path.to_string_lossy()));
            return Err(if Format::named(format.name).is_some() { failure.hint(hint()) } else { failure });
        }
        let has_mark = file.is_some_and(|file| file.bytes.starts_with(b"\xef\xbb\xbf"));
        let mark = if has_mark { "\u{feff}" } else { "" };
        let bytes = file.map(|file| file.bytes.clone()).unwrap_or_default();
        let reading = library::parse(&origin, files, limits);
        let before = reading.texts.first().map(|text| text.text.clone()).unwrap_or_default();
        let old = into_stack(&origin, Ok(reading), &mut context.stderr)?;
        if old.kind() != StackKind::List {
            let kind = old.kind().name();
            let failure = Failure::usage(format!(
                "{shown} is of kind \"{kind}\"; a list is merged into one of kind \"list\""
            ));
            return Err(failure.hint("add `kind = \"list\"` below `[stack]`, so that entries need no kind"));
        }
        let merged = toml::merge(&before, &old, list, lines).map_err(|error| {
            let failure = Failure::new(Outcome::Unreadable, format!("{shown} cannot be changed: {error}"));
            match error {
                MergeError::Inline(key) => failure.hint(format!("write each of them as a [[{key}]] block")),
                MergeError::Syntax(_) => failure,
            }
        })?;
        check_merged(&origin, &merged, context)?;
        let text = format!("{mark}{}", merged.text);
        Ok(Self { path, bytes, text, is_changed: merged.text != before, merged })
    }
}

/// Checks that the merged text is a valid stack.
fn check_merged(origin: &Origin, merged: &Merged, context: &mut Context<'_>) -> Result<(), Failure> {
    let file = File::new(origin.name.clone(), merged.text.clone());
    let reading = library::parse(origin, vec![file], &context.configuration.settings().limits);
    let checked = into_stack(origin, Ok(reading), &mut context.stderr);
    checked.map(|_| ()).map_err(|_| {
        let message = format!("with the list merged into it {} would have errors", origin.name);
        Failure::new(Outcome::Unreadable, message).hint("correct the list; the file is unchanged")
    })
}

/// The findings and the changes as JSON.
fn shape<'a>(reading: &'a Reading, stack: Option<&Stack>, merged: Option<&'a Merged>) -> json::Import<'a> {
    let file = reading.texts.first().map_or("", |text| &*text.name);
    let findings = locate(&reading.findings, &reading.texts, file);
    json::Import {
        version: json::VERSION,
        errors: reading.errors(),
        warnings: reading.warnings(),
        findings: findings.map(|located| located.record).collect(),
        entries: stack.map_or(0, |stack| stack.entries().len()),
        categories: stack.map_or(0, |stack| stack.categories().len()),
        changes: merged.map(|merged| merged.changes.iter().map(change_line).collect()),
    }
}

fn change_line(change: &Change) -> json::ChangeLine<'_> {
    let Change { part, kind, id, name, keys, listed } = change;
    json::ChangeLine { part: part.name(), change: kind.name(), id, name, keys, listed }
}

/// Prints a change; of a conflict also the value in the list, and the values that it has dropped.
fn print_change(change: &Change, stderr: &mut Output<'_>) -> io::Result<()> {
    let needs_attention =
        matches!(change.kind, ChangeKind::Gone | ChangeKind::Dropped | ChangeKind::Conflict);
    let role = if needs_attention { Role::Warning } else { Role::Text };
    let mut line = Line::new(role, &format!("{:<7} ", change.kind.name()));
    line.push(Role::Title, &change.id);
    if change.part != PartKind::Entry {
        line.push(Role::Text, &format!(" ({})", change.part.name()));
    }
    if !change.keys.is_empty() {
        let mut keys = change.keys.clone();
        keys.dedup();
        line.push(Role::Dim, &format!(": {}", keys.join(", ")));
    }
    stderr.line(&line)?;
    let place = if change.kind == ChangeKind::Dropped { "no longer in the list" } else { "in the list" };
    for (key, listed) in change.keys.iter().zip(&change.listed) {
        let label = Line::new(Role::Dim, &format!("        {key} {place}:"));
        let indent = label.width() + 1;
        stderr.hanging(&label, &Line::new(Role::Text, listed), indent)?;
    }
    Ok(())
}

/// `1 added, 2 changed, 0 gone from the list and kept, 3 as before; 1 value dropped by the list and removed`.
fn counts(merged: &Merged) -> String {
    let count = |entries: bool, kind: ChangeKind| {
        let is_of_kind = |change: &Change| match change.kind {
            // A record that has only lost values has changed.
            ChangeKind::Dropped if !change.keys.contains(&"entry") => kind == ChangeKind::Changed,
            of_change => of_change == kind,
        };
        let is_counted = |change: &&Change| (change.part == PartKind::Entry) == entries && is_of_kind(change);
        let ids: HashSet<_> =
            merged.changes.iter().filter(is_counted).map(|change| (change.part.name(), &change.id)).collect();
        ids.len()
    };
    let kinds = [ChangeKind::Added, ChangeKind::Changed, ChangeKind::Gone];
    let [added, changed, gone] = kinds.map(|kind| count(true, kind));
    let mut text = format!(
        "{added} added, {changed} changed, {gone} gone from the list and kept, {} as before",
        merged.unchanged
    );
    let others = kinds.map(|kind| count(false, kind)).iter().sum();
    if others > 0 {
        let _ = write!(text, "; {} of categories or the stack", counted(others, "change"));
    }
    let dropped = merged.changes.iter().filter(|change| change.kind == ChangeKind::Dropped);
    let dropped: usize = dropped.map(|change| change.keys.len()).sum();
    if dropped > 0 {
        let _ = write!(text, "; {} dropped by the list and removed", counted(dropped, "value"));
    }
    let conflicts = count(true, ChangeKind::Conflict) + count(false, ChangeKind::Conflict);
    if conflicts > 0 {
        let _ = write!(text, "; {}: the values of the file are kept", counted(conflicts, "conflict"));
    }
    text
}
