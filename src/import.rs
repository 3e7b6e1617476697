//! Foreign texts turned into stacks.
//!
//! A foreign format is a file with one public function, and a row of [`FORMATS`]: the command line, its help and the
//! library read that table. TOML, the project's own format, is read by `format` and only detected here.
//!
//! - `foreign`: the type of the rows, and the steps that all readers share
//! - `bookmarks`, `opml`, `radar`, `backstage`, `csv`, `markdown`: the readers
//! - `items`: the groups and items of all but Markdown, made into the draft of a stack
//! - `table`: rows with named columns as items
//! - `html`: the tokens of HTML
//! - `yaml`: the values of YAML
//! - `texts`: cleans texts and cuts them to their maximum length
//! - `slug`: ids made from names
//! - `detect`: whether a text is TOML
//! - `unread`: the formats that are recognized only to refuse them

pub mod backstage;
pub mod bookmarks;
pub mod csv;
mod detect;
mod foreign;
mod html;
mod items;
pub mod markdown;
pub mod opml;
pub mod radar;
mod slug;
mod table;
mod texts;
mod unread;
mod yaml;

pub use foreign::{ForeignFormat, Imported};

/// The foreign formats, in the order in which a text is matched against them. The last matches every text.
pub static FORMATS: [ForeignFormat; 6] = [
    ForeignFormat {
        name: "bookmarks",
        title: "a bookmark file",
        endings: &[],
        matches: bookmarks::matches,
        read: bookmarks::read,
    },
    ForeignFormat {
        name: "opml",
        title: "OPML",
        endings: &["opml"],
        matches: opml::matches,
        read: opml::read,
    },
    ForeignFormat {
        name: "radar",
        title: "a technology radar",
        endings: &[],
        matches: radar::matches,
        read: radar::read,
    },
    ForeignFormat {
        name: "backstage",
        title: "a catalog of Backstage",
        endings: &[],
        matches: backstage::matches,
        read: backstage::read,
    },
    ForeignFormat {
        name: "csv",
        title: "a table in CSV",
        endings: &["csv", "tsv", "tab"],
        matches: csv::matches,
        read: csv::read,
    },
    ForeignFormat {
        name: "markdown",
        title: "a list in Markdown",
        endings: &["md", "markdown", "mdown", "mkd", "mkdn"],
        matches: |_| true,
        read: markdown::read,
    },
];

/// A format that stacks are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// TOML, the project's own format: read by `format::toml`.
    Toml,
    /// A row of [`FORMATS`].
    Foreign(&'static ForeignFormat),
}

/// The name of the project's own format, and the ending of its files.
const TOML: &str = "toml";

impl Format {
    /// Detects the format of a file by its name, or by its text if the name has no known ending.
    ///
    /// ```
    /// use stacklore::import::Format;
    ///
    /// assert_eq!(Format::detect("-", b"# A list\n\n- [A](https://example.org)\n"), Format::named("markdown").unwrap());
    /// assert_eq!(Format::detect("-", b"schema = 1\n"), Format::Toml);
    /// ```
    pub fn detect(name: &str, bytes: &[u8]) -> Self {
        let ending = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending);
        // An ending such as `json` is that of many formats.
        let by_text = || known(bytes).filter(|format| format.name != MARKDOWN);
        let unread = |ending| unread::from_ending(ending).map(|refused| by_text().unwrap_or(refused));
        let named = |ending| Self::from_ending(ending).or_else(|| unread(ending).map(Self::Foreign));
        ending.and_then(named).unwrap_or_else(|| {
            if detect::is_toml(bytes) { Self::Toml } else { foreign(bytes).map_or(Self::Toml, Self::Foreign) }
        })
    }

    /// The names of all formats on the command line.
    pub fn names() -> impl Iterator<Item = &'static str> {
        std::iter::once(TOML).chain(FORMATS.iter().map(|format| format.name))
    }

    /// The format that has a name on the command line.
    pub fn named(name: &str) -> Option<Self> {
        let foreign = || FORMATS.iter().find(|format| format.name == name).map(Self::Foreign);
        if name == TOML { Some(Self::Toml) } else { foreign() }
    }

    /// The format that has an ending of file names, in any case.
    pub fn from_ending(ending: &str) -> Option<Self> {
        let has = |format: &&ForeignFormat| format.endings.iter().any(|own| own.eq_ignore_ascii_case(ending));
        let foreign = || FORMATS.iter().find(has).map(Self::Foreign);
        if ending.eq_ignore_ascii_case(TOML) { Some(Self::Toml) } else { foreign() }
    }
}

