//! The search bar and the results below it.

mod hit_tree;
mod line;

use tui_input::Input;

pub use self::hit_tree::HitTree;
pub(super) use self::line::{edit, paste};
use super::content::Target;
use super::history::Place;
use super::keys::Key;
use super::message::{SearchReply, Shared};
use super::selection::Selection;
use crate::catalog::{Catalog, EntryId, Node};
use crate::search::{Advice, Field, Hit, Index, Query, Results};

/// A search that is going on.
#[derive(Debug)]
pub struct Search {
    input: Input,
    /// What was asked last; what is shown may still answer an earlier query.
    asked: Query,
    /// The entry to stay on when the answer comes, if it is still a hit.
    wanted: Option<EntryId>,
    answer: Option<Shared<Results>>,
    /// Whether the answer is about what was shown before, to be kept until there is another.
    outdated: bool,
    advice: Advice,
    /// The selected hit by its rank, and the items scrolled out at the top.
    selection: Selection,
    chosen: Option<Hit>,
    /// The hits in sight, from the rank `first` on.
    hits: Vec<Hit>,
    first: usize,
    /// The hits where they stand in the tree, while they are shown so.
    tree: Option<HitTree>,
    /// How far back the query history was walked.
    recalled: usize,
    /// Where the search began.
    pub(super) from: Place,
}

/// The list that a search shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListContent {
    /// The query asks for nothing yet: the tree.
    Tree,
    /// The hits.
    Hits,
    /// The hits where they stand in the tree.
    HitTree,
    /// There are none.
    Nothing,
}

/// A line or two of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultItem {
    /// A hit, with its rank.
    Hit(usize, Hit),
    /// The rule above the hits that lack a fact which a filter asks for.
    Rule,
}

/// How many lines a hit takes, and the rule above those outside the filter.
pub const HIT_LINES: usize = 2;

/// No more than the best of this many hits are shown in the tree.
pub const TREE_HITS: usize = 5_000;

/// As far down as this the chosen entry is looked for when the text gets shorter.
const KEPT: usize = 500;

impl Search {
    pub(super) fn new(from: Place) -> Self {
        Self {
            input: Input::default(),
            asked: Query::default(),
            wanted: None,
            answer: None,
            outdated: false,
            advice: Advice::default(),
            selection: Selection::default(),
            chosen: None,
            hits: Vec::new(),
            first: 0,
            tree: None,
            recalled: 0,
            from,
        }
    }

