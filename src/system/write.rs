//! Writing the files that a user asks for.
//!
//! A file is there as a whole or not at all: it is written under another name beside its place and moved there when it is
//! done. Nothing is written through a symbolic link, and nothing is replaced unless that was asked for. What takes the place
//! of a file belongs to whom that belonged, and may be read by whoever could read it.

mod stamp;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process;

use thiserror::Error;

pub use self::stamp::Stamp;

/// What happens to a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Keep,
    /// The new one takes its place.
    Replace,
}

/// Why nothing was written.
///
/// The paths are shown as they are: whoever prints an error makes it inert first.
#[derive(Debug, Error)]
pub enum WriteError {
    /// There is such a file already.
    #[error("{}: it is there already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A symbolic link has the name.
    #[error("{}: it is a link, and nothing is written through one", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// Something that is no file has the name, or no folder where a folder is due.
    #[error("{}: it is there already, and is not a {due}", path.display())]
    Another {
        /// The path.
        path: PathBuf,
        /// What it would have to be.
        due: &'static str,
    },
    /// The folder that it belongs into is not there.
    #[error("{}: there is no such folder", path.display())]
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// Somebody has saved the file since it was read.
    #[error("{}: it was changed since it was read, and is left as it is", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// Nobody may write the file.
    #[error("{}: it is write-protected", path.display())]
    Protected {
        /// The file.
        path: PathBuf,
    },
    /// The file would belong to another.
    #[error("{}: it belongs to another user or group, and would not any more", path.display())]
    Owner {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the folder would be read together with the new ones.
    #[error("{}: it would be read together with the files that are to be written", path.display())]
    Stranger {
        /// The file.
        path: PathBuf,
    },
    /// The system refuses.
    #[error("{}: it cannot be written", path.display())]
    Refused {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl WriteError {
    fn refused(path: &Path, source: io::Error) -> Self {
        Self::Refused { path: path.to_owned(), source }
    }
}

/// Writes a file.
///
/// # Errors
///
/// [`WriteError`] says why it was not written; what was there before is still there.
pub fn file(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), WriteError> {
    may_write(path, existing)?;
    Temporary::beside(path, bytes, existing)?.install(path, existing)
}

/// Writes a file anew that a user works on, whatever its name leads to: it is the file, and not a link, that is changed.
///
/// `read` is what the file was before it was read: one that was saved meanwhile is left as it is.
///
/// # Errors
///
/// [`WriteError`] says why it was not written; what was there before is still there.
pub fn anew(path: &Path, bytes: &[u8], read: &Stamp) -> Result<(), WriteError> {
    let path = fs::canonicalize(path).map_err(|error| WriteError::refused(path, error))?;
    may_write(&path, Existing::Replace)?;
    let about = fs::metadata(&path).map_err(|error| WriteError::refused(&path, error))?;
    if about.permissions().readonly() {
        return Err(WriteError::Protected { path });
    }
    let temporary = Temporary::beside(&path, bytes, Existing::Replace)?;
    if Stamp::of(&path).ok().as_ref() != Some(read) {
        return Err(WriteError::Changed { path });
    }
    temporary.install(&path, Existing::Replace)
}

/// Writes the files of a folder, all of them or none; the folder is made if it is not there.
///
/// A folder that holds other files of the same kind (`.toml`) is refused, since all of them are read together.
///
/// # Errors
///
/// [`WriteError`] says why nothing was written.
pub fn folder(path: &Path, files: &[(String, String)], existing: Existing) -> Result<(), WriteError> {
    match kind(path)? {
        Kind::Nothing => new_folder(path, files),
        Kind::Folder => into_folder(path, files, existing),
        Kind::Link => Err(WriteError::Link { path: path.to_owned() }),
        Kind::File | Kind::Other => Err(WriteError::Another { path: path.to_owned(), due: "folder" }),
    }
}

/// Makes the folder under another name, so that it appears with all its files.
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
            WriteError::Exists { path: path.to_owned() }
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
            return Err(WriteError::Stranger { path: folder.join(name) });
        }
    }
    let targets: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    targets.iter().try_for_each(|target| may_write(target, existing))?;
    // All is written before anything is moved, so that a full disk changes nothing.
    let written = targets.iter().zip(files).map(|(target, (_, text))| {
        Ok((Temporary::beside(target, text.as_bytes(), existing)?, target.as_path()))
    });
    install_all(&written.collect::<Result<Vec<_>, _>>()?, existing)
}

