//! `list`: every entry of a stack, or some entries with what hangs under them.
//!
//! Plain columns: id, name, kind, status, since, until, category (names from the outermost, ` > ` between them), number
//! of claims, number of sources, summary; with several stacks also the stack. What is not known is empty.

use std::io;

use super::output::{Form, Line, Output, Role};
use super::{Outcome, catalog_head, id_in};
use crate::catalog::{Catalog, EntryId, Node, Row};
use crate::dataset::{Entry, EntryKind, Stack, Status};
use crate::export::json;

/// Writes every entry in the order of the tree; that there is none is said beside it.
///
/// Of the entries in `only`, if there are any, those with what hangs under them.
pub(super) fn run(
    catalog: &Catalog,
    only: &[EntryId],
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> io::Result<Outcome> {
    let rows = rows(catalog, only);
    match out.form() {
        Form::Json => as_json(catalog, &rows, out)?,
        Form::Plain => as_records(catalog, &rows, out)?,
        Form::Human => as_tree(catalog, &rows, out)?,
    }
    if catalog.is_empty() {
        let names: Vec<&str> = catalog.stacks().iter().map(Stack::name).collect();
        let line = Line::new().with(Role::Text, &format!("there is no entry in {}", names.join(", ")));
        // That this cannot be told is no reason to fail: the answer stands.
        let _ = beside.wrapped(&line, 0).and_then(|()| beside.finish());
    }
    Ok(Outcome::found(!catalog.is_empty()))
}

/// The rows that are written: all of them, or `only` these entries, what hangs under them, and the branches they lie in.
fn rows(catalog: &Catalog, only: &[EntryId]) -> Vec<Row> {
    let all = catalog.rows();
    if only.is_empty() {
        return all.to_vec();
    }
    let is_wanted = |row: &Row| matches!(row.node, Node::Entry(id) if only.contains(&id));
    let wanted: Vec<usize> = (0..).zip(all).filter(|(_, row)| is_wanted(row)).map(|(at, _)| at).collect();
    let mut until = 0;
    let mut is_kept = |(at, row): &(usize, &Row)| {
        if is_wanted(row) {
            until = until.max(row.end());
        }
        let holds = || wanted.iter().any(|inside| (*at..row.end()).contains(inside));
        if matches!(row.node, Node::Entry(_)) { *at < until } else { holds() }
    };
    (0..).zip(all).filter(|pair| is_kept(pair)).map(|(_, row)| *row).collect()
}

fn entries<'a>(catalog: &'a Catalog, rows: &[Row]) -> impl Iterator<Item = (EntryId, Entry<'a>)> {
    rows.iter().filter_map(|row| match row.node {
        Node::Entry(id) => catalog.entry(id).map(|entry| (id, entry)),
        _ => None,
    })
}

fn as_json(catalog: &Catalog, rows: &[Row], out: &mut Output<'_>) -> io::Result<()> {
    let heads =
        (0..).zip(catalog.stacks()).map(|(at, stack)| json::StackHead::new(catalog.stack_id(at), stack));
    let mut stacks: Vec<_> = heads.collect();
    let Some(stack) = stacks.first().cloned() else { return Ok(()) };
    if stacks.len() == 1 {
        stacks.clear();
    }
    let line = |(id, entry): (EntryId, _)| json::EntryLine {
        stack: catalog.stack_id_if_several(id.stack),
        ..json::EntryLine::new(catalog.id(id), entry, id_in(catalog, id.stack))
    };
    out.json(&json::List {
        version: json::VERSION,
        stack,
        stacks,
        entries: entries(catalog, rows).map(line).collect(),
    })
}

fn as_records(catalog: &Catalog, rows: &[Row], out: &mut Output<'_>) -> io::Result<()> {
    for (id, entry) in entries(catalog, rows) {
        let text = |value: Option<String>| value.unwrap_or_default();
        let fields = [
            &*catalog.id(id),
            entry.name(),
            entry.kind().map_or("", |kind| kind.name()),
            entry.status().map_or("", |status| status.name()),
            &text(entry.since().map(|date| date.to_string())),
            &text(entry.until().map(|date| date.to_string())),
            &entry.category_path().join(" > "),
            &entry.claims().len().to_string(),
            &entry.sources().len().to_string(),
            entry.summary().unwrap_or_default(),
        ];
        out.record(fields.into_iter().chain(catalog.stack_id_if_several(id.stack)))?;
    }
    Ok(())
}

/// Blanks for each level of the tree, and between columns.
const STEP: usize = 2;

/// The cells that a name may take on a terminal of 80 columns, so that status, dates and kind fit beside it.
const NAME_LIMIT: usize = 30;

