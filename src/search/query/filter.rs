//! Filters: what can be asked of an entry beside its words.

use crate::dataset::{Confidence, Date, EntryKind, Status};
use crate::search::corpus::{FIRST_YEAR, day, year_bit};
use crate::search::fold::starts_word;
use crate::search::needle::Needle;

/// A fact that an entry must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    /// A text of it, or a word of one, begins so.
    Text(TextField, Box<Needle>),
    /// Its kind is one of these, see `Facts::kind`.
    Kind(u16),
    /// Its status is one of these.
    Status(u8),
    /// A claim of it is founded in one of these ways.
    Confidence(u8),
    /// One of these holds.
    Is(Vec<Is>, Option<u32>),
    /// A date of it lies in one of these years.
    Year(u64),
    /// It has so many sources.
    Sources(Count),
    /// Its newest source was published between these days, both included; see [`day`].
    Newest(u32, u32),
    /// No entry: the value means nothing.
    Nothing,
}

/// The texts that a filter looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextField {
    Stack,
    Category,
    Tag,
    Source,
    Claim,
}

/// What an entry can be.
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

/// A range of numbers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) least: u32,
    pub(crate) most: u32,
}

/// A filter as it was understood, or what to say of it.
pub(super) enum Read {
    Filter(Filter, Option<String>),
    /// Nothing to filter by yet.
    Empty(String),
    /// No such field.
    Unknown,
}

/// The fields, for warnings.
pub(super) const FIELDS: &str = "stack, cat, kind, tag, src, year, claim, is, status, conf, sources, age";

/// An entry is old when its newest source is older than this many years.
const OLD: u32 = 3;

/// Reads `field:value`, both folded.
pub(super) fn read(field: &str, value: &str, today: Option<Date>) -> Read {
    if !is_field(field) {
        return Read::Unknown;
    }
    if value.is_empty() {
        return Read::Empty(format!("`{field}:` wants a value: {}", wanted(field)));
    }
    let text = |field| Some(Filter::Text(field, Box::new(Needle::new(value))));
    let read = match field {
        "stack" => text(TextField::Stack),
        "cat" => text(TextField::Category),
        "tag" => text(TextField::Tag),
        "src" => text(TextField::Source),
        "claim" => text(TextField::Claim),
        "kind" => some(set(EntryKind::ALL, EntryKind::name, value)).map(Filter::Kind),
        "status" => some(set(Status::ALL, Status::name, value)).map(|set| Filter::Status(low(set))),
        "conf" => some(set(Confidence::ALL, Confidence::name, value)).map(|set| Filter::Confidence(low(set))),
        "is" => {
            let all: Vec<Is> =
                Is::ALL.iter().filter(|(_, name)| has_word(name, value)).map(|(is, _)| *is).collect();
            (!all.is_empty()).then(|| Filter::Is(all, today.map(|today| day(back(today, OLD, 0)))))
        }
        "year" => years(value).map(Filter::Year),
        "sources" => range(value, |number| number.parse().ok()).map(Filter::Sources),
        _ => return age(value, today),
    };
    match read {
        Some(filter) => Read::Filter(filter, None),
        None => Read::Filter(
            Filter::Nothing,
            Some(format!("`{field}:` does not know `{value}`; it takes {}", wanted(field))),
        ),
    }
}

fn is_field(field: &str) -> bool {
    FIELDS.split(", ").any(|name| name == field)
}

/// What a field takes, in words.
fn wanted(field: &str) -> String {
    let list = |names: Vec<&str>| names.join(", ");
    match field {
        "stack" => "the id or the name of a stack".to_owned(),
        "cat" => "the id or the name of a category".to_owned(),
        "tag" => "a tag".to_owned(),
        "src" => "a title, publisher, address or id of a source".to_owned(),
        "claim" => "a word of a claim".to_owned(),
        "kind" => list(EntryKind::ALL.iter().map(|kind| kind.name()).collect()),
        "status" => list(Status::ALL.iter().map(|status| status.name()).collect()),
        "conf" => list(Confidence::ALL.iter().map(|one| one.name()).collect()),
        "is" => list(Is::ALL.iter().map(|(_, name)| *name).collect()),
        "year" => "a year, as in `2017`, `>2019` or `2017..2020`".to_owned(),
        "sources" => "a number, as in `1`, `>2` or `2..4`".to_owned(),
        _ => "years or months, as in `>3y` or `<6m`".to_owned(),
    }
}

/// The values whose name, or a word of it, begins with a text; a bit for each.
fn set<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str, value: &str) -> u16 {
    let bit = |at: usize| 1_u16.checked_shl(u32::try_from(at).unwrap_or(u32::MAX)).unwrap_or(0);
    all.iter()
        .enumerate()
        .filter(|(_, one)| has_word(name(**one), value))
        .fold(0, |set, (at, _)| set | bit(at))
}

fn some(set: u16) -> Option<u16> {
    (set != 0).then_some(set)
}

fn low(set: u16) -> u8 {
    u8::try_from(set).unwrap_or(u8::MAX)
}

/// Whether a folded text, or a word of it, begins with a folded value.
fn has_word(text: &str, value: &str) -> bool {
    text.match_indices(value).any(|(at, _)| starts_word(text, at))
}

