//! The popup of bookmarks and notes, over all stacks.

use std::collections::{HashMap, HashSet};

use super::keys::Command;
use super::message::Response;
use crate::kept::{Bookmark, Kept, Note, Thing};

/// The bookmarks and notes of all stacks.
#[derive(Clone, Debug)]
pub struct Bookmarks {
    /// The rows, whether they match the filter or not: those of a stack together, the open stacks first.
    pub all: Vec<BookmarkRow>,
    /// The number of lines of all rows.
    line_count: usize,
    filtered: Filtered,
}

/// The rows that match a filter, found once for each filter.
#[derive(Clone, Debug, Default)]
struct Filtered {
    filter: String,
    /// Their positions among all rows.
    rows: Vec<usize>,
    lines: Vec<BookmarkLine>,
}

/// An entry or a claim with a bookmark or a note, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookmarkRow {
    /// The entry or claim.
    pub thing: Thing,
    /// The stack that it is in.
    pub stack: StackTitle,
    /// The name of the entry that a claim belongs to; empty for an entry.
    pub entry_name: String,
    /// The bookmark.
    pub bookmark: Option<Bookmark>,
    /// The note.
    pub note: Option<Note>,
    /// The texts that a filter looks in, in lower case.
    text: String,
}

/// A stack as the heading of its rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StackTitle {
    /// The position among the open stacks; the last one of all for a stack that is not open.
    pub open: Option<u32>,
    /// The name, or the file.
    pub name: String,
}

/// A line of the list, by the position of its row among those that match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookmarkLine {
    /// The stack of the rows below.
    Stack(usize),
    /// The first line of a row.
    Thing(usize),
    /// The note of a row.
    Note(usize),
}

impl BookmarkRow {
    /// The name of the entry, or the text of the claim.
    pub fn name(&self) -> &str {
        let bookmark = self.bookmark.as_ref().map(|bookmark| &*bookmark.name);
        bookmark.or(self.note.as_ref().map(|note| &*note.name)).unwrap_or_default()
    }

    fn with_text(mut self) -> Self {
        let note = self.note.as_ref().map_or("", |note| &note.text);
        let texts = [self.name(), &self.thing.entry, &self.entry_name, &self.stack.name, note];
        self.text = texts.join("\n").to_lowercase();
        self
    }

    /// Whether each of some words is in a text of it.
    fn has(&self, words: &[&str]) -> bool {
        words.iter().all(|word| self.text.contains(word))
    }
}

impl Bookmarks {
    /// The bookmarks and notes that are kept, the newest of each stack first; `describe` returns the stack of a thing, and the name of its entry.
    pub(super) fn new(kept: &Kept, describe: impl Fn(&Thing) -> (StackTitle, Option<String>)) -> Self {
        let marked = kept.bookmarks.iter().map(|bookmark| &bookmark.thing).rev();
        let with_note = kept.notes.iter().map(|note| &note.thing).rev();
        let mut seen = HashSet::new();
        let things = marked.chain(with_note).filter(|thing| seen.insert(*thing));
        let bookmarks: HashMap<&Thing, &Bookmark> = kept.bookmarks.iter().map(|it| (&it.thing, it)).collect();
        let notes: HashMap<&Thing, &Note> = kept.notes.iter().map(|it| (&it.thing, it)).collect();
        let row = |thing: &Thing| {
            let (stack, name) = describe(thing);
            BookmarkRow {
                entry_name: name.filter(|_| thing.claim.is_some()).unwrap_or_default(),
                stack,
                bookmark: bookmarks.get(thing).copied().cloned(),
                note: notes.get(thing).copied().cloned(),
                thing: thing.clone(),
                text: String::new(),
            }
            .with_text()
        };
        let mut all: Vec<BookmarkRow> = things.map(row).collect();
        all.sort_by_cached_key(|row| (row.stack.open.unwrap_or(u32::MAX), row.thing.stack.clone()));
        let mut this = Self { all, line_count: 0, filtered: Filtered::default() };
        this.find(String::new());
        this.line_count = this.filtered.lines.len();
        this
    }

    /// Looks for the rows that match a filter, unless it is the one before.
    pub(super) fn filter(&mut self, filter: &str) {
        if self.filtered.filter != filter {
            self.find(filter.to_owned());
        }
    }

    fn find(&mut self, filter: String) {
        let text = filter.to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let found = self.all.iter().enumerate().filter(|(_, row)| row.has(&words));
        let rows: Vec<usize> = found.map(|(at, _)| at).collect();
        let mut lines = Vec::new();
        let mut before = None;
        for (at, row) in rows.iter().filter_map(|row| self.all.get(*row)).enumerate() {
            if before != Some(&row.thing.stack) {
                lines.push(BookmarkLine::Stack(at));
            }
            before = Some(&row.thing.stack);
            lines.push(BookmarkLine::Thing(at));
            lines.extend(row.note.as_ref().map(|_| BookmarkLine::Note(at)));
        }
        self.filtered = Filtered { filter, rows, lines };
    }

    /// The row at a position among those that have each word of the filter in one of their texts.
    pub fn row(&self, at: usize) -> Option<&BookmarkRow> {
        self.all.get(*self.filtered.rows.get(at)?)
    }

    /// The number of rows that match.
    pub fn row_count(&self) -> usize {
        self.filtered.rows.len()
    }

    /// The lines of the rows that match.
    pub fn lines(&self) -> &[BookmarkLine] {
        &self.filtered.lines
    }

    /// The number of lines without a filter.
    pub(super) fn line_count(&self) -> usize {
        self.line_count
    }

    /// The position of the row that has a line.
    pub(super) fn item_at(&self, line: usize) -> Option<usize> {
        match self.lines().get(line)? {
            BookmarkLine::Stack(_) => None,
            BookmarkLine::Thing(at) | BookmarkLine::Note(at) => Some(*at),
        }
    }

    /// The lines of the row at a position, with the heading above it if there is one, and the number of all lines.
    pub(super) fn position(&self, at: usize) -> (std::ops::Range<usize>, usize) {
        let is_of = |line: &BookmarkLine| {
            let (BookmarkLine::Stack(row) | BookmarkLine::Thing(row) | BookmarkLine::Note(row)) = *line;
            row == at
        };
        let start = self.lines().iter().position(is_of).unwrap_or(0);
        let end = self.lines().iter().rposition(is_of).map_or(0, |last| last + 1);
        (start..end, self.lines().len())
    }

    /// The response to a command on the selected one of the rows that match; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize) -> Option<Response> {
        match (command, self.row(at)) {
            (Command::Follow, Some(row)) => Some(Response::GoToThing(row.thing.clone())),
            (Command::Remove, Some(row)) => Some(match (&row.bookmark, &row.note) {
                (Some(bookmark), _) => Response::ToggleBookmark(bookmark.clone()),
                (None, Some(note)) => Response::ToggleNote(note.clone()),
                (None, None) => Response::Ignored,
            }),
            (Command::Follow | Command::Remove, None) => Some(Response::Ignored),
            _ => None,
        }
    }
}
