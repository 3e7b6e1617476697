//! A query read back in words.

use super::{Choice, Count, Filter, Is, Pattern, Query, TextField};
use crate::dataset::{Confidence, EntryKind, Status};
use crate::search::corpus::{FIRST_YEAR, year_bit};

pub(super) fn of(query: &Query) -> String {
    let many = query.terms.len() > 1;
    let term = |choices: &[Choice]| {
        let all: Vec<String> = choices.iter().map(choice).collect();
        let words = all.join(" or ");
        if many && all.len() > 1 { format!("({words})") } else { words }
    };
    let terms: Vec<String> = query.terms.iter().map(|one| term(&one.choices)).collect();
    terms.join(" and ")
}

pub(in crate::search) fn choice(choice: &Choice) -> String {
    let words = what(choice);
    if choice.not { format!("not {words}") } else { words }
}

fn what(choice: &Choice) -> String {
    match &choice.what {
        // What nobody wants is not guessed at.
        Pattern::Word(needle) if choice.not => format!("\"{}\"", needle.text()),
        Pattern::Word(needle) => format!("fuzzy \"{}\"", needle.text()),
        Pattern::Whole { needle, open: false } => format!("exactly \"{}\"", needle.text()),
        Pattern::Whole { needle, open: true } => format!("exactly \"{}…\"", needle.text()),
        Pattern::Ends { needle, start, end } => {
            let how = match (start, end) {
                (true, true) => "is",
                (true, false) => "starts with",
                _ => "ends with",
            };
            format!("name {how} \"{}\"", needle.text())
        }
        Pattern::Filter(one) => filter(one, &choice.typed),
    }
}

fn filter(filter: &Filter, typed: &str) -> String {
    match filter {
        Filter::Text(field, value) => {
            let field = match field {
                TextField::Stack => "stack",
                TextField::Category => "category",
                TextField::Tag => "tag",
                TextField::Source => "source",
                TextField::Claim => "claim",
            };
            format!("{field} has \"{}\"", value.text())
        }
        Filter::Kind(set) => format!("kind is {}", listed(EntryKind::ALL, *set, EntryKind::name)),
        Filter::Status(set) => {
            format!("status is {}", listed(Status::ALL, u16::from(*set), Status::name))
        }
        Filter::Confidence(set) => {
            format!("a claim is {}", listed(Confidence::ALL, u16::from(*set), Confidence::name))
        }
        Filter::Is(all, _) => {
            let name = |is: &Is| Is::ALL.iter().find(|(one, _)| one == is).map_or("", |(_, name)| *name);
            format!("is {}", all.iter().map(name).collect::<Vec<_>>().join(" or "))
        }
        Filter::Year(set) => {
            let years = (FIRST_YEAR..FIRST_YEAR + 64).filter(|year| set & year_bit(*year) != 0);
            match (years.clone().next(), years.clone().next_back()) {
                (Some(first), Some(last)) if first == last => format!("dated {first}"),
                (Some(first), Some(last)) if last == FIRST_YEAR + 63 => format!("dated {first} or later"),
                (Some(first), Some(last)) if first == FIRST_YEAR => format!("dated {last} or earlier"),
                (Some(first), Some(last)) => format!("dated {first} to {last}"),
                _ => "dated never".to_owned(),
            }
        }
        Filter::Sources(Count { least, most }) => match (*least, *most) {
            (1, 1) => "1 source".to_owned(),
            (least, most) if least == most => format!("{least} sources"),
            (least, u32::MAX) => format!("{least} sources or more"),
            (0, most) => format!("at most {most} sources"),
            (least, most) => format!("{least} to {most} sources"),
        },
        Filter::Newest(first, last) => match (*first, *last) {
            (1, last) => format!("newest source {}", until(last)),
            (first, u32::MAX) => format!("newest source {}", since(first)),
            (first, last) => format!("newest source {} and {}", since(first), until(last)),
        },
        Filter::Nothing => format!("nothing (`{}`)", typed.trim_start_matches('!')),
    }
}

fn listed<T: Copy>(all: &[T], set: u16, name: impl Fn(T) -> &'static str) -> String {
    let names = all.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, one)| name(*one));
    names.collect::<Vec<_>>().join(" or ")
}

// A day before the first of a month, or after the last, is a number that is no date.

fn until(last: u32) -> String {
    if last.is_multiple_of(32) { format!("before {}", date(last + 1)) } else { format!("by {}", date(last)) }
}

fn since(first: u32) -> String {
    let before = first.saturating_sub(1);
    if before.is_multiple_of(32) {
        format!("since {}", date(first))
    } else {
        format!("after {}", date(before))
    }
}

/// A day as `search::corpus::day` packs it.
fn date(day: u32) -> String {
    format!("{:04}-{:02}-{:02}", day >> 9, day >> 5 & 15, day & 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Date;

    fn words(text: &str) -> String {
        Query::parse_on(text, Date::parse("2026-11-24").expect("a date")).describe()
    }

    #[test]
    fn a_query_is_read_back_in_words() {
        assert_eq!(words("cass cat:storage"), "fuzzy \"cass\" and category has \"storage\"");
        assert_eq!(words("'go !^sdk"), "exactly \"go\" and not name starts with \"sdk\"");
        assert_eq!(words("a | b c"), "(fuzzy \"a\" or fuzzy \"b\") and fuzzy \"c\"");
        assert_eq!(words("kind:da is:un"), "kind is database and is unknown or unsourced");
        assert_eq!(words("sources:>2 year:2017..2019"), "3 sources or more and dated 2017 to 2019");
        assert_eq!(words("age:>3y"), "newest source by 2023-11-23");
        assert_eq!(words("is:new"), "nothing (`is:new`)");
        assert_eq!(words(""), "");
    }
}
