//! Noticing that files were saved.
//!
//! Editors often write another file and give it the name, so the folders are watched and not the files: a watched file that
//! is replaced would never be heard of again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// Watches files as long as it is kept.
#[derive(Debug)]
pub struct Watch {
    _notifier: RecommendedWatcher,
}

/// A saving takes several steps (emptied, written, renamed): it is over when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(120);

/// What is to be watched: files by themselves, and folders with the TOML files in them.
#[derive(Clone, Debug, Default)]
struct Watched {
    files: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
}

impl Watched {
    fn of(paths: &[PathBuf]) -> Self {
        let mut watched = Self::default();
        for path in paths {
            // The system reports whole paths, links followed.
            let path = path.canonicalize().unwrap_or_else(|_| path.clone());
            if path.is_dir() { &mut watched.folders } else { &mut watched.files }.insert(path);
        }
        watched
    }

    fn parents(&self) -> BTreeSet<&Path> {
        self.files
            .iter()
            .filter_map(|file| file.parent())
            .chain(self.folders.iter().map(PathBuf::as_path))
            .collect()
    }

    fn concerns(&self, event: &Event) -> bool {
        let is_change = !matches!(event.kind, EventKind::Access(_));
        let is_ours = |path: &PathBuf| {
            let in_folder = path.extension().is_some_and(|extension| extension == "toml")
                && path.parent().is_some_and(|parent| self.folders.contains(parent));
            in_folder || self.files.contains(path)
        };
        is_change && event.paths.iter().any(is_ours)
    }
}

/// Calls `changed` each time that one of the files was saved, or a TOML file in one of the folders; on a thread of its own.
///
/// # Errors
///
/// Says in words why nothing can be watched here.
pub fn watch(paths: &[PathBuf], changed: impl Fn() + Send + 'static) -> Result<Watch, String> {
    let watched = Watched::of(paths);
    let (sender, events) = channel();
    let heard = watched.clone();
    let hear = move |event: notify::Result<Event>| hear(event, &heard, &sender);
    let mut notifier = RecommendedWatcher::new(hear, Config::default()).map_err(|error| in_words(&error))?;
    for folder in watched.parents() {
        notifier.watch(folder, RecursiveMode::NonRecursive).map_err(|error| in_words(&error))?;
    }
    let work = move || tell(&events, changed);
    thread::Builder::new()
        .name("saved".to_owned())
        .stack_size(64 * 1024)
        .spawn(work)
        .map_err(|error| error.to_string())?;
    Ok(Watch { _notifier: notifier })
}

fn hear(event: notify::Result<Event>, watched: &Watched, sender: &Sender<()>) {
    if event.is_ok_and(|event| watched.concerns(&event)) {
        // Who no longer listens wants to know nothing.
        let _unheard = sender.send(());
    }
}

/// Tells of a saving when it is over.
fn tell(events: &Receiver<()>, changed: impl Fn()) {
    while events.recv().is_ok() {
        loop {
            match events.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break changed(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

fn in_words(error: &notify::Error) -> String {
    format!("saved files will not be noticed: {error}")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Long enough for any machine: nobody waits for it unless something is broken.
    const LONG: Duration = Duration::from_secs(30);

    fn noticed(paths: &[PathBuf], act: impl FnOnce()) -> bool {
        let (sender, told) = channel();
        let _watch = watch(paths, move || {
            let _unheard = sender.send(());
        })
        .unwrap();
        act();
        told.recv_timeout(LONG).is_ok()
    }

    #[test]
    fn a_file_that_is_written_or_replaced_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.toml");
        fs::write(&file, "one").unwrap();
        let paths = [file.clone()];
        assert!(noticed(&paths, || fs::write(&file, "two").unwrap()));
        assert!(noticed(&paths, || {
            let other = folder.path().join("a.toml.new");
            fs::write(&other, "three").unwrap();
            fs::rename(&other, &file).unwrap();
        }));
    }

    #[test]
    fn a_new_file_in_a_watched_folder_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let paths = [folder.path().to_owned()];
        assert!(noticed(&paths, || fs::write(folder.path().join("new.toml"), "x").unwrap()));
    }

    #[test]
    fn only_changes_of_what_is_watched_concern_anybody() {
        use notify::event::{AccessKind, CreateKind, ModifyKind};
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (file, inside) = (root.join("a.toml"), root.join("in"));
        fs::write(&file, "").unwrap();
        fs::create_dir(&inside).unwrap();
        let watched = Watched::of(&[file.clone(), inside.clone()]);
        let concerns = |kind, path: PathBuf| watched.concerns(&Event::new(kind).add_path(path));
        let (modified, created) = (EventKind::Modify(ModifyKind::Any), EventKind::Create(CreateKind::File));
        assert!(concerns(modified, file.clone()));
        assert!(concerns(created, inside.join("b.toml")));
        assert!(!concerns(EventKind::Access(AccessKind::Any), file));
        assert!(!concerns(modified, root.join("b.toml")));
        assert!(!concerns(created, inside.join("b.toml~")));
    }

    #[test]
    fn what_is_not_there_cannot_be_watched() {
        let error = watch(&[PathBuf::from("/no/such/folder/a.toml")], || {}).unwrap_err();
        assert!(error.starts_with("saved files will not be noticed"), "{error}");
    }
}
