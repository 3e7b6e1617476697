//! Stacks turned into other formats: one file per format, each with a function from a stack to its text, and one table.
//!
//! The command line, its help and the tests read [`FORMATS`].

pub mod csv;
pub mod json;
pub mod markdown;

use crate::dataset::Stack;
use crate::format::toml;

/// A format to which a stack can be exported.
#[derive(Debug)]
pub struct Format {
    /// The value of `--format`.
    pub name: &'static str,
    /// The endings of file names that select it, without the dot, in lower case.
    pub endings: &'static [&'static str],
    /// The line about it in `--help`.
    pub about: &'static str,
    /// Returns the text of a stack.
    pub write: fn(&Stack) -> String,
}

/// The format of the project itself, and the default.
pub const TOML: &Format = &Format {
    name: "toml",
    endings: &["toml"],
    about: "As stacks are written; it reads back as the same stack",
    write: toml::write,
};

/// All export formats, in the order in which help lists them.
pub const FORMATS: [&Format; 4] = [
    TOML,
    &Format { name: "json", endings: &["json"], about: "One document with everything", write: json::write },
    &Format {
        name: "markdown",
        endings: &["md", "markdown"],
        about: "A list with headings, items and links",
        write: markdown::write,
    },
    &Format { name: "csv", endings: &["csv"], about: "A table of the entries", write: csv::write },
];

impl Format {
    /// Returns the format with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.into_iter().find(|format| format.name == name)
    }

    /// Returns the format with this ending of a file name, in any case.
    ///
    /// ```
    /// use stacklore::export::Format;
    ///
    /// assert_eq!(Format::from_ending("MD"), Format::named("markdown"));
    /// ```
    pub fn from_ending(ending: &str) -> Option<&'static Self> {
        let ending = ending.to_lowercase();
        FORMATS.into_iter().find(|format| format.endings.contains(&&*ending))
    }
}

/// A format is identified by its name.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}
