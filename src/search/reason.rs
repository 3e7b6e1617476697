//! The reason why an entry matches: a label, a text and the ranges to highlight.

use std::ops::Range;

use super::fold::{Folded, ends_word, starts_word};
use super::fuzzy::{self, abbreviated, equals_without_separators, quality};
use super::index::segment::{is_word_start, named_relatives};
use super::index::{Index, source_texts};
use super::limits::Steps;
use super::needle::Needle;
use super::plan::{Check, Plan};
use super::query::{Filter, Mode, Pattern, Query};
use super::rank::{Field, Tier};
use super::results::Hit;
use super::stems::Forms;
use super::typos;
use crate::catalog::{Catalog, EntryId};
use crate::dataset::Entry;

/// The reason why an entry matches a query, made only for hits that are displayed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// The kind of match or the field: `name starts with it`, `claim 2`.
    pub label: String,
    /// The field in a word of at most 8 letters, for a column: `name`, `typo`, `C2`, `[3]`.
    pub short: String,
    /// The text that matched, as it is written; empty if the label says it all.
    pub text: String,
    /// Byte ranges of `text` to highlight, in order.
    pub highlights: Vec<Range<usize>>,
    /// Byte ranges of the entry's name to highlight, in order.
    pub name_highlights: Vec<Range<usize>>,
}

impl Index {
    /// The reason why a hit matches a query.
    pub fn reason(&self, catalog: &Catalog, query: &Query, hit: &Hit) -> Reason {
        let Some(entry) = catalog.entry(hit.id) else { return Reason::default() };
        let (label, text) = describe(entry, hit.tier, hit.field);
        let with_typos = hit.tier == Tier::Slip;
        Reason {
            highlights: highlights(query, &text, hit.field, with_typos),
            name_highlights: highlights(query, entry.name(), Field::Name, with_typos),
            label,
            short: short(hit.tier, hit.field),
            text,
        }
    }

    /// The byte ranges of a text to highlight for a query, in order and without overlaps.
    pub fn highlights(&self, query: &Query, text: &str, field: Field) -> Vec<Range<usize>> {
        highlights(query, text, field, false)
    }

    /// Explains the result for an entry, line by line: the match of each part of the query, and the conclusion.
    pub fn explain(&self, catalog: &Catalog, query: &Query, id: EntryId) -> Vec<String> {
        let Some((entry, (segment, at))) = catalog.entry(id).zip(self.find_id(id)) else {
            return Vec::new();
        };
        let plan = Plan::new(self, query);
        let mut lines = Vec::new();
        let (mut terms, mut filters) = (plan.terms.iter(), plan.filters.iter());
        for term in &query.terms {
            let planned = if term.is_filter() { filters.next() } else { terms.next() };
            let checks = planned.map_or(&[][..], |planned| &planned.choices);
            for (choice, (not, check)) in term.choices.iter().zip(checks) {
                let found = match check {
                    Check::Fact(test) => test.holds(segment, at).then(|| "yes".to_owned()).ok_or("no"),
                    Check::Word(number) => {
                        let graded = plan.matchers.get(*number).map(|word| (word, word.one(segment, at)));
                        let graded = graded.filter(|(_, grade)| grade.matches()).ok_or("not found");
                        graded.map(|(word, grade)| {
                            let field = word.field(segment, at, grade);
                            one_line(entry, grade.tier().unwrap_or(Tier::Tag), field)
                        })
                    }
                };
                let but = if *not && found.is_ok() { "but " } else { "" };
                let found = found.unwrap_or_else(str::to_owned);
                lines.push(format!("{}: {but}{found}", choice.describe()));
            }
        }
        let grade = |matcher: usize| plan.grade(segment, at, matcher);
        lines.push(match plan.verdict(segment, at, grade) {
            None => "a word is missing, so it does not match".to_owned(),
            Some(_) if !plan.passes_filters(segment, at, grade) => {
                "a filter excludes it, so it is listed separately".to_owned()
            }
            Some(verdict) => match (verdict.tier, plan.field(segment, at, &verdict)) {
                (_, Field::Fact) => "the query has no words, so hits are in the order of the data".to_owned(),
                (tier, field) if plan.terms.len() > 1 => format!(
                    "the weakest part, or all words in a row, decide: tier {}, {}",
                    tier.name(),
                    one_line(entry, tier, field)
                ),
                (tier, _) => format!(
                    "tier {}; in a tier the better match comes first, then the shorter name",
                    tier.name()
                ),
            },
        });
        lines
    }
}

