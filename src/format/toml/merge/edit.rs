//! Changes to one table of a file that leave alone what they are not about.

use std::collections::HashSet;

use toml_edit::{Array, InlineTable, Item, Table, Value};

use super::super::import_hashes::{ChangedBy, ImportHashes, ImportedField, unknown};
use super::comment::{Comment, keep};
use crate::dataset::{Entry, Link};

/// What is known of who wrote what into a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// What the list said last.
    Known(ImportHashes),
    /// That it came from a list, by an earlier version of the program: the list is right.
    FromList,
    /// Nothing: it was written by hand.
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
    /// The keys that have another value now.
    pub keys: Vec<&'static str>,
    /// The keys that both have changed, with what the list says; the file's values stay.
    pub kept: Vec<(&'static str, String)>,
}

impl<'t> TableEdit<'t> {
    pub fn new(table: &'t mut Table) -> Self {
        Self { table, keys: Vec::new(), kept: Vec::new() }
    }

    /// Gives a key a value; one that is there keeps the comments around it.
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

    /// Brings in the facts that the list has changed; `fixed` are those that must not change.
    pub fn facts(&mut self, facts: &[ImportedField], before: Before, fixed: &[&str]) {
        let changed_by = match before {
            Before::Known(hashes) => hashes.changed_by(facts),
            Before::FromList | Before::ByHand => facts.iter().map(unknown).collect(),
        };
        for (fact, by) in facts.iter().zip(changed_by) {
            let by_list = match by {
                ChangedBy::Neither | ChangedBy::File => continue,
                ChangedBy::List => true,
                // Where nothing is there, nothing is lost.
                ChangedBy::Both => before == Before::FromList || fact.file.is_none(),
            };
            match &fact.list {
                Some(list) if by_list && !fixed.contains(&fact.key) => self.text(fact.key, Some(list)),
                Some(list) => self.kept.push((fact.key, list.clone())),
                // What the list is silent about stays, but for what hangs under something only in the list.
                None if fact.key == "parent" && by == ChangedBy::List => self.remove(fact.key),
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

    /// Adds tags; one such as `Licence: MIT` takes the place of one that begins alike and that the list no longer has.
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
            let fact = tag.split_once(": ").map(|(header, _)| format!("{header}: "));
            let gone = |old: &str, fact: &str| old.starts_with(fact) && !wanted.contains(&old);
            let alike = fact.filter(|_| before != Before::ByHand).and_then(|fact| {
                tags.iter().position(|old| old.as_str().is_some_and(|old| gone(old, &fact)))
            });
            match alike {
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

    /// Adds the links whose addresses the entry does not have.
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
                let mut table = Table::new();
                fill(link, |key, text| {
                    table.insert(key, toml_edit::value(text));
                });
                table.set_position(position);
                blocks.push(table);
            }
            return;
        }
        let Some(links) = self.array("links") else { return };
        for link in missing {
            let mut table = InlineTable::new();
            fill(link, |key, text| {
                table.insert(key, text.into());
            });
            push(links, Value::InlineTable(table), "\n  ");
        }
        links.set_trailing_comma(true);
        links.set_trailing("\n");
    }

    /// The list under a key; an empty one where there is none.
    fn array(&mut self, key: &str) -> Option<&mut Array> {
        if !self.table.contains_key(key) {
            self.table.insert(key, Item::Value(Value::Array(Array::new())));
        }
        self.table.get_mut(key).and_then(Item::as_array_mut)
    }
}

/// Adds a value to a list, below the comments that stand at its end.
fn push(array: &mut Array, mut value: Value, apart: &str) {
    let end = array.trailing().as_str().unwrap_or_default().to_owned();
    // Before a comma the comment behind the last value would go on over it.
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

fn fill(link: Link<'_>, mut put: impl FnMut(&str, String)) {
    if let Some(title) = link.title() {
        put("title", title.to_owned());
    }
    if let Some(url) = link.url() {
        put("url", url.to_string());
    }
}
