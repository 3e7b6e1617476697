//! Entries of several stacks that look the same and are not tied, and statements about others that name nothing.

use std::collections::{HashMap, HashSet};

use super::technologies::{References, folded};
use super::{Catalog, EntryId};
use crate::dataset::{Entry, EntryKind, Stack};

/// A problem of the ties between the open stacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TieProblem {
    /// An entry that has the name or the id of one of an earlier stack, and is not tied to it; nor does `not_same_as` say why.
    Lookalike {
        /// The entry of the later stack.
        entry: EntryId,
        /// The entry of the earlier stack.
        other: EntryId,
    },
    /// A reference to an entry that an open stack does not have.
    Unknown {
        /// The entry that has the reference.
        entry: EntryId,
        /// The key of the reference, `same_as` or `not_same_as`.
        key: &'static str,
        /// The reference, as `stack/id`.
        reference: String,
    },
}

/// Maximum number of technologies with one name that are compared with each other.
const MAX_NAMESAKES: usize = 8;

/// Maximum number of those that have their first entry in the same stack, so that there are some of others too.
const MAX_OF_A_STACK: usize = 4;

impl Catalog {
    /// The problems of the ties between the stacks, in the order of the stacks and their entries.
    pub fn tie_problems(&self) -> Vec<TieProblem> {
        let mut problems = self.unknown_references();
        problems.extend(self.lookalikes());
        // The references of an entry stay in the order of its keys.
        problems.sort_by_key(|problem| match *problem {
            TieProblem::Unknown { entry, .. } => (entry, None),
            TieProblem::Lookalike { entry, other } => (entry, Some(other)),
        });
        problems
    }

    fn unknown_references(&self) -> Vec<TieProblem> {
        let references = References::new(self.stacks());
        let mut problems = Vec::new();
        for (id, entry) in self.entries() {
            let same = entry.same_as().map(|reference| ("same_as", reference));
            let stated = same.chain(entry.not_same_as().map(|reference| ("not_same_as", reference)));
            let unknown = stated.filter(|(_, reference)| references.is_missing(reference));
            problems.extend(unknown.map(|(key, reference)| TieProblem::Unknown {
                entry: id,
                key,
                reference: reference.to_owned(),
            }));
        }
        problems
    }

    fn lookalikes(&self) -> Vec<TieProblem> {
        let mut labels: HashMap<(bool, String), Vec<(EntryId, bool)>> = HashMap::new();
        for (id, entry) in self.entries().filter(|(_, entry)| may_be_elsewhere(*entry)) {
            labels.entry((true, entry.id().to_owned())).or_default().push((id, true));
            let aliases = entry.aliases().map(|alias| (alias, false));
            for (name, is_name) in [(entry.name(), true)].into_iter().chain(aliases) {
                labels.entry((false, folded(name))).or_default().push((id, is_name));
            }
        }
        let apart = self.stated_apart();
        // The later and the earlier entry of each pair of technologies: of several the first, whatever the order of the labels.
        let mut pairs: HashMap<(EntryId, EntryId), (EntryId, EntryId)> = HashMap::new();
        for holders in labels.into_values().filter(|holders| holders.len() > 1) {
            let namesakes = self.namesakes(holders);
            for (at, one) in namesakes.iter().enumerate() {
                for other in namesakes.iter().skip(at + 1) {
                    let pair = ordered(one.technology, other.technology);
                    if (one.is_named || other.is_named)
                        && !apart.contains(&pair)
                        && self.owner(one.entry) != self.owner(other.entry)
                    {
                        let (other, entry) = ordered(one.entry, other.entry);
                        let first = pairs.entry(pair).or_insert((entry, other));
                        *first = (*first).min((entry, other));
                    }
                }
            }
        }
        pairs.into_values().map(|(entry, other)| TieProblem::Lookalike { entry, other }).collect()
    }

