//! `import`: a Markdown list as a stack in TOML, or brought into one that is there.
//!
//! The stack goes to the standard output or into a file, what is wrong with the list to the standard error. With `--json` the
//! findings are the answer, and the stack goes into a file or nowhere. A list that makes no stack writes nothing.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::output::{Form, Line, Output, Role};
use super::{Failure, Outcome, check, export, load};
use crate::config::Limits;
use crate::dataset::{Stack, StackKind, sanitized};
use crate::export::json;
use crate::format::toml::{self, Change, ChangeKind, MergeError, Merged, PartKind};
use crate::format::{File, Lines, Positions, Reading, report};
use crate::import::{Format, markdown};
use crate::library::{self, Origin, OriginKind};
use crate::system::write::{self, Existing, Stamp, WriteError};

/// What is to be done with a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish<'a> {
    /// The list: a file, or `-`.
    pub list: &'a OsStr,
    /// The file that it is brought into.
    pub into: Option<&'a Path>,
    /// Where the stack goes; `-` is the standard output.
    pub output: Option<&'a Path>,
    /// Whether it may go over a file that is there.
    pub force: bool,
    /// Whether it is only told what would change.
    pub dry_run: bool,
}

/// How many errors are shown of a list or a file that cannot be used.
const SHOWN: usize = 10;

pub(super) fn run(
    wish: Wish<'_>,
    limits: &Limits,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (name, (mut reading, lines)) = read(wish.list, limits, beside)?;
    let Some(stack) = reading.stack.take() else {
        if out.form() == Form::Json {
            answer(&reading, None, None, out)?;
        }
        check::refused(&reading, SHOWN, beside);
        let count = report::counted(reading.errors(), "error");
        return Err(Failure::new(Outcome::Unreadable, format!("{name} has {count} and cannot be imported")));
    };
    let merged = wish.into.map(|into| merge(into, &stack, &lines, limits, beside)).transpose()?;
    let text = match &merged {
        Some(target) => target.text(),
        None => format!(
            "# Imported from {name}; each `# line` below is one of its lines, with a sum of what it said: by that a later\n\
             # `import --into` tells what the list has changed from what you have.\n\n{}",
            toml::write_with(&stack, &lines)
        ),
    };
    let written = match (wish.output, &merged) {
        _ if wish.dry_run => None,
        (Some(path), _) if path == Path::new("-") => None,
        (Some(path), _) => {
            let existing = if wish.force { Existing::Replace } else { Existing::Keep };
            write::file(path, text.as_bytes(), existing).map_err(|error| not_written(&error))?;
            Some(path)
        }
        (None, Some(target)) => {
            if target.merged.text != target.before {
                write::replace_in_place(target.path, text.as_bytes(), &target.read)
                    .map_err(|error| not_written(&error))?;
            }
            Some(target.path)
        }
        (None, None) => None,
    };
    let changes = merged.as_ref().map(|target| &target.merged);
    match (out.form(), written) {
        (Form::Json, _) => answer(&reading, Some(&stack), changes, out)?,
        (_, None) if !wish.dry_run => out.drawing(&text)?,
        (..) => {}
    }
    // Nothing is told of what did not come out.
    out.finish()?;
    // The stack is there: that nobody can be told about it is no reason to fail.
    let _ = tell(&reading, &stack, changes, written, wish, beside);
    Ok(Outcome::Found)
}

/// Reads the list under a name, and gives the name that messages use.
fn read(
    list: &OsStr,
    limits: &Limits,
    beside: &mut Output<'_>,
) -> Result<(String, (Reading, Lines)), Failure> {
    load::standard_input([list], None)?;
    let origin = match load::found(list, &library::named_stacks())? {
        // A stack that goes by a name is none that could be imported, but a file of that name may be.
        Origin { kind: OriginKind::Embedded, .. } => {
            let failure = Failure::new(Outcome::Usage, format!("`{}` is a stack already", list.display()));
            return Err(failure.hint(format!("a list of that name is written ./{}", list.display())));
        }
        origin => origin,
    };
    load::remark(&origin, beside);
    let mut files = library::fetch(&origin, limits).map_err(|error| load::unreadable(&error))?;
    let (Some(file), true) = (files.pop(), files.is_empty()) else {
        return Err(Failure::new(Outcome::Usage, format!("{} is a folder, not a list", list.display())));
    };
    if matches!(origin.kind, OriginKind::Path(_)) && Format::of(&file.name, &file.bytes) == Format::Toml {
        let failure =
            Failure::new(Outcome::Usage, format!("{} is TOML, not a list in Markdown", list.display()));
        return Err(failure.hint("`stacklore diff` compares stacks"));
    }
    let name =
        Path::new(&file.name).file_name().map_or_else(|| file.name.clone().into(), OsStr::to_string_lossy);
    let name = sanitized(&name).into_owned();
    let read = markdown::read_with_lines(file);
    let entries = read.0.stack.as_ref().map_or(0, |stack| stack.entries().len());
    if entries > limits.entries {
        let finding = library::too_many_entries(&entries.to_string(), limits.entries);
        let failure = Failure::new(Outcome::Unreadable, format!("{name}: {}", finding.message));
        return Err(finding.help.into_iter().fold(failure, Failure::hint));
    }
    Ok((name, read))
}

