//! `who`: the stacks that have a technology, since when, what it replaced in each and what replaced it.
//!
//! Plain columns: name as it was asked for, stack, id, name, status, since, until, seen by, kind, tags, entry and label of the
//! strongest claim, its text, title of its source, its URL at the passage, ids of what it replaced, ids of what replaced it,
//! and the id of the first entry of the technology, which is the same in all stacks that have it.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;

use super::list::{state, status_role, strip};
use super::load::{self, shell_word};
use super::options::{OutputFormat, names_of};
use super::outcome::{Outcome, RunResult};
use super::output::{Form, Line, Output, Role, text};
use super::proof::{RowProof, plain_fields};
use super::settings::Context;
use crate::catalog::{Catalog, EntryId, Move, MoveDate, Node, Who};
use crate::cells::{self, Glyphs};
use crate::dataset::{Entry, EntryKind, Status, Years};
use crate::export::json;
use crate::format::report::counted;

/// Options of `who`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore who redis\n  stacklore who mongodb --left\n  stacklore who nginx haproxy --json\n  stacklore who redis --stack github --stack mine.toml",
    after_help = "`stacklore open ID CLAIM` opens the page of a claim where it is proved.\n\
        Plain columns: asked name, stack, id, name, status, since, until, seen by, kind, tags, claim id, claim label,\n\
        claim, source title, url, replaced, replaced by, technology"
)]
pub struct Options {
    /// Names, aliases or ids of technologies
    #[arg(value_name = "NAME", required = true)]
    pub names: Vec<String>,
    /// Only the stacks that left it, and for what
    #[arg(long)]
    pub left: bool,
    /// Stack to read; repeat for several [default: all built-in stacks and your own]
    #[arg(long = "stack", value_name = "STACK")]
    pub stacks: Vec<OsString>,
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
    Ok(print(&catalog, options, out, &mut context.stderr)?)
}

/// Prints the answers, and what is wrong with the names that have none.
fn print(
    catalog: &Catalog,
    options: &Options,
    out: &mut Output<'_>,
    stderr: &mut Output<'_>,
) -> io::Result<Outcome> {
    let answers: Vec<Answer<'_>> =
        options.names.iter().map(|name| Answer::new(catalog, name, options.left)).collect();
    let listed = || answers.iter().flat_map(Answer::listed);
    match out.form {
        Form::Json => {
            let names = answers.iter().map(Answer::json).collect();
            out.json(&json::Who { version: json::VERSION, names })?;
        }
        Form::Plain => answers.iter().try_for_each(|answer| answer.print_plain(out))?,
        Form::Human => {
            for (at, technology) in listed().enumerate() {
                if at > 0 {
                    out.blank()?;
                }
                technology.print_human(out)?;
            }
        }
    }
    out.finish()?;
    for answer in &answers {
        answer.remark(stderr);
    }
    Ok(Outcome::found(answers.iter().all(|answer| answer.listed().next().is_some())))
}

/// Reports a name that no stack has, with the nearest ones.
pub(super) fn unknown(catalog: &Catalog, name: &str, stderr: &mut Output<'_>) {
    let stacks = match catalog.stacks() {
        [one] => one.name().to_owned(),
        all => counted(all.len(), "stack"),
    };
    stderr.remark(&format!("no technology called `{name}` in {stacks}"));
    let nearest: Vec<String> =
        catalog.nearest_technologies(name).iter().map(|name| format!("`{name}`")).collect();
    if !nearest.is_empty() {
        stderr.message(Role::Dim, "hint:", &format!("did you mean {}?", nearest.join(", ")));
    }
}

/// The technologies that a name means.
struct Answer<'a> {
    catalog: &'a Catalog,
    name: &'a str,
    technologies: Vec<Technology<'a>>,
    also_called: Vec<EntryId>,
}

/// A technology, and the stacks that have it.
struct Technology<'a> {
    catalog: &'a Catalog,
    /// The name in the first of the stacks.
    title: &'a str,
    /// Its entries; with `--left` only those of the stacks that left it.
    rows: Vec<WhoRow<'a>>,
    /// The number of stacks that have it.
    stacks: usize,
    /// The number of stacks in each state that there is.
    states: Vec<(Option<Status>, usize)>,
    /// Whether something replaced it anywhere.
    is_replaced: bool,
    is_left: bool,
}

