//! Dates as numbers that order like them, and sets of years as bits.

use crate::dataset::Date;

/// First year with a bit of its own; all earlier years share it.
pub(super) const FIRST_YEAR: u16 = 1980;

/// Last year with a bit of its own; all later years share it.
pub(super) const LAST_YEAR: u16 = FIRST_YEAR + 63;

/// The bit of a year in a set of years.
pub(super) fn year_bit(year: u16) -> u64 {
    1 << (year.clamp(FIRST_YEAR, LAST_YEAR) - FIRST_YEAR)
}

/// The first and the last year of a set of years.
pub(super) fn ends(years: u64) -> Option<(u16, u16)> {
    let year = |bit: u32| FIRST_YEAR + u16::try_from(bit).unwrap_or_default();
    Some((year(years.trailing_zeros()), year(years.checked_ilog2()?)))
}

/// The number of a date; an unknown month or day counts as the first.
pub(super) fn day(date: Date) -> u32 {
    (u32::from(date.year()) << 9) | (u32::from(date.month.max(1)) << 5) | u32::from(date.day.max(1))
}

/// The highest number of a day in a year or a month, or the number of a day.
pub(super) fn last_day(date: Date) -> u32 {
    let (month, end) = if date.month == 0 { (15, 31) } else { (u32::from(date.month), 31) };
    (u32::from(date.year()) << 9) | (month << 5) | if date.day == 0 { end } else { u32::from(date.day) }
}

/// The number of the day that is some years and months before another.
pub(super) fn day_before(today: Date, years: u32, months: u32) -> u32 {
    let now = u32::from(today.year) * 12 + u32::from(today.month.max(1)) - 1;
    let then = now.saturating_sub(years * 12 + months);
    ((then / 12) << 9) | ((then % 12 + 1) << 5) | u32::from(today.day.max(1))
}

/// The date with this number as text: `2026-11-24`.
pub(super) fn day_text(day: u32) -> String {
    format!("{:04}-{:02}-{:02}", day >> 9, day >> 5 & 15, day & 31)
}
