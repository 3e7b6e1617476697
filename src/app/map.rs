//! The popup with the neighbourhood of an entry: the entries one and two steps out, each once.

use std::collections::HashSet;

use super::content::{Piece, Role, StateForm, event_day, state_mark, width_of};
use super::keys::Command;
use super::layout::{Class, Size};
use super::message::Response;
use crate::catalog::{Catalog, EntryId, Node};
use crate::cells::{self, Glyphs};
use crate::dataset::{Date, Entry, Neighbour};

/// Maximum number of entries one step out; an entry with more has them in its relations.
const MAX_NEAR: usize = 60;
/// Maximum number of entries two steps out that are listed behind one that is one step out.
const MAX_FAR: usize = 4;
/// Width of the popup in cells, where there is room.
const WIDTH: u16 = 116;
/// Minimum width in cells that the names of a column get; with less, the picture is an indented list.
const MIN_NAME: usize = 18;
/// Maximum width of the name in the middle, in cells.
const MAX_CENTRE: usize = 22;
/// Width of the lines before a column in cells, with the marker.
const BRANCH: usize = 4;

/// An entry in the picture.
#[derive(Clone, Debug)]
pub struct MapNode {
    /// The entry.
    pub id: EntryId,
    /// Number of relations that lead to it: 0, 1 or 2.
    pub step: usize,
    /// The position of the entry from which it is reached.
    parent: usize,
    /// The words of the relation, such as `replaced by`.
    pub words: &'static str,
    /// The mark of its state.
    pub mark: Option<Piece>,
    /// Its name.
    pub name: String,
    /// The word of its state where states have no marks, and the time of the relation.
    pub after: Vec<Piece>,
}

/// The neighbourhood of an entry.
#[derive(Clone, Debug)]
pub struct Map {
    /// The entries: that in the middle, then each one step out, followed by those behind it.
    pub nodes: Vec<MapNode>,
    /// Number of neighbours that are not in the picture.
    pub more: usize,
    /// Width of the picture in cells.
    pub width: usize,
    /// Whether it is a list of words in every width, for the linear form.
    pub is_spoken: bool,
}

/// A line of the picture, with the positions of its entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MapLine {
    /// The entry one step out; in a list the only one of the line.
    pub near: Option<usize>,
    /// The entry two steps out.
    pub far: Option<usize>,
}

/// The widths of the columns in cells, for the entries one and two steps out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapColumns {
    /// The entry in the middle, with its mark.
    pub centre: usize,
    /// The words of the relations.
    pub words: [usize; 2],
    /// The names, with their marks.
    pub names: [usize; 2],
    /// The times.
    pub after: [usize; 2],
}

