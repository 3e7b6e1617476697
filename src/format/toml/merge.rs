//! A newer version of a list merged into a file that the user has edited.
//!
//! The fields that the list has changed since the last import go into the file. Whatever the user wrote stays: other values,
//! further fields, claims, tags, links and entries, comments, and the order of everything. If both changed a field, the file's
//! value stays and the conflict is reported. A value that the list has dropped is removed if the user has not changed it, and
//! reported. A record that has left the list is reported once and marked in its comment, and stays, but for a group without
//! children.
//!
//! - `blocks`: the file as tables, with free positions between them
//! - `pair`: which record of the list is which record of the file
//! - `comment`: the comment above a record, with its line and hashes
//! - `edit`: changes to one table
//! - `sequence`: the order of tags and links
//! - `change`: the result

mod blocks;
mod change;
mod comment;
mod edit;
mod pair;
mod sequence;

use std::collections::{HashMap, HashSet};

use toml_edit::{DocumentMut, Item, Table, TomlError};

use self::blocks::{Blocks, GAP, RECORDS, last_position, tables};
pub use self::change::{Change, ChangeKind, MergeError, Merged, PartKind};
use self::comment::{Comment, ListLine};
use self::edit::{Before, TableEdit};
use self::pair::Pairs;
use super::import_hashes::{ImportHashes, ImportedField, listed, text};
use super::write::TomlText;
use crate::dataset::{Category, CategoryIndex, Entry, EntryIndex, Field, Stack, Target, Value};
use crate::format::reading::Lines;

/// Merges a newer version of a list into a file: `text`, from which `old` was read.
///
/// An entry is the same if it has the same URL, or else the same name in the same category.
///
/// # Errors
///
/// [`MergeError`] if the text cannot be changed.
pub fn merge(text: &str, old: &Stack, new: &Stack, lines: &Lines) -> Result<Merged, MergeError> {
    let mut blocks = Blocks::new(text.parse()?)?;
    let [categories, entries] = blocks.take_records();
    let mut merger = Merger {
        old,
        new,
        lines,
        categories: Side::new(PartKind::Category, Pairs::for_categories(old, new), categories),
        entries: Side::new(PartKind::Entry, Pairs::for_entries(old, new), entries),
        added_after: HashMap::new(),
        changes: Vec::new(),
        unchanged: 0,
    };
    merger.run(blocks.stack())?;
    let Merger { categories, entries, changes, unchanged, .. } = merger;
    let changed = blocks.text([categories.tables, entries.tables]);
    Ok(Merged { text: with_line_ends_of(text, changed), changes, unchanged })
}

/// A changed text with the line ends of the original; the original itself if nothing else has changed.
fn with_line_ends_of(original: &str, changed: String) -> String {
    let changed = if changed.contains('\r') { changed.replace("\r\n", "\n") } else { changed };
    let windows = original.matches("\r\n").count();
    if windows == 0 {
        changed
    } else if original.replace("\r\n", "\n") == changed {
        original.to_owned()
    } else if windows * 2 > original.matches('\n').count() {
        changed.replace('\n', "\r\n")
    } else {
        changed
    }
}

struct Merger<'a> {
    old: &'a Stack,
    new: &'a Stack,
    lines: &'a Lines,
    categories: Side,
    entries: Side,
    /// The number of records added after each position of the file.
    added_after: HashMap<isize, isize>,
    changes: Vec<Change>,
    unchanged: usize,
}

/// The categories or the entries of a merge.
struct Side {
    kind: PartKind,
    pairs: Pairs,
    /// The tables of the file, in its order; new ones are added at the end.
    tables: Vec<Table>,
    /// The parent of each record that has one, by their ids in the file.
    parents: HashMap<String, String>,
}

impl Side {
    fn new(kind: PartKind, pairs: Pairs, tables: Vec<Table>) -> Self {
        let key = |table: &Table, key| table.get(key).and_then(Item::as_str).map(str::to_owned);
        let parents = tables.iter().filter_map(|table| Some((key(table, "id")?, key(table, "parent")?)));
        Self { kind, pairs, parents: parents.collect(), tables }
    }

