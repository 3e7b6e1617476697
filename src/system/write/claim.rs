//! A folder in which one process at a time writes, under hidden names first.
//!
//! A process holds a lock on the folder from its first hidden file to the last rename. So the hidden files that the holder
//! finds were left by a killed process, and no other process changes a file between a comparison and a rename. Other
//! programs need not know of the lock. Where a folder cannot be locked (some network file systems, Windows, a lock of another
//! program), nothing is cleaned up, and two writers are kept apart by comparisons alone.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::{Duration, Instant};

use super::error::{WriteError, named};
use super::stamp;
use crate::system::folders;

/// The treatment of an existing file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// The file is kept, and nothing is written.
    Keep,
    /// The file is replaced.
    Replace,
}

/// Maximum time to wait for a lock while there are hidden files, which another stacklore is writing.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// Maximum time to wait for a lock after the last hidden file was seen: any program can lock a folder.
const PATIENCE: Duration = Duration::from_secs(2);

/// Time between two attempts to lock a folder.
const LOCK_INTERVAL: Duration = Duration::from_millis(5);

/// Maximum number of hidden names that are tried.
const MAX_TRIES: usize = 100;

/// The beginning of hidden names, after the dot.
const STEM: &str = "stacklore";

/// Endings of hidden names: `commit` is completed, `new` is deleted, if its process was killed.
const ENDINGS: [&str; 2] = ["commit", "new"];

/// A folder in which no other stacklore writes until the value is dropped.
#[derive(Debug)]
pub(super) struct Claim {
    folder: PathBuf,
    /// `None` where the folder could not be locked.
    lock: Option<File>,
}

impl Claim {
    /// Claims the parent folder of a path.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if the path has no name.
    pub(super) fn beside(path: &Path) -> Result<Self, WriteError> {
        match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) => Ok(Self::on(&named(parent), &[name.to_str().unwrap_or_default()])),
            _ if path.as_os_str().is_empty() => {
                let empty = io::Error::new(io::ErrorKind::InvalidInput, "the name is empty");
                Err(WriteError::refused(path, empty))
            }
            _ => Err(WriteError::WrongKind(path.to_owned(), "file")),
        }
    }

    /// Claims a folder, and cleans up after killed processes; earlier versions named hidden files after the `targets`.
    pub(super) fn on(folder: &Path, targets: &[&str]) -> Self {
        let claim = Self { folder: folder.to_owned(), lock: lock(folder, targets, PATIENCE) };
        if claim.lock.is_some() {
            // What cannot be cleaned up does no harm.
            let names = members(folder);
            for wanted in ENDINGS {
                for name in names.iter().filter(|name| ending(name, targets) == Some(wanted)) {
                    if wanted == "commit" {
                        claim.complete(name, &names);
                    } else {
                        remove(&folder.join(name));
                    }
                }
            }
        }
        claim
    }

    /// Calls `make` with a free hidden name in the folder.
    ///
    /// # Errors
    ///
    /// That of `make`, unless the name was taken.
    pub(super) fn hidden<T>(&self, make: impl Fn(&Path) -> io::Result<T>) -> io::Result<(Hidden, T)> {
        let mut tries = 0;
        loop {
            let hidden = self.folder.join(format!(".{STEM}.{}-{tries}.new", process::id()));
            match make(&hidden) {
                Ok(new) => return Ok((Hidden(hidden), new)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < MAX_TRIES => tries += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Moves the files of a hidden folder into the folder: the rest of an installation that was interrupted.
    ///
    /// Files that were changed since then stay, and if one of the old files was deleted, nothing is moved.
    fn complete(&self, commit: &OsStr, names: &[OsString]) {
        let path = self.folder.join(commit);
        // Others could offer files in a folder that they may write to.
        if stamp::is_own_folder(&path) {
            let is_there = |name: &OsString| stamp::inode_of(&self.folder.join(name)).is_some();
            let mut backups =
                names.iter().filter(|name| *name != commit && process_of(name) == process_of(commit));
            if backups.all(|name| members(&self.folder.join(name)).iter().all(is_there)) {
                for name in members(&path) {
                    let (new, target) = (path.join(&name), self.folder.join(&name));
                    if !stamp::is_changed_after(&target, &new) {
                        let _left = fs::rename(new, target);
                    }
                }
            }
            remove(&path);
        }
    }

    /// Syncs the folder to disk; some file systems cannot.
    pub(super) fn sync(&self) {
        let _best_effort = self.lock.as_ref().map(File::sync_all);
    }
}

/// Locks a folder; `None` if that is impossible, or if another program keeps its lock.
pub(super) fn lock(folder: &Path, targets: &[&str], patience: Duration) -> Option<File> {
    let start = Instant::now();
    let mut end = start + patience;
    loop {
        let file = folders::open(folder).ok()?;
        match file.try_lock() {
            // Another process may have replaced the folder meanwhile.
            Ok(()) if stamp::is_at(&file, folder) => return Some(file),
            Err(TryLockError::Error(_)) => return None,
            _ => {}
        }
        let now = Instant::now();
        if now < start + MAX_WAIT && members(folder).iter().any(|name| ending(name, targets).is_some()) {
            end = now + patience;
        } else if now > end {
            return None;
        }
        thread::sleep(LOCK_INTERVAL);
    }
}

/// The names in a folder; none if it cannot be listed.
fn members(folder: &Path) -> Vec<OsString> {
    folders::members(folder).unwrap_or_default()
}

/// The process of a hidden name.
fn process_of(name: &OsStr) -> Option<&str> {
    name.to_str()?.rsplit_once('-').map(|(process, _)| process)
}

/// The ending of a hidden name that [`Claim::hidden`] gives, or gave in earlier versions; `None` for any other name.
fn ending(name: &OsStr, targets: &[&str]) -> Option<&'static str> {
    let (rest, ending) = name.to_str()?.strip_prefix('.')?.rsplit_once('.')?;
    let (stem, numbers) = rest.rsplit_once('.')?;
    let (process, tries) = numbers.split_once('-')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_ours = (stem == STEM || targets.contains(&stem)) && is_number(process) && is_number(tries);
    ENDINGS.into_iter().find(|known| is_ours && *known == ending)
}

/// Removes a file, or a folder and its files.
fn remove(path: &Path) {
    // Once more, should the system refuse a call for a moment.
    for _ in 0..2 {
        let removed = fs::remove_file(path).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => folders::clear(path).and_then(|()| fs::remove_dir(path)),
        });
        if removed.is_ok() {
            return;
        }
    }
}

