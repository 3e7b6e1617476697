//! Findings rendered as text: the line, the error underlined, and the next step.
//!
//! The text is safe to print and of limited length, whatever the file contains: each line is truncated around the span.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::reading::{Positions, SourceText};
use crate::cells;
use crate::dataset::{Code, FileSpan, Finding, Severity, sanitized};

/// Maximum number of errors that are rendered.
pub const ERRORS: usize = 50;
/// Maximum number of warnings that are rendered: a stack may have one for each claim.
const WARNINGS: usize = 20;
/// Maximum number of characters shown on each side of a span, and of the span itself.
const AROUND: usize = 400;

/// The look of rendered findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Colours or none.
    pub ink: Ink,
    /// Maximum width of a line in columns.
    pub width: usize,
}

/// Whether text has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// No colours.
    Plain,
    /// Colours.
    Coloured,
}

/// Renders findings, which are in the order of their spans; those above the maximum are only counted.
///
/// The text ends with a line feed, unless there is no finding.
pub fn draw(findings: &[Finding], texts: &[SourceText], look: Look) -> String {
    let mut artist = Artist::new(texts, look);
    let (mut errors, mut warnings, mut hints) = (0, 0, 0);
    let mut left = LeftOff::default();
    let mut out = String::new();
    for finding in findings {
        let (drawn, most) = match finding.severity {
            Severity::Error => (&mut errors, ERRORS),
            Severity::Warning => (&mut warnings, WARNINGS),
            Severity::Hint => (&mut hints, WARNINGS),
        };
        if *drawn == most {
            left.add(finding, 1);
            continue;
        }
        *drawn += 1;
        out.push_str(&artist.draw(finding));
    }
    for line in left.lines() {
        let _ = writeln!(out, "{line}");
    }
    out
}

/// The numbers of findings that are omitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOff(BTreeMap<(Severity, Code), usize>);

impl LeftOff {
    /// Counts omitted findings with the code and severity of this one.
    pub fn add(&mut self, finding: &Finding, count: usize) {
        *self.0.entry((finding.severity, finding.code)).or_default() += count;
    }

    /// The number for each severity and code, errors first.
    pub fn counts(&self) -> impl Iterator<Item = (Severity, Code, usize)> {
        self.0.iter().map(|((severity, code), count)| (*severity, *code, *count))
    }

    /// The numbers as text, one line for errors and one for warnings: `... and 2 more errors: ref.dangling 2`.
    pub fn lines(&self) -> Vec<String> {
        let line = |severity: Severity| {
            let of_kind = || self.counts().filter(move |(kind, ..)| *kind == severity);
            let count: usize = of_kind().map(|(.., count)| count).sum();
            let codes: Vec<String> = of_kind().map(|(_, code, count)| format!("{code} {count}")).collect();
            let what = plural(count, severity.name());
            (count > 0).then(|| format!("... and {count} more {what}: {}", codes.join(", ")))
        };
        [Severity::Error, Severity::Warning, Severity::Hint].into_iter().filter_map(line).collect()
    }
}

/// Renders findings of the same texts one by one; fast if they are in the order of their spans.
pub struct Artist<'a> {
    renderer: Renderer,
    texts: &'a [SourceText],
    positions: Vec<Positions<'a>>,
    /// Positions of related spans, which have an order of their own.
    related: Vec<Positions<'a>>,
    width: usize,
}

impl<'a> Artist<'a> {
    /// Starts at the beginning of the texts.
    pub fn new(texts: &'a [SourceText], look: Look) -> Self {
        let renderer = match look.ink {
            Ink::Plain => Renderer::plain(),
            Ink::Coloured => Renderer::styled(),
        };
        let renderer = renderer.term_width(look.width.max(40));
        let positions: Vec<_> = texts.iter().map(|text| Positions::new(&text.text)).collect();
        Self { renderer, texts, related: positions.clone(), positions, width: look.width }
    }

    /// Renders a finding as lines, the last of them empty.
    pub fn draw(&mut self, finding: &Finding) -> String {
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Hint => Level::NOTE.with_name("hint"),
        };
        let title = level.primary_title(&*finding.message).id(finding.code.name());
        let mut group = Group::with_title(title);
        match (&finding.span, self.texts.first()) {
            (Some(place), _) => group = snippet(group, place, None, self.texts, &mut self.positions),
            (None, Some(text)) => group = group.element(Origin::path(&*text.name)),
            (None, None) => {}
        }
        for (place, what) in &finding.related {
            group = snippet(group, place, Some(what), self.texts, &mut self.related);
        }
        if let Some(help) = &finding.help {
            group = group.element(Level::HELP.message(wrapped(help, self.width)));
        }
        let drawing = self.renderer.render(&[group]);
        let lines = drawing.lines().filter(|line| !is_bare_path(line));
        lines.chain([""]).flat_map(|line| [line, "\n"]).collect()
    }
}

