//! The tree of categories and entries as one flat list in reading order.
//!
//! A branch knows the row at which it ends, so folding, moving and drawing are index arithmetic without recursion.

use super::node::{EntryId, Node};
use crate::dataset::{CategoryIndex, Date, Entry, EntryIndex, Presence, Stack};

/// A row of the tree; a branch contains the rows up to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The node that it shows.
    pub node: Node,
    /// Number of its ancestors.
    pub depth: u16,
    // 32 bits each, because there may be a million rows.
    end: u32,
    count: u32,
}

impl Row {
    /// The index after its last descendant, which is its own index plus one if it has none.
    pub fn end(&self) -> usize {
        self.end as usize
    }

    /// Number of entries among its descendants, or of claims below a source.
    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// The same row with its descendants at another index.
    pub(super) fn moved(self, from: usize, to: usize) -> Self {
        // Both are indexes of rows, which have 32 bits.
        let end = u32::try_from(self.end() - from + to).unwrap_or(u32::MAX);
        Self { end, ..self }
    }

    /// Whether it has descendants; `at` is its own index.
    pub fn is_branch(&self, at: usize) -> bool {
        self.end() > at + 1
    }
}

/// The visible rows with their indices; the descendants of folded branches are skipped.
pub fn visible(rows: &[Row], folded: impl Fn(usize) -> bool) -> impl Iterator<Item = (usize, &Row)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let at = next;
        let row = rows.get(at)?;
        next = if row.is_branch(at) && folded(at) { row.end() } else { at + 1 };
        Some((at, row))
    })
}

/// Builds the rows of all stacks.
///
/// In a category its entries come first, then its subcategories, each in the order of the data. An entry whose parent is
/// in the same category is a child row of that parent; with a parent elsewhere it stays in its own category, which counts
/// it. As of a date, entries that came later and categories without any other are left out.
pub(super) fn lay_out(stacks: &[Stack], as_of: Option<Date>) -> Vec<Row> {
    let mut rows = Rows { drops_empty: as_of.is_some(), ..Rows::default() };
    for (stack_at, stack) in (0..u32::MAX).zip(stacks) {
        let children = Children::new(stack, as_of);
        let mut pending = Vec::new();
        if stacks.len() > 1 {
            pending.push(Step::Close(rows.open(Node::Stack(stack_at), 0)));
        }
        let top = u16::from(stacks.len() > 1);
        pending.extend(children.last_to_first(children.root).map(|child| Step::Open(child, top)));
        while let Some(step) = pending.pop() {
            match step {
                Step::Close(at) => rows.close(at),
                Step::Open(item, depth) => {
                    pending.push(Step::Close(rows.open(children.node(stack_at, item), depth)));
                    let inside = depth.saturating_add(1);
                    pending.extend(children.last_to_first(item).map(|child| Step::Open(child, inside)));
                }
            }
        }
    }
    rows.list
}

/// Whether an entry is part of a stack as of a date.
pub(super) fn is_there(entry: Entry<'_>, as_of: Option<Date>) -> bool {
    as_of.is_none_or(|date| entry.lifetime().at(date) != Presence::Later)
}

/// The rows built so far.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) list: Vec<Row>,
    /// The number of entries or claims.
    pub(super) leaves: u32,
    /// Whether categories, groups and sources without any get no row.
    pub(super) drops_empty: bool,
}

impl Rows {
    /// Begins a branch and returns its row index; until it is closed, `count` is the number of entries up to its own row.
    pub(super) fn open(&mut self, node: Node, depth: u16) -> usize {
        self.leaves += u32::from(matches!(node, Node::Entry(_) | Node::Claim(_)));
        self.list.push(Row { node, depth, end: 0, count: self.leaves });
        self.list.len() - 1
    }

    /// Ends the branch that begins at row `at`.
    pub(super) fn close(&mut self, at: usize) {
        // Four thousand million rows do not fit into memory.
        let end = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let Some(row) = self.list.get_mut(at) else { return };
        row.end = end;
        row.count = self.leaves - row.count;
        let is_leaf = matches!(row.node, Node::Entry(_) | Node::Claim(_) | Node::Stack(_));
        if self.drops_empty && row.count == 0 && !is_leaf {
            self.list.truncate(at);
        }
    }
}

/// A pending step of the layout: the item to open with its depth, or the row to close.
enum Step {
    Open(u32, u16),
    Close(usize),
}

/// The children of each item of a stack: categories are the first items, entries follow, the root is last.
///
/// Each child links to the sibling before it, so children are listed last to first: the order in which a stack of pending
/// steps needs them. This takes 16 bytes an entry, where a list for each would take 24 when it is empty.
struct Children {
    categories: u32,
    root: u32,
    last_child: Vec<Option<u32>>,
    sibling_before: Vec<Option<u32>>,
}

