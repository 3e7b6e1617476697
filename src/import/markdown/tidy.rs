//! Removes the entries that are no part of the list, and turns linked headings with only text below into entries.

use std::collections::HashSet;
use std::ops::Range;

use super::collected::{Collected, ListEntry, Origin};
use super::links::PageLink;
use super::title::Title;
use crate::dataset::{Code, quoted};

/// Tidies a list; `is_top` marks the sections outside categories. Returns the byte offsets of the linked headings.
pub(super) fn tidy(collected: &mut Collected, title: &Title, is_top: &[bool]) -> HashSet<usize> {
    remove_introduction(collected, is_top);
    remove_empty_groups(collected);
    fold_headings(collected, title)
}

/// Removes the links in the running text of the introduction, if there is a list as well.
fn remove_introduction(collected: &mut Collected, is_top: &[bool]) {
    let is_above = |entry: &ListEntry| is_top.get(entry.section) == Some(&true);
    let is_introduction = |entry: &ListEntry| entry.origin == Origin::Prose && is_above(entry);
    let introduction = collected.entries.iter().filter(|entry| is_introduction(entry));
    let url = |entry: &ListEntry| Some((entry.at.clone(), entry.item.main.as_ref()?.url.clone()));
    let links: Vec<(Range<usize>, String)> = introduction.filter_map(url).collect();
    let linked = collected.entries.iter().filter(|entry| entry.origin != Origin::Group).count();
    // Without sections the introduction is the list.
    let has_sections = collected.entries.iter().any(|entry| !is_above(entry));
    if links.is_empty() || links.len() > linked / 2 || !has_sections {
        return;
    }
    for (at, url) in links {
        let message = format!("the link {} of the introduction is left out", quoted(&url));
        let help = "move links that belong to the list below its first heading";
        collected.warn(Code::Skipped, &at, message, help);
    }
    keep(collected, |_, entry| !is_introduction(entry));
}

/// Keeps the entries that `is_kept` selects; children of the others get the nearest ancestor that is kept.
fn keep(collected: &mut Collected, is_kept: impl Fn(usize, &ListEntry) -> bool) {
    let mut moved: Vec<Option<usize>> = Vec::with_capacity(collected.entries.len());
    let mut kept: Vec<ListEntry> = Vec::with_capacity(collected.entries.len());
    for (at, mut entry) in std::mem::take(&mut collected.entries).into_iter().enumerate() {
        entry.parent = entry.parent.and_then(|parent| moved.get(parent).copied().flatten());
        if is_kept(at, &entry) {
            moved.push(Some(kept.len()));
            kept.push(entry);
        } else {
            moved.push(entry.parent);
        }
    }
    collected.entries = kept;
}

/// Removes the groups without children: those were removed, or nested too deeply.
fn remove_empty_groups(collected: &mut Collected) {
    let mut has_children = vec![false; collected.entries.len()];
    let mut empty = Vec::new();
    for (at, entry) in collected.entries.iter().enumerate().rev() {
        if entry.origin == Origin::Group && has_children.get(at) == Some(&false) {
            empty.push(entry.at.clone());
        } else if let Some(has_children) = entry.parent.and_then(|parent| has_children.get_mut(parent)) {
            *has_children = true;
        }
    }
    if !empty.is_empty() {
        keep(collected, |at, entry| entry.origin != Origin::Group || has_children.get(at) == Some(&true));
    }
    for at in empty.iter().rev() {
        collected.warn_no_url(at, "this item");
    }
}

/// Makes a linked heading an entry, and no category, if there is only text below it. The link of the title is the list.
fn fold_headings(collected: &mut Collected, title: &Title) -> HashSet<usize> {
    keep(collected, |_, entry| entry.origin != Origin::Heading || Some(entry.section) != title.section);
    let Collected { sections, entries, .. } = collected;
    let mut linked = HashSet::new();
    // For each section the entry of its heading, if the others are links of its running text.
    let mut heads: Vec<Option<usize>> = vec![None; sections.len()];
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.origin != Origin::Prose) {
        // The entry of a heading is the first of its section.
        let is_head = entry.origin == Origin::Heading;
        linked.extend(is_head.then_some(entry.at.start));
        if let Some(head) = heads.get_mut(entry.section) {
            *head = is_head.then_some(at);
        }
    }
    for section in sections.iter() {
        if let Some(head) = section.parent.and_then(|parent| heads.get_mut(parent)) {
            *head = None;
        }
    }
    for (section, head) in sections.iter_mut().zip(&heads) {
        let Some(entry) = head.and_then(|head| entries.get_mut(head)) else { continue };
        entry.summary.append(&mut section.prose);
        entry.section = section.parent.unwrap_or_default();
    }
    let head_of = |entry: &ListEntry| {
        heads.get(entry.section).copied().flatten().filter(|_| entry.origin == Origin::Prose)
    };
    let link_of = |entry: &mut ListEntry| Some((head_of(entry)?, entry.item.main.take()?));
    let more: Vec<(usize, PageLink)> = entries.iter_mut().filter_map(link_of).collect();
    for (head, link) in more {
        if let Some(entry) = entries.get_mut(head) {
            entry.item.links.push(link);
        }
    }
    for entry in heads.iter().flatten() {
        if let Some(entry) = entries.get_mut(*entry) {
            entry.item.dedup();
        }
    }
    keep(collected, |_, entry| head_of(entry).is_none());
    linked
}