/// Reads `2`, `=2`, `>2`, `>=2`, `<2`, `<=2` or `2..4`.
fn range(value: &str, number: impl Fn(&str) -> Option<u32>) -> Option<Count> {
    let all = |least, most| Some(Count { least, most });
    if let Some((least, most)) = value.split_once("..") {
        let most = if most.is_empty() { u32::MAX } else { number(most)? };
        return all(number(least)?, most);
    }
    if let Some(rest) = value.strip_prefix(">=") {
        all(number(rest)?, u32::MAX)
    } else if let Some(rest) = value.strip_prefix("<=") {
        all(0, number(rest)?)
    } else if let Some(rest) = value.strip_prefix('>') {
        all(number(rest)?.saturating_add(1), u32::MAX)
    } else if let Some(rest) = value.strip_prefix('<') {
        match number(rest)?.checked_sub(1) {
            Some(most) => all(0, most),
            // Less than nothing: no number is.
            None => all(1, 0),
        }
    } else {
        let number = number(value.strip_prefix('=').unwrap_or(value))?;
        all(number, number)
    }
}

/// The years that a value means; a year can be typed in part (`201`).
fn years(value: &str) -> Option<u64> {
    let known = FIRST_YEAR..FIRST_YEAR + 64;
    if (1..4).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit()) {
        let set = known
            .filter(|year| year.to_string().starts_with(value))
            .fold(0, |set, year| set | year_bit(year));
        return (set != 0).then_some(set);
    }
    let Count { least, most } =
        range(value, |number| (number.len() == 4).then(|| number.parse().ok()).flatten())?;
    Some(
        known
            .filter(|year| (least..=most).contains(&u32::from(*year)))
            .fold(0, |set, year| set | year_bit(year)),
    )
}

/// Reads an age as the days between which the newest source was published.
fn age(value: &str, today: Option<Date>) -> Read {
    let nothing = |why: String| Read::Filter(Filter::Nothing, Some(why));
    let Some(today) = today else {
        return nothing("`age:` needs to know the day, and it is not known here".to_owned());
    };
    // The day so long ago, and the day one unit before that.
    let ago = |text: &str| -> Option<(u32, u32)> {
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let number: u32 = number.parse().ok().filter(|number| *number < 10_000)?;
        match unit {
            "y" => Some((day(back(today, number, 0)), day(back(today, number + 1, 0)))),
            "m" => Some((day(back(today, 0, number)), day(back(today, 0, number + 1)))),
            _ => None,
        }
    };
    let days = || -> Option<(u32, u32)> {
        if let Some((least, most)) = value.split_once("..") {
            return Some((ago(most)?.1 + 1, ago(least)?.0));
        }
        Some(match value.strip_prefix(['>', '<', '=']) {
            Some(rest) if value.starts_with('>') => match rest.strip_prefix('=') {
                Some(rest) => (1, ago(rest)?.0),
                None => (1, ago(rest)?.0.saturating_sub(1)),
            },
            Some(rest) if value.starts_with('<') => match rest.strip_prefix('=') {
                Some(rest) => (ago(rest)?.0, u32::MAX),
                None => (ago(rest)?.0 + 1, u32::MAX),
            },
            rest => {
                let (from, before) = ago(rest.unwrap_or(value))?;
                (before + 1, from)
            }
        })
    };
    match days() {
        Some((first, last)) => Read::Filter(Filter::Newest(first, last), None),
        None => nothing(format!("`age:` does not know `{value}`; it takes {}", wanted("age"))),
    }
}

/// The day so many years and months before another.
fn back(today: Date, years: u32, months: u32) -> Date {
    let now = u32::from(today.year) * 12 + u32::from(today.month.max(1)) - 1;
    let then = now.saturating_sub(years * 12 + months);
    Date {
        year: u16::try_from(then / 12).unwrap_or(u16::MAX),
        month: u8::try_from(then % 12 + 1).unwrap_or(1),
        day: today.day.max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(field: &str, value: &str) -> Option<Filter> {
        match read(field, value, Date::parse("2026-11-24").ok()) {
            Read::Filter(filter, _) => Some(filter),
            _ => None,
        }
    }

    fn date(text: &str) -> u32 {
        day(Date::parse(text).expect("a date"))
    }

    #[test]
    fn numbers_are_compared_and_ranges_hold_their_ends() {
        let sources = |value| match filter("sources", value) {
            Some(Filter::Sources(Count { least, most })) => Some((least, most)),
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
    fn a_year_can_be_typed_in_part() {
        assert_eq!(filter("year", "2017"), Some(Filter::Year(year_bit(2017))));
        assert_eq!(filter("year", "2017..2018"), Some(Filter::Year(year_bit(2017) | year_bit(2018))));
        let Some(Filter::Year(tens)) = filter("year", "201") else { panic!("a year in part") };
        assert_eq!(tens.count_ones(), 10);
        assert_eq!(filter("year", "soon"), Some(Filter::Nothing));
    }

    #[test]
    fn an_age_becomes_days() {
        assert_eq!(filter("age", ">3y"), Some(Filter::Newest(1, date("2023-11-24") - 1)));
        assert_eq!(filter("age", "<6m"), Some(Filter::Newest(date("2026-05-24") + 1, u32::MAX)));
        assert_eq!(filter("age", "2y"), Some(Filter::Newest(date("2023-11-24") + 1, date("2024-11-24"))));
        assert_eq!(filter("age", "3"), Some(Filter::Nothing));
        assert!(matches!(read("age", ">3y", None), Read::Filter(Filter::Nothing, Some(_))));
    }

    #[test]
    fn a_value_from_a_list_can_be_typed_in_part_and_a_wrong_one_is_said() {
        assert_eq!(filter("status", "cur"), Some(Filter::Status(1)));
        assert!(
            matches!(filter("is", "un"), Some(Filter::Is(list, _)) if list == [Is::Unknown, Is::Unsourced])
        );
        assert!(matches!(read("is", "new", None), Read::Filter(Filter::Nothing, Some(_))));
        assert!(matches!(read("cat", "", None), Read::Empty(_)));
        assert!(matches!(read("cta", "x", None), Read::Unknown));
    }
}
