//! The errors of reading files, with hints.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Length in bytes of the beginning of a file that must contain more than comments.
pub(super) const PREFACE: usize = 1024 * 1024;

/// The kind of a pipe in [`FilesError::NotRegular`].
pub(super) const PIPE: &str = "a pipe";

/// The error of reading a stack, with the path.
///
/// The paths are not sanitized: sanitize the text before printing it.
#[derive(Debug, Error)]
pub enum FilesError {
    /// The path does not exist.
    #[error("{}: no such file or folder", .0.display())]
    Missing(PathBuf),
    /// A symbolic link has no target.
    #[error("{}: the target of the link does not exist", .0.display())]
    Dangling(PathBuf),
    /// Symbolic links form a cycle.
    #[error("{}: the link leads back to itself", .0.display())]
    LinkCycle(PathBuf),
    /// A symbolic link leads out of the folder that the file must be in.
    #[error("{}: the link leads out of its folder", .0.display())]
    Outside(PathBuf),
    /// The path is no regular file, and might never end; its kind, with an article.
    #[error("{}: is {}, not a file", .0.display(), .1)]
    NotRegular(PathBuf, &'static str),
    /// A pipe with a name has no writer.
    #[error("{}: no program opened this pipe to write into it within half a second", .0.display())]
    SilentPipe(PathBuf),
    /// The system refused to read the path.
    #[error("{}: cannot be read", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    /// The folder has no file of a stack, but perhaps a Markdown list, which can be opened by its own name.
    #[error("{}: no .toml file in this folder", .0.display())]
    EmptyFolder(PathBuf, Option<PathBuf>),
    /// With this file the limit in bytes was exceeded.
    #[error("{}: more than {}, the maximum size", .0.display(), size(*.1))]
    TooLarge(PathBuf, u64),
    /// The beginning of a large file contains only comments.
    #[error("{}: only comments in the first {}", .0.display(), size(PREFACE as u64))]
    OnlyComments(PathBuf),
    /// The file changed during each attempt to read it.
    #[error("{}: changes while it is read", .0.display())]
    Changing(PathBuf),
}

/// A number of bytes in the largest unit without a fraction.
fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let whole = units.into_iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    whole.map_or_else(|| format!("{bytes} bytes"), |(unit, name)| format!("{} {name}", bytes / unit))
}

impl FilesError {
    /// The stable finding code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotRegular { .. } => "io.not-regular-file",
            Self::EmptyFolder { .. } => "io.empty-folder",
            Self::TooLarge { .. } | Self::OnlyComments { .. } => "limit.size",
            _ => "io.unreadable",
        }
    }

    /// The hint, if there is one.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::TooLarge { .. } => Some("raise `limits.bytes` in the settings".to_owned()),
            Self::NotRegular(_, PIPE) | Self::SilentPipe(_) => {
                Some("pipe into standard input: `COMMAND | stacklore -`".to_owned())
            }
            Self::EmptyFolder(_, Some(list)) => {
                Some(format!("open the Markdown list by its own name: {}", list.display()))
            }
            _ => None,
        }
    }

    /// The file or folder of the error.
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing(path)
            | Self::Dangling(path)
            | Self::LinkCycle(path)
            | Self::Outside(path)
            | Self::NotRegular(path, _)
            | Self::SilentPipe(path)
            | Self::Unreadable(path, _)
            | Self::EmptyFolder(path, _)
            | Self::OnlyComments(path)
            | Self::Changing(path)
            | Self::TooLarge(path, _) => path,
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
