//! Starting other programs, detached from the terminal.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::Environment;

/// The hidden first argument that makes this program start another one in a session of its own.
const DETACHED: &str = "__detached";

/// The exit codes of a detaching process that could not start the program (Unix only).
const NOT_STARTED: std::ops::RangeInclusive<i32> = 126..=127;

/// A program and its arguments; never a line for a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// The absolute path of the program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Environment variables in addition to those of this process.
    pub variables: Vec<(OsString, OsString)>,
}

impl Invocation {
    pub(super) fn new(program: PathBuf, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self { program, arguments: arguments.into_iter().map(Into::into).collect(), variables: Vec::new() }
    }

    /// The program's name without its folder: `firefox`.
    pub fn name(&self) -> String {
        let name = if cfg!(windows) { self.program.file_stem() } else { self.program.file_name() };
        name.unwrap_or(self.program.as_os_str()).to_string_lossy().into_owned()
    }
}

impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())?;
        for argument in &self.arguments {
            let text = argument.to_string_lossy();
            if text.is_empty() || text.contains([' ', '"', '\'']) {
                write!(f, " {text:?}")
            } else {
                write!(f, " {text}")
            }?;
        }
        Ok(())
    }
}

/// The state of a started program after the wait for it.
#[derive(Debug)]
pub(super) enum ChildState {
    Ended(ExitStatus),
    Running,
}

/// Starts a program that can neither write to the terminal nor be ended by it, and waits for it until `timeout`.
///
/// A thread waits for the program as long as it runs, so that it never becomes a zombie.
pub(super) fn detached(
    invocation: &Invocation,
    input: Option<Vec<u8>>,
    timeout: Duration,
    environment: &Environment,
) -> io::Result<ChildState> {
    let mut command = detaching(invocation, environment);
    command
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let (sender, ended) = mpsc::sync_channel(1);
    thread::Builder::new().name("launched".to_owned()).stack_size(64 * 1024).spawn(move || {
        let ended = command.spawn().and_then(|mut child| {
            if let (Some(mut pipe), Some(text)) = (child.stdin.take(), input) {
                // A program that ends without reading is judged by its exit status, not by the broken pipe.
                let _unread = pipe.write_all(&text);
            }
            child.wait()
        });
        // The send fails after the timeout.
        let _late = sender.send(ended);
    })?;
    match ended.recv_timeout(timeout) {
        Ok(Ok(status)) => match status.code() {
            Some(code) if cfg!(unix) && environment.this_program.is_some() && NOT_STARTED.contains(&code) => {
                Err(io::Error::other("it could not be started"))
            }
            _ => Ok(ChildState::Ended(status)),
        },
        Ok(Err(error)) => Err(error),
        Err(RecvTimeoutError::Timeout) => Ok(ChildState::Running),
        Err(RecvTimeoutError::Disconnected) => Err(io::Error::other("the waiting thread panicked")),
    }
}

#[cfg(unix)]
fn detaching(invocation: &Invocation, environment: &Environment) -> Command {
    use std::os::unix::process::CommandExt;
    let mut command = if let Some(this_program) = &environment.this_program {
        let mut command = Command::new(this_program);
        command.arg(DETACHED).arg(&invocation.program);
        command
    } else {
        let mut command = Command::new(&invocation.program);
        command.process_group(0);
        command
    };
    set_arguments(&mut command, invocation, environment);
    command
}

