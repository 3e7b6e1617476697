//! `config`: where the settings are, what holds, and what there is to set.
//!
//! Plain columns of `config show`: key, value as TOML (empty where nothing is set and nothing holds by itself), origin
//! (`default`, or the file with the line).

use std::io;
use std::path::{Path, PathBuf};

use super::check::{self, in_words};
use super::commands::Settled;
use super::output::{Form, Line, Output, Role};
use super::{Failure, Outcome};
use crate::config::{self, Config, Key, Settings};
use crate::dataset::Finding;
use crate::export::json;
use crate::format::report::counted;
use crate::format::{File, Positions};
use crate::system::files::{self, FilesError};
use crate::system::places;

/// The most bytes of a file of settings: nobody writes so many by hand.
const LARGEST: u64 = 1 << 20;

/// The settings of a run, and where they come from.
#[derive(Debug, Default)]
pub struct Configuration {
    /// What holds.
    pub settings: Settings,
    /// The file, there or not; and whether a variable names it.
    file: Option<(PathBuf, bool)>,
    /// What it says; none if it is not there.
    read: Option<Result<Config, FilesError>>,
}

/// Reads the settings of the person who runs the program.
///
/// Whatever is wrong with them, there are some: [`Configuration::trouble`] says if they are not the person's own.
#[must_use]
pub fn configuration() -> Configuration {
    let Some((path, by_variable)) = places::config_file() else { return Configuration::default() };
    let read = match files::read_file(&path, LARGEST) {
        Ok(bytes) => Some(Ok(config::read(File::new(path.to_string_lossy(), bytes)))),
        // To have none is usual, but not to have the one that was named.
        Err(FilesError::Missing { .. }) if !by_variable => None,
        Err(error) => Some(Err(error)),
    };
    let settings = read.as_ref().and_then(|read| read.as_ref().ok()).map(|config| config.settings.clone());
    Configuration { settings: settings.unwrap_or_default(), file: Some((path, by_variable)), read }
}

impl Configuration {
    /// The path of the file, as text.
    pub(super) fn path(&self) -> Option<String> {
        self.file.as_ref().map(|(path, _)| path.to_string_lossy().into_owned())
    }

    /// The folder that the file is in.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.file.as_ref().and_then(|(path, _)| path.parent())
    }

    fn config(&self) -> Option<&Config> {
        self.read.as_ref()?.as_ref().ok()
    }

    /// What is wrong with the settings, in a line that begins with the name of the file and the place.
    ///
    /// The whole of it is for `config show` to tell.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        let (path, _) = self.file.as_ref()?;
        self.trouble_of(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy())
    }

    fn trouble_of(&self, file: &str) -> Option<String> {
        let config = match self.read.as_ref()? {
            Ok(config) => config,
            Err(error) => return Some(format!("{}; the settings are as without it", in_words(error))),
        };
        // What costs somebody all settings comes before what costs one.
        let first = config.findings.iter().find(|finding| finding.is_error());
        let finding = first.or(config.findings.first())?;
        let place = finding.span.as_ref().map_or(0, |place| place.at.start);
        let (line, column) = Positions::new(&config.text.text).locate(place);
        let mut text = format!("{file}:{line}:{column}: {}", finding.message);
        if finding.is_error() {
            text.push_str("; no setting of this file is used");
        } else if let Some(help) = &finding.help {
            text = format!("{text}; {help}");
        }
        match config.findings.len() - 1 {
            0 => {}
            more => text = format!("{text} (and {} more)", counted(more, "finding")),
        }
        Some(text)
    }

    /// Says beside an answer what is wrong with the settings.
    pub fn tell_trouble(&self, beside: &mut Output<'_>) {
        if let Some(trouble) = self.path().and_then(|path| self.trouble_of(&path)) {
            let label = Line::new().with(Role::Warning, "warning:");
            let line = Line::new().with(Role::Text, &trouble);
            // Nobody could be told that this cannot be written.
            let _ = beside.hanging(&label, &line, 9).and_then(|()| beside.finish());
        }
    }
}

/// Tells what was asked for.
pub(super) fn run(
    what: Settled,
    configuration: &Configuration,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    match what {
        Settled::Path => path(configuration, out),
        Settled::Show => Ok(show(configuration, out, beside)?),
        Settled::Default => Ok(default(out)?),
    }
}