impl Children {
    fn new(stack: &Stack, as_of: Option<Date>) -> Self {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let categories = count(stack.categories().len());
        let items = stack.categories().len() + stack.entries().len();
        let (last_child, sibling_before) = (vec![None; items + 1], vec![None; items]);
        let mut children = Self { categories, root: count(items), last_child, sibling_before };
        for (EntryIndex(at), entry) in stack.entries().filter(|(_, entry)| is_there(*entry, as_of)) {
            let is_near = |parent: &EntryIndex| {
                let parent = stack.entry(*parent);
                parent.is_some_and(|it| it.category() == entry.category() && is_there(it, as_of))
            };
            let parent = match entry.parent().filter(is_near) {
                Some(EntryIndex(parent)) => categories + parent,
                None => entry.category().0,
            };
            children.add(categories + at, parent);
        }
        for (CategoryIndex(at), category) in stack.categories() {
            children.add(at, category.parent().map_or(children.root, |CategoryIndex(parent)| parent));
        }
        children
    }

    fn add(&mut self, child: u32, parent: u32) {
        let slots = (self.last_child.get_mut(parent as usize), self.sibling_before.get_mut(child as usize));
        if let (Some(last), Some(before)) = slots {
            *before = last.replace(child);
        }
    }

    /// The children of an item.
    fn last_to_first(&self, parent: u32) -> impl Iterator<Item = u32> {
        let last = self.last_child.get(parent as usize).copied().flatten();
        std::iter::successors(last, |child| self.sibling_before.get(*child as usize).copied().flatten())
    }

    fn node(&self, stack: u32, item: u32) -> Node {
        match item.checked_sub(self.categories) {
            Some(entry) => Node::Entry(EntryId { stack, entry: EntryIndex(entry) }),
            None => Node::Category(stack, CategoryIndex(item)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::{Catalog, sample};
    use crate::dataset::{EntryParts, StackBuilder, StackKind};

    fn drawn(catalog: &Catalog, folded: impl Fn(usize) -> bool) -> Vec<String> {
        visible(catalog.rows(), folded)
            .map(|(_, row)| {
                format!("{}{} {}", "  ".repeat(row.depth.into()), catalog.name(row.node), row.count())
            })
            .collect()
    }

    #[test]
    fn entries_come_before_the_categories_inside_their_category() {
        let catalog = sample::catalog();
        assert_eq!(
            drawn(&catalog, |_| false),
            [
                "Storage 3",
                "  PostgreSQL 0",
                "  ScyllaDB 0",
                "  Caches 1",
                "    Redis 0",
                "Languages 2",
                "  C++ 1",
                "    Consistent hash ring 0",
            ]
        );
    }

    #[test]
    fn a_folded_branch_hides_what_lies_inside_it() {
        let catalog = sample::catalog();
        assert_eq!(
            drawn(&catalog, |at| at == 0),
            ["Storage 3", "Languages 2", "  C++ 1", "    Consistent hash ring 0"]
        );
    }

    #[test]
    fn several_stacks_are_roots_of_their_own() {
        let catalog = Catalog::new(vec![sample::stack(), sample::stack()]);
        let roots: Vec<usize> = catalog.rows().iter().filter(|row| row.depth == 0).map(Row::count).collect();
        assert_eq!(roots, [5, 5]);
    }

    proptest! {
        #[test]
        fn every_entry_has_one_row_and_branches_nest(
            parents in proptest::collection::vec((any::<proptest::sample::Index>(), any::<bool>(), 0u32..3), 1..40),
            folds in proptest::collection::vec(any::<bool>(), 60),
        ) {
            let mut builder = StackBuilder::new(StackKind::List, "s", "S", "", "", None);
            builder.category("a", "A", "", None);
            builder.category("b", "B", "", Some(0));
            builder.category("c", "C", "", None);
            for (at, (parent, nested, category)) in parents.iter().enumerate() {
                // A parent always comes earlier here, so there is no cycle: the checks forbid one.
                let parent = (*nested && at > 0).then(|| u32::try_from(parent.index(at)).unwrap());
                builder.entry(&EntryParts { id: &format!("e{at}"), name: "e", category: *category, parent, ..Default::default() });
            }
            let catalog = Catalog::new(vec![builder.build()]);
            let rows = catalog.rows();
            prop_assert_eq!(catalog.entries().count(), parents.len());
            for (at, row) in rows.iter().enumerate() {
                prop_assert!(row.end() > at && row.end() <= rows.len());
                prop_assert!(rows[at + 1..row.end()].iter().all(|inner| inner.depth > row.depth && inner.end() <= row.end()));
            }
            let folded = |at: usize| folds.get(at).copied().unwrap_or(false);
            let shown: Vec<usize> = visible(rows, folded).map(|(at, _)| at).collect();
            for at in 0..rows.len() {
                let hidden = (0..at).any(|outer| folded(outer) && rows[outer].end() > at);
                prop_assert_eq!(shown.contains(&at), !hidden);
            }
        }
    }
}
