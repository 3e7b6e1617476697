//! The model and its one update function.

mod layers;
mod loading;
mod moving;
mod opening;
mod reading;
mod searching;

use super::detail::{Detail, Layout};
use super::help::Help;
use super::history::{History, Place};
use super::keys::{self, Action, Code, Command, Key, Meaning};
use super::layout::{Class, Size};
use super::links::Links;
use super::loading::{LoadProgress, Problem, Problems};
use super::message::{Effect, Message, Shared};
use super::search::Search;
use super::tree::Tree;
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::{Date, SourceUrl};
use crate::search::{Index, Query, QueryCache};

/// The pane that keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The tree, or the results of a search.
    List,
    /// The detail.
    Detail,
}

/// How a stack is looked at while nobody searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Both panes, and keys go to the tree.
    Tree,
    /// Both panes, and keys go to the detail.
    Detail,
    /// The detail alone.
    Zoomed,
}

/// What lies over the panes.
#[derive(Clone, Debug)]
pub enum Popup {
    /// The list of keys.
    Help(Help),
    /// The list of every link.
    Links(Links),
    /// The list of what is wrong with the files.
    Problems(Problems),
    /// Why an entry is a hit, and what a query can say.
    Reason {
        /// The name of the entry.
        of: String,
        /// The query in words, then what each part of it found.
        lines: Vec<String>,
        /// How many lines are scrolled out at the top.
        offset: usize,
    },
    /// An address that nothing could open, and why.
    Url {
        /// What the box is called.
        title: String,
        /// The address.
        url: SourceUrl,
        /// What happened, in words.
        why: String,
        /// How many lines are scrolled out at the top.
        offset: usize,
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
    /// The id of an entry to select once it has been read.
    pub pending_selection: Option<String>,
    /// Whether the first-run tip is shown.
    pub tip: bool,
    /// What day it is, for queries such as `age:>3y`.
    pub today: Option<Date>,
    /// Whether some of the stacks come from files.
    pub has_files: bool,
    /// Whether one comes through the standard input.
    pub is_piped: bool,
    /// How far reading is, when the catalog is still to come.
    pub loading: Option<LoadProgress>,
    /// What is wrong with the files that were read already; none where nobody looked.
    pub problems: Option<Vec<Problem>>,
}

/// The state of the interface.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a state of its own, and any may be true beside any"
)]
pub struct Model {
    catalog: Shared<Catalog>,
    /// Built when the first search begins, so that starting does not wait for it.
    index: Option<Shared<Index>>,
    /// Whether the index is of what was shown before, to be used until there is a new one.
    outdated: bool,
    /// Whether the index is being built beside the interface.
    indexing: bool,
    /// What earlier queries found, where searches are made here.
    memory: QueryCache,
    /// The number of the latest search made beside the interface.
    asked: u64,
    /// Keys that wait for the answer to a search, as they are about its hits.
    held: Vec<Key>,
    today: Option<Date>,
    has_files: bool,
    is_piped: bool,
    loading: Option<LoadProgress>,
    /// Whether what is shown is not all, as reading was stopped.
    part: bool,
    /// What was found wrong with the files.
    problems: Vec<Problem>,
    /// Whether that is all that is wrong with them.
    checked: bool,
    /// Whether somebody waits for the list of all that is wrong.
    checking: bool,
    /// The id of an entry to select once it has been read.
    wanted: Option<String>,
    /// What the world must do, collected until the update ends.
    effects: Vec<Effect>,
    size: Size,
    view: View,
    tree: Tree,
    detail: Detail,
    search: Option<Search>,
    /// The query of the last search, whose words stay marked in the text that it led to.
    marks: Option<Query>,
    /// Earlier queries, the latest last.
    queries: Vec<String>,
    popup: Option<Popup>,
    /// What lay under the list of keys when that was opened over it.
    under: Option<Popup>,
    waiting: Option<Key>,
    history: History,
    notice: Option<Notice>,
    /// How often the box without a browser was shown: after the second time a line will do.
    boxes_shown: u8,
    tip: bool,
}

