//! Reading a stack as a whole: its bytes, then their content.

use super::origin::{Origin, OriginKind};
use crate::config::Limits;
use crate::dataset::{Code, Finding};
use crate::format::{File, Reading, toml};
use crate::import::Format;
use crate::system::files::{self, FilesError, StackFile};

/// Reads a stack to open it; a built-in one is returned without a search for warnings, and has no findings.
///
/// # Errors
///
/// [`FilesError`] if its files cannot be read; problems in their text are findings of the [`Reading`].
pub fn read(origin: &Origin, limits: &Limits) -> Result<Reading, FilesError> {
    if let OriginKind::Embedded(bundled) = origin.kind
        && let Some(stack) = bundled.stack()
    {
        return Ok(Reading { stack: Some(stack), ..Reading::default() });
    }
    read_text(origin, limits)
}

/// Reads a stack from its text, including a built-in one, to check it.
///
/// # Errors
///
/// As [`read`].
pub fn read_text(origin: &Origin, limits: &Limits) -> Result<Reading, FilesError> {
    Ok(parse(origin, fetch(origin, limits)?, limits))
}

/// Reads a stack from its text, skipping unreadable files of a folder; their errors are returned too.
///
/// # Errors
///
/// As [`read`], if no file can be read.
pub fn read_each(origin: &Origin, limits: &Limits) -> Result<(Reading, Vec<FilesError>), FilesError> {
    let OriginKind::Path(path) = &origin.kind else { return Ok((read_text(origin, limits)?, Vec::new())) };
    let mut errors = Vec::new();
    let read = files::read_each(path, limits.bytes)?.into_iter();
    let files: Vec<File> =
        read.filter_map(|file| file.map_err(|error| errors.push(error)).ok()).map(named).collect();
    match errors.pop() {
        Some(only) if files.is_empty() && errors.is_empty() => return Err(only),
        last => errors.extend(last),
    }
    Ok((parse(origin, files, limits), errors))
}

/// A file with its path as its name.
pub(super) fn named(file: StackFile) -> File {
    File::new(file.path.to_string_lossy(), file.bytes)
}

/// Reads the bytes of a stack: the I/O part of [`read_text`].
///
/// # Errors
///
/// [`FilesError`] if a file cannot be read.
pub fn fetch(origin: &Origin, limits: &Limits) -> Result<Vec<File>, FilesError> {
    match &origin.kind {
        OriginKind::Embedded(bundled) => Ok(bundled.files()),
        OriginKind::Path(path) => Ok(files::read_stack(path, limits.bytes)?.into_iter().map(named).collect()),
        OriginKind::Stream(path) => {
            let name = files::stream_name(path);
            Ok(vec![named(files::read_stream(&mut files::open_stream(path)?, &name, limits.bytes)?)])
        }
    }
}

/// Parses the files of a stack: the pure part of [`read_text`].
pub fn parse(origin: &Origin, mut files: Vec<File>, limits: &Limits) -> Reading {
    let mut reading = match (format_of(origin, &files), files.pop()) {
        (Format::Foreign(format), Some(file)) => (format.read)(file).reading,
        (_, last) => toml::read(files.into_iter().chain(last).collect()),
    };
    let entries = reading.stack.as_ref().map_or(0, |stack| stack.entries().len());
    if entries > limits.entries {
        reading.findings.insert(0, too_many_entries(&entries.to_string(), limits.entries));
        reading.stack = None;
    }
    reading
}

/// The error that a stack has more entries than the limit.
pub fn too_many_entries(entries: &str, limit: usize) -> Finding {
    let message = format!("{entries} entries are more than the {limit} that are allowed");
    Finding::error(Code::Count, None, message).help("`limits.entries` in the settings allows more".to_owned())
}

/// The format of a stack: as given, else detected from the name and text of its file.
///
/// Several files together are TOML, because a foreign text is one file.
pub(super) fn format_of(origin: &Origin, files: &[File]) -> Format {
    match (origin.format, files) {
        (Some(format), _) => format,
        (None, [file]) => Format::detect(&file.name, &file.bytes),
        (None, _) => Format::Toml,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{NamedStacks, resolve};

    const STACK: &str = "schema = 1\n[stack]\nid = \"s\"\nname = \"S\"\nsummary = \"S.\"\nkind = \"list\"\n\
        [[category]]\nid = \"all\"\nname = \"All\"\nsummary = \"All.\"\n\
        [[entry]]\nid = \"a\"\nname = \"A\"\ncategory = \"all\"\nsummary = \"A.\"\nhomepage = \"https://example.org\"\n";

    fn stdin(format: Option<Format>) -> Origin {
        Origin { name: "-".to_owned(), kind: OriginKind::Stream("-".into()), format, shadows: false }
    }

    #[test]
    fn a_built_in_stack_is_there_without_its_text_and_checked_with_it() {
        let limits = Limits::default();
        for name in ["discord", "rust-project"] {
            let origin = resolve(name.as_ref(), &NamedStacks::embedded_only()).expect("it is built in");
            let opened = read(&origin, &limits).expect("no file is needed");
            assert!(opened.texts.is_empty() && opened.stack.is_some());
            let checked = read_text(&origin, &limits).expect("no file is needed");
            assert!(!checked.texts.is_empty());
            let text = |reading: Reading| toml::write(&reading.stack.expect("it has no error"));
            assert!(text(checked) == text(opened));
        }
    }

    #[test]
    fn more_entries_than_are_allowed_are_an_error_that_names_the_setting() {
        let read = |entries| {
            let limits = Limits { entries, ..Limits::default() };
            parse(&stdin(None), vec![File::new("-", STACK)], &limits)
        };
        assert!(read(1).stack.is_some(), "{:?}", read(1).findings);
        let refused = read(0);
        assert!(refused.stack.is_none());
        assert_eq!(refused.findings[0].code, Code::Count);
        assert!(refused.findings[0].help.as_ref().is_some_and(|help| help.contains("limits.entries")));
    }

    #[test]
    fn a_format_that_was_told_comes_before_name_and_text() {
        let file = |name: &str| [File::new(name, "# A\n\n- [B](https://example.org)\n")];
        assert_eq!(Some(format_of(&stdin(None), &file("-"))), Format::named("markdown"));
        assert_eq!(format_of(&stdin(Some(Format::Toml)), &file("-")), Format::Toml);
        assert_eq!(format_of(&stdin(None), &file("a.toml")), Format::Toml);
        assert_eq!(format_of(&stdin(None), &[]), Format::Toml);
    }
}
