//! The rows of a tree that is grouped by another property than the category.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::arrangement::{Arrangement, Grouping};
use super::node::{ClaimId, EntryId, Group, Node};
use super::technologies::Technologies;
use super::tree::{Row, Rows};
use crate::dataset::{Date, Entry, EntryIndex, Source, SourceIndex, Stack};

/// Builds the rows of a grouping from those of the categories, whose entries and order it keeps.
///
/// As of a date, sources that back no claim have no row, and states are those of that date.
/// Time and memory are linear in the number of entries, tags and citations.
pub(super) fn group(
    stacks: &[Stack],
    by_category: &[Row],
    Arrangement { group: grouping, as_of, .. }: Arrangement,
) -> Vec<Row> {
    let mut rows = Rows { drops_empty: as_of.is_some(), ..Rows::default() };
    let mut entries = entries(by_category);
    let mut next = entries.next();
    for (at, stack) in (0..u32::MAX).zip(stacks) {
        let root = (stacks.len() > 1).then(|| rows.open(Node::Stack(at), 0));
        let depth = u16::from(root.is_some());
        let mut groups = Groups { as_of, ..Groups::new(stack, at, grouping) };
        while let Some(id) = next.filter(|id| id.stack == at) {
            groups.add(id);
            next = entries.next();
        }
        for (node, members) in groups.sorted() {
            add_branch(&mut rows, node, depth, members);
        }
        if let Some(root) = root {
            rows.close(root);
        }
    }
    rows.list
}

/// Builds the rows by technology: below each its entries in the stacks that have it, and last what only one stack has.
///
/// As of a date, those of most stacks then come first.
pub(super) fn by_technology(
    technologies: &Technologies,
    by_category: &[Row],
    as_of: Option<Date>,
) -> Vec<Row> {
    if technologies.all().len() == 0 {
        return Vec::new();
    }
    let mut rows = Rows { drops_empty: true, ..Rows::default() };
    let there: Option<HashSet<EntryId>> = as_of.map(|_| entries(by_category).collect());
    let members = |one: &[EntryId]| {
        let is_there = |id: &EntryId| there.as_ref().is_none_or(|there| there.contains(id));
        let first = one.first().copied()?;
        Some((first, one.iter().copied().filter(is_there).collect::<Vec<EntryId>>()))
    };
    let mut all: Vec<(EntryId, Vec<EntryId>)> = technologies.all().filter_map(members).collect();
    all.sort_by_key(|(_, members)| Reverse(if as_of.is_some() { members.len() } else { 0 }));
    for (first, members) in all {
        let node = Node::Group(first.stack, Group::Technology(first.entry));
        add_branch(&mut rows, node, 0, members.into_iter().map(Node::Entry));
    }
    let rest = entries(by_category).filter(|id| technologies.of(*id).is_empty()).map(Node::Entry);
    add_branch(&mut rows, Node::Group(0, Group::Rest(Grouping::Technology)), 0, rest);
    rows.list
}

/// The entries of some rows, in their order.
fn entries(rows: &[Row]) -> impl Iterator<Item = EntryId> {
    rows.iter().filter_map(|row| if let Node::Entry(id) = row.node { Some(id) } else { None })
}

/// Adds a group with its members below it.
fn add_branch(rows: &mut Rows, node: Node, depth: u16, members: impl IntoIterator<Item = Node>) {
    let branch = rows.open(node, depth);
    for member in members {
        let leaf = rows.open(member, depth + 1);
        rows.close(leaf);
    }
    rows.close(branch);
}

/// The number of groups that have entries, without the one of those that lack the property.
pub(super) fn count(stack: &Stack, grouping: Grouping) -> usize {
    match grouping {
        Grouping::Category => stack.categories().len(),
        Grouping::Source => stack.sources().len(),
        _ => {
            let mut groups = Groups::new(stack, 0, grouping);
            for (entry, _) in stack.entries() {
                groups.find(entry);
            }
            groups.list.iter().filter(|(node, _)| !matches!(node, Node::Group(_, Group::Rest(_)))).count()
        }
    }
}

/// The names of the groups that have one in the data, with the groups: tags and publishers.
pub(super) fn by_name(stack: &Stack, grouping: Grouping) -> HashMap<&str, Group> {
    let mut groups = Groups::new(stack, 0, grouping);
    for (entry, _) in stack.entries() {
        groups.find(entry);
    }
    groups.named
}

