//! The themes: those that are built in, and the user's own in a folder.

use std::path::Path;
use std::sync::Arc;

use crate::dataset::nearest;
use crate::format::File;
use crate::system::files::{self, FilesError};
use crate::theme::{self, BUILT_IN, Half, Palette, ThemeFile};

/// Maximum size of a theme file in bytes.
const MAX_BYTES: u64 = 1 << 16;

/// Maximum number of the user's themes that are listed.
const MAX_THEMES: usize = 200;

/// The end of the name of a theme file.
const EXTENSION: &str = ".toml";

/// The error of looking for a theme.
#[derive(Debug)]
pub enum ThemeError {
    /// There is no theme of that name; the nearest name.
    Unknown(Option<String>),
    /// Its file cannot be read.
    Unreadable(FilesError),
}

/// Finds a theme: a file of the user's, else a built-in one. `ember-dark` is the dark half of `ember`.
///
/// # Errors
///
/// [`ThemeError`] if there is none, or if its file cannot be read.
pub fn find_theme(name: &str, folder: Option<&Path>) -> Result<ThemeFile, ThemeError> {
    if let Some(found) = whole(name, folder)? {
        return Ok(found);
    }
    for half in Half::ALL {
        let stem = name.strip_suffix(half.name()).and_then(|stem| stem.strip_suffix('-'));
        if let Some(mut found) = stem.map(|stem| whole(stem, folder)).transpose()?.flatten() {
            let is_broken = found.palettes.is_empty();
            found.palettes.retain(|palette| palette.half == Some(half));
            if is_broken || !found.palettes.is_empty() {
                return Ok(found);
            }
        }
    }
    let known: Vec<String> = built_in_names().map(str::to_owned).chain(own_names(folder)).collect();
    let halves = known.iter().flat_map(|name| Half::ALL.map(|half| format!("{name}-{}", half.name())));
    let all: Vec<String> = known.iter().cloned().chain(halves).collect();
    Err(ThemeError::Unknown(nearest(name, all.iter().map(String::as_str)).map(str::to_owned)))
}

/// All themes without an error, in the order of their names; the user's last.
pub fn all_themes(folder: Option<&Path>) -> Vec<Arc<Palette>> {
    let own: Vec<String> = own_names(folder);
    let built_in = built_in_names().filter(|name| !own.iter().any(|own| own == name));
    let names = built_in.map(str::to_owned).chain(own.iter().cloned());
    let found = names.filter_map(|name| whole(&name, folder).ok().flatten());
    found.flat_map(|found| found.palettes).collect()
}

/// The theme with exactly this name.
fn whole(name: &str, folder: Option<&Path>) -> Result<Option<ThemeFile>, ThemeError> {
    let file = match folder.map(|folder| folder.join(format!("{name}{EXTENSION}"))) {
        None => None,
        Some(path) => match files::read_file(&path, MAX_BYTES) {
            Ok(bytes) => Some(File::new(path.to_string_lossy(), bytes)),
            Err(FilesError::Missing(_)) => None,
            Err(error) => return Err(ThemeError::Unreadable(error)),
        },
    };
    let built_in = || BUILT_IN.into_iter().find(|(known, _)| *known == name);
    let file = file.or_else(|| built_in().map(|(name, text)| File::new(format!("{name}{EXTENSION}"), text)));
    Ok(file.map(|file| theme::read(name, file)))
}

fn built_in_names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.into_iter().map(|(name, _)| name)
}

/// The names of the user's themes, sorted; none if the folder cannot be listed.
fn own_names(folder: Option<&Path>) -> Vec<String> {
    let paths = folder.and_then(|folder| files::toml_files(folder).ok()).unwrap_or_default();
    let stems = paths.iter().filter_map(|path| path.file_stem()?.to_str().map(str::to_owned));
    stems.filter(|stem| theme::is_theme_name(stem)).take(MAX_THEMES).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_theme_is_found_by_its_name_and_each_half_by_its_own() {
        let found = |name| find_theme(name, None).map(|found| found.palettes.len());
        assert_eq!(found("ember").ok(), Some(2));
        assert_eq!(found("fjord-light").ok(), Some(1));
        assert_eq!(find_theme("ink-dark", None).unwrap().palettes[0].full_name(), "ink-dark");
        assert!(matches!(find_theme("embr", None), Err(ThemeError::Unknown(Some(name))) if name == "ember"));
        assert!(
            matches!(find_theme("fjord-drak", None), Err(ThemeError::Unknown(Some(name))) if name == "fjord-dark")
        );
        assert!(matches!(find_theme("zzzzzz", None), Err(ThemeError::Unknown(None))));
    }

    #[test]
    fn a_theme_of_the_user_comes_before_a_built_in_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("ember.toml"), "link = 'red'\n").unwrap();
        fs::write(path("a-dark.toml"), "link = 'red'\n").unwrap();
        fs::write(path("broken.toml"), "link = 1\n").unwrap();
        fs::write(path("no name.toml"), "link = 'red'\n").unwrap();
        let names: Vec<String> =
            all_themes(Some(folder.path())).iter().map(|palette| palette.full_name()).collect();
        assert_eq!(names, ["fjord-dark", "fjord-light", "ink-dark", "ink-light", "a-dark", "ember"]);
        let find = |name| find_theme(name, Some(folder.path()));
        assert_eq!(find("ember").unwrap().palettes.len(), 1);
        assert_eq!(find("a-dark").unwrap().palettes[0].half, None);
        assert!(matches!(find("ember-dark"), Err(ThemeError::Unknown(_))), "the user's has no halves");
        let broken = find("broken").unwrap();
        assert_eq!((broken.palettes.len(), broken.findings.len()), (0, 1));
        fs::create_dir(path("folder.toml")).unwrap();
        assert!(matches!(find("folder"), Err(ThemeError::Unreadable(_))));
    }
}
