//! `list`: all entries of stacks, or some entries with their descendants.
//!
//! Plain columns: id, name, kind, status, since, until, category (names from the outermost, separated by ` > `), number of
//! claims, number of sources, summary; with several stacks also the stack. Unknown values are empty.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io;

use super::load::{self, check_names, note_shadowing};
use super::options::{OutputFormat, StackArgs, date_parser, sort_parser};
use super::outcome::{Failure, Outcome, RunResult};
use super::output::{Form, Line, Output, Role, text};
use super::search;
use super::settings::Context;
use crate::catalog::{Arrangement, Catalog, EntryId, Node, Row, Sorting};
use crate::cells::{self, Glyphs};
use crate::dataset::{Date, Entry, Lifetime, Stack, Status, YearCell, Years};
use crate::export::json;
use crate::format::report::counted;
use crate::kept::StackName;
use crate::library::{self, NamedStacks, Origin, Unresolved};
use crate::system::files::FilesError;
use crate::system::kept::Store;

/// Options of `list`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore list\n  stacklore list mine.toml --json\n  stacklore list discord/rust\n  stacklore list --as-of 2018\n  stacklore list --query 'kind:database status:former'\n  stacklore list --marked\n  stacklore list --plain | cut -f1,4",
    after_help = "Plain columns: id, name, kind, status, since, until, category, claims, sources, summary.\n\
        With several stacks also: stack"
)]
pub struct Options {
    /// The stacks; `stack/id` lists only that entry and its descendants.
    #[command(flatten)]
    pub stacks: StackArgs,
    /// Lists the stacks as they were on this date: 2018, 2018-06 or 2018-06-30
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    pub as_of: Option<Date>,
    /// Sorts the entries by stack, name, date, sources or newest: within their categories, in plain and JSON output as a whole
    #[arg(long, value_name = "ORDER", value_parser = sort_parser(), hide_possible_values = true)]
    pub sort: Option<Sorting>,
    /// Lists only the entries that match this query, in the language of `search`
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub query: Option<String>,
    /// Lists only the entries with a bookmark of yours, on them or on a claim
    #[arg(long)]
    pub marked: bool,
    /// The output format.
    #[command(flatten)]
    pub output: OutputFormat,
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let (catalog, wanted) = requested(options, context)?;
    let sort = options.sort.unwrap_or_default();
    let arrangement = Arrangement { sort, as_of: options.as_of, ..Arrangement::default() };
    Ok(print(&catalog, &wanted, arrangement, out, &mut context.stderr)?)
}

/// The entries to list.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Those that were named as `stack/id`, with their descendants; all of them if there are none.
    only: Vec<EntryId>,
    /// Of these those with a bookmark; `None` for any.
    marked: Option<HashSet<EntryId>>,
    /// Of these those that match a query; `None` for any.
    matching: Option<HashSet<EntryId>>,
}

/// The catalog of the named stacks, and the entries to list.
fn requested(options: &Options, context: &mut Context<'_>) -> Result<(Catalog, Wanted), Failure> {
    let (given, from) = (options.stacks.names(context.configuration)?, options.stacks.from);
    let named_stacks = context.configuration.named_stacks();
    let (mut names, mut entries) = (Vec::new(), Vec::new());
    for name in &*given {
        match scoped(name, &named_stacks) {
            Some(entry) => entries.push(entry),
            None => names.push(name.clone()),
        }
    }
    let mut origins = if names.is_empty() && !entries.is_empty() {
        check_names(&names, from)?;
        Vec::new()
    } else {
        load::origins(&names, from, context)?
    };
    let mut read = load::read_each(&mut origins, context)?;
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
            read.extend(load::read_each(&mut vec![origin.clone()], context)?);
            origins.push(origin);
        }
    }
    let catalog = load::together(&origins, read, &mut context.stderr);
    let catalog = load::as_of(catalog, options.as_of);
    let find = |(stack, id): &(&str, &str)| {
        let is_id = |at: &u32| catalog.stack_id(*at) == *stack;
        let by_id = (0..).zip(catalog.stacks()).map(|(at, _)| at).find(is_id);
        let by_name = || (0..).zip(&origins).find(|(_, origin)| origin.name == *stack).map(|(at, _)| at);
        let stack = by_id.or_else(by_name).map_or(*stack, |at| catalog.stack_id(at));
        load::find(&catalog, &format!("{stack}/{id}"))
    };
    let only = entries.iter().map(find).collect::<Result<_, _>>()?;
    let marked = options.marked.then(|| marked(&catalog, &origins));
    let query = options.query.as_deref();
    let matching = query.map(|query| search::matching(&catalog, query, options.as_of, &mut context.stderr));
    Ok((catalog, Wanted { only, marked, matching }))
}

