//! Sizes in bytes as text with a unit.

/// The units with their sizes in bytes; [`write`](fn@write) uses only the first three.
const UNITS: [(u64, &str); 7] = [
    (1 << 30, "GiB"),
    (1 << 20, "MiB"),
    (1 << 10, "KiB"),
    (1_000_000_000, "GB"),
    (1_000_000, "MB"),
    (1_000, "kB"),
    (1, "B"),
];

/// Parses a size such as `256 MiB`.
pub(super) fn parse(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits)?;
    let unit = unit.trim_start();
    let (factor, _) = UNITS.iter().find(|(_, name)| name.eq_ignore_ascii_case(unit))?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

/// Formats a size in the largest unit that divides it.
pub(super) fn write(bytes: u64) -> String {
    let whole = UNITS.iter().take(3).find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    whole.map_or_else(|| format!("{bytes} B"), |(unit, name)| format!("{} {name}", bytes / unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_a_number_with_its_unit() {
        for (text, bytes) in
            [("256 MiB", 256 << 20), ("1gib", 1 << 30), (" 3 kb ", 3000), ("10MB", 10_000_000), ("0 B", 0)]
        {
            assert_eq!(parse(text), Some(bytes), "{text}");
        }
        for text in
            ["", "256", "MiB", "-1 B", "1.5 GiB", "1 TiB", "99999999999999999999 B", "99999999999 GiB"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_means_the_same() {
        for bytes in [0, 1, 1000, 1024, 1536, 512 << 20, 1 << 30, u64::MAX] {
            assert_eq!(parse(&write(bytes)), Some(bytes), "{}", write(bytes));
        }
    }
}
