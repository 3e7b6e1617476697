//! Findings with their locations: drawn, as plain records, as JSON and as annotations of GitHub.

use std::io;

use super::output::{Output, text};
use crate::dataset::Finding;
use crate::export::json;
use crate::format::github::{self, Extent};
use crate::format::report::{self, Ink, Look};
use crate::format::{Positions, Reading, SourceText};

/// A finding with its location.
pub(super) struct Located<'a> {
    pub(super) finding: &'a Finding,
    /// The finding as JSON has it, with the file and the first line and column.
    pub(super) record: json::FindingLine<'a>,
    /// The extent in the file, unless the finding concerns the whole file.
    extent: Option<Extent>,
}

/// Locates findings, which is fast as long as they are in the order of the text; `whole` is the file of those without a place.
pub(super) fn locate<'a>(
    findings: &'a [Finding],
    texts: &'a [SourceText],
    whole: &'a str,
) -> impl Iterator<Item = Located<'a>> {
    let mut starts: Vec<_> = texts.iter().map(|text| Positions::new(&text.text)).collect();
    let mut ends = starts.clone();
    let mut others = starts.clone();
    findings.iter().map(move |finding| {
        let place = finding.span.as_ref();
        let extent = place.and_then(|place| {
            let start = starts.get_mut(place.file)?.locate(place.at.start);
            Some(Extent { start, end: ends.get_mut(place.file)?.locate(place.at.end) })
        });
        let related = finding.related.iter().filter_map(|(place, message)| {
            let file = &*texts.get(place.file)?.name;
            let (line, column) = others.get_mut(place.file)?.locate(place.at.start);
            Some(json::RelatedLine { file, line, column, message })
        });
        let record = json::FindingLine {
            file: place.and_then(|place| texts.get(place.file)).map_or(whole, |text| &*text.name),
            line: extent.map(|extent| extent.start.0),
            column: extent.map(|extent| extent.start.1),
            severity: finding.severity.name(),
            code: finding.code.name(),
            message: &finding.message,
            help: finding.help.as_deref(),
            related: related.collect(),
        };
        Located { finding, record, extent }
    })
}

impl Located<'_> {
    /// `a.toml:2:6`, or only the file.
    pub(super) fn location(&self) -> String {
        match self.extent {
            Some(Extent { start: (line, column), .. }) => format!("{}:{line}:{column}", self.record.file),
            None => self.record.file.to_owned(),
        }
    }

    /// Writes a plain record: file, line, column, severity, code, message, help.
    pub(super) fn print_plain(&self, out: &mut Output<'_>) -> io::Result<()> {
        let json::FindingLine { file, line, column, severity, code, message, help, .. } = self.record;
        out.record([file, &text(line), &text(column), severity, code, message, help.unwrap_or_default()])
    }

    /// The finding as an annotation of GitHub.
    pub(super) fn annotation(&self) -> String {
        let related = self.record.related.iter();
        let related: Vec<String> = related
            .map(|json::RelatedLine { file, line, column, message }| {
                format!("{file}:{line}:{column}: {message}")
            })
            .collect();
        github::annotation(self.finding, self.record.file, self.extent, &related)
    }
}

/// Width and colours of drawn findings.
pub(super) fn look(out: &Output<'_>) -> Look {
    let ink = if out.coloured { Ink::Coloured } else { Ink::Plain };
    Look { ink, width: out.width() }
}

/// Draws findings with the lines of text that they concern.
pub(super) fn draw(findings: &[Finding], texts: &[SourceText], out: &mut Output<'_>) -> io::Result<()> {
    out.drawing(&report::draw(findings, texts, look(out)))
}

/// Maximum number of errors that are drawn for a text that cannot be used.
const MAX_ERRORS: usize = 10;

/// Draws the first errors of a text that cannot be used. Returns whether these are all of them.
pub(super) fn draw_errors(reading: &Reading, stderr: &mut Output<'_>) -> bool {
    let errors = reading.findings.iter().filter(|finding| finding.is_error());
    let errors: Vec<Finding> = errors.take(MAX_ERRORS).cloned().collect();
    // Ignore a failed stderr write: the caller returns a failure anyway.
    let _ = draw(&errors, &reading.texts, stderr);
    errors.len() == reading.errors()
}
