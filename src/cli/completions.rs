//! `completions`: the script by which a shell completes the command line.

use clap::ValueEnum;
use clap::builder::PossibleValue;
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use super::options::{UNUSED_FORMS, unused};
use super::outcome::{Failure, Outcome, RunResult};
use super::output::Output;
use super::settings::Context;

/// The environment variable by which the script asks for words.
pub(super) const VARIABLE: &str = "COMPLETE";

/// Options of `completions`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  echo 'source <(stacklore completions bash)' >> ~/.bashrc\n  \
                   echo 'source <(stacklore completions zsh)' >> ~/.zshrc\n  \
                   stacklore completions fish > ~/.config/fish/completions/stacklore.fish",
    after_help = "The script asks stacklore itself, so that it also offers the ids of entries and the names of your own stacks. \
                  Write it anew after an update.",
    args = UNUSED_FORMS.map(unused)
)]
pub struct Options {
    /// Shell: bash, zsh, fish, powershell or elvish
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    pub shell: Shell,
}

/// A shell that can complete the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// Bash.
    Bash,
    /// Zsh.
    Zsh,
    /// Fish.
    Fish,
    /// `PowerShell` of Windows and others.
    Power,
    /// Elvish.
    Elvish,
}

impl Shell {
    fn completer(self) -> &'static dyn EnvCompleter {
        match self {
            Self::Bash => &Bash,
            Self::Zsh => &Zsh,
            Self::Fish => &Fish,
            Self::Power => &Powershell,
            Self::Elvish => &Elvish,
        }
    }
}

impl ValueEnum for Shell {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Bash, Self::Zsh, Self::Fish, Self::Power, Self::Elvish]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.completer().name()))
    }
}

pub(super) fn run(options: &Options, _: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let mut script = Vec::new();
    let name = "stacklore";
    let written = options.shell.completer().write_registration(VARIABLE, name, name, name, &mut script);
    written
        .map_err(|error| Failure::new(Outcome::External, format!("the script cannot be made: {error}")))?;
    out.document(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Found)
}
