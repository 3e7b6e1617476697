//! Putting one line on the clipboard.
//!
//! A program of the desktop can say that it took the line; a terminal that is asked by an escape sequence (OSC 52) never
//! answers. So the two are told apart, and nothing is called copied that was only sent. The clipboard is never read.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

use thiserror::Error;

use super::launch::{self, Invocation, Progress};
use super::{Environment, Platform};
use crate::dataset;

/// The longest line in bytes, which nearly every terminal takes.
pub const LIMIT: usize = 64 * 1024;

/// The longest line in bytes that every terminal takes: a longer one some cut or drop without a word.
pub const MODEST: usize = 4096;

/// How long a helper may take before the line counts as not copied.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is known of a copied line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Copied {
    /// A program of the desktop took it.
    Confirmed {
        /// The program's name.
        by: String,
    },
    /// It was sent to the terminal, which gives no answer.
    Sent {
        /// How long it is; of more than [`MODEST`] nobody knows whether the terminal took it whole.
        bytes: usize,
    },
}

/// Why a line was not copied.
#[derive(Debug, Error)]
pub enum ClipboardError {
    /// Nothing is left of it.
    #[error("there is nothing to copy")]
    Empty,
    /// It is longer than [`LIMIT`].
    #[error("{bytes} bytes are too many for a terminal's clipboard (at most {LIMIT})")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// It holds a line break or another character that might act when it is pasted.
    #[error("it holds a character that might act when it is pasted")]
    Unsafe,
    /// The helper failed.
    #[error("{tool}: {message}")]
    Tool {
        /// The helper's name.
        tool: String,
        /// What went wrong.
        message: String,
    },
    /// Another program has the terminal just now.
    #[error("another program has the terminal")]
    Busy,
    /// The terminal could not be written to.
    #[error("the terminal cannot be written to")]
    Terminal(#[from] io::Error),
}

/// A text that may be copied: one line, not empty, at most [`LIMIT`] bytes, nothing in it that acts when pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(String);

impl Line {
    /// Admits a text, without its final line feed.
    ///
    /// # Errors
    ///
    /// [`ClipboardError`] says which rule the text breaks. The text is not repaired otherwise.
    pub fn parse(text: &str) -> Result<Self, ClipboardError> {
        let line = text.trim_end_matches(['\n', '\r']);
        if line.is_empty() {
            Err(ClipboardError::Empty)
        } else if line.len() > LIMIT {
            Err(ClipboardError::TooLong { bytes: line.len() })
        } else if line.chars().any(char::is_control) || dataset::fault(line).is_some() {
            Err(ClipboardError::Unsafe)
        } else {
            Ok(Self(line.to_owned()))
        }
    }

