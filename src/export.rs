//! Stacks, and pages collected from them, turned into other formats: one file per format, with a function from a stack and
//! one from a [`Collection`] to its text, and one table.
//!
//! The command line, its help and the tests read [`FORMATS`].

pub mod bibtex;
pub mod bookmarks;
mod collection;
pub mod csl;
pub mod csv;
pub mod dot;
mod graph;
pub mod html;
pub mod json;
pub mod list;
pub mod markdown;
mod markup;
pub mod mermaid;
pub mod opml;
pub mod ris;
pub mod svg;
pub mod urls;

pub use collection::{Collection, Item, Step};
pub use graph::{Edge, Graph};

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
    /// Returns the text of a part of a stack; absent for the formats that are of whole stacks only.
    pub write_graph: Option<fn(&Graph<'_>) -> String>,
}

/// A row of the table, for a format of single whole stacks.
const fn row(
    name: &'static str,
    endings: &'static [&'static str],
    about: &'static str,
    write: fn(&Stack) -> String,
) -> Format {
    Format { name, endings, about, write, write_all: None, write_collected: None, write_graph: None }
}

/// The format of the project itself, and the default.
pub const TOML: &Format =
    &row("toml", &["toml"], "As stacks are written; it reads back as the same stack", toml::write);

/// All export formats, in the order in which help lists them.
pub const FORMATS: [&Format; 16] = [
    TOML,
    &row("json", &["json"], "One document with everything", json::write),
    &Format {
        write_all: Some(json::write_all_lines),
        ..row("ndjson", &["ndjson", "jsonl"], "A line of JSON for each entry", json::write_lines)
    },
    &row("csv", &["csv"], "A table of the entries, in which no cell is a formula", csv::write),
    &Format {
        write_collected: Some(markdown::write_collected),
        ..row(
            "md",
            &["md", "markdown"],
            "A document with claims and sources; also: markdown",
            markdown::write,
        )
    },
    &row("list", &[], "An awesome list in Markdown, which `import` reads back", list::write),
    &Format {
        write_all: Some(html::write_all),
        ..row(
            "html",
            &["html", "htm"],
            "A page with everything that stands alone, of one stack or of several",
            html::write,
        )
    },
    &Format {
        write_collected: Some(opml::write_collected),
        ..row("opml", &["opml"], "An outline of the pages and what they back", opml::write)
    },
    &Format {
        write_collected: Some(bookmarks::write_collected),
        ..row(
            "bookmarks",
            &["html", "htm"],
            "The pages as a file of bookmarks, for browsers",
            bookmarks::write,
        )
    },
    &Format {
        write_collected: Some(bibtex::write_collected),
        ..row("bibtex", &["bib"], "The sources as a bibliography in BibTeX", bibtex::write)
    },
    &Format {
        write_collected: Some(csl::write_collected),
        ..row("csl-json", &[], "The sources as a bibliography in CSL-JSON", csl::write)
    },
    &Format {
        write_collected: Some(ris::write_collected),
        ..row("ris", &["ris"], "The sources as a bibliography in RIS", ris::write)
    },
    &Format {
        write_graph: Some(dot::write_graph),
        ..row("dot", &["dot", "gv"], "The relations as a graph, for Graphviz", dot::write)
    },
    &Format {
        write_graph: Some(mermaid::write_graph),
        ..row("mermaid", &["mmd", "mermaid"], "The relations as a flowchart of Mermaid", mermaid::write)
    },
    &Format {
        write_graph: Some(svg::write_graph),
        ..row("svg", &["svg"], "The timeline as a picture", svg::write)
    },
    &Format {
        write_collected: Some(urls::write_collected),
        ..row("urls", &["txt"], "The URLs of the pages, one a line", urls::write)
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
    /// assert_eq!(Format::from_ending("MD"), Format::named("md"));
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
