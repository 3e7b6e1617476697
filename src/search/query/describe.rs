//! The description of a parsed query as text.

use super::{Choice, Filter, Mode, Pattern, Query};
use crate::dataset::{Confidence, EntryKind, Status};
use crate::search::dates::{FIRST_YEAR, LAST_YEAR, day_text, year_bit};

impl Query {
    /// The conditions of the query as text: `fuzzy "cass" and category has "storage"`.
    pub fn describe(&self) -> String {
        let terms = self.terms.iter().map(|term| {
            let choices = joined(term.choices.iter().map(Choice::describe), " or ");
            let needs_brackets = self.terms.len() > 1 && term.choices.len() > 1;
            if needs_brackets { format!("({choices})") } else { choices }
        });
        joined(terms, " and ")
    }
}

impl Choice {
    /// The condition as text.
    pub(in crate::search) fn describe(&self) -> String {
        let condition = match &self.pattern {
            Pattern::Words(needle, mode) => {
                let text = needle.text();
                match mode {
                    Mode::Tolerant => format!("fuzzy \"{text}\""),
                    Mode::Literal => format!("\"{text}\""),
                    Mode::Whole { open: false } => format!("exactly \"{text}\""),
                    Mode::Whole { open: true } => format!("exactly \"{text}...\""),
                    Mode::Ends { start: true, end: true } => format!("name is \"{text}\""),
                    Mode::Ends { start: true, .. } => format!("name starts with \"{text}\""),
                    Mode::Ends { .. } => format!("name ends with \"{text}\""),
                }
            }
            Pattern::Filter(Filter::Nothing) => format!("nothing (`{}`)", self.typed.trim_start_matches('!')),
            Pattern::Filter(filter) => describe_filter(filter),
        };
        if self.not { format!("not {condition}") } else { condition }
    }
}

fn describe_filter(filter: &Filter) -> String {
    match filter {
        Filter::Text(field, value) => format!("{} has \"{}\"", field.name(), value.text()),
        Filter::Kind(set) => format!("kind is {}", names(EntryKind::ALL, *set, EntryKind::name)),
        Filter::Status(set) => format!("status is {}", names(Status::ALL, *set, Status::name)),
        Filter::Confidence(set) => format!("a claim is {}", names(Confidence::ALL, *set, Confidence::name)),
        Filter::OnlyConfidence(set) => format!("is {}", names(Confidence::ALL, *set, Confidence::name)),
        Filter::Replaced => "is replaced".to_owned(),
        Filter::Marked(mark) => format!("is {}", mark.name()),
        Filter::Is(all) => format!("is {}", joined(all.iter().map(|(name, _)| (*name).to_owned()), " or ")),
        Filter::Year(set) => format!("dated {}", years(*set)),
        Filter::InUse(set) => format!("in use in {}", years(*set)),
        // A year or a month ends with a month or a day that is none.
        Filter::There(last) => match (last >> 5 & 15, last & 31) {
            (15, _) => format!("there in {:04}", last >> 9),
            (month, 31) => format!("there in {:04}-{month:02}", last >> 9),
            _ => format!("there on {}", day_text(*last)),
        },
        Filter::Sources(range) => match (*range.start(), *range.end()) {
            (1, 1) => "1 source".to_owned(),
            (least, most) if least == most => format!("{least} sources"),
            (least, u32::MAX) => format!("{least} sources or more"),
            (0, most) => format!("at most {most} sources"),
            (least, most) => format!("{least} to {most} sources"),
        },
        Filter::Newest(range) => match (*range.start(), *range.end()) {
            (1, last) => format!("newest source {}", until(last)),
            (first, u32::MAX) => format!("newest source {}", since(first)),
            (first, last) => format!("newest source {} and {}", since(first), until(last)),
        },
        Filter::Nothing => "nothing".to_owned(),
    }
}

fn years(set: u64) -> String {
    let mut years = (FIRST_YEAR..=LAST_YEAR).filter(|year| set & year_bit(*year) != 0);
    let first = years.next().unwrap_or_default();
    match (first, years.next_back().unwrap_or(first)) {
        (first, last) if first == last => first.to_string(),
        (first, LAST_YEAR) => format!("{first} or later"),
        (FIRST_YEAR, last) => format!("{last} or earlier"),
        (first, last) => format!("{first} to {last}"),
    }
}

fn joined(texts: impl Iterator<Item = String>, separator: &str) -> String {
    texts.collect::<Vec<_>>().join(separator)
}

fn names<T: Copy>(all: &[T], set: u16, name: impl Fn(T) -> &'static str) -> String {
    let members = all.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
    joined(members.map(|(_, one)| name(*one).to_owned()), " or ")
}

// The number before the first day of a month, or after its last day, may be no date.

fn until(last: u32) -> String {
    let (how, day) = if last.is_multiple_of(32) { ("before", last + 1) } else { ("by", last) };
    format!("{how} {}", day_text(day))
}

fn since(first: u32) -> String {
    let before = first.saturating_sub(1);
    let (how, day) = if before.is_multiple_of(32) { ("since", first) } else { ("after", before) };
    format!("{how} {}", day_text(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Date;

    fn described(text: &str) -> String {
        Query::parse_on(text, Date::parse("2026-11-24").expect("a date")).describe()
    }

    #[test]
    fn a_query_is_described() {
        assert_eq!(described("cass cat:storage"), "fuzzy \"cass\" and category has \"storage\"");
        assert_eq!(described("'go !^sdk"), "exactly \"go\" and not name starts with \"sdk\"");
        assert_eq!(described("a | b c"), "(fuzzy \"a\" or fuzzy \"b\") and fuzzy \"c\"");
        assert_eq!(described("kind:da is:un"), "kind is database and is unknown or unsourced");
        assert_eq!(described("sources:>2 year:2017..2019"), "3 sources or more and dated 2017 to 2019");
        assert_eq!(described("in:2018 in:>2019"), "in use in 2018 and in use in 2020 or later");
        let as_of = |date: &str| Query::parse("x").as_of(Date::parse(date).expect("a date")).describe();
        assert_eq!(as_of("2018"), "fuzzy \"x\" and there in 2018");
        assert_eq!(as_of("2018-02-03"), "fuzzy \"x\" and there on 2018-02-03");
        assert_eq!(described("age:>3y"), "newest source by 2023-11-23");
        assert_eq!(described("is:nice"), "nothing (`is:nice`)");
        assert_eq!(described("is:opened"), "is opened");
        assert_eq!(described(""), "");
    }
}
