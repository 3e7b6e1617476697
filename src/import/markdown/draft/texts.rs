//! The texts of a list: cleaned, put together, and cut where they are too long.

use std::ops::Range;

use super::super::outline::Spot;
use super::super::words::{beginning, squeezed};
use super::{Maker, given, place};
use crate::dataset::check::{MAX_TEXT_CHARS, text_findings};
use crate::dataset::draft::{RawField, Text};
use crate::dataset::{Code, Severity, TextFault, faults, sanitized};

/// How many characters of an introduction become the summary of the list.
const LONGEST_INTRODUCTION: usize = 600;

impl Maker {
    /// What the introduction says, as long as nobody has to scroll for it.
    pub(super) fn introduction_said(&mut self) -> RawField<Text<'static>> {
        let tops = (0..self.outline.sections.len()).filter(|at| self.is_top(*at));
        let tops: Vec<usize> = tops.collect();
        let mut prose = Vec::new();
        for at in tops {
            if let Some(section) = self.outline.sections.get_mut(at) {
                prose.append(&mut section.prose);
            }
        }
        // A word or two are a label of something.
        prose.retain(|spot| spot.text.split(' ').count() > 2);
        let mut room = LONGEST_INTRODUCTION;
        let mut kept = 0;
        for spot in &prose {
            let length = spot.text.chars().count();
            if kept > 0 && length > room {
                break;
            }
            room = room.saturating_sub(length);
            kept += 1;
        }
        if let Some(first) = prose.get(kept) {
            let at = first.at.clone();
            let count = prose.len() - kept;
            let what = if count == 1 { "a paragraph".to_owned() } else { format!("{count} paragraphs") };
            let message = format!("the introduction goes on: {what} from here on left out");
            self.outline.warn(Code::Skipped, &at, message, "the summary of a list has its beginning only");
            prose.truncate(kept);
        }
        self.said(&prose)
    }

    /// Texts that follow each other as one.
    pub(super) fn said(&mut self, spots: &[Spot]) -> RawField<Text<'static>> {
        let Some(first) = spots.first() else { return RawField::Absent };
        let texts: Vec<String> =
            spots.iter().map(|spot| self.clean(spot, "summary", MAX_TEXT_CHARS)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        if texts.is_empty() {
            return RawField::Absent;
        }
        let mut text = texts.join(" ");
        if text.chars().nth(MAX_TEXT_CHARS).is_some() {
            text = self.fitted(&text, "summary", &first.at, MAX_TEXT_CHARS);
        }
        given(text, &first.at)
    }

    /// A text without what a terminal might act on, what nobody sees, and what is too much.
    pub(super) fn clean(&mut self, spot: &Spot, key: &str, longest: usize) -> String {
        let mut text = squeezed(&spot.text);
        let found = text_findings(&text, &place(&spot.at), key);
        if !found.is_empty() {
            let unseen: Vec<usize> =
                faults(&text).filter(|(_, fault)| *fault == TextFault::Invisible).map(|(at, _)| at).collect();
            let mut unseen = unseen.into_iter().peekable();
            let seen = text.char_indices().filter(|(at, _)| unseen.next_if_eq(at).is_none());
            let seen: String = seen.map(|(_, c)| c).collect();
            text = squeezed(&sanitized(&seen));
        }
        for mut finding in found {
            finding.severity = Severity::Warning;
            finding.help = Some(if finding.code == Code::Invisible {
                "it is left out".to_owned()
            } else {
                "it is made visible".to_owned()
            });
            self.findings.push(finding);
        }
        if text.len() > longest && text.chars().nth(longest).is_some() {
            text = self.fitted(&text, key, &spot.at, longest);
        }
        text
    }

    pub(super) fn fitted(&mut self, text: &str, key: &str, at: &Range<usize>, longest: usize) -> String {
        let message = format!("the `{key}` has more than {longest} characters");
        self.outline.warn(Code::Length, at, message, "it is cut there");
        // What was cut may end in half a cluster.
        sanitized(&beginning(text, longest - 1)).into_owned()
    }
}
