//! What two stacks differ in: parts that were added, removed or changed.
//!
//! Parts are matched by their ids; one whose id is new and whose name or address is an old one's was renamed. References are
//! compared by what they stand for, so that a renamed source changes no claim. The order counts where people see it: of
//! categories, of the entries in one, and of an entry's claims.

mod claims;
mod edits;
mod pairs;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};

use self::edits::FieldChanges;
pub use self::edits::{FieldChange, Value};
use self::pairs::{Pairs, key};
use super::{
    Category, Claim, Entry, EntryIndex, EntryKind, Link, Relation, Source, SourceUrl, Stack, Status,
};

/// All that is not the same in two stacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff<'a> {
    /// What changed in the heads.
    pub head: Vec<FieldChange<'a>>,
    /// The categories, in the order of the newer stack, then those that are gone.
    pub categories: Vec<RecordDiff<'a>>,
    /// The entries, in the same order.
    pub entries: Vec<RecordDiff<'a>>,
    /// The sources, in the same order.
    pub sources: Vec<RecordDiff<'a>>,
}

/// Whether something came, went, or is another now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only the newer stack has it.
    Added,
    /// Only the older stack has it.
    Removed,
    /// Both have it, and not the same.
    Changed,
}

impl Change {
    /// The word for it in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// A category, an entry or a source that is not the same in both stacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordDiff<'a> {
    /// What happened to it.
    pub change: Change,
    /// Its id, in the newer stack where it is there.
    pub id: &'a str,
    /// Its name or title, likewise.
    pub name: &'a str,
    /// The id it had in the older stack, where that was another one.
    pub former_id: Option<&'a str>,
    /// The keys that have another value; none where it was added or removed.
    pub edits: Vec<FieldChange<'a>>,
    /// Claims, relations and links of an entry; all of them where it was added or removed.
    pub details: Vec<Detail<'a>>,
}

/// A claim, a relation or a link that is not the same in both stacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail<'a> {
    /// What happened to it.
    pub change: Change,
    /// What it is, as the newer stack has it where it is there.
    pub what: DetailKey<'a>,
    /// The keys that have another value, or that it came or went with.
    pub edits: Vec<FieldChange<'a>>,
}

/// A part of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetailKey<'a> {
    /// A claim, by its text.
    Claim(&'a str),
    /// A relation, by its kind and the id of its target.
    Relation(&'static str, &'a str),
    /// A link, by its address.
    Link(&'a str),
}

impl Diff<'_> {
    /// Whether the two stacks say the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.head.is_empty()
            && self.categories.is_empty()
            && self.entries.is_empty()
            && self.sources.is_empty()
    }
}

/// Compares two stacks.
#[must_use]
pub fn diff<'a>(old: &'a Stack, new: &'a Stack) -> Diff<'a> {
    let matched = Matched::of(old, new);
    Diff {
        head: head(old, new, &matched),
        categories: matched.categories(),
        entries: matched.entries(),
        sources: matched.sources(),
    }
}

/// Two stacks, and which part of the one is which of the other.
struct Matched<'a> {
    old: &'a Stack,
    new: &'a Stack,
    categories: Pairs,
    entries: Pairs,
    sources: Pairs,
}

impl<'a> Matched<'a> {
    fn of(old: &'a Stack, new: &'a Stack) -> Self {
        let categories = |stack: &'a Stack| -> Vec<Category<'a>> {
            stack.categories().map(|(_, category)| category).collect()
        };
        let entries =
            |stack: &'a Stack| -> Vec<Entry<'a>> { stack.entries().map(|(_, entry)| entry).collect() };
        let sources =
            |stack: &'a Stack| -> Vec<Source<'a>> { stack.sources().map(|(_, source)| source).collect() };
        let url = |url: Option<SourceUrl>| url.map(|url| url.to_string());
        Self {
            old,
            new,
            categories: Pairs::of(
                &categories(old),
                &categories(new),
                |category| category.id(),
                &[&|category| Some(key(category.name()))],
            ),
            entries: Pairs::of(
                &entries(old),
                &entries(new),
                |entry| entry.id(),
                &[&|entry| Some(key(entry.name())), &|entry| url(entry.homepage()), &|entry| {
                    url(entry.repository())
                }],
            ),
            sources: Pairs::of(
                &sources(old),
                &sources(new),
                |source| source.id(),
                &[&|source| url(source.url()), &|source| Some(key(source.title()))],
            ),
        }
    }

