//! A newer version of a list brought into a file that people have worked on.
//!
//! What has changed in the list since it was last brought in goes into the file; what people wrote there stays: other
//! values, further keys, claims, tags, links, whole entries, comments, and the order of everything. Where both have changed
//! the same, the file's stays and that is told. What has gone from the list is told and marked by its comment, so that it
//! is told once; no part is ever deleted.

mod change;
mod comment;
mod edit;
mod page;
mod pair;
mod parents;

use std::collections::HashMap;

use toml_edit::{DocumentMut, Table, TomlError};

pub use self::change::{Change, Deed, MergeError, Merged, Part};
use self::comment::{Comment, Line};
use self::edit::{Before, Edit};
use self::page::{GAP, Page, last_position, tables};
use self::pair::Pairs;
use self::parents::{Parents, around, is_ring, note_parent, parent_of};
use super::super::Lines;
use super::memory::{Fact, Memory};
use super::write;
use crate::dataset::{Category, CategoryIndex, Entry, EntryIndex, SourceUrl, Stack};

/// Brings a newer version of a list into a file: `text`, from which `old` was read.
///
/// An entry is the same if it has the same address, or else the same name in the same category. Its tags and links are added
/// to, a tag such as `Licence: MIT` takes the place of one that begins alike.
///
/// # Errors
///
/// [`MergeError`] says why the text cannot be changed.
pub fn merge(text: &str, old: &Stack, new: &Stack, lines: &Lines) -> Result<Merged, MergeError> {
    let mut page = Page::of(text.parse()?)?;
    let pairs = Pairs::of(old, new);
    let parents = |at: (&str, Option<&str>)| at.1.map(|parent| (at.0.to_owned(), parent.to_owned()));
    let entries = old.entries().map(|(_, entry)| (entry.id(), parent_of(old, entry)));
    let categories = old.categories().map(|(_, category)| (category.id(), around(old, category)));
    let mut merger = Merger {
        old,
        new,
        lines,
        pairs,
        entry_parents: entries.filter_map(parents).collect(),
        category_parents: categories.filter_map(parents).collect(),
        rooms: HashMap::new(),
        changes: Vec::new(),
        same: 0,
        page: &mut page,
    };
    merger.run()?;
    let Merger { changes, same, .. } = merger;
    Ok(Merged { text: with_ends_of(text, page.text()), changes, same })
}

/// A changed text with the line ends of the one before; that one itself where nothing else has changed.
fn with_ends_of(before: &str, after: String) -> String {
    let after = if after.contains('\r') { after.replace("\r\n", "\n") } else { after };
    let windows = before.matches("\r\n").count();
    if windows == 0 {
        after
    } else if before.replace("\r\n", "\n") == after {
        before.to_owned()
    } else if windows * 2 > before.matches('\n').count() {
        after.replace('\n', "\r\n")
    } else {
        after
    }
}

struct Merger<'a> {
    old: &'a Stack,
    new: &'a Stack,
    lines: &'a Lines,
    pairs: Pairs,
    page: &'a mut Page,
    entry_parents: Parents,
    category_parents: Parents,
    /// How many blocks were put after each position.
    rooms: HashMap<isize, isize>,
    changes: Vec<Change>,
    same: usize,
}