impl Map {
    /// The neighbourhood of an entry; `None` if it has no neighbour.
    pub(super) fn new<'a>(
        catalog: &'a Catalog,
        id: EntryId,
        (form, glyphs, as_of): (StateForm, Glyphs, Option<Date>),
        size: Size,
    ) -> Option<Self> {
        let entry = catalog.entry(id)?;
        // As of a date, what came later is not there.
        let neighbours = |entry: Entry<'a>| {
            let is_there = |near: &Neighbour<'_>| match (as_of, entry.stack().entry(near.entry)) {
                (Some(date), Some(other)) => !near.is_later(other, date),
                _ => true,
            };
            let mut all = entry.neighbours();
            all.retain(is_there);
            all
        };
        let all = neighbours(entry);
        let around = unseen(&all, &mut HashSet::from([id.entry]));
        if around.is_empty() {
            return None;
        }
        let node = |entry: Entry<'_>, id, step, parent, by: Option<&Neighbour<'_>>| {
            MapNode::new(entry, id, (step, parent), by, (form, glyphs, as_of))
        };
        let nodes = vec![node(entry, id, 0, 0, None)];
        let is_spoken = form == StateForm::Spoken;
        let mut map = Self { nodes, more: 0, width: inner_width(size), is_spoken };
        let mut seen: HashSet<_> = around.iter().map(|near| near.entry).chain([id.entry]).collect();
        map.more = around.len().saturating_sub(MAX_NEAR);
        for near in around.into_iter().take(MAX_NEAR) {
            let Some(other) = entry.stack().entry(near.entry) else { continue };
            let place = map.nodes.len();
            map.nodes.push(node(other, EntryId { entry: near.entry, ..id }, 1, 0, Some(near)));
            let all = neighbours(other);
            let behind = unseen(&all, &mut seen.clone());
            map.more += behind.len().saturating_sub(MAX_FAR);
            for far in behind.into_iter().take(MAX_FAR) {
                let Some(other) = entry.stack().entry(far.entry) else { continue };
                seen.insert(far.entry);
                map.nodes.push(node(other, EntryId { entry: far.entry, ..id }, 2, place, Some(far)));
            }
        }
        Some(map)
    }

    /// Fits the picture to a screen.
    pub(super) fn fit(&mut self, size: Size) {
        self.width = inner_width(size);
    }

    /// The size of the popup in cells and lines.
    pub(super) fn full_size(&self) -> (u16, usize) {
        (WIDTH, self.lines().len())
    }

    /// The columns of the picture; `None` if there is only room for an indented list.
    pub fn columns(&self) -> Option<MapColumns> {
        if self.is_spoken {
            return None;
        }
        let widest = |step: usize, of: &dyn Fn(&MapNode) -> usize| {
            self.nodes.iter().filter(|node| node.step == step).map(of).max().unwrap_or(0)
        };
        let name = |node: &MapNode| cells::width(&node.name) + node.mark.as_ref().map_or(0, |_| 2);
        let after = |node: &MapNode| match width_of(&node.after) {
            0 => 0,
            width => width + 1,
        };
        let both = |of: &dyn Fn(&MapNode) -> usize| [widest(1, of), widest(2, of)];
        let centre = widest(0, &name).min(MAX_CENTRE);
        let words = both(&|node| cells::width(node.words) + 1);
        let (after, mut names) = (both(&after), both(&name));
        let branches = if names[1] == 0 { BRANCH } else { 2 * BRANCH };
        let fixed = 1 + centre + branches + words.iter().chain(&after).sum::<usize>();
        let space = self.width.checked_sub(fixed)?;
        // The longer names get what the shorter ones leave.
        let half = space / 2;
        names = match names {
            [near, far] if near <= half => [near, far.min(space - near)],
            [near, far] if far <= half => [near.min(space - far), far],
            _ => [half, space - half],
        };
        let is_legible = |step: usize, width: usize| width >= widest(step, &name).min(MIN_NAME);
        let columns = MapColumns { centre, words, names, after };
        (is_legible(1, names[0]) && is_legible(2, names[1])).then_some(columns)
    }

    /// The lines of the picture from the top.
    pub fn lines(&self) -> Vec<MapLine> {
        let mut lines: Vec<MapLine> = Vec::new();
        if self.columns().is_none() {
            return (0..self.nodes.len()).map(|at| MapLine { near: Some(at), far: None }).collect();
        }
        for (at, node) in self.nodes.iter().enumerate().skip(1) {
            match lines.last_mut() {
                Some(line) if node.step == 2 && line.far.is_none() => line.far = Some(at),
                _ if node.step == 2 => lines.push(MapLine { near: None, far: Some(at) }),
                _ => lines.push(MapLine { near: Some(at), far: None }),
            }
        }
        lines
    }

    /// The line beside which the entry in the middle is drawn.
    pub fn middle(&self, lines: &[MapLine]) -> usize {
        if self.columns().is_none() {
            return 0;
        }
        lines.iter().rposition(|line| line.near.is_some()).unwrap_or(0) / 2
    }

    /// The line of an entry, and the number of lines.
    pub(super) fn position(&self, at: usize) -> (usize, usize) {
        let lines = self.lines();
        let here = lines.iter().position(|line| line.near == Some(at) || line.far == Some(at));
        (here.unwrap_or_else(|| self.middle(&lines)), lines.len())
    }

    /// The entry at a column of a line.
    pub(super) fn item_at(&self, line: usize, column: usize) -> Option<usize> {
        let lines = self.lines();
        let place = lines.get(line)?;
        let Some(columns) = self.columns() else { return place.near };
        let centre = 1 + columns.centre;
        let near = centre + BRANCH + columns.words[0] + columns.names[0] + columns.after[0];
        match column {
            _ if column < centre => (line == self.middle(&lines)).then_some(0),
            _ if column < near => place.near,
            _ => place.far,
        }
    }

    /// The entry some rows further down: in columns of the same column, in a list of any.
    pub(super) fn step(&self, at: usize, rows: isize) -> usize {
        let Some(node) = self.nodes.get(at) else { return 0 };
        let is_list = self.columns().is_none();
        if node.step == 0 && !is_list {
            return self.inner(at);
        }
        let all: Vec<usize> = (0..self.nodes.len())
            .filter(|other| is_list || self.step_of(*other) == Some(node.step))
            .collect();
        let here = all.iter().position(|other| *other == at).unwrap_or(0);
        let there = here.saturating_add_signed(rows).min(all.len().saturating_sub(1));
        all.get(there).copied().unwrap_or(at)
    }

    fn step_of(&self, at: usize) -> Option<usize> {
        self.nodes.get(at).map(|node| node.step)
    }

    /// The entry one step further out: beside the one in the middle, or the first behind one.
    fn inner(&self, at: usize) -> usize {
        let lines = self.lines();
        if at == 0 {
            let above = lines.iter().take(self.middle(&lines) + 1).rev().find_map(|line| line.near);
            return above.filter(|near| *near > 0).unwrap_or(1);
        }
        let first = at + 1;
        if self.nodes.get(first).is_some_and(|node| node.parent == at) { first } else { at }
    }

    /// The response to a command on the entry at a position; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize) -> Option<Response> {
        let node = self.nodes.get(at)?;
        match command {
            Command::Follow => Some(Response::GoTo(Node::Entry(node.id))),
            Command::In => Some(Response::Select(self.inner(at))),
            Command::Out => Some(Response::Select(node.parent)),
            _ => None,
        }
    }
}

