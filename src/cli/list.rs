//! `list`: all entries of stacks, or some entries with their descendants.
//!
//! Plain columns: id, name, kind, status, since, until, category (names from the outermost, separated by ` > `), number of
//! claims, number of sources, summary; with several stacks also the stack. Unknown values are empty.

use std::ffi::OsStr;
use std::io;
use std::slice;

use super::load::{self, check_names, note_shadowing};
use super::options::StackArgs;
use super::outcome::{Failure, Outcome, RunResult};
use super::output::{Form, Line, Output, Role, text};
use super::settings::Context;
use crate::catalog::{Catalog, EntryId, Node, Row};
use crate::cells;
use crate::dataset::{Entry, Stack, Status};
use crate::export::json;
use crate::format::report::counted;
use crate::library::{self, NamedStacks, Unresolved};
use crate::system::files::FilesError;

/// Options of `list`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore list\n  stacklore list mine.toml --json\n  stacklore list discord/rust\n  stacklore list --plain | cut -f1,4",
    after_help = "Plain columns: id, name, kind, status, since, until, category, claims, sources, summary.\n\
        With several stacks also: stack"
)]
pub struct Options {
    /// The stacks; `stack/id` lists only that entry and its descendants.
    #[command(flatten)]
    pub stacks: StackArgs,
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let (catalog, only) = requested(&options.stacks, context)?;
    Ok(print(&catalog, &only, out, &mut context.stderr)?)
}

/// The catalog of the named stacks, and the entries that were named as `stack/id`.
fn requested(stacks: &StackArgs, context: &mut Context<'_>) -> Result<(Catalog, Vec<EntryId>), Failure> {
    let named_stacks = library::named_stacks();
    let (mut names, mut entries) = (Vec::new(), Vec::new());
    for name in &stacks.stacks {
        match scoped(name, &named_stacks) {
            Some(entry) => entries.push(entry),
            None => names.push(name.clone()),
        }
    }
    let mut origins = if names.is_empty() && !entries.is_empty() {
        check_names(&names, stacks.from)?;
        Vec::new()
    } else {
        load::origins(&names, stacks.from, context)?
    };
    let mut read = load::read_each(&origins, context)?;
    for (stack, id) in &entries {
        if read.iter().any(|read| read.id() == *stack) {
            continue;
        }
        let Some(origin) = load::named(stack, &named_stacks) else {
            let hint = "name an entry as STACK/ID, by the id or the name of its stack";
            load::resolve(format!("{stack}/{id}").as_ref(), &named_stacks)
                .map_err(|failure| failure.hint(hint))?;
            continue;
        };
        if !origins.iter().any(|other| other.is_same(&origin)) {
            note_shadowing(&origin, &mut context.stderr);
            read.extend(load::read_each(slice::from_ref(&origin), context)?);
            origins.push(origin);
        }
    }
    let catalog = load::together(&origins, read, &mut context.stderr);
    let find = |(stack, id): &(&str, &str)| {
        let is_id = |at: &u32| catalog.stack_id(*at) == *stack;
        let by_id = (0..).zip(catalog.stacks()).map(|(at, _)| at).find(is_id);
        let by_name = || (0..).zip(&origins).find(|(_, origin)| origin.name == *stack).map(|(at, _)| at);
        let stack = by_id.or_else(by_name).map_or(*stack, |at| catalog.stack_id(at));
        load::find(&catalog, &format!("{stack}/{id}"))
    };
    let only = entries.iter().map(find).collect::<Result<_, _>>()?;
    Ok((catalog, only))
}

/// Splits `stack/id`; `None` for the name of an existing file or folder.
fn scoped<'a>(name: &'a OsStr, named: &NamedStacks) -> Option<(&'a str, &'a str)> {
    let (stack, id) = name.to_str()?.split_once('/')?;
    let is_missing = || {
        let resolved = library::resolve(name, named);
        matches!(resolved, Err(Unresolved { error: FilesError::Missing { .. }, .. }))
    };
    (!stack.is_empty() && !id.is_empty() && is_missing()).then_some((stack, id))
}

/// Prints all entries in the order of the tree, or those in `only` with their descendants.
pub(super) fn print(
    catalog: &Catalog,
    only: &[EntryId],
    out: &mut Output<'_>,
    stderr: &mut Output<'_>,
) -> io::Result<Outcome> {
    let rows = rows(catalog, only);
    match out.form {
        Form::Json => print_json(catalog, &rows, out)?,
        Form::Plain => lines(catalog, &rows).try_for_each(|line| print_plain(&line, out))?,
        Form::Human => print_human(catalog, &rows, out)?,
    }
    if catalog.is_empty() {
        let names: Vec<&str> = catalog.stacks().iter().map(Stack::name).collect();
        stderr.remark(&format!("no entries in {}", names.join(", ")));
    }
    Ok(Outcome::found(!catalog.is_empty()))
}

