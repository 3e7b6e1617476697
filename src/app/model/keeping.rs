//! The things that are kept between two runs, and the names by which they are found again.

use super::Model;
use crate::app::message::Effect;
use crate::app::news::News;
use crate::app::resume::{self, Resume, Returned};
use crate::catalog::{ClaimId, EntryId, Node};
use crate::dataset::Claim;
use crate::kept::{Change, Kept, Opened, Seen, StackName, Thing, text_hash};
use crate::search::Mark;

impl Model {
    /// The things that are kept between two runs.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Changes what is kept, and returns whether there was room for it.
    pub(super) fn keep(&mut self, change: Change) -> bool {
        let has_room = self.kept.apply(&change);
        let mark = match change {
            Change::Bookmark(_) | Change::Unbookmark(_) => Some(Mark::Bookmarked),
            Change::Note { .. } => Some(Mark::Noted),
            Change::Opened(_) => Some(Mark::Opened),
            _ => None,
        };
        if let Some(mark) = mark {
            self.searching.marks.forget(mark);
        }
        if has_room {
            match self.effects.last_mut() {
                Some(Effect::Keep(changes)) => changes.push(change),
                _ => self.effects.push(Effect::Keep(vec![change])),
            }
        }
        has_room
    }

    /// Takes the pages that were opened in earlier runs.
    pub(super) fn take_opened(&mut self, mut opened: Opened) {
        opened.append(&self.kept.opened);
        self.kept.opened = opened;
        self.searching.marks.forget(Mark::Opened);
        self.navigation.detail.refresh();
    }

    /// Asks for what was there at the last visit of the stacks that are open.
    pub(super) fn ask_for_news(&mut self) {
        let asked = self.news.ask(&self.stack_names());
        if !asked.is_empty() {
            self.effects.push(Effect::ReadSeen(asked));
        }
    }

    /// Takes what was there at the last visit of some stacks, and says what is new.
    pub(super) fn take_seen(&mut self, seen: Vec<(StackName, Option<Seen>)>) {
        for (name, seen) in seen {
            self.news.learn(name, seen);
        }
        self.update_news();
        let reports: Vec<String> =
            (0..).zip(self.stack_names()).filter_map(|(at, name)| self.news.report(at, &name)).collect();
        if self.notice.is_none()
            && let Some(report) = reports.first()
        {
            self.inform(report.clone());
        }
    }

    pub(super) fn update_news(&mut self) {
        self.news.update(&self.catalog, &self.stack_names());
        self.searching.marks.forget(Mark::New);
        self.navigation.detail.refresh();
    }

    /// The entries that came since the last visit.
    pub fn news(&self) -> &News {
        &self.news
    }

    /// The number of new entries of a stack as text, if there are any.
    pub(super) fn news_of(&self, stack: u32) -> Option<String> {
        self.news.report(stack, &self.stack_name(stack)?)
    }

    /// Looks for the entries that a query can name by what is kept about them, as far as they are not known.
    pub(super) fn find_marked(&mut self) {
        let names = self.stack_names();
        self.searching.marks.complete(|mark| match mark {
            Mark::New => self.news.entries().clone(),
            Mark::Opened => self.kept.opened_entries(&self.catalog),
            Mark::Bookmarked => self.kept.bookmarked(&self.catalog, &names),
            Mark::Noted => self.kept.noted(&self.catalog, &names),
        });
    }

    /// Returns to the place where the open stacks were left, if that is wanted and there is one.
    pub(super) fn resume(&mut self) {
        if self.resume != Resume::Return || self.reading.pending_selection.is_some() {
            return;
        }
        self.stay();
        let Some(place) = self.kept.place(&self.stack_names()).cloned() else { return };
        self.split = resume::split_at(&place);
        match resume::return_to(&mut self.navigation, &self.catalog, &place) {
            Returned::There => {}
            Returned::Gone(name, true) => self.warn(format!("{name} is gone; this is its category")),
            Returned::Gone(name, false) => self.warn(format!("{name} is gone")),
        }
    }

    /// Gives up the return to the place of the last run, since the user has begun.
    pub(super) fn stay(&mut self) {
        if self.resume == Resume::Return {
            self.resume = Resume::Leave;
        }
    }

    /// The changes that the end of the program has to keep: the place, and which stacks are open.
    pub fn leave(&self) -> Vec<Change> {
        let is_whole = !self.reading.is_loading() && !self.reading.is_partial();
        let stacks = self.stack_names();
        let seen = self.news.seen_now(&self.catalog, &stacks, self.searching.today());
        let seen = seen.into_iter().map(|(name, seen)| Change::Seen(name, seen)).filter(|_| is_whole);
        if self.resume == Resume::Never || stacks.is_empty() {
            return seen.collect();
        }
        let place =
            is_whole.then(|| resume::leave(&self.navigation, self.split, &self.catalog, stacks.clone()));
        // A pipe cannot be opened again.
        let lasting: Vec<StackName> =
            stacks.into_iter().filter(|stack| stack.path.as_deref() != Some("-")).collect();
        let ended = (!lasting.is_empty()).then_some(Change::Ended(lasting));
        place.map(Change::Left).into_iter().chain(ended).chain(seen).collect()
    }

    /// The names of the open stacks.
    pub fn stack_names(&self) -> Vec<StackName> {
        (0..).map_while(|at| self.stack_name(at)).collect()
    }

    /// The name of the stack at a position.
    pub fn stack_name(&self, at: u32) -> Option<StackName> {
        let path = self.stack_paths.get(at as usize).cloned().flatten();
        self.catalog.stack(at).map(|stack| StackName { id: stack.id().to_owned(), path })
    }

    /// The position of an open stack.
    pub fn stack_named(&self, name: &StackName) -> Option<u32> {
        (0..)
            .zip(self.catalog.stacks())
            .map(|(at, _)| at)
            .find(|at| self.stack_name(*at).as_ref() == Some(name))
    }

    /// The name of an entry or a claim; `None` for another node.
    pub fn thing(&self, node: Node) -> Option<Thing> {
        let (id, claim) = match node {
            Node::Entry(id) => (id, None),
            Node::Claim(claim) => (claim.entry, Some(text_hash(self.catalog.claim(claim)?.text()))),
            _ => return None,
        };
        let entry = self.catalog.entry(id)?.id().to_owned();
        Some(Thing { stack: self.stack_name(id.stack)?, entry, claim })
    }

    /// The entry or claim of a name, `None` if its stack is not open or does not have it.
    pub fn node_of(&self, thing: &Thing) -> Option<Node> {
        let stack = self.stack_named(&thing.stack)?;
        let entry = EntryId { stack, entry: self.catalog.stack(stack)?.find(&thing.entry)? };
        let Some(hash) = thing.claim else { return Some(Node::Entry(entry)) };
        let is_it = |claim: Claim<'_>| text_hash(claim.text()) == hash;
        let at = self.catalog.entry(entry)?.claims().position(is_it)?;
        Some(Node::Claim(ClaimId { entry, at: u32::try_from(at).ok()? }))
    }
}
