//! What can be typed behind the program's name, and the help that says so.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser};

use super::commands::{Command, Report, format_parser};
use super::output::Form;
use crate::config::{Colour, Settings};
use crate::dataset::{nearest, sanitized};
use crate::import::Format;

/// Examples come first: most people read no further.
pub(super) const TEMPLATE: &str = "{about}\n\n{before-help}Usage: {usage}\n\n{all-args}{after-help}";

const EXAMPLES: &str = "\
Examples:
  stacklore                         explore the stack of Discord
  stacklore --query cassandra       start with a search
  stacklore mine.toml README.md     explore stacks of your own, together
  stacklore show scylladb           one technology, every claim with its sources
  stacklore search --json queue     answers for a program
  stacklore list | cut -f1,4        every id with its status
  stacklore check mine.toml         is it sound, and what does it lack?";

const ENDING: &str = "\
Where the output is not a terminal, it is plain: one record a line, fields between tabs.
`stacklore COMMAND --help` says which.

Exit codes:
  0    found, or nothing to complain of
  1    nothing found, an unknown id, errors found by `check`, a difference
  2    wrong usage
  3    a stack cannot be read
  4    something outside failed: no browser, a full disk

A STACK is a name from `stacklore stacks`, a TOML file, a folder of TOML files,
a Markdown list, or `-` for the standard input. With several STACKs, an id that
more than one of them has is written stack/id.

Environment:
  STACKLORE_CONFIG   the file of settings, in place of the usual one
  NO_COLOR           when set, no colour; CLICOLOR_FORCE=1 asks for it
  COLUMNS            how wide the output may be
  STACKLORE_BROWSER  the browser to open pages with, before BROWSER
  BROWSER            the browser of all programs; %s stands for the address
  VISUAL, EDITOR     the editor that the explorer opens a file of yours with";

#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
/// Explores what a service is built on, since when, and the pages that prove it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Parser)]
#[command(
    name = "stacklore",
    bin_name = "stacklore",
    version,
    help_template = TEMPLATE,
    before_help = EXAMPLES,
    after_help = ENDING,
    max_term_width = 100,
    override_usage = "stacklore [OPTIONS] [STACK]…\n       stacklore COMMAND [OPTIONS] …",
    disable_help_flag = true,
    disable_version_flag = true,
    subcommand_precedence_over_arg = true
)]
pub struct Args {
    /// What to explore; none: `stacks.default` of the settings, or `discord`
    #[arg(value_name = "STACK")]
    pub stacks: Vec<OsString>,

    /// Format of standard input [default: detected]
    #[arg(long, visible_alias = "format", value_name = "FORMAT", value_parser = format_parser())]
    pub from: Option<Format>,

    /// Starts with this search
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub query: Option<String>,

    /// Starts at this entry
    #[arg(long, value_name = "ID")]
    pub select: Option<String>,

    /// Draws lines and marks with ASCII characters only
    #[arg(long)]
    pub ascii: bool,

    /// Writes JSON
    #[arg(long, global = true, conflicts_with = "plain")]
    pub json: bool,

    /// Writes one record a line, fields between tabs
    #[arg(long, global = true)]
    pub plain: bool,

    /// Uses no colour
    #[arg(long, global = true)]
    pub no_color: bool,

    /// Shows this help
    #[arg(long, short, global = true, action = ArgAction::Help)]
    help: Option<bool>,

    /// Shows the version
    #[arg(long, short = 'V', action = ArgAction::Version)]
    version: Option<bool>,

    /// What to do instead of opening the explorer
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Why there is nothing to run: help was asked for, or the usage is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// Help or the version, for the standard output.
    Help(String),
    /// What is wrong with the usage, for the standard error.
    Usage(String),
}

