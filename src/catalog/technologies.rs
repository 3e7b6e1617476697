//! The technologies that several of the open stacks have.
//!
//! Two entries are tied if the data say so (`same_as`), if they have an address in common, or if their id and name agree. A
//! wrong tie is worse than a missing one, so other facts must not contradict:
//!
//! - An address, the homepage or the repository of each, ties entries that agree in their id, name or alias, or else in
//!   their kind; entries without a kind do not. One that two entries of a stack share is that of a company or of a larger
//!   whole: then the kind is not enough. The homepage of the stack itself counts for none of its entries.
//! - Id and name tie entries of the same kind, or of a related one unless both have an address; not libraries with different
//!   addresses, since other languages have other libraries of the same name. In-house parts are never tied by their name.
//! - Events are never tied, `not_same_as` unties, and a technology has one entry of a stack: only `same_as` may add another,
//!   such as an older version that the stack lists on its own.
//!
//! The strongest evidence is used first: a tie that would bring together what is apart is left out.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem;
use std::ops::Range;

use super::node::EntryId;
use crate::dataset::{Entry, EntryIndex, EntryKind, Stack, page_of};

/// The technologies that several of the open stacks have.
#[derive(Clone, Debug, Default)]
pub struct Technologies {
    /// The entries of all technologies, each technology in the order of the stacks.
    entries: Vec<EntryId>,
    /// The range of each technology in `entries`: those of most stacks first, then by name.
    ranges: Vec<Range<usize>>,
    /// The position in `ranges` of the technology of each tied entry.
    places: HashMap<EntryId, usize>,
}

impl Technologies {
    /// Finds the technologies of some stacks, in time linear in their entries.
    pub fn new(stacks: &[Stack]) -> Self {
        if stacks.len() < 2 {
            return Self::default();
        }
        let mut ties = Ties::new(stacks);
        ties.by_statement();
        ties.by_address();
        ties.by_name();
        ties.finish()
    }

    /// Every entry of the technology of an entry, in the order of the stacks and itself among them; empty if no other stack
    /// has it.
    pub fn of(&self, id: EntryId) -> &[EntryId] {
        let range = self.places.get(&id).and_then(|at| self.ranges.get(*at)).cloned();
        range.and_then(|range| self.entries.get(range)).unwrap_or_default()
    }

    /// The entries of the technology of an entry in other stacks, in the order of these.
    pub fn elsewhere(&self, id: EntryId) -> impl Iterator<Item = EntryId> {
        self.of(id).iter().copied().filter(move |other| other.stack != id.stack)
    }

    /// All technologies, each with its entries: those of most stacks first, then by name.
    pub fn all(&self) -> impl ExactSizeIterator<Item = &[EntryId]> {
        self.ranges.iter().map(|range| self.entries.get(range.clone()).unwrap_or_default())
    }
}

/// The number of an entry among those of all stacks.
type Number = u32;

/// The number of a group of entries that are the same technology: that of one of them.
type Root = u32;

/// The groups of tied entries while they are made.
struct Ties<'a> {
    stacks: &'a [Stack],
    ids: Vec<EntryId>,
    /// The number of the first entry of each stack.
    starts: Vec<Number>,
    /// The root of each entry, possibly over others.
    parents: Vec<Root>,
    /// The entries of each group of two or more.
    members: HashMap<Root, Vec<Number>>,
    /// The stacks of each group of two or more.
    holders: HashSet<(Root, u32)>,
    /// The entries that each is not the same as.
    apart: HashMap<Number, Vec<Number>>,
}

impl<'a> Ties<'a> {
    fn new(stacks: &'a [Stack]) -> Self {
        let mut ids = Vec::new();
        let mut starts = Vec::new();
        for (stack, records) in (0..).zip(stacks) {
            starts.push(number(ids.len()));
            ids.extend(
                (0..number(records.entries().len())).map(|at| EntryId { stack, entry: EntryIndex(at) }),
            );
        }
        let parents = (0..number(ids.len())).collect();
        let (members, holders, apart) = Default::default();
        Self { stacks, ids, starts, parents, members, holders, apart }
    }

    fn id(&self, entry: Number) -> EntryId {
        self.ids.get(entry as usize).copied().unwrap_or(EntryId { stack: 0, entry: EntryIndex(0) })
    }

