//! The mouse: what lies under the pointer, by the same arithmetic by which it is drawn.

use super::Model;
use crate::app::keys::{Code, Command, Context, Direction, Key};
use crate::app::layout::{Area, Class, Focus, View};
use crate::app::message::Effect;
use crate::app::mouse::{Mouse, MouseKind, NO_MOUSE};
use crate::app::pending::Pending;
use crate::app::search::{ListContent, Search};
use crate::catalog::Node;

/// The number of lines that one step of the wheel scrolls.
const WHEEL_LINES: isize = 3;

impl Model {
    pub(super) fn take_mouse(&mut self, Mouse { kind, x, y }: Mouse) {
        // A report that nobody asked for is that of an earlier program. The linear form has no areas but its hints.
        if !self.mouse.is_on || self.is_linear || Class::for_size(self.size) == Class::TooSmall {
            return;
        }
        match kind {
            MouseKind::WheelUp => self.roll(x, y, -WHEEL_LINES),
            MouseKind::WheelDown => self.roll(x, y, WHEEL_LINES),
            MouseKind::Press => {
                self.begin_input();
                self.pending = Pending::default();
                self.click(x, y);
            }
            MouseKind::Drag => self.drag(x, y),
            MouseKind::Release => self.mouse.is_dragging = false,
            MouseKind::Back => self.go_by_button(Direction::Back),
            MouseKind::Forward => self.go_by_button(Direction::Forward),
        }
    }

    /// Whether the mouse is used.
    pub fn uses_mouse(&self) -> bool {
        self.mouse.is_on
    }

    /// Goes to a part of the breadcrumb; a search is over then.
    pub(super) fn go_to_crumb(&mut self, node: Node) {
        self.begin_input();
        self.pending = Pending::default();
        drop(self.searching.close());
        if node != self.selected_node() {
            self.navigation.jump(node);
        }
    }

    pub(super) fn switch_mouse(&mut self) {
        if !self.mouse.is_possible {
            return self.warn(NO_MOUSE);
        }
        self.mouse.is_on = !self.mouse.is_on;
        self.mouse.is_dragging = false;
        self.effects.push(Effect::Mouse(self.mouse.is_on));
        self.inform(if self.mouse.is_on {
            "the mouse is on; with Shift the terminal selects text"
        } else {
            "the mouse is off: the terminal selects text"
        });
    }

    /// Brings what is selected back into sight, which the wheel may have scrolled away.
    pub(super) fn come_back(&mut self) {
        self.navigation.tree.selection.come_back();
        if self.focus() == Focus::Detail {
            self.navigation.detail.select_visible();
        }
        if let Some(results) = self.searching.results_mut() {
            results.selection.come_back();
        }
        if let Some(popup) = &mut self.popup {
            popup.selection.come_back();
        }
    }

    fn go_by_button(&mut self, direction: Direction) {
        if self.popup.is_none() && self.search().is_none() {
            self.begin_input();
            self.go(direction, 1);
        }
    }

    /// Scrolls what is under the pointer.
    fn roll(&mut self, x: u16, y: u16, lines: isize) {
        if let Some(area) = self.popup_area()
            && area.whole().contains(x, y)
            && let Some(popup) = &mut self.popup
        {
            return popup.roll_by(lines);
        }
        let panes = self.panes();
        if panes.detail.is_some_and(|area| area.contains(x, y)) {
            self.navigation.detail.roll_by(lines);
        } else if panes.list_and_rule().is_some_and(|area| area.contains(x, y)) {
            match self.searching.results_mut() {
                Some(results) => results.roll_by(lines),
                None => self.navigation.tree.selection.scroll_by(lines),
            }
        }
    }