/// A file that the list was brought into.
struct Target<'a> {
    path: &'a Path,
    /// What it was before it was read.
    read: Stamp,
    /// Whether a byte order mark stands at its beginning.
    marked: bool,
    /// What it said.
    before: String,
    merged: Merged,
}

impl Target<'_> {
    fn text(&self) -> String {
        format!("{}{}", if self.marked { "\u{feff}" } else { "" }, self.merged.text)
    }
}

/// Brings the list into a file.
fn merge<'a>(
    into: &'a Path,
    new: &Stack,
    lines: &Lines,
    limits: &Limits,
    beside: &mut Output<'_>,
) -> Result<Target<'a>, Failure> {
    let shown = into.display();
    let kind = OriginKind::Path(into.to_owned());
    let origin = Origin { name: shown.to_string(), kind, format: Some(Format::Toml), shadows: false };
    if into.is_dir() {
        let failure = Failure::new(Outcome::Usage, format!("{shown} is a folder; a list goes into one file"));
        return Err(
            failure.hint("name the file of the folder that has the entries, if it is a stack by itself")
        );
    }
    let read = Stamp::from_path(into);
    let files = library::fetch(&origin, limits).map_err(|error| load::unreadable(&error))?;
    let file = files.first();
    if file.is_some_and(|file| Format::of(&file.name, &file.bytes) == Format::Markdown) {
        let failure =
            Failure::new(Outcome::Usage, format!("{shown} is a list in Markdown, not a stack in TOML"));
        return Err(failure.hint(format!("`stacklore import {shown}` makes a stack of it")));
    }
    let marked = file.is_some_and(|file| file.bytes.starts_with(b"\xef\xbb\xbf"));
    let reading = library::parse(&origin, files, limits);
    let read = read.map_err(|error| Failure::new(Outcome::Unreadable, format!("{shown}: {error}")))?;
    let before = reading.texts.first().map(|text| text.text.clone()).unwrap_or_default();
    let old = load::opened(&origin, Ok(reading), beside)?;
    if old.kind() != StackKind::List {
        let failure = Failure::new(
            Outcome::Usage,
            format!("{shown} is of kind \"{}\"; a list goes into one of kind \"list\"", old.kind().name()),
        );
        return Err(
            failure.hint("a stack that says `kind = \"list\"` below `[stack]` takes entries without a kind")
        );
    }
    let merged = toml::merge(&before, &old, new, lines).map_err(|error| {
        let failure = Failure::new(Outcome::Unreadable, format!("{shown} cannot be changed: {error}"));
        match error {
            MergeError::Inline(key) => failure.hint(format!("write each of them as a block under [[{key}]]")),
            MergeError::Syntax(_) => failure,
        }
    })?;
    let after = vec![File::new(shown.to_string(), merged.text.clone())];
    let mut after = library::parse(&origin, after, limits);
    if after.stack.take().is_none() {
        check::refused(&after, SHOWN, beside);
        let failure =
            Failure::new(Outcome::Unreadable, format!("with the list in it {shown} would have errors"));
        return Err(failure.hint("it is left as it was"));
    }
    Ok(Target { path: into, read, marked, before, merged })
}

fn not_written(error: &WriteError) -> Failure {
    match error {
        WriteError::Exists { .. } => Failure::new(Outcome::Usage, error.to_string())
            .hint("--force replaces it, --into brings the list into it"),
        WriteError::Changed { .. } => Failure::new(Outcome::Outside, error.to_string())
            .hint("run it again: the list then goes into what was saved"),
        _ => export::not_written(error),
    }
}