    fn categories(&self) -> Vec<RecordDiff<'a>> {
        let parts = |stack: &'a Stack| -> Vec<Category<'a>> {
            stack.categories().map(|(_, category)| category).collect()
        };
        let named = |category: Category<'a>| (category.id(), category.name());
        let reordered = self.reordered();
        let compare = |old: Category<'a>, new: Category<'a>, at: u32| {
            let mut edits = FieldChanges::default();
            edits.text("name", Some(old.name()), Some(new.name()));
            edits.text("summary", old.summary(), new.summary());
            let parent = |category: Category<'a>, stack: &'a Stack| {
                category.parent().and_then(|at| stack.category(at)).map(Category::id)
            };
            edits.reference(
                "parent",
                (old.parent().map(|at| at.0), parent(old, self.old)),
                (new.parent().map(|at| at.0), parent(new, self.new)),
                &self.categories,
            );
            if reordered.contains(&at) {
                edits.order("order of entries");
            }
            (edits.0, Vec::new())
        };
        self.categories.parts(&parts(self.old), &parts(self.new), named, compare, |_, _| Vec::new())
    }

    /// The categories of the newer stack in which the entries that both have stand in another order.
    fn reordered(&self) -> HashSet<u32> {
        let mut last: HashMap<u32, u32> = HashMap::new();
        let mut reordered = HashSet::new();
        for (EntryIndex(at), entry) in self.new.entries() {
            let Some(before) = self.entries.older(at) else { continue };
            let category = entry.category().0;
            let was = self.old.entry(EntryIndex(before)).map(|entry| entry.category().0);
            if was.and_then(|was| self.categories.newer(was)) != Some(category) {
                continue;
            }
            let last = last.entry(category).or_insert(before);
            if before < *last {
                reordered.insert(category);
            }
            *last = before.max(*last);
        }
        reordered
    }

    fn sources(&self) -> Vec<RecordDiff<'a>> {
        let parts =
            |stack: &'a Stack| -> Vec<Source<'a>> { stack.sources().map(|(_, source)| source).collect() };
        let named = |source: Source<'a>| (source.id(), source.title());
        let compare = |old: Source<'a>, new: Source<'a>, _| {
            let mut edits = FieldChanges::default();
            edits.text("title", Some(old.title()), Some(new.title()));
            edits.shown("url", old.url(), new.url());
            let former =
                |source: Source<'a>| source.former_urls().map(|url| url.to_string().into()).collect();
            edits.list("former_urls", former(old), former(new));
            edits.text("kind", Some(old.kind().name()), Some(new.kind().name()));
            edits.text("publisher", old.publisher(), new.publisher());
            edits.text("author", old.author(), new.author());
            edits.shown("published", old.published(), new.published());
            (edits.0, Vec::new())
        };
        self.sources.parts(&parts(self.old), &parts(self.new), named, compare, |_, _| Vec::new())
    }

    fn entries(&self) -> Vec<RecordDiff<'a>> {
        let parts =
            |stack: &'a Stack| -> Vec<Entry<'a>> { stack.entries().map(|(_, entry)| entry).collect() };
        let named = |entry: Entry<'a>| (entry.id(), entry.name());
        let compare = |old: Entry<'a>, new: Entry<'a>, _| {
            let mut edits = self.facts(old, new);
            let mut details = Vec::new();
            if claims::compare(old, new, &self.sources, &mut details) == claims::Order::Another {
                edits.order("order of claims");
            }
            self.relations(old, new, &mut details);
            links(old, new, &mut details);
            (edits.0, details)
        };
        let alone = |entry: Entry<'a>, change: Change| {
            let claims = entry.claims().map(|claim| Detail::of_claim(claim, change));
            let relations = entry.relations().map(|relation| Detail::of_relation(entry, relation, change));
            let links = entry.links().map(|link| Detail::of_link(link, change));
            claims.chain(relations).chain(links).collect()
        };
        self.entries.parts(&parts(self.old), &parts(self.new), named, compare, alone)
    }

    /// The keys of an entry that have a value of their own.
    fn facts(&self, old: Entry<'a>, new: Entry<'a>) -> FieldChanges<'a> {
        let mut edits = FieldChanges::default();
        edits.text("name", Some(old.name()), Some(new.name()));
        let words = |words: &mut dyn Iterator<Item = &'a str>| words.map(Cow::Borrowed).collect();
        edits.list("aliases", words(&mut old.aliases()), words(&mut new.aliases()));
        let category =
            |entry: Entry<'a>, stack: &'a Stack| stack.category(entry.category()).map(Category::id);
        edits.reference(
            "category",
            (Some(old.category().0), category(old, self.old)),
            (Some(new.category().0), category(new, self.new)),
            &self.categories,
        );
        let parent =
            |entry: Entry<'a>, stack: &'a Stack| entry.parent().and_then(|at| stack.entry(at)).map(Entry::id);
        edits.reference(
            "parent",
            (old.parent().map(|at| at.0), parent(old, self.old)),
            (new.parent().map(|at| at.0), parent(new, self.new)),
            &self.entries,
        );
        edits.text("kind", old.kind().map(EntryKind::name), new.kind().map(EntryKind::name));
        edits.text("status", old.status().map(Status::name), new.status().map(Status::name));
        edits.shown("since", old.since(), new.since());
        edits.shown("until", old.until(), new.until());
        edits.shown("homepage", old.homepage(), new.homepage());
        edits.shown("repository", old.repository(), new.repository());
        edits.text("license", old.license(), new.license());
        edits.list("tags", words(&mut old.tags()), words(&mut new.tags()));
        edits.text("summary", old.summary(), new.summary());
        edits
    }

    /// The relations that two entries state, matched by kind and target.
    fn relations(&self, old: Entry<'a>, new: Entry<'a>, details: &mut Vec<Detail<'a>>) {
        let mut before: Vec<Option<Relation<'a>>> = old.relations().map(Some).collect();
        let mut places: HashMap<(&str, Option<u32>), VecDeque<usize>> = HashMap::new();
        for (at, was) in old.relations().enumerate() {
            let key = (was.kind().name(), self.entries.newer(was.target().0));
            places.entry(key).or_default().push_back(at);
        }
        for relation in new.relations() {
            let key = (relation.kind().name(), Some(relation.target().0));
            let place = places.get_mut(&key).and_then(VecDeque::pop_front);
            let Some(was) = place.and_then(|at| before.get_mut(at)).and_then(Option::take) else {
                details.push(Detail::of_relation(new, relation, Change::Added));
                continue;
            };
            let id = |relation: Relation<'a>, stack: &'a Stack| {
                relation.source().and_then(|at| stack.source(at)).map(Source::id)
            };
            let mut edits = FieldChanges::default();
            edits.reference(
                "source",
                (was.source().map(|at| at.0), id(was, self.old)),
                (relation.source().map(|at| at.0), id(relation, self.new)),
                &self.sources,
            );
            if !edits.0.is_empty() {
                let what = Detail::of_relation(new, relation, Change::Changed).what;
                details.push(Detail { change: Change::Changed, what, edits: edits.0 });
            }
        }
        let gone = before.into_iter().flatten();
        details.extend(gone.map(|relation| Detail::of_relation(old, relation, Change::Removed)));
    }
}

