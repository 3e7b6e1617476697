//! The errors of reading files, with hints.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Length in bytes of the beginning of a file that must contain more than comments.
pub(super) const PREFACE: usize = 1024 * 1024;

/// The kind of a pipe in [`FilesError::NotRegular`].
pub(super) const PIPE: &str = "a pipe";

/// The error of reading a stack.
///
/// The paths are not sanitized: sanitize the text before printing it.
#[derive(Debug, Error)]
pub enum FilesError {
    /// The path does not exist.
    #[error("{}: no such file or folder", path.display())]
    Missing {
        /// The path.
        path: PathBuf,
    },
    /// A symbolic link has no target.
    #[error("{}: the target of the link does not exist", path.display())]
    Dangling {
        /// The link.
        path: PathBuf,
    },
    /// Symbolic links form a cycle.
    #[error("{}: the link leads back to itself", path.display())]
    LinkCycle {
        /// The link.
        path: PathBuf,
    },
    /// The path is no regular file, and might never end.
    #[error("{}: is {kind}, not a file", path.display())]
    NotRegular {
        /// The path.
        path: PathBuf,
        /// The kind, with its article.
        kind: &'static str,
    },
    /// The system refused to read the path.
    #[error("{}: cannot be read", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The folder has no file of a stack.
    #[error("{}: no .toml file in this folder", path.display())]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
        /// A Markdown file in it, which can be opened by its own name.
        list: Option<PathBuf>,
    },
    /// The files exceed the limit.
    #[error("{}: more than {}, the maximum size", path.display(), size(*limit))]
    TooLarge {
        /// The file with which the limit was exceeded.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// The beginning of a large file contains only comments.
    #[error("{}: only comments in the first {}", path.display(), size(PREFACE as u64))]
    OnlyComments {
        /// The file.
        path: PathBuf,
    },
    /// The file changed during each attempt to read it.
    #[error("{}: changes while it is read", path.display())]
    Changing {
        /// The file.
        path: PathBuf,
    },
}

/// A number of bytes in the largest unit without a fraction.
fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let whole = units.into_iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    whole.map_or_else(|| format!("{bytes} bytes"), |(unit, name)| format!("{} {name}", bytes / unit))
}

impl FilesError {
    /// The stable finding code of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. }
            | Self::Dangling { .. }
            | Self::LinkCycle { .. }
            | Self::Unreadable { .. }
            | Self::Changing { .. } => "io.unreadable",
            Self::NotRegular { .. } => "io.not-regular-file",
            Self::EmptyFolder { .. } => "io.empty-folder",
            Self::TooLarge { .. } | Self::OnlyComments { .. } => "limit.size",
        }
    }

    /// The hint, if there is one.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::TooLarge { .. } => Some("raise `limits.bytes` in the settings".to_owned()),
            Self::NotRegular { kind: PIPE, .. } => {
                Some("pipe into standard input: `COMMAND | stacklore -`".to_owned())
            }
            Self::EmptyFolder { list: Some(list), .. } => {
                Some(format!("open the Markdown list by its own name: {}", list.display()))
            }
            _ => None,
        }
    }

    /// The file or folder of the error.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing { path }
            | Self::Dangling { path }
            | Self::LinkCycle { path }
            | Self::NotRegular { path, .. }
            | Self::Unreadable { path, .. }
            | Self::EmptyFolder { path, .. }
            | Self::OnlyComments { path }
            | Self::Changing { path }
            | Self::TooLarge { path, .. } => path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_the_largest_unit_without_a_fraction() {
        assert_eq!([size(1 << 30), size(3 << 20), size(1500)], ["1 GiB", "3 MiB", "1500 bytes"]);
    }
}
