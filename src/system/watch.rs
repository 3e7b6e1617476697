//! Watching of files for changes.
//!
//! Editors often replace a file by a new one, and a watch on the old file would report nothing more, so the folders are
//! watched. Folders may be replaced too, so the caller renews the watch after each change and each reload.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// A watch on files, which ends when it is dropped.
#[derive(Debug)]
pub struct Watch {
    _notifier: RecommendedWatcher,
}

/// Debounce: a save counts as finished after this long without events.
const QUIET_PERIOD: Duration = Duration::from_millis(120);

/// Maximum delay of a report while a file is written continuously.
const MAX_DELAY: Duration = Duration::from_secs(1);

/// The watched paths, absolute and with their links resolved.
#[derive(Clone, Debug, Default)]
struct Watched {
    files: BTreeSet<PathBuf>,
    /// The folders whose TOML files are watched.
    folders: BTreeSet<PathBuf>,
    /// The parent folders of the files.
    parents: BTreeSet<PathBuf>,
}

impl Watched {
    fn from_paths(paths: &[PathBuf]) -> Self {
        let mut watched = Self::default();
        for path in paths {
            watched.add(path);
            // The target of a link may be in another folder.
            for member in path.read_dir().into_iter().flatten().flatten() {
                let member = member.path();
                if is_toml(&member) && member.is_symlink() {
                    watched.add(&member);
                }
            }
        }
        watched
    }

    /// Adds a path, and its target if it is a link.
    fn add(&mut self, path: &Path) {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder =
            absolute.parent().map(|folder| folder.canonicalize().unwrap_or_else(|_| folder.to_owned()));
        if let (Some(folder), Some(name)) = (folder, absolute.file_name()) {
            self.files.insert(folder.join(name));
            self.parents.insert(folder);
        }
        // The system reports absolute paths with links resolved.
        let target = absolute.canonicalize().unwrap_or(absolute);
        if target.is_dir() {
            self.folders.insert(target);
        } else {
            self.parents.extend(target.parent().map(Path::to_owned));
            self.files.insert(target);
        }
    }

    fn is_changed_by(&self, event: &Event) -> bool {
        let is_change = !matches!(event.kind, EventKind::Access(_));
        let is_watched = |path: &PathBuf| {
            let in_folder =
                is_toml(path) && path.parent().is_some_and(|parent| self.folders.contains(parent));
            // A folder may be replaced as a whole.
            in_folder || [&self.files, &self.folders, &self.parents].iter().any(|paths| paths.contains(path))
        };
        // If events were lost, any file may have changed.
        event.need_rescan() || is_change && event.paths.iter().any(is_watched)
    }
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}

/// Calls `changed` on a background thread whenever one of the files was saved, or a TOML file in one of the folders.
///
/// # Errors
///
/// A message that describes why the files cannot be watched.
pub fn watch(paths: &[PathBuf], changed: impl Fn() + Send + 'static) -> Result<Watch, String> {
    let failed = |error: &dyn Display| format!("saved files will not be noticed: {error}");
    let watched = Watched::from_paths(paths);
    let folders: BTreeSet<PathBuf> = watched.parents.union(&watched.folders).cloned().collect();
    let (sender, events) = channel();
    let receive = move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| watched.is_changed_by(&event)) {
            // The send fails only when the watch has ended.
            let _sent = sender.send(());
        }
    };
    let mut notifier = RecommendedWatcher::new(receive, Config::default()).map_err(|error| failed(&error))?;
    for folder in &folders {
        notifier.watch(folder, RecursiveMode::NonRecursive).map_err(|error| failed(&error))?;
    }
    let work = move || debounce(&events, changed);
    let thread = thread::Builder::new().name("saved".to_owned()).stack_size(64 * 1024);
    thread.spawn(work).map_err(|error| failed(&error))?;
    Ok(Watch { _notifier: notifier })
}

