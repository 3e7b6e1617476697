//! New files, complete but not yet in their place.

use std::fs::{self, File, FileType};
use std::io::{self, Write as _};
use std::path::Path;

use super::attributes;
use super::claim::{Claim, Existing, Hidden};
use super::error::WriteError;

/// The kind of a path, without following links; `None` if it does not exist.
pub(super) fn kind(path: &Path) -> Result<Option<FileType>, WriteError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata.file_type())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(WriteError::refused(path, error)),
    }
}

/// Checks that a path is free, or a file that may be replaced.
pub(super) fn may_write(path: &Path, existing: Existing) -> Result<(), WriteError> {
    match kind(path)? {
        Some(kind) if kind.is_symlink() => Err(WriteError::Link(path.to_owned())),
        Some(kind) if !kind.is_file() => Err(WriteError::WrongKind(path.to_owned(), "file")),
        Some(_) if existing == Existing::Keep => Err(WriteError::Exists(path.to_owned())),
        _ => Ok(()),
    }
}

/// Writes a file under a hidden name beside its target.
pub(super) fn stage(claim: &Claim, target: &Path, bytes: &[u8]) -> Result<Hidden, WriteError> {
    // Follows no link: the name must be free.
    let made = claim.hidden(|hidden| File::create_new(hidden));
    let (hidden, file) = made.map_err(|error| WriteError::not_created(target, error))?;
    fill(file, target, bytes)?;
    Ok(hidden)
}

/// Creates a hidden folder, for the files of another one.
pub(super) fn stage_folder(claim: &Claim, folder: &Path) -> Result<Hidden, WriteError> {
    let made = claim.hidden(|hidden| fs::create_dir(hidden));
    made.map(|(hidden, ())| hidden).map_err(|error| WriteError::not_created(folder, error))
}

/// Writes the new files of a folder into a hidden one.
pub(super) fn stage_files(
    hidden: &Hidden,
    folder: &Path,
    files: &[(String, String)],
) -> Result<(), WriteError> {
    for (name, text) in files {
        let target = folder.join(name);
        let file = File::create_new(hidden.path().join(name));
        fill(file.map_err(|error| WriteError::refused(&target, error))?, &target, text.as_bytes())?;
    }
    hidden.sync();
    Ok(())
}

/// Writes a new file with the attributes of the one that it is to replace.
pub(super) fn fill(mut file: File, target: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    if kind(target)?.is_some() {
        attributes::copy(target, &file)?;
    }
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|error| WriteError::refused(target, error))
}
