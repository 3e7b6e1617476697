//! Where in its files a part of a stack is written.

use std::path::PathBuf;
use std::time::SystemTime;

use super::{Origin, Place, fetch};
use crate::config::Limits;
use crate::system::files::{self, FilesError};

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// The files that a stack is read from, in that order; none for one that comes from no file.
///
/// # Errors
///
/// [`FilesError`] when a folder cannot be listed.
pub fn files_of(origin: &Origin) -> Result<Vec<PathBuf>, FilesError> {
    match &origin.place {
        Place::Path(path) => files::of_stack(path),
        Place::Embedded | Place::Stdin => Ok(Vec::new()),
    }
}

/// How many bytes a stack has in all its files; none where nobody knows before they are read.
#[must_use]
pub fn size_of(origin: &Origin) -> Option<u64> {
    match &origin.place {
        Place::Embedded => Some(0),
        Place::Path(_) => files_of(origin).ok()?.iter().map(|path| Some(path.metadata().ok()?.len())).sum(),
        Place::Stdin => None,
    }
}

/// What tells that files have changed: their paths, sizes and times.
pub type Stamp = Vec<(PathBuf, Option<(u64, SystemTime)>)>;

/// What the files of stacks are like now.
#[must_use]
pub fn stamp_of(origins: &[Origin]) -> Stamp {
    let paths = origins.iter().flat_map(|origin| files_of(origin).unwrap_or_default());
    paths
        .map(|path| {
            let state = path.metadata().ok().and_then(|about| Some((about.len(), about.modified().ok()?)));
            (path, state)
        })
        .collect()
}

/// Finds the line at which the part with an id begins: its `id` key in TOML, else the first line with its name.
///
/// Without either it is the first line of the first file. None for a stack that comes from no file, or cannot be read now.
#[must_use]
pub fn locate(origin: &Origin, id: &str, name: &str, limits: &Limits) -> Option<Location> {
    let paths = files_of(origin).ok()?;
    let texts: Vec<String> = fetch(origin, limits)
        .ok()?
        .into_iter()
        .map(|file| String::from_utf8_lossy(&file.bytes).into_owned())
        .collect();
    let line_with = |holds: &dyn Fn(&str) -> bool| {
        paths.iter().zip(&texts).find_map(|(path, text)| {
            let number = text.lines().position(holds)? + 1;
            Some(Location { path: path.clone(), line: number, column: 1 })
        })
    };
    let is_id = |line: &str| {
        let value = line.trim_start().strip_prefix("id").map(str::trim_start);
        let value = value.and_then(|rest| rest.strip_prefix('=')).map(str::trim_start);
        let quoted = |mark: char| {
            value
                .and_then(|rest| rest.strip_prefix(mark)?.strip_prefix(id))
                .is_some_and(|rest| rest.starts_with(mark))
        };
        quoted('"') || quoted('\'')
    };
    line_with(&is_id)
        .or_else(|| line_with(&|line| !name.is_empty() && line.contains(name)))
        .or_else(|| paths.first().map(|path| Location { path: path.clone(), line: 1, column: 1 }))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::library::{Known, resolve};

    #[test]
    fn a_part_is_found_by_its_id_then_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.toml"), "schema = 1\nid = \"ab\"\n").unwrap();
        fs::write(folder.path().join("b.toml"), "x = 'id = \"a\"'\n\n  id='a' # this\n").unwrap();
        fs::write(folder.path().join("c.md"), "# A\n\n- [The name](https://example.org)\n").unwrap();
        let limits = Limits::default();
        let of = |name: &str, id: &str, called: &str| {
            let origin = resolve(folder.path().join(name).as_ref(), &Known::none()).unwrap();
            let at = locate(&origin, id, called, &limits).unwrap();
            (at.path.file_name().unwrap().to_string_lossy().into_owned(), at.line)
        };
        assert_eq!(of("", "a", ""), ("b.toml".to_owned(), 3));
        assert_eq!(of("", "ab", ""), ("a.toml".to_owned(), 2));
        assert_eq!(of("c.md", "the-name", "The name"), ("c.md".to_owned(), 3));
        assert_eq!(of("c.md", "gone", "gone"), ("c.md".to_owned(), 1));
        assert_eq!(locate(&Origin::embedded(), "redis", "Redis", &limits), None);
    }

    #[test]
    fn the_size_of_all_files_is_known_before_they_are_read() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("a.toml", "123"), ("b.toml", "4567"), ("c.txt", "8")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let origin = resolve(folder.path().as_ref(), &Known::none()).unwrap();
        assert_eq!(size_of(&origin), Some(7));
        assert_eq!(size_of(&Origin::embedded()), Some(0));
    }
}