    /// The line as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The helper of the desktop that could copy a line here, if there is one.
///
/// Never over SSH: a helper there would succeed and reach the clipboard of the wrong machine.
#[must_use]
pub fn helper(line: &Line, environment: &Environment) -> Option<Invocation> {
    if environment.remote {
        return None;
    }
    let found = |name: &str, arguments: &[&str]| {
        environment.find(name).map(|program| Invocation::new(program, arguments.iter().copied()))
    };
    // It reads the text in a code page of Windows, so that only ASCII arrives unharmed.
    let clip = || if line.0.is_ascii() { found("clip.exe", &[]) } else { None };
    let desktop = || {
        let wayland = || environment.wayland.then(|| found("wl-copy", &[])).flatten();
        let x11 = || {
            let either = || found("xclip", &["-selection", "clipboard"]).or_else(|| found("xsel", &["-ib"]));
            environment.x11.then(either).flatten()
        };
        wayland().or_else(x11)
    };
    match environment.platform {
        Platform::MacOs => found("pbcopy", &[]),
        Platform::Windows => clip(),
        Platform::Wsl => clip().or_else(desktop),
        Platform::Unix => desktop(),
    }
}

/// Gives a line to a helper and waits for its answer, at most a second.
///
/// # Errors
///
/// [`ClipboardError::Tool`] when the helper cannot be started, fails or does not answer; the clipboard may then hold
/// anything, and the caller can still send the line to the terminal.
pub fn run(helper: &Invocation, line: &Line, environment: &Environment) -> Result<Copied, ClipboardError> {
    let fault = |message: String| ClipboardError::Tool { tool: helper.name(), message };
    match launch::detached(helper, Some(line.0.clone().into_bytes()), PATIENCE, environment) {
        Ok(Progress::Ended(status)) if status.success() => Ok(Copied::Confirmed { by: helper.name() }),
        Ok(Progress::Ended(status)) => Err(fault(format!("it failed ({status})"))),
        Ok(Progress::Running) => Err(fault("it does not answer".to_owned())),
        Err(error) => Err(fault(error.to_string())),
    }
}

/// Gives a line to a helper on a thread of its own and hands the outcome to `reply` there.
///
/// # Errors
///
/// Fails when no thread can be had; `reply` is then dropped unused.
pub fn launch(
    helper: Invocation,
    line: Line,
    environment: Environment,
    reply: impl FnOnce(Result<Copied, ClipboardError>) + Send + 'static,
) -> io::Result<()> {
    let work = move || reply(run(&helper, &line, &environment));
    thread::Builder::new().name("clipboard".to_owned()).spawn(work).map(drop)
}

/// Asks the terminal at the other end of `out` to put a line on its clipboard.
///
/// The escape sequence is crossterm's; it is all that this module uses of it.
///
/// # Errors
///
/// [`ClipboardError::Terminal`] when `out` cannot be written to.
pub fn write_osc52(line: &Line, out: &mut impl Write) -> Result<Copied, ClipboardError> {
    crossterm::execute!(out, crossterm::clipboard::CopyToClipboard::to_clipboard_from(&line.0))?;
    Ok(Copied::Sent { bytes: line.0.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        Line::parse(text).unwrap()
    }

    #[test]
    fn only_one_harmless_line_of_bounded_length_is_admitted() {
        assert_eq!(line("https://example.org/\r\n").as_str(), "https://example.org/");
        assert!(Line::parse(&"x".repeat(LIMIT)).is_ok());
        assert!(matches!(
            Line::parse(&"x".repeat(LIMIT + 1)),
            Err(ClipboardError::TooLong { bytes: 65_537 })
        ));
        assert!(matches!(Line::parse("\n"), Err(ClipboardError::Empty)));
        for text in ["a\nb", "a\rb", "a\x1b[2Jb", "a\tb", "a\u{9b}b"] {
            assert!(matches!(Line::parse(text), Err(ClipboardError::Unsafe)), "{text:?}");
        }
    }

    #[test]
    fn the_terminal_gets_the_line_in_base64() {
        let mut sent = Vec::new();
        assert_eq!(write_osc52(&line("foo"), &mut sent).unwrap(), Copied::Sent { bytes: 3 });
        assert_eq!(sent, b"\x1b]52;c;Zm9v\x1b\\");
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    mod on_unix {
        use super::launch::scripts;
        use super::*;
        use std::fs;
        use std::path::Path;

        fn with(folder: &Path, programs: &[(&str, &str)], variables: &[(&str, &str)]) -> Environment {
            for (name, script) in programs {
                scripts::script(folder, name, script);
            }
            Environment::of(|name| match variables.iter().find(|(key, _)| *key == name) {
                Some((_, value)) => Some(value.into()),
                None => (name == "PATH").then(|| folder.into()),
            })
        }

        #[test]
        fn the_helper_fits_the_display_and_is_never_used_over_ssh() {
            let folder = tempfile::tempdir().unwrap();
            let programs = [("wl-copy", ""), ("xclip", ""), ("xsel", "")];
            let of = |variables: &[(&str, &str)]| {
                helper(&line("x"), &with(folder.path(), &programs, variables))
                    .map(|helper| helper.to_string())
            };
            assert_eq!(of(&[]), None);
            assert_eq!(of(&[("DISPLAY", ":0")]).unwrap(), "xclip -selection clipboard");
            assert_eq!(of(&[("DISPLAY", ":0"), ("WAYLAND_DISPLAY", "w")]).unwrap(), "wl-copy");
            assert_eq!(of(&[("DISPLAY", ":0"), ("SSH_CLIENT", "x")]), None);
        }

        #[test]
        fn windows_own_helper_is_used_for_ascii_only() {
            let folder = tempfile::tempdir().unwrap();
            let environment = with(folder.path(), &[("clip.exe", "")], &[("WSL_DISTRO_NAME", "Debian")]);
            assert!(helper(&line("plain"), &environment).is_some());
            assert!(helper(&line("naïve"), &environment).is_none());
        }

        #[test]
        fn a_helper_gets_the_line_without_a_line_feed() {
            let folder = tempfile::tempdir().unwrap();
            let kept = folder.path().join("kept");
            let script = format!("exec /bin/cat > '{}'", kept.display());
            let environment = with(folder.path(), &[("xclip", &script)], &[("DISPLAY", ":0")]);
            let text = line("https://example.org/\n");
            let copied = run(&helper(&text, &environment).unwrap(), &text, &environment).unwrap();
            assert_eq!(copied, Copied::Confirmed { by: "xclip".to_owned() });
            assert_eq!(fs::read(kept).unwrap(), b"https://example.org/");
        }

        #[test]
        fn a_helper_that_fails_is_told_by_its_name() {
            let folder = tempfile::tempdir().unwrap();
            let environment = with(folder.path(), &[("xclip", "exit 1")], &[("DISPLAY", ":0")]);
            let text = line("x");
            let error = run(&helper(&text, &environment).unwrap(), &text, &environment).unwrap_err();
            assert!(error.to_string().starts_with("xclip: it failed"), "{error}");
        }
    }
}
