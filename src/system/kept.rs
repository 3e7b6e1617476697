//! The state folder: its files, read and changed.
//!
//! A change is applied to what the file says at that moment, while no other copy of the program writes there: so two copies
//! lose nothing. A file that cannot be read as a whole is put aside before it is written again.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::files::FilesError;
use super::folders;
use super::places;
use super::write::{self, Before, WriteError};
use crate::kept::{Change, Kept, Opened, Seen, StackName, text_hash};

/// Maximum size of a file in bytes; a larger one is not read.
const MAX_BYTES: u64 = 16 << 20;

/// Maximum number of stacks whose last visit is kept; for a further one the one visited longest ago is dropped.
const MAX_SEEN_FILES: usize = 100;

/// Maximum number of files put aside; a further one takes the name of the oldest.
const MAX_ASIDE: usize = 100;

/// A state folder, which has the things that are kept between two runs.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

/// The reason why something was not kept.
///
/// The paths are not sanitized: sanitize the text before printing it.
#[derive(Debug, Error)]
pub enum KeepError {
    /// The folder cannot be created.
    #[error("{}: cannot be created", .0.display())]
    Folder(PathBuf, #[source] io::Error),
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] FilesError),
    /// The file cannot be read as a whole, and cannot be put aside, so it stays.
    #[error("{}: cannot be put aside", .0.display())]
    Aside(PathBuf, #[source] io::Error),
    /// The file would become too large to be read, or has as many things as it may have.
    #[error("{}: has no room for more", .0.display())]
    NoRoom(PathBuf),
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl Store {
    /// The user's state folder; `None` if the user's home is unknown.
    pub fn of_user() -> Option<Self> {
        places::state_folder().map(Self::at)
    }

    /// A folder, which need not exist.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The things that are kept, without the opened pages; none if they cannot be read.
    pub fn read(&self) -> Kept {
        self.read_whole().map(|(kept, _)| kept).unwrap_or_default()
    }

    /// The pages that were opened; none if they cannot be read.
    pub fn read_opened(&self) -> Opened {
        Opened::read(&text_of(&read(&self.opened_file())))
    }

    /// The entries that a stack had at the last visit; `None` if they are not known.
    pub fn read_seen(&self, name: &StackName) -> Option<Seen> {
        Seen::read(&text_of(&read(&self.seen_file(name))))
    }

    fn keep_seen(&self, name: &StackName, seen: &Seen) -> Result<(), KeepError> {
        let file = self.seen_file(name);
        let folder = self.seen_folder();
        if !file.exists() {
            fs::create_dir_all(&folder).map_err(|error| KeepError::Folder(folder.clone(), error))?;
            remove_oldest(&folder);
        }
        write::update(&file, MAX_BYTES, |_| Ok(seen.write()))
    }

    /// Keeps some changes, and returns the file that was put aside because it could not be read as a whole.
    ///
    /// # Errors
    ///
    /// [`KeepError`]; some of the changes may have been kept.
    pub fn keep(&self, changes: &[Change]) -> Result<Option<PathBuf>, KeepError> {
        let (opened, others): (Vec<_>, Vec<_>) =
            changes.iter().partition(|change| matches!(change, Change::Opened(_)));
        let is_changed = others.iter().any(|change| !matches!(change, Change::Seen(..)));
        let is_written = is_changed || self.read_whole()?.1;
        if is_written || !changes.is_empty() {
            fs::create_dir_all(&self.folder)
                .map_err(|error| KeepError::Folder(self.folder.clone(), error))?;
        }
        let written = if is_written { self.keep_collected(&others) } else { Ok(None) };
        for change in &others {
            if let Change::Seen(name, seen) = change {
                self.keep_seen(name, seen)?;
            }
        }
        if !opened.is_empty() {
            self.keep_opened(&opened)?;
        }
        written
    }

    /// Applies changes to the file, or puts aside what cannot be read of it; returns the file put aside.
    fn keep_collected(&self, changes: &[&Change]) -> Result<Option<PathBuf>, KeepError> {
        let file = self.kept_file();
        let (mut aside, mut has_room) = (None, true);
        write::update(&file, MAX_BYTES, |before| {
            let (mut kept, is_damaged) = self.parsed(before);
            has_room = true;
            for change in changes {
                has_room &= kept.apply(change);
            }
            let text = kept.write();
            if text.len() as u64 > MAX_BYTES {
                return Err(KeepError::NoRoom(file.clone()));
            }
            if is_damaged {
                aside = Some(put_aside(&file)?);
            }
            Ok(text)
        })?;
        if has_room || aside.is_some() { Ok(aside) } else { Err(KeepError::NoRoom(file)) }
    }

    fn keep_opened(&self, changes: &[&Change]) -> Result<(), KeepError> {
        write::update(&self.opened_file(), MAX_BYTES, |before| {
            let mut kept = Kept { opened: Opened::read(&text_of(before)), ..Kept::default() };
            for change in changes {
                kept.apply(change);
            }
            Ok(kept.opened.write())
        })
    }

    /// The things that are kept, and whether the file has more than can be read.
    fn read_whole(&self) -> Result<(Kept, bool), KeepError> {
        Ok(self.parsed(&Before::read(&self.kept_file(), MAX_BYTES)?))
    }

    /// The things of a file, and whether it has more than can be read; without a file, those of earlier versions.
    fn parsed(&self, before: &Before) -> (Kept, bool) {
        match before {
            Before::Missing => (self.read_earlier(), false),
            Before::TooLarge => (Kept::default(), true),
            Before::Bytes(bytes) => {
                let (kept, unread) = Kept::read(&text_of(before));
                (kept, unread > 0 || std::str::from_utf8(bytes).is_err())
            }
        }
    }

    /// The things that earlier versions have kept: the mark that the tip was seen, and the recent files, the newest first.
    fn read_earlier(&self) -> Kept {
        let mut kept = Kept::default();
        let tip_seen = self.folder.join("tip-seen").symlink_metadata().is_ok();
        let recent = read(&self.folder.join("recent"));
        let paths = text_of(&recent).lines().map(str::to_owned).collect();
        for change in [Change::Recent(paths)].into_iter().chain(tip_seen.then_some(Change::TipSeen)) {
            kept.apply(&change);
        }
        kept
    }

    fn kept_file(&self) -> PathBuf {
        self.folder.join("kept")
    }

    /// The folder of what was there at the last visits: a file for each stack.
    fn seen_folder(&self) -> PathBuf {
        self.folder.join("seen")
    }

    fn seen_file(&self, name: &StackName) -> PathBuf {
        self.seen_folder().join(format!("{:016x}", text_hash(&name.to_string())))
    }

    fn opened_file(&self) -> PathBuf {
        self.folder.join("opened")
    }
}

/// The text of a file; empty if it cannot be read.
fn text_of(before: &Before) -> Cow<'_, str> {
    match before {
        Before::Bytes(bytes) => String::from_utf8_lossy(bytes),
        Before::Missing | Before::TooLarge => Cow::Borrowed(""),
    }
}

