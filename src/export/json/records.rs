//! Entries, claims, links, relations and sources as JSON.
//!
//! These are `serde` structs and not made from the field lists of `dataset::fields`, whose order and content differ from the
//! shapes: a source has `archive` here, which no file has, and no `author` as `sources` prints it; a category is a path. A source was written both ways: as a walk over its field list it took six lines
//! more (eleven of them for all records), the two exceptions hid the shape, and plain output could not use it. A struct
//! shows the documented shape; `tests/schema.rs` checks that no field is missing.

#![expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]

use std::borrow::Cow;

use serde::Serialize;
use serde_with::skip_serializing_none;

use crate::dataset::{
    Claim, Entry, EntryIndex, EntryKind, EntryPage, Link, OptionalText, Passage, Relation, Source,
    SourceIndex, Stack, Status,
};

/// The metadata of a stack, as `list` prints it.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct StackHead<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub reviewed: Option<String>,
}

impl<'a> StackHead<'a> {
    /// The metadata of `stack`, shown under `id`.
    pub fn new(id: &'a str, stack: &'a Stack) -> Self {
        Self { id, name: stack.name(), reviewed: text(stack.reviewed()) }
    }
}

/// An entry as `list` prints it.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct EntryLine<'a> {
    pub id: Cow<'a, str>,
    /// The id of its stack, if there are several stacks.
    pub stack: Option<&'a str>,
    pub name: &'a str,
    pub kind: Option<&'static str>,
    pub category: Vec<&'a str>,
    pub parent: Option<Cow<'a, str>>,
    pub status: Option<&'static str>,
    pub since: Option<String>,
    pub until: Option<String>,
    pub seen_by: Option<String>,
    pub summary: Option<&'a str>,
    /// The number of claims.
    pub claims: usize,
    /// The number of sources that its claims and relations cite.
    pub sources: usize,
}

impl<'a> EntryLine<'a> {
    /// The shape of `entry`; `id_of` returns the id under which an entry of its stack is shown.
    pub fn new(id: Cow<'a, str>, entry: Entry<'a>, id_of: impl Fn(EntryIndex) -> Cow<'a, str>) -> Self {
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

/// An entry with all its fields, as `show` prints it.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct EntryFull<'a> {
    pub id: Cow<'a, str>,
    /// The id of its stack, if there are several stacks.
    pub stack: Option<&'a str>,
    pub name: &'a str,
    pub aliases: Vec<&'a str>,
    pub kind: Option<&'static str>,
    pub category: Vec<&'a str>,
    pub parent: Option<Cow<'a, str>>,
    pub status: Option<&'static str>,
    pub since: Option<String>,
    pub until: Option<String>,
    pub seen_by: Option<String>,
    /// The ids that it had once.
    pub former_ids: Vec<&'a str>,
    /// The entries of other stacks that are the same thing, as `stack/id`.
    pub same_as: Vec<&'a str>,
    /// Those that are another thing in spite of the name.
    pub not_same_as: Vec<&'a str>,
    pub homepage: Option<String>,
    pub repository: Option<String>,
    pub license: Option<&'a str>,
    pub tags: Vec<&'a str>,
    pub summary: Option<&'a str>,
    pub links: Vec<LinkPart<'a>>,
    pub claims: Vec<ClaimPart<'a>>,
    pub relations: Vec<RelationPart<'a>>,
    /// The ids of its child entries.
    pub children: Vec<Cow<'a, str>>,
    /// The entries of the other open stacks that are the same technology, as `stack/id`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<String>,
    /// The sources in the order of their numbers.
    pub sources: Vec<SourcePart<'a>>,
    /// The sources and the other links, each with its label.
    pub pages: Vec<PagePart<'a>>,
}

impl<'a> EntryFull<'a> {
    /// The shape of `entry`; `id_of` returns the id under which an entry of its stack is shown.
    pub fn new(id: Cow<'a, str>, entry: Entry<'a>, id_of: impl Fn(EntryIndex) -> Cow<'a, str>) -> Self {
        Self::with_children(id, entry, id_of, entry.children())
    }

    /// The same for a caller that knows the child entries: finding them takes a pass over the whole stack.
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
            name: entry.stack().entry(target).map_or("", Entry::name),
            status: entry.stack().entry(target).and_then(Entry::status).map(Status::name),
            source: source_id(relation.source()),
            since: text(relation.since()),
            until: text(relation.until()),
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
            former_ids: entry.former_ids().collect(),
            same_as: entry.same_as().collect(),
            not_same_as: entry.not_same_as().collect(),
            homepage: text(entry.homepage()),
            repository: text(entry.repository()),
            license: entry.text(OptionalText::License),
            tags: entry.tags().collect(),
            summary: entry.summary(),
            links: entry.links().map(LinkPart::new).collect(),
            claims: entry.claims().enumerate().map(ClaimPart::new).collect(),
            relations,
            children,
            elsewhere: Vec::new(),
            sources: entry.sources().into_iter().map(|(_, source)| SourcePart::new(source)).collect(),
            pages: entry.pages().iter().map(PagePart::new).collect(),
        }
    }
}

