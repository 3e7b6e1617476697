//! Reading of the user's files.
//!
//! Only regular files up to a limit, and never blocking: devices, endless files and the pipes in a folder are refused by
//! their kind or size. Only standard input and a pipe that the user names are streams, and waited for.
//! The content is bytes, not even known to be text; only a large file that begins with nothing but comments is refused,
//! since it cannot be a useful stack.

mod error;

use std::fs::{self, File, FileType};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::time::{Duration, Instant};

pub use error::FilesError;
#[cfg(unix)]
use error::PIPE;
use error::PREFACE;

use super::folders;

/// Maximum number of attempts to read a file that changes meanwhile.
const MAX_ATTEMPTS: usize = 3;

/// One file of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackFile {
    /// The path that the user named, or that of a file in the named folder; not sanitized.
    pub path: PathBuf,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The kind of a readable path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
}

/// Returns the kind of a path, without opening it.
///
/// # Errors
///
/// [`FilesError`] when it does not exist, or is neither a regular file nor a folder.
pub fn kind(path: &Path) -> Result<Kind, FilesError> {
    let metadata = metadata(path)?;
    if metadata.is_dir() {
        return Ok(Kind::Folder);
    }
    check_regular(path, metadata.file_type()).map(|()| Kind::File)
}

/// Reads a stack: one file, or the `.toml` files of a folder in the order of their names, of at most `limit` bytes in all.
///
/// Hidden files, backup files and subfolders are skipped.
///
/// # Errors
///
/// [`FilesError`] of the first file that could not be read; partly read files are not returned.
pub fn read_stack(path: &Path, limit: u64) -> Result<Vec<StackFile>, FilesError> {
    read_each(path, limit)?.into_iter().collect()
}

/// Reads a stack as [`read_stack`] does, but continues after a file that cannot be read, unless the limit is exceeded.
///
/// # Errors
///
/// [`FilesError`] when the path does not exist, or the folder has no file of a stack.
pub fn read_each(path: &Path, limit: u64) -> Result<Vec<Result<StackFile, FilesError>>, FilesError> {
    let mut left = limit;
    let mut files = Vec::new();
    for path in stack_files(path)? {
        let read = read_within(&path, left, limit);
        let exceeded = matches!(read, Err(FilesError::TooLarge { .. }));
        left = left.saturating_sub(read.as_ref().map_or(0, |bytes| bytes.len() as u64));
        files.push(read.map(|bytes| StackFile { path, bytes }));
        if exceeded {
            break;
        }
    }
    Ok(files)
}

/// The files of a stack in the order in which they are read: the one file, or the `.toml` files of a folder.
///
/// # Errors
///
/// [`FilesError`] when the path does not exist, or the folder has no file of a stack.
pub fn stack_files(path: &Path) -> Result<Vec<PathBuf>, FilesError> {
    if metadata(path)?.is_dir() { toml_files(path) } else { Ok(vec![path.to_owned()]) }
}

/// Opens a regular file to be read in chunks, unless it begins with nothing but comments.
///
/// # Errors
///
/// [`FilesError`] when it cannot be opened, or is no regular file.
pub fn open_for_chunks(path: &Path) -> Result<impl Read + Send + use<>, FilesError> {
    let mut file = open_file(path)?;
    let begin = read_preface(&mut file, path)?;
    Ok(io::Cursor::new(begin).chain(file))
}

/// Reads the first bytes of a file, at most [`PREFACE`], and refuses a file that begins with nothing but comments.
fn read_preface(stream: &mut impl Read, path: &Path) -> Result<Vec<u8>, FilesError> {
    let mut bytes = Vec::new();
    stream.take(PREFACE as u64).read_to_end(&mut bytes).map_err(|error| fault(path, error))?;
    if bytes.len() == PREFACE && is_comments(&bytes) {
        return Err(FilesError::OnlyComments(path.to_owned()));
    }
    Ok(bytes)
}

