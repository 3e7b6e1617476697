//! The errors of writing files.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// The error of writing a file, with the path; nothing was written.
///
/// The paths are not sanitized: sanitize the text before printing it.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The file exists.
    #[error("{}: already exists", .0.display())]
    Exists(PathBuf),
    /// The path is a symbolic link.
    #[error("{}: is a link, and links are not written through", .0.display())]
    Link(PathBuf),
    /// The path exists, and is not of the required kind.
    #[error("{}: already exists, and is not a {}", .0.display(), .1)]
    WrongKind(PathBuf, &'static str),
    /// The parent folder does not exist; `.` is the current folder, which was deleted.
    #[error("{}: no such folder", .0.display())]
    NoFolder(PathBuf),
    /// The file was saved after it was read.
    #[error("{}: changed since it was read, and was not replaced", .0.display())]
    Changed(PathBuf),
    /// The file is read-only.
    #[error("{}: write-protected", .0.display())]
    Protected(PathBuf),
    /// The new file could not get the owner and group of the old one.
    #[error("{}: owned by another user or group; replacing it would change the owner", .0.display())]
    Owner(PathBuf, #[source] io::Error),
    /// The new file could not get the permissions or extended attributes of the old one.
    #[error("{}: replacing it would lose its permissions or extended attributes", .0.display())]
    Attributes(PathBuf, #[source] io::Error),
    /// The folder contains an unrelated stack file, which would be read together with the new ones.
    #[error("{}: would be read together with the new files", .0.display())]
    UnrelatedFile(PathBuf),
    /// The system refused to write the file.
    #[error("{}: cannot be written", .0.display())]
    Refused(PathBuf, #[source] io::Error),
}

impl WriteError {
    pub(super) fn refused(path: &Path, source: io::Error) -> Self {
        Self::Refused(path.to_owned(), source)
    }

    /// The error of creating a file: a parent folder that does not exist, or any other cause.
    pub(super) fn not_created(path: &Path, error: io::Error) -> Self {
        match path.parent() {
            Some(parent) if error.kind() == io::ErrorKind::NotFound => Self::NoFolder(named(parent)),
            _ => Self::refused(path, error),
        }
    }
}

/// The parent of a path, which is empty for the current folder, by a name.
pub(super) fn named(parent: &Path) -> PathBuf {
    if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent.to_owned() }
}
