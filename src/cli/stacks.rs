//! `stacks`: named stacks, how much they have, and where they are.
//!
//! Plain columns: name, origin (`own` or `embedded`), path (empty for a built-in one), remark, title, entries, claims,
//! sources, reviewed. The remark is `shadows` (a built-in stack), `shadowed` (by another of the same name), `errors`, or why
//! it cannot be read: `a pipe`, `a device`, `broken link`, `link to itself` or `unreadable`. A stack that cannot be opened
//! has no title and no counts.

use std::ops::ControlFlow;
use std::path::Path;

use super::load::shell_word;
use super::options::OutputFormat;
use super::outcome::{Outcome, RunResult};
use super::output::{Form, Line, Output, Role, text};
use super::settings::Context;
use crate::catalog::bundled::Bundled;
use crate::cells;
use crate::config::Limits;
use crate::dataset::Stack;
use crate::export::json;
use crate::library::{self, LoadOutcome, NamedStack, Origin};
use crate::system::files::{self, FilesError};

/// Options of `stacks`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore stacks\n  stacklore stacks --json",
    after_help = "Your own stacks are the .toml files, and folders of them, in `stacks.library` of the settings, else in \
        $XDG_DATA_HOME/stacklore. `built-in:NAME` is a built-in stack also if one of yours has its name.\n\
        Plain columns: name, origin (own or embedded), path, remark (shadows, shadowed, errors, a pipe, a device, \
        broken link, link to itself or unreadable), title, entries, claims, sources, reviewed"
)]
pub struct Options {
    /// The output format.
    #[command(flatten)]
    pub output: OutputFormat,
}

pub(super) fn run(_: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let (configuration, listed) = (context.configuration, context.configuration.listed_stacks()?);
    let named = configuration.named_stacks();
    print(&listed, named.folder(), &configuration.settings().limits, out, &mut context.stderr)
}

/// Prints all named stacks in the order of their names.
fn print(
    listed: &[NamedStack],
    folder: Option<&Path>,
    limits: &Limits,
    out: &mut Output<'_>,
    stderr: &mut Output<'_>,
) -> RunResult {
    let origins: Vec<Origin> = listed.iter().map(Origin::named).collect();
    let lines = library::each(&origins, |at, origin, threads| {
        Some(line_of(listed.get(at)?, || opened(origin, limits, threads)))
    });
    let lines: Vec<json::KnownLine> = lines.into_iter().flatten().collect();
    match out.form {
        Form::Json => {
            let folder = folder.map(|folder| folder.to_string_lossy().into_owned());
            out.json(&json::Stacks { version: json::VERSION, folder, stacks: lines })?;
        }
        Form::Plain => lines.iter().try_for_each(|line| print_plain(line, out))?,
        Form::Human => {
            print_human(&lines, out)?;
            if lines.iter().all(|line| line.path.is_none())
                && let Some(folder) = folder
            {
                out.finish()?;
                stderr.note(&format!("stacks in {} are named stacks too", folder.display()));
            }
        }
    }
    Ok(Outcome::Found)
}

fn print_plain(line: &json::KnownLine, out: &mut Output<'_>) -> std::io::Result<()> {
    let path = line.path.as_deref().unwrap_or_default();
    let content = line.content.as_ref();
    let title = content.map_or("", |content| &*content.title);
    let [entries, claims, sources, reviewed] = figures(line);
    out.record([
        &*line.name,
        line.origin,
        path,
        line.remark.unwrap_or_default(),
        title,
        &entries,
        &claims,
        &sources,
        &reviewed,
    ])
}

/// The numbers of entries, claims and sources, and the date of the review; empty where there is none.
fn figures(line: &json::KnownLine) -> [String; 4] {
    let Some(content) = &line.content else { return [const { String::new() }; 4] };
    let [entries, claims, sources] =
        [content.entries, content.claims, content.sources].map(|count| count.to_string());
    [entries, claims, sources, text(content.reviewed.as_ref())]
}

fn print_human(lines: &[json::KnownLine], out: &mut Output<'_>) -> std::io::Result<()> {
    let column = lines.iter().map(|line| cells::width(&line.name)).max().unwrap_or(0).clamp(5, 30);
    let mut head = Line::new(Role::Dim, "stack");
    head.pad_to(column);
    out.line(&head.with(Role::Dim, "  entries  claims  sources  reviewed    from"))?;
    for line in lines {
        let remark = match line.remark {
            Some("shadows") => "  used instead of the built-in one",
            Some("shadowed") => "  hidden by the one above",
            Some("errors") => &format!("  has errors: `stacklore check {}`", shell_word(&line.name)),
            Some(fault) => &format!("  {fault}: cannot be opened"),
            None => "",
        };
        let mut shown = Line::new(Role::Title, &line.name);
        shown.pad_to(column);
        let [entries, claims, sources, reviewed] = figures(line);
        shown.push(Role::Text, &format!("  {entries:>7}  {claims:>6}  {sources:>7}  {reviewed:<10}  "));
        shown.push(Role::Text, line.path.as_deref().unwrap_or("built in"));
        out.line(&shown.with(Role::Dim, remark))?;
    }
    Ok(())
}

