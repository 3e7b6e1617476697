//! The popup in which a date is chosen: one that is typed, or that of a change of the stacks.

use std::cmp::Reverse;

use super::keys::Command;
use super::message::Response;
use crate::catalog::Catalog;
use crate::dataset::{Date, Presence, Stack, StackChangeKind};

/// A change of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineRow {
    /// Its date.
    pub date: Date,
    /// The thing that happened, as text.
    pub text: String,
    /// Whether something is only first seen then.
    pub is_faint: bool,
}

/// The changes of the stacks.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// All of them, the newest first.
    pub all: Vec<TimelineRow>,
}

impl Timeline {
    /// The changes of all stacks of a catalog.
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut all: Vec<TimelineRow> = Vec::new();
        for stack in catalog.stacks() {
            all.extend(stack.changes().iter().map(|change| TimelineRow {
                date: change.date,
                text: change.text(stack),
                is_faint: change.kind == StackChangeKind::FirstSeen,
            }));
        }
        // Of one day the most telling one stays first.
        all.sort_by_key(|row| Reverse(row.date));
        Self { all }
    }

    /// The date that is typed, if it is one, and the changes that match: by their date or by a word.
    pub fn rows(&self, filter: &str) -> (Option<Date>, Vec<&TimelineRow>) {
        let filter = filter.trim().to_lowercase();
        let matches = |row: &&TimelineRow| {
            row.date.to_string().starts_with(&filter) || row.text.to_lowercase().contains(&filter)
        };
        (Date::parse(&filter).ok(), self.all.iter().filter(matches).collect())
    }

    /// The number of rows for a filter.
    pub(super) fn count(&self, filter: &str) -> usize {
        let (typed, rows) = self.rows(filter);
        usize::from(typed.is_some()) + rows.len()
    }

    /// The response to a command on the selected row; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize, filter: &str) -> Option<Response> {
        let (typed, rows) = self.rows(filter);
        let mut dates = typed.into_iter().chain(rows.into_iter().map(|row| row.date));
        (command == Command::Follow).then(|| match dates.nth(at) {
            Some(date) => Response::ShowAsOf(date),
            None => Response::Warn("write a year, a month or a day: 2018, 2018-06, 2018-06-30"),
        })
    }

    /// The date that is so many changes after one, or before it and then at most the first; without one before the present.
    pub(super) fn step(&self, from: Option<Date>, is_forward: bool, count: usize) -> Option<Date> {
        let mut dates: Vec<Date> = self.all.iter().map(|row| row.date).collect();
        dates.dedup();
        let steps = count.saturating_sub(1);
        match (from, is_forward) {
            (Some(from), true) => dates.into_iter().rev().filter(|date| *date > from).nth(steps),
            (from, false) => {
                dates.retain(|date| from.is_none_or(|from| *date < from));
                dates.get(steps).or(dates.last()).copied()
            }
            (None, true) => None,
        }
    }

    /// The first change of a date as text, with the number of others; `None` if nothing changed in it.
    pub(super) fn told(&self, date: Date) -> Option<String> {
        let is_in = |row: &&TimelineRow| !row.date.certainly_before(date) && !date.certainly_before(row.date);
        let rows: Vec<&TimelineRow> = self.all.iter().filter(is_in).collect();
        let exact = rows.iter().find(|row| row.date == date);
        let first = exact.or_else(|| rows.iter().find(|row| !row.is_faint)).or(rows.first())?;
        let more = match rows.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        Some(format!("{} {}{more}", first.date, first.text))
    }
}

/// The number of entries that were in use at a date.
pub(super) fn in_use(catalog: &Catalog, date: Date) -> usize {
    let entries = catalog.stacks().iter().flat_map(Stack::entries);
    entries.filter(|(_, entry)| entry.lifetime().at(date) == Presence::InUse).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    #[test]
    fn a_date_is_typed_and_a_change_is_found_by_its_date_or_a_word() {
        let timeline = Timeline::new(&sample::catalog());
        assert_eq!(timeline.rows("").0, None);
        let (typed, rows) = timeline.rows("2015");
        assert_eq!(
            (typed, rows.first().map(|row| row.text.as_str())),
            (Some(date("2015")), Some("PostgreSQL came into use"))
        );
        let (typed, rows) = timeline.rows("went out");
        assert_eq!((typed, rows.len(), rows.first().map(|row| row.date)), (None, 1, Some(date("2022-05"))));
        assert!(
            matches!(timeline.perform(Command::Follow, 0, "2018"), Some(Response::ShowAsOf(at)) if at == date("2018"))
        );
        assert!(matches!(timeline.perform(Command::Follow, 0, "nothing"), Some(Response::Warn(_))));
    }

    #[test]
    fn steps_go_from_change_to_change() {
        let timeline = Timeline::new(&sample::catalog());
        let newest = timeline.step(None, false, 1).expect("there are changes");
        assert_eq!(timeline.step(Some(newest), true, 1), None);
        let before = timeline.step(Some(date("2022-06")), false, 1).expect("one before");
        let third =
            timeline.step(Some(before), false, 1).and_then(|date| timeline.step(Some(date), false, 1));
        assert_eq!((timeline.step(Some(date("2022-06")), false, 3), third.is_some()), (third, true));
        assert_eq!(third.and_then(|date| timeline.step(Some(date), true, 2)), Some(before));
        let first = timeline.step(None, false, usize::MAX).expect("a first one");
        assert_eq!(timeline.step(Some(first), false, 1), None);
        assert_eq!(timeline.step(Some(first), true, usize::MAX), None);
        assert_eq!(
            (before, timeline.told(before).as_deref()),
            (date("2022-05"), Some("2022-05 PostgreSQL went out of use"))
        );
        assert_eq!(timeline.told(date("1990")), None);
        assert_eq!(in_use(&sample::catalog(), date("2016")), 1);
    }
}