#[cfg(not(unix))]
fn detaching(invocation: &Invocation, environment: &Environment) -> Command {
    use std::os::windows::process::CommandExt;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    let mut command = Command::new(&invocation.program);
    command.creation_flags(CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
    set_arguments(&mut command, invocation, environment);
    command
}

/// Sets the arguments and the environment variables of a command.
pub(super) fn set_arguments(command: &mut Command, invocation: &Invocation, environment: &Environment) {
    command.args(&invocation.arguments);
    command.envs(invocation.variables.iter().map(|(name, value)| (name, value)));
    // A launcher searches PATH for browsers, and must not find one in the current folder either.
    if let Ok(path) = std::env::join_paths(&environment.path) {
        command.env("PATH", path);
    }
}

/// Replaces this process by another program in a session without a terminal, if the first argument asks for it.
///
/// To be called first in `main`. Returns `None` if the arguments do not ask, and an exit code if the program could not be
/// started. Leaving the terminal's session needs a process of its own; starting this program avoids `setsid(1)`.
pub fn detach_if_asked(arguments: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut arguments = arguments.into_iter().skip(1);
    if arguments.next()? != OsStr::new(DETACHED) {
        return None;
    }
    Some(become_detached(arguments))
}

#[cfg(unix)]
fn become_detached(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    use std::os::unix::process::CommandExt;
    let Some(program) = arguments.next() else { return ExitCode::from(126) };
    // It fails only for the leader of a process group, which a new process is not unless a shell made it one.
    let _already = rustix::process::setsid();
    let error = Command::new(program).args(arguments).exec();
    ExitCode::from(if error.kind() == io::ErrorKind::NotFound { 127 } else { 126 })
}

#[cfg(not(unix))]
fn become_detached(_arguments: impl Iterator<Item = OsString>) -> ExitCode {
    ExitCode::from(126)
}

/// Programs for the tests of the sibling modules.
#[cfg(unix)]
#[cfg(test)]
pub(super) mod scripts {
    use std::fs;
    use std::io::ErrorKind;
    use std::os::unix::fs::PermissionsExt;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    /// Writes a program that can be started at once.
    pub(in crate::system) fn script(folder: &Path, name: &str, body: &str) -> PathBuf {
        let path = folder.join(name);
        fs::write(&path, format!("#!/bin/sh\ntest -n \"$PROBE\" && exit 0\n{body}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        // A child that another test forks meanwhile holds the file open for writing until it execs, and the system refuses
        // to start such a file. Once it has been started, it is no longer held.
        while let Err(error) = Command::new(&path).env("PROBE", "1").status() {
            assert_eq!(error.kind(), ErrorKind::ExecutableFileBusy);
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hidden_argument_detaches() {
        let asked = |arguments: &[&str]| detach_if_asked(arguments.iter().map(OsString::from)).is_some();
        assert!(!asked(&["stacklore"]));
        assert!(!asked(&["stacklore", "list", DETACHED]));
        assert!(asked(&["stacklore", DETACHED]));
    }

    #[test]
    fn a_command_is_shown_with_its_words_apart() {
        let invocation =
            Invocation::new(PathBuf::from("/usr/bin/lens"), ["--new window", "https://example.org/"]);
        assert_eq!(invocation.to_string(), "lens \"--new window\" https://example.org/");
    }

    #[cfg(unix)]
    mod on_unix {
        use super::*;

        const LONG: Duration = Duration::from_mins(1);

        fn nothing() -> Environment {
            Environment::from_variables(|name| (name == "PATH").then(|| "/usr/bin:/bin".into()))
        }

        fn sh(script: &str) -> Invocation {
            Invocation::new(PathBuf::from("/bin/sh"), ["-c", script])
        }

        #[test]
        fn the_exit_code_of_a_program_is_returned() {
            let ended = |script| match detached(&sh(script), None, LONG, &nothing()).unwrap() {
                ChildState::Ended(status) => status.code(),
                ChildState::Running => None,
            };
            assert_eq!(ended("exit 0"), Some(0));
            assert_eq!(ended("exit 3"), Some(3));
        }

        #[test]
        fn a_program_that_is_still_busy_is_left_alone() {
            let folder = tempfile::tempdir().unwrap();
            let pipe = folder.path().join("pipe");
            assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            // The pipe has no writer yet, so the program cannot have ended.
            let invocation = Invocation::new(PathBuf::from("/bin/cat"), [pipe.as_os_str()]);
            let state = detached(&invocation, None, Duration::from_millis(1), &nothing()).unwrap();
            assert!(matches!(state, ChildState::Running));
            drop(std::fs::OpenOptions::new().write(true).open(&pipe).unwrap());
        }

        #[test]
        fn the_input_arrives_as_it_is() {
            let folder = tempfile::tempdir().unwrap();
            let kept = folder.path().join("kept");
            let arguments = [OsStr::new("-c"), OsStr::new("cat > \"$0\""), kept.as_os_str()];
            let invocation = Invocation::new(PathBuf::from("/bin/sh"), arguments);
            let state = detached(&invocation, Some(b"one line".to_vec()), LONG, &nothing()).unwrap();
            assert!(matches!(state, ChildState::Ended(status) if status.success()));
            assert_eq!(std::fs::read(kept).unwrap(), b"one line");
        }
    }
}
