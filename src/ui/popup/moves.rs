//! The popup with the moves of the open stacks.

use super::frame::{Titles, open};
use crate::app::content::Role;
use crate::app::{Model, MoveLine, Moves, Popup};
use crate::catalog::{Catalog, Move, MoveDate, Node};
use crate::cells::{self, Glyphs};
use crate::dataset::Claim;
use crate::ui::paint::{Canvas, Strip, piece, rect, width_of};

/// Width of the dates in cells, with the gap behind them.
const DATE: usize = 12;

/// Maximum width of the name of a stack in cells.
const MAX_STACK: usize = 16;

/// Maximum width of who says so in cells.
const MAX_VOICE: usize = 24;

/// Minimum width of the list in cells at which a stack has a column of its own.
const MIN_WIDTH: usize = 66;

/// Width of the list in cells from which a claim begins below the names.
const WIDE: usize = 90;

pub(super) fn draw(model: &Model, popup: &Popup, moves: &Moves, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let area = rect(place.inner);
    let position = format!("{} of {}", popup.selection.at + 1, moves.all.len());
    let scrolled = (area, popup.selection.offset, moves.lines.len());
    open(canvas, place, &Titles { title: "MOVES", right: &position, scrolled });
    let catalog = model.catalog();
    let stacks = catalog.stacks().len();
    let names = (0..).take(stacks).map(|at| cells::width(&catalog.name(Node::Stack(at))));
    let is_wide = usize::from(area.width) >= MIN_WIDTH;
    let stack = if stacks > 1 && is_wide { names.max().unwrap_or(0).min(MAX_STACK) + 2 } else { 0 };
    let voice = if model.is_linear() { usize::MAX } else { MAX_VOICE };
    let painter = Painter { catalog, stack, voice, width: area.width.into(), glyphs: canvas.theme.glyphs };
    let selected = popup.selection.at;
    let visible = moves.lines.iter().skip(popup.selection.offset);
    let strips = visible.map(|line| match *line {
        MoveLine::Year(year, count) => heading(year, count),
        MoveLine::Change(at) => {
            moves.all.get(at).map(|one| painter.change(one, at == selected)).unwrap_or_default()
        }
        MoveLine::Reason(at) => moves.all.get(at).map(|one| painter.reason(one)).unwrap_or_default(),
    });
    canvas.strips(area, strips);
}

fn heading(year: Option<u16>, count: usize) -> Strip {
    let year = year.map_or_else(|| "no date".to_owned(), |year| format!("{year:04}"));
    let left = [piece(format!("  {year}"), Role::Heading), piece(format!("  {count}"), Role::Dim)];
    Strip::plain(left)
}

/// The columns of the list.
struct Painter<'a> {
    catalog: &'a Catalog,
    /// Width of the names of stacks in cells, with the gap behind them; 0 where they have no column.
    stack: usize,
    /// Maximum width of who says so in cells.
    voice: usize,
    width: usize,
    glyphs: Glyphs,
}

impl Painter<'_> {
    /// The date, the stack, and what replaced what; at the right who says so.
    fn change(&self, one: &Move, is_selected: bool) -> Strip {
        let date = one.date.map(MoveDate::text).unwrap_or_default();
        let name = |id| self.catalog.name(Node::Entry(id)).into_owned();
        let arrow = self.glyphs.pick(" → ", " -> ");
        let stack = self.stack_name(one);
        let stack = cells::cut(&stack, self.stack.saturating_sub(2), self.glyphs).into_owned();
        let left = vec![
            piece(format!("{date:<DATE$} "), Role::Dim),
            piece(
                format!("{stack}{}", " ".repeat(self.stack.saturating_sub(cells::width(&stack)))),
                Role::Text,
            ),
            piece(name(one.from), Role::Former),
            piece(arrow, Role::Dim),
            piece(name(one.to), Role::Link),
        ];
        let voice = self.catalog.proof_of_move(one).map(|proof| proof.source.voice()).unwrap_or_default();
        let space = self.width.saturating_sub(width_of(&left) + 5);
        // Without a column for stacks, the line below has who it is about.
        let right = if space < 8 || self.lacks_column() {
            String::new()
        } else {
            cells::cut(&voice, space.min(self.voice), self.glyphs).into_owned()
        };
        let strip = Strip::item(left, vec![piece(right, Role::Dim)], is_selected);
        // The date and the stack are not part of the names.
        Strip { plain: 3, ..strip }
    }

    /// The claim that says why, below the names; without a column of its own first the stack.
    fn reason(&self, one: &Move) -> Strip {
        let claim = one.claim.and_then(|id| self.catalog.claim(id)).map_or("", Claim::text);
        let indent = if self.width < MIN_WIDTH {
            4
        } else if self.width < WIDE {
            // Below the name of the stack there is more room than below the others.
            DATE + 3
        } else {
            DATE + 3 + self.stack
        };
        let mut left = vec![piece(" ".repeat(indent), Role::Text)];
        if self.lacks_column() {
            left.push(piece(format!("{}  ", self.stack_name(one)), Role::Text));
        }
        let space = self.width.saturating_sub(width_of(&left) + 1);
        left.push(piece(cells::cut(claim, space, self.glyphs), Role::Dim));
        Strip::plain(left)
    }

    /// Whether several stacks are open, and there is no room for a column of their names.
    fn lacks_column(&self) -> bool {
        self.stack == 0 && self.catalog.stacks().len() > 1
    }

    fn stack_name(&self, one: &Move) -> String {
        self.catalog.name(Node::Stack(one.to.stack)).into_owned()
    }
}
