//! Where a person's files of this program are: settings, stacks, and what is remembered.
//!
//! The XDG places on every Unix, macOS included; the roaming application data on Windows, as all of it is a person's.

use std::env;
use std::path::PathBuf;

use etcetera::BaseStrategy;

/// The variable that names another configuration.
pub const CONFIG_VARIABLE: &str = "STACKLORE_CONFIG";

/// What the program's folders are called.
const NAME: &str = "stacklore";

/// The configuration that is read, whether it is there or not, and whether [`CONFIG_VARIABLE`] names it.
///
/// None where nobody knows whose place it would be.
#[must_use]
pub fn config_file() -> Option<(PathBuf, bool)> {
    match env::var_os(CONFIG_VARIABLE).filter(|path| !path.is_empty()) {
        Some(path) => Some((path.into(), true)),
        None => Some((strategy()?.config_dir().join(NAME).join("config.toml"), false)),
    }
}

/// The folder whose files are stacks that go by their name.
#[must_use]
pub fn data_folder() -> Option<PathBuf> {
    Some(strategy()?.data_dir().join(NAME))
}

/// The folder of what is remembered between sessions.
#[must_use]
pub fn state_folder() -> Option<PathBuf> {
    let strategy = strategy()?;
    let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Some(state.join(NAME))
}

/// The person's own folder.
#[must_use]
pub fn home() -> Option<PathBuf> {
    etcetera::home_dir().ok()
}

fn strategy() -> Option<impl BaseStrategy> {
    #[cfg(windows)]
    let strategy = etcetera::base_strategy::Windows::new();
    #[cfg(not(windows))]
    let strategy = etcetera::base_strategy::Xdg::new();
    strategy.ok()
}
