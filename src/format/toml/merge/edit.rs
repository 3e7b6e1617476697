//! Changes to one table of a file that keep everything else as it is.

use std::collections::HashSet;

use toml_edit::{Array, InlineTable, Item, Table, Value};

use super::comment::{Comment, keep};
use crate::dataset::{Entry, Link};
use crate::format::toml::import_hashes::{ChangedBy, ImportHashes, ImportedField, text, unknown};

/// The information about the last import of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// The hashes of the fields of the list.
    Known(ImportHashes),
    /// It was imported by an earlier version, without hashes: the list wins.
    FromList,
    /// It was written by the user.
    ByHand,
}

impl Before {
    pub fn from_comment(comment: Option<Comment>) -> Self {
        match comment {
            Some(Comment { hashes: Some(hashes), .. }) => Self::Known(hashes),
            Some(_) => Self::FromList,
            None => Self::ByHand,
        }
    }
}

/// Changes to a table.
pub(super) struct TableEdit<'t> {
    table: &'t mut Table,
    /// The keys with a new value.
    pub keys: Vec<&'static str>,
    /// The keys that both have changed, with the list's values; the file keeps its own.
    pub kept: Vec<(&'static str, String)>,
}

impl<'t> TableEdit<'t> {
    pub fn new(table: &'t mut Table) -> Self {
        Self { table, keys: Vec::new(), kept: Vec::new() }
    }

    /// Sets a value; the comments around an existing one stay.
    pub fn text(&mut self, key: &'static str, value: Option<&str>) {
        let Some(value) = value else { return };
        match self.table.get_mut(key).and_then(Item::as_value_mut) {
            Some(old) if old.as_str() == Some(value) => return,
            Some(old) => {
                let decor = old.decor().clone();
                *old = Value::from(value);
                *old.decor_mut() = decor;
            }
            None => {
                self.table.insert(key, toml_edit::value(value));
            }
        }
        self.keys.push(key);
    }

    /// Sets the fields that the list has changed, except `fixed`.
    pub fn fields(&mut self, fields: &[ImportedField], before: Before, fixed: Option<&str>) {
        let changed_by = match before {
            Before::Known(hashes) => hashes.changed_by(fields),
            Before::FromList | Before::ByHand => fields.iter().map(unknown).collect(),
        };
        for (field, by) in fields.iter().zip(changed_by) {
            let by_list = match by {
                ChangedBy::Neither | ChangedBy::File => continue,
                ChangedBy::List => true,
                // The file loses nothing if it has no value.
                ChangedBy::Both => before == Before::FromList || field.file.is_none(),
            };
            match &field.list {
                Some(list) if by_list && fixed != Some(field.key) => self.text(field.key, Some(list)),
                Some(list) => self.kept.push((field.key, list.clone())),
                // A field that the list does not give stays, except for a parent that came from the list.
                None if field.key == "parent" && by == ChangedBy::List => self.remove(field.key),
                None => {}
            }
        }
    }

    fn remove(&mut self, key: &'static str) {
        let Some((name, item)) = self.table.remove_entry(key) else { return };
        let value = item.as_value().map(Value::decor);
        let texts = [name.leaf_decor().prefix(), value.and_then(toml_edit::Decor::suffix)];
        let texts = texts.into_iter().flatten().filter_map(toml_edit::RawString::as_str);
        keep(self.table, &texts.collect::<Vec<_>>().join("\n"));
        self.keys.push(key);
    }

    /// Adds tags; one such as `Licence: MIT` replaces one with the same beginning that has left the list.
    pub fn tags(&mut self, new: Entry<'_>, before: Before) {
        let wanted: Vec<&str> = new.tags().collect();
        if wanted.is_empty() {
            return;
        }
        let Some(tags) = self.array("tags") else { return };
        let mut changed = false;
        for tag in &wanted {
            if tags.iter().any(|old| old.as_str() == Some(tag)) {
                continue;
            }
            changed = true;
            let prefix = tag.split_once(": ").map(|(header, _)| format!("{header}: "));
            let is_replaced = |old: &str, prefix: &str| old.starts_with(prefix) && !wanted.contains(&old);
            let replaced = prefix.filter(|_| before != Before::ByHand).and_then(|prefix| {
                tags.iter().position(|old| old.as_str().is_some_and(|old| is_replaced(old, &prefix)))
            });
            match replaced {
                Some(at) => {
                    tags.replace(at, *tag);
                }
                None => push(tags, Value::from(*tag), " "),
            }
        }
        if changed {
            self.keys.push("tags");
        }
    }

    /// Adds the links whose URLs the entry does not have.
    pub fn links(&mut self, new: Entry<'_>, old: Entry<'_>) {
        let own = [old.homepage(), old.repository()].into_iter().flatten();
        let links = old.links().filter_map(Link::url);
        let had: HashSet<String> = links.chain(own).map(|url| url.to_string()).collect();
        let missing = new.links().filter(|link| link.url().is_some_and(|url| !had.contains(url.as_str())));
        let missing: Vec<Link<'_>> = missing.collect();
        if missing.is_empty() {
            return;
        }
        self.keys.push("links");
        if let Some(blocks) = self.table.get_mut("link").and_then(Item::as_array_of_tables_mut) {
            let position = blocks.iter().filter_map(Table::position).max();
            for link in missing {
                let mut table = inline(link).into_table();
                table.set_position(position);
                blocks.push(table);
            }
            return;
        }
        let Some(links) = self.array("links") else { return };
        for link in missing {
            push(links, Value::InlineTable(inline(link)), "\n  ");
        }
        links.set_trailing_comma(true);
        links.set_trailing("\n");
    }

    /// The array of a key; a new one if there is none.
    fn array(&mut self, key: &str) -> Option<&mut Array> {
        if !self.table.contains_key(key) {
            self.table.insert(key, Item::Value(Value::Array(Array::new())));
        }
        self.table.get_mut(key).and_then(Item::as_array_mut)
    }
}

/// Adds a value to an array, below the comments at its end.
fn push(array: &mut Array, mut value: Value, apart: &str) {
    let end = array.trailing().as_str().unwrap_or_default().to_owned();
    // A comma after the comment of the last value would be part of it.
    let last = array.len().checked_sub(1).and_then(|last| array.get_mut(last));
    let behind = last.map(|last| {
        let behind = last.decor().suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default().to_owned();
        last.decor_mut().set_suffix("");
        behind
    });
    let behind = behind.unwrap_or_default();
    let comments = format!("{behind}{end}");
    if comments.contains('\n') {
        let indent = if apart.contains('\n') { apart } else { "\n  " };
        value.decor_mut().set_prefix(format!("{}{indent}", comments.trim_end()));
        array.set_trailing_comma(true);
        array.set_trailing("\n");
    } else {
        let first = array.is_empty() && !apart.contains('\n');
        value.decor_mut().set_prefix(if first { "" } else { apart });
    }
    array.push_formatted(value);
}

fn inline(link: Link<'_>) -> InlineTable {
    link.fields().into_iter().filter_map(|(key, value)| Some((key, text(&value)?))).collect()
}
