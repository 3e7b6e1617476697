//! The comparison of the claims, relations and links of two entries.

use super::change::{Change, Detail, DetailKey, FieldChange};
use super::claims;
use super::pairs::{Matched, by_key};
use crate::dataset::{Entry, Field, Link, Value};

/// A claim, a relation or a link of an entry.
pub(super) struct DetailRecord<'a> {
    key: DetailKey<'a>,
    fields: Vec<Field<'a>>,
}

impl<'a> DetailRecord<'a> {
    /// The claims, then the relations, then the links of an entry.
    pub fn all(entry: Entry<'a>) -> impl Iterator<Item = Self> {
        Self::claims(entry).chain(Self::relations(entry)).chain(Self::links(entry))
    }

    fn claims(entry: Entry<'a>) -> impl Iterator<Item = Self> {
        entry
            .claims()
            .map(|claim| Self { key: DetailKey::Claim(claim.text()), fields: claim.fields().into() })
    }

    fn relations(entry: Entry<'a>) -> impl Iterator<Item = Self> {
        entry.relations().map(|relation| {
            let target = relation.target_entry().map_or("", Entry::id);
            let key = DetailKey::Relation(relation.kind().name(), target);
            Self { key, fields: relation.fields().into() }
        })
    }

    fn links(entry: Entry<'a>) -> impl Iterator<Item = Self> {
        entry.links().map(|link| Self { key: DetailKey::Link(link.address()), fields: link.fields().into() })
    }

    /// The detail of a record that only one stack has, with the fields that are not in its key.
    pub fn one_sided(self, change: Change) -> Detail<'a> {
        let field = |(field, value): Field<'a>| match change {
            Change::Removed => FieldChange { field, old: value, new: Value::Absent },
            Change::Added | Change::Changed => FieldChange { field, old: Value::Absent, new: value },
        };
        let is_shown = |(field, value): &Field<'a>| {
            !matches!(*field, "text" | "kind" | "target" | "url") && *value != Value::Absent
        };
        let fields = self.fields.into_iter().filter(is_shown).map(field).collect();
        Detail { change, key: self.key, fields }
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
    let mut details = compare_records(DetailRecord::claims(old), DetailRecord::claims(new), &claims, matched);
    let (old_records, new_records) = (DetailRecord::relations(old), DetailRecord::relations(new));
    details.extend(compare_records(old_records, new_records, &relations, matched));
    details.extend(compare_records(DetailRecord::links(old), DetailRecord::links(new), &links, matched));
    (details, !claims.iter().flatten().is_sorted())
}

/// Compares the records of one kind, given for each newer one the position of the older one that it was.
fn compare_records<'a>(
    old: impl Iterator<Item = DetailRecord<'a>>,
    new: impl Iterator<Item = DetailRecord<'a>>,
    pairs: &[Option<usize>],
    matched: &Matched<'a>,
) -> Vec<Detail<'a>> {
    let mut old: Vec<Option<DetailRecord<'a>>> = old.map(Some).collect();
    let mut details = Vec::new();
    for (record, was) in new.zip(pairs) {
        let Some(was) = was.and_then(|was| old.get_mut(was)?.take()) else {
            details.push(record.one_sided(Change::Added));
            continue;
        };
        let fields = matched.changes(was.fields, record.fields);
        if !fields.is_empty() {
            details.push(Detail { change: Change::Changed, key: record.key, fields });
        }
    }
    details.extend(old.into_iter().flatten().map(|record| record.one_sided(Change::Removed)));
    details
}
