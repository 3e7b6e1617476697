//! The origin of a stack: where its name leads, and the files there.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{self, Path, PathBuf};

use super::named::{NamedStack, NamedStacks, is_name};
use crate::catalog::bundled::{self, Bundled};
use crate::dataset::sanitized;
use crate::import::Format;
use crate::system::files::{self, FilesError};
use crate::system::places;
use crate::system::write::Stamp;

/// A stack that exists but has not been read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The name as the user gave it, not yet sanitized.
    pub name: String,
    /// Where it is read from.
    pub kind: OriginKind,
    /// The format, if it was given.
    pub format: Option<Format>,
    /// Whether it is the user's and shadows the built-in stack of the same name.
    pub shadows: bool,
}

/// Where a stack is read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OriginKind {
    /// The program itself, which has this stack.
    Embedded(&'static Bundled),
    /// A file or a folder.
    Path(PathBuf),
    /// Standard input, by `-`, or a pipe that the user named.
    Stream(PathBuf),
}

impl Origin {
    /// A built-in stack.
    pub fn embedded(bundled: &'static Bundled) -> Self {
        Self {
            name: bundled.name.to_owned(),
            kind: OriginKind::Embedded(bundled),
            format: None,
            shadows: false,
        }
    }

    /// A named stack.
    pub fn named(stack: &NamedStack) -> Self {
        let kind = match (&stack.path, stack.bundled) {
            (None, Some(bundled)) => OriginKind::Embedded(bundled),
            (path, _) => OriginKind::Path(path.clone().unwrap_or_default()),
        };
        let name = stack.name.to_string_lossy().into_owned();
        Self { name, kind, format: None, shadows: stack.shadows() }
    }

    /// A file or folder, by its path.
    pub fn at(path: PathBuf) -> Self {
        let name = path.to_string_lossy().into_owned();
        Self { name, kind: OriginKind::Path(path), format: None, shadows: false }
    }

    /// The text that names it in another run: its path without links; `None` for a built-in stack.
    pub fn lasting_path(&self) -> Option<String> {
        match self.target() {
            OriginKind::Embedded(_) => None,
            OriginKind::Path(path) => {
                let path = path::absolute(&path).unwrap_or(path);
                Some(sanitized(&path.to_string_lossy()).into_owned())
            }
            OriginKind::Stream(_) => Some(files::STDIN.to_owned()),
        }
    }

    /// Its file or folder, if it has one.
    pub fn path(&self) -> Option<PathBuf> {
        if let OriginKind::Path(path) = &self.kind { Some(path.clone()) } else { None }
    }

    /// Whether it can be read only once, and has no size.
    pub fn is_stream(&self) -> bool {
        matches!(self.kind, OriginKind::Stream(_))
    }

    /// Its name in messages, not yet sanitized.
    pub fn label(&self) -> &str {
        if self.is_stream() && self.name == files::STDIN { "the standard input" } else { &self.name }
    }

    /// Whether another origin is the same stack, possibly by a link or another path to the same file.
    pub fn is_same(&self, other: &Self) -> bool {
        self.target() == other.target()
    }

    /// The kind with the path that links lead to, which is the same for the same stack.
    pub fn target(&self) -> OriginKind {
        match &self.kind {
            OriginKind::Path(path) => {
                OriginKind::Path(fs::canonicalize(path).unwrap_or_else(|_| path.clone()))
            }
            kind => kind.clone(),
        }
    }
}

/// A name without a readable stack.
#[derive(Debug)]
pub struct Unresolved {
    /// The reason.
    pub error: FilesError,
    /// Whether it could be the name of a stack, and not only a path.
    pub is_name: bool,
    /// The most similar name of a stack.
    pub nearest: Option<String>,
}

impl Unresolved {
    /// The origin of what is missing: reading it fails with the same error, until it is there.
    pub fn into_origin(self) -> Origin {
        Origin::at(self.error.path().to_owned())
    }
}

/// Finds the stack of a name: standard input, a stack of the user's, a built-in one, a pipe, a file or a folder.
///
/// Nothing is opened. A file with the same name as a named stack is given as `./discord`, a built-in stack that one of the
/// user's shadows as `built-in:discord`.
///
/// # Errors
///
/// [`Unresolved`] if nothing has that name, or if it is neither a file nor a folder.
pub fn resolve(name: &OsStr, stacks: &NamedStacks) -> Result<Origin, Unresolved> {
    find(name, name.into(), stacks)
}

