//! Stacks, and pages collected from them, turned into other formats: one file per format, with a function from a stack and
//! one from a [`Collection`] to its text, and one table.
//!
//! The command line, its help and the tests read [`FORMATS`].

pub mod bibtex;
pub mod bookmarks;
mod collection;
pub mod csv;
pub mod html;
pub mod json;
pub mod markdown;
mod markup;
pub mod opml;
pub mod urls;

pub use collection::{Collection, Item, Step};

use crate::dataset::Stack;
use crate::format::toml;

/// A format to which a stack, or what was collected from stacks, can be exported.
#[derive(Debug)]
pub struct Format {
    /// The value of `--format`.
    pub name: &'static str,
    /// The endings of file names that select it, without the dot, in lower case; `--format` takes them too.
    pub endings: &'static [&'static str],
    /// The line about it in `--help`.
    pub about: &'static str,
    /// Returns the text of a stack.
    pub write: fn(&Stack) -> String,
    /// Returns the text of several stacks; absent for the formats that are of one.
    pub write_all: Option<fn(Vec<Stack>) -> String>,
    /// Returns the text of a collection; absent for the formats that are of stacks only.
    pub write_collected: Option<fn(&Collection) -> String>,
}

/// The format of the project itself, and the default.
pub const TOML: &Format = &Format {
    name: "toml",
    endings: &["toml"],
    about: "As stacks are written; it reads back as the same stack",
    write: toml::write,
    write_all: None,
    write_collected: None,
};

/// All export formats, in the order in which help lists them.
pub const FORMATS: [&Format; 9] = [
    TOML,
    &Format {
        name: "json",
        endings: &["json"],
        about: "One document with everything",
        write: json::write,
        write_all: None,
        write_collected: None,
    },
    &Format {
        name: "markdown",
        endings: &["md", "markdown"],
        about: "A list with headings, items and links; also: md",
        write: markdown::write,
        write_all: None,
        write_collected: Some(markdown::write_collected),
    },
    &Format {
        name: "csv",
        endings: &["csv"],
        about: "A table of the entries",
        write: csv::write,
        write_all: None,
        write_collected: None,
    },
    &Format {
        name: "opml",
        endings: &["opml"],
        about: "An outline of the pages and what they back",
        write: opml::write,
        write_all: None,
        write_collected: Some(opml::write_collected),
    },
    &Format {
        name: "html",
        endings: &["html", "htm"],
        about: "A page with everything that stands alone, of one stack or of several",
        write: html::write,
        write_all: Some(html::write_all),
        write_collected: None,
    },
    &Format {
        name: "bookmarks",
        endings: &["html", "htm"],
        about: "The pages as a file of bookmarks, for browsers",
        write: bookmarks::write,
        write_all: None,
        write_collected: Some(bookmarks::write_collected),
    },
    &Format {
        name: "bibtex",
        endings: &["bib"],
        about: "The pages as a bibliography",
        write: bibtex::write,
        write_all: None,
        write_collected: Some(bibtex::write_collected),
    },
    &Format {
        name: "urls",
        endings: &["txt"],
        about: "The URLs of the pages, one a line",
        write: urls::write,
        write_all: None,
        write_collected: Some(urls::write_collected),
    },
];

impl Format {
    /// Returns the format of stacks with this name, or with this ending of file names.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.into_iter().find(|format| format.name == name).or_else(|| Self::from_ending(name))
    }

    /// Returns the format of stacks with this ending of a file name, in any case.
    ///
    /// ```
    /// use stacklore::export::Format;
    ///
    /// assert_eq!(Format::from_ending("MD"), Format::named("markdown"));
    /// ```
    pub fn from_ending(ending: &str) -> Option<&'static Self> {
        Self::with_ending(ending, |_| true)
    }

    /// Returns the format of collections with this name or this ending of a file name, in any case.
    ///
    /// ```
    /// use stacklore::export::Format;
    ///
    /// assert_eq!(Format::of_collections("html"), Format::named("bookmarks"));
    /// ```
    pub fn of_collections(name: &str) -> Option<&'static Self> {
        let fits = |format: &Self| format.write_collected.is_some();
        let named = FORMATS.into_iter().find(|format| format.name == name && fits(format));
        named.or_else(|| Self::with_ending(name, fits))
    }

    fn with_ending(ending: &str, fits: impl Fn(&Self) -> bool) -> Option<&'static Self> {
        let ending = ending.to_lowercase();
        FORMATS.into_iter().find(|format| fits(format) && format.endings.contains(&&*ending))
    }

    /// The other values of `--format` that select it as a format of stacks.
    pub fn aliases(&'static self) -> impl Iterator<Item = &'static str> {
        let endings = self.endings.iter().copied();
        endings.filter(|ending| *ending != self.name && Self::named(ending) == Some(self))
    }
}

/// A format is identified by its name.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}
