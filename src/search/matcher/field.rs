//! The field of an entry that gave a grade, computed only for displayed hits.

use super::{WordMatcher, grade_at};
use crate::search::index::columns::{fields, number};
use crate::search::index::segment::Segment;
use crate::search::rank::{Field, Grade, Tier};

impl WordMatcher {
    /// The field that gave a grade to an entry.
    pub(in crate::search) fn field(&self, segment: &Segment, at: usize, grade: Grade) -> Field {
        match grade.tier() {
            None => Field::Fact,
            Some(Tier::Tag) => self.fact_field(segment, at, grade),
            Some(Tier::Text) => self.text_field(segment, at),
            Some(Tier::Source) => self.source_field(segment, at, grade),
            Some(_) => self.name_field(segment, at, grade),
        }
    }

    fn name_field(&self, segment: &Segment, at: usize, grade: Grade) -> Field {
        let start = segment.names.start(at);
        let literal = fields(segment.names.get(at)).enumerate().find(|(number, (from, name))| {
            let places = self.finder().places(name).chain(self.needle.places(name));
            let mut grades = places.map(|place| self.name(segment, *number, start + from + place));
            grades.any(|found| found == grade)
                || self.ends_of_name(segment, *number, start + from, name) == grade
        });
        let mut inexact = self.inexact_names(segment, at, Grade::NONE).into_iter().flatten();
        let found = literal.map(|(number, _)| number);
        match found.or_else(|| inexact.find(|(_, found)| *found == grade).map(|(number, _)| number)) {
            None | Some(0) => Field::Name,
            Some(1) => Field::Id,
            Some(alias) => Field::Alias(number(alias - 2)),
        }
    }

    fn fact_field(&self, segment: &Segment, at: usize, grade: Grade) -> Field {
        let mut tags = segment.tags.get(at).iter();
        if let Some(tag) = tags.position(|tag| grade_at(&self.tags, *tag) == grade) {
            return Field::Tag(number(tag));
        }
        let kind = segment.facts.get(at).map(|facts| facts.kind).filter(|kind| *kind != 0);
        let is_kind = kind.is_some_and(|kind| grade_at(&self.kinds, kind.trailing_zeros()) == grade);
        let category =
            segment.facts.get(at).map_or(Grade::NONE, |facts| grade_at(&self.categories, facts.category));
        let mut relatives = segment.relatives.get(at).iter();
        match relatives.find(|one| grade_at(&self.relatives, one.names) == grade) {
            Some(relative) if !is_kind && category != grade => relative.field,
            _ if is_kind => Field::Kind,
            _ if category == grade => Field::Category,
            _ => self.name_field(segment, at, self.any_name(segment, at, self.literal_name(segment, at))),
        }
    }

    fn text_field(&self, segment: &Segment, at: usize) -> Field {
        let is_word =
            |text: &str| self.needle.word_starts(text).any(|place| self.needle.ends_word(text, place));
        let grade = |number: usize, text: &str| match self.needle.single() {
            Some(_) if is_word(text) => Grade::new(Tier::Text, 0),
            Some(_) => Grade::NONE,
            None => self.long_text(text, number == 0),
        };
        let grades = fields(segment.texts.get(at)).enumerate();
        let best = grades.map(|(at, (_, text))| (grade(at, text), at)).min().map_or(0, |(_, at)| at);
        best.checked_sub(1).map_or(Field::Summary, |claim| Field::Claim(number(claim)))
    }

    fn source_field(&self, segment: &Segment, at: usize, grade: Grade) -> Field {
        let citations = segment.citations.get(at).iter().enumerate();
        let given = citations.filter(|(_, cited)| grade_at(&self.sources, cited.source) == grade);
        let best = given.max_by_key(|(at, cited)| (cited.claims, std::cmp::Reverse(*at)));
        let is_own = self.is_address && self.addresses(segment.addresses.get(at)) == grade;
        if let Some((at, _)) = best.filter(|_| !is_own) {
            return Field::Source(number(at));
        }
        let mut addresses = fields(segment.addresses.get(at)).map(|(_, address)| self.addresses(address));
        Field::Address(addresses.position(|found| found == grade).map_or(0, number))
    }
}
