//! The model and its one update function.

mod beginning;
mod browsing;
mod collecting;
mod keeping;
mod lacking;
mod loading;
mod opening;
mod performing;
mod pointing;
mod pressing;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use super::appearance::Appearance;
use super::content::StateForm;
use super::detail::Layout;
use super::dice::Dice;
use super::keymap::Keymap;
use super::keys::{Code, Context};
use super::layout::{Focus, Panes, PopupArea, Sharing, Size, Split, Zoom};
use super::message::{Effect, Message, Notice};
use super::mouse::MouseUse;
use super::navigation::Navigation;
use super::news::News;
use super::own_commands::OwnCommand;
use super::pending::Pending;
use super::popup::{Popup, PopupContent};
use super::popup_text::PopupText;
use super::queue::QueueRun;
use super::reading::Reading;
use super::resume::Resume;
use super::search::{ListContent, Search};
use super::searching::{IndexState, Searching};
use super::shared::Shared;
use crate::catalog::{Arrangement, Catalog, EntryId, Grouping, Node, Sorting};
use crate::cells::Glyphs;
use crate::dataset::StackKind;
use crate::kept::{Change, Kept};
use crate::theme::Look;

/// The number of lines and the width for which the detail is laid out in the linear form, in which `ui` wraps it.
const LINEAR_SIZE: (usize, usize) = (100_000, 2_000);

/// The size of the screen for which popups are laid out there: too low for a border, and wider than any line of theirs.
const LINEAR_POPUP: Size = Size { width: 600, height: 17 };