impl MapNode {
    fn new(
        entry: Entry<'_>,
        id: EntryId,
        (step, parent): (usize, usize),
        by: Option<&Neighbour<'_>>,
        (form, glyphs, as_of): (StateForm, Glyphs, Option<Date>),
    ) -> Self {
        let (mark, word) = match form {
            StateForm::Marks => (state_mark(entry.status_as_of(as_of), form), None),
            StateForm::Words | StateForm::Spoken => (None, state_mark(entry.status_as_of(as_of), form)),
        };
        let when = by.and_then(Neighbour::when).map(|when| when.short(glyphs.pick("–", "..")));
        let when = when.map(|text| Piece { text, role: Role::Dim, hit: false });
        let mut after = Vec::from_iter(word);
        if let Some(when) = when.or_else(|| event_day(entry)) {
            let gap = if after.is_empty() { "" } else { " " };
            after.push(Piece { text: format!("{gap}{}", when.text), ..when });
        }
        let words = by.map_or("", |by| by.side.words());
        Self { id, step, parent, words, mark, name: entry.name().to_owned(), after }
    }
}

/// The neighbours that are not among the entries seen, each entry once.
fn unseen<'a, 'b>(
    all: &'b [Neighbour<'a>],
    seen: &mut HashSet<crate::dataset::EntryIndex>,
) -> Vec<&'b Neighbour<'a>> {
    all.iter().filter(|neighbour| seen.insert(neighbour.entry)).collect()
}

/// The width of the picture in cells on a screen of a size.
fn inner_width(size: Size) -> usize {
    match Class::for_size(size) {
        Class::Narrow | Class::TooSmall => size.width.into(),
        _ => size.width.saturating_sub(6).min(WIDTH).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::dataset::{EntryParts, RelationKind, RelationParts, StackBuilder, StackKind};

    const WIDE: Size = Size { width: 120, height: 40 };
    const FORM: (StateForm, Glyphs, Option<Date>) = (StateForm::Marks, Glyphs::Unicode, None);

    fn map_of(catalog: &Catalog, id: &str, size: Size) -> Option<Map> {
        Map::new(catalog, catalog.find(id).expect("it is there"), FORM, size)
    }

    #[test]
    fn each_neighbour_is_there_once_with_those_behind_it() {
        let map = map_of(&sample::catalog(), "postgresql", WIDE).expect("it has neighbours");
        let nodes: Vec<_> = map.nodes.iter().map(|node| (node.step, node.words, &*node.name)).collect();
        assert_eq!(nodes, [(0, "", "PostgreSQL"), (1, "replaced by", "ScyllaDB"), (2, "written in", "C++")]);
        assert!(map_of(&sample::catalog(), "redis", WIDE).is_none());
    }

    #[test]
    fn the_arrows_lead_out_and_back() {
        let map = map_of(&sample::catalog(), "scylladb", WIDE).expect("it has neighbours");
        let select = |command, at| match map.perform(command, at) {
            Some(Response::Select(at)) => at,
            _ => panic!("{at}"),
        };
        assert_eq!(select(Command::In, 0), 1);
        assert_eq!(map.step(1, 1), 2);
        assert_eq!(select(Command::In, 2), 3);
        assert_eq!(select(Command::Out, 3), 2);
        assert_eq!(select(Command::Out, 2), 0);
        assert_eq!(map.step(1, isize::MAX), 2);
    }

    #[test]
    fn an_entry_with_hundreds_of_relations_has_a_picture_with_an_end() {
        let mut builder = StackBuilder::new(StackKind::List, "hub", "Hub", "", "", None);
        builder.category("all", "All", "", None);
        let relations = (1..500).map(|at| RelationParts::new(RelationKind::UsedWith, at, None)).collect();
        builder.entry(&EntryParts { id: "hub", name: "Hub", relations, ..EntryParts::default() });
        for at in 1..500 {
            let relations = vec![RelationParts::new(RelationKind::RunsOn, (at + 7) % 500, None)];
            let (id, name) = (format!("e{at}"), format!("Entry {at}"));
            builder.entry(&EntryParts { id: &id, name: &name, relations, ..EntryParts::default() });
        }
        let catalog = Catalog::new(vec![builder.build()]);
        let map = map_of(&catalog, "hub", WIDE).expect("it has neighbours");
        assert_eq!(map.nodes.len(), 1 + MAX_NEAR);
        assert!(map.more >= 499 - MAX_NEAR);
    }

    #[test]
    fn every_entry_has_its_line_at_every_width() {
        let catalog = sample::catalog();
        for width in 40..160 {
            let map = map_of(&catalog, "scylladb", Size { width, height: 30 }).expect("it has neighbours");
            for at in 0..map.nodes.len() {
                let has_line = map.lines().iter().any(|line| line.near == Some(at) || line.far == Some(at));
                // The entry in the middle has no line of its own beside columns.
                assert!(has_line || at == 0, "{at} at {width}");
            }
        }
    }
}
