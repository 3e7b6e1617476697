//! The model and its one update function.

mod browsing;
mod collecting;
mod keeping;
mod lacking;
mod loading;
mod opening;
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
use super::keys::{Code, Command, Context, Copy, Key};
use super::layout::{Focus, Panes, PopupArea, Sharing, Size, Split, Zoom};
use super::loading::{LoadProgress, Problem};
use super::message::{Effect, Message, Notice, Response};
use super::mouse::MouseUse;
use super::navigation::Navigation;
use super::news::News;
use super::own_commands::OwnCommand;
use super::pending::Pending;
use super::popup::{Popup, PopupContent};
use super::popup_text::PopupText;
use super::queue::QueueRun;
use super::reading::{PendingChange, Reading};
use super::resume::Resume;
use super::search::{ListContent, Search};
use super::searching::{IndexState, Searching};
use super::shared::Shared;
use crate::catalog::{Arrangement, Catalog, EntryId, Grouping, Node, Sorting};
use crate::cells::Glyphs;
use crate::dataset::{Date, PageLabel, StackKind};
use crate::kept::{Change, Kept};
use crate::theme::{Depth, Look};

/// The state at the start.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own, in any combination")]
pub struct Start {
    /// A query to begin with.
    pub query: Option<String>,
    /// An entry to select.
    pub select: Option<EntryId>,
    /// Whether entries are picked: see [`Effect::Pick`].
    pub picks: bool,
    /// The grouping of the tree.
    pub grouping: Grouping,
    /// The date as of which the stacks are shown.
    pub as_of: Option<Date>,
    /// The order of the entries in the tree.
    pub sort: Sorting,
    /// The id of an entry to select once it is read.
    pub pending_selection: Option<String>,
    /// Whether the first-run tip is shown.
    pub tip: bool,
    /// The things that are kept between two runs.
    pub kept: Kept,
    /// The use that is made of the place of the last run.
    pub resume: Resume,
    /// The paths of the stacks, as [`Loaded::stack_paths`] has them.
    ///
    /// [`Loaded::stack_paths`]: super::loading::Loaded::stack_paths
    pub stack_paths: Vec<Option<String>>,
    /// The date of today, for queries such as `age:>3y`.
    pub today: Option<Date>,
    /// Whether some of the stacks come from files.
    pub has_files: bool,
    /// Whether one comes through the standard input.
    pub is_piped: bool,
    /// The progress of the load, if the catalog is still to come.
    pub loading: Option<LoadProgress>,
    /// All problems of the files, if they were collected.
    pub problems: Option<Vec<Problem>>,
    /// The characters of rules and ellipses in the detail.
    pub glyphs: Glyphs,
    /// The form of states.
    pub states: StateForm,
    /// Whether the screen is in the linear form.
    pub linear: bool,
    /// The look of the interface.
    pub look: Look,
    /// The dark and the light look, if the terminal's background chooses one of them.
    pub halves: Option<[Look; 2]>,
    /// The colours that the terminal can show.
    pub depth: Depth,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Whether the terminal cannot report the mouse.
    pub has_no_mouse: bool,
    /// The size that the user has given the list.
    pub split: Split,
    /// The seed of what is chosen at random.
    pub seed: u64,
    /// The keys in use.
    pub keymap: Keymap,
    /// The user's own commands.
    pub commands: Vec<OwnCommand>,
}

