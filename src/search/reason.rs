//! Why a hit is one, in words and places.

use std::ops::Range;

use super::corpus::is_head;
use super::fold::{Folded, ends_word, starts_word};
use super::fuzzy::{self, quality, squeezed_equal};
use super::limits::Steps;
use super::matcher::WordMatcher;
use super::needle::Needle;
use super::plan::{Check, Plan};
use super::query::{Filter, Pattern, Query, TextField, describe as describe_choice};
use super::rank::{Field, Grade, Tier};
use super::{Hit, Index};
use crate::catalog::{Catalog, EntryId};
use crate::dataset::{Entry, Source};

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
        let (label, text) = describe(entry, hit.tier, hit.field);
        let forgiving = hit.tier == Tier::Slip;
        Reason {
            places: marks(query, &text, hit.field, forgiving),
            name_places: marks(query, entry.name(), Field::Name, forgiving),
            label,
            text,
        }
    }

    /// The places of a text at which words of the query stand, as byte ranges in order that do not overlap.
    #[must_use]
    pub fn places(&self, query: &Query, text: &str, field: Field) -> Vec<Range<usize>> {
        marks(query, text, field, false)
    }

    /// The whole reasoning about an entry, line by line: what each part of the query found, and what follows.
    #[must_use]
    pub fn explain(&self, catalog: &Catalog, query: &Query, id: EntryId) -> Vec<String> {
        let Some(entry) = catalog.entry(id) else { return Vec::new() };
        let found = self.corpus.position(id).and_then(|at| self.corpus.find(at));
        let Some((part, at)) = found else { return Vec::new() };
        let plan = Plan::of(&self.corpus, query, self.threads);
        let grade = |slot: usize| plan.slots.get(slot).map_or(Grade::NONE, |slot| slot.one(part, at));
        let mut lines = Vec::new();
        let (mut terms, mut filters) = (plan.terms.iter(), plan.filters.iter());
        for term in query.terms() {
            let Some(wanted) = (if term.is_filter() { filters.next() } else { terms.next() }) else {
                continue;
            };
            for (choice, (not, check)) in term.choices.iter().zip(&wanted.choices) {
                let found = match check {
                    Check::Test(test) => if test.holds(part, at) { "yes" } else { "no" }.to_owned(),
                    Check::WordMatcher(slot) => match (grade(*slot), plan.slots.get(*slot)) {
                        (grade, Some(slot)) if grade.matches() => {
                            let field = slot.field(part, at, grade);
                            said(entry, grade.tier().unwrap_or(Tier::Tag), field)
                        }
                        _ => "stands nowhere".to_owned(),
                    },
                };
                let unwanted = *not && !matches!(&*found, "no" | "stands nowhere");
                lines.push(format!(
                    "{}: {}{found}",
                    describe_choice(choice),
                    if unwanted { "but " } else { "" }
                ));
            }
        }
        lines.push(match plan.verdict(part, at, grade) {
            None => "a word is missing, so it is no answer".to_owned(),
            Some(_) if !plan.has_facts(part, at, grade) => {
                "a filter rules it out, so it is listed apart".to_owned()
            }
            Some(verdict) => {
                let field = plan.field(part, at, &verdict);
                let found = said(entry, verdict.tier, field);
                let tier = verdict.tier.name();
                if field == Field::Fact {
                    "no word was asked for, so it stands where it stands in the data".to_owned()
                } else if plan.terms.len() > 1 {
                    format!("the weakest part, or all words in a row, decide: tier {tier}, {found}")
                } else {
                    format!("tier {tier}; in a tier the better match comes first, then the shorter name")
                }
            }
        });
        lines
    }
}

/// The places to mark; `forgiving` when also mistyped words are.
fn marks(query: &Query, text: &str, field: Field, forgiving: bool) -> Vec<Range<usize>> {
    let marked = Marks { original: text, folded: Folded::of(text), field, forgiving };
    let mut places: Vec<Range<usize>> = query.wanted().flat_map(|what| marked.of(what)).collect();
    if let Some(phrase) = query.phrase().filter(|_| field.is_name()) {
        places.extend(marked.word(phrase));
    }
    let mut places: Vec<Range<usize>> =
        places.iter().filter_map(|place| marked.folded.original(place)).collect();
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

/// A text in which words are to be marked; all places are those of the folded text.
struct Marks<'a> {
    original: &'a str,
    folded: Folded,
    field: Field,
    forgiving: bool,
}