impl Model {
    /// The interface over a catalog, on a screen of a size.
    #[must_use]
    pub fn new(catalog: Catalog, size: Size, start: Start) -> Self {
        let tree = Tree::new(&catalog);
        let mut model = Self {
            tree,
            catalog: Shared::new(catalog),
            index: None,
            outdated: false,
            indexing: false,
            memory: QueryCache::new(),
            asked: 0,
            held: Vec::new(),
            today: start.today,
            has_files: start.has_files,
            loading: start.loading,
            is_piped: start.is_piped,
            part: false,
            checked: start.problems.is_some(),
            problems: start.problems.unwrap_or_default(),
            checking: false,
            wanted: start.pending_selection,
            effects: Vec::new(),
            size,
            view: View::Tree,
            detail: Detail::default(),
            search: None,
            marks: None,
            queries: Vec::new(),
            popup: None,
            under: None,
            waiting: None,
            history: History::default(),
            notice: None,
            boxes_shown: 0,
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
        match message {
            Message::Press(key) => {
                self.notice = None;
                if std::mem::take(&mut self.tip) {
                    self.effects.push(Effect::RememberTip);
                }
                self.take_key(key);
            }
            Message::Paste(text) => self.paste(&text),
            Message::Resized(size) => self.size = size,
            Message::Opened { url, outcome } => {
                let effect = self.opened(url, outcome);
                self.effects.extend(effect);
            }
            Message::Copied(Ok(how)) => self.say(how),
            Message::Copied(Err(why)) | Message::Failed(why) => self.warn(why),
            Message::Indexed { catalog, index } => self.indexed(&catalog, index),
            Message::Searched(found) => self.found(found),
            Message::Progress(progress) => self.progressed(progress),
            Message::Loaded(loaded) => self.loaded(loaded),
            Message::Checked(problems) => self.checked(problems),
        }
        self.settle();
        std::mem::take(&mut self.effects)
    }

    fn press(&mut self, key: Key) -> Option<Effect> {
        let waiting = self.waiting.take();
        let meaning = keys::meaning(self.context(), waiting, key);
        if Class::for_size(self.size) == Class::TooSmall {
            // Nobody could see what any other key does.
            return match meaning {
                Meaning::Action(Action { command: command @ (Command::Quit | Command::Suspend), .. }) => {
                    self.perform(*command, key)
                }
                _ => None,
            };
        }
        match meaning {
            Meaning::Action(action) => self.perform(action.command, key),
            Meaning::ChordPrefix => {
                self.waiting = Some(key);
                None
            }
            // Esc gives the waiting key up, and nothing else.
            Meaning::Nothing if waiting.is_some() && key.code == Code::Esc => None,
            Meaning::Nothing if waiting.is_some() && key.is_letter() => {
                self.warn(format!("{}{key} means nothing here", waiting.unwrap_or(key)));
                None
            }
            // Ctrl-C and the like mean what they always mean.
            Meaning::Nothing if waiting.is_some() => self.press(key),
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
            Command::CloseOrCancel => self.peel(),
            Command::Follow => return self.follow(),
            Command::OpenFirst => return self.open_first(),
            Command::OpenHit => return self.open_hit(),
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
            Command::Explain => self.explain(),
            Command::Problems => return self.show_problems(),
            Command::Edit => return self.edit_file(),
            Command::Reload => return self.reload(),
            Command::Help => self.show_help(),
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
        let rows = self.panes().list_rows();
        if let (Some(search), Some(index)) = (&mut self.search, &self.index) {
            search.keep_visible(index, rows);
        }
        self.lay_out();
        self.tree.keep_visible(&self.catalog, rows);
        let popup_rows = self.popup_rows();
        let two = self.two_columns();
        match &mut self.popup {
            Some(Popup::Help(help)) => help.keep_visible(popup_rows, two),
            Some(Popup::Links(links)) => links.keep_visible(popup_rows),
            Some(Popup::Problems(problems)) => problems.keep_visible(popup_rows),
            _ => {}
        }
    }

    fn lay_out(&mut self) {
        let (height, width) = self.panes().detail_size();
        // On narrow screens the detail is laid out while the list is shown, for the size it will have.
        let (height, width) = if width == 0 {
            (self.panes().list_rows(), usize::from(self.size.width).saturating_sub(1))
        } else {
            (height, width)
        };
        let query = self.marked().map(|query| query.text().to_owned()).unwrap_or_default();
        let layout = Layout { node: self.shown_node(), width, height, query };
        let focused = self.focus() == Focus::Detail;
        // Not by a method, so that the detail may change meanwhile.
        let marked = match &self.search {
            Some(search) => search.answered(),
            None => self.marks.as_ref(),
        };
        let marks = self.index.as_deref().zip(marked);
        let aim = self.search.as_ref().and_then(Search::aim);
        self.detail.lay_out(&self.catalog, layout, marks, aim.as_ref(), focused);
    }
}
