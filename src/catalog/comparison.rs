//! Stacks side by side: what each uses in each role, such as databases, caches and queues.

use std::collections::HashMap;

use super::{Catalog, EntryId};
use crate::dataset::{Date, Entry, EntryKind, Presence, Stack, Status};

/// A role that a technology can have; `data/roles.toml` lists them.
#[derive(Clone, Copy, Debug)]
struct Role {
    name: &'static str,
    kinds: &'static [EntryKind],
    tags: &'static [&'static str],
    /// The kinds of which an entry with one of the tags has the role.
    tagged_kinds: &'static [EntryKind],
}

/// The roles, in the order of the table.
static ROLES: &[Role] = include!(concat!(env!("OUT_DIR"), "/roles.rs"));

/// The technologies of some stacks by role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The positions of the stacks, one for each column.
    pub stacks: Vec<u32>,
    /// The roles that one of them has something for.
    pub roles: Vec<ComparedRole>,
}

/// The technologies of one role: those of most stacks first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedRole {
    /// The name of the role.
    pub name: &'static str,
    /// The technologies.
    pub technologies: Vec<ComparedTechnology>,
}

/// A technology in the stacks that use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedTechnology {
    /// Its entry in each stack.
    pub cells: Vec<Option<EntryId>>,
}

impl ComparedTechnology {
    /// Its entries in the stacks that use it.
    pub fn entries(&self) -> impl Iterator<Item = EntryId> {
        self.cells.iter().copied().flatten()
    }

    /// The number of stacks that use it.
    pub fn stack_count(&self) -> usize {
        self.entries().count()
    }
}

impl Catalog {
    /// What some stacks use in each role, now or at a date.
    ///
    /// A technology has one role: the one that most of the stacks give it. A part of which another stack knows nothing is left
    /// out if its parent is there in the same role.
    pub fn compare(&self, stacks: &[u32], as_of: Option<Date>) -> Comparison {
        let used = self.used(stacks, as_of);
        let role_of: HashMap<EntryId, usize> = used
            .iter()
            .filter_map(|one| Some((one.elected()?, one)))
            .flat_map(|(role, one)| one.technology.entries().map(move |id| (id, role)))
            .collect();
        let mut roles: Vec<Vec<ComparedTechnology>> = vec![Vec::new(); ROLES.len()];
        for one in used {
            let Some(role) = one.elected() else { continue };
            let is_part = one.technology.stack_count() == 1
                && one
                    .technology
                    .entries()
                    .all(|id| self.is_below(id, |parent| role_of.get(&parent) == Some(&role)));
            if let Some(role) = roles.get_mut(role).filter(|_| !is_part) {
                role.push(one.technology);
            }
        }
        for technologies in &mut roles {
            let name = |one: &ComparedTechnology| {
                one.entries().next().and_then(|id| self.entry(id)).map(|entry| entry.name().to_lowercase())
            };
            technologies.sort_by_cached_key(|one| (stacks.len() - one.stack_count(), name(one)));
        }
        let named = ROLES.iter().zip(roles).filter(|(_, technologies)| !technologies.is_empty());
        let roles =
            named.map(|(role, technologies)| ComparedRole { name: role.name, technologies }).collect();
        Comparison { stacks: stacks.to_vec(), roles }
    }

    /// Every technology that one of the stacks uses, with the roles that they give it.
    fn used(&self, stacks: &[u32], as_of: Option<Date>) -> Vec<Used> {
        let mut all: Vec<Used> = Vec::new();
        let mut places: HashMap<EntryId, usize> = HashMap::new();
        for (column, &at) in stacks.iter().enumerate() {
            for (entry, view) in self.stack(at).into_iter().flat_map(Stack::entries) {
                if !is_used(view, as_of) {
                    continue;
                }
                let id = EntryId { stack: at, entry };
                let key = self.technologies().of(id).first().copied().unwrap_or(id);
                let place = *places.entry(key).or_insert_with(|| {
                    all.push(Used::in_stacks(stacks.len()));
                    all.len() - 1
                });
                if let Some(used) = all.get_mut(place) {
                    used.add(column, id, role(view));
                }
            }
        }
        all
    }

