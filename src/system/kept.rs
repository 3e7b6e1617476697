//! The files of what is kept between two runs, in the user's state folder.
//!
//! A change is applied to what the file says at that moment, while no other copy of the program writes there: so two copies
//! lose nothing. A file that cannot be read as a whole is put aside before it is written again.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::files::{self, FilesError};
use super::folders;
use super::places;
use super::write::{self, WriteError};
use crate::kept::{Change, Kept, Opened, Seen, StackName, text_hash};

/// Maximum size of a file in bytes; a larger one is not read.
const MAX_BYTES: u64 = 16 << 20;

/// Maximum number of stacks whose last visit is kept; for a further one the one visited longest ago is dropped.
const MAX_SEEN_FILES: usize = 100;

/// Maximum number of names that are tried for a file put aside.
const MAX_ASIDE: usize = 100;

/// The folder of what is kept.
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

    /// What is kept, without the opened pages; nothing if that cannot be read.
    pub fn read(&self) -> Kept {
        self.read_whole().map(|(kept, _)| kept).unwrap_or_default()
    }

    /// The pages that were opened; none if they cannot be read.
    pub fn read_opened(&self) -> Opened {
        let text = read(&self.opened_file()).ok().flatten().unwrap_or_default();
        Opened::read(&String::from_utf8_lossy(&text))
    }

    /// What was there at the last visit of a stack; `None` if that is not known.
    pub fn read_seen(&self, name: &StackName) -> Option<Seen> {
        let text = read(&self.seen_file(name)).ok().flatten()?;
        Seen::read(&text_of(Some(&text)))
    }

    fn keep_seen(&self, name: &StackName, seen: &Seen) -> Result<(), KeepError> {
        let file = self.seen_file(name);
        let folder = self.seen_folder();
        if !file.exists() {
            fs::create_dir_all(&folder).map_err(|error| KeepError::Folder(folder.clone(), error))?;
            remove_oldest(&folder);
        }
        Ok(write::update(&file, MAX_BYTES, |_| seen.write())?)
    }

    /// Keeps some changes, and returns the file that was put aside because it could not be read as a whole.
    ///
    /// # Errors
    ///
    /// [`KeepError`]; some of the changes may have been kept.
    pub fn keep(&self, changes: &[Change]) -> Result<Option<PathBuf>, KeepError> {
        let (opened, others): (Vec<_>, Vec<_>) =
            changes.iter().partition(|change| matches!(change, Change::Opened(_)));
        let (_, is_damaged) = self.read_whole()?;
        if is_damaged || !changes.is_empty() {
            fs::create_dir_all(&self.folder)
                .map_err(|error| KeepError::Folder(self.folder.clone(), error))?;
        }
        let aside = if is_damaged { Some(put_aside(&self.kept_file())?) } else { None };
        if is_damaged || others.iter().any(|change| !matches!(change, Change::Seen(..))) {
            write::update(&self.kept_file(), MAX_BYTES, |before| {
                let (mut kept, _) = self.parsed(before);
                for change in &others {
                    kept.apply(change);
                }
                kept.write()
            })?;
        }
        for change in &others {
            if let Change::Seen(name, seen) = change {
                self.keep_seen(name, seen)?;
            }
        }
        if !opened.is_empty() {
            if let Err(error @ FilesError::Unreadable(..)) = read(&self.opened_file()) {
                return Err(error.into());
            }
            write::update(&self.opened_file(), MAX_BYTES, |before| {
                let mut kept = Kept { opened: Opened::read(&text_of(before)), ..Kept::default() };
                for change in &opened {
                    kept.apply(change);
                }
                kept.opened.write()
            })?;
        }
        Ok(aside)
    }

    /// What is kept, and whether the file has more than can be read.
    fn read_whole(&self) -> Result<(Kept, bool), KeepError> {
        match read(&self.kept_file()) {
            Ok(before) => Ok(self.parsed(before.as_deref())),
            Err(FilesError::TooLarge(..)) => Ok((Kept::default(), true)),
            Err(error) => Err(error.into()),
        }
    }

    /// What a file says, and whether it has more than can be read; without a file, what earlier versions have kept.
    fn parsed(&self, bytes: Option<&[u8]>) -> (Kept, bool) {
        if bytes.is_none() {
            return (self.read_earlier(), false);
        }
        let (kept, unread) = Kept::read(&text_of(bytes));
        (kept, unread > 0 || bytes.is_some_and(|bytes| std::str::from_utf8(bytes).is_err()))
    }

    /// What earlier versions have kept: the mark that the tip was seen, and the recent files, the newest first.
    fn read_earlier(&self) -> Kept {
        let mut kept = Kept::default();
        let tip_seen = self.folder.join("tip-seen").symlink_metadata().is_ok();
        let recent = read(&self.folder.join("recent")).ok().flatten();
        let paths = text_of(recent.as_deref()).lines().map(str::to_owned).collect();
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

fn text_of(bytes: Option<&[u8]>) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.unwrap_or_default())
}

/// The content of a file, `None` if there is none.
fn read(path: &Path) -> Result<Option<Vec<u8>>, FilesError> {
    match files::read_file(path, MAX_BYTES) {
        Err(FilesError::Missing(_)) => Ok(None),
        read => read.map(Some),
    }
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

/// Gives a file a second name, under which it stays when it is replaced.
fn put_aside(path: &Path) -> Result<PathBuf, KeepError> {
    let mut number = 1;
    loop {
        let ending = if number == 1 { "unreadable".to_owned() } else { format!("unreadable-{number}") };
        let aside = path.with_extension(ending);
        // Follows no link: the name must be free.
        match fs::hard_link(path, &aside) {
            Ok(()) => return Ok(aside),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MAX_ASIDE => number += 1,
            Err(error) => return Err(KeepError::Aside(path.to_owned(), error)),
        }
    }
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
