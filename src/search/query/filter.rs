//! Filters: conditions on the attributes of an entry.

use std::ops::RangeInclusive;

use crate::dataset::{Confidence, Date, EntryKind, Status};
use crate::search::dates::{FIRST_YEAR, LAST_YEAR, day_before, year_bit};
use crate::search::fold::starts_word;
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
    /// Properties of which one must hold, and the day before which the newest source is old.
    Is(Vec<Is>, Option<u32>),
    /// Bits of the years in one of which the entry must be dated.
    Year(u64),
    /// Number of sources.
    Sources(RangeInclusive<u32>),
    /// Day on which the newest source was published, see [`day`](crate::search::dates::day).
    Newest(RangeInclusive<u32>),
    /// Matches no entry: the value is meaningless.
    Nothing,
}

/// A field whose text a filter matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextField {
    Stack,
    Category,
    Tag,
    Source,
    Claim,
}

/// A property of an entry, for `is:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Is {
    Current,
    Former,
    Unknown,
    Confirmed,
    Reported,
    Inferred,
    Unsourced,
    Single,
    Old,
    Replaced,
}

impl Is {
    pub(super) const ALL: [(Self, &str); 10] = [
        (Self::Current, "current"),
        (Self::Former, "former"),
        (Self::Unknown, "unknown"),
        (Self::Confirmed, "confirmed"),
        (Self::Reported, "reported"),
        (Self::Inferred, "inferred"),
        (Self::Unsourced, "unsourced"),
        (Self::Single, "single"),
        (Self::Old, "old"),
        (Self::Replaced, "replaced"),
    ];
}

/// A parsed filter, or the reason why there is none.
pub(super) enum Parsed {
    /// A filter, perhaps with a warning.
    Filter(Filter, Option<String>),
    /// No value is typed yet.
    Incomplete(String),
    UnknownField,
}

/// The names of all fields, for warnings.
pub(super) const FIELDS: &str = "stack, cat, kind, tag, src, year, claim, is, status, conf, sources, age";

/// Age from which an entry is old, by its newest source, in years.
const MIN_OLD: u32 = 3;

/// Parses `field:value`, both folded.
pub(super) fn parse_filter(field: &str, value: &str, today: Option<Date>) -> Parsed {
    let Some(expected) = expected_value(field) else { return Parsed::UnknownField };
    if value.is_empty() {
        return Parsed::Incomplete(format!("`{field}:` needs a value: {expected}"));
    }
    let text = |field| Some(Filter::Text(field, Box::new(Needle::new(value))));
    let filter = match field {
        "stack" => text(TextField::Stack),
        "cat" => text(TextField::Category),
        "tag" => text(TextField::Tag),
        "src" => text(TextField::Source),
        "claim" => text(TextField::Claim),
        "kind" => nonzero(named(EntryKind::ALL, EntryKind::name, value)).map(Filter::Kind),
        "status" => nonzero(named(Status::ALL, Status::name, value)).map(Filter::Status),
        "conf" => nonzero(named(Confidence::ALL, Confidence::name, value)).map(Filter::Confidence),
        "is" => {
            let all = Is::ALL.iter().filter(|(_, name)| has_word(name, value)).map(|(is, _)| *is);
            let all: Vec<Is> = all.collect();
            (!all.is_empty()).then(|| Filter::Is(all, today.map(|today| day_before(today, MIN_OLD, 0))))
        }
        "year" => nonzero(years(value)).map(Filter::Year),
        "sources" => range(value, |number| number.parse().ok()).map(Filter::Sources),
        _ => match today {
            Some(today) => age(value, today).map(Filter::Newest),
            None => {
                let warning = "`age:` needs the current date, which is unknown here".to_owned();
                return Parsed::Filter(Filter::Nothing, Some(warning));
            }
        },
    };
    match filter {
        Some(filter) => Parsed::Filter(filter, None),
        None => Parsed::Filter(
            Filter::Nothing,
            Some(format!("`{field}:` does not know `{value}`; it takes {expected}")),
        ),
    }
}

/// The values that a field accepts; none for an unknown field.
fn expected_value(field: &str) -> Option<String> {
    let list = |names: Vec<&str>| Some(names.join(", "));
    let text = match field {
        "stack" => "the id or the name of a stack",
        "cat" => "the id or the name of a category",
        "tag" => "a tag",
        "src" => "a title, publisher, URL or id of a source",
        "claim" => "a word of a claim",
        "kind" => return list(EntryKind::ALL.iter().map(|kind| kind.name()).collect()),
        "status" => return list(Status::ALL.iter().map(|status| status.name()).collect()),
        "conf" => return list(Confidence::ALL.iter().map(|confidence| confidence.name()).collect()),
        "is" => return list(Is::ALL.iter().map(|(_, name)| *name).collect()),
        "year" => "a year, as in `2017`, `>2019` or `2017..2020`",
        "sources" => "a number, as in `1`, `>2` or `2..4`",
        "age" => "years or months, as in `>3y` or `<6m`",
        _ => return None,
    };
    Some(text.to_owned())
}

