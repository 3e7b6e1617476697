//! The results of a query as a list: the selected hit, and the hits that are visible.

use std::ops::Range;

use super::hit_tree::HitTree;
use crate::app::message::SearchReply;
use crate::app::selection::{ITEM_LINES, Selection};
use crate::app::shared::Shared;
use crate::catalog::{Catalog, EntryId};
use crate::search::{Advice, Hit, Index, Results};

/// An item of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultItem {
    /// A hit, with its rank.
    Hit(usize, Hit),
    /// The category of the hit below it, of hits in the order of the tree.
    Heading(EntryId),
    /// The rule above the hits that match only without the filters.
    Rule,
}

/// Maximum number of hits in the tree of hits.
pub const TREE_HITS: usize = 5_000;

/// Maximum rank at which the selected entry is looked for when the query gets shorter.
const KEEP_SELECTION_DEPTH: usize = 500;

/// The results of a query, with the index that they belong to.
#[derive(Debug)]
pub struct ResultList {
    /// The query and the entries that match.
    pub found: Shared<Results>,
    /// The index that the results belong to.
    pub index: Shared<Index>,
    /// Suggestions, where nothing matches.
    pub advice: Advice,
    /// True while these are results in a catalog that was replaced.
    pub(in crate::app) is_stale: bool,
    /// The rank of the selected hit, and the scroll offset in items.
    pub selection: Selection,
    pub(super) chosen_hit: Option<Hit>,
    /// The visible hits, from the rank `first` on.
    hits: Vec<Hit>,
    first: usize,
    /// The hits in the tree, while they are shown so.
    pub tree: Option<HitTree>,
}

impl ResultList {
    /// The results of a reply.
    ///
    /// A longer query selects its best hit. A shorter one keeps `entry_to_keep` selected if that still matches; so does
    /// the same query after a reload, unless the best hit was selected.
    pub(super) fn new(
        reply: SearchReply,
        before: Option<&Self>,
        entry_to_keep: Option<EntryId>,
        catalog: &Catalog,
    ) -> Self {
        let SearchReply { results: found, index, advice, .. } = reply;
        let reloaded = before
            .filter(|list| list.is_stale && list.found.query() == found.query() && list.selection.at > 0);
        let (kept, depth) = match reloaded {
            Some(list) => (list.chosen(), TREE_HITS),
            None => (entry_to_keep, KEEP_SELECTION_DEPTH),
        };
        let kept = kept.and_then(|id| found.hits(&index, 0..depth).iter().position(|hit| hit.id == id));
        let mut selection = before.map(|list| list.selection).unwrap_or_default();
        selection.at = kept.unwrap_or(0);
        let (hits, first) = (Vec::new(), 0);
        let mut list = Self {
            found,
            index,
            advice,
            is_stale: false,
            selection,
            chosen_hit: None,
            hits,
            first,
            tree: None,
        };
        if before.is_some_and(|list| list.tree.is_some()) {
            list.build_hit_tree(catalog);
        }
        list.load_visible_hits(0);
        list
    }

    /// Keeps the results after a reload until there are others, if the visible hits are the same entries.
    pub(super) fn stale(
        mut self,
        map: impl Fn(EntryId) -> Option<EntryId>,
        catalog: &Catalog,
    ) -> Option<Self> {
        let mut visible = self.hits.iter().chain(&self.chosen_hit);
        if !visible.all(|hit| map(hit.id) == Some(hit.id)) {
            return None;
        }
        self.is_stale = true;
        if self.tree.is_some() {
            self.build_hit_tree(catalog);
        }
        Some(self)
    }

    /// The number of items: the hits, and the rule between those inside and outside the filters.
    pub fn items(&self) -> usize {
        self.total() + usize::from(self.found.filtered_out_len() > 0)
    }

    pub(in crate::app) fn total(&self) -> usize {
        self.found.len() + self.found.filtered_out_len()
    }

    /// The height of a hit in lines: one in the order of the tree, below headings, else two.
    pub fn item_lines(&self) -> usize {
        if self.found.is_in_order() { 1 } else { ITEM_LINES }
    }

    /// The visible items, from the scroll offset on.
    pub fn visible_items(&self) -> impl Iterator<Item = ResultItem> {
        let (inside, first) = (self.found.len(), self.selection.offset);
        let mut last = None;
        let with_heading = move |item| {
            let ResultItem::Hit(_, hit) = item else { return [None, Some(item)] };
            let heading = self.heads(last.replace(hit.id), hit.id).then_some(ResultItem::Heading(hit.id));
            [heading, Some(item)]
        };
        let items = (first..self.items()).map_while(move |item| {
            if item == inside && self.found.filtered_out_len() > 0 {
                return Some(ResultItem::Rule);
            }
            let rank = item - usize::from(item > inside);
            let hit = self.hits.get(rank.checked_sub(self.first)?)?;
            Some(ResultItem::Hit(rank, *hit))
        });
        items.flat_map(with_heading).flatten()
    }