/// A file or folder under a hidden name, removed on drop unless it was renamed.
#[derive(Debug)]
pub(super) struct Hidden(PathBuf);

impl Hidden {
    /// The path with the hidden name.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Syncs a hidden folder to disk; some file systems cannot.
    pub(super) fn sync(&self) {
        let _best_effort = folders::open(&self.0).and_then(|folder| folder.sync_all());
    }

    /// Renames it to its target.
    ///
    /// # Errors
    ///
    /// [`WriteError`]; it keeps its hidden name.
    pub(super) fn install(&self, target: &Path, existing: Existing) -> Result<(), WriteError> {
        install(&self.0, target, existing)
    }

    /// Renames it so that it is completed, should the process be killed from now on.
    ///
    /// # Errors
    ///
    /// [`WriteError`]; it keeps its hidden name.
    pub(super) fn commit(&mut self) -> Result<(), WriteError> {
        let commit = self.0.with_extension("commit");
        fs::rename(&self.0, &commit).map_err(|error| WriteError::refused(&commit, error))?;
        self.0 = commit;
        Ok(())
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

/// Renames a file or folder to its target, which is replaced only on request.
pub(super) fn install(from: &Path, target: &Path, existing: Existing) -> Result<(), WriteError> {
    let renamed = match existing {
        Existing::Replace => fs::rename(from, target),
        Existing::Keep => rename_to_free_name(from, target),
    };
    renamed.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => WriteError::Exists(target.to_owned()),
        _ => WriteError::refused(target, error),
    })
}

/// Renames to a name that must be free.
fn rename_to_free_name(from: &Path, target: &Path) -> io::Result<()> {
    let taken = |error: &io::Error| error.kind() == io::ErrorKind::AlreadyExists;
    match rename_with(from, target, Rename::ToFreeName) {
        Err(error) if !taken(&error) => {}
        done => return done,
    }
    // File systems without such a rename may have hard links.
    match fs::hard_link(from, target) {
        Err(error) if !taken(&error) => {}
        done => return done,
    }
    if fs::symlink_metadata(target).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, target)
}

/// A rename that not every system and file system has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rename {
    /// To a name that is free.
    ToFreeName,
    /// Exchanges two files or folders.
    Exchange,
}

/// Renames atomically.
///
/// # Errors
///
/// The system's error, [`io::ErrorKind::Unsupported`] if there is no such rename.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn rename_with(from: &Path, to: &Path, how: Rename) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let flags = match how {
        Rename::ToFreeName => RenameFlags::NOREPLACE,
        Rename::Exchange => RenameFlags::EXCHANGE,
    };
    Ok(renameat_with(CWD, from, CWD, to, flags)?)
}

/// Renames atomically, which this system cannot.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn rename_with(_from: &Path, _to: &Path, _how: Rename) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
