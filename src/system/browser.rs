//! Opening a URL in a browser.
//!
//! [`plan`] chooses the program from values, [`run`] starts it and returns its outcome. Only a [`SourceUrl`] can be opened,
//! and it is always exactly one argument of the program: no shell ever reads it.

mod command;

use std::fmt;
use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use thiserror::Error;

use self::command::Placeholder;
use super::foreground;
use super::launch::{self, ChildState, Invocation};
use super::words;
use super::{Environment, Platform};
use crate::dataset::{Destination, SourceUrl};

/// Browsers that run in the terminal.
const TEXT_BROWSERS: [&str; 8] =
    ["lynx", "w3m", "links", "links2", "elinks", "browsh", "carbonyl", "www-browser"];

/// Maximum wait for a launcher; one that still runs then has accepted the URL, since failures take milliseconds.
const LAUNCH_TIMEOUT: Duration = Duration::from_millis(250);

/// The signal of Ctrl-C.
const INTERRUPT: i32 = 2;

/// The settings for opening URLs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `open.command`: a program and its arguments, with `{url}` as the placeholder (appended if it is missing).
    pub command: Option<Vec<String>>,
    /// Whether pages open at their beginning, whatever words of them are known: the opposite of `open.passages`.
    pub ignores_words: bool,
    /// `open.no_passage_hosts`: the hosts on which they do so all the same, with all hosts below them.
    pub hosts_without_words: Vec<String>,
}

impl Settings {
    /// The URL that is handed to the browser.
    pub fn address(&self, page: &Destination) -> SourceUrl {
        let host = page.url.host().to_ascii_lowercase();
        let is_below = |parent: &String| {
            let parent = parent.to_ascii_lowercase();
            host.strip_suffix(&*parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        if self.ignores_words || self.hosts_without_words.iter().any(is_below) {
            page.url.clone()
        } else {
            page.address()
        }
    }
}

/// The way in which a URL would be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// This text browser runs in the terminal until it ends.
    Foreground(Invocation),
    /// This program of the user's choice is started without the terminal.
    Detached(Invocation),
    /// The platform's own opener is started with the URL.
    Platform(SourceUrl),
    /// Nothing is started, for this reason.
    NoBrowser(NoBrowser),
}

/// The reason why no browser is started.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoBrowser {
    /// The user is connected over SSH.
    #[error("this is an SSH session")]
    Remote,
    /// There is no graphical display.
    #[error("there is no display")]
    NoDisplay,
    /// No command of `$STACKLORE_BROWSER` and `$BROWSER` exists or can be used, and the platform's opener cannot for this
    /// reason.
    #[error("no command in $BROWSER can be used here, and {0}")]
    Unfound(Box<NoBrowser>),
    /// The configured program does not exist.
    #[error("open.command: no program \"{0}\" in PATH")]
    Missing(String),
    /// The configured command is empty or would pass the URL to a shell as a script.
    #[error("open.command cannot be used: {0}")]
    Unfit(String),
}

/// The outcome of opening a URL, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The launcher of this name ended with success.
    Accepted(String),
    /// The launcher of this name is still running.
    HandedOver(String),
    /// The text browser of this name has ended.
    Closed(String),
}

impl fmt::Display for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted(by) => write!(f, "opened by {by}"),
            Self::HandedOver(by) => write!(f, "handed to {by}"),
            Self::Closed(by) => write!(f, "back from {by}"),
        }
    }
}

