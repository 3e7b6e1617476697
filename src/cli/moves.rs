//! `moves`: every replacement over all stacks, in the order of time, each with its proof.
//!
//! Plain columns: date, basis of the date (`stated`, `entry`, `claim` or `source`), stack, id and name of what was replaced,
//! id and name of what replaced it, entry and label of the claim, its text, title of the source, its URL at the passage.

use std::collections::HashSet;
use std::ffi::OsString;
use std::io;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::load;
use super::options::{OutputFormat, date_parser, names_of};
use super::outcome::{Outcome, RunResult};
use super::output::{Form, Line, Output, Role, text};
use super::proof::{RowProof, plain_fields};
use super::settings::Context;
use super::who::unknown;
use crate::catalog::{Catalog, EntryId, Move, MoveDate, Node};
use crate::cells::{self, Glyphs};
use crate::dataset::{Date, Entry, EntryKind};
use crate::export::json;
use crate::format::report::counted;

/// Options of `moves`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore moves --kind database\n  stacklore moves --from mongodb\n  stacklore moves --to postgresql --since 2020\n  stacklore moves discord github --json",
    after_help = "A date with ~ is that of the entries, not of the move; `by` is the date of a source that tells of it.\n\
        `stacklore open ID CLAIM` opens the page of a claim where it is proved.\n\
        Plain columns: date, basis of the date, stack, from id, from name, to id, to name, claim id, claim label,\n\
        claim, source title, url"
)]
pub struct Options {
    /// Names, files, folders or `-` [default: all built-in stacks and your own]
    #[arg(value_name = "STACK")]
    pub stacks: Vec<OsString>,
    /// Only what left this technology: a name, alias or id
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,
    /// Only what went to this technology
    #[arg(long, value_name = "NAME")]
    pub to: Option<String>,
    /// Only with an entry of this kind on either side
    #[arg(long, value_name = "KIND", value_parser = kind_parser(), hide_possible_values = true)]
    pub kind: Option<EntryKind>,
    /// Only on this date or later: 2020, 2020-06 or 2020-06-30
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    pub since: Option<Date>,
    /// Only on this date or earlier
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    pub until: Option<Date>,
    /// Adds all named stacks: the built-in ones and your own
    #[arg(long)]
    pub all: bool,
    /// The output format.
    #[command(flatten)]
    pub output: OutputFormat,
}

/// Parses the name of a kind of entry.
fn kind_parser() -> impl TypedValueParser<Value = EntryKind> {
    let names = || EntryKind::ALL.iter().map(|kind| kind.name());
    PossibleValuesParser::new(names()).try_map(|word| {
        EntryKind::ALL.iter().copied().find(|kind| kind.name() == word).ok_or("not the name of a kind")
    })
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let names = names_of(&options.stacks, options.all || options.stacks.is_empty(), context.configuration)?;
    let catalog = load::catalog(&names, None, context)?;
    Ok(print(&catalog, options, out, &mut context.stderr)?)
}

/// Prints the moves that the options admit.
fn print(
    catalog: &Catalog,
    options: &Options,
    out: &mut Output<'_>,
    stderr: &mut Output<'_>,
) -> io::Result<Outcome> {
    let all = catalog.moves();
    let end = |name: &Option<String>| {
        name.as_ref().map(|name| catalog.who(name).technologies.into_iter().flatten().collect())
    };
    let ends: [Option<HashSet<EntryId>>; 2] = [end(&options.from), end(&options.to)];
    let is_wanted = |one: &Move| {
        let is_end =
            |wanted: &Option<HashSet<EntryId>>, id| wanted.as_ref().is_none_or(|ids| ids.contains(&id));
        let is_kind =
            |id| options.kind.is_none_or(|kind| catalog.entry(id).and_then(Entry::kind) == Some(kind));
        let [from, to] = &ends;
        is_end(from, one.from) && is_end(to, one.to) && (is_kind(one.from) || is_kind(one.to))
    };
    let mut moves: Vec<&Move> = all.iter().filter(|one| is_wanted(one)).collect();
    let undated = moves.iter().filter(|one| one.date.is_none()).count();
    moves.retain(|one| is_between(one.date, options.since, options.until));
    match out.form {
        Form::Json => {
            let moves = moves.iter().map(|one| json_line(catalog, one)).collect();
            out.json(&json::Moves { version: json::VERSION, moves })?;
        }
        Form::Plain => moves.iter().try_for_each(|one| print_plain(catalog, one, out))?,
        Form::Human => print_human(catalog, &moves, out)?,
    }
    if moves.is_empty() {
        out.finish()?;
        for (name, found) in [&options.from, &options.to].into_iter().zip(&ends) {
            if let (Some(name), Some(ids)) = (name, found)
                && ids.is_empty()
            {
                unknown(catalog, name, stderr);
            }
        }
        let stacks = counted(catalog.stacks().len(), "stack");
        stderr.remark(&format!("no such move among {} in {stacks}", counted(all.len(), "move")));
    }
    if undated > 0 && options.since.or(options.until).is_some() {
        out.finish()?;
        stderr.note(&format!("{} without a date left out", counted(undated, "move")));
    }
    Ok(Outcome::found(!moves.is_empty()))
}