impl Args {
    /// Reads the arguments, the program's name first.
    ///
    /// # Errors
    ///
    /// [`Instead`] says what to print instead; foreign text in it has been made inert.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Instead> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        // Making the parser takes a good part of the time to the first frame, and there is nothing to parse.
        if arguments.len() < 2 {
            return Ok(Self::default());
        }
        let mut command = Self::command();
        let args = command
            .try_get_matches_from_mut(arguments)
            .and_then(|matches| Self::from_arg_matches(&matches))
            .map_err(|error| error.format(&mut command))
            .map_err(instead)?;
        args.checked()
    }

    /// The arguments, unless they contradict each other in a way the parser cannot see.
    fn checked(self) -> Result<Self, Instead> {
        let usage = |text: &str| {
            Err(Instead::Usage(format!("error: {text}\n\nFor more information, try '--help'.\n")))
        };
        if self.command.is_some() {
            if !self.stacks.is_empty() {
                return usage("name the stack after the command: `list STACK`, `show ID --stack STACK`");
            }
            if self.from.is_some() {
                return usage("write --from after the command");
            }
            if self.query.is_some() || self.select.is_some() {
                return usage("--query and --select are for the explorer; use `search` and `show` here");
            }
        }
        match &self.command {
            Some(Command::Open { .. }) if self.json => {
                usage("`open` has no JSON; `show ID --json` has the addresses")
            }
            Some(Command::Export { .. }) if self.json || self.plain => {
                usage("say the form with --format: `export --format json`, `export --format csv`")
            }
            Some(Command::New { .. } | Command::Schema) if self.json || self.plain => {
                usage("this command has one form only, without --json and --plain")
            }
            Some(Command::Check { format: Some(_), .. }) if self.json || self.plain => {
                usage("say the form once: --format FORMAT, or --json, or --plain")
            }
            Some(Command::Search { batch: Some(batch), stacks, .. })
                if batch == "-" && stacks.stacks.iter().any(|stack| stack == "-") =>
            {
                usage("the standard input cannot be both the stack and the queries")
            }
            _ => Ok(self),
        }
    }

    /// The form that was asked for.
    #[must_use]
    pub fn form(&self) -> Option<Form> {
        let format = match &self.command {
            Some(Command::Check { format, .. }) => *format,
            _ => None,
        };
        match (self.json, self.plain, format) {
            (true, ..) | (.., Some(Report::Json)) => Some(Form::Json),
            (_, true, _) | (.., Some(Report::Plain | Report::Github)) => Some(Form::Plain),
            (.., Some(Report::Human)) => Some(Form::Human),
            _ => None,
        }
    }

    /// Whether the explorer is meant, rather than an answer.
    #[must_use]
    pub fn wants_explorer(&self) -> bool {
        self.command.is_none() && self.form().is_none()
    }

    /// Whether colour is used: as the arguments say, else as the settings do.
    #[must_use]
    pub fn colour(&self, settings: &Settings) -> Colour {
        if self.no_color { Colour::Never } else { settings.colour }
    }

    /// The command that a mistyped word was probably meant to be; what looks like a path is no mistyped word.
    #[must_use]
    pub fn nearest_command(word: &str) -> Option<String> {
        if word.contains(['.', '/', '\\']) {
            return None;
        }
        let names = Self::command_names();
        nearest(word, names.iter().map(String::as_str)).map(str::to_owned)
    }

    fn command_names() -> Vec<String> {
        Self::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
    }
}

/// What to print for an error of the parser.
fn instead(mut error: clap::Error) -> Instead {
    let foreign: Vec<_> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) => Some((kind, ContextValue::String(clean(text)))),
            ContextValue::Strings(texts) => {
                Some((kind, ContextValue::Strings(texts.iter().map(|text| clean(text)).collect())))
            }
            // Tips quote the argument too.
            ContextValue::StyledStrs(tips) => Some((
                kind,
                ContextValue::StyledStrs(tips.iter().map(|tip| clean(&tip.to_string()).into()).collect()),
            )),
            _ => None,
        })
        .collect();
    for (kind, value) in foreign {
        error.insert(kind, value);
    }
    if let Some(tip) = tip(&error) {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    let text = error.render().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Instead::Help(text),
        _ => Instead::Usage(text),
    }
}

