//! Reading the files that a user names.
//!
//! Regular files only, up to a limit, and never waiting: a pipe, a device or a file without end is refused by its kind
//! or its size, not read. What stands in the files is no concern of this module; their bytes are not even known to be
//! text. It only looks whether a large file begins with anything but comments, since nothing would come of reading one
//! that does not.

mod error;

use std::fs::{self, File, FileType};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

pub use error::FilesError;
use error::PIPE;

/// How much of a file is looked at before the rest is read.
const PREFACE: usize = 1024 * 1024;

/// How often a file is read that changes meanwhile.
const ATTEMPTS: usize = 3;

/// One file of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackFile {
    /// The path as it was named, or the name inside the named folder; not yet fit for a terminal.
    pub path: PathBuf,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What can be read under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
}

/// Tells what is there, without opening it.
///
/// # Errors
///
/// [`FilesError`] when there is nothing, or nothing that could be read to an end.
pub fn kind(path: &Path) -> Result<Kind, FilesError> {
    let about = about(path)?;
    if about.is_dir() {
        return Ok(Kind::Folder);
    }
    regular(path, about.file_type()).map(|()| Kind::File)
}

/// Reads a stack: one file, or the `.toml` files of a folder in the order of their names, of at most `limit` bytes in all.
///
/// Hidden and backup files of a folder do not belong to the stack, nor do the folders in it.
///
/// # Errors
///
/// [`FilesError`] says what could not be read. Nothing half read is returned.
pub fn read_stack(path: &Path, limit: u64) -> Result<Vec<StackFile>, FilesError> {
    read_each(path, limit)?.into_iter().collect()
}

/// Reads a stack as [`read_stack`] does, and goes on behind a file that cannot be read, unless the limit is passed.
///
/// # Errors
///
/// [`FilesError`] when there is nothing under that name, or no file in the folder.
pub fn read_each(path: &Path, limit: u64) -> Result<Vec<Result<StackFile, FilesError>>, FilesError> {
    let mut left = limit;
    let mut files = Vec::new();
    for path in of_stack(path)? {
        let read = read_within(&path, left, limit);
        let passed = matches!(read, Err(FilesError::TooLarge { .. }));
        left = left.saturating_sub(read.as_ref().map_or(0, |bytes| bytes.len() as u64));
        files.push(read.map(|bytes| StackFile { path, bytes }));
        if passed {
            break;
        }
    }
    Ok(files)
}

/// The files of a stack in the order in which they are read: the one file, or the `.toml` files of a folder.
///
/// # Errors
///
/// [`FilesError`] when there is nothing under that name, or no file in the folder.
pub fn of_stack(path: &Path) -> Result<Vec<PathBuf>, FilesError> {
    if about(path)?.is_dir() { members(path) } else { Ok(vec![path.to_owned()]) }
}

/// Opens a regular file to be read in pieces, unless it begins with nothing but comments.
///
/// # Errors
///
/// [`FilesError`] says why it cannot be opened, a folder or a pipe for one.
pub fn open_for_pieces(path: &Path) -> Result<impl Read + Send + use<>, FilesError> {
    let file = open_file(path)?;
    let mut begin = Vec::new();
    (&file).take(PREFACE as u64).read_to_end(&mut begin).map_err(|error| fault(path, error))?;
    if begin.len() == PREFACE && is_comments(&begin) {
        return Err(FilesError::OnlyComments { path: path.to_owned() });
    }
    Ok(io::Cursor::new(begin).chain(file))
}

fn open_file(path: &Path) -> Result<File, FilesError> {
    // Looked at before it is opened, since opening alone makes some devices act, and a socket cannot be opened at all.
    regular(path, about(path)?.file_type())?;
    let file = open(path).map_err(|error| fault(path, error))?;
    // Asked again: another file may stand there by now.
    let about = file.metadata().map_err(|error| fault(path, error))?;
    regular(path, about.file_type())?;
    Ok(file)
}

/// Reads one file of at most `limit` bytes.
///
/// # Errors
///
/// [`FilesError`] says why it could not be read, a folder for one.
pub fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, FilesError> {
    read_within(path, limit, limit)
}

/// Reads what comes through a stream, such as standard input, up to `limit` bytes.
///
/// # Errors
///
/// [`FilesError`] under the name that the stream goes by.
pub fn read_stream(stream: &mut impl Read, name: &Path, limit: u64) -> Result<StackFile, FilesError> {
    Ok(StackFile { path: name.to_owned(), bytes: read_up_to(stream, name, 0, limit, limit)? })
}

/// The `.toml` files of a folder that belong to a stack, in the order of their names.
///
/// `build.rs` chooses the files of the embedded stack by the same rule, which it cannot borrow from here.
fn members(folder: &Path) -> Result<Vec<PathBuf>, FilesError> {
    let unreadable = |source| FilesError::Unreadable { path: folder.to_owned(), source };
    let (mut paths, mut lists) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if is_hidden(&path) {
            continue;
        }
        if has_extension(&path, "toml") {
            if !path.is_dir() {
                paths.push(path);
            }
        } else if has_extension(&path, "md") {
            lists.push(path);
        }
    }
    if paths.is_empty() {
        // Where there are several, the one that a reader of the folder would open.
        let readme =
            |path: &PathBuf| path.file_stem().is_none_or(|stem| !stem.eq_ignore_ascii_case("readme"));
        let list = lists.into_iter().min_by_key(|path| (readme(path), path.clone()));
        return Err(FilesError::EmptyFolder { path: folder.to_owned(), list });
    }
    paths.sort_unstable();
    Ok(paths)
}

