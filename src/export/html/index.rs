//! What the search of the page reads besides the text of the page: the attributes of its entries and sources, as packed JSON.
//!
//! Summaries and claims are read from the page itself.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use miniz_oxide::deflate::compress_to_vec;
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::element::id;
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::{
    Category, Confidence, Date, Entry, EntryIndex, EntryKind, Presence, RelationKind, Source, SourceUrl,
    Status,
};

/// The first and the last year that the search tells from earlier and later ones.
const YEARS: std::ops::RangeInclusive<u16> = 1980..=2043;

/// Everything that the search knows.
#[derive(Serialize)]
struct Index<'a> {
    lists: Lists,
    stacks: Vec<[&'a str; 2]>,
    categories: Vec<CategoryPart<'a>>,
    sources: Vec<SourcePart<'a>>,
    entries: Vec<EntryPart<'a>>,
}

/// The closed lists of values.
#[derive(Serialize)]
struct Lists {
    kind: Vec<&'static str>,
    status: Vec<&'static str>,
    conf: Vec<&'static str>,
    /// The kind of events.
    event: Option<&'static str>,
}

#[derive(Serialize)]
struct CategoryPart<'a> {
    stack: u32,
    path: Vec<&'a str>,
    /// Its id and those of the categories around it.
    ids: Vec<&'a str>,
}

#[skip_serializing_none]
#[derive(Serialize)]
struct SourcePart<'a> {
    id: &'a str,
    title: &'a str,
    publisher: Option<&'a str>,
    author: Option<&'a str>,
    urls: Vec<String>,
    date: Option<String>,
}

#[skip_serializing_none]
#[derive(Serialize)]
struct EntryPart<'a> {
    /// The id in the page, if it is not its own.
    at: Option<String>,
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a str>,
    category: usize,
    kind: Option<&'static str>,
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    /// Its place in the order of the tree.
    order: usize,
    /// The entries whose names are words of it: its parent, then what it is written in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relatives: Vec<usize>,
    /// Its sources, each with the number of its claims that cite it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cites: Vec<[usize; 2]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    confidences: Vec<&'static str>,
    dates: Vec<String>,
    /// The years in which it was in use, as the first and the last of each run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    used: Vec<[u16; 2]>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    replaced: bool,
    /// Its homepage, its repository and its links.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    urls: Vec<String>,
}

/// The level of compression, at which more takes time and saves nearly nothing.
const LEVEL: u8 = 8;

/// The index as JSON, deflated and in Base64: all that a browser unpacks by itself.
pub(super) fn packed(catalog: &Catalog) -> String {
    let (mut categories, mut sources, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    let order = tree_order(catalog);
    for (at, stack) in (0..).zip(catalog.stacks()) {
        let starts = Starts { categories: categories.len(), sources: sources.len(), entries: entries.len() };
        for (_, category) in stack.categories() {
            let parent = |one: &Category<'_>| one.parent().and_then(|at| stack.category(at));
            let ids = std::iter::successors(Some(category), parent).map(Category::id).collect();
            categories.push(CategoryPart { stack: at, path: category.path(), ids });
        }
        sources.extend(stack.sources().map(|(_, source)| source_part(source)));
        for (entry, view) in stack.entries() {
            let place = order.get(entries.len()).copied().unwrap_or_default();
            entries.push(entry_part(catalog, EntryId { stack: at, entry }, view, &starts, place));
        }
    }
    let stacks =
        (0..).zip(catalog.stacks()).map(|(at, stack)| [catalog.stack_id(at), stack.name()]).collect();
    let lists = Lists {
        kind: EntryKind::ALL.iter().map(|kind| kind.name()).collect(),
        status: Status::ALL.iter().map(|status| status.name()).collect(),
        conf: Confidence::ALL.iter().map(|confidence| confidence.name()).collect(),
        event: EntryKind::ALL.iter().find(|kind| kind.is_event()).map(|kind| kind.name()),
    };
    let index = Index { lists, stacks, categories, sources, entries };
    let json = serde_json::to_vec(&index).unwrap_or_default();
    BASE64_STANDARD.encode(compress_to_vec(&json, LEVEL))
}

/// The numbers of the first category, source and entry of a stack.
struct Starts {
    categories: usize,
    sources: usize,
    entries: usize,
}

/// The place of each entry in the order of the tree.
fn tree_order(catalog: &Catalog) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut count = 0;
    for stack in catalog.stacks() {
        starts.push(count);
        count += stack.entries().len();
    }
    let mut order = vec![0; count];
    let entries = catalog.rows().iter().filter_map(|row| match row.node {
        Node::Entry(id) => Some(id),
        _ => None,
    });
    for (place, id) in entries.enumerate() {
        let at = starts.get(id.stack as usize).map(|start| start + id.entry.0 as usize);
        if let Some(cell) = at.and_then(|at| order.get_mut(at)) {
            *cell = place;
        }
    }
    order
}

