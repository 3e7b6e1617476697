//! Moving, typing, searching, the history, and the way out of a popup, a search or a view.

use std::borrow::Cow;
use std::sync::Arc;

use tui_input::InputRequest;

use super::Model;
use crate::app::compare::Compare;
use crate::app::groupings::Groupings;
use crate::app::help::Help;
use crate::app::jumps::Jumps;
use crate::app::keys::{Code, Command, Context, Direction, Key, Section, TextEdit};
use crate::app::layout::{Class, Focus, View, Zoom};
use crate::app::map::Map;
use crate::app::message::Effect;
use crate::app::moves::Moves;
use crate::app::others::Others;
use crate::app::pair::Pair;
use crate::app::palette;
use crate::app::pending::Pending;
use crate::app::picking::Picking;
use crate::app::popup::{Popup, PopupContent};
use crate::app::search::{ListContent, ResultList, Search};
use crate::app::sortings::Sortings;
use crate::app::themes::Themes;
use crate::app::timeline::Timeline;
use crate::catalog::{Arrangement, EntryId, Grouping, Node, Sorting};
use crate::dataset::Date;
use crate::kept::Change;
use crate::theme::{Depth, Look, Palette};

impl Model {
    /// The pane that has the focus.
    pub fn focus(&self) -> Focus {
        if self.search().is_some() { Focus::List } else { self.navigation.focus() }
    }

    /// Whether the detail has the whole screen.
    pub fn is_zoomed(&self) -> bool {
        self.search().is_none() && self.navigation.view == View::Zoomed
    }

    /// The pane that has more room than usual.
    pub fn zoom(&self) -> Zoom {
        match () {
            () if self.is_zoomed() => Zoom::Detail,
            () if self.navigation.is_list_wide => Zoom::List,
            () => Zoom::Usual,
        }
    }

    /// Whether the screen has room for both panes.
    pub(super) fn has_two_panes(&self) -> bool {
        !matches!(Class::for_size(self.size), Class::Narrow | Class::TooSmall)
    }

    /// The node selected in the tree.
    pub fn selected_node(&self) -> Node {
        self.navigation.selected_node()
    }

