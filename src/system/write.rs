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
                Ok(made) => return Ok((Self(hidden), made)),
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
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|item| item.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn files(names: &[&str]) -> Vec<(String, String)> {
        names.iter().map(|name| ((*name).to_owned(), format!("this is {name}\n"))).collect()
    }

    #[test]
    fn a_file_is_new_unless_replacing_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        file(&path, b"one", Existing::Keep).unwrap();
        assert!(matches!(file(&path, b"two", Existing::Keep), Err(WriteError::Exists { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        file(&path, b"two", Existing::Replace).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(folder.path()), ["a.toml"]);
    }

    #[test]
    fn a_file_needs_its_folder_and_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gone/a.toml");
        assert!(matches!(file(&path, b"", Existing::Keep), Err(WriteError::NoFolder { .. })));
        assert!(matches!(file(folder.path(), b"", Existing::Replace), Err(WriteError::Another { .. })));
        assert!(matches!(file(Path::new("/"), b"", Existing::Replace), Err(WriteError::Another { .. })));
    }

    #[test]
    fn a_folder_appears_with_all_its_files() {
        let around = tempfile::tempdir().unwrap();
        let path = around.path().join("stack");
        folder(&path, &files(&["a.toml", "b.toml"]), Existing::Keep).unwrap();
        assert_eq!(names(&path), ["a.toml", "b.toml"]);
        assert_eq!(fs::read_to_string(path.join("b.toml")).unwrap(), "this is b.toml\n");
        assert_eq!(names(around.path()), ["stack"]);
    }

    #[test]
    fn into_a_folder_go_all_files_or_none() {
        let around = tempfile::tempdir().unwrap();
        fs::write(around.path().join("b.toml"), "old").unwrap();
        let refused = folder(around.path(), &files(&["a.toml", "b.toml"]), Existing::Keep);
        assert!(matches!(refused, Err(WriteError::Exists { path }) if path.ends_with("b.toml")));
        assert_eq!(names(around.path()), ["b.toml"]);
        folder(around.path(), &files(&["a.toml", "b.toml"]), Existing::Replace).unwrap();
        assert_eq!(names(around.path()), ["a.toml", "b.toml"]);
        assert_eq!(fs::read_to_string(around.path().join("b.toml")).unwrap(), "this is b.toml\n");
    }

    #[test]
    fn a_folder_with_other_stacks_in_it_is_refused() {
        let around = tempfile::tempdir().unwrap();
        for name in ["notes.txt", ".hidden.toml", "other.toml"] {
            fs::write(around.path().join(name), "").unwrap();
        }
        let refused = folder(around.path(), &files(&["a.toml"]), Existing::Replace);
        assert!(matches!(refused, Err(WriteError::Stranger { path }) if path.ends_with("other.toml")));
        fs::remove_file(around.path().join("other.toml")).unwrap();
        folder(around.path(), &files(&["a.toml"]), Existing::Keep).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        use std::os::unix::fs::symlink;
        let around = tempfile::tempdir().unwrap();
        let [target, link, linked] = ["target", "a.toml", "linked"].map(|name| around.path().join(name));
        fs::write(&target, "kept").unwrap();
        symlink(&target, &link).unwrap();
        for existing in [Existing::Keep, Existing::Replace] {
            assert!(matches!(file(&link, b"new", existing), Err(WriteError::Link { .. })));
            let inside = folder(around.path(), &files(&["0.toml", "a.toml"]), existing);
            assert!(matches!(inside, Err(WriteError::Link { .. })));
        }
        symlink(around.path(), &linked).unwrap();
        assert!(matches!(folder(&linked, &files(&["b.toml"]), Existing::Keep), Err(WriteError::Link { .. })));
        assert_eq!(fs::read(&target).unwrap(), b"kept");
        assert_eq!(names(around.path()), ["a.toml", "linked", "target"]);
        // One that leads nowhere is no free name either.
        fs::remove_file(&target).unwrap();
        assert!(matches!(file(&link, b"new", Existing::Keep), Err(WriteError::Link { .. })));
        assert!(!target.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_somebody_works_on_is_changed_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let [path, link] = ["a.toml", "link.toml"].map(|name| folder.path().join(name));
        fs::write(&path, "one").unwrap();
        std::os::unix::fs::symlink("a.toml", &link).unwrap();
        let read = Stamp::of(&link).unwrap();
        anew(&link, b"two", &read).unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(anew(&folder.path().join("gone.toml"), b"", &read).is_err());
        assert_eq!(names(folder.path()), ["a.toml", "link.toml"]);
    }

    #[cfg(unix)]
    #[test]
    fn whoever_could_read_the_old_file_can_read_the_new_one() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        file(&path, b"new", Existing::Replace).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_was_saved_since_it_was_read_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "one").unwrap();
        let read = Stamp::of(&path).unwrap();
        fs::write(&path, "by hand").unwrap();
        assert!(matches!(anew(&path, b"two", &read), Err(WriteError::Changed { .. })));
        // As editors save: another file of the same length takes the name.
        let read = Stamp::of(&path).unwrap();
        fs::write(folder.path().join("b"), "by Hand").unwrap();
        fs::rename(folder.path().join("b"), &path).unwrap();
        assert!(matches!(anew(&path, b"two", &read), Err(WriteError::Changed { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"by Hand");
        assert_eq!(names(folder.path()), ["a.toml"]);
        anew(&path, b"two", &Stamp::of(&path).unwrap()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }

    #[test]
    fn a_file_that_nobody_may_write_is_replaced_only_where_that_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "one").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let read = Stamp::of(&path).unwrap();
        assert!(matches!(anew(&path, b"two", &read), Err(WriteError::Protected { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        if cfg!(unix) {
            file(&path, b"two", Existing::Replace).unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"two");
        }
    }

    #[cfg(unix)]
    #[test]
    fn whose_file_it_was_his_it_stays() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        // Only the superuser can give a file away; whoever else runs this keeps his own.
        let _own = chown(&path, Some(65_534), Some(65_534));
        let about = |path: &Path| {
            let about = fs::metadata(path).unwrap();
            (about.uid(), about.gid(), about.mode() & 0o777)
        };
        let before = about(&path);
        anew(&path, b"new", &Stamp::of(&path).unwrap()).unwrap();
        assert_eq!((about(&path), fs::read(&path).unwrap()), (before, b"new".to_vec()));
        file(&path, b"newer", Existing::Replace).unwrap();
        assert_eq!(about(&path), before);
    }

    #[test]
    fn what_a_killed_run_left_behind_is_in_nobodys_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        let left = folder.path().join(format!(".a.toml.{}-0.new", process::id()));
        fs::write(&left, "left").unwrap();
        file(&path, b"new", Existing::Keep).unwrap();
        assert_eq!((fs::read(&path).unwrap(), fs::read(&left).unwrap()), (b"new".to_vec(), b"left".to_vec()));
    }

    #[test]
    fn when_one_of_the_files_cannot_be_moved_the_others_are_put_back() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b, c] = ["a.toml", "b.toml", "c.toml"].map(|name| folder.path().join(name));
        fs::write(&a, "old").unwrap();
        let written: Vec<_> = [&a, &b, &c]
            .map(|path| (Temporary::beside(path, b"new", Existing::Replace).unwrap(), path.as_path()))
            .into();
        // A folder that turns up meanwhile takes no file's place.
        fs::create_dir(&c).unwrap();
        assert!(install_all(&written, Existing::Replace).is_err());
        drop(written);
        assert_eq!(fs::read(&a).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["a.toml", "c.toml"]);
    }
}