/// Whether a rendered line has only the `:::` before a path. The path is on the line before, with the column in the file
/// instead of the one in the truncated line.
fn is_bare_path(line: &str) -> bool {
    let mut parts = line.split('\u{1b}');
    let start = parts.next().unwrap_or_default();
    // Each of the others begins with a colour.
    let rest = parts.map(|part| part.split_once('m').map_or("", |(_, text)| text));
    rest.fold(start.to_owned(), |bare, text| bare + text).trim() == ":::"
}

/// The help text in lines that leave room for the indentation.
fn wrapped(help: &str, width: usize) -> String {
    let lines = cells::wrap(help, width.saturating_sub(14).max(40));
    lines.into_iter().filter_map(|line| help.get(line)).collect::<Vec<_>>().join("\n")
}

/// A number with its noun: `1 error`, `2 warnings`, `3 entries`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {}", plural(count, what))
}

fn plural(count: usize, what: &str) -> String {
    match (count, what.strip_suffix('y')) {
        (1, _) => what.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{what}s"),
    }
}

/// Adds the line of a span; a related span has a label.
fn snippet<'a>(
    group: Group<'a>,
    place: &FileSpan,
    label: Option<&'a str>,
    texts: &'a [SourceText],
    positions: &mut [Positions<'_>],
) -> Group<'a> {
    let (Some(text), Some(positions)) = (texts.get(place.file), positions.get_mut(place.file)) else {
        return group;
    };
    let (line, column) = positions.locate(place.at.start);
    let group = group.element(Origin::path(&*text.name).line(line).char_column(column));
    let Some((source, mark)) = excerpt_of(&text.text, &place.at) else { return group };
    let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    group.element(Snippet::source(source).line_start(line).annotation(kind.span(mark).label(label)))
}

/// The line of a span, sanitized and truncated, and the span in it.
fn excerpt_of(text: &str, at: &Range<usize>) -> Option<(String, Range<usize>)> {
    let start = at.start.min(text.len());
    let (before, after) = text.split_at_checked(start)?;
    if text.is_empty() {
        return None;
    }
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let after = after.strip_suffix('\r').unwrap_or(after);
    let (marked, after) = after.split_at_checked(at.len().min(after.len())).unwrap_or((after, ""));
    let skipped = before.char_indices().nth_back(AROUND).map_or(0, |(at, c)| at + c.len_utf8());
    let mut line = if skipped > 0 { "..." } else { "" }.to_owned();
    line.push_str(&sanitized(before.get(skipped..).unwrap_or_default()));
    // An empty span is shown at the next character, as the line must stay as it is in the file.
    let next = after.chars().next().filter(|_| marked.is_empty()).map_or(0, char::len_utf8);
    let (next, after) = after.split_at_checked(next).unwrap_or(("", after));
    let mut marked = beginning(if marked.is_empty() { next } else { marked });
    if marked.is_empty() {
        // At the end of a line a space is underlined.
        marked.push(' ');
    }
    let mark = line.len()..line.len() + marked.len();
    Some((line + &marked + &beginning(after), mark))
}

