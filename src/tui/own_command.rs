//! The user's own commands, in the terminal or detached from it.

use std::io;

use super::Loop;
use crate::app::own_commands::{OwnRun, Placeholder, RunPlace};
use crate::app::{EditTarget, Message};
use crate::dataset::sanitized;
use crate::system::own_command;

impl Loop {
    /// Runs a command on what was under the cursor.
    pub(super) fn run_own(&mut self, run: OwnRun) -> io::Result<()> {
        let OwnRun { command, mut values, stack, record } = run;
        if command.uses(&[Placeholder::File, Placeholder::Line])
            && let Some(at) = self.location_of(&EditTarget::Record(stack, record))
        {
            let path = std::path::absolute(&at.path).unwrap_or(at.path);
            values.file = path.into_os_string().into_string().ok();
            values.line = Some(at.line.to_string());
        }
        let environment = self.environment().clone();
        let filled = command.filled(&values);
        let planned =
            filled.and_then(|arguments| own_command::plan(&command.program, arguments, &environment));
        let invocation = match planned {
            Ok(invocation) => invocation,
            Err(why) => return self.report(&why),
        };
        let name = command.name;
        match command.place {
            RunPlace::Foreground => {
                let ended = self.hand_over(|| own_command::run(&invocation, &environment))?;
                self.apply(outcome(&name, ended))
            }
            RunPlace::Detached => {
                let started = self.start("command", {
                    let name = name.clone();
                    move || outcome(&name, own_command::run_detached(&invocation, &environment))
                });
                started.or_else(|error| self.report(&format!("{name}: {error}")))
            }
        }
    }
}

/// The message about a program that has ended, or runs.
fn outcome(name: &str, ended: Result<&'static str, String>) -> Message {
    match ended {
        Ok(how) => Message::Ran(format!("{name} {how}")),
        Err(why) => Message::Failed(sanitized(&format!("{name}: {why}")).into_owned()),
    }
}
