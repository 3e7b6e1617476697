//! The time when a claim was so: a date, or a range of dates that may be open at one end.

use std::fmt;

use thiserror::Error;

use super::{Date, DateError};

/// A date, or a range from one date to another; one end of a range may be open.
///
/// A range includes both ends, each as exact as it is known: `2015/2017-01` ends with January 2017.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Period {
    /// The first date; absent in a range that is open at its beginning.
    pub(crate) from: Option<Date>,
    /// The last date; absent in a range that is open at its end.
    pub(crate) to: Option<Date>,
}

/// The reason why a text is not a period.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PeriodError {
    /// The text has another shape than `2015`, `2015/2017-01`, `/2020` or `2020/`.
    #[error(
        "\"{0}\" is not a time: write a date or a range of dates, as in 2015, 2015/2017-01, /2020 or 2020/"
    )]
    Shape(String),
    /// One of the two is not a date.
    #[error(transparent)]
    Date(#[from] DateError),
    /// The range ends before it begins.
    #[error("\"{0}\" ends before it begins")]
    Backwards(String),
}

impl Period {
    /// Reads a date as [`Date::parse`] does, or two with a slash between them, of which one may be left out.
    ///
    /// # Errors
    ///
    /// A [`PeriodError`] quotes the text and describes the problem.
    ///
    /// ```
    /// use stacklore::dataset::Period;
    ///
    /// assert_eq!(Period::parse("2015/2017-01")?.to_string(), "2015/2017-01");
    /// assert!(Period::parse("2020/")?.to().is_none());
    /// assert!(Period::parse("2020/2015").is_err());
    /// # Ok::<(), stacklore::dataset::PeriodError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        let Some((from, to)) = text.split_once('/') else {
            return Ok(Self::on(Date::parse(text)?));
        };
        let end = |text: &str| if text.is_empty() { Ok(None) } else { Date::parse(text).map(Some) };
        let period = Self { from: end(from)?, to: end(to)? };
        match (period.from, period.to) {
            (None, None) => Err(PeriodError::Shape(text.to_owned())),
            (Some(from), Some(to)) if to.certainly_before(from) => {
                Err(PeriodError::Backwards(text.to_owned()))
            }
            _ => Ok(period),
        }
    }

    /// The period of one date.
    pub const fn on(date: Date) -> Self {
        Self { from: Some(date), to: Some(date) }
    }

    /// The first date; absent in a range that is open at its beginning.
    pub fn from(self) -> Option<Date> {
        self.from
    }

    /// The last date; absent in a range that is open at its end.
    pub fn to(self) -> Option<Date> {
        self.to
    }

    /// The period in few cells, with `dash` between its ends: of a second one in the same year, month or century only what
    /// differs from the first.
    ///
    /// ```
    /// use stacklore::dataset::Period;
    ///
    /// assert_eq!(Period::parse("2015/2017-01")?.short("–"), "2015–2017-01");
    /// assert_eq!(Period::parse("2015/2017")?.short("–"), "2015–17");
    /// assert_eq!(Period::parse("2019-02-12/2019-02-14")?.short("–"), "2019-02-12–14");
    /// assert_eq!(Period::parse("2020/")?.short("–"), "from 2020");
    /// assert_eq!(Period::parse("/2020")?.short("–"), "by 2020");
    /// # Ok::<(), stacklore::dataset::PeriodError>(())
    /// ```
    pub fn short(self, dash: &str) -> String {
        let (from, to) = match (self.from, self.to) {
            (Some(from), Some(to)) if from != to => (from, to),
            (Some(from), Some(_)) => return from.to_string(),
            (Some(from), None) => return format!("from {from}"),
            (None, to) => return to.map(|to| format!("by {to}")).unwrap_or_default(),
        };
        let shared = if (from.year, from.month) == (to.year, to.month) && from.day > 0 && to.day > 0 {
            8
        } else if from.year == to.year && from.month > 0 && to.month > 0 {
            5
        } else if from.year / 100 == to.year / 100 && from.month == 0 && to.month == 0 {
            2
        } else {
            0
        };
        format!("{from}{dash}{}", to.to_string().get(shared..).unwrap_or_default())
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => from.fmt(f),
            (from, to) => {
                for (end, mark) in [(from, "/"), (to, "")] {
                    if let Some(date) = end {
                        date.fmt(f)?;
                    }
                    f.write_str(mark)?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_reads_back_as_it_was_written() {
        for text in ["2015", "2017-01-13", "2015/2017-01", "/2020", "2020-02/", "2017/2017-06"] {
            assert_eq!(Period::parse(text).expect("a period").to_string(), text);
        }
        assert_eq!(Period::parse("2017/2017").expect("a period").to_string(), "2017");
    }

    #[test]
    fn each_way_of_being_no_period_is_an_error_of_its_own() {
        assert_eq!(Period::parse("/"), Err(PeriodError::Shape("/".into())));
        assert_eq!(Period::parse("2020/2015"), Err(PeriodError::Backwards("2020/2015".into())));
        for text in ["", "soon", "2015/2016/2017", "2015-13/", "2015 / 2016", "2015–2016"] {
            assert!(matches!(Period::parse(text), Err(PeriodError::Date(_))), "{text}");
        }
    }
}
