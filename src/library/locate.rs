//! Finding the line of a category, entry, claim or source in the files of a stack.

use std::collections::HashMap;
use std::path::PathBuf;

use super::origin::{Origin, files_of};
use super::read::{fetch, format_of};
use crate::config::Limits;
use crate::dataset::{FileSpan, RecordId};
use crate::format::{File, SourceText};
use crate::import::{ForeignFormat, Format, Imported};

/// A position in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// The location of a part of a stack: the line of its `id` in TOML, of its item in a Markdown list.
///
/// A claim that is not found has the location of its entry, any other part the first line of the first file. `None` if the
/// stack has no files or cannot be read.
pub fn locate(origin: &Origin, part: &RecordId, limits: &Limits) -> Option<Location> {
    let paths = files_of(origin).ok()?;
    let mut files = fetch(origin, limits).ok()?;
    let found = if let Format::Foreign(format) = format_of(origin, &files) {
        files.pop().and_then(|file| Some((0, line_of_item(format, file, part)?)))
    } else {
        let texts = files.iter().map(|file| String::from_utf8_lossy(&file.bytes));
        let mut found = texts.enumerate().map(|(at, text)| (at, line_of_table(&text, part)));
        found.find_map(|(at, line)| Some((at, line?)))
    };
    let (file, line) = found.unwrap_or((0, 1));
    Some(Location { path: paths.get(file)?.clone(), line, column: 1 })
}

/// The span of the `id` of each entry in TOML texts, by its id.
pub fn entry_spans(texts: &[SourceText]) -> HashMap<String, FileSpan> {
    let mut spans = HashMap::new();
    for (file, SourceText { text, .. }) in texts.iter().enumerate() {
        let mut table = "";
        for (_, line) in code_lines(text) {
            match (header(line), value_of_id(line)) {
                (Some(name), _) => table = name,
                (None, Some(id)) if table == "entry" => {
                    let start = id.as_ptr().addr() - text.as_ptr().addr();
                    spans.insert(id.to_owned(), FileSpan { file, at: start..start + id.len() });
                }
                _ => {}
            }
        }
    }
    spans
}

fn line_of_item(format: &ForeignFormat, file: File, part: &RecordId) -> Option<usize> {
    let Imported { reading, lines } = (format.read)(file);
    let stack = reading.stack?;
    match part {
        RecordId::Category(id) => {
            let at = stack.categories().position(|(_, category)| category.id() == id)?;
            lines.categories.get(at).copied()
        }
        RecordId::Entry(id) | RecordId::Claim(id, _) => {
            lines.entries.get(stack.find(id)?.0 as usize).copied()
        }
        RecordId::Stack | RecordId::Source(_) => None,
    }
}

/// The line of a part in TOML, by a scan for its table header and `id`.
fn line_of_table(text: &str, part: &RecordId) -> Option<usize> {
    let (wanted, id) = match part {
        RecordId::Stack => ("stack", None),
        RecordId::Category(id) => ("category", Some(id)),
        RecordId::Entry(id) | RecordId::Claim(id, _) => ("entry", Some(id)),
        RecordId::Source(id) => ("source", Some(id)),
    };
    let (mut lines, mut table) = (code_lines(text), "");
    let (line, _) = lines.find(|(_, line)| match (header(line), id) {
        (Some(name), id) => {
            table = name;
            table == wanted && id.is_none()
        }
        (None, id) => table == wanted && id.is_some_and(|id| value_of_id(line) == Some(id)),
    })?;
    let RecordId::Claim(_, claim) = part else { return Some(line) };
    let tables = lines.filter_map(|(number, line)| Some((number, header(line)?)));
    let mut claims =
        tables.take_while(|(_, name)| name.starts_with("entry.")).filter(|(_, name)| *name == "entry.claim");
    Some(claims.nth(*claim).map_or(line, |(number, _)| number))
}

/// The lines of a TOML text that are not inside a multi-line string, trimmed, with their numbers.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut open_quotes = None;
    (1..).zip(text.lines()).filter_map(move |(number, line)| {
        if let Some(quotes) = open_quotes {
            open_quotes = Some(quotes).filter(|quotes| line.matches(quotes).count() % 2 == 0);
            return None;
        }
        let line = line.trim();
        if !line.starts_with(['[', '#']) {
            open_quotes = ["\"\"\"", "'''"].into_iter().find(|quotes| line.matches(quotes).count() % 2 == 1);
        }
        Some((number, line))
    })
}

