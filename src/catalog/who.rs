//! The entries of the technologies that a name means, in all stacks.

use std::collections::HashSet;

use super::{Catalog, EntryId, nearest_names};
use crate::dataset::{Entry, fold};

/// The entries that a name means, in the order of the stacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// The technologies that have the name or the id, or else the alias, each with its entries in all stacks.
    pub technologies: Vec<Vec<EntryId>>,
    /// Other entries that have the name only as an alias, which is no proof that they are the same thing.
    pub also_called: Vec<EntryId>,
}

impl Catalog {
    /// The entries that a name, an alias, an id or `stack/id` means; events never count.
    pub fn who(&self, name: &str) -> Who {
        let wanted = fold(name.trim());
        let has = |text: &str| is_same(text, &wanted);
        let (mut named, mut aliased) = (Vec::new(), Vec::new());
        for (id, entry) in self.technologies_and_parts() {
            if has(entry.id()) || has(entry.name()) || entry.former_ids().any(has) {
                named.push(id);
            } else if entry.aliases().any(has) {
                aliased.push(id);
            }
        }
        if named.is_empty() && aliased.is_empty() && name.contains('/') {
            named.extend(
                self.find(name.trim())
                    .ok()
                    .filter(|id| self.entry(*id).is_some_and(|entry| !entry.is_event())),
            );
        }
        if named.is_empty() {
            (named, aliased) = (aliased, named);
        }
        let mut technologies: Vec<Vec<EntryId>> = Vec::new();
        let mut listed: HashSet<EntryId> = HashSet::new();
        for id in named {
            if !listed.contains(&id) {
                let tied = self.technologies().of(id);
                let entries = if tied.is_empty() { vec![id] } else { tied.to_vec() };
                listed.extend(&entries);
                technologies.push(entries);
            }
        }
        aliased.retain(|id| !listed.contains(id));
        Who { technologies, also_called: aliased }
    }

    /// The names of up to three technologies with the name, alias or id nearest to a text.
    pub fn nearest_technologies(&self, text: &str) -> Vec<&str> {
        let names = self.technologies_and_parts().flat_map(|(_, entry)| {
            [entry.name(), entry.id()]
                .into_iter()
                .chain(entry.aliases())
                .map(move |name| (name, entry.name()))
        });
        nearest_names(text, names, 3)
    }

    /// Every entry but the events, in the order of the stacks.
    fn technologies_and_parts(&self) -> impl Iterator<Item = (EntryId, Entry<'_>)> {
        let all = (0..).zip(self.stacks()).flat_map(|(stack, records)| {
            records.entries().map(move |(entry, view)| (EntryId { stack, entry }, view))
        });
        all.filter(|(_, entry)| !entry.is_event())
    }
}

/// Whether a text is a folded one in another spelling.
fn is_same(text: &str, folded: &str) -> bool {
    if text.is_ascii() { text.eq_ignore_ascii_case(folded) } else { fold(text) == folded }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    /// The entries that a name means, and those that are only called so.
    fn who(name: &str) -> (Vec<String>, Vec<String>) {
        let catalog = sample::shelf();
        let Who { technologies, also_called } = catalog.who(name);
        let full = |id: &EntryId| {
            format!("{}/{}", catalog.stack_id(id.stack), catalog.entry(*id).map_or("", Entry::id))
        };
        let entries = technologies.iter().map(|all| all.iter().map(full).collect::<Vec<_>>().join(" = "));
        (entries.collect(), also_called.iter().map(full).collect())
    }

    #[test]
    fn a_name_an_id_or_an_alias_finds_the_technology_in_every_stack() {
        // Neither the part of Redis nor the incident of that name counts.
        assert_eq!(who("REDIS").0, ["mill/redis = ferry/redis"]);
        for name in ["mongo", "MongoDB", " mongodb ", "ferry/mongo"] {
            assert_eq!(who(name).0, ["mill/mongodb = ferry/mongo"], "{name}");
        }
        assert_eq!(who("redis-outage").0, [""; 0]);
        assert_eq!(who("nothing").0, [""; 0]);
    }

    #[test]
    fn an_alias_counts_only_for_what_nothing_has_as_its_name() {
        let (entries, also_called) = who("postgresql");
        assert_eq!((entries, also_called), (vec!["mill/postgresql".into()], vec!["ferry/till".into()]));
        assert_eq!(who("postgres").0, ["mill/postgresql"]);
    }

    #[test]
    fn parts_of_ones_own_with_the_same_name_are_listed_each() {
        assert_eq!(who("search").0, ["mill/search", "ferry/search"]);
    }
}