    /// Some technologies of the entries that have a label, each with the first of these entries.
    fn namesakes(&self, holders: Vec<(EntryId, bool)>) -> Vec<Namesake> {
        let mut namesakes: Vec<Namesake> = Vec::new();
        let mut places: HashMap<EntryId, usize> = HashMap::new();
        for (entry, is_named) in holders {
            let technology = self.first_of(entry);
            let place = *places.entry(technology).or_insert(namesakes.len());
            match namesakes.get_mut(place) {
                Some(known) => known.is_named |= is_named,
                None => namesakes.push(Namesake { technology, entry, is_named }),
            }
        }
        let mut counts: HashMap<&str, usize> = HashMap::new();
        namesakes.retain(|namesake| {
            let count = counts.entry(self.owner(namesake.entry)).or_default();
            *count += 1;
            *count <= MAX_OF_A_STACK
        });
        namesakes.truncate(MAX_NAMESAKES);
        namesakes
    }

    /// The first entry of the technology of an entry.
    fn first_of(&self, id: EntryId) -> EntryId {
        self.technologies().of(id).first().copied().unwrap_or(id)
    }

    /// The pairs of technologies that `not_same_as` sets apart, each by the first entry of both.
    fn stated_apart(&self) -> HashSet<(EntryId, EntryId)> {
        let references = References::new(self.stacks());
        let mut apart = HashSet::new();
        for (id, entry) in self.entries() {
            for other in entry.not_same_as().flat_map(|reference| references.find_all(reference)) {
                apart.insert(ordered(self.first_of(id), self.first_of(other)));
            }
        }
        apart
    }

    /// The id of the stack of an entry, which two versions of a stack share.
    fn owner(&self, id: EntryId) -> &str {
        self.stack(id.stack).map_or("", Stack::id)
    }
}

/// A technology among those with one label.
struct Namesake {
    /// Its first entry.
    technology: EntryId,
    /// Its first entry that has the label.
    entry: EntryId,
    /// Whether the label is the id or the name of one of its entries, not only an alias.
    is_named: bool,
}

fn ordered(one: EntryId, other: EntryId) -> (EntryId, EntryId) {
    (one.min(other), one.max(other))
}

