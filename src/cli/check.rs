//! `check`: findings about stacks.
//!
//! Findings go to stdout, in the order of the files and of their text. The human format draws each error with its line and
//! groups equal warnings where the first of them is, with the numbers of their lines, since a valid stack may have hundreds
//! of claims with a single source; `--verbose` prints each on its own.
//! Plain columns: file, line, column, severity, code, message, help; line and column are empty if a finding concerns a
//! whole file. At most [`MAX_PER_CODE`] findings of a code are written without `--verbose`.

mod ties;

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::io;

use clap::ValueEnum;

use super::findings::{Located, locate, look};
use super::load::{check_names, note_duplicate, note_shadowing};
use super::options::{format_help, format_parser, names_of};
use super::outcome::{Outcome, RunResult, with_cause};
use super::output::{Form, Line, Output, Role};
use super::settings::Context;
use crate::catalog::bundled;
use crate::config::Limits;
use crate::dataset::{Code, Finding};
use crate::export::json;
use crate::format::Reading;
use crate::format::report::{self, Artist, LeftOff, counted};
use crate::import::Format;
use crate::library::{self, Origin, Unresolved};
use crate::system::files::FilesError;

/// Options of `check`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore check mine.toml\n  stacklore check stacks/one stacks/two\n  stacklore check --json mine.toml\n  stacklore check --format github --deny warnings stacks/*.toml",
    after_help = "Errors make the exit code 1, and so do warnings with `--deny warnings`. An unreadable file makes it 3.\n\
        In several stacks, what looks the same and is not tied is a hint.\n\
        Findings are in the order of the files. The human format groups equal warnings at the first of them; the other \
        formats have at most 1000 findings of each code. `--verbose` prints all of them.\n\
        Plain columns: file, line, column, severity, code, message, help"
)]
pub struct Options {
    /// Files, folders, names or `-`, each a stack of its own [default: the built-in stack of Discord]
    #[arg(value_name = "FILE")]
    pub paths: Vec<OsString>,
    /// Adds all named stacks: the built-in ones and your own
    #[arg(long)]
    pub all: bool,
    /// Prints every finding on its own
    #[arg(long, short)]
    pub verbose: bool,
    /// Format of standard input and pipes
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    #[arg(help = format_help(), value_parser = format_parser())]
    pub from: Option<Format>,
    /// Output format [default: human on a terminal, else plain]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Report>,
    /// Findings, besides errors, that make the exit code 1
    #[arg(long, value_name = "WHAT")]
    pub deny: Option<Deny>,
}

/// Output format of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Report {
    /// Each error underlined in its line
    Human,
    /// One JSON document, as `--json`
    Json,
    /// One record a line, as `--plain`
    Plain,
    /// Annotations of GitHub Actions
    Github,
}

impl Report {
    /// The form of output that it is written in.
    pub(super) const fn form(self) -> Form {
        match self {
            Self::Human => Form::Human,
            Self::Json => Form::Json,
            Self::Plain | Self::Github => Form::Plain,
        }
    }
}

/// Findings that `--deny` can turn into a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Warnings
    Warnings,
}

/// Maximum number of findings of a code that are written without `--verbose`: a generated file may repeat one mistake.
const MAX_PER_CODE: usize = 1_000;

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let names = names_of(&options.paths, options.all, context.configuration)?;
    check_names(&*names, options.from)?;
    let mut all = read(&names, options.from, context);
    ties::add(all.iter_mut().map(|checked| &mut checked.reading).collect());
    let errors = all.iter().map(|checked| checked.reading.errors()).sum();
    let warnings = all.iter().map(|checked| checked.reading.warnings()).sum();
    let hints = all.iter().map(|checked| checked.reading.hints()).sum();
    let mut left_off = LeftOff::default();
    if out.form == Form::Human {
        all.iter().try_for_each(|checked| checked.print_human(options.verbose, out))?;
    } else {
        let located = limited(&all, options.verbose, &mut left_off);
        match out.form {
            Form::Json => {
                let line = |(_, code, count): (_, Code, _)| json::LeftOffLine { code: code.name(), count };
                let left_off = left_off.counts().map(line).collect();
                let findings = located.into_iter().map(|located| located.record).collect();
                out.json(&json::Check {
                    version: json::VERSION,
                    errors,
                    warnings,
                    hints,
                    findings,
                    left_off,
                })?;
            }
            _ if options.format == Some(Report::Github) => {
                located.iter().try_for_each(|located| out.record([located.annotation()]))?;
            }
            _ => located.iter().try_for_each(|located| located.print_plain(out))?,
        }
    }
    if out.form != Form::Json {
        out.finish()?;
        print_summary(&all, &left_off, &mut context.stderr);
    }
    Ok(match errors {
        _ if all.iter().any(|checked| checked.is_unreadable) => Outcome::Unreadable,
        0 if warnings == 0 || options.deny.is_none() => Outcome::Found,
        _ => Outcome::Negative,
    })
}

