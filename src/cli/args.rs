//! What can be typed behind the program's name, and the help that says so.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use super::output::Form;
use crate::config::{Colour, Settings};
use crate::dataset::{inert, nearest};
use crate::format::Format;

/// Examples come first: most people read no further.
const TEMPLATE: &str = "{about}\n\n{before-help}Usage: {usage}\n\n{all-args}{after-help}";

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
  BROWSER            the browser of all programs; %s stands for the address";

const SEARCH_ENDING: &str = "\
In a query:
  word              in names, tags, texts and sources; forgives letters left out and slips
  'word  \"a b\"     the whole word, these words in a row
  ^word  word$      names that start so, that end so
  !word  a | b      not so; one or the other
  cat: kind: tag: src: claim: status: conf:   a text begins so, as in cat:storage
  is:               current, former, unknown, confirmed, reported, inferred, unsourced, single, old, replaced
  year:2017..2019  sources:>2  age:>3y        numbers, also with < <= >= and ..

Plain columns: id, name, tier, field, snippet. With several stacks also: stack";

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

    /// The format of standard input, toml or markdown; else its text tells
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<InputFormat>,

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

/// A command that answers and ends.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Lists every entry of stacks
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore list\n  stacklore list mine.toml --json\n  stacklore list --plain | cut -f1,4",
        after_help = "Plain columns: id, name, kind, status, since, until, category, claims, sources, summary.\n\
            With several stacks also: stack"
    )]
    List {
        /// The stacks to read.
        #[command(flatten)]
        stacks: Listed,
    },

    /// Shows one entry: facts, claims, relations, sources
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore show scylladb\n  stacklore show scylladb --json",
        after_help = "Plain lines begin with the name of the fact. Of more than one value are:\n  \
            link      title, address\n  \
            claim     confidence, date, source numbers, text\n  \
            relation  direction, kind, id of the other entry, source id\n  \
            source    number, id, kind, published, publisher, title, address"
    )]
    Show {
        /// The id of the entry
        id: String,
        /// The stacks to look in.
        #[command(flatten)]
        stacks: Named,
    },

    /// Finds entries, the best answer first, and says why
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore search cassandra\n  stacklore search hash ring\n  stacklore search 'cat:storage !java'\n  stacklore search --json --limit 5 queue\n  stacklore search --batch queries.txt",
        after_help = SEARCH_ENDING
    )]
    Search {
        /// Words in any order; an entry must have them all
        #[arg(value_name = "QUERY", required_unless_present = "batch")]
        query: Vec<String>,
        /// Answers each line of FILE, or of standard input for `-`, with a line of JSON
        #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "plain"])]
        batch: Option<OsString>,
        /// How many answers to show
        #[arg(long, value_name = "N", default_value = "20", value_parser = from_one_up)]
        limit: NonZeroUsize,
        /// The stacks to look in.
        #[command(flatten)]
        stacks: Named,
    },

    /// Lists every source of stacks and who rests on it
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore sources\n  stacklore sources --plain | cut -f5",
        after_help = "Plain columns: id, kind, published, title, address, ids of the entries that cite it.\n\
            With several stacks also: stack"
    )]
    Sources {
        /// The stacks to read.
        #[command(flatten)]
        stacks: Listed,
    },

    /// Opens a source of an entry in the browser
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore open scylladb\n  stacklore open scylladb 2\n  stacklore open scylladb --print",
        after_help = "Without N the first source opens that has an address, or else the homepage. Without a browser the address is printed, and the exit code is 4.",
        args = UNUSED_FORMS.map(unused)
    )]
    Open {
        /// The id of the entry
        id: String,
        /// The number of the source, as `show` gives it
        #[arg(value_name = "N", value_parser = from_one_up)]
        number: Option<NonZeroUsize>,
        /// Prints the address and opens nothing
        #[arg(long)]
        print: bool,
        /// The stacks to look in.
        #[command(flatten)]
        stacks: Named,
    },

    /// Checks stacks and says what is wrong, and where
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore check mine.toml\n  stacklore check stacks/one stacks/two\n  stacklore check --json mine.toml\n  stacklore check --format github --deny warnings stacks/*.toml",
        after_help = "Errors make the exit code 1, warnings do so with `--deny warnings`. A file that cannot be read makes it 3.\n\
            A person is shown the warnings first, those that say the same together, then the errors. A script, and a person \
            with `--verbose`, gets every finding in the order of the files; without it of one kind no more than a thousand.\n\
            Plain columns: file, line, column, severity, code, message, help"
    )]
    Check {
        /// Files, folders, names or `-`, each a stack of its own; none: the embedded data
        #[arg(value_name = "FILE")]
        paths: Vec<OsString>,
        /// Shows every finding by itself, in the order of the files, and none only counted
        #[arg(long, short)]
        verbose: bool,
        /// How to write the findings
        #[arg(long, value_name = "FORMAT")]
        format: Option<Report>,
        /// Ends with exit code 1 for these too
        #[arg(long, value_name = "WHAT")]
        deny: Option<Deny>,
    },

    /// Compares two stacks, or two versions of one
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore diff before.toml after.toml\n  stacklore diff discord my-discord/ --json",
        after_help = "Parts are matched by their ids, claims by their texts. The exit code is 0 when the two say the same and 1 when \
            they differ.\nPlain columns: added, removed or changed; what; id; which one; key; older value; newer value"
    )]
    Diff {
        /// The older one: `discord`, a TOML file, or a folder of TOML files
        old: OsString,
        /// The newer one
        new: OsString,
    },

    /// Writes a stack in another form
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore export discord > discord.toml\n  stacklore export mine.toml -o mine.md\n  stacklore export mine.toml --into mine/",
        after_help = "TOML and JSON have everything. Markdown has what a list has: categories, names, addresses, summaries and nesting; \
            of a stack also the pages that it rests on. CSV has a line an entry.\n\
            What is there already stays, unless --force is given; nothing is written through a link.",
        args = UNUSED_FORMS.map(unused)
    )]
    Export {
        /// A name, a file, a folder or `-`; none: what the explorer would open
        stack: Option<OsString>,
        /// The form; not said: as the name of the file tells, or else toml
        #[arg(long, value_name = "FORMAT")]
        format: Option<ExportFormat>,
        /// Writes into this file
        #[arg(long, short, value_name = "FILE", conflicts_with = "into")]
        output: Option<OsString>,
        /// Writes TOML into this folder: the head, a file a category, and the sources
        #[arg(long, value_name = "FOLDER")]
        into: Option<OsString>,
        /// Replaces files that are there already
        #[arg(long)]
        force: bool,
    },

    /// Writes a stack to begin with, with comments that explain it
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore new mine && stacklore check mine.toml\n  stacklore new - | less",
        after_help = "Nothing is overwritten.",
        args = UNUSED_FORMS.map(unused)
    )]
    New {
        /// NAME.toml is written; `-` prints it instead
        name: OsString,
    },

    /// Prints the JSON Schema of the TOML format, for editors
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore schema > stack.schema.json",
        after_help = "A file that begins with `#:schema ./stack.schema.json` is completed and checked by editors with Taplo or \
            Even Better TOML.",
        args = UNUSED_FORMS.map(unused)
    )]
    Schema,

    /// Turns a Markdown list into a stack in TOML
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore import README.md > list.toml\n  stacklore import README.md -o list.toml\n  stacklore import README.md --into list.toml",
        after_help = "--into keeps what people wrote into FILE: comments, order, further keys, claims and entries. \
            What the list says replaces what it said before; what has gone from it is told and kept.\n\
            With --json the findings are written, as by `check`, and the stack goes to -o or nowhere.\n\
            Warnings do not change the exit code; a list without entries makes it 3."
    )]
    Import {
        /// The list, or `-` for the standard input
        #[arg(value_name = "LIST")]
        list: OsString,
        /// Brings the list into this stack, in place unless -o says where to
        #[arg(long, value_name = "FILE")]
        into: Option<PathBuf>,
        /// Writes to FILE instead of the standard output; `-` is that
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Lets -o replace a file
        #[arg(long, short, requires = "output")]
        force: bool,
    },

    /// Lists the stacks that go by a name, and where they are
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore stacks\n  stacklore stacks --json",
        after_help = "Your own are the .toml files, and the folders of such, in $XDG_DATA_HOME/stacklore.\n\
            Plain columns: name, origin (own or embedded), path, remark (shadows or shadowed)"
    )]
    Stacks,

    /// Tells the settings: where they are, what holds, what there is to set
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore config show\n  stacklore config default > config.toml",
        disable_help_subcommand = true
    )]
    Config {
        /// What to tell
        #[command(subcommand)]
        what: Settled,
    },
}

fn from_one_up(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "write a number from 1 up")
}

/// The forms that some commands do not have.
const UNUSED_FORMS: [&str; 2] = ["json", "plain"];

/// A flag of all commands as it is for one that makes nothing of it: not in its help, and refused in words of our own.
fn unused(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).global(true).hide(true)
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Report {
    /// For a person, each error drawn under its words
    Human,
    /// One JSON document, as `--json`
    Json,
    /// One record a line, as `--plain`
    Plain,
    /// Annotations of GitHub Actions
    Github,
}

/// The forms of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// As stacks are written; it reads back as the same stack
    Toml,
    /// One document with everything
    Json,
    /// A list with headings, items and links
    Markdown,
    /// A table of the entries
    Csv,
}

/// What may be asked to fail a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Warnings
    Warnings,
}

/// What there is to be told about the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum Settled {
    /// Prints the path of the file of settings, whether it is there or not
    #[command(help_template = TEMPLATE, before_help = "Examples:\n  \"$EDITOR\" \"$(stacklore config path)\"")]
    Path,
    /// Shows every setting with its value and where that comes from
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore config show\n  stacklore config show --json",
        after_help = "What is wrong with the file is drawn on the standard error; errors make the exit code 1.\n\
            Plain columns: key, value as TOML, origin (default, or the file with the line)"
    )]
    Show,
    /// Writes a file that sets nothing, with every key and what it is about
    #[command(help_template = TEMPLATE, before_help = "Examples:\n  stacklore config default > config.toml")]
    Default,
}

/// The stacks of a command that is about nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Listed {
    /// Names, files, folders or `-`; none: what the explorer would open
    #[arg(value_name = "STACK")]
    pub stacks: Vec<OsString>,
    /// The format of standard input, toml or markdown; else its text tells
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<InputFormat>,
}

/// The stacks of a command that is about something in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Named {
    /// A stack to look in; may be given again for more of them
    #[arg(long = "stack", value_name = "STACK")]
    pub stacks: Vec<OsString>,
    /// The format of standard input, toml or markdown; else its text tells
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<InputFormat>,
}

/// A format that the standard input can be said to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// A stack in TOML
    Toml,
    /// A list in Markdown
    Markdown,
}

impl From<InputFormat> for Format {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Toml => Self::Toml,
            InputFormat::Markdown => Self::Markdown,
        }
    }
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
            if self.format.is_some() {
                return usage("write --format after the command");
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
    crate::cells::cut(&inert(&text.replace(['\n', '\r', '\t'], " ")), 200).into_owned()
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
            assert!(matches!(args.command, Some(Command::List { stacks: Listed { .. } })));
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
