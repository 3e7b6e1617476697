//! Collecting: bookmarks, the queue of pages, and notes.

use super::Model;
use crate::app::bookmarks::{Bookmarks, StackTitle};
use crate::app::content::Target;
use crate::app::keys::{Command, Distance};
use crate::app::layout::Focus;
use crate::app::marks::EntryMarks;
use crate::app::message::{Effect, QueuedPages};
use crate::app::note::NoteBox;
use crate::app::popup::{Popup, PopupContent};
use crate::app::queue::{OPENED_AT_ONCE, Queue, QueueRun};
use crate::app::reading::PendingChange;
use crate::app::stack_row::StackKey;
use crate::catalog::{EntryId, Node, bundled};
use crate::cells;
use crate::dataset::{Destination, Entry, SourceUrl};
use crate::kept::{Bookmark, Change, Note, QueuedPage, Thing, text_hash};

impl Model {
    /// The marks of the user on an entry.
    pub(super) fn marks_of(&self, node: Node) -> EntryMarks {
        let Node::Entry(id) = node else { return EntryMarks::default() };
        if self.kept.bookmarks.is_empty() && self.kept.notes.is_empty() {
            return EntryMarks::default();
        }
        let (Some(stack), Some(entry)) = (self.stack_name(id.stack), self.catalog.entry(id)) else {
            return EntryMarks::default();
        };
        let is_here = |thing: &&Thing| thing.entry == entry.id() && thing.stack == stack;
        let things = self.kept.bookmarks.iter().map(|bookmark| &bookmark.thing).filter(is_here);
        let notes = self.kept.notes.iter().filter(|note| is_here(&&note.thing));
        let place = |thing: &Thing| match thing.claim {
            None => Some(None),
            Some(hash) => claim_at(entry, hash).map(Some),
        };
        EntryMarks {
            bookmarks: things.filter_map(place).collect(),
            notes: notes.filter_map(|note| Some((place(&note.thing)?, note.text.clone()))).collect(),
        }
    }

    /// Whether an entry, or a claim of it, has a bookmark.
    pub fn is_bookmarked(&self, id: EntryId) -> bool {
        self.bookmarked.contains(&id)
    }

    /// Finds the entries that have a bookmark, or a claim with one.
    pub(super) fn find_bookmarked(&mut self) {
        self.bookmarked = self.kept.bookmarked(&self.catalog, &self.stack_names());
    }

    /// The entry or claim under the cursor, with the name of the entry or the text of the claim.
    fn thing_here(&self) -> Option<(Thing, String)> {
        let subject = self.subject();
        let id = subject.entry_id()?;
        // In the tree of sources a row may be a claim.
        let node = match self.selected_node() {
            node @ Node::Claim(_) if self.focus() == Focus::List && self.search().is_none() => node,
            _ => subject.claim_id().map_or(Node::Entry(id), Node::Claim),
        };
        let name = match node {
            Node::Claim(claim) => self.catalog.claim(claim)?.text().to_owned(),
            _ => self.catalog.entry(id)?.name().to_owned(),
        };
        Some((self.thing(node)?, name))
    }

    /// The node of a thing; of a claim that was changed since, its entry.
    fn node_left(&self, thing: &Thing) -> Option<Node> {
        self.node_of(thing).or_else(|| self.node_of(&Thing { claim: None, ..thing.clone() }))
    }

    // --- bookmarks -------------------------------------------------------------------------------------------

    pub(super) fn toggle_bookmark(&mut self) {
        let Some((thing, name)) = self.thing_here() else {
            return self.warn("choose an entry or a claim to bookmark");
        };
        self.switch_bookmark(Bookmark { thing, name, added: self.searching.today });
    }

    /// Removes the bookmark of a thing, or adds it.
    pub(super) fn switch_bookmark(&mut self, bookmark: Bookmark) {
        let name = self.quoted(&bookmark.name);
        let is_there = self.kept.bookmark(&bookmark.thing).is_some();
        let change = if is_there { Change::Unbookmark(bookmark.thing) } else { Change::Bookmark(bookmark) };
        if !self.collect(change) {
            let key = self.key_or_name(Command::Bookmarks);
            return self
                .warn(format!("there is no room for another bookmark; {key} lists them, Del removes one"));
        }
        let done = if is_there { "no longer bookmarked" } else { "bookmarked" };
        self.inform(format!("{done}: {name}"));
    }

