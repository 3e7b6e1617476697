//! `check`: all that is wrong with stacks, and where.
//!
//! Findings are the answer, so they go to the standard output, in the order of the files and of their text. For a person
//! each error is drawn with its line, and warnings that say the same stand in one block where the first of them is, with
//! the numbers of their lines, since a sound stack may well have hundreds of claims that rest on one source. With
//! `--verbose` these come one by one too.
//! Plain columns: file, line, column, severity, code, message, help; line and column are empty where a finding concerns a
//! whole file. Of one kind no more than [`MOST_OF_A_KIND`] are written, unless they are asked for.

use std::collections::{BTreeMap, HashMap};
use std::error::Error as _;
use std::ffi::OsString;
use std::io;

use super::load;
use super::output::{Form, Line, Output, Role};
use super::{Failure, InputFormat, Outcome};
use crate::config::Limits;
use crate::dataset::{Code, Finding};
use crate::export::json;
use crate::format::github::{self, Extent};
use crate::format::report::{self, Artist, Ink, LeftOff, Look, counted};
use crate::format::{Positions, Reading, SourceText};
use crate::import::Format;
use crate::library::{self, Origin, OriginKind, Unresolved};
use crate::system::files::FilesError;

/// Of one kind of finding no more than this are written, so that a program that makes a file for stacklore is not drowned
/// in the same mistake.
const MOST_OF_A_KIND: usize = 1_000;

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// Warnings that say the same together, and of each kind only so many.
    Brief,
    /// Every finding by itself, with its place.
    Full,
}

/// What is asked of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) detail: Detail,
    /// The format of the standard input, if that was said.
    pub(super) from: Option<InputFormat>,
    /// Whether records are annotations of GitHub Actions.
    pub(super) github: bool,
    /// Whether warnings count as findings to fail for.
    pub(super) deny_warnings: bool,
}

/// A stack that was read, or could not be, and what was found.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) reading: Reading,
    /// What the findings without a place are about.
    whole: String,
    /// Whether there was nothing to read.
    refused: bool,
}

impl Checked {
    /// A stack that was read.
    pub(super) fn of(reading: Reading) -> Self {
        let whole = reading.texts.first().map(|text| text.name.clone()).unwrap_or_default();
        Self { reading, whole, refused: false }
    }

    /// A stack, behind what of its folder cannot be read.
    fn read(origin: &Origin, limits: &Limits) -> Vec<Self> {
        match library::read_each(origin, limits) {
            Ok((reading, refused)) => {
                let mut all: Vec<Self> = refused.iter().map(|error| Self::refused(error, None)).collect();
                if !reading.texts.is_empty() || all.is_empty() {
                    all.push(Self::of(reading));
                }
                all
            }
            Err(error) => vec![Self::refused(&error, None)],
        }
    }

    fn refused(error: &FilesError, meant: Option<String>) -> Self {
        let code = Code::ALL.iter().copied().find(|code| code.name() == error.code());
        let path = error.path().to_string_lossy().into_owned();
        let message = in_words(error);
        let message = message.strip_prefix(&format!("{path}: ")).unwrap_or(&message);
        let finding =
            Finding::error(code.unwrap_or(Code::Unreadable), None, message).help(error.help().or(meant));
        let reading = Reading { stack: None, findings: vec![finding], texts: Vec::new() };
        Self { reading, whole: path, refused: true }
    }

    /// The findings with their places.
    fn placed(&self) -> impl Iterator<Item = Located<'_>> {
        let texts = &self.reading.texts;
        let mut starts: Vec<_> = texts.iter().map(|text| Positions::new(&text.text)).collect();
        let mut ends = starts.clone();
        let mut others = starts.clone();
        self.reading.findings.iter().map(move |finding| {
            let place = finding.span.as_ref();
            let file = place.and_then(|place| texts.get(place.file)).map_or(&*self.whole, |text| &*text.name);
            let extent = place.and_then(|place| {
                let start = starts.get_mut(place.file)?.locate(place.at.start);
                Some(Extent { start, end: ends.get_mut(place.file)?.locate(place.at.end) })
            });
            let related = finding.related.iter().filter_map(|(place, what)| {
                let text = texts.get(place.file)?;
                Some((&*text.name, others.get_mut(place.file)?.locate(place.at.start), &**what))
            });
            Located { finding, file, extent, related: related.collect() }
        })
    }

    /// Whether the text is broken, so that nobody looked what its ids lead to.
    fn is_broken(&self) -> bool {
        let broken = [Code::Syntax, Code::InvalidUtf8, Code::Utf16];
        self.reading.findings.iter().any(|finding| broken.contains(&finding.code))
    }
}

