//! All open stacks, with lookup by id and one flat tree of their categories and entries.
//!
//! It knows nothing of queries, keys or screens, and reads no files.

mod arrangement;
pub mod bundled;
mod comparison;
mod elsewhere;
mod groups;
mod lookalikes;
mod moves;
mod nearest;
mod node;
mod own_stack;
mod proof;
mod sorting;
mod technologies;
mod tree;
mod who;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

pub use arrangement::{Arrangement, Grouping, Sorting};
pub use comparison::{ComparedRole, ComparedRow, ComparedTechnology, Comparison, Share};
pub use lookalikes::TieProblem;
pub use moves::{DateBasis, Move, MoveDate};
pub use nearest::nearest_names;
pub use node::{ClaimId, EntryId, Group, Node};
pub use own_stack::OwnStack;
pub use proof::ProofPage;
pub use technologies::Technologies;
pub use tree::{Row, visible};
pub use who::Who;

use crate::dataset::{Category, CategoryIndex, Claim, Entry, Source, SourceIndex, Stack, StackKind, Status};

/// The open stacks and their tree.
#[derive(Clone, Debug)]
pub struct Catalog {
    stacks: Vec<Stack>,
    /// The unique id of each stack.
    ids: Vec<String>,
    /// The unique name of each stack.
    titles: Vec<String>,
    /// The rows of the usual arrangement.
    rows: Arc<Vec<Row>>,
    /// The technologies that several stacks have, once they are asked for; shared by copies.
    technologies: Arc<OnceLock<Technologies>>,
    /// The ids that entries of several stacks have or had, once they are asked for; shared by copies.
    shared_ids: Arc<OnceLock<HashSet<Box<str>>>>,
}

impl Catalog {
    /// Creates a catalog of stacks.
    pub fn new(stacks: Vec<Stack>) -> Self {
        let rows = Arc::new(tree::lay_out(&stacks, None));
        let ids = distinct_ids(&stacks);
        let titles = distinct_titles(&stacks, &ids);
        Self { stacks, ids, titles, rows, technologies: Arc::default(), shared_ids: Arc::default() }
    }

    /// The stacks, in the order they were given.
    pub fn stacks(&self) -> &[Stack] {
        &self.stacks
    }

    /// The stack at a position.
    pub fn stack(&self, at: u32) -> Option<&Stack> {
        self.stacks.get(at as usize)
    }

    /// The unique id of a stack: its own id, with a number if an earlier stack has the same one.
    pub fn stack_id(&self, at: u32) -> &str {
        self.ids.get(at as usize).map_or("", String::as_str)
    }

    /// The unique id of a stack, `None` if only one stack is open.
    pub fn stack_id_if_several(&self, at: u32) -> Option<&str> {
        (self.stacks.len() > 1).then(|| self.stack_id(at))
    }

    /// The rows of the tree by category, in reading order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows of the tree in an arrangement; those of the usual one exist already.
    pub fn arranged(&self, arrangement: Arrangement) -> Arc<Vec<Row>> {
        let rows = self.grouped(arrangement);
        if arrangement.sort == Sorting::Stack {
            return rows;
        }
        Arc::new(sorting::sorted(&rows, |row| {
            let Node::Entry(id) = row.node.page() else { return None };
            let name = self.name_in(Node::Entry(id), arrangement.group);
            self.entry(id).map(|entry| sorting::Key::new(arrangement.sort, entry, &name))
        }))
    }

    /// The rows of the tree in a grouping, in the order of the stacks.
    fn grouped(&self, arrangement: Arrangement) -> Arc<Vec<Row>> {
        let Arrangement { group, as_of, .. } = arrangement;
        let by_category = if as_of.is_none() {
            Arc::clone(&self.rows)
        } else {
            Arc::new(tree::lay_out(&self.stacks, as_of))
        };
        match group {
            Grouping::Category => by_category,
            Grouping::Technology => Arc::new(groups::by_technology(self.technologies(), &by_category, as_of)),
            _ => Arc::new(groups::group(&self.stacks, &by_category, arrangement)),
        }
    }

