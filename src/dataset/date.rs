//! Dates of limited precision.

use std::fmt;

use thiserror::Error;

/// A year, a month or a day: as exact as its source.
///
/// Dates are ordered by time; of two with the same start the less exact one comes first
/// (`2017` < `2017-01` < `2017-01-13`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// From 1 to 9999.
    pub(crate) year: u16,
    /// From 1 to 12; 0 if only the year is known.
    pub(crate) month: u8,
    /// From 1 to 31; 0 if the day is not known.
    pub(crate) day: u8,
}

/// The reason why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DateError {
    /// The text has another shape than `2017`, `2017-01` or `2017-01-13`.
    #[error("\"{0}\" is not a date: write a year, a month or a day, as in 2017, 2017-01 or 2017-01-13")]
    Shape(String),
    /// The month is not between 1 and 12.
    #[error("\"{0}\" has no such month")]
    Month(String),
    /// The month has fewer days.
    #[error("\"{0}\" has no such day")]
    Day(String),
}

impl Date {
    /// Reads `2017`, `2017-01` or `2017-01-13`.
    ///
    /// # Errors
    ///
    /// A [`DateError`] quotes the text and describes the problem.
    ///
    /// ```
    /// use stacklore::dataset::Date;
    ///
    /// assert!(Date::parse("2017")? < Date::parse("2017-01-13")?);
    /// assert!(Date::parse("2017-13").is_err());
    /// # Ok::<(), stacklore::dataset::DateError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let shape = || DateError::Shape(text.to_owned());
        let mut parts = text.split('-');
        let mut number = |digits: usize| match parts.next() {
            None => Ok(0),
            Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse::<u16>().map_err(|_| shape())
            }
            Some(_) => Err(shape()),
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let month_given = text.len() > 4;
        let day_given = text.len() > 7;
        if parts.next().is_some() || year == 0 {
            return Err(shape());
        }
        if month_given && !(1..=12).contains(&month) {
            return Err(DateError::Month(text.to_owned()));
        }
        if day_given && !(1..=days_in(year, month)).contains(&day) {
            return Err(DateError::Day(text.to_owned()));
        }
        // The ranges were just checked, so the narrowing cannot lose anything.
        Ok(Self { year, month: u8::try_from(month).unwrap_or(0), day: u8::try_from(day).unwrap_or(0) })
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The number of its first month, counted from the year 0.
    pub fn first_month(self) -> u32 {
        u32::from(self.year) * 12 + u32::from(self.month.max(1)) - 1
    }

    /// The number of its last month: December of a year.
    pub fn last_month(self) -> u32 {
        let month = if self.month == 0 { 12 } else { self.month };
        u32::from(self.year) * 12 + u32::from(month) - 1
    }

    /// The date as in URLs of the archive: `2017`, `201701` or `20170113`.
    pub fn digits(self) -> String {
        self.to_string().replace('-', "")
    }

    /// Whether all of this date is before the start of `other`, as far as both are known.
    ///
    /// `2017-05` is not certainly before `2017`, nor is `2017` before `2017-05`.
    pub fn certainly_before(self, other: Self) -> bool {
        let shared = |date: Self| match (self.month.min(other.month), self.day.min(other.day)) {
            (0, _) => (date.year, 0, 0),
            (_, 0) => (date.year, date.month, 0),
            _ => (date.year, date.month, date.day),
        };
        shared(self) < shared(other)
    }
}

fn days_in(year: u16, month: u16) -> u16 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (0, _) => write!(f, "{:04}", self.year),
            (month, 0) => write!(f, "{:04}-{month:02}", self.year),
            (month, day) => write!(f, "{:04}-{month:02}-{day:02}", self.year),
        }
    }
}

/// Writes the value as the Rust expression that makes it; `build.rs` relies on that.
impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Date {{ year: {}, month: {}, day: {} }}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    #[test]
    fn a_date_reads_back_as_it_was_written() {
        for text in ["2017", "2017-01", "2017-01-13", "2024-02-29"] {
            assert_eq!(date(text).to_string(), text);
        }
        assert_eq!(date("2017-01-13").digits(), "20170113");
    }

    #[test]
    fn each_way_of_being_no_date_is_an_error_of_its_own() {
        assert_eq!(Date::parse("2017-13"), Err(DateError::Month("2017-13".into())));
        assert_eq!(Date::parse("2023-02-29"), Err(DateError::Day("2023-02-29".into())));
        assert_eq!(Date::parse("2017-00-03"), Err(DateError::Month("2017-00-03".into())));
        for text in ["", "17", "2017-1", "2017-01-", "2017-01-01-01", "soon", "0000", "+017", "२०१७"]
        {
            assert_eq!(Date::parse(text), Err(DateError::Shape(text.into())), "{text}");
        }
    }

    #[test]
    fn a_vaguer_date_comes_first_but_is_not_certainly_before() {
        assert!(date("2017") < date("2017-01") && date("2017-01") < date("2017-01-13"));
        assert!(!date("2017").certainly_before(date("2017-05")));
        assert!(!date("2017-05").certainly_before(date("2017")));
        assert!(date("2016-12").certainly_before(date("2017")));
        assert!(date("2017-04-30").certainly_before(date("2017-05")));
    }
}