    fn entry(&self, entry: Number) -> Option<Entry<'a>> {
        let id = self.id(entry);
        self.stacks.get(id.stack as usize)?.entry(id.entry)
    }

    /// Every entry that may be a technology, with its number.
    fn entries(&self) -> impl Iterator<Item = (Number, Entry<'a>)> + use<'a> {
        let all = self.stacks.iter().flat_map(|stack| stack.entries().map(|(_, entry)| entry));
        (0..).zip(all).filter(|(_, entry)| !entry.kind().is_some_and(EntryKind::is_event))
    }

    fn root(&mut self, entry: Number) -> Root {
        let mut at = entry;
        while let Some(&parent) = self.parents.get(at as usize).filter(|parent| **parent != at) {
            // Each step halves the way for the next search.
            let above = self.parents.get(parent as usize).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(at as usize) {
                *slot = above;
            }
            at = parent;
        }
        at
    }

    fn members(&self, root: Root) -> Vec<Number> {
        self.members.get(&root).cloned().unwrap_or_else(|| vec![root])
    }

    fn holds(&self, root: Root, stack: u32) -> bool {
        self.holders.contains(&(root, stack)) || self.id(root).stack == stack
    }

    /// Makes the groups of two entries one, unless that brings together what is apart.
    fn tie(&mut self, one: Number, other: Number, evidence: Evidence) {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return;
        }
        let size = |root| self.members.get(&root).map_or(1, Vec::len);
        let (large, small) = if size(one) < size(other) { (other, one) } else { (one, other) };
        let joining = self.members(small);
        let is_held = |entry: &Number| self.holds(large, self.id(*entry).stack);
        if evidence == Evidence::Rule && joining.iter().any(is_held) || self.are_apart(&joining, large) {
            return;
        }
        if let Some(slot) = self.parents.get_mut(small as usize) {
            *slot = large;
        }
        let stacks: Vec<_> =
            joining.iter().chain([&large]).map(|entry| (large, self.id(*entry).stack)).collect();
        self.holders.extend(stacks);
        self.members.remove(&small);
        self.members.entry(large).or_insert_with(|| vec![large]).extend(joining);
    }

    /// Whether one of some entries is not the same as one of a group.
    fn are_apart(&mut self, entries: &[Number], root: Root) -> bool {
        if self.apart.is_empty() {
            return false;
        }
        let others = |entry| self.apart.get(entry).cloned().unwrap_or_default();
        let others: Vec<Number> = entries.iter().flat_map(others).collect();
        others.into_iter().any(|other| self.root(other) == root)
    }

    /// Reads `not_same_as`, and ties by `same_as`.
    fn by_statement(&mut self) {
        let references = References::new(self.stacks);
        let number_of = |found: EntryId| Some(self.starts.get(found.stack as usize)? + found.entry.0);
        let mut stated = Vec::new();
        let mut apart: HashMap<Number, Vec<Number>> = HashMap::new();
        for (at, entry) in self.entries() {
            let others = entry.not_same_as().flat_map(|reference| references.find_all(reference));
            for other in others.filter_map(number_of) {
                apart.entry(at).or_default().push(other);
                apart.entry(other).or_default().push(at);
            }
            let others = entry.same_as().filter_map(|reference| references.find(reference));
            stated.extend(others.filter_map(number_of).map(|other| (at, other)));
        }
        self.apart = apart;
        let is_event = |entry: Entry<'_>| entry.kind().is_some_and(EntryKind::is_event);
        for (one, other) in stated {
            if !self.entry(other).is_some_and(is_event) {
                self.tie(one, other, Evidence::Statement);
            }
        }
    }

    /// Ties by the addresses of homepages and repositories.
    fn by_address(&mut self) {
        let homepage_of = |stack: &Stack| stack.homepage().map(|url| hash(&page_of(url.as_str())));
        let homepages: Vec<Option<u64>> = self.stacks.iter().map(homepage_of).collect();
        let mut addresses: Vec<(u64, Number)> = Vec::new();
        for (at, entry) in self.entries() {
            let of_stack = homepages.get(self.id(at).stack as usize).copied().flatten();
            let pages = addresses_of(entry).into_iter().flatten().filter(|page| Some(*page) != of_stack);
            addresses.extend(pages.map(|page| (page, at)));
        }
        let groups = groups(addresses);
        for group in &groups {
            self.tie_by_label(group);
        }
        for group in groups {
            let has_two = |pair: &[Number]| matches!(*pair, [one, other] if self.is_of_one_stack(one, other));
            if !group.windows(2).any(has_two) {
                self.tie_by_kind(&group);
            }
        }
    }

    /// Ties the entries among some with an address in common that agree in their id, name or alias.
    fn tie_by_label(&mut self, group: &[Number]) {
        let mut labels = Vec::new();
        for &at in group {
            let Some(entry) = self.entry(at) else { continue };
            let names = [entry.name()].into_iter().chain(entry.aliases());
            labels.push((hash(&("id", entry.id())), at));
            labels.extend(names.map(|name| (hash(&folded(name)), at)));
        }
        for group in groups(labels) {
            self.tie_all(&group);
        }
    }

    /// Ties entries whose id and name agree.
    fn by_name(&mut self) {
        let names = self.entries().map(|(at, entry)| (hash(&(entry.id(), folded(entry.name()))), at));
        for mut group in groups(names.collect()) {
            let is_misleading = |at: &Number| {
                self.apart.get(at).is_some_and(|others| others.iter().any(|other| group.contains(other)))
            };
            if group.iter().any(is_misleading) {
                continue;
            }
            group.retain(|at| self.entry(*at).is_some_and(|entry| !entry.is_in_house()));
            self.tie_namesakes(&group);
        }
    }

    /// Ties the entries among some with an address in common that are of the same kind.
    fn tie_by_kind(&mut self, group: &[Number]) {
        for (_, members) in self.by_kind(group).iter().filter(|(kind, _)| kind.is_some()) {
            self.tie_all(members);
        }
    }

    /// Ties the entries among some of one name that are of the same kind, and those of related ones if at most one has an
    /// address.
    fn tie_namesakes(&mut self, group: &[Number]) {
        let kinds = self.by_kind(group);
        for (kind, members) in &kinds {
            if !is_ambiguous(*kind) || self.count_addressed(members) < 2 {
                self.tie_all(members);
            }
        }
        let named: Vec<_> = kinds.iter().filter_map(|(kind, _)| Family::of(*kind)).collect();
        if named.iter().all(|family| Some(family) == named.first()) && self.count_addressed(group) < 2 {
            let firsts: Vec<Number> =
                kinds.iter().filter_map(|(_, members)| members.first().copied()).collect();
            self.tie_all(&firsts);
        }
    }

    /// Some entries by their kind.
    fn by_kind(&self, group: &[Number]) -> Vec<(Option<EntryKind>, Vec<Number>)> {
        let mut kinds: Vec<(Option<EntryKind>, Vec<Number>)> = Vec::new();
        for &at in group {
            let kind = self.entry(at).and_then(Entry::kind);
            match kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, members)) => members.push(at),
                None => kinds.push((kind, vec![at])),
            }
        }
        kinds
    }

    /// The number of groups of ties that entries with an address belong to.
    fn count_addressed(&mut self, entries: &[Number]) -> usize {
        let addressed = entries.iter().copied().filter(|at| {
            self.entry(*at).is_some_and(|entry| addresses_of(entry).iter().any(Option::is_some))
        });
        let addressed: Vec<Number> = addressed.collect();
        let roots: HashSet<Root> = addressed.into_iter().map(|at| self.root(at)).collect();
        roots.len()
    }

    fn is_of_one_stack(&self, one: Number, other: Number) -> bool {
        self.id(one).stack == self.id(other).stack
    }

    /// Ties all to the first.
    fn tie_all(&mut self, group: &[Number]) {
        let Some((first, others)) = group.split_first() else { return };
        for other in others {
            self.tie(*first, *other, Evidence::Rule);
        }
    }

    /// The technologies of the ties.
    fn finish(mut self) -> Technologies {
        let mut all: Vec<(usize, String, Vec<EntryId>)> = Vec::new();
        for mut members in mem::take(&mut self.members).into_values() {
            members.sort_unstable();
            let name = members.first().and_then(|first| self.entry(*first)).map_or("", Entry::name);
            let ids: Vec<EntryId> = members.iter().map(|at| self.id(*at)).collect();
            let stacks = 1 + ids
                .windows(2)
                .filter(|pair| matches!(pair, [one, next] if one.stack != next.stack))
                .count();
            if stacks > 1 {
                all.push((stacks, folded(name), ids));
            }
        }
        all.sort_unstable_by(|one, other| (other.0, &one.1, &one.2).cmp(&(one.0, &other.1, &other.2)));
        let mut technologies = Technologies::default();
        for (at, (_, _, ids)) in all.into_iter().enumerate() {
            let start = technologies.entries.len();
            technologies.places.extend(ids.iter().map(|id| (*id, at)));
            technologies.entries.extend(ids);
            technologies.ranges.push(start..technologies.entries.len());
        }
        technologies
    }
}