    /// Some entries sorted; equal ones stay in their order.
    pub fn sort(&self, entries: &mut [EntryId], sorting: Sorting) {
        let key = |id: &EntryId| self.entry(*id).map(|entry| sorting::Key::new(sorting, entry, entry.name()));
        entries.sort_by_cached_key(key);
    }

    /// The number of entries that have what sorts them: a date, a source, a source with a date.
    pub fn sortable_count(&self, sorting: Sorting) -> usize {
        let counts = |entry: &Entry<'_>| match sorting::Key::new(sorting, *entry, entry.name()) {
            sorting::Key::Missing => sorting == Sorting::Stack,
            sorting::Key::Most(count) => count.0 > 0,
            _ => true,
        };
        self.stacks.iter().flat_map(Stack::entries).filter(|(_, entry)| counts(entry)).count()
    }

    /// The number of groups that a grouping makes; 0 if no entry has the property.
    pub fn group_count(&self, grouping: Grouping) -> usize {
        match grouping {
            Grouping::Technology => {
                self.known_technologies().map_or(0, |technologies| technologies.all().len())
            }
            _ => self.stacks.iter().map(|stack| groups::count(stack, grouping)).sum(),
        }
    }

    /// Every tag or publisher, by its name in each stack.
    pub fn groups_by_name(&self, grouping: Grouping) -> Vec<(u32, &str, Group)> {
        let named = |(at, stack)| {
            groups::by_name(stack, grouping).into_iter().map(move |(name, group)| (at, name, group))
        };
        (0..u32::MAX).zip(&self.stacks).flat_map(named).collect()
    }

    /// The technologies that several of the stacks have; computed on first use.
    pub fn technologies(&self) -> &Technologies {
        self.technologies.get_or_init(|| Technologies::new(&self.stacks))
    }

    /// The technologies that several of the stacks have, `None` if they have not been computed.
    pub fn known_technologies(&self) -> Option<&Technologies> {
        self.technologies.get()
    }

    /// The entry with an id.
    pub fn entry(&self, id: EntryId) -> Option<Entry<'_>> {
        self.stack(id.stack)?.entry(id.entry)
    }

    /// A category of one of the stacks.
    pub fn category(&self, stack: u32, category: CategoryIndex) -> Option<Category<'_>> {
        self.stack(stack)?.category(category)
    }

    /// A source of one of the stacks.
    pub fn source(&self, stack: u32, source: SourceIndex) -> Option<Source<'_>> {
        self.stack(stack)?.source(source)
    }

    /// The claim with an id.
    pub fn claim(&self, id: ClaimId) -> Option<Claim<'_>> {
        self.entry(id.entry)?.claims().nth(id.at as usize)
    }

    /// The name of a node: the title of a source, the text of a claim.
    ///
    /// Stacks that share a name have their id appended.
    pub fn name(&self, node: Node) -> Cow<'_, str> {
        Cow::Borrowed(match node {
            Node::Stack(at) => self.titles.get(at as usize).map_or("", String::as_str),
            Node::Category(stack, at) => self.category(stack, at).map_or("", Category::name),
            Node::Source(stack, at) => self.source(stack, at).map_or("", Source::title),
            Node::Entry(id) => self.entry(id).map_or("", Entry::name),
            Node::Claim(id) => self.claim(id).map_or("", Claim::text),
            Node::Group(stack, group) => return self.group_name(stack, group),
        })
    }

    /// The name of a node in the tree of a grouping: by technology an entry has the name of its stack.
    pub fn name_in(&self, node: Node, grouping: Grouping) -> Cow<'_, str> {
        let by_technology = match node {
            Node::Entry(id) if grouping == Grouping::Technology => self.name_by_technology(id),
            _ => None,
        };
        by_technology.map_or_else(|| self.name(node), Cow::Owned)
    }

    fn group_name(&self, at: u32, group: Group) -> Cow<'_, str> {
        let Some(stack) = self.stack(at) else { return Cow::Borrowed("") };
        Cow::Borrowed(match group {
            Group::Year(year) => return Cow::Owned(format!("{year:04}")),
            Group::Kind(kind) => kind.name(),
            Group::State(Status::Current) => "in use",
            Group::State(Status::Former) => "former",
            Group::State(Status::Unknown) => "unclear",
            Group::Confidence(confidence) => confidence.name(),
            Group::Tag(at, entry) => groups::tag(stack, entry, at),
            Group::Publisher(source) => groups::publisher(stack, source),
            Group::Technology(entry) => stack.entry(entry).map_or("", Entry::name),
            // Only an event has no state in a stack.
            Group::Rest(Grouping::State) if stack.kind() == StackKind::Stack => "events",
            Group::Rest(Grouping::Year) => "no date",
            Group::Rest(Grouping::Kind) => "no kind",
            Group::Rest(Grouping::State) => "no state",
            Group::Rest(Grouping::Tag) => "no tag",
            Group::Rest(Grouping::Confidence) => "no claim",
            Group::Rest(Grouping::Technology) => "in one stack only",
            Group::Rest(_) => "no publisher",
        })
    }

    /// Every entry in the order of the tree.
    pub fn entries(&self) -> impl Iterator<Item = (EntryId, Entry<'_>)> {
        self.rows.iter().filter_map(|row| match row.node {
            Node::Entry(id) => self.entry(id).map(|entry| (id, entry)),
            _ => None,
        })
    }

    /// Number of entries in all stacks.
    pub fn len(&self) -> usize {
        self.stacks.iter().map(|stack| stack.entries().len()).sum()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Finds an entry by `id`, `stack/id`, name or alias.
    ///
    /// # Errors
    ///
    /// [`Unknown`] if no entry or several entries match; it has suggestions.
    pub fn find(&self, id: &str) -> Result<EntryId, Unknown> {
        // If no stack has the id before the slash, the slash is part of a name.
        let scoped = id.split_once('/').and_then(|(stack, entry)| Some((self.stack_called(stack)?, entry)));
        let (stack, wanted) = scoped.map_or((None, id), |(stack, entry)| (Some(stack), entry));
        let found: Vec<EntryId> = (0..u32::MAX)
            .zip(&self.stacks)
            .filter(|(at, _)| stack.is_none_or(|only| *at == only))
            .filter_map(|(at, stack)| stack.find(wanted).map(|entry| EntryId { stack: at, entry }))
            .collect();
        let found = if found.is_empty() { self.named(wanted, stack) } else { found };
        let nearest = match *found {
            [one] => return Ok(one),
            [] => self.nearest(wanted).iter().map(|id| self.id(*id).into_owned()).collect(),
            _ => found.iter().map(|id| self.id(*id).into_owned()).collect(),
        };
        Err(Unknown { id: id.to_owned(), matches: found, nearest })
    }

    fn stack_called(&self, name: &str) -> Option<u32> {
        self.ids.iter().position(|known| known == name).and_then(|at| u32::try_from(at).ok())
    }

    /// The entries with a name or alias, ignoring case.
    fn named(&self, name: &str, stack: Option<u32>) -> Vec<EntryId> {
        let wanted = name.to_lowercase();
        let has_name = |entry: Entry<'_>| {
            [entry.name()].into_iter().chain(entry.aliases()).any(|name| name.to_lowercase() == wanted)
        };
        let found = self
            .entries()
            .filter(|(id, entry)| stack.is_none_or(|only| id.stack == only) && has_name(*entry));
        found.map(|(id, _)| id).collect()
    }

    /// The id with which [`Catalog::find`] finds an entry: `stack/id` only if `id` alone is ambiguous.
    pub fn id(&self, id: EntryId) -> Cow<'_, str> {
        let Some(entry) = self.entry(id) else { return Cow::Borrowed("") };
        let is_shared = self.stacks.len() > 1
            && self.shared_ids.get_or_init(|| shared_ids(&self.stacks)).contains(entry.id());
        if is_shared { Cow::Owned(self.full_id(id)) } else { Cow::Borrowed(entry.id()) }
    }

    /// The id of an entry as `stack/id`.
    pub fn full_id(&self, id: EntryId) -> String {
        format!("{}/{}", self.stack_id(id.stack), self.entry(id).map_or("", Entry::id))
    }

    /// The three entries with the id, name or alias nearest to a text.
    pub fn nearest(&self, text: &str) -> Vec<EntryId> {
        let names = self.entries().flat_map(|(id, entry)| {
            [entry.id(), entry.name()].into_iter().chain(entry.aliases()).map(move |name| (name, id))
        });
        nearest_names(text, names, 3)
    }
}

