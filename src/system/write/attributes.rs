//! Copying of owner, group, permissions and extended attributes.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;

use super::error::WriteError;

/// Gives a new file or folder the owner, group, permissions and extended attributes of an old one.
///
/// # Errors
///
/// [`WriteError`] if the owner would change, or a group that has other rights than everybody, or if the permissions or an
/// attribute of the user's would be lost.
pub(super) fn copy(old: &Path, new: &File) -> Result<(), WriteError> {
    let lost = |error| WriteError::Attributes(old.to_owned(), error);
    let metadata = fs::symlink_metadata(old).map_err(|error| WriteError::refused(old, error))?;
    copy_owner(&metadata, new).map_err(|error| WriteError::Owner(old.to_owned(), error))?;
    let permissions = new.metadata().map_err(lost)?.permissions();
    if permissions != metadata.permissions() {
        new.set_permissions(metadata.permissions()).map_err(lost)?;
    }
    copy_extended(old, new).map_err(lost)
}

#[cfg(unix)]
fn copy_owner(old: &Metadata, new: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let metadata = new.metadata()?;
    if (metadata.uid(), metadata.gid()) != (old.uid(), old.gid())
        && let Err(error) = fchown(new, Some(old.uid()), Some(old.gid()))
    {
        let group = old.mode() >> 3 & 0o7;
        if metadata.uid() != old.uid() || group != old.mode() & 0o7 {
            return Err(error);
        }
    }
    Ok(())
}

#[cfg(unix)]
fn copy_extended(old: &Path, new: &File) -> io::Result<()> {
    use rustix::io::Errno;
    use xattr::FileExt as _;
    let has_none = |error: &io::Error| {
        let codes = [Errno::NOTSUP, Errno::OPNOTSUPP, Errno::NOSYS].map(Errno::raw_os_error);
        error.kind() == io::ErrorKind::Unsupported || codes.map(Some).contains(&error.raw_os_error())
    };
    let names = match xattr::list(old) {
        Err(error) if has_none(&error) => return Ok(()),
        names => names?,
    };
    for name in names {
        let copied = match xattr::get(old, &name) {
            Ok(Some(value)) if new.get_xattr(&name).ok().flatten().as_ref() != Some(&value) => {
                new.set_xattr(&name, &value)
            }
            copied => copied.map(drop),
        };
        // The others belong to the system, which sets what a new file must have: labels, checksums, capabilities.
        let begins_with = |prefix: &str| name.as_encoded_bytes().starts_with(prefix.as_bytes());
        let is_users = if cfg!(target_vendor = "apple") {
            !begins_with("com.apple.")
        } else {
            begins_with("user.") || begins_with("system.posix_acl_")
        };
        if is_users {
            copied?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "this fails on Unix only")]
fn copy_owner(_old: &Metadata, _new: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "this fails on Unix only")]
fn copy_extended(_old: &Path, _new: &File) -> io::Result<()> {
    Ok(())
}
