//! The tree of categories and entries as one flat list in reading order.
//!
//! A branch knows where it ends, so folding, moving and drawing are index arithmetic, with no recursion and nothing to
//! keep in step.

use super::EntryId;
use crate::dataset::{CategoryIndex, EntryIndex, Stack};

/// What a row of the tree stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A whole stack, by position; there only when several are open.
    Stack(u32),
    /// A category of a stack.
    Category(u32, CategoryIndex),
    /// An entry.
    Entry(EntryId),
}

/// One line of the tree; a branch owns the rows up to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it stands for.
    pub node: Node,
    /// How many branches it lies in.
    pub depth: u16,
    // In 32 bits, as there may be a million rows.
    end: u32,
    count: u32,
}

impl Row {
    /// One past the last row inside it; its own place plus one when there is none.
    #[must_use]
    pub fn end(&self) -> usize {
        self.end as usize
    }

    /// How many entries lie inside it, at any depth.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// Whether rows lie inside it, given its own place.
    #[must_use]
    pub fn is_branch(&self, at: usize) -> bool {
        self.end() > at + 1
    }
}

/// The rows a reader sees, with their places: whatever lies inside a folded branch is skipped.
pub fn visible(rows: &[Row], folded: impl Fn(usize) -> bool) -> impl Iterator<Item = (usize, &Row)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let at = next;
        let row = rows.get(at)?;
        next = if row.is_branch(at) && folded(at) { row.end() } else { at + 1 };
        Some((at, row))
    })
}

/// Lays the stacks out.
///
/// Inside a category its entries come first, then the categories inside it, each in the order of the data. An entry
/// with a parent in the same category hangs under that; with a parent elsewhere it stays in its own category, so that
/// every entry is counted where it belongs.
pub(super) fn lay_out(stacks: &[Stack]) -> Vec<Row> {
    let mut rows = Rows::default();
    for (stack_at, stack) in (0..u32::MAX).zip(stacks) {
        let children = Children::of(stack);
        let root = (stacks.len() > 1).then(|| rows.open(Node::Stack(stack_at), 0));
        let depth = u16::from(root.is_some());
        let mut pending: Vec<Step> = Vec::new();
        pending.extend(children.top_categories.iter().rev().map(|at| Step::Open(Item::Category(*at), depth)));
        while let Some(step) = pending.pop() {
            match step {
                Step::Close(at) => rows.close(at),
                Step::Open(item, depth) => {
                    pending.push(Step::Close(rows.open(item.node(stack_at), depth)));
                    children.push_inside(item, depth.saturating_add(1), &mut pending);
                }
            }
        }
        if let Some(at) = root {
            rows.close(at);
        }
    }
    rows.list
}

/// The rows laid out so far.
#[derive(Default)]
struct Rows {
    list: Vec<Row>,
    entries: u32,
}

impl Rows {
    /// Begins a branch and tells its place; its count holds, until it ends, the entries up to and with its own row.
    fn open(&mut self, node: Node, depth: u16) -> usize {
        self.entries += u32::from(matches!(node, Node::Entry(_)));
        self.list.push(Row { node, depth, end: 0, count: self.entries });
        self.list.len() - 1
    }

    /// Ends the branch that began at `at`.
    fn close(&mut self, at: usize) {
        // A stack of four thousand million entries has no place in memory.
        let end = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        if let Some(row) = self.list.get_mut(at) {
            row.end = end;
            row.count = self.entries - row.count;
        }
    }
}

/// What is still to be laid out.
enum Step {
    Open(Item, u16),
    Close(usize),
}

#[derive(Clone, Copy)]
enum Item {
    Category(u32),
    Entry(u32),
}

impl Item {
    fn node(self, stack: u32) -> Node {
        match self {
            Self::Category(at) => Node::Category(stack, CategoryIndex(at)),
            Self::Entry(at) => Node::Entry(EntryId { stack, entry: EntryIndex(at) }),
        }
    }
}

/// Who lies inside whom, as lists by position.
struct Children {
    top_categories: Vec<u32>,
    categories_in: Vec<Vec<u32>>,
    entries_in: Vec<Vec<u32>>,
    entries_under: Vec<Vec<u32>>,
}

impl Children {
    fn of(stack: &Stack) -> Self {
        let mut children = Self {
            top_categories: Vec::new(),
            categories_in: vec![Vec::new(); stack.categories().len()],
            entries_in: vec![Vec::new(); stack.categories().len()],
            entries_under: vec![Vec::new(); stack.entries().len()],
        };
        for (CategoryIndex(at), category) in stack.categories() {
            match category
                .parent()
                .and_then(|CategoryIndex(parent)| children.categories_in.get_mut(parent as usize))
            {
                Some(list) => list.push(at),
                None => children.top_categories.push(at),
            }
        }
        for (EntryIndex(at), entry) in stack.entries() {
            let parent = entry.parent().filter(|parent| {
                stack.entry(*parent).is_some_and(|parent| parent.category() == entry.category())
            });
            let list = match parent {
                Some(EntryIndex(parent)) => children.entries_under.get_mut(parent as usize),
                None => children.entries_in.get_mut(entry.category().0 as usize),
            };
            if let Some(list) = list {
                list.push(at);
            }
        }
        children
    }

    /// Puts what lies inside an item on top of `pending`, so that it comes out in order.
    fn push_inside(&self, item: Item, depth: u16, pending: &mut Vec<Step>) {
        let none = Vec::new();
        let (entries, categories) = match item {
            Item::Category(at) => (
                self.entries_in.get(at as usize).unwrap_or(&none),
                self.categories_in.get(at as usize).unwrap_or(&none),
            ),
            Item::Entry(at) => (self.entries_under.get(at as usize).unwrap_or(&none), &none),
        };
        pending.extend(categories.iter().rev().map(|at| Step::Open(Item::Category(*at), depth)));
        pending.extend(entries.iter().rev().map(|at| Step::Open(Item::Entry(*at), depth)));
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
        let catalog = Catalog::of(vec![sample::stack(), sample::stack()]);
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
                // A parent always comes earlier here, so no ring can arise: the checks forbid one.
                let parent = (*nested && at > 0).then(|| u32::try_from(parent.index(at)).unwrap());
                builder.entry(&EntryParts { id: &format!("e{at}"), name: "e", category: *category, parent, ..Default::default() });
            }
            let catalog = Catalog::of(vec![builder.build()]);
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
