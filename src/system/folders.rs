//! Opening, listing and emptying folders.
//!
//! The standard library panics when the system reports an error at the end of a listing.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::Path;

/// Opens a folder, for a lock or to sync it to disk; of a link, its target.
///
/// # Errors
///
/// The system's error, for example because it is no folder.
#[cfg(unix)]
pub(super) fn open(path: &Path) -> io::Result<File> {
    open_with(path, rustix::fs::OFlags::empty())
}

#[cfg(unix)]
fn open_with(path: &Path, more: rustix::fs::OFlags) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | more;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

/// The names in a folder, in any order.
///
/// # Errors
///
/// The system's error.
#[cfg(unix)]
pub(super) fn members(path: &Path) -> io::Result<Vec<OsString>> {
    names(&open(path)?)
}

#[cfg(unix)]
fn names(folder: &File) -> io::Result<Vec<OsString>> {
    use std::os::unix::ffi::OsStringExt;
    let mut names = Vec::new();
    for item in rustix::fs::Dir::read_from(folder)? {
        let name = item?.file_name().to_bytes().to_vec();
        if name != b"." && name != b".." {
            names.push(OsString::from_vec(name));
        }
    }
    Ok(names)
}

/// Deletes the files in a folder, which must not be a link; its subfolders stay.
///
/// # Errors
///
/// The system's error; some files may have been deleted.
#[cfg(unix)]
pub(super) fn clear(path: &Path) -> io::Result<()> {
    // By the open folder, which nobody can exchange for another one meanwhile.
    let folder = open_with(path, rustix::fs::OFlags::NOFOLLOW)?;
    for name in names(&folder)? {
        rustix::fs::unlinkat(&folder, name, rustix::fs::AtFlags::empty())?;
    }
    Ok(())
}

/// Opens a folder, which this system cannot lock.
#[cfg(not(unix))]
pub(super) fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// The names in a folder, in any order.
#[cfg(not(unix))]
pub(super) fn members(path: &Path) -> io::Result<Vec<OsString>> {
    std::fs::read_dir(path)?.map(|member| member.map(|member| member.file_name())).collect()
}

/// Deletes the files in a folder.
#[cfg(not(unix))]
pub(super) fn clear(path: &Path) -> io::Result<()> {
    members(path)?.into_iter().try_for_each(|name| std::fs::remove_file(path.join(name)))
}