/// Whether the stacks that are read before the first frame have no group of a grouping.
fn start_lacks(catalog: &Catalog, grouping: Grouping) -> bool {
    !catalog.stacks().is_empty() && catalog.group_count(grouping) == 0
}

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
    /// The interface for a catalog, on a screen of a size.
    pub fn new(catalog: Catalog, size: Size, start: Start) -> Self {
        let mut model = Self {
            reading: Reading::new(start.has_files, start.is_piped, start.problems),
            searching: Searching::new(start.today),
            navigation: Navigation::new(&catalog),
            catalog: Shared::new(catalog),
            size,
            popup: None,
            keymap: start.keymap,
            commands: start.commands,
            pending: Pending::default(),
            timers: 0,
            notice: None,
            copying: None,
            tip: start.tip,
            kept: start.kept,
            resume: start.resume,
            news: News::default(),
            stack_paths: start.stack_paths,
            bookmarked: HashSet::new(),
            queue_run: QueueRun::default(),
            unopened_shown: 0,
            glyphs: start.glyphs,
            states: start.glyphs.pick(start.states, StateForm::Words),
            is_linear: start.linear,
            appearance: Appearance::new(start.look, start.halves, start.depth),
            dice: Dice::new(start.seed),
            start: Arrangement { group: start.grouping, sort: start.sort, as_of: start.as_of },
            effects: Vec::new(),
            mouse: MouseUse::new(start.mouse, !start.has_no_mouse),
            split: start.split,
        };
        model.reading.pending_selection = start.pending_selection;
        if let Some(progress) = start.loading {
            model.reading.set_progress(progress);
        }
        model.find_bookmarked();
        model.tie();
        match start.grouping {
            Grouping::Category => {}
            lacking if start_lacks(&model.catalog, lacking) => model.warn(super::groupings::lacking(lacking)),
            grouping => model.group_by(grouping),
        }
        model.sort_by(start.sort);
        if start.as_of.is_some() {
            model.show_as_of(start.as_of);
        }
        if !model.catalog.stacks().is_empty() {
            model.resume();
            model.ask_for_news();
        }
        if let Some(id) = start.select {
            model.navigation.reveal(Node::Entry(id));
        }
        if start.picks {
            model.searching.open_picker(model.navigation.visit(), model.as_of(), start.select);
        }
        if let Some(query) = start.query {
            model.open_search();
            model.paste(&query);
            if let Some(search) = model.searching.search_mut() {
                search.keep_selected(start.select);
            }
        }
        model.settle();
        model
    }

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

    fn perform(&mut self, command: Command, key: Key) {
        if let Some(response) = self.popup.as_ref().and_then(|popup| popup.perform(command)) {
            return self.respond(response);
        }
        match command {
            Command::Move(distance) => self.move_by(distance.rows(self.page_rows())),
            Command::MoveOther(distance) => self.move_other_by(distance.rows(self.other_rows())),
            Command::In => self.navigation.go_in(),
            Command::Out => self.navigation.go_out(),
            Command::Toggle => self.navigation.toggle(),
            Command::FoldAll => self.navigation.tree.fold_all(),
            Command::UnfoldAll => self.navigation.tree.unfold_all(),
            Command::SwitchPane => self.navigation.switch_pane(),
            Command::Section(section) => self.go_to_section(section),
            Command::StepSection(direction) => self.navigation.step_section(direction),
            Command::Type(edit) => self.edit(edit),
            Command::Search => self.open_search(),
            Command::CloseOrCancel => self.close_or_cancel(),
            Command::Follow => self.follow(),
            Command::OpenFirst => self.open_first(),
            Command::OpenHit => self.open_hit(),
            Command::OpenSource | Command::OpenLink => self.open_labelled(label_of(key)),
            Command::StepHit(direction) => self.step_hit(direction),
            Command::SwitchResults => self.switch_results(key),
            Command::PickMark(direction) => self.mark_to_pick(direction),
            Command::Random => self.go_to_random(),
            Command::Run(at) => self.run_own(at),
            Command::CopyCommand => self.effects.push(Effect::WriteCommand(self.view_options())),
            Command::Links => self.show_links(),
            Command::OpenArchived => self.open_archived(),
            Command::Copy(what) => self.copy(what),
            Command::Go(direction) => self.go(direction, 1),
            Command::Jumps => self.show_jumps(),
            Command::LastSearch => self.reopen_search(),
            Command::Zoom => self.navigation.zoom(self.has_two_panes()),
            Command::Mouse => self.switch_mouse(),
            Command::Bookmark => self.toggle_bookmark(),
            Command::Bookmarks => self.show_bookmarks(),
            Command::Mark => self.mark(),
            Command::Queue => self.show_queue(),
            Command::Note => self.show_note(),
            Command::Groupings => self.show_groupings(),
            Command::Sort => self.show_sortings(),
            Command::Linear => self.switch_linear(),
            Command::Map => self.show_map(),
            Command::Timeline => self.show_timeline(),
            Command::StepTime(direction) => self.step_time(direction, 1),
            Command::Stacks => self.effects.push(Effect::ListStacks),
            Command::Theme => self.list_themes(),
            // Only popups have these.
            Command::SwitchStack | Command::Remove | Command::OpenNext | Command::OpenAll => {}
            Command::Moves => self.show_moves(),
            Command::Compare => self.show_comparison(),
            Command::OwnStack => self.go_to_own_stack(),
            Command::Explain => self.explain(),
            Command::Problems => self.show_problems(),
            Command::Edit => self.edit_file(),
            Command::Reload => self.reload(),
            Command::Help => self.show_help(),
            Command::Palette => self.show_palette(),
            Command::Redraw => self.effects.push(Effect::Redraw),
            Command::Suspend => self.effects.push(Effect::Suspend),
            Command::Quit => self.effects.push(Effect::Quit),
        }
    }

    /// Carries out what a command in a popup led to.
    fn respond(&mut self, response: Response) {
        match response {
            Response::Ignored => {}
            Response::Warn(text) => self.warn(text),
            Response::Effect(effect) => self.effects.push(effect),
            Response::CopyUrl(url) => self.copy_text(Copy::Url.noun(false), url.to_string()),
            Response::CloseAndDo(effect) => {
                self.close_popup();
                self.effects.push(effect);
            }
            Response::Select(at) => {
                if let Some(popup) = &mut self.popup {
                    popup.selection.at = at;
                }
            }
            Response::GoTo(node) => {
                self.close_popup();
                self.go_to(node);
            }
            Response::Jump(steps) => {
                self.close_popup();
                let _moved = self.navigation.go_by(steps, &self.catalog);
            }
            Response::Prove(one) => self.prove(&one),
            Response::Regroup(group) => {
                self.close_popup();
                self.group_by(group);
            }
            Response::OpenOf(node, target) => self.open_of(node, &target),
            Response::CompareEntries(one, other) => self.show_pair([one, other]),
            Response::ChooseLook(look) => {
                self.close_popup();
                self.choose_look(look);
            }
            Response::Sort(sort) => {
                self.close_popup();
                self.sort_by(sort);
            }
            Response::ShowAsOf(date) => {
                self.close_popup();
                self.show_as_of(Some(date));
            }
            Response::OpenStack(key) => self.change_stacks(Effect::OpenStack(key), PendingChange::Stay),
            Response::CloseStack(at) => self.change_stacks(Effect::CloseStack(at), PendingChange::Stay),
            Response::GoToThing(thing) => self.go_to_thing(&thing),
            Response::ToggleBookmark(bookmark) => self.switch_bookmark(bookmark),
            Response::ToggleQueued(page) => self.switch_queued(page),
            Response::ToggleNote(note) => self.switch_note(note),
            Response::OpenQueued(pages) => self.open_queued(pages),
            Response::DropQuestion => self.ask_to_open(None),
            Response::KeepNote(note) => self.keep_note(note),
            Response::CloseAndRun(command) => {
                self.close_popup();
                self.perform(command, Key::plain(Code::Enter));
            }
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
            self.searching.marks = Some(self.marks());
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

/// The label that a key names: a digit or a letter.
fn label_of(key: Key) -> Option<PageLabel> {
    match key.code {
        Code::Char(c) => PageLabel::parse(c.encode_utf8(&mut [0; 4])),
        _ => None,
    }
}