/// The rows to print: all of them, or the entries in `only` with their ancestors and descendants.
fn rows(catalog: &Catalog, only: &[EntryId]) -> Vec<Row> {
    let all = || catalog.rows().iter().enumerate();
    let is_wanted = |row: &Row| matches!(row.node, Node::Entry(id) if only.contains(&id));
    let wanted = all().filter(|(_, row)| is_wanted(row)).map(|(at, row)| at..row.end());
    let wanted: Vec<_> = wanted.collect();
    let is_kept = |(at, row): &(usize, &Row)| {
        let is_branch = !matches!(row.node, Node::Entry(_));
        let is_around = |start| is_branch && (*at..row.end()).contains(start);
        only.is_empty() || wanted.iter().any(|range| range.contains(at) || is_around(&range.start))
    };
    all().filter(is_kept).map(|(_, row)| *row).collect()
}

/// The entries of the rows as JSON has them.
fn lines<'a>(catalog: &'a Catalog, rows: &[Row]) -> impl Iterator<Item = json::EntryLine<'a>> {
    rows.iter().filter_map(|row| {
        let Node::Entry(id) = row.node else { return None };
        let id_of = |entry| catalog.id(EntryId { entry, ..id });
        let line = json::EntryLine::new(catalog.id(id), catalog.entry(id)?, id_of);
        Some(json::EntryLine { stack: catalog.stack_id_if_several(id.stack), ..line })
    })
}

fn print_json(catalog: &Catalog, rows: &[Row], out: &mut Output<'_>) -> io::Result<()> {
    let heads = (0..).zip(catalog.stacks());
    let heads = heads.map(|(at, stack)| json::StackHead::new(catalog.stack_id(at), stack));
    let mut stacks: Vec<_> = heads.collect();
    let Some(stack) = stacks.first().cloned() else { return Ok(()) };
    if stacks.len() == 1 {
        stacks.clear();
    }
    out.json(&json::List { version: json::VERSION, stack, stacks, entries: lines(catalog, rows).collect() })
}

fn print_plain(line: &json::EntryLine<'_>, out: &mut Output<'_>) -> io::Result<()> {
    let fields = [
        &*line.id,
        line.name,
        &text(line.kind),
        &text(line.status),
        &text(line.since.as_deref()),
        &text(line.until.as_deref()),
        &line.category.join(" > "),
        &line.claims.to_string(),
        &line.sources.to_string(),
        &text(line.summary),
    ];
    out.record(fields.into_iter().chain(line.stack))
}

/// Indentation of each level of the tree, and gap between columns, in terminal cells.
const INDENT: usize = 2;

/// Maximum width of a name in terminal cells, so that status, dates and kind fit into 80 columns.
const MAX_NAME: usize = 30;

/// Minimum width of a name in terminal cells, however deep in the tree.
const MIN_NAME: usize = 8;

fn print_human(catalog: &Catalog, rows: &[Row], out: &mut Output<'_>) -> io::Result<()> {
    out.wrapped(&catalog_head(catalog), 0)?;
    let columns = Columns::new(catalog, rows, out.width());
    for row in rows {
        let indent = usize::from(row.depth) * INDENT;
        let mut line = Line::blank(indent);
        match row.node {
            Node::Stack(at) => {
                out.blank()?;
                line.push(Role::Title, &catalog.name(row.node));
                line.push(Role::Dim, &format!("  {}", catalog.stack_id(at)));
            }
            Node::Category(..) | Node::Group(..) | Node::Source(..) | Node::Claim(_) => {
                out.blank()?;
                line.push(Role::Heading, &catalog.name(row.node));
            }
            Node::Entry(id) => {
                let Some(entry) = catalog.entry(id) else { continue };
                let width = columns.name.saturating_sub(indent).max(MIN_NAME);
                line.push(Role::Text, &cells::cut(entry.name(), width, cells::Glyphs::Ascii));
                columns.fill(&mut line, entry, &catalog.id(id));
            }
        }
        out.line(&line)?;
    }
    Ok(())
}

/// The stacks of a catalog with their counts, as one line.
fn catalog_head(catalog: &Catalog) -> Line {
    let mut line = Line::default();
    for (at, stack) in catalog.stacks().iter().enumerate() {
        line.push(Role::Text, if at > 0 { "; " } else { "" });
        line.push(Role::Title, stack.name());
        let counts = [
            counted(stack.entries().len(), "entry"),
            counted(stack.claim_count(), "claim"),
            counted(stack.sources().len(), "source"),
        ];
        let reviewed = stack.reviewed().map(|date| format!(", reviewed {date}")).unwrap_or_default();
        line.push(Role::Text, &format!(": {}{reviewed}", counts.join(", ")));
    }
    line
}

/// Widths of the columns in terminal cells.
struct Columns {
    name: usize,
    /// Widths of status, dates, kind and id; the last ones are left out if they do not fit.
    others: Vec<usize>,
}

