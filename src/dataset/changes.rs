//! The changes of a stack in the order of time: what came into use, what was given up, what happened.

use std::collections::HashSet;

use super::{Date, Entry, EntryIndex, RelationKind, Stack};

/// One change of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackChange {
    /// The date.
    pub date: Date,
    /// The entry that changed.
    pub entry: EntryIndex,
    /// The thing that happened to it.
    pub kind: StackChangeKind,
}

/// The thing that happened to an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StackChangeKind {
    /// It replaced another entry.
    Replaced(EntryIndex),
    /// It came into use.
    Began,
    /// It went out of use.
    Ended,
    /// It, an event, happened.
    Happened,
    /// It is first mentioned.
    FirstSeen,
}

impl StackChange {
    /// The change as text without its date, such as `Apache Cassandra replaced MongoDB`.
    pub fn text(&self, stack: &Stack) -> String {
        let name = |at| stack.entry(at).map_or("", Entry::name);
        let entry = name(self.entry);
        match self.kind {
            StackChangeKind::Replaced(other) => format!("{entry} replaced {}", name(other)),
            StackChangeKind::Began => format!("{entry} came into use"),
            StackChangeKind::Ended => format!("{entry} went out of use"),
            StackChangeKind::Happened => entry.to_owned(),
            StackChangeKind::FirstSeen => format!("{entry} first seen"),
        }
    }
}

impl Stack {
    /// Its changes, the oldest first; those of one date with the most telling ones first.
    ///
    /// A replacement on the day on which one of the two began or ended stands for both.
    pub fn changes(&self) -> Vec<StackChange> {
        let mut changes = Vec::new();
        for (at, entry) in self.entries() {
            for relation in entry.relations().filter(|relation| relation.kind() == RelationKind::Replaced) {
                let kind = StackChangeKind::Replaced(relation.target());
                changes.extend(relation.since().map(|date| StackChange { date, entry: at, kind }));
            }
        }
        let told: HashSet<(Date, EntryIndex)> = changes
            .iter()
            .flat_map(|change| match change.kind {
                StackChangeKind::Replaced(other) => [(change.date, change.entry), (change.date, other)],
                _ => [(change.date, change.entry); 2],
            })
            .collect();
        for (at, entry) in self.entries() {
            let lifetime = entry.lifetime();
            let begin = match lifetime.since {
                _ if lifetime.is_event => StackChangeKind::Happened,
                Some(_) => StackChangeKind::Began,
                None => StackChangeKind::FirstSeen,
            };
            let end = lifetime.until.filter(|_| !lifetime.is_event);
            // What is known only by its end was not first seen then.
            let first =
                if lifetime.is_event { lifetime.begin() } else { lifetime.since.or(lifetime.first_seen) };
            let dates = [(first, begin), (end, StackChangeKind::Ended)];
            let dates = dates.into_iter().filter_map(|(date, kind)| Some((date?, kind)));
            let dates = dates.filter(|(date, _)| !told.contains(&(*date, at)));
            changes.extend(dates.map(|(date, kind)| StackChange { date, entry: at, kind }));
        }
        let rank = |kind: StackChangeKind| match kind {
            StackChangeKind::Replaced(_) => 0,
            StackChangeKind::Happened => 1,
            StackChangeKind::Began => 2,
            StackChangeKind::Ended => 3,
            StackChangeKind::FirstSeen => 4,
        };
        changes.sort_by_key(|change| (change.date, rank(change.kind)));
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{EntryKind, EntryParts, RelationParts, StackBuilder, StackKind, Status};

    fn date(text: &str) -> Option<Date> {
        Date::parse(text).ok()
    }

    #[test]
    fn a_replacement_is_told_once_and_an_event_by_its_name() {
        let mut builder = StackBuilder::new(StackKind::Stack, "s", "S", "", "", None);
        let mut entry = |name: &str, kind, since: &str, until: &str, relations| {
            let status = Some(Status::Current);
            let (since, until) = (date(since), date(until));
            let parts = EntryParts {
                id: name,
                name,
                kind: Some(kind),
                status,
                since,
                until,
                relations,
                ..EntryParts::default()
            };
            builder.entry(&parts);
        };
        entry("Old", EntryKind::Database, "2015", "2017-01", vec![]);
        let replaced =
            RelationParts { since: date("2017-01"), ..RelationParts::new(RelationKind::Replaced, 0, None) };
        entry("New", EntryKind::Database, "2017-01", "2022-05", vec![replaced]);
        entry("Outage", EntryKind::Incident, "2020-03-18", "2020-03-19", vec![]);
        let stack = builder.build();
        let changes: Vec<String> =
            stack.changes().iter().map(|change| format!("{} {}", change.date, change.text(&stack))).collect();
        assert_eq!(
            changes,
            [
                "2015 Old came into use",
                "2017-01 New replaced Old",
                "2020-03-18 Outage",
                "2022-05 New went out of use"
            ]
        );
    }
}
