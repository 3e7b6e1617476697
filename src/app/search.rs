//! The search bar and the results below it.

use std::collections::HashMap;

use tui_input::{Input, InputRequest};

use super::history::Place;
use super::keys::{Code, Key};
use super::page::Target;
use super::selection::{Selection, scrolled};
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::fault;
use crate::search::{Field, Hit, Index, Query};

/// A search that is going on.
#[derive(Debug)]
pub struct Search {
    input: Input,
    query: Query,
    hits: Vec<Hit>,
    selection: Selection,
    /// The hits where they stand in the tree, while they are shown so.
    tree: Option<HitTree>,
    /// How far back the query history was walked.
    recalled: usize,
    /// Where the search began.
    pub(super) from: Place,
}

/// The list that a search shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The query asks for nothing yet: the tree.
    Tree,
    /// The hits.
    Hits,
    /// The hits where they stand in the tree.
    HitTree,
    /// There are none.
    Nothing,
}

/// The part of the tree that holds hits.
#[derive(Clone, Debug, Default)]
pub struct HitTree {
    /// The places of the rows, in the order of the tree, each with the rank of its hit if it is one.
    rows: Vec<(usize, Option<usize>)>,
    offset: usize,
}

impl HitTree {
    fn of(catalog: &Catalog, hits: &[Hit]) -> Self {
        let ranks: HashMap<EntryId, usize> =
            hits.iter().enumerate().map(|(rank, hit)| (hit.id, rank)).collect();
        let mut rows: Vec<(usize, Option<usize>)> = Vec::new();
        // The branches around the present row, the outermost first; those already listed come first of all.
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
                around.push((place, row.end));
                // A hit that holds others was listed just now.
                listed += usize::from(rank.is_some());
            }
        }
        Self { rows, offset: 0 }
    }

    /// The places of the rows, in the order of the tree, each with the rank of its hit if it is one.
    #[must_use]
    pub fn rows(&self) -> &[(usize, Option<usize>)] {
        &self.rows
    }

    /// How many rows are scrolled out at the top.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The rank of the hit that lies `hits` further down than the hit of rank `from`.
    fn step(&self, from: usize, hits: isize) -> usize {
        let ranks: Vec<usize> = self.rows.iter().filter_map(|(_, rank)| *rank).collect();
        let here = ranks.iter().position(|rank| *rank == from).unwrap_or(0);
        let there = here.saturating_add_signed(hits).min(ranks.len().saturating_sub(1));
        ranks.get(there).copied().unwrap_or(from)
    }
}

/// How many lines a hit takes.
pub const HIT_LINES: usize = 2;

