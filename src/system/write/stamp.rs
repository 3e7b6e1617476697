//! File identity (device, inode, times) to detect changes, and copying of ownership.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// The identity and the times of a file; they differ after the file was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Device, inode and change time, which programs cannot set as they can the modification time.
    identity: [i128; 4],
}

impl Stamp {
    /// The stamp of a file; of a link, that of its target.
    ///
    /// # Errors
    ///
    /// The system's error, for example because the file does not exist.
    pub fn from_path(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        Ok(Self { length: metadata.len(), modified: metadata.modified().ok(), identity: identity(&metadata) })
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> [i128; 4] {
    use std::os::unix::fs::MetadataExt;
    [metadata.dev().into(), metadata.ino().into(), metadata.ctime().into(), metadata.ctime_nsec().into()]
}

#[cfg(not(unix))]
fn identity(_metadata: &Metadata) -> [i128; 4] {
    [0; 4]
}

/// Gives a new file the owner, group and permissions of an old one.
///
/// # Errors
///
/// The system's error if the owner would change, or a group that has other rights than everybody.
pub(super) fn copy_owner(file: &File, old: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid())
            && let Err(error) = fchown(file, Some(old.uid()), Some(old.gid()))
        {
            let group = old.mode() >> 3 & 0o7;
            if new.uid() != old.uid() || group != old.mode() & 0o7 {
                return Err(error);
            }
        }
    }
    // If the permissions cannot be set, the default ones remain.
    let _default = file.set_permissions(old.permissions());
    Ok(())
}