/// A finding, its file, and where in it, if not in all of it.
struct Located<'a> {
    finding: &'a Finding,
    file: &'a str,
    extent: Option<Extent>,
    /// Other places that belong to it: the file, line and column, and what is there.
    related: Vec<(&'a str, (usize, usize), &'a str)>,
}

impl Located<'_> {
    /// The line and the column.
    fn start(&self) -> Option<(usize, usize)> {
        self.extent.map(|extent| extent.start)
    }

    /// `a.toml:2:6`, or only the file.
    fn in_words(&self) -> String {
        match self.start() {
            Some((line, column)) => format!("{}:{line}:{column}", self.file),
            None => self.file.to_owned(),
        }
    }

    fn as_record(&self, out: &mut Output<'_>) -> io::Result<()> {
        let number = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
        let finding = self.finding;
        out.record([
            self.file,
            &number(self.start().map(|(line, _)| line)),
            &number(self.start().map(|(_, column)| column)),
            finding.severity.name(),
            finding.code.name(),
            &finding.message,
            finding.help.as_deref().unwrap_or_default(),
        ])
    }

    fn as_json(&self) -> json::FindingLine<'_> {
        json::FindingLine {
            file: self.file,
            line: self.start().map(|(line, _)| line),
            column: self.start().map(|(_, column)| column),
            severity: self.finding.severity.name(),
            code: self.finding.code.name(),
            message: &self.finding.message,
            help: self.finding.help.as_deref(),
            related: self
                .related
                .iter()
                .map(|&(file, (line, column), message)| json::RelatedLine { file, line, column, message })
                .collect(),
        }
    }

    fn as_annotation(&self) -> String {
        let place = |(file, (line, column), what): &(&str, (usize, usize), &str)| {
            format!("{file}:{line}:{column}: {what}")
        };
        let related: Vec<String> = self.related.iter().map(place).collect();
        github::annotation(self.finding, self.file, self.extent, &related)
    }
}

/// Reads what is to be checked, in the order in which it was named; what was named twice once.
fn read(
    names: &[OsString],
    from: Option<InputFormat>,
    limits: &Limits,
    beside: &mut Output<'_>,
) -> Vec<Checked> {
    let known = library::named_stacks();
    let mut before: Vec<Origin> = Vec::new();
    let mut all = Vec::new();
    for name in names {
        let origin = match library::resolve(name, &known) {
            Ok(origin) if origin.kind == OriginKind::Stdin => {
                Origin { format: from.map(Format::from), ..origin }
            }
            Ok(origin) => origin,
            Err(Unresolved { error, nearest, .. }) => {
                let meant = nearest.map(|nearest| format!("did you mean `{nearest}`?"));
                all.push(Checked::refused(&error, meant));
                continue;
            }
        };
        if before.iter().any(|earlier| earlier.is_same(&origin)) {
            load::note(beside, &format!("{} is the same as a stack named before it", origin.label()));
            continue;
        }
        load::remark(&origin, beside);
        all.extend(Checked::read(&origin, limits));
        before.push(origin);
    }
    if names.is_empty() {
        all.extend(Checked::read(&Origin::embedded(), limits));
    }
    all
}

