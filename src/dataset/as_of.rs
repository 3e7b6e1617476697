//! A stack as of a date.

use std::collections::HashMap;

use super::draft::OptionalText;
use super::{
    Claim, ClaimParts, Date, Entry, EntryIndex, EntryParts, Presence, RelationParts, Source, SourceParts,
    Stack, StackBuilder,
};

impl Stack {
    /// The stack as of a date: without what came later, each entry with the state that it had then.
    ///
    /// Claims and relations that say when they were so are there from then on, and the end of a use only once it is past.
    pub fn as_of(&self, date: Date) -> Self {
        let text = |url: Option<super::SourceUrl>| url.map(|url| url.to_string()).unwrap_or_default();
        let homepage = text(self.homepage());
        let summary = self.summary().unwrap_or_default();
        let mut builder =
            StackBuilder::new(self.kind(), self.id(), self.name(), summary, &homepage, self.reviewed());
        for (_, category) in self.categories() {
            let parent = category.parent().map(|parent| parent.0);
            builder.category(category.id(), category.name(), category.summary().unwrap_or_default(), parent);
        }
        for (_, source) in self.sources() {
            add_source(&mut builder, source);
        }
        let presence: Vec<Presence> = self.entries().map(|(_, entry)| entry.lifetime().at(date)).collect();
        let there = self.entries().map(|(at, _)| at).zip(&presence);
        let there = there.filter(|(_, presence)| **presence != Presence::Later);
        let places: HashMap<EntryIndex, u32> = there.map(|(at, _)| at).zip(0..).collect();
        for ((at, entry), presence) in self.entries().zip(presence) {
            if places.contains_key(&at) {
                add_entry(&mut builder, entry, presence, date, &places);
            }
        }
        builder.build()
    }
}

fn add_source(builder: &mut StackBuilder, source: Source<'_>) {
    let former_urls: Vec<String> = source.former_urls().map(|url| url.to_string()).collect();
    builder.source(&SourceParts {
        id: source.id(),
        title: source.title(),
        url: &source.url().map(|url| url.to_string()).unwrap_or_default(),
        former_urls: former_urls.iter().map(String::as_str).collect(),
        kind: source.kind(),
        publisher: source.publisher().unwrap_or_default(),
        author: source.author().unwrap_or_default(),
        published: source.published(),
    });
}

fn add_entry(
    builder: &mut StackBuilder,
    entry: Entry<'_>,
    presence: Presence,
    date: Date,
    places: &HashMap<EntryIndex, u32>,
) {
    let is_past = |other: &Date| !date.certainly_before(*other);
    let homepage = entry.homepage().map(|url| url.to_string()).unwrap_or_default();
    let texts = [OptionalText::Repository, OptionalText::License];
    let texts = texts.map(|text| (text, entry.text(text).unwrap_or_default()));
    let relations = entry.relations().filter(|relation| relation.since().is_none_or(|since| is_past(&since)));
    let relations = relations.filter_map(|relation| {
        Some(RelationParts {
            kind: relation.kind(),
            target: *places.get(&relation.target())?,
            source: relation.source().map(|source| source.0),
            since: relation.since(),
            until: relation.until().filter(|until| until.certainly_before(date)),
        })
    });
    builder.entry(&EntryParts {
        id: entry.id(),
        name: entry.name(),
        former_ids: entry.former_ids().collect(),
        aliases: entry.aliases().collect(),
        category: entry.category().0,
        parent: entry.parent().and_then(|parent| places.get(&parent).copied()),
        kind: entry.kind(),
        status: presence.status().filter(|_| entry.status().is_some()),
        since: entry.since(),
        until: entry.until().filter(|until| until.certainly_before(date) || entry.is_event()),
        homepage: &homepage,
        texts: &texts,
        tags: entry.tags().collect(),
        summary: entry.summary().unwrap_or_default(),
        same_as: entry.same_as().collect(),
        not_same_as: entry.not_same_as().collect(),
        links: entry.links().map(|link| (link.title().unwrap_or_default(), link.address())).collect(),
        claims: entry
            .claims()
            .filter(|claim| claim.began().is_none_or(|began| is_past(&began)))
            .map(claim_parts)
            .collect(),
        relations: relations.collect(),
    });
}

impl Claim<'_> {
    /// The first date of which it says that it was so.
    pub fn began(self) -> Option<Date> {
        self.when().and_then(|when| when.from().or(when.to()))
    }
}

fn claim_parts(claim: Claim<'_>) -> ClaimParts<'_> {
    let passages = claim.passages().map(|passage| {
        (passage.source().0, passage.text().unwrap_or_default(), passage.section().unwrap_or_default())
    });
    ClaimParts {
        text: claim.text(),
        confidence: claim.confidence(),
        sources: claim.source_indexes().map(|source| source.0).collect(),
        when: claim.when(),
        passages: passages.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Confidence, EntryKind, Period, Relation, RelationKind, StackKind, Status};

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    fn stack() -> Stack {
        let mut builder = StackBuilder::new(StackKind::Stack, "s", "S", "", "", Some(date("2026-01")));
        builder.category("all", "All", "", None);
        let entry = |id, status, since: &str, until: &str| EntryParts {
            id,
            name: id,
            kind: Some(EntryKind::Database),
            status: Some(status),
            since: Date::parse(since).ok(),
            until: Date::parse(until).ok(),
            ..EntryParts::default()
        };
        builder.entry(&entry("newest", Status::Current, "2022-05", ""));
        let replaced = |target, since: &str| RelationParts {
            since: Date::parse(since).ok(),
            ..RelationParts::new(RelationKind::Replaced, target, None)
        };
        let claim = |when: &'static str| ClaimParts {
            when: Period::parse(when).ok(),
            ..ClaimParts::new(when, Confidence::Confirmed, vec![])
        };
        let newer = entry("newer", Status::Former, "2017-01", "2022-05");
        let claims = vec![claim("2017"), claim("2021-08"), claim("soon")];
        builder.entry(&EntryParts { claims, relations: vec![replaced(2, "2017-01")], ..newer });
        builder.entry(&entry("old", Status::Former, "2015", "2017-01"));
        builder.build()
    }

    #[test]
    fn what_came_later_is_left_out_and_what_was_replaced_is_back() {
        let states = |when: &str| -> Vec<String> {
            let then = stack().as_of(date(when));
            let text = |entry: Entry<'_>| format!("{} {:?}", entry.id(), entry.status());
            then.entries().map(|(_, entry)| text(entry)).collect()
        };
        assert_eq!(states("2014"), [""; 0]);
        assert_eq!(states("2016"), ["old Some(Status::Current)"]);
        assert_eq!(states("2018"), ["newer Some(Status::Current)", "old Some(Status::Former)"]);
        assert_eq!(states("2024").first().map(String::as_str), Some("newest Some(Status::Current)"));
    }

    #[test]
    fn claims_and_relations_are_there_from_their_own_time_on() {
        let then = stack().as_of(date("2018"));
        let newer = then.find("newer").and_then(|at| then.entry(at)).expect("in use then");
        assert_eq!(newer.claims().map(Claim::text).collect::<Vec<_>>(), ["2017", "soon"]);
        let target = newer.relations().next().and_then(Relation::target_entry);
        assert_eq!((target.map(Entry::id), newer.until()), (Some("old"), None));
        assert_eq!(stack().as_of(date("2027")), stack());
    }
}
