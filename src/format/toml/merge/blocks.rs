//! A file as tables, with free positions between them for new ones.

use toml_edit::{DocumentMut, Item, Table};

use super::change::MergeError;

/// The distance between the positions of two tables of the file: new ones go between.
pub(super) const GAP: isize = 1 << 24;

/// The keys of the records that a list has.
pub(super) const RECORDS: [&str; 2] = ["category", "entry"];

/// Removes the tables of a key from a document.
pub(super) fn tables(doc: &mut DocumentMut, key: &str) -> Vec<Table> {
    let taken = doc.get_mut(key).map(std::mem::take);
    taken
        .and_then(|item| item.into_array_of_tables().ok())
        .map(|array| array.into_iter().collect())
        .unwrap_or_default()
}

/// A file whose tables a merge may change.
pub(super) struct Blocks(DocumentMut);

impl Blocks {
    /// Checks that the records of a file are tables.
    ///
    /// # Errors
    ///
    /// [`MergeError::Inline`] if they are values.
    pub fn new(doc: DocumentMut) -> Result<Self, MergeError> {
        match RECORDS.into_iter().find(|key| doc.get(key).is_some_and(Item::is_value)) {
            Some(key) => Err(MergeError::Inline(key)),
            None => Ok(Self(doc)),
        }
    }

    /// Removes the categories and the entries from the file.
    pub fn take_records(&mut self) -> [Vec<Table>; 2] {
        let mut records = RECORDS.map(|key| tables(&mut self.0, key));
        records.iter_mut().flatten().for_each(spread);
        records
    }

    /// The `[stack]` table, unless it is written as dotted keys or as a value.
    pub fn stack(&mut self) -> Option<&mut Table> {
        self.0.get_mut("stack").and_then(Item::as_table_mut).filter(|table| !table.is_dotted())
    }

    /// Puts the categories and the entries back, and returns the text.
    pub fn text(self, records: [Vec<Table>; 2]) -> String {
        let Self(mut doc) = self;
        spread(&mut doc);
        for (key, tables) in RECORDS.into_iter().zip(records) {
            // An emptied table is a record that was removed.
            let tables: Vec<Table> = tables.into_iter().filter(|table| !table.is_empty()).collect();
            if !tables.is_empty() {
                doc.insert(key, Item::ArrayOfTables(tables.into_iter().collect()));
            }
        }
        doc.to_string()
    }
}

/// Multiplies the positions of a table and its subtables; a stack has no deeper ones.
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

/// The last position of a table and its subtables.
pub(super) fn last_position(table: &Table) -> isize {
    let own = table.position().unwrap_or_default();
    let inner = table.iter().filter_map(|(_, item)| match item {
        Item::Table(table) => table.position(),
        Item::ArrayOfTables(tables) => tables.iter().filter_map(Table::position).max(),
        _ => None,
    });
    inner.chain([own]).max().unwrap_or(own)
}
