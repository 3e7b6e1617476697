//! The stacks that go by a name: the embedded one, and those in a folder of the person's.

use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use crate::catalog::bundled;
use crate::dataset::nearest;
use crate::system::files::{self, FilesError};
use crate::system::places;

/// Where names are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    folder: Option<PathBuf>,
}

/// The stacks that this person's names stand for.
#[must_use]
pub fn known() -> Known {
    Known { folder: places::data_folder() }
}

/// A stack that goes by a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownStack {
    /// Its name.
    pub name: OsString,
    /// Its file or folder; none for the embedded stack.
    pub path: Option<PathBuf>,
    /// Whether another of the same name comes before it.
    pub hidden: bool,
}

impl KnownStack {
    /// Whether it is the person's own and stands before the embedded one.
    #[must_use]
    pub fn shadows(&self) -> bool {
        self.path.is_some() && !self.hidden && self.name == *bundled::NAME
    }
}

impl Known {
    /// Nothing but what is embedded.
    #[must_use]
    pub fn none() -> Self {
        Self { folder: None }
    }

    /// The embedded stack, and the files and folders in `folder`.
    #[must_use]
    pub fn within(folder: PathBuf) -> Self {
        Self { folder: Some(folder) }
    }

    /// The folder in which names are looked up; none where nobody knows whose it would be.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The person's own file or folder of that name.
    pub(super) fn own(&self, name: &OsStr) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        if !is_name(name) {
            return None;
        }
        let mut file = name.to_owned();
        file.push(".toml");
        let file = folder.join(file);
        // Whatever is there is meant, so that a link that leads nowhere is told and not passed over.
        if file.symlink_metadata().is_ok_and(|about| !about.is_dir()) {
            return Some(file);
        }
        Some(folder.join(name)).filter(|folder| folder.is_dir())
    }

    /// Every stack that goes by a name, in the order of the names; of the same name first the one that is meant.
    ///
    /// # Errors
    ///
    /// [`FilesError`] when the folder is there and cannot be listed.
    pub fn list(&self) -> Result<Vec<KnownStack>, FilesError> {
        let own = match &self.folder {
            Some(folder) if folder.exists() => files::stacks_in(folder)?,
            _ => Vec::new(),
        };
        let mut stacks: Vec<KnownStack> = own
            .into_iter()
            .filter_map(|path| {
                let name = if path.is_dir() { path.file_name() } else { path.file_stem() };
                Some(KnownStack { name: name?.to_owned(), path: Some(path), hidden: false })
            })
            .chain([KnownStack { name: bundled::NAME.into(), path: None, hidden: false }])
            .collect();
        // A file comes before a folder, and what is embedded comes last.
        stacks.sort_by_key(|stack| {
            (stack.name.clone(), stack.path.is_none(), stack.path.as_ref().is_some_and(|path| path.is_dir()))
        });
        let mut before: Option<OsString> = None;
        for stack in &mut stacks {
            stack.hidden = before.as_ref() == Some(&stack.name);
            before = Some(stack.name.clone());
        }
        Ok(stacks)
    }

    /// The known name that somebody who mistyped one most likely meant.
    pub(super) fn nearest(&self, name: &OsStr) -> Option<String> {
        let listed = self.list().unwrap_or_default();
        let names: Vec<&str> = listed.iter().filter_map(|stack| stack.name.to_str()).collect();
        nearest(name.to_str()?, names).map(str::to_owned)
    }
}

/// Whether a word can be the name of a stack, and is not the way to a file.
pub(super) fn is_name(word: &OsStr) -> bool {
    let path = Path::new(word);
    let mut parts = path.components();
    let single =
        matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == word);
    let is_file = |extension: &OsStr| ["toml", "md", "markdown"].iter().any(|known| extension == *known);
    let hidden = word.as_encoded_bytes().starts_with(b".");
    single && !hidden && !path.extension().is_some_and(is_file)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_word_is_a_name_and_a_way_is_none() {
        for word in ["discord", "my list", "my.list", "ünïcode"] {
            assert!(is_name(word.as_ref()), "{word}");
        }
        for way in ["./discord", "a/b", "discord/", "/x", "..", ".", ".x", "mine.toml", "README.md", ""] {
            assert!(!is_name(way.as_ref()), "{way}");
        }
    }

    #[test]
    fn own_stacks_are_listed_with_the_embedded_one_and_say_which_is_meant() {
        let home = tempfile::tempdir().unwrap();
        for file in ["mine.toml", "discord.toml", ".hidden.toml", "notes.txt", "mine.toml~"] {
            fs::write(home.path().join(file), "").unwrap();
        }
        for folder in ["mine", "other", ".git"] {
            fs::create_dir(home.path().join(folder)).unwrap();
            fs::write(home.path().join(folder).join("a.toml"), "").unwrap();
        }
        fs::create_dir(home.path().join("pictures")).unwrap();
        let known = Known::within(home.path().to_owned());
        let listed = known.list().unwrap();
        let told: Vec<String> = listed
            .iter()
            .map(|stack| {
                let path = stack
                    .path
                    .as_ref()
                    .map_or("embedded".into(), |path| path.file_name().unwrap().to_string_lossy());
                format!("{} {path}{}", stack.name.display(), if stack.hidden { " hidden" } else { "" })
            })
            .collect();
        assert_eq!(
            told,
            [
                "discord discord.toml",
                "discord embedded hidden",
                "mine mine.toml",
                "mine mine hidden",
                "other other"
            ]
        );
        assert!(listed[0].shadows() && !listed[1].shadows() && !listed[2].shadows());
        assert_eq!(known.own("mine".as_ref()), Some(home.path().join("mine.toml")));
        assert_eq!(known.own("other".as_ref()), Some(home.path().join("other")));
        assert_eq!(known.own("../other".as_ref()), None);
        assert_eq!(known.nearest("othr".as_ref()).as_deref(), Some("other"));
    }

    #[test]
    fn without_a_folder_only_the_embedded_stack_is_known() {
        for known in [Known::none(), Known::within("/no/such/folder".into())] {
            assert_eq!(known.list().unwrap().len(), 1);
            assert_eq!(known.own("mine".as_ref()), None);
        }
    }
}
