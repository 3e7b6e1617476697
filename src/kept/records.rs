//! The records of the things that are kept.

use super::opened::Opened;
use super::place::Place;
use super::thing::{StackName, Thing};
use crate::dataset::{Date, SourceUrl};

/// Maximum number of characters of a text; a longer one is cut when it is read.
pub(super) const MAX_CHARS: usize = 10_000;

/// The things that are kept between two runs; every text in them is sanitized.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The bookmarks, the oldest first.
    pub bookmarks: Vec<Bookmark>,
    /// The pages to read later, the oldest first.
    pub queue: Vec<QueuedPage>,
    /// The notes, in the order in which they were begun.
    pub notes: Vec<Note>,
    /// The places at which sets of stacks were left, the newest last.
    pub places: Vec<Place>,
    /// The stacks that were open at the end of the last run.
    pub last_stacks: Vec<StackName>,
    /// The last searches, the newest last.
    pub searches: Vec<String>,
    /// The files and folders that were opened last, by their absolute paths, the newest last.
    pub recent: Vec<String>,
    /// Whether the first-run tip was seen.
    pub tip_seen: bool,
    /// The pages that were opened; they have a text of their own.
    pub opened: Opened,
    /// The lines of a later version, of kinds that this one does not know, as they are in the text.
    pub later: Vec<String>,
}

/// An entry or a claim to come back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// The entry or claim.
    pub thing: Thing,
    /// The name of the entry, or the text of the claim, when the bookmark was added.
    pub name: String,
    /// The date when it was added.
    pub added: Option<Date>,
}

/// A page to read later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedPage {
    /// The URL.
    pub url: SourceUrl,
    /// The title of the page; empty if it has none.
    pub title: String,
    /// The entry or claim that it comes from.
    pub from: Option<Thing>,
    /// The name of that entry; empty if there is none.
    pub name: String,
    /// The date when it was added.
    pub added: Option<Date>,
}

/// A text of the user about an entry or a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The entry or claim.
    pub thing: Thing,
    /// The name of the entry, or the text of the claim, when the note was written.
    pub name: String,
    /// The text, of one line or several.
    pub text: String,
    /// The date when it was last changed.
    pub written: Option<Date>,
}

impl Kept {
    /// The bookmark of a thing.
    pub fn bookmark(&self, thing: &Thing) -> Option<&Bookmark> {
        self.bookmarks.iter().find(|it| it.thing == *thing)
    }

    /// The note on a thing.
    pub fn note(&self, thing: &Thing) -> Option<&Note> {
        self.notes.iter().find(|it| it.thing == *thing)
    }

    /// Whether a page is in the queue.
    pub fn is_queued(&self, url: &SourceUrl) -> bool {
        self.queue.iter().any(|it| it.url == *url)
    }

    /// The place at which a set of stacks was left.
    pub fn place(&self, stacks: &[StackName]) -> Option<&Place> {
        self.places.iter().find(|it| it.stacks == stacks)
    }
}
