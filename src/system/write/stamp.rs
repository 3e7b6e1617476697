//! What tells a file from the one that has its name later, and whose it is.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// What a file was at some time; one that was saved since has another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Device, number and last change, which also those that set the time of a file cannot set.
    identity: [i128; 4],
}

impl Stamp {
    /// The stamp of a file; of a link that of the file it leads to.
    ///
    /// # Errors
    ///
    /// What the system says where there is no such file.
    pub fn of(path: &Path) -> io::Result<Self> {
        let about = fs::metadata(path)?;
        Ok(Self { length: about.len(), modified: about.modified().ok(), identity: identity(&about) })
    }
}

#[cfg(unix)]
fn identity(about: &Metadata) -> [i128; 4] {
    use std::os::unix::fs::MetadataExt;
    [about.dev().into(), about.ino().into(), about.ctime().into(), about.ctime_nsec().into()]
}

#[cfg(not(unix))]
fn identity(_about: &Metadata) -> [i128; 4] {
    [0; 4]
}

/// Gives a new file to whom another belongs, and the right to read and write it to whoever has it there.
///
/// # Errors
///
/// What the system says where the file would belong to another: of the group that matters only where it may do more, or
/// less, than everybody.
#[cfg(unix)]
pub(super) fn give(file: &File, about: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (about.uid(), about.gid())
        && let Err(error) = fchown(file, Some(about.uid()), Some(about.gid()))
    {
        let group = about.mode() >> 3 & 0o7;
        if own.uid() != about.uid() || group != about.mode() & 0o7 {
            return Err(error);
        }
    }
    // Where that cannot be set, it is the default.
    let _default = file.set_permissions(about.permissions());
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn give(file: &File, about: &Metadata) -> io::Result<()> {
    // Where that cannot be set, it is the default.
    let _default = file.set_permissions(about.permissions());
    Ok(())
}
