//! The table of commands.

use clap::Subcommand;

use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::settings::Context;
use super::{check, config, diff, export, import, list, new, open, schema, search, show, sources, stacks};

/// A command with its options. The help texts are those of the options.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Entries of stacks.
    List(list::Options),
    /// One entry.
    Show(show::Options),
    /// Entries that match a query.
    Search(search::Options),
    /// Sources of stacks.
    Sources(sources::Options),
    /// A source in the browser.
    Open(open::Options),
    /// Findings about stacks.
    Check(check::Options),
    /// Differences of two stacks.
    Diff(diff::Options),
    /// A stack in another format.
    Export(export::Options),
    /// A new stack.
    New(new::Options),
    /// JSON Schema of stacks.
    Schema(schema::Options),
    /// A stack from a list.
    Import(import::Options),
    /// Named stacks.
    Stacks(stacks::Options),
    /// Settings.
    Config(config::Options),
}

impl Command {
    /// Runs the command.
    pub(super) fn run(&self, context: &mut Context<'_>, out: &mut Output<'_>) -> Result<Outcome, Failure> {
        match self {
            Self::List(options) => list::run(options, context, out),
            Self::Show(options) => show::run(options, context, out),
            Self::Search(options) => search::run(options, context, out),
            Self::Sources(options) => sources::run(options, context, out),
            Self::Open(options) => open::run(options, context, out),
            Self::Check(options) => check::run(options, context, out),
            Self::Diff(options) => diff::run(options, context, out),
            Self::Export(options) => export::run(options, context, out),
            Self::New(options) => new::run(options, context, out),
            Self::Schema(options) => schema::run(options, context, out),
            Self::Import(options) => import::run(options, context, out),
            Self::Stacks(options) => stacks::run(options, context, out),
            Self::Config(options) => config::run(options, context, out),
        }
    }
}
