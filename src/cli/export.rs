//! `export`: a stack in another form, on the standard output, in a file, or as the files of a folder.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::output::{Line, Output, Role};
use super::{Failure, Outcome};
use crate::dataset::Stack;
use crate::export::{Format, TOML};
use crate::format::report::counted;
use crate::format::toml;
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
    format: Option<&'static Format>,
    place: Place<'_>,
    existing: Existing,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let by_name = match place {
        Place::File(file) => by_name(Path::new(file)),
        Place::Output | Place::Folder(_) => None,
    };
    let told_by_name = format.is_some() || by_name.is_some();
    let format = format.or(by_name).unwrap_or(TOML);
    match place {
        Place::Folder(folder) if format == TOML => {
            let files = toml::write_folder(stack);
            write::folder(Path::new(folder), &files, existing).map_err(|error| not_written(&error))?;
            told(stack, folder, &format!("{} in ", counted(files.len(), "file")), "", beside);
        }
        Place::Folder(_) => {
            let failure =
                Failure::new(Outcome::Usage, "a folder is always TOML: --into goes with no other format");
            return Err(failure.hint("`-o FILE` writes one file of any format"));
        }
        Place::File(file) => {
            let text = (format.write)(stack);
            write::file(Path::new(file), text.as_bytes(), existing).map_err(|error| not_written(&error))?;
            let form = if told_by_name { "" } else { " as TOML" };
            told(stack, file, "", form, beside);
        }
        Place::Output => out.document(&(format.write)(stack))?,
    }
    Ok(Outcome::Found)
}

/// The format that the ending of a file name selects.
fn by_name(path: &Path) -> Option<&'static Format> {
    Format::from_ending(path.extension()?.to_str()?)
}

/// Says what was written, and in what form where nobody named one.
fn told(stack: &Stack, path: &OsStr, files: &str, form: &str, beside: &mut Output<'_>) {
    let entries = counted(stack.entries().len(), "entry");
    let line = format!("wrote {files}{}{form}: {entries}", path.to_string_lossy());
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
        WriteError::UnrelatedFile { .. } => failure.hint("name a folder of its own, or move that file away"),
        WriteError::Link { .. } => failure.hint("name what it leads to, or delete it"),
        _ => failure,
    }
}