    /// What was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The cursor, in cells from the beginning of the text.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.input.visual_cursor()
    }

    /// The query that was asked last.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.asked
    }

    /// The query whose hits are shown.
    #[must_use]
    pub fn answered(&self) -> Option<&Query> {
        self.answer.as_ref().map(|answer| answer.query())
    }

    /// Whether the answer to the last query is still missing.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        !self.asked.is_empty() && (self.outdated || self.answered() != Some(&self.asked))
    }

    /// Whether keys about hits do well to wait for the answer: what is shown answers another query.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        !self.asked.is_empty() && self.answered() != Some(&self.asked)
    }

    /// How many entries answer.
    #[must_use]
    pub fn count(&self) -> usize {
        self.answer.as_ref().map_or(0, |answer| answer.len())
    }

    /// How many entries would answer without the filters of the query.
    #[must_use]
    pub fn count_outside(&self) -> usize {
        self.answer.as_ref().map_or(0, |answer| answer.filtered_out_len())
    }

    /// What may help where nothing answers.
    #[must_use]
    pub fn advice(&self) -> &Advice {
        &self.advice
    }

    /// The selected hit by its rank, and the items scrolled out at the top.
    #[must_use]
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// How many items the list has: the hits, those outside the filter, and the rule between them.
    #[must_use]
    pub fn items(&self) -> usize {
        self.total() + usize::from(self.count_outside() > 0)
    }

    /// The items from the first one in sight on, as many as were looked up for the size of the pane.
    pub fn visible_items(&self) -> impl Iterator<Item = ResultItem> {
        let (inside, first) = (self.count(), self.selection.offset());
        (first..self.items()).map_while(move |item| {
            if item == inside && self.count_outside() > 0 {
                return Some(ResultItem::Rule);
            }
            let rank = item - usize::from(item > inside);
            let hit = self.hits.get(rank.checked_sub(self.first)?)?;
            Some(ResultItem::Hit(rank, *hit))
        })
    }

    /// What the list shows.
    #[must_use]
    pub fn list_content(&self) -> ListContent {
        match (&self.answer, self.total()) {
            (None, _) => ListContent::Tree,
            (Some(_), 0) => ListContent::Nothing,
            (Some(_), _) if self.tree.is_some() => ListContent::HitTree,
            (Some(_), _) => ListContent::Hits,
        }
    }

    /// The hits where they stand in the tree, while they are shown so.
    #[must_use]
    pub fn tree(&self) -> Option<&HitTree> {
        self.tree.as_ref()
    }

    /// Shows the hits where they stand in the tree, or by rank again.
    pub(super) fn switch(&mut self, catalog: &Catalog, index: &Index) {
        if self.tree.take().is_none() {
            self.selection.select(self.selection.at().min(self.count().min(TREE_HITS).saturating_sub(1)));
            self.plant(catalog, index);
        }
    }

    fn plant(&mut self, catalog: &Catalog, index: &Index) {
        let best = self.answer.as_ref().map(|answer| answer.hits(index, 0..TREE_HITS));
        self.tree = Some(HitTree::new(catalog, &best.unwrap_or_default()));
    }

    /// Takes up an earlier query, one further back each time; tells whether there was one.
    pub(super) fn recall(&mut self, earlier: &[String]) -> bool {
        let Some(text) = earlier.iter().rev().nth(self.recalled) else { return false };
        self.input = Input::from(text.as_str());
        self.recalled += 1;
        true
    }

    /// The entry of the selected hit.
    #[must_use]
    pub fn chosen(&self) -> Option<EntryId> {
        self.chosen.map(|hit| hit.id)
    }

    /// The row of the page in which the chosen hit was found, if it was not found at the top.
    pub(super) fn aim(&self) -> Option<Target> {
        match self.chosen?.field {
            Field::Claim(at) => Some(Target::Claim(at as usize)),
            Field::Source(at) => Some(Target::Source(at as usize)),
            _ => None,
        }
    }

    /// Edits the text by a key; tells whether the text changed.
    pub(super) fn edit(&mut self, key: Key) -> bool {
        let before = self.input.value().to_owned();
        edit(&mut self.input, key);
        before != self.input.value()
    }

    pub(super) fn paste(&mut self, text: &str) {
        paste(&mut self.input, text);
    }

    /// Asks for what stands in the line now; `longer` says that it only grew.
    pub(super) fn ask(&mut self, query: Query, longer: bool) {
        self.wanted = if longer { None } else { self.chosen().or(self.wanted) };
        self.asked = query;
        if self.asked.is_empty() {
            self.forget();
        }
    }

    /// Goes on in a catalog that has replaced another; `same` names entries of that one anew.
    ///
    /// Where what is in sight has its old names, as in a stack that has grown, it stays until there is another answer.
    pub(super) fn renew(&mut self, same: impl Fn(EntryId) -> Option<EntryId>, from: Option<Node>) {
        let mut seen = self.hits.iter().chain(&self.chosen);
        if self.answer.is_some() && seen.all(|hit| same(hit.id) == Some(hit.id)) {
            self.outdated = true;
        } else {
            let chosen = self.chosen().or(self.wanted);
            self.forget();
            self.wanted = chosen.and_then(same);
        }
        if let Some(node) = from {
            self.from.node = node;
        }
    }

    fn forget(&mut self) {
        self.answer = None;
        self.outdated = false;
        self.advice = Advice::default();
        self.tree = None;
        self.chosen = None;
        self.hits.clear();
    }

    /// Takes in an answer.
    ///
    /// A longer text goes to its best hit; a shorter one stays on the chosen entry if that is still there, and so does the
    /// same text when only the catalog has changed, unless the best hit was chosen.
    pub(super) fn take(&mut self, found: SearchReply, catalog: &Catalog, index: &Index) {
        let SearchReply { answer, advice, .. } = found;
        let grown = std::mem::take(&mut self.outdated) && self.answered() == Some(&self.asked);
        let (kept, among) = match self.wanted.take() {
            _ if grown && self.selection.at() > 0 => (self.chosen(), TREE_HITS),
            wanted => (wanted, KEPT),
        };
        let kept = kept.and_then(|id| answer.hits(index, 0..among).iter().position(|hit| hit.id == id));
        self.selection.select(kept.unwrap_or(0));
        self.answer = Some(answer);
        self.advice = advice;
        if self.tree.is_some() {
            self.plant(catalog, index);
        }
        self.look(index, 0);
    }

    pub(super) fn move_by(&mut self, hits: isize) {
        match &self.tree {
            Some(tree) => self.selection.select(tree.step(self.selection.at(), hits)),
            None => self.selection.move_by(hits, self.total()),
        }
    }

    /// Scrolls so that the selection is among the `lines` in sight, and looks up what is.
    pub(super) fn keep_visible(&mut self, index: &Index, lines: usize) {
        let at = self.selection.at();
        let item = at + usize::from(at >= self.count() && self.count_outside() > 0);
        self.selection.scroll_to(item..item + 1, self.items(), (lines / HIT_LINES).max(1));
        if let Some(tree) = &mut self.tree {
            tree.keep_visible(at, lines);
        }
        self.look(index, lines);
    }

    /// Looks up the hits that so many lines show, and the chosen one: the others are never put in order.
    fn look(&mut self, index: &Index, lines: usize) {
        self.first = self.selection.offset().saturating_sub(1);
        let last = self.first + lines.div_ceil(HIT_LINES) + 2;
        self.hits = self.ranked(index, self.first..last);
        let at = self.selection.at();
        self.chosen = self.ranked(index, at..at + 1).first().copied();
    }

    /// The hits of some ranks, those outside the filter after the others.
    fn ranked(&self, index: &Index, ranks: std::ops::Range<usize>) -> Vec<Hit> {
        let Some(answer) = &self.answer else { return Vec::new() };
        let mut hits = answer.hits(index, ranks.clone());
        let inside = answer.len();
        if ranks.end > inside && answer.filtered_out_len() > 0 {
            hits.extend(answer.filtered_out(index, ranks.start.saturating_sub(inside)..ranks.end - inside));
        }
        hits
    }

    fn total(&self) -> usize {
        self.count() + self.count_outside()
    }
}
