//! `config`: paths of the settings files, current values and defaults.

use std::io;
use std::iter;
use std::slice;

use clap::Subcommand;

use super::findings::{draw, locate};
use super::options::OutputFormat;
use super::outcome::{Failure, Outcome, RunResult, with_cause};
use super::output::{Form, Line, Output, Role};
use super::settings::{Configuration, Context};
use crate::cells;
use crate::config::{Config, DEFAULT_TEXT, Key, Layer, Value};
use crate::dataset::{FileSpan, Finding};
use crate::export::json;
use crate::format::Positions;
use crate::system::places;

/// Options of `config`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore config show\n  stacklore config default > config.toml",
    disable_help_subcommand = true,
    arg_required_else_help = false
)]
pub struct Options {
    /// Part of the settings to show
    #[command(subcommand)]
    pub what: ConfigCommand,
}

/// Subcommands of `config`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Prints the path of your settings file, which may be missing, and of the project's if there is one
    #[command(before_help = "Examples:\n  stacklore config path\n  stacklore config path --json")]
    Path(OutputFormat),
    /// Lists every setting with its value and origin
    #[command(
        before_help = "Examples:\n  stacklore config show\n  stacklore config show --json",
        after_help = "Keys and commands of your own come last, as `keys.ACTION` and `commands.NAME.run`. Errors, warnings and hints are printed to stderr; errors make the exit code 1.\n\
            Plain columns: key, value as TOML, origin (flag, variable, file and line, or default)"
    )]
    Show(OutputFormat),
    /// Prints a settings file with every key commented out and explained
    #[command(before_help = "Examples:\n  stacklore config default > config.toml")]
    Default(OutputFormat),
}

impl ConfigCommand {
    /// The output format.
    pub(super) fn output(self) -> OutputFormat {
        match self {
            Self::Path(output) | Self::Show(output) | Self::Default(output) => output,
        }
    }
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    match options.what {
        ConfigCommand::Path(_) => path(context, out),
        ConfigCommand::Show(_) => show(context, out),
        ConfigCommand::Default(_) => default(out),
    }
}

fn path(context: &Context<'_>, out: &mut Output<'_>) -> RunResult {
    let Configuration { path, project, by_variable, .. } = context.configuration;
    let Some(path) = path else {
        let failure = Failure::new(Outcome::Negative, "no home folder for a settings file");
        return Err(failure.hint(format!("name a file in {}", places::CONFIG_VARIABLE)));
    };
    let project = project.as_ref().map(|project| project.to_string_lossy());
    let text = path.to_string_lossy();
    if out.form == Form::Json {
        out.json(&json::ConfigPath {
            version: json::VERSION,
            path: &text,
            exists: path.exists(),
            by_variable: *by_variable,
            project: project.as_deref(),
        })?;
    } else {
        for text in iter::once(&*text).chain(project.as_deref()) {
            out.line(&Line::new(Role::Text, text))?;
        }
    }
    Ok(Outcome::Found)
}

/// A setting: its name, its value, and the layer that it comes from.
struct Setting<'a> {
    name: &'a str,
    value: Option<Value>,
    /// The layer with the line in its text; `None` for the default.
    given: Option<(&'a Layer, usize)>,
}

impl Setting<'_> {
    /// The origin as text: the file and line, the variable, the flag, or the word `default`.
    fn origin(&self) -> String {
        match self.given {
            None => "default".to_owned(),
            Some((layer, line)) => match layer.origin.name() {
                None => format!("{}:{line}", layer.text.name),
                Some(name) => name.to_owned(),
            },
        }
    }

    fn record(&self) -> json::SettingLine<'_> {
        let in_file = self.given.filter(|(layer, _)| layer.origin.name().is_none());
        json::SettingLine {
            key: self.name,
            value: self.value.as_ref().map(|value| match value {
                Value::Bool(value) => json::SettingValue::Bool(*value),
                Value::Integer(number) => json::SettingValue::Integer(*number),
                Value::Bytes(bytes) => json::SettingValue::Bytes(*bytes),
                Value::Text(text) => json::SettingValue::Text(text),
                Value::List(texts) => json::SettingValue::List(texts),
            }),
            origin: self.given.map_or("default", |(layer, _)| layer.origin.word()),
            name: self.given.and_then(|(layer, _)| layer.origin.name()),
            file: in_file.map(|(layer, _)| &*layer.text.name),
            line: in_file.map(|(_, line)| line),
        }
    }
}

