//! The settings: their table, their defaults, and the reader of the layers that they come from.
//!
//! From the lowest layer to the highest: the defaults, the user's file, the file of a project, environment variables and
//! flags. Pure: the callers find the files and apply the settings. A stack can name no program and no path; neither can a
//! project, which sets its stacks and its view only.

mod checked;
mod commands;
mod height;
mod key;
mod keys;
mod layer;
mod read;
mod size;
mod values;

pub use height::Height;
pub use key::{DEFAULT_TEXT, Key, Value};
pub use layer::{Layer, Origin, OwnSetting};
pub use read::Config;

use crate::app::keymap::Keymap;
use crate::app::own_commands::OwnCommand;
use crate::app::own_keys::KeyLine;
use crate::catalog::{Grouping, Sorting};
use crate::dataset::Date;

/// The values of all settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// When colours are used.
    pub colour: Colour,
    /// When the interface is drawn in ASCII.
    pub ascii: Ascii,
    /// The name of the theme; `None` for the terminal's own colours.
    pub theme: Option<String>,
    /// Whether the explorer starts afresh instead of where it was left: `resume = false`.
    pub starts_afresh: bool,
    /// Whether the mouse is left to the terminal.
    pub is_mouse_off: bool,
    /// Whether addresses are links of the terminal; `None` where it is known to have links.
    pub hyperlinks: Option<bool>,
    /// The time after ESC that makes it the Esc key, in milliseconds; `None` for one that fits the connection.
    pub escape_ms: Option<u16>,
    /// The lines that give actions other keys, and the own commands theirs.
    pub keys: Vec<KeyLine>,
    /// The user's own commands.
    pub commands: Vec<OwnCommand>,
    /// The letters of another layout, each with the one on its key that is a command.
    pub letters: Vec<(char, char)>,
    /// The program that opens pages, with its arguments; `{url}` is replaced by the URL.
    pub open_command: Option<Vec<String>>,
    /// The setting for opening pages at the words that prove a claim.
    pub passages: Passages,
    /// The largest stack that is read.
    pub limits: Limits,
    /// The stacks that open when none is named; empty for the embedded one.
    pub default_stacks: Vec<String>,
    /// The folder of the user's named stacks; `None` for the data folder.
    pub library: Option<String>,
    /// The view with which the explorer starts.
    pub view: StartView,
}

impl Settings {
    /// The keys in use.
    pub fn keymap(&self) -> Keymap {
        Keymap::new(self.keys.clone(), self.letters.clone())
    }
}

/// The view with which the explorer starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StartView {
    /// The grouping of the tree.
    pub group: Grouping,
    /// The order of the entries within their categories and groups.
    pub sort: Sorting,
    /// The date as of which the stacks are shown; `None` for the present.
    pub as_of: Option<Date>,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// If the terminal supports them and `NO_COLOR` is not set.
    #[default]
    Auto,
    /// In all human output, on a terminal or not, regardless of the environment.
    Always,
    /// Never.
    Never,
}

impl Colour {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Always, Self::Never];

    /// The name in the settings and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }
}

/// When the interface is drawn in ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ascii {
    /// If the locale or the terminal has no other characters.
    #[default]
    Auto,
    /// Everywhere: `true`.
    Always,
    /// Nowhere: `false`.
    Never,
}

/// The setting for opening pages at the words that prove a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passages {
    /// Whether they do so at all.
    pub are_on: bool,
    /// The hosts on which they do not, with all hosts below them.
    pub except: Vec<String>,
}

impl Default for Passages {
    fn default() -> Self {
        Self { are_on: true, except: Vec::new() }
    }
}

/// The maximum size of one stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Maximum size of all its files together, in bytes.
    pub bytes: u64,
    /// Maximum number of entries.
    pub entries: usize,
}

impl Default for Limits {
    /// Generous limits, which only a file that is no stack is likely to exceed.
    fn default() -> Self {
        Self { bytes: 512 << 20, entries: 1_000_000 }
    }
}