fn path(configuration: &Configuration, out: &mut Output<'_>) -> Result<Outcome, Failure> {
    let Some((path, by_variable)) = &configuration.file else {
        let failure = Failure::new(Outcome::Nothing, "there is no home folder that could hold settings");
        return Err(failure.hint(format!("{} names a file", places::CONFIG_VARIABLE)));
    };
    let text = path.to_string_lossy();
    if out.form() == Form::Json {
        let (exists, by_variable) = (path.exists(), *by_variable);
        out.json(&json::ConfigPath { version: json::VERSION, path: &text, exists, by_variable })?;
    } else {
        out.line(&Line::new().with(Role::Text, &text))?;
    }
    Ok(Outcome::Found)
}

/// A setting as it is shown.
struct Shown {
    key: Key,
    value: Option<String>,
    /// Where the file sets it.
    line: Option<usize>,
}

fn shown(settings: &Settings, config: Option<&Config>) -> Vec<Shown> {
    let line = |key: Key| {
        let config = config?;
        let (_, place) = config.given.iter().find(|(given, _)| *given == key)?;
        Some(Positions::new(&config.text.text).locate(place.at.start).0)
    };
    Key::ALL.iter().map(|key| Shown { key: *key, value: key.value(settings), line: line(*key) }).collect()
}

fn show(configuration: &Configuration, out: &mut Output<'_>, beside: &mut Output<'_>) -> io::Result<Outcome> {
    let config = configuration.config();
    let path = configuration.path();
    let shown = shown(&configuration.settings, config);
    let findings = config.map_or(&[][..], |config| &config.findings);
    match out.form() {
        Form::Json => as_json(path.as_deref(), &shown, config, out)?,
        Form::Plain => {
            for Shown { key, value, line } in &shown {
                let origin = origin(path.as_deref(), *line);
                out.record([&*key.name(), value.as_deref().unwrap_or_default(), &origin])?;
            }
        }
        Form::Human => for_reading(path.as_deref(), &shown, out)?,
    }
    if let Some(config) = config {
        check::draw(findings, std::slice::from_ref(&config.text), beside)?;
    }
    match &configuration.read {
        Some(Err(_)) => {
            configuration.tell_trouble(beside);
            Ok(Outcome::Unreadable)
        }
        _ => Ok(Outcome::found(!findings.iter().any(Finding::is_error))),
    }
}

fn origin(path: Option<&str>, line: Option<usize>) -> String {
    match (path, line) {
        (Some(path), Some(line)) => format!("{path}:{line}"),
        _ => "default".to_owned(),
    }
}

fn for_reading(path: Option<&str>, shown: &[Shown], out: &mut Output<'_>) -> io::Result<()> {
    let pair = |shown: &Shown| match &shown.value {
        Some(value) => format!("{} = {value}", shown.key.name()),
        None => format!("{} is not set", shown.key.name()),
    };
    let widest = shown.iter().map(|shown| crate::cells::width(&pair(shown))).max().unwrap_or(0).min(48);
    for each in shown {
        let mut line = Line::new().with(Role::Text, &pair(each));
        line.pad_to(widest);
        out.line(&line.with(Role::Dim, &format!("  # {}", origin(path, each.line))))?;
    }
    Ok(())
}

fn as_json(
    path: Option<&str>,
    shown: &[Shown],
    config: Option<&Config>,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let setting = |shown: &Shown| json::SettingLine {
        key: shown.key.name(),
        value: shown.value.clone(),
        origin: if shown.line.is_some() { "file" } else { "default" },
        line: shown.line,
    };
    let finding = |config: &'_ Config, finding: &Finding| {
        let at = finding.span.as_ref().map(|place| Positions::new(&config.text.text).locate(place.at.start));
        (at.map(|at| at.0), at.map(|at| at.1))
    };
    let findings = config.into_iter().flat_map(|config| {
        config.findings.iter().map(move |found| {
            let (line, column) = finding(config, found);
            json::FindingLine {
                file: &config.text.name,
                line,
                column,
                severity: found.severity.name(),
                code: found.code.name(),
                message: &found.message,
                help: found.help.as_deref(),
                related: Vec::new(),
            }
        })
    });
    out.json(&json::Config {
        version: json::VERSION,
        path,
        settings: shown.iter().map(setting).collect(),
        findings: findings.collect(),
    })
}

/// Writes the file that sets nothing, which is one to begin with.
fn default(out: &mut Output<'_>) -> io::Result<Outcome> {
    if out.form() == Form::Json {
        as_json(None, &shown(&Settings::default(), None), None, out)?;
    } else {
        for line in config::default_text().lines() {
            out.line(&Line::new().with(Role::Text, line))?;
        }
    }
    Ok(Outcome::Found)
}