    pub(super) fn show_bookmarks(&mut self) {
        let describe = |thing: &Thing| {
            let open = self.stack_named(&thing.stack);
            let name = match (open, &thing.stack.path) {
                (Some(at), _) => self.catalog.name(Node::Stack(at)).into_owned(),
                (None, Some(path)) => path.clone(),
                (None, None) => {
                    bundled::find(&thing.stack.id).map_or(&*thing.stack.id, |one| one.title).to_owned()
                }
            };
            let entry = match self.node_left(thing).map(Node::page) {
                Some(Node::Entry(id)) => self.catalog.entry(id).map(|entry| entry.name().to_owned()),
                _ => None,
            };
            (StackTitle { open, name }, entry)
        };
        let bookmarks = Bookmarks::new(&self.kept, describe);
        if bookmarks.all.is_empty() {
            return self.inform(
                "no bookmark and no note yet; b bookmarks what is under the cursor, a writes a note",
            );
        }
        self.open_popup(PopupContent::Bookmarks(bookmarks));
    }

    /// Goes to a thing; its stack is opened for it.
    pub(super) fn go_to_thing(&mut self, thing: &Thing) {
        if self.stack_named(&thing.stack).is_some() {
            return self.arrive_at(thing);
        }
        let open = match (&thing.stack.path, bundled::find(&thing.stack.id)) {
            (None, Some(bundled)) => Effect::OpenStack(StackKey::BuiltIn(bundled)),
            (None, None) => return self.warn(format!("there is no stack {}", thing.stack.id)),
            (Some(path), _) if path == "-" => return self.warn("its stack came through a pipe"),
            (Some(path), _) => Effect::OpenPath(path.clone()),
        };
        self.close_popup();
        self.change_stacks(open, PendingChange::GoTo(thing.clone()));
    }

    /// Goes to a thing of an open stack.
    pub(super) fn arrive_at(&mut self, thing: &Thing) {
        match self.node_left(thing) {
            Some(node) => {
                self.close_popup();
                self.go_to(node);
            }
            None => self.warn(format!("{} is no longer in its stack", thing.entry)),
        }
    }

    // --- the queue -------------------------------------------------------------------------------------------

    /// Puts the page under the cursor into the queue, or takes it out, and moves on from a page of an entry to the next. From
    /// an entry or a claim it does not, since a note or a bookmark may follow.
    pub(super) fn mark(&mut self) {
        let Some(page) = self.page_to_queue() else { return self.warn("no page here to put into the queue") };
        self.switch_queued(page);
        let target = self.navigation.detail.target();
        if self.focus() == Focus::Detail && matches!(target, Some(Target::Source(_) | Target::Url { .. })) {
            self.move_by(Distance::Rows(1).rows(self.page_rows()));
        }
    }

    fn page_to_queue(&self) -> Option<QueuedPage> {
        let subject = self.subject();
        let (url, title) = subject.page()?;
        let thing = self.thing_here();
        let entry = subject.entry_id().and_then(|id| self.catalog.entry(id));
        let name = entry.map_or("", Entry::name).to_owned();
        Some(QueuedPage {
            url,
            title,
            from: thing.map(|(thing, _)| thing),
            name,
            added: self.searching.today,
        })
    }

    /// Takes a page out of the queue, or puts it there.
    pub(super) fn switch_queued(&mut self, page: QueuedPage) {
        let title = self.quoted(if page.title.is_empty() { page.url.as_str() } else { &page.title });
        let is_there = self.kept.is_queued(&page.url);
        let change = if is_there { Change::Unqueue(page.url) } else { Change::Queue(page) };
        if !self.collect(change) {
            let key = self.key_or_name(Command::Queue);
            return self.warn(format!("the queue is full; {key} opens or removes pages of it"));
        }
        let done = if is_there { "out of the queue" } else { "queued" };
        self.inform(format!("{done}, {} there now: {title}", self.kept.queue.len()));
    }

    pub(super) fn show_queue(&mut self) {
        if self.kept.queue.is_empty() {
            return self.inform("the queue is empty; m puts the page under the cursor into it");
        }
        let queue = Queue { all: self.kept.queue.clone(), question: None };
        self.open_popup(PopupContent::Queue(queue));
    }

    /// Opens pages of the queue one after the other, which leave it as they are opened.
    pub(super) fn open_queued(&mut self, which: QueuedPages) {
        let queue = || self.kept.queue.iter().cloned();
        let asks = which == QueuedPages::All;
        let pages: Vec<QueuedPage> = match which {
            QueuedPages::One(page) => vec![page],
            QueuedPages::Next => queue().take(OPENED_AT_ONCE).collect(),
            QueuedPages::All | QueuedPages::Agreed => queue().collect(),
        };
        if asks && pages.len() > OPENED_AT_ONCE {
            return self.ask_to_open(Some(pages.len()));
        }
        self.ask_to_open(None);
        if pages.is_empty() {
            return self.warn("no page is left in the queue");
        }
        self.queue_run = QueueRun::new(pages);
        self.open_next_queued();
    }

