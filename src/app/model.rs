//! The model and its one update function.

use std::collections::HashSet;

use tui_input::Input;

use super::help::Help;
use super::keys::{self, Code, Command, Context, Copy, Key, Meaning, Section};
use super::layout::{Class, Panes, Size};
use super::links::Links;
use super::message::{Effect, Message, Outcome};
use super::page::{self, Page, Target};
use super::search::{Search, Shown};
use super::subject::Subject;
use super::tree::{Tree, scrolled};
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::SourceUrl;
use crate::search::Index;

/// The pane that keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The tree, or the results of a search.
    List,
    /// The detail.
    Detail,
}

/// What lies over the panes.
#[derive(Clone, Debug)]
pub enum Popup {
    /// The list of keys.
    Help(Help),
    /// The list of every link.
    Links(Links),
    /// An address that nothing could open, and why.
    Address {
        /// What the box is called.
        title: String,
        /// The address.
        url: SourceUrl,
        /// What happened, in words.
        why: String,
    },
}

/// What the status line says until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The words.
    pub text: String,
    /// Whether something went wrong.
    pub failed: bool,
}

/// How the interface begins.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// A query to begin with.
    pub query: Option<String>,
    /// An entry to select.
    pub select: Option<EntryId>,
    /// Whether the first-run tip is shown.
    pub tip: bool,
}

/// A place to come back to.
#[derive(Clone, Debug)]
pub(super) struct Place {
    node: Node,
    focus: Focus,
    row: usize,
    offset: usize,
    folds: Vec<bool>,
}

/// The state of the interface.
#[derive(Debug)]
pub struct Model {
    catalog: Catalog,
    /// Built when the first search begins, so that starting does not wait for it.
    index: Option<Index>,
    size: Size,
    focus: Focus,
    zoom: bool,
    tree: Tree,
    page: Page,
    laid_out: Option<Layout>,
    /// The row of the page that the cursor rests on, and the lines scrolled out at the top.
    row: usize,
    offset: usize,
    opened_claims: HashSet<(Node, usize)>,
    visited: HashSet<SourceUrl>,
    search: Option<Search>,
    popup: Option<Popup>,
    waiting: Option<Key>,
    back: Vec<Place>,
    forward: Vec<Place>,
    notice: Option<Notice>,
    tip: bool,
}

/// What a page was laid out for; while this is the same, so is the page.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Layout {
    node: Node,
    width: usize,
    query: String,
    opened: usize,
    visited: usize,
}

/// More places than this are not kept to come back to.
const HISTORY: usize = 100;

impl Model {
    /// The interface over a catalog, on a screen of a size.
    #[must_use]
    pub fn new(catalog: Catalog, size: Size, start: Start) -> Self {
        let tree = Tree::new(&catalog);
        let mut model = Self {
            tree,
            catalog,
            index: None,
            size,
            focus: Focus::List,
            zoom: false,
            page: Page::default(),
            laid_out: None,
            row: 0,
            offset: 0,
            opened_claims: HashSet::new(),
            visited: HashSet::new(),
            search: None,
            popup: None,
            waiting: None,
            back: Vec::new(),
            forward: Vec::new(),
            notice: None,
            tip: start.tip,
        };
        if let Some(id) = start.select {
            model.reveal(Node::Entry(id));
        }
        if let Some(query) = start.query {
            model.begin_search();
            model.paste(&query);
        }
        model.settle();
        model
    }