/// The stacks that lie in a folder: its `.toml` files, and the folders in it that have some, in the order of their names.
///
/// # Errors
///
/// [`FilesError`] when the folder cannot be listed.
pub fn stacks_in(folder: &Path) -> Result<Vec<PathBuf>, FilesError> {
    let unreadable = |source| FilesError::Unreadable { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_stack = if path.is_dir() { members(&path).is_ok() } else { has_extension(&path, "toml") };
        if !is_hidden(&path) && is_stack {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    Ok(paths)
}

// A backup (`x.toml~`, `x.toml.bak`, `#x.toml#`) has another extension, so that only hidden files are left.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension == wanted)
}

fn read_within(path: &Path, left: u64, limit: u64) -> Result<Vec<u8>, FilesError> {
    let file = open_file(path)?;
    let state = || {
        let about = file.metadata().map_err(|error| fault(path, error))?;
        // Looked at again: another file may stand there by now.
        regular(path, about.file_type())?;
        Ok((about.len(), about.modified().ok()))
    };
    let read = |&(size, _): &(u64, _)| {
        if size > left {
            return Err(FilesError::TooLarge { path: path.to_owned(), limit });
        }
        (&file).rewind().map_err(|error| fault(path, error))?;
        read_up_to(&mut &file, path, size, left, limit)
    };
    steadily(state, read)?.ok_or_else(|| FilesError::Changing { path: path.to_owned() })
}

/// What was read while the state was the same before and after, since half of an old text and half of a new one is
/// neither; nothing if that could not be had in a few attempts.
fn steadily<S: PartialEq, T, E>(
    mut state: impl FnMut() -> Result<S, E>,
    mut read: impl FnMut(&S) -> Result<T, E>,
) -> Result<Option<T>, E> {
    let mut before = state()?;
    for _ in 0..ATTEMPTS {
        let text = read(&before)?;
        let after = state()?;
        if before == after {
            return Ok(Some(text));
        }
        before = after;
    }
    Ok(None)
}

fn read_up_to(
    stream: &mut (impl Read + ?Sized),
    path: &Path,
    expected: u64,
    left: u64,
    limit: u64,
) -> Result<Vec<u8>, FilesError> {
    let mut bytes = Vec::new();
    // A size of zero proves nothing (files of /proc have none) and a file can grow: one byte more than allowed tells.
    let mut stream = stream.take(left.saturating_add(1));
    let read = stream.by_ref().take(PREFACE as u64).read_to_end(&mut bytes);
    read.map_err(|error| fault(path, error))?;
    if bytes.len() == PREFACE && is_comments(&bytes) {
        return Err(FilesError::OnlyComments { path: path.to_owned() });
    }
    // Without this a file that memory has no room for would end the program.
    let more = usize::try_from(expected.min(left)).unwrap_or(usize::MAX).saturating_sub(bytes.len());
    let room = bytes.try_reserve_exact(more).map_err(|_| io::ErrorKind::OutOfMemory.into());
    room.and_then(|()| stream.read_to_end(&mut bytes)).map_err(|error| fault(path, error))?;
    if bytes.len() as u64 > left {
        return Err(FilesError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// Whether each line is empty or begins with the `#` of a comment.
#[must_use]
pub fn is_comments(bytes: &[u8]) -> bool {
    bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .all(|line| line.is_empty() || line.starts_with(b"#"))
}

fn about(path: &Path) -> Result<fs::Metadata, FilesError> {
    fs::metadata(path).map_err(|error| fault(path, error))
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    // NONBLOCK: a pipe that took the file's place must not be waited for.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn fault(path: &Path, error: io::Error) -> FilesError {
    let path = path.to_owned();
    if is_ring(&error) {
        FilesError::Ring { path }
    } else if error.kind() == io::ErrorKind::NotFound {
        let link = fs::symlink_metadata(&path).is_ok_and(|about| about.is_symlink());
        if link { FilesError::Dangling { path } } else { FilesError::Missing { path } }
    } else {
        FilesError::Unreadable { path, source: error }
    }
}

#[cfg(unix)]
fn is_ring(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
fn is_ring(_error: &io::Error) -> bool {
    false
}

fn regular(path: &Path, kind: FileType) -> Result<(), FilesError> {
    if kind.is_file() {
        return Ok(());
    }
    let path = path.to_owned();
    if is_socket(kind) {
        // Not a matter of kind alone: nobody can open one as a file.
        let source = io::Error::new(io::ErrorKind::Unsupported, "it is a socket");
        return Err(FilesError::Unreadable { path, source });
    }
    Err(FilesError::NotRegular { path, kind: if kind.is_dir() { "a folder" } else { name_of(kind) } })
}

#[cfg(unix)]
fn is_socket(kind: FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_socket(&kind)
}

#[cfg(not(unix))]
fn is_socket(_kind: FileType) -> bool {
    false
}

#[cfg(unix)]
fn name_of(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() { PIPE } else { "a device" }
}

#[cfg(not(unix))]
fn name_of(_kind: FileType) -> &'static str {
    "something else"
}

#[cfg(test)]
mod tests;