/// The ids that entries of several stacks have or had.
fn shared_ids(stacks: &[Stack]) -> HashSet<Box<str>> {
    let mut first = HashMap::new();
    let mut shared = HashSet::new();
    for (at, stack) in stacks.iter().enumerate() {
        for (_, entry) in stack.entries() {
            for id in [entry.id()].into_iter().chain(entry.former_ids()) {
                if *first.entry(id).or_insert(at) != at && !shared.contains(id) {
                    shared.insert(id.into());
                }
            }
        }
    }
    shared
}

/// A unique id for each stack.
///
/// The second stack with an id gets `-2` appended, or the next number that makes the id unique.
fn distinct_ids(stacks: &[Stack]) -> Vec<String> {
    let taken: HashSet<&str> = stacks.iter().map(Stack::id).collect();
    let mut ids: Vec<String> = Vec::with_capacity(stacks.len());
    let mut seen = HashMap::new();
    for stack in stacks {
        let last: &mut u32 = seen.entry(stack.id()).or_insert(0);
        *last += 1;
        let mut id = if *last == 1 { stack.id().to_owned() } else { format!("{}-{last}", stack.id()) };
        while *last > 1 && taken.contains(id.as_str()) {
            *last += 1;
            id = format!("{}-{last}", stack.id());
        }
        ids.push(id);
    }
    ids
}