/// Whether an entry may be a technology of others, by its name at least.
fn may_be_elsewhere(entry: Entry<'_>) -> bool {
    let is_of_all = !entry.kind().is_some_and(|kind| kind.is_event() || kind == EntryKind::Architecture);
    let has_page = entry.homepage().is_some() || entry.repository().is_some();
    is_of_all && !entry.has_common_name() && (has_page || !entry.is_in_house())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{EntryParts, StackBuilder, StackKind};

    fn stack(id: &str, entries: &[EntryParts<'_>]) -> Stack {
        let mut builder = StackBuilder::new(StackKind::List, id, id, "", "", None);
        builder.category("all", "All", "", None);
        for entry in entries {
            builder.entry(entry);
        }
        builder.build()
    }

    fn entry<'a>(id: &'a str, name: &'a str, kind: EntryKind, homepage: &'a str) -> EntryParts<'a> {
        EntryParts { id, name, kind: Some(kind), homepage, ..EntryParts::default() }
    }

    /// The lookalikes as `stack/id stack/id`, the later stack first.
    fn lookalikes(stacks: Vec<Stack>) -> Vec<String> {
        let catalog = Catalog::new(stacks);
        let text = |problem| match problem {
            TieProblem::Lookalike { entry, other } => {
                format!("{} {}", catalog.full_id(entry), catalog.full_id(other))
            }
            TieProblem::Unknown { reference, .. } => reference,
        };
        catalog.tie_problems().into_iter().map(text).collect()
    }

    const SITES: [&str; 2] = ["https://one.example", "https://two.example"];

    #[test]
    fn a_name_and_an_alias_look_the_same_and_two_aliases_do_not() {
        let [one, two] = SITES;
        let library = |id, name, alias, site| EntryParts {
            aliases: vec![alias],
            ..entry(id, name, EntryKind::Library, site)
        };
        let a = || stack("a", &[library("onyx", "Onyx", "stone", one)]);
        assert_eq!(
            lookalikes(vec![a(), stack("b", &[library("agate", "Agate", "onyx", two)])]),
            ["b/agate a/onyx"]
        );
        assert_eq!(lookalikes(vec![a(), stack("b", &[library("agate", "Agate", "stone", two)])]), [""; 0]);
        let apart = EntryParts { not_same_as: vec!["a/onyx"], ..library("onyx", "Onyx", "gem", two) };
        assert_eq!(lookalikes(vec![a(), stack("b", &[apart])]), [""; 0]);
        assert_eq!(
            lookalikes(vec![a(), stack("b", &[library("onyx", "Onyx", "gem", one)])]),
            [""; 0],
            "tied"
        );
    }

    #[test]
    fn what_is_not_the_same_looks_like_no_version_of_it() {
        let library = |homepage| entry("onyx", "Onyx", EntryKind::Library, homepage);
        let version = |homepage| stack("a", &[library(homepage)]);
        let other = EntryParts { not_same_as: vec!["a/onyx"], ..library("https://three.example") };
        let [one, two] = SITES.map(version);
        assert_eq!(lookalikes(vec![one, two, stack("b", &[other])]), [""; 0]);
    }

    #[test]
    fn a_part_that_only_its_owner_has_looks_like_nothing() {
        let of = |kind, name| {
            let stacks = ["a", "b"].map(|id| stack(id, &[entry("it", name, kind, "")]));
            lookalikes(stacks.into())
        };
        assert_eq!(of(EntryKind::Service, "Search"), [""; 0]);
        assert_eq!(of(EntryKind::Incident, "Outage"), [""; 0]);
        assert_eq!(of(EntryKind::Architecture, "Anycast"), [""; 0]);
    }

    #[test]
    fn a_reference_into_an_open_stack_must_name_an_entry() {
        let part = EntryParts { same_as: vec!["b/none", "c/none"], ..entry("it", "It", EntryKind::Tool, "") };
        assert_eq!(lookalikes(vec![stack("a", &[part]), stack("b", &[])]), ["b/none"]);
    }

    #[test]
    fn the_first_entries_of_a_pair_are_told_and_all_is_in_the_order_of_the_stacks() {
        let [one, two] = SITES;
        let tool = |id, name, alias, site| EntryParts {
            aliases: vec![alias],
            ..entry(id, name, EntryKind::Tool, site)
        };
        let stacks = || {
            let lost = EntryParts {
                same_as: vec!["d/x", "d/y"],
                not_same_as: vec!["d/z"],
                ..tool("jasper", "Jasper", "Agate", two)
            };
            // The onyx of `a` and `c` and the agate are one technology: that of `d` looks like two of its entries.
            vec![
                stack("a", &[tool("onyx", "Onyx", "stone", one), tool("opal", "Opal", "gem", "")]),
                stack("b", &[tool("agate", "Agate", "onyx", one)]),
                stack("c", &[lost, tool("onyx", "Onyx", "Opal", two)]),
                stack("d", &[tool("jasper", "Opal", "Onyx", "https://three.example")]),
            ]
        };
        let expected = [
            "d/x",
            "d/y",
            "d/z",
            "c/jasper b/agate",
            "c/onyx a/opal",
            "d/jasper a/onyx",
            "d/jasper a/opal",
            "d/jasper c/jasper",
        ];
        // Each map of each round has an order of its own.
        for _ in 0..20 {
            assert_eq!(lookalikes(stacks()), expected);
        }
    }

    #[test]
    fn two_long_lists_of_one_name_look_the_same() {
        let list = |stack_id: &str| {
            let ids: Vec<String> = (0..10_000).map(|at| format!("{stack_id}-{at}")).collect();
            let entries: Vec<_> = ids.iter().map(|id| entry(id, "Onyx", EntryKind::Tool, "")).collect();
            stack(stack_id, &entries)
        };
        // Two versions of a list count as one.
        let found = lookalikes(vec![list("a"), list("a"), list("b")]);
        assert_eq!(found.first().map(String::as_str), Some("b/b-0 a/a-0"));
        assert_eq!(found.len(), MAX_OF_A_STACK * MAX_OF_A_STACK);
    }
}
