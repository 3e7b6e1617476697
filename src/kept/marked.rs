//! The entries of a catalog that something is kept about.

use std::collections::HashSet;

use super::records::Kept;
use super::thing::{StackName, Thing};
use crate::catalog::{Catalog, EntryId};
use crate::dataset::{Link, Relation, SourceIndex, SourceUrl, Stack};

impl Kept {
    /// The entries with a bookmark, on themselves or on a claim; the stacks of the catalog have these names.
    pub fn bookmarked(&self, catalog: &Catalog, names: &[StackName]) -> HashSet<EntryId> {
        entries(catalog, names, self.bookmarks.iter().map(|it| &it.thing))
    }

    /// The entries with a note, on themselves or on a claim.
    pub fn noted(&self, catalog: &Catalog, names: &[StackName]) -> HashSet<EntryId> {
        entries(catalog, names, self.notes.iter().map(|it| &it.thing))
    }

    /// The entries of which a page was opened.
    pub fn opened_entries(&self, catalog: &Catalog) -> HashSet<EntryId> {
        if self.opened.is_empty() {
            return HashSet::new();
        }
        let entries = (0..).zip(catalog.stacks()).flat_map(|(stack, data): (u32, &Stack)| {
            let is_opened = |url: SourceUrl| self.opened.contains(&url);
            // Many entries cite the same source.
            let sources = data.sources().filter(|(_, source)| {
                source.url().is_some_and(is_opened) || source.former_urls().any(is_opened)
            });
            let sources: HashSet<SourceIndex> = sources.map(|(at, _)| at).collect();
            let opened = data.entries().filter(move |(_, entry)| {
                let cites = |at: SourceIndex| sources.contains(&at);
                entry.homepage().is_some_and(is_opened)
                    || entry.repository().is_some_and(is_opened)
                    || entry.links().filter_map(Link::url).any(is_opened)
                    || !sources.is_empty()
                        && (entry.claims().any(|claim| claim.source_indexes().any(cites))
                            || entry.relations().filter_map(Relation::source).any(cites))
            });
            opened.map(move |(entry, _)| EntryId { stack, entry })
        });
        entries.collect()
    }
}

fn entries<'a>(
    catalog: &Catalog,
    names: &[StackName],
    things: impl Iterator<Item = &'a Thing>,
) -> HashSet<EntryId> {
    let found = things.filter_map(|thing| {
        let stack = u32::try_from(names.iter().position(|name| *name == thing.stack)?).ok()?;
        Some(EntryId { stack, entry: catalog.stack(stack)?.find(&thing.entry)? })
    });
    found.collect()
}