/// Writes the findings and the changes as JSON.
fn answer(
    reading: &Reading,
    stack: Option<&Stack>,
    merged: Option<&Merged>,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let text = reading.texts.first();
    let mut positions = text.map(|text| Positions::new(&text.text));
    let findings = reading.findings.iter().map(|finding| {
        let place = finding.span.as_ref().zip(positions.as_mut());
        let position = place.map(|(place, positions)| positions.locate(place.at.start));
        json::FindingLine {
            file: text.map_or("", |text| &text.name),
            line: position.map(|(line, _)| line),
            column: position.map(|(_, column)| column),
            severity: finding.severity.name(),
            code: finding.code.name(),
            message: &finding.message,
            help: finding.help.as_deref(),
            related: Vec::new(),
        }
    });
    out.json(&json::Import {
        version: json::VERSION,
        errors: reading.errors(),
        warnings: reading.warnings(),
        findings: findings.collect(),
        entries: stack.map_or(0, |stack| stack.entries().len()),
        categories: stack.map_or(0, |stack| stack.categories().len()),
        changes: merged.map(|merged| merged.changes.iter().map(change_line).collect()),
    })
}

fn change_line(change: &Change) -> json::ChangeLine<'_> {
    let Change { part, kind, id, name, keys, listed } = change;
    json::ChangeLine { part: part.name(), change: kind.name(), id, name, keys, listed }
}

/// Tells a person what was wrong with the list, what has changed, and what was made of it.
fn tell(
    reading: &Reading,
    stack: &Stack,
    merged: Option<&Merged>,
    written: Option<&Path>,
    wish: Wish<'_>,
    beside: &mut Output<'_>,
) -> io::Result<()> {
    check::draw(&reading.findings, &reading.texts, beside)?;
    merged.iter().flat_map(|merged| &merged.changes).try_for_each(|change| tell_change(change, beside))?;
    let mut said = match merged {
        None => {
            let entries = report::counted(stack.entries().len(), "entry");
            format!("imported {entries} in {}", report::counted(stack.categories().len(), "category"))
        }
        Some(merged) => counts(merged),
    };
    let _ = write!(said, "; {}", report::counted(reading.warnings(), "warning"));
    if let Some(path) = written {
        let _ = write!(said, "; {}", path.display());
    }
    if wish.dry_run {
        said.push_str("; nothing is written");
    }
    beside.wrapped(&Line::new().with(Role::Text, &said), 0)?;
    beside.finish()
}

/// A line for a change; for what both have changed also what the list says.
fn tell_change(change: &Change, beside: &mut Output<'_>) -> io::Result<()> {
    let loud = matches!(change.kind, ChangeKind::Gone | ChangeKind::Conflict);
    let role = if loud { Role::Warning } else { Role::Text };
    let mut line = Line::new().with(role, &format!("{:<7} ", change.kind.name()));
    line.push(Role::Title, &change.id);
    if change.part != PartKind::Entry {
        line.push(Role::Text, &format!(" ({})", change.part.name()));
    }
    if !change.keys.is_empty() {
        line.push(Role::Dim, &format!(": {}", change.keys.join(", ")));
    }
    beside.line(&line)?;
    for (key, listed) in change.keys.iter().zip(&change.listed) {
        let label = Line::new().with(Role::Dim, &format!("        {key} in the list:"));
        let indent = label.width() + 1;
        beside.hanging(&label, &Line::new().with(Role::Text, listed), indent)?;
    }
    Ok(())
}

/// `1 added, 2 changed, 0 gone from the list and kept, 3 as before`.
fn counts(merged: &Merged) -> String {
    let count = |kind| {
        let entries = merged.changes.iter().filter(|change| change.part == PartKind::Entry);
        entries.filter(|change| change.kind == kind).count()
    };
    let [added, changed, gone] = [ChangeKind::Added, ChangeKind::Changed, ChangeKind::Gone].map(count);
    let mut said = format!(
        "{added} added, {changed} changed, {gone} gone from the list and kept, {} as before",
        merged.unchanged
    );
    let others = merged.changes.iter().filter(|change| change.part != PartKind::Entry);
    let others = others.filter(|change| change.kind != ChangeKind::Conflict).count();
    if others > 0 {
        let _ = write!(said, "; {} of categories or the head", report::counted(others, "change"));
    }
    let conflicts = merged.changes.iter().filter(|change| change.kind == ChangeKind::Conflict).count();
    if conflicts > 0 {
        let _ = write!(said, "; {}: what the file says stays", report::counted(conflicts, "conflict"));
    }
    said
}
