//! The detail pane: its page, the row the cursor rests on, and what is in sight.

use std::collections::HashSet;

use super::content::{self, ContentRow, DetailContent, Target};
use super::keys::Section;
use super::selection::scrolled;
use crate::catalog::{Catalog, Node};
use crate::dataset::SourceUrl;
use crate::search::{Index, Query};

/// The state of the detail.
#[derive(Debug, Default)]
pub struct Detail {
    content: DetailContent,
    /// What the page was laid out for; while that is the same and nothing else changed, so is the page.
    laid_out: Option<Layout>,
    stale: bool,
    row: usize,
    offset: usize,
    opened_claims: HashSet<(Node, usize)>,
    visited: HashSet<SourceUrl>,
}

/// What a page is laid out for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) node: Node,
    /// Of the pane, in cells.
    pub(super) width: usize,
    pub(super) height: usize,
    /// The text of the query whose words are marked.
    pub(super) query: String,
}

impl Detail {
    /// The page.
    #[must_use]
    pub fn content(&self) -> &DetailContent {
        &self.content
    }

    /// The place of the row that the cursor rests on.
    #[must_use]
    pub fn row(&self) -> usize {
        self.row
    }

    /// How many lines are scrolled out at the top.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What the cursor rests on.
    #[must_use]
    pub fn target(&self) -> Option<&Target> {
        self.content.row(self.row).map(|row| &row.target)
    }

    /// The node that the page shows.
    #[must_use]
    pub fn node(&self) -> Option<Node> {
        self.laid_out.as_ref().map(|layout| layout.node)
    }

    /// Whether an address was opened in this session.
    #[must_use]
    pub fn was_opened(&self, url: &SourceUrl) -> bool {
        self.visited.contains(url)
    }

    /// Lays the page out again if anything that it shows has changed.
    ///
    /// Another node, or another query, begins at the row that `aim` names, or at the top; otherwise the cursor stays, and
    /// in sight where the pane has the focus.
    pub(super) fn lay_out(
        &mut self,
        catalog: &Catalog,
        wanted: Layout,
        marks: Option<(&Index, &Query)>,
        aim: Option<&Target>,
        focused: bool,
    ) {
        if !std::mem::take(&mut self.stale) && self.laid_out.as_ref() == Some(&wanted) {
            return;
        }
        let node = wanted.node;
        let before = self.laid_out.as_ref().filter(|layout| layout.node == node);
        let asked_anew = before.is_some_and(|layout| layout.query != wanted.query) && aim.is_some();
        let same = before.is_some() && !asked_anew;
        let setting = content::Setting {
            width: wanted.width,
            query: marks,
            open: &|claim| self.opened_claims.contains(&(node, claim)),
            visited: &|url| self.visited.contains(url),
        };
        self.content = content::build(catalog, node, setting);
        self.laid_out = Some(wanted);
        if same {
            self.restore(self.row, self.offset);
        } else {
            let aimed = self.content.rows.iter().position(|row| Some(&row.target) == aim);
            self.restore(aimed.unwrap_or(0), 0);
        }
        if focused || !same {
            self.keep_row_visible();
        }
    }

    /// Names what is shown anew, as `same` does, when the catalog has changed.
    pub(super) fn translate(&mut self, same: impl Fn(Node) -> Option<Node>) {
        let claims = std::mem::take(&mut self.opened_claims).into_iter();
        self.opened_claims = claims.filter_map(|(node, claim)| Some((same(node)?, claim))).collect();
        let kept =
            self.laid_out.take().and_then(|layout| Some(Layout { node: same(layout.node)?, ..layout }));
        self.laid_out = kept;
        self.stale = true;
    }

    fn holds_hit(&self, row: &ContentRow) -> bool {
        let lines = self.content.lines.get(row.lines.clone()).unwrap_or_default();
        lines.iter().any(|line| line.left.iter().chain(&line.right).any(|piece| piece.hit))
    }

    fn height(&self) -> usize {
        self.laid_out.as_ref().map_or(0, |layout| layout.height)
    }

    /// The offset at which the last line is the last in sight.
    fn last_offset(&self) -> usize {
        self.content.lines.len().saturating_sub(self.height().max(1))
    }

    pub(super) fn keep_row_visible(&mut self) {
        if let Some(row) = self.content.row(self.row) {
            self.offset =
                scrolled(self.offset, row.lines.clone(), self.content.lines.len(), self.height(), 1);
        }
    }

    /// Moves the cursor; a row that is longer than the pane is scrolled through first.
    pub(super) fn move_by(&mut self, rows: isize) {
        if let Some(row) = self.content.row(self.row) {
            if rows == 1 && row.lines.end > self.offset + self.height() {
                self.offset += 1;
                return;
            }
            if rows == -1 && row.lines.start < self.offset {
                self.offset -= 1;
                return;
            }
        }
        let there = self.row.saturating_add_signed(rows).min(self.content.rows.len().saturating_sub(1));
        if there == self.row && rows > 0 {
            // Below the last row there may still be lines.
            self.offset = self.last_offset();
        }
        self.row = there;
        if self.row == 0 {
            self.offset = 0;
        }
        self.keep_row_visible();
    }

    pub(super) fn scroll_by(&mut self, lines: isize) {
        self.offset = self.offset.saturating_add_signed(lines).min(self.last_offset());
    }

    /// Goes to a row, with the heading above it in sight.
    pub(super) fn go_to(&mut self, row: usize) {
        self.row = row;
        let top = self.content.row(row).map_or(0, |row| row.lines.start.saturating_sub(1));
        self.offset = if row == 0 { 0 } else { top.min(self.last_offset()) };
    }

    /// Goes back to a row and an offset of the page that is laid out now.
    pub(super) fn restore(&mut self, row: usize, offset: usize) {
        self.row = row.min(self.content.rows.len().saturating_sub(1));
        self.offset = offset.min(self.last_offset());
    }

    /// Goes to a section, if there is such a one.
    pub(super) fn go_to_section(&mut self, section: Section) {
        if let Some(row) = self.content.section(section) {
            self.go_to(row);
        }
    }

    /// Goes to the next section, or to the one before.
    pub(super) fn step_section(&mut self, forward: bool) {
        let starts = self.content.sections.iter().map(|(_, row)| *row);
        let there = if forward {
            starts.filter(|row| *row > self.row).min()
        } else {
            starts.filter(|row| *row < self.row).max()
        };
        self.go_to(there.unwrap_or(if forward { self.row } else { 0 }));
    }

    /// Goes to the next row in which a marked word stands, or to the one before; tells whether there is one.
    pub(super) fn step_hit(&mut self, forward: bool) -> bool {
        let rows = self.content.rows.len();
        let step = |by: usize| if forward { self.row + by } else { self.row + rows - by } % rows.max(1);
        let there =
            (1..=rows).map(step).find(|at| self.content.row(*at).is_some_and(|row| self.holds_hit(row)));
        if let Some(row) = there {
            self.row = row;
            self.keep_row_visible();
        }
        there.is_some()
    }

    /// Whether the cursor rests on a claim that shows its sources.
    pub(super) fn on_open_claim(&self) -> bool {
        self.claim().is_some_and(|claim| self.opened_claims.contains(&claim))
    }

    /// Shows or hides the sources of the claim that the cursor rests on.
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

    pub(super) fn mark_opened(&mut self, url: SourceUrl) {
        self.stale |= self.visited.insert(url);
    }
}
