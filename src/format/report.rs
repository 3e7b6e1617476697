//! Findings drawn for people: the line, the words underlined, and what to do.
//!
//! Whatever a file holds, what is drawn is inert, each line is cut around the place, and the whole is bounded.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::reading::{Positions, SourceText};
use crate::cells;
use crate::dataset::{Code, Finding, Place, Severity, inert};

/// How many errors are drawn.
const ERRORS: usize = 50;
/// How many warnings are drawn: nobody reads more of them, and a stack may have one for each claim.
const WARNINGS: usize = 20;
/// How many characters of a line are looked at on each side of a place, and of the place itself.
const AROUND: usize = 400;

/// How findings are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// With colours or without.
    pub ink: Ink,
    /// How many columns a line may have.
    pub width: usize,
}

/// Whether text has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// It has none.
    Plain,
    /// It has.
    Coloured,
}

/// Draws findings, which are in the order of their places, and counts those that would be too many.
///
/// The text ends with a line feed, unless there is no finding.
#[must_use]
pub fn draw(findings: &[Finding], texts: &[SourceText], look: Look) -> String {
    let renderer = match look.ink {
        Ink::Plain => Renderer::plain(),
        Ink::Coloured => Renderer::styled(),
    };
    let renderer = renderer.term_width(look.width.max(40));
    let mut positions: Vec<Positions<'_>> = texts.iter().map(|text| Positions::new(&text.text)).collect();
    let mut related = positions.clone();
    let (mut errors, mut warnings) = (0, 0);
    let mut left: BTreeMap<(Severity, Code), usize> = BTreeMap::new();
    let mut out = String::new();
    for finding in findings {
        let (drawn, most) = match finding.severity {
            Severity::Error => (&mut errors, ERRORS),
            Severity::Warning => (&mut warnings, WARNINGS),
        };
        if *drawn == most {
            *left.entry((finding.severity, finding.code)).or_default() += 1;
            continue;
        }
        *drawn += 1;
        let help = finding.help.as_deref().map(|help| wrapped(help, look.width));
        let group = group(finding, help, texts, &mut positions, &mut related);
        let drawing = renderer.render(&[group]);
        for line in drawing.lines().filter(|line| !is_bare_path(line)) {
            out.push_str(line);
            out.push('\n');
        }
        out.push('\n');
    }
    for severity in [Severity::Error, Severity::Warning] {
        let of_kind = || left.iter().filter(|((kind, _), _)| *kind == severity);
        let count: usize = of_kind().map(|(_, count)| count).sum();
        if count == 0 {
            continue;
        }
        let codes: Vec<String> = of_kind().map(|((_, code), count)| format!("{code} {count}")).collect();
        let _ = writeln!(out, "… and {} more: {}", counted(count, severity.name()), codes.join(", "));
    }
    out
}

/// Whether a drawn line is the mark before a path, and no path: the path stands on the line before, where its column
/// can be told as it is in the file and not as it is in the cutting.
fn is_bare_path(line: &str) -> bool {
    let mut rest = line;
    let mut bare = String::new();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    bare.trim() == ":::"
}

/// A next step in lines that leave room for what is drawn before it.
fn wrapped(help: &str, width: usize) -> String {
    let lines = cells::wrap(help, width.saturating_sub(14).max(40));
    lines.into_iter().filter_map(|line| help.get(line)).collect::<Vec<_>>().join("\n")
}

/// How many errors and warnings there are, in words.
#[must_use]
pub fn summary(findings: &[Finding]) -> String {
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    let warnings = findings.len() - errors;
    match (errors, warnings) {
        (0, 0) => "no errors, no warnings".to_owned(),
        (0, _) => format!("no errors, {}", counted(warnings, "warning")),
        (_, 0) => counted(errors, "error"),
        _ => format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")),
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn group<'a>(
    finding: &'a Finding,
    help: Option<String>,
    texts: &'a [SourceText],
    positions: &mut [Positions<'_>],
    related: &mut [Positions<'_>],
) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(&*finding.message).id(finding.code.name()));
    if let Some(place) = &finding.place {
        group = snippet(group, place, None, texts, positions);
    }
    for (place, what) in &finding.related {
        group = snippet(group, place, Some(what), texts, related);
    }
    match help {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    }
}

/// Adds the line that a place is on; a label is for what only belongs to the finding.
fn snippet<'a>(
    group: Group<'a>,
    place: &Place,
    label: Option<&'a str>,
    texts: &'a [SourceText],
    positions: &mut [Positions<'_>],
) -> Group<'a> {
    let (Some(text), Some(positions)) = (texts.get(place.file), positions.get_mut(place.file)) else {
        return group;
    };
    let (line, column) = positions.of(place.at.start);
    let group = group.element(Origin::path(&*text.name).line(line).char_column(column));
    let Some((source, mark)) = cutting(&text.text, &place.at) else { return group };
    let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    group.element(Snippet::source(source).line_start(line).annotation(kind.span(mark).label(label)))
}

/// The line around a place, inert and not too long, and where the place is in it.
fn cutting(text: &str, at: &Range<usize>) -> Option<(String, Range<usize>)> {
    let start = at.start.min(text.len());
    let (before, after) = text.split_at_checked(start)?;
    if text.is_empty() {
        return None;
    }
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let after = after.strip_suffix('\r').unwrap_or(after);
    let (marked, after) = after.split_at_checked(at.len().min(after.len())).unwrap_or((after, ""));
    let mut line = String::new();
    let skipped = before.char_indices().nth_back(AROUND).map_or(0, |(at, c)| at + c.len_utf8());
    line.push_str(if skipped > 0 { "…" } else { "" });
    line.push_str(&inert(before.get(skipped..).unwrap_or_default()));
    let from = line.len();
    let (head, rest) = first(marked);
    line.push_str(&inert(head));
    if rest {
        line.push('…');
    }
    if from == line.len() {
        // Nothing to underline, as at the end of a line: a blank will do.
        line.push(' ');
    }
    let to = line.len();
    let (head, rest) = first(after);
    line.push_str(&inert(head));
    line.push_str(if rest { "…" } else { "" });
    Some((line, from..to))
}

/// The beginning of a text, and whether there is more of it.
fn first(text: &str) -> (&str, bool) {
    let end = text.char_indices().nth(AROUND).map(|(at, _)| at);
    (end.and_then(|end| text.get(..end)).unwrap_or(text), end.is_some())
}
