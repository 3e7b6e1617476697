//! The changes of the things that are kept.

use super::place::Place;
use super::records::{Bookmark, Kept, MAX_CHARS, Note, QueuedPage};
use super::seen::Seen;
use super::thing::{StackName, Thing};
use crate::dataset::SourceUrl;

/// A change of the things that are kept; applied twice it does no more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A bookmark is added, unless the thing has one.
    Bookmark(Bookmark),
    /// The bookmark of a thing is removed.
    Unbookmark(Thing),
    /// A page is put at the end of the queue, unless it is there.
    Queue(QueuedPage),
    /// A page is taken out of the queue.
    Unqueue(SourceUrl),
    /// A note is written in place of one with the text `before`; an empty text removes it.
    ///
    /// If the note has another text, which another copy of the program has written, the new lines follow it.
    Note {
        /// The new note.
        new: Note,
        /// The text that the user has changed; empty if there was none.
        before: String,
    },
    /// A page was opened.
    Opened(SourceUrl),
    /// The entries of a stack were seen; they have a file of their own.
    Seen(StackName, Seen),
    /// A set of stacks was left at a place.
    Left(Place),
    /// A run ended with these stacks open.
    Ended(Vec<StackName>),
    /// A search was made.
    Searched(String),
    /// Files or folders were opened, by their absolute paths.
    Recent(Vec<String>),
    /// The first-run tip was seen.
    TipSeen,
}

/// Maximum number of bookmarks.
const MAX_BOOKMARKS: usize = 5_000;

/// Maximum number of pages in the queue.
const MAX_QUEUED: usize = 5_000;

/// Maximum number of notes.
const MAX_NOTES: usize = 2_000;

/// Maximum number of places; for a further one the oldest is dropped.
const MAX_PLACES: usize = 50;

/// Maximum number of searches; for a further one the oldest is dropped.
const MAX_SEARCHES: usize = 50;

/// Maximum number of recent files; for a further one the oldest is dropped.
const MAX_RECENT: usize = 20;

impl Kept {
    /// Applies a change, and returns whether there was room for it.
    pub fn apply(&mut self, change: &Change) -> bool {
        match change {
            Change::Bookmark(new) => add(&mut self.bookmarks, new, MAX_BOOKMARKS, |it| it.thing == new.thing),
            Change::Queue(new) => add(&mut self.queue, new, MAX_QUEUED, |it| it.url == new.url),
            Change::Unbookmark(thing) => {
                self.bookmarks.retain(|it| it.thing != *thing);
                true
            }
            Change::Unqueue(url) => {
                self.queue.retain(|it| it.url != *url);
                true
            }
            Change::Note { new, before } => self.set_note(new, before),
            Change::Opened(url) => {
                self.opened.add(url.as_str());
                true
            }
            Change::Left(place) => {
                put_last(&mut self.places, place, MAX_PLACES, |it| it.stacks == place.stacks)
            }
            Change::Seen(..) => true,
            Change::Ended(stacks) => {
                self.last_stacks.clone_from(stacks);
                true
            }
            Change::Searched(query) => put_last(&mut self.searches, query, MAX_SEARCHES, |it| it == query),
            Change::Recent(paths) => {
                for path in paths.iter().rev() {
                    put_last(&mut self.recent, path, MAX_RECENT, |it| it == path);
                }
                true
            }
            Change::TipSeen => {
                self.tip_seen = true;
                true
            }
        }
    }

    /// Takes a record of a text, in which each thing has one; returns whether there was room.
    pub(super) fn take(&mut self, record: Change) -> bool {
        match record {
            Change::Bookmark(new) => push(&mut self.bookmarks, new, MAX_BOOKMARKS),
            Change::Queue(new) => push(&mut self.queue, new, MAX_QUEUED),
            Change::Note { new, .. } => push(&mut self.notes, new, MAX_NOTES),
            other => self.apply(&other),
        }
    }

    fn set_note(&mut self, new: &Note, before: &str) -> bool {
        let Some(at) = self.notes.iter().position(|it| it.thing == new.thing) else {
            return new.text.is_empty() || push(&mut self.notes, new.clone(), MAX_NOTES);
        };
        let Some(note) = self.notes.get_mut(at) else { return true };
        if note.text != before {
            return add_lines(note, new);
        }
        if new.text.is_empty() {
            self.notes.remove(at);
        } else {
            note.clone_from(new);
        }
        true
    }
}

/// Adds the lines that a note does not have yet; returns whether there was room.
fn add_lines(note: &mut Note, new: &Note) -> bool {
    let mut text = note.text.clone();
    for line in new.text.lines().filter(|line| !note.text.lines().any(|old| old == *line)) {
        text.push('\n');
        text.push_str(line);
    }
    let has_room = text.chars().count() <= MAX_CHARS;
    if has_room && text != note.text {
        (note.text, note.written) = (text, new.written);
    }
    has_room
}

/// Adds a record that is not there yet, and returns whether there was room.
fn add<T: Clone>(list: &mut Vec<T>, new: &T, most: usize, is_it: impl Fn(&T) -> bool) -> bool {
    list.iter().any(is_it) || push(list, new.clone(), most)
}

/// Adds a record, and returns whether there was room.
fn push<T>(list: &mut Vec<T>, new: T, most: usize) -> bool {
    let has_room = list.len() < most;
    if has_room {
        list.push(new);
    }
    has_room
}

/// Makes a record the newest one; beyond `most` the oldest is dropped.
fn put_last<T: Clone>(list: &mut Vec<T>, new: &T, most: usize, is_it: impl Fn(&T) -> bool) -> bool {
    list.retain(|it| !is_it(it));
    list.push(new.clone());
    list.drain(..list.len().saturating_sub(most));
    true
}