/// A better tip than the parser's own, for what people try.
fn tip(error: &clap::Error) -> Option<&'static str> {
    match (error.kind(), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::UnknownArgument, Some(ContextValue::String(flag))) if flag == "--stack" => {
            Some("here the stack is named without a flag, as in `stacklore list mine.toml`")
        }
        _ => None,
    }
}

/// A foreign argument as it may stand in a message: inert, on one line, and not for pages on end.
fn clean(text: &str) -> String {
    crate::cells::cut(&sanitized(&text.replace(['\n', '\r', '\t'], " ")), 200).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Args, Instead> {
        Args::read(std::iter::once("stacklore").chain(arguments.iter().copied()).map(OsString::from))
    }

    fn help(arguments: &[&str]) -> String {
        let mut command = Args::command().term_width(80);
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
    fn help_begins_with_examples_and_says_everything() {
        insta::assert_snapshot!(help(&["--help"]));
    }

    #[test]
    fn every_command_explains_itself() {
        let all: Vec<String> =
            Args::command_names().iter().map(|command| help(&[command, "--help"])).collect();
        insta::assert_snapshot!(all.join("\n----------------\n"));
    }

    #[test]
    fn flags_stand_before_or_after_the_command() {
        for words in [["--json", "list"], ["list", "--json"]] {
            let args = read(&words).expect("fine");
            assert_eq!(args.form(), Some(Form::Json));
            assert!(matches!(args.command, Some(Command::List { stacks: crate::cli::Listed { .. } })));
        }
    }

    #[test]
    fn several_stacks_may_be_named() {
        let args = read(&["one.toml", "two.toml"]).expect("fine");
        assert_eq!(args.stacks, ["one.toml", "two.toml"]);
        for words in [&["list", "a", "b"][..], &["show", "x", "--stack", "a", "--stack=b"]] {
            let stacks = match read(words).expect("fine").command {
                Some(Command::List { stacks }) => stacks.stacks,
                Some(Command::Show { stacks, .. }) => stacks.stacks,
                other => panic!("{other:?}"),
            };
            assert_eq!(stacks, ["a", "b"]);
        }
    }

    #[test]
    fn what_contradicts_itself_is_wrong_usage() {
        for words in [
            &["--json", "--plain", "list"][..],
            &["--format", "toml", "list"],
            &["--from", "toml", "list"],
            &["--format", "yaml", "-"],
            &["search", "--stack", "-", "--batch", "-"],
            &["config"],
            &["one.toml", "list"],
            &["--query", "x", "list"],
            &["open", "redis", "--json"],
            &["open", "redis", "0"],
            &["search", "x", "--limit", "0"],
            &["search"],
            &["search", "x", "--batch", "-"],
            &["search", "--plain", "--batch", "-"],
            &["show"],
        ] {
            assert!(matches!(read(words), Err(Instead::Usage(_))), "{words:?}");
        }
    }

    #[test]
    fn what_people_try_is_answered_with_what_works() {
        for (words, wanted) in [
            (&["list", "--stack", "a.toml"][..], "tip: here the stack is named without a flag"),
            (&["search", "x", "--limit", "0"], "'0' for '--limit <N>': write a number from 1 up"),
            (&["open", "redis", "0"], "write a number from 1 up"),
            (&["open", "redis", "--json"], "`open` has no JSON; `show ID --json` has the addresses"),
            (&["check", "--json", "--format", "github"], "say the form once"),
        ] {
            let Err(Instead::Usage(text)) = read(words) else { panic!("{words:?} is wrong") };
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
        let Err(Instead::Usage(text)) = read(&["--\u{1b}[2J\u{9b}31m\nerror: forged"]) else {
            panic!("no such flag")
        };
        assert!(!text.replace('\n', "").contains(char::is_control), "{text:?}");
        assert!(!text.lines().skip(1).any(|line| line.starts_with("error")), "{text:?}");
    }
}