/// The byte ranges of a text to highlight, also of mistyped words if `with_typos`.
fn highlights(query: &Query, text: &str, field: Field, with_typos: bool) -> Vec<Range<usize>> {
    let highlighter = Highlighter { original: text, folded: Folded::new(text), field, with_typos };
    let phrase = query.phrase.iter().filter(|_| field.is_name()).flat_map(|phrase| highlighter.word(phrase));
    let folded = query.patterns().flat_map(|pattern| highlighter.pattern(pattern)).chain(phrase);
    let mut places: Vec<Range<usize>> =
        folded.filter_map(|place| highlighter.folded.original(&place)).collect();
    places.sort_by_key(|place| (place.start, place.end));
    places.dedup_by(|next, last| {
        let overlaps = next.start <= last.end;
        if overlaps {
            last.end = last.end.max(next.end);
        }
        overlaps
    });
    places
}

/// A text in which words are highlighted; all ranges are those of the folded text.
struct Highlighter<'a> {
    original: &'a str,
    folded: Folded,
    field: Field,
    with_typos: bool,
}

impl Highlighter<'_> {
    fn pattern(&self, pattern: &Pattern) -> Vec<Range<usize>> {
        let text = self.folded.text.as_str();
        match pattern {
            Pattern::Words(needle, Mode::Tolerant | Mode::Literal) => self.word(needle),
            Pattern::Words(needle, Mode::Whole { open }) => {
                let ends = |at: usize| ends_word(text, at) || self.starts_word(at);
                let fits = |at: &usize| self.starts_word(*at) && (*open || ends(at + needle.len()));
                needle.places(text).filter(fits).map(|at| at..at + needle.len()).collect()
            }
            Pattern::Words(needle, Mode::Ends { start, end }) => {
                let word = needle.text();
                let fits = self.field.is_name()
                    && (!start || text.starts_with(word))
                    && (!end || text.ends_with(word));
                let at = if *start { 0 } else { text.len().saturating_sub(word.len()) };
                if fits { std::iter::once(at..at + word.len()).collect() } else { Vec::new() }
            }
            Pattern::Filter(Filter::Text(field, needle)) if field.name() == self.field.name() => {
                needle.word_starts(text).map(|at| at..at + needle.len()).collect()
            }
            Pattern::Filter(_) => Vec::new(),
        }
    }

    /// The best matches of a word in the text.
    fn word(&self, word: &Needle) -> Vec<Range<usize>> {
        let text = self.folded.text.as_str();
        let all: Vec<Range<usize>> = word.places(text).map(|at| at..at + word.len()).collect();
        let mut places = all.clone();
        places.retain(|place| self.starts_word(place.start));
        if !self.field.is_name() || places.is_empty() {
            places.extend(Forms::places(word, text));
        }
        if places.is_empty() {
            places.extend(all.first().filter(|place| !self.field.is_name() || place.len() > 2).cloned());
        }
        if self.field.is_name() && places.is_empty() {
            places = self.inexact(word);
        }
        places
    }

    /// The match of a word in a name without separators, fuzzily or with typos.
    fn inexact(&self, word: &Needle) -> Vec<Range<usize>> {
        let text = self.folded.text.as_str();
        if equals_without_separators(text, &word.loose) {
            return std::iter::once(0..text.len()).collect();
        }
        let starts = (0..text.len()).filter(|at| is_word_start(self.original, text, *at));
        if let Some((second, _)) = abbreviated(&word.loose, text, starts.clone()) {
            return vec![0..1, second..second + 1];
        }
        if quality(&word.loose, text, starts.clone(), &mut Steps::max()).is_some() {
            let letters: String = word.loose.iter().collect();
            let chars: Vec<(usize, char)> = text.char_indices().collect();
            let place = |at: usize| chars.get(at).map(|(start, c)| *start..start + c.len_utf8());
            let places = fuzzy::places(text, &letters).unwrap_or_default().into_iter().filter_map(place);
            let places: Vec<Range<usize>> = places.collect();
            if !places.is_empty() {
                return places;
            }
        }
        let corrected = typos::correct(&word.loose, text, starts, &mut Steps::max());
        corrected.filter(|_| self.with_typos).map(|found| found.place).into_iter().collect()
    }

    fn starts_word(&self, at: usize) -> bool {
        starts_word(&self.folded.text, at)
            || self.field.is_name() && is_word_start(self.original, &self.folded.text, at)
    }
}

/// The match of an entry in one line.
fn one_line(entry: Entry<'_>, tier: Tier, field: Field) -> String {
    match describe(entry, tier, field) {
        (label, text) if text.is_empty() => label,
        (label, text) => format!("{label}: {text}"),
    }
}