impl Columns {
    fn new(catalog: &Catalog, rows: &[Row], width: usize) -> Self {
        let mut name = 0;
        let max_name = MAX_NAME.max(width * 3 / 8);
        let mut others = [0; 4];
        for row in rows {
            let Node::Entry(id) = row.node else { continue };
            let Some(entry) = catalog.entry(id) else { continue };
            let indented = usize::from(row.depth) * INDENT + cells::width(entry.name());
            name = name.max(indented.min(max_name));
            for (column, (_, text)) in others.iter_mut().zip(other_columns(entry, &catalog.id(id))) {
                *column = (*column).max(cells::width(&text));
            }
        }
        let mut total = name;
        let fits = |cells: &usize| {
            total += INDENT + cells;
            total <= width
        };
        Self { name, others: others.into_iter().take_while(fits).collect() }
    }

    /// Adds the columns after the name to the line of an entry.
    fn fill(&self, line: &mut Line, entry: Entry<'_>, id: &str) {
        let mut at = self.name;
        for (cells, (role, text)) in self.others.iter().zip(other_columns(entry, id)) {
            if !text.is_empty() {
                line.pad_to(at);
                line.push(Role::Text, &" ".repeat(INDENT));
                line.push(role, &text);
            }
            at += INDENT + cells;
        }
    }
}

/// The columns after the name, the most important first.
fn other_columns(entry: Entry<'_>, id: &str) -> [(Role, String); 4] {
    [
        (status_role(entry.status()), text(entry.status())),
        (Role::Text, brief_dates(entry)),
        (Role::Text, text(entry.kind())),
        (Role::Dim, id.to_owned()),
    ]
}

/// The most important dates, so that the column stays narrow.
fn brief_dates(entry: Entry<'_>) -> String {
    match (entry.since(), entry.until()) {
        (None, Some(until)) => format!("until {until}"),
        _ => entry.when(),
    }
}

/// Style of a status.
pub(super) fn status_role(status: Option<Status>) -> Role {
    match status {
        Some(Status::Current) => Role::Current,
        Some(Status::Former) => Role::Former,
        Some(Status::Unknown) | None => Role::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::cli::output::written;

    fn list(form: Form, width: usize) -> String {
        let mut text = String::new();
        let stderr = written(Form::Human, 80, |stderr| {
            text = written(form, width, |out| {
                print(&sample::catalog(), &[], out, stderr).expect("written");
            });
        });
        assert_eq!(stderr, "");
        text
    }

    #[test]
    fn an_empty_stack_is_reported() {
        let builder =
            crate::dataset::StackBuilder::new(crate::dataset::StackKind::List, "bare", "Bare", "", "", None);
        let catalog = Catalog::new(vec![builder.build()]);
        let mut outcome = Outcome::Found;
        let stderr = written(Form::Human, 80, |stderr| {
            let text =
                written(Form::Plain, 80, |out| outcome = print(&catalog, &[], out, stderr).expect("written"));
            assert_eq!(text, "");
        });
        assert_eq!((stderr.as_str(), outcome), ("no entries in Bare\n", Outcome::Negative));
    }

    #[test]
    fn a_person_sees_the_tree_with_aligned_columns() {
        insta::assert_snapshot!(list(Form::Human, 80));
    }

    #[test]
    fn an_entry_is_listed_with_its_ancestors_and_descendants() {
        let catalog = sample::catalog();
        let only = |id: &str| {
            let wanted = [catalog.find(id).expect("there")];
            let ids = rows(&catalog, &wanted);
            ids.iter().map(|row| catalog.name(row.node).into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(only("redis"), ["Storage", "Caches", "Redis"]);
        assert_eq!(
            only("cpp").last().map(String::as_str),
            catalog.entry(catalog.find("hash-ring").expect("there")).map(Entry::name)
        );
        assert_eq!(rows(&catalog, &[]), catalog.rows());
    }

    #[test]
    fn a_narrow_terminal_loses_columns_from_the_end() {
        for line in list(Form::Human, 50).lines() {
            assert!(cells::width(line) <= 50, "{line:?}");
        }
        assert!(list(Form::Human, 50).contains("former"));
    }

    #[test]
    fn a_script_gets_ten_columns_a_line() {
        let text = list(Form::Plain, 80);
        assert!(text.lines().all(|line| line.split('\t').count() == 10), "{text}");
        assert_eq!(
            text.lines().next(),
            Some(
                "postgresql\tPostgreSQL\tdatabase\tformer\t2015\t2022-05\tStorage\t1\t1\tHeld every row until it was replaced."
            )
        );
    }

    #[test]
    fn a_program_gets_every_entry_as_documented() {
        let value: serde_json::Value = serde_json::from_str(&list(Form::Json, 80)).expect("JSON");
        assert_eq!(value["version"], 1);
        assert_eq!(value["stack"]["id"], "sample");
        assert_eq!(value["stack"]["reviewed"], "2026-01-02");
        let redis = &value["entries"][2];
        assert_eq!(redis["category"], serde_json::json!(["Storage", "Caches"]));
        assert_eq!(redis["seen_by"], "2020");
        assert_eq!(value["entries"][4]["parent"], "cpp");
    }
}
