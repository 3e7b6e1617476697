//! Which record of a newer list is which record of the file.

use std::collections::{HashMap, HashSet};

use crate::dataset::{Category, CategoryIndex, Entry, EntryIndex, Link, Stack};

/// The categories, or the entries, of the list paired with those of the file.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// For each record of the list that of the file, and the id that it has or gets there.
    pairs: Vec<(Option<usize>, String)>,
    /// For each record of the file that of the list.
    new_of: HashMap<usize, usize>,
}

/// The keys by which a record is recognized, from the most to the least specific.
type Keys = Vec<String>;

impl Pairs {
    pub fn for_categories(old: &Stack, new: &Stack) -> Self {
        let ids = |stack: &Stack| -> Vec<String> {
            stack.categories().map(|(_, category)| category.id().to_owned()).collect()
        };
        Self::new(&category_keys(old), &category_keys(new), &ids(old), &ids(new))
    }

    pub fn for_entries(old: &Stack, new: &Stack) -> Self {
        let ids = |stack: &Stack| -> Vec<String> {
            stack.entries().map(|(_, entry)| entry.id().to_owned()).collect()
        };
        Self::new(&entry_keys(old), &entry_keys(new), &ids(old), &ids(new))
    }

    fn new(old: &[Keys], new: &[Keys], old_ids: &[String], new_ids: &[String]) -> Self {
        let old_of = paired(old, new);
        let new_of = old_of.iter().enumerate().filter_map(|(new, old)| Some(((*old)?, new))).collect();
        Self { pairs: with_ids(old_of, old_ids, new_ids), new_of }
    }

    /// The record of the file that a record of the list is.
    pub fn old(&self, new: usize) -> Option<usize> {
        self.pairs.get(new).and_then(|(old, _)| *old)
    }

    /// The id that a record of the list has in the file.
    pub fn id(&self, new: usize) -> &str {
        self.pairs.get(new).map_or("", |(_, id)| id)
    }

    /// The record of the list that a record of the file is.
    pub fn new_of(&self, old: usize) -> Option<usize> {
        self.new_of.get(&old).copied()
    }
}

/// For each new record the old one with the same key; more specific keys first, each record at most once, in order.
fn paired(old: &[Keys], new: &[Keys]) -> Vec<Option<usize>> {
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
    pairs
}

/// Adds the id of each new record in the file: that of the old one, or its own, with a number if that is taken.
fn with_ids(
    pairs: Vec<Option<usize>>,
    old_ids: &[String],
    new_ids: &[String],
) -> Vec<(Option<usize>, String)> {
    let mut used: HashSet<&str> = old_ids.iter().map(String::as_str).collect();
    let mut ids: Vec<(Option<usize>, String)> = Vec::with_capacity(new_ids.len());
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

/// The path of names of each category, and its id.
fn category_keys(stack: &Stack) -> Vec<Keys> {
    let path = |category: Category<'_>| {
        let mut names = vec![category.name().to_lowercase()];
        let mut parent = category.parent();
        // The depth is limited by the rules of stacks.
        while let Some(category) = parent.and_then(|at: CategoryIndex| stack.category(at)) {
            names.push(category.name().to_lowercase());
            parent = category.parent();
        }
        names.join("\u{1f}")
    };
    stack.categories().map(|(_, category)| vec![path(category), category.id().to_owned()]).collect()
}

/// URL, name and category; URL and name; URL; name and category; and of a group its first and its last child.
fn entry_keys(stack: &Stack) -> Vec<Keys> {
    let mut children: HashMap<EntryIndex, [String; 2]> = HashMap::new();
    for (_, entry) in stack.entries() {
        if let Some(parent) = entry.parent() {
            let key = Some(url_key(entry))
                .filter(|url| !url.is_empty())
                .unwrap_or_else(|| entry.name().to_lowercase());
            children
                .entry(parent)
                .and_modify(|[_, last]| last.clone_from(&key))
                .or_insert([key.clone(), key]);
        }
    }
    let keys = |(at, entry): (EntryIndex, Entry<'_>)| {
        let category = stack.category(entry.category());
        let category = category.map(|category| category.name().to_lowercase()).unwrap_or_default();
        let name = entry.name().to_lowercase();
        let url = url_key(entry);
        let both = format!("{name}\u{1f}{category}");
        if url.is_empty() {
            let mut keys = vec![String::new(), String::new(), String::new(), both];
            keys.extend(children.remove(&at).into_iter().flatten());
            return keys;
        }
        vec![format!("{url}\u{1f}{both}"), format!("{url}\u{1f}{name}"), url, both]
    };
    stack.entries().map(keys).collect()
}

/// The first URL of an entry; empty if it has none.
fn url_key(entry: Entry<'_>) -> String {
    let link = || entry.links().next().and_then(Link::url);
    let url = entry.homepage().or_else(|| entry.repository()).or_else(link);
    url.map(|url| plain(url.as_str())).unwrap_or_default()
}

/// A URL without the parts that differ between two spellings of it.
fn plain(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_lowercase()
}
