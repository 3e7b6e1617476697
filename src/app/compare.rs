//! The popup that compares the open stacks: what each uses in each role.

use super::content::Target;
use super::keys::Command;
use super::layout::{Class, Size};
use super::message::Response;
use crate::catalog::{Catalog, Comparison, EntryId, Node, Share};
use crate::cells;
use crate::dataset::Date;

/// Width of the popup in cells, where there is room.
const WIDTH: u16 = 116;

/// Width of the names of the roles in cells, with the gap behind them.
pub const ROLE: usize = 17;

/// Minimum and maximum width of the column of a stack in cells, with the gap behind it.
const COLUMN: (usize, usize) = (18, 28);

/// A technology in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComparedCell {
    /// The entry.
    pub id: EntryId,
    /// Which of the stacks use it.
    pub share: Share,
    /// Its line.
    line: usize,
    /// The column of its stack.
    column: usize,
}

/// A line of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparedLine {
    /// The column of a stack whose part begins here, where the stacks are below each other.
    pub stack: Option<usize>,
    /// The role of the technologies.
    pub role: &'static str,
    /// The columns that have a technology, in order, each with its position among the cells; below each other the first one.
    cells: Vec<(usize, usize)>,
}

impl ComparedLine {
    /// The technology in a column, by its position among the cells.
    pub fn cell(&self, column: usize) -> Option<usize> {
        let at = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        self.cells.get(at).map(|(_, place)| *place)
    }
}

/// The technologies of the open stacks by role.
#[derive(Clone, Debug)]
pub struct Compare {
    comparison: Comparison,
    /// The names of the stacks.
    pub names: Vec<String>,
    /// The date as of which they are compared.
    pub as_of: Option<Date>,
    /// The technologies, line by line.
    pub cells: Vec<ComparedCell>,
    /// The lines of all columns.
    all: Vec<ComparedLine>,
    /// The positions of the lines that have something in the visible columns.
    visible: Vec<usize>,
    /// The first column that is visible, and the number of those that fit; `None` where the stacks are below each other.
    pub columns: Option<(usize, usize)>,
    /// Width of a column in cells.
    pub width: usize,
    /// Whether the stacks are below each other in every width, for the linear form.
    is_linear: bool,
}

impl Compare {
    /// The comparison of all stacks of a catalog; `None` if none of them uses anything.
    pub(super) fn new(
        catalog: &Catalog,
        as_of: Option<Date>,
        (size, is_linear): (Size, bool),
    ) -> Option<Self> {
        let stacks: Vec<u32> = (0..).take(catalog.stacks().len()).collect();
        let names = stacks.iter().map(|at| catalog.name(Node::Stack(*at)).into_owned()).collect();
        let comparison = catalog.compare(&stacks, as_of);
        if comparison.roles.is_empty() {
            return None;
        }
        let (cells, all) = side_by_side(&comparison);
        let (columns, width, visible) = (Some((0, 1)), COLUMN.0, Vec::new());
        let mut compare = Self { comparison, names, as_of, cells, all, visible, columns, width, is_linear };
        compare.fit(size, 0);
        Some(compare)
    }

    /// Fits the table to a screen, and returns the new position of the technology at a position.
    pub(super) fn fit(&mut self, size: Size, at: usize) -> usize {
        let space = inner_width(size).saturating_sub(ROLE);
        let fitting = if self.is_linear { 1 } else { (space / COLUMN.0).min(self.names.len()) };
        let id = self.cells.get(at).map(|cell| cell.id);
        let was_beside = self.columns.is_some();
        if fitting < 2 {
            self.columns = None;
            self.width = space;
        } else {
            self.width = (space / fitting).min(COLUMN.1);
            self.columns = Some((self.columns.map_or(0, |(first, _)| first), fitting));
        }
        if was_beside != self.columns.is_some() {
            let table = if fitting < 2 { one_below_the_other } else { side_by_side };
            (self.cells, self.all) = table(&self.comparison);
        }
        let same = id.and_then(|id| self.cells.iter().position(|cell| cell.id == id));
        let at = same.unwrap_or(0).min(self.cells.len().saturating_sub(1));
        if let (Some((first, fitting)), Some(cell)) = (self.columns, self.cells.get(at)) {
            let first = first.clamp((cell.column + 1).saturating_sub(fitting), cell.column);
            self.columns = Some((first.min(self.names.len() - fitting), fitting));
        }
        self.visible = (0..self.all.len()).filter(|line| self.is_visible(*line)).collect();
        at
    }