    /// Asks whether a number of pages is to be opened at once, or drops that question.
    pub(super) fn ask_to_open(&mut self, pages: Option<usize>) {
        if let Some(Popup { content: PopupContent::Queue(queue), .. }) = &mut self.popup {
            queue.question = pages;
        }
    }

    /// Opens the next page of the run, if there is one.
    pub(super) fn open_next_queued(&mut self) {
        if let Some(page) = self.queue_run.rest.pop_front() {
            let destination = self.destination_of(&page);
            self.queue_run.current = Some(page.url);
            self.effects.push(Effect::Open(destination));
        }
    }

    /// The page, at the words that prove what it was queued for if its stack is open.
    fn destination_of(&self, page: &QueuedPage) -> Destination {
        let node = page.from.as_ref().and_then(|thing| self.node_left(thing));
        let claim = match node {
            Some(Node::Claim(claim)) => self.catalog.claim(claim),
            _ => None,
        };
        let entry = match node.map(Node::page) {
            Some(Node::Entry(id)) => self.catalog.entry(id),
            _ => None,
        };
        let found = entry.and_then(|entry| {
            let pages = entry.pages();
            let own = pages.iter().find(|own| own.url.as_ref() == Some(&page.url))?;
            entry.destination(own, claim)
        });
        found.unwrap_or_else(|| page.url.clone().into())
    }

    /// Takes a page that was opened out of the queue, and returns what is to be said of that.
    pub(super) fn leave_queue(&mut self, url: &SourceUrl) -> String {
        if !self.kept.is_queued(url) {
            return String::new();
        }
        self.collect(Change::Unqueue(url.clone()));
        match self.kept.queue.len() {
            0 => ", the queue is empty now".to_owned(),
            left => format!(", {left} left in the queue"),
        }
    }

    // --- notes -----------------------------------------------------------------------------------------------

    /// Opens the box in which the note on the thing under the cursor is written.
    pub(super) fn show_note(&mut self) {
        let Some((thing, name)) = self.thing_here() else {
            return self.warn("choose an entry or a claim to write a note on it");
        };
        let text = self.kept.note(&thing).map(|note| note.text.clone());
        self.open_popup(PopupContent::Note(NoteBox { thing, name, is_old: text.is_some() }));
        if let Some(popup) = &mut self.popup {
            popup.input.set(&text.unwrap_or_default());
        }
    }

    /// Keeps a note, of which an empty text is none.
    pub(super) fn keep_note(&mut self, note: Note) {
        self.close_popup();
        let before = self.kept.note(&note.thing).map_or("", |note| &note.text);
        if note.text != before {
            self.write_note(Note { written: self.searching.today, ..note });
        }
    }

    /// Removes a note, or writes it again.
    pub(super) fn switch_note(&mut self, note: Note) {
        let is_there = self.kept.note(&note.thing).is_some();
        self.write_note(if is_there { Note { text: String::new(), ..note } } else { note });
    }

    fn write_note(&mut self, note: Note) {
        let (name, is_empty) = (self.quoted(&note.name), note.text.is_empty());
        let before = self.kept.note(&note.thing).map(|note| note.text.clone()).unwrap_or_default();
        if !self.collect(Change::Note { new: note, before }) {
            let key = self.key_or_name(Command::Bookmarks);
            return self
                .warn(format!("there is no room for another note; {key} lists them, Del removes one"));
        }
        let done = if is_empty { "note removed" } else { "note kept" };
        self.inform(format!("{done}: {name}"));
    }

    /// A name as it is quoted in the status line, its end left out where it is long.
    fn quoted(&self, name: &str) -> String {
        const MAX_CELLS: usize = 60;
        cells::cut(name, MAX_CELLS, self.glyphs).into_owned()
    }

    /// Keeps a change of what was collected, and returns whether there was room for it.
    fn collect(&mut self, change: Change) -> bool {
        let has_room = self.keep(change);
        if has_room {
            self.find_bookmarked();
            self.navigation.detail.refresh();
        }
        has_room
    }
}

/// The position of the claim with a hash.
fn claim_at(entry: Entry<'_>, hash: u64) -> Option<usize> {
    entry.claims().position(|claim| text_hash(claim.text()) == hash)
}
