//! Filters: conditions on the attributes of an entry.

use std::ops::RangeInclusive;

use strum::IntoStaticStr;

use crate::dataset::{Confidence, Date, EntryKind, Status};
use crate::search::address::bare;
use crate::search::dates::{FIRST_YEAR, LAST_YEAR, day_before, year_bit};
use crate::search::fold::starts_word;
use crate::search::marks::Mark;
use crate::search::needle::Needle;

/// A condition on an attribute of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    /// A word of the field starts with a text.
    Text(TextField, Box<Needle>),
    /// Bits of the kinds that match.
    Kind(u16),
    /// Bits of the statuses that match.
    Status(u16),
    /// Bits of the confidences of which a claim must have one.
    Confidence(u16),
    /// Bit of the confidence that all claims must have.
    OnlyConfidence(u16),
    /// Another entry replaced it.
    Replaced,
    /// It has a mark, which the query knows.
    Marked(Mark),
    /// Properties of which one must hold, each with its name.
    Is(Vec<(&'static str, Filter)>),
    /// Bits of the years in one of which the entry must be dated.
    Year(u64),
    /// Bits of the years in one of which the entry must have been in use.
    InUse(u64),
    /// Last day by which the entry must have been there, see [`day`](crate::search::dates::day).
    There(u32),
    /// Number of sources.
    Sources(RangeInclusive<u32>),
    /// Day on which the newest source was published, see [`day`](crate::search::dates::day).
    Newest(RangeInclusive<u32>),
    /// Matches no entry: the value is meaningless.
    Nothing,
}

/// A field whose text a filter matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum TextField {
    Stack,
    Category,
    Tag,
    Source,
    Claim,
}

impl TextField {
    /// The name of the field in a description, the same as that of the matched [`Field`](crate::search::Field).
    pub(in crate::search) fn name(self) -> &'static str {
        self.into()
    }
}

/// A value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldValue {
    /// The value as a query has it, folded.
    pub text: String,
    /// Number of entries with it.
    pub count: usize,
}

/// The fields that have a list of values.
pub const VALUE_FIELDS: [&str; 10] =
    ["cat", "kind", "tag", "is", "status", "conf", "year", "in", "src", "stack"];

/// The names of all fields, for warnings.
pub(super) const FIELDS: &str = "stack, cat, kind, tag, src, year, in, claim, is, status, conf, sources, age";

/// Age from which an entry is old, by its newest source, in years.
const MIN_OLD: u32 = 3;

/// Parses `field:value`, both folded: the filter, unless no value is typed yet, and a warning. None for an unknown field.
pub(super) fn parse_filter(
    field: &str,
    value: &str,
    today: Option<Date>,
) -> Option<(Option<Filter>, Option<String>)> {
    let (expected, filter) = filter_of(field, value, today)?;
    Some(match filter {
        _ if value.is_empty() => (None, Some(format!("`{field}:` needs a value: {expected}"))),
        None => {
            let warning = if field == "age" && today.is_none() {
                "`age:` needs the current date, which is unknown here".to_owned()
            } else {
                format!("`{field}:` does not know `{value}`; it takes {expected}")
            };
            (Some(Filter::Nothing), Some(warning))
        }
        filter => (filter, None),
    })
}

/// The values that a field takes, as text, and the filter of one if it is among them; `None` for an unknown field.
fn filter_of(field: &str, value: &str, today: Option<Date>) -> Option<(String, Option<Filter>)> {
    let text = |field, expected: &str| {
        (expected.to_owned(), Some(Filter::Text(field, Box::new(Needle::new(bare(value))))))
    };
    Some(match field {
        "stack" => text(TextField::Stack, "the id or the name of a stack"),
        "cat" => text(TextField::Category, "the id or the name of a category"),
        "tag" => text(TextField::Tag, "a tag"),
        "src" => text(TextField::Source, "a title, publisher, URL or id of a source"),
        "claim" => text(TextField::Claim, "a word of a claim"),
        "kind" => listed(EntryKind::ALL.iter().map(|kind| kind.name()), value, Filter::Kind),
        "status" => listed(Status::ALL.iter().map(|status| status.name()), state(value), Filter::Status),
        "conf" => listed(Confidence::ALL.iter().map(|one| one.name()), value, Filter::Confidence),
        "is" => {
            let (names, mut all): (Vec<&str>, Vec<_>) =
                properties(today).map(|(name, filter)| (name, (name, filter))).unzip();
            all.retain(|(name, _)| has_word(name, state(value)));
            (names.join(", "), (!all.is_empty()).then_some(Filter::Is(all)))
        }
        "year" => {
            let expected = "a year, as in `2017`, `>2019` or `2017..2020`";
            (expected.to_owned(), nonzero(years(value)).map(Filter::Year))
        }
        "in" => {
            let expected = "a year in which it was in use, as in `2018` or `2017..2020`";
            (expected.to_owned(), nonzero(years(value)).map(Filter::InUse))
        }
        "sources" => {
            let sources = range(value, |number| number.parse().ok().map(|number| (number, number)));
            ("a number, as in `1`, `>2` or `2..4`".to_owned(), sources.map(Filter::Sources))
        }
        "age" => {
            let newest = today.and_then(|today| age(value, today));
            ("years or months, as in `>3y` or `<6m`".to_owned(), newest.map(Filter::Newest))
        }
        _ => return None,
    })
}

