//! A filter of a query, prepared for one index, and its test on an entry.

use super::index::SharedTexts;
use super::index::columns::{FIELD_BREAK, TextColumn, fields};
use super::index::segment::Segment;
use super::limits::Limits;
use super::marks::{Mark, Marks};
use super::needle::Needle;
use super::query::{Filter, TextField};

/// A filter whose text is already matched against the shared texts: a `bool` per text, empty if none matches.
#[derive(Debug)]
pub(super) enum FactTest {
    Category(Vec<bool>),
    Tag(Vec<bool>),
    /// By the texts of the sources and by their ids.
    Source(Vec<bool>, Vec<bool>),
    Claim(Box<Needle>, Limits),
    /// One of several tests.
    Any(Vec<Self>),
    Marked(Mark, Marks),
    Fact(Filter),
}

impl FactTest {
    pub(super) fn new(shared: &SharedTexts, filter: &Filter, limits: Limits, marks: &Marks) -> Self {
        let (field, needle) = match filter {
            Filter::Text(field, needle) => (field, needle),
            Filter::Marked(mark) => return Self::Marked(*mark, marks.clone()),
            Filter::Is(all) => {
                return Self::Any(all.iter().map(|(_, one)| Self::new(shared, one, limits, marks)).collect());
            }
            other => return Self::Fact(other.clone()),
        };
        let starts = |text: &str| needle.starts_any_word(text, 0..text.len(), limits.candidates);
        let any = |texts: &TextColumn| texts.map_containing(needle, limits.candidates, false, starts);
        match field {
            TextField::Category => Self::Category(any(&shared.category_names)),
            TextField::Stack => Self::Category(any(&shared.stack_names)),
            TextField::Tag => Self::Tag(any(&shared.tags)),
            TextField::Source => {
                // Title, publisher, author, addresses: sources are not known by their author.
                let known_by =
                    |text: &str| fields(text).enumerate().any(|(at, (_, text))| at != 2 && starts(text));
                let by_text = shared.sources.map_containing(needle, limits.candidates, false, known_by);
                Self::Source(by_text, any(&shared.source_ids))
            }
            TextField::Claim => Self::Claim(needle.clone(), limits),
        }
    }

    /// Whether an entry passes the filter.
    pub(super) fn holds(&self, segment: &Segment, at: usize) -> bool {
        let is_set = |list: &[bool], at: u32| list.get(at as usize).copied().unwrap_or(false);
        match self {
            Self::Category(list) => segment.facts.get(at).is_some_and(|facts| is_set(list, facts.category)),
            Self::Tag(list) => segment.tags.get(at).iter().any(|tag| is_set(list, *tag)),
            Self::Source(by_text, by_id) => segment.citations.get(at).iter().any(|cited| {
                cited.claims > 0 && (is_set(by_text, cited.source) || is_set(by_id, cited.source))
            }),
            Self::Claim(needle, limits) => {
                let text = segment.texts.get(at);
                let claims = memchr::memchr(FIELD_BREAK, text.as_bytes());
                let claims = claims.map_or(text.len(), |summary| summary + 1);
                let end = text.len().min(claims.saturating_add(limits.read));
                needle.starts_any_word(text, claims..end, limits.candidates)
            }
            Self::Any(tests) => tests.iter().any(|test| test.holds(segment, at)),
            Self::Marked(mark, marks) => segment.id(at).is_some_and(|id| marks.has(*mark, id)),
            Self::Fact(filter) => has_fact(segment, at, filter),
        }
    }
}

/// Whether an entry passes a filter that is no text, no mark and no list of others.
pub(super) fn has_fact(segment: &Segment, at: usize, filter: &Filter) -> bool {
    let record = segment.record(at);
    let sources = segment.citations.get(at).len();
    match filter {
        Filter::Kind(set) => segment.facts.get(at).is_some_and(|facts| facts.kind & set != 0),
        Filter::Status(set) => u16::from(record.status) & set != 0,
        Filter::Confidence(set) => u16::from(record.confidence) & set != 0,
        Filter::Year(set) => segment.years(at) & set != 0,
        Filter::InUse(set) => segment.years_of_use(at) & set != 0,
        Filter::There(last) => record.begin <= *last,
        Filter::Sources(range) => u32::try_from(sources).is_ok_and(|count| range.contains(&count)),
        Filter::Newest(range) => record.newest != 0 && range.contains(&record.newest),
        Filter::OnlyConfidence(set) => u16::from(record.confidence) == *set,
        Filter::Replaced => record.is_replaced,
        Filter::Is(..) | Filter::Marked(_) | Filter::Text(..) | Filter::Nothing => false,
    }
}
