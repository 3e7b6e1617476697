//! Command line arguments, and the main help.

use std::env;
use std::ffi::OsString;
use std::io;

use clap::error::ErrorKind;
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser};
use clap_complete::CompleteEnv;

use super::candidates;
use super::commands::Command;
use super::completions::VARIABLE;
use super::options::{
    OutputFormat, colour_parser, date_parser, format_help, format_parser, group_parser, sort_parser,
};
use super::outcome::Failure;
use super::output::{Form, help_width};
use super::pick::Pick;
use super::search;
use super::settings::FlagSetting;
use super::usage;
use crate::catalog::{Grouping, Sorting};
use crate::config::{Colour, Height, Key};
use crate::dataset::{Date, nearest};
use crate::import::Format;

/// Layout of help: examples come first, because most users read no further.
const TEMPLATE: &str = "{about}\n\n{before-help}Usage: {usage}\n\n{all-args}{after-help}";

const EXAMPLES: &str = "\
Examples:
  stacklore                         explore the stack of Discord
  stacklore --query cassandra       start with a search
  stacklore stack-overflow pypi     explore two other built-in stacks
  stacklore --all                   explore all of them, and your own
  stacklore mine.toml README.md     explore your own stacks together
  stacklore who redis               who has it, since when, and the proof
  stacklore moves --from mongodb    what was left, for what, when and why
  stacklore compare govuk pypi      what each uses, by role
  stacklore show scylladb           one technology, every claim with its sources
  stacklore search --json queue     search results as JSON
  stacklore list | cut -f1,4        every id with its status
  stacklore check mine.toml         validate a stack";

const ENDING: &str = "\
Output that is not a terminal is plain: one record a line, tab-separated fields.
`stacklore COMMAND --help` lists the columns.

Exit codes:
  0    success
  1    nothing found, an unknown id, errors found by `check`, a difference
  2    usage error
  3    a stack cannot be read
  4    I/O or an external program failed (no browser, disk full)
  130  nothing was picked: Esc or Ctrl-c with --pick

A STACK is a name from `stacklore stacks`, a TOML file, a folder of TOML files,
a Markdown list, a pipe, or `-` for standard input. With several STACKs, an id
that more than one of them has is written stack/id.

Environment:
  STACKLORE_CONFIG   settings file, instead of the default one
  STACKLORE_ASCII, STACKLORE_COLOUR, STACKLORE_HYPERLINKS, STACKLORE_MOUSE, STACKLORE_RESUME,
  STACKLORE_THEME
                     settings of these names, before any file
  NO_COLOR           disables colour when set; CLICOLOR_FORCE=1 forces it
  COLUMNS            width of the output
  STACKLORE_BROWSER  browser to open pages with, before BROWSER
  BROWSER            browser of all programs; %s is replaced by the URL
  VISUAL, EDITOR     editor that the explorer opens your files with";

#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
/// Explores what a service is built on, since when, and the pages that prove it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Parser)]
#[command(
    name = "stacklore",
    bin_name = "stacklore",
    version,
    before_help = EXAMPLES,
    after_help = ENDING,
    override_usage = "stacklore [OPTIONS] [STACK]...\n       stacklore COMMAND [OPTIONS] ...",
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    subcommand_precedence_over_arg = true
)]
pub struct Args {
    /// Stacks to explore [default: `stacks.default` of the settings, those of the last run, or `discord`]
    #[arg(value_name = "STACK")]
    pub stacks: Vec<OsString>,

    /// Adds all named stacks: the built-in ones and your own
    #[arg(long)]
    pub all: bool,

    /// Format of standard input and pipes
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    #[arg(help = format_help(), value_parser = format_parser())]
    pub from: Option<Format>,

    /// Starts with this search
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub query: Option<String>,

    /// Starts at this entry
    #[arg(long, value_name = "ID")]
    pub select: Option<String>,

    /// Starts with the stack as it was on this date: 2018, 2018-06 or 2018-06-30
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    pub as_of: Option<Date>,

    /// Starts afresh instead of where you left it
    #[arg(long)]
    pub no_resume: bool,

    /// Groups the tree: by category, source, year, kind, state, tag, confidence, publisher or technology
    #[arg(long, value_name = "FACET", value_parser = group_parser(), hide_possible_values = true)]
    pub group: Option<Grouping>,

    /// Sorts the entries within their categories: stack, name, date, sources or newest
    #[arg(long, value_name = "ORDER", value_parser = sort_parser(), hide_possible_values = true)]
    pub sort: Option<Sorting>,