/// Checks each of the stacks on its own; none means the embedded data.
pub(super) fn run(
    paths: &[OsString],
    wish: Wish,
    limits: &Limits,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    load::standard_input(paths, wish.from)?;
    let all = read(paths, wish.from, limits, beside);
    let errors = all.iter().map(|checked| checked.reading.errors()).sum();
    let warnings = all.iter().map(|checked| checked.reading.warnings()).sum();
    let mut left = LeftOff::default();
    if out.form() == Form::Human {
        for checked in &all {
            checked.for_reading(wish.detail, out)?;
        }
    } else {
        let shown = within_bounds(&all, wish.detail, &mut left);
        match out.form() {
            Form::Json => as_json(&shown, errors, warnings, &left, out)?,
            _ if wish.github => {
                shown.iter().try_for_each(|placed| out.record([placed.as_annotation()]))?;
            }
            _ => shown.iter().try_for_each(|placed| placed.as_record(out))?,
        }
    }
    if out.form() != Form::Json {
        out.finish()?;
        let mut lines = left.lines();
        if !lines.is_empty() {
            lines.push("`--verbose` shows all of them".to_owned());
        }
        let files = all.iter().map(|checked| checked.reading.texts.len()).sum();
        lines.push(summary(files, errors, warnings));
        if all.iter().any(Checked::is_broken) {
            lines.push("references were not checked: the syntax must be right first".to_owned());
        }
        // That this cannot be written is no reason to fail: the answer stands.
        let _ = lines
            .iter()
            .try_for_each(|line| beside.wrapped(&Line::new().with(Role::Text, line), 0))
            .and_then(|()| beside.finish());
    }
    Ok(match errors {
        _ if all.iter().any(|checked| checked.refused) => Outcome::Unreadable,
        0 if warnings == 0 || !wish.deny_warnings => Outcome::Found,
        _ => Outcome::Nothing,
    })
}

/// The findings of all stacks, of each kind only so many; the others are counted.
fn within_bounds<'a>(all: &'a [Checked], detail: Detail, left: &mut LeftOff) -> Vec<Located<'a>> {
    let mut shown: BTreeMap<Code, usize> = BTreeMap::new();
    let mut is_shown = |placed: &Located<'_>| {
        let count = shown.entry(placed.finding.code).or_default();
        *count += 1;
        let fits = detail == Detail::Full || *count <= MOST_OF_A_KIND;
        if !fits {
            left.add(placed.finding, 1);
        }
        fits
    };
    all.iter().flat_map(Checked::placed).filter(|placed| is_shown(placed)).collect()
}

fn summary(files: usize, errors: usize, warnings: usize) -> String {
    let [files, errors, warnings] =
        [(files, "file"), (errors, "error"), (warnings, "warning")].map(|(n, what)| counted(n, what));
    format!("checked {files}: {errors}, {warnings}")
}

