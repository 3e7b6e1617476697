//! The height of the interface below the prompt.

/// The height of the interface in rows of the normal screen, or as a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Height {
    /// A number of rows, at least 8.
    Rows(u16),
    /// A part of the screen in percent, from 1 to 100.
    Percent(u16),
}

/// Minimum number of rows that the interface needs.
const MIN_ROWS: u16 = 8;

impl Height {
    /// Parses a number of rows, or of percent: `12`, `40%`.
    ///
    /// # Errors
    ///
    /// The text says which numbers are accepted.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (number, is_part) = text.strip_suffix('%').map_or((text, false), |number| (number, true));
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        match number.parse() {
            Ok(percent @ 1..=100) if is_number && is_part => Ok(Self::Percent(percent)),
            Ok(rows @ MIN_ROWS..) if is_number && !is_part => Ok(Self::Rows(rows)),
            _ => {
                Err(format!("write a number of rows from {MIN_ROWS} up, or a part of the screen, as in 40%"))
            }
        }
    }

    /// The number of rows on a screen with so many: one less at most, so that the line above stays.
    ///
    /// A part of the screen has at least 8 rows, if the screen has them.
    pub fn rows(self, screen: u16) -> u16 {
        let rows = match self {
            Self::Rows(rows) => rows,
            Self::Percent(percent) => {
                let part = u32::from(screen) * u32::from(percent) / 100;
                u16::try_from(part).unwrap_or(u16::MAX).max(MIN_ROWS)
            }
        };
        rows.min(screen.saturating_sub(1)).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Height::{Percent, Rows};

    #[test]
    fn a_height_is_rows_or_percent_and_not_less_than_the_interface_needs() {
        assert_eq!(Height::parse("12"), Ok(Rows(12)));
        assert_eq!(Height::parse("40%"), Ok(Percent(40)));
        assert_eq!(Height::parse("100%"), Ok(Percent(100)));
        for wrong in ["", "%", "0", "7", "0%", "101%", "-9", "+9", "9.5", "70000", "9 %", "\u{1b}[2J"] {
            assert!(Height::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn one_row_of_the_screen_is_left() {
        assert_eq!([5, 13, 24].map(|screen| Rows(12).rows(screen)), [4, 12, 12]);
        assert_eq!([1, 5, 12, 24, 100].map(|screen| Percent(40).rows(screen)), [1, 4, 8, 9, 40]);
        assert_eq!(Percent(100).rows(u16::MAX), u16::MAX - 1);
        assert_eq!(Rows(8).rows(0), 1);
    }
}
