//! `check`: all that is wrong with stacks, and where.
//!
//! Findings are the answer, so they go to the standard output, in the order of the files and of their text. A person is
//! shown them differently: the warnings first, those that say the same in one block with the numbers of their lines,
//! since a sound stack may well have hundreds of claims that rest on one source; then each error drawn with its line, so
//! that what must be mended stands nearest to the prompt. Plain columns: file, line, column, severity, code, message,
//! help; line and column are empty where a finding concerns a whole file.

use std::collections::HashMap;
use std::error::Error as _;
use std::ffi::OsString;
use std::io;

use super::Outcome;
use super::load;
use super::output::{Form, Line, Output, Role};
use crate::config::Limits;
use crate::dataset::{Code, Finding};
use crate::format::report::{self, Ink, Look, counted};
use crate::format::{Positions, Reading, SourceText, json};
use crate::library::{self, Origin, Unresolved};
use crate::system::files::FilesError;

/// How a person is shown the warnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Warnings {
    /// Those that say the same together.
    Together,
    /// A line each, with its place.
    Apart,
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

    fn read(origin: &Origin, limits: &Limits) -> Self {
        match library::read_text(origin, limits) {
            Ok(reading) => Self::of(reading),
            Err(error) => Self::refused(&error, None),
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

    /// The findings, each with its file, and its line and column where it has some.
    fn placed(&self) -> impl Iterator<Item = (&Finding, &str, Option<(usize, usize)>)> {
        let texts = &self.reading.texts;
        let mut positions: Vec<_> = texts.iter().map(|text| Positions::new(&text.text)).collect();
        self.reading.findings.iter().map(move |finding| {
            let place = finding.place.as_ref();
            let file = place.and_then(|place| texts.get(place.file)).map_or(&*self.whole, |text| &*text.name);
            let position = place.and_then(|place| Some(positions.get_mut(place.file)?.of(place.at.start)));
            (finding, file, position)
        })
    }
}

/// Reads what is to be checked, in the order in which it was named; what was named twice once.
fn read(names: &[OsString], limits: &Limits, beside: &mut Output<'_>) -> Vec<Checked> {
    let known = library::known();
    let mut before: Vec<Origin> = Vec::new();
    let mut all = Vec::new();
    for name in names {
        let origin = match library::resolve(name, &known) {
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
        all.push(Checked::read(&origin, limits));
        before.push(origin);
    }
    if names.is_empty() {
        all.push(Checked::read(&Origin::embedded(), limits));
    }
    all
}

/// Checks each of the stacks on its own; none means the embedded data.
pub(super) fn run(
    paths: &[OsString],
    warnings: Warnings,
    limits: &Limits,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> io::Result<Outcome> {
    let all = read(paths, limits, beside);
    let errors = all.iter().map(|checked| checked.reading.errors()).sum();
    let warned = all.iter().map(|checked| checked.reading.warnings()).sum();
    match out.form() {
        Form::Json => as_json(&all, errors, warned, out)?,
        Form::Plain => {
            for (finding, file, position) in all.iter().flat_map(Checked::placed) {
                let number = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
                out.record([
                    file,
                    &number(position.map(|(line, _)| line)),
                    &number(position.map(|(_, column)| column)),
                    finding.severity.name(),
                    finding.code.name(),
                    &finding.message,
                    finding.help.as_deref().unwrap_or_default(),
                ])?;
            }
        }
        Form::Human => {
            for checked in &all {
                checked.for_reading(warnings, out)?;
            }
        }
    }
    if out.form() != Form::Json {
        out.finish()?;
        let files = all.iter().map(|checked| checked.reading.texts.len()).sum();
        let summary = summary(files, errors, warned);
        // That the summary cannot be written is no reason to fail: the answer stands.
        let _ = beside.wrapped(&Line::new().with(Role::Text, &summary), 0).and_then(|()| beside.finish());
    }
    Ok(match errors {
        _ if all.iter().any(|checked| checked.refused) => Outcome::Unreadable,
        0 => Outcome::Found,
        _ => Outcome::Nothing,
    })
}

fn summary(files: usize, errors: usize, warnings: usize) -> String {
    let [files, errors, warnings] =
        [(files, "file"), (errors, "error"), (warnings, "warning")].map(|(n, what)| counted(n, what));
    format!("checked {files}: {errors}, {warnings}")
}

fn as_json(all: &[Checked], errors: usize, warnings: usize, out: &mut Output<'_>) -> io::Result<()> {
    let findings = all.iter().flat_map(Checked::placed).map(|(finding, file, position)| json::FindingLine {
        file,
        line: position.map(|(line, _)| line),
        column: position.map(|(_, column)| column),
        severity: finding.severity.name(),
        code: finding.code.name(),
        message: &finding.message,
        help: finding.help.as_deref(),
    });
    out.json(&json::Check { version: json::VERSION, errors, warnings, findings: findings.collect() })
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
    let ink = if out.coloured() { Ink::Coloured } else { Ink::Plain };
    let look = Look { ink, width: out.width() };
    out.drawing(&report::draw(findings, texts, look))
}

/// Warnings that say the same.
struct Block<'a> {
    first: &'a Finding,
    place: String,
    /// The files, each with the lines; a finding about a whole file has no line.
    lines: Vec<(&'a str, Vec<usize>)>,
    count: usize,
}

impl Checked {
    fn for_reading(&self, warnings: Warnings, out: &mut Output<'_>) -> io::Result<()> {
        for block in self.blocks(warnings) {
            block.write(out)?;
        }
        let errors: Vec<Finding> =
            self.reading.findings.iter().filter(|finding| finding.is_error()).cloned().collect();
        if self.refused {
            // There is no text that it could be drawn in.
            for error in &errors {
                let line = Line::new().with(Role::Text, &format!("{}: ", self.whole));
                let line = line.with(Role::Error, &format!("error[{}]", error.code));
                out.wrapped(&line.with(Role::Text, &format!(": {}", error.message)), 0)?;
                if let Some(help) = &error.help {
                    let (label, help) =
                        (Line::new().with(Role::Dim, "  help:"), Line::new().with(Role::Text, help));
                    out.hanging(&label, &help, 8)?;
                }
            }
            return Ok(());
        }
        draw(&errors, &self.reading.texts, out)
    }

    fn blocks(&self, warnings: Warnings) -> Vec<Block<'_>> {
        let mut blocks: Vec<Block<'_>> = Vec::new();
        let mut known: HashMap<(Code, &str), usize> = HashMap::new();
        for (finding, file, position) in self.placed().filter(|(finding, ..)| !finding.is_error()) {
            let next = blocks.len();
            let at = match warnings {
                Warnings::Together => *known.entry((finding.code, &finding.message)).or_insert(next),
                Warnings::Apart => next,
            };
            if at == next {
                let place = position.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
                blocks.push(Block {
                    first: finding,
                    place: format!("{file}{place}"),
                    lines: vec![],
                    count: 0,
                });
            }
            let Some(block) = blocks.get_mut(at) else { continue };
            block.count += 1;
            match block.lines.last_mut() {
                Some((last, lines)) if *last == file => lines.extend(position.map(|(line, _)| line)),
                _ => block.lines.push((file, position.map(|(line, _)| line).into_iter().collect())),
            }
        }
        blocks
    }
}

impl Block<'_> {
    fn write(&self, out: &mut Output<'_>) -> io::Result<()> {
        let label = format!("warning[{}]", self.first.code);
        if self.count == 1 {
            let line = Line::new().with(Role::Text, &format!("{}: ", self.place)).with(Role::Warning, &label);
            return out.line(&line.with(Role::Text, &format!(": {}", self.first.message)));
        }
        let line = Line::new().with(Role::Warning, &label);
        out.wrapped(&line.with(Role::Text, &format!(": {}, {} times", self.first.message, self.count)), 0)?;
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
        if let Some(help) = &self.first.help {
            out.hanging(&Line::new().with(Role::Dim, "  help:"), &Line::new().with(Role::Text, help), 8)?;
        }
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

    fn human(checked: &Checked, warnings: Warnings) -> String {
        written(Form::Human, 80, |out| checked.for_reading(warnings, out).expect("written"))
    }

    #[test]
    fn warnings_that_say_the_same_stand_together_before_the_errors() {
        insta::assert_snapshot!(human(
            &checked(&[("a", "all"), ("b", "cellar"), ("c", "all")]),
            Warnings::Together
        ));
    }

    #[test]
    fn warnings_stand_apart_when_asked_for_or_when_there_is_only_one() {
        let apart = human(&checked(&[("a", "all"), ("b", "all")]), Warnings::Apart);
        assert_eq!(apart.lines().count(), 2, "{apart}");
        assert!(apart.starts_with("s.toml:26:11: warning[evidence.single-source]: "), "{apart}");
        let single = checked(&[("a", "all")]);
        assert_eq!(human(&single, Warnings::Together), human(&single, Warnings::Apart));
    }

    #[test]
    fn what_cannot_be_read_is_told_in_a_line() {
        let known = library::Known::none();
        let none = library::resolve("no/such/file.toml".as_ref(), &known).expect_err("there is none");
        let told = human(&Checked::refused(&none.error, None), Warnings::Together);
        assert_eq!(told, "no/such/file.toml: error[io.unreadable]: there is no such file or folder\n");
    }

    #[test]
    fn the_summary_counts_in_words() {
        assert_eq!(summary(1, 0, 1), "checked 1 file: 0 errors, 1 warning");
        assert_eq!(summary(19, 1, 12), "checked 19 files: 1 error, 12 warnings");
    }
}