/// The content of a file that may be left unread.
fn read(path: &Path) -> Before {
    Before::read(path, MAX_BYTES).unwrap_or(Before::Missing)
}

/// Makes room for one more file in the folder of the last visits.
fn remove_oldest(folder: &Path) {
    let names = folders::members(folder).unwrap_or_default();
    if names.len() >= MAX_SEEN_FILES {
        let paths = names.into_iter().map(|name| folder.join(name));
        let oldest = paths.min_by_key(|path| path.metadata().and_then(|about| about.modified()).ok());
        let _kept_on = oldest.map(fs::remove_file);
    }
}

/// Gives a file, of a link its target, a second name, under which it stays when it is replaced.
fn put_aside(path: &Path) -> Result<PathBuf, KeepError> {
    let refused = |error| KeepError::Aside(path.to_owned(), error);
    let path = &fs::canonicalize(path).map_err(refused)?;
    let name = |number: usize| {
        path.with_extension(if number == 1 { "unreadable".into() } else { format!("unreadable-{number}") })
    };
    let free = (1..=MAX_ASIDE).map(name).find(|aside| aside.symlink_metadata().is_err());
    let aside = free.map_or_else(
        || {
            let written = |aside: &PathBuf| aside.symlink_metadata().and_then(|about| about.modified()).ok();
            let oldest = (1..=MAX_ASIDE).map(name).min_by_key(written).unwrap_or_else(|| name(1));
            fs::remove_file(&oldest).map(|()| oldest)
        },
        Ok,
    );
    let aside = aside.map_err(refused)?;
    // Neither follows a link: the name must be free.
    fs::hard_link(path, &aside).or_else(|_| copy(path, &aside)).map_err(refused)?;
    Ok(aside)
}