/// The name in a table header, `None` for another line.
fn header(line: &str) -> Option<&str> {
    let name = line.starts_with('[').then(|| line.split('#').next())??;
    Some(name.trim_matches(|c: char| "[] \t".contains(c)))
}

/// The value to which a line sets `id`.
fn value_of_id(line: &str) -> Option<&str> {
    let value = line.strip_prefix("id")?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| "\"'".contains(*c))?;
    value.get(1..)?.split(quote).next()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::catalog::bundled;
    use crate::library::{NamedStacks, resolve};

    #[test]
    fn a_part_is_found_in_its_own_table() {
        let text = "[stack]\nid = \"redis\"\n\n[[category]]\nid = \"redis\"\n\n[[entry]]\nname = \"A\"\n  id='a' # this\n\
                    [[entry]]\nid = \"redis\"\nsummary = \"\"\"\n[[entry]]\nid = \"b\"\n\"\"\"\n\
                    [[entry.claim]] # one\ntext = \"[[source]]\"\n[[entry.relation]]\n[[entry.claim]]\n[[entry]]\nid = \"b\"\n";
        let line = |part| line_of_table(text, &part);
        let redis = || "redis".to_owned();
        assert_eq!([line(RecordId::Stack), line(RecordId::Category(redis()))], [Some(1), Some(5)]);
        assert_eq!(
            [line(RecordId::Entry("a".to_owned())), line(RecordId::Entry(redis()))],
            [Some(9), Some(11)]
        );
        let claim = |at| line(RecordId::Claim(redis(), at));
        assert_eq!([claim(0), claim(1), claim(2)], [Some(16), Some(19), Some(11)]);
        assert_eq!(
            [line(RecordId::Entry("b".to_owned())), line(RecordId::Source(redis()))],
            [Some(21), None]
        );
    }

    #[test]
    fn each_entry_has_the_span_of_its_id() {
        let text =
            "[[entry]]\n  id='a' # this\n[[category]]\nid = \"c\"\n[[entry]]\nid = \"b\"\n[[entry.claim]]\n";
        let source = |text: &str| SourceText { name: "x.toml".to_owned(), text: text.to_owned() };
        let texts = [source(""), source(text)];
        let spans = entry_spans(&texts);
        let mut found: Vec<_> =
            spans.iter().map(|(id, span)| (&**id, span.file, text.get(span.at.clone()))).collect();
        found.sort_unstable();
        assert_eq!(found, [("a", 1, Some("a")), ("b", 1, Some("b"))]);
    }

    #[test]
    fn the_file_of_a_part_is_found_in_a_folder_and_the_item_in_a_list() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.toml"), "schema = 1\n[[category]]\nid = \"ab\"\n").unwrap();
        fs::write(folder.path().join("b.toml"), "\n[[source]]\nid = \"a\"\n").unwrap();
        let list = "# Go\n\n## Go tools\n\n- [Gopher](https://example.org/g)\n- [Go](https://example.org)\n";
        fs::write(folder.path().join("c.md"), list).unwrap();
        let limits = Limits::default();
        let of = |name: &str, part: RecordId| {
            let origin = resolve(folder.path().join(name).as_ref(), &NamedStacks::embedded_only()).unwrap();
            let at = locate(&origin, &part, &limits).unwrap();
            (at.path.file_name().unwrap().to_string_lossy().into_owned(), at.line)
        };
        assert_eq!(of("", RecordId::Source("a".to_owned())), ("b.toml".to_owned(), 3));
        assert_eq!(of("", RecordId::Category("ab".to_owned())), ("a.toml".to_owned(), 3));
        assert_eq!(of("", RecordId::Entry("none".to_owned())), ("a.toml".to_owned(), 1));
        assert_eq!(of("c.md", RecordId::Entry("go".to_owned())), ("c.md".to_owned(), 6));
        assert_eq!(of("c.md", RecordId::Category("go-tools".to_owned())), ("c.md".to_owned(), 3));
        assert_eq!(locate(&Origin::embedded(&bundled::ALL[0]), &RecordId::Stack, &limits), None);
    }
}