/// A further URL of an entry.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct LinkPart<'a> {
    pub title: Option<&'a str>,
    pub url: Option<String>,
}

impl<'a> LinkPart<'a> {
    fn new(link: Link<'a>) -> Self {
        Self { title: link.title(), url: text(link.url()) }
    }
}

/// A page of an entry: a source, the homepage, the repository, a link, or an old address of a source.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct PagePart<'a> {
    /// The number or letters by which it is opened.
    pub label: String,
    pub kind: &'static str,
    pub title: Option<&'a str>,
    pub url: Option<String>,
    /// The URL that opens instead of an old address.
    pub now: Option<String>,
}

impl<'a> PagePart<'a> {
    fn new(page: &EntryPage<'a>) -> Self {
        let now = page.target().filter(|target| Some(target) != page.url.as_ref());
        Self {
            label: page.label.name(),
            kind: page.word(),
            title: page.title(),
            url: text(page.url.as_ref()),
            now: text(now),
        }
    }
}

/// A claim.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct ClaimPart<'a> {
    /// The label by which it is shown and opened: `C1`, `C2`.
    pub label: String,
    pub text: &'a str,
    pub confidence: &'static str,
    /// The time when it was so, as its sources say.
    pub when: Option<String>,
    /// The date of its newest source.
    pub date: Option<String>,
    /// The ids of its sources.
    pub sources: Vec<&'a str>,
    /// The places in its sources where it is written.
    pub passages: Vec<PassagePart<'a>>,
}

/// The place in a source where a claim is written.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct PassagePart<'a> {
    /// The id of the source.
    pub source: &'a str,
    pub passage: Option<&'a str>,
    pub section: Option<&'a str>,
}

impl<'a> ClaimPart<'a> {
    fn new((at, claim): (usize, Claim<'a>)) -> Self {
        Self {
            label: format!("C{}", at + 1),
            text: claim.text(),
            confidence: claim.confidence().name(),
            when: text(claim.when()),
            date: text(claim.date()),
            sources: claim.sources().map(Source::id).collect(),
            passages: claim.passages().map(PassagePart::new).collect(),
        }
    }
}

impl<'a> PassagePart<'a> {
    fn new(passage: Passage<'a>) -> Self {
        let source = passage.source_record().map_or("", Source::id);
        Self { source, passage: passage.text(), section: passage.section() }
    }
}

/// A relation, from the point of view of one of its two entries.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct RelationPart<'a> {
    pub kind: &'static str,
    /// `out` when this entry states it, `in` when the other one does.
    pub direction: &'static str,
    /// The id of the other entry.
    pub target: Cow<'a, str>,
    /// The name and the status of the other entry.
    pub name: &'a str,
    pub status: Option<&'static str>,
    pub source: Option<&'a str>,
    pub since: Option<String>,
    pub until: Option<String>,
}

/// A source as `show` prints it.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct SourcePart<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub url: Option<String>,
    pub former_urls: Vec<String>,
    pub archive: Option<String>,
    pub kind: &'static str,
    pub publisher: Option<&'a str>,
    pub author: Option<&'a str>,
    pub published: Option<String>,
}

impl<'a> SourcePart<'a> {
    pub(super) fn new(source: Source<'a>) -> Self {
        Self {
            id: source.id(),
            title: source.title(),
            url: text(source.url()),
            former_urls: former_urls(source),
            archive: text(source.archive()),
            kind: source.kind().name(),
            publisher: source.publisher(),
            author: source.author(),
            published: text(source.published()),
        }
    }
}

/// A source as `sources` prints it.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct SourceLine<'a> {
    pub id: &'a str,
    /// The id of its stack, if there are several stacks.
    pub stack: Option<&'a str>,
    pub title: &'a str,
    pub url: Option<String>,
    pub former_urls: Vec<String>,
    pub archive: Option<String>,
    pub kind: &'static str,
    pub publisher: Option<&'a str>,
    pub published: Option<String>,
    /// The ids of the entries that cite it.
    pub cited_by: Vec<Cow<'a, str>>,
}

impl<'a> SourceLine<'a> {
    /// The shape of `source`, with the ids of the entries that cite it.
    pub fn new(source: Source<'a>, cited_by: Vec<Cow<'a, str>>) -> Self {
        Self {
            id: source.id(),
            stack: None,
            title: source.title(),
            url: text(source.url()),
            former_urls: former_urls(source),
            archive: text(source.archive()),
            kind: source.kind().name(),
            publisher: source.publisher(),
            published: text(source.published()),
            cited_by,
        }
    }
}

fn former_urls(source: Source<'_>) -> Vec<String> {
    source.former_urls().map(|url| url.to_string()).collect()
}

/// The text of an optional value.
pub(super) fn text(value: Option<impl ToString>) -> Option<String> {
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
            serde_json::to_value(EntryFull::new(Cow::Borrowed(entry.id()), entry, id_of)).expect("a value")
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
            serde_json::json!([{
                "kind": "replaced", "direction": "in", "target": "scylladb", "name": "ScyllaDB",
                "status": "current", "source": "move"
            }])
        );
    }
}
