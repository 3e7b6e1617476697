//! The rules that a stack must meet, checked in one pass over a draft.
//!
//! All findings are reported, not only the first; nothing is repaired. The time is linear in the size of the draft, and
//! nothing here recurses on data.

mod chunks;
mod cycles;
mod evidence;
mod ids;
mod limits;
mod records;
mod relations;
mod values;

pub use self::chunks::{CheckedChunk, CheckedChunks};
pub use self::limits::{
    MAX_DEPTH, MAX_ID_CHARS, MAX_LIST_ITEMS, MAX_NAME_CHARS, MAX_PASSAGE_WORDS, MAX_TEXT_CHARS,
    MAX_TITLE_CHARS,
};
pub use self::values::{text_findings, url_finding};

use super::draft::Draft;
use super::{Finding, Stack};

/// Checks a draft against every rule and turns it into a stack.
///
/// There is a stack exactly if no finding is an error; a reader that found errors itself must not use it. The findings
/// are sorted by location.
pub fn check(draft: &Draft<'_>) -> (Option<Stack>, Vec<Finding>) {
    let (builder, mut findings) = records::check(draft);
    sort(&mut findings);
    let stack = if findings.iter().any(Finding::is_error) { None } else { Some(builder.build()) };
    (stack, findings)
}

/// Sorts findings by location.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| finding.span.as_ref().map(|span| (span.file, span.at.start)));
}
