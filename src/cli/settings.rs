//! The settings of a run and the file that they come from.

use std::env;
use std::path::{Path, PathBuf};
use std::slice;
use std::sync::Arc;

use super::findings::{Located, locate};
use super::outcome::{Failure, with_cause};
use super::output::{Output, Role};
use crate::config::{Ascii, Colour, Config, Key, Layer, Origin, Settings};
use crate::dataset::{Severity, quoted};
use crate::format::File;
use crate::format::report::counted;
use crate::library::{self, NamedStack, NamedStacks, ThemeError};
use crate::system::browser;
use crate::system::files::{self, FilesError};
use crate::system::{locale, places};
use crate::theme::{Depth, Half, Look, Palette, ThemeFile};

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

/// Maximum size of the file of a project in bytes, which may come from anywhere.
const MAX_PROJECT_BYTES: u64 = 1 << 16;

/// A setting that a flag gives: the setting, the flag and the value as text.
pub type FlagSetting = (Key, &'static str, String);

/// The settings of a run, and the files that they come from.
#[derive(Debug, Default)]
pub struct Configuration {
    /// The settings, and where each of them comes from.
    pub(super) config: Config,
    /// The path of the user's file, which may be missing; `None` without a home folder.
    pub(super) path: Option<PathBuf>,
    /// Whether an environment variable names the user's file.
    pub(super) by_variable: bool,
    /// The path of the project's file, if there is one.
    pub(super) project: Option<PathBuf>,
    /// The files that cannot be read.
    pub(super) unread: Vec<(Origin, FilesError)>,
    /// The palettes of the theme, once it is read: one, or the dark and the light one of a pair.
    palettes: Vec<Arc<Palette>>,
}

impl Configuration {
    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.config.settings
    }

    /// The settings for opening pages.
    pub fn browser(&self) -> browser::Settings {
        let Settings { open_command, passages, .. } = self.settings();
        browser::Settings {
            command: open_command.clone(),
            ignores_words: !passages.are_on,
            hosts_without_words: passages.except.clone(),
        }
    }

    /// Reads the settings: the user's file, that of a project, the environment, and the flags, which take precedence.
    ///
    /// Never fails: an unusable file is ignored, and [`Configuration::error_summary`] describes the error.
    pub fn read(flags: Vec<FlagSetting>) -> Self {
        let mut this = Self::default();
        this.read_user();
        this.read_project();
        for key in Key::ALL {
            let set = |name: &&str| env::var_os(name).filter(|value| !value.is_empty());
            if let Some(name) = key.variable()
                && let Some(value) = set(&name)
            {
                this.config.read_word(Origin::Variable(name), key, name, &value.to_string_lossy());
            }
        }
        for (key, flag, value) in flags {
            this.config.read_word(Origin::Flag(flag), key, flag, &value);
        }
        this
    }

    fn read_user(&mut self) {
        let Some((path, by_variable)) = places::config_file() else { return };
        match files::read_file(&path, MAX_BYTES) {
            Ok(bytes) => self.config.read_user(File::new(path.to_string_lossy(), bytes)),
            // The default file may be missing, but not one that the user named.
            Err(FilesError::Missing { .. }) if !by_variable => {}
            Err(error) => self.unread.push((Origin::User, error)),
        }
        (self.path, self.by_variable) = (Some(path), by_variable);
    }

    /// Reads the file of a project. Links may lead neither this file nor its stacks out of its folder.
    fn read_project(&mut self) {
        let Some(path) = places::project_file() else { return };
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        match files::read_inside(&path, &folder, MAX_PROJECT_BYTES) {
            Ok(bytes) => {
                let named_stacks = self.named_stacks();
                let is_inside = |name: &str| library::is_named_or_inside(name, &folder, &named_stacks);
                self.config.read_project(File::new(path.to_string_lossy(), bytes), is_inside);
            }
            Err(error) => self.unread.push((Origin::Project, error)),
        }
        self.project = Some(path);
    }

    /// Reads the theme of the settings, which the explorer needs and no command.
    pub fn read_theme(&mut self) {
        let Some(name) = self.settings().theme.clone().filter(|name| name != Look::MONO) else { return };
        match library::find_theme(&name, self.themes_folder().as_deref()) {
            Ok(ThemeFile { palettes, findings, text }) => {
                self.palettes = palettes;
                let (given, own) = (Vec::new(), Vec::new());
                self.config.layers.push(Layer { origin: Origin::Theme, given, own, findings, text });
            }
            Err(ThemeError::Unreadable(error)) => self.unread.push((Origin::Theme, error)),
            Err(ThemeError::Unknown(nearest)) => {
                let help = match nearest {
                    Some(name) => format!("did you mean \"{name}\"?"),
                    None => {
                        format!("write \"{}\", \"{}\" or the name of a theme", Look::TERMINAL, Look::MONO)
                    }
                };
                self.config.warn(Key::Theme, format!("there is no theme {}", quoted(&name)), help);
            }
        }
    }

    /// The look of the explorer, for the kind of background that the terminal has as far as that is known; and both looks if
    /// the theme is a pair.
    pub fn look(&self) -> (Look, Option<[Look; 2]>) {
        match &*self.palettes {
            [] if self.settings().theme.as_deref() == Some(Look::MONO) => (Look::Mono, None),
            [] => (Look::Terminal, None),
            [dark, light, ..] => {
                let known = env::var("COLORFGBG").ok().and_then(|value| Half::of_variable(&value));
                let halves = [dark, light].map(|palette| Look::Palette(Arc::clone(palette)));
                let [dark, light] = halves.clone();
                (if known == Some(Half::Light) { light } else { dark }, Some(halves))
            }
            [only] => (Look::Palette(Arc::clone(only)), None),
        }
    }

    /// The colours that the terminal can show and the user wants.
    pub fn depth(&self) -> Depth {
        let no_color = || env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self.settings().colour {
            Colour::Never => Depth::None,
            Colour::Auto if no_color() => Depth::None,
            Colour::Auto | Colour::Always => Depth::from_variables(|name| env::var(name).ok()),
        }
    }

    /// The folder of the user's themes.
    pub fn themes_folder(&self) -> Option<PathBuf> {
        Some(self.folder()?.join("themes"))
    }

    /// Whether more than ASCII may be drawn.
    pub fn has_unicode(&self) -> bool {
        match self.settings().ascii {
            Ascii::Always => false,
            Ascii::Never => true,
            Ascii::Auto => locale::has_unicode(|name| env::var_os(name)),
        }
    }

    /// The named stacks: the built-in ones, and those of the library in the settings, else of the data folder.
    pub fn named_stacks(&self) -> NamedStacks {
        let Some(library) = &self.settings().library else { return NamedStacks::in_data_folder() };
        NamedStacks::in_folder(library::path_from(library, self.folder().unwrap_or(Path::new(""))))
    }

    /// All named stacks, as [`NamedStacks::list`] sorts them.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the folder of the user's stacks cannot be listed.
    pub(super) fn listed_stacks(&self) -> Result<Vec<NamedStack>, Failure> {
        let listed = self.named_stacks().list().map_err(Failure::from);
        listed.map_err(|failure| match (&self.settings().library, self.path_text()) {
            (Some(_), Some(file)) => failure.hint(format!("correct `stacks.library` in {file}")),
            _ => failure,
        })
    }

    /// The path of the user's file as text.
    pub(super) fn path_text(&self) -> Option<String> {
        self.path.as_ref().map(|path| path.to_string_lossy().into_owned())
    }

    /// The folder of the user's file.
    fn folder(&self) -> Option<&Path> {
        self.path.as_deref()?.parent()
    }

    /// The file that names the default stacks, to which their paths are relative.
    pub(super) fn file_of_default_stacks(&self) -> Option<&Path> {
        match self.config.origin(Key::StacksDefault) {
            Some(Origin::Project) => self.project.as_deref(),
            _ => self.path.as_deref(),
        }
    }

    /// The first error or warning of the settings as one line that begins with a file name; `config show` lists all.
    pub fn error_summary(&self) -> Option<String> {
        self.summary_with(|path| {
            let name = Path::new(path).file_name();
            name.map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
        })
    }

    fn summary_with(&self, name: impl Fn(&str) -> String) -> Option<String> {
        let outcome = |origin: Origin| match origin {
            Origin::User => "using the default settings",
            Origin::Theme => "using the terminal's colours",
            _ => "it is ignored",
        };
        if let Some((origin, error)) = self.unread.first() {
            return Some(format!("{}; {}", with_cause(error), outcome(*origin)));
        }
        // An error makes the whole layer unusable, so it comes before warnings.
        let located = || {
            self.config.layers.iter().flat_map(|layer| {
                let located = locate(&layer.findings, slice::from_ref(&layer.text), &layer.text.name);
                // A hint is for whoever looks at the settings: `config show`.
                let is_problem = |located: &Located<'_>| located.finding.severity != Severity::Hint;
                located.filter(is_problem).map(|located| (layer.origin, located))
            })
        };
        let (origin, first) =
            located().find(|(_, located)| located.finding.is_error()).or_else(|| located().next())?;
        let place = origin.name().map_or_else(
            || {
                let (line, column) = (first.record.line.unwrap_or(1), first.record.column.unwrap_or(1));
                format!("{}:{line}:{column}", name(first.record.file))
            },
            str::to_owned,
        );
        let step = match (first.finding.is_error(), &first.finding.help) {
            (true, _) => format!("; {}", outcome(origin)),
            (false, Some(help)) => format!("; {help}"),
            (false, None) => String::new(),
        };
        let more = match located().count() - 1 {
            0 => String::new(),
            more => format!(" (and {} more)", counted(more, "finding")),
        };
        Some(format!("{place}: {}{step}{more}", first.finding.message))
    }

    /// Prints what is wrong with the settings, if anything.
    pub(super) fn warn(&self, stderr: &mut Output<'_>) {
        if let Some(summary) = self.summary_with(str::to_owned) {
            stderr.message(Role::Warning, "warning:", &summary);
        }
    }
}