/// An entry, and its moves.
struct WhoRow<'a> {
    id: EntryId,
    entry: Entry<'a>,
    moves: Vec<Move>,
}

impl<'a> Answer<'a> {
    fn new(catalog: &'a Catalog, name: &'a str, is_left: bool) -> Self {
        let Who { technologies, also_called } = catalog.who(name);
        let technologies =
            technologies.iter().map(|entries| Technology::new(catalog, entries, is_left)).collect();
        Self { catalog, name, technologies, also_called }
    }

    /// The technologies that have a row.
    fn listed(&self) -> impl Iterator<Item = &Technology<'a>> {
        self.technologies.iter().filter(|technology| !technology.rows.is_empty())
    }

    /// Reports on what is not in the table: that no stack has or left it, and what is only called so.
    fn remark(&self, stderr: &mut Output<'_>) {
        if self.technologies.is_empty() {
            unknown(self.catalog, self.name, stderr);
        } else if self.listed().next().is_none() {
            for technology in &self.technologies {
                stderr.remark(&format!("no stack left {}; it is {}", technology.title, technology.summary()));
            }
            if self.technologies.iter().any(|technology| technology.is_replaced) {
                let command = format!("`stacklore moves --from {}`", shell_word(self.name));
                stderr.message(Role::Dim, "hint:", &format!("{command} lists what replaced parts of it"));
            }
        }
        let named = |id: &EntryId| {
            format!("{} ({})", self.catalog.entry(*id).map_or("", Entry::name), self.catalog.full_id(*id))
        };
        let also: Vec<String> = self.also_called.iter().map(named).collect();
        if !also.is_empty() {
            stderr.note(&format!(
                "also called `{}`, but not known to be the same: {}",
                self.name,
                also.join(", ")
            ));
        }
    }

    fn json(&self) -> json::WhoName<'a> {
        let is_unknown = self.technologies.is_empty();
        let nearest = if is_unknown { self.catalog.nearest_technologies(self.name) } else { Vec::new() };
        let lines = |technology: &Technology<'a>| {
            technology.rows.iter().map(|row| row.json(technology)).collect::<Vec<_>>()
        };
        json::WhoName {
            name: self.name,
            entries: self.technologies.iter().flat_map(lines).collect(),
            also_called: self.also_called.iter().map(|id| self.catalog.full_id(*id)).collect(),
            nearest,
        }
    }

    fn print_plain(&self, out: &mut Output<'_>) -> io::Result<()> {
        self.technologies.iter().try_for_each(|technology| technology.print_plain(self.name, out))
    }
}

impl<'a> Technology<'a> {
    fn new(catalog: &'a Catalog, entries: &[EntryId], is_left: bool) -> Self {
        let row =
            |id: &EntryId| Some(WhoRow { id: *id, entry: catalog.entry(*id)?, moves: catalog.moves_of(*id) });
        let all: Vec<WhoRow<'a>> = entries.iter().filter_map(row).collect();
        let stacks_in = |is_counted: &dyn Fn(&WhoRow<'_>) -> bool| {
            let counted = all.iter().filter(|row| is_counted(row)).map(|row| row.id.stack);
            counted.collect::<BTreeSet<_>>().len()
        };
        let states = Status::ALL.iter().copied().map(Some).chain([None]);
        let states = states.map(|state| (state, stacks_in(&|row| row.entry.status() == state)));
        Self {
            catalog,
            title: all.first().map_or("", |row| row.entry.name()),
            stacks: stacks_in(&|_| true),
            states: states.filter(|(_, count)| *count > 0).collect(),
            is_replaced: all.iter().any(|row| !row.replaced_by().is_empty()),
            rows: all.into_iter().filter(|row| !is_left || row.is_left()).collect(),
            is_left,
        }
    }