    /// Moves on by one message: the only way a model changes.
    ///
    /// Returns what the world must now do, in order; nothing has been done yet.
    #[must_use = "an effect that nobody performs is a dead key"]
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = Vec::new();
        match message {
            Message::Press(key) => {
                self.notice = None;
                if std::mem::take(&mut self.tip) {
                    effects.push(Effect::RememberTip);
                }
                effects.extend(self.press(key));
            }
            Message::Paste(text) => self.paste(&text),
            Message::Resized(size) => self.size = size,
            Message::Opened { url, outcome } => effects.extend(self.opened(url, outcome)),
            Message::Copied(Ok(how)) => self.say(how),
            Message::Copied(Err(why)) | Message::Failed(why) => self.warn(why),
        }
        self.settle();
        effects
    }

    fn press(&mut self, key: Key) -> Option<Effect> {
        let waiting = self.waiting.take();
        match keys::meaning(self.context(), waiting, key) {
            Meaning::Action(action) => self.perform(action.command, key),
            Meaning::Waits => {
                self.waiting = Some(key);
                None
            }
            // Esc gives a waiting key up, and nothing else.
            Meaning::Nothing if waiting.is_some() => {
                if key.code != Code::Esc {
                    self.warn(format!("{}{key} means nothing here", waiting.unwrap_or(key)));
                }
                None
            }
            Meaning::Nothing => {
                self.edit(key);
                None
            }
        }
    }

    fn perform(&mut self, command: Command, key: Key) -> Option<Effect> {
        match command {
            Command::Next => self.move_by(1),
            Command::Previous => self.move_by(-1),
            Command::First => self.move_by(isize::MIN),
            Command::Last => self.move_by(isize::MAX),
            Command::HalfPageDown => self.move_by(self.page_rows() / 2),
            Command::HalfPageUp => self.move_by(-(self.page_rows() / 2)),
            Command::PageDown => self.move_by(self.page_rows()),
            Command::PageUp => self.move_by(-self.page_rows()),
            Command::OtherDown => self.move_other_by(1),
            Command::OtherUp => self.move_other_by(-1),
            Command::OtherPageDown => self.move_other_by(self.other_rows()),
            Command::OtherPageUp => self.move_other_by(-self.other_rows()),
            Command::In => self.go_in(),
            Command::Out => self.go_out(),
            Command::Toggle => self.toggle(),
            Command::FoldAll => self.tree.fold_all(&self.catalog),
            Command::UnfoldAll => self.tree.unfold_all(),
            Command::SwitchPane => self.switch_pane(),
            Command::Section(section) => self.go_to_section(section),
            Command::NextSection => self.step_section(true),
            Command::PreviousSection => self.step_section(false),
            Command::Search => self.begin_search(),
            Command::Peel => self.peel(),
            Command::Follow => return self.follow(),
            Command::OpenHit | Command::OpenFirst => return self.open_first(),
            Command::OpenSource => return self.open_source(key),
            Command::Links => self.show_links(),
            Command::OpenArchived => return self.open_archived(),
            Command::Copy(what) => return self.copy(what),
            Command::Back => self.go_back(),
            Command::Forward => self.go_forward(),
            Command::Zoom => self.zoom(),
            Command::Help => self.popup = Some(Popup::Help(Help::default())),
            Command::Suspend => return Some(Effect::Suspend),
            Command::Quit => return Some(Effect::Quit),
        }
        None
    }

    // ------------------------------------------------------------------------------------------- moving

    fn move_by(&mut self, rows: isize) {
        match (&mut self.popup, &mut self.search, self.focus) {
            (Some(Popup::Help(help)), ..) => help.move_by(rows),
            (Some(Popup::Links(links)), ..) => links.move_by(rows),
            (Some(Popup::Address { .. }), ..) => {}
            (None, Some(search), _) if search.shown() == Shown::Tree => self.move_tree_by(rows),
            (None, Some(search), _) => search.move_by(rows),
            (None, None, Focus::List) => self.move_tree_by(rows),
            (None, None, Focus::Detail) => self.move_row_by(rows),
        }
    }

    fn move_tree_by(&mut self, rows: isize) {
        match rows {
            isize::MIN => self.tree.select_first(),
            isize::MAX => self.tree.select_last(&self.catalog),
            rows => self.tree.move_by(&self.catalog, rows),
        }
    }

    /// Moves the cursor of the detail; a row that is longer than the pane is scrolled through first.
    fn move_row_by(&mut self, rows: isize) {
        let (height, _) = self.panes().detail_size();
        if let Some(row) = self.page.row(self.row) {
            let ends_below = row.lines.end > self.offset + height;
            let begins_above = row.lines.start < self.offset;
            if rows == 1 && ends_below {
                self.offset += 1;
                return;
            }
            if rows == -1 && begins_above {
                self.offset -= 1;
                return;
            }
        }
        let last = self.page.rows.len().saturating_sub(1);
        let there = self.row.saturating_add_signed(rows).min(last);
        if there == self.row && rows > 0 {
            // Below the last row there may still be lines.
            self.offset = self.page.lines.len().saturating_sub(height);
        }
        self.row = there;
        if self.row == 0 {
            self.offset = 0;
        }
        self.keep_row_in_sight();
    }

    fn move_other_by(&mut self, rows: isize) {
        match self.focus {
            Focus::List => {
                let (height, _) = self.panes().detail_size();
                let most = self.page.lines.len().saturating_sub(height);
                self.offset = self.offset.saturating_add_signed(rows).min(most);
            }
            Focus::Detail => self.tree.move_by(&self.catalog, rows),
        }
    }

    fn page_rows(&self) -> isize {
        let panes = self.panes();
        let rows = match (&self.popup, &self.search, self.focus) {
            (None, Some(search), _) if search.shown() == Shown::Hits => panes.list_rows() / super::search::HIT_LINES,
            (None, None, Focus::Detail) => (panes.detail_size().0 / 2).max(2),
            (Some(_), ..) => self.popup_rows(),
            _ => panes.list_rows(),
        };
        isize::try_from(rows.max(2)).unwrap_or(isize::MAX)
    }

    fn other_rows(&self) -> isize {
        let panes = self.panes();
        let rows = match self.focus {
            Focus::List => panes.detail_size().0,
            Focus::Detail => panes.list_rows(),
        };
        isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(isize::MAX)
    }

    fn go_in(&mut self) {
        match self.focus {
            Focus::List => {
                if self.tree.go_in(&self.catalog) {
                    self.enter_detail();
                }
            }
            Focus::Detail => self.set_claim_open(true),
        }
    }

    fn go_out(&mut self) {
        match (self.focus, self.selected_claim().filter(|claim| self.opened_claims.contains(claim))) {
            (Focus::List, _) => self.tree.go_out(&self.catalog),
            (Focus::Detail, Some(_)) => self.set_claim_open(false),
            (Focus::Detail, None) => self.leave_detail(),
        }
    }

    fn toggle(&mut self) {
        match self.focus {
            Focus::List => self.tree.toggle(&self.catalog),
            Focus::Detail => {
                let open = self.selected_claim().is_some_and(|claim| !self.opened_claims.contains(&claim));
                self.set_claim_open(open);
            }
        }
    }

    fn selected_claim(&self) -> Option<(Node, usize)> {
        match self.page.row(self.row)?.target {
            Target::Claim(at) => Some((self.shown(), at)),
            _ => None,
        }
    }

    fn set_claim_open(&mut self, open: bool) {
        if let Some(claim) = self.selected_claim() {
            if open {
                self.opened_claims.insert(claim);
            } else {
                self.opened_claims.remove(&claim);
            }
        }
    }

    fn switch_pane(&mut self) {
        match self.focus {
            Focus::List => self.enter_detail(),
            Focus::Detail => self.leave_detail(),
        }
    }

    fn enter_detail(&mut self) {
        self.focus = Focus::Detail;
        self.keep_row_in_sight();
    }

    fn leave_detail(&mut self) {
        self.focus = Focus::List;
        self.zoom = false;
    }

    fn zoom(&mut self) {
        self.zoom = !self.zoom;
        if self.zoom {
            self.focus = Focus::Detail;
        }
    }

    fn go_to_section(&mut self, section: Section) {
        match self.page.section(section) {
            Some(row) => {
                self.enter_detail();
                self.go_to_row(row);
            }
            None => self.warn("there is no such section here".to_owned()),
        }
    }

    fn step_section(&mut self, forward: bool) {
        let starts = self.page.sections.iter().map(|(_, row)| *row);
        let there =
            if forward { starts.filter(|row| *row > self.row).min() } else { starts.filter(|row| *row < self.row).max() };
        self.enter_detail();
        self.go_to_row(there.unwrap_or(if forward { self.row } else { 0 }));
    }

    fn go_to_row(&mut self, row: usize) {
        self.row = row;
        // The heading of a section is the line above its first row.
        let top = self.page.row(row).map_or(0, |row| row.lines.start.saturating_sub(1));
        let (height, _) = self.panes().detail_size();
        self.offset = if row == 0 { 0 } else { top.min(self.page.lines.len().saturating_sub(height)) };
    }

    // ------------------------------------------------------------------------------------------- searching

    fn begin_search(&mut self) {
        if self.search.is_none() {
            self.index.get_or_insert_with(|| Index::new(&self.catalog));
            self.search = Some(Search::new(self.place()));
            self.focus = Focus::List;
            self.zoom = false;
        }
    }

    fn edit(&mut self, key: Key) {
        match (&mut self.popup, &mut self.search) {
            (Some(Popup::Help(help)), _) => super::search::edit(&mut help.input, key),
            (Some(Popup::Links(links)), _) => super::search::edit(&mut links.input, key),
            (Some(Popup::Address { .. }), _) | (None, None) => {}
            (None, Some(search)) => {
                let before = search.text().chars().count();
                if search.edit(key)
                    && let Some(index) = &self.index
                {
                    let longer = search.text().chars().count() > before;
                    search.ask(&self.catalog, index, longer);
                }
            }
        }
    }

    fn paste(&mut self, text: &str) {
        match (&mut self.popup, &mut self.search, &self.index) {
            (None, Some(search), Some(index)) => {
                search.paste(text);
                search.ask(&self.catalog, index, true);
            }
            (None, None, _) => self.warn("nothing here takes a pasted text; / begins a search".to_owned()),
            _ => {}
        }
    }

    /// Ends the search at the chosen entry.
    fn leave_search(&mut self, focus: Focus) {
        let Some(search) = self.search.take() else { return };
        if let Some(id) = search.chosen() {
            let node = Node::Entry(id);
            if node != search.from.node {
                self.remember(search.from);
            }
            self.reveal(node);
            self.focus = focus;
        }
    }

    // ------------------------------------------------------------------------------------------- layers and history

    fn peel(&mut self) {
        if self.popup.take().is_some() {
            return;
        }
        if self.search.is_some() {
            self.leave_search(Focus::List);
        } else if self.zoom {
            self.zoom = false;
        } else if self.focus == Focus::Detail {
            self.leave_detail();
        }
    }

    fn place(&self) -> Place {
        Place {
            node: self.selected_node(),
            focus: self.focus,
            row: self.row,
            offset: self.offset,
            folds: self.tree.folds(),
        }
    }

    fn remember(&mut self, place: Place) {
        self.forward.clear();
        if self.back.len() == HISTORY {
            self.back.remove(0);
        }
        self.back.push(place);
    }

    fn go_back(&mut self) {
        match self.back.pop() {
            Some(place) => {
                self.forward.push(self.place());
                self.restore(place);
            }
            None => self.warn("there is nothing to go back to".to_owned()),
        }
    }

    fn go_forward(&mut self) {
        match self.forward.pop() {
            Some(place) => {
                self.back.push(self.place());
                self.restore(place);
            }
            None => self.warn("there is nothing to go forward to".to_owned()),
        }
    }

    fn restore(&mut self, place: Place) {
        self.tree.restore_folds(place.folds);
        self.reveal(place.node);
        self.focus = place.focus;
        self.lay_out();
        self.row = place.row;
        self.offset = place.offset;
    }

    fn jump(&mut self, node: Node) {
        let place = self.place();
        self.remember(place);
        self.reveal(node);
    }

    fn reveal(&mut self, node: Node) {
        if let Some(place) = self.catalog.rows().iter().position(|row| row.node == node) {
            self.tree.reveal(&self.catalog, place);
        }
    }

    // ------------------------------------------------------------------------------------------- opening and copying

    fn follow(&mut self) -> Option<Effect> {
        match self.popup.take() {
            Some(Popup::Help(help)) => {
                return help.chosen().and_then(|command| self.perform(command, Key::plain(Code::Enter)));
            }
            Some(Popup::Links(links)) => {
                let url = links.chosen();
                if url.is_none() {
                    self.popup = Some(Popup::Links(links));
                }
                return url.map(Effect::Open);
            }
            Some(address @ Popup::Address { .. }) => {
                self.popup = Some(address);
                return None;
            }
            None => {}
        }
        match self.search.as_ref().map(Search::shown) {
            Some(Shown::Nothing) => {
                self.warn("nothing matches, so there is nowhere to go".to_owned());
                return None;
            }
            Some(Shown::Tree) => {
                self.search = None;
                return None;
            }
            Some(Shown::Hits) => {
                self.leave_search(Focus::Detail);
                return None;
            }
            None => {}
        }
        match self.focus {
            Focus::List if matches!(self.selected_node(), Node::Entry(_)) => self.enter_detail(),
            Focus::List => self.tree.toggle(&self.catalog),
            Focus::Detail => return self.follow_row(),
        }
        None
    }

    fn follow_row(&mut self) -> Option<Effect> {
        match self.page.row(self.row).map(|row| row.target.clone())? {
            Target::Place(node) => {
                self.jump(node);
                None
            }
            Target::Head => self.open_first(),
            Target::Claim(_) | Target::Source(_) | Target::Address { .. } => self.open_row(),
        }
    }

    /// Opens what the row under the cursor leads to.
    fn open_row(&mut self) -> Option<Effect> {
        let url = self.subject(Subject::url);
        self.open_or_say(url, "this source has no address of its own")
    }

    /// Opens the source under the cursor, or else the first of the entry.
    fn open_first(&mut self) -> Option<Effect> {
        if let Some(Popup::Links(links)) = &self.popup {
            return links.chosen().map(Effect::Open);
        }
        let url = self.subject(Subject::url);
        self.open_or_say(url, "there is no address here to open")
    }

    fn open_source(&mut self, key: Key) -> Option<Effect> {
        let Code::Char(digit) = key.code else {
            self.say("press a digit from 1 to 9 to open the source of that number".to_owned());
            return None;
        };
        let number = digit.to_digit(10).map_or(0, |digit| digit as usize);
        let source = self.subject(|subject| subject.numbered(number).map(|source| source.url()));
        match source {
            Some(url) => self.open_or_say(url, "this source has no address of its own"),
            None => {
                self.warn(format!("there is no source [{number}] here"));
                None
            }
        }
    }

    fn open_archived(&mut self) -> Option<Effect> {
        if let Some(Popup::Address { url, .. }) = &self.popup {
            return Some(Effect::Open(url.archived(None)));
        }
        let url = self.subject(Subject::archived);
        self.open_or_say(url, "there is no page here that could be archived")
    }

    fn open_or_say(&mut self, url: Option<SourceUrl>, otherwise: &str) -> Option<Effect> {
        if url.is_none() {
            self.warn(otherwise.to_owned());
        }
        url.map(Effect::Open)
    }

    /// Takes in what came of opening an address; without a browser it goes to the clipboard.
    fn opened(&mut self, url: SourceUrl, outcome: Outcome) -> Option<Effect> {
        match outcome {
            Outcome::Opened(how) => {
                self.say(how);
                self.visited.insert(url);
                None
            }
            Outcome::NoBrowser(why) => {
                let text = url.to_string();
                self.popup = Some(Popup::Address { title: "no browser here".to_owned(), url, why });
                Some(Effect::Copy(text))
            }
            Outcome::Failed(why) => {
                self.popup = Some(Popup::Address { title: "could not open".to_owned(), url, why });
                None
            }
        }
    }

    fn show_links(&mut self) {
        let links = match self.shown() {
            Node::Entry(id) => self.catalog.entry(id).map(Links::of),
            _ => None,
        };
        match links {
            Some(links) if !links.is_empty() => self.popup = Some(Popup::Links(links)),
            Some(_) => self.warn("this entry has no link".to_owned()),
            None => self.warn("choose an entry to list its links".to_owned()),
        }
    }

    fn copy(&mut self, what: Copy) -> Option<Effect> {
        if let Some(Popup::Address { url, .. }) = &self.popup {
            return Some(Effect::Copy(url.to_string()));
        }
        match self.subject(|subject| subject.copied(what)) {
            Ok(text) => Some(Effect::Copy(text)),
            Err(why) => {
                self.warn(why.to_owned());
                None
            }
        }
    }

    /// Asks about the thing under the cursor: the row in the detail, else the entry as a whole.
    fn subject<T>(&self, ask: impl FnOnce(Subject<'_>) -> T) -> T {
        let row = match self.focus {
            Focus::Detail => self.page.row(self.row),
            Focus::List => None,
        };
        ask(Subject::new(&self.catalog, self.shown(), row.map_or(&Target::Head, |row| &row.target)))
    }

    fn say(&mut self, text: String) {
        self.notice = Some(Notice { text, failed: false });
    }

    fn warn(&mut self, text: String) {
        self.notice = Some(Notice { text, failed: true });
    }

    // ------------------------------------------------------------------------------------------- settling

    /// Brings the page and the scroll positions into line with what was changed.
    fn settle(&mut self) {
        self.lay_out();
        let panes = self.panes();
        let rows = panes.list_rows();
        self.tree.keep_in_sight(&self.catalog, rows);
        if let Some(search) = &mut self.search {
            search.keep_in_sight(rows);
        }
        let (height, _) = panes.detail_size();
        self.offset = self.offset.min(self.page.lines.len().saturating_sub(height.max(1)));
        self.row = self.row.min(self.page.rows.len().saturating_sub(1));
        let popup_rows = self.popup_rows();
        let two = self.two_columns();
        match &mut self.popup {
            Some(Popup::Help(help)) => help.keep_in_sight(popup_rows, two),
            Some(Popup::Links(links)) => links.keep_in_sight(popup_rows),
            _ => {}
        }
    }

    /// Lays the page out again if anything that it shows has changed.
    fn lay_out(&mut self) {
        let node = self.shown();
        let (_, width) = self.panes().detail_size();
        // On narrow screens the detail is laid out while the list is shown, for the width it will have.
        let width = if width == 0 { usize::from(self.size.width) } else { width };
        let query = self.search.as_ref().map(|search| search.query().text().to_owned()).unwrap_or_default();
        let wanted =
            Layout { node, width, query, opened: self.opened_claims.len(), visited: self.visited.len() };
        if self.laid_out.as_ref() == Some(&wanted) {
            return;
        }
        if self.laid_out.as_ref().is_none_or(|layout| layout.node != node) {
            self.row = 0;
            self.offset = 0;
        }
        let marks = self.index.as_ref().zip(self.search.as_ref().map(Search::query));
        let setting = page::Setting {
            width,
            query: marks.filter(|(_, query)| !query.is_empty()),
            open: &|claim| self.opened_claims.contains(&(node, claim)),
            visited: &|url| self.visited.contains(url),
        };
        self.page = page::build(&self.catalog, node, setting);
        let reflowed = self.laid_out.as_ref().is_some_and(|layout| layout.node == node);
        self.laid_out = Some(wanted);
        if reflowed && self.focus == Focus::Detail {
            self.keep_row_in_sight();
        }
    }

    fn keep_row_in_sight(&mut self) {
        let (height, _) = self.panes().detail_size();
        if let Some(row) = self.page.row(self.row) {
            self.offset = scrolled(self.offset, row.lines.clone(), self.page.lines.len(), height, 1);
        }
    }

    // ------------------------------------------------------------------------------------------- reading

    /// What is open.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The index, once a search has begun.
    #[must_use]
    pub fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    /// The size of the screen.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// Where things stand on the screen.
    #[must_use]
    pub fn panes(&self) -> Panes {
        Panes::of(self.size, self.focus, self.zoom, self.tip)
    }

    /// The pane that has the focus.
    #[must_use]
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// Whether the detail has the whole place.
    #[must_use]
    pub fn is_zoomed(&self) -> bool {
        self.zoom
    }

    /// The tree.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The node selected in the tree.
    #[must_use]
    pub fn selected_node(&self) -> Node {
        let rows = self.catalog.rows();
        rows.get(self.tree.selected()).map_or(Node::Stack(0), |row| row.node)
    }

    /// The node that the detail shows: the selected hit while searching, else what is selected in the tree.
    #[must_use]
    pub fn shown(&self) -> Node {
        let hit = self.search.as_ref().and_then(Search::chosen);
        let last = self.laid_out.as_ref().map(|layout| layout.node);
        match (&self.search, hit) {
            (_, Some(id)) => Node::Entry(id),
            // Without a hit the detail keeps what it showed last.
            (Some(search), None) if search.shown() == Shown::Nothing => last.unwrap_or_else(|| self.selected_node()),
            _ => self.selected_node(),
        }
    }

    /// The detail.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The row of the detail that the cursor rests on.
    #[must_use]
    pub fn row(&self) -> usize {
        self.row
    }

    /// How many lines of the detail are scrolled out at the top.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The search that is going on.
    #[must_use]
    pub fn search(&self) -> Option<&Search> {
        self.search.as_ref()
    }

    /// What lies over the panes.
    #[must_use]
    pub fn popup(&self) -> Option<&Popup> {
        self.popup.as_ref()
    }

    /// How many lines a popup has for its list.
    #[must_use]
    pub fn popup_rows(&self) -> usize {
        let frame = if Class::of(self.size) == Class::Narrow { 3 } else { 6 };
        usize::from(self.size.height).saturating_sub(frame)
    }

    /// Whether the list of keys has two columns.
    #[must_use]
    pub fn two_columns(&self) -> bool {
        self.size.width >= 78
    }

    /// The key that waits for another one.
    #[must_use]
    pub fn waiting(&self) -> Option<Key> {
        self.waiting
    }

    /// The name of the place that Back leads to.
    #[must_use]
    pub fn back_to(&self) -> Option<&str> {
        self.back.last().and_then(|place| match place.node {
            Node::Entry(id) => self.catalog.entry(id).map(|entry| entry.name()),
            Node::Category(stack, at) => self.catalog.category(stack, at).map(|category| category.name()),
            Node::Stack(at) => self.catalog.stack(at).map(|stack| stack.name()),
        })
    }

    /// What the status line says.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// Whether the first-run tip is shown.
    #[must_use]
    pub fn tip(&self) -> bool {
        self.tip
    }

    /// Where keys go.
    #[must_use]
    pub fn context(&self) -> Context {
        match (&self.popup, &self.search, self.focus) {
            (Some(Popup::Help(_)), ..) => Context::Help,
            (Some(Popup::Links(_)), ..) => Context::Links,
            (Some(Popup::Address { .. }), ..) => Context::Address,
            (None, Some(_), _) => Context::Search,
            (None, None, Focus::List) => Context::Tree,
            (None, None, Focus::Detail) => Context::Detail,
        }
    }
}

impl Model {
    /// What filtered text a popup holds, with its cursor in cells; for drawing.
    #[must_use]
    pub fn popup_input(&self) -> Option<(&str, usize)> {
        let of = |input: &'_ Input| input.visual_cursor();
        match &self.popup {
            Some(Popup::Help(help)) => Some((help.filter(), of(&help.input))),
            Some(Popup::Links(links)) => Some((links.filter(), of(&links.input))),
            _ => None,
        }
    }
}
