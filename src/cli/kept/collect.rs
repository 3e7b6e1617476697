//! The things that are kept, as a collection: with all that the stacks say of the pages.

use super::kind::KeptKind;
use crate::dataset::{Claim, Entry, EntryPage, SourceUrl, Stack};
use crate::export::{Collection, Item};
use crate::kept::{Bookmark, Kept, Note, QueuedPage, StackName, Thing, text_hash};

/// The stacks that could be read, by their names.
pub(super) type Stacks = Vec<(StackName, Stack)>;

/// The collection of some of what is kept; of all of it, each kind is a folder of its own.
pub(super) fn collection(kept: &Kept, only: Option<KeptKind>, stacks: &Stacks) -> Collection {
    let wanted = |kind: KeptKind| only.is_none_or(|only| only == kind);
    let folder = |kind: KeptKind| only.is_none().then(|| kind.title().to_owned());
    let mut items = Vec::new();
    let mut add = |kind: KeptKind, item: Item| {
        let folders = folder(kind).into_iter().chain(item.folders).collect();
        items.push(Item { folders, ..item });
    };
    if wanted(KeptKind::Bookmarks) {
        for Bookmark { thing, name, .. } in &kept.bookmarks {
            add(KeptKind::Bookmarks, Item { note: note_on(kept, thing), ..of_thing(thing, name, stacks) });
        }
    }
    if wanted(KeptKind::Queue) {
        kept.queue.iter().for_each(|page| add(KeptKind::Queue, of_page(page, stacks)));
    }
    if wanted(KeptKind::Notes) {
        // With the bookmarks, those on bookmarked things are there already.
        let is_left = |note: &&Note| only.is_some() || kept.bookmark(&note.thing).is_none();
        for Note { thing, name, text, .. } in kept.notes.iter().filter(is_left) {
            add(KeptKind::Notes, Item { note: Some(text.clone()), ..of_thing(thing, name, stacks) });
        }
    }
    Collection { title: only.map_or("Collected with stacklore", KeptKind::title).to_owned(), items }
}

fn note_on(kept: &Kept, thing: &Thing) -> Option<String> {
    kept.note(thing).map(|note| note.text.clone())
}

/// The stack of a thing and its entry, as far as they are there.
fn found<'a>(thing: &Thing, stacks: &'a Stacks) -> (Option<&'a Stack>, Option<Entry<'a>>) {
    let stack = stacks.iter().find(|(name, _)| *name == thing.stack).map(|(_, stack)| stack);
    (stack, stack.and_then(|stack| stack.entry(stack.find(&thing.entry)?)))
}

/// An entry with the page that proves most, or a claim with the one that proves it.
fn of_thing(thing: &Thing, name: &str, stacks: &Stacks) -> Item {
    let (stack, entry) = found(thing, stacks);
    let is_it = |claim: &Claim<'_>| thing.claim == Some(text_hash(claim.text()));
    let claim = entry.and_then(|entry| entry.claims().find(is_it));
    let bare = Item {
        folders: entry.map_or_else(|| vec![stack.map_or(&*thing.stack.id, Stack::name).to_owned()], folders),
        title: name.to_owned(),
        id: format!("{}/{}", thing.stack.id, thing.entry),
        ..Item::default()
    };
    // No page of the entry is known to back a claim that it no longer has.
    let Some(entry) = entry.filter(|_| thing.claim.is_none() || claim.is_some()) else { return bare };
    let url = match claim {
        Some(claim) => entry.best_proof_of(claim).and_then(|proof| proof.source.url()),
        None => entry.first_page().map(|page| page.url),
    };
    let page = url.and_then(|url| item(entry, &url)).unwrap_or_else(|| bare.clone());
    let claims = claim.map_or(page.claims, |claim| vec![claim.text().to_owned()]);
    Item { folders: bare.folders, claims, ..page }
}

/// A page of the queue, with what its stack says of it.
fn of_page(page: &QueuedPage, stacks: &Stacks) -> Item {
    let (stack, entry) = page.from.as_ref().map_or((None, None), |thing| found(thing, stacks));
    let id = page.from.as_ref().map(|thing| format!("{}/{}", thing.stack.id, thing.entry));
    let stack_name = stack.map(Stack::name).or(page.from.as_ref().map(|thing| &*thing.stack.id));
    let bare = || Item {
        folders: stack_name
            .into_iter()
            .chain([&*page.name])
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        title: if page.title.is_empty() { page.url.to_string() } else { page.title.clone() },
        url: Some(page.url.clone()),
        id: id.unwrap_or_default(),
        ..Item::default()
    };
    let known = entry.and_then(|entry| Some(Item { folders: folders(entry), ..item(entry, &page.url)? }));
    known.unwrap_or_else(bare)
}

fn folders(entry: Entry<'_>) -> Vec<String> {
    vec![entry.stack().name().to_owned(), entry.name().to_owned()]
}

/// The page of an entry with a URL.
fn item(entry: Entry<'_>, url: &SourceUrl) -> Option<Item> {
    let is_it = |page: &&EntryPage<'_>| page.url.as_ref() == Some(url);
    entry.pages().iter().find(is_it).map(|page| Item::from_page(entry, page))
}