/// The open stacks by their ids, to look up what `same_as` and `not_same_as` name.
pub(super) struct References<'a> {
    stacks: &'a [Stack],
    by_id: HashMap<&'a str, Vec<u32>>,
}

impl<'a> References<'a> {
    pub(super) fn new(stacks: &'a [Stack]) -> Self {
        let mut by_id: HashMap<&str, Vec<u32>> = HashMap::new();
        for (at, stack) in (0..).zip(stacks) {
            by_id.entry(stack.id()).or_default().push(at);
        }
        Self { stacks, by_id }
    }

    /// The entry that `stack/id` names, the first if several versions of the stack are open.
    pub(super) fn find(&self, reference: &str) -> Option<EntryId> {
        self.find_all(reference).next()
    }

    /// The entries that `stack/id` names: one of each open version of the stack.
    pub(super) fn find_all(&self, reference: &str) -> impl Iterator<Item = EntryId> {
        reference.split_once('/').into_iter().flat_map(move |(stack, id)| {
            let versions = self.by_id.get(stack).into_iter().flatten();
            versions.filter_map(move |&stack| {
                let entry = self.stacks.get(stack as usize)?.find(id)?;
                Some(EntryId { stack, entry })
            })
        })
    }

    /// Whether `stack/id` names no entry of a stack that is open.
    pub(super) fn is_missing(&self, reference: &str) -> bool {
        let is_open = reference.split_once('/').is_some_and(|(stack, _)| self.by_id.contains_key(stack));
        is_open && self.find(reference).is_none()
    }
}