    /// Prints the entry that is picked, or several: as id, url, title or json [default: id]
    #[arg(long, value_name = "TEXT", num_args = 0..=1, require_equals = true, default_missing_value = "id")]
    #[arg(value_enum, hide_possible_values = true)]
    pub pick: Option<Pick>,

    /// Draws below the prompt instead of on the whole screen: a number of rows, or a part of the screen as in 40%
    #[arg(long, value_name = "ROWS", value_parser = Height::parse)]
    pub height: Option<Height>,

    /// Shows one thing a line, without boxes and columns: for screen readers
    #[arg(long)]
    pub linear: bool,

    /// Draws with ASCII characters only
    #[arg(long)]
    pub ascii: bool,

    /// Draws in the colours of this theme: terminal, mono, ember, fjord, ink or your own
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,

    /// The output format.
    #[command(flatten)]
    pub output: OutputFormat,

    /// Prints JSON, as `--format json`
    #[arg(long, global = true, conflicts_with = "plain")]
    pub json: bool,

    /// Prints one record a line, tab-separated fields, as `--format plain`
    #[arg(long, global = true)]
    pub plain: bool,

    /// Colour of human output and messages: always, auto or never [default: auto]
    #[arg(long, global = true, value_name = "WHEN", value_parser = colour_parser(), hide_possible_values = true)]
    pub color: Option<Colour>,

    /// Disables colour, as `--color never`
    #[arg(long, global = true, hide = true, conflicts_with = "color")]
    pub no_color: bool,

    /// Shows this help
    #[arg(long, short, global = true, action = ArgAction::Help)]
    help: Option<bool>,

    /// Shows the version
    #[arg(long, short = 'V', action = ArgAction::Version)]
    version: Option<bool>,

    /// Command to run instead of the explorer
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// A text to print instead of running: help, or a usage error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EarlyExit {
    /// Help or version, for stdout.
    Help(String),
    /// A usage error, for stderr.
    Usage(Failure),
}

