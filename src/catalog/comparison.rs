//! Stacks side by side: what each uses in each role, such as databases, caches and queues.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

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
    /// Whether its tags count before those of the roles that are not.
    decisive: bool,
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparedTechnology {
    /// The columns of these stacks, in order, each with its entry.
    pub cells: Vec<(usize, EntryId)>,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedRow {
    /// The number of stacks that use each technology of it.
    pub stack_count: usize,
    /// The columns that have something, in order, each with its entry.
    pub cells: Vec<(usize, EntryId)>,
}

/// Which of the stacks use a technology.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// All of several stacks.
    All,
    /// Some of them; or there is only one stack.
    Several,
    /// One of several stacks.
    One,
}

impl Comparison {
    /// Which of the stacks use a technology that a number of them uses.
    pub fn share(&self, stack_count: usize) -> Share {
        match stack_count {
            _ if self.stacks.len() == 1 => Share::Several,
            1 => Share::One,
            count if count == self.stacks.len() => Share::All,
            _ => Share::Several,
        }
    }
}

impl ComparedRole {
    /// The rows of some columns: one for each technology that several stacks share, then those of one stack side by side.
    pub fn rows(&self, columns: &Range<usize>) -> Vec<ComparedRow> {
        let row = |one: &ComparedTechnology| {
            let cells: Vec<_> = one.cells.iter().copied().filter(|(at, _)| columns.contains(at)).collect();
            Some(ComparedRow { stack_count: one.stack_count(), cells }).filter(|row| !row.cells.is_empty())
        };
        let (shared, alone): (Vec<ComparedRow>, Vec<ComparedRow>) =
            self.technologies.iter().filter_map(row).partition(|row| row.stack_count > 1);
        let mut side_by_side: Vec<ComparedRow> = Vec::new();
        let mut heights: HashMap<usize, usize> = HashMap::new();
        for (column, id) in alone.into_iter().flat_map(|row| row.cells) {
            let height = heights.entry(column).or_default();
            match side_by_side.get_mut(*height) {
                Some(row) => row.cells.push((column, id)),
                None => side_by_side.push(ComparedRow { stack_count: 1, cells: vec![(column, id)] }),
            }
            *height += 1;
        }
        for row in &mut side_by_side {
            row.cells.sort_unstable_by_key(|(column, _)| *column);
        }
        shared.into_iter().chain(side_by_side).collect()
    }
}

impl ComparedTechnology {
    /// Its entry in the stack of a column.
    pub fn entry_in(&self, column: usize) -> Option<EntryId> {
        let at = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        self.cells.get(at).map(|(_, id)| *id)
    }

    /// Its entries in the stacks that use it.
    pub fn entries(&self) -> impl Iterator<Item = EntryId> {
        self.cells.iter().map(|(_, id)| *id)
    }

    /// The number of stacks that use it.
    pub fn stack_count(&self) -> usize {
        self.cells.len()
    }
}

