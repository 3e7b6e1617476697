//! The model and its one update function.

mod history;
mod moving;
mod opening;
mod reading;
mod searching;

use std::collections::HashSet;

use super::help::Help;
use super::keys::{self, Code, Command, Key, Meaning};
use super::layout::Size;
use super::links::Links;
use super::message::{Effect, Message};
use super::page::{self, Page};
use super::search::Search;
use super::selection::scrolled;
use super::tree::Tree;
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::SourceUrl;
use crate::search::{Index, Query};

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
    /// The query of the last search, whose words stay marked in the text that it led to.
    marks: Option<Query>,
    /// Earlier queries, the latest last.
    queries: Vec<String>,
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
            marks: None,
            queries: Vec::new(),
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
            Command::NextHit => self.step_hit(true),
            Command::PreviousHit => self.step_hit(false),
            Command::SwitchResults => self.switch_results(),
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

    fn say(&mut self, text: String) {
        self.notice = Some(Notice { text, failed: false });
    }

    fn warn(&mut self, text: String) {
        self.notice = Some(Notice { text, failed: true });
    }

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
        let width = if width == 0 { usize::from(self.size.width).saturating_sub(1) } else { width };
        let query = self.marked().map(|query| query.text().to_owned()).unwrap_or_default();
        let wanted =
            Layout { node, width, query, opened: self.opened_claims.len(), visited: self.visited.len() };
        if self.laid_out.as_ref() == Some(&wanted) {
            return;
        }
        if self.laid_out.as_ref().is_none_or(|layout| layout.node != node) {
            self.row = 0;
            self.offset = 0;
        }
        let marks = self.index.as_ref().zip(self.marked());
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
}
