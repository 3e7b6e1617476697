//! The popup in which the entry to compare another one with is chosen.

use std::collections::HashSet;

use super::keys::Command;
use super::message::Response;
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::{Category, Entry};

/// An entry that another one can be compared with.
#[derive(Clone, Debug)]
pub struct Other {
    /// The entry.
    pub id: EntryId,
    /// Its name, and its stack where several are open.
    pub name: String,
    /// How it is related, or else its category.
    pub about: String,
    /// Its name in lower case.
    folded: String,
}

/// The entries that an entry can be compared with.
#[derive(Clone, Debug)]
pub struct Others {
    /// The entry.
    pub id: EntryId,
    /// Its name.
    pub name: String,
    /// The same technology elsewhere, then its neighbours, then all others.
    all: Vec<Other>,
}

impl Others {
    /// The other entries of a catalog.
    pub(super) fn new(catalog: &Catalog, id: EntryId) -> Self {
        let elsewhere = catalog.known_technologies().into_iter().flat_map(|known| known.elsewhere(id));
        let mut first: Vec<(EntryId, &str)> = elsewhere.map(|other| (other, "the same elsewhere")).collect();
        let neighbours = catalog.entry(id).map(Entry::neighbours).unwrap_or_default();
        first.extend(neighbours.iter().map(|one| (EntryId { entry: one.entry, ..id }, one.side.words())));
        let mut seen: HashSet<EntryId> = HashSet::from([id]);
        first.retain(|(other, _)| seen.insert(*other));
        let rest = catalog.entries().filter(|(other, _)| !seen.contains(other));
        let other = |id: EntryId, about: &str| {
            let name = catalog.name(Node::Entry(id));
            let name = match catalog.stack_id_if_several(id.stack) {
                Some(stack) => format!("{name} ({stack})"),
                None => name.into_owned(),
            };
            Other { id, folded: name.to_lowercase(), name, about: about.to_owned() }
        };
        let category = |id: EntryId| {
            let category = catalog.entry(id).and_then(|entry| catalog.category(id.stack, entry.category()));
            category.map_or("", Category::name)
        };
        let related: Vec<Other> = first.iter().map(|(id, about)| other(*id, about)).collect();
        let all = related.into_iter().chain(rest.map(|(id, _)| other(id, category(id)))).collect();
        Self { id, name: catalog.name(Node::Entry(id)).into_owned(), all }
    }

    /// The entries that match a filter, those first whose name begins with it.
    pub fn rows(&self, filter: &str) -> Vec<&Other> {
        let filter = filter.trim().to_lowercase();
        let mut rows: Vec<&Other> = self.all.iter().filter(|other| other.folded.contains(&filter)).collect();
        if !filter.is_empty() {
            rows.sort_by_key(|other| !other.folded.starts_with(&filter));
        }
        rows
    }

    /// The number of all entries.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is no other entry.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The response to a command on the selected one of the entries that match; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize, filter: &str) -> Option<Response> {
        (command == Command::Follow).then(|| match self.rows(filter).get(at) {
            Some(other) => Response::CompareEntries(self.id, other.id),
            None => Response::Ignored,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn related_entries_come_first_and_a_text_filters_them() {
        let catalog = sample::catalog();
        let others = Others::new(&catalog, catalog.find("scylladb").expect("there"));
        assert_eq!(others.len(), 4);
        let names = |filter: &str| {
            let rows = others.rows(filter).into_iter().map(|other| format!("{} {}", other.name, other.about));
            rows.collect::<Vec<_>>()
        };
        assert!(names("")[0].starts_with("PostgreSQL replace"), "{:?}", names(""));
        assert_eq!(names("c").len(), 2);
        assert_eq!(names("redis"), ["Redis Caches"]);
        assert!(names("zzz").is_empty());
    }
}
