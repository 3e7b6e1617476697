//! A newer version of a list brought into a file that people have worked on.
//!
//! What the list says wins where both say something; what only the file says stays: further keys, claims, tags, links,
//! whole entries, comments, and the order of everything. Nothing is ever deleted. What has gone from the list is told and
//! marked by its comment, so that it is told once.

mod edit;
mod pair;

use std::collections::HashMap;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TomlError};

use self::edit::{Edit, Line};
use self::pair::Pairs;
use super::super::Lines;
use super::write;
use crate::dataset::{Category, CategoryIndex, Entry, EntryIndex, Stack};

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The file as it is now.
    pub text: String,
    /// What has changed, in the order of the list; what has gone comes last.
    pub changes: Vec<Change>,
    /// How many entries of the list were there already and are as they were.
    pub same: usize,
}

/// A part of a stack that the list has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What sort of part it is.
    pub part: Part,
    /// What happened.
    pub deed: Deed,
    /// The id of the part in the file.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The keys that have another value now.
    pub keys: Vec<&'static str>,
}

/// The parts that lists have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A category.
    Category,
    /// An entry.
    Entry,
}

/// What a newer list does to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It is new.
    Added,
    /// The list says something else of it now.
    Changed,
    /// The list no longer has it; the file keeps it.
    Gone,
}

impl Deed {
    /// The word for it in messages and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Gone => "gone",
        }
    }
}

/// How far apart the blocks of the file are put, so that there is room for new ones between them.
const GAP: isize = 1 << 24;

/// Brings a newer version of a list into a file: `text`, from which `old` was read.
///
/// An entry is the same if it has the same address, or else the same name in the same category. Its tags and links are added
/// to, a tag such as `Licence: MIT` takes the place of one that begins alike.
///
/// # Errors
///
/// What `toml_edit` says of a text that is no TOML; a text that a stack was read from is.
pub fn merge(text: &str, old: &Stack, new: &Stack, lines: &Lines) -> Result<Merged, TomlError> {
    let mut doc: DocumentMut = text.parse()?;
    let mut page = Page { categories: tables(&mut doc, "category"), entries: tables(&mut doc, "entry") };
    page.spread();
    let pairs = Pairs::of(old, new);
    let mut merger =
        Merger { old, new, lines, pairs, page, rooms: HashMap::new(), changes: Vec::new(), same: 0 };
    merger.run()?;
    let Merger { page, changes, same, .. } = merger;
    for (key, tables) in [("category", page.categories), ("entry", page.entries)] {
        if !tables.is_empty() {
            doc.insert(key, Item::ArrayOfTables(tables.into_iter().collect::<ArrayOfTables>()));
        }
    }
    spread_others(&mut doc);
    Ok(Merged { text: doc.to_string(), changes, same })
}

/// Takes the tables under a key out of a file; those in one line become tables of their own.
fn tables(doc: &mut DocumentMut, key: &str) -> Vec<Table> {
    let taken = doc.get_mut(key).map(std::mem::take);
    taken
        .and_then(|item| item.into_array_of_tables().ok())
        .map(|array| array.into_iter().collect())
        .unwrap_or_default()
}

/// The blocks that a list may change.
struct Page {
    categories: Vec<Table>,
    entries: Vec<Table>,
}

impl Page {
    fn spread(&mut self) {
        for table in self.categories.iter_mut().chain(&mut self.entries) {
            spread(table);
        }
    }
}

/// Makes room between the blocks, as [`Page::spread`] does, for those that are no business of lists.
fn spread_others(doc: &mut DocumentMut) {
    for (_, item) in doc.iter_mut().filter(|(key, _)| !matches!(&**key, "category" | "entry")) {
        match item {
            Item::Table(table) => spread(table),
            Item::ArrayOfTables(tables) => tables.iter_mut().for_each(spread),
            _ => {}
        }
    }
}

/// Moves a table and those in it apart from the next; a stack has no tables deeper than that.
fn spread(table: &mut Table) {
    let apart = |table: &mut Table| table.set_position(table.position().map(|at| at.saturating_mul(GAP)));
    apart(table);
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(table) => apart(table),
            Item::ArrayOfTables(tables) => tables.iter_mut().for_each(apart),
            _ => {}
        }
    }
}