/// The entries that have a bookmark, or a claim that has one.
fn marked(catalog: &Catalog, origins: &[Origin]) -> HashSet<EntryId> {
    let kept = Store::of_user().map(|store| store.read()).unwrap_or_default();
    let names = origins.iter().zip(catalog.stacks());
    let names: Vec<StackName> = names
        .map(|(origin, stack)| StackName { id: stack.id().to_owned(), path: origin.lasting_path() })
        .collect();
    kept.bookmarked(catalog, &names)
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

/// Prints the wanted entries in the order of the tree.
///
/// The stacks of the catalog are those of the date of the arrangement; without categories around them, entries are sorted as
/// a whole.
pub(super) fn print(
    catalog: &Catalog,
    wanted: &Wanted,
    arrangement: Arrangement,
    out: &mut Output<'_>,
    stderr: &mut Output<'_>,
) -> io::Result<Outcome> {
    let sort = arrangement.sort;
    let entries = || {
        let mut entries: Vec<EntryId> = entries_of(&rows(catalog, wanted, Sorting::Stack)).collect();
        if sort != Sorting::Stack {
            catalog.sort(&mut entries, sort);
        }
        entries.into_iter()
    };
    match out.form {
        Form::Json => print_json(catalog, entries(), out)?,
        Form::Plain => lines(catalog, entries()).try_for_each(|line| print_plain(&line, out))?,
        Form::Human => print_human(catalog, &rows(catalog, wanted, sort), arrangement.as_of, out)?,
    }
    let is_empty = entries().next().is_none();
    if is_empty && wanted.matching.as_ref().is_none_or(|matching| !matching.is_empty()) {
        let names: Vec<&str> = catalog.stacks().iter().map(Stack::name).collect();
        let what = if wanted.marked.is_some() { "no bookmarked entries" } else { "no entries" };
        stderr.remark(&format!("{what} in {}", names.join(", ")));
    }
    Ok(Outcome::found(!is_empty))
}

/// The rows of the wanted entries: with the ancestors of those that were named, or the categories of those that are filtered.
fn rows(catalog: &Catalog, wanted: &Wanted, sort: Sorting) -> Vec<Row> {
    let Wanted { only, marked, matching } = wanted;
    let rows = catalog.arranged(Arrangement { sort, ..Arrangement::default() });
    let all = || rows.iter().enumerate();
    let is_wanted = |row: &Row| matches!(row.node, Node::Entry(id) if only.contains(&id));
    let wanted = all().filter(|(_, row)| is_wanted(row)).map(|(at, row)| at..row.end());
    let wanted: Vec<_> = wanted.collect();
    let is_kept = |(at, row): &(usize, &Row)| {
        let is_branch = !matches!(row.node, Node::Entry(_));
        let is_around = |start| is_branch && (*at..row.end()).contains(start);
        only.is_empty() || wanted.iter().any(|range| range.contains(at) || is_around(&range.start))
    };
    if marked.is_none() && matching.is_none() {
        return all().filter(is_kept).map(|(_, row)| *row).collect();
    }
    let filters = [marked.as_ref(), matching.as_ref()];
    let passes = |id: EntryId| filters.iter().flatten().all(|filter| filter.contains(&id));
    let is_passing = |row: &Row| matches!(row.node, Node::Entry(id) if passes(id));
    let has_passing = |at: usize, row: &Row| {
        let inside = rows.get(at..row.end()).unwrap_or_default().iter().enumerate();
        let mut inside = inside.map(|(below, row)| (at + below, row));
        inside.any(|inner| is_kept(&inner) && is_passing(inner.1))
    };
    let is_shown = |(at, row): &(usize, &Row)| match row.node {
        Node::Entry(_) => is_passing(row),
        _ => has_passing(*at, row),
    };
    all().filter(is_kept).filter(is_shown).map(|(_, row)| *row).collect()
}

/// The entries of rows.
fn entries_of(rows: &[Row]) -> impl Iterator<Item = EntryId> {
    rows.iter().filter_map(|row| match row.node {
        Node::Entry(id) => Some(id),
        _ => None,
    })
}

/// Some entries as JSON has them.
pub(super) fn lines(
    catalog: &Catalog,
    entries: impl Iterator<Item = EntryId>,
) -> impl Iterator<Item = json::EntryLine<'_>> {
    entries.filter_map(|id| {
        let id_of = |entry| catalog.id(EntryId { entry, ..id });
        let line = json::EntryLine::new(catalog.id(id), catalog.entry(id)?, id_of);
        Some(json::EntryLine { stack: catalog.stack_id_if_several(id.stack), ..line })
    })
}

