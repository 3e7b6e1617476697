//! `stacks`: named stacks and their paths.
//!
//! Plain columns: name, origin (`own` or `embedded`), path (empty for the embedded one), remark (`shadows` an embedded
//! stack, or `shadowed` by another of the same name; or what cannot be a stack is, such as `a pipe`).

use std::path::Path;

use super::outcome::{Outcome, RunResult};
use super::output::{Form, Line, Output, Role};
use super::settings::Context;
use crate::cells;
use crate::export::json;
use crate::library::{self, NamedStack, NamedStacks};
use crate::system::files::{self, FilesError};

/// Options of `stacks`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore stacks\n  stacklore stacks --json",
    after_help = "Your own stacks are the .toml files, and folders of them, in $XDG_DATA_HOME/stacklore.\n\
        Plain columns: name, origin (own or embedded), path, remark (shadows or shadowed)"
)]
pub struct Options {}

pub(super) fn run(_: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    print(&library::named_stacks(), out, &mut context.stderr)
}

/// Prints all named stacks in the order of their names.
fn print(named: &NamedStacks, out: &mut Output<'_>, stderr: &mut Output<'_>) -> RunResult {
    let stacks = named.list()?;
    let lines: Vec<json::KnownLine> = stacks.iter().map(line_of).collect();
    match out.form {
        Form::Json => {
            let folder = named.folder().map(|folder| folder.to_string_lossy().into_owned());
            out.json(&json::Stacks { version: json::VERSION, folder, stacks: lines })?;
        }
        Form::Plain => {
            for line in lines {
                let (path, remark) = (line.path.unwrap_or_default(), line.remark.unwrap_or_default());
                out.record([&line.name, line.origin, &path, remark])?;
            }
        }
        Form::Human => {
            print_human(&lines, out)?;
            if stacks.len() == 1
                && let Some(folder) = named.folder()
            {
                out.finish()?;
                stderr.note(&format!("stacks in {} are named stacks too", folder.display()));
            }
        }
    }
    Ok(Outcome::Found)
}

fn print_human(lines: &[json::KnownLine], out: &mut Output<'_>) -> std::io::Result<()> {
    let column = lines.iter().map(|line| cells::width(&line.name)).max().unwrap_or(0).min(30);
    for line in lines {
        let remark = match line.remark {
            Some("shadows") => "  used instead of the embedded one",
            Some("shadowed") => "  hidden by the one above",
            Some(fault) => &format!("  {fault}: cannot be opened"),
            None => "",
        };
        let mut shown = Line::new(Role::Title, &line.name);
        shown.pad_to(column + 2);
        shown.push(Role::Text, line.path.as_deref().unwrap_or(line.origin));
        out.line(&shown.with(Role::Dim, remark))?;
    }
    Ok(())
}

/// A named stack as JSON has it.
fn line_of(stack: &NamedStack) -> json::KnownLine {
    let remark = match stack {
        stack if stack.shadows() => Some("shadows"),
        stack => stack.is_shadowed.then_some("shadowed"),
    };
    // The file is not opened: `check` reports errors in it.
    let remark = stack.path.as_deref().and_then(fault).or(remark);
    json::KnownLine {
        name: stack.name.to_string_lossy().into_owned(),
        origin: if stack.path.is_some() { "own" } else { "embedded" },
        path: stack.path.as_ref().map(|path| path.to_string_lossy().into_owned()),
        remark,
    }
}

/// Why a path cannot be read, in a word or two.
fn fault(path: &Path) -> Option<&'static str> {
    match files::kind(path) {
        // A file may have been deleted since it was listed.
        Ok(_) | Err(FilesError::Missing { .. }) => None,
        Err(FilesError::NotRegular(_, kind)) => Some(kind),
        Err(FilesError::Dangling { .. }) => Some("broken link"),
        Err(FilesError::LinkCycle { .. }) => Some("link to itself"),
        Err(_) => Some("unreadable"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::catalog::bundled;
    use crate::cli::output::written;

    #[test]
    fn a_person_sees_where_each_stack_is_and_what_hides_it() {
        let home = tempfile::tempdir().expect("a folder");
        for name in ["discord.toml", "mine.toml"] {
            std::fs::write(home.path().join(name), "").expect("written");
        }
        let named = NamedStacks::in_folder(home.path().to_owned());
        let mut stderr = Output::new(Vec::new(), Form::Human, 80);
        let text = written(Form::Human, 80, |out| print(&named, out, &mut stderr).expect("written"));
        let text = text.replace(&format!("{}/", home.path().display()), "");
        let lines: Vec<&str> = text.lines().filter(|line| ["disc", "mine"].contains(&&line[..4])).collect();
        assert_eq!(
            lines,
            [
                "discord         discord.toml  used instead of the embedded one",
                "discord         embedded  hidden by the one above",
                "mine            mine.toml",
            ]
        );
    }

    #[test]
    fn a_stack_that_hides_another_is_marked() {
        let stack = |path: Option<&str>, is_shadowed| NamedStack {
            name: "discord".into(),
            path: path.map(PathBuf::from),
            bundled: bundled::find("discord"),
            is_shadowed,
        };
        let remark = |stack| line_of(&stack).remark;
        assert_eq!(remark(stack(Some("discord.toml"), false)), Some("shadows"));
        assert_eq!(remark(stack(Some("discord"), true)), Some("shadowed"));
        assert_eq!(remark(stack(None, true)), Some("shadowed"));
        assert_eq!(remark(stack(None, false)), None);
    }
}