/// The word of the data for one that the screen has for a state; any other text as it is.
fn state(value: &str) -> &str {
    let begins = |word: &str| value.len() > 2 && word.starts_with(value);
    match value {
        _ if begins("unclear") => Status::Unknown.name(),
        _ if begins("in use") || begins("in-use") => Status::Current.name(),
        _ => value,
    }
}

/// The values of a field with a closed list, each with its filter.
pub(in crate::search) fn closed_values(field: &str, today: Option<Date>) -> Vec<(&'static str, Filter)> {
    match field {
        "kind" => EntryKind::ALL.iter().map(|kind| (kind.name(), Filter::Kind(1 << *kind as u16))).collect(),
        "status" => Status::ALL.iter().map(|one| (one.name(), Filter::Status(1 << *one as u16))).collect(),
        "conf" => {
            Confidence::ALL.iter().map(|one| (one.name(), Filter::Confidence(1 << *one as u16))).collect()
        }
        "is" => properties(today).collect(),
        _ => Vec::new(),
    }
}

/// The names of a list, and the filter of the bits of those that have a word that starts with a text.
fn listed(
    names: impl Iterator<Item = &'static str>,
    text: &str,
    filter: fn(u16) -> Filter,
) -> (String, Option<Filter>) {
    let names: Vec<&str> = names.collect();
    let matching = (0..).zip(&names).filter(|(_, name)| has_word(name, text));
    let set = matching.fold(0, |set, (at, _)| set | 1 << at);
    (names.join(", "), nonzero(set).map(filter))
}

/// The values of `is:`; nothing is old without a current date.
fn properties(today: Option<Date>) -> impl Iterator<Item = (&'static str, Filter)> {
    let is_old = |today| Filter::Newest(1..=day_before(today, MIN_OLD, 0) - 1);
    let others = [
        ("unsourced", Filter::Sources(0..=0)),
        ("single", Filter::Sources(1..=1)),
        ("old", today.map_or(Filter::Nothing, is_old)),
        ("replaced", Filter::Replaced),
    ];
    let statuses = Status::ALL.iter().map(|one| (one.name(), Filter::Status(1 << *one as u16)));
    let confidences =
        Confidence::ALL.iter().map(|one| (one.name(), Filter::OnlyConfidence(1 << *one as u16)));
    let marks = Mark::ALL.into_iter().map(|mark| (mark.name(), Filter::Marked(mark)));
    statuses.chain(confidences).chain(others).chain(marks)
}

fn nonzero<T: Default + PartialEq>(set: T) -> Option<T> {
    (set != T::default()).then_some(set)
}

/// Whether a word of a name starts with a text.
pub(in crate::search) fn has_word(name: &str, text: &str) -> bool {
    name.match_indices(text).any(|(at, _)| starts_word(name, at))
}

/// Parses `2`, `=2`, `>2`, `>=2`, `<2`, `<=2`, `2..4` or `2..`. `read` returns the first and the last number that a value
/// covers; what is above or below a value is above or below the first.
fn range(text: &str, read: impl Fn(&str) -> Option<(u32, u32)>) -> Option<RangeInclusive<u32>> {
    if let Some((least, most)) = text.split_once("..") {
        let most = if most.is_empty() { u32::MAX } else { read(most)?.1 };
        return Some(read(least)?.0..=most);
    }
    let mut operators = [">=", "<=", ">", "<", "=", ""].into_iter();
    let (operator, value) = operators.find_map(|sign| Some((sign, text.strip_prefix(sign)?)))?;
    let (first, last) = read(value)?;
    Some(match operator {
        ">" => first.saturating_add(1)..=u32::MAX,
        ">=" => first..=u32::MAX,
        // No number is below 0.
        "<" => u32::from(first == 0)..=first.saturating_sub(1),
        "<=" => 0..=first,
        _ => first..=last,
    })
}

