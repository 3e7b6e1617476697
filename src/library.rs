//! Finds the stacks that a person names, and reads them.
//!
//! Finding is quick and done first, so that a wrong name is told at once: [`resolve`] looks what a name stands for and
//! opens nothing. Reading takes as long as the files are large: [`read`] may be called on any thread. What is done with a
//! stack, and how somebody is told what is wrong with it, is no concern of this module.

mod known;
mod load;
mod origin;
mod place;
mod stream;

use std::io;
use std::path::Path;

pub use known::{Known, KnownStack, known};
pub use load::{Load, Step, load};
pub use origin::{Origin, Place, Unresolved, distinct, resolve, resolve_from};
pub use place::{Location, Stamps, files_of, locate, size_of, stamps_of};

use crate::catalog::bundled;
use crate::config::Limits;
use crate::dataset::{Code, Finding};
use crate::format::{File, Reading, toml};
use crate::import::Format;
use crate::system::files::{self, FilesError, StackFile};

/// What messages call the standard input.
const STDIN: &str = "<stdin>";

/// Reads a stack so that it can be opened.
///
/// The embedded one is there at once, and nothing is found wrong with it.
///
/// # Errors
///
/// [`FilesError`] when its files cannot be read; what is wrong with their text are findings of the [`Reading`].
pub fn read(origin: &Origin, limits: &Limits) -> Result<Reading, FilesError> {
    match origin.place {
        Place::Embedded => {
            Ok(Reading { stack: Some(bundled::discord()), findings: Vec::new(), texts: Vec::new() })
        }
        _ => read_text(origin, limits),
    }
}

/// Reads a stack from its text, the embedded one too, as for checking it.
///
/// # Errors
///
/// As [`read`].
pub fn read_text(origin: &Origin, limits: &Limits) -> Result<Reading, FilesError> {
    Ok(parse(origin, fetch(origin, limits)?, limits))
}

/// Reads a stack from its text, as far as there is one: what of a folder cannot be read is given beside it.
///
/// # Errors
///
/// As [`read`], when there is nothing that could be read.
pub fn read_each(origin: &Origin, limits: &Limits) -> Result<(Reading, Vec<FilesError>), FilesError> {
    let Place::Path(path) = &origin.place else { return Ok((read_text(origin, limits)?, Vec::new())) };
    let (mut files, mut refused) = (Vec::new(), Vec::new());
    for read in files::read_each(path, limits.bytes)? {
        match read {
            Ok(file) => files.push(named(file)),
            Err(error) => refused.push(error),
        }
    }
    match refused.pop() {
        Some(error) if files.is_empty() && refused.is_empty() => Err(error),
        last => {
            refused.extend(last);
            Ok((parse(origin, files, limits), refused))
        }
    }
}

fn named(file: StackFile) -> File {
    File::new(file.path.to_string_lossy(), file.bytes)
}

/// Reads the bytes of a stack: the part of [`read_text`] that waits for the outside.
///
/// # Errors
///
/// [`FilesError`] says what cannot be read.
pub fn fetch(origin: &Origin, limits: &Limits) -> Result<Vec<File>, FilesError> {
    match &origin.place {
        Place::Embedded => Ok(bundled::files()),
        Place::Path(path) => Ok(files::read_stack(path, limits.bytes)?.into_iter().map(named).collect()),
        Place::Stdin => {
            let read = files::read_stream(&mut io::stdin().lock(), Path::new(STDIN), limits.bytes);
            Ok(vec![named(read?)])
        }
    }
}

/// Turns the files of a stack into what they say: the part of [`read_text`] that only calculates.
#[must_use]
pub fn parse(origin: &Origin, mut files: Vec<File>, limits: &Limits) -> Reading {
    let mut reading = match (format_of(origin, &files), files.pop()) {
        (Format::Foreign(format), Some(file)) => (format.read)(file).reading,
        (_, last) => toml::read(files.into_iter().chain(last).collect()),
    };
    let entries = reading.stack.as_ref().map_or(0, |stack| stack.entries().len());
    if entries > limits.entries {
        reading.findings.insert(0, too_many(&entries.to_string(), limits.entries));
        reading.stack = None;
    }
    reading
}

/// The finding about more entries than are allowed.
#[must_use]
pub fn too_many(entries: &str, most: usize) -> Finding {
    let message = format!("{entries} entries are more than the {most} that are allowed");
    Finding::error(Code::Count, None, message).help("`limits.entries` in the settings allows more".to_owned())
}

/// The format of a stack: as it was told, or as its name or its text tells.
///
/// Files that are read together are TOML: a foreign text is one file.
fn format_of(origin: &Origin, files: &[File]) -> Format {
    match (origin.format, files) {
        (Some(format), _) => format,
        (None, [file]) => Format::detect(&file.name, &file.bytes),
        (None, _) => Format::Toml,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STACK: &str = "schema = 1\n[stack]\nid = \"s\"\nname = \"S\"\nsummary = \"S.\"\nkind = \"list\"\n\
        [[category]]\nid = \"all\"\nname = \"All\"\nsummary = \"All.\"\n\
        [[entry]]\nid = \"a\"\nname = \"A\"\ncategory = \"all\"\nsummary = \"A.\"\nhomepage = \"https://example.org\"\n";

    fn stdin(format: Option<Format>) -> Origin {
        Origin { name: "-".to_owned(), place: Place::Stdin, format, shadows: false }
    }

    #[test]
    fn the_embedded_stack_is_there_without_its_text_and_checked_with_it() {
        let origin = resolve("discord".as_ref(), &Known::none()).expect("it is embedded");
        let limits = Limits::default();
        assert!(read(&origin, &limits).expect("no file is needed").texts.is_empty());
        let checked = read_text(&origin, &limits).expect("no file is needed");
        assert_eq!(checked.stack, Some(bundled::discord()));
        assert!(!checked.texts.is_empty());
    }

    #[test]
    fn more_entries_than_are_allowed_are_an_error_that_names_the_setting() {
        let of = |entries| {
            let limits = Limits { entries, ..Limits::default() };
            parse(&stdin(None), vec![File::new(STDIN, STACK)], &limits)
        };
        assert!(of(1).stack.is_some(), "{:?}", of(1).findings);
        let refused = of(0);
        assert!(refused.stack.is_none());
        assert_eq!(refused.findings[0].code, Code::Count);
        assert!(refused.findings[0].help.as_ref().is_some_and(|help| help.contains("limits.entries")));
    }

    #[test]
    fn a_format_that_was_told_comes_before_name_and_text() {
        let file = |name: &str| [File::new(name, "# A\n\n- [B](https://example.org)\n")];
        assert_eq!(Some(format_of(&stdin(None), &file(STDIN))), Format::named("markdown"));
        assert_eq!(format_of(&stdin(Some(Format::Toml)), &file(STDIN)), Format::Toml);
        assert_eq!(format_of(&stdin(None), &file("a.toml")), Format::Toml);
        assert_eq!(format_of(&stdin(None), &[]), Format::Toml);
    }
}
