//! Which part of a newer list is which part of the file.

use std::collections::{HashMap, HashSet};

use crate::dataset::{Category, CategoryIndex, Entry, EntryIndex, Stack};

/// For each part of the new stack the one of the old that it is, and the id that it has or gets.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    categories: Vec<(Option<usize>, String)>,
    entries: Vec<(Option<usize>, String)>,
    /// The other way round.
    categories_from: HashMap<usize, u32>,
    entries_from: HashMap<usize, u32>,
}

/// A part by what tells it from others: keys come from the most telling to the least.
type Keys = Vec<String>;

impl Pairs {
    pub fn new(old: &Stack, new: &Stack) -> Self {
        let ids = |stack: &Stack| -> Vec<String> {
            stack.categories().map(|(_, part)| part.id().to_owned()).collect()
        };
        let categories = paired(&category_keys(old), &category_keys(new), &ids(old), &ids(new));
        let ids = |stack: &Stack| -> Vec<String> {
            stack.entries().map(|(_, part)| part.id().to_owned()).collect()
        };
        let entries = paired(&entry_keys(old), &entry_keys(new), &ids(old), &ids(new));
        let from = |pairs: &[(Option<usize>, String)]| -> HashMap<usize, u32> {
            (0..).zip(pairs).filter_map(|(new, (old, _))| Some(((*old)?, new))).collect()
        };
        Self { categories_from: from(&categories), entries_from: from(&entries), categories, entries }
    }

    /// The category of the file that a category of the list is.
    pub fn category(&self, new: usize) -> Option<usize> {
        self.categories.get(new).and_then(|(old, _)| *old)
    }

    /// The id that a category of the list has in the file.
    pub fn category_id(&self, new: usize) -> &str {
        self.categories.get(new).map_or("", |(_, id)| id)
    }

    /// The entry of the file that an entry of the list is.
    pub fn entry(&self, new: usize) -> Option<usize> {
        self.entries.get(new).and_then(|(old, _)| *old)
    }

    /// The id that an entry of the list has in the file.
    pub fn entry_id(&self, new: usize) -> &str {
        self.entries.get(new).map_or("", |(_, id)| id)
    }

    /// The category of the list that a category of the file is.
    pub fn category_from(&self, old: usize) -> Option<u32> {
        self.categories_from.get(&old).copied()
    }

    /// The entry of the list that an entry of the file is.
    pub fn entry_from(&self, old: usize) -> Option<u32> {
        self.entries_from.get(&old).copied()
    }
}

/// Pairs parts by their keys, the most telling ones first, each at most once and in order.
fn paired(
    old: &[Keys],
    new: &[Keys],
    old_ids: &[String],
    new_ids: &[String],
) -> Vec<(Option<usize>, String)> {
    let mut pairs: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = HashSet::new();
    let rounds = old.iter().chain(new).map(Vec::len).max().unwrap_or_default();
    for round in 0..rounds {
        let mut waiting: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, keys) in old.iter().enumerate().rev() {
            if let Some(key) = keys.get(round).filter(|key| !key.is_empty() && !taken.contains(&at)) {
                waiting.entry(key).or_default().push(at);
            }
        }
        for (pair, keys) in pairs.iter_mut().zip(new).filter(|(pair, _)| pair.is_none()) {
            if let Some(found) =
                keys.get(round).and_then(|key| waiting.get_mut(key.as_str())).and_then(Vec::pop)
            {
                *pair = Some(found);
                taken.insert(found);
            }
        }
    }
    let mut used: HashSet<&str> = old_ids.iter().map(String::as_str).collect();
    let mut ids: Vec<(Option<usize>, String)> = Vec::with_capacity(new.len());
    let wanted: HashSet<&str> = new_ids.iter().map(String::as_str).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (pair, id) in pairs.into_iter().zip(new_ids) {
        let own = match pair {
            Some(old) => old_ids.get(old).cloned().unwrap_or_default(),
            None if used.insert(id) => id.clone(),
            None => loop {
                let count = counts.entry(id).or_insert(1);
                *count += 1;
                let numbered = format!("{id}-{count}");
                if !used.contains(numbered.as_str()) && !wanted.contains(numbered.as_str()) {
                    break numbered;
                }
            },
        };
        ids.push((pair, own));
    }
    ids
}

/// The names of the categories from the outermost on, and then their ids.
fn category_keys(stack: &Stack) -> Vec<Keys> {
    let path = |category: Category<'_>| {
        let mut names = vec![category.name().to_lowercase()];
        let mut around = category.parent();
        // No deeper than the rules of stacks allow, whatever is around it.
        while let Some(category) = around.and_then(|at: CategoryIndex| stack.category(at)) {
            names.push(category.name().to_lowercase());
            around = category.parent();
        }
        names.join("\u{1f}")
    };
    stack.categories().map(|(_, category)| vec![path(category), category.id().to_owned()]).collect()
}

/// Address, name and category; address and name; address; name and category.
fn entry_keys(stack: &Stack) -> Vec<Keys> {
    let keys = |(_, entry): (EntryIndex, Entry<'_>)| {
        let category = stack.category(entry.category());
        let category = category.map(|category| category.name().to_lowercase()).unwrap_or_default();
        let name = entry.name().to_lowercase();
        let link = || entry.links().next().and_then(crate::dataset::Link::url);
        let address = entry.homepage().or_else(|| entry.repository()).or_else(link);
        let address = address.map(|url| plain(url.as_str())).unwrap_or_default();
        let both = format!("{name}\u{1f}{category}");
        if address.is_empty() {
            return vec![String::new(), String::new(), String::new(), both];
        }
        vec![format!("{address}\u{1f}{both}"), format!("{address}\u{1f}{name}"), address, both]
    };
    stack.entries().map(keys).collect()
}

/// An address without what may differ between two spellings of it.
fn plain(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_lowercase()
}