    /// The numbers of stacks by state: `in use in 7 stacks, former in 2`.
    fn summary(&self) -> String {
        let parts = self.states.iter().enumerate().map(|(at, (status, count))| {
            let count = if at == 0 { counted(*count, "stack") } else { count.to_string() };
            format!("{} in {count}", status.map_or("listed", Status::words))
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// The number of stacks that left it, of those that have it.
    fn left(&self) -> String {
        let left: BTreeSet<u32> = self.rows.iter().map(|row| row.id.stack).collect();
        format!("left by {} of {}", left.len(), counted(self.stacks, "stack"))
    }

    fn print_plain(&self, name: &str, out: &mut Output<'_>) -> io::Result<()> {
        self.rows.iter().try_for_each(|row| {
            let entry = row.entry;
            let ids = |moves: Vec<&Move>, end: fn(&Move) -> EntryId| {
                moves.into_iter().map(|one| self.catalog.full_id(end(one))).collect::<Vec<_>>().join(",")
            };
            let head = [
                name.to_owned(),
                self.catalog.stack_id(row.id.stack).to_owned(),
                self.catalog.full_id(row.id),
                entry.name().to_owned(),
                text(entry.status()),
                text(entry.since()),
                text(entry.until()),
                text(entry.seen_by()),
                text(entry.kind()),
                entry.tags().collect::<Vec<_>>().join(","),
            ];
            let proof = plain_fields(row.proof(self).as_ref());
            let moves = [
                ids(row.replaced(), |one| one.from),
                ids(row.replaced_by(), |one| one.to),
                row.technology(self.catalog),
            ];
            out.record(head.into_iter().chain(proof).chain(moves))
        })
    }

    fn print_human(&self, out: &mut Output<'_>) -> io::Result<()> {
        let summary = if self.is_left { self.left() } else { self.summary() };
        out.wrapped(&Line::new(Role::Title, self.title).with(Role::Text, &format!(": {summary}")), 0)?;
        let columns = Columns::new(self, out.full_width());
        if let Some(years) = columns.years {
            let mut line = Line::blank(columns.strip_at());
            line.push(Role::Dim, &years.label());
            out.line(&line)?;
        }
        for row in &self.rows {
            out.line(&columns.line(self, row))?;
            row.print_moves(self, out)?;
            let is_proved = self.is_left && row.replaced_by().iter().any(|one| one.claim.is_some());
            if let Some(proof) = row.proof(self).filter(|_| !is_proved) {
                proof.print_human(out, INDENT)?;
            }
        }
        Ok(())
    }
}

impl<'a> WhoRow<'a> {
    /// Whether its stack left it: it is former, or unclear and was replaced.
    fn is_left(&self) -> bool {
        match self.entry.status() {
            Some(Status::Former) => true,
            Some(Status::Current) => false,
            Some(Status::Unknown) | None => !self.replaced_by().is_empty(),
        }
    }

    fn replaced(&self) -> Vec<&Move> {
        self.moves.iter().filter(|one| one.to == self.id).collect()
    }

    fn replaced_by(&self) -> Vec<&Move> {
        self.moves.iter().filter(|one| one.from == self.id).collect()
    }

    /// The id of the first entry of its technology.
    fn technology(&self, catalog: &Catalog) -> String {
        catalog.full_id(catalog.technologies().of(self.id).first().copied().unwrap_or(self.id))
    }

    /// The proof of the row: of what was left for something, that of the move.
    fn proof(&self, technology: &Technology<'a>) -> Option<RowProof<'a>> {
        let moves = if technology.is_left { self.replaced_by() } else { Vec::new() };
        let of_move = moves.into_iter().find(|one| one.claim.is_some());
        of_move
            .and_then(|one| RowProof::of_move(technology.catalog, one))
            .or_else(|| RowProof::of_entry(technology.catalog, self.id))
    }

    fn json(&self, technology: &Technology<'a>) -> json::WhoLine<'a> {
        let catalog = technology.catalog;
        let part = |one: &Move, other: EntryId| json::MovePart {
            id: catalog.full_id(other),
            name: catalog.entry(other).map_or("", Entry::name),
            when: one.date.map(|date| date.date.to_string()),
            basis: one.date.map(|date| date.basis.name()),
            proof: RowProof::of_move(catalog, one).map(|proof| proof.json()),
        };
        let entry = self.entry;
        json::WhoLine {
            id: catalog.full_id(self.id),
            technology: self.technology(catalog),
            stack: catalog.stack_id(self.id.stack),
            name: entry.name(),
            kind: entry.kind().map(EntryKind::name),
            tags: entry.tags().collect(),
            status: entry.status().map(Status::name),
            since: entry.since().map(|date| date.to_string()),
            until: entry.until().map(|date| date.to_string()),
            seen_by: entry.seen_by().map(|date| date.to_string()),
            replaced: self.replaced().into_iter().map(|one| part(one, one.from)).collect(),
            replaced_by: self.replaced_by().into_iter().map(|one| part(one, one.to)).collect(),
            proof: self.proof(technology).map(|proof| proof.json()),
        }
    }

    /// Prints what it replaced and what replaced it; of what was left, each with its proof.
    fn print_moves(&self, technology: &Technology<'a>, out: &mut Output<'_>) -> io::Result<()> {
        let replaced = if technology.is_left { Vec::new() } else { self.replaced() };
        for (words, moves) in [("replaced ", replaced), ("replaced by ", self.replaced_by())] {
            for one in moves {
                let other = if one.to == self.id { one.from } else { one.to };
                let date = one.date.map(MoveDate::text).map(|date| format!(", {date}")).unwrap_or_default();
                let mut line = Line::new(Role::Text, words);
                line.push(Role::Title, technology.catalog.entry(other).map_or("", Entry::name));
                out.wrapped(&line.with(Role::Text, &date), INDENT)?;
                if technology.is_left
                    && let Some(proof) = RowProof::of_move(technology.catalog, one)
                {
                    proof.print_human(out, INDENT)?;
                }
            }
        }
        Ok(())
    }
}

/// Indentation of what is below a row, and gap between columns, in terminal cells.
const INDENT: usize = 2;

/// Number of cells of a strip of years: where there is room, and at least.
const STRIP: [usize; 2] = [30, 15];

/// Minimum width of kind and tags beside a strip, in terminal cells.
const MIN_ROLE: usize = 20;

/// Widths of the columns in terminal cells; 0 for one that is left out.
struct Columns {
    stack: usize,
    state: usize,
    years: Option<Years>,
    when: usize,
    role: usize,
}

impl Columns {
    fn new(technology: &Technology<'_>, width: usize) -> Self {
        let widest = |text: &dyn Fn(&WhoRow<'_>) -> String| {
            technology.rows.iter().map(|row| cells::width(&text(row))).max().unwrap_or(0)
        };
        let stack = widest(&|row| technology.catalog.name(Node::Stack(row.id.stack)).into_owned());
        let state = widest(&|row| state(row.entry).1);
        let mut left = width.saturating_sub(stack + INDENT + state);
        let when = Some(widest(&|row| row.entry.when())).filter(|when| when + INDENT <= left).unwrap_or(0);
        left -= if when > 0 { when + INDENT } else { 0 };
        let strips =
            STRIP.map(|cells| Years::spanning(technology.rows.iter().map(|row| row.entry.lifetime()), cells));
        let has_room = |years: &Years| left >= years.cells as usize + INDENT + MIN_ROLE + INDENT;
        let years = strips.into_iter().flatten().find(has_room);
        left -= years.map_or(0, |years| years.cells as usize + INDENT);
        // Cut where it does not fit.
        let role = widest(&|row| role(technology, row)).min(left.saturating_sub(INDENT));
        Self { stack, state, years, when, role }
    }

    /// The column in which the strip begins.
    fn strip_at(&self) -> usize {
        self.stack + INDENT + self.state + INDENT
    }

    fn line(&self, technology: &Technology<'_>, row: &WhoRow<'_>) -> Line {
        let entry = row.entry;
        let mut line = Line::new(Role::Heading, &technology.catalog.name(Node::Stack(row.id.stack)));
        line.pad_to(self.stack + INDENT);
        let (style, words) = state(entry);
        line.push(style, &words);
        let mut at = self.strip_at();
        if let Some(years) = self.years {
            line.pad_to(at);
            for (role, text) in strip(entry, years, None) {
                line.push(role, &text);
            }
            at += years.cells as usize + INDENT;
        }
        if self.when > 0 {
            line.pad_to(at);
            line.push(status_role(entry.status()), &entry.when());
            at += self.when + INDENT;
        }
        let role = role(technology, row);
        if self.role > 0 && !role.is_empty() {
            line.pad_to(at);
            line.push(Role::Dim, &cells::cut(&role, self.role, Glyphs::Ascii));
        }
        line
    }
}

/// Kind and tags of an entry, before them its name if it is not that of the first.
fn role(technology: &Technology<'_>, row: &WhoRow<'_>) -> String {
    let entry = row.entry;
    let name = if entry.name() == technology.title { String::new() } else { format!("{}, ", entry.name()) };
    let tags = entry.tags().collect::<Vec<_>>().join(", ");
    let kind = text(entry.kind());
    if tags.is_empty() { format!("{name}{kind}") } else { format!("{name}{kind}: {tags}") }
}