    /// Whether a record would be its own ancestor below this parent.
    fn is_cycle(&self, id: &str, parent: &str) -> bool {
        // A cycle among other records would have no end.
        let ancestors = std::iter::successors(Some(parent), |at| self.parents.get(*at).map(String::as_str));
        ancestors.take(self.parents.len() + 1).any(|ancestor| ancestor == id)
    }

    /// Updates the parent of a record from its table.
    fn set_parent(&mut self, id: &str, parent: Option<&str>) {
        match parent {
            Some(parent) => self.parents.insert(id.to_owned(), parent.to_owned()),
            None => self.parents.remove(id),
        };
    }
}

/// The changes to one record.
struct Edits {
    keys: Vec<&'static str>,
    kept: Vec<(&'static str, String)>,
    dropped: Vec<(&'static str, String)>,
}

/// A category or an entry.
#[derive(Clone, Copy)]
enum Record<'a> {
    Category(Category<'a>),
    Entry(Entry<'a>),
}

impl<'a> Record<'a> {
    /// The record of a stack with this number.
    fn at(kind: PartKind, stack: &'a Stack, number: usize) -> Option<Self> {
        let number = u32::try_from(number).ok()?;
        match kind {
            PartKind::Category => stack.category(CategoryIndex(number)).map(Self::Category),
            PartKind::Entry => stack.entry(EntryIndex(number)).map(Self::Entry),
            PartKind::Stack => None,
        }
    }

    fn fields(self) -> Vec<Field<'a>> {
        match self {
            Self::Category(category) => category.fields().into(),
            Self::Entry(entry) => entry.fields().into(),
        }
    }

    fn entry(self) -> Option<Entry<'a>> {
        match self {
            Self::Category(_) => None,
            Self::Entry(entry) => Some(entry),
        }
    }

    fn id(self) -> &'a str {
        match self {
            Self::Category(category) => category.id(),
            Self::Entry(entry) => entry.id(),
        }
    }

    fn name(self) -> &'a str {
        match self {
            Self::Category(category) => category.name(),
            Self::Entry(entry) => entry.name(),
        }
    }

    /// The table of the record, as it is written.
    fn table(self, line: Option<usize>) -> Result<Table, TomlError> {
        let mut text = TomlText(String::new());
        match self {
            Self::Category(category) => text.category(category, line),
            Self::Entry(entry) => text.entry(entry, line),
        }
        let mut doc: DocumentMut = text.0.parse()?;
        Ok(RECORDS.into_iter().flat_map(|key| tables(&mut doc, key)).next().unwrap_or_default())
    }
}

impl<'a> Merger<'a> {
    fn run(&mut self, stack: Option<&mut Table>) -> Result<(), TomlError> {
        if let Some(table) = stack {
            self.stack(table);
        }
        let mut ends = CategoryEnds::new(self);
        for (EntryIndex(at), entry) in self.new.entries() {
            ends.up_to(entry.category(), self)?;
            if let Some(end) = ends.new.get_mut(entry.category().0 as usize) {
                self.record(PartKind::Entry, at as usize, Record::Entry(entry), end)?;
            }
        }
        ends.up_to(CategoryIndex(u32::MAX), self)?;
        self.drop_empty_groups();
        self.gone(PartKind::Category);
        self.gone(PartKind::Entry);
        Ok(())
    }

    fn side(&mut self, kind: PartKind) -> &mut Side {
        if kind == PartKind::Category { &mut self.categories } else { &mut self.entries }
    }