    fn is_visible(&self, line: usize) -> bool {
        let (Some((first, fitting)), Some(line)) = (self.columns, self.all.get(line)) else { return true };
        line.cells.iter().any(|(column, _)| (first..first + fitting).contains(column))
    }

    /// The size of the popup in cells and lines.
    pub(super) fn full_size(&self) -> (u16, usize) {
        (WIDTH, self.all.len())
    }

    /// The visible lines, each with the role that begins there.
    pub fn lines(&self) -> impl Iterator<Item = (&ComparedLine, &'static str)> {
        let mut last = "";
        self.visible.iter().filter_map(|at| self.all.get(*at)).map(move |line| {
            let begins = std::mem::replace(&mut last, line.role) != line.role;
            (line, if begins { line.role } else { "" })
        })
    }

    /// The number of visible lines.
    pub fn line_count(&self) -> usize {
        self.visible.len()
    }

    /// The position of the line of a technology among the visible ones.
    pub(super) fn line(&self, at: usize) -> usize {
        let line = self.cells.get(at).map_or(0, |cell| cell.line);
        self.visible.partition_point(|visible| *visible < line)
    }

    /// The stack of a visible line, where the stacks are below each other.
    pub fn stack_at(&self, line: usize) -> usize {
        let line = self.visible.get(line).copied().unwrap_or(0);
        let above = self.cells.partition_point(|cell| cell.line <= line);
        self.column(above.saturating_sub(1))
    }

    /// The column of a technology.
    pub fn column(&self, at: usize) -> usize {
        self.cells.get(at).map_or(0, |cell| cell.column)
    }

    /// The number of roles.
    pub fn role_count(&self) -> usize {
        self.comparison.roles.len()
    }

    /// The technology at a column of a visible line, in cells.
    pub(super) fn item_at(&self, line: usize, column: usize) -> Option<usize> {
        let line = self.visible.get(line).and_then(|at| self.all.get(*at))?;
        let (first, _) = self.columns.unwrap_or((0, 1));
        let beside = column.checked_sub(ROLE)? / self.width.max(1);
        line.cell(first + beside)
    }

    /// The technology some lines further down: side by side of the same stack.
    pub(super) fn step(&self, at: usize, rows: isize) -> usize {
        let column = self.column(at);
        let is_beside = self.columns.is_some();
        let all = self.cells.iter().enumerate().filter(|(_, cell)| !is_beside || cell.column == column);
        let all: Vec<usize> = all.map(|(place, _)| place).collect();
        let here = all.iter().position(|place| *place == at).unwrap_or(0);
        let there = here.saturating_add_signed(rows).min(all.len().saturating_sub(1));
        all.get(there).copied().unwrap_or(at)
    }

    /// The nearest technology of the next stack to the right or to the left that uses any.
    fn beside(&self, at: usize, is_right: bool) -> usize {
        let Some(here) = self.cells.get(at) else { return 0 };
        let other =
            self.cells.iter().enumerate().filter(|(_, cell)| {
                if is_right { cell.column > here.column } else { cell.column < here.column }
            });
        let nearest =
            other.min_by_key(|(_, cell)| (cell.column.abs_diff(here.column), cell.line.abs_diff(here.line)));
        nearest.map_or(at, |(place, _)| place)
    }

    /// The response to a command on the technology at a position; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize) -> Option<Response> {
        let cell = self.cells.get(at)?;
        match command {
            Command::Follow => Some(Response::GoTo(Node::Entry(cell.id))),
            Command::OpenFirst => Some(Response::OpenOf(Node::Entry(cell.id), Target::Head)),
            Command::In => Some(Response::Select(self.beside(at, true))),
            Command::Out => Some(Response::Select(self.beside(at, false))),
            _ => None,
        }
    }
}