/// Moves files to their places, all of them or none: what one took the place of is kept until the last is there.
fn install_all(files: &[(Temporary, &Path)], existing: Existing) -> Result<(), WriteError> {
    let keep = |(_, target): &(Temporary, &Path)| match kind(target)? {
        Kind::File if existing == Existing::Replace => {
            let link = |hidden: &Path| fs::hard_link(target, hidden);
            let copy = |hidden: &Path| fs::copy(target, hidden).map(drop);
            // Where there are no links, a copy does.
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

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Nothing,
    File,
    Folder,
    Link,
    Other,
}

fn kind(path: &Path) -> Result<Kind, WriteError> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_symlink() => Ok(Kind::Link),
        Ok(about) if about.is_file() => Ok(Kind::File),
        Ok(about) if about.is_dir() => Ok(Kind::Folder),
        Ok(_) => Ok(Kind::Other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kind::Nothing),
        Err(error) => Err(WriteError::refused(path, error)),
    }
}

fn may_write(path: &Path, existing: Existing) -> Result<(), WriteError> {
    let path_buf = || path.to_owned();
    match (kind(path)?, existing) {
        (Kind::Nothing, _) | (Kind::File, Existing::Replace) => Ok(()),
        (Kind::File, Existing::Keep) => Err(WriteError::Exists { path: path_buf() }),
        (Kind::Link, _) => Err(WriteError::Link { path: path_buf() }),
        (Kind::Folder | Kind::Other, _) => Err(WriteError::Another { path: path_buf(), due: "file" }),
    }
}

fn in_folder(path: &Path, error: io::Error) -> WriteError {
    match path.parent() {
        Some(parent) if error.kind() == io::ErrorKind::NotFound => {
            WriteError::NoFolder { path: parent.to_owned() }
        }
        _ => WriteError::refused(path, error),
    }
}

fn fill(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// How many hidden names are tried.
const TRIES: usize = 100;

/// Something of ours under a hidden name, gone when it was not moved to its place.
struct Temporary(PathBuf);

impl Temporary {
    /// Makes something under a hidden name beside a path, one that nothing has: not what a run of the same number left
    /// when it was killed either.
    fn make<T>(path: &Path, make: impl Fn(&Path) -> io::Result<T>) -> Result<(Self, T), WriteError> {
        let Some(name) = path.file_name() else {
            return Err(WriteError::Another { path: path.to_owned(), due: "file" });
        };
        let mut tries = 0;
        loop {
            let mut hidden = OsString::from(".");
            hidden.push(name);
            hidden.push(format!(".{}-{tries}.new", process::id()));
            let hidden = path.with_file_name(hidden);
            match make(&hidden) {
                Ok(new) => return Ok((Self(hidden), new)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < TRIES => tries += 1,
                Err(error) => return Err(in_folder(path, error)),
            }
        }
    }

    /// A file that is to have another name.
    fn beside(path: &Path, bytes: &[u8], existing: Existing) -> Result<Self, WriteError> {
        // Follows no link: the name must be free.
        let (temporary, file) = Self::make(path, |hidden| File::create_new(hidden))?;
        if existing == Existing::Replace
            && let Ok(about) = fs::symlink_metadata(path)
        {
            stamp::give(&file, &about)
                .map_err(|source| WriteError::Owner { path: path.to_owned(), source })?;
        }
        fill(file, bytes).map_err(|error| WriteError::refused(path, error))?;
        Ok(temporary)
    }

    fn install(&self, path: &Path, existing: Existing) -> Result<(), WriteError> {
        match existing {
            Existing::Replace => {}
            // A link takes a name only if it is free. Where there are none, an empty file does.
            Existing::Keep => match fs::hard_link(&self.0, path) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    return Err(WriteError::Exists { path: path.to_owned() });
                }
                Err(_) => match File::create_new(path) {
                    Ok(_reserved) => {}
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                        return Err(WriteError::Exists { path: path.to_owned() });
                    }
                    Err(error) => return Err(WriteError::refused(path, error)),
                },
            },
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
