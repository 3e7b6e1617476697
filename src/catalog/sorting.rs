//! The order of the entries within their categories and groups.

use std::cmp::Reverse;

use super::arrangement::Sorting;
use super::tree::Row;
use crate::dataset::{Date, Entry, Source};

/// The place of an entry among its siblings: what has no value comes last, and equal ones stay in the order of the stack.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Name(String),
    Earliest(Date),
    Most(Reverse<usize>),
    Latest(Reverse<Date>),
    Missing,
}

impl Key {
    /// The key of an entry that is shown under a name.
    pub(super) fn new(sorting: Sorting, entry: Entry<'_>, name: &str) -> Self {
        let date = match sorting {
            Sorting::Stack => return Self::Missing,
            Sorting::Name => return Self::Name(name.to_lowercase()),
            Sorting::Sources => return Self::Most(Reverse(entry.sources().len())),
            Sorting::Date => entry.lifetime().begin().map(Self::Earliest),
            Sorting::Newest => newest(entry).map(|date| Self::Latest(Reverse(date))),
        };
        date.unwrap_or(Self::Missing)
    }
}

/// The date on which the newest source of an entry was published.
pub(super) fn newest(entry: Entry<'_>) -> Option<Date> {
    entry.sources().into_iter().filter_map(|(_, source)| Source::published(source)).max()
}

/// The rows with the leaves of each branch sorted; branches that are no leaves keep their places after them.
///
/// Takes time n log n for n rows.
pub(super) fn sorted(rows: &[Row], key: impl Fn(&Row) -> Option<Key>) -> Vec<Row> {
    // Of each open branch the children to come, the next one last.
    let mut open = vec![children(rows, 0..rows.len(), &key)];
    let mut sorted = Vec::with_capacity(rows.len());
    while let Some(siblings) = open.last_mut() {
        let Some((at, row)) = siblings.pop().and_then(|at| Some((at, rows.get(at)?))) else {
            open.pop();
            continue;
        };
        sorted.push(row.moved(at, sorted.len()));
        if row.is_branch(at) {
            open.push(children(rows, at + 1..row.end(), &key));
        }
    }
    sorted
}

/// The rows of a range that are no descendants of others in it, sorted, the last one first.
fn children(rows: &[Row], range: std::ops::Range<usize>, key: &impl Fn(&Row) -> Option<Key>) -> Vec<usize> {
    let next = |at: &usize| rows.get(*at).map(Row::end).filter(|end| *end < range.end);
    let mut children: Vec<usize> =
        std::iter::successors(Some(range.start).filter(|at| *at < range.end), next).collect();
    // What has no key is no leaf: a category, a group or a source.
    children.sort_by_cached_key(|at| {
        rows.get(*at).and_then(key).map_or((true, Key::Missing), |key| (false, key))
    });
    children.reverse();
    children
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::{Arrangement, Catalog, Grouping, Node, sample};
    use crate::dataset::{EntryParts, StackBuilder, StackKind};

    fn names(catalog: &Catalog, group: Grouping, sort: Sorting) -> Vec<String> {
        let rows = catalog.arranged(Arrangement { group, sort, as_of: None });
        rows.iter()
            .map(|row| format!("{}{}", "  ".repeat(row.depth.into()), catalog.name(row.node)))
            .collect()
    }

    #[test]
    fn entries_are_sorted_within_their_categories_and_groups() {
        let catalog = sample::catalog();
        let by = |sort| names(&catalog, Grouping::Category, sort);
        let storage = |sort| by(sort)[1..3].to_vec();
        assert_eq!(
            by(Sorting::Stack)[..5],
            ["Storage", "  PostgreSQL", "  ScyllaDB", "  Caches", "    Redis"]
        );
        assert_eq!(storage(Sorting::Date), ["  PostgreSQL", "  ScyllaDB"]);
        for sort in [Sorting::Sources, Sorting::Newest] {
            assert_eq!(storage(sort), ["  ScyllaDB", "  PostgreSQL"], "{sort:?}");
        }
        // Categories stay where they are.
        let categories =
            |sort| by(sort).into_iter().filter(|name| !name.starts_with("    ")).collect::<Vec<_>>();
        assert_eq!(categories(Sorting::Name).last(), categories(Sorting::Stack).last());
        let groups = names(&catalog, Grouping::State, Sorting::Name);
        assert_eq!(groups[..4], ["in use", "  C++", "  Consistent hash ring", "  ScyllaDB"]);
    }

    proptest! {
        #[test]
        fn every_sorting_has_the_same_rows_nested_alike_and_equal_ones_stay(
            entries in proptest::collection::vec((0u32..3, proptest::option::of(0u32..30), 0u8..4), 0..30)
        ) {
            let mut builder = StackBuilder::new(StackKind::Stack, "s", "S", "", "https://example.org", None);
            builder.category("a", "A", "", None);
            builder.category("b", "B", "", Some(0));
            builder.category("c", "C", "", None);
            let names: Vec<String> = (0..entries.len()).map(|at| format!("e{at}")).collect();
            for (at, ((category, parent, letter), id)) in entries.iter().zip(&names).enumerate() {
                let parent = parent.filter(|parent| (*parent as usize) < at);
                let name = ["a", "B", "b", "c"][usize::from(*letter)];
                builder.entry(&EntryParts { id, name, category: *category, parent, ..EntryParts::default() });
            }
            let catalog = Catalog::new(vec![builder.build()]);
            for sort in Sorting::ALL {
                let rows = catalog.arranged(Arrangement { sort, ..Arrangement::default() });
                let nodes = |rows: &[Row]| {
                    let mut nodes: Vec<String> = rows.iter().map(|row| format!("{:?} {} {}", row.node, row.depth, row.count())).collect();
                    nodes.sort();
                    nodes
                };
                prop_assert_eq!(nodes(&rows), nodes(catalog.rows()));
                for (at, row) in rows.iter().enumerate() {
                    prop_assert!(rows[at + 1..row.end()].iter().all(|inner| inner.depth > row.depth));
                    // Nothing here has sources or dates.
                    prop_assert!(sort == Sorting::Name || *row == catalog.rows()[at]);
                }
                if sort == Sorting::Name {
                    for (at, row) in rows.iter().enumerate() {
                        let Some(next) = rows.get(row.end()).filter(|next| next.depth == row.depth) else { continue };
                        let place = |node: Node| match node {
                            Node::Entry(id) => Some((catalog.name(node).to_lowercase(), id.entry)),
                            _ => None,
                        };
                        if let (Some(one), Some(other)) = (place(row.node), place(next.node)) {
                            prop_assert!(one < other, "{at}: {one:?} {other:?}");
                        }
                    }
                }
            }
        }
    }
}