/// The last position that a table and those in it have.
fn last_position(table: &Table) -> isize {
    let own = table.position().unwrap_or_default();
    let inner = table.iter().filter_map(|(_, item)| match item {
        Item::Table(table) => table.position(),
        Item::ArrayOfTables(tables) => tables.iter().filter_map(Table::position).max(),
        _ => None,
    });
    inner.chain([own]).max().unwrap_or(own)
}

struct Merger<'a> {
    old: &'a Stack,
    new: &'a Stack,
    lines: &'a Lines,
    pairs: Pairs,
    page: Page,
    /// How many blocks were put after each position.
    rooms: HashMap<isize, isize>,
    changes: Vec<Change>,
    same: usize,
}

impl Merger<'_> {
    fn run(&mut self) -> Result<(), TomlError> {
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

    /// Brings in an entry; `end` is what it goes after if it is new, and what the next one goes after.
    fn entry(&mut self, number: usize, entry: Entry<'_>, end: &mut isize) -> Result<(), TomlError> {
        let line = self.lines.entries.get(number).copied();
        let old = self.pairs.entry(number);
        let id = self.pairs.entry_id(number).to_owned();
        let category = self.pairs.category_id(entry.category().0 as usize).to_owned();
        let parent = entry.parent().map(|parent| self.pairs.entry_id(parent.0 as usize).to_owned());
        if let Some((old, table)) = old.and_then(|old| Some((old, self.page.entries.get_mut(old)?))) {
            let from_list = edit::comment(table, Line::At(line));
            *end = last_position(table);
            let before = self.old.entry(EntryIndex(u32::try_from(old).unwrap_or(u32::MAX)));
            let mut edit = Edit::of(table);
            edit.entry(entry, before, &category, parent.as_deref(), from_list);
            let keys = edit.keys;
            if keys.is_empty() {
                self.same += 1;
            } else {
                self.tell(Part::Entry, Deed::Changed, &id, entry.name(), keys);
            }
            return Ok(());
        }
        let mut table = block_of(&write::entry_block(self.new, entry, line), "entry")?;
        let mut edit = Edit::of(&mut table);
        edit.text("id", Some(&id));
        edit.text("category", Some(&category));
        edit.text("parent", parent.as_deref());
        table.set_position(Some(self.room(*end)));
        self.page.entries.push(table);
        self.tell(Part::Entry, Deed::Added, &id, entry.name(), Vec::new());
        Ok(())
    }

    /// Brings in a category that goes after a position if it is new; tells whether it is.
    fn category(&mut self, number: usize, category: Category<'_>, end: isize) -> Result<bool, TomlError> {
        let line = self.lines.categories.get(number).copied();
        if let Some(table) = self.pairs.category(number).and_then(|old| self.page.categories.get_mut(old)) {
            edit::comment(table, Line::At(line));
            return Ok(false);
        }
        let id = self.pairs.category_id(number).to_owned();
        let parent = category.parent().map(|parent| self.pairs.category_id(parent.0 as usize).to_owned());
        let mut table = block_of(&write::category_block(self.new, category, line), "category")?;
        let mut edit = Edit::of(&mut table);
        edit.text("id", Some(&id));
        edit.text("parent", parent.as_deref());
        table.set_position(Some(self.room(end)));
        self.page.categories.push(table);
        self.tell(Part::Category, Deed::Added, &id, category.name(), Vec::new());
        Ok(true)
    }

    /// A position right after a block of the file, and after what was put there before.
    fn room(&mut self, after: isize) -> isize {
        let taken = self.rooms.entry(after).or_default();
        *taken += 1;
        after.saturating_add(*taken)
    }

    fn tell(&mut self, part: Part, deed: Deed, id: &str, name: &str, keys: Vec<&'static str>) {
        self.changes.push(Change { part, deed, id: id.to_owned(), name: name.to_owned(), keys });
    }

    /// Tells what the list no longer has; what never came from it is nobody's business.
    fn gone(&mut self) {
        let left = |(at, entry): (EntryIndex, Entry<'_>)| {
            (!self.pairs.is_taken(at.0 as usize))
                .then(|| (at.0 as usize, entry.id().to_owned(), entry.name().to_owned()))
        };
        let left: Vec<_> = self.old.entries().filter_map(left).collect();
        for (at, id, name) in left {
            if self.page.entries.get_mut(at).is_some_and(|table| edit::comment(table, Line::Gone)) {
                self.tell(Part::Entry, Deed::Gone, &id, &name, Vec::new());
            }
        }
    }
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