/// Reads the named stacks in their order, each once; no name means that of Discord.
fn read(names: &[OsString], from: Option<Format>, context: &mut Context<'_>) -> Vec<Checked> {
    let (named_stacks, limits) =
        (context.configuration.named_stacks(), &context.configuration.settings().limits);
    let mut origins: Vec<Origin> = Vec::new();
    let mut all = Vec::new();
    for name in names {
        match library::resolve(name, &named_stacks) {
            Err(Unresolved { error, nearest, .. }) => {
                let nearest = nearest.map(|nearest| format!("did you mean `{nearest}`?"));
                all.push(Checked::unreadable(&error, nearest));
            }
            Ok(origin) if origins.iter().any(|earlier| earlier.is_same(&origin)) => {
                note_duplicate(&origin, &mut context.stderr);
            }
            Ok(origin) => {
                let format = from.filter(|_| origin.is_stream());
                let origin = Origin { format, ..origin };
                note_shadowing(&origin, &mut context.stderr);
                all.extend(Checked::read(&origin, limits));
                origins.push(origin);
            }
        }
    }
    if names.is_empty() {
        let default = bundled::find(bundled::NAME).map(Origin::embedded);
        all.extend(default.into_iter().flat_map(|origin| Checked::read(&origin, limits)));
    }
    all
}

/// The findings of all stacks, at most [`MAX_PER_CODE`] of each code unless `verbose`; the others are counted.
fn limited<'a>(all: &'a [Checked], verbose: bool, left_off: &mut LeftOff) -> Vec<Located<'a>> {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    let mut fits = |located: &Located<'_>| {
        let count = counts.entry(located.finding.code).or_default();
        *count += 1;
        let fits = verbose || *count <= MAX_PER_CODE;
        if !fits {
            left_off.add(located.finding, 1);
        }
        fits
    };
    all.iter().flat_map(Checked::located).filter(|located| fits(located)).collect()
}

/// Prints what was left off, and how much was checked and found.
fn print_summary(all: &[Checked], left_off: &LeftOff, stderr: &mut Output<'_>) {
    let left_off = left_off.lines();
    for line in &left_off {
        stderr.remark(line);
    }
    if !left_off.is_empty() {
        stderr.remark("`--verbose` prints all of them");
    }
    let sum = |count: fn(&Reading) -> usize| all.iter().map(|checked| count(&checked.reading)).sum();
    let files = counted(sum(|reading| reading.texts.len()), "file");
    let errors = counted(sum(Reading::errors), "error");
    let warnings = counted(sum(Reading::warnings), "warning");
    let hints = sum(Reading::hints);
    let hints = if hints == 0 { String::new() } else { format!(", {}", counted(hints, "hint")) };
    stderr.remark(&format!("checked {files}: {errors}, {warnings}{hints}"));
    if all.iter().any(|checked| checked.reading.is_older && checked.reading.errors() == 0) {
        stderr.remark(NEW_IN_SCHEMA_2);
    }
    if all.iter().any(Checked::has_broken_syntax) {
        stderr.remark("references were not checked: correct the syntax first");
    }
}

/// The note on the keys that are new in schema 2.
const NEW_IN_SCHEMA_2: &str = "schema 1 is read as before; schema 2 adds `when`, `passage` and `section` of a claim, \
    `since` and `until` of a relation, and `former_ids`";

/// A stack that was checked, or one that cannot be read.
#[derive(Debug)]
struct Checked {
    reading: Reading,
    /// The file of findings without a location.
    path: String,
    is_unreadable: bool,
}

impl Checked {
    fn new(reading: Reading) -> Self {
        let path = reading.texts.first().map(|text| text.name.clone()).unwrap_or_default();
        Self { reading, path, is_unreadable: false }
    }

