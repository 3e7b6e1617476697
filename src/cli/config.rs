//! `config`: path of the settings file, current values and defaults.

use std::slice;

use clap::Subcommand;

use super::findings::{draw, locate};
use super::outcome::{Failure, Outcome, RunResult};
use super::output::{Form, Line, Output, Role};
use super::settings::Context;
use crate::cells;
use crate::config::{Config, DEFAULT_TEXT, Key, Settings};
use crate::dataset::Finding;
use crate::export::json;
use crate::format::Positions;
use crate::system::places;

/// Options of `config`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore config show\n  stacklore config default > config.toml",
    disable_help_subcommand = true
)]
pub struct Options {
    /// Part of the settings to show
    #[command(subcommand)]
    pub what: ConfigCommand,
}

/// Subcommands of `config`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Prints the path of the settings file, which may be missing
    #[command(before_help = "Examples:\n  \"$EDITOR\" \"$(stacklore config path)\"")]
    Path,
    /// Lists every setting with its value and origin
    #[command(
        before_help = "Examples:\n  stacklore config show\n  stacklore config show --json",
        after_help = "Errors and warnings of the file are printed to stderr; errors make the exit code 1.\n\
            Plain columns: key, value as TOML, origin (default, or file and line)"
    )]
    Show,
    /// Prints a settings file with every key commented out and explained
    #[command(before_help = "Examples:\n  stacklore config default > config.toml")]
    Default,
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    match options.what {
        ConfigCommand::Path => path(context, out),
        ConfigCommand::Show => show(context, out),
        ConfigCommand::Default => default(out),
    }
}

fn path(context: &Context<'_>, out: &mut Output<'_>) -> RunResult {
    let Some(path) = &context.configuration.path else {
        let failure = Failure::new(Outcome::Negative, "no home folder for a settings file");
        return Err(failure.hint(format!("name a file in {}", places::CONFIG_VARIABLE)));
    };
    let text = path.to_string_lossy();
    if out.form == Form::Json {
        let (exists, by_variable) = (path.exists(), context.configuration.by_variable);
        out.json(&json::ConfigPath { version: json::VERSION, path: &text, exists, by_variable })?;
    } else {
        out.line(&Line::new(Role::Text, &text))?;
    }
    Ok(Outcome::Found)
}

/// All settings, in the order of their keys, with the lines of the file that set them.
fn lines(settings: &Settings, config: Option<&Config>) -> Vec<json::SettingLine> {
    let line = |key: Key| {
        let config = config?;
        let (_, place) = config.given.iter().find(|(given, _)| *given == key)?;
        Some(Positions::new(&config.text.text).locate(place.at.start).0)
    };
    let setting = |key: Key| json::SettingLine {
        key: key.name(),
        value: key.value(settings),
        origin: if line(key).is_some() { "file" } else { "default" },
        line: line(key),
    };
    Key::ALL.map(setting).into()
}

fn show(context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let configuration = context.configuration;
    let config = configuration.read.as_ref().and_then(|read| read.as_ref().ok());
    let path = configuration.path_text();
    let settings = lines(&configuration.settings, config);
    let origin = |setting: &json::SettingLine| match (&path, setting.line) {
        (Some(path), Some(line)) => format!("{path}:{line}"),
        _ => "default".to_owned(),
    };
    match out.form {
        Form::Json => {
            let located = config.map(|Config { findings, text, .. }| {
                locate(findings, slice::from_ref(text), &text.name).map(|located| located.record)
            });
            let findings = located.into_iter().flatten().collect();
            out.json(&json::Config { version: json::VERSION, path: path.as_deref(), settings, findings })?;
        }
        Form::Plain => {
            for setting in &settings {
                let value = setting.value.as_deref().unwrap_or_default();
                out.record([setting.key, value, &origin(setting)])?;
            }
        }
        Form::Human => {
            let text = |setting: &json::SettingLine| match &setting.value {
                Some(value) => format!("{} = {value}", setting.key),
                None => format!("{} is not set", setting.key),
            };
            let column = settings.iter().map(|setting| cells::width(&text(setting))).max().unwrap_or(0);
            for setting in &settings {
                let mut line = Line::new(Role::Text, &text(setting));
                line.pad_to(column.min(48));
                out.line(&line.with(Role::Dim, &format!("  # {}", origin(setting))))?;
            }
        }
    }
    if let Some(config) = config {
        draw(&config.findings, slice::from_ref(&config.text), &mut context.stderr)?;
        return Ok(Outcome::found(!config.findings.iter().any(Finding::is_error)));
    }
    configuration.warn(&mut context.stderr);
    Ok(if configuration.read.is_some() { Outcome::Unreadable } else { Outcome::Found })
}

/// Prints the default file, in which nothing is set.
fn default(out: &mut Output<'_>) -> RunResult {
    if out.form == Form::Json {
        let settings = lines(&Settings::default(), None);
        out.json(&json::Config { version: json::VERSION, path: None, settings, findings: Vec::new() })?;
    } else {
        out.document(DEFAULT_TEXT)?;
    }
    Ok(Outcome::Found)
}