    /// Merges the fields of `[stack]`.
    fn stack(&mut self, table: &mut Table) {
        let before = Before::from_comment(Comment::above(table));
        let fields = self.imported(&self.old.fields(), &self.new.fields());
        let mut edit = TableEdit::new(table);
        edit.fields(&fields, &before, None);
        let edits = Edits { keys: edit.keys, kept: edit.kept, dropped: edit.dropped };
        let hashes = ImportHashes::for_record(self.new.fields(), None);
        Comment { line: ListLine::Top, hashes: Some(hashes) }.put(table);
        self.add_edits(PartKind::Stack, self.old.id(), self.new.name(), edits);
    }

    /// Merges a record of the list. A new one goes after the position `end`, which becomes the end of the record.
    fn record(
        &mut self,
        kind: PartKind,
        number: usize,
        record: Record<'a>,
        end: &mut isize,
    ) -> Result<(), TomlError> {
        let lines = if kind == PartKind::Category { &self.lines.categories } else { &self.lines.entries };
        let line = lines.get(number).copied();
        let fields = record.fields().into_iter().map(|(key, value)| (key, self.with_id_of_file(value)));
        let fields: Vec<Field<'a>> = fields.collect();
        let hashes = ImportHashes::for_record(fields.iter().cloned(), record.entry());
        let comment = line.map(|line| Comment { line: ListLine::At(line), hashes: Some(hashes) });
        let pairs = &self.side(kind).pairs;
        let id = pairs.id(number).to_owned();
        let old = pairs.old(number);
        let table = old.and_then(|at| self.side(kind).tables.get_mut(at)).map(std::mem::take);
        if let (Some(at), Some(mut table)) = (old, table)
            && let Some(old) = Record::at(kind, self.old, at)
        {
            *end = last_position(&table);
            self.edit(&mut table, &id, old, record);
            if let Some(comment) = comment {
                comment.put(&mut table);
            }
            if let Some(emptied) = self.side(kind).tables.get_mut(at) {
                *emptied = table;
            }
            return Ok(());
        }
        let mut table = record.table(line)?;
        let mut edit = TableEdit::new(&mut table);
        edit.text("id", Some(&id));
        for (key, value) in fields.iter().filter(|(key, _)| matches!(*key, "category" | "parent")) {
            edit.text(key, text(value).as_deref());
        }
        if let Some(comment) = comment {
            comment.put(&mut table);
        }
        table.set_position(Some(self.next_position(*end)));
        let side = self.side(kind);
        side.set_parent(&id, table.get("parent").and_then(Item::as_str));
        side.tables.push(table);
        self.add(kind, ChangeKind::Added, &id, record.name());
        Ok(())
    }

    /// Merges the fields of a record into its table of the file.
    fn edit(&mut self, table: &mut Table, id: &str, old: Record<'a>, new: Record<'a>) {
        let kind = if new.entry().is_some() { PartKind::Entry } else { PartKind::Category };
        let before = match Before::from_comment(Comment::above(table)) {
            // Earlier versions changed no category, so its fields may be the user's.
            Before::FromList if kind == PartKind::Category => Before::ByHand,
            before => before,
        };
        let fields = self.imported(&old.fields(), &new.fields());
        let is_cycle = |field: &&ImportedField| {
            let parent = field.list.as_deref().filter(|_| field.key == "parent" && field.file != field.list);
            parent.is_some_and(|parent| self.side(kind).is_cycle(id, parent))
        };
        let cycle = fields.iter().find(is_cycle).map(|field| field.key);
        let mut edit = TableEdit::new(table);
        edit.fields(&fields, &before, cycle);
        if let (Some(old), Some(new)) = (old.entry(), new.entry())
            && !matches!(&before, Before::Known(before) if before.are_of(new))
        {
            edit.tags_and_links(new, old, &before);
        }
        let edits = Edits { keys: edit.keys, kept: edit.kept, dropped: edit.dropped };
        self.side(kind).set_parent(id, table.get("parent").and_then(Item::as_str));
        let is_unchanged = edits.keys.is_empty() && edits.kept.is_empty() && edits.dropped.is_empty();
        self.unchanged += usize::from(kind == PartKind::Entry && is_unchanged);
        self.add_edits(kind, id, new.name(), edits);
    }

