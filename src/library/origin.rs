//! From the name of a stack to the place it is read from.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::known::{Known, is_name};
use crate::catalog::bundled;
use crate::import::Format;
use crate::system::files::{self, FilesError};
use crate::system::places;

/// A stack that was named and is there, but has not been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// What it was called; not yet fit for a terminal.
    pub name: String,
    /// Where it is read from.
    pub place: Place,
    /// The format that it was said to have, if that was said.
    pub format: Option<Format>,
    /// Whether it is a person's own and stands before an embedded stack of the same name.
    pub shadows: bool,
}

/// Where a stack is read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The program itself.
    Embedded,
    /// A file or a folder.
    Path(PathBuf),
    /// The standard input.
    Stdin,
}

impl Origin {
    /// The stack that the program brings along.
    #[must_use]
    pub fn embedded() -> Self {
        Self { name: bundled::NAME.to_owned(), place: Place::Embedded, format: None, shadows: false }
    }

    /// Its file or folder, if it has one.
    #[must_use]
    pub fn path(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Path(path) => Some(path.clone()),
            Place::Embedded | Place::Stdin => None,
        }
    }

    /// What a message calls it, and not yet fit for a terminal.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.place == Place::Stdin { "the standard input" } else { &self.name }
    }

    /// Whether another one leads to the same stack, be it by a link or by another way to the same file.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.target() == other.target()
    }

    fn target(&self) -> Place {
        match &self.place {
            Place::Path(path) => Place::Path(fs::canonicalize(path).unwrap_or_else(|_| path.clone())),
            place => place.clone(),
        }
    }
}

/// A name that stands for nothing that could be read.
#[derive(Debug)]
pub struct Unresolved {
    /// Why.
    pub error: FilesError,
    /// Whether it could have been the name of a known stack, and not only the way to a file.
    pub is_name: bool,
    /// The known name that was probably meant.
    pub nearest: Option<String>,
}

/// Finds what a name stands for: the standard input, a stack of the person's own, an embedded one, a file or a folder.
///
/// Nothing is opened. A file that has the same name as a known stack is written `./discord`.
///
/// # Errors
///
/// [`Unresolved`] when there is nothing under that name, or nothing that could be read to an end.
pub fn resolve(name: &OsStr, known: &Known) -> Result<Origin, Unresolved> {
    if name == "-" {
        return Ok(Origin { name: "-".to_owned(), place: Place::Stdin, format: None, shadows: false });
    }
    named(name, name.into(), known)
}

/// Finds what a name in a file of settings stands for: a known stack, or a file or folder, looked for from `folder` on.
///
/// `~/` at the beginning is the person's own folder.
///
/// # Errors
///
/// As [`resolve`].
pub fn resolve_from(name: &str, folder: &Path, known: &Known) -> Result<Origin, Unresolved> {
    let home = name.strip_prefix("~/").and_then(|rest| Some(places::home()?.join(rest)));
    named(name.as_ref(), home.unwrap_or_else(|| folder.join(name)), known)
}

fn named(name: &OsStr, path: PathBuf, known: &Known) -> Result<Origin, Unresolved> {
    let origin =
        |place, shadows| Origin { name: name.to_string_lossy().into_owned(), place, format: None, shadows };
    let (own, embedded) = (known.own(name), name == bundled::NAME);
    if own.is_none() && embedded {
        return Ok(origin(Place::Embedded, false));
    }
    let shadows = own.is_some() && embedded;
    let path = own.unwrap_or(path);
    match files::kind(&path) {
        Ok(_) => Ok(origin(Place::Path(path), shadows)),
        Err(error) => {
            let is_name = is_name(name);
            let missing = is_name && matches!(error, FilesError::Missing { .. });
            Err(Unresolved { error, is_name, nearest: missing.then(|| known.nearest(name)).flatten() })
        }
    }
}

/// Parts the stacks that were named first from those that are another name for one of them.
///
/// A stack that is named twice is read once; links and ways round lead to the same file.
#[must_use]
pub fn distinct(origins: Vec<Origin>) -> (Vec<Origin>, Vec<Origin>) {
    let mut known = HashSet::new();
    origins.into_iter().partition(|origin| known.insert(origin.target()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Known) {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("mine.toml"), "").unwrap();
        let known = Known::within(home.path().to_owned());
        (home, known)
    }

    #[test]
    fn a_name_stands_for_ones_own_stack_then_the_embedded_one_then_a_file() {
        let (home, known) = folder();
        let place = |name: &str| resolve(name.as_ref(), &known).map(|origin| (origin.place, origin.shadows));
        let mine = home.path().join("mine.toml");
        assert_eq!(place("mine").unwrap(), (Place::Path(mine.clone()), false));
        assert_eq!(place("discord").unwrap(), (Place::Embedded, false));
        assert_eq!(place("-").unwrap(), (Place::Stdin, false));
        assert_eq!(place(mine.to_str().unwrap()).unwrap(), (Place::Path(mine), false));
        let own = home.path().join("discord.toml");
        fs::write(&own, "").unwrap();
        assert_eq!(place("discord").unwrap(), (Place::Path(own), true));
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
        let place = |name: &str| resolve_from(name, home.path(), &known).map(|origin| origin.place);
        let mine = Place::Path(home.path().join("mine.toml"));
        assert_eq!(place("mine").unwrap(), mine);
        assert_eq!(place("mine.toml").unwrap(), mine);
        assert_eq!(place("discord").unwrap(), Place::Embedded);
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
}