    /// Reads a stack. The unreadable files of a folder come first.
    fn read(origin: &Origin, limits: &Limits) -> Vec<Self> {
        let (reading, errors) = match library::read_each(origin, limits) {
            Ok((reading, errors)) => (Some(reading), errors),
            Err(error) => (None, vec![error]),
        };
        let mut all: Vec<Self> = errors.iter().map(|error| Self::unreadable(error, None)).collect();
        all.extend(reading.filter(|reading| errors.is_empty() || !reading.texts.is_empty()).map(Self::new));
        all
    }

    /// A file that cannot be read; `hint` is used unless the error has a hint of its own.
    fn unreadable(error: &FilesError, hint: Option<String>) -> Self {
        let code = Code::ALL.iter().copied().find(|code| code.name() == error.code());
        let path = error.path().to_string_lossy().into_owned();
        let message = with_cause(error);
        let message = message.strip_prefix(&format!("{path}: ")).unwrap_or(&message);
        let finding =
            Finding::error(code.unwrap_or(Code::Unreadable), None, message).help(error.help().or(hint));
        let reading = Reading { findings: vec![finding], ..Reading::default() };
        Self { reading, path, is_unreadable: true }
    }

    /// The findings with their locations.
    fn located(&self) -> impl Iterator<Item = Located<'_>> {
        locate(&self.reading.findings, &self.reading.texts, &self.path)
    }

    /// Whether references were not checked because the text cannot be parsed.
    fn has_broken_syntax(&self) -> bool {
        let broken = [Code::Syntax, Code::InvalidUtf8, Code::Utf16];
        self.reading.findings.iter().any(|finding| broken.contains(&finding.code))
    }

    /// Prints all in the order of the text, equal warnings together at the first of them unless `verbose`.
    fn print_human(&self, verbose: bool, out: &mut Output<'_>) -> io::Result<()> {
        if self.is_unreadable {
            // There is no text to draw the errors in.
            return self.located().try_for_each(|located| {
                print_line(&located, Role::Error, out)?;
                print_help(located.finding.help.as_deref(), out)
            });
        }
        let mut artist = Artist::new(&self.reading.texts, look(out));
        let (mut errors, mut warnings) = (0, 0);
        let mut left_off = LeftOff::default();
        for block in self.blocks(verbose) {
            let finding = block.first.finding;
            let (printed, max) = if finding.is_error() {
                (&mut errors, report::ERRORS)
            } else {
                (&mut warnings, MAX_WARNING_BLOCKS)
            };
            if *printed == max && !verbose {
                left_off.add(finding, block.count);
                continue;
            }
            *printed += 1;
            if finding.is_error() {
                out.drawing(&artist.draw(finding))?;
            } else {
                block.print(out)?;
            }
        }
        left_off.lines().iter().try_for_each(|line| out.wrapped(&Line::new(Role::Text, line), 0))
    }

    /// The errors, each a block, and the equal warnings as one block, or each as one if `verbose`.
    fn blocks(&self, verbose: bool) -> Vec<Block<'_>> {
        let mut blocks: Vec<Block<'_>> = Vec::new();
        let mut known: HashMap<(Code, &str), usize> = HashMap::new();
        for located in self.located() {
            let next = blocks.len();
            let at = if verbose || located.finding.is_error() {
                next
            } else {
                *known.entry((located.finding.code, &located.finding.message)).or_insert(next)
            };
            let (file, line) = (located.record.file, located.record.line);
            if at == next {
                blocks.push(Block { first: located, lines: vec![], count: 0 });
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

/// Maximum number of blocks of warnings that are printed; the others are counted.
const MAX_WARNING_BLOCKS: usize = 50;

/// Maximum number of line numbers in a block for each file; the others are counted.
const MAX_LINE_NUMBERS: usize = 12;

/// An error, or equal warnings.
struct Block<'a> {
    first: Located<'a>,
    /// The files, each with the lines; a finding about a whole file has no line.
    lines: Vec<(&'a str, Vec<usize>)>,
    count: usize,
}

impl Block<'_> {
    fn print(&self, out: &mut Output<'_>) -> io::Result<()> {
        if self.count == 1 {
            return print_line(&self.first, Role::Warning, out);
        }
        let Finding { code, message, help, .. } = self.first.finding;
        let line = Line::new(Role::Warning, &format!("warning[{code}]"));
        out.wrapped(&line.with(Role::Text, &format!(": {message}, {} times", self.count)), 0)?;
        for (file, lines) in &self.lines {
            let mut numbers: Vec<String> =
                lines.iter().take(MAX_LINE_NUMBERS).map(ToString::to_string).collect();
            if lines.len() > MAX_LINE_NUMBERS {
                numbers.push(format!("and {} more", lines.len() - MAX_LINE_NUMBERS));
            }
            let word = if lines.len() == 1 { "line" } else { "lines" };
            let line = Line::new(Role::Text, file);
            out.wrapped(&line.with(Role::Dim, &format!(", {word} {}", numbers.join(" "))), 2)?;
        }
        print_help(help.as_deref(), out)?;
        out.blank()
    }
}

/// Prints a finding as one line: location, severity and code, message.
fn print_line(located: &Located<'_>, role: Role, out: &mut Output<'_>) -> io::Result<()> {
    let Finding { severity, code, message, .. } = located.finding;
    let line = Line::new(Role::Text, &format!("{}: ", located.location()));
    let line = line.with(role, &format!("{}[{code}]", severity.name()));
    out.line(&line.with(Role::Text, &format!(": {message}")))
}

fn print_help(help: Option<&str>, out: &mut Output<'_>) -> io::Result<()> {
    let Some(help) = help else { return Ok(()) };
    out.hanging(&Line::new(Role::Dim, "  help:"), &Line::new(Role::Text, help), 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::written;
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
        Checked::new(toml::read(vec![File::new("s.toml", text)]))
    }

    fn human(checked: &Checked, verbose: bool) -> String {
        written(Form::Human, 80, |out| checked.print_human(verbose, out).expect("written"))
    }

    #[test]
    fn equal_warnings_are_together_at_the_first_of_them() {
        insta::assert_snapshot!(human(&checked(&[("a", "all"), ("b", "cellar"), ("c", "all")]), false));
    }

    #[test]
    fn warnings_are_apart_when_verbose_or_when_there_is_only_one() {
        let apart = human(&checked(&[("a", "all"), ("b", "all")]), true);
        assert_eq!(apart.lines().count(), 2, "{apart}");
        assert!(apart.starts_with("s.toml:26:11: warning[evidence.single-source]: "), "{apart}");
        let single = checked(&[("a", "all")]);
        assert_eq!(human(&single, false), human(&single, true));
    }

    #[test]
    fn verbose_findings_are_in_the_order_of_the_file() {
        let text = human(&checked(&[("a", "all"), ("b", "cellar"), ("c", "all")]), true);
        let order: Vec<usize> = ["s.toml:26:11: warning", "-> s.toml:30:12", "s.toml:48:11: warning"]
            .iter()
            .map(|place| text.find(place).unwrap_or_else(|| panic!("{place} in {text}")))
            .collect();
        assert!(order.is_sorted(), "{text}");
    }

    #[test]
    fn findings_of_a_code_are_limited_unless_verbose() {
        let ids: Vec<String> = (0..1_005).map(|at| format!("e{at}")).collect();
        let entries: Vec<(&str, &str)> = ids.iter().map(|id| (&**id, "all")).collect();
        let all = [checked(&entries)];
        let mut left = LeftOff::default();
        assert_eq!(limited(&all, false, &mut left).len(), MAX_PER_CODE);
        assert_eq!(left.lines(), ["... and 5 more warnings: evidence.single-source 5"]);
        let mut none = LeftOff::default();
        assert_eq!(limited(&all, true, &mut none).len(), 1_005);
        assert_eq!(none, LeftOff::default());
    }

    #[test]
    fn an_unreadable_file_is_reported_in_a_line() {
        let named_stacks = library::NamedStacks::embedded_only();
        let none = library::resolve("no/such/file.toml".as_ref(), &named_stacks).expect_err("there is none");
        let text = human(&Checked::unreadable(&none.error, None), false);
        assert_eq!(text, "no/such/file.toml: error[io.unreadable]: no such file or folder\n");
    }

    #[test]
    fn the_summary_counts_files_errors_and_warnings() {
        let summary = |all: &[Checked]| {
            written(Form::Human, 80, |stderr| print_summary(all, &LeftOff::default(), stderr))
        };
        let older = summary(&[checked(&[("a", "all")])]);
        assert!(
            older.starts_with("checked 1 file: 0 errors, 1 warning\nschema 1 is read as before"),
            "{older}"
        );
        let several = [checked(&[("a", "all"), ("b", "cellar")]), checked(&[("c", "all")])];
        assert!(summary(&several).starts_with("checked 2 files: 1 error, 3 warnings\n"));
    }
}