/// Calls `changed` once for the events of each save.
fn debounce(events: &Receiver<()>, changed: impl Fn()) {
    while events.recv().is_ok() {
        let began = Instant::now();
        loop {
            match events.recv_timeout(QUIET_PERIOD) {
                Ok(()) if began.elapsed() < MAX_DELAY => {}
                Ok(()) | Err(RecvTimeoutError::Timeout) => break changed(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    /// Timeout that is only reached if a test fails.
    const LONG: Duration = Duration::from_secs(30);

    fn noticed(paths: &[PathBuf], act: impl FnOnce()) -> bool {
        let (sender, reports) = channel();
        let _watch = watch(paths, move || {
            let _sent = sender.send(());
        })
        .unwrap();
        act();
        reports.recv_timeout(LONG).is_ok()
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
    fn a_folder_that_is_replaced_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("inside");
        fs::create_dir(&inside).unwrap();
        for paths in [[inside.clone()], [inside.join("a.toml")]] {
            fs::write(inside.join("a.toml"), "one").unwrap();
            assert!(noticed(&paths, || {
                fs::rename(&inside, folder.path().join("before")).unwrap();
                fs::create_dir(&inside).unwrap();
            }));
            fs::remove_dir_all(folder.path().join("before")).unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_change_of_a_links_target_is_noticed_and_so_is_another_target() {
        use std::os::unix::fs::symlink;
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (link, one, two) = (folder.path().join("a.toml"), other.path().join("1"), other.path().join("2"));
        for file in [&one, &two] {
            fs::write(file, "text").unwrap();
        }
        symlink(&one, &link).unwrap();
        for paths in [[link.clone()], [folder.path().to_owned()]] {
            assert!(noticed(&paths, || fs::write(&one, "more").unwrap()));
            assert!(noticed(&paths, || {
                fs::remove_file(&link).unwrap();
                symlink(&two, &link).unwrap();
            }));
            assert!(noticed(&paths, || fs::write(&two, "more").unwrap()));
            fs::remove_file(&link).unwrap();
            symlink(&one, &link).unwrap();
        }
    }

    #[test]
    fn a_file_that_is_written_without_end_is_reported() {
        let (sender, events) = channel();
        let (changed, reports) = channel();
        let goes_on = Arc::new(AtomicBool::new(true));
        let writing = Arc::clone(&goes_on);
        let writer = thread::spawn(move || {
            while writing.load(Ordering::Relaxed) && sender.send(()).is_ok() {
                thread::yield_now();
            }
        });
        let debouncer = thread::spawn(move || {
            debounce(&events, || {
                let _sent = changed.send(());
            });
        });
        assert!(reports.recv_timeout(LONG).is_ok());
        goes_on.store(false, Ordering::Relaxed);
        writer.join().unwrap();
        debouncer.join().unwrap();
    }

    #[test]
    fn only_changes_of_watched_paths_count() {
        use notify::event::{AccessKind, CreateKind, ModifyKind};
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (file, inside) = (root.join("a.toml"), root.join("in"));
        fs::write(&file, "").unwrap();
        fs::create_dir(&inside).unwrap();
        let watched = Watched::from_paths(&[file.clone(), inside.clone()]);
        let counts = |kind, path: PathBuf| watched.is_changed_by(&Event::new(kind).add_path(path));
        let (modified, created) = (EventKind::Modify(ModifyKind::Any), EventKind::Create(CreateKind::File));
        assert!(counts(modified, file.clone()));
        assert!(counts(created, inside.join("b.toml")));
        assert!(!counts(EventKind::Access(AccessKind::Any), file));
        assert!(!counts(modified, root.join("b.toml")));
        assert!(!counts(created, inside.join("b.toml~")));
    }

    #[test]
    fn a_missing_folder_cannot_be_watched() {
        let error = watch(&[PathBuf::from("/no/such/folder/a.toml")], || {}).unwrap_err();
        assert!(error.starts_with("saved files will not be noticed"), "{error}");
    }
}
