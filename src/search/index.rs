//! The folded texts of a catalog, built once, and the search through them.

use super::Query;
use super::fold::fold;
use super::rank::{self, Field, Match, Matcher, Needle, Tier};
use crate::catalog::{Catalog, EntryId};
use crate::dataset::{Entry, Source};

/// An entry that answers a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The entry.
    pub id: EntryId,
    /// How well it answers.
    pub tier: Tier,
    /// The field that decided the tier.
    pub field: Field,
}

/// What a search looks through.
pub struct Index {
    /// All folded texts, one after the other.
    text: String,
    fields: Vec<FieldRecord>,
    entries: Vec<EntryRecord>,
    pub(super) matcher: Matcher,
}

struct FieldRecord {
    field: Field,
    start: usize,
    end: usize,
}

struct EntryRecord {
    id: EntryId,
    /// How long the name is, in characters: of two equal hits the shorter name wins.
    name_len: usize,
    start: usize,
    end: usize,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

impl Index {
    /// Folds every searchable text of a catalog.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let mut index =
            Self { text: String::new(), fields: Vec::new(), entries: Vec::new(), matcher: Matcher::new() };
        for (id, entry) in catalog.entries() {
            let start = index.fields.len();
            fields_of(entry, |field, text| {
                let from = index.text.len();
                index.text.push_str(&fold(text));
                index.fields.push(FieldRecord { field, start: from, end: index.text.len() });
            });
            let name_len = entry.name().chars().count();
            index.entries.push(EntryRecord { id, name_len, start, end: index.fields.len() });
        }
        index
    }

    /// The entries that answer a query, the best first; none for an empty query.
    ///
    /// Inside a tier: the better match, then the shorter name, then the order of the data.
    #[must_use]
    pub fn search(&self, catalog: &Catalog, query: &Query) -> Vec<Hit> {
        if query.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Match, &EntryRecord)> = self
            .entries
            .iter()
            .filter_map(|record| self.answer(catalog, record, query).map(|answer| (answer, record)))
            .collect();
        found.sort_by(|(a, x), (b, y)| {
            a.tier.cmp(&b.tier).then(b.score.cmp(&a.score)).then(x.name_len.cmp(&y.name_len))
        });
        found
            .into_iter()
            .map(|(answer, record)| Hit { id: record.id, tier: answer.tier, field: answer.field })
            .collect()
    }

    /// How well an entry answers a query: as well as the worst of its words, or as the whole phrase does.
    fn answer(&self, catalog: &Catalog, record: &EntryRecord, query: &Query) -> Option<Match> {
        let entry = catalog.entry(record.id)?;
        let fields = self.fields.get(record.start..record.end)?;
        let mut answer: Option<Match> = None;
        let mut score = 0;
        for word in query.words() {
            let best = self.best(entry, fields, word)?;
            // Of two entries with the same worst word, the one whose other words match better comes first.
            score += best.score.min(BETTER_TIER - 1) + BETTER_TIER * i64::from(best.tier.above_last());
            if answer.is_none_or(|worst| best.tier >= worst.tier) {
                answer = Some(best);
            }
        }
        let mut answer = answer?;
        if let Some(phrase) = query.phrase() {
            answer.score = score;
            if let Some(whole) = self.best(entry, fields, phrase).filter(|whole| whole.tier <= answer.tier) {
                let better = whole.tier < answer.tier;
                answer = Match { score: if better { whole.score } else { score + PHRASE }, ..whole };
            }
        }
        if answer.tier == Tier::Source {
            answer.score = answer.score * 100 + weight(entry, answer.field);
        }
        Some(answer)
    }

    /// The best match of a word in any field of an entry.
    fn best(&self, entry: Entry<'_>, fields: &[FieldRecord], word: &Needle) -> Option<Match> {
        let mut best: Option<Match> = None;
        let mut in_text = 0;
        for record in fields {
            let folded = self.text.get(record.start..record.end)?;
            let found = match record.field {
                field @ (Field::Name | Field::Alias(_) | Field::Id) => original(entry, field)
                    .and_then(|original| self.matcher.name(word, folded, original, field)),
                field @ (Field::Tag(_) | Field::Kind | Field::Category) => rank::tag(word, folded, field),
                field @ (Field::Summary | Field::Claim(_)) => rank::text(word, folded, Tier::Text, field),
                field @ Field::Source(_) => rank::text(word, folded, Tier::Source, field),
            };
            let Some(found) = found else { continue };
            in_text += i64::from(found.tier == Tier::Text);
            if best.is_none_or(|best| found.beats(best)) {
                best = Some(found);
            }
        }
        // An entry that speaks of the word in several texts is more about it than one that mentions it once.
        let often = in_text.min(OFTEN);
        best.map(
            |found| {
                if found.tier == Tier::Text { Match { score: found.score + often, ..found } } else { found }
            },
        )
    }
}