/// All settings, in the order of their keys, and after them the keys of actions and the own commands.
fn settings(config: &Config) -> Vec<Setting<'_>> {
    fn given<'a>(layer: &'a Layer, at: &FileSpan) -> (&'a Layer, usize) {
        (layer, Positions::new(&layer.text.text).locate(at.at.start).0)
    }
    let setting = |key: Key| {
        let given = config.given(key).map(|(layer, at)| given(layer, at));
        Setting { name: key.name(), value: key.value(&config.settings), given }
    };
    let own = config.layers.iter().flat_map(|layer| layer.own.iter().map(move |own| (layer, own)));
    let own = own.map(|(layer, own)| Setting {
        name: &own.name,
        value: Some(own.value.clone()),
        given: Some(given(layer, &own.at)),
    });
    Key::ALL.into_iter().map(setting).chain(own).collect()
}

fn show(context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let Configuration { config, unread, .. } = context.configuration;
    let path = context.configuration.path_text();
    let settings = settings(config);
    match out.form {
        Form::Json => {
            let findings = config.layers.iter().flat_map(|layer| {
                locate(&layer.findings, slice::from_ref(&layer.text), &layer.text.name)
                    .map(|located| located.record)
            });
            let findings = findings.collect();
            let settings = settings.iter().map(Setting::record).collect();
            out.json(&json::Config { version: json::VERSION, path: path.as_deref(), settings, findings })?;
        }
        Form::Plain => {
            for setting in &settings {
                let value = setting.value.as_ref().map(ToString::to_string).unwrap_or_default();
                out.record([setting.name, &value, &setting.origin()])?;
            }
        }
        Form::Human => {
            let text = |setting: &Setting<'_>| match &setting.value {
                Some(value) => format!("{} = {value}", setting.name),
                None => format!("{} is not set", setting.name),
            };
            let column = settings.iter().map(|setting| cells::width(&text(setting))).max().unwrap_or(0);
            for setting in &settings {
                let mut line = Line::new(Role::Text, &text(setting));
                line.pad_to(column.min(48));
                out.line(&line.with(Role::Dim, &format!("  # {}", setting.origin())))?;
            }
        }
    }
    for layer in &config.layers {
        draw(&layer.findings, slice::from_ref(&layer.text), &mut context.stderr)?;
    }
    for (_, error) in unread {
        context.stderr.message(Role::Warning, "warning:", &with_cause(error));
    }
    match &**unread {
        [] => Ok(Outcome::found(!config.findings().any(Finding::is_error))),
        _ => Ok(Outcome::Unreadable),
    }
}

/// Prints the default file, in which nothing is set.
fn default(out: &mut Output<'_>) -> RunResult {
    if out.form == Form::Json {
        let config = Config::default();
        let settings = settings(&config);
        let settings = settings.iter().map(Setting::record).collect();
        out.json(&json::Config { version: json::VERSION, path: None, settings, findings: Vec::new() })?;
    } else if out.form == Form::Human {
        print_wrapped(DEFAULT_TEXT, out)?;
    } else {
        out.document(DEFAULT_TEXT)?;
    }
    Ok(Outcome::Found)
}

/// Prints a file whose comments are paragraphs, as wide as the terminal.
fn print_wrapped(text: &str, out: &mut Output<'_>) -> io::Result<()> {
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(comment) = line.strip_prefix(COMMENT) else {
            out.line(&Line::new(Role::Text, line))?;
            continue;
        };
        let mut paragraph = comment.to_owned();
        while let Some(comment) = lines.peek().and_then(|line| line.strip_prefix(COMMENT)) {
            paragraph.extend([" ", comment]);
            lines.next();
        }
        for range in cells::wrap(&paragraph, out.width() - COMMENT.len()) {
            let part = paragraph.get(range).unwrap_or_default();
            out.line(&Line::new(Role::Dim, COMMENT).with(Role::Dim, part))?;
        }
    }
    Ok(())
}

/// The beginning of a line of prose; before a key that is not set there is no space.
const COMMENT: &str = "# ";
