//! The months of a page, and the presence of an entry in each: for the control of the date, and for the charts.

use crate::catalog::Catalog;
use crate::dataset::{Date, Entry, Lifetime, Presence, Stack};

/// Maximum number of years on the axis: earlier months are as its first.
const MAX_YEARS: u16 = 60;

/// The months from January of the first year with evidence to the month of the review.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    first_year: u16,
    /// The number of the last month, from 0.
    last: u32,
}

/// Months in a row in which an entry has one presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The first month, from 0.
    pub(super) from: u32,
    /// The month after the last.
    pub(super) to: u32,
    pub(super) presence: Presence,
}

impl Axis {
    /// The axis of all stacks; `None` without two dates.
    pub(super) fn new(catalog: &Catalog) -> Option<Self> {
        let entries = || catalog.stacks().iter().flat_map(Stack::entries).map(|(_, entry)| entry);
        let lifetimes = || entries().filter(|entry| is_dated(*entry)).map(Entry::lifetime);
        let first = lifetimes().filter_map(|lifetime| lifetime.begin()).min()?;
        let seen =
            |lifetime: Lifetime| [lifetime.until, lifetime.last_seen, lifetime.since].into_iter().flatten();
        let reviewed = catalog.stacks().iter().filter_map(Stack::reviewed).max();
        let last = reviewed.or_else(|| lifetimes().flat_map(seen).max())?;
        let first_year = first.year().max(last.year().saturating_sub(MAX_YEARS - 1));
        let last = last.last_month().checked_sub(u32::from(first_year) * 12)?;
        (first_year < 9999).then_some(Self { first_year, last })
    }

    /// The number of the last month, from 0.
    pub(super) fn last_step(self) -> u32 {
        self.last
    }

    /// The first year.
    pub(super) fn first_year(self) -> u16 {
        self.first_year
    }

    /// The years.
    pub(super) fn years(self) -> impl Iterator<Item = u16> {
        (self.first_year..).take(self.last as usize / 12 + 1)
    }

    /// The number of months, that of the last year as a whole.
    pub(super) fn width(self) -> u32 {
        (self.last / 12 + 1) * 12
    }

    /// A month as a date.
    fn date(self, month: u32) -> Date {
        let year = self.first_year + u16::try_from(month / 12).unwrap_or(0);
        Date { year, month: u8::try_from(month % 12 + 1).unwrap_or(1), day: 0 }
    }

    /// The number of the month of a date; before the axis 0, after it the month after the last.
    pub(super) fn step(self, date: Date) -> u32 {
        date.first_month().saturating_sub(u32::from(self.first_year) * 12).min(self.last + 1)
    }

    /// The presence of an entry over the months; nothing if it has neither a state nor a date.
    pub(super) fn spans(self, entry: Entry<'_>) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        if !is_dated(entry) {
            return spans;
        }
        let lifetime = entry.lifetime();
        for month in 0..=self.last {
            let presence = lifetime.at(self.date(month));
            match spans.last_mut().filter(|last| last.presence == presence) {
                Some(last) => last.to = month + 1,
                None => spans.push(Span { from: month, to: month + 1, presence }),
            }
        }
        spans
    }
}

/// Whether an entry has a state or a date, as the search asks too.
fn is_dated(entry: Entry<'_>) -> bool {
    entry.status().is_some() || entry.since().is_some() || entry.is_event()
}

/// The letter of a presence in the page: a class of the style, and what the script reads.
pub(super) const fn letter(presence: Presence) -> char {
    match presence {
        Presence::InUse => 'i',
        Presence::Former => 'f',
        Presence::Unclear => 'u',
        Presence::Happened => 'e',
        Presence::Later => 'l',
    }
}

/// The presence of an entry as the script reads it: the letter and the first month of each span.
pub(super) fn presence(spans: &[Span]) -> String {
    let texts = spans.iter().map(|span| format!("{}{}", letter(span.presence), span.from));
    texts.collect::<Vec<_>>().join(" ")
}