/// The names of the stacks; a name that several have gets the id appended.
fn distinct_titles(stacks: &[Stack], ids: &[String]) -> Vec<String> {
    let mut holders: HashMap<&str, usize> = HashMap::new();
    for stack in stacks {
        *holders.entry(stack.name()).or_default() += 1;
    }
    let title = |(stack, id): (&Stack, &String)| match holders.get(stack.name()) {
        Some(2..) => format!("{} ({id})", stack.name()),
        _ => stack.name().to_owned(),
    };
    stacks.iter().zip(ids).map(title).collect()
}

/// An id that matches no entry, or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The id that was looked up.
    pub id: String,
    /// The entries that match, if there are several, in the order of the stacks.
    pub matches: Vec<EntryId>,
    /// The ids of those, or else suggested ids, the most likely first.
    pub nearest: Vec<String>,
}

#[cfg(test)]
pub(crate) mod sample {
    //! A small catalog for tests: two categories, one inside the other, nesting, relations both ways.

    use super::Catalog;
    use crate::dataset::{
        ClaimParts, Confidence, Date, EntryKind, EntryParts, OptionalText, RelationKind, RelationParts,
        SourceKind, SourceParts, Stack, StackBuilder, StackKind, Status,
    };
    use crate::format::{File, toml};

    /// The mill and the ferry of the fixtures: two stacks that have technologies in common.
    pub(crate) fn shelf() -> Catalog {
        let mill = read("mill.toml", include_str!("../tests/fixtures/stacks/mill.toml"));
        Catalog::new(vec![mill, read("ferry.toml", include_str!("../tests/fixtures/stacks/ferry.toml"))])
    }