/// The state of the interface.
#[derive(Debug)]
pub struct Model {
    catalog: Shared<Catalog>,
    size: Size,
    reading: Reading,
    searching: Searching,
    navigation: Navigation,
    popup: Option<Popup>,
    keymap: Keymap,
    commands: Vec<OwnCommand>,
    /// The keys that wait for the next one.
    pending: Pending,
    /// The number of timers so far, which is the id of the last one.
    timers: u64,
    notice: Option<Notice>,
    /// The kind and the beginning of the text that is being copied.
    copying: Option<(&'static str, String)>,
    tip: bool,
    kept: Kept,
    /// The use that is made of the place of the last run; once it was returned to, it is only left.
    resume: Resume,
    news: News,
    /// The paths of the stacks, by their positions.
    stack_paths: Vec<Option<String>>,
    /// The entries with a bookmark, or a claim that has one.
    bookmarked: HashSet<EntryId>,
    /// The pages of the queue that are being opened.
    queue_run: QueueRun,
    /// How often a URL was shown because there is no browser; after the second time the status line shows it.
    unopened_shown: u8,
    /// The characters of rules and ellipses in the detail.
    glyphs: Glyphs,
    /// The form of states where there are colours.
    states: StateForm,
    is_linear: bool,
    appearance: Appearance,
    dice: Dice,
    /// The arrangement with which the settings and the flags start.
    start: Arrangement,
    /// The effects of the update that is running.
    effects: Vec<Effect>,
    /// Whether the mouse is used, and whether it drags the rule between the panes.
    mouse: MouseUse,
    /// The size that the user has given the list.
    split: Split,
}

impl Model {
    /// Takes a message and returns the effects to perform, in order: the only way to change a model.
    #[must_use = "effects must be performed"]
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Press(key) => {
                self.begin_input();
                self.come_back();
                if key.code == Code::Esc {
                    self.queue_run.rest.clear();
                }
                self.take_key(key);
            }
            Message::Waited(timer) => self.waited(timer),
            Message::Paste(text) => self.paste(&text),
            Message::Mouse(mouse) => self.take_mouse(mouse),
            Message::GoTo(node) => self.go_to_crumb(node),
            Message::Resized(size) => self.size = size,
            Message::Opened { url, outcome } => self.opened(url, outcome),
            Message::Copied(outcome) => self.copied(outcome),
            Message::CommandWritten(command) => self.copy_command(command),
            Message::Failed(why) => self.warn(why),
            Message::Ran(how) => self.inform(how),
            Message::OpenedBefore(opened) => self.take_opened(opened),
            Message::SeenBefore(seen) => self.take_seen(seen),
            Message::Indexed { catalog, index } if catalog == self.catalog => {
                self.searching.index = IndexState::Ready(index);
            }
            Message::Indexed { .. } => {}
            Message::Searched(reply) => self.searching.take_reply(reply, &self.catalog),
            Message::Progress(progress) => self.reading.set_progress(progress),
            Message::Loaded(loaded) => self.loaded(loaded),
            Message::Tied(catalog) => self.tied(&catalog),
            Message::Stacks(rows) => self.show_stacks(rows),
            Message::Themes(palettes) => self.show_themes(palettes),
            Message::Background(half) => self.appearance.take_background(half),
            Message::Checked(problems) => {
                if self.reading.take_checked(problems) {
                    self.show_problems();
                }
            }
        }
        self.settle();
        self.release_deferred_keys();
        std::mem::take(&mut self.effects)
    }

    /// Drops the notice and the tip, which are shown until the next input.
    fn begin_input(&mut self) {
        self.notice = None;
        self.stay();
        if std::mem::take(&mut self.tip) {
            self.keep(Change::TipSeen);
        }
    }

    fn inform(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::info(text));
    }

    fn warn(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::warning(text));
    }

    /// Brings the detail and the scroll offsets into line with what was changed.
    fn settle(&mut self) {
        if self.searching.lacks_marks() {
            self.find_marked();
        }
        self.effects.extend(self.searching.advance(&self.catalog));
        let rows = self.panes().list_rows();
        if let Some(results) = self.searching.results_mut() {
            results.keep_visible(rows);
            if self.is_linear {
                results.turn_page(rows);
            }
        }
        self.lay_out();
        self.navigation.tree.keep_visible(rows);
        if self.is_linear {
            self.navigation.tree.turn_page(rows);
        }
        let size = self.popup_size();
        if let Some(popup) = &mut self.popup {
            popup.keep_visible(size);
            if self.is_linear {
                popup.turn_page(size);
            }
        }
        if let (Some(text), is_linear) = (self.popup_text(), self.is_linear)
            && let Some(popup) = &mut self.popup
        {
            let hidden = text.lines.len().saturating_sub(text.area.inner.height.into());
            // In the linear form one reads line by line.
            let most = if is_linear { text.lines.len().saturating_sub(1) } else { hidden };
            popup.selection.at = popup.selection.at.min(most);
        }
    }

    fn lay_out(&mut self) {
        let panes = self.panes();
        // On narrow screens the detail is laid out while the list is shown, for the size it will have.
        let panes = if panes.detail.is_some() {
            panes
        } else {
            Panes::new(self.size, Sharing { focus: Focus::Detail, zoom: Zoom::Usual, ..self.sharing() })
        };
        let (height, width) = if self.is_linear { LINEAR_SIZE } else { panes.detail_size() };
        let highlight = self.searching.highlight();
        let query = highlight.map(|(_, query)| query.text().to_owned()).unwrap_or_default();
        let target = match self.searching.search() {
            Some(search) => search.target(),
            None => self.navigation.claim_target(),
        };
        let layout = Layout {
            node: self.shown_node(),
            target,
            as_of: self.navigation.tree.arrangement().as_of,
            rows: self.navigation.tree.rows.clone(),
            width,
            height,
            query,
            glyphs: if self.is_linear { Glyphs::Ascii } else { self.glyphs },
            states: self.states(),
            marks: self.marks_of(self.shown_node()),
        };
        let focused = self.focus() == Focus::Detail;
        let news = if let Node::Stack(at) = layout.node { self.news_of(at) } else { None };
        let beside = (highlight, &self.kept, news.as_deref());
        self.navigation.detail.lay_out(&self.catalog, layout, beside, focused);
    }

    /// The catalog.
    pub fn catalog(&self) -> &Shared<Catalog> {
        &self.catalog
    }

    /// The size of the screen.
    pub fn size(&self) -> Size {
        self.size
    }

    fn sharing(&self) -> Sharing {
        let tree_width = self.navigation.tree.width;
        Sharing { focus: self.focus(), zoom: self.zoom(), tree_width, split: self.split }
    }

    /// The areas of the screen.
    pub fn panes(&self) -> Panes {
        let panes = if self.is_linear {
            Panes::linear(self.size, self.focus())
        } else {
            Panes::new(self.size, self.sharing())
        };
        let has_tree = self.search().is_none_or(|search| search.list_content() == ListContent::Tree);
        let Arrangement { group, sort, .. } = self.navigation.tree.arrangement();
        let is_arranged = group != Grouping::Category || sort != Sorting::Stack;
        if has_tree && is_arranged { panes.with_heading() } else { panes }
    }

    /// The state of the files.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// Whether there are queries of earlier searches, which an empty search bar can recall.
    pub fn has_earlier_queries(&self) -> bool {
        !self.kept.searches.is_empty()
    }

    /// The search that is open.
    pub fn search(&self) -> Option<&Search> {
        self.searching.search()
    }

    /// Whether the results of a search are on their way, so that a frame should wait for them.
    pub fn is_searching(&self) -> bool {
        self.search().is_some_and(|search| search.request.is_some())
    }

    /// The selected node and how it is viewed while no search is open.
    pub fn navigation(&self) -> &Navigation {
        &self.navigation
    }

    /// The popup over the panes.
    pub fn popup(&self) -> Option<&Popup> {
        self.popup.as_ref()
    }

    /// Whether the screen is in the linear form.
    pub fn is_linear(&self) -> bool {
        self.is_linear
    }

    /// The size of the screen that popups are laid out for: in the linear form they have no border and no columns.
    pub fn popup_size(&self) -> Size {
        if !self.is_linear {
            return self.size;
        }
        let panes = Panes::linear(self.size, self.focus());
        // The last row is that of the hints.
        let rows = panes.list.or(panes.detail).map_or(0, |area| area.height + 1);
        let height = LINEAR_POPUP.height.min(rows);
        match self.popup.as_ref().map(|popup| &popup.content) {
            // Wider, its keys would be in columns.
            Some(PopupContent::Help { .. }) => Size { width: 77, height },
            _ => Size { height, ..LINEAR_POPUP },
        }
    }

    /// The popup as a plain text, if it is one.
    pub fn popup_text(&self) -> Option<PopupText> {
        let form = (self.popup_size(), self.is_linear);
        PopupText::new(self.popup.as_ref()?, self.notice.as_ref(), form)
    }

    /// The position of the popup on the screen.
    pub(super) fn popup_area(&self) -> Option<PopupArea> {
        let area = self.popup.as_ref()?.area(self.popup_size());
        area.or_else(|| self.popup_text().map(|text| text.area))
    }

    /// The keys in use.
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// The keys that wait for the next one.
    pub fn pending(&self) -> &Pending {
        &self.pending
    }

    /// The form of states: marks need colours.
    pub fn states(&self) -> StateForm {
        match self.look() {
            _ if self.is_linear => StateForm::Spoken,
            Look::Mono => StateForm::Words,
            _ => self.states,
        }
    }

    /// The look of the interface, without the one that is being tried.
    pub fn appearance(&self) -> &Appearance {
        &self.appearance
    }

    /// The look of the interface: the one that is being tried, if the terminal can show it.
    pub fn look(&self) -> &Look {
        self.popup.as_ref().and_then(Popup::tried_look).unwrap_or(self.appearance.look())
    }

    /// Whether no open stack has claims or sources: all of them are lists of links.
    pub fn has_lists_only(&self) -> bool {
        self.catalog.stacks().iter().all(|stack| stack.kind() == StackKind::List)
    }

    /// Whether the first-run tip is shown, which is until the first key.
    pub fn has_tip(&self) -> bool {
        self.tip
    }

    /// The text of the status line.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// The context in which keys are looked up.
    pub fn context(&self) -> Context {
        match (&self.popup, self.search(), self.focus()) {
            (Some(popup), ..) => popup.context(),
            (None, Some(search), _) if search.picking.is_some() => Context::Pick,
            (None, Some(_), _) => Context::Search,
            (None, None, Focus::List) => Context::Tree,
            (None, None, Focus::Detail) => Context::Detail,
        }
    }

    /// The node in the detail: the selected hit while a search is open, else the one selected in the tree.
    pub fn shown_node(&self) -> Node {
        match self.search() {
            Some(search) if search.list_content() == ListContent::Nothing => {
                // Without a hit the detail keeps its node.
                self.navigation.detail.node().unwrap_or_else(|| self.selected_node().page())
            }
            Some(search) => search.chosen().map_or_else(|| self.selected_node().page(), Node::Entry),
            None => self.selected_node().page(),
        }
    }
}
