//! The folders of the user's files: settings, stacks and state.
//!
//! XDG folders on every Unix, macOS included; the roaming application data on Windows.

use std::env;
use std::path::PathBuf;

use etcetera::BaseStrategy;

/// The environment variable that names another settings file.
pub const CONFIG_VARIABLE: &str = "STACKLORE_CONFIG";

/// The name of the program's folders.
const NAME: &str = "stacklore";

/// The settings file, which need not exist, and whether [`CONFIG_VARIABLE`] names it.
///
/// `None` if the user's home is unknown.
pub fn config_file() -> Option<(PathBuf, bool)> {
    match env::var_os(CONFIG_VARIABLE).filter(|path| !path.is_empty()) {
        Some(path) => Some((path.into(), true)),
        None => Some((absolute(strategy()?.config_dir())?.join(NAME).join("config.toml"), false)),
    }
}

/// The name of the settings file of a project.
const PROJECT_FILE: &str = ".stacklore.toml";

/// The settings file of the project that the current folder is in: the nearest one up the tree.
pub fn project_file() -> Option<PathBuf> {
    let folder = env::current_dir().ok()?;
    let mut files = folder.ancestors().map(|folder| folder.join(PROJECT_FILE));
    files.find(|file| file.symlink_metadata().is_ok())
}

/// The folder of the named stacks.
pub fn data_folder() -> Option<PathBuf> {
    Some(absolute(strategy()?.data_dir())?.join(NAME))
}

/// The state folder, for what is kept between two runs.
pub fn state_folder() -> Option<PathBuf> {
    let strategy = strategy()?;
    let state = absolute(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()))?;
    Some(state.join(NAME))
}

/// The user's home folder.
pub fn home() -> Option<PathBuf> {
    absolute(etcetera::home_dir().ok()?)
}

/// A folder that is the same one from wherever the program is started; a home that is not is unknown.
fn absolute(folder: PathBuf) -> Option<PathBuf> {
    Some(folder).filter(|folder| folder.is_absolute())
}

fn strategy() -> Option<impl BaseStrategy> {
    #[cfg(windows)]
    let strategy = etcetera::base_strategy::Windows::new();
    #[cfg(not(windows))]
    let strategy = etcetera::base_strategy::Xdg::new();
    strategy.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_absolute_folder_is_the_same_from_everywhere() {
        assert_eq!(absolute("relative".into()), None);
        assert!(absolute(std::env::temp_dir()).is_some());
    }
}
