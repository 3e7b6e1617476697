//! Programs that get the terminal: text browsers and editors.
//!
//! One runs at a time. If this process has to end meanwhile, [`end`] ends that program first: it would otherwise go on reading
//! and drawing on the terminal that the shell has got back.

mod leftovers;
#[cfg(unix)]
mod process_tree;
#[cfg(unix)]
mod terminal;

use std::io;
use std::process::{Command, ExitStatus};

use super::Environment;
use super::launch::{Invocation, set_arguments};

pub use leftovers::undo;
#[cfg(unix)]
pub use process_tree::{end, end_with_this_process};
#[cfg(unix)]
pub use terminal::{controlling_terminal, is_in_foreground, open, send};

/// Runs a program in this terminal and waits for it to end.
///
/// The caller has restored the terminal, and acquires it again afterwards; what the program left switched on is off then. If the program is stopped (Ctrl-Z), this process
/// stops too, so that the shell gets the terminal, and both are continued together.
pub(super) fn run(invocation: &Invocation, environment: &Environment) -> io::Result<ExitStatus> {
    let mut command = Command::new(&invocation.program);
    set_arguments(&mut command, invocation, environment);
    start_and_wait(command)
}

#[cfg(unix)]
fn start_and_wait(mut command: Command) -> io::Result<ExitStatus> {
    let terminal = terminal::LentTerminal::new()?;
    if !io::IsTerminal::is_terminal(&io::stdin()) {
        // Standard input may have been the stack; a text browser reads keys.
        command.stdin(terminal.keys()?);
    }
    if !io::IsTerminal::is_terminal(&io::stdout()) {
        // Standard output is for what is picked, not for the screen of another program.
        command.stdout(terminal.screen()?);
    }
    let mut child = process_tree::start(&mut command, terminal)?;
    let ended = wait_for(&mut child);
    process_tree::forget();
    ended
}

#[cfg(not(unix))]
fn start_and_wait(mut command: Command) -> io::Result<ExitStatus> {
    let ended = command.spawn()?.wait();
    let _gone = io::Write::write_all(&mut io::stdout(), &undo());
    ended
}

/// A console has no signals that end one program and not the other.
#[cfg(not(unix))]
pub fn end_with_this_process() {}

#[cfg(unix)]
fn wait_for(child: &mut std::process::Child) -> io::Result<ExitStatus> {
    use rustix::io::Errno;
    use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
    use std::os::unix::process::ExitStatusExt;
    let id = Pid::from_child(child);
    loop {
        match waitpid(Some(id), WaitOptions::UNTRACED) {
            Ok(Some((_, status))) if status.stopped() => {
                // SIGTTIN and not SIGSTOP: the kernel drops it where no shell could continue this process. Raised on this
                // thread, so that the next line runs only after the shell has continued it.
                signal_hook::low_level::raise(Signal::TTIN.as_raw())?;
                kill_process(id, Signal::CONT)?;
            }
            Ok(Some((_, status))) => return Ok(ExitStatus::from_raw(status.as_raw())),
            Ok(None) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;

    #[test]
    fn the_signal_that_ends_a_foreground_program_is_returned() {
        let mut command = Command::new("/bin/sh");
        let mut child = command.args(["-c", "kill -TERM $$"]).spawn().unwrap();
        assert_eq!(wait_for(&mut child).unwrap().signal(), Some(15));
    }
}
