//! A newer version of a list brought into a file that people have worked on.
//!
//! What has changed in the list since it was last brought in goes into the file; what people wrote there stays: other
//! values, further keys, claims, tags, links, whole entries, comments, and the order of everything. Where both have changed
//! the same, the file's stays and that is told. What has gone from the list is told and marked by its comment, so that it
//! is told once; no part is ever deleted.

mod blocks;
mod change;
mod comment;
mod edit;
mod pair;
mod parents;

use std::collections::HashMap;

use toml_edit::{DocumentMut, Table, TomlError};

use self::blocks::{Blocks, GAP, last_position, tables};
pub use self::change::{Change, ChangeKind, MergeError, Merged, PartKind};
use self::comment::{Comment, ListLine};
use self::edit::{Before, TableEdit};
use self::pair::Pairs;
use self::parents::{Parents, category_parent, entry_parent, is_cycle, record_parent};
use super::super::Lines;
use super::import_hashes::{ImportHashes, ImportedField};
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
    let mut blocks = Blocks::new(text.parse()?)?;
    let pairs = Pairs::new(old, new);
    let parents = |at: (&str, Option<&str>)| at.1.map(|parent| (at.0.to_owned(), parent.to_owned()));
    let entries = old.entries().map(|(_, entry)| (entry.id(), entry_parent(old, entry)));
    let categories = old.categories().map(|(_, category)| (category.id(), category_parent(old, category)));
    let mut merger = Merger {
        old,
        new,
        lines,
        pairs,
        entry_parents: entries.filter_map(parents).collect(),
        category_parents: categories.filter_map(parents).collect(),
        blocks_after: HashMap::new(),
        changes: Vec::new(),
        unchanged: 0,
        blocks: &mut blocks,
    };
    merger.run()?;
    let Merger { changes, unchanged, .. } = merger;
    Ok(Merged { text: with_ends_of(text, blocks.text()), changes, unchanged })
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
    blocks: &'a mut Blocks,
    entry_parents: Parents,
    category_parents: Parents,
    /// How many blocks were put after each position.
    blocks_after: HashMap<isize, isize>,
    changes: Vec<Change>,
    unchanged: usize,
}