/// Finds the stack of a name in a settings file: a named stack, or a path as [`path_from`] has it.
///
/// # Errors
///
/// As [`resolve`].
pub fn resolve_from(name: &str, folder: &Path, stacks: &NamedStacks) -> Result<Origin, Unresolved> {
    find(name.as_ref(), path_from(name, folder), stacks)
}

/// A path in a settings file, relative to the folder of that file; `~/` at the beginning is the user's home folder.
pub fn path_from(path: &str, folder: &Path) -> PathBuf {
    let home = path.strip_prefix("~/").and_then(|rest| Some(places::home()?.join(rest)));
    home.unwrap_or_else(|| folder.join(path))
}

/// Whether a name is that of a named stack, or of a file or folder that is inside `folder` with all of its files.
///
/// True as well for a path that leads nowhere: reading it reports that. A pipe is not inside.
pub fn is_named_or_inside(name: &str, folder: &Path, stacks: &NamedStacks) -> bool {
    let is_built_in = bundled::find(name).or_else(|| bundled::find_prefixed(name)).is_some();
    if is_built_in || stacks.own(name.as_ref()).is_some() {
        return true;
    }
    let path = folder.join(name);
    let files = || files::stack_files(&path).unwrap_or_default();
    files::is_inside(&path, folder)
        && !files::is_stream(&path)
        && files().iter().all(|file| files::is_inside(file, folder))
}

fn find(name: &OsStr, path: PathBuf, stacks: &NamedStacks) -> Result<Origin, Unresolved> {
    let origin =
        |kind, shadows| Origin { name: name.to_string_lossy().into_owned(), kind, format: None, shadows };
    if let Some(bundled) = name.to_str().and_then(bundled::find_prefixed) {
        return Ok(origin(OriginKind::Embedded(bundled), false));
    }
    let (own, embedded) = (stacks.own(name), name.to_str().and_then(bundled::find));
    let shadows = own.is_some() && embedded.is_some();
    let path = match (own, embedded) {
        (Some(own), _) => own,
        (None, Some(bundled)) => return Ok(origin(OriginKind::Embedded(bundled), false)),
        (None, None) if files::is_stream(&path) => return Ok(origin(OriginKind::Stream(path), false)),
        (None, None) => path,
    };
    match files::kind(&path) {
        Ok(_) => Ok(origin(OriginKind::Path(path), shadows)),
        Err(error) => {
            let is_name = is_name(name);
            let missing = is_name && matches!(error, FilesError::Missing { .. });
            Err(Unresolved { error, is_name, nearest: missing.then(|| stacks.nearest(name)).flatten() })
        }
    }
}

/// Splits the stacks into distinct ones and duplicates (the same file by a link or another path).
pub fn distinct(origins: Vec<Origin>) -> (Vec<Origin>, Vec<Origin>) {
    let mut seen = HashSet::new();
    origins.into_iter().partition(|origin| seen.insert(origin.target()))
}

/// The files of a stack, in the order in which they are read; empty if it has none.
///
/// # Errors
///
/// [`FilesError`] if a folder cannot be listed.
pub fn files_of(origin: &Origin) -> Result<Vec<PathBuf>, FilesError> {
    origin.path().map_or_else(|| Ok(Vec::new()), |path| files::stack_files(&path))
}

/// The number of bytes that are parsed to open a stack; `None` for a stream.
pub fn size_of(origin: &Origin) -> Option<u64> {
    match &origin.kind {
        OriginKind::Stream(_) => None,
        OriginKind::Embedded(bundled) => Some(bundled.bytes),
        OriginKind::Path(_) => {
            files_of(origin).ok()?.iter().map(|path| Some(path.metadata().ok()?.len())).sum()
        }
    }
}

/// A snapshot of files for change detection: each path with its [`Stamp`], `None` if the file is missing.
pub type Stamps = Vec<(PathBuf, Option<Stamp>)>;

