//! The progress of a load: what has been read of each stack.

use super::results::Read;
use crate::dataset::Stack;
use crate::library::{LoadOutcome, LoadProgress};

/// The stacks that are being read, in the order of the request.
#[derive(Debug)]
pub(super) struct Progress {
    stacks: Vec<StackProgress>,
    /// The number of entries at which the next preview is due.
    due: usize,
    /// The time of the last report in milliseconds.
    reported: u64,
    /// The time of the last preview in milliseconds.
    shown: u64,
}

/// A stack that is being read.
#[derive(Debug, Default)]
struct StackProgress {
    bytes: u64,
    entries: usize,
    is_ended: bool,
    /// The result, at the end; there is none of a stack that was left out.
    result: Option<Read>,
}

/// Milliseconds between two reports.
const REPORT_INTERVAL: u64 = 50;

/// Growth factor between two previews, because each preview copies the stacks.
const PREVIEW_GROWTH: usize = 8;

/// Milliseconds after which a preview follows the last one if the entries have doubled.
const PREVIEW_INTERVAL: u64 = 1000;

impl Progress {
    /// The progress before anything is read.
    pub(super) fn new(stacks: usize) -> Self {
        let stacks = (0..stacks).map(|_| StackProgress::default()).collect();
        Self { stacks, due: 0, reported: 0, shown: 0 }
    }

    /// Takes the progress of the stack at a position. Returns whether a report is due.
    pub(super) fn step(&mut self, at: usize, step: &LoadProgress<'_>, elapsed: u64) -> bool {
        if let Some(stack) = self.stacks.get_mut(at) {
            (stack.bytes, stack.entries) = (step.bytes, step.entries());
        }
        let is_due = elapsed >= self.reported + REPORT_INTERVAL;
        if is_due {
            self.reported = elapsed;
        }
        is_due
    }

    /// Takes the result of the stack at a position.
    pub(super) fn end(&mut self, at: usize, result: Option<Read>) {
        if let Some(stack) = self.stacks.get_mut(at) {
            (stack.is_ended, stack.result) = (true, result);
        }
    }

    /// The results of all stacks.
    pub(super) fn into_results(self) -> Vec<Option<Read>> {
        self.stacks.into_iter().map(|stack| stack.result).collect()
    }

    /// The number of bytes read.
    pub(super) fn bytes(&self) -> u64 {
        self.stacks.iter().map(|stack| stack.bytes).sum()
    }

    /// The number of entries read.
    pub(super) fn entries(&self) -> usize {
        self.stacks.iter().map(|stack| stack.entries).sum()
    }

    /// Copies of the stacks so far, if a preview is due: of all before a position, and of the part of the one there.
    ///
    /// There is none while an earlier stack is still being read, so that stacks keep their positions.
    pub(super) fn preview(&mut self, at: usize, step: &LoadProgress<'_>, elapsed: u64) -> Option<Vec<Stack>> {
        let entries = self.entries();
        let is_due = entries >= self.due
            || elapsed >= self.shown + PREVIEW_INTERVAL && entries * PREVIEW_GROWTH > self.due * 2;
        let before = self.stacks.get(..at)?;
        if entries == 0 || !is_due || before.iter().any(|stack| !stack.is_ended) {
            return None;
        }
        let part = step.stack()?;
        let read = before.iter().filter_map(|stack| stack_of(stack.result.as_ref()?));
        let stacks = read.cloned().chain([part]).collect();
        (self.due, self.shown) = (entries * PREVIEW_GROWTH, elapsed);
        Some(stacks)
    }
}

/// The stack that was read, if it was opened; or the part that was read before a stop.
pub(super) fn stack_of(read: &Read) -> Option<&Stack> {
    match read.as_ref().ok()? {
        LoadOutcome::Stack(stack) => Some(stack),
        LoadOutcome::Read(reading) => reading.stack.as_ref(),
        LoadOutcome::Stopped(part) => part.as_ref(),
    }
}
