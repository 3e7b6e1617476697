//! `compare`: what stacks use in each role, now or at a date, side by side.
//!
//! Plain columns: role, technology, number of stacks that use it, stack, id, name, status, since, until, seen by.

use std::ffi::OsString;
use std::io;

use super::load;
use super::options::{OutputFormat, date_parser, names_of};
use super::outcome::{Outcome, RunResult};
use super::output::{Form, Line, Output, Role, text};
use super::settings::Context;
use crate::catalog::{Catalog, ComparedRole, ComparedTechnology, Comparison, EntryId, Node, Share};
use crate::cells::{self, Glyphs};
use crate::dataset::{Date, Entry, Status};
use crate::export::json;

/// Options of `compare`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore compare govuk pypi rust-project\n  stacklore compare discord mine.toml\n  stacklore compare --all --as-of 2016",
    after_help = "What all stacks share comes first. For two versions of one stack see `stacklore diff`.\n\
        Plain columns: role, technology, number of stacks, stack, id, name, status, since, until, seen by"
)]
pub struct Options {
    /// Names, files, folders or `-` [default: all built-in stacks and your own]
    #[arg(value_name = "STACK")]
    pub stacks: Vec<OsString>,
    /// Compares what they used on this date: 2016, 2016-06 or 2016-06-30
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    pub as_of: Option<Date>,
    /// Adds all named stacks: the built-in ones and your own
    #[arg(long)]
    pub all: bool,
    /// The output format.
    #[command(flatten)]
    pub output: OutputFormat,
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let names = names_of(&options.stacks, options.all || options.stacks.is_empty(), context.configuration)?;
    let catalog = load::catalog(&names, None, context)?;
    Ok(print(&catalog, options.as_of, out, &mut context.stderr)?)
}

/// Prints the table of all stacks of a catalog.
fn print(
    catalog: &Catalog,
    as_of: Option<Date>,
    out: &mut Output<'_>,
    stderr: &mut Output<'_>,
) -> io::Result<Outcome> {
    let columns: Vec<u32> = (0..).zip(catalog.stacks()).map(|(at, _)| at).collect();
    let comparison = catalog.compare(&columns, as_of);
    match out.form {
        Form::Json => print_json(catalog, &comparison, as_of, out)?,
        Form::Plain => print_plain(catalog, &comparison, as_of, out)?,
        Form::Human => print_human(catalog, &comparison, out)?,
    }
    out.finish()?;
    let is_empty = |column: &usize| !technologies(&comparison).any(|one| one.entry_in(*column).is_some());
    let empty: Vec<String> = (0..columns.len())
        .filter(is_empty)
        .filter_map(|column| Some(catalog.name(Node::Stack(*columns.get(column)?)).into_owned()))
        .collect();
    if !empty.is_empty() {
        let when = as_of.map_or(String::new(), |date| format!(" as of {date}"));
        stderr.note(&format!("nothing with a role is known to be in use{when} in {}", empty.join(", ")));
    }
    Ok(Outcome::found(!comparison.roles.is_empty()))
}

fn technologies(comparison: &Comparison) -> impl Iterator<Item = &ComparedTechnology> {
    comparison.roles.iter().flat_map(|role| &role.technologies)
}

/// The name of a technology: that in the first stack that uses it.
fn name<'a>(catalog: &'a Catalog, one: &ComparedTechnology) -> &'a str {
    one.entries().next().and_then(|id| catalog.entry(id)).map_or("", Entry::name)
}

fn print_json(
    catalog: &Catalog,
    comparison: &Comparison,
    as_of: Option<Date>,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let uses = |id: EntryId| {
        let entry = catalog.entry(id)?;
        Some(json::UsePart {
            id: catalog.full_id(id),
            stack: catalog.stack_id(id.stack),
            name: entry.name(),
            status: status(entry, as_of).map(Status::name),
            since: entry.since().map(|date| date.to_string()),
            until: entry.until().map(|date| date.to_string()),
            seen_by: entry.seen_by().map(|date| date.to_string()),
        })
    };
    let technology = |one: &ComparedTechnology| json::TechnologyPart {
        name: name(catalog, one),
        entries: one.entries().filter_map(uses).collect(),
    };
    let role = |role: &ComparedRole| json::RolePart {
        role: role.name,
        technologies: role.technologies.iter().map(technology).collect(),
    };
    let head = |at: &u32| Some(json::StackHead::new(catalog.stack_id(*at), catalog.stack(*at)?));
    out.json(&json::Compare {
        version: json::VERSION,
        stacks: comparison.stacks.iter().filter_map(head).collect(),
        as_of: as_of.map(|date| date.to_string()),
        roles: comparison.roles.iter().map(role).collect(),
    })
}

/// The status of an entry at a date, or now.
fn status(entry: Entry<'_>, as_of: Option<Date>) -> Option<Status> {
    as_of.map_or_else(|| entry.status(), |date| entry.lifetime().at(date).status())
}

