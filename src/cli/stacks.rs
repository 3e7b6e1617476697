//! `stacks`: the stacks that go by a name, and where they are.
//!
//! Plain columns: name, origin (`own` or `embedded`), path (empty for the embedded one), remark (`shadows` an embedded
//! stack, or `shadowed` by another of the same name; of what cannot be a stack what it is, such as `a pipe`).

use std::path::Path;

use super::load::{note, unreadable};
use super::output::{Form, Line, Output, Role};
use super::{Failure, Outcome};
use crate::export::json;
use crate::library::{NamedStack, NamedStacks};
use crate::system::files::{self, FilesError};

/// Writes every known stack in the order of the names.
pub(super) fn run(
    known: &NamedStacks,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let stacks = known.list().map_err(|error| unreadable(&error))?;
    let lines: Vec<json::KnownLine> = stacks.iter().map(line_of).collect();
    match out.form() {
        Form::Json => {
            let folder = known.folder().map(|folder| folder.to_string_lossy().into_owned());
            out.json(&json::Stacks { version: json::VERSION, folder, stacks: lines })?;
        }
        Form::Plain => {
            for line in lines {
                let (path, remark) = (line.path.unwrap_or_default(), line.remark.unwrap_or_default());
                out.record([&line.name, line.origin, &path, remark])?;
            }
        }
        Form::Human => {
            let widest = lines.iter().map(|line| crate::cells::width(&line.name)).max().unwrap_or(0).min(30);
            for line in lines {
                let mut shown = Line::new().with(Role::Title, &line.name);
                shown.pad_to(widest + 2);
                shown.push(Role::Text, line.path.as_deref().unwrap_or(line.origin));
                let remark = match line.remark {
                    Some("shadows") => "  comes before the embedded one",
                    Some("shadowed") => "  hidden by the one above",
                    Some(fault) => &format!("  {fault}: it cannot be opened"),
                    None => "",
                };
                out.line(&shown.with(Role::Dim, remark))?;
            }
            if stacks.len() == 1
                && let Some(folder) = known.folder()
            {
                out.finish()?;
                note(beside, &format!("files in {} are known by name too", folder.display()));
            }
        }
    }
    Ok(Outcome::Found)
}

fn line_of(stack: &NamedStack) -> json::KnownLine {
    let remark = match stack {
        stack if stack.shadows() => Some("shadows"),
        stack => stack.is_shadowed.then_some("shadowed"),
    };
    // Only looked at, never opened: what is wrong inside of it `check` tells.
    let remark = stack.path.as_deref().and_then(fault).or(remark);
    json::KnownLine {
        name: stack.name.to_string_lossy().into_owned(),
        origin: if stack.path.is_some() { "own" } else { "embedded" },
        path: stack.path.as_ref().map(|path| path.to_string_lossy().into_owned()),
        remark,
    }
}

/// Why nothing can be read under a path, in a word or two.
fn fault(path: &Path) -> Option<&'static str> {
    match files::kind(path) {
        // What went away between listing and looking is no matter.
        Ok(_) | Err(FilesError::Missing { .. }) => None,
        Err(FilesError::NotRegular { kind, .. }) => Some(kind),
        Err(FilesError::Dangling { .. }) => Some("broken link"),
        Err(FilesError::LinkCycle { .. }) => Some("link to itself"),
        Err(_) => Some("unreadable"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::cli::written;

    #[test]
    fn a_person_sees_where_each_stack_is_and_what_hides_it() {
        let home = tempfile::tempdir().expect("a folder");
        for name in ["discord.toml", "mine.toml"] {
            std::fs::write(home.path().join(name), "").expect("written");
        }
        let known = NamedStacks::in_folder(home.path().to_owned());
        let mut beside = Output::to(Vec::new(), Form::Human, 80);
        let text = written(Form::Human, 80, |out| run(&known, out, &mut beside).expect("written"));
        let text = text.replace(&format!("{}/", home.path().display()), "");
        assert_eq!(
            text,
            "discord  discord.toml  comes before the embedded one\n\
             discord  embedded  hidden by the one above\n\
             mine     mine.toml\n"
        );
    }

    #[test]
    fn a_stack_that_hides_another_says_so() {
        let stack = |path: Option<&str>, is_shadowed| NamedStack {
            name: "discord".into(),
            path: path.map(PathBuf::from),
            is_shadowed,
        };
        let remark = |stack| line_of(&stack).remark;
        assert_eq!(remark(stack(Some("discord.toml"), false)), Some("shadows"));
        assert_eq!(remark(stack(Some("discord"), true)), Some("shadowed"));
        assert_eq!(remark(stack(None, true)), Some("shadowed"));
        assert_eq!(remark(stack(None, false)), None);
    }
}
