//! The keys that wait for the next one.

use super::keys::Chord;

/// The keys that wait for the next one: a number, the beginning of a chord, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// The number.
    pub number: Option<Number>,
    /// The beginning of a chord.
    pub chord: Option<Chord>,
    /// The id of the timer that runs; 0 if none does.
    pub(super) timer: u64,
    /// Whether so much time has passed that the keys that may follow are listed.
    pub is_listed: bool,
}

/// A number that was typed before a key: a count for a move, or that of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its value.
    pub value: usize,
    /// Whether it opens a source of that number where no move follows.
    pub opens: bool,
}

/// Maximum value of a number.
const MAX_NUMBER: usize = 999;

impl Number {
    /// The number with a further digit, unless it would be too large.
    pub(super) fn with(self, digit: usize) -> Self {
        let value = self.value * 10 + digit;
        if value > MAX_NUMBER { self } else { Self { value, ..self } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_at_most_three_digits() {
        let one = Number { value: 1, opens: true };
        assert_eq!(one.with(2).with(0).with(7).value, 120);
    }
}