/// Copies a file to a new one, on a file system without hard links.
fn copy(path: &Path, new: &Path) -> io::Result<()> {
    let mut file = File::create_new(new)?;
    file.set_permissions(fs::metadata(path)?.permissions())?;
    io::copy(&mut File::open(path)?, &mut file)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::kept::{Bookmark, StackName, Thing};

    fn bookmark(entry: &str) -> Change {
        let thing = Thing { stack: StackName::built_in("s"), entry: entry.to_owned(), claim: None };
        Change::Bookmark(Bookmark { thing, name: entry.to_owned(), added: None })
    }

    fn bookmarked(store: &Store) -> Vec<String> {
        store.read().bookmarks.into_iter().map(|it| it.name).collect()
    }

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path().join("state"));
        (folder, store)
    }

    #[test]
    fn changes_are_kept_and_read_again() {
        let (_folder, store) = store();
        assert_eq!(store.read(), Kept::default());
        let url = crate::dataset::SourceUrl::parse("https://example.org/").unwrap();
        assert_eq!(store.keep(&[bookmark("a"), Change::Opened(url.clone()), Change::TipSeen]).unwrap(), None);
        let kept = store.read();
        assert!(kept.tip_seen && kept.opened.is_empty() && store.read_opened().contains(&url));
        assert_eq!(bookmarked(&store), ["a"]);
    }

    #[test]
    fn copies_that_write_at_once_lose_nothing() {
        let (_folder, store) = store();
        thread::scope(|scope| {
            for at in 0..4 {
                let store = &store;
                scope.spawn(move || {
                    for step in 0..10 {
                        store.keep(&[bookmark(&format!("e{at}-{step}"))]).unwrap();
                    }
                });
            }
        });
        assert_eq!(bookmarked(&store).len(), 40);
    }

    #[test]
    fn a_file_that_cannot_be_read_as_a_whole_is_put_aside_and_the_rest_of_it_kept() {
        let (folder, store) = store();
        store.keep(&[bookmark("a")]).unwrap();
        let file = folder.path().join("state/kept");
        for number in ["", "-2"] {
            let mut text = fs::read(&file).unwrap();
            text.extend_from_slice(b"nonsense \xff\x1b[2J\n");
            fs::write(&file, &text).unwrap();
            let aside = store.keep(&[]).unwrap().expect("a file put aside");
            assert!(aside.ends_with(format!("kept.unreadable{number}")), "{}", aside.display());
            assert_eq!(fs::read(aside).unwrap(), text);
            assert_eq!(bookmarked(&store), ["a"]);
        }
        assert_eq!(store.keep(&[]).unwrap(), None);
        fs::write(&file, "x".repeat(17 << 20)).unwrap();
        assert!(store.keep(&[bookmark("b")]).unwrap().is_some());
        assert_eq!(bookmarked(&store), ["b"]);
    }

    #[cfg(unix)]
    #[test]
    fn of_a_link_the_target_is_put_aside_and_a_hundredth_and_first_takes_the_oldest_name() {
        let (folder, store) = store();
        store.keep(&[bookmark("a")]).unwrap();
        let (link, target) = (folder.path().join("state/kept"), folder.path().join("dotfile"));
        fs::rename(&link, &target).unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        for number in 1..=MAX_ASIDE + 1 {
            let text = format!("{}Non sense {number}\n", fs::read_to_string(&target).unwrap());
            fs::write(&target, &text).unwrap();
            let aside = store.keep(&[]).unwrap().expect("a file put aside");
            assert!(!aside.is_symlink(), "{}", aside.display());
            assert_eq!(fs::read_to_string(aside).unwrap(), text);
            assert_eq!(bookmarked(&store), ["a"]);
        }
        assert!(link.is_symlink());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), MAX_ASIDE + 2);
        let copied = folder.path().join("copied");
        copy(&target, &copied).unwrap();
        assert_eq!(fs::read(&copied).unwrap(), fs::read(&target).unwrap());
        assert!(copy(&target, &copied).is_err());
    }

    #[test]
    fn a_change_that_would_make_the_file_too_large_or_has_no_room_is_refused() {
        let (_folder, store) = store();
        store.keep(&[bookmark("a")]).unwrap();
        let large = "x".repeat(16 << 20);
        assert!(matches!(store.keep(&[Change::Searched(large)]), Err(KeepError::NoRoom(_))));
        assert_eq!(bookmarked(&store), ["a"]);
        let many: Vec<_> = (0..5_001).map(|at| bookmark(&at.to_string())).collect();
        assert!(matches!(store.keep(&many), Err(KeepError::NoRoom(_))));
        assert_eq!(bookmarked(&store).len(), 5_000);
    }

    #[test]
    fn what_earlier_versions_kept_is_taken_over_once() {
        let (folder, store) = store();
        let state = folder.path().join("state");
        fs::create_dir(&state).unwrap();
        fs::write(state.join("tip-seen"), "").unwrap();
        fs::write(state.join("recent"), "/new.toml\n/old.toml\n").unwrap();
        assert_eq!(
            (store.read().tip_seen, &store.read().recent[..]),
            (true, &["/old.toml".into(), "/new.toml".into()][..])
        );
        store.keep(&[bookmark("a")]).unwrap();
        fs::write(state.join("recent"), "/other.toml\n").unwrap();
        assert_eq!((store.read().tip_seen, store.read().recent.len()), (true, 2));
    }

    #[test]
    fn what_is_no_file_or_no_folder_is_an_error_and_stays() {
        let (folder, store) = store();
        fs::create_dir_all(folder.path().join("state/kept")).unwrap();
        assert!(store.keep(&[bookmark("a")]).is_err());
        assert_eq!(store.read(), Kept::default());
        let blocked = Store::at(folder.path().join("file/state"));
        fs::write(folder.path().join("file"), "").unwrap();
        assert!(blocked.keep(&[bookmark("a")]).is_err());
    }
}