impl Catalog {
    /// The technologies that some stacks use in each role, now or at a date.
    ///
    /// A technology has one role: the one that most of the stacks give it. A part of which another stack knows nothing is left
    /// out if its parent is there in the same role.
    pub fn compare(&self, stacks: &[u32], as_of: Option<Date>) -> Comparison {
        let used = self.used(stacks, as_of);
        let role_of: HashMap<EntryId, usize> = used
            .iter()
            .filter_map(|one| Some((one.elected()?, one)))
            .flat_map(|(role, one)| one.entries().map(move |id| (id, role)))
            .collect();
        let mut roles: Vec<Vec<ComparedTechnology>> = vec![Vec::new(); ROLES.len()];
        for one in used {
            let Some(role) = one.elected() else { continue };
            let is_part = one.technology.stack_count() == 1
                && one.entries().all(|id| self.is_below(id, |parent| role_of.get(&parent) == Some(&role)));
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
                    all.push(Used::default());
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

/// A technology that is used, and the roles that the stacks give it.
#[derive(Default)]
struct Used {
    technology: ComparedTechnology,
    /// Further entries of a stack that has several of it.
    further: Vec<EntryId>,
    votes: Vec<Votes>,
}

/// The number of stacks that give a technology a role.
struct Votes {
    role: usize,
    stack_count: usize,
    /// The column of the last one of them.
    last: usize,
}

impl Used {
    /// Adds an entry of the stack of a column: of the last one, or of one behind it.
    fn add(&mut self, column: usize, id: EntryId, role: Option<usize>) {
        match self.technology.cells.last() {
            Some((last, _)) if *last == column => self.further.push(id),
            _ => self.technology.cells.push((column, id)),
        }
        let Some(role) = role else { return };
        match self.votes.iter_mut().find(|votes| votes.role == role) {
            Some(votes) => {
                votes.stack_count += usize::from(votes.last != column);
                votes.last = column;
            }
            None => self.votes.push(Votes { role, stack_count: 1, last: column }),
        }
    }

    /// All its entries.
    fn entries(&self) -> impl Iterator<Item = EntryId> {
        self.technology.entries().chain(self.further.iter().copied())
    }

    /// The role that most stacks give it, the first of several.
    fn elected(&self) -> Option<usize> {
        self.votes.iter().max_by_key(|votes| (votes.stack_count, Reverse(votes.role))).map(|votes| votes.role)
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
    let by_tag = |decisive| ROLES.iter().position(|role| role.decisive == decisive && is_tagged(role));
    by_tag(true)
        .or_else(|| by_tag(false))
        .or_else(|| ROLES.iter().position(|role| role.kinds.contains(&kind)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{bundled, sample};
    use crate::dataset::EntryIndex;

    /// The roles as text: each technology by its name in each stack.
    fn told(as_of: &str) -> Vec<String> {
        let catalog = sample::shelf();
        let name = |id: Option<EntryId>| id.and_then(|id| catalog.entry(id)).map_or("-", Entry::name);
        let technology = |one: &ComparedTechnology| [0, 1].map(|column| name(one.entry_in(column))).join("|");
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
    fn a_stack_with_several_entries_of_a_technology_has_one_vote_and_their_parts_are_parts() {
        let stack = |id: &str, entries: &str| {
            let head =
                format!("schema = 2\n[stack]\nid = \"{id}\"\nname = \"{id}\"\nsummary = \"A stack.\"\n");
            let rest = "[[category]]\nid = \"all\"\nname = \"All\"\nsummary = \"All.\"\n[[source]]\nid = \"page\"\n\
                        title = \"Page\"\nurl = \"https://a.example/page\"\nkind = \"article\"\n";
            sample::read(&format!("{id}.toml"), &[&head, rest, entries].concat())
        };
        let entry = |id: &str, name: &str, more: &str| {
            format!(
                "[[entry]]\nid = \"{id}\"\nname = \"{name}\"\nkind = \"database\"\nstatus = \"current\"\n\
                 summary = \"A store.\"\n{more}\n[[entry.claim]]\ntext = \"It is there.\"\n\
                 confidence = \"confirmed\"\nsources = [\"page\"]\n"
            )
        };
        let valkey = |id: &str, tags: &str| {
            let more = format!("category = \"all\"\nsame_as = [\"first/valkey\"]\ntags = [{tags}]");
            entry(id, "Valkey", &more)
        };
        let caches = [valkey("one", "\"caching\""), valkey("two", "\"caching\"")].concat();
        let several =
            stack("several", &(caches + &entry("shard", "Shard", "category = \"all\"\nparent = \"two\"")));
        let [first, second] = ["first", "second"].map(|id| {
            let entry = valkey("valkey", "");
            stack(id, &if id == "first" { entry.replace("same_as", "# ") } else { entry })
        });
        let comparison = Catalog::new(vec![several, first, second]).compare(&[0, 1, 2], None);
        let told: Vec<_> = comparison.roles.iter().map(|role| (role.name, role.technologies.len())).collect();
        assert_eq!(told, [("databases", 1)]);
        assert_eq!(comparison.roles[0].technologies[0].stack_count(), 3);
    }

    #[test]
    fn what_several_share_has_a_row_and_the_rest_is_side_by_side() {
        let id = |stack, entry| EntryId { stack, entry: EntryIndex(entry) };
        let technology = |cells: &[(usize, EntryId)]| ComparedTechnology { cells: cells.to_vec() };
        let technologies = vec![
            technology(&[(0, id(0, 1)), (2, id(2, 1))]),
            technology(&[(1, id(1, 1))]),
            technology(&[(0, id(0, 2))]),
            technology(&[(1, id(1, 2))]),
        ];
        let role = ComparedRole { name: "", technologies };
        let row =
            |stack_count, cells: &[(usize, EntryId)]| ComparedRow { stack_count, cells: cells.to_vec() };
        let shared = row(2, &[(0, id(0, 1)), (2, id(2, 1))]);
        let beside = [row(1, &[(0, id(0, 2)), (1, id(1, 1))]), row(1, &[(1, id(1, 2))])];
        assert_eq!(role.rows(&(0..3)), [&[shared], &beside[..]].concat());
        assert_eq!(role.rows(&(1..2)), [row(1, &[(1, id(1, 1))]), row(1, &[(1, id(1, 2))])]);
    }

    #[test]
    fn a_data_centre_that_holds_caches_is_hosting_and_a_hosted_cache_is_a_cache() {
        let is_wanted = |one: &&bundled::Bundled| ["govuk", "wikimedia"].contains(&one.name);
        let stacks = bundled::ALL.iter().filter(is_wanted).filter_map(bundled::Bundled::stack);
        let stacks: Vec<Stack> = stacks.collect();
        let role_of = |id: &str| {
            let mut entries = stacks.iter().flat_map(Stack::entries);
            let (_, entry) = entries.find(|(_, entry)| entry.id() == id)?;
            ROLES.get(role(entry)?).map(|role| role.name)
        };
        let roles = ["esams", "drmrs", "amazon-elasticache"].map(role_of);
        assert_eq!(roles, ["hosting", "hosting", "caches"].map(Some));
    }

    #[test]
    fn no_role_is_listed_twice() {
        let mut names: Vec<&str> = ROLES.iter().map(|role| role.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ROLES.len());
    }
}