/// The current stamps of all files of some stacks, in the order of their paths.
pub fn stamps_of(origins: &[Origin]) -> Stamps {
    let mut paths: Vec<PathBuf> =
        origins.iter().flat_map(|origin| files_of(origin).unwrap_or_default()).collect();
    paths.sort_unstable();
    paths.into_iter().map(|path| (path.clone(), Stamp::from_path(&path).ok())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, NamedStacks) {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("mine.toml"), "").unwrap();
        let known = NamedStacks::in_folder(home.path().to_owned());
        (home, known)
    }

    fn embedded(name: &str) -> OriginKind {
        OriginKind::Embedded(bundled::find(name).unwrap())
    }

    #[test]
    fn a_name_stands_for_ones_own_stack_then_the_embedded_one_then_a_file() {
        let (home, known) = folder();
        let place = |name: &str| resolve(name.as_ref(), &known).map(|origin| (origin.kind, origin.shadows));
        let mine = home.path().join("mine.toml");
        assert_eq!(place("mine").unwrap(), (OriginKind::Path(mine.clone()), false));
        assert_eq!(place("discord").unwrap(), (embedded("discord"), false));
        assert_eq!(place("wikimedia").unwrap(), (embedded("wikimedia"), false));
        assert_eq!(place("-").unwrap(), (OriginKind::Stream("-".into()), false));
        assert_eq!(place(mine.to_str().unwrap()).unwrap(), (OriginKind::Path(mine), false));
        let own = home.path().join("discord.toml");
        fs::write(&own, "").unwrap();
        assert_eq!(place("discord").unwrap(), (OriginKind::Path(own), true));
        assert_eq!(place("built-in:discord").unwrap(), (embedded("discord"), false));
        assert!(place("built-in:mine").is_err() && place("built-in:").is_err());
    }

    #[test]
    fn a_name_that_nothing_has_offers_the_nearest() {
        let (_home, known) = folder();
        let unresolved = resolve("minee".as_ref(), &known).unwrap_err();
        assert!(unresolved.is_name && matches!(unresolved.error, FilesError::Missing { .. }));
        assert_eq!(unresolved.nearest.as_deref(), Some("mine"));
        let way = resolve("./minee".as_ref(), &known).unwrap_err();
        assert_eq!((way.is_name, way.nearest), (false, None));
    }

    #[test]
    fn in_settings_a_file_is_looked_for_beside_them() {
        let (home, known) = folder();
        let place = |name: &str| resolve_from(name, home.path(), &known).map(|origin| origin.kind);
        let mine = OriginKind::Path(home.path().join("mine.toml"));
        assert_eq!(place("mine").unwrap(), mine);
        assert_eq!(place("mine.toml").unwrap(), mine);
        assert_eq!(place("discord").unwrap(), embedded("discord"));
        assert!(place("-").is_err() && place("~/no/such/stack.toml").is_err());
    }

    #[test]
    fn a_stack_that_is_named_twice_is_kept_once() {
        let (home, known) = folder();
        let round = home.path().join(".").join("mine.toml");
        let names =
            ["mine".as_ref(), "discord".as_ref(), round.as_os_str(), "discord".as_ref(), "-".as_ref()];
        let origins = names.into_iter().map(|name| resolve(name, &known).unwrap()).collect();
        let (first, again) = distinct(origins);
        let names = |origins: &[Origin]| origins.iter().map(|origin| origin.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&first), ["mine", "discord", "-"]);
        assert_eq!(names(&again), [round.to_str().unwrap(), "discord"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_replaced_by_another_of_its_size_has_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.toml"), folder.path().join("b.new"));
        fs::write(&path, "one").unwrap();
        let origin = [resolve(path.as_ref(), &NamedStacks::embedded_only()).unwrap()];
        let before = stamps_of(&origin);
        assert_eq!(before, stamps_of(&origin));
        // At once: the clock that files are stamped with may not have moved on.
        fs::write(&other, "two").unwrap();
        fs::rename(&other, &path).unwrap();
        assert_ne!(before, stamps_of(&origin));
    }

    #[test]
    fn the_size_of_all_files_is_known_before_they_are_read() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("a.toml", "123"), ("b.toml", "4567"), ("c.txt", "8")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let origin = resolve(folder.path().as_ref(), &NamedStacks::embedded_only()).unwrap();
        assert_eq!(size_of(&origin), Some(7));
        let built_in = |name| size_of(&Origin::embedded(bundled::find(name).unwrap()));
        assert_eq!(built_in(bundled::NAME), Some(0));
        assert!(built_in("pypi").is_some_and(|size| size > 100_000));
    }
}
