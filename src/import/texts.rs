//! The texts of a draft: cleaned, joined, and cut to their maximum length; and the rules about spaces that all readers share.

use std::borrow::Cow;
use std::ops::Range;

use crate::dataset::check::{MAX_TEXT_CHARS, text_findings};
use crate::dataset::draft::{Located, RawField, Text};
use crate::dataset::{Code, FileSpan, Finding, Severity, TextFault, faults, sanitized};

/// Maximum length in characters of an introduction that becomes the summary of the list.
const MAX_INTRODUCTION: usize = 600;

/// A text, and its range of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub text: String,
    pub at: Range<usize>,
}

/// A warning about a range of the file.
pub(super) fn warning(code: Code, at: &Range<usize>, message: impl Into<String>, help: &str) -> Finding {
    Finding::warning(code, FileSpan::of_only_file(at.clone()), message).help(help.to_owned())
}

/// The text with every run of whitespace as one space, and none at its ends.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a character marks the direction of the text around it, and has no other effect.
pub(super) fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Whether a list of words, separated by `, `, contains a word.
pub(super) fn is_one_of(list: &str, word: &str) -> bool {
    list.split(", ").any(|one| one == word)
}

/// The start of a text, cut between words to `max` characters, with `…` where it was cut.
pub(super) fn beginning(text: &str, max: usize) -> String {
    let text = squeezed(text);
    let Some((cut, _)) = text.char_indices().nth(max) else { return text };
    let head = text.get(..cut).unwrap_or_default();
    let words = head.rsplit_once(' ').map(|(words, _)| words).filter(|words| words.len() > cut / 2);
    let head = words.unwrap_or(head);
    format!("{}…", head.trim_end_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation()))
}

/// The writer of texts, with the problems found in them.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The characters that were removed or replaced.
    pub cleaned: Vec<Finding>,
    pub warnings: Vec<Finding>,
    /// The number of marks of text direction that were left out, and the range of the first text that had one.
    pub direction_marks: (usize, Range<usize>),
}

/// A text as a field of a draft.
pub(super) fn given(text: String, at: &Range<usize>) -> RawField<Text<'static>> {
    RawField::Given(located(text, at))
}

/// A text with its range of the file.
pub(super) fn located(text: String, at: &Range<usize>) -> Text<'static> {
    Located { value: Cow::Owned(text), span: span(at) }
}

/// A range of the only file.
pub(super) fn span(at: &Range<usize>) -> FileSpan {
    FileSpan::of_only_file(at.clone())
}

impl Texts {
    /// Adds a warning about a range of the file.
    pub fn warn(&mut self, code: Code, at: &Range<usize>, message: String, help: &str) {
        self.warnings.push(warning(code, at, message, help));
    }

    /// The first paragraphs of the introduction.
    pub fn introduction(&mut self, mut prose: Vec<Excerpt>) -> RawField<Text<'static>> {
        // One or two words are a label.
        prose.retain(|paragraph| paragraph.text.split(' ').count() > 2);
        let mut length = 0;
        let ends = |paragraph: &Excerpt| {
            length += paragraph.text.chars().count();
            length > MAX_INTRODUCTION
        };
        // The first paragraph is always kept.
        let kept = prose.iter().position(ends).map_or(prose.len(), |end| end.max(1));
        let rest = prose.split_off(kept);
        if let Some(first) = rest.first() {
            let count =
                if rest.len() == 1 { "a paragraph".to_owned() } else { format!("{} paragraphs", rest.len()) };
            let message = format!("the introduction goes on: {count} from here on left out");
            let help = "the summary of a list contains only its first paragraphs";
            self.warn(Code::Skipped, &first.at, message, help);
        }
        self.joined(&prose)
    }

    /// Reports the marks of text direction, which lists put around words of another direction, in one warning.
    pub fn report_direction_marks(&mut self) {
        let (count, first) = std::mem::take(&mut self.direction_marks);
        if count > 0 {
            let marks = if count == 1 { "mark" } else { "marks" };
            let message = format!("{count} {marks} of text direction (U+200E, U+200F, U+061C) left out");
            let help = "a terminal orders the words by their letters";
            self.cleaned.push(warning(Code::Bidi, &first, message, help));
        }
    }

    /// Several texts as one field; absent if all are empty.
    pub fn joined(&mut self, excerpts: &[Excerpt]) -> RawField<Text<'static>> {
        let Some(first) = excerpts.first() else { return RawField::Absent };
        let mut texts: Vec<String> =
            excerpts.iter().map(|excerpt| self.clean(excerpt, "summary", MAX_TEXT_CHARS)).collect();
        texts.retain(|text| !text.is_empty());
        if texts.is_empty() {
            return RawField::Absent;
        }
        given(self.cut(texts.join(" "), "summary", &first.at, MAX_TEXT_CHARS), &first.at)
    }

    /// A text without characters that are invisible or act on a terminal, cut to `max` characters.
    pub fn clean(&mut self, excerpt: &Excerpt, key: &str, max: usize) -> String {
        let mut text = excerpt.text.clone();
        let marks = text.chars().filter(|c| is_direction_mark(*c)).count();
        if marks > 0 {
            text.retain(|c| !is_direction_mark(c));
            if self.direction_marks.0 == 0 {
                self.direction_marks.1 = excerpt.at.clone();
            }
            self.direction_marks.0 += marks;
        }
        text = squeezed(&text);
        let found = text_findings(&text, &span(&excerpt.at), key);
        if !found.is_empty() {
            let is_invisible = |fault: &(usize, TextFault)| fault.1 == TextFault::Invisible;
            let removed: Vec<usize> = faults(&text).filter(is_invisible).map(|(at, _)| at).collect();
            let mut removed = removed.into_iter().peekable();
            let visible = text.char_indices().filter(|(at, _)| removed.next_if_eq(at).is_none());
            let visible: String = visible.map(|(_, c)| c).collect();
            text = squeezed(&sanitized(&visible));
        }
        for finding in found {
            let is_removed = finding.code == Code::Invisible;
            let help = if is_removed { "it is removed" } else { "it is made visible" }.to_owned();
            self.cleaned.push(Finding { severity: Severity::Warning, help: Some(help), ..finding });
        }
        self.cut(text, key, &excerpt.at, max)
    }

    fn cut(&mut self, text: String, key: &str, at: &Range<usize>, max: usize) -> String {
        if text.len() <= max || text.chars().nth(max).is_none() {
            return text;
        }
        self.warn(Code::Length, at, format!("the `{key}` has more than {max} characters"), "it is cut there");
        // The last cluster may be incomplete.
        sanitized(&beginning(&text, max - 1)).into_owned()
    }
}