/// The beginning of a text, sanitized, with an ellipsis if it is truncated.
fn beginning(text: &str) -> String {
    match text.char_indices().nth(AROUND) {
        Some((end, _)) => format!("{}...", sanitized(text.get(..end).unwrap_or_default())),
        None => sanitized(text).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::fault;
    use crate::format::File;

    const PLAIN: Look = Look { ink: Ink::Plain, width: 80 };

    fn text(text: &str) -> Vec<SourceText> {
        vec![SourceText::decode(File::new("acme\u{1b}.toml", text), 0).0]
    }

    fn at(range: Range<usize>) -> FileSpan {
        FileSpan::of_only_file(range)
    }

    #[test]
    fn a_finding_underlines_its_span() {
        let texts = text("a = 1\nid = \"quartz\"\nid = \"quartz\"\n");
        let finding = Finding::error(Code::DuplicateId, at(25..33), "there are two of entry \"quartz\"")
            .related(at(11..19), "the first one is here")
            .help("give one of them another id".to_owned());
        let drawn = draw(&[finding], &texts, PLAIN);
        let wanted = "\
error[ref.duplicate-id]: there are two of entry \"quartz\"
 --> acme<U+001B>.toml:3:6
  |
3 | id = \"quartz\"
  |      ^^^^^^^^
 ::: acme<U+001B>.toml:2:6
  |
2 | id = \"quartz\"
  |      -------- the first one is here
  |
  = help: give one of them another id

";
        assert_eq!(drawn, wanted);
    }

    #[test]
    fn the_underline_is_aligned_after_tabs_and_wide_text() {
        let line = "\tname = \"語\u{9b}\" oops";
        let place = line.find("oops").unwrap();
        let drawn = draw(&[Finding::error(Code::Syntax, at(place..place + 4), "more")], &text(line), PLAIN);
        let lines: Vec<&str> = drawn.lines().collect();
        let marked = lines.iter().position(|line| line.contains("^^^^")).unwrap();
        let mark = cells::width(lines[marked].split('^').next().unwrap());
        assert_eq!(mark, cells::width(lines[marked - 1].split("oops").next().unwrap()));
        assert!(lines[1].ends_with(":1:14"), "columns count characters of the file: {}", lines[1]);
    }

    #[test]
    fn a_span_at_the_end_of_a_line_or_of_the_text_is_underlined() {
        for (source, place) in [("a = \nb", 4), ("a = ", 4), ("a\r\nb", 1), ("", 0)] {
            let drawn =
                draw(&[Finding::error(Code::Syntax, at(place..place), "missing")], &text(source), PLAIN);
            assert!(drawn.starts_with("error[syntax.toml]: missing"));
            assert_eq!(drawn.contains('^'), !source.is_empty(), "{source:?} {drawn}");
        }
    }

    #[test]
    fn the_line_is_drawn_as_it_is_in_the_file() {
        for (source, place) in [("foo bar", 4), ("- [fd](https://example.org)", 2), ("a = é語", 4), ("ab", 2)]
        {
            let drawn = draw(&[Finding::error(Code::Syntax, at(place..place), "no")], &text(source), PLAIN);
            assert!(drawn.lines().any(|line| line.trim_end() == format!("1 | {source}")), "{drawn}");
            let (marked, mark) = (drawn.find('^'), drawn.contains(&format!(":1:{}", place + 1)));
            assert!(marked.is_some() && mark, "{drawn}");
        }
    }

    #[test]
    fn a_finding_about_a_whole_file_names_it() {
        let drawn = draw(&[Finding::error(Code::MissingKey, None, "no `stack`")], &text("a = 1\n"), PLAIN);
        assert!(drawn.contains("--> acme<U+001B>.toml\n"), "{drawn}");
    }

    #[test]
    fn colours_are_the_only_controls() {
        let texts = text("name = \"\u{9b}31m\u{202e}\"\n");
        let finding = Finding::warning(Code::Control, at(7..15), "the `name` holds U+009B");
        let drawn = draw(&[finding], &texts, Look { ink: Ink::Coloured, width: 80 });
        assert!(drawn.contains("\u{1b}["));
        assert!(drawn.contains("<U+009B>31m<U+202E>"));
        let bare: String = drawn
            .split('\u{1b}')
            .map(|part| part.trim_start_matches(|c: char| c == '[' || c == ';' || c.is_ascii_digit()))
            .collect();
        assert!(bare.lines().all(|line| fault(line).is_none()));
        assert!(!bare.lines().any(|line| line.trim() == ":::"));
    }

    #[test]
    fn a_very_long_line_is_truncated_around_the_span() {
        let source = format!("a = \"{}\" oops {}", "x".repeat(1_000_000), "y".repeat(1_000_000));
        let place = source.find("oops").unwrap();
        let drawn =
            draw(&[Finding::error(Code::Syntax, at(place..source.len()), "more")], &text(&source), PLAIN);
        assert!(drawn.len() < 4_096 && drawn.contains("oops"), "{}", drawn.len());
    }

    #[test]
    fn findings_above_the_maximum_are_counted() {
        let texts = text("a = 1\n");
        let error = Finding::error(Code::UnknownKey, at(0..1), "`a` is not a key");
        let warning = Finding::warning(Code::SingleSource, at(0..1), "one source only");
        let findings = [vec![error; 52], vec![warning; 21]].concat();
        let drawn = draw(&findings, &texts, PLAIN);
        assert_eq!(drawn.matches("error[").count(), 50);
        assert_eq!(drawn.matches("warning[").count(), 20);
        assert!(
            drawn.ends_with(
                "... and 2 more errors: schema.unknown-key 2\n... and 1 more warning: evidence.single-source 1\n"
            ),
            "{drawn}"
        );
        assert_eq!(
            (counted(1, "error"), counted(0, "warning")),
            ("1 error".to_owned(), "0 warnings".to_owned())
        );
    }
}