impl Merger<'_> {
    fn run(&mut self) -> Result<(), TomlError> {
        self.head();
        let mut categories = Categories::new(self);
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
        let Some(table) = self.blocks.head() else { return };
        let before = Comment::above(table);
        let facts = [
            fact("name", Some(old.name()), Some(new.name())),
            fact("summary", old.summary(), new.summary()),
            address("homepage", old.homepage(), new.homepage()),
        ];
        let mut edit = TableEdit::new(table);
        edit.facts(&facts, Before::from_comment(before), &[]);
        let (keys, kept) = (edit.keys, edit.kept);
        Comment { line: ListLine::Top, hashes: Some(ImportHashes::for_stack(new)) }.put(table);
        self.add_edits(PartKind::Stack, old.id(), new.name(), keys, kept);
    }

    /// Brings in an entry; `end` is what it goes after if it is new, and what the next one goes after.
    fn entry(&mut self, number: usize, entry: Entry<'_>, end: &mut isize) -> Result<(), TomlError> {
        let line = self.lines.entries.get(number).copied();
        let id = self.pairs.entry_id(number).to_owned();
        let category = self.pairs.category_id(entry.category().0 as usize).to_owned();
        let parent = entry.parent().map(|parent| self.pairs.entry_id(parent.0 as usize).to_owned());
        let hashes = ImportHashes::for_entry(entry, Some(&category), parent.as_deref());
        let comment = line.map(|line| Comment { line: ListLine::At(line), hashes: Some(hashes) });
        let index = |at: usize| EntryIndex(u32::try_from(at).unwrap_or(u32::MAX));
        let old = self.pairs.entry(number).and_then(|at| Some((at, self.old.entry(index(at))?)));
        if let Some((at, old)) = old
            && let Some(table) = self.blocks.entries.get_mut(at)
        {
            *end = last_position(table);
            let before = Before::from_comment(Comment::above(table));
            // Ids under which they stood in the list, before somebody gave them others in the file.
            let file_category = self.old.category(old.category()).map(Category::id);
            let former_category = self.pairs.category_from(old.category().0 as usize);
            let former = former_category.and_then(|at| self.new.category(CategoryIndex(at)));
            let listed = self.new.category(entry.category()).map(Category::id);
            let mut of_category = fact("category", file_category, Some(&category));
            of_category.aliases = [former.map(Category::id), listed].map(|id| id.map(str::to_owned));
            let former_parent = old.parent().and_then(|at| self.pairs.entry_from(at.0 as usize));
            let former = former_parent.and_then(|at| self.new.entry(EntryIndex(at)));
            let mut of_parent = fact("parent", entry_parent(self.old, old), parent.as_deref());
            of_parent.aliases =
                [former.map(Entry::id), entry_parent(self.new, entry)].map(|id| id.map(str::to_owned));
            let cycle = of_parent.file != of_parent.list
                && parent.as_deref().is_some_and(|parent| is_cycle(&self.entry_parents, &id, parent));
            let facts = [
                fact("name", Some(old.name()), Some(entry.name())),
                of_category,
                of_parent,
                address("homepage", old.homepage(), entry.homepage()),
                address("repository", old.repository(), entry.repository()),
                fact("summary", old.summary(), entry.summary()),
            ];
            let mut edit = TableEdit::new(table);
            edit.facts(&facts, before, if cycle { &["parent"] } else { &[] });
            if !matches!(before, Before::Known(before) if before.same_more(hashes)) {
                edit.tags(entry, before);
                edit.links(entry, old);
            }
            let (keys, kept) = (edit.keys, edit.kept);
            if let Some(comment) = comment {
                comment.put(table);
            }
            record_parent(&mut self.entry_parents, &id, table);
            self.unchanged += usize::from(keys.is_empty() && kept.is_empty());
            self.add_edits(PartKind::Entry, &id, entry.name(), keys, kept);
            return Ok(());
        }
        let mut table = block_of(&write::entry_block(self.new, entry, line), "entry")?;
        let mut edit = TableEdit::new(&mut table);
        edit.text("id", Some(&id));
        edit.text("category", Some(&category));
        edit.text("parent", parent.as_deref());
        if let Some(comment) = comment {
            comment.put(&mut table);
        }
        table.set_position(Some(self.next_position(*end)));
        record_parent(&mut self.entry_parents, &id, &table);
        self.blocks.entries.push(table);
        self.add(PartKind::Entry, ChangeKind::Added, &id, entry.name());
        Ok(())
    }

    /// Brings in a category that goes after a position if it is new; tells whether it is.
    fn category(&mut self, number: usize, category: Category<'_>, end: isize) -> Result<bool, TomlError> {
        let line = self.lines.categories.get(number).copied();
        let id = self.pairs.category_id(number).to_owned();
        let parent = category.parent().map(|parent| self.pairs.category_id(parent.0 as usize).to_owned());
        let hashes = ImportHashes::for_category(category, parent.as_deref());
        let comment = line.map(|line| Comment { line: ListLine::At(line), hashes: Some(hashes) });
        let index = |at: usize| CategoryIndex(u32::try_from(at).unwrap_or(u32::MAX));
        let old = self.pairs.category(number).and_then(|at| Some((at, self.old.category(index(at))?)));
        if let Some((at, old)) = old
            && let Some(table) = self.blocks.categories.get_mut(at)
        {
            // Earlier versions changed no category: what such a one says may be anybody's.
            let before = match Before::from_comment(Comment::above(table)) {
                Before::FromList => Before::ByHand,
                before => before,
            };
            let former_parent = old.parent().and_then(|at| self.pairs.category_from(at.0 as usize));
            let former = former_parent.and_then(|at| self.new.category(CategoryIndex(at)));
            let mut of_parent = fact("parent", category_parent(self.old, old), parent.as_deref());
            of_parent.aliases = [former.map(Category::id), category_parent(self.new, category)]
                .map(|id| id.map(str::to_owned));
            let cycle = of_parent.file != of_parent.list
                && parent.as_deref().is_some_and(|parent| is_cycle(&self.category_parents, &id, parent));
            let facts = [
                fact("name", Some(old.name()), Some(category.name())),
                of_parent,
                fact("summary", old.summary(), category.summary()),
            ];
            let mut edit = TableEdit::new(table);
            edit.facts(&facts, before, if cycle { &["parent"] } else { &[] });
            let (keys, kept) = (edit.keys, edit.kept);
            if let Some(comment) = comment {
                comment.put(table);
            }
            record_parent(&mut self.category_parents, &id, table);
            self.add_edits(PartKind::Category, &id, category.name(), keys, kept);
            return Ok(false);
        }
        let mut table = block_of(&write::category_block(self.new, category, line), "category")?;
        let mut edit = TableEdit::new(&mut table);
        edit.text("id", Some(&id));
        edit.text("parent", parent.as_deref());
        if let Some(comment) = comment {
            comment.put(&mut table);
        }
        table.set_position(Some(self.next_position(end)));
        record_parent(&mut self.category_parents, &id, &table);
        self.blocks.categories.push(table);
        self.add(PartKind::Category, ChangeKind::Added, &id, category.name());
        Ok(true)
    }

    /// A position right after a block of the file, and after what was put there before.
    fn next_position(&mut self, after: isize) -> isize {
        let taken = self.blocks_after.entry(after).or_default();
        *taken += 1;
        after.saturating_add(*taken)
    }

    fn add(&mut self, part: PartKind, kind: ChangeKind, id: &str, name: &str) {
        let (id, name) = (id.to_owned(), name.to_owned());
        self.changes.push(Change { part, kind, id, name, keys: Vec::new(), listed: Vec::new() });
    }

    fn add_edits(
        &mut self,
        part: PartKind,
        id: &str,
        name: &str,
        keys: Vec<&'static str>,
        kept: Vec<(&'static str, String)>,
    ) {
        let (kept, listed) = kept.into_iter().unzip();
        for (kind, keys, listed) in
            [(ChangeKind::Changed, keys, Vec::new()), (ChangeKind::Conflict, kept, listed)]
        {
            if !keys.is_empty() {
                self.changes.push(Change {
                    part,
                    kind,
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
            let table = self.blocks.categories.get_mut(at as usize);
            if self.pairs.category_from(at as usize).is_none() && table.is_some_and(mark_gone) {
                self.add(PartKind::Category, ChangeKind::Gone, category.id(), category.name());
            }
        }
        for (EntryIndex(at), entry) in old.entries() {
            let table = self.blocks.entries.get_mut(at as usize);
            if self.pairs.entry_from(at as usize).is_none() && table.is_some_and(mark_gone) {
                self.add(PartKind::Entry, ChangeKind::Gone, entry.id(), entry.name());
            }
        }
    }
}

/// Marks a part as gone from the list; tells whether it was there until now.
fn mark_gone(table: &mut Table) -> bool {
    let was = Comment::above(table).filter(|comment| comment.line != ListLine::Gone);
    if let Some(was) = was {
        Comment { line: ListLine::Gone, ..was }.put(table);
    }
    was.is_some()
}

fn fact(key: &'static str, file: Option<&str>, list: Option<&str>) -> ImportedField {
    let [file, list] = [file, list].map(|text| text.map(str::to_owned));
    ImportedField { key, file, list, aliases: [None, None] }
}

/// An address, as the gate of the stack spells it: another spelling is no change.
fn address(key: &'static str, file: Option<SourceUrl>, list: Option<SourceUrl>) -> ImportedField {
    let [file, list] = [file, list].map(|url| url.map(|url| url.to_string()));
    ImportedField { key, file, list, aliases: [None, None] }
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
    fn new(merger: &Merger<'_>) -> Self {
        let mut old_ends: Vec<isize> = merger.blocks.categories.iter().map(last_position).collect();
        let end = old_ends.iter().min().map_or(0, |first| first - GAP / 2);
        for ((_, entry), table) in merger.old.entries().zip(&merger.blocks.entries) {
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
            let block = old.and_then(|old| merger.blocks.categories.get(old)).map(last_position);
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