fn print_plain(
    catalog: &Catalog,
    comparison: &Comparison,
    as_of: Option<Date>,
    out: &mut Output<'_>,
) -> io::Result<()> {
    for role in &comparison.roles {
        for one in &role.technologies {
            for id in one.entries() {
                let Some(entry) = catalog.entry(id) else { continue };
                out.record([
                    role.name,
                    name(catalog, one),
                    &one.stack_count().to_string(),
                    catalog.stack_id(id.stack),
                    &catalog.full_id(id),
                    entry.name(),
                    &text(status(entry, as_of)),
                    &text(entry.since()),
                    &text(entry.until()),
                    &text(entry.seen_by()),
                ])?;
            }
        }
    }
    Ok(())
}

/// Gap between columns, in terminal cells.
const GAP: usize = 2;

/// Minimum width of a terminal, in cells, on which stacks are side by side.
const MIN_TABLE: usize = 60;

/// Widths of a column of a stack in terminal cells: at least, and at most.
const COLUMN: [usize; 2] = [18, 30];

fn print_human(catalog: &Catalog, comparison: &Comparison, out: &mut Output<'_>) -> io::Result<()> {
    let label = comparison.roles.iter().map(|role| cells::width(role.name)).max().unwrap_or(0);
    if out.full_width() < MIN_TABLE {
        return print_below(catalog, comparison, out);
    }
    let [least, most] = COLUMN;
    let room = out.full_width().saturating_sub(label);
    let count = comparison.stacks.len();
    // Blocks of as many columns as fit, all of about the same number.
    let blocks = count.div_ceil((room / (GAP + least)).max(1)).max(1);
    let columns = count.div_ceil(blocks).max(1);
    let width = (room / columns).saturating_sub(GAP).min(most);
    for from in (0..count).step_by(columns) {
        if from > 0 {
            out.blank()?;
        }
        Block { catalog, comparison, label, width, columns: from..(from + columns).min(count) }.print(out)?;
    }
    Ok(())
}

/// The columns of the table that are side by side.
struct Block<'a> {
    catalog: &'a Catalog,
    comparison: &'a Comparison,
    label: usize,
    width: usize,
    columns: std::ops::Range<usize>,
}

impl Block<'_> {
    fn print(&self, out: &mut Output<'_>) -> io::Result<()> {
        let mut head = Line::default();
        for (at, column) in self.columns.clone().enumerate() {
            self.begin(&mut head, at);
            let stack = self.comparison.stacks.get(column).copied().unwrap_or_default();
            head.push(Role::Title, &self.cut(&self.catalog.name(Node::Stack(stack))));
        }
        out.line(&head)?;
        for role in &self.comparison.roles {
            for (number, row) in role.rows(&self.columns).iter().enumerate() {
                let mut line = Line::new(Role::Heading, if number == 0 { role.name } else { "" });
                let style = style(self.comparison.share(row.stack_count));
                for (column, id) in &row.cells {
                    self.begin(&mut line, column - self.columns.start);
                    line.push(style, &self.cut(self.catalog.entry(*id).map_or("", Entry::name)));
                }
                out.line(&line)?;
            }
        }
        Ok(())
    }

    /// Appends spaces up to a column.
    fn begin(&self, line: &mut Line, at: usize) {
        line.pad_to(self.label + GAP + at * (self.width + GAP));
    }

    fn cut(&self, text: &str) -> String {
        cells::cut(text, self.width, Glyphs::Ascii).into_owned()
    }
}

/// The style of a technology: bold if all stacks share it, dim if only one has it.
const fn style(share: Share) -> Role {
    match share {
        Share::All => Role::Title,
        Share::Several => Role::Text,
        Share::One => Role::Dim,
    }
}

/// Prints one stack under the other, for a narrow terminal.
fn print_below(catalog: &Catalog, comparison: &Comparison, out: &mut Output<'_>) -> io::Result<()> {
    for (column, stack) in comparison.stacks.iter().enumerate() {
        if column > 0 {
            out.blank()?;
        }
        out.wrapped(&Line::new(Role::Title, &catalog.name(Node::Stack(*stack))), 0)?;
        for role in &comparison.roles {
            let mut line = Line::default();
            for one in &role.technologies {
                let Some(entry) = one.entry_in(column).and_then(|id| catalog.entry(id)) else { continue };
                line.push(Role::Text, if line.is_empty() { "" } else { ", " });
                line.push(style(comparison.share(one.stack_count())), entry.name());
            }
            if !line.is_empty() {
                out.hanging(&Line::new(Role::Heading, role.name), &line, BELOW)?;
            }
        }
    }
    Ok(())
}

/// Width of the names of roles where one stack is under the other, with the gap after it, in terminal cells.
const BELOW: usize = 16;