impl Args {
    /// Parses the arguments, of which the first is the program's name.
    ///
    /// # Errors
    ///
    /// [`EarlyExit`] is the text to print instead; quoted arguments in it are sanitized.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, EarlyExit> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        // Building the parser would take a good part of the time to the first frame.
        if arguments.len() < 2 {
            return Ok(Self::default());
        }
        let args = Self::parsed(arguments).map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => EarlyExit::Help(error.render().to_string()),
            _ => EarlyExit::Usage(usage::failure(&error)),
        })?;
        args.checked().map_err(|message| EarlyExit::Usage(Failure::usage(message)))
    }

    /// The parser of the arguments, with the layout of help in all commands.
    pub(super) fn parser() -> clap::Command {
        with_layout(Self::command())
    }

    /// Answers a shell that asks for the words that may follow, and returns whether one did.
    ///
    /// # Errors
    ///
    /// Fails when the words cannot be written.
    pub fn complete(arguments: impl IntoIterator<Item = OsString>) -> io::Result<bool> {
        if env::var_os(VARIABLE).is_none() {
            return Ok(false);
        }
        let folder = env::current_dir().ok();
        let completer =
            CompleteEnv::with_factory(|| with_candidates(Self::command())).var(VARIABLE).bin("stacklore");
        completer.try_complete(arguments, folder.as_deref()).map_err(io::Error::other)
    }

    fn parsed(arguments: Vec<OsString>) -> Result<Self, clap::Error> {
        let mut command = Self::parser();
        // The width is asked for only if the help is.
        if arguments.iter().any(|word| word == "--help" || word == "-h") {
            command = command.term_width(help_width());
        }
        let matches = command.try_get_matches_from_mut(arguments);
        let args = matches.and_then(|matches| Self::from_arg_matches(&matches));
        args.map_err(|error| error.format(&mut command))
    }

    /// Rejects combinations of arguments that `clap` cannot reject.
    fn checked(self) -> Result<Self, &'static str> {
        let has_form = self.json || self.plain;
        let Some(command) = &self.command else {
            return match self.output.format {
                Some(_) if has_form => Err(CHOOSE_ONCE),
                format if self.pick.is_some() && (has_form || format.is_some()) => {
                    Err("write --pick=json for JSON; --pick prints plain lines")
                }
                _ => Ok(self),
            };
        };
        let message = match command {
            _ if self.output.format.is_some() => "write --format after the command",
            _ if !self.stacks.is_empty() => {
                "name the stack after the command: `list STACK`, `show ID --stack STACK`"
            }
            _ if self.from.is_some() => "write --from after the command",
            _ if self.all => "write --all after the command",
            _ if self.query.is_some() || self.select.is_some() => {
                "--query and --select are for the explorer; use `search` and `show` instead"
            }
            _ if self.no_resume => "--no-resume is for the explorer",
            _ if self.pick.is_some() || self.height.is_some() || self.group.is_some() => {
                "--pick, --height and --group are for the explorer: write them without a command"
            }
            _ if self.as_of.is_some() => "write --as-of after `list`, or without a command for the explorer",
            _ if self.sort.is_some() => "write --sort after `list`, or without a command for the explorer",
            Command::Open(_) if self.json => "`open` has no JSON output; `show ID --json` lists the URLs",
            Command::Export(_) if has_form => {
                "choose the output format by --format: `export --format json`, `export --format csv`"
            }
            Command::New(_) | Command::Schema(_) if has_form => {
                "this command has one output format; omit --json and --plain"
            }
            _ if has_form && command.format().is_some() => CHOOSE_ONCE,
            Command::Search(search::Options { batch: Some(_), .. })
                if self.form().is_some_and(|form| form != Form::Json) =>
            {
                "--batch prints JSON, a line for each query"
            }
            Command::Search(search::Options { batch: Some(batch), stacks, .. })
                if batch == "-" && stacks.stacks.iter().any(|stack| stack == "-") =>
            {
                "standard input cannot be both the stack and the queries"
            }
            _ => return Ok(self),
        };
        Err(message)
    }

    /// The given output format.
    pub fn form(&self) -> Option<Form> {
        match (self.json, self.plain) {
            (true, _) => Some(Form::Json),
            (_, true) => Some(Form::Plain),
            _ => self.output.format.or_else(|| self.command.as_ref().and_then(Command::format)),
        }
    }

    /// Whether to open the explorer rather than to print.
    pub fn wants_explorer(&self) -> bool {
        self.command.is_none() && self.form().is_none()
    }

    /// The settings that the flags give.
    pub fn flags(&self) -> Vec<FlagSetting> {
        let mut flags = Vec::new();
        if let Some(colour) = self.color {
            flags.push((Key::Colour, "--color", colour.name().to_owned()));
        }
        if self.no_color {
            flags.push((Key::Colour, "--no-color", "never".to_owned()));
        }
        if self.ascii {
            flags.push((Key::Ascii, "--ascii", "true".to_owned()));
        }
        if let Some(theme) = &self.theme {
            flags.push((Key::Theme, "--theme", theme.clone()));
        }
        if self.no_resume {
            flags.push((Key::Resume, "--no-resume", "false".to_owned()));
        }
        if let Some(group) = self.group {
            flags.push((Key::ViewGroup, "--group", group.name().to_owned()));
        }
        if let Some(sort) = self.sort {
            flags.push((Key::ViewSort, "--sort", sort.name().to_owned()));
        }
        if let Some(date) = self.as_of {
            flags.push((Key::ViewAsOf, "--as-of", date.to_string()));
        }
        flags
    }

    /// Whether the run is about the theme of the settings: the explorer, and the commands that show settings.
    pub fn uses_theme(&self) -> bool {
        self.wants_explorer() || matches!(self.command, Some(Command::Config(_)))
    }

    /// The command with the name nearest to a mistyped word; `None` for what looks like a path.
    pub fn nearest_command(word: &str) -> Option<String> {
        if word.contains(['.', '/', '\\']) {
            return None;
        }
        let names = Self::command_names();
        nearest(word, names.iter().map(String::as_str)).map(str::to_owned)
    }

    /// The names of all commands.
    pub(super) fn command_names() -> Vec<String> {
        Self::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
    }
}

/// The usage error of two output formats.
const CHOOSE_ONCE: &str = "choose the output format once: --format FORMAT, or --json, or --plain";

/// The parser with the words that shells may offer for ids and stacks, in all of its commands.
fn with_candidates(parser: clap::Command) -> clap::Command {
    let parser = parser.mut_args(|arg| match arg.get_id().as_str() {
        "id" | "names" | "select" | "around" => arg.add(candidates::ids()),
        "stacks" => arg.add(candidates::stacks()),
        _ => arg,
    });
    parser.mut_subcommands(with_candidates)
}

