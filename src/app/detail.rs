//! The detail pane: its content, the selected row, and the scroll offset.

use std::collections::HashSet;

use super::content::{self, ContentRow, DetailContent, StateForm, Target};
use super::keys::Direction;
use super::marks::EntryMarks;
use super::selection::Selection;
use super::shared::Shared;
use crate::catalog::{Catalog, Node, Row};
use crate::cells::Glyphs;
use crate::dataset::{Date, PageLabel};
use crate::kept::Kept;
use crate::search::{Index, Query};

/// The state of the detail.
#[derive(Debug, Default)]
pub struct Detail {
    /// The content.
    pub content: DetailContent,
    /// The layout of the content; it is laid out again when this changes, or when `stale` is true.
    laid_out: Option<Layout>,
    stale: bool,
    /// The index of the selected row, and the scroll offset in lines.
    pub selection: Selection,
    /// The selection to restore after the next layout.
    pub(super) pending_selection: Option<Selection>,
    opened_claims: HashSet<(Node, usize)>,
}

/// The node, the size and the query that the content is laid out for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) node: Node,
    /// The row of the node to select.
    pub(super) target: Option<Target>,
    /// The rows of the tree.
    pub(super) rows: Shared<Vec<Row>>,
    /// Width of the pane in cells.
    pub(super) width: usize,
    /// The date as of which the stacks are shown.
    pub(super) as_of: Option<Date>,
    pub(super) height: usize,
    /// The text of the query whose words are highlighted.
    pub(super) query: String,
    /// The characters of rules and ellipses.
    pub(super) glyphs: Glyphs,
    /// The form of states.
    pub(super) states: StateForm,
    /// The marks of the user on the node.
    pub(super) marks: EntryMarks,
}

/// The row and the label at a cell of the detail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DetailSpot {
    /// The row.
    pub(super) row: Option<usize>,
    /// The label of a page.
    pub(super) label: Option<PageLabel>,
}

impl Detail {
    /// The selected row.
    pub fn row(&self) -> Option<&ContentRow> {
        self.content.rows.get(self.selection.at)
    }

    /// The target of the selected row.
    pub fn target(&self) -> Option<&Target> {
        self.row().map(|row| &row.target)
    }

    /// The node that the content is of.
    pub fn node(&self) -> Option<Node> {
        self.laid_out.as_ref().map(|layout| layout.node)
    }

    /// Lays the content out again if anything that it depends on has changed.
    ///
    /// Another node, query or target selects the row of the target, or the first one; otherwise the selection stays, and
    /// is scrolled to if the pane has the focus.
    pub(super) fn lay_out(
        &mut self,
        catalog: &Catalog,
        layout: Layout,
        (highlight, kept, news): (Option<(&Index, &Query)>, &Kept, Option<&str>),
        focused: bool,
    ) {
        if std::mem::take(&mut self.stale) || self.laid_out.as_ref() != Some(&layout) {
            let node = layout.node;
            let before = self.laid_out.as_ref().filter(|layout| layout.node == node);
            let is_same_place =
                |before: &Layout| before.query == layout.query && before.target == layout.target;
            let same = before.is_some_and(|before| is_same_place(before) || layout.target.is_none());
            let rows = layout.rows.clone();
            let setting = content::Setting {
                rows: &rows,
                as_of: layout.as_of,
                width: layout.width,
                height: layout.height,
                query: highlight,
                open: &|claim| self.opened_claims.contains(&(node, claim)),
                news,
                visited: &|url| kept.opened.contains(url),
                queued: &|url| kept.is_queued(url),
                marks: &layout.marks,
                glyphs: layout.glyphs,
                states: layout.states,
            };
            self.content = content::build(catalog, node, setting);
            if !same {
                let target = layout.target.as_ref();
                let aimed = self.content.rows.iter().position(|row| Some(&row.target) == target);
                self.selection = Selection { at: aimed.unwrap_or(0), ..Selection::default() };
            }
            self.laid_out = Some(layout);
            self.restore(self.selection);
            if focused || !same {
                self.keep_row_visible();
            }
        }
        if let Some(selection) = self.pending_selection.take() {
            self.restore(selection);
        }
        // The layout may also have changed while the pane had no focus.
        if focused && !self.is_row_visible() && !self.selection.is_scrolled_away() {
            self.keep_row_visible();
        }
    }

    /// Has the content laid out again, because the catalog knows more of it.
    pub(super) fn refresh(&mut self) {
        self.stale = true;
    }

    /// Remaps all stored nodes after a reload and drops those that no longer exist.
    pub(super) fn remap_nodes(&mut self, map: impl Fn(Node) -> Option<Node>) {
        let claims = std::mem::take(&mut self.opened_claims).into_iter();
        self.opened_claims = claims.filter_map(|(node, claim)| Some((map(node)?, claim))).collect();
        self.laid_out =
            self.laid_out.take().and_then(|layout| Some(Layout { node: map(layout.node)?, ..layout }));
        self.stale = true;
    }

    fn holds_hit(&self, row: &ContentRow) -> bool {
        let lines = self.content.lines.get(row.lines.clone()).unwrap_or_default();
        lines.iter().any(|line| line.left.iter().chain(&line.right).any(|piece| piece.hit))
    }

    fn height(&self) -> usize {
        self.laid_out.as_ref().map_or(0, |layout| layout.height)
    }

    /// The offset at which the last line is at the bottom.
    fn last_offset(&self) -> usize {
        self.content.lines.len().saturating_sub(self.height().max(1))
    }

    /// Whether a part of the selected row is visible.
    pub(super) fn is_row_visible(&self) -> bool {
        let visible = self.selection.offset..self.selection.offset + self.height();
        self.row().is_none_or(|row| row.lines.start < visible.end && visible.start < row.lines.end)
    }

