//! `check`: all that is wrong with stacks, and where.
//!
//! Findings are the answer, so they go to the standard output, in the order of the files and of their text. For a person
//! an error is drawn with its line; a warning takes one line, since a stack may well have dozens of them, and is drawn in
//! full only when asked for. Plain columns: file, line, column, severity, code, message, help; line and column are empty
//! where a finding concerns a whole file.

use std::error::Error as _;
use std::ffi::OsString;
use std::io;
use std::path::Path;

use super::Outcome;
use super::load;
use super::output::{Form, Line, Output, Role};
use crate::dataset::{Code, Finding, Severity};
use crate::format::{Positions, Reading, json};
use crate::system::files::FilesError;

/// How much of a warning a person is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Warnings {
    /// A line each.
    Brief,
    /// As much as of an error.
    Full,
}

/// A stack that was read, or could not be, and what was found.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) reading: Reading,
    /// What the findings without a place are about.
    whole: String,
    /// Whether there was nothing to read.
    refused: bool,
}

impl Checked {
    /// A stack that was read.
    pub(super) fn of(reading: Reading) -> Self {
        let whole = reading.texts.first().map(|text| text.name.clone()).unwrap_or_default();
        Self { reading, whole, refused: false }
    }

    fn refused(error: &FilesError) -> Self {
        let code = Code::ALL.iter().copied().find(|code| code.name() == error.code());
        let path = error.path().to_string_lossy().into_owned();
        let message = in_words(error);
        let message = message.strip_prefix(&format!("{path}: ")).unwrap_or(&message);
        let finding = Finding::error(code.unwrap_or(Code::Unreadable), None, message);
        let reading = Reading { stack: None, findings: vec![finding], texts: Vec::new() };
        Self { reading, whole: path, refused: true }
    }

    /// The findings, each with its file, and its line and column where it has some.
    fn placed(&self) -> impl Iterator<Item = (&Finding, &str, Option<(usize, usize)>)> {
        placed(&self.reading, &self.whole)
    }
}

fn placed<'a>(
    reading: &'a Reading,
    whole: &'a str,
) -> impl Iterator<Item = (&'a Finding, &'a str, Option<(usize, usize)>)> {
    let mut positions: Vec<_> = reading.texts.iter().map(|text| Positions::new(&text.text)).collect();
    reading.findings.iter().map(move |finding| {
        let place = finding.place.as_ref();
        let file = place.and_then(|place| reading.texts.get(place.file)).map_or(whole, |text| &text.name);
        let position = place.and_then(|place| Some(positions.get_mut(place.file)?.of(place.at.start)));
        (finding, file, position)
    })
}

/// Checks each of the paths on its own; none means the embedded data.
pub(super) fn run(
    paths: &[OsString],
    warnings: Warnings,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> io::Result<Outcome> {
    let read = |path: &OsString| match load::read(Path::new(path)) {
        Ok(reading) => Checked::of(reading),
        Err(error) => Checked::refused(&error),
    };
    let all: Vec<Checked> = paths.iter().map(read).collect();
    let errors = all.iter().map(|checked| checked.reading.errors()).sum();
    let warned = all.iter().map(|checked| checked.reading.warnings()).sum();
    match out.form() {
        Form::Json => as_json(&all, errors, warned, out)?,
        Form::Plain => {
            for (finding, file, position) in all.iter().flat_map(Checked::placed) {
                let number = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
                out.record([
                    file,
                    &number(position.map(|(line, _)| line)),
                    &number(position.map(|(_, column)| column)),
                    finding.severity.name(),
                    finding.code.name(),
                    &finding.message,
                    finding.help.as_deref().unwrap_or_default(),
                ])?;
            }
        }
        Form::Human => {
            for checked in &all {
                for_reading(&checked.reading, &checked.whole, warnings, usize::MAX, out)?;
            }
        }
    }
    if out.form() != Form::Json {
        out.finish()?;
        let files = all.iter().map(|checked| checked.reading.texts.len()).sum();
        let summary = summary(files, errors, warned);
        // That the summary cannot be written is no reason to fail: the answer stands.
        let _ = beside.wrapped(&Line::new().with(Role::Text, &summary), 0).and_then(|()| beside.finish());
    }
    Ok(match errors {
        _ if all.iter().any(|checked| checked.refused) => Outcome::Unreadable,
        0 => Outcome::Found,
        _ => Outcome::Nothing,
    })
}

fn summary(files: usize, errors: usize, warnings: usize) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    format!("checked {}: {}, {}", count(files, "file"), count(errors, "error"), count(warnings, "warning"))
}

fn as_json(all: &[Checked], errors: usize, warnings: usize, out: &mut Output<'_>) -> io::Result<()> {
    let findings = all.iter().flat_map(Checked::placed).map(|(finding, file, position)| json::FindingLine {
        file,
        line: position.map(|(line, _)| line),
        column: position.map(|(_, column)| column),
        severity: finding.severity.name(),
        code: finding.code.name(),
        message: &finding.message,
        help: finding.help.as_deref(),
    });
    out.json(&json::Check { version: json::VERSION, errors, warnings, findings: findings.collect() })
}

/// Writes the errors that keep a stack from being opened, up to `most` of them, and tells how many that were.
pub(super) fn refused(reading: &Reading, most: usize, beside: &mut Output<'_>) -> usize {
    let errors = Reading {
        stack: None,
        findings: reading.findings.iter().filter(|finding| finding.is_error()).take(most).cloned().collect(),
        texts: reading.texts.clone(),
    };
    let whole = reading.texts.first().map(|text| text.name.as_str()).unwrap_or_default();
    // Nobody could be told that this cannot be written.
    let _ = for_reading(&errors, whole, Warnings::Brief, most, beside);
    errors.findings.len()
}

fn for_reading(
    reading: &Reading,
    whole: &str,
    warnings: Warnings,
    most: usize,
    out: &mut Output<'_>,
) -> io::Result<()> {
    for (finding, file, position) in placed(reading, whole).take(most) {
        let place = position.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        let role = match finding.severity {
            Severity::Error => Role::Error,
            Severity::Warning => Role::Warning,
        };
        let mut line = Line::new().with(Role::Text, &format!("{file}{place}: "));
        line.push(role, &format!("{}[{}]", finding.severity.name(), finding.code));
        line.push(Role::Text, &format!(": {}", finding.message));
        out.wrapped(&line, 0)?;
        if let Some(help) = finding.help.as_ref().filter(|_| finding.is_error() || warnings == Warnings::Full)
        {
            out.hanging(&Line::new().with(Role::Dim, "  help:"), &Line::new().with(Role::Text, help), 8)?;
        }
    }
    Ok(())
}

/// Why files were not read, with what the system said.
pub(super) fn in_words(error: &FilesError) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
