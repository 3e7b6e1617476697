//! The search bar and the results below it.

use tui_input::{Input, InputRequest};

use super::keys::{Code, Key};
use super::model::Place;
use super::selection::Selection;
use crate::catalog::{Catalog, EntryId};
use crate::search::{Hit, Index, Query};

/// A search that is going on.
#[derive(Debug)]
pub struct Search {
    input: Input,
    query: Query,
    hits: Vec<Hit>,
    selection: Selection,
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
    /// There are none.
    Nothing,
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
            (false, false) => Shown::Hits,
        }
    }

    /// The entry of the selected hit.
    #[must_use]
    pub fn chosen(&self) -> Option<EntryId> {
        self.hits.get(self.selection.at()).map(|hit| hit.id)
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
        self.hits = index.search(catalog, &self.query);
        let kept = chosen.filter(|_| !longer).and_then(|id| self.hits.iter().position(|hit| hit.id == id));
        self.selection.select(kept.unwrap_or(0));
    }

    pub(super) fn paste(&mut self, text: &str) {
        for c in text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control()) {
            if self.input.value().chars().count() >= QUERY_CHARACTERS {
                break;
            }
            self.input.handle(InputRequest::InsertChar(c));
        }
    }

    pub(super) fn move_by(&mut self, hits: isize) {
        self.selection.move_by(hits, self.hits.len());
    }

    pub(super) fn keep_in_sight(&mut self, lines: usize) {
        self.selection.keep_in_sight(self.hits.len(), (lines / HIT_LINES).max(1));
    }
}

/// More characters than this are not taken, as no query needs them.
const QUERY_CHARACTERS: usize = 256;

/// Edits a line of text by a key, as shells do; keys that mean nothing there are ignored.
pub(super) fn edit(input: &mut Input, key: Key) {
    let request = match (key.code, key.ctrl, key.alt) {
        (Code::Char(c), false, false) if !c.is_control() => InputRequest::InsertChar(c),
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