/// The error of opening a URL.
#[derive(Debug, Error)]
pub enum BrowserError {
    /// The command could not be started.
    #[error("{0}: {1}")]
    Start(String, #[source] io::Error),
    /// The program ended with an error.
    #[error("{command}: {ending}")]
    Failed {
        /// The command that was tried.
        command: String,
        /// Its exit code or signal, as text.
        ending: String,
    },
    /// The platform has none of these openers.
    #[error("none of these programs is installed: {0}")]
    NoOpener(String),
    /// The plan starts nothing, for this reason.
    #[error("no browser here: {0}")]
    NoBrowser(NoBrowser),
}

/// Chooses how a URL would be opened, without starting anything.
///
/// The settings come first, then `$STACKLORE_BROWSER` and `$BROWSER` (also over SSH, since they were set there on purpose),
/// then the platform's opener if the user could see its window.
pub fn plan(url: &SourceUrl, settings: &Settings, environment: &Environment) -> Plan {
    if let Some(words) = &settings.command {
        return configured(url, words, environment).map_or_else(Plan::NoBrowser, by_kind);
    }
    let variables = [&environment.own_browser, &environment.browser];
    for candidates in variables.into_iter().flatten() {
        let fit =
            words::candidates(candidates).into_iter().find_map(|words| candidate(url, &words, environment));
        if let Some(command) = fit {
            return by_kind(command);
        }
    }
    let no_display = environment.platform == Platform::Unix && !environment.x11 && !environment.wayland;
    let why = match (environment.remote, no_display) {
        (true, _) => NoBrowser::Remote,
        (false, true) => NoBrowser::NoDisplay,
        (false, false) => return Plan::Platform(url.clone()),
    };
    let named = variables.into_iter().flatten().next().is_some();
    Plan::NoBrowser(if named { NoBrowser::Unfound(Box::new(why)) } else { why })
}

/// The configured command, with the URL as an argument.
fn configured(url: &SourceUrl, words: &[String], environment: &Environment) -> Result<Invocation, NoBrowser> {
    let (program, arguments) =
        words.split_first().ok_or_else(|| NoBrowser::Unfit("it is empty".to_owned()))?;
    let found = environment.find(program).ok_or_else(|| NoBrowser::Missing(program.clone()))?;
    let arguments = Placeholder::Braces.fill(program, arguments, url);
    let unfit = || NoBrowser::Unfit(format!("{}: a shell would read the URL", words.join(" ")));
    Ok(Invocation::new(found, arguments.ok_or_else(unfit)?))
}

fn by_kind(command: Invocation) -> Plan {
    if TEXT_BROWSERS.contains(&command.name().as_str()) {
        Plan::Foreground(command)
    } else {
        Plan::Detached(command)
    }
}

/// One candidate of a variable, if its program exists and gets the URL as an argument.
fn candidate(url: &SourceUrl, words: &[String], environment: &Environment) -> Option<Invocation> {
    let (program, arguments) = words.split_first()?;
    let found = environment.find(program)?;
    Some(Invocation::new(found, Placeholder::Percent.fill(program, arguments, url)?))
}

/// Carries out a plan and waits for the outcome: a quarter of a second at most, unless a text browser runs.
///
/// For [`Plan::Foreground`] the caller must have restored the terminal. The other plans do not use the terminal and may run
/// on a background thread.
///
/// # Errors
///
/// [`BrowserError`] names the command that was tried. A launcher that fails after `LAUNCH_TIMEOUT` is not noticed.
pub fn run(plan: &Plan, environment: &Environment) -> Result<Opened, BrowserError> {
    match plan {
        Plan::Foreground(command) => match foreground::run(command, environment) {
            // Ctrl-C is how a user ends a text browser that hangs.
            Ok(status) if status.success() || signal_of(status) == Some(INTERRUPT) => {
                Ok(Opened::Closed(command.name()))
            }
            Ok(status) => Err(failed(command, status)),
            Err(source) => Err(BrowserError::Start(command.to_string(), source)),
        },
        Plan::Detached(command) => start(command, environment),
        Plan::Platform(url) => ask_platform(url, environment),
        Plan::NoBrowser(why) => Err(BrowserError::NoBrowser(why.clone())),
    }
}

fn start(command: &Invocation, environment: &Environment) -> Result<Opened, BrowserError> {
    match launch::detached(command, None, LAUNCH_TIMEOUT, environment) {
        Ok(ChildState::Running) => Ok(Opened::HandedOver(command.name())),
        Ok(ChildState::Ended(status)) if status.success() => Ok(Opened::Accepted(command.name())),
        Ok(ChildState::Ended(status)) => Err(failed(command, status)),
        Err(source) => Err(BrowserError::Start(command.to_string(), source)),
    }
}

fn failed(command: &Invocation, status: ExitStatus) -> BrowserError {
    let ending = match status.code() {
        Some(code) => format!("it ended with exit code {code}"),
        None => signal_of(status)
            .map_or_else(|| "it ended badly".to_owned(), |signal| format!("it was ended by signal {signal}")),
    };
    BrowserError::Failed { command: command.to_string(), ending }
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal_of(_status: ExitStatus) -> Option<i32> {
    None
}

#[cfg(all(unix, not(target_os = "macos")))]
fn ask_platform(url: &SourceUrl, environment: &Environment) -> Result<Opened, BrowserError> {
    use std::ffi::OsStr;

    // `open` knows the openers and their arguments. They are started here, since it would also look for them in relative
    // folders of PATH, and returns neither their names nor their outcome.
    let mut tried = Vec::new();
    let mut first_failure = None;
    for opener in open::commands(url.as_str()) {
        let name = opener.get_program().to_string_lossy().into_owned();
        let Some(program) = environment.find(&name) else {
            tried.push(name);
            continue;
        };
        let mut command = Invocation::new(program, opener.get_args().map(OsStr::to_owned));
        let variables =
            opener.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        command.variables = variables.collect();
        match start(&command, environment) {
            Ok(opened) => return Ok(opened),
            Err(error) => first_failure = first_failure.or(Some(error)),
        }
    }
    Err(first_failure.unwrap_or_else(|| BrowserError::NoOpener(tried.join(", "))))
}

#[cfg(any(windows, target_os = "macos"))]
fn ask_platform(url: &SourceUrl, _environment: &Environment) -> Result<Opened, BrowserError> {
    match open::that_detached(url.as_str()) {
        // Whether the URL was opened is not known.
        Ok(()) => Ok(Opened::HandedOver("the system".to_owned())),
        Err(source) => Err(BrowserError::Start(format!("open {url}"), source)),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::launch::scripts::script;
    use super::*;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    const PAGE: &str = "https://example.org/a?b=c&d=$(touch%20x);e='f'%s#g";

    fn page() -> SourceUrl {
        SourceUrl::parse(PAGE).unwrap()
    }

    /// An environment with a display and with the named programs in its only folder.
    fn with(folder: &Path, programs: &[&str], variables: &[(&str, &str)]) -> Environment {
        for name in programs {
            script(folder, name, "exit 0");
        }
        Environment::from_variables(|name| match variables.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => Some(value.into()),
            None if name == "PATH" => Some(folder.into()),
            None if name == "DISPLAY" => Some(":0".into()),
            None => None,
        })
    }

    fn planned(environment: &Environment) -> Plan {
        plan(&page(), &Settings::default(), environment)
    }

    fn detached(path: PathBuf, arguments: &[&str]) -> Plan {
        Plan::Detached(Invocation::new(path, arguments))
    }

    #[test]
    fn the_configuration_comes_before_the_variables() {
        let folder = tempfile::tempdir().unwrap();
        let environment = with(folder.path(), &["mine", "theirs"], &[("BROWSER", "theirs")]);
        let of = |words: &[&str]| {
            let settings = Settings {
                command: Some(words.iter().map(ToString::to_string).collect()),
                ..Settings::default()
            };
            plan(&page(), &settings, &environment)
        };
        let mine = folder.path().join("mine");
        assert_eq!(of(&["mine"]), detached(mine.clone(), &[PAGE]));
        let one_word = format!("--at={PAGE}");
        assert_eq!(of(&["mine", "--at={url}", "%s"]), detached(mine, &[&one_word, "%s"]));
        assert_eq!(of(&["gone"]), Plan::NoBrowser(NoBrowser::Missing("gone".to_owned())));
        assert!(matches!(of(&[]), Plan::NoBrowser(NoBrowser::Unfit(_))));
    }

    #[test]
    fn a_page_opens_at_its_words_where_the_settings_allow_it() {
        let words = Some("a single set".to_owned());
        let page = |url: &str| Destination { url: SourceUrl::parse(url).unwrap(), words: words.clone() };
        let hosts_without_words = vec!["Plain.example".to_owned()];
        let settings = Settings { hosts_without_words, ..Settings::default() };
        let address = |url: &str| settings.address(&page(url)).to_string();
        assert_eq!(address("https://example.org/a"), "https://example.org/a#:~:text=a%20single%20set");
        assert_eq!(address("https://plain.example/a"), "https://plain.example/a");
        assert_eq!(address("https://docs.plain.example/a"), "https://docs.plain.example/a");
        assert_eq!(
            address("https://notplain.example/a"),
            "https://notplain.example/a#:~:text=a%20single%20set"
        );
        let off = Settings { ignores_words: true, ..Settings::default() };
        assert_eq!(off.address(&page("https://example.org/a")).as_str(), "https://example.org/a");
    }

    #[test]
    fn our_own_variable_comes_before_the_common_one() {
        let folder = tempfile::tempdir().unwrap();
        let variables = [("STACKLORE_BROWSER", "one"), ("BROWSER", "two")];
        let environment = with(folder.path(), &["one", "two"], &variables);
        assert_eq!(planned(&environment), detached(folder.path().join("one"), &[PAGE]));
    }

    #[test]
    fn the_first_candidate_that_is_there_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let environment = with(folder.path(), &["two"], &[("BROWSER", "one::./two:two --tab %s -x:three")]);
        assert_eq!(planned(&environment), detached(folder.path().join("two"), &["--tab", PAGE, "-x"]));
    }

    #[test]
    fn a_command_that_a_shell_would_read_is_passed_over_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        let environment = with(folder.path(), &["sh", "two"], &[("BROWSER", "sh -c -- 'one %s':two")]);
        assert_eq!(planned(&environment), detached(folder.path().join("two"), &[PAGE]));
        let settings =
            Settings { command: Some(vec!["sh".to_owned(), "-c".to_owned()]), ..Settings::default() };
        assert!(matches!(plan(&page(), &settings, &environment), Plan::NoBrowser(NoBrowser::Unfit(_))));
    }

