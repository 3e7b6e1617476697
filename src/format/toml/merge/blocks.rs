//! The blocks of a file, with room between them for new ones.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

use super::MergeError;

/// How far apart the blocks of the file are put, so that there is room for new ones between them.
pub(super) const GAP: isize = 1 << 24;

/// Takes the tables under a key out of a file.
pub(super) fn tables(doc: &mut DocumentMut, key: &str) -> Vec<Table> {
    let taken = doc.get_mut(key).map(std::mem::take);
    taken
        .and_then(|item| item.into_array_of_tables().ok())
        .map(|array| array.into_iter().collect())
        .unwrap_or_default()
}

/// A file, and the blocks of it that a list may change.
pub(super) struct Blocks {
    doc: DocumentMut,
    pub categories: Vec<Table>,
    pub entries: Vec<Table>,
}

impl Blocks {
    /// Takes a file apart.
    ///
    /// # Errors
    ///
    /// [`MergeError::Inline`] where its parts are no blocks.
    pub fn new(mut doc: DocumentMut) -> Result<Self, MergeError> {
        for key in ["category", "entry"] {
            if doc.get(key).is_some_and(Item::is_value) {
                return Err(MergeError::Inline(key));
            }
        }
        let [mut categories, mut entries] = ["category", "entry"].map(|key| tables(&mut doc, key));
        categories.iter_mut().chain(&mut entries).for_each(spread);
        Ok(Self { doc, categories, entries })
    }

    /// The head of the stack, if it is a block.
    pub fn head(&mut self) -> Option<&mut Table> {
        self.doc.get_mut("stack").and_then(Item::as_table_mut).filter(|table| !table.is_dotted())
    }

    /// The whole again.
    pub fn text(mut self) -> String {
        for (key, tables) in [("category", self.categories), ("entry", self.entries)] {
            if !tables.is_empty() {
                let tables = tables.into_iter().collect::<ArrayOfTables>();
                self.doc.insert(key, Item::ArrayOfTables(tables));
            }
        }
        spread_others(&mut self.doc);
        self.doc.to_string()
    }
}

/// Makes room between the blocks, as [`spread`] does, for those that are no business of lists.
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
pub(super) fn last_position(table: &Table) -> isize {
    let own = table.position().unwrap_or_default();
    let inner = table.iter().filter_map(|(_, item)| match item {
        Item::Table(table) => table.position(),
        Item::ArrayOfTables(tables) => tables.iter().filter_map(Table::position).max(),
        _ => None,
    });
    inner.chain([own]).max().unwrap_or(own)
}
