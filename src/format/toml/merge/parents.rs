//! What hangs under what.

use std::collections::HashMap;

use toml_edit::{Item, Table};

use crate::dataset::{Category, Entry, Stack};

/// The id of the entry that one hangs under.
pub(super) fn entry_parent<'a>(stack: &'a Stack, entry: Entry<'a>) -> Option<&'a str> {
    entry.parent().and_then(|at| stack.entry(at)).map(Entry::id)
}

/// The id of the category around one.
pub(super) fn category_parent<'a>(stack: &'a Stack, category: Category<'a>) -> Option<&'a str> {
    category.parent().and_then(|at| stack.category(at)).map(Category::id)
}

/// Which part each part hangs under, by their ids.
pub(super) type Parents = HashMap<String, String>;

/// Whether a part would hang under itself if it hung under another.
pub(super) fn is_cycle(parents: &Parents, id: &str, parent: &str) -> bool {
    let mut at = Some(parent);
    // In a cycle of others this would have no end, but no stack has one.
    let mut steps = parents.len() + 1;
    while let Some(above) = at.filter(|_| steps > 0) {
        if above == id {
            return true;
        }
        steps -= 1;
        at = parents.get(above).map(String::as_str);
    }
    false
}

/// Writes down what a part hangs under now.
pub(super) fn record_parent(parents: &mut Parents, id: &str, table: &Table) {
    match table.get("parent").and_then(Item::as_str) {
        Some(parent) => parents.insert(id.to_owned(), parent.to_owned()),
        None => parents.remove(id),
    };
}
