//! The table of commands.

use clap::Subcommand;

use super::outcome::RunResult;
use super::output::{Form, Output};
use super::settings::Context;
use super::{
    check, compare, completions, config, diff, export, help, import, kept, keys, list, man, moves, new, open,
    schema, search, show, sources, stacks, who,
};

/// A command with its options.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Lists all entries of stacks
    List(list::Options),
    /// Shows one entry: facts, claims, relations, sources
    Show(show::Options),
    /// Finds entries, the best match first, with the reason
    Search(search::Options),
    /// Lists the stacks that have a technology, and what each left for it
    Who(who::Options),
    /// Lists every replacement over all stacks, in the order of time, each with its proof
    Moves(moves::Options),
    /// Puts what stacks use side by side, by role
    Compare(compare::Options),
    /// Lists all sources of stacks and the entries that cite them
    Sources(sources::Options),
    /// Opens a source of an entry in the browser
    Open(open::Options),
    /// Checks stacks and reports errors and warnings with their locations
    Check(check::Options),
    /// Compares two stacks, or two versions of one
    Diff(diff::Options),
    /// Writes a stack in another format
    Export(export::Options),
    /// Lists or exports what you kept: bookmarks, queue, notes
    Kept(kept::Options),
    /// Writes a new stack with comments that explain it
    New(new::Options),
    /// Prints the JSON Schema of the TOML format, for editors
    Schema(schema::Options),
    /// Converts a list in another format to a stack in TOML
    Import(import::Options),
    /// Lists named stacks and their paths
    Stacks(stacks::Options),
    /// Shows the settings: file path, current values, defaults
    Config(config::Options),
    /// Lists every action of the explorer with its keys
    Keys(keys::Options),
    /// Prints the script by which a shell completes the command line
    Completions(completions::Options),
    /// Prints a manual page, or writes all of them
    Man(man::Options),
    /// Shows the help of a command, or a page about the query language or the data format
    Help(help::Options),
}

impl Command {
    /// The output format that `--format` names.
    pub(super) fn format(&self) -> Option<Form> {
        match self {
            Self::List(options) => options.output.format,
            Self::Show(options) => options.output.format,
            Self::Search(options) => options.output.format,
            Self::Who(options) => options.output.format,
            Self::Moves(options) => options.output.format,
            Self::Compare(options) => options.output.format,
            Self::Sources(options) => options.output.format,
            Self::Check(options) => options.format.map(check::Report::form),
            Self::Diff(options) => options.output.format,
            Self::Kept(options) => options.format.map(kept::KeptFormat::form),
            Self::Stacks(options) => options.output.format,
            Self::Config(options) => options.what.output().format,
            Self::Keys(options) => options.output.format,
            Self::Open(_)
            | Self::Export(_)
            | Self::New(_)
            | Self::Schema(_)
            | Self::Import(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Help(_) => None,
        }
    }

    /// Runs the command; `parser` makes that of all arguments.
    pub(super) fn run(
        &self,
        parser: fn() -> clap::Command,
        context: &mut Context<'_>,
        out: &mut Output<'_>,
    ) -> RunResult {
        match self {
            Self::List(options) => list::run(options, context, out),
            Self::Show(options) => show::run(options, context, out),
            Self::Search(options) => search::run(options, context, out),
            Self::Who(options) => who::run(options, context, out),
            Self::Moves(options) => moves::run(options, context, out),
            Self::Compare(options) => compare::run(options, context, out),
            Self::Sources(options) => sources::run(options, context, out),
            Self::Open(options) => open::run(options, context, out),
            Self::Check(options) => check::run(options, context, out),
            Self::Diff(options) => diff::run(options, context, out),
            Self::Export(options) => export::run(options, context, out),
            Self::Kept(options) => kept::run(options, context, out),
            Self::New(options) => new::run(options, context, out),
            Self::Schema(options) => schema::run(options, context, out),
            Self::Import(options) => import::run(options, context, out),
            Self::Stacks(options) => stacks::run(options, context, out),
            Self::Config(options) => config::run(options, context, out),
            Self::Keys(options) => keys::run(options, context, out),
            Self::Completions(options) => completions::run(options, context, out),
            Self::Help(options) => help::run(options, parser(), out),
            Self::Man(options) => man::run(options, parser(), context, out),
        }
    }
}
