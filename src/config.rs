//! The settings of a person: which there are, what holds without them, and the reader of the file that has them.
//!
//! Arithmetic on values: where the file is, and what a setting is good for, is for others to know. The settings come from
//! nowhere but that file, so a stack can name no program and no path.

mod key;
mod read;
mod size;

pub use key::{Key, default_text};
pub use read::{Config, read};

/// What a person may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether colours are used.
    pub colour: Colour,
    /// Whether only ASCII characters are drawn.
    pub ascii: bool,
    /// The program that opens pages, with its arguments; `{url}` stands for the address.
    pub open_command: Option<Vec<String>>,
    /// How much is read.
    pub limits: Limits,
    /// The stacks that open when none is named; none for the embedded one.
    pub default_stacks: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            colour: Colour::Auto,
            ascii: false,
            open_command: None,
            limits: Limits::default(),
            default_stacks: Vec::new(),
        }
    }
}

/// Whether colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Where the terminal can show them and the environment does not forbid them.
    #[default]
    Auto,
    /// On any terminal, whatever the environment says.
    Always,
    /// Nowhere.
    Never,
}

impl Colour {
    const ALL: [Self; 3] = [Self::Auto, Self::Always, Self::Never];

    const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }
}

/// The most that is read of one stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in all its files together.
    pub bytes: u64,
    /// Entries.
    pub entries: usize,
}

impl Default for Limits {
    /// Generous: what stops here was hardly meant to be read as a stack.
    fn default() -> Self {
        Self { bytes: 512 << 20, entries: 1_000_000 }
    }
}
