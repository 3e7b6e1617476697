//! Files that the program writes for a person: whole or not at all, and never over another one by mistake.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Whether a file that is there may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// It may not.
    Nothing,
    /// It may.
    Anything,
}

/// Writes a file.
///
/// The text is written beside the file first and then takes its place, so that whoever looks sees the old file or the new one, and a full
/// disk costs nothing. A link is followed, and who may read the file stays as it was.
///
/// # Errors
///
/// [`io::ErrorKind::AlreadyExists`] where nothing may be replaced and something is there; else what the system says.
/// The file is then as it was.
pub fn save(path: &Path, bytes: &[u8], over: Over) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if over == Over::Nothing && target.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let about = fs::metadata(&target).ok();
    if about.as_ref().is_some_and(|about| !about.is_file()) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    let (beside, mut file) = create_beside(&target)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| about.map_or(Ok(()), |about| file.set_permissions(about.permissions())))
        .and_then(|()| file.sync_all())
        .and_then(|()| put(&beside, &target, over));
    // It is gone by now, unless something went wrong.
    let _ = fs::remove_file(&beside);
    written
}

/// Gives a finished file its name.
fn put(beside: &Path, target: &Path, over: Over) -> io::Result<()> {
    if over == Over::Nothing {
        // A second name cannot be given where something has come to be in the meantime.
        match fs::hard_link(beside, target) {
            Err(error)
                if error.kind() != io::ErrorKind::AlreadyExists && target.symlink_metadata().is_err() => {}
            done => return done,
        }
        // Not every file system knows second names.
    }
    fs::rename(beside, target)
}

/// Creates a file of a new name in the folder of another.
fn create_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    let name =
        target.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it has no name"))?;
    let mut last = io::ErrorKind::AlreadyExists.into();
    for attempt in 0..100 {
        let mut beside = std::ffi::OsString::from(".");
        beside.push(name);
        beside.push(format!(".{}-{attempt}", std::process::id()));
        let path = target.with_file_name(beside);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_only_where_that_was_allowed_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        save(&path, b"one", Over::Nothing).unwrap();
        assert_eq!(save(&path, b"two", Over::Nothing).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        save(&path, b"three", Over::Anything).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"three");
        assert_eq!(listed(folder.path()), ["a.toml"]);
    }

    #[test]
    fn a_folder_and_a_missing_folder_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(save(folder.path(), b"", Over::Anything).is_err());
        let missing = folder.path().join("none").join("a.toml");
        assert_eq!(save(&missing, b"", Over::Anything).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(listed(folder.path()), [""; 0]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_rights_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.toml"), folder.path().join("link.toml"));
        fs::write(&path, "one").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("a.toml", &link).unwrap();
        save(&link, b"two", Over::Anything).unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    }
}
