//! Copying one line to the clipboard.
//!
//! A helper program of the desktop confirms the copy; a terminal never replies to the escape sequence (OSC 52). So
//! [`Copied`] distinguishes a confirmed copy from a sent line. The clipboard is never read.

use std::io::{self, Write};
use std::time::Duration;

use thiserror::Error;

use super::launch::{self, ChildState, Invocation};
use super::{Environment, Platform};
use crate::dataset;

/// Maximum length of a line in bytes, which nearly every terminal accepts.
pub const MAX_BYTES: usize = 64 * 1024;

/// Length in bytes that every terminal accepts; some cut or drop a longer line silently.
pub const SAFE_BYTES: usize = 4096;

/// Maximum time for a helper program, after which the copy counts as failed.
const HELPER_TIMEOUT: Duration = Duration::from_secs(1);

/// The outcome of copying a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Copied {
    /// The helper program of this name copied it.
    Confirmed(String),
    /// This number of bytes was sent to the terminal, which does not reply and may not accept more than [`SAFE_BYTES`].
    Sent(usize),
}

/// The error of copying a line.
#[derive(Debug, Error)]
pub enum ClipboardError {
    /// The line is empty.
    #[error("there is nothing to copy")]
    Empty,
    /// The line has this length, more than [`MAX_BYTES`].
    #[error("{0} bytes are too many for a terminal's clipboard (at most {MAX_BYTES})")]
    TooLong(usize),
    /// The line contains a line break or another character that might act when it is pasted.
    #[error("it contains a character that might act when it is pasted")]
    Unsafe,
    /// The helper failed.
    #[error("{tool}: {message}")]
    Tool {
        /// The helper's name.
        tool: String,
        /// The cause.
        message: String,
    },
    /// Another program has the terminal.
    #[error("another program has the terminal")]
    Busy,
    /// The terminal could not be written to.
    #[error("the terminal cannot be written to")]
    Terminal(#[from] io::Error),
}

/// A text that may be copied: one line, not empty, at most [`MAX_BYTES`] bytes, without characters that act when pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClipLine(String);

impl ClipLine {
    /// Validates a text, without its final line feed.
    ///
    /// # Errors
    ///
    /// [`ClipboardError`] names the rule that the text breaks.
    pub fn parse(text: &str) -> Result<Self, ClipboardError> {
        let line = text.trim_end_matches(['\n', '\r']);
        if line.is_empty() {
            Err(ClipboardError::Empty)
        } else if line.len() > MAX_BYTES {
            Err(ClipboardError::TooLong(line.len()))
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

/// The helper program of the desktop that can copy a line, if there is one.
///
/// None over SSH, where a helper would reach the clipboard of the wrong machine.
#[must_use]
pub fn helper(line: &ClipLine, environment: &Environment) -> Option<Invocation> {
    let platform = environment.platform;
    // It reads the text in a Windows code page, so only ASCII arrives unchanged.
    let has_clip = matches!(platform, Platform::Windows | Platform::Wsl) && line.0.is_ascii();
    let is_desktop = matches!(platform, Platform::Unix | Platform::Wsl);
    let helpers: [(bool, &str, &[&str]); 5] = [
        (platform == Platform::MacOs, "pbcopy", &[]),
        (has_clip, "clip.exe", &[]),
        (is_desktop && environment.wayland, "wl-copy", &[]),
        (is_desktop && environment.x11, "xclip", &["-selection", "clipboard"]),
        (is_desktop && environment.x11, "xsel", &["-ib"]),
    ];
    let mut usable = helpers.into_iter().filter(|(is_usable, ..)| *is_usable && !environment.remote);
    usable.find_map(|(_, name, arguments)| {
        environment.find(name).map(|program| Invocation::new(program, arguments.iter().copied()))
    })
}

/// Copies a line with a helper program and waits for its outcome, at most a second.
///
/// # Errors
///
/// [`ClipboardError::Tool`] when the helper cannot be started, fails or does not end in time; the content of the clipboard
/// is then unknown, and the caller can still send the line to the terminal.
pub fn run(
    helper: &Invocation,
    line: &ClipLine,
    environment: &Environment,
) -> Result<Copied, ClipboardError> {
    let fault = |message: String| ClipboardError::Tool { tool: helper.name(), message };
    match launch::detached(helper, Some(line.0.clone().into_bytes()), HELPER_TIMEOUT, environment) {
        Ok(ChildState::Ended(status)) if status.success() => Ok(Copied::Confirmed(helper.name())),
        Ok(ChildState::Ended(status)) => Err(fault(format!("it failed ({status})"))),
        Ok(ChildState::Running) => Err(fault("it does not answer".to_owned())),
        Err(error) => Err(fault(error.to_string())),
    }
}

/// Asks the terminal that reads `out` to copy a line to its clipboard.
///
/// # Errors
///
/// [`ClipboardError::Terminal`] when `out` cannot be written to.
pub fn write_osc52(line: &ClipLine, out: &mut impl Write) -> Result<Copied, ClipboardError> {
    crossterm::execute!(out, crossterm::clipboard::CopyToClipboard::to_clipboard_from(&line.0))?;
    Ok(Copied::Sent(line.0.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> ClipLine {
        ClipLine::parse(text).unwrap()
    }

    #[test]
    fn only_one_harmless_line_of_bounded_length_is_valid() {
        assert_eq!(line("https://example.org/\r\n").as_str(), "https://example.org/");
        assert!(ClipLine::parse(&"x".repeat(MAX_BYTES)).is_ok());
        assert!(matches!(ClipLine::parse(&"x".repeat(MAX_BYTES + 1)), Err(ClipboardError::TooLong(65_537))));
        assert!(matches!(ClipLine::parse("\n"), Err(ClipboardError::Empty)));
        for text in ["a\nb", "a\rb", "a\x1b[2Jb", "a\tb", "a\u{9b}b"] {
            assert!(matches!(ClipLine::parse(text), Err(ClipboardError::Unsafe)), "{text:?}");
        }
    }

    #[test]
    fn the_terminal_gets_the_line_in_base64() {
        let mut sent = Vec::new();
        assert_eq!(write_osc52(&line("foo"), &mut sent).unwrap(), Copied::Sent(3));
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
            Environment::from_variables(|name| match variables.iter().find(|(key, _)| *key == name) {
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
            assert_eq!(copied, Copied::Confirmed("xclip".to_owned()));
            assert_eq!(fs::read(kept).unwrap(), b"https://example.org/");
        }

        #[test]
        fn the_error_of_a_helper_begins_with_its_name() {
            let folder = tempfile::tempdir().unwrap();
            let environment = with(folder.path(), &[("xclip", "exit 1")], &[("DISPLAY", ":0")]);
            let text = line("x");
            let error = run(&helper(&text, &environment).unwrap(), &text, &environment).unwrap_err();
            assert!(error.to_string().starts_with("xclip: it failed"), "{error}");
        }
    }
}
