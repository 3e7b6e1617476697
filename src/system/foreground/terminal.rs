//! The terminal that foreground programs get, and its state before and after them.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::process::getpgrp;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};

use super::leftovers;

/// Maximum time until the terminal accepts bytes; one that is stopped (Ctrl-S) accepts none.
const TIMEOUT: Duration = Duration::from_millis(200);

/// Opens the terminal that controls this process.
///
/// # Errors
///
/// Fails when there is none.
pub fn controlling_terminal() -> io::Result<File> {
    File::options().read(true).write(true).open("/dev/tty")
}

/// Opens the source of keys and the target of frames: standard input, and standard output or error, where they are
/// terminals.
///
/// # Errors
///
/// Fails when there is no such terminal, and no terminal controls this process.
pub fn open() -> io::Result<(OwnedFd, File)> {
    let (stdin, stdout, stderr) = (io::stdin(), io::stdout(), io::stderr());
    let keys = if stdin.is_terminal() {
        stdin.as_fd().try_clone_to_owned()?
    } else {
        controlling_terminal()?.into()
    };
    let screen = if stdout.is_terminal() {
        File::from(stdout.as_fd().try_clone_to_owned()?)
    } else if stderr.is_terminal() {
        File::from(stderr.as_fd().try_clone_to_owned()?)
    } else {
        controlling_terminal()?
    };
    Ok((keys, screen))
}

/// Whether this process may change the settings of a terminal: in the background that would stop it.
pub fn is_in_foreground(terminal: impl AsFd) -> bool {
    // A terminal that is not the controlling one has no foreground group.
    tcgetpgrp(terminal).map_or(true, |group| group == getpgrp())
}

/// Sends bytes, waiting until the terminal accepts them: for ever, or at most `timeout` for each write.
///
/// # Errors
///
/// Fails when the terminal cannot be written to, or after the timeout.
pub fn send(screen: &File, mut bytes: &[u8], timeout: Option<Duration>) -> io::Result<()> {
    let limit = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
    while !bytes.is_empty() {
        if limit.is_some() {
            let mut fds = [PollFd::new(screen, PollFlags::OUT)];
            if poll(&mut fds, limit.as_ref())? == 0 {
                return Err(io::ErrorKind::TimedOut.into());
            }
        }
        let mut target = screen;
        match target.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            // Another program may have made the terminal non-blocking, which affects all that have it open.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                poll(&mut [PollFd::new(screen, PollFlags::OUT)], limit.as_ref())?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The terminal of a foreground program, with its state before.
#[derive(Debug)]
pub(super) struct LentTerminal {
    keys: OwnedFd,
    screen: File,
    settings: Termios,
    /// The flags of the open terminal; all programs that have it open share them.
    flags: OFlags,
}

impl LentTerminal {
    pub(super) fn new() -> io::Result<Self> {
        let (keys, screen) = open()?;
        let (settings, flags) = (tcgetattr(&keys)?, fcntl_getfl(&keys)?);
        Ok(Self { keys, screen, settings, flags })
    }

    /// The source of keys for the program.
    pub(super) fn keys(&self) -> io::Result<OwnedFd> {
        self.keys.try_clone()
    }

    /// The target of frames for the program.
    pub(super) fn screen(&self) -> io::Result<File> {
        self.screen.try_clone()
    }

    /// Undoes what the program left switched on. Ignores errors: the terminal may be gone.
    pub(super) fn put_right(&self) {
        // In the background it is the shell's.
        if is_in_foreground(&self.keys) {
            let _gone = fcntl_setfl(&self.keys, self.flags);
            let _gone = send(&self.screen, &leftovers::undo(), Some(TIMEOUT));
            let _gone = tcsetattr(&self.keys, OptionalActions::Now, &self.settings);
        }
    }
}
