//! Writing of the user's files.
//!
//! Writes are atomic: a file is written under a hidden name in the same folder and renamed when it is complete. Nothing is
//! written through a symbolic link, and nothing is replaced unless requested. A replacement keeps the owner, the group and
//! the permissions of the old file.

mod stamp;

use std::ffi::OsString;
use std::fs::{self, File, FileType};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process;

use thiserror::Error;

pub use self::stamp::Stamp;

/// The treatment of an existing file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// The file is kept, and nothing is written.
    Keep,
    /// The file is replaced.
    Replace,
}

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
    /// The parent folder does not exist.
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
    /// The folder contains an unrelated stack file, which would be read together with the new ones.
    #[error("{}: would be read together with the new files", .0.display())]
    UnrelatedFile(PathBuf),
    /// The system refused to write the file.
    #[error("{}: cannot be written", .0.display())]
    Refused(PathBuf, #[source] io::Error),
}

impl WriteError {
    fn refused(path: &Path, source: io::Error) -> Self {
        Self::Refused(path.to_owned(), source)
    }
}

/// Writes a file.
///
/// # Errors
///
/// [`WriteError`]; an existing file is unchanged.
pub fn file(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), WriteError> {
    may_write(path, existing)?;
    Temporary::write(path, bytes, existing)?.install(path, existing)
}

/// Replaces a file of the user's by its new version; of a link, its target.
///
/// `read` is the state of the file before it was read: a file that was saved since then is left unchanged.
///
/// # Errors
///
/// [`WriteError`]; the file is unchanged.
pub fn replace_in_place(path: &Path, bytes: &[u8], read: &Stamp) -> Result<(), WriteError> {
    let path = fs::canonicalize(path).map_err(|error| WriteError::refused(path, error))?;
    may_write(&path, Existing::Replace)?;
    let metadata = fs::metadata(&path).map_err(|error| WriteError::refused(&path, error))?;
    if metadata.permissions().readonly() {
        return Err(WriteError::Protected(path));
    }
    let temporary = Temporary::write(&path, bytes, Existing::Replace)?;
    if Stamp::from_path(&path).ok().as_ref() != Some(read) {
        return Err(WriteError::Changed(path));
    }
    temporary.install(&path, Existing::Replace)
}

/// Writes the files of a folder, all of them or none; creates the folder if it does not exist.
///
/// A folder with other `.toml` files is refused, since all of them are read as one stack.
///
/// # Errors
///
/// [`WriteError`]; the folder is unchanged.
pub fn folder(path: &Path, files: &[(String, String)], existing: Existing) -> Result<(), WriteError> {
    match kind(path)? {
        None => new_folder(path, files),
        Some(kind) if kind.is_dir() => into_folder(path, files, existing),
        Some(kind) if kind.is_symlink() => Err(WriteError::Link(path.to_owned())),
        Some(_) => Err(WriteError::WrongKind(path.to_owned(), "folder")),
    }
}

/// Creates the folder under a hidden name, so that it appears with all its files.
fn new_folder(path: &Path, files: &[(String, String)]) -> Result<(), WriteError> {
    let (temporary, ()) = Temporary::make(path, |hidden| fs::create_dir(hidden))?;
    for (name, text) in files {
        let path = temporary.0.join(name);
        // Follows no link: the name must be free.
        let written = File::create_new(&path).and_then(|file| fill(file, text.as_bytes()));
        written.map_err(|error| WriteError::refused(&path, error))?;
    }
    fs::rename(&temporary.0, path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotADirectory => {
            WriteError::Exists(path.to_owned())
        }
        _ => WriteError::refused(path, error),
    })
}

fn into_folder(folder: &Path, files: &[(String, String)], existing: Existing) -> Result<(), WriteError> {
    let refused = |error| WriteError::refused(folder, error);
    for item in fs::read_dir(folder).map_err(refused)? {
        let name = item.map_err(refused)?.file_name();
        let ours = files.iter().any(|(ours, _)| **ours == *name);
        let hidden = name.as_encoded_bytes().starts_with(b".");
        if !ours && !hidden && name.as_encoded_bytes().ends_with(b".toml") {
            return Err(WriteError::UnrelatedFile(folder.join(name)));
        }
    }
    let targets: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    targets.iter().try_for_each(|target| may_write(target, existing))?;
    // All files are written before the first is renamed, so that a full disk changes nothing.
    let written = targets.iter().zip(files).map(|(target, (_, text))| {
        Ok((Temporary::write(target, text.as_bytes(), existing)?, target.as_path()))
    });
    install_all(&written.collect::<Result<Vec<_>, _>>()?, existing)
}