    fn click(&mut self, x: u16, y: u16) {
        if let Some(area) = self.popup_area() {
            return self.click_on_popup(area.whole(), x, y);
        }
        let panes = self.panes();
        let is_in = |area: Option<Area>| area.is_some_and(|area| area.contains(x, y));
        if is_in(panes.divider) {
            self.mouse.is_dragging = true;
        } else if is_in(panes.list) {
            self.click_on_list(x, y);
        } else if is_in(panes.detail) {
            self.click_on_detail(x, y);
        } else if panes.search.contains(x, y) && self.search().is_none() && !panes.is_narrow() {
            self.open_search();
        }
    }

    /// Selects an item of the popup; the one that is selected already acts. Outside the popup it is closed.
    fn click_on_popup(&mut self, area: Area, x: u16, y: u16) {
        if !area.contains(x, y) {
            // What is being written is not lost by a click.
            if self.context() != Context::Note {
                self.perform(Command::CloseOrCancel, ENTER);
            }
            return;
        }
        let size = self.size;
        let Some(popup) = &mut self.popup else { return };
        match popup.item_at(size, x, y) {
            Some(at) if at == popup.selection.at => self.perform(Command::Follow, ENTER),
            Some(at) => popup.selection.at = at,
            None => {}
        }
    }

    fn click_on_list(&mut self, x: u16, y: u16) {
        let Some(area) = self.panes().list else { return };
        let line = usize::from(y - area.y);
        if self.search().is_some_and(|search| search.list_content() != ListContent::Tree) {
            return self.click_on_hit(line);
        }
        let tree = &mut self.navigation.tree;
        let Some((at, fold_mark)) = tree.row_at(line) else { return };
        let was_selected = at == tree.selection.at && self.focus() == Focus::List;
        self.navigation.select_row(at);
        if usize::from(x - area.x) == fold_mark && self.navigation.tree.is_branch(at) {
            self.navigation.tree.toggle();
        } else if was_selected {
            self.follow();
        }
    }

    /// Selects a hit; the one that is selected already is gone to.
    fn click_on_hit(&mut self, line: usize) {
        // The hits that are shown are those of another query.
        if self.search().is_some_and(Search::defers_keys) {
            return;
        }
        let Some(results) = self.searching.results_mut() else { return };
        match results.rank_at(line) {
            Some(rank) if rank == results.selection.at => self.follow(),
            Some(rank) => results.selection.at = rank,
            None => {}
        }
    }

    /// Opens the page whose label is under the pointer, or selects a row; the one that is selected already is followed.
    fn click_on_detail(&mut self, x: u16, y: u16) {
        if self.search().is_some() {
            match self.search().map(|search| (search.list_content(), search.defers_keys())) {
                Some((ListContent::Hits | ListContent::HitTree, false)) => self.close_search(View::Detail),
                Some((ListContent::Tree, _)) => drop(self.searching.close()),
                _ => return self.follow(),
            }
            self.settle();
        }
        let Some(area) = self.panes().text() else { return };
        let (line, column) = (usize::from(y - area.y), usize::from(x - area.x));
        let detail = &self.navigation.detail;
        let spot = detail.spot_at(line, column, (area.width.into(), self.glyphs));
        let was_selected = self.focus() == Focus::Detail && spot.row == Some(detail.selection.at);
        self.navigation.focus_detail();
        if let Some(row) = spot.row {
            self.navigation.detail.selection.at = row;
        }
        match spot.label {
            Some(label) => self.open_labelled(Some(label)),
            None if was_selected => self.follow(),
            None => {}
        }
    }

    /// Moves the rule between the panes to the pointer.
    fn drag(&mut self, x: u16, y: u16) {
        let panes = self.panes();
        let Some(list) = panes.list_with_heading().filter(|_| self.mouse.is_dragging) else { return };
        self.navigation.is_list_wide = false;
        if panes.class == Class::Tall {
            self.split.rows = Some(y.saturating_sub(list.y));
        } else {
            self.split.columns = Some(x.saturating_sub(list.x));
        }
    }
}

/// The key that acts on what is selected.
const ENTER: Key = Key::plain(Code::Enter);