impl Marks<'_> {
    fn of(&self, what: &Pattern) -> Vec<Range<usize>> {
        let text = self.folded.text.as_str();
        let length = |needle: &Needle| needle.text().len();
        match what {
            Pattern::Word(needle) => self.word(needle),
            Pattern::Whole { needle, open } => {
                let ends = |at: usize| ends_word(text, at) || self.head(at);
                let fits = |at: &usize| self.head(*at) && (*open || ends(at + length(needle)));
                needle.places(text).filter(fits).map(|at| at..at + length(needle)).collect()
            }
            Pattern::Ends { needle, start, end } => {
                let word = needle.text();
                let fits = self.field.is_name()
                    && (!start || text.starts_with(word))
                    && (!end || text.ends_with(word));
                let at = if *start { 0 } else { text.len().saturating_sub(word.len()) };
                if fits { std::iter::once(at..at + word.len()).collect() } else { Vec::new() }
            }
            Pattern::Filter(Filter::Text(field, value)) => {
                let here = match field {
                    TextField::Stack => false,
                    TextField::Category => self.field == Field::Category,
                    TextField::Tag => matches!(self.field, Field::Tag(_)),
                    TextField::Source => matches!(self.field, Field::Source(_)),
                    TextField::Claim => matches!(self.field, Field::Claim(_)),
                };
                let starts = value.word_starts(text).filter(|_| here);
                starts.map(|at| at..at + length(value)).collect()
            }
            Pattern::Filter(_) => Vec::new(),
        }
    }

    /// Where a word stands, as well as it does anywhere in the text.
    fn word(&self, word: &Needle) -> Vec<Range<usize>> {
        let text = self.folded.text.as_str();
        let found: Vec<usize> = word.places(text).collect();
        let whole = |at: usize| at..at + word.text().len();
        let mut places: Vec<Range<usize>> =
            found.iter().copied().filter(|at| self.head(*at)).map(whole).collect();
        if self.field.is_name() {
            if places.is_empty() {
                places.extend(WordMatcher::forms(word, text));
            }
            if places.is_empty() {
                places.extend(found.first().copied().map(whole));
            }
            if places.is_empty() && squeezed_equal(text, word.loose()) {
                places = std::iter::once(0..text.len()).collect();
            }
            if places.is_empty() {
                places = self.scattered(word);
            }
            if places.is_empty() && self.forgiving {
                let heads = (0..text.len()).filter(|at| is_head(self.original, text, *at));
                let meant = WordMatcher::meant(word, text, heads);
                places.extend(meant.map(|meant| meant.place));
            }
        } else {
            places.extend(WordMatcher::forms(word, text));
            if places.is_empty() {
                places.extend(found.first().copied().map(whole));
            }
        }
        places
    }

    fn head(&self, at: usize) -> bool {
        starts_word(&self.folded.text, at)
            || self.field.is_name() && is_head(self.original, &self.folded.text, at)
    }

    fn scattered(&self, word: &Needle) -> Vec<Range<usize>> {
        let text = self.folded.text.as_str();
        let heads = (0..text.len()).filter(|at| is_head(self.original, text, *at));
        if quality(word.loose(), text, heads, &mut Steps::all()).is_none() {
            return Vec::new();
        }
        let spelt: String = word.loose().iter().collect();
        let letters = fuzzy::places(text, &spelt).unwrap_or_default();
        let starts: Vec<(usize, char)> = text.char_indices().collect();
        let letter = |at: &usize| starts.get(*at).map(|(start, c)| *start..start + c.len_utf8());
        letters.iter().filter_map(letter).collect()
    }
}

/// What was found and where, in one line.
fn said(entry: Entry<'_>, tier: Tier, field: Field) -> String {
    match describe(entry, tier, field) {
        (label, text) if text.is_empty() => label,
        (label, text) => format!("{label}: {text}"),
    }
}

/// The label of a hit and the text that matched.
fn describe(entry: Entry<'_>, tier: Tier, field: Field) -> (String, String) {
    let how = match tier {
        Tier::Exact => "is it",
        Tier::Prefix => "starts with it",
        Tier::Word => "has a word that starts with it",
        Tier::Inside => "contains it",
        Tier::Fuzzy => "has its letters",
        Tier::Slip => "is it but for a slip",
        Tier::Tag | Tier::Text | Tier::Source => "",
    };
    match field {
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
        Field::Fact => ("is so".to_owned(), entry.summary().unwrap_or_default().to_owned()),
    }
}

/// The searchable text of a source: title, publisher, author and address.
fn source_text(source: Source<'_>) -> String {
    let url = source.url().map(|url| url.to_string());
    let parts = [Some(source.title()), source.publisher(), source.author(), url.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    fn reason(query: &str) -> Reason {
        let catalog = sample::catalog();
        let index = Index::new(&catalog);
        let query = Query::parse(query);
        let hits = index.search(&query).hits(&index, 0..1);
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
        let found = reason("overclocking");
        assert_eq!(found.label, "source [1]");
        let found = reason("scylal");
        assert_eq!((found.label.as_str(), found.text.as_str()), ("alias is it but for a slip", "Scylla"));
        assert_eq!((found.places.first(), found.name_places.first()), (Some(&(0..6)), Some(&(0..6))));
    }

    #[test]
    fn places_of_several_words_are_in_order_and_do_not_overlap() {
        let found = reason("ring hash has");
        assert_eq!(found.name_places, [11..15, 16..20]);
    }
}