    /// The fields that lists give, with the values of the file and of the list.
    fn imported(&self, old: &[Field<'_>], new: &[Field<'_>]) -> Vec<ImportedField> {
        let old = listed(old.iter().cloned());
        let fields = old.zip(listed(new.iter().cloned())).map(|((key, old), (_, new))| ImportedField {
            key,
            file: text(&old),
            list: text(&self.with_id_of_file(new.clone())),
            aliases: [self.id_in_list(&old), reference_id(&new)],
        });
        fields.collect()
    }

    /// The id in the list of a record of the file that a field refers to.
    fn id_in_list(&self, value: &Value<'_>) -> Option<String> {
        let Value::Reference(reference) = value else { return None };
        let (side, at) = match reference.target {
            Target::Category(at) => (&self.categories, at.0),
            Target::Entry(at) => (&self.entries, at.0),
            Target::Source(_) => return None,
        };
        let new = side.pairs.new_of(at as usize)?;
        Record::at(side.kind, self.new, new).map(|record| record.id().to_owned())
    }

    /// The value with the id that the file has for a record of the list.
    fn with_id_of_file<'v>(&self, value: Value<'v>) -> Value<'v> {
        let Value::Reference(reference) = &value else { return value };
        let id = match reference.target {
            Target::Category(at) => self.categories.pairs.id(at.0 as usize),
            Target::Entry(at) => self.entries.pairs.id(at.0 as usize),
            Target::Source(_) => return value,
        };
        Value::Text(id.to_owned().into())
    }

    /// A free position after a record of the file, and after the records that were added there before.
    fn next_position(&mut self, after: isize) -> isize {
        let added = self.added_after.entry(after).or_default();
        *added += 1;
        after.saturating_add(*added)
    }

    fn add(&mut self, part: PartKind, kind: ChangeKind, id: &str, name: &str) {
        let (id, name) = (id.to_owned(), name.to_owned());
        self.changes.push(Change { part, kind, id, name, keys: Vec::new(), listed: Vec::new() });
    }

    fn add_edits(&mut self, part: PartKind, id: &str, name: &str, edits: Edits) {
        let (kept, listed) = edits.kept.into_iter().unzip();
        let (dropped, values) = edits.dropped.into_iter().unzip();
        for (kind, keys, listed) in [
            (ChangeKind::Changed, edits.keys, Vec::new()),
            (ChangeKind::Dropped, dropped, values),
            (ChangeKind::Conflict, kept, listed),
        ] {
            if !keys.is_empty() {
                let (id, name) = (id.to_owned(), name.to_owned());
                self.changes.push(Change { part, kind, id, name, keys, listed });
            }
        }
    }

    /// Removes the groups that have left the list and have no children any more: without a URL they are nothing. One that
    /// the user has edited becomes a comment; one that other entries are related to stays.
    fn drop_empty_groups(&mut self) {
        let key = |table: &Table, key| table.get(key).and_then(Item::as_str).map(str::to_owned);
        let has_url = |table: &Table| {
            ["homepage", "repository", "links", "link"].iter().any(|key| table.contains_key(key))
        };
        let Side { tables, pairs, .. } = &mut self.entries;
        let count = self.old.entries().len();
        let old = self.old;
        let entry = |at: usize| u32::try_from(at).ok().and_then(|at| old.entry(EntryIndex(at)));
        let is_left = |at: usize, table: &Table| {
            let is_related = entry(at).is_some_and(|entry| !entry.relations_back().is_empty());
            pairs.new_of(at).is_none() && Comment::above(table).is_some() && !is_related
        };
        loop {
            let parents: HashSet<String> = tables.iter().filter_map(|table| key(table, "parent")).collect();
            let is_group = |table: &Table| !table.is_empty() && !has_url(table);
            let is_empty = |table: &Table| key(table, "id").is_none_or(|id| !parents.contains(&id));
            let groups = tables.iter().enumerate().take(count);
            let groups =
                groups.filter(|(at, table)| is_group(table) && is_empty(table) && is_left(*at, table));
            let empty: Vec<usize> = groups.map(|(at, _)| at).collect();
            if empty.is_empty() {
                return;
            }
            for at in empty {
                let Some(table) = tables.get_mut(at).map(std::mem::take) else { continue };
                let mut kept = comment::of_user(&table);
                if entry(at).is_none_or(|entry| is_edited(&table, entry)) {
                    kept.extend(table.to_string().lines().map(|line| format!("\n# {line}")));
                }
                if let Some(next) = tables.iter_mut().skip(at).find(|table| !table.is_empty()) {
                    comment::keep(next, &kept);
                }
                let [id, name] = ["id", "name"].map(|field| key(&table, field).unwrap_or_default());
                let (part, kind) = (PartKind::Entry, ChangeKind::Dropped);
                let (keys, listed) = (vec!["entry"], vec![name.clone()]);
                self.changes.push(Change { part, kind, id, name, keys, listed });
            }
        }
    }

    /// Reports the records that have left the list. Records that were never imported are ignored.
    fn gone(&mut self, kind: PartKind) {
        for at in 0.. {
            let Some(record) = Record::at(kind, self.old, at) else { break };
            let side = self.side(kind);
            let left = side.pairs.new_of(at).is_none() && side.tables.get_mut(at).is_some_and(mark_gone);
            if left {
                self.add(kind, ChangeKind::Gone, record.id(), record.name());
            }
        }
    }
}