fn open_file(path: &Path) -> Result<File, FilesError> {
    // Checked before opening, since opening alone makes some devices act, and a socket cannot be opened.
    check_regular(path, metadata(path)?.file_type())?;
    let file = open(path).map_err(|error| fault(path, error))?;
    // Checked again: the file may have been replaced.
    let metadata = file.metadata().map_err(|error| fault(path, error))?;
    check_regular(path, metadata.file_type())?;
    Ok(file)
}

/// The path that names standard input.
pub const STDIN: &str = "-";

/// Whether a path is read as a stream: `-`, or a pipe, with or without a name of its own (`/dev/fd/63` of a shell's `<(COMMAND)`).
pub fn is_stream(path: &Path) -> bool {
    path == Path::new(STDIN) || fs::metadata(path).is_ok_and(|metadata| is_pipe(metadata.file_type()))
}

/// The name of a stream in messages: its path, unless only its number in this process leads to it.
pub fn stream_name(path: &Path) -> PathBuf {
    let number = path.file_name().unwrap_or_default().display();
    if path == Path::new(STDIN) {
        "<stdin>".into()
    } else if has_name(path) {
        path.to_owned()
    } else {
        format!("<pipe {number}>").into()
    }
}

/// The device and inode of a stream, which several paths may lead to; `None` where that is unknown.
#[cfg(unix)]
pub fn stream_id(path: &Path) -> Option<[u64; 2]> {
    use std::os::unix::fs::MetadataExt;
    let path = if path == Path::new(STDIN) { Path::new("/dev/stdin") } else { path };
    fs::metadata(path).ok().map(|metadata| [metadata.dev(), metadata.ino()])
}

/// The identity of a stream, which is unknown on this system.
#[cfg(not(unix))]
pub fn stream_id(_path: &Path) -> Option<[u64; 2]> {
    None
}

/// Whether a pipe is a file of its own.
fn has_name(path: &Path) -> bool {
    fs::canonicalize(path).is_ok_and(|path| !path.starts_with("/dev/fd"))
}

/// Opens standard input or a pipe.
///
/// # Errors
///
/// [`FilesError`] when it cannot be opened, is no pipe, or has a name and no writer.
pub fn open_stream(path: &Path) -> Result<Box<dyn Read + Send>, FilesError> {
    if path == Path::new(STDIN) { Ok(Box::new(io::stdin())) } else { open_pipe(path) }
}

/// Maximum time until a pipe with a name has a writer.
#[cfg(unix)]
const WRITER_TIMEOUT: Duration = Duration::from_millis(500);

/// Time between two attempts to read from a pipe without a writer.
#[cfg(unix)]
const WRITER_INTERVAL: rustix::event::Timespec = rustix::event::Timespec { tv_sec: 0, tv_nsec: 5_000_000 };

#[cfg(unix)]
fn open_pipe(path: &Path) -> Result<Box<dyn Read + Send>, FilesError> {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    let failed = |error: io::Error| fault(path, error);
    let mut file = open(path).map_err(failed)?;
    if !is_pipe(file.metadata().map_err(failed)?.file_type()) {
        return Err(FilesError::Changing(path.to_owned()));
    }
    let end = Instant::now() + WRITER_TIMEOUT;
    let mut begin = [0];
    // A read ends at once without a writer, and would block with one.
    let length = loop {
        let mut ends = [PollFd::new(&file, PollFlags::IN)];
        rustix::io::retry_on_intr(|| poll(&mut ends, Some(&WRITER_INTERVAL)))
            .map_err(|error| failed(error.into()))?;
        let [end_of_pipe] = ends.map(|end| end.revents().contains(PollFlags::HUP));
        match file.read(&mut begin) {
            Ok(0) if !end_of_pipe && has_name(path) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break 0,
            read => break read.map_err(failed)?,
        }
        if Instant::now() > end {
            return Err(FilesError::SilentPipe(path.to_owned()));
        }
    };
    let blocking = fcntl_getfl(&file).and_then(|flags| fcntl_setfl(&file, flags - OFlags::NONBLOCK));
    blocking.map_err(|error| failed(error.into()))?;
    Ok(Box::new(io::Cursor::new(begin).take(length as u64).chain(file)))
}