fn head<'a>(old: &'a Stack, new: &'a Stack, matched: &Matched<'_>) -> Vec<FieldChange<'a>> {
    let mut edits = FieldChanges::default();
    edits.text("id", Some(old.id()), Some(new.id()));
    edits.text("name", Some(old.name()), Some(new.name()));
    edits.text("kind", Some(old.kind().name()), Some(new.kind().name()));
    edits.text("summary", old.summary(), new.summary());
    edits.shown("homepage", old.homepage(), new.homepage());
    edits.shown("reviewed", old.reviewed(), new.reviewed());
    if !matched.categories.in_order() {
        edits.order("order of categories");
    }
    edits.0
}

/// The further addresses of two entries, matched by the addresses themselves.
fn links<'a>(old: Entry<'a>, new: Entry<'a>, details: &mut Vec<Detail<'a>>) {
    let mut before: Vec<Option<Link<'a>>> = old.links().map(Some).collect();
    let mut places: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (at, link) in old.links().enumerate() {
        places.entry(link.address()).or_default().push_back(at);
    }
    for link in new.links() {
        let place = places.get_mut(link.address()).and_then(VecDeque::pop_front);
        let Some(was) = place.and_then(|at| before.get_mut(at)).and_then(Option::take) else {
            details.push(Detail::of_link(link, Change::Added));
            continue;
        };
        let mut edits = FieldChanges::default();
        edits.text("title", was.title(), link.title());
        if !edits.0.is_empty() {
            let what = DetailKey::Link(link.address());
            details.push(Detail { change: Change::Changed, what, edits: edits.0 });
        }
    }
    details.extend(before.into_iter().flatten().map(|link| Detail::of_link(link, Change::Removed)));
}

impl<'a> Detail<'a> {
    fn of_claim(claim: Claim<'a>, change: Change) -> Self {
        let sources = claim.sources().map(|source| source.id().into()).collect();
        let edits = vec![
            FieldChange::one_sided(change, "confidence", Value::One(claim.confidence().name().into())),
            FieldChange::one_sided(change, "sources", Value::Many(sources)),
        ];
        Self { change, what: DetailKey::Claim(claim.text()), edits }
    }

    fn of_relation(owner: Entry<'a>, relation: Relation<'a>, change: Change) -> Self {
        let stack = owner.stack();
        let target = relation.target_entry().map_or("", Entry::id);
        let source = relation.source().and_then(|at| stack.source(at));
        let source =
            source.map(|source| FieldChange::one_sided(change, "source", Value::One(source.id().into())));
        let what = DetailKey::Relation(relation.kind().name(), target);
        Self { change, what, edits: source.into_iter().collect() }
    }

    fn of_link(link: Link<'a>, change: Change) -> Self {
        let title =
            link.title().map(|title| FieldChange::one_sided(change, "title", Value::One(title.into())));
        Self { change, what: DetailKey::Link(link.address()), edits: title.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests;