/// The parser with the layout of help, in all of its commands.
fn with_layout(parser: clap::Command) -> clap::Command {
    parser.help_template(TEMPLATE).mut_subcommands(with_layout)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::written;

    fn read(arguments: &[&str]) -> Result<Args, EarlyExit> {
        Args::read(std::iter::once("stacklore").chain(arguments.iter().copied()).map(OsString::from))
    }

    /// The usage error of some arguments, as it is printed.
    fn error(arguments: &[&str]) -> String {
        let Err(EarlyExit::Usage(failure)) = read(arguments) else { panic!("{arguments:?} is wrong") };
        written(Form::Human, usize::MAX, |stderr| failure.report(stderr))
    }

    fn help(arguments: &[&str]) -> String {
        let mut command = with_layout(Args::command()).term_width(80);
        let words = std::iter::once("stacklore").chain(arguments.iter().copied());
        command.try_get_matches_from_mut(words).expect_err("help is no run").to_string()
    }

    #[test]
    fn no_argument_at_all_is_what_the_parser_would_make_of_it() {
        let name = || vec![OsString::from("stacklore")];
        let parsed = Args::from_arg_matches(&Args::command().try_get_matches_from(name()).unwrap()).unwrap();
        assert_eq!(Args::read(name()).ok(), Some(parsed));
    }

    #[test]
    fn the_parser_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn help_begins_with_examples_and_lists_everything() {
        insta::assert_snapshot!(help(&["--help"]));
    }

    #[test]
    fn every_command_explains_itself() {
        let command = Args::command();
        let names = command.get_subcommands().map(clap::Command::get_name);
        let all: Vec<String> = names.map(|name| help(&[name, "--help"])).collect();
        insta::assert_snapshot!(all.join("\n----------------\n"));
    }

    #[test]
    fn flags_may_be_before_or_after_the_command() {
        for words in [["--json", "list"], ["list", "--json"]] {
            let args = read(&words).expect("fine");
            assert_eq!(args.form(), Some(Form::Json));
            assert!(matches!(args.command, Some(Command::List(_))));
        }
    }

    #[test]
    fn several_stacks_may_be_named() {
        let args = read(&["one.toml", "two.toml"]).expect("fine");
        assert_eq!(args.stacks, ["one.toml", "two.toml"]);
        for words in [&["list", "a", "b"][..], &["show", "x", "--stack", "a", "--stack=b"]] {
            let stacks = match read(words).expect("fine").command {
                Some(Command::List(options)) => options.stacks.stacks,
                Some(Command::Show(options)) => options.stacks.stacks,
                other => panic!("{other:?}"),
            };
            assert_eq!(stacks, ["a", "b"]);
        }
    }

    #[test]
    fn what_contradicts_itself_is_wrong_usage() {
        for words in [
            &["--json", "--plain", "list"][..],
            &["--format", "json", "list"],
            &["--format", "json", "--plain"],
            &["--format", "json", "--pick"],
            &["list", "--format", "toml", "-"],
            &["list", "--color", "always", "--no-color"],
            &["search", "--batch", "-", "--format", "human"],
            &["--from", "toml", "list"],
            &["--from", "yaml", "-"],
            &["search", "--stack", "-", "--batch", "-"],
            &["config"],
            &["one.toml", "list"],
            &["--query", "x", "list"],
            &["open", "redis", "--json"],
            &["open", "redis", "0"],
            &["search", "x", "--limit", "x"],
            &["search"],
            &["search", "x", "--batch", "-"],
            &["search", "--plain", "--batch", "-"],
            &["show"],
        ] {
            assert!(matches!(read(words), Err(EarlyExit::Usage(_))), "{words:?}");
        }
    }

    #[test]
    fn what_people_try_is_answered_with_what_works() {
        for (words, wanted) in [
            (&["list", "--stack", "a.toml"][..], "hint: name the stack without a flag"),
            (&["search", "x", "--limit", "x"], "`x` for `--limit <N>`: write a number, or 0 for all results"),
            (&["open", "redis", "0"], "write a number from 1 up, a letter or a claim, as in 2, a or C3"),
            (&["open", "redis", "--json"], "`open` has no JSON output; `show ID --json` lists the URLs"),
            (&["check", "--json", "--format", "github"], "choose the output format once"),
        ] {
            let text = error(words);
            assert!(text.contains(wanted), "{words:?}: {text}");
        }
        assert!(!help(&["open", "--help"]).contains("--json"));
    }

    #[test]
    fn a_mistyped_command_is_offered_in_its_right_spelling() {
        assert_eq!(Args::nearest_command("chekc").as_deref(), Some("check"));
        for stack in
            ["postgres", "my-search.toml", "mylist", "/home/x/open-source.toml", "./lists", "a\\list"]
        {
            assert_eq!(Args::nearest_command(stack), None, "{stack}");
        }
    }

    #[test]
    fn a_hostile_argument_is_quoted_inertly() {
        let text = error(&["--\u{1b}[2J\u{9b}31m\nstacklore: forged"]);
        assert!(!text.replace('\n', "").contains(char::is_control), "{text:?}");
        assert!(!text.lines().skip(1).any(|line| line.starts_with("stacklore: ")), "{text:?}");
    }
}
