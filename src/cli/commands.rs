//! The commands, and what can be said with each.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Subcommand, ValueEnum};

use super::args::TEMPLATE;
use crate::export::{self, FORMATS};
use crate::import::Format;

const SEARCH_ENDING: &str = "\
In a query:
  word              in names, tags, texts and sources; forgives letters left out and slips
  'word  \"a b\"     the whole word, these words in a row
  ^word  word$      names that start so, that end so
  !word  a | b      not so; one or the other
  stack: cat: kind: tag: src: claim: status: conf:   a text begins so, as in cat:storage
  is:               current, former, unknown, confirmed, reported, inferred, unsourced, single, old, replaced
  year:2017..2019  sources:>2  age:>3y        numbers, also with < <= >= and ..

Plain columns: id, name, tier, field, snippet. With several stacks also: stack";

/// A command that answers and ends.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Lists every entry of stacks
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  stacklore list\n  stacklore list mine.toml --json\n  stacklore list discord/rust\n  stacklore list --plain | cut -f1,4",
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
            All is in the order of the files. A person is shown warnings that say the same together, where the first of them \
            is; `--verbose` shows each by itself. A script gets of one kind no more than a thousand without it.\n\
            Plain columns: file, line, column, severity, code, message, help"
    )]
    Check {
        /// Files, folders, names or `-`, each a stack of its own; none: the embedded data
        #[arg(value_name = "FILE")]
        paths: Vec<OsString>,
        /// Shows every finding by itself, in the order of the files, and none only counted
        #[arg(long, short)]
        verbose: bool,
        /// The format of standard input, toml or markdown; else its text tells
        #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
        from: Option<InputFormat>,
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
        /// The older one: a name, a file, a folder or `-`
        old: OsString,
        /// The newer one
        new: OsString,
        /// The format of standard input, toml or markdown; else its text tells
        #[arg(long, visible_alias = "format", value_name = "FORMAT", hide_possible_values = true)]
        from: Option<InputFormat>,
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
        /// The format of standard input, toml or markdown; else its text tells
        #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
        from: Option<InputFormat>,
        /// The form; not said: as the name of the file tells, or else toml
        #[arg(long, value_name = "FORMAT", value_parser = export_formats())]
        format: Option<&'static export::Format>,
        /// Writes into this file
        #[arg(long, short, value_name = "FILE", conflicts_with = "into")]
        output: Option<OsString>,
        /// Writes TOML into this folder: the head, a file a category, and the sources
        #[arg(long, value_name = "FOLDER")]
        into: Option<OsString>,
        /// Replaces files that are there already
        #[arg(long, short)]
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
        after_help = "--into brings in what the list has changed since it was last brought in, and keeps what people wrote into \
            FILE: other values, comments, order, further keys, claims and entries. Where both changed the same, FILE's \
            stays and the conflict is told; what has gone from the list is told and kept.\n\
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
        /// Only tells what --into would change
        #[arg(long, requires = "into", conflicts_with = "output")]
        dry_run: bool,
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

/// The parser of `export --format`: the names of the export formats, each with the line about it in the help.
fn export_formats() -> impl TypedValueParser<Value = &'static export::Format> {
    let names = FORMATS.map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(names).try_map(|name| export::Format::named(&name).ok_or("no such format"))
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
    #[arg(long, visible_alias = "format", value_name = "FORMAT", hide_possible_values = true)]
    pub from: Option<InputFormat>,
}

/// The stacks of a command that is about something in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Named {
    /// A stack to look in; may be given again for more of them
    #[arg(long = "stack", value_name = "STACK")]
    pub stacks: Vec<OsString>,
    /// The format of standard input, toml or markdown; else its text tells
    #[arg(long, visible_alias = "format", value_name = "FORMAT", hide_possible_values = true)]
    pub from: Option<InputFormat>,
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
