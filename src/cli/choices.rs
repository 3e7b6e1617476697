//! The entries that an id may mean, to choose one of them.
//!
//! JSON and plain columns are those of `list`.

use std::io;

use super::list::{self, state, strip};
use super::output::{Form, Line, Output, Role};
use crate::catalog::{Catalog, EntryId};
use crate::cells;
use crate::dataset::{Entry, Years};

/// Gap between columns, in terminal cells.
const GAP: usize = 2;

/// Number of cells of a strip of years.
const STRIP: usize = 15;

/// Prints some entries, each with the id to type for it.
pub(super) fn print(catalog: &Catalog, ids: &[EntryId], out: &mut Output<'_>) -> io::Result<()> {
    match out.form {
        Form::Json => list::print_json(catalog, ids.iter().copied(), out),
        Form::Plain => {
            list::lines(catalog, ids.iter().copied()).try_for_each(|line| list::print_plain(&line, out))
        }
        Form::Human => print_human(catalog, ids, out),
    }
}

fn print_human(catalog: &Catalog, ids: &[EntryId], out: &mut Output<'_>) -> io::Result<()> {
    let entry = |id: &EntryId| Some((catalog.id(*id), catalog.entry(*id)?));
    let entries: Vec<(_, Entry<'_>)> = ids.iter().filter_map(entry).collect();
    let widest = |of: &dyn Fn(&(_, Entry<'_>)) -> usize| entries.iter().map(of).max().unwrap_or(0);
    let id_width = widest(&|(id, _)| cells::width(id));
    let state_width = widest(&|(_, entry)| cells::width(&state(*entry).1));
    let when_width = widest(&|(_, entry)| cells::width(&entry.when()));
    let taken = id_width + GAP + state_width + GAP + when_width;
    let years = Years::spanning(entries.iter().map(|(_, entry)| entry.lifetime()), STRIP)
        .filter(|_| taken + GAP + STRIP <= out.full_width());
    let when_at = id_width + GAP + state_width + GAP + years.map_or(0, |years| years.cells as usize + GAP);
    if let Some(years) = years {
        out.line(&Line::blank(id_width + GAP + state_width + GAP).with(Role::Dim, &years.label()))?;
    }
    for (id, entry) in &entries {
        let mut line = Line::new(Role::Title, id);
        line.pad_to(id_width + GAP);
        let (role, word) = state(*entry);
        line.push(role, &word);
        if let Some(years) = years {
            line.pad_to(id_width + GAP + state_width + GAP);
            for (role, text) in strip(*entry, years, None) {
                line.push(role, &text);
            }
        }
        line.pad_to(when_at);
        line.push(Role::Text, &entry.when());
        let name = cells::cut(
            entry.name(),
            out.full_width().saturating_sub(when_at + when_width + GAP),
            cells::Glyphs::Ascii,
        );
        if name.as_ref() == entry.name() {
            line.pad_to(when_at + when_width + GAP);
            line.push(Role::Text, &name);
        }
        out.line(&line)?;
    }
    Ok(())
}
