//! The hits in the tree.

use std::collections::HashMap;

use crate::app::selection::scrolled;
use crate::catalog::{Catalog, EntryId, Node};
use crate::search::Hit;

/// The rows of the tree that are hits or their ancestors.
#[derive(Clone, Debug, Default)]
pub struct HitTree {
    /// The indexes of the rows, in the order of the tree, each with the rank of its hit if it is one.
    pub rows: Vec<(usize, Option<usize>)>,
    /// The scroll offset in rows.
    pub offset: usize,
}

impl HitTree {
    pub(super) fn new(catalog: &Catalog, hits: &[Hit]) -> Self {
        let ranks: HashMap<EntryId, usize> =
            hits.iter().enumerate().map(|(rank, hit)| (hit.id, rank)).collect();
        let mut rows: Vec<(usize, Option<usize>)> = Vec::new();
        // The ancestors of the present row, the outermost first, of which the first `listed` have a row already.
        let mut around: Vec<(usize, usize)> = Vec::new();
        let mut listed = 0;
        for (place, row) in catalog.rows().iter().enumerate() {
            while around.last().is_some_and(|(_, end)| *end <= place) {
                around.pop();
            }
            listed = listed.min(around.len());
            let rank = match row.node {
                Node::Entry(id) => ranks.get(&id).copied(),
                _ => None,
            };
            if rank.is_some() {
                rows.extend(around.iter().skip(listed).map(|(branch, _)| (*branch, None)));
                rows.push((place, rank));
                listed = around.len();
            }
            if row.is_branch(place) {
                around.push((place, row.end()));
                // A hit with descendants has its row already.
                listed += usize::from(rank.is_some());
            }
        }
        Self { rows, offset: 0 }
    }

    /// Scrolls so that the hit of a rank is among the visible `lines`, unless the wheel has scrolled it away.
    pub(super) fn keep_visible(&mut self, rank: usize, lines: usize, is_away: bool) {
        if is_away {
            self.offset = self.offset.min(self.rows.len().saturating_sub(lines.max(1)));
            return;
        }
        let here = self.rows.iter().position(|(_, at)| *at == Some(rank)).unwrap_or(0);
        self.offset = scrolled(self.offset, here..here + 1, self.rows.len(), lines, 2);
    }

    /// The rank of the hit that is `hits` further down than the one of rank `from`.
    pub(super) fn step(&self, from: usize, hits: isize) -> usize {
        let ranks: Vec<usize> = self.rows.iter().filter_map(|(_, rank)| *rank).collect();
        let here = ranks.iter().position(|rank| *rank == from).unwrap_or(0);
        let there = here.saturating_add_signed(hits).min(ranks.len().saturating_sub(1));
        ranks.get(there).copied().unwrap_or(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::search::{Index, Query};

    #[test]
    fn the_tree_of_hits_has_each_hit_and_each_ancestor_once() {
        let catalog = sample::catalog();
        let index = Index::new(&catalog);
        let results = index.search(&Query::parse("rows"));
        let hits = results.hits(&index, 0..results.len());
        let tree = HitTree::new(&catalog, &hits);
        let places: Vec<usize> = tree.rows.iter().map(|(place, _)| *place).collect();
        let mut sorted = places.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(places, sorted, "each row once, in the order of the tree");
        assert_eq!(tree.rows.iter().filter(|(_, rank)| rank.is_some()).count(), hits.len());
        assert!(places.contains(&0) && places.contains(&3), "the category and the one inside it: {places:?}");
        let nothing = HitTree::new(&catalog, &[]);
        assert!(nothing.rows.is_empty());
    }
}