/// The groups of a stack found so far, with their members.
struct Groups<'a> {
    stack: &'a Stack,
    stack_at: u32,
    grouping: Grouping,
    as_of: Option<Date>,
    list: Vec<(Node, Vec<Node>)>,
    places: HashMap<Group, usize>,
    /// The group of each tag or publisher.
    named: HashMap<&'a str, Group>,
    /// The places of the groups of the entry that was looked at last, in the order of its values.
    found: Vec<usize>,
}

impl<'a> Groups<'a> {
    fn new(stack: &'a Stack, stack_at: u32, grouping: Grouping) -> Self {
        // A source has its place even if it backs no claim.
        let list = match grouping {
            Grouping::Source => {
                stack.sources().map(|(at, _)| (Node::Source(stack_at, at), Vec::new())).collect()
            }
            _ => Vec::new(),
        };
        let (places, named, found) = (HashMap::new(), HashMap::new(), Vec::new());
        Self { stack, stack_at, grouping, as_of: None, list, places, named, found }
    }

    /// Adds an entry to each of its groups, or its claims to their sources.
    fn add(&mut self, id: EntryId) {
        if self.grouping == Grouping::Source {
            return self.add_claims(id);
        }
        self.find(id.entry);
        for place in std::mem::take(&mut self.found) {
            if let Some((_, members)) = self.list.get_mut(place) {
                members.push(Node::Entry(id));
            }
        }
    }

    fn add_claims(&mut self, id: EntryId) {
        let claims = self.stack.entry(id.entry).into_iter().flat_map(Entry::claims);
        for (at, claim) in (0..).zip(claims) {
            for SourceIndex(source) in claim.source_indexes() {
                if let Some((_, members)) = self.list.get_mut(source as usize) {
                    members.push(Node::Claim(ClaimId { entry: id, at }));
                }
            }
        }
    }

    /// Finds the groups of an entry.
    fn find(&mut self, at: EntryIndex) {
        self.found.clear();
        let Some(entry) = self.stack.entry(at) else { return };
        match self.grouping {
            Grouping::Category | Grouping::Source | Grouping::Technology => {}
            Grouping::Year => {
                if let Some(date) = entry.lifetime().begin() {
                    self.put(Group::Year(date.year()));
                }
            }
            Grouping::Kind => entry.kind().into_iter().for_each(|kind| self.put(Group::Kind(kind))),
            Grouping::State => {
                let status = match self.as_of {
                    Some(date) => entry.lifetime().at(date).status(),
                    None => entry.status(),
                };
                if let Some(state) = status {
                    self.put(Group::State(state));
                }
            }
            Grouping::Confidence => {
                entry.claims().for_each(|claim| self.put(Group::Confidence(claim.confidence())));
            }
            Grouping::Tag => {
                for (number, tag) in (0..).zip(entry.tags()) {
                    self.put_named(tag, Group::Tag(number, at));
                }
            }
            Grouping::Publisher => {
                for (source, view) in entry.sources() {
                    if let Some(publisher) = view.publisher() {
                        self.put_named(publisher, Group::Publisher(source));
                    }
                }
            }
        }
        if self.found.is_empty() {
            self.put(Group::Rest(self.grouping));
        }
    }

    /// Puts the entry into the group of a name; the first time that makes the group.
    fn put_named(&mut self, name: &'a str, group: Group) {
        let group = *self.named.entry(name).or_insert(group);
        self.put(group);
    }

    fn put(&mut self, group: Group) {
        let end = self.list.len();
        let place = *self.places.entry(group).or_insert(end);
        if place == end {
            self.list.push((Node::Group(self.stack_at, group), Vec::new()));
        }
        if !self.found.contains(&place) {
            self.found.push(place);
        }
    }

    /// The groups in the order of the tree: sources and years the newest first, tags and publishers those with the most
    /// entries first, and last the one of entries without the property.
    fn sorted(self) -> Vec<(Node, Vec<Node>)> {
        let Self { stack, mut list, .. } = self;
        let key = |(node, members): &(Node, Vec<Node>)| {
            let Node::Group(_, group) = node else { return (false, 0, Reverse(0), "") };
            let most = Reverse(members.len());
            match *group {
                Group::Year(year) => (false, u32::from(u16::MAX - year), Reverse(0), ""),
                Group::Kind(kind) => (false, kind as u32, Reverse(0), ""),
                Group::State(state) => (false, state as u32, Reverse(0), ""),
                Group::Confidence(confidence) => (false, confidence as u32, Reverse(0), ""),
                Group::Tag(at, entry) => (false, 0, most, tag(stack, entry, at)),
                Group::Publisher(source) => (false, 0, most, publisher(stack, source)),
                // These are not groups of one stack.
                Group::Technology(_) => (false, 0, Reverse(0), ""),
                Group::Rest(_) => (true, 0, Reverse(0), ""),
            }
        };
        list.sort_by_cached_key(key);
        list.sort_by_key(|(node, _)| match node {
            Node::Source(_, at) => Some(Reverse(stack.source(*at).and_then(Source::published))),
            _ => None,
        });
        list
    }
}

