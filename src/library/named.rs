//! Named stacks: the built-in ones, and those in the user's data folder.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::{self, Component, Path, PathBuf};

use crate::catalog::bundled::{self, Bundled};
use crate::dataset::nearest;
use crate::import::Format;
use crate::system::files::{self, FilesError};
use crate::system::places;

/// The named stacks of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedStacks {
    folder: Option<PathBuf>,
    may_be_missing: bool,
}

/// A named stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedStack {
    /// Its name.
    pub name: OsString,
    /// Its file or folder, `None` for a built-in stack.
    pub path: Option<PathBuf>,
    /// The built-in stack of that name.
    pub bundled: Option<&'static Bundled>,
    /// Whether another stack of the same name is used instead.
    pub is_shadowed: bool,
}

impl NamedStack {
    /// Whether it is the user's and shadows a built-in one.
    pub fn shadows(&self) -> bool {
        self.path.is_some() && !self.is_shadowed && self.bundled.is_some()
    }
}

impl NamedStacks {
    /// Only the built-in stacks.
    pub fn embedded_only() -> Self {
        Self { folder: None, may_be_missing: true }
    }

    /// The built-in stacks, and those in the user's data folder, which may be missing.
    pub fn in_data_folder() -> Self {
        Self { folder: places::data_folder(), may_be_missing: true }
    }

    /// The built-in stacks, and the files and folders in `folder`, which must be there.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder: Some(folder), may_be_missing: false }
    }

    /// The folder in which names are looked up, `None` if the user has no home folder.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Whether a file or folder is directly in the folder of the named stacks, by whatever path or link.
    pub fn owns(&self, path: &Path) -> bool {
        let Some(folder) = self.folder().and_then(|folder| folder.canonicalize().ok()) else { return false };
        let is_in = |path: &Path| {
            path.parent().and_then(|parent| parent.canonicalize().ok()).as_ref() == Some(&folder)
        };
        // A link there may lead elsewhere, and a link elsewhere may lead there.
        path::absolute(path).is_ok_and(|path| is_in(&path))
            || path.canonicalize().is_ok_and(|path| is_in(&path))
    }

    /// The user's file or folder of a name.
    pub fn own(&self, name: &OsStr) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        if !is_name(name) {
            return None;
        }
        let mut file = folder.join(name).into_os_string();
        file.push(".toml");
        let file = PathBuf::from(file);
        // A broken link counts too, so that it is reported and not skipped.
        if file.symlink_metadata().is_ok_and(|about| !about.is_dir()) {
            return Some(file);
        }
        Some(folder.join(name)).filter(|folder| folder.is_dir())
    }

    /// All named stacks, sorted by name; of those with the same name, the one in use is first.
    ///
    /// A file or folder is none of them if its name would be taken for a path, such as that of `a.toml.toml` or of the
    /// folder `lists.md`.
    ///
    /// # Errors
    ///
    /// [`FilesError`] if the folder cannot be listed.
    pub fn list(&self) -> Result<Vec<NamedStack>, FilesError> {
        let folder = self.folder.as_ref().filter(|folder| !self.may_be_missing || folder.exists());
        let mut paths = folder.map_or_else(|| Ok(Vec::new()), |folder| files::stacks_in(folder))?;
        // Files precede folders, and a built-in stack is last.
        paths.sort_by_key(|path| path.is_dir());
        let own = paths.into_iter().filter_map(|path| {
            let name = if path.is_dir() { path.file_name() } else { path.file_stem() };
            let name = name.filter(|name| is_name(name))?.to_owned();
            let bundled = name.to_str().and_then(bundled::find);
            Some(NamedStack { name, path: Some(path), bundled, is_shadowed: false })
        });
        let built_in = bundled::ALL.iter().map(|bundled| NamedStack {
            name: bundled.name.into(),
            path: None,
            bundled: Some(bundled),
            is_shadowed: false,
        });
        let mut stacks: Vec<NamedStack> = own.chain(built_in).collect();
        stacks.sort_by(|one, other| one.name.cmp(&other.name));
        let mut seen = HashSet::new();
        for stack in &mut stacks {
            stack.is_shadowed = !seen.insert(stack.name.clone());
        }
        Ok(stacks)
    }

    /// The name most similar to a mistyped one.
    pub(super) fn nearest(&self, name: &OsStr) -> Option<String> {
        let listed = self.list().unwrap_or_default();
        let names: Vec<&str> = listed.iter().filter_map(|stack| stack.name.to_str()).collect();
        nearest(name.to_str()?, names).map(str::to_owned)
    }
}

