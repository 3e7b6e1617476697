//! A layer of the settings: what one file, environment variable or flag sets.

use super::key::{Key, Value};
use crate::dataset::{FileSpan, Finding};
use crate::format::SourceText;

/// The origin of a layer; a later one takes precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The user's settings file.
    User,
    /// The file of a project.
    Project,
    /// The environment variable of this name.
    Variable(&'static str),
    /// The flag of this name.
    Flag(&'static str),
    /// The file of the theme, which sets nothing.
    Theme,
}

impl Origin {
    /// The name of the variable or flag, `None` for a file.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::User | Self::Project | Self::Theme => None,
            Self::Variable(name) | Self::Flag(name) => Some(name),
        }
    }

    /// The word for it in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "file",
            Self::Project => "project",
            Self::Variable(_) => "variable",
            Self::Flag(_) => "flag",
            Self::Theme => "theme",
        }
    }
}

/// A setting whose name the user has chosen: the keys of an action, or a part of an own command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSetting {
    /// Its name with dots, as `keys.zoom`.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// The location of the value.
    pub at: FileSpan,
}

/// The settings of one file, environment variable or flag.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Its origin.
    pub origin: Origin,
    /// The keys that it sets, with their locations.
    pub given: Vec<(Key, FileSpan)>,
    /// The keys of actions and the own commands that it sets.
    pub own: Vec<OwnSetting>,
    /// The findings, in the order of the text; an error if the whole layer is ignored.
    pub findings: Vec<Finding>,
    /// The text that the locations refer to: that of the file, or the value; its name is that of the file, variable or flag.
    pub text: SourceText,
}
