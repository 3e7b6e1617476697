//! `man`: manual pages, made from the help of the commands.

use std::fs;
use std::path::PathBuf;

use clap_mangen::Man;

use super::options::{UNUSED_FORMS, unused};
use super::outcome::{Failure, Outcome, RunResult};
use super::output::Output;
use super::settings::Context;
use crate::dataset::nearest;
use crate::system::write::{self, Existing};

/// Options of `man`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore man | man -l -\n  stacklore man show | man -l -\n  stacklore man -o ~/.local/share/man/man1",
    args = UNUSED_FORMS.map(unused)
)]
pub struct Options {
    /// Command whose page is printed [default: that of stacklore]
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
    /// Writes all pages into this folder, which is made if it does not exist; older ones are replaced
    #[arg(long, short, value_name = "FOLDER", conflicts_with = "command")]
    pub output: Option<PathBuf>,
}

pub(super) fn run(
    options: &Options,
    mut program: clap::Command,
    context: &mut Context<'_>,
    out: &mut Output<'_>,
) -> RunResult {
    program.build();
    let mut pages = pages(&program)?;
    if let Some(folder) = &options.output {
        fs::create_dir_all(folder)
            .map_err(|error| Failure::new(Outcome::External, format!("{}: {error}", folder.display())))?;
        for (name, page) in &pages {
            let path = folder.join(format!("{name}.1"));
            write::file(&path, page.as_bytes(), Existing::Replace)
                .map_err(|error| Failure::not_written(&error, "choose another folder"))?;
        }
        context.stderr.remark(&format!("wrote {} pages to {}", pages.len(), folder.display()));
        return Ok(Outcome::Found);
    }
    let name = options.command.as_ref().map_or("stacklore".to_owned(), |name| format!("stacklore-{name}"));
    let Some(at) = pages.iter().position(|(page, _)| *page == name) else {
        let command = options.command.as_deref().unwrap_or_default();
        let names = program.get_subcommands().map(clap::Command::get_name);
        let failure = Failure::usage(format!("no command {command}"));
        return Err(match nearest(command, names) {
            Some(name) => failure.hint(format!("did you mean `stacklore man {name}`?")),
            None => failure.hint("`stacklore --help` lists the commands"),
        });
    };
    out.document(&pages.swap_remove(at).1)?;
    Ok(Outcome::Found)
}

/// The pages of the program and of each command, by their names.
fn pages(program: &clap::Command) -> Result<Vec<(String, String)>, Failure> {
    [program].into_iter().chain(program.get_subcommands()).map(page).collect()
}

/// The name and the text of the page of a command.
fn page(command: &clap::Command) -> Result<(String, String), Failure> {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let helps = [command.get_before_help(), command.get_after_help()];
    let helps: Vec<String> = helps.into_iter().flatten().map(ToString::to_string).collect();
    // The page has one place for what is no option.
    let page = Man::new(command.clone().after_help(helps.join("\n\n")))
        .title(name.to_uppercase())
        .source(concat!("stacklore ", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    page.render(&mut text)
        .map_err(|error| Failure::new(Outcome::External, format!("the page cannot be made: {error}")))?;
    Ok((name, String::from_utf8_lossy(&text).into_owned()))
}