/// Whether a word can be the name of a stack, and is not a path.
pub(super) fn is_name(word: &OsStr) -> bool {
    let path = Path::new(word);
    let mut parts = path.components();
    let single =
        matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == word);
    let format = path.extension().and_then(OsStr::to_str).and_then(Format::from_ending);
    let hidden = word.as_encoded_bytes().starts_with(b".");
    single && !hidden && format.is_none()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_word_is_a_name_and_a_path_is_none() {
        for word in ["discord", "my list", "my.list", "ünïcode"] {
            assert!(is_name(word.as_ref()), "{word}");
        }
        for way in
            ["./discord", "a/b", "discord/", "/x", "..", ".", ".x", "mine.toml", "README.md", "a.mkd", ""]
        {
            assert!(!is_name(way.as_ref()), "{way}");
        }
    }

    #[test]
    fn own_stacks_are_listed_with_the_built_in_ones_and_the_one_in_use_is_first() {
        let home = tempfile::tempdir().unwrap();
        for file in ["mine.toml", "discord.toml", ".is_shadowed.toml", "notes.txt", "mine.toml~"] {
            fs::write(home.path().join(file), "").unwrap();
        }
        for folder in ["mine", "other", ".git"] {
            fs::create_dir(home.path().join(folder)).unwrap();
            fs::write(home.path().join(folder).join("a.toml"), "").unwrap();
        }
        fs::create_dir(home.path().join("pictures")).unwrap();
        let known = NamedStacks::in_folder(home.path().to_owned());
        let listed = known.list().unwrap();
        let lines: Vec<String> = listed
            .iter()
            .filter(|stack| stack.path.is_some() || stack.name == "discord")
            .map(|stack| {
                let path = stack
                    .path
                    .as_ref()
                    .map_or("embedded".into(), |path| path.file_name().unwrap().to_string_lossy());
                format!("{} {path}{}", stack.name.display(), if stack.is_shadowed { " hidden" } else { "" })
            })
            .collect();
        assert_eq!(
            lines,
            [
                "discord discord.toml",
                "discord embedded hidden",
                "mine mine.toml",
                "mine mine hidden",
                "other other"
            ]
        );
        assert_eq!(listed.len(), 4 + bundled::ALL.len());
        let shadowing: Vec<_> = listed.iter().filter(|stack| stack.shadows()).collect();
        assert!(matches!(*shadowing, [stack] if stack.path == known.own("discord".as_ref())));
        assert_eq!(known.own("mine".as_ref()), Some(home.path().join("mine.toml")));
        assert_eq!(known.own("other".as_ref()), Some(home.path().join("other")));
        assert_eq!(known.own("../other".as_ref()), None);
        assert_eq!(known.nearest("othr".as_ref()).as_deref(), Some("other"));
    }

    #[test]
    fn a_file_or_folder_whose_name_would_be_taken_for_a_path_is_not_listed() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("a.toml.toml"), "").unwrap();
        fs::write(home.path().join("b.c.toml"), "").unwrap();
        fs::create_dir(home.path().join("x.md")).unwrap();
        fs::write(home.path().join("x.md/x.toml"), "").unwrap();
        let listed = NamedStacks::in_folder(home.path().to_owned()).list().unwrap();
        let own = listed.iter().filter(|stack| stack.path.is_some());
        assert_eq!(own.map(|stack| &*stack.name).collect::<Vec<_>>(), ["b.c"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_in_the_folder_is_owned_by_whatever_path_or_link() {
        use std::os::unix::fs::symlink;
        let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(home.path().join("mine.toml"), "").unwrap();
        fs::create_dir(home.path().join("many")).unwrap();
        fs::write(home.path().join("many/part.toml"), "").unwrap();
        fs::write(other.path().join("far.toml"), "").unwrap();
        symlink(other.path().join("far.toml"), home.path().join("near.toml")).unwrap();
        symlink(other.path().join("missing"), home.path().join("dangling.toml")).unwrap();
        symlink(home.path().join("mine.toml"), other.path().join("link.toml")).unwrap();
        symlink(home.path(), other.path().join("linked")).unwrap();
        let here = std::env::current_dir().unwrap();
        let up: PathBuf = here.components().skip(1).map(|_| "..").collect();
        let relative = up.join(home.path().canonicalize().unwrap().strip_prefix("/").unwrap());
        for folder in [home.path().to_owned(), other.path().join("linked"), relative.clone()] {
            let known = NamedStacks::in_folder(folder);
            for path in ["mine.toml", "many", "near.toml", "dangling.toml"] {
                for folder in [home.path(), &*other.path().join("linked"), &*relative] {
                    assert!(known.owns(&folder.join(path)), "{}", folder.join(path).display());
                }
            }
            assert!(known.owns(&other.path().join("link.toml")));
            for path in [home.path(), &*home.path().join("many/part.toml"), &*other.path().join("far.toml")] {
                assert!(!known.owns(path), "{}", path.display());
            }
        }
        assert!(!NamedStacks::embedded_only().owns(home.path()));
    }

    #[test]
    fn without_a_folder_only_the_built_in_stacks_are_known() {
        let missing = PathBuf::from("/no/such/folder");
        let unset = NamedStacks { folder: Some(missing.clone()), may_be_missing: true };
        for known in [NamedStacks::embedded_only(), unset] {
            assert_eq!(known.list().unwrap().len(), bundled::ALL.len());
            assert_eq!(known.own("mine".as_ref()), None);
        }
        // A folder that the user named is expected to be there.
        let named = NamedStacks::in_folder(missing.clone());
        assert_eq!(named.own("mine".as_ref()), None);
        assert_eq!(named.list().unwrap_err().path(), missing);
    }
}