/// The first foreign format that a text matches; a format that is refused comes before Markdown, which every text matches.
pub fn foreign(bytes: &[u8]) -> Option<&'static ForeignFormat> {
    let known = known(bytes);
    let refused = || unread::FORMATS.iter().find(|format| (format.matches)(bytes));
    known.filter(|format| format.name != MARKDOWN).or_else(refused).or(known)
}

/// The name of the format that matches every text.
const MARKDOWN: &str = "markdown";

/// The first format that is read and that a text matches.
fn known(bytes: &[u8]) -> Option<&'static ForeignFormat> {
    FORMATS.iter().find(|format| (format.matches)(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::File;

    fn name_of(format: Format) -> &'static str {
        match format {
            Format::Toml => TOML,
            Format::Foreign(format) => format.name,
        }
    }

    #[test]
    fn every_format_has_a_name_of_its_own_and_is_found_by_its_endings() {
        let names: Vec<_> = Format::names().collect();
        for (at, name) in names.iter().enumerate() {
            assert!(!names.split_at(at).0.contains(name), "{name} twice");
            assert_eq!(Format::named(name).map(name_of), Some(*name));
        }
        for format in &FORMATS {
            for ending in format.endings {
                assert_eq!(name_of(Format::detect(&format!("a.{ending}"), b"")), format.name);
            }
        }
        assert_eq!(Format::named("none"), None);
    }

    #[test]
    fn the_last_format_matches_every_text() {
        assert!(FORMATS.last().is_some_and(|format| (format.matches)(b"\0") && (format.matches)(b"")));
    }

    #[test]
    fn the_ending_of_a_name_decides() {
        for name in ["a.toml", "A.TOML", "x.md.toml"] {
            assert_eq!(name_of(Format::detect(name, b"# Heading\n\n- item")), "toml", "{name}");
        }
        for name in ["README.md", "list.Markdown", "a.toml.md", "é.mkd"] {
            assert_eq!(name_of(Format::detect(name, b"schema = 1")), "markdown", "{name}");
        }
        assert_eq!(name_of(Format::detect(".md", b"a = 1")), "toml", "a hidden file has no ending");
    }

    #[test]
    fn data_and_web_pages_are_refused_by_name() {
        let refused = |name: &str, text: &str| match Format::detect(name, text.as_bytes()) {
            Format::Toml => "toml",
            Format::Foreign(format) => {
                let imported = (format.read)(File::new(name, text));
                assert!(imported.reading.stack.is_some() || imported.reading.errors() == 1, "{name}");
                format.title
            }
        };
        for (name, wanted) in [
            ("a.yml", "YAML"),
            ("a.YAML", "YAML"),
            ("a.json", "JSON"),
            ("a.jsonl", "JSON"),
            ("a.opml", "OPML"),
            ("a.org", "Org"),
            ("a.html", "a web page in HTML"),
            ("a.csv", "a table in CSV"),
            ("a.tsv", "a table in CSV"),
            ("a.rst", "reStructuredText"),
            ("a.adoc", "AsciiDoc"),
        ] {
            assert_eq!(refused(name, "- [A](https://a.example)"), wanted, "{name}");
        }
        for (text, wanted) in [
            ("name: Alpha\nurl: https://a.example\ntags:\n  - a - b\n", "YAML"),
            ("# Tools\n---\nname: a\nurl: https://a.example\n", "YAML"),
            ("- name: a\n  url: https://a.example\n- name: b\n  url: https://b.example\n", "YAML"),
            ("%YAML 1.2\n---\n- a\n", "YAML"),
            ("\u{feff}{\n  \"a\": [\"https://a.example\"]}", "JSON"),
            ("[\n  {\"a\": 1}]", "JSON"),
            ("[\"https://a.example\"]", "JSON"),
            ("[[\"Alpha\", \"https://a.example\"]]", "JSON"),
            ("name,url,about\nAlpha,https://a.example,one\n", "a table in CSV"),
            ("name\turl\nAlpha\thttps://a.example\n", "a table in CSV"),
            ("<?xml version=\"1.0\"?>\n<opml/>", "OPML"),
            ("<rss version=\"2.0\">", "XML"),
            ("\n<!DOCTYPE html>\n<html>", "a web page in HTML"),
            ("<HTML lang=en>", "a web page in HTML"),
        ] {
            assert_eq!(refused("-", text), wanted, "{text}");
            assert_eq!(refused("list.txt", text), wanted, "{text}");
            assert_eq!(refused("list.md", text), "a list in Markdown", "the name decides: {text}");
        }
        for text in [
            "---\ntitle: x\nlayout: y\n---\n\n# L\n\n- [A](https://a.example)\n",
            "---\ntitle: x\nlayout: y\n---\n\nhttps://a.example\n",
            "---\ntitle: x\nlayout: y\n---\n\n# Tools\n\n- https://a.example\n",
            "title: x\nlayout: y\n\n## Editors\n- https://a.example\n",
            "Hello, world\nfoo, bar https://a.example\n",
            "note: x\nsee: y\n\n- [A](https://a.example)\n",
            "Alpha: https://a.example\nBeta: https://b.example\n",
            "- jq: https://jq.example\n- fd: https://fd.example\n",
            "[A]: https://a.example\n",
            "[[wiki]]\n- https://a.example",
            "{{ toc }}\n- https://a.example",
            "{: .class}\n- https://a.example",
            "<h1 align=\"center\">Awesome</h1>",
            "<div>\n\n- https://a.example",
            "<!-- a: b -->\n- https://a.example",
        ] {
            assert_eq!(refused("-", text), "a list in Markdown", "{text}");
        }
    }

    #[test]
    fn without_an_ending_the_first_significant_line_decides() {
        for text in [
            "schema = 1\n",
            "\u{feff}# A comment\r\n\r\nschema = 1\n",
            "[stack]\n",
            "  [[entry]] # one\n",
            "[ stack ]",
            "a = 1\n[stack]\n",
            "\"stack\".id = \"x\"",
            "stack.id = \"x\"",
            "schema=1",
            "a=1",
            "",
            "# only comments\n",
            "s\0c\0h\0e\0m\0a\0",
        ] {
            assert_eq!(name_of(Format::detect("-", text.as_bytes())), "toml", "{text:?}");
        }
        for text in [
            "# Awesome\n\n- [A](https://a.example)\n",
            "\u{feff}Awesome\n=======\n",
            "---\ntitle: x\n---\n",
            "<h1 align=\"center\">Awesome</h1>",
            "[A](https://a.example) = a\n",
            "[a]: https://a.example/?q=1",
            "[![badge](x)](y)",
            "- a = b",
            "two words = none",
            "# Title\n\n[TOC]\n\n- [A](https://a.example)\n",
            "[Foo]\n\n[Foo]: https://a.example\n",
            "a = b\n=====\n",
            "Prose.",
            "[",
            "=",
        ] {
            assert_eq!(name_of(Format::detect("README", text.as_bytes())), "markdown", "{text:?}");
        }
    }
}