fn as_tree(catalog: &Catalog, rows: &[Row], out: &mut Output<'_>) -> io::Result<()> {
    out.wrapped(&catalog_head(catalog), 0)?;
    let columns = Columns::of(catalog, rows, out.width());
    for row in rows {
        let indent = usize::from(row.depth) * STEP;
        let mut line = Line::new();
        line.pad_to(indent);
        match row.node {
            Node::Stack(at) => {
                out.blank()?;
                line.push(Role::Title, catalog.name(row.node));
                line.push(Role::Dim, &format!("  {}", catalog.stack_id(at)));
            }
            Node::Category(stack, at) => {
                out.blank()?;
                line.push(Role::Heading, catalog.category(stack, at).map_or("", |category| category.name()));
            }
            Node::Entry(id) => {
                let Some(entry) = catalog.entry(id) else { continue };
                line.push(
                    Role::Text,
                    &crate::cells::cut(entry.name(), columns.name.saturating_sub(indent).max(8)),
                );
                columns.fill(&mut line, entry, &catalog.id(id));
            }
        }
        out.line(&line)?;
    }
    Ok(())
}

/// The columns beside the names, as many as fit.
struct Columns {
    name: usize,
    /// The widths of status, dates, kind and id; columns that do not fit are left out from the end.
    beside: Vec<usize>,
}

impl Columns {
    fn of(catalog: &Catalog, rows: &[Row], width: usize) -> Self {
        let mut name = 0;
        let name_limit = NAME_LIMIT.max(width * 3 / 8);
        let mut beside = [0; 4];
        for row in rows {
            let Node::Entry(id) = row.node else { continue };
            let Some(entry) = catalog.entry(id) else { continue };
            name =
                name.max((usize::from(row.depth) * STEP + crate::cells::width(entry.name())).min(name_limit));
            for (column, (_, text)) in beside.iter_mut().zip(beside_name(entry, &catalog.id(id))) {
                *column = (*column).max(crate::cells::width(&text));
            }
        }
        let mut total = name;
        let fits = |cells: &usize| {
            total += STEP + cells;
            total <= width
        };
        Self { name, beside: beside.into_iter().take_while(fits).collect() }
    }

    fn fill(&self, line: &mut Line, entry: Entry<'_>, id: &str) {
        let mut at = self.name;
        for (cells, (role, text)) in self.beside.iter().zip(beside_name(entry, id)) {
            if !text.is_empty() {
                line.pad_to(at);
                line.push(Role::Text, &" ".repeat(STEP));
                line.push(role, &text);
            }
            at += STEP + cells;
        }
    }
}

/// What stands beside the name of an entry, the most wanted first.
fn beside_name(entry: Entry<'_>, id: &str) -> [(Role, String); 4] {
    let word = |word: Option<&str>| word.unwrap_or_default().to_owned();
    [
        (status_role(entry.status()), word(entry.status().map(Status::name))),
        (Role::Text, brief_dates(entry)),
        (Role::Text, word(entry.kind().map(EntryKind::name))),
        (Role::Dim, id.to_owned()),
    ]
}

/// The dates that matter most, so that the column stays narrow.
fn brief_dates(entry: Entry<'_>) -> String {
    match (entry.since(), entry.until()) {
        (None, Some(until)) => format!("until {until}"),
        _ => entry.when(),
    }
}

/// How a status looks.
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
    use crate::cli::written;

    fn list(form: Form, width: usize) -> String {
        let mut text = String::new();
        let beside = written(Form::Human, 80, |beside| {
            text = written(form, width, |out| {
                run(&sample::catalog(), &[], out, beside).expect("written");
            });
        });
        assert_eq!(beside, "");
        text
    }

    #[test]
    fn that_there_is_no_entry_is_said() {
        let builder =
            crate::dataset::StackBuilder::new(crate::dataset::StackKind::List, "bare", "Bare", "", "", None);
        let catalog = Catalog::new(vec![builder.build()]);
        let mut outcome = Outcome::Found;
        let beside = written(Form::Human, 80, |beside| {
            let text =
                written(Form::Plain, 80, |out| outcome = run(&catalog, &[], out, beside).expect("written"));
            assert_eq!(text, "");
        });
        assert_eq!((beside.as_str(), outcome), ("there is no entry in Bare\n", Outcome::Nothing));
    }

    #[test]
    fn a_person_sees_the_tree_with_aligned_columns() {
        insta::assert_snapshot!(list(Form::Human, 80));
    }

    #[test]
    fn an_entry_is_listed_with_what_hangs_under_it_and_where_it_lies() {
        let catalog = sample::catalog();
        let only = |id: &str| {
            let wanted = [catalog.find(id).expect("there")];
            let ids = rows(&catalog, &wanted);
            ids.iter().map(|row| catalog.name(row.node).to_owned()).collect::<Vec<_>>()
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
            assert!(crate::cells::width(line) <= 50, "{line:?}");
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
