//! `export`: a stack in another form, on the standard output, in a file, or as the files of a folder.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::commands::ExportFormat;
use super::output::{Line, Output, Role};
use super::{Failure, Outcome};
use crate::dataset::Stack;
use crate::format::report::counted;
use crate::format::{csv, json, markdown, toml};
use crate::system::write::{self, Existing, WriteError};

/// Where a stack is to go.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'a> {
    /// To the standard output.
    Output,
    /// Into a file.
    File(&'a OsStr),
    /// Into a folder, a file for each category.
    Folder(&'a OsStr),
}

impl<'a> Place<'a> {
    /// What the arguments mean; `-` is the standard output.
    pub(super) fn of(file: Option<&'a OsString>, folder: Option<&'a OsString>) -> Self {
        match (file, folder) {
            (_, Some(folder)) => Self::Folder(folder),
            (Some(file), None) if file != "-" => Self::File(file),
            _ => Self::Output,
        }
    }
}

/// Writes a stack; without a format the name of the file tells it, else it is TOML.
pub(super) fn run(
    stack: &Stack,
    format: Option<ExportFormat>,
    place: Place<'_>,
    existing: Existing,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let by_name = match place {
        Place::File(file) => by_name(Path::new(file)),
        Place::Output | Place::Folder(_) => None,
    };
    let format = format.or(by_name).unwrap_or(ExportFormat::Toml);
    match place {
        Place::Folder(folder) if format == ExportFormat::Toml => {
            let files = toml::write_folder(stack);
            write::folder(Path::new(folder), &files, existing).map_err(|error| not_written(&error))?;
            told(stack, folder, Some(files.len()), beside);
        }
        Place::Folder(_) => {
            let failure =
                Failure::new(Outcome::Usage, "a folder is always TOML: --into goes with no other format");
            return Err(failure.hint("`-o FILE` writes one file of any format"));
        }
        Place::File(file) => {
            let bytes = written(stack, format)?;
            write::file(Path::new(file), &bytes, existing).map_err(|error| not_written(&error))?;
            told(stack, file, None, beside);
        }
        Place::Output if format == ExportFormat::Json => out.json(&json::Export::of(stack))?,
        Place::Output => out.document(&String::from_utf8_lossy(&written(stack, format)?))?,
    }
    Ok(Outcome::Found)
}

fn by_name(path: &Path) -> Option<ExportFormat> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    Some(match &*extension {
        "toml" => ExportFormat::Toml,
        "json" => ExportFormat::Json,
        "md" | "markdown" => ExportFormat::Markdown,
        "csv" => ExportFormat::Csv,
        _ => return None,
    })
}

fn written(stack: &Stack, format: ExportFormat) -> Result<Vec<u8>, Failure> {
    Ok(match format {
        ExportFormat::Toml => toml::write(stack).into_bytes(),
        ExportFormat::Markdown => markdown::write(stack).into_bytes(),
        ExportFormat::Csv => csv::write(stack).into_bytes(),
        ExportFormat::Json => {
            let mut bytes = Vec::new();
            json::write(&mut bytes, &json::Export::of(stack))?;
            bytes
        }
    })
}

/// Says what was written.
fn told(stack: &Stack, path: &OsStr, files: Option<usize>, beside: &mut Output<'_>) {
    let files = files.map(|files| format!("{} in ", counted(files, "file"))).unwrap_or_default();
    let entries = counted(stack.entries().len(), "entry");
    let line = format!("wrote {files}{}: {entries}", path.to_string_lossy());
    // That this cannot be told is no reason to fail: it is written.
    let _ = beside.wrapped(&Line::new().with(Role::Text, &line), 0).and_then(|()| beside.finish());
}

/// Why nothing was written, with the next step.
pub(super) fn not_written(error: &WriteError) -> Failure {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    let failure = Failure::new(Outcome::Outside, format!("{error}{cause}"));
    match error {
        WriteError::Exists { .. } => {
            Failure::new(Outcome::Usage, error.to_string()).hint("`--force` replaces it")
        }
        WriteError::Stranger { .. } => failure.hint("name a folder of its own, or move that file away"),
        WriteError::Link { .. } => failure.hint("name what it leads to, or delete it"),
        _ => failure,
    }
}