    #[test]
    fn text_browsers_get_the_terminal() {
        let folder = tempfile::tempdir().unwrap();
        for name in TEXT_BROWSERS {
            let environment = with(folder.path(), &[name], &[("BROWSER", name)]);
            let command = Invocation::new(folder.path().join(name), [PAGE]);
            assert_eq!(planned(&environment), Plan::Foreground(command));
        }
    }

    #[test]
    fn over_ssh_only_a_browser_of_the_variables_is_started() {
        let folder = tempfile::tempdir().unwrap();
        let environment = with(folder.path(), &["xdg-open", "one"], &[("SSH_TTY", "/dev/pts/1")]);
        assert_eq!(planned(&environment), Plan::NoBrowser(NoBrowser::Remote));
        let environment = with(folder.path(), &[], &[("SSH_TTY", "/dev/pts/1"), ("BROWSER", "one")]);
        assert_eq!(planned(&environment), detached(folder.path().join("one"), &[PAGE]));
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn a_display_of_either_kind_is_enough_for_the_platform() {
        let folder = tempfile::tempdir().unwrap();
        let of = |variables: &[(&str, &str)]| planned(&with(folder.path(), &[], variables));
        assert_eq!(of(&[("DISPLAY", "")]), Plan::NoBrowser(NoBrowser::NoDisplay));
        let platform = Plan::Platform(page());
        assert_eq!(of(&[]), platform);
        assert_eq!(of(&[("DISPLAY", ""), ("WAYLAND_DISPLAY", "wayland-0")]), platform);
        assert_eq!(of(&[("DISPLAY", ""), ("WSL_DISTRO_NAME", "Debian")]), platform);
    }

    #[test]
    fn a_program_of_the_users_gets_the_address_byte_for_byte() {
        let folder = tempfile::tempdir().unwrap();
        // Reading from a pipe waits for the program, however long the machine takes to start it.
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        script(folder.path(), "one", &format!("printf '%s|' \"$#\" \"$@\" > '{}'", pipe.display()));
        let environment = with(folder.path(), &[], &[("BROWSER", "one")]);
        run(&planned(&environment), &environment).unwrap();
        let text = fs::read_to_string(pipe).unwrap();
        assert_eq!(text, format!("1|{PAGE}|"));
    }

    #[test]
    fn the_error_of_a_program_that_cannot_be_started_names_its_command() {
        let folder = tempfile::tempdir().unwrap();
        let environment = with(folder.path(), &["one"], &[("BROWSER", "one -x")]);
        let plan = planned(&environment);
        fs::remove_file(folder.path().join("one")).unwrap();
        let error = run(&plan, &environment).unwrap_err();
        assert!(matches!(error, BrowserError::Start { .. }));
        assert!(error.to_string().starts_with(&format!("one -x {}", "\"https://example.org/")), "{error}");
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn the_error_of_missing_openers_names_them() {
        let folder = tempfile::tempdir().unwrap();
        let environment = with(folder.path(), &[], &[]);
        let error = run(&planned(&environment), &environment).unwrap_err();
        assert!(error.to_string().contains("xdg-open"), "{error}");
    }
}
