//! The user's own commands: programs with their arguments, run without a shell.

use std::process::ExitStatus;
use std::time::Duration;

use super::launch::{self, ChildState};
use super::{Environment, Invocation, foreground};

/// Time in which the failure of a detached program is noticed.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Returns the program with its arguments; it is looked for in `PATH`, unless it is an absolute path.
///
/// # Errors
///
/// A message if there is no such program.
pub fn plan(program: &str, arguments: Vec<String>, environment: &Environment) -> Result<Invocation, String> {
    let found = environment.find(program).ok_or_else(|| format!("no program \"{program}\" in PATH"))?;
    Ok(Invocation::new(found, arguments))
}

/// Runs a program in the terminal, which the caller has restored, and waits for it to end.
///
/// # Errors
///
/// A message that describes how it failed.
pub fn run(invocation: &Invocation, environment: &Environment) -> Result<&'static str, String> {
    match foreground::run(invocation, environment) {
        Ok(status) => ended(invocation, status),
        Err(error) => Err(format!("{invocation} cannot be started: {error}")),
    }
}

/// Starts a program without a terminal, and waits for its end for a moment.
///
/// # Errors
///
/// A message that describes how it failed.
pub fn run_detached(invocation: &Invocation, environment: &Environment) -> Result<&'static str, String> {
    match launch::detached(invocation, None, TIMEOUT, environment) {
        Ok(ChildState::Running) => Ok("is running"),
        Ok(ChildState::Ended(status)) => ended(invocation, status),
        Err(error) => Err(format!("{invocation} cannot be started: {error}")),
    }
}

fn ended(invocation: &Invocation, status: ExitStatus) -> Result<&'static str, String> {
    if status.success() { Ok("has ended") } else { Err(format!("{} ended with {status}", invocation.name())) }
}