/// The label of a hit, and the text that matched unless it is the name.
fn describe(entry: Entry<'_>, tier: Tier, field: Field) -> (String, String) {
    let how = match tier {
        Tier::Exact => " is it",
        Tier::Prefix => " starts with it",
        Tier::Word => " has a word that starts with it",
        Tier::Inside => " contains it",
        Tier::Fuzzy => " has its letters",
        Tier::Slip => " is it but for a typo",
        Tier::Tag | Tier::Text | Tier::Source | Tier::Fact => "",
    };
    let label = label(field);
    (if field.is_name() { format!("{label}{how}") } else { label }, text(entry, field).unwrap_or_default())
}

/// The name of a field with its number, as the detail shows it.
fn label(field: Field) -> String {
    match field {
        Field::Claim(at) => format!("claim {}", at + 1),
        Field::Source(at) => format!("source [{}]", at + 1),
        Field::Language(_) => "written in".to_owned(),
        Field::Address(0) => "homepage".to_owned(),
        Field::Address(1) => "repository".to_owned(),
        Field::Address(_) => "link".to_owned(),
        Field::Fact => "passes the filters".to_owned(),
        field => field.name().to_owned(),
    }
}

/// The field of a hit in a short word.
fn short(tier: Tier, field: Field) -> String {
    match field {
        _ if tier == Tier::Slip => "typo".to_owned(),
        _ if tier == Tier::Fuzzy => "letters".to_owned(),
        Field::Claim(at) => format!("C{}", at + 1),
        Field::Source(at) => format!("[{}]", at + 1),
        Field::Address(1) => "code".to_owned(),
        Field::Address(0) => label(field),
        field => field.name().to_owned(),
    }
}

/// The text of a field, unless it is the name.
fn text(entry: Entry<'_>, field: Field) -> Option<String> {
    let nth = |at: u32| at as usize;
    let relative = |wanted| {
        let (target, _) = named_relatives(entry).find(|(_, field)| *field == wanted)?;
        entry.stack().entry(target).map(|target| target.name().to_owned())
    };
    match field {
        Field::Name => None,
        Field::Alias(at) => entry.aliases().nth(nth(at)).map(str::to_owned),
        Field::Id => Some(entry.id().to_owned()),
        Field::Tag(at) => entry.tags().nth(nth(at)).map(str::to_owned),
        Field::Kind => entry.kind().map(|kind| kind.name().to_owned()),
        Field::Category => Some(entry.category_path().join(" > ")),
        Field::Parent | Field::Language(_) => relative(field),
        Field::Summary | Field::Fact => entry.summary().map(str::to_owned),
        Field::Claim(at) => entry.claims().nth(nth(at)).map(|claim| claim.text().to_owned()),
        Field::Source(at) => entry.sources().get(nth(at)).map(|(_, source)| {
            let texts = source_texts(*source);
            texts.iter().filter(|text| !text.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
        }),
        Field::Address(0) => entry.homepage().map(|url| url.to_string()),
        Field::Address(1) => entry.repository().map(|url| url.to_string()),
        Field::Address(at) => entry.links().nth(nth(at) - 2).map(|link| link.address().to_owned()),
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
        let hits = index.search(&query).hits(&index, 0..1);
        index.reason(&catalog, &query, &hits[0])
    }

    #[test]
    fn a_hit_has_a_label_and_highlights() {
        let found = reason("scyl");
        assert_eq!(found.label, "name starts with it");
        assert_eq!(
            found.name_highlights.iter().map(|place| &"ScyllaDB"[place.clone()]).collect::<Vec<_>>(),
            ["Scyl"]
        );
        let found = reason("cafe");
        assert_eq!(found.label, "claim 2");
        assert_eq!(
            found.highlights.iter().map(|place| &found.text[place.clone()]).collect::<Vec<_>>(),
            ["café"]
        );
        let found = reason("overclocking");
        assert_eq!(found.label, "source [1]");
        let found = reason("scylal");
        assert_eq!((found.label.as_str(), found.text.as_str()), ("alias is it but for a typo", "Scylla"));
        assert_eq!((found.highlights.first(), found.name_highlights.first()), (Some(&(0..6)), Some(&(0..6))));
    }

    #[test]
    fn highlights_of_several_words_are_in_order_and_do_not_overlap() {
        let found = reason("ring hash has");
        assert_eq!(found.name_highlights, [11..15, 16..20]);
    }
}