/// A named stack as JSON has it.
fn line_of(stack: &NamedStack, opened: impl FnOnce() -> Option<Stack>) -> json::KnownLine {
    let fault = stack.path.as_deref().and_then(fault);
    let content = match (&stack.path, stack.bundled) {
        (None, bundled) => bundled.map(of_bundled),
        // Reading a pipe would block.
        (Some(_), _) if fault.is_none() => opened().as_ref().map(of_stack),
        (Some(_), _) => None,
    };
    let remark = match stack {
        stack if stack.shadows() => Some("shadows"),
        stack if stack.is_shadowed => Some("shadowed"),
        _ => content.is_none().then_some("errors"),
    };
    json::KnownLine {
        name: stack.name.to_string_lossy().into_owned(),
        origin: if stack.path.is_some() { "own" } else { "embedded" },
        path: stack.path.as_ref().map(|path| path.to_string_lossy().into_owned()),
        remark: fault.or(remark),
        content,
    }
}

/// The stack in a file or folder of the user's, if it can be opened; `check` reports what is wrong.
fn opened(origin: &Origin, limits: &Limits, threads: usize) -> Option<Stack> {
    match library::load(origin, limits, threads, |_| ControlFlow::Continue(())).ok()? {
        LoadOutcome::Stack(stack) => Some(stack),
        LoadOutcome::Read(reading) => reading.stack,
        LoadOutcome::Stopped(_) => None,
    }
}

fn of_bundled(bundled: &Bundled) -> json::KnownContent {
    json::KnownContent {
        title: bundled.title.to_owned(),
        entries: bundled.entries,
        claims: bundled.claims,
        sources: bundled.sources,
        reviewed: bundled.reviewed.map(|date| date.to_string()),
    }
}

fn of_stack(stack: &Stack) -> json::KnownContent {
    json::KnownContent {
        title: stack.name().to_owned(),
        entries: stack.entries().len(),
        claims: stack.claim_count(),
        sources: stack.sources().len(),
        reviewed: stack.reviewed().map(|date| date.to_string()),
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
    use crate::catalog::{bundled, sample};
    use crate::cli::output::written;
    use crate::format::toml;
    use crate::library::NamedStacks;

    #[test]
    fn a_person_sees_what_each_stack_has_and_where_it_is_and_what_hides_it() {
        let home = tempfile::tempdir().expect("a folder");
        let sound = toml::write(&sample::stack());
        for (name, text) in [("discord.toml", &*sound), ("mine.toml", "")] {
            std::fs::write(home.path().join(name), text).expect("written");
        }
        let listed = NamedStacks::in_folder(home.path().to_owned()).list().expect("listed");
        let mut stderr = Output::new(Vec::new(), Form::Human, 80);
        let print = |out: &mut Output<'_>| {
            print(&listed, Some(home.path()), &Limits::default(), out, &mut stderr).expect("written")
        };
        let text = written(Form::Human, 100, print).replace(&format!("{}/", home.path().display()), "");
        let of = |name: &str| {
            text.lines().filter(|line| line.starts_with(name)).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(of("stack "), ["stack           entries  claims  sources  reviewed    from"]);
        assert_eq!(
            of("mine"),
            [
                "mine                                                  mine.toml  has errors: `stacklore check mine`"
            ]
        );
        let [own, built_in] = &*of("discord") else { panic!("{text}") };
        assert!(own.ends_with("discord.toml  used instead of the built-in one"), "{own}");
        let found = bundled::find("discord").expect("it is built in");
        let counts = format!("{:>7}  {:>6}  {:>7}", found.entries, found.claims, found.sources);
        assert!(built_in.contains(&counts) && built_in.ends_with("built in  hidden by the one above"));
    }

    #[test]
    fn a_stack_that_hides_another_is_marked() {
        let stack = |path: Option<&str>, is_shadowed| NamedStack {
            name: "discord".into(),
            path: path.map(PathBuf::from),
            bundled: bundled::find("discord"),
            is_shadowed,
        };
        let remark = |stack| line_of(&stack, || None).remark;
        assert_eq!(remark(stack(Some("discord.toml"), false)), Some("shadows"));
        assert_eq!(remark(stack(Some("discord"), true)), Some("shadowed"));
        assert_eq!(remark(stack(None, true)), Some("shadowed"));
        assert_eq!(remark(stack(None, false)), None);
    }
}
