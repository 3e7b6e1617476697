//! Removes the entries that are no part of the list.

use std::collections::HashSet;
use std::ops::Range;

use super::super::texts::Excerpt;
use super::collected::{Collected, ListEntry, Origin};
use super::fold::fold;
use super::title::Title;
use crate::dataset::{Code, quoted};

/// Tidies a list; `is_top` marks the sections outside categories. Returns the byte offsets of the headings that became
/// entries, or parts of one.
pub(super) fn tidy(collected: &mut Collected, title: &Title, is_top: &[bool]) -> HashSet<usize> {
    remove_introduction(collected, is_top);
    remove_empty_groups(collected);
    // The link of the title is the list.
    collected.keep(|_, entry| entry.origin != Origin::Heading || Some(entry.section) != title.section);
    let folded = fold(collected, is_top);
    collected.report_unlinked();
    folded
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
    collected.keep(|_, entry| !is_introduction(entry));
}

/// Removes the groups without children: those were removed, or nested too deeply.
fn remove_empty_groups(collected: &mut Collected) {
    let mut has_children = vec![false; collected.entries.len()];
    let mut is_any_empty = false;
    for (at, entry) in collected.entries.iter().enumerate().rev() {
        if entry.origin == Origin::Group && has_children.get(at) == Some(&false) {
            is_any_empty = true;
            if let Some(section) = collected.sections.get_mut(entry.section) {
                let text = Excerpt { text: entry.item.name.clone(), at: entry.at.clone() };
                section.unlinked.push((text, "this item"));
            }
        } else if let Some(has_children) = entry.parent.and_then(|parent| has_children.get_mut(parent)) {
            *has_children = true;
        }
    }
    if is_any_empty {
        collected.keep(|at, entry| entry.origin != Origin::Group || has_children.get(at) == Some(&true));
    }
}