#[cfg(not(unix))]
fn open_pipe(path: &Path) -> Result<Box<dyn Read + Send>, FilesError> {
    let file = File::open(path).map_err(|error| fault(path, error))?;
    Ok(Box::new(file))
}

/// Reads one file of at most `limit` bytes.
///
/// # Errors
///
/// [`FilesError`] when it cannot be read, or is no regular file.
pub fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, FilesError> {
    read_within(path, limit, limit)
}

/// Reads one file of at most `limit` bytes, unless a link leads it out of a folder.
///
/// # Errors
///
/// As [`read_file`], and for a file outside.
pub fn read_inside(path: &Path, folder: &Path, limit: u64) -> Result<Vec<u8>, FilesError> {
    if is_inside(path, folder) { read_file(path, limit) } else { Err(FilesError::Outside(path.to_owned())) }
}

/// Whether a path leads to a file or folder below a folder, by its links too; true as well for one that leads nowhere.
pub fn is_inside(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        (Err(error), _) => error.kind() == io::ErrorKind::NotFound,
        _ => false,
    }
}

/// Reads a stream, such as standard input, of at most `limit` bytes.
///
/// # Errors
///
/// [`FilesError`] with the stream's name as its path.
pub fn read_stream(stream: &mut impl Read, name: &Path, limit: u64) -> Result<StackFile, FilesError> {
    Ok(StackFile { path: name.to_owned(), bytes: read_up_to(stream, name, 0, limit, limit)? })
}

/// The `.toml` files of a folder that belong to a stack, in the order of their names.
///
/// `build.rs` chooses the files of the embedded stack by the same rule, but cannot call this function.
///
/// # Errors
///
/// [`FilesError`] when the folder cannot be listed, or has no such file.
pub fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, FilesError> {
    let members = visible_members(folder)?;
    let with_extension =
        |wanted: &'static str| members.iter().filter(move |path| has_extension(path, wanted));
    let paths: Vec<PathBuf> = with_extension("toml").filter(|path| !path.is_dir()).cloned().collect();
    if paths.is_empty() {
        // Of several lists, README comes first.
        let is_other =
            |path: &PathBuf| path.file_stem().is_none_or(|stem| !stem.eq_ignore_ascii_case("readme"));
        let list = with_extension("md").min_by_key(|path| is_other(path));
        return Err(FilesError::EmptyFolder(folder.to_owned(), list.cloned()));
    }
    Ok(paths)
}

/// The stacks in a folder: its `.toml` files, and its subfolders that have some, in the order of their names.
///
/// # Errors
///
/// [`FilesError`] when the folder cannot be listed.
pub fn stacks_in(folder: &Path) -> Result<Vec<PathBuf>, FilesError> {
    let is_stack = |path: &PathBuf| {
        if path.is_dir() { toml_files(path).is_ok() } else { has_extension(path, "toml") }
    };
    Ok(visible_members(folder)?.into_iter().filter(is_stack).collect())
}

/// The files and folders in a folder that are not hidden, in the order of their names.
fn visible_members(folder: &Path) -> Result<Vec<PathBuf>, FilesError> {
    let names = folders::members(folder);
    let names = names.map_err(|error| FilesError::Unreadable(folder.to_owned(), error))?;
    let mut members: Vec<PathBuf> = names.into_iter().map(|name| folder.join(name)).collect();
    members.retain(|path| !is_hidden(path));
    members.sort_unstable();
    Ok(members)
}

// Backups (`x.toml~`, `x.toml.bak`, `#x.toml#`) have another extension, so only hidden files need a check.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension == wanted)
}