/// Whether the user has changed the table of an entry since the last import.
fn is_edited(table: &Table, entry: Entry<'_>) -> bool {
    let hashes = ImportHashes::for_record(entry.fields(), Some(entry));
    let is_as_listed = Comment::above(table).is_some_and(|comment| comment.hashes == Some(hashes));
    let written = Record::Entry(entry).table(None);
    !is_as_listed || written.is_ok_and(|written| written.to_string() != table.to_string())
}

/// Marks a record as gone from the list. Returns whether it was in the list until now.
fn mark_gone(table: &mut Table) -> bool {
    let former = Comment::above(table).filter(|comment| comment.line != ListLine::Gone);
    let is_left = former.is_some();
    if let Some(former) = former {
        Comment { line: ListLine::Gone, ..former }.put(table);
    }
    is_left
}

fn reference_id(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Reference(reference) => Some(reference.id.to_owned()),
        _ => None,
    }
}

/// The positions after which new entries and categories go.
struct CategoryEnds {
    /// The end of each category of the file: of its own table, or of the last of its entries.
    old: Vec<isize>,
    /// The position after which the next entry of each category of the list goes.
    new: Vec<isize>,
    /// The position after which the next new category goes.
    end: isize,
}

impl CategoryEnds {
    fn new(merger: &Merger<'_>) -> Self {
        let mut old: Vec<isize> = merger.categories.tables.iter().map(last_position).collect();
        let end = old.iter().min().map_or(0, |first| first - GAP / 2);
        for ((_, entry), table) in merger.old.entries().zip(&merger.entries.tables) {
            if let Some(end) = old.get_mut(entry.category().0 as usize) {
                *end = last_position(table).max(*end);
            }
        }
        Self { old, new: Vec::new(), end }
    }

    /// Merges the categories of the list up to one of them.
    fn up_to(&mut self, last: CategoryIndex, merger: &mut Merger<'_>) -> Result<(), TomlError> {
        let new = merger.new;
        for (at, category) in new.categories().skip(self.new.len()).take_while(|(at, _)| *at <= last) {
            let number = at.0 as usize;
            let mut end = self.end;
            merger.record(PartKind::Category, number, Record::Category(category), &mut end)?;
            self.new.push(end);
            let old = merger.categories.pairs.old(number).and_then(|old| self.old.get(old));
            self.end = old.copied().unwrap_or(self.end);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