    pub(crate) fn read(name: &str, text: &str) -> Stack {
        toml::read(vec![File::new(name, text)]).stack.expect("a stack")
    }

    pub(crate) fn stack() -> Stack {
        let date = |text| Date::parse(text).ok();
        let mut builder = StackBuilder::new(
            StackKind::Stack,
            "sample",
            "Sample",
            "A service that does not exist.",
            "https://example.org",
            date("2026-01-02"),
        );
        builder.category("storage", "Storage", "Where the data lives.", None);
        builder.category("caches", "Caches", "Where it lives for a while.", Some(0));
        builder.category("languages", "Languages", "What it is written in.", None);
        let source = |id, title, url, published| SourceParts {
            id,
            title,
            url,
            former_urls: vec![],
            kind: SourceKind::Article,
            publisher: "Example",
            author: "",
            published: date(published),
        };
        builder.source(&source("rows", "How we store rows", "https://example.org/blog/rows", "2017-01-13"));
        builder.source(&source("move", "Moving the rows", "https://example.org/blog/move", "2023-03"));
        builder.source(&source("speed", "Overclocking the cache", "https://example.org/blog/speed", "2020"));
        let claim = |text, sources| ClaimParts::new(text, Confidence::Confirmed, sources);
        builder.entry(&EntryParts {
            id: "postgresql",
            name: "PostgreSQL",
            aliases: vec!["Postgres"],
            category: 0,
            kind: Some(EntryKind::Database),
            status: Some(Status::Former),
            since: date("2015"),
            until: date("2022-05"),
            homepage: "https://www.postgresql.org",
            texts: &[(OptionalText::License, "PostgreSQL")],
            tags: vec!["sql", "relational"],
            summary: "Held every row until it was replaced.",
            claims: vec![claim("Rows lived on twelve nodes in 2017.", vec![0])],
            ..EntryParts::default()
        });
        builder.entry(&EntryParts {
            id: "scylladb",
            name: "ScyllaDB",
            aliases: vec!["Scylla"],
            category: 0,
            kind: Some(EntryKind::Database),
            status: Some(Status::Current),
            homepage: "https://www.scylladb.com",
            texts: &[(OptionalText::Repository, "https://github.com/scylladb/scylladb")],
            tags: vec!["nosql", "wide-column"],
            summary: "Holds every row.",
            claims: vec![
                claim("All rows moved from PostgreSQL to it in May 2022.", vec![1, 0]),
                claim("The café cluster kept its name.", vec![1]),
            ],
            relations: vec![
                RelationParts::new(RelationKind::Replaced, 0, Some(1)),
                RelationParts::new(RelationKind::WrittenIn, 3, Some(1)),
            ],
            ..EntryParts::default()
        });
        builder.entry(&EntryParts {
            id: "redis",
            name: "Redis",
            category: 1,
            kind: Some(EntryKind::Database),
            status: Some(Status::Unknown),
            tags: vec!["cache"],
            summary: "Caches rows.",
            claims: vec![claim("It answers most reads.", vec![2])],
            ..EntryParts::default()
        });
        builder.entry(&EntryParts {
            id: "cpp",
            name: "C++",
            aliases: vec!["cplusplus"],
            category: 2,
            kind: Some(EntryKind::Language),
            status: Some(Status::Current),
            tags: vec!["native"],
            summary: "The language of the fast parts.",
            claims: vec![claim("The store is written in it.", vec![1])],
            ..EntryParts::default()
        });
        builder.entry(&EntryParts {
            id: "hash-ring",
            name: "Consistent hash ring",
            category: 2,
            parent: Some(3),
            kind: Some(EntryKind::Library),
            status: Some(Status::Current),
            tags: vec!["routing"],
            summary: "Finds the node of a row.",
            claims: vec![claim("Every request goes through it.", vec![1])],
            ..EntryParts::default()
        });
        builder.build()
    }

