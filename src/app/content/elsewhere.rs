//! The other stacks that have the technology of an entry: the state and the years there, and what it replaced or was replaced
//! by; and the stack that the entry has of its own.

use super::columns::Columns;
use super::lines::{Builder, pad, piece};
use super::state::state_word;
use super::strip::strip_pieces;
use super::{Piece, Role, Target};
use crate::catalog::{Catalog, EntryId, Node};
use crate::cells;
use crate::dataset::{Date, Entry, Presence, RelationKind, RelationSide, Years};
use crate::format::report::counted;

/// Maximum width of a strip of years, in cells.
const MAX_STRIP: usize = 15;

/// The width of a name for which columns are left out, in cells.
const MIN_NAME: usize = 20;

/// The gap between columns, in cells.
const GAP: usize = 2;

impl<'a> Builder<'_> {
    /// The section of the other stacks; nothing while it is not known which have the technology.
    pub(super) fn elsewhere(&mut self, catalog: &'a Catalog, id: EntryId) {
        let known = catalog.known_technologies();
        let others = known.into_iter().flat_map(|technologies| technologies.elsewhere(id));
        let all: Vec<(EntryId, Entry<'a>)> =
            others.filter_map(|other| Some((other, catalog.entry(other)?))).collect();
        let as_of = self.setting.as_of;
        let is_later = |(_, entry): &(EntryId, Entry<'a>)| {
            as_of.is_some_and(|date| entry.lifetime().at(date) == Presence::Later)
        };
        let (later, all): (Vec<_>, Vec<_>) = all.into_iter().partition(is_later);
        if !all.is_empty() || !later.is_empty() {
            self.stacks_with_it(catalog, id, &all);
            self.later(count_stacks(&later), "stack");
        }
        self.own_stack(catalog, id);
    }

    fn stacks_with_it(&mut self, catalog: &'a Catalog, id: EntryId, all: &[(EntryId, Entry<'a>)]) {
        let as_of = self.setting.as_of;
        let years = Years::spanning(all.iter().map(|(_, entry)| entry.lifetime()), MAX_STRIP);
        let cells: Vec<[Vec<Piece>; 3]> =
            all.iter().map(|(_, entry)| self.elsewhere_cells(*entry, years)).collect();
        let label = self.axis(years);
        let mut columns = Columns::new(["state", &label, "proof"], &cells);
        let names: Vec<String> = all.iter().map(|(other, _)| catalog.name_beside(*other, id)).collect();
        let width = names.iter().map(|name| cells::width(name)).max().unwrap_or(0);
        while columns.width() > 0 && width.min(MIN_NAME) + columns.width() > self.width {
            columns = columns.without_last();
        }
        let changes: Vec<String> = all.iter().map(|(_, entry)| changes(*entry, as_of)).collect();
        let widest = changes.iter().map(|text| cells::width(text)).max().unwrap_or(0);
        let fits = width + GAP + widest + columns.width() <= self.width;
        self.heading("ELSEWHERE", count_stacks(all), &columns.captions(), None);
        for (((other, _), name), (cells, change)) in
            all.iter().zip(&names).zip(cells.into_iter().zip(&changes))
        {
            let right = columns.row(cells);
            let space = self.width.saturating_sub(columns.width());
            let mut left = vec![piece(&self.cut(name, space), Role::Link)];
            if fits && !change.is_empty() {
                let gap = pad("", width + GAP - cells::width(name));
                left.extend([piece(&gap, Role::Text), piece(change, Role::Dim)]);
            }
            let target = Target::Node { node: Node::Entry(*other), source: None };
            self.row(target, |content| {
                content.line(left, right);
                if !fits && !change.is_empty() {
                    content.wrapped(&[piece("  ", Role::Text), piece(change, Role::Dim)], GAP);
                }
            });
        }
    }

    /// The state, the years and the evidence of an entry of another stack.
    fn elsewhere_cells(&self, entry: Entry<'_>, years: Option<Years>) -> [Vec<Piece>; 3] {
        let as_of = self.setting.as_of;
        let state = state_word(entry.status_as_of(as_of), self.setting.states);
        let lifetime = entry.lifetime();
        let lifetime = as_of.map_or(lifetime, |date| lifetime.as_of(date));
        let strip = years
            .map(|years| strip_pieces(&lifetime, years, (self.setting.states, self.setting.glyphs)))
            .unwrap_or_default();
        let (claims, sources) = (entry.claims().len(), entry.sources().len());
        let has_evidence = claims + sources > 0;
        let counts = if self.is_spoken() {
            format!("{}, {}", counted(claims, "claim"), counted(sources, "source"))
        } else {
            format!("{claims:>2}c {sources:>2}s")
        };
        let counts = has_evidence.then(|| piece(&counts, Role::Dim));
        [Vec::from_iter(state), strip, Vec::from_iter(counts)]
    }

    /// The row that leads to the stack that the entry has of its own.
    fn own_stack(&mut self, catalog: &Catalog, id: EntryId) {
        let Some(own) = catalog.own_stack(id) else { return };
        let (name, entries) = catalog.about_own_stack(own);
        let words = "has a stack of its own: ";
        let about = format!("{}  gt", counted(entries, "entry"));
        let fits = cells::width(words) + cells::width(name) + GAP + cells::width(&about) <= self.width;
        let about = if fits { about } else { "gt".to_owned() };
        let space = self.width.saturating_sub(cells::width(words) + GAP + cells::width(&about));
        let left = vec![piece(words, Role::Label), piece(&self.cut(name, space.max(8)), Role::Link)];
        self.gap();
        self.content.sections.push((None, self.content.rows.len()));
        self.row(Target::OwnStack, |content| content.line(left, vec![piece(&about, Role::Dim)]));
    }
}

/// The number of stacks of some entries, which are in the order of these.
fn count_stacks(entries: &[(EntryId, Entry<'_>)]) -> usize {
    entries.chunk_by(|(one, _), (next, _)| one.stack == next.stack).count()
}

/// The entries that an entry replaced in its stack, and those that replaced it by a date, as text.
fn changes(entry: Entry<'_>, as_of: Option<Date>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut last = "";
    for neighbour in entry.neighbours() {
        let (RelationSide::Outgoing(relation) | RelationSide::Incoming(relation)) = neighbour.side else {
            continue;
        };
        let Some(other) = entry.stack().entry(neighbour.entry) else { continue };
        let is_later = as_of.is_some_and(|date| neighbour.is_later(other, date));
        if relation.kind() != RelationKind::Replaced || is_later {
            continue;
        }
        let words = neighbour.side.words();
        match parts.last_mut() {
            Some(part) if last == words => *part = format!("{part}, {}", other.name()),
            _ => parts.push(format!("{words} {}", other.name())),
        }
        last = words;
    }
    parts.join("  ")
}
