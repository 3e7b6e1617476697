//! The files that were opened last, kept between two sessions.
//!
//! A path a line, the newest first. Nothing depends on it: whatever cannot be read or written is as if there were none.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::places;
use super::write::{self, Existing, WriteError};

/// Maximum number of files that are kept.
const MAX_PATHS: usize = 20;

/// Maximum size of the list in bytes.
const MAX_BYTES: u64 = 256 * 1024;

/// Maximum number of attempts to write while other processes change the list.
const MAX_TRIES: usize = 8;

/// The files and folders that were opened last, the newest first.
pub fn paths() -> Vec<PathBuf> {
    list().and_then(|list| read(&list)).map(|text| parsed(&text)).unwrap_or_default()
}

/// Puts files and folders at the beginning of the list; errors are ignored.
pub fn remember(opened: &[PathBuf]) {
    if let Some(list) = list()
        && let Some(folder) = list.parent()
        && fs::create_dir_all(folder).is_ok()
    {
        add(&list, opened);
    }
}

/// Adds paths to a list; those that another process adds meanwhile are kept.
fn add(list: &Path, opened: &[PathBuf]) {
    for _ in 0..MAX_TRIES {
        let before = read(list);
        let after = with(before.as_deref().unwrap_or_default(), opened);
        let written = match &before {
            Some(before) if *before == after => return,
            Some(before) if list.exists() => {
                write::replace_in_place(list, after.as_bytes(), before.as_bytes())
            }
            Some(_) => write::file(list, after.as_bytes(), Existing::Keep),
            None => write::file(list, after.as_bytes(), Existing::Replace),
        };
        match written {
            Err(WriteError::Changed(_) | WriteError::Exists(_)) => {}
            _ => return,
        }
    }
}

/// The text of a list with paths at its beginning, each once.
fn with(before: &str, opened: &[PathBuf]) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let is_line = |path: &&str| !path.is_empty() && !path.contains(char::is_control);
    let opened = opened.iter().filter_map(|path| path.to_str()).filter(is_line);
    for line in opened.chain(before.lines()) {
        if lines.len() < MAX_PATHS && !line.is_empty() && !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

fn parsed(text: &str) -> Vec<PathBuf> {
    text.lines().filter(|line| !line.is_empty()).take(MAX_PATHS).map(PathBuf::from).collect()
}

/// The text of a list, empty if it cannot be read; `None` for a file that is no list and may be replaced.
fn read(list: &Path) -> Option<String> {
    let Ok(about) = fs::metadata(list) else { return Some(String::new()) };
    if !about.is_file() {
        return Some(String::new());
    }
    if about.len() > MAX_BYTES {
        return None;
    }
    match fs::read_to_string(list) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => None,
        text => Some(text.unwrap_or_default()),
    }
}

fn list() -> Option<PathBuf> {
    Some(places::state_folder()?.join("recent"))
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn paths_of(list: &Path) -> Vec<String> {
        parsed(&read(list).unwrap_or_default()).iter().map(|path| path.display().to_string()).collect()
    }

    #[test]
    fn the_newest_comes_first_each_once_and_no_more_than_twenty() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("recent");
        assert_eq!(paths_of(&list), [""; 0]);
        for at in 0..30 {
            add(&list, &[PathBuf::from(format!("/stacks/{at}.toml"))]);
        }
        add(&list, &["/stacks/20.toml".into(), "/two\nlines.toml".into()]);
        let paths = paths_of(&list);
        assert_eq!((paths.len(), &*paths[0], &*paths[1]), (MAX_PATHS, "/stacks/20.toml", "/stacks/29.toml"));
        assert_eq!(paths.iter().filter(|path| path.contains("20")).count(), 1);
    }

    #[test]
    fn processes_that_write_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("recent");
        thread::scope(|scope| {
            for at in 0..4 {
                let list = &list;
                scope.spawn(move || add(list, &[PathBuf::from(format!("/{at}.toml"))]));
            }
        });
        assert_eq!(paths_of(&list).len(), 4);
    }

    #[test]
    fn a_list_that_cannot_be_read_or_written_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("recent");
        fs::create_dir(&list).unwrap();
        add(&list, &["/a.toml".into()]);
        assert_eq!(paths_of(&list), [""; 0]);
        fs::remove_dir(&list).unwrap();
        fs::write(&list, b"\xff\xfe").unwrap();
        assert_eq!(paths_of(&list), [""; 0]);
    }

    #[test]
    fn a_list_that_is_no_text_or_too_long_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("recent");
        for bad in [b"/old.toml\n\xff\xfe".to_vec(), "/old.toml\n".repeat(30_000).into_bytes()] {
            fs::write(&list, bad).unwrap();
            assert_eq!(paths_of(&list), [""; 0]);
            add(&list, &["/a.toml".into()]);
            add(&list, &["/b.toml".into()]);
            assert_eq!(paths_of(&list), ["/b.toml", "/a.toml"]);
        }
    }
}