impl Search {
    pub(super) fn new(from: Place) -> Self {
        Self {
            input: Input::default(),
            query: Query::default(),
            hits: Vec::new(),
            selection: Selection::default(),
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

    /// The query that was asked.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The entries that answer it, the best first.
    #[must_use]
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// The selected hit, and the hits scrolled out at the top.
    #[must_use]
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// What the list shows.
    #[must_use]
    pub fn shown(&self) -> Shown {
        match (self.query.is_empty(), self.hits.is_empty()) {
            (true, _) => Shown::Tree,
            (false, true) => Shown::Nothing,
            (false, false) if self.tree.is_some() => Shown::HitTree,
            (false, false) => Shown::Hits,
        }
    }

    /// The hits where they stand in the tree, while they are shown so.
    #[must_use]
    pub fn tree(&self) -> Option<&HitTree> {
        self.tree.as_ref()
    }

    /// Shows the hits where they stand in the tree, or by rank again.
    pub(super) fn switch(&mut self, catalog: &Catalog) {
        self.tree = if self.tree.is_some() { None } else { Some(HitTree::of(catalog, &self.hits)) };
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
        self.hits.get(self.selection.at()).map(|hit| hit.id)
    }

    /// The row of the page in which the chosen hit was found, if it was not found at the top.
    pub(super) fn aim(&self) -> Option<Target> {
        match self.hits.get(self.selection.at())?.field {
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

    /// Asks again after the text changed.
    ///
    /// A longer text goes to its best hit; a shorter one stays on the chosen entry if that is still there.
    pub(super) fn ask(&mut self, catalog: &Catalog, index: &Index, longer: bool) {
        let chosen = self.chosen();
        self.query = Query::parse(self.input.value());
        let answer = index.search(&self.query);
        self.hits = answer.hits(index, 0..answer.len());
        let kept = chosen.filter(|_| !longer).and_then(|id| self.hits.iter().position(|hit| hit.id == id));
        self.selection.select(kept.unwrap_or(0));
        if self.tree.is_some() {
            self.tree = Some(HitTree::of(catalog, &self.hits));
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        paste(&mut self.input, text);
    }

    pub(super) fn move_by(&mut self, hits: isize) {
        match &self.tree {
            Some(tree) => self.selection.select(tree.step(self.selection.at(), hits)),
            None => self.selection.move_by(hits, self.hits.len()),
        }
    }

    pub(super) fn keep_in_sight(&mut self, lines: usize) {
        self.selection.keep_in_sight(self.hits.len(), (lines / HIT_LINES).max(1));
        if let Some(tree) = &mut self.tree {
            let here = tree.rows.iter().position(|(_, rank)| *rank == Some(self.selection.at())).unwrap_or(0);
            tree.offset = scrolled(tree.offset, here..here + 1, tree.rows.len(), lines, 2);
        }
    }
}

/// More characters than this are not taken, as no query needs them.
const QUERY_CHARACTERS: usize = 256;

/// Puts a pasted text into a line: its line breaks become blanks, and what could act on a terminal is left out.
pub(super) fn paste(input: &mut Input, text: &str) {
    for c in text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
        edit(input, Key::plain(Code::Char(c)));
    }
}

/// Whether a character may stand in a line of text: nothing that acts on a terminal or cannot be seen.
fn is_fit(c: char) -> bool {
    fault(c.encode_utf8(&mut [0; 4])).is_none()
}

/// Edits a line of text by a key, as shells do; keys that mean nothing there are ignored.
pub(super) fn edit(input: &mut Input, key: Key) {
    let request = match (key.code, key.ctrl, key.alt) {
        (Code::Char(c), false, false) if is_fit(c) => InputRequest::InsertChar(c),
        (Code::Backspace, false, false) | (Code::Char('h'), true, false) => InputRequest::DeletePrevChar,
        (Code::Delete, ..) | (Code::Char('d'), true, false) => InputRequest::DeleteNextChar,
        (Code::Char('w'), true, false) | (Code::Backspace, ..) => InputRequest::DeletePrevWord,
        (Code::Char('u'), true, false) => InputRequest::DeleteFromStart,
        (Code::Char('k'), true, false) => InputRequest::DeleteTillEnd,
        (Code::Char('a'), true, false) | (Code::Home, ..) => InputRequest::GoToStart,
        (Code::Char('e'), true, false) | (Code::End, ..) => InputRequest::GoToEnd,
        (Code::Char('b'), false, true) | (Code::Left, true, _) | (Code::Left, _, true) => {
            InputRequest::GoToPrevWord
        }
        (Code::Char('f'), false, true) | (Code::Right, true, _) | (Code::Right, _, true) => {
            InputRequest::GoToNextWord
        }
        (Code::Char('b'), true, false) | (Code::Left, ..) => InputRequest::GoToPrevChar,
        (Code::Right, ..) => InputRequest::GoToNextChar,
        _ => return,
    };
    let grows = matches!(request, InputRequest::InsertChar(_));
    if !grows || input.value().chars().count() < QUERY_CHARACTERS {
        input.handle(request);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn the_tree_of_hits_holds_the_hits_and_the_branches_around_them_once() {
        let catalog = sample::catalog();
        let index = Index::new(&catalog);
        let answer = index.search(&Query::parse("rows"));
        let hits = answer.hits(&index, 0..answer.len());
        let tree = HitTree::of(&catalog, &hits);
        let places: Vec<usize> = tree.rows().iter().map(|(place, _)| *place).collect();
        let mut sorted = places.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(places, sorted, "each row once, in the order of the tree");
        assert_eq!(tree.rows().iter().filter(|(_, rank)| rank.is_some()).count(), hits.len());
        assert!(places.contains(&0) && places.contains(&3), "the category and the one inside it: {places:?}");
        let nothing = HitTree::of(&catalog, &[]);
        assert!(nothing.rows().is_empty());
    }
}