/// The reason for a tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Evidence {
    /// The data say so.
    Statement,
    /// The common names or addresses of the entries.
    Rule,
}

/// Whether things of a kind share names: each language has its own libraries.
fn is_ambiguous(kind: Option<EntryKind>) -> bool {
    matches!(kind, None | Some(EntryKind::Framework | EntryKind::Library | EntryKind::Sdk))
}

/// A family of kinds between which people choose differently for the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// Something that code is written with.
    Code,
    /// Something that runs.
    Program,
    /// Something that programs agree on.
    Protocol,
    /// A way of doing things.
    Design,
    /// An event.
    Event,
}

impl Family {
    /// The family of a kind, `None` without one.
    fn of(kind: Option<EntryKind>) -> Option<Self> {
        use EntryKind::{
            Architecture, Cloud, Database, Framework, Incident, Language, Library, Other, Protocol, Proxy,
            Queue, Sdk, Search, Service, Tool,
        };
        Some(match kind? {
            Framework | Language | Library | Sdk => Self::Code,
            Cloud | Database | Other | Proxy | Queue | Search | Service | Tool => Self::Program,
            Protocol => Self::Protocol,
            Architecture => Self::Design,
            Incident => Self::Event,
        })
    }
}

/// The hashes of the addresses of an entry.
fn addresses_of(entry: Entry<'_>) -> [Option<u64>; 2] {
    [entry.homepage(), entry.repository()].map(|url| url.map(|url| hash(&page_of(url.as_str()))))
}

/// The entries with the same hash, for each hash that entries of several stacks or of one have in common.
fn groups(mut hashes: Vec<(u64, Number)>) -> Vec<Vec<Number>> {
    hashes.sort_unstable();
    hashes.dedup();
    let shared = hashes.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
    shared.map(|group| group.iter().map(|(_, at)| *at).collect()).collect()
}

/// A name without its case, spaces and punctuation; the signs of C++ and C# stay.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || "+#".contains(*c)).flat_map(char::to_lowercase).collect()
}