    /// The name of the node that Back leads to.
    pub fn back_to(&self) -> Option<Cow<'_, str>> {
        self.navigation.history.back.last().map(|visit| self.catalog.name(visit.node))
    }

    /// Whether Forward leads anywhere.
    pub fn can_go_forward(&self) -> bool {
        !self.navigation.history.forward.is_empty()
    }

    /// The effect of Esc in a word; `None` if there is nothing to close or cancel.
    pub fn close_text(&self) -> Option<&'static str> {
        let view = self.navigation.view;
        Some(match () {
            () if self.context() == Context::Question => "none",
            () if self.context() == Context::Note => "cancel",
            () if self.popup.is_some() => "close",
            () if self.picking().is_some_and(|_| self.is_query_empty()) => "cancel",
            () if self.picking().is_some() => "clear",
            () if self.search().is_some() => "leave",
            () if self.reading.progress().is_some() => "stop",
            () if self.searching.highlight_query().is_some() => "unmark",
            () if view == View::Zoomed => "unzoom",
            () if self.is_list_widened() => "unzoom",
            () if view == View::Detail => "tree",
            () if self.as_of().is_some() => "today",
            () if self.navigation.tree.arrangement().sort != Sorting::Stack => "unsort",
            () if self.navigation.tree.arrangement().group != Grouping::Category => "ungroup",
            () => return None,
        })
    }

    /// Whether the list has two thirds of the screen.
    fn is_list_widened(&self) -> bool {
        self.zoom() == Zoom::List && self.has_two_panes()
    }

    pub(super) fn close_or_cancel(&mut self) {
        if self.popup.is_some() {
            self.close_popup();
        } else if self.picking().is_some() {
            if self.is_query_empty() {
                self.effects.push(Effect::Quit);
            } else {
                self.edit(TextEdit::Request(InputRequest::DeleteLine));
            }
        } else if self.search().is_some() {
            self.close_search(View::Tree);
        } else if self.reading.progress().is_some() {
            self.effects.push(Effect::StopLoading);
        } else if !self.searching.clear_highlight() {
            match self.navigation.view {
                View::Tree | View::Detail if self.is_list_widened() => self.navigation.is_list_wide = false,
                View::Tree if self.as_of().is_some() => self.show_as_of(None),
                View::Tree if self.navigation.tree.arrangement().sort != Sorting::Stack => {
                    self.sort_by(Sorting::Stack);
                }
                View::Tree => self.group_by(Grouping::Category),
                View::Detail | View::Zoomed => self.navigation.close(),
            }
        }
    }

    pub(super) fn group_by(&mut self, group: Grouping) {
        self.arrange(Arrangement { group, ..self.navigation.tree.arrangement() });
    }

    pub(super) fn sort_by(&mut self, sort: Sorting) {
        self.arrange(Arrangement { sort, ..self.navigation.tree.arrangement() });
    }

    /// Arranges the tree in another way; the selection stays.
    pub(super) fn arrange(&mut self, arrangement: Arrangement) {
        if arrangement != self.navigation.tree.arrangement() {
            self.navigation.arrange(&self.catalog, arrangement);
        }
    }

    /// Goes to a node, whose detail gets the focus.
    pub(super) fn go_to(&mut self, node: Node) {
        if node != self.shown_node() {
            self.navigation.jump(node);
        }
        self.navigation.enter_detail();
    }

    /// Goes to an entry of the tree that is not the one in the detail.
    pub(super) fn go_to_random(&mut self) {
        let here = self.shown_node();
        let is_other = |node: &Node| matches!(node, Node::Entry(_)) && *node != here;
        let others = || self.navigation.tree.rows.iter().map(|row| row.node).filter(is_other);
        let count = others().count();
        match others().nth(self.dice.below(count)) {
            Some(node) => self.navigation.jump(node),
            None => self.warn("there is no other entry to go to"),
        }
    }

    /// The options of the command line with which the explorer starts in the present view.
    pub fn view_options(&self) -> Vec<String> {
        let arrangement = self.navigation.tree.arrangement();
        let (group, sort) = (arrangement.group, arrangement.sort);
        // What the settings choose is undone by name.
        let is_own = |is_default: bool, is_start: bool| !is_default || !is_start;
        let group =
            is_own(group == Grouping::Category, self.start.group == Grouping::Category).then_some(group);
        let sort = is_own(sort == Sorting::Stack, self.start.sort == Sorting::Stack).then_some(sort);
        let select = match self.shown_node() {
            Node::Entry(id) => Some(self.catalog.id(id).into_owned()),
            _ => None,
        };
        let query =
            self.search().map(|search| search.input.text().to_owned()).filter(|text| !text.is_empty());
        let options = [
            ("--group", group.map(|group| group.name().to_owned())),
            ("--sort", sort.map(|sort| sort.name().to_owned())),
            ("--as-of", arrangement.as_of.map(|date| date.to_string())),
            ("--select", select),
            ("--query", query),
        ];
        let given = options.into_iter().filter_map(|(name, value)| Some([name.to_owned(), value?]));
        given.flatten().chain(self.is_linear.then(|| "--linear".to_owned())).collect()
    }

    pub(super) fn show_map(&mut self) {
        let Node::Entry(id) = self.shown_node() else {
            return self.warn("choose an entry to draw what is around it");
        };
        match Map::new(&self.catalog, id, (self.states(), self.glyphs, self.as_of()), self.size) {
            Some(map) => self.open_popup(PopupContent::Map(map)),
            None => self.warn("this entry has no relation, parent or child"),
        }
    }

    pub(super) fn show_moves(&mut self) {
        let moves = Moves::new(&self.catalog, self.as_of());
        if moves.all.is_empty() {
            return self.warn("nothing here replaced anything");
        }
        // A list that was left by the entry of a move goes on from there.
        let start = if let Node::Entry(id) = self.shown_node() { moves.of(id) } else { 0 };
        self.open_popup(PopupContent::Moves(moves));
        if let Some(popup) = &mut self.popup {
            popup.selection.at = start;
        }
    }

    /// Compares the entry at the cursor with another one, which is chosen first; where there is none, the stacks.
    pub(super) fn show_comparison(&mut self) {
        match self.shown_node() {
            Node::Entry(id) if self.popup.is_none() => {
                let others = Others::new(&self.catalog, id);
                if others.is_empty() {
                    return self.warn("there is no other entry to compare it with");
                }
                self.open_popup(PopupContent::Others(others));
            }
            _ => self.compare_stacks(),
        }
    }

    pub(super) fn show_pair(&mut self, ids: [EntryId; 2]) {
        let form = (self.size, self.is_linear, self.glyphs);
        if let Some(pair) = Pair::new(&self.catalog, ids, self.as_of(), form) {
            self.open_popup(PopupContent::Pair(pair));
        }
    }

    fn compare_stacks(&mut self) {
        if self.catalog.stacks().len() < 2 {
            let key = self.key_or_name(Command::Stacks);
            return self.warn(format!("there is one stack only; {key} opens another one to compare it with"));
        }
        if self.catalog.known_technologies().is_none() {
            return self.warn("wait until the stacks are compared");
        }
        match Compare::new(&self.catalog, self.as_of(), (self.size, self.is_linear)) {
            Some(compare) => {
                self.popup = None;
                self.open_popup(PopupContent::Compare(compare));
            }
            None => self.warn("nothing here was in use then"),
        }
    }

    /// The date as of which the stacks are shown.
    pub fn as_of(&self) -> Option<Date> {
        self.navigation.tree.arrangement().as_of
    }

    /// Shows the stacks as of a date, or as they are, and says what changed then.
    pub(super) fn show_as_of(&mut self, as_of: Option<Date>) {
        let told = as_of.map(|date| Timeline::new(&self.catalog).told(date));
        self.arrange_as_of(as_of, told.flatten());
    }

    fn arrange_as_of(&mut self, as_of: Option<Date>, change: Option<String>) {
        self.arrange(Arrangement { as_of, ..self.navigation.tree.arrangement() });
        match (as_of, change) {
            (_, Some(change)) => self.inform(change),
            (Some(_), None) => self.inform("nothing changed then"),
            (None, None) => self.inform("the stack as it is"),
        }
    }

    pub(super) fn list_themes(&mut self) {
        if self.appearance.depth() == Depth::None {
            return self.warn("no colours here: NO_COLOR is set, or `colour = \"never\"`");
        }
        self.effects.push(Effect::ListThemes);
    }

    /// Opens the list of themes, unless another popup was opened meanwhile.
    pub(super) fn show_themes(&mut self, palettes: Vec<Arc<Palette>>) {
        if self.popup.is_none() {
            let (look, depth) = (self.appearance.look(), self.appearance.depth());
            let themes = Themes::new(palettes, look, depth);
            self.open_popup(PopupContent::Themes(themes));
        }
    }

    /// Keeps a look for this run.
    pub(super) fn choose_look(&mut self, look: Look) {
        let name = look.name();
        self.appearance.choose(look);
        self.inform(format!("for this run; theme = \"{name}\" in your settings keeps it"));
    }

    pub(super) fn show_timeline(&mut self) {
        let timeline = Timeline::new(&self.catalog);
        if timeline.all.is_empty() {
            return self.warn("nothing here has a date");
        }
        self.open_popup(PopupContent::Timeline(timeline));
    }

    /// Goes so many changes before or after the date shown, or to the first one; after the last one to the present.
    pub(super) fn step_time(&mut self, direction: Direction, count: usize) {
        let timeline = Timeline::new(&self.catalog);
        let date = timeline.step(self.as_of(), direction == Direction::Forward, count);
        match (date, self.as_of(), direction) {
            (Some(date), ..) => self.arrange_as_of(Some(date), timeline.told(date)),
            (None, Some(_), Direction::Forward) => self.arrange_as_of(None, None),
            (None, Some(_), Direction::Back) => self.warn("there is no change before this one"),
            (None, None, Direction::Forward) => {
                let key = self.key_or_name(Command::StepTime(Direction::Back));
                self.warn(format!("this is the present; {key} goes to the change before"));
            }
            (None, None, Direction::Back) => self.warn("nothing here has a date"),
        }
    }

    pub(super) fn show_groupings(&mut self) {
        let current = self.navigation.tree.arrangement().group;
        self.open_popup(PopupContent::Groupings(Groupings::new(&self.catalog, current)));
    }

    pub(super) fn show_sortings(&mut self) {
        let current = self.navigation.tree.arrangement().sort;
        self.open_popup(PopupContent::Sortings(Sortings::new(&self.catalog, current)));
    }

    /// Switches between the panes and the linear form.
    pub(super) fn switch_linear(&mut self) {
        self.is_linear = !self.is_linear;
        self.inform(if self.is_linear { "linear: one thing a line" } else { "panes" });
    }

    /// The key of a command of the panes, or, without one, the name by which it is run.
    pub(super) fn key_or_name(&self, command: Command) -> String {
        self.keymap.key_or_name(Context::Tree, command)
    }

    pub(super) fn close_popup(&mut self) {
        self.popup = self.popup.take().and_then(Popup::close);
    }

    /// Opens help over whatever has the focus.
    pub(super) fn show_help(&mut self) {
        if self.context() != Context::Help {
            let help = Help::new(self.context(), &self.keymap);
            let under = self.popup.take().map(Box::new);
            self.open_popup(PopupContent::Help { help, under });
        }
    }

    /// Opens the palette over whatever has the focus.
    pub(super) fn show_palette(&mut self) {
        if self.context() != Context::Help {
            let palette = palette::Palette::new(self.context(), &self.keymap, |command| self.lack(command));
            let under = self.popup.take().map(Box::new);
            self.open_popup(PopupContent::Palette { palette, under });
        }
    }

    /// Opens a popup; pending keys are not meant for it.
    pub(super) fn open_popup(&mut self, content: PopupContent) {
        self.pending = Pending::default();
        if let Some(search) = self.searching.search_mut() {
            search.deferred_keys.clear();
        }
        self.popup = Some(Popup::new(content));
    }

    pub(super) fn move_by(&mut self, rows: isize) {
        if let Some(popup) = &mut self.popup {
            return popup.move_by(rows);
        }
        match self.searching.search_mut() {
            Some(search) if search.list_content() == ListContent::Tree => {
                if rows != -1 || !self.searching.recall(&self.kept.searches) {
                    self.navigation.move_tree_by(rows);
                }
            }
            Some(search) => {
                if let Some(results) = &mut search.results {
                    results.move_by(rows);
                }
            }
            None => match self.navigation.focus() {
                Focus::List => self.navigation.move_tree_by(rows),
                Focus::Detail => self.navigation.detail.move_by(rows),
            },
        }
    }

    pub(super) fn move_other_by(&mut self, rows: isize) {
        match self.focus() {
            Focus::List => self.navigation.detail.scroll_by(rows),
            Focus::Detail => self.navigation.move_tree_by(rows),
        }
    }

    pub(super) fn page_rows(&self) -> isize {
        let panes = self.panes();
        let rows = match (&self.popup, self.search(), self.focus()) {
            (Some(popup), ..) => popup.page_rows(self.popup_size()),
            (None, Some(search), _) if search.list_content() == ListContent::Hits => {
                panes.list_rows() / search.results.as_ref().map_or(1, ResultList::item_lines)
            }
            (None, None, Focus::Detail) => panes.detail_size().0 / 2,
            _ => panes.list_rows(),
        };
        isize::try_from(rows.max(2)).unwrap_or(isize::MAX)
    }

    pub(super) fn other_rows(&self) -> isize {
        let panes = self.panes();
        let rows = match self.focus() {
            Focus::List => panes.detail_size().0,
            Focus::Detail => panes.list_rows(),
        };
        isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(isize::MAX)
    }

    pub(super) fn go_to_section(&mut self, section: Section) {
        if !self.navigation.go_to_section(section) {
            self.warn("there is no such section here");
        }
    }

    /// Goes to the visit that is so many steps in a direction, or to the last one there.
    pub(super) fn go(&mut self, direction: Direction, count: isize) {
        let steps = if direction == Direction::Back { -count } else { count };
        if !self.navigation.go_by(steps, &self.catalog) {
            let word = if direction == Direction::Back { "back" } else { "forward" };
            self.warn(format!("there is nothing to go {word} to"));
        }
    }

    pub(super) fn show_jumps(&mut self) {
        let here = self.navigation.visit();
        let jumps = Jumps::new(&self.catalog, &self.navigation.history, &here, self.glyphs);
        if jumps.all.len() < 2 {
            let key = self.key_or_name(Command::Search);
            return self.warn(format!("there is no other place yet; Enter and {key} lead to some"));
        }
        self.open_popup(PopupContent::Jumps(jumps));
    }

    /// Opens a search with the query of the last one.
    pub(super) fn reopen_search(&mut self) {
        let Some(query) = self.kept.searches.last().cloned() else {
            let key = self.key_or_name(Command::Search);
            return self.warn(format!("there is no search to open again; {key} begins one"));
        };
        self.open_search();
        self.paste(&query);
    }

    /// The marks of the picker, if entries are picked.
    pub fn picking(&self) -> Option<&Picking> {
        self.search()?.picking.as_ref()
    }

    fn is_query_empty(&self) -> bool {
        self.search().is_none_or(|search| search.input.text().is_empty())
    }

    /// Marks the selected entry in the picker, or takes its mark away, and goes on to the next one.
    pub(super) fn mark_to_pick(&mut self, direction: Direction) {
        let Some(search) = self.searching.search_mut() else { return };
        let (chosen, picking) = (search.chosen(), search.picking.as_mut());
        let (Some(id), Some(picking)) = (chosen, picking) else {
            return self.warn("nothing matches, so there is nothing to mark");
        };
        picking.toggle(id);
        self.move_by(if direction == Direction::Forward { 1 } else { -1 });
    }

    pub(super) fn open_search(&mut self) {
        let from = self.navigation.visit();
        self.searching.open(from, self.as_of());
    }

    /// Closes the search at the selected hit, or, without one, where it was opened.
    pub(super) fn close_search(&mut self, view: View) {
        let Some(search) = self.end_search() else { return };
        match search.chosen() {
            // The tree may have been used meanwhile, and that counts.
            None if search.input.text().is_empty() => {}
            None => self.navigation.restore(&self.catalog, &search.from),
            Some(id) => self.navigation.arrive(Node::Entry(id), search.from, view),
        }
    }

    /// Closes the search and returns it; its query is kept.
    pub(super) fn end_search(&mut self) -> Option<Search> {
        let search = self.searching.close()?;
        if !search.query.is_empty() {
            self.keep(Change::Searched(search.query.text().trim().to_owned()));
        }
        Some(search)
    }

    pub(super) fn edit(&mut self, edit: TextEdit) {
        if let Some(popup) = &mut self.popup {
            if popup.has_text_field() {
                popup.input.edit(edit);
            }
        } else if let Some(id) = self.searching.search_mut().and_then(|search| search.edit(edit)) {
            // The entry stays selected, now in the tree.
            self.navigation.reveal(Node::Entry(id));
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        match (&mut self.popup, self.searching.search_mut()) {
            (Some(popup), _) if popup.has_text_field() => popup.input.paste(text),
            (None, Some(search)) => search.paste(text),
            _ => {
                let key = self.key_or_name(Command::Search);
                self.warn(format!("nothing here takes a pasted text; {key} begins a search"));
            }
        }
    }

    /// Switches between the hits by rank and the hits in the tree.
    pub(super) fn switch_results(&mut self, key: Key) {
        if key.code == Code::Tab && self.searching.search_mut().is_some_and(Search::complete) {
            return;
        }
        match self.searching.results_mut() {
            Some(results) if !results.found.is_empty() => results.switch(&self.catalog),
            _ => self.warn("there are no hits to show in the tree"),
        }
    }

    /// Shows why the selected entry is a hit; without a hit, help.
    pub(super) fn explain(&mut self) {
        match self.search().and_then(|search| search.explain(&self.catalog)) {
            Some(reason) => self.open_popup(PopupContent::Reason(reason)),
            None => self.show_help(),
        }
    }

    /// Goes to the next or previous row of the detail that has a word of the last search.
    pub(super) fn step_hit(&mut self, direction: Direction) {
        let Some(query) = self.searching.highlight_query() else {
            let key = self.key_or_name(Command::Search);
            return self.warn(format!("there is no search whose hits are in the text; {key} begins one"));
        };
        let missing = format!("no hit for \"{}\" in this text", query.text());
        match self.navigation.detail.step_hit(direction) {
            Some((number, count)) => {
                self.navigation.enter_detail();
                let key = self.key_or_name(Command::StepHit(Direction::Forward));
                let end =
                    if number == count { format!(", the last: {key} begins anew") } else { String::new() };
                self.inform(format!("hit {number} of {count}{end}"));
            }
            None => self.warn(missing),
        }
    }
}
