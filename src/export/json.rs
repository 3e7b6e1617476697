//! The documented JSON shapes, and a writer whose output no terminal acts on.
//!
//! Within a [`VERSION`] a field may be added, but none is changed or taken away. A value that is not known is left out;
//! a list is always there, empty or not. This module knows nothing of catalogs and streams: whoever writes hands it the
//! ids that are to be used.

mod diff;
mod export;
mod import;
mod inert;

use std::borrow::Cow;

use serde::Serialize;

use crate::dataset::{
    Claim, Entry, EntryIndex, EntryKind, Link, Neighbour, Relation, RelationSide, Source, SourceIndex, Stack,
    Status,
};

pub use diff::{Comparison, DetailLine, Field, FieldValue, PartLine, Side};
pub use export::{CategoryPart, EntryPart, Export, Head, SourceFull};
pub use import::{ChangeLine, Import};
pub use inert::write;

/// The version of the shapes below.
pub const VERSION: u32 = 1;

/// One of the documented shapes: nothing else is ever written as JSON.
pub trait Shape: Serialize {}

impl Shape for List<'_> {}
impl Shape for Show<'_> {}
impl Shape for Search<'_> {}
impl Shape for Sources<'_> {}
impl Shape for Check<'_> {}
impl Shape for Stacks {}
impl Shape for ConfigPath<'_> {}
impl Shape for Config<'_> {}

/// What `list` answers.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct List<'a> {
    pub version: u32,
    /// The only stack, or the first of several.
    pub stack: StackHead<'a>,
    /// All stacks, when there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stacks: Vec<StackHead<'a>>,
    pub entries: Vec<EntryLine<'a>>,
}

/// The head of a stack.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct StackHead<'a> {
    pub id: &'a str,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<String>,
}

impl<'a> StackHead<'a> {
    /// The head of this stack, which goes by `id`.
    #[must_use]
    pub fn of(id: &'a str, stack: &'a Stack) -> Self {
        Self { id, name: stack.name(), reviewed: text(stack.reviewed()) }
    }
}

/// An entry as `list` shows it.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct EntryLine<'a> {
    pub id: Cow<'a, str>,
    /// The stack that it is in, when there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack: Option<&'a str>,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    pub category: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<&'a str>,
    /// How many claims it has.
    pub claims: usize,
    /// How many sources those and its relations rest on.
    pub sources: usize,
}

impl<'a> EntryLine<'a> {
    /// This entry; `id_of` tells by which id an entry of its stack is known.
    #[must_use]
    pub fn of(id: Cow<'a, str>, entry: Entry<'a>, id_of: impl Fn(EntryIndex) -> Cow<'a, str>) -> Self {
        Self {
            id,
            stack: None,
            name: entry.name(),
            kind: entry.kind().map(EntryKind::name),
            category: entry.category_path(),
            parent: entry.parent().map(id_of),
            status: entry.status().map(Status::name),
            since: text(entry.since()),
            until: text(entry.until()),
            seen_by: text(entry.seen_by()),
            summary: entry.summary(),
            claims: entry.claims().len(),
            sources: entry.sources().len(),
        }
    }
}

/// What `show` answers.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct Show<'a> {
    pub version: u32,
    pub entry: EntryPage<'a>,
}

/// An entry with everything that is known about it.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct EntryPage<'a> {
    pub id: Cow<'a, str>,
    /// The stack that it is in, when there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack: Option<&'a str>,
    pub name: &'a str,
    pub aliases: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    pub category: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<&'a str>,
    pub tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<&'a str>,
    pub links: Vec<LinkPart<'a>>,
    pub claims: Vec<ClaimPart<'a>>,
    pub relations: Vec<RelationPart<'a>>,
    /// The ids of the entries under it.
    pub children: Vec<Cow<'a, str>>,
    /// The sources in the order of their numbers.
    pub sources: Vec<SourcePart<'a>>,
}