impl Merger<'_> {
    fn run(&mut self) -> Result<(), TomlError> {
        self.head();
        let mut categories = Categories::of(self);
        for (at, entry) in self.new.entries() {
            categories.up_to(entry.category(), self)?;
            if let Some(end) = categories.ends.get_mut(entry.category().0 as usize) {
                self.entry(at.0 as usize, entry, end)?;
            }
        }
        categories.up_to(CategoryIndex(u32::MAX), self)?;
        self.gone();
        Ok(())
    }

    /// Brings in what the list says of itself.
    fn head(&mut self) {
        let (old, new) = (self.old, self.new);
        let Some(table) = self.page.head() else { return };
        let before = Comment::of(table);
        let facts = [
            fact("name", Some(old.name()), Some(new.name())),
            fact("summary", old.summary(), new.summary()),
            address("homepage", old.homepage(), new.homepage()),
        ];
        let mut edit = Edit::of(table);
        edit.facts(&facts, Before::of(before), &[]);
        let (keys, kept) = (edit.keys, edit.kept);
        Comment { line: Line::Top, memory: Some(Memory::of_head(new)) }.put(table);
        self.tell_edits(Part::Stack, old.id(), new.name(), keys, kept);
    }

    /// Brings in an entry; `end` is what it goes after if it is new, and what the next one goes after.
    fn entry(&mut self, number: usize, entry: Entry<'_>, end: &mut isize) -> Result<(), TomlError> {
        let line = self.lines.entries.get(number).copied();
        let id = self.pairs.entry_id(number).to_owned();
        let category = self.pairs.category_id(entry.category().0 as usize).to_owned();
        let parent = entry.parent().map(|parent| self.pairs.entry_id(parent.0 as usize).to_owned());
        let memory = Memory::of_entry(entry, Some(&category), parent.as_deref());
        let comment = line.map(|line| Comment { line: Line::At(line), memory: Some(memory) });
        let index = |at: usize| EntryIndex(u32::try_from(at).unwrap_or(u32::MAX));
        let old = self.pairs.entry(number).and_then(|at| Some((at, self.old.entry(index(at))?)));
        if let Some((at, old)) = old
            && let Some(table) = self.page.entries.get_mut(at)
        {
            *end = last_position(table);
            let before = Before::of(Comment::of(table));
            // Ids under which they stood in the list, before somebody gave them others in the file.
            let file_category = self.old.category(old.category()).map(Category::id);
            let former_category = self.pairs.category_from(old.category().0 as usize);
            let former = former_category.and_then(|at| self.new.category(CategoryIndex(at)));
            let listed = self.new.category(entry.category()).map(Category::id);
            let mut of_category = fact("category", file_category, Some(&category));
            of_category.aliases = [former.map(Category::id), listed].map(|id| id.map(str::to_owned));
            let former_parent = old.parent().and_then(|at| self.pairs.entry_from(at.0 as usize));
            let former = former_parent.and_then(|at| self.new.entry(EntryIndex(at)));
            let mut of_parent = fact("parent", parent_of(self.old, old), parent.as_deref());
            of_parent.aliases =
                [former.map(Entry::id), parent_of(self.new, entry)].map(|id| id.map(str::to_owned));
            let ring = of_parent.file != of_parent.list
                && parent.as_deref().is_some_and(|parent| is_ring(&self.entry_parents, &id, parent));
            let facts = [
                fact("name", Some(old.name()), Some(entry.name())),
                of_category,
                of_parent,
                address("homepage", old.homepage(), entry.homepage()),
                address("repository", old.repository(), entry.repository()),
                fact("summary", old.summary(), entry.summary()),
            ];
            let mut edit = Edit::of(table);
            edit.facts(&facts, before, if ring { &["parent"] } else { &[] });
            if !matches!(before, Before::Known(before) if before.same_more(memory)) {
                edit.tags(entry, before);
                edit.links(entry, old);
            }
            let (keys, kept) = (edit.keys, edit.kept);
            if let Some(comment) = comment {
                comment.put(table);
            }
            note_parent(&mut self.entry_parents, &id, table);
            self.same += usize::from(keys.is_empty() && kept.is_empty());
            self.tell_edits(Part::Entry, &id, entry.name(), keys, kept);
            return Ok(());
        }
        let mut table = block_of(&write::entry_block(self.new, entry, line), "entry")?;
        let mut edit = Edit::of(&mut table);
        edit.text("id", Some(&id));
        edit.text("category", Some(&category));
        edit.text("parent", parent.as_deref());
        if let Some(comment) = comment {
            comment.put(&mut table);
        }
        table.set_position(Some(self.room(*end)));
        note_parent(&mut self.entry_parents, &id, &table);
        self.page.entries.push(table);
        self.tell(Part::Entry, Deed::Added, &id, entry.name());
        Ok(())
    }

    /// Brings in a category that goes after a position if it is new; tells whether it is.
    fn category(&mut self, number: usize, category: Category<'_>, end: isize) -> Result<bool, TomlError> {
        let line = self.lines.categories.get(number).copied();
        let id = self.pairs.category_id(number).to_owned();
        let parent = category.parent().map(|parent| self.pairs.category_id(parent.0 as usize).to_owned());
        let memory = Memory::of_category(category, parent.as_deref());
        let comment = line.map(|line| Comment { line: Line::At(line), memory: Some(memory) });
        let index = |at: usize| CategoryIndex(u32::try_from(at).unwrap_or(u32::MAX));
        let old = self.pairs.category(number).and_then(|at| Some((at, self.old.category(index(at))?)));
        if let Some((at, old)) = old
            && let Some(table) = self.page.categories.get_mut(at)
        {
            // Earlier versions changed no category: what such a one says may be anybody's.
            let before = match Before::of(Comment::of(table)) {
                Before::FromList => Before::ByHand,
                before => before,
            };
            let former_parent = old.parent().and_then(|at| self.pairs.category_from(at.0 as usize));
            let former = former_parent.and_then(|at| self.new.category(CategoryIndex(at)));
            let mut of_parent = fact("parent", around(self.old, old), parent.as_deref());
            of_parent.aliases =
                [former.map(Category::id), around(self.new, category)].map(|id| id.map(str::to_owned));
            let ring = of_parent.file != of_parent.list
                && parent.as_deref().is_some_and(|parent| is_ring(&self.category_parents, &id, parent));
            let facts = [
                fact("name", Some(old.name()), Some(category.name())),
                of_parent,
                fact("summary", old.summary(), category.summary()),
            ];
            let mut edit = Edit::of(table);
            edit.facts(&facts, before, if ring { &["parent"] } else { &[] });
            let (keys, kept) = (edit.keys, edit.kept);
            if let Some(comment) = comment {
                comment.put(table);
            }
            note_parent(&mut self.category_parents, &id, table);
            self.tell_edits(Part::Category, &id, category.name(), keys, kept);
            return Ok(false);
        }
        let mut table = block_of(&write::category_block(self.new, category, line), "category")?;
        let mut edit = Edit::of(&mut table);
        edit.text("id", Some(&id));
        edit.text("parent", parent.as_deref());
        if let Some(comment) = comment {
            comment.put(&mut table);
        }
        table.set_position(Some(self.room(end)));
        note_parent(&mut self.category_parents, &id, &table);
        self.page.categories.push(table);
        self.tell(Part::Category, Deed::Added, &id, category.name());
        Ok(true)
    }

    /// A position right after a block of the file, and after what was put there before.
    fn room(&mut self, after: isize) -> isize {
        let taken = self.rooms.entry(after).or_default();
        *taken += 1;
        after.saturating_add(*taken)
    }

    fn tell(&mut self, part: Part, deed: Deed, id: &str, name: &str) {
        let (id, name) = (id.to_owned(), name.to_owned());
        self.changes.push(Change { part, deed, id, name, keys: Vec::new(), listed: Vec::new() });
    }

    fn tell_edits(
        &mut self,
        part: Part,
        id: &str,
        name: &str,
        keys: Vec<&'static str>,
        kept: Vec<(&'static str, String)>,
    ) {
        let (kept, listed) = kept.into_iter().unzip();
        for (deed, keys, listed) in [(Deed::Changed, keys, Vec::new()), (Deed::Conflict, kept, listed)] {
            if !keys.is_empty() {
                self.changes.push(Change {
                    part,
                    deed,
                    id: id.to_owned(),
                    name: name.to_owned(),
                    keys,
                    listed,
                });
            }
        }
    }

    /// Tells what the list no longer has; what never came from it is nobody's business.
    fn gone(&mut self) {
        let old = self.old;
        for (CategoryIndex(at), category) in old.categories() {
            let table = self.page.categories.get_mut(at as usize);
            if self.pairs.category_from(at as usize).is_none() && table.is_some_and(mark_gone) {
                self.tell(Part::Category, Deed::Gone, category.id(), category.name());
            }
        }
        for (EntryIndex(at), entry) in old.entries() {
            let table = self.page.entries.get_mut(at as usize);
            if self.pairs.entry_from(at as usize).is_none() && table.is_some_and(mark_gone) {
                self.tell(Part::Entry, Deed::Gone, entry.id(), entry.name());
            }
        }
    }
}