/// Whether a date is not certainly outside of two dates. An unknown date is, if there is one of the two.
fn is_between(date: Option<MoveDate>, since: Option<Date>, until: Option<Date>) -> bool {
    match date {
        None => since.or(until).is_none(),
        Some(MoveDate { date, .. }) => {
            !since.is_some_and(|since| date.certainly_before(since))
                && !until.is_some_and(|until| until.certainly_before(date))
        }
    }
}

fn json_line<'a>(catalog: &'a Catalog, one: &Move) -> json::MoveLine<'a> {
    let end = |id| {
        let entry = catalog.entry(id);
        json::MoveEnd {
            id: catalog.full_id(id),
            name: entry.map_or("", Entry::name),
            kind: entry.and_then(Entry::kind).map(EntryKind::name),
        }
    };
    json::MoveLine {
        stack: catalog.stack_id(one.to.stack),
        when: one.date.map(|date| date.date.to_string()),
        basis: one.date.map(|date| date.basis.name()),
        from: end(one.from),
        to: end(one.to),
        proof: RowProof::of_move(catalog, one).map(|proof| proof.json()),
    }
}

fn print_plain(catalog: &Catalog, one: &Move, out: &mut Output<'_>) -> io::Result<()> {
    let name = |id| catalog.entry(id).map_or("", Entry::name).to_owned();
    let fields = [
        text(one.date.map(|date| date.date)),
        one.date.map_or("", |date| date.basis.name()).to_owned(),
        catalog.stack_id(one.to.stack).to_owned(),
        catalog.full_id(one.from),
        name(one.from),
        catalog.full_id(one.to),
        name(one.to),
    ];
    out.record(fields.into_iter().chain(plain_fields(RowProof::of_move(catalog, one).as_ref())))
}

/// Gap between columns, in terminal cells.
const GAP: usize = 2;

/// Minimum width of a terminal, in cells, on which date, stack and names are one line.
const MIN_COLUMNS: usize = 60;

/// Maximum width of the name of a stack, in terminal cells.
const MAX_STACK: usize = 20;

/// Prints each move as a line with its claim and its page below; on a narrow terminal the names have a line of their own.
fn print_human(catalog: &Catalog, moves: &[&Move], out: &mut Output<'_>) -> io::Result<()> {
    let date = |one: &Move| one.date.map(MoveDate::text).unwrap_or_default();
    let stack = |one: &Move| {
        cells::cut(&catalog.name(Node::Stack(one.to.stack)), MAX_STACK, Glyphs::Ascii).into_owned()
    };
    let widest = |text: &dyn Fn(&Move) -> String| moves.iter().map(|one| cells::width(&text(one))).max();
    let indent = widest(&date).unwrap_or(0) + GAP;
    let names_at = indent + widest(&stack).unwrap_or(0) + GAP;
    let is_wide = out.full_width() >= MIN_COLUMNS;
    for one in moves {
        let mut line = Line::new(Role::Number, &date(one));
        line.pad_to(indent);
        line.push(Role::Text, &stack(one));
        let names = names(catalog, one, out);
        if is_wide {
            out.hanging(&line, &names, names_at)?;
        } else {
            out.line(&line)?;
            out.wrapped(&names, GAP)?;
        }
        if let Some(proof) = RowProof::of_move(catalog, one) {
            proof.print_human(out, if is_wide { indent } else { GAP })?;
        }
    }
    Ok(())
}

/// The names of the two ends with an arrow between them.
fn names(catalog: &Catalog, one: &Move, out: &Output<'_>) -> Line {
    let name = |id| catalog.entry(id).map_or("", Entry::name);
    let arrow = out.glyphs.pick("→", "->");
    Line::new(Role::Former, name(one.from))
        .with(Role::Text, &format!(" {arrow} "))
        .with(Role::Title, name(one.to))
}
