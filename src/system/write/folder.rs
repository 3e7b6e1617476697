//! Writing of the files of a folder, all of them or none.
//!
//! An existing folder is exchanged for a new one that has its other files too, by hard links, so that it is never seen with
//! only some of the new files. It is not exchanged if it has subfolders, is the current folder or a mount point, or if the
//! system or its parent folder do not permit it. Then the files are renamed one by one: after an error they are put back,
//! and what a killed process has not renamed, the next process that writes in the folder does.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::attributes;
use super::claim::{Claim, Existing, Rename, install, rename_with};
use super::error::WriteError;
use super::stage::{fill, kind, may_write, stage_files, stage_folder};
use super::stamp;
use crate::system::folders;

/// The names and texts of files.
type Files = [(String, String)];

/// Writes the files of a folder, all of them or none; creates the folder if it does not exist.
///
/// A folder with other `.toml` files is refused, since all of them are read as one stack.
///
/// # Errors
///
/// [`WriteError`]; the folder is unchanged.
pub fn folder(path: &Path, files: &Files, existing: Existing) -> Result<(), WriteError> {
    // Without a slash at the end, by which the system follows a link.
    let path: &Path = &path.components().collect::<PathBuf>();
    match kind(path)? {
        None => {
            let claim = Claim::beside(path)?;
            let staged = stage_folder(&claim, path)?;
            stage_files(&staged, path, files)?;
            staged.install(path, Existing::Keep)?;
            claim.sync();
            Ok(())
        }
        Some(kind) if kind.is_dir() => into_folder(path, files, existing),
        Some(kind) if kind.is_symlink() => Err(WriteError::Link(path.to_owned())),
        Some(_) => Err(WriteError::WrongKind(path.to_owned(), "folder")),
    }
}

fn into_folder(folder: &Path, files: &Files, existing: Existing) -> Result<(), WriteError> {
    let refused = |error| WriteError::refused(folder, error);
    // `.` has no name that could be given to another folder.
    let real = fs::canonicalize(folder).map_err(refused)?;
    // Always the outer folder first, so that two processes do not wait for each other.
    let around = real.file_name().map(|_| Claim::beside(&real)).transpose()?;
    let names: Vec<&str> = files.iter().map(|(name, _)| &**name).collect();
    let inside = Claim::on(folder, &names)?;
    for name in folders::members(folder).map_err(refused)? {
        let ours = names.iter().any(|ours| name == **ours);
        let hidden = name.as_encoded_bytes().starts_with(b".");
        if !ours && !hidden && name.as_encoded_bytes().ends_with(b".toml") {
            return Err(WriteError::UnrelatedFile(folder.join(name)));
        }
    }
    files.iter().try_for_each(|(name, _)| may_write(&folder.join(name), existing))?;
    match around.map(|around| exchange(&around, &real, files)) {
        Some(Ok(())) => Ok(()),
        _ => rename_each(&inside, folder, files, existing),
    }
}

/// Exchanges a folder for one that has the new files as well as its other ones.
///
/// # Errors
///
/// [`WriteError`] if that is impossible; the folder is unchanged.
fn exchange(around: &Claim, folder: &Path, files: &Files) -> Result<(), WriteError> {
    let refused = |error| WriteError::refused(folder, error);
    may_exchange(folder).map_err(refused)?;
    let staged = stage_folder(around, folder)?;
    attributes::copy(folder, &folders::open(staged.path()).map_err(refused)?)?;
    stage_files(&staged, folder, files)?;
    let others = |folder: &Path| {
        let mut names = folders::members(folder).map_err(refused)?;
        names.retain(|name| !files.iter().any(|(ours, _)| **ours == **name));
        Ok::<_, WriteError>(names)
    };
    for name in others(folder)? {
        // Fails for a subfolder.
        fs::hard_link(folder.join(&name), staged.path().join(name)).map_err(refused)?;
    }
    staged.sync();
    rename_with(staged.path(), folder, Rename::Exchange).map_err(refused)?;
    // The hidden folder is the old one now. Its other files may have been saved since they were linked.
    for name in others(staged.path()).unwrap_or_default() {
        let (old, new) = (staged.path().join(&name), folder.join(&name));
        if !stamp::is_same(&old, &new) {
            let _kept = fs::rename(old, new);
        }
    }
    around.sync();
    Ok(())
}

/// Checks what the rename itself would not.
#[cfg(unix)]
fn may_exchange(folder: &Path) -> io::Result<()> {
    use rustix::fs::{Access, access};
    // The user's shell would be left in the old folder.
    if std::env::current_dir()? == folder {
        return Err(io::ErrorKind::ResourceBusy.into());
    }
    // A write-protected folder stays as it is.
    Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
}

#[cfg(not(unix))]
fn may_exchange(_folder: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Renames new files into a folder one by one, those that differ from the old ones.
///
/// # Errors
///
/// [`WriteError`]; the files that were renamed before it are put back.
pub(super) fn rename_each(
    inside: &Claim,
    folder: &Path,
    files: &Files,
    existing: Existing,
) -> Result<(), WriteError> {
    let differs = |(name, text): &&(String, String)| {
        fs::read(folder.join(name)).map_or(true, |bytes| bytes != text.as_bytes())
    };
    let files: &Files = &files.iter().filter(differs).cloned().collect::<Vec<_>>();
    let mut new = stage_folder(inside, folder)?;
    stage_files(&new, folder, files)?;
    let old = stage_folder(inside, folder)?;
    for (name, _) in files {
        keep(&folder.join(name), &old.path().join(name))?;
    }
    old.sync();
    new.commit()?;
    inside.sync();
    for (done, (name, _)) in files.iter().enumerate() {
        if let Err(error) = install(&new.path().join(name), &folder.join(name), existing) {
            for (name, _) in files.iter().take(done) {
                let (old, target) = (old.path().join(name), folder.join(name));
                let _back = if old.is_file() { fs::rename(old, target) } else { fs::remove_file(target) };
            }
            return Err(error);
        }
    }
    inside.sync();
    Ok(())
}

/// Keeps a file, if there is one, under a second name.
pub(super) fn keep(target: &Path, second: &Path) -> Result<(), WriteError> {
    if kind(target)?.is_none() || fs::hard_link(target, second).is_ok() {
        return Ok(());
    }
    // A copy, on a file system without hard links.
    let refused = |error| WriteError::refused(target, error);
    let file = File::create_new(second).map_err(refused)?;
    fill(file, target, &fs::read(target).map_err(refused)?)
}
