//! From the name of a stack to the stack.

use std::ffi::OsStr;
use std::path::Path;

use super::check::{self, Checked};
use super::output::Output;
use super::{Args, Failure, Outcome};
use crate::catalog::{Catalog, bundled};
use crate::format::{self, File, Reading, report, toml};
use crate::system::files::{self, FilesError};

/// The names of the embedded stacks; a file of the same name is written `./discord`.
const EMBEDDED: [&str; 1] = ["discord"];

/// How many findings are shown of a stack that cannot be opened.
const SHOWN: usize = 10;

/// Opens a stack: the embedded one without a name.
///
/// The findings of one that has errors are written beside the answer.
///
/// # Errors
///
/// [`Failure`] says why the stack cannot be opened.
pub fn catalog(name: Option<&OsStr>, beside: &mut Output<'_>) -> Result<Catalog, Failure> {
    let Some(path) = name.filter(|name| !is_embedded(name)) else {
        return Ok(Catalog::of(vec![bundled::discord()]));
    };
    let checked = match read(Path::new(path)) {
        Ok(reading) => Checked::of(reading),
        Err(error) => return Err(unreadable(&error, path)),
    };
    if let Some(stack) = checked.reading.stack {
        return Ok(Catalog::of(vec![stack]));
    }
    let shown = check::refused(&checked.reading, SHOWN, beside);
    let errors = checked.reading.errors();
    let count = report::counted(errors, "error");
    let message = format!("{} has {count} and cannot be opened", path.to_string_lossy());
    let failure = Failure::new(Outcome::Unreadable, message);
    Err(if shown < errors {
        failure.hint(format!("`stacklore check {}` shows all of them", path.to_string_lossy()))
    } else {
        failure
    })
}

fn is_embedded(name: &OsStr) -> bool {
    EMBEDDED.iter().any(|embedded| name == *embedded)
}

/// Reads the files of the embedded stack.
pub(super) fn read_embedded() -> Reading {
    toml::read(bundled::files())
}

/// Reads a file or a folder as one stack.
pub(super) fn read(path: &Path) -> Result<Reading, FilesError> {
    let file = |file: files::StackFile| File::new(file.path.to_string_lossy(), file.bytes);
    Ok(format::read(files::read_stack(path)?.into_iter().map(file).collect()))
}

pub(super) fn unreadable(error: &FilesError, name: &OsStr) -> Failure {
    let failure = Failure::new(Outcome::Unreadable, check::in_words(error));
    match error {
        FilesError::Missing { .. } if name.to_str().is_some_and(|name| !name.contains(['.', '/', '\\'])) => {
            failure.hint("the embedded stack is called `discord`; any other STACK is a file or a folder")
        }
        _ => failure,
    }
}

/// A failure about a command that was probably mistyped: its word was taken for a stack, and there is none of that name.
pub(super) fn mistyped(name: &OsStr) -> Option<Failure> {
    let word = name.to_str()?;
    if is_embedded(name) || Path::new(name).symlink_metadata().is_ok() {
        return None;
    }
    let meant = Args::nearest_command(word)?;
    let failure = Failure::new(Outcome::Usage, format!("there is no command and no stack `{word}`"));
    Some(failure.hint(format!("did you mean `stacklore {meant}`?")))
}
