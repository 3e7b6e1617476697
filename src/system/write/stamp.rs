//! File identity: device, inode, times and owner.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// The identity and the times of a file; they differ after the file was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    inode: [u64; 2],
    /// The change time, which programs cannot set as they can the modification time.
    changed: [i64; 2],
}

impl Stamp {
    /// The stamp of a file; of a link, that of its target.
    ///
    /// # Errors
    ///
    /// The system's error, for example because the file does not exist.
    pub fn from_path(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        Ok(Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            inode: inode(&metadata),
            changed: changed(&metadata),
        })
    }
}

/// Change time in seconds and nanoseconds; the same for all without change times.
#[cfg(unix)]
fn changed(metadata: &Metadata) -> [i64; 2] {
    use std::os::unix::fs::MetadataExt;
    [metadata.ctime(), metadata.ctime_nsec()]
}

#[cfg(not(unix))]
fn changed(_metadata: &Metadata) -> [i64; 2] {
    [0; 2]
}

/// Device and inode; the same for all without inodes.
#[cfg(unix)]
fn inode(metadata: &Metadata) -> [u64; 2] {
    use std::os::unix::fs::MetadataExt;
    [metadata.dev(), metadata.ino()]
}

#[cfg(not(unix))]
fn inode(_metadata: &Metadata) -> [u64; 2] {
    [0; 2]
}

/// Whether a path leads to an open file or folder.
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    let open = file.metadata();
    open.is_ok_and(|open| fs::metadata(path).is_ok_and(|named| inode(&open) == inode(&named)))
}

/// Device and inode of a path, without following links; `None` if it does not exist.
pub(super) fn inode_of(path: &Path) -> Option<[u64; 2]> {
    fs::symlink_metadata(path).ok().map(|metadata| inode(&metadata))
}

/// Whether a file was saved, restored or renamed after another one; false if it does not exist.
pub(super) fn is_changed_after(one: &Path, other: &Path) -> bool {
    let time = |path: &Path| fs::symlink_metadata(path).map(|metadata| changed(&metadata));
    time(one).is_ok_and(|one| time(other).is_ok_and(|other| one > other))
}

/// Whether a path is a folder of the user who runs the program, and no link.
pub(super) fn is_own_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir() && is_own(&metadata))
}

#[cfg(unix)]
fn is_own(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_own(_metadata: &Metadata) -> bool {
    true
}
