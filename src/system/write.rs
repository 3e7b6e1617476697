//! Writing of the user's files.
//!
//! Writes are atomic: files are written under hidden names in the same folder and renamed when they are complete, several
//! files of a folder with the folder as a whole. Nothing is written through a symbolic link, and nothing is replaced unless
//! requested. A replacement keeps the owner, the group, the permissions and the extended attributes of the old file. What
//! a killed process leaves is removed by the next one that writes in the folder.

mod attributes;
mod claim;
mod error;
mod folder;
mod stage;
mod stamp;

use std::fs;
use std::path::Path;

pub use self::claim::Existing;
use self::claim::{Claim, install};
pub use self::error::WriteError;
pub use self::folder::folder;
use self::stage::{may_write, stage};
pub use self::stamp::Stamp;
use crate::system::files::{self, FilesError};

/// Writes a file.
///
/// # Errors
///
/// [`WriteError`]; an existing file is unchanged.
pub fn file(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), WriteError> {
    let claim = Claim::beside(path)?;
    may_write(path, existing)?;
    install(stage(&claim, path, bytes)?.path(), path, existing)?;
    claim.sync();
    Ok(())
}

/// Replaces a file of the user's by its new version; of a link, its target.
///
/// `read` is the content that the new version was made from: a file that was saved since then is left unchanged.
///
/// # Errors
///
/// [`WriteError`]; the file is unchanged.
pub fn replace_in_place(path: &Path, bytes: &[u8], read: &[u8]) -> Result<(), WriteError> {
    let path = fs::canonicalize(path).map_err(|error| WriteError::refused(path, error))?;
    let refused = |error| WriteError::refused(&path, error);
    let claim = Claim::beside(&path)?;
    may_write(&path, Existing::Replace)?;
    if fs::metadata(&path).map_err(refused)?.permissions().readonly() {
        return Err(WriteError::Protected(path));
    }
    let staged = stage(&claim, &path, bytes)?;
    if !files::read_file(&path, read.len() as u64).is_ok_and(|now| now == read) {
        return Err(WriteError::Changed(path));
    }
    install(staged.path(), &path, Existing::Replace)?;
    claim.sync();
    Ok(())
}

/// Maximum number of attempts to change a file while other processes do.
const MAX_TRIES: usize = 8;

/// The content of a file that is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// There is no file.
    Missing,
    /// Its bytes.
    Bytes(Vec<u8>),
    /// More than may be read.
    TooLarge,
}

impl Before {
    /// Reads a file of at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// [`FilesError`] if it can be read neither as a whole nor in part.
    pub fn read(path: &Path, limit: u64) -> Result<Self, FilesError> {
        match files::read_file(path, limit) {
            Ok(bytes) => Ok(Self::Bytes(bytes)),
            Err(FilesError::Missing(_)) => Ok(Self::Missing),
            Err(FilesError::TooLarge { .. }) => Ok(Self::TooLarge),
            Err(error) => Err(error),
        }
    }
}

/// Changes a file of at most `limit` bytes, of a link its target; a file that does not exist is created.
///
/// `change` returns the new content for the one before. No other stacklore writes in the folder meanwhile; where that
/// cannot be kept, it is called again with what another one has written.
///
/// # Errors
///
/// [`FilesError`] if the file cannot be read, [`WriteError`], or that of `change`; the file is unchanged.
pub fn update<E: From<FilesError> + From<WriteError>>(
    path: &Path,
    limit: u64,
    mut change: impl FnMut(&Before) -> Result<String, E>,
) -> Result<(), E> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let claim = Claim::beside(&path)?;
    may_write(&path, Existing::Replace)?;
    for _ in 0..MAX_TRIES {
        let before = Before::read(&path, limit)?;
        let after = change(&before)?;
        if matches!(&before, Before::Bytes(bytes) if bytes == after.as_bytes()) {
            return Ok(());
        }
        if fs::metadata(&path).is_ok_and(|about| about.permissions().readonly()) {
            return Err(WriteError::Protected(path).into());
        }
        let staged = stage(&claim, &path, after.as_bytes())?;
        if Before::read(&path, limit)? == before {
            install(staged.path(), &path, Existing::Replace)?;
            claim.sync();
            return Ok(());
        }
    }
    Err(WriteError::Changed(path).into())
}

#[cfg(test)]
mod tests;