    /// Whether an entry has a heading, below the one that is above it on the screen.
    fn heads(&self, above: Option<EntryId>, id: EntryId) -> bool {
        self.found.is_in_order() && above.is_none_or(|above| !self.index.share_category(above, id))
    }

    /// Switches between the list by rank and the tree of hits.
    pub(in crate::app) fn switch(&mut self, catalog: &Catalog) {
        if self.tree.take().is_none() {
            self.selection.at = self.selection.at.min(self.found.len().min(TREE_HITS).saturating_sub(1));
            self.build_hit_tree(catalog);
        }
    }

    fn build_hit_tree(&mut self, catalog: &Catalog) {
        self.tree = Some(HitTree::new(catalog, &self.found.hits(&self.index, 0..TREE_HITS)));
    }

    /// The entry of the selected hit.
    pub fn chosen(&self) -> Option<EntryId> {
        self.chosen_hit.map(|hit| hit.id)
    }

    pub(in crate::app) fn move_by(&mut self, hits: isize) {
        match &self.tree {
            Some(tree) => self.selection.at = tree.step(self.selection.at, hits),
            None => self.selection.move_by(hits, self.total()),
        }
    }

    /// Scrolls by lines and leaves the selection where it is.
    pub(in crate::app) fn roll_by(&mut self, lines: isize) {
        match &mut self.tree {
            Some(tree) => {
                tree.offset = tree.offset.saturating_add_signed(lines);
                self.selection.scroll_by(0);
            }
            None => self.selection.scroll_by(lines / isize::try_from(self.item_lines()).unwrap_or(1)),
        }
    }

    /// The rank of the hit on a visible line.
    pub(in crate::app) fn rank_at(&self, line: usize) -> Option<usize> {
        if let Some(tree) = &self.tree {
            return tree.rows.get(tree.offset + line).and_then(|(_, rank)| *rank);
        }
        let lines = self.visible_items().flat_map(|item| match item {
            ResultItem::Hit(rank, _) => vec![Some(rank); self.item_lines()],
            ResultItem::Heading(_) => vec![None],
            ResultItem::Rule => vec![None; ITEM_LINES],
        });
        lines.into_iter().nth(line).flatten()
    }

    /// Scrolls so that the selection is among the visible `lines`.
    pub(in crate::app) fn keep_visible(&mut self, lines: usize) {
        let at = self.selection.at;
        let item = at + usize::from(at >= self.found.len() && self.found.filtered_out_len() > 0);
        if let Some(tree) = &mut self.tree {
            tree.keep_visible(at, lines, self.selection.is_scrolled_away());
        }
        if self.found.is_in_order() {
            self.keep_visible_below_headings(lines);
        } else {
            self.selection.scroll_to(item..item + 1, self.items(), (lines / ITEM_LINES).max(1));
        }
        self.load_visible_hits(lines);
    }

    /// Shows the page of `lines` that has the selection.
    pub(in crate::app) fn turn_page(&mut self, lines: usize) {
        let items = (lines / self.item_lines()).max(1);
        self.selection.offset = self.selection.at / items * items;
        self.load_visible_hits(lines);
    }

    /// Scrolls so that the selected hit is among the visible `lines`, some of which are headings.
    fn keep_visible_below_headings(&mut self, lines: usize) {
        // Scrolled by the wheel, the list ends with its last hit.
        let is_away = self.selection.is_scrolled_away();
        let at = if is_away { self.total().saturating_sub(1) } else { self.selection.at };
        let first = if is_away { 0 } else { self.selection.offset };
        let first = first.min(at).max((at + 1).saturating_sub(lines.max(1)));
        let ids: Vec<EntryId> = self.ranked(first..at + 1).iter().map(|hit| hit.id).collect();
        // From the selected hit upwards, as many as fit with their headings, of which the top one has one in any case.
        let (mut used, mut fitting) = (2, 1);
        for pair in ids.windows(2).rev() {
            let [above, below] = pair else { continue };
            used += 1 + usize::from(self.heads(Some(*above), *below));
            if used > lines {
                break;
            }
            fitting += 1;
        }
        let offset = first.max((at + 1).saturating_sub(fitting));
        self.selection.offset = if is_away { self.selection.offset.min(offset) } else { offset };
    }

    /// Loads the hits that `lines` show, and the selected one; the others are never sorted.
    fn load_visible_hits(&mut self, lines: usize) {
        self.first = self.selection.offset.saturating_sub(1);
        let last = self.first + lines.div_ceil(self.item_lines()) + 2;
        self.hits = self.ranked(self.first..last);
        let at = self.selection.at;
        self.chosen_hit = self.ranked(at..at + 1).first().copied();
    }

    /// The hits of some ranks, those outside the filters after the others.
    fn ranked(&self, ranks: Range<usize>) -> Vec<Hit> {
        let mut hits = self.found.hits(&self.index, ranks.clone());
        let inside = self.found.len();
        if ranks.end > inside && self.found.filtered_out_len() > 0 {
            let outside = ranks.start.saturating_sub(inside)..ranks.end - inside;
            hits.extend(self.found.filtered_out(&self.index, outside));
        }
        hits
    }
}