/// In more texts than this a word says nothing further.
const OFTEN: i64 = 3;

/// What each tier above the last is worth to one word of several; more than any score inside a tier of texts.
const BETTER_TIER: i64 = 16;

/// What it is worth that the words stand together as they were typed: less than that they stand in the summary.
const PHRASE: i64 = 2;

/// How much of an entry rests on one of its sources: the number of its claims that do.
fn weight(entry: Entry<'_>, field: Field) -> i64 {
    let Field::Source(at) = field else { return 0 };
    let Some((index, _)) = entry.sources().into_iter().nth(at as usize) else { return 0 };
    let resting = entry.claims().filter(|claim| claim.source_indexes().any(|source| source == index)).count();
    i64::try_from(resting).unwrap_or(i64::MAX / 200)
}

/// Hands every searchable field of an entry to `each`, with its text.
fn fields_of(entry: Entry<'_>, mut each: impl FnMut(Field, &str)) {
    each(Field::Name, entry.name());
    for (at, alias) in (0..).zip(entry.aliases()) {
        each(Field::Alias(at), alias);
    }
    each(Field::Id, entry.id());
    for (at, tag) in (0..).zip(entry.tags()) {
        each(Field::Tag(at), tag);
    }
    if let Some(kind) = entry.kind() {
        each(Field::Kind, kind.name());
    }
    each(Field::Category, &entry.category_path().join(" > "));
    if let Some(summary) = entry.summary() {
        each(Field::Summary, summary);
    }
    for (at, claim) in (0..).zip(entry.claims()) {
        each(Field::Claim(at), claim.text());
    }
    for (at, (_, source)) in (0..).zip(entry.sources()) {
        each(Field::Source(at), &source_text(source));
    }
}

/// The searchable text of a source: title, publisher, author and address.
pub(super) fn source_text(source: Source<'_>) -> String {
    let url = source.url().map(|url| url.to_string());
    let parts = [Some(source.title()), source.publisher(), source.author(), url.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The text of a name field as it is written.
fn original(entry: Entry<'_>, field: Field) -> Option<&str> {
    match field {
        Field::Name => Some(entry.name()),
        Field::Alias(at) => entry.aliases().nth(at as usize),
        Field::Id => Some(entry.id()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    fn hits(query: &str) -> Vec<(String, &'static str, &'static str)> {
        let catalog = sample::catalog();
        let found = Index::new(&catalog).search(&catalog, &Query::parse(query));
        found.iter().map(|hit| (catalog.id(hit.id).into_owned(), hit.tier.name(), hit.field.name())).collect()
    }

    fn ids(query: &str) -> Vec<String> {
        hits(query).into_iter().map(|(id, ..)| id).collect()
    }

    #[test]
    fn a_name_comes_before_a_text_that_mentions_it() {
        let found = hits("postgres");
        assert_eq!(found[0], ("postgresql".into(), "exact", "alias"));
        assert_eq!(found[1], ("scylladb".into(), "text", "claim"));
    }

    #[test]
    fn words_match_in_any_order_and_all_must() {
        assert_eq!(ids("ring hash"), ["hash-ring"]);
        assert_eq!(ids("hash ring consistent"), ["hash-ring"]);
        assert_eq!(ids("ring nothing"), [""; 0]);
    }

    #[test]
    fn tags_texts_and_sources_are_searched_with_case_and_accents_folded() {
        assert_eq!(hits("RELATIONAL")[0], ("postgresql".into(), "tag", "tag"));
        assert_eq!(hits("cafe")[0], ("scylladb".into(), "text", "claim"));
        assert_eq!(hits("overclock")[0], ("redis".into(), "source", "source"));
    }

    #[test]
    fn scattered_letters_find_a_name() {
        assert_eq!(hits("pstgrs")[0], ("postgresql".into(), "fuzzy", "name"));
        assert_eq!(ids("zzzz"), [""; 0]);
        assert_eq!(ids(""), [""; 0]);
    }

    #[test]
    fn tiers_never_mix() {
        for query in ["c", "row", "rows", "r", "s", "ring", "example", "scy"] {
            let catalog = sample::catalog();
            let tiers: Vec<Tier> = Index::new(&catalog)
                .search(&catalog, &Query::parse(query))
                .iter()
                .map(|hit| hit.tier)
                .collect();
            assert!(tiers.is_sorted(), "{query}: {tiers:?}");
        }
    }
}
