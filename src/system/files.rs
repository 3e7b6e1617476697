//! Reading the files that a user names.
//!
//! Regular files only, up to a limit, and never waiting: a pipe, a device or a file without end is refused by its kind
//! or its size, not read. What stands in the files is no concern of this module; their bytes are not even known to be
//! text. It only looks whether a large file begins with anything but comments, since nothing would come of reading one
//! that does not.

use std::fs::{self, File, FileType};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use thiserror::Error;

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

/// Why a stack was not read.
///
/// The paths are shown as they are: whoever prints an error makes it inert first.
#[derive(Debug, Error)]
pub enum FilesError {
    /// There is nothing under that name.
    #[error("{}: there is no such file or folder", path.display())]
    Missing {
        /// The name.
        path: PathBuf,
    },
    /// A symbolic link leads to nothing.
    #[error("{}: the link leads to nothing", path.display())]
    Dangling {
        /// The link.
        path: PathBuf,
    },
    /// Symbolic links lead in a ring.
    #[error("{}: the link leads back to itself", path.display())]
    Ring {
        /// The link.
        path: PathBuf,
    },
    /// It is something that cannot be read to an end.
    #[error("{}: it is {kind}, not a file", path.display())]
    NotRegular {
        /// The path.
        path: PathBuf,
        /// What it is, with its article.
        kind: &'static str,
    },
    /// The system refuses to read it.
    #[error("{}: it cannot be read", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder has no file that could belong to a stack.
    #[error("{}: there is no .toml file in this folder", path.display())]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
        /// A Markdown file in it, which would be a stack by itself.
        list: Option<PathBuf>,
    },
    /// There is more than the limit.
    #[error("{}: more than {}, the most that may be read", path.display(), in_words(*limit))]
    TooLarge {
        /// The file with which the limit was passed.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// A large file begins with comments and with nothing else.
    #[error("{}: nothing but comments in the first {}", path.display(), in_words(PREFACE as u64))]
    OnlyComments {
        /// The file.
        path: PathBuf,
    },
    /// Somebody writes it all the time.
    #[error("{}: it changes while it is read", path.display())]
    Changing {
        /// The file.
        path: PathBuf,
    },
}

/// A number of bytes in the largest unit that leaves no rest.
fn in_words(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let whole = units.into_iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    whole.map_or_else(|| format!("{bytes} bytes"), |(unit, name)| format!("{} {name}", bytes / unit))
}