/// Parses years into their bits; a year may be incomplete (`201`).
fn years(text: &str) -> u64 {
    let known = FIRST_YEAR..=LAST_YEAR;
    let is_incomplete = (1..4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let four_digits = |number: &str| number.parse().ok().filter(|_| number.len() == 4);
    let range = range(text, |number| four_digits(number).map(|year| (year, year)));
    let is_match = |year: &u16| match &range {
        _ if is_incomplete => year.to_string().starts_with(text),
        Some(range) => range.contains(&u32::from(*year)),
        None => false,
    };
    known.filter(is_match).fold(0, |set, year| set | year_bit(year))
}

/// Parses an age into the days on which the newest source may have been published.
fn age(text: &str, today: Date) -> Option<RangeInclusive<u32>> {
    // Numbers that grow with the age: of the day this long ago, and of the last day that is not yet one unit older.
    let ago = |text: &str| -> Option<(u32, u32)> {
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let number: u32 = number.parse().ok().filter(|number| *number < 10_000)?;
        let before = |count: u32| match unit {
            "y" => Some(day_before(today, count, 0)),
            "m" => Some(day_before(today, 0, count)),
            _ => None,
        };
        Some((u32::MAX - before(number)?, u32::MAX - before(number + 1)? - 1))
    };
    let ages = range(text, ago).filter(|_| !text.ends_with(".."))?;
    Some((u32::MAX - ages.end()).max(1)..=u32::MAX - ages.start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::dates::day;

    fn filter(field: &str, value: &str) -> Option<Filter> {
        parse_filter(field, value, Date::parse("2026-11-24").ok())?.0
    }

    fn date(text: &str) -> u32 {
        day(Date::parse(text).expect("a date"))
    }

    #[test]
    fn numbers_are_compared_and_ranges_include_their_ends() {
        let sources = |value| match filter("sources", value) {
            Some(Filter::Sources(range)) => Some((*range.start(), *range.end())),
            _ => None,
        };
        assert_eq!(sources("1"), Some((1, 1)));
        assert_eq!(sources(">2"), Some((3, u32::MAX)));
        assert_eq!(sources(">=2"), Some((2, u32::MAX)));
        assert_eq!(sources("<2"), Some((0, 1)));
        assert_eq!(sources("2..4"), Some((2, 4)));
        assert_eq!(sources("many"), None);
        assert_eq!(filter("sources", "-1"), Some(Filter::Nothing));
    }

    #[test]
    fn a_year_may_be_incomplete() {
        assert_eq!(filter("year", "2017"), Some(Filter::Year(year_bit(2017))));
        assert_eq!(filter("year", "2017..2018"), Some(Filter::Year(year_bit(2017) | year_bit(2018))));
        let Some(Filter::Year(tens)) = filter("year", "201") else { panic!("a year in part") };
        assert_eq!(tens.count_ones(), 10);
        assert_eq!(filter("year", "soon"), Some(Filter::Nothing));
    }

    #[test]
    fn an_age_becomes_days() {
        assert_eq!(filter("age", ">3y"), Some(Filter::Newest(1..=date("2023-11-24") - 1)));
        assert_eq!(filter("age", "<6m"), Some(Filter::Newest(date("2026-05-24") + 1..=u32::MAX)));
        assert_eq!(filter("age", "2y"), Some(Filter::Newest(date("2023-11-24") + 1..=date("2024-11-24"))));
        assert_eq!(filter("age", "3"), Some(Filter::Nothing));
        assert!(matches!(parse_filter("age", ">3y", None), Some((Some(Filter::Nothing), Some(_)))));
    }

    #[test]
    fn a_value_of_a_list_may_be_incomplete_and_a_wrong_one_gives_a_warning() {
        assert_eq!(filter("status", "cur"), Some(Filter::Status(1)));
        let unknown_or_unsourced = [("unknown", Filter::Status(4)), ("unsourced", Filter::Sources(0..=0))];
        assert_eq!(filter("is", "un"), Some(Filter::Is(unknown_or_unsourced.into())));
        assert!(matches!(parse_filter("is", "nice", None), Some((Some(Filter::Nothing), Some(_)))));
        assert!(matches!(parse_filter("cat", "", None), Some((None, Some(_)))));
        assert_eq!(parse_filter("cta", "x", None), None);
    }
}
