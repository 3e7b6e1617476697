//! The search bar and the results below it.

use tui_input::{Input, InputRequest};

use super::keys::{Code, Key};
use super::model::Place;
use super::tree::scrolled;
use crate::catalog::EntryId;
use crate::search::{Hit, Index, Query};

/// A search that is going on.
#[derive(Debug)]
pub struct Search {
    input: Input,
    query: Query,
    hits: Vec<Hit>,
    selected: usize,
    offset: usize,
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
            selected: 0,
            offset: 0,
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

    /// The place of the selected hit.
    #[must_use]
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// How many hits are scrolled out at the top.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
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
        self.hits.get(self.selected).map(|hit| hit.id)
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
    pub(super) fn ask(&mut self, index: &Index, longer: bool) {
        let chosen = self.chosen();
        self.query = Query::parse(self.input.value());
        let answer = index.search(&self.query);
        self.hits = answer.hits(index, 0..answer.len());
        let kept = chosen.filter(|_| !longer).and_then(|id| self.hits.iter().position(|hit| hit.id == id));
        self.selected = kept.unwrap_or(0);
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
        let last = self.hits.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(hits).min(last);
    }

    pub(super) fn keep_in_sight(&mut self, lines: usize) {
        let height = lines / HIT_LINES;
        self.offset =
            scrolled(self.offset, self.selected..self.selected + 1, self.hits.len(), height.max(1), 1);
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
