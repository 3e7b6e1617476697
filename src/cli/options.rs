//! Options that several commands share.

use std::ffi::OsString;
use std::num::NonZeroUsize;

use clap::{Arg, ArgAction, ValueEnum};

use crate::import::Format;

/// Stacks as arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct StackArgs {
    /// Names, files, folders or `-` [default: same stacks as the explorer]
    #[arg(value_name = "STACK")]
    pub stacks: Vec<OsString>,
    /// Format of standard input: toml or markdown [default: detected]
    #[arg(long, visible_alias = "format", value_name = "FORMAT", hide_possible_values = true)]
    pub from: Option<InputFormat>,
}

/// Stacks as values of `--stack`, of commands that have other arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct StackFlags {
    /// Stack to read; repeat for several [default: same stacks as the explorer]
    #[arg(long = "stack", value_name = "STACK")]
    pub stacks: Vec<OsString>,
    /// Format of standard input: toml or markdown [default: detected]
    #[arg(long, visible_alias = "format", value_name = "FORMAT", hide_possible_values = true)]
    pub from: Option<InputFormat>,
}

/// Format of standard input.
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

/// Parses a positive number.
pub(super) fn positive(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "write a number from 1 up")
}

/// Global flags that some commands reject; [`unused`] hides them from the help of these.
pub(super) const UNUSED_FORMS: [&str; 2] = ["json", "plain"];

/// A global flag for a command that rejects it: hidden from help, so that `Args` can reject it with a better message.
pub(super) fn unused(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).global(true).hide(true)
}