    pub(crate) fn catalog() -> Catalog {
        Catalog::new(vec![stack()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_found_by_its_id_and_an_unknown_one_offers_its_neighbours() {
        let catalog = sample::catalog();
        let id = catalog.find("scylladb").expect("it is there");
        assert_eq!(catalog.entry(id).map(Entry::name), Some("ScyllaDB"));
        assert_eq!(catalog.find("sample/scylladb"), Ok(id));
        let unknown = catalog.find("sylladb").expect_err("no such id");
        assert_eq!(unknown.nearest.first().map(String::as_str), Some("scylladb"));
        assert!(catalog.find("other/scylladb").is_err());
        assert_eq!(catalog.find("SCYLLA"), Ok(id));
    }

    #[test]
    fn an_id_that_two_stacks_share_is_written_with_its_stack() {
        let mut other = crate::dataset::StackBuilder::new(
            crate::dataset::StackKind::List,
            "other",
            "Other",
            "",
            "",
            None,
        );
        other.category("all", "All", "", None);
        other.entry(&crate::dataset::EntryParts { id: "redis", name: "Redis", ..Default::default() });
        let catalog = Catalog::new(vec![sample::stack(), other.build()]);
        let shared = catalog.find("redis").expect_err("two of them");
        assert_eq!(shared.matches.len(), 2);
        assert_eq!(shared.nearest, ["sample/redis", "other/redis"]);
        let id = catalog.find("other/redis").expect("now it is clear");
        assert_eq!(catalog.id(id), "other/redis");
        assert_eq!(catalog.id(catalog.find("cpp").expect("one")), "cpp");
    }

    #[test]
    fn stacks_with_the_same_id_are_distinguished_by_a_number() {
        let empty = |id: &str| {
            use crate::dataset::{StackBuilder, StackKind};
            StackBuilder::new(StackKind::List, id, "Empty", "", "", None).build()
        };
        let stacks = vec![sample::stack(), empty("sample-2"), sample::stack(), empty("x"), sample::stack()];
        let catalog = Catalog::new(stacks);
        let names: Vec<&str> = (0..5).map(|at| catalog.stack_id(at)).collect();
        assert_eq!(names, ["sample", "sample-2", "sample-3", "x", "sample-4"]);
        let roots: Vec<_> = (0..5).map(|at| catalog.name(Node::Stack(at))).collect();
        assert_eq!(
            roots,
            ["Sample (sample)", "Empty (sample-2)", "Sample (sample-3)", "Empty (x)", "Sample (sample-4)"]
        );
        let third = catalog.find("sample-3/redis").expect("the third stack has it");
        assert_eq!((third.stack, &*catalog.id(third)), (2, "sample-3/redis"));
        assert!(catalog.find("redis").is_err_and(|unknown| unknown.matches.len() == 3));
    }

    #[test]
    fn a_slash_may_stand_in_a_name() {
        let mut builder =
            crate::dataset::StackBuilder::new(crate::dataset::StackKind::List, "nets", "Nets", "", "", None);
        builder.category("all", "All", "", None);
        builder.entry(&crate::dataset::EntryParts { id: "tcp", name: "TCP/IP", ..Default::default() });
        let catalog = Catalog::new(vec![builder.build()]);
        let id = catalog.find("tcp/ip").expect("by its name");
        assert_eq!(catalog.find("nets/TCP/IP"), Ok(id));
    }

    #[test]
    fn relations_are_read_from_both_sides() {
        let catalog = sample::catalog();
        let entry = catalog.entry(catalog.find("postgresql").expect("there")).expect("there");
        let back: Vec<&str> = entry.relations_back().iter().map(|relation| relation.kind().back()).collect();
        assert_eq!(back, ["replaced by"]);
    }
}