fn as_json(
    shown: &[Located<'_>],
    errors: usize,
    warnings: usize,
    left: &LeftOff,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let left_off =
        left.counts().map(|(_, code, count)| json::LeftOffLine { code: code.name(), count }).collect();
    let findings = shown.iter().map(Located::as_json).collect();
    out.json(&json::Check { version: json::VERSION, errors, warnings, findings, left_off })
}

/// Draws the errors that keep a stack from being opened, up to `most` of them, and tells how many that were.
pub(super) fn refused(reading: &Reading, most: usize, beside: &mut Output<'_>) -> usize {
    let errors: Vec<Finding> =
        reading.findings.iter().filter(|finding| finding.is_error()).take(most).cloned().collect();
    // Nobody could be told that this cannot be written.
    let _ = draw(&errors, &reading.texts, beside);
    errors.len()
}

/// Of one file more line numbers than this are only counted: they are all there with `--verbose`.
const MOST_LINES: usize = 12;

/// Draws findings with the lines they are about.
pub(super) fn draw(findings: &[Finding], texts: &[SourceText], out: &mut Output<'_>) -> io::Result<()> {
    out.drawing(&report::draw(findings, texts, look(out)))
}

fn look(out: &Output<'_>) -> Look {
    let ink = if out.coloured() { Ink::Coloured } else { Ink::Plain };
    Look { ink, width: out.width() }
}

/// More blocks than this are only counted.
const MOST_BLOCKS: usize = 50;

/// An error, or warnings that say the same.
struct Block<'a> {
    first: Located<'a>,
    /// The files, each with the lines; a finding about a whole file has no line.
    lines: Vec<(&'a str, Vec<usize>)>,
    count: usize,
}

impl Checked {
    fn for_reading(&self, detail: Detail, out: &mut Output<'_>) -> io::Result<()> {
        if self.refused {
            // There is no text that it could be drawn in.
            for Finding { code, message, help, .. } in &self.reading.findings {
                let line = Line::new().with(Role::Text, &format!("{}: ", self.whole));
                let line = line.with(Role::Error, &format!("error[{code}]"));
                out.wrapped(&line.with(Role::Text, &format!(": {message}")), 0)?;
                help_line(help.as_deref(), out)?;
            }
            return Ok(());
        }
        match detail {
            Detail::Full => self.one_by_one(out),
            Detail::Brief => self.repeats_together(out),
        }
    }

    /// Writes all in the order of the file: a line for a warning, a drawing for an error.
    fn one_by_one(&self, out: &mut Output<'_>) -> io::Result<()> {
        let mut artist = Artist::new(&self.reading.texts, look(out));
        for placed in self.placed() {
            if placed.finding.is_error() {
                out.drawing(&artist.draw(placed.finding))?;
            } else {
                warning_line(&placed, out)?;
            }
        }
        Ok(())
    }

    /// Writes all in the order of the file, warnings that say the same together where the first of them is.
    fn repeats_together(&self, out: &mut Output<'_>) -> io::Result<()> {
        let mut artist = Artist::new(&self.reading.texts, look(out));
        let (mut errors, mut warnings) = (0, 0);
        let mut left = LeftOff::default();
        for block in self.blocks() {
            let finding = block.first.finding;
            let (shown, most) =
                if finding.is_error() { (&mut errors, report::ERRORS) } else { (&mut warnings, MOST_BLOCKS) };
            if *shown == most {
                left.add(finding, block.count);
                continue;
            }
            *shown += 1;
            if finding.is_error() {
                out.drawing(&artist.draw(finding))?;
            } else {
                block.write(out)?;
            }
        }
        left.lines().iter().try_for_each(|line| out.wrapped(&Line::new().with(Role::Text, line), 0))
    }

    /// The errors one by one, and the warnings that say the same together.
    fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks: Vec<Block<'_>> = Vec::new();
        let mut known: HashMap<(Code, &str), usize> = HashMap::new();
        for placed in self.placed() {
            let next = blocks.len();
            let at = if placed.finding.is_error() {
                next
            } else {
                *known.entry((placed.finding.code, &placed.finding.message)).or_insert(next)
            };
            let (file, line) = (placed.file, placed.start().map(|(line, _)| line));
            if at == next {
                blocks.push(Block { first: placed, lines: vec![], count: 0 });
            }
            let Some(block) = blocks.get_mut(at) else { continue };
            block.count += 1;
            match block.lines.last_mut() {
                Some((last, lines)) if *last == file => lines.extend(line),
                _ => block.lines.push((file, line.into_iter().collect())),
            }
        }
        blocks
    }
}

fn help_line(help: Option<&str>, out: &mut Output<'_>) -> io::Result<()> {
    let Some(help) = help else { return Ok(()) };
    out.hanging(&Line::new().with(Role::Dim, "  help:"), &Line::new().with(Role::Text, help), 8)
}

fn warning_line(placed: &Located<'_>, out: &mut Output<'_>) -> io::Result<()> {
    let label = format!("warning[{}]", placed.finding.code);
    let line = Line::new().with(Role::Text, &format!("{}: ", placed.in_words())).with(Role::Warning, &label);
    out.line(&line.with(Role::Text, &format!(": {}", placed.finding.message)))
}

impl Block<'_> {
    fn write(&self, out: &mut Output<'_>) -> io::Result<()> {
        if self.count == 1 {
            return warning_line(&self.first, out);
        }
        let Finding { code, message, help, .. } = self.first.finding;
        let line = Line::new().with(Role::Warning, &format!("warning[{code}]"));
        out.wrapped(&line.with(Role::Text, &format!(": {message}, {} times", self.count)), 0)?;
        for (file, lines) in &self.lines {
            let mut lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
            if lines.len() > MOST_LINES {
                let left_off = lines.len() - MOST_LINES;
                lines.truncate(MOST_LINES);
                lines.push(format!("and {left_off} more"));
            }
            let word = if lines.len() == 1 { "line" } else { "lines" };
            let line = Line::new().with(Role::Text, file);
            out.wrapped(&line.with(Role::Dim, &format!(", {word} {}", lines.join(" "))), 2)?;
        }
        help_line(help.as_deref(), out)?;
        out.blank()
    }
}

