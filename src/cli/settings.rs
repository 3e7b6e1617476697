//! The settings of a run and the file that they come from.

use std::env;
use std::path::{Path, PathBuf};
use std::slice;

use super::findings::locate;
use super::outcome::{Failure, with_cause};
use super::output::{Output, Role};
use crate::config::{self, Ascii, Config, Settings};
use crate::format::File;
use crate::format::report::counted;
use crate::library::{self, NamedStack, NamedStacks};
use crate::system::browser;
use crate::system::files::{self, FilesError};
use crate::system::{locale, places};

/// Settings of a command, and its stream for messages.
pub struct Context<'a> {
    /// The settings.
    pub configuration: &'a Configuration,
    /// Standard error.
    pub stderr: Output<'a>,
    /// True if some of several stacks could not be opened, which was reported.
    pub is_incomplete: bool,
}

impl<'a> Context<'a> {
    /// The context of a run in which nothing has failed yet.
    pub fn new(configuration: &'a Configuration, stderr: Output<'a>) -> Self {
        Self { configuration, stderr, is_incomplete: false }
    }
}

/// Maximum size of a settings file in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// The settings of a run, and the file that they come from.
#[derive(Debug, Default)]
pub struct Configuration {
    /// The settings; the defaults if the file is unusable.
    pub settings: Settings,
    /// The path of the file, which may be missing; `None` without a home folder.
    pub(super) path: Option<PathBuf>,
    /// Whether an environment variable names the file.
    pub(super) by_variable: bool,
    /// The content of the file, `None` if it is missing.
    pub(super) read: Option<Result<Config, FilesError>>,
}

impl Configuration {
    /// The settings for opening pages.
    pub fn browser(&self) -> browser::Settings {
        let Settings { open_command, passages, .. } = &self.settings;
        browser::Settings {
            command: open_command.clone(),
            ignores_words: !passages.are_on,
            hosts_without_words: passages.except.clone(),
        }
    }

    /// Reads the user's settings.
    ///
    /// Never fails: an unusable file yields the defaults, and [`Configuration::error_summary`] describes the error.
    pub fn read() -> Self {
        let Some((path, by_variable)) = places::config_file() else { return Self::default() };
        let read = match files::read_file(&path, MAX_BYTES) {
            Ok(bytes) => Some(Ok(config::read(File::new(path.to_string_lossy(), bytes)))),
            // The default file may be missing, but not one that the user named.
            Err(FilesError::Missing { .. }) if !by_variable => None,
            Err(error) => Some(Err(error)),
        };
        let settings = read.as_ref().and_then(|read| Some(read.as_ref().ok()?.settings.clone()));
        Self { settings: settings.unwrap_or_default(), path: Some(path), by_variable, read }
    }

    /// Whether more than ASCII may be drawn.
    pub fn has_unicode(&self) -> bool {
        match self.settings.ascii {
            Ascii::Always => false,
            Ascii::Never => true,
            Ascii::Auto => locale::has_unicode(|name| env::var_os(name)),
        }
    }

    /// The named stacks: the built-in ones, and those of the library in the settings, else of the data folder.
    pub fn named_stacks(&self) -> NamedStacks {
        let Some(library) = &self.settings.library else { return NamedStacks::in_data_folder() };
        NamedStacks::in_folder(library::path_from(library, self.folder().unwrap_or(Path::new(""))))
    }

    /// All named stacks, as [`NamedStacks::list`] sorts them.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the folder of the user's stacks cannot be listed.
    pub(super) fn listed_stacks(&self) -> Result<Vec<NamedStack>, Failure> {
        let listed = self.named_stacks().list().map_err(Failure::from);
        listed.map_err(|failure| match (&self.settings.library, self.path_text()) {
            (Some(_), Some(file)) => failure.hint(format!("correct `stacks.library` in {file}")),
            _ => failure,
        })
    }

    /// The path of the file as text.
    pub(super) fn path_text(&self) -> Option<String> {
        self.path.as_ref().map(|path| path.to_string_lossy().into_owned())
    }

    /// The folder of the file.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.path.as_deref()?.parent()
    }

    /// The first error or warning of the file as one line that begins with the file name; `config show` lists all.
    pub fn error_summary(&self) -> Option<String> {
        let path = self.path.as_ref()?;
        self.summary_for(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy())
    }

    fn summary_for(&self, file: &str) -> Option<String> {
        let config = match self.read.as_ref()? {
            Ok(config) => config,
            Err(error) => return Some(format!("{}; using the default settings", with_cause(error))),
        };
        // An error makes the whole file unusable, so it comes before warnings.
        let located = || locate(&config.findings, slice::from_ref(&config.text), file);
        let first = located().find(|located| located.finding.is_error()).or_else(|| located().next())?;
        let (line, column) = (first.record.line.unwrap_or(1), first.record.column.unwrap_or(1));
        let step = match (first.finding.is_error(), &first.finding.help) {
            (true, _) => "; using the default settings".to_owned(),
            (false, Some(help)) => format!("; {help}"),
            (false, None) => String::new(),
        };
        let more = match config.findings.len() - 1 {
            0 => String::new(),
            more => format!(" (and {} more)", counted(more, "finding")),
        };
        Some(format!("{file}:{line}:{column}: {}{step}{more}", first.finding.message))
    }

    /// Prints what is wrong with the file, if anything.
    pub(super) fn warn(&self, stderr: &mut Output<'_>) {
        if let Some(summary) = self.path_text().and_then(|path| self.summary_for(&path)) {
            stderr.message(Role::Warning, "warning:", &summary);
        }
    }
}