/// Prints some entries as JSON, with the stacks.
pub(super) fn print_json(
    catalog: &Catalog,
    entries: impl Iterator<Item = EntryId>,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let heads = (0..).zip(catalog.stacks());
    let heads = heads.map(|(at, stack)| json::StackHead::new(catalog.stack_id(at), stack));
    let mut stacks: Vec<_> = heads.collect();
    let Some(stack) = stacks.first().cloned() else { return Ok(()) };
    if stacks.len() == 1 {
        stacks.clear();
    }
    out.json(&json::List {
        version: json::VERSION,
        stack,
        stacks,
        entries: lines(catalog, entries).collect(),
    })
}

/// Prints an entry as a plain record.
pub(super) fn print_plain(line: &json::EntryLine<'_>, out: &mut Output<'_>) -> io::Result<()> {
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

/// Width of a name in terminal cells that is not cut on a narrow terminal; on a wide one it may be wider.
const MAX_NAME: usize = 30;

/// Minimum width of a name in terminal cells, however deep in the tree.
const MIN_NAME: usize = 8;

/// Minimum width of a summary in terminal cells.
const MIN_SUMMARY: usize = 24;

/// Number of cells of a strip of years: at least, and where there is room.
const STRIP: [usize; 2] = [15, 30];

fn print_human(catalog: &Catalog, rows: &[Row], as_of: Option<Date>, out: &mut Output<'_>) -> io::Result<()> {
    out.wrapped(&catalog_head(catalog), 0)?;
    let columns = Columns::new(catalog, rows, as_of, out.full_width());
    if let Some(years) = columns.years {
        let mut line = Line::blank(columns.name + gap(columns.id) + gap(columns.state) + INDENT);
        line.push(Role::Dim, &years.label());
        out.line(&line)?;
    }
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

/// Widths of the columns in terminal cells; 0 for one that is left out.
#[derive(Default)]
struct Columns {
    name: usize,
    id: usize,
    state: usize,
    years: Option<Years>,
    /// The date as of which the strips are drawn.
    as_of: Option<Date>,
    when: usize,
    kind: usize,
    summary: usize,
}

impl Columns {
    fn new(catalog: &Catalog, rows: &[Row], as_of: Option<Date>, width: usize) -> Self {
        let (mut columns, mut id, mut when, mut kind) = (Self { as_of, ..Self::default() }, 0, 0, 0);
        let mut lifetimes = Vec::new();
        for row in rows {
            let Node::Entry(at) = row.node else { continue };
            let Some(entry) = catalog.entry(at) else { continue };
            let name = usize::from(row.depth) * INDENT + cells::width(entry.name());
            columns.name = columns.name.max(name.min(MAX_NAME.max(width * 3 / 8)));
            columns.state = columns.state.max(cells::width(&state(entry).1));
            id = id.max(cells::width(&catalog.id(at)));
            when = when.max(cells::width(&entry.when()));
            kind = kind.max(entry.kind().map_or(0, |kind| kind.name().len()));
            lifetimes.push(lifetime(entry, as_of));
        }
        let mut left = width.saturating_sub(columns.name + gap(columns.state));
        let mut taken = |wanted: usize| {
            let is_taken = gap(wanted) <= left;
            left -= if is_taken { gap(wanted) } else { 0 };
            is_taken
        };
        let [narrow, wide] = STRIP.map(|cells| Years::spanning(lifetimes.iter().copied(), cells));
        columns.years = narrow.filter(|years| taken(years.cells as usize));
        columns.id = if taken(id) { id } else { 0 };
        columns.kind = if taken(kind) { kind } else { 0 };
        columns.when = if taken(when) { when } else { 0 };
        if let (Some(narrow), Some(wide)) = (columns.years, wide)
            && left >= (wide.cells - narrow.cells) as usize
        {
            left -= (wide.cells - narrow.cells) as usize;
            columns.years = Some(wide);
        }
        columns.summary = left.checked_sub(INDENT).filter(|left| *left >= MIN_SUMMARY).unwrap_or(0);
        columns
    }

    /// Adds the columns after the name to the line of an entry.
    fn fill(&self, line: &mut Line, entry: Entry<'_>, id: &str) {
        let mut at = self.name;
        let mut column = |width: usize, filling: Vec<(Role, String)>| {
            if width == 0 || filling.iter().all(|(_, text)| text.trim().is_empty()) {
                at += gap(width);
                return;
            }
            line.pad_to(at + INDENT);
            for (role, text) in &filling {
                line.push(*role, text);
            }
            at += gap(width);
        };
        column(self.id, vec![(Role::Dim, id.to_owned())]);
        column(self.state, vec![state(entry)]);
        let strip = self.years.map(|years| (years.cells as usize, strip(entry, years, self.as_of)));
        let (cells, pieces) = strip.unwrap_or_default();
        column(cells, pieces);
        column(self.when, vec![(Role::Text, entry.when())]);
        column(self.kind, vec![(Role::Text, text(entry.kind()))]);
        let summary = cells::cut(entry.summary().unwrap_or_default(), self.summary, Glyphs::Ascii);
        column(self.summary, vec![(Role::Dim, summary.into_owned())]);
    }
}

/// Width of a column with the gap before it.
fn gap(width: usize) -> usize {
    if width == 0 { 0 } else { INDENT + width }
}

/// The state of an entry, or the day of an event.
pub(super) fn state(entry: Entry<'_>) -> (Role, String) {
    let day = || text(entry.since().filter(|_| entry.is_event()));
    let words = entry.status().map(|status| status.words().to_owned());
    (status_role(entry.status()), words.unwrap_or_else(day))
}

/// The lifetime of an entry, as it was known at a date if there is one.
fn lifetime(entry: Entry<'_>, as_of: Option<Date>) -> Lifetime {
    let lifetime = entry.lifetime();
    as_of.map_or(lifetime, |date| lifetime.as_of(date))
}

/// The strip of years of an entry, without the empty cells at its end.
pub(super) fn strip(entry: Entry<'_>, years: Years, as_of: Option<Date>) -> Vec<(Role, String)> {
    let mut cells = years.strip(&lifetime(entry, as_of));
    cells.truncate(cells.iter().rposition(|cell| *cell != YearCell::Empty).map_or(0, |last| last + 1));
    let piece = |cell: YearCell| {
        let is_faint = matches!(cell, YearCell::Empty | YearCell::Likely);
        // Like all that the command line adds to texts, the strip is ASCII on any terminal.
        let (_, mark) = cell.marks();
        let role = if is_faint { Role::Dim } else { status_role(entry.status()) };
        (role, mark.to_string())
    };
    let mut pieces: Vec<(Role, String)> = Vec::new();
    for (role, mark) in cells.into_iter().map(piece) {
        match pieces.last_mut().filter(|(last, _)| *last == role) {
            Some((_, text)) => text.push_str(&mark),
            None => pieces.push((role, mark)),
        }
    }
    pieces
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
                print(&sample::catalog(), &Wanted::default(), Arrangement::default(), out, stderr)
                    .expect("written");
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
            let text = written(Form::Plain, 80, |out| {
                outcome = print(&catalog, &Wanted::default(), Arrangement::default(), out, stderr)
                    .expect("written");
            });
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
            let ids = rows(&catalog, &Wanted { only: wanted.to_vec(), ..Wanted::default() }, Sorting::Stack);
            ids.iter().map(|row| catalog.name(row.node).into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(only("redis"), ["Storage", "Caches", "Redis"]);
        assert_eq!(
            only("cpp").last().map(String::as_str),
            catalog.entry(catalog.find("hash-ring").expect("there")).map(Entry::name)
        );
        assert_eq!(rows(&catalog, &Wanted::default(), Sorting::Stack), catalog.rows());
    }

    #[test]
    fn sorted_output_keeps_the_categories_only_where_they_are_shown() {
        let sorted = |form, sort| {
            let arrangement = Arrangement { sort, ..Arrangement::default() };
            let mut text = String::new();
            written(Form::Human, 80, |stderr| {
                text = written(form, 80, |out| {
                    print(&sample::catalog(), &Wanted::default(), arrangement, out, stderr).expect("written");
                });
            });
            let first = |line: &str| line.split(['\t']).next().unwrap_or_default().to_owned();
            text.lines().map(first).collect::<Vec<_>>()
        };
        assert_eq!(
            sorted(Form::Plain, Sorting::Name),
            ["cpp", "hash-ring", "postgresql", "redis", "scylladb"]
        );
        assert_eq!(
            sorted(Form::Plain, Sorting::Stack),
            ["postgresql", "scylladb", "redis", "cpp", "hash-ring"]
        );
        let human = sorted(Form::Human, Sorting::Newest);
        let at = |name: &str| human.iter().position(|line| line.trim_start().starts_with(name)).expect(name);
        assert!(
            at("Storage") < at("ScyllaDB")
                && at("ScyllaDB") < at("PostgreSQL")
                && at("PostgreSQL") < at("Caches")
        );
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
