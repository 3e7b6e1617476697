//! The comparison of two stacks: records that were added, removed or changed.
//!
//! Records are matched by their ids; one whose id is new but whose name or URL belonged to an old record was renamed.
//! References are compared by the record they mean, so a renamed source changes no claim. Order counts where it is
//! visible: of categories, of the entries in a category, and of the claims of an entry.

mod change;
mod claims;
mod details;
mod pairs;

use std::collections::{HashMap, HashSet};

pub use self::change::{Change, Detail, DetailKey, Diff, FieldChange, RecordDiff};
use self::details::DetailRecord;
use self::pairs::{Matched, Pairs};
use super::{EntryIndex, Stack};

/// Compares two stacks.
#[must_use]
pub fn diff<'a>(old: &'a Stack, new: &'a Stack) -> Diff<'a> {
    let matched = Matched::new(old, new);
    let mut head = matched.changes(old.fields(), new.fields());
    if !matched.categories.in_order() {
        head.push(FieldChange::order("order of categories"));
    }
    Diff {
        head,
        categories: categories(old, new, &matched),
        entries: entries(&matched),
        sources: records(
            &matched.sources,
            |source| (source.id(), source.title()),
            |old, new, _| (matched.changes(old.fields(), new.fields()), Vec::new()),
            |_, _| Vec::new(),
        ),
    }
}

fn categories<'a>(old: &Stack, new: &Stack, matched: &Matched<'a>) -> Vec<RecordDiff<'a>> {
    let reordered = reordered(old, new, matched);
    records(
        &matched.categories,
        |category| (category.id(), category.name()),
        |old, new, at| {
            let mut changes = matched.changes(old.fields(), new.fields());
            changes.extend(reordered.contains(&at).then(|| FieldChange::order("order of entries")));
            (changes, Vec::new())
        },
        |_, _| Vec::new(),
    )
}

/// The categories of the newer stack in which the entries that both stacks have are in another order.
fn reordered(old: &Stack, new: &Stack, matched: &Matched<'_>) -> HashSet<u32> {
    let mut last: HashMap<u32, u32> = HashMap::new();
    let mut reordered = HashSet::new();
    for (EntryIndex(at), entry) in new.entries() {
        let Some(before) = matched.entries.older(at) else { continue };
        let category = entry.category().0;
        let was = old.entry(EntryIndex(before)).map(|entry| entry.category().0);
        if was.and_then(|was| matched.categories.newer(was)) != Some(category) {
            continue;
        }
        let last = last.entry(category).or_insert(before);
        if before < *last {
            reordered.insert(category);
        }
        *last = before.max(*last);
    }
    reordered
}

fn entries<'a>(matched: &Matched<'a>) -> Vec<RecordDiff<'a>> {
    records(
        &matched.entries,
        |entry| (entry.id(), entry.name()),
        |old, new, _| {
            let mut changes = matched.changes(old.fields(), new.fields());
            let (details, reordered) = details::compare(old, new, matched);
            changes.extend(reordered.then(|| FieldChange::order("order of claims")));
            (changes, details)
        },
        |entry, change| DetailRecord::all(entry).map(|record| record.one_sided(change)).collect(),
    )
}

/// The records of one table that differ: those of the newer stack in its order, then the removed ones.
///
/// `alone` returns the details of a record that only one stack has.
fn records<'a, T: Copy>(
    pairs: &Pairs<T>,
    named: impl Fn(T) -> (&'a str, &'a str),
    compare: impl Fn(T, T, u32) -> (Vec<FieldChange<'a>>, Vec<Detail<'a>>),
    alone: impl Fn(T, Change) -> Vec<Detail<'a>>,
) -> Vec<RecordDiff<'a>> {
    let one_sided = |record: T, change: Change| {
        let (id, name) = named(record);
        let details = alone(record, change);
        RecordDiff { change, id, name, former_id: None, fields: Vec::new(), details }
    };
    let mut diffs = Vec::new();
    for (at, old, new) in pairs.newer_records() {
        let Some(old) = old else {
            diffs.push(one_sided(new, Change::Added));
            continue;
        };
        let (id, name) = named(new);
        let former_id = Some(named(old).0).filter(|former| *former != id);
        let (mut fields, details) = compare(old, new, at);
        // Another id is a renaming, and reported as that.
        fields.retain(|change| change.field != "id");
        if former_id.is_some() || !fields.is_empty() || !details.is_empty() {
            diffs.push(RecordDiff { change: Change::Changed, id, name, former_id, fields, details });
        }
    }
    diffs.extend(pairs.removed().map(|record| one_sided(record, Change::Removed)));
    diffs
}

#[cfg(test)]
mod tests;