impl FilesError {
    /// The stable name of the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. }
            | Self::Dangling { .. }
            | Self::Ring { .. }
            | Self::Unreadable { .. }
            | Self::Changing { .. } => "io.unreadable",
            Self::NotRegular { .. } => "io.not-regular-file",
            Self::EmptyFolder { .. } => "io.empty-folder",
            Self::TooLarge { .. } | Self::OnlyComments { .. } => "limit.size",
        }
    }

    /// The next step, where there is one.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::TooLarge { .. } => Some("`limits.bytes` in the configuration allows more".to_owned()),
            Self::EmptyFolder { list: Some(list), .. } => {
                Some(format!("a Markdown list is opened by its own name: {}", list.display()))
            }
            _ => None,
        }
    }

    /// The file or folder it is about.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing { path }
            | Self::Dangling { path }
            | Self::Ring { path }
            | Self::NotRegular { path, .. }
            | Self::Unreadable { path, .. }
            | Self::EmptyFolder { path, .. }
            | Self::OnlyComments { path }
            | Self::Changing { path }
            | Self::TooLarge { path, .. } => path,
        }
    }
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
    let mut left = limit;
    let mut files = Vec::new();
    for path in of_stack(path)? {
        let bytes = read_within(&path, left, limit)?;
        left = left.saturating_sub(bytes.len() as u64);
        files.push(StackFile { path, bytes });
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
            paths.push(path);
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
fn is_comments(bytes: &[u8]) -> bool {
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
    if kind.is_fifo() { "a pipe" } else { "a device" }
}

#[cfg(not(unix))]
fn name_of(_kind: FileType) -> &'static str {
    "something else"
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: u64 = 32 << 20;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn names(files: &[StackFile]) -> Vec<&str> {
        files.iter().map(|file| file.path.file_name().unwrap().to_str().unwrap()).collect()
    }

    #[test]
    fn one_file_is_a_stack_whatever_its_name() {
        let folder = folder(&[("list.md", "text")]);
        let path = folder.path().join("list.md");
        assert_eq!(read_stack(&path, LIMIT).unwrap(), [StackFile { path, bytes: b"text".to_vec() }]);
    }

    #[test]
    fn a_folder_is_read_in_the_order_of_names_without_hidden_and_backup_files() {
        let folder = folder(&[
            ("b.toml", ""),
            ("a.toml", ""),
            ("c.txt", ""),
            (".d.toml", ""),
            ("a.toml~", ""),
            ("a.toml.bak", ""),
            ("#a.toml#", ""),
        ]);
        assert_eq!(names(&read_stack(folder.path(), LIMIT).unwrap()), ["a.toml", "b.toml"]);
    }

    #[test]
    fn a_folder_without_toml_files_is_told_from_a_missing_one() {
        let folder = folder(&[("a.txt", "")]);
        let error = read_stack(folder.path(), LIMIT).unwrap_err();
        assert_eq!((error.code(), error.path()), ("io.empty-folder", folder.path()));
        let error = read_stack(&folder.path().join("gone"), LIMIT).unwrap_err();
        assert!(matches!(error, FilesError::Missing { .. }) && error.code() == "io.unreadable");
    }

    #[test]
    fn a_folder_named_like_a_file_is_refused_by_its_kind() {
        let folder = folder(&[("a.toml", "")]);
        fs::create_dir(folder.path().join("x.toml")).unwrap();
        let error = read_stack(folder.path(), LIMIT).unwrap_err();
        assert_eq!(error.code(), "io.not-regular-file");
        assert!(error.to_string().ends_with("x.toml: it is a folder, not a file"), "{error}");
    }

    #[test]
    fn the_limit_holds_for_the_whole_folder_and_to_the_byte() {
        let folder = folder(&[("a.toml", "12345"), ("b.toml", "67890")]);
        assert_eq!(read_stack(folder.path(), 10).unwrap().len(), 2);
        let error = read_stack(folder.path(), 9).unwrap_err();
        assert_eq!((error.code(), error.path()), ("limit.size", folder.path().join("b.toml").as_path()));
    }

    #[test]
    fn a_huge_file_is_refused_before_it_is_read() {
        let folder = folder(&[]);
        let path = folder.path().join("sparse.toml");
        File::create(&path).unwrap().set_len(8 * 1024 * 1024 * 1024).unwrap();
        assert_eq!(read_stack(&path, LIMIT).unwrap_err().code(), "limit.size");
    }

    #[test]
    fn a_large_file_of_comments_is_given_up_early() {
        let folder = folder(&[]);
        let path = folder.path().join("comments.toml");
        fs::write(&path, "# nothing\n\n".repeat(200_000)).unwrap();
        assert!(matches!(read_stack(&path, LIMIT), Err(FilesError::OnlyComments { .. })));
        fs::write(&path, "# something\n".repeat(200_000) + "a = 1\n").unwrap();
        assert!(matches!(read_stack(&path, LIMIT), Err(FilesError::OnlyComments { .. })));
        let text = format!("a = 1\n{}", "# something\n".repeat(200_000));
        fs::write(&path, &text).unwrap();
        assert_eq!(read_stack(&path, LIMIT).unwrap()[0].bytes, text.as_bytes());
    }

    #[test]
    fn a_folder_of_markdown_alone_names_the_list_in_it() {
        let folder = folder(&[("a.md", ""), ("README.md", "")]);
        let help = read_stack(folder.path(), LIMIT).unwrap_err().help().unwrap();
        assert!(help.ends_with("README.md"), "{help}");
    }

    #[test]
    fn a_text_that_changes_while_it_is_read_is_read_again_and_given_up_in_the_end() {
        let read = |states: &[u32]| {
            let mut states = states.iter();
            steadily(|| states.next().ok_or(()), |state| Ok(**state)).unwrap()
        };
        assert_eq!(read(&[1, 1]), Some(1));
        assert_eq!(read(&[1, 2, 2]), Some(2));
        assert_eq!(read(&[1, 2, 3, 4]), None);
    }

    #[test]
    fn what_is_there_is_told_by_its_kind() {
        let folder = folder(&[("a.toml", "")]);
        assert_eq!(kind(folder.path()).unwrap(), Kind::Folder);
        assert_eq!(kind(&folder.path().join("a.toml")).unwrap(), Kind::File);
        assert!(matches!(kind(&folder.path().join("b.toml")), Err(FilesError::Missing { .. })));
    }

    #[test]
    fn sizes_are_told_in_the_largest_unit_that_fits() {
        assert_eq!([in_words(1 << 30), in_words(3 << 20), in_words(1500)], ["1 GiB", "3 MiB", "1500 bytes"]);
    }

    #[test]
    fn a_stream_without_end_is_read_to_the_limit_only() {
        let read = |stream: &mut dyn Read| read_up_to(stream, Path::new("grows.toml"), 0, 1000, 1000);
        assert_eq!(read(&mut io::repeat(b'y')).unwrap_err().code(), "limit.size");
        assert_eq!(read(&mut &[b'y'; 1000][..]).unwrap(), [b'y'; 1000]);
    }

    #[cfg(unix)]
    mod on_unix {
        use super::*;
        use std::os::unix::fs::symlink;
        use std::os::unix::net::UnixListener;
        use std::process::Command;

        #[test]
        fn pipes_sockets_and_devices_are_refused_by_their_kind_without_waiting() {
            let folder = folder(&[]);
            let pipe = folder.path().join("pipe.toml");
            assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            let socket = folder.path().join("socket.toml");
            let _listener = UnixListener::bind(&socket).unwrap();
            let device = folder.path().join("device.toml");
            symlink("/dev/zero", &device).unwrap();
            for (path, kind) in [(pipe, "a pipe"), (device, "a device")] {
                let error = read_stack(&path, LIMIT).unwrap_err();
                assert_eq!(error.code(), "io.not-regular-file");
                assert!(error.to_string().contains(kind), "{error}");
            }
            let error = read_stack(&socket, LIMIT).unwrap_err();
            assert_eq!(error.code(), "io.unreadable");
            assert!(format!("{error:?}").contains("it is a socket"), "{error:?}");
        }

        #[test]
        fn a_pipe_in_a_folder_is_refused_without_waiting() {
            let folder = folder(&[("a.toml", "")]);
            assert!(Command::new("mkfifo").arg(folder.path().join("x.toml")).status().unwrap().success());
            assert_eq!(read_stack(folder.path(), LIMIT).unwrap_err().code(), "io.not-regular-file");
        }

        #[test]
        fn links_that_lead_nowhere_are_told_from_links_in_a_ring() {
            let folder = folder(&[]);
            let [ring, other, dangling] = ["ring", "other", "dangling"].map(|name| folder.path().join(name));
            symlink(&other, &ring).unwrap();
            symlink(&ring, &other).unwrap();
            symlink("gone", &dangling).unwrap();
            assert!(matches!(read_stack(&ring, LIMIT), Err(FilesError::Ring { .. })));
            assert!(matches!(read_stack(&dangling, LIMIT), Err(FilesError::Dangling { .. })));
        }

        #[test]
        fn a_good_link_is_followed() {
            let folder = folder(&[("a.txt", "text")]);
            symlink("a.txt", folder.path().join("b.toml")).unwrap();
            assert_eq!(read_stack(folder.path(), LIMIT).unwrap()[0].bytes, b"text");
        }

        #[test]
        fn a_file_of_size_zero_that_has_text_is_read() {
            let path = Path::new("/proc/self/status");
            if path.exists() {
                assert!(!read_stack(path, LIMIT).unwrap()[0].bytes.is_empty());
            }
        }

        #[test]
        fn a_name_that_is_not_unicode_is_kept() {
            use std::ffi::OsStr;
            use std::os::unix::ffi::OsStrExt;
            let folder = folder(&[]);
            let path = folder.path().join(OsStr::from_bytes(b"a\xff\x1b.toml"));
            if fs::write(&path, "").is_ok() {
                assert_eq!(read_stack(folder.path(), LIMIT).unwrap()[0].path, path);
            }
        }
    }
}
