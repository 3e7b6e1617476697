//! Which format a file is in, told by its name, else by how it begins.

/// A format that stacks are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// TOML, the format of stacks: read by [`toml::read`](super::toml::read()).
    Toml,
    /// A list in Markdown.
    Markdown,
}

/// The endings of names that tell the format.
const ENDINGS: [(&str, Format); 6] = [
    (".toml", Format::Toml),
    (".md", Format::Markdown),
    (".markdown", Format::Markdown),
    (".mdown", Format::Markdown),
    (".mkd", Format::Markdown),
    (".mkdn", Format::Markdown),
];

impl Format {
    /// Tells the format of a file by its name, or by its first significant line where the name says nothing.
    ///
    /// A line that begins with `#` is a comment in the one and a heading in the other, so it is passed over. Of the
    /// lines after those the first that is the head of a table of a stack or its `schema` tells TOML, and the first that
    /// could be no TOML tells Markdown; `[TOC]` or `a = b` alone tell nothing. What is empty counts as TOML: its reader
    /// says what is missing.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let named = ENDINGS.iter().find(|(ending, _)| {
            let start = name.len().saturating_sub(ending.len());
            name.get(start..).is_some_and(|end| start > 0 && end.eq_ignore_ascii_case(ending))
        });
        named.map_or_else(|| Self::of_text(bytes), |(_, format)| *format)
    }

    fn of_text(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let lines = bytes.split(|b| matches!(b, b'\n' | b'\r')).map(<[u8]>::trim_ascii);
        let significant = |line: &&[u8]| !line.is_empty() && !line.starts_with(b"#");
        for line in lines.take(LOOKED_AT).filter(significant) {
            match Line::of(line) {
                // Bytes that are not text are left to the reader that says so at their place.
                Line::Ours => return Self::Toml,
                Line::Other if line.contains(&0) => return Self::Toml,
                Line::Other => return Self::Markdown,
                Line::Either => {}
            }
        }
        Self::Toml
    }
}

/// How many lines are looked at: a file that begins with more comments is TOML.
const LOOKED_AT: usize = 10_000;

/// The tables of a stack.
const TABLES: [&[u8]; 4] = [b"stack", b"category", b"entry", b"source"];

/// What a line tells.
enum Line {
    /// It is a line of a stack.
    Ours,
    /// It could be TOML, and could as well be a link or a title: `[TOC]`, `a = b`.
    Either,
    /// It is no TOML.
    Other,
}

impl Line {
    fn of(line: &[u8]) -> Self {
        let ours = |key: &[u8]| {
            let first = key.split(|b| *b == b'.').next().unwrap_or_default().trim_ascii();
            let first =
                first.strip_prefix(b"\"").and_then(|first| first.strip_suffix(b"\"")).unwrap_or(first);
            TABLES.contains(&first)
        };
        if let Some(head) = line.strip_prefix(b"[") {
            let head = head.strip_prefix(b"[").unwrap_or(head);
            let end = head.iter().position(|b| *b == b']').unwrap_or(head.len());
            let (name, rest) = head.split_at_checked(end).unwrap_or((head, b""));
            let rest =
                rest.strip_prefix(b"]]").or_else(|| rest.strip_prefix(b"]")).unwrap_or(rest).trim_ascii();
            return match is_key(name) && (rest.is_empty() || rest.starts_with(b"#")) {
                true if ours(name) => Self::Ours,
                true => Self::Either,
                false => Self::Other,
            };
        }
        let at = line.iter().position(|b| *b == b'=');
        match at.and_then(|at| line.get(..at)).filter(|key| is_key(key)) {
            Some(key) if key.trim_ascii() == b"schema" || key.contains(&b'.') && ours(key) => Self::Ours,
            Some(_) => Self::Either,
            None => Self::Other,
        }
    }
}

/// Whether a text could be a key: words of letters, digits, `-` and `_`, or quoted ones, with dots between them.
fn is_key(text: &[u8]) -> bool {
    let bare = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let part = |part: &[u8]| {
        let part = part.trim_ascii();
        let quoted = |mark| part.len() >= 2 && part.starts_with(mark) && part.ends_with(mark);
        !part.is_empty() && (part.iter().all(bare) || quoted(b"\"") || quoted(b"'"))
    };
    text.split(|b| *b == b'.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells() {
        for name in ["a.toml", "A.TOML", "x.md.toml"] {
            assert_eq!(Format::of(name, b"# Heading\n\n- item"), Format::Toml, "{name}");
        }
        for name in ["README.md", "list.Markdown", "a.toml.md", "é.mkd"] {
            assert_eq!(Format::of(name, b"schema = 1"), Format::Markdown, "{name}");
        }
    }

    #[test]
    fn else_the_first_significant_line_does() {
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
            assert_eq!(Format::of("-", text.as_bytes()), Format::Toml, "{text:?}");
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
            assert_eq!(Format::of("README", text.as_bytes()), Format::Markdown, "{text:?}");
        }
        assert_eq!(Format::of(".md", b"a = 1"), Format::Toml, "a hidden file has no ending");
    }
}