    pub(super) fn keep_row_visible(&mut self) {
        if let Some(row) = self.content.rows.get(self.selection.at) {
            let height = self.laid_out.as_ref().map_or(0, |layout| layout.height);
            self.selection.scroll_to(row.lines.clone(), self.content.lines.len(), height);
        }
    }

    /// Moves the selection; a row that is higher than the pane is scrolled through first.
    pub(super) fn move_by(&mut self, rows: isize) {
        if let Some(row) = self.row() {
            if rows == 1 && row.lines.end > self.selection.offset + self.height() {
                self.selection.offset += 1;
                return;
            }
            if rows == -1 && row.lines.start < self.selection.offset {
                self.selection.offset -= 1;
                return;
            }
        }
        let before = self.selection.at;
        self.selection.move_by(rows, self.content.rows.len());
        if self.selection.at == before && rows > 0 {
            // There may be lines below the last row.
            self.selection.offset = self.last_offset();
        }
        if self.selection.at == 0 {
            self.selection.offset = 0;
        }
        self.keep_row_visible();
    }

    pub(super) fn scroll_by(&mut self, lines: isize) {
        self.selection.offset = self.selection.offset.saturating_add_signed(lines).min(self.last_offset());
    }

    /// Scrolls by steps of the wheel; the selected row need not stay visible.
    pub(super) fn roll_by(&mut self, lines: isize) {
        self.selection.scroll_by(lines);
        self.selection.offset = self.selection.offset.min(self.last_offset());
    }

    /// Selects the visible row that is nearest to the selected one, if the wheel has scrolled that away.
    pub(super) fn select_visible(&mut self) {
        if !self.selection.is_scrolled_away() || self.is_row_visible() {
            return self.selection.come_back();
        }
        let visible = self.selection.offset..self.selection.offset + self.height();
        let is_visible = |row: &ContentRow| row.lines.start < visible.end && visible.start < row.lines.end;
        let rows = self.content.rows.iter().enumerate().filter(|(_, row)| is_visible(row));
        let nearest = rows.map(|(at, _)| at).min_by_key(|at| at.abs_diff(self.selection.at));
        self.selection.at = nearest.unwrap_or(self.selection.at);
        self.selection.come_back();
    }

    /// The row and the label at a column of a visible line, where a line has a width.
    pub(super) fn spot_at(&self, line: usize, column: usize, (width, glyphs): (usize, Glyphs)) -> DetailSpot {
        let at = self.selection.offset + line;
        let Some(line) = self.content.lines.get(at) else { return DetailSpot::default() };
        let place = content::piece_at(line, (width, glyphs), column);
        let left = place.as_ref().and_then(|place| place.left);
        let is_there = |row: &ContentRow| {
            let shares = row.pieces.as_ref();
            row.lines.contains(&at) && shares.is_none_or(|pieces| left.is_some_and(|at| pieces.contains(&at)))
        };
        DetailSpot {
            row: self.content.rows.iter().position(is_there),
            label: place.and_then(|place| place.label()),
        }
    }

    /// Selects a row and scrolls to the heading above it.
    pub(super) fn go_to(&mut self, row: usize) {
        let top = self.content.rows.get(row).map_or(0, |row| row.lines.start.saturating_sub(1));
        self.restore(Selection { at: row, offset: if row == 0 { 0 } else { top }, ..Selection::default() });
    }

    /// Selects a row of the present content at an offset, as far as they exist.
    fn restore(&mut self, wanted: Selection) {
        let at = wanted.at.min(self.content.rows.len().saturating_sub(1));
        self.selection = Selection { at, offset: wanted.offset.min(self.last_offset()), ..wanted };
    }

    /// Goes to the next or previous section.
    pub(super) fn step_section(&mut self, direction: Direction) {
        let starts = self.content.sections.iter().map(|(_, row)| *row);
        let here = self.selection.at;
        self.go_to(match direction {
            Direction::Forward => starts.filter(|row| *row > here).min().unwrap_or(here),
            Direction::Back => starts.filter(|row| *row < here).max().unwrap_or(0),
        });
    }

    /// Selects the next or previous row with a highlighted word, after the last one the first; returns its number among
    /// all, from 1, and their number.
    pub(super) fn step_hit(&mut self, direction: Direction) -> Option<(usize, usize)> {
        let rows = self.content.rows.len();
        let step = |by: usize| {
            let by = if direction == Direction::Forward { by } else { rows - by };
            (self.selection.at + by) % rows.max(1)
        };
        let holds_hit = |at: &usize| self.content.rows.get(*at).is_some_and(|row| self.holds_hit(row));
        let row = (1..=rows).map(step).find(holds_hit)?;
        let hits: Vec<usize> = (0..rows).filter(holds_hit).collect();
        self.selection.at = row;
        self.keep_row_visible();
        Some((hits.iter().position(|at| *at == row)? + 1, hits.len()))
    }

    /// Whether the selected row is a claim that shows its sources.
    pub fn on_open_claim(&self) -> bool {
        self.claim().is_some_and(|claim| self.opened_claims.contains(&claim))
    }

    /// Shows or hides the sources of the selected claim.
    pub(super) fn set_claim_open(&mut self, open: bool) {
        if let Some(claim) = self.claim() {
            self.stale |=
                if open { self.opened_claims.insert(claim) } else { self.opened_claims.remove(&claim) };
        }
    }

    fn claim(&self) -> Option<(Node, usize)> {
        match self.target()? {
            Target::Claim(at) => Some((self.node()?, *at)),
            _ => None,
        }
    }
}
