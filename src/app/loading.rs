//! What is known of the files behind the open stacks: how far reading is, and what is wrong with them.

use super::message::Shared;
use super::selection::Selection;
use crate::catalog::Catalog;
use crate::format::report::counted;

/// How far the reading of files is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadProgress {
    /// What is read, as the user named it.
    pub name: String,
    /// Bytes read.
    pub bytes: u64,
    /// Bytes that there are; none where nobody knows, as of a stream.
    pub total: Option<u64>,
    /// Entries read.
    pub entries: u64,
    /// Milliseconds since the reading began.
    pub elapsed: u64,
}

impl LoadProgress {
    /// How much of it is done, in thousandths; none where the whole is not known.
    #[must_use]
    pub fn thousandths(&self) -> Option<u64> {
        let total = self.total.filter(|total| *total > 0)?;
        Some(self.bytes.min(total).saturating_mul(1000) / total)
    }

    /// The rate in bytes a second.
    #[must_use]
    pub fn rate(&self) -> u64 {
        self.bytes.saturating_mul(1000) / self.elapsed.max(1)
    }

    /// How much was read and how fast.
    #[must_use]
    pub fn report(&self) -> String {
        let (entries, bytes) = (thousands(self.entries), describe_bytes(self.bytes));
        let rate = describe_bytes(self.rate());
        format!("{entries} entries, {bytes} in {} ms, {rate} a second", thousands(self.elapsed))
    }
}

/// A number with a comma between each three digits.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let lead = digits.len() % 3;
    let grouped = digits.char_indices().map(|(at, digit)| {
        let comma = at > 0 && at % 3 == lead;
        if comma { format!(",{digit}") } else { digit.to_string() }
    });
    grouped.collect()
}

/// A number of bytes, as people say it.
#[must_use]
pub fn describe_bytes(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// What came of reading, or of a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// What can be shown; none when there are errors.
    pub catalog: Option<Shared<Catalog>>,
    /// What was found wrong with the files, in their order.
    pub problems: Vec<Problem>,
    /// Whether that is all: large files are opened without looking for warnings.
    pub problems_complete: bool,
    /// Whether more is to come.
    pub more: bool,
    /// Whether reading was stopped, so that what is shown is not all.
    pub is_partial: bool,
    /// What was read and how fast, or why reading ended early; for the status line.
    pub report: String,
}

/// One thing wrong with a file, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether the stack cannot be opened because of it.
    pub is_error: bool,
    /// Where it is, when it is at one place.
    pub location: Option<FileLocation>,
    /// What is wrong.
    pub message: String,
    /// The next step.
    pub help: Option<String>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLocation {
    /// The file as the user knows it, fit for a terminal.
    pub file: String,
    /// The position of its stack among those that are open.
    pub stack: usize,
    /// The position of the file among those of the stack; none for the standard input.
    pub at: Option<usize>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// The list of what is wrong.
#[derive(Clone, Debug)]
pub struct Problems {
    all: Vec<Problem>,
    selection: Selection,
}

/// How many lines a problem takes in the list.
pub const PROBLEM_LINES: usize = 2;

/// How many lines below the list have the whole text of the selected problem, where there is room.
pub const PROBLEM_TEXT_LINES: usize = 5;

/// How many of the lines of the box are for the list.
#[must_use]
pub fn problem_list_lines(lines: usize) -> usize {
    if lines >= PROBLEM_TEXT_LINES + 2 * PROBLEM_LINES { lines - PROBLEM_TEXT_LINES } else { lines }
}

impl Problems {
    pub(super) fn new(all: Vec<Problem>) -> Self {
        Self { all, selection: Selection::default() }
    }

    /// The problems, in the order of the files.
    #[must_use]
    pub fn all(&self) -> &[Problem] {
        &self.all
    }

    /// How many errors and warnings there are, in words.
    #[must_use]
    pub fn counts(&self) -> String {
        let errors = self.all.iter().filter(|problem| problem.is_error).count();
        format!("{}, {}", counted(errors, "error"), counted(self.all.len() - errors, "warning"))
    }

    /// The selected problem, and those scrolled out at the top.
    #[must_use]
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// The selected problem.
    #[must_use]
    pub fn selected(&self) -> Option<&Problem> {
        self.all.get(self.selection.at())
    }

    /// Where the selected problem is.
    pub(super) fn location(&self) -> Option<&FileLocation> {
        self.selected()?.location.as_ref()
    }

    pub(super) fn move_by(&mut self, rows: isize) {
        self.selection.move_by(rows, self.all.len());
    }

    pub(super) fn keep_visible(&mut self, lines: usize) {
        self.selection.keep_visible(self.all.len(), (lines / PROBLEM_LINES).max(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_sizes_said_as_people_say_them() {
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
