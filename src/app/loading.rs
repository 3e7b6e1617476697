//! The reports of a load: its progress, the catalog, and the problems of the files.

use super::shared::Shared;
use crate::catalog::Catalog;

/// The progress of a load.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadProgress {
    /// The file or stack that is read, as the user named it.
    pub name: String,
    /// Bytes read.
    pub bytes: u64,
    /// The size in bytes; `None` for a stream.
    pub total: Option<u64>,
    /// Entries read.
    pub entries: u64,
    /// Milliseconds since the load began.
    pub elapsed: u64,
}

impl LoadProgress {
    /// The part that is done, in thousandths; `None` if the size is unknown.
    pub fn thousandths(&self) -> Option<u64> {
        let total = self.total.filter(|total| *total > 0)?;
        Some(self.bytes.min(total).saturating_mul(1000) / total)
    }

    /// The rate in bytes per second.
    pub fn rate(&self) -> u64 {
        self.bytes.saturating_mul(1000) / self.elapsed.max(1)
    }

    /// The amount read, as text.
    pub fn report(&self) -> String {
        format!("{} entries", thousands(self.entries))
    }
}

/// A number with a comma between each three digits.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let lead = digits.len() % 3;
    let grouped = digits.char_indices().map(|(at, digit)| {
        let comma = at > 0 && at % 3 == lead;
        if comma { format!(",{digit}") } else { digit.to_string() }
    });
    grouped.collect()
}

/// A number of bytes in B, kB or MB.
pub fn describe_bytes(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// The result of a load, or of the part that is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The catalog; `None` when there are errors.
    pub catalog: Option<Shared<Catalog>>,
    /// The problems found, in the order of the files.
    pub problems: Vec<Problem>,
    /// Whether these are all problems: large files are loaded without collecting warnings.
    pub problems_complete: bool,
    /// Whether the load goes on.
    pub more: bool,
    /// Whether the load was stopped, so that the catalog is not complete.
    pub is_partial: bool,
    /// The amount read and the rate, or why the load ended early; for the status line.
    pub report: String,
    /// The absolute path of each stack, `None` for a built-in one; empty if they are as before.
    pub stack_paths: Vec<Option<String>>,
    /// The change of the open stacks that the load was for; without a catalog it failed.
    pub change: Option<OpenStacks>,
}

/// The stacks that are open after some were opened or closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenStacks {
    /// The position that each open stack had before; `None` for one that was opened.
    pub before: Vec<Option<u32>>,
    /// Whether some of the stacks come from files.
    pub has_files: bool,
    /// Whether one comes through the standard input or a pipe.
    pub is_piped: bool,
}

/// An error or a warning about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether it keeps the stack from being opened.
    pub is_error: bool,
    /// Whether the stack is open, possibly as it was before.
    pub is_open: bool,
    /// Its location, if it has one.
    pub location: Option<FileLocation>,
    /// The problem as text.
    pub message: String,
    /// The next step to take.
    pub help: Option<String>,
}

/// A line and column of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLocation {
    /// The path as the user gave it, sanitized.
    pub file: String,
    /// The position of its stack in the catalog.
    pub stack: usize,
    /// The position of the file among those of the stack; `None` for the standard input.
    pub at: Option<usize>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_sizes_have_units() {
        let numbers = [1, 999, 1000, 880_000, 1_234_567].map(thousands);
        assert_eq!(numbers, ["1", "999", "1,000", "880,000", "1,234,567"]);
        assert_eq!([9_999, 10_000, 12_345_678].map(describe_bytes), ["9999 B", "10 kB", "12 MB"]);
    }

    #[test]
    fn a_part_and_a_rate_are_there_for_any_numbers() {
        let mut progress = LoadProgress { bytes: 5, total: Some(10), elapsed: 2, ..LoadProgress::default() };
        assert_eq!((progress.thousandths(), progress.rate()), (Some(500), 2500));
        progress = LoadProgress { bytes: u64::MAX, total: Some(0), elapsed: 0, ..progress };
        assert_eq!((progress.thousandths(), progress.rate()), (None, u64::MAX));
        progress.total = Some(3);
        assert_eq!(progress.thousandths(), Some(1000));
    }
}