fn hash(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn number(at: usize) -> Number {
    Number::try_from(at).unwrap_or(Number::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{EntryParts, OptionalText, StackBuilder, StackKind};

    /// An entry by `id name kind homepage repository`, each without spaces; `-` is none.
    fn parts(line: &'static str) -> [&'static str; 5] {
        let mut words = line.split(' ').map(|word| if word == "-" { "" } else { word });
        std::array::from_fn(|_| words.next().unwrap_or_default())
    }

    fn stack_with(id: &str, lines: &[(&'static str, &[&str], &[&str])]) -> Stack {
        let homepage = format!("https://{id}.example");
        let mut builder = StackBuilder::new(StackKind::Stack, id, id, "", &homepage, None);
        builder.category("all", "All", "", None);
        for (line, same_as, not_same_as) in lines {
            let [id, name, kind, homepage, repository] = parts(line);
            builder.entry(&EntryParts {
                id,
                name: &name.replace('_', " "),
                kind: EntryKind::ALL.iter().copied().find(|known| known.name() == kind),
                homepage,
                texts: &[(OptionalText::Repository, repository)],
                same_as: same_as.to_vec(),
                not_same_as: not_same_as.to_vec(),
                ..EntryParts::default()
            });
        }
        builder.build()
    }

    fn stack(id: &str, lines: &[&'static str]) -> Stack {
        stack_with(id, &lines.iter().map(|line| (*line, &[][..], &[][..])).collect::<Vec<_>>())
    }

    /// The technologies of some stacks, each as `stack/id stack/id …`.
    fn technologies(stacks: &[Stack]) -> Vec<String> {
        let technologies = Technologies::new(stacks);
        let full = |id: &EntryId| {
            let stack = &stacks[id.stack as usize];
            format!("{}/{}", stack.id(), stack.entry(id.entry).unwrap().id())
        };
        technologies.all().map(|ids| ids.iter().map(full).collect::<Vec<_>>().join(" ")).collect()
    }

    /// Whether two entries, each alone in its stack, are tied.
    fn are_tied(one: &'static str, other: &'static str) -> bool {
        let [a, b] = [stack("a", &[one]), stack("b", &[other])];
        let forth = technologies(&[a.clone(), b.clone()]);
        assert_eq!(forth.len(), technologies(&[b, a]).len(), "{one}, {other}");
        !forth.is_empty()
    }

    #[test]
    fn an_address_in_common_ties_whatever_it_is_called() {
        let gcp = "gcp Google_Cloud_Platform cloud https://cloud.google.com/";
        assert!(are_tied(gcp, "google-cloud Google_Cloud cloud http://www.cloud.google.com"));
        let quartz = "quartz Quartz library - https://github.com/Acme/quartz.git";
        assert!(are_tied(quartz, "qz Quartz.js library https://github.com/acme/Quartz"));
        assert!(are_tied(
            "pg PostgreSQL database https://pg.example",
            "postgres PostgreSQL service https://pg.example/"
        ));
        assert!(!are_tied(
            "pg PostgreSQL database https://pg.example",
            "trgm pg_trgm library https://pg.example"
        ));
        assert!(!are_tied("one One tool https://pg.example/a", "two Two tool https://pg.example/A"));
    }

    #[test]
    fn by_address_what_has_no_kind_is_tied_only_if_it_is_called_alike() {
        let postgres = "postgresql PostgreSQL database https://pg.example";
        assert!(!are_tied("trigram-thing Trigram_thing - https://pg.example", postgres));
        assert!(!are_tied(
            "trigram-thing Trigram_thing - https://pg.example",
            "pg Postgres_manual - https://pg.example"
        ));
        assert!(are_tied("the-database PostgreSQL - https://pg.example", postgres));
        assert!(are_tied("postgresql Postgres - https://pg.example/", postgres));
        assert!(are_tied("go Golang - https://go.example", "go Go - https://go.example"));
    }

    #[test]
    fn an_address_that_entries_of_a_stack_share_ties_only_what_is_called_alike() {
        let a = stack(
            "a",
            &[
                "relay Relay service - https://github.com/x/indigo",
                "tap Tap service - https://github.com/x/indigo",
            ],
        );
        let b = stack("b", &["tap Tap tool - https://github.com/x/indigo"]);
        let c = stack("c", &["hepa Hepa service - https://github.com/x/indigo"]);
        assert_eq!(technologies(&[a, b, c]), ["a/tap b/tap"]);
        assert!(
            !are_tied("site A service https://a.example", "a A service https://a.example/"),
            "its own homepage"
        );
    }

    #[test]
    fn id_and_name_tie_what_shows_no_other_page() {
        assert!(are_tied("dyn Dyn service", "dyn DYN service"));
        assert!(are_tied("klipy KLIPY service https://klipy.example", "klipy Klipy tool"));
        assert!(are_tied("go Go language https://go.dev", "go Go language https://golang.org"));
        assert!(!are_tied("dyn Dyn service", "dyn Dyn_Managed_DNS service"), "another name");
        assert!(!are_tied("dyn Dyn service", "dyn-dns Dyn service"), "another id");
        assert!(!are_tied("swift Swift language https://swift.org", "swift Swift database"));
        assert!(!are_tied(
            "slog slog library https://go.dev/slog",
            "slog slog library https://rs.example/slog"
        ));
        assert!(!are_tied(
            "pebble Pebble database https://cr.example",
            "pebble Pebble tool https://le.example"
        ));
    }

    #[test]
    fn events_and_in_house_parts_are_never_tied() {
        assert!(!are_tied(
            "outage Outage incident https://x.example",
            "outage Outage incident https://x.example"
        ));
        assert!(!are_tied("search Search service", "search Search service"));
        assert!(!are_tied("camo Camo proxy https://c.example", "camo Camo proxy https://b.example/camo"));
    }

    #[test]
    fn the_data_tie_and_untie() {
        let a =
            stack_with("a", &[("old Old service", &["b/new"], &[]), ("dyn Dyn service", &[], &["b/dyn"])]);
        let b = stack_with("b", &[("new New tool", &[], &[]), ("dyn Dyn service", &[], &[])]);
        let c = stack("c", &["dyn Dyn service"]);
        assert_eq!(technologies(&[c.clone(), b.clone(), a.clone()]), ["b/new a/old"]);
        assert_eq!(
            technologies(&[a, c.clone(), b]),
            ["a/old b/new"],
            "a name that misleads once ties nothing"
        );
        let many = stack_with(
            "d",
            &[("dyn-2 Dyn_2 service", &["c/dyn"], &[]), ("dyn-1 Dyn_1 service", &["c/dyn"], &[])],
        );
        assert_eq!(technologies(&[many, c]), ["d/dyn-2 d/dyn-1 c/dyn"]);
    }

    #[test]
    fn what_is_not_the_same_is_so_in_each_version_of_a_stack() {
        let old = stack("d", &["dyn Dyn service https://old.example"]);
        let new = stack("d", &["dyn Dyn service https://dyn.example"]);
        let other = stack_with("e", &[("dns DNS service https://dyn.example", &[], &["d/dyn"])]);
        assert_eq!(technologies(&[old.clone(), new.clone(), other.clone()]), ["d/dyn d/dyn"]);
        assert_eq!(technologies(&[other, old, new]), ["d/dyn d/dyn"]);
    }

    #[test]
    fn a_chain_brings_no_two_entries_of_a_stack_together() {
        let a = stack(
            "a",
            &[
                "one One tool https://1.example https://r1.example",
                "two Two tool https://2.example https://r2.example",
            ],
        );
        let b = stack("b", &["one One tool https://1.example https://r2.example"]);
        assert_eq!(technologies(&[a.clone(), b.clone()]), ["a/one b/one"]);
        assert_eq!(technologies(&[b, a]), ["b/one a/one"]);
    }

    #[test]
    fn those_of_most_stacks_come_first() {
        let a = stack("a", &["b B tool https://b.example", "a A tool https://aa.example"]);
        let all = technologies(&[a.clone(), a.clone(), stack("c", &["b B tool https://b.example"])]);
        assert_eq!(all, ["a/b a/b c/b", "a/a a/a"]);
        let technologies = Technologies::new(&[a.clone(), a.clone()]);
        let id = EntryId { stack: 0, entry: EntryIndex(1) };
        assert_eq!(technologies.of(id).len(), 2);
        assert_eq!(technologies.elsewhere(id).collect::<Vec<_>>(), [EntryId { stack: 1, ..id }]);
        assert_eq!(Technologies::new(&[a]).all().len(), 0);
    }

    #[test]
    fn elsewhere_is_in_other_stacks() {
        let lines = ["db-2 DB_2 database", "db-1 DB_1 database"].map(|line| (line, &["b/db"][..], &[][..]));
        let [a, b] = [stack_with("a", &lines), stack("b", &["db DB database"])];
        let technologies = Technologies::new(&[a, b]);
        let [two, one, db] = *technologies.of(EntryId { stack: 1, entry: EntryIndex(0) }) else {
            panic!("{technologies:?}")
        };
        let elsewhere = |id| technologies.elsewhere(id).collect::<Vec<_>>();
        assert_eq!([elsewhere(two), elsewhere(one), elsewhere(db)], [vec![db], vec![db], vec![two, one]]);
    }
}
