//! The comparison of the claims, relations and links of two entries.

use std::collections::HashSet;

use super::change::{Change, Detail, DetailKey, FieldChange};
use super::claims;
use super::pairs::{Matched, by_key};
use crate::dataset::{Claim, Entry, Field, Link, Relation, Value};

/// A claim, a relation or a link.
#[derive(Clone, Copy)]
pub(super) enum DetailRecord<'a> {
    Claim(Claim<'a>),
    Relation(Relation<'a>),
    Link(Link<'a>),
}

impl<'a> DetailRecord<'a> {
    /// The claims, then the relations, then the links of an entry.
    pub fn all(entry: Entry<'a>) -> Vec<Self> {
        let claims = entry.claims().map(Self::Claim);
        claims.chain(entry.relations().map(Self::Relation)).chain(entry.links().map(Self::Link)).collect()
    }

    fn key(self) -> DetailKey<'a> {
        match self {
            Self::Claim(claim) => DetailKey::Claim(claim.text()),
            Self::Relation(relation) => {
                DetailKey::Relation(relation.kind().name(), relation.target_entry().map_or("", Entry::id))
            }
            Self::Link(link) => DetailKey::Link(link.address()),
        }
    }

    fn changes(self, new: Self, matched: &Matched<'a>) -> Vec<FieldChange<'a>> {
        match (self, new) {
            (Self::Claim(old), Self::Claim(new)) => matched.changes(old.fields(), new.fields()),
            (Self::Relation(old), Self::Relation(new)) => matched.changes(old.fields(), new.fields()),
            (Self::Link(old), Self::Link(new)) => matched.changes(old.fields(), new.fields()),
            _ => Vec::new(),
        }
    }

    /// The detail of a record that only one stack has, with the fields that are not in its key.
    pub fn one_sided(self, change: Change) -> Detail<'a> {
        let field = |(field, value): Field<'a>| match change {
            Change::Removed => FieldChange { field, old: value, new: Value::Absent },
            Change::Added | Change::Changed => FieldChange { field, old: Value::Absent, new: value },
        };
        let fields = match self {
            Self::Claim(claim) => claim.fields().to_vec(),
            Self::Relation(relation) => relation.fields().to_vec(),
            Self::Link(link) => link.fields().to_vec(),
        };
        let is_shown = |(field, value): &Field<'a>| {
            !matches!(*field, "text" | "kind" | "target" | "url") && *value != Value::Absent
        };
        Detail { change, key: self.key(), fields: fields.into_iter().filter(is_shown).map(field).collect() }
    }
}

/// Compares the claims, the relations and the links of two entries.
///
/// Also returns whether the claims that both have are in another order.
pub(super) fn compare<'a>(old: Entry<'a>, new: Entry<'a>, matched: &Matched<'a>) -> (Vec<Detail<'a>>, bool) {
    let (old_claims, new_claims): (Vec<_>, Vec<_>) = (old.claims().collect(), new.claims().collect());
    let claims = claims::matched(&old_claims, &new_claims, &matched.sources);
    let relations = by_key(
        old.relations().map(|relation| (relation.kind(), matched.entries.newer(relation.target().0))),
        new.relations().map(|relation| (relation.kind(), Some(relation.target().0))),
    );
    let links = by_key(old.links().map(Link::address), new.links().map(Link::address));
    let mut details = Vec::new();
    let mut add = |old: Vec<DetailRecord<'a>>, new: Vec<DetailRecord<'a>>, pairs: &[Option<usize>]| {
        for (record, was) in new.into_iter().zip(pairs) {
            let Some(was) = was.and_then(|was| old.get(was)) else {
                details.push(record.one_sided(Change::Added));
                continue;
            };
            let fields = was.changes(record, matched);
            if !fields.is_empty() {
                details.push(Detail { change: Change::Changed, key: record.key(), fields });
            }
        }
        let kept: HashSet<usize> = pairs.iter().copied().flatten().collect();
        let gone = (0..).zip(old).filter(|(at, _)| !kept.contains(at));
        details.extend(gone.map(|(_, record)| record.one_sided(Change::Removed)));
    };
    let claim = |claims: Vec<_>| claims.into_iter().map(DetailRecord::Claim).collect();
    add(claim(old_claims), claim(new_claims), &claims);
    let of = |entry: Entry<'a>| entry.relations().map(DetailRecord::Relation).collect();
    add(of(old), of(new), &relations);
    let of = |entry: Entry<'a>| entry.links().map(DetailRecord::Link).collect();
    add(of(old), of(new), &links);
    (details, !claims.iter().flatten().is_sorted())
}
