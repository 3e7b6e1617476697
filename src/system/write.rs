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
use crate::system::files;

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

#[cfg(test)]
mod tests;