/// The tag at a position of an entry.
pub(super) fn tag(stack: &Stack, entry: EntryIndex, at: u16) -> &str {
    stack.entry(entry).and_then(|entry| entry.tags().nth(at.into())).unwrap_or_default()
}

/// The publisher of a source.
pub(super) fn publisher(stack: &Stack, source: SourceIndex) -> &str {
    stack.source(source).and_then(Source::publisher).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, sample};

    fn drawn(catalog: &Catalog, group: Grouping, as_of: Option<&str>) -> Vec<String> {
        let as_of = as_of.and_then(|date| Date::parse(date).ok());
        let rows = catalog.arranged(Arrangement { group, as_of, ..Arrangement::default() });
        let text = |row: &Row| {
            format!("{}{} {}", "  ".repeat(row.depth.into()), catalog.name(row.node), row.count())
        };
        rows.iter().map(text).collect()
    }

    #[test]
    fn below_each_source_are_the_claims_that_it_backs_and_the_newest_comes_first() {
        assert_eq!(
            drawn(&sample::catalog(), Grouping::Source, None),
            [
                "Moving the rows 4",
                "  All rows moved from PostgreSQL to it in May 2022. 0",
                "  The café cluster kept its name. 0",
                "  The store is written in it. 0",
                "  Every request goes through it. 0",
                "Overclocking the cache 1",
                "  It answers most reads. 0",
                "How we store rows 2",
                "  Rows lived on twelve nodes in 2017. 0",
                "  All rows moved from PostgreSQL to it in May 2022. 0",
            ]
        );
    }

    #[test]
    fn groups_have_their_entries_in_the_order_of_the_categories() {
        let catalog = sample::catalog();
        assert_eq!(
            drawn(&catalog, Grouping::State, None),
            [
                "in use 3",
                "  ScyllaDB 0",
                "  C++ 0",
                "  Consistent hash ring 0",
                "former 1",
                "  PostgreSQL 0",
                "unclear 1",
                "  Redis 0",
            ]
        );
        let years = drawn(&catalog, Grouping::Year, None);
        let years: Vec<&str> = years.iter().filter(|row| !row.starts_with(' ')).map(String::as_str).collect();
        assert_eq!(years, ["2023 2", "2020 1", "2017 1", "2015 1"]);
        assert_eq!(drawn(&catalog, Grouping::Publisher, None)[0], "Example 5");
    }

    #[test]
    fn as_of_a_date_groups_have_the_states_of_that_date() {
        let rows = drawn(&sample::catalog(), Grouping::State, Some("2016"));
        assert_eq!(rows, ["in use 1", "  PostgreSQL 0"]);
    }

    #[test]
    fn by_technology_those_of_most_stacks_come_first_and_last_what_one_stack_has() {
        let catalog = sample::shelf();
        let rows = drawn(&catalog, Grouping::Technology, None);
        let expected = [
            "MongoDB 2",
            "  MongoDB 0",
            "  Mongo 0",
            "Python 2",
            "  Python 0",
            "  Python 0",
            "Redis 2",
            "  Redis 0",
            "  Redis 0",
        ];
        assert_eq!(rows[..9], expected);
        assert_eq!((&*rows[9], rows.len()), ("in one stack only 10", 20));
        // At that time the ferry did not have it yet.
        let rows = drawn(&catalog, Grouping::Technology, Some("2014"));
        assert_eq!(rows[..2], ["MongoDB 1", "  MongoDB 0"]);
        assert!(drawn(&sample::catalog(), Grouping::Technology, None).is_empty());
    }

    #[test]
    fn every_entry_is_in_a_group_and_branches_nest() {
        let catalog = Catalog::new(vec![sample::stack(), sample::stack()]);
        for group in Grouping::ALL {
            let rows = catalog.arranged(Arrangement { group, ..Arrangement::default() });
            let has_row = |id| rows.iter().any(|row| row.node.page() == Node::Entry(id));
            assert!(catalog.entries().all(|(id, _)| has_row(id)), "{group:?}");
            for (at, row) in rows.iter().enumerate() {
                assert!(rows[at + 1..row.end()].iter().all(|inner| inner.depth > row.depth));
            }
        }
    }
}
