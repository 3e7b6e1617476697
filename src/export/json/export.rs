//! A whole stack as JSON.

#![expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]

use std::collections::HashMap;

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::records::{EntryFull, SourcePart, text};
use super::writer::{VERSION, write_line};
use crate::dataset::{Category, Entry, EntryIndex, Source, Stack};

/// Writes a stack as one line of JSON with all its fields.
pub fn write(stack: &Stack) -> String {
    let mut bytes = Vec::new();
    // A vector takes everything, and the shapes have no map with keys that JSON cannot write.
    let _ = write_line(&mut bytes, &Export::new(stack));
    String::from_utf8(bytes).unwrap_or_default()
}

/// Writes each entry of a stack as one line of JSON, as it is in [`write()`] and with the id of its stack.
pub fn write_lines(stack: &Stack) -> String {
    let mut bytes = Vec::new();
    for mut line in Export::new(stack).entries {
        line.entry.stack = Some(stack.id());
        let _ = write_line(&mut bytes, &line);
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// The same for the entries of several stacks.
#[expect(clippy::needless_pass_by_value, reason = "so every format of several stacks is called")]
pub fn write_all_lines(stacks: Vec<Stack>) -> String {
    stacks.iter().map(write_lines).collect()
}

/// Output of `export --format json`: everything, with the entries as `show` prints them.
#[derive(Clone, Debug, Serialize)]
pub struct Export<'a> {
    pub version: u32,
    pub stack: Head<'a>,
    pub categories: Vec<CategoryPart<'a>>,
    pub entries: Vec<ExportedEntry<'a>>,
    pub sources: Vec<SourceFull<'a>>,
}

impl<'a> Export<'a> {
    /// The shape of a stack.
    pub fn new(stack: &'a Stack) -> Self {
        let id_of = |at: EntryIndex| stack.entry(at).map_or("", Entry::id).into();
        let mut children: HashMap<Option<EntryIndex>, Vec<EntryIndex>> = HashMap::new();
        for (at, entry) in stack.entries() {
            children.entry(entry.parent()).or_default().push(at);
        }
        let children_of = |at: EntryIndex| children.get(&Some(at)).into_iter().flatten().copied();
        let entries = stack.entries().map(|(at, entry)| ExportedEntry {
            category_id: stack.category(entry.category()).map_or("", Category::id),
            entry: EntryFull::with_children(id_of(at), entry, id_of, children_of(at)),
        });
        let category = |category: Category<'a>| CategoryPart {
            id: category.id(),
            name: category.name(),
            summary: category.summary(),
            parent: category.parent().and_then(|at| stack.category(at)).map(Category::id),
        };
        let source = |source: Source<'a>| SourceFull {
            former_urls: source.former_urls().map(|url| url.to_string()).collect(),
            source: SourcePart::new(source),
        };
        Self {
            version: VERSION,
            stack: Head {
                id: stack.id(),
                name: stack.name(),
                kind: stack.kind().name(),
                summary: stack.summary(),
                homepage: text(stack.homepage()),
                reviewed: text(stack.reviewed()),
            },
            categories: stack.categories().map(|(_, part)| category(part)).collect(),
            entries: entries.collect(),
            sources: stack.sources().map(|(_, part)| source(part)).collect(),
        }
    }
}

/// The metadata of a stack.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct Head<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub kind: &'static str,
    pub summary: Option<&'a str>,
    pub homepage: Option<String>,
    pub reviewed: Option<String>,
}

/// A category.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct CategoryPart<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub summary: Option<&'a str>,
    /// The id of its parent category.
    pub parent: Option<&'a str>,
}

/// An entry as `show` prints it, with the id of its category.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedEntry<'a> {
    #[serde(flatten)]
    pub entry: EntryFull<'a>,
    pub category_id: &'a str,
}

/// A source as `show` prints it, with its former URLs.
#[derive(Clone, Debug, Serialize)]
pub struct SourceFull<'a> {
    #[serde(flatten)]
    pub source: SourcePart<'a>,
    pub former_urls: Vec<String>,
}