/// Bits of the values whose name has a word that starts with a text.
fn named<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str, text: &str) -> u16 {
    let matching = all.iter().enumerate().filter(|(_, one)| has_word(name(**one), text));
    matching.fold(0, |set, (at, _)| set | 1 << at)
}

fn nonzero<T: Default + PartialEq>(set: T) -> Option<T> {
    (set != T::default()).then_some(set)
}

/// Whether a word of a name starts with a text.
fn has_word(name: &str, text: &str) -> bool {
    name.match_indices(text).any(|(at, _)| starts_word(name, at))
}

/// A parsed comparison with one or two values.
enum Comparison<T> {
    Equal(T),
    Above(T),
    AtLeast(T),
    Below(T),
    AtMost(T),
    Between(T, Option<T>),
}

/// Parses `2`, `=2`, `>2`, `>=2`, `<2`, `<=2`, `2..4` or `2..`.
fn comparison<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Comparison<T>> {
    if let Some((least, most)) = text.split_once("..") {
        let most = if most.is_empty() { None } else { Some(read(most)?) };
        return Some(Comparison::Between(read(least)?, most));
    }
    let operators: [(&str, fn(T) -> Comparison<T>); 6] = [
        (">=", Comparison::AtLeast),
        ("<=", Comparison::AtMost),
        (">", Comparison::Above),
        ("<", Comparison::Below),
        ("=", Comparison::Equal),
        ("", Comparison::Equal),
    ];
    let found = operators.into_iter().find_map(|(sign, operator)| Some((operator, text.strip_prefix(sign)?)));
    let (operator, rest) = found?;
    read(rest).map(operator)
}

/// Parses a comparison of numbers.
fn range(text: &str, read: impl Fn(&str) -> Option<u32>) -> Option<RangeInclusive<u32>> {
    Some(match comparison(text, read)? {
        Comparison::Equal(number) => number..=number,
        Comparison::Above(number) => number.saturating_add(1)..=u32::MAX,
        Comparison::AtLeast(number) => number..=u32::MAX,
        // No number is below 0.
        Comparison::Below(number) => u32::from(number == 0)..=number.saturating_sub(1),
        Comparison::AtMost(number) => 0..=number,
        Comparison::Between(least, most) => least..=most.unwrap_or(u32::MAX),
    })
}

/// Parses years into their bits; a year may be incomplete (`201`).
fn years(text: &str) -> u64 {
    let known = FIRST_YEAR..=LAST_YEAR;
    let is_incomplete = (1..4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let four_digits = |number: &str| (number.len() == 4).then(|| number.parse().ok()).flatten();
    let range = range(text, four_digits);
    let is_match = |year: &u16| match &range {
        _ if is_incomplete => year.to_string().starts_with(text),
        Some(range) => range.contains(&u32::from(*year)),
        None => false,
    };
    known.filter(is_match).fold(0, |set, year| set | year_bit(year))
}

/// Parses an age into the days on which the newest source may have been published.
fn age(text: &str, today: Date) -> Option<RangeInclusive<u32>> {
    // The day this long ago, and the day one unit before it.
    let ago = |text: &str| -> Option<(u32, u32)> {
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let number: u32 = number.parse().ok().filter(|number| *number < 10_000)?;
        match unit {
            "y" => Some((day_before(today, number, 0), day_before(today, number + 1, 0))),
            "m" => Some((day_before(today, 0, number), day_before(today, 0, number + 1))),
            _ => None,
        }
    };
    Some(match comparison(text, ago)? {
        Comparison::Equal((from, before)) => before + 1..=from,
        Comparison::Above((from, _)) => 1..=from.saturating_sub(1),
        Comparison::AtLeast((from, _)) => 1..=from,
        Comparison::Below((from, _)) => from + 1..=u32::MAX,
        Comparison::AtMost((from, _)) => from..=u32::MAX,
        Comparison::Between((from, _), Some((_, before))) => before + 1..=from,
        Comparison::Between(_, None) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::dates::day;

    fn filter(field: &str, value: &str) -> Option<Filter> {
        match parse_filter(field, value, Date::parse("2026-11-24").ok()) {
            Parsed::Filter(filter, _) => Some(filter),
            _ => None,
        }
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
        assert!(matches!(parse_filter("age", ">3y", None), Parsed::Filter(Filter::Nothing, Some(_))));
    }

    #[test]
    fn a_value_of_a_list_may_be_incomplete_and_a_wrong_one_gives_a_warning() {
        assert_eq!(filter("status", "cur"), Some(Filter::Status(1)));
        assert!(
            matches!(filter("is", "un"), Some(Filter::Is(list, _)) if list == [Is::Unknown, Is::Unsourced])
        );
        assert!(matches!(parse_filter("is", "new", None), Parsed::Filter(Filter::Nothing, Some(_))));
        assert!(matches!(parse_filter("cat", "", None), Parsed::Incomplete(_)));
        assert!(matches!(parse_filter("cta", "x", None), Parsed::UnknownField));
    }
}