    /// Whether an ancestor of an entry is such a one.
    fn is_below(&self, id: EntryId, is_wanted: impl Fn(EntryId) -> bool) -> bool {
        let parent = |id: &EntryId| Some(EntryId { entry: self.entry(*id)?.parent()?, ..*id });
        std::iter::successors(parent(&id), parent).any(is_wanted)
    }
}

/// A technology that is used, and the number of stacks that give it each role.
struct Used {
    technology: ComparedTechnology,
    votes: Vec<usize>,
}

impl Used {
    fn in_stacks(count: usize) -> Self {
        Self { technology: ComparedTechnology { cells: vec![None; count] }, votes: vec![0; ROLES.len()] }
    }

    fn add(&mut self, column: usize, id: EntryId, role: Option<usize>) {
        if let Some(cell) = self.technology.cells.get_mut(column) {
            cell.get_or_insert(id);
        }
        if let Some(votes) = role.and_then(|role| self.votes.get_mut(role)) {
            *votes += 1;
        }
    }

    /// The role that most stacks give it, the first of several.
    fn elected(&self) -> Option<usize> {
        let voted = self.votes.iter().enumerate().filter(|(_, votes)| **votes > 0);
        voted.rev().max_by_key(|(_, votes)| **votes).map(|(role, _)| role)
    }
}

/// Whether an entry was in use at a date, or is now.
fn is_used(entry: Entry<'_>, as_of: Option<Date>) -> bool {
    match as_of {
        Some(date) => entry.lifetime().at(date) == Presence::InUse,
        None => entry.status() == Some(Status::Current),
    }
}

/// The position of the role of an entry: by a tag before its kind alone.
fn role(entry: Entry<'_>) -> Option<usize> {
    let kind = entry.kind()?;
    let is_tagged =
        |role: &Role| role.tagged_kinds.contains(&kind) && entry.tags().any(|tag| role.tags.contains(&tag));
    let by_tag = ROLES.iter().position(is_tagged);
    by_tag.or_else(|| ROLES.iter().position(|role| role.kinds.contains(&kind)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    /// The roles as text: each technology by its name in each stack.
    fn told(as_of: &str) -> Vec<String> {
        let catalog = sample::shelf();
        let name = |id: &Option<EntryId>| id.and_then(|id| catalog.entry(id)).map_or("-", Entry::name);
        let technology = |one: &ComparedTechnology| one.cells.iter().map(name).collect::<Vec<_>>().join("|");
        let comparison = catalog.compare(&[0, 1], Date::parse(as_of).ok());
        let role = |role: &ComparedRole| {
            format!(
                "{}: {}",
                role.name,
                role.technologies.iter().map(technology).collect::<Vec<_>>().join(", ")
            )
        };
        comparison.roles.iter().map(role).collect()
    }

    #[test]
    fn what_all_share_comes_first_and_a_part_stands_in_its_parent() {
        assert_eq!(
            told(""),
            [
                "web servers: nginx|-",
                "caches: Redis|-, -|Valkey",
                "databases: -|Mongo, PostgreSQL|-",
                "languages: Python|Python",
                "CI: GitHub Actions|-",
            ]
        );
    }

    #[test]
    fn as_of_a_date_only_what_was_in_use_then_is_there() {
        assert_eq!(
            told("2018"),
            ["web servers: nginx|-", "caches: Redis|-", "databases: MongoDB|Mongo", "languages: Python|-"]
        );
    }

    #[test]
    fn no_role_is_listed_twice() {
        let mut names: Vec<&str> = ROLES.iter().map(|role| role.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ROLES.len());
    }
}