/// Why files were not read, with what the system said.
pub(super) fn in_words(error: &FilesError) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::written;
    use crate::format::{File, toml};

    const HEAD: &str = "schema = 1\n[stack]\nid = \"s\"\nname = \"S\"\nsummary = \"S.\"\nreviewed = 2026-01-02\n\
        [[category]]\nid = \"all\"\nname = \"All\"\nsummary = \"All.\"\n\
        [[source]]\nid = \"page\"\ntitle = \"Page\"\nurl = \"https://example.org\"\nkind = \"article\"\n";

    /// A stack with an entry of each of these ids, resting on that one source, in this category.
    fn checked(entries: &[(&str, &str)]) -> Checked {
        let entry = |(id, category): &(&str, &str)| {
            format!(
                "[[entry]]\nid = \"{id}\"\nname = \"{id}\"\ncategory = \"{category}\"\nkind = \"tool\"\n\
                 status = \"current\"\nsummary = \"One.\"\n\
                 [[entry.claim]]\ntext = \"It is.\"\nconfidence = \"confirmed\"\nsources = [\"page\"]\n"
            )
        };
        let text = HEAD.to_owned() + &entries.iter().map(entry).collect::<String>();
        Checked::of(toml::read(vec![File::new("s.toml", text)]))
    }

    fn human(checked: &Checked, detail: Detail) -> String {
        written(Form::Human, 80, |out| checked.for_reading(detail, out).expect("written"))
    }

    #[test]
    fn warnings_that_say_the_same_stand_together_where_the_first_of_them_is() {
        insta::assert_snapshot!(human(
            &checked(&[("a", "all"), ("b", "cellar"), ("c", "all")]),
            Detail::Brief
        ));
    }

    #[test]
    fn warnings_stand_apart_when_asked_for_or_when_there_is_only_one() {
        let apart = human(&checked(&[("a", "all"), ("b", "all")]), Detail::Full);
        assert_eq!(apart.lines().count(), 2, "{apart}");
        assert!(apart.starts_with("s.toml:26:11: warning[evidence.single-source]: "), "{apart}");
        let single = checked(&[("a", "all")]);
        assert_eq!(human(&single, Detail::Brief), human(&single, Detail::Full));
    }

    #[test]
    fn one_by_one_all_come_in_the_order_of_the_file() {
        let text = human(&checked(&[("a", "all"), ("b", "cellar"), ("c", "all")]), Detail::Full);
        let order: Vec<usize> = ["s.toml:26:11: warning", "-> s.toml:30:12", "s.toml:48:11: warning"]
            .iter()
            .map(|place| text.find(place).unwrap_or_else(|| panic!("{place} in {text}")))
            .collect();
        assert!(order.is_sorted(), "{text}");
    }

    #[test]
    fn of_one_kind_only_so_many_are_written_unless_all_are_asked_for() {
        let ids: Vec<String> = (0..1_005).map(|at| format!("e{at}")).collect();
        let entries: Vec<(&str, &str)> = ids.iter().map(|id| (&**id, "all")).collect();
        let all = [checked(&entries)];
        let mut left = LeftOff::default();
        assert_eq!(within_bounds(&all, Detail::Brief, &mut left).len(), MOST_OF_A_KIND);
        assert_eq!(left.lines(), ["… and 5 more warnings: evidence.single-source 5"]);
        let mut none = LeftOff::default();
        assert_eq!(within_bounds(&all, Detail::Full, &mut none).len(), 1_005);
        assert_eq!(none, LeftOff::default());
    }

    #[test]
    fn what_cannot_be_read_is_told_in_a_line() {
        let known = library::NamedStacks::embedded_only();
        let none = library::resolve("no/such/file.toml".as_ref(), &known).expect_err("there is none");
        let told = human(&Checked::refused(&none.error, None), Detail::Brief);
        assert_eq!(told, "no/such/file.toml: error[io.unreadable]: there is no such file or folder\n");
    }

    #[test]
    fn the_summary_counts_in_words() {
        assert_eq!(summary(1, 0, 1), "checked 1 file: 0 errors, 1 warning");
        assert_eq!(summary(19, 1, 12), "checked 19 files: 1 error, 12 warnings");
    }
}
