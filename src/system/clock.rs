//! Today's date, and a seed from the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::dataset::Date;

const DAY: u64 = 24 * 60 * 60;

/// Today's date in UTC, by the machine's clock; `None` if the clock is far off.
pub fn today() -> Option<Date> {
    date(SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs() / DAY)
}

/// A number that is another one in each run.
pub fn seed() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs().rotate_left(32) ^ u64::from(since.subsec_nanos())
}

/// The date that is a number of days after 1970-01-01.
fn date(days: u64) -> Option<Date> {
    let (mut year, mut left) = (1970_u64, days);
    while year < 10_000 {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let months = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        for (month, length) in (1..).zip(months) {
            if left < length {
                return Date::parse(&format!("{year:04}-{month:02}-{:02}", left + 1)).ok();
            }
            left -= length;
        }
        year += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_through_leap_years() {
        let written = |days| date(days).map(|date| date.to_string());
        assert_eq!(written(0).as_deref(), Some("1970-01-01"));
        assert_eq!(written(59).as_deref(), Some("1970-03-01"));
        assert_eq!(written(11_016).as_deref(), Some("2000-02-29"));
        assert_eq!(written(20_781).as_deref(), Some("2026-11-24"));
        assert_eq!(written(u64::MAX), None);
    }
}
