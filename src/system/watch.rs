//! Noticing that files were saved.
//!
//! Editors often write another file and give it the name, so the folders are watched and not the files: a watched file that
//! is replaced would never be heard of again. The same is true of the folders, so after each saving, and after each reading
//! that somebody asked for, one does well to watch anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// Watches files as long as it is kept.
#[derive(Debug)]
pub struct Watch {
    _notifier: RecommendedWatcher,
}

/// A saving takes several steps (emptied, written, renamed): it is over when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(120);

/// A file that is written again and again is told of after so long, over or not.
const LONGEST: Duration = Duration::from_secs(1);

/// What is to be watched: files and folders by themselves, and folders with the TOML files in them.
#[derive(Clone, Debug, Default)]
struct Watched {
    files: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
    /// The folders around the files.
    around: BTreeSet<PathBuf>,
}

impl Watched {
    fn of(paths: &[PathBuf]) -> Self {
        let mut watched = Self::default();
        for path in paths {
            watched.add(path);
            // Links in a folder may lead out of it.
            for member in path.read_dir().into_iter().flatten().flatten() {
                let member = member.path();
                if is_toml(&member) && member.is_symlink() {
                    watched.add(&member);
                }
            }
        }
        watched
    }

    /// Adds a path, and what it leads to where it is a link.
    fn add(&mut self, path: &Path) {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder =
            absolute.parent().map(|folder| folder.canonicalize().unwrap_or_else(|_| folder.to_owned()));
        if let (Some(folder), Some(name)) = (folder, absolute.file_name()) {
            self.files.insert(folder.join(name));
            self.around.insert(folder);
        }
        // The system reports whole paths, links followed.
        let target = absolute.canonicalize().unwrap_or(absolute);
        if target.is_dir() {
            self.folders.insert(target);
        } else {
            self.around.extend(target.parent().map(Path::to_owned));
            self.files.insert(target);
        }
    }

    fn parents(&self) -> BTreeSet<&Path> {
        self.around.union(&self.folders).map(PathBuf::as_path).collect()
    }

    fn concerns(&self, event: &Event) -> bool {
        let is_change = !matches!(event.kind, EventKind::Access(_));
        let is_ours = |path: &PathBuf| {
            let in_folder =
                is_toml(path) && path.parent().is_some_and(|parent| self.folders.contains(parent));
            // The folder itself may be replaced as a whole.
            in_folder || [&self.files, &self.folders, &self.around].iter().any(|ours| ours.contains(path))
        };
        // Where events were lost, any file may have changed.
        event.need_rescan() || is_change && event.paths.iter().any(is_ours)
    }
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
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
        let began = Instant::now();
        loop {
            match events.recv_timeout(QUIET) {
                Ok(()) if began.elapsed() < LONGEST => {}
                Ok(()) | Err(RecvTimeoutError::Timeout) => break changed(),
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
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

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
    fn what_a_link_leads_to_is_noticed_and_so_is_another_aim() {
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
    fn a_file_that_is_written_without_end_is_told_of() {
        let (sender, events) = channel();
        let (changed, told) = channel();
        let goes_on = Arc::new(AtomicBool::new(true));
        let writing = Arc::clone(&goes_on);
        let writer = thread::spawn(move || {
            while writing.load(Ordering::Relaxed) && sender.send(()).is_ok() {
                thread::yield_now();
            }
        });
        let teller = thread::spawn(move || {
            tell(&events, || {
                let _unheard = changed.send(());
            });
        });
        assert!(told.recv_timeout(LONG).is_ok());
        goes_on.store(false, Ordering::Relaxed);
        writer.join().unwrap();
        teller.join().unwrap();
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
