//! Options that several commands share.

use std::borrow::Cow;
use std::ffi::OsString;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction};

use super::outcome::Failure;
use super::output::Form;
use super::settings::Configuration;
use crate::catalog::{Grouping, Sorting};
use crate::config::Colour;
use crate::dataset::{Date, DateError};
use crate::import::Format;

/// The output format of a command that reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct OutputFormat {
    /// Output format: human, plain or json [default: human on a terminal, else plain]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<Form>,
}

/// Stacks as arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct StackArgs {
    /// Names, files, folders or `-` [default: same stacks as the explorer]
    #[arg(value_name = "STACK")]
    pub stacks: Vec<OsString>,
    /// Adds all named stacks: the built-in ones and your own
    #[arg(long)]
    pub all: bool,
    /// Format of standard input and pipes
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    #[arg(help = format_help(), value_parser = format_parser())]
    pub from: Option<Format>,
}

/// Stacks as values of `--stack`, of commands that have other arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct StackFlags {
    /// Stack to read; repeat for several [default: same stacks as the explorer]
    #[arg(long = "stack", value_name = "STACK")]
    pub stacks: Vec<OsString>,
    /// Adds all named stacks: the built-in ones and your own
    #[arg(long)]
    pub all: bool,
    /// Format of standard input and pipes
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    #[arg(help = format_help(), value_parser = format_parser())]
    pub from: Option<Format>,
}

impl StackArgs {
    /// The names of the stacks to read; none for the default ones.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the user's named stacks cannot be listed.
    pub(super) fn names(&self, settings: &Configuration) -> Result<Cow<'_, [OsString]>, Failure> {
        names_of(&self.stacks, self.all, settings)
    }
}

impl StackFlags {
    /// As [`StackArgs::names`].
    ///
    /// # Errors
    ///
    /// [`Failure`] if the user's named stacks cannot be listed.
    pub(super) fn names(&self, settings: &Configuration) -> Result<Cow<'_, [OsString]>, Failure> {
        names_of(&self.stacks, self.all, settings)
    }
}

/// The names that were given, after those of all named stacks with `--all`.
///
/// # Errors
///
/// [`Failure`] if the user's named stacks cannot be listed.
pub(super) fn names_of<'a>(
    given: &'a [OsString],
    all: bool,
    settings: &Configuration,
) -> Result<Cow<'a, [OsString]>, Failure> {
    if !all {
        return Ok(Cow::Borrowed(given));
    }
    let listed = settings.listed_stacks()?.into_iter();
    let named = listed.filter(|stack| !stack.is_shadowed).map(|stack| stack.name);
    Ok(named.chain(given.iter().cloned()).collect())
}

/// Parses the name of a format that stacks are read from.
pub(super) fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::names())
        .try_map(|name| Format::named(&name).ok_or("not the name of a format"))
}

/// The help of `--from`.
pub(super) fn format_help() -> String {
    let names: Vec<&str> = Format::names().collect();
    format!("Format of standard input and pipes: {} [default: detected]", names.join(" or "))
}

/// Parses the date of `--as-of`.
pub(super) fn date_parser(text: &str) -> Result<Date, DateError> {
    Date::parse(text)
}

/// The parser of `--group`.
pub(super) fn group_parser() -> impl TypedValueParser<Value = Grouping> {
    let named = |name: &str| Grouping::ALL.into_iter().find(|group| group.name() == name);
    PossibleValuesParser::new(Grouping::ALL.map(Grouping::name))
        .try_map(move |name| named(&name).ok_or("not the name of a grouping"))
}

/// The parser of `--color`.
pub(super) fn colour_parser() -> impl TypedValueParser<Value = Colour> {
    let named = |name: &str| Colour::ALL.into_iter().find(|colour| colour.name() == name);
    PossibleValuesParser::new(Colour::ALL.map(Colour::name))
        .try_map(move |name| named(&name).ok_or("not a choice of colours"))
}

/// The parser of `--sort`.
pub(super) fn sort_parser() -> impl TypedValueParser<Value = Sorting> {
    PossibleValuesParser::new(Sorting::ALL.map(Sorting::name))
        .try_map(|name| Sorting::named(&name).ok_or("not the name of an order"))
}

/// Global flags that some commands reject; [`unused`] hides them from the help of these.
pub(super) const UNUSED_FORMS: [&str; 2] = ["json", "plain"];

/// A global flag for a command that rejects it: hidden from help, so that `Args` can reject it with a better message.
pub(super) fn unused(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).global(true).hide(true)
}
