//! Writing of the files of a folder, all of them or none.
//!
//! An existing folder is exchanged for a new one that has its other files too, by hard links, so that it is never seen with
//! only some of the new files. It is not exchanged if it has subfolders, is the current folder or a mount point, or if the
//! system or its parent folder do not permit it. Then the files are renamed one by one: after an error they are put back,
//! and what a killed process has not renamed, the next process that writes in the folder does.

use std::collections::HashMap;
use std::ffi::OsString;
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
    let parent_claim = real.file_name().map(|_| Claim::beside(&real)).transpose()?;
    let names: Vec<&str> = files.iter().map(|(name, _)| &**name).collect();
    let folder_claim = Claim::on(folder, &names);
    for name in folders::members(folder).map_err(refused)? {
        let ours = names.iter().any(|ours| name == **ours);
        let hidden = name.as_encoded_bytes().starts_with(b".");
        if !ours && !hidden && name.as_encoded_bytes().ends_with(b".toml") {
            return Err(WriteError::UnrelatedFile(folder.join(name)));
        }
    }
    files.iter().try_for_each(|(name, _)| may_write(&folder.join(name), existing))?;
    match parent_claim.map(|claim| exchange(&claim, &real, files, existing)) {
        Some(Ok(())) => Ok(()),
        _ => rename_each(&folder_claim, folder, files, existing),
    }
}

/// Exchanges a folder for one that has the new files as well as its other ones.
///
/// # Errors
///
/// [`WriteError`] if that is impossible; the folder is unchanged.
fn exchange(claim: &Claim, folder: &Path, files: &Files, existing: Existing) -> Result<(), WriteError> {
    let refused = |error| WriteError::refused(folder, error);
    may_exchange(folder).map_err(refused)?;
    let staged = stage_folder(claim, folder)?;
    attributes::copy(folder, &folders::open(staged.path()).map_err(refused)?)?;
    stage_files(&staged, folder, files)?;
    let linked = link_others(folder, staged.path(), files).map_err(refused)?;
    staged.sync();
    rename_with(staged.path(), folder, Rename::Exchange).map_err(refused)?;
    let settled = settle(staged.path(), folder, files, &linked, existing);
    claim.sync();
    settled
}

/// The other files of an exchanged folder: their inodes when they were linked into the new one.
type Linked = HashMap<OsString, Option<[u64; 2]>>;

/// Links the other files of a folder into a new one; fails for a subfolder.
pub(super) fn link_others(folder: &Path, new: &Path, files: &Files) -> io::Result<Linked> {
    let link = |name: OsString| {
        let link = new.join(&name);
        fs::hard_link(folder.join(&name), &link)?;
        Ok((name, stamp::inode_of(&link)))
    };
    others(folder, files)?.into_iter().map(link).collect()
}

/// The names in a folder but for those of the new files.
fn others(folder: &Path, files: &Files) -> io::Result<Vec<OsString>> {
    let mut names = folders::members(folder)?;
    names.retain(|name| !files.iter().any(|(ours, _)| **ours == **name));
    Ok(names)
}

/// Puts into an exchanged folder what was saved in the old one since its files were linked.
///
/// # Errors
///
/// [`WriteError::Exists`] if that is one of the new files, to be kept: the folders are exchanged back.
pub(super) fn settle(
    old: &Path,
    new: &Path,
    files: &Files,
    linked: &Linked,
    existing: Existing,
) -> Result<(), WriteError> {
    let taken = |(name, _): &&(String, String)| {
        existing == Existing::Keep && stamp::inode_of(&old.join(name)).is_some()
    };
    let taken = files.iter().find(taken).map(|(name, _)| new.join(name));
    if taken.is_some() {
        rename_with(old, new, Rename::Exchange).map_err(|error| WriteError::refused(new, error))?;
    }
    for name in others(old, files).unwrap_or_default() {
        let [saved, target] = [old, new].map(|folder| folder.join(&name));
        let before = linked.get(&name).copied().flatten();
        // Not a file that was saved in the new folder.
        if stamp::inode_of(&saved) != before && stamp::inode_of(&target) == before {
            let _kept = fs::rename(saved, target);
        }
    }
    taken.map_or(Ok(()), |path| Err(WriteError::Exists(path)))
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
    claim: &Claim,
    folder: &Path,
    files: &Files,
    existing: Existing,
) -> Result<(), WriteError> {
    let differs = |(name, text): &&(String, String)| {
        fs::read(folder.join(name)).map_or(true, |bytes| bytes != text.as_bytes())
    };
    let files: &Files = &files.iter().filter(differs).cloned().collect::<Vec<_>>();
    let old = stage_folder(claim, folder)?;
    for (name, _) in files {
        back_up(&folder.join(name), &old.path().join(name))?;
    }
    old.sync();
    // After the links, which change the old files: the change times tell what was saved later.
    let mut new = stage_folder(claim, folder)?;
    stage_files(&new, folder, files)?;
    new.commit()?;
    claim.sync();
    for (done, (name, _)) in files.iter().enumerate() {
        if let Err(error) = install(&new.path().join(name), &folder.join(name), existing) {
            for (name, _) in files.iter().take(done) {
                let (old, target) = (old.path().join(name), folder.join(name));
                let _back = if old.is_file() { fs::rename(old, target) } else { fs::remove_file(target) };
            }
            return Err(error);
        }
    }
    claim.sync();
    Ok(())
}

/// Keeps a file, if there is one, under a second name.
pub(super) fn back_up(target: &Path, second: &Path) -> Result<(), WriteError> {
    if kind(target)?.is_none() || fs::hard_link(target, second).is_ok() {
        return Ok(());
    }
    // A copy, on a file system without hard links.
    let refused = |error| WriteError::refused(target, error);
    let file = File::create_new(second).map_err(refused)?;
    fill(file, target, &fs::read(target).map_err(refused)?)
}
