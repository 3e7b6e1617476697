//! Why a file was not read, in words, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::PREFACE;

/// What a pipe is called.
pub(super) const PIPE: &str = "a pipe";

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
            Self::TooLarge { .. } => Some("`limits.bytes` in the settings allows more".to_owned()),
            Self::NotRegular { kind: PIPE, .. } => {
                Some("a pipe is read as the standard input: `COMMAND | stacklore -`".to_owned())
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_the_largest_unit_that_fits() {
        assert_eq!([in_words(1 << 30), in_words(3 << 20), in_words(1500)], ["1 GiB", "3 MiB", "1500 bytes"]);
    }
}
