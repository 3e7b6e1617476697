//! What is kept between two runs, and the names by which it is found again.

use super::Model;
use crate::app::message::Effect;
use crate::catalog::{ClaimId, EntryId, Node};
use crate::dataset::Claim;
use crate::kept::{Change, Kept, Opened, StackName, Thing, text_hash};

impl Model {
    /// What is kept between two runs.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Changes what is kept, and returns whether there was room for it.
    pub(super) fn keep(&mut self, change: Change) -> bool {
        let has_room = self.kept.apply(&change);
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
        self.navigation.detail.refresh();
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
