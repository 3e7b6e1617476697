//! The selected item of a list and its scroll offset.

use std::ops::Range;

/// The selected item of a list and its scroll offset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The index of the selected item.
    pub at: usize,
    /// The scroll offset, in items, or in lines where items differ in height.
    pub offset: usize,
    /// The item that was selected when the wheel scrolled: as long as it is, it need not be visible.
    pub(super) scrolled_at: Option<usize>,
}

/// Height of a hit, a link or a problem in its list, in lines.
pub const ITEM_LINES: usize = 2;

impl Selection {
    /// Moves through a list of `count` items, within its ends.
    pub(super) fn move_by(&mut self, items: isize, count: usize) {
        self.at = self.at.saturating_add_signed(items).min(count.saturating_sub(1));
    }

    /// Scrolls by lines and leaves the selection where it is; [`Selection::scroll_to`] keeps the offset within the list.
    pub(super) fn scroll_by(&mut self, lines: isize) {
        self.offset = self.offset.saturating_add_signed(lines);
        self.scrolled_at = Some(self.at);
    }

    /// Whether the selected item may be out of sight.
    pub(super) fn is_scrolled_away(&self) -> bool {
        self.scrolled_at == Some(self.at)
    }

    /// Has the selected item scrolled to again.
    pub(super) fn come_back(&mut self) {
        self.scrolled_at = None;
    }

    /// Scrolls a list of `count` lines so that those of the selected item are among the `height` visible ones.
    pub(super) fn scroll_to(&mut self, lines: Range<usize>, count: usize, height: usize) {
        self.scroll_within(lines, count, height, 1);
    }

    /// The same with a number of lines that stay visible around the selected item.
    pub(super) fn scroll_within(&mut self, lines: Range<usize>, count: usize, height: usize, margin: usize) {
        self.offset = if self.is_scrolled_away() {
            self.offset.min(count.saturating_sub(height.max(1)))
        } else {
            scrolled(self.offset, lines, count, height, margin)
        };
    }
}

/// The offset nearest to the present one at which a range of lines is visible.
///
/// `margin` lines around the range stay visible where there is room; of a range that is higher than the pane the
/// beginning is shown.
pub(super) fn scrolled(
    offset: usize,
    range: std::ops::Range<usize>,
    count: usize,
    height: usize,
    margin: usize,
) -> usize {
    if height == 0 {
        return 0;
    }
    let margin = margin.min(height.saturating_sub(range.len()) / 2);
    let lowest = (range.end + margin).saturating_sub(height);
    let highest = range.start.saturating_sub(margin);
    let offset = if lowest > highest { range.start } else { offset.clamp(lowest, highest) };
    offset.min(count.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scrolling_moves_no_further_than_it_must() {
        assert_eq!(scrolled(0, 3..4, 100, 10, 2), 0);
        assert_eq!(scrolled(0, 9..10, 100, 10, 2), 2);
        assert_eq!(scrolled(50, 51..52, 100, 10, 2), 49);
        assert_eq!(scrolled(0, 99..100, 100, 10, 2), 90);
        assert_eq!(scrolled(5, 20..40, 100, 10, 2), 20);
        assert_eq!(scrolled(5, 0..1, 3, 10, 2), 0);
        assert_eq!(scrolled(5, 0..1, 3, 0, 2), 0);
    }

    #[test]
    fn a_selection_stays_inside_its_list() {
        let mut selection = Selection::default();
        selection.move_by(-1, 3);
        assert_eq!(selection.at, 0);
        selection.move_by(isize::MAX, 3);
        assert_eq!(selection.at, 2);
        selection.move_by(0, 0);
        selection.scroll_to(0..1, 0, 5);
        assert_eq!((selection.at, selection.offset), (0, 0));
    }
}
