//! The usage errors of the parser, in the words and the form of all errors.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::outcome::Failure;
use crate::cells;
use crate::dataset::sanitized;

/// An error of the parser as a failure: what is wrong, what to write instead, and the usage.
pub(super) fn failure(error: &clap::Error) -> Failure {
    let failure = hints(error).into_iter().fold(Failure::usage(message(error)), Failure::hint);
    let usage = text(error, ContextKind::Usage).map(|usage| {
        let usage = usage.trim_start_matches("Usage:");
        usage.lines().map(str::trim).map(str::to_owned).collect::<Vec<_>>()
    });
    let usage = usage.unwrap_or_default();
    let failure = match (&*failure.hints, usage.first()) {
        ([], Some(usage)) => failure.hint(format!("`{} --help` lists the options", command_of(usage))),
        _ => failure,
    };
    failure.usage_lines(usage)
}

/// The words of a usage line before its arguments: `stacklore config show`.
fn command_of(usage: &str) -> String {
    let is_word = |word: &&str| word.starts_with(|c: char| c.is_ascii_lowercase());
    usage.split(' ').take_while(is_word).collect::<Vec<_>>().join(" ")
}

/// What is wrong.
fn message(error: &clap::Error) -> String {
    let of = |kind| text(error, kind).unwrap_or_default();
    let argument = || of(ContextKind::InvalidArg);
    let value = || of(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument if argument().starts_with('-') => {
            format!("unknown option `{}`", argument())
        }
        ErrorKind::UnknownArgument => format!("unexpected argument `{}`", argument()),
        ErrorKind::InvalidValue if value().is_empty() => format!("`{}` needs a value", argument()),
        ErrorKind::InvalidValue => format!("invalid value `{}` for `{}`", value(), argument()),
        ErrorKind::ValueValidation => {
            let why = error.source().map(|why| format!(": {why}")).unwrap_or_default();
            format!("invalid value `{}` for `{}`{why}", value(), argument())
        }
        ErrorKind::TooManyValues => format!("unexpected value `{}` for `{}`", value(), argument()),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("`{}` needs more values", argument())
        }
        ErrorKind::NoEquals => format!("write `{}` with an equals sign", argument()),
        ErrorKind::ArgumentConflict => match of(ContextKind::PriorArg) {
            other if other == argument() => format!("`{other}` can be given only once"),
            other if other.is_empty() => format!("`{}` cannot be combined with the others", argument()),
            other => format!("`{}` cannot be combined with `{other}`", argument()),
        },
        ErrorKind::MissingRequiredArgument => format!("missing argument: {}", argument()),
        ErrorKind::InvalidSubcommand => {
            format!("no command `{}`", of(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => {
            format!("`{}` needs a command", of(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidUtf8 => "an argument is not UTF-8".to_owned(),
        kind => kind.to_string(),
    }
}

/// What to write instead.
fn hints(error: &clap::Error) -> Vec<String> {
    let mut hints = Vec::new();
    let is_stack = text(error, ContextKind::InvalidArg).is_some_and(|flag| flag == "--stack");
    if error.kind() == ErrorKind::UnknownArgument && is_stack {
        hints.push("name the stack without a flag, as in `stacklore list mine.toml`".to_owned());
        return hints;
    }
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        let meant = strings(error, kind).into_iter().map(|meant| format!("`{meant}`"));
        let meant = meant.collect::<Vec<_>>();
        hints.extend((!meant.is_empty()).then(|| format!("did you mean {}?", meant.join(" or "))));
    }
    let choices = [ContextKind::ValidValue, ContextKind::ValidSubcommand].map(|kind| strings(error, kind));
    if let (Some((last, others)), true) = (choices.concat().split_last(), hints.is_empty()) {
        hints.push(if others.is_empty() {
            format!("write {last}")
        } else {
            format!("write {} or {last}", others.join(", "))
        });
    }
    hints
}

/// A part of the error as text; several are separated by commas.
fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::StyledStr(text) => Some(text.to_string()),
        _ => Some(strings(error, kind).join(", ")).filter(|text| !text.is_empty()),
    }
}

/// A part of the error as a list of texts that may be printed.
fn strings(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![clean(text)],
        Some(ContextValue::Strings(texts)) => texts.iter().map(|text| clean(text)).collect(),
        _ => Vec::new(),
    }
}

/// An argument as a message quotes it: sanitized, on one line, cut if it is long.
fn clean(text: &str) -> String {
    cells::cut(&sanitized(&text.replace(['\n', '\r', '\t'], " ")), 200, cells::Glyphs::Ascii).into_owned()
}