impl<'a> EntryPage<'a> {
    /// This entry; `id_of` tells by which id an entry of its stack is known.
    #[must_use]
    pub fn of(id: Cow<'a, str>, entry: Entry<'a>, id_of: impl Fn(EntryIndex) -> Cow<'a, str>) -> Self {
        let held = |neighbour: Neighbour<'a>| {
            Some(neighbour.entry).filter(|_| matches!(neighbour.side, RelationSide::Child))
        };
        Self::with_children(id, entry, id_of, entry.neighbours().into_iter().filter_map(held))
    }

    /// The same where somebody knows already which entries lie under it: finding them goes through the whole stack.
    #[must_use]
    pub fn with_children(
        id: Cow<'a, str>,
        entry: Entry<'a>,
        id_of: impl Fn(EntryIndex) -> Cow<'a, str>,
        children: impl Iterator<Item = EntryIndex>,
    ) -> Self {
        let source_id = |at: Option<SourceIndex>| Some(entry.stack().source(at?)?.id());
        let part = |relation: Relation<'a>, direction, target| RelationPart {
            kind: relation.kind().name(),
            direction,
            target: id_of(target),
            source: source_id(relation.source()),
        };
        let out = entry.relations().map(|relation| part(relation, "out", relation.target()));
        let back = entry.relations_back();
        let back = back.into_iter().map(|relation| part(relation, "in", relation.owner()));
        let relations = out.chain(back).collect();
        let children = children.map(&id_of).collect();
        Self {
            id,
            stack: None,
            name: entry.name(),
            aliases: entry.aliases().collect(),
            kind: entry.kind().map(EntryKind::name),
            category: entry.category_path(),
            parent: entry.parent().map(&id_of),
            status: entry.status().map(Status::name),
            since: text(entry.since()),
            until: text(entry.until()),
            seen_by: text(entry.seen_by()),
            homepage: text(entry.homepage()),
            repository: text(entry.repository()),
            license: entry.license(),
            tags: entry.tags().collect(),
            summary: entry.summary(),
            links: entry.links().map(LinkPart::of).collect(),
            claims: entry.claims().map(ClaimPart::of).collect(),
            relations,
            children,
            sources: entry.sources().into_iter().map(|(_, source)| SourcePart::of(source)).collect(),
        }
    }
}

/// A further address.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct LinkPart<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl<'a> LinkPart<'a> {
    fn of(link: Link<'a>) -> Self {
        Self { title: link.title(), url: text(link.url()) }
    }
}

/// A claim.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct ClaimPart<'a> {
    pub text: &'a str,
    pub confidence: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The ids of its sources.
    pub sources: Vec<&'a str>,
}

impl<'a> ClaimPart<'a> {
    fn of(claim: Claim<'a>) -> Self {
        Self {
            text: claim.text(),
            confidence: claim.confidence().name(),
            date: text(claim.date()),
            sources: claim.sources().map(Source::id).collect(),
        }
    }
}

/// A relation, read from the entry on whose page it stands.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct RelationPart<'a> {
    pub kind: &'static str,
    /// `out` when this entry states it, `in` when the other one does.
    pub direction: &'static str,
    /// The id of the other entry.
    pub target: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'a str>,
}

/// A source as `show` lists it.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct SourcePart<'a> {
    pub id: &'a str,
    pub title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<String>,
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
}

impl<'a> SourcePart<'a> {
    fn of(source: Source<'a>) -> Self {
        Self {
            id: source.id(),
            title: source.title(),
            url: text(source.url()),
            archive: text(source.archive()),
            kind: source.kind().name(),
            publisher: source.publisher(),
            author: source.author(),
            published: text(source.published()),
        }
    }
}

/// What `search` answers.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct Search<'a> {
    pub version: u32,
    /// The query, exactly as it was given.
    pub query: &'a str,
    /// How many hits there are, shown or not.
    pub total: usize,
    /// How many entries answer that lack a fact which a filter asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside: Option<usize>,
    /// What of the query was not understood, each as a sentence.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub remarks: &'a [String],
    pub hits: Vec<HitLine<'a>>,
}