/// Renames files to their targets, all of them or none: replaced files are kept until the last one is in place.
fn install_all(files: &[(Temporary, &Path)], existing: Existing) -> Result<(), WriteError> {
    let keep = |(_, target): &(Temporary, &Path)| match kind(target)? {
        Some(kind) if kind.is_file() && existing == Existing::Replace => {
            let link = |hidden: &Path| fs::hard_link(target, hidden);
            let copy = |hidden: &Path| fs::copy(target, hidden).map(drop);
            // A copy, on a file system without hard links.
            let kept = Temporary::make(target, link).or_else(|_| Temporary::make(target, copy));
            kept.map(|(kept, ())| Some(kept))
        }
        _ => Ok(None),
    };
    let before = files.iter().map(keep).collect::<Result<Vec<_>, _>>()?;
    for (done, (temporary, target)) in files.iter().enumerate() {
        if let Err(error) = temporary.install(target, existing) {
            for ((_, target), before) in files.iter().zip(&before).take(done) {
                let _back = match before {
                    Some(before) => fs::rename(&before.0, target),
                    None => fs::remove_file(target),
                };
            }
            return Err(error);
        }
    }
    Ok(())
}

/// The kind of a path, without following links; `None` if it does not exist.
fn kind(path: &Path) -> Result<Option<FileType>, WriteError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata.file_type())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(WriteError::refused(path, error)),
    }
}

fn may_write(path: &Path, existing: Existing) -> Result<(), WriteError> {
    match kind(path)? {
        Some(kind) if kind.is_symlink() => Err(WriteError::Link(path.to_owned())),
        Some(kind) if !kind.is_file() => Err(WriteError::WrongKind(path.to_owned(), "file")),
        Some(_) if existing == Existing::Keep => Err(WriteError::Exists(path.to_owned())),
        _ => Ok(()),
    }
}

fn in_folder(path: &Path, error: io::Error) -> WriteError {
    match path.parent() {
        Some(parent) if error.kind() == io::ErrorKind::NotFound => WriteError::NoFolder(parent.to_owned()),
        _ => WriteError::refused(path, error),
    }
}

fn fill(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// Maximum number of hidden names that are tried.
const MAX_TRIES: usize = 100;

/// A file or folder under a hidden name, removed on drop unless it was renamed.
struct Temporary(PathBuf);

impl Temporary {
    /// Calls `make` with a free hidden name beside a path; a killed process with the same id may have left files.
    fn make<T>(path: &Path, make: impl Fn(&Path) -> io::Result<T>) -> Result<(Self, T), WriteError> {
        let Some(name) = path.file_name() else {
            return Err(WriteError::WrongKind(path.to_owned(), "file"));
        };
        let mut tries = 0;
        loop {
            let mut hidden = OsString::from(".");
            hidden.push(name);
            hidden.push(format!(".{}-{tries}.new", process::id()));
            let hidden = path.with_file_name(hidden);
            match make(&hidden) {
                Ok(new) => return Ok((Self(hidden), new)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < MAX_TRIES => tries += 1,
                Err(error) => return Err(in_folder(path, error)),
            }
        }
    }

    /// Writes a file under a hidden name beside its target.
    fn write(path: &Path, bytes: &[u8], existing: Existing) -> Result<Self, WriteError> {
        // Follows no link: the name must be free.
        let (temporary, file) = Self::make(path, |hidden| File::create_new(hidden))?;
        if existing == Existing::Replace
            && let Ok(metadata) = fs::symlink_metadata(path)
        {
            stamp::copy_owner(&file, &metadata)
                .map_err(|source| WriteError::Owner(path.to_owned(), source))?;
        }
        fill(file, bytes).map_err(|error| WriteError::refused(path, error))?;
        Ok(temporary)
    }

    /// Renames the file to its target.
    fn install(&self, path: &Path, existing: Existing) -> Result<(), WriteError> {
        if existing == Existing::Keep {
            // A hard link fails if the name is taken. Without hard links, an empty file reserves the name.
            let reserved = match fs::hard_link(&self.0, path) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
                Err(_) => File::create_new(path).map(drop),
            };
            reserved.map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => WriteError::Exists(path.to_owned()),
                _ => WriteError::refused(path, error),
            })?;
        }
        fs::rename(&self.0, path).map_err(|error| WriteError::refused(path, error))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _moved = fs::remove_file(&self.0).or_else(|_| fs::remove_dir_all(&self.0));
    }
}

#[cfg(test)]
mod tests;