fn read_within(path: &Path, left: u64, limit: u64) -> Result<Vec<u8>, FilesError> {
    let file = open_file(path)?;
    let state = || {
        let metadata = file.metadata().map_err(|error| fault(path, error))?;
        Ok((metadata.len(), metadata.modified().ok()))
    };
    let read = |&(size, _): &(u64, _)| {
        if size > left {
            return Err(FilesError::TooLarge(path.to_owned(), limit));
        }
        (&file).rewind().map_err(|error| fault(path, error))?;
        read_up_to(&mut &file, path, size, left, limit)
    };
    read_stable(state, read)?.ok_or_else(|| FilesError::Changing(path.to_owned()))
}

/// Returns a text that was read while the state stayed the same, so that it mixes no old and new content.
///
/// `None` if the state changed in each of [`MAX_ATTEMPTS`].
fn read_stable<S: PartialEq, T, E>(
    mut state: impl FnMut() -> Result<S, E>,
    mut read: impl FnMut(&S) -> Result<T, E>,
) -> Result<Option<T>, E> {
    let mut before = state()?;
    for _ in 0..MAX_ATTEMPTS {
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
    // The size may be wrong (files of /proc have size 0) or grow, so one byte more than allowed is read.
    let mut stream = stream.take(left.saturating_add(1));
    let mut bytes = read_preface(&mut stream, path)?;
    // A file that does not fit into memory must not abort the program.
    let more = usize::try_from(expected.min(left)).unwrap_or(usize::MAX).saturating_sub(bytes.len());
    let room = bytes.try_reserve_exact(more).map_err(|_| io::ErrorKind::OutOfMemory.into());
    room.and_then(|()| stream.read_to_end(&mut bytes)).map_err(|error| fault(path, error))?;
    if bytes.len() as u64 > left {
        return Err(FilesError::TooLarge(path.to_owned(), limit));
    }
    Ok(bytes)
}

/// Whether every line is empty or a comment (`#`).
pub fn is_comments(bytes: &[u8]) -> bool {
    bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .all(|line| line.is_empty() || line.starts_with(b"#"))
}

fn metadata(path: &Path) -> Result<fs::Metadata, FilesError> {
    fs::metadata(path).map_err(|error| fault(path, error))
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    // NONBLOCK: a pipe that replaced the file must not block.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn fault(path: &Path, error: io::Error) -> FilesError {
    let path = path.to_owned();
    if is_link_cycle(&error) {
        FilesError::LinkCycle(path)
    } else if error.kind() == io::ErrorKind::NotFound {
        let link = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
        if link { FilesError::Dangling(path) } else { FilesError::Missing(path) }
    } else {
        FilesError::Unreadable(path, error)
    }
}

#[cfg(unix)]
fn is_link_cycle(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
fn is_link_cycle(_error: &io::Error) -> bool {
    false
}

fn check_regular(path: &Path, kind: FileType) -> Result<(), FilesError> {
    if kind.is_file() {
        return Ok(());
    }
    let path = path.to_owned();
    match special_kind(kind) {
        _ if kind.is_dir() => Err(FilesError::NotRegular(path, "a folder")),
        Some(kind) => Err(FilesError::NotRegular(path, kind)),
        None => {
            // Unreadable rather than of the wrong kind, since a socket cannot be opened at all.
            let source = io::Error::new(io::ErrorKind::Unsupported, "it is a socket");
            Err(FilesError::Unreadable(path, source))
        }
    }
}

/// The kind of a special file, with its article; `None` for a socket.
#[cfg(unix)]
fn special_kind(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;
    if is_pipe(kind) { Some(PIPE) } else { (!kind.is_socket()).then_some("a device") }
}

#[cfg(unix)]
fn is_pipe(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_fifo()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "some kinds have no name on Unix")]
fn special_kind(_kind: FileType) -> Option<&'static str> {
    Some("something else")
}

#[cfg(not(unix))]
fn is_pipe(_kind: FileType) -> bool {
    false
}

#[cfg(test)]
mod tests;