/// An entry that answers a query.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct HitLine<'a> {
    pub id: Cow<'a, str>,
    /// The stack that it is in, when there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack: Option<&'a str>,
    pub name: &'a str,
    pub tier: &'static str,
    pub field: &'static str,
    /// The text that matched, where it is not the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snippet: Option<String>,
}

/// What `sources` answers.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct Sources<'a> {
    pub version: u32,
    pub sources: Vec<SourceLine<'a>>,
}

/// A source as `sources` lists it.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct SourceLine<'a> {
    pub id: &'a str,
    /// The stack that it is in, when there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack: Option<&'a str>,
    pub title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<String>,
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// The ids of the entries that rest on it.
    pub cited_by: Vec<Cow<'a, str>>,
}

impl<'a> SourceLine<'a> {
    /// This source, and the ids of the entries that rest on it.
    #[must_use]
    pub fn of(source: Source<'a>, cited_by: Vec<Cow<'a, str>>) -> Self {
        Self {
            id: source.id(),
            stack: None,
            title: source.title(),
            url: text(source.url()),
            archive: text(source.archive()),
            kind: source.kind().name(),
            publisher: source.publisher(),
            published: text(source.published()),
            cited_by,
        }
    }
}

/// What `check` answers.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct Check<'a> {
    pub version: u32,
    pub errors: usize,
    pub warnings: usize,
    pub findings: Vec<FindingLine<'a>>,
    /// The kinds of findings of which some were left off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_off: Vec<LeftOffLine>,
}

/// How many findings of a kind were left off.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of a finding")]
pub struct LeftOffLine {
    pub code: &'static str,
    pub count: usize,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct FindingLine<'a> {
    pub file: &'a str,
    /// Counted from 1; absent when the finding is about the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Counted from 1, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    pub severity: &'static str,
    pub code: &'static str,
    pub message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'a str>,
    /// Other places that belong to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<RelatedLine<'a>>,
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of a finding")]
pub struct RelatedLine<'a> {
    pub file: &'a str,
    pub line: usize,
    pub column: usize,
    pub message: &'a str,
}

/// What `stacks` answers.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct Stacks {
    pub version: u32,
    /// The folder of a person's own stacks; absent where nobody knows whose it would be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    pub stacks: Vec<KnownLine>,
}

/// A stack that goes by a name.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct KnownLine {
    pub name: String,
    /// `own` or `embedded`.
    pub origin: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// `shadows` an embedded stack, or is `shadowed` by another of the same name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<&'static str>,
}

/// What `config path` answers.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct ConfigPath<'a> {
    pub version: u32,
    pub path: &'a str,
    pub exists: bool,
    /// Whether `STACKLORE_CONFIG` names it.
    pub by_variable: bool,
}

/// What `config show` and `config default` answer.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct Config<'a> {
    pub version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<&'a str>,
    pub settings: Vec<SettingLine>,
    pub findings: Vec<FindingLine<'a>>,
}

/// A setting.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]
pub struct SettingLine {
    pub key: String,
    /// As TOML; absent where nothing is set and nothing holds by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// `file` or `default`.
    pub origin: &'static str,
    /// Where the file sets it, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// A value as text.
fn text(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn what_is_not_known_is_left_out_and_lists_are_always_there() {
        let stack = sample::stack();
        let id_of = |at| Cow::Borrowed(stack.entry(at).map_or("", Entry::id));
        let page = |id: &str| {
            let entry = stack.entry(stack.find(id).expect("there")).expect("there");
            serde_json::to_value(EntryPage::of(Cow::Borrowed(entry.id()), entry, id_of)).expect("a value")
        };
        let redis = page("redis");
        assert!(redis.get("since").is_none() && redis.get("homepage").is_none());
        assert_eq!(redis["seen_by"], "2020");
        assert_eq!(redis["aliases"], serde_json::json!([]));
        let postgres = page("postgresql");
        assert_eq!(postgres["since"], "2015");
        assert!(postgres.get("seen_by").is_none());
        assert_eq!(
            postgres["relations"],
            serde_json::json!([{"kind": "replaced", "direction": "in", "target": "scylladb", "source": "move"}])
        );
    }
}