/// The table with a column for each stack.
fn side_by_side(comparison: &Comparison) -> (Vec<ComparedCell>, Vec<ComparedLine>) {
    let (mut cells, mut lines) = (Vec::new(), Vec::new());
    for role in &comparison.roles {
        for row in role.rows(&(0..comparison.stacks.len())) {
            let (line, share) = (lines.len(), comparison.share(row.stack_count));
            let places = row.cells.iter().map(|(column, _)| *column).zip(cells.len()..).collect();
            cells.extend(row.cells.into_iter().map(|(column, id)| ComparedCell { id, share, line, column }));
            lines.push(ComparedLine { stack: None, role: role.name, cells: places });
        }
    }
    (cells, lines)
}

/// The table with the stacks below each other.
fn one_below_the_other(comparison: &Comparison) -> (Vec<ComparedCell>, Vec<ComparedLine>) {
    let (mut cells, mut lines) = (Vec::new(), Vec::new());
    for column in 0..comparison.stacks.len() {
        // The name of the first stack is above the list.
        if column > 0 {
            lines.push(ComparedLine::default());
            lines.push(ComparedLine { stack: Some(column), ..ComparedLine::default() });
        }
        for role in &comparison.roles {
            for technology in &role.technologies {
                let Some(id) = technology.entry_in(column) else { continue };
                let share = comparison.share(technology.stack_count());
                lines.push(ComparedLine { stack: None, role: role.name, cells: vec![(0, cells.len())] });
                cells.push(ComparedCell { id, share, line: lines.len() - 1, column });
            }
        }
    }
    (cells, lines)
}

/// The width of the table in cells on a screen of a size.
fn inner_width(size: Size) -> usize {
    match Class::for_size(size) {
        Class::Narrow | Class::TooSmall => size.width.into(),
        _ => size.width.saturating_sub(6).min(WIDTH).into(),
    }
}

/// The names of the stacks that are visible, as text.
pub fn visible_names(compare: &Compare, max: usize, glyphs: cells::Glyphs) -> Vec<String> {
    let (first, fitting) = compare.columns.unwrap_or((0, 0));
    let names = compare.names.iter().skip(first).take(fitting);
    names.map(|name| cells::cut(name, max, glyphs).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    const WIDE: Size = Size { width: 120, height: 40 };
    const NARROW: Size = Size { width: 50, height: 15 };

    fn compare(size: Size) -> Compare {
        let catalog = sample::shelf();
        Compare::new(&catalog, Date::parse("2018").ok(), (size, false)).expect("they use something")
    }

    fn at(compare: &Compare, line: usize, column: usize) -> Option<usize> {
        compare.all.get(line)?.cell(column)
    }

    #[test]
    fn what_stacks_share_is_on_one_line_and_the_rest_below_it() {
        let compare = compare(WIDE);
        assert!(compare.cells.iter().any(|cell| cell.share == Share::All));
        for (place, cell) in compare.cells.iter().enumerate() {
            assert_eq!(at(&compare, cell.line, cell.column), Some(place));
        }
        assert_eq!(compare.lines().filter(|(_, role)| !role.is_empty()).count(), compare.role_count());
    }

    #[test]
    fn the_cursor_goes_down_in_a_stack_and_across_to_the_next() {
        let compare = compare(WIDE);
        let Some(Response::Select(right)) = compare.perform(Command::In, 0) else {
            panic!("a technology to the right")
        };
        assert_eq!((compare.column(0), compare.column(right)), (0, 1));
        let below = compare.step(0, 1);
        assert!(compare.column(below) == 0 && compare.line(below) > compare.line(0));
        assert_eq!(compare.step(0, -1), 0);
    }

    #[test]
    fn without_room_for_columns_the_stacks_are_below_each_other_and_the_selection_stays() {
        let mut compare = compare(WIDE);
        let last = compare.cells.len() - 1;
        let id = compare.cells[last].id;
        let place = compare.fit(NARROW, last);
        assert_eq!((compare.columns, compare.cells[place].id), (None, id));
        assert_eq!(compare.lines().filter(|(line, _)| line.stack.is_some()).count(), 1);
        assert_eq!((compare.stack_at(0), compare.stack_at(compare.line_count() - 1)), (0, 1));
        assert_eq!(compare.step(0, isize::MAX), compare.cells.len() - 1);
        let back = compare.fit(WIDE, place);
        assert_eq!(compare.cells[back].id, id);
    }
}