fn source_part(source: Source<'_>) -> SourcePart<'_> {
    SourcePart {
        id: source.id(),
        title: source.title(),
        publisher: source.publisher(),
        author: source.author(),
        urls: source.url().into_iter().chain(source.former_urls()).map(|url| url.to_string()).collect(),
        date: source.published().map(|date| date.to_string()),
    }
}

fn entry_part<'a>(
    catalog: &Catalog,
    at: EntryId,
    entry: Entry<'a>,
    starts: &Starts,
    order: usize,
) -> EntryPart<'a> {
    let number = |entry: EntryIndex| starts.entries + entry.0 as usize;
    let languages = entry.relations().filter(|relation| relation.kind() == RelationKind::WrittenIn);
    let languages = languages.map(|relation| number(relation.target()));
    let cites = entry.sources().into_iter().map(|(source, _)| {
        let claims = entry.claims().filter(|claim| claim.source_indexes().any(|at| at == source)).count();
        [starts.sources + source.0 as usize, claims]
    });
    let mut confidences: Vec<&str> = entry.claims().map(|claim| claim.confidence().name()).collect();
    confidences.sort_unstable();
    confidences.dedup();
    let text = |url: Option<SourceUrl>| url.map(|url| url.to_string()).unwrap_or_default();
    let mut urls = vec![text(entry.homepage()), text(entry.repository())];
    urls.extend(entry.links().map(|link| link.address().to_owned()));
    if urls.iter().all(String::is_empty) {
        urls.clear();
    }
    EntryPart {
        at: catalog.stack_id_if_several(at.stack).map(|_| id(catalog, at)),
        id: entry.id(),
        name: entry.name(),
        aliases: entry.aliases().collect(),
        category: starts.categories + entry.category().0 as usize,
        kind: entry.kind().map(EntryKind::name),
        status: entry.status().map(Status::name),
        tags: entry.tags().collect(),
        order,
        relatives: entry.parent().map(number).into_iter().chain(languages).collect(),
        cites: cites.collect(),
        confidences,
        dates: [entry.since(), entry.until()].into_iter().flatten().map(|date| date.to_string()).collect(),
        used: years_of_use(entry),
        replaced: entry.relations_back().iter().any(|relation| relation.kind() == RelationKind::Replaced),
        urls,
    }
}

/// The years in which an entry was in use, until the review of its stack.
fn years_of_use(entry: Entry<'_>) -> Vec<[u16; 2]> {
    let lifetime = entry.lifetime();
    if lifetime.status.is_none() {
        return Vec::new();
    }
    let (earliest, latest) = YEARS.into_inner();
    let first = lifetime.begin().map_or(earliest, Date::year).max(earliest);
    let ends = [lifetime.reviewed, lifetime.until, lifetime.last_seen];
    let last = ends.into_iter().flatten().map(Date::year).max().unwrap_or(first).min(latest);
    let mut runs: Vec<[u16; 2]> = Vec::new();
    for year in first..=last {
        if lifetime.at(Date { year, month: 0, day: 0 }) != Presence::InUse {
            continue;
        }
        match runs.last_mut().filter(|[_, to]| to + 1 == year) {
            Some([_, to]) => *to = year,
            None => runs.push([year, year]),
        }
    }
    runs
}