/// Marks a part as gone from the list; tells whether it was there until now.
fn mark_gone(table: &mut Table) -> bool {
    let was = Comment::of(table).filter(|comment| comment.line != Line::Gone);
    if let Some(was) = was {
        Comment { line: Line::Gone, ..was }.put(table);
    }
    was.is_some()
}

fn fact(key: &'static str, file: Option<&str>, list: Option<&str>) -> Fact {
    let [file, list] = [file, list].map(|text| text.map(str::to_owned));
    Fact { key, file, list, aliases: [None, None] }
}

/// An address, as the gate of the stack spells it: another spelling is no change.
fn address(key: &'static str, file: Option<SourceUrl>, list: Option<SourceUrl>) -> Fact {
    let [file, list] = [file, list].map(|url| url.map(|url| url.to_string()));
    Fact { key, file, list, aliases: [None, None] }
}

/// The categories of the list, as far as they have been brought in.
struct Categories {
    /// Where each category of the file ends: at its own block, or at the last of its entries.
    old_ends: Vec<isize>,
    /// After what the next entry of each category of the list goes.
    ends: Vec<isize>,
    /// After what the next new category goes.
    end: isize,
}

impl Categories {
    fn of(merger: &Merger<'_>) -> Self {
        let mut old_ends: Vec<isize> = merger.page.categories.iter().map(last_position).collect();
        let end = old_ends.iter().min().map_or(0, |first| first - GAP / 2);
        for ((_, entry), table) in merger.old.entries().zip(&merger.page.entries) {
            if let Some(end) = old_ends.get_mut(entry.category().0 as usize) {
                *end = last_position(table).max(*end);
            }
        }
        Self { old_ends, ends: Vec::new(), end }
    }

    fn up_to(&mut self, last: CategoryIndex, merger: &mut Merger<'_>) -> Result<(), TomlError> {
        let new = merger.new;
        for (at, category) in new.categories().skip(self.ends.len()).take_while(|(at, _)| *at <= last) {
            let number = at.0 as usize;
            let added = merger.category(number, category, self.end)?;
            let old = merger.pairs.category(number).filter(|_| !added);
            let block = old.and_then(|old| merger.page.categories.get(old)).map(last_position);
            self.ends.push(block.unwrap_or(self.end));
            self.end = old.and_then(|old| self.old_ends.get(old)).copied().unwrap_or(self.end);
        }
        Ok(())
    }
}

/// The one table of a text that has one.
fn block_of(text: &str, key: &str) -> Result<Table, TomlError> {
    let mut doc: DocumentMut = text.parse()?;
    Ok(tables(&mut doc, key).pop().unwrap_or_default())
}

#[cfg(test)]
mod tests;
