//! Why a hit is one, in words and places.

use std::ops::Range;

use super::index::source_text;
use super::{Field, Hit, Index, Query, Tier};
use crate::catalog::Catalog;
use crate::dataset::Entry;

/// Why an entry answers a query: made only for the hits that are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What kind of match it is, or where the text stands: `name starts with it`, `claim 2`.
    pub label: String,
    /// The text that matched, as it is written; empty when the label says it all.
    pub text: String,
    /// The places of the text to highlight, as byte ranges in order.
    pub places: Vec<Range<usize>>,
    /// The places of the entry's name to highlight, as byte ranges in order.
    pub name_places: Vec<Range<usize>>,
}

impl Index {
    /// Tells why a hit answers a query.
    #[must_use]
    pub fn reason(&self, catalog: &Catalog, query: &Query, hit: &Hit) -> Reason {
        let Some(entry) = catalog.entry(hit.id) else {
            return Reason { label: String::new(), text: String::new(), places: vec![], name_places: vec![] };
        };
        let (label, text) = describe(entry, hit);
        Reason {
            places: self.places(query, &text, hit.field),
            name_places: self.places(query, entry.name(), Field::Name),
            label,
            text,
        }
    }

    /// The places of a text at which words of the query stand, as byte ranges in order that do not overlap.
    #[must_use]
    pub fn places(&self, query: &Query, text: &str, field: Field) -> Vec<Range<usize>> {
        let phrase = query.phrase().filter(|_| field.is_name());
        let words = query.words().iter().chain(phrase);
        let mut places: Vec<Range<usize>> =
            words.flat_map(|word| self.matcher.places(word, text, field)).collect();
        places.sort_by_key(|place| (place.start, place.end));
        let mut merged: Vec<Range<usize>> = Vec::new();
        for place in places {
            match merged.last_mut() {
                Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
                _ => merged.push(place),
            }
        }
        merged
    }
}

/// The label of a hit and the text that matched.
fn describe(entry: Entry<'_>, hit: &Hit) -> (String, String) {
    let how = match hit.tier {
        Tier::Exact => "is it",
        Tier::Prefix => "starts with it",
        Tier::Word => "has a word that starts with it",
        Tier::Inside => "contains it",
        Tier::Fuzzy => "has its letters",
        Tier::Tag | Tier::Text | Tier::Source => "",
    };
    match hit.field {
        Field::Name => (format!("name {how}"), String::new()),
        Field::Alias(at) => {
            (format!("alias {how}"), entry.aliases().nth(at as usize).unwrap_or_default().to_owned())
        }
        Field::Id => (format!("id {how}"), entry.id().to_owned()),
        Field::Tag(at) => ("tag".to_owned(), entry.tags().nth(at as usize).unwrap_or_default().to_owned()),
        Field::Kind => ("kind".to_owned(), entry.kind().map_or("", |kind| kind.name()).to_owned()),
        Field::Category => ("category".to_owned(), entry.category_path().join(" > ")),
        Field::Summary => ("summary".to_owned(), entry.summary().unwrap_or_default().to_owned()),
        Field::Claim(at) => {
            let text = entry.claims().nth(at as usize).map(|claim| claim.text().to_owned());
            (format!("claim {}", at + 1), text.unwrap_or_default())
        }
        Field::Source(at) => {
            let text = entry.sources().get(at as usize).map(|(_, source)| source_text(*source));
            (format!("source [{}]", at + 1), text.unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    fn reason(query: &str) -> Reason {
        let catalog = sample::catalog();
        let index = Index::new(&catalog);
        let query = Query::parse(query);
        let hits = index.search(&catalog, &query);
        index.reason(&catalog, &query, &hits[0])
    }

    #[test]
    fn a_hit_says_where_it_matched() {
        let found = reason("scyl");
        assert_eq!(found.label, "name starts with it");
        assert_eq!(
            found.name_places.iter().map(|place| &"ScyllaDB"[place.clone()]).collect::<Vec<_>>(),
            ["Scyl"]
        );
        let found = reason("cafe");
        assert_eq!(found.label, "claim 2");
        assert_eq!(found.places.iter().map(|place| &found.text[place.clone()]).collect::<Vec<_>>(), ["café"]);
        let found = reason("moving");
        assert_eq!(found.label, "source [1]");
    }

    #[test]
    fn places_of_several_words_are_in_order_and_do_not_overlap() {
        let found = reason("ring hash has");
        assert_eq!(found.name_places, [11..15, 16..20]);
    }
}
