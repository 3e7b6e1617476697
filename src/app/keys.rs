//! The table of actions.
//!
//! Dispatch, the hints at the bottom, the help popup and the documentation are made from that one table, and from the
//! keys that [`super::keymap`] says are in use.

use tui_input::InputRequest;

pub use super::chord::{Chord, Code, Key, MAX_CHORD};
use super::chord::{alt, ch, ctrl, ctrl_with, key, then};

/// The part of the interface that has the focus, in which keys are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// The tree.
    Tree,
    /// The detail.
    Detail,
    /// The search bar, with the results below it.
    Search,
    /// The search bar of the picker.
    Pick,
    /// The popups of all actions: help and the palette.
    Help,
    /// The popup of links.
    Links,
    /// The popup of groupings, or of the orders of the entries.
    Groupings,
    /// The popup with the neighbourhood of an entry.
    Map,
    /// The popup with the moves of the stacks.
    Moves,
    /// The popup that compares the stacks, or two entries.
    Compare,
    /// The popup in which a date, or an entry to compare with, is chosen.
    Timeline,
    /// The popup of stacks, while its filter is empty.
    Stacks,
    /// The popup of stacks, filtered by a text.
    FilteredStacks,
    /// The popup of themes.
    Themes,
    /// The popup of visited places.
    Jumps,
    /// The popup of problems.
    Problems,
    /// The popup of bookmarks and notes.
    Bookmarks,
    /// The popup with the queue of pages.
    Queue,
    /// The question in it whether many pages are to be opened.
    Question,
    /// The popup in which a note is written.
    Note,
    /// The popup that explains a hit.
    Reason,
    /// The popup of a URL that could not be opened.
    Url,
}

impl Context {
    /// Whether letters that are no command are typed into a text.
    pub(super) fn takes_text(self) -> bool {
        self == Self::Stacks || TYPING.contains(&self)
    }
}

/// A command of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below gives every one its title")]
pub enum Command {
    Move(Distance),
    MoveOther(Distance),
    In,
    Out,
    Toggle,
    FoldAll,
    UnfoldAll,
    SwitchPane,
    Section(Section),
    StepSection(Direction),
    Type(TextEdit),
    Search,
    CloseOrCancel,
    Follow,
    OpenHit,
    OpenFirst,
    OpenSource,
    OpenLink,
    Links,
    StepHit(Direction),
    SwitchResults,
    PickMark(Direction),
    Random,
    CopyCommand,
    Run(usize),
    OpenArchived,
    Copy(Copy),
    Bookmark,
    Bookmarks,
    Mark,
    Queue,
    Note,
    Remove,
    OpenNext,
    OpenAll,
    Go(Direction),
    Jumps,
    LastSearch,
    Zoom,
    Mouse,
    Groupings,
    Sort,
    Linear,
    Map,
    Timeline,
    StepTime(Direction),
    Stacks,
    SwitchStack,
    Theme,
    Moves,
    Compare,
    OwnStack,
    Explain,
    Problems,
    Edit,
    Reload,
    Help,
    Palette,
    Redraw,
    Suspend,
    Quit,
}

impl Command {
    /// Whether it moves, so that a number before its key repeats it.
    pub(super) fn is_move(self) -> bool {
        matches!(
            self,
            Self::Move(_)
                | Self::MoveOther(_)
                | Self::StepSection(_)
                | Self::StepHit(_)
                | Self::Go(_)
                | Self::StepTime(_)
        )
    }
}

/// A direction in the history, or among the sections or hits of the detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the directions")]
pub enum Direction {
    Back,
    Forward,
}

/// The distance of a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// Rows, or to an end.
    Rows(isize),
    /// Halves of a page.
    HalfPages(isize),
    /// Pages.
    Pages(isize),
}

impl Distance {
    /// The distance several times.
    pub(super) fn times(self, count: isize) -> Self {
        match self {
            Self::Rows(rows) => Self::Rows(rows.saturating_mul(count)),
            Self::HalfPages(halves) => Self::HalfPages(halves.saturating_mul(count)),
            Self::Pages(pages) => Self::Pages(pages.saturating_mul(count)),
        }
    }

    /// The number of rows, where a page has `page` of them.
    pub(super) fn rows(self, page: isize) -> isize {
        match self {
            Self::Rows(rows) => rows,
            Self::HalfPages(halves) => halves.saturating_mul(page / 2),
            Self::Pages(pages) => pages.saturating_mul(page),
        }
    }
}

/// A change of the text field, or a move of its cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEdit {
    /// One that the library knows.
    Request(InputRequest),
    /// Swap the characters around the cursor, and move it behind both.
    Transpose,
    /// Insert a line break.
    Break,
}

impl TextEdit {
    /// The edit of a key that types a character.
    pub(super) fn of_key(key: Key) -> Option<Self> {
        match key.code {
            Code::Char(c) if key.is_letter() => Some(Self::Request(InputRequest::InsertChar(c))),
            _ => None,
        }
    }
}

/// The sections of the detail that have a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the headings on the screen")]
pub enum Section {
    Claims,
    Sources,
    Relations,
}

/// The part of the selected thing to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below gives every one its title")]
pub enum Copy {
    Url,
    Title,
    Markdown,
    Citation,
    Json,
}

impl Copy {
    /// The noun for what is copied, where the thing under the cursor may be a claim.
    pub(super) fn noun(self, is_claim: bool) -> &'static str {
        match self {
            Self::Url => "URL",
            Self::Title if is_claim => "claim",
            Self::Title => "title",
            Self::Markdown => "Markdown link",
            Self::Citation if is_claim => "claim with its citation",
            Self::Citation => "citation",
            Self::Json => "JSON",
        }
    }
}

/// The groups of actions in the help popup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the headings on the screen")]
pub enum Group {
    Move,
    Typing,
    Find,
    Links,
    Copy,
    Collect,
    History,
    Files,
    View,
    Own,
}

impl Group {
    /// Every group, in the order of the help popup.
    pub const ALL: [Self; 10] = [
        Self::Move,
        Self::Find,
        Self::Links,
        Self::Copy,
        Self::Collect,
        Self::History,
        Self::View,
        Self::Files,
        Self::Own,
        Self::Typing,
    ];

    /// The heading.
    pub fn title(self) -> String {
        format!("{self:?}").to_uppercase()
    }
}

/// A command with its keys and texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its stable name.
    pub name: &'static str,
    /// Its title in the help popup.
    pub title: &'static str,
    /// Its keys, unless the settings give it others; none for what is reached by name only.
    pub keys: &'static [Chord],
    /// The contexts in which it applies.
    pub contexts: &'static [Context],
    /// Its group in the help popup.
    pub group: Group,
    /// Its priority among the hints (1 is first; 0 is never), and its text there.
    pub hint: (u8, &'static str),
    /// The command.
    pub command: Command,
}

impl Action {
    /// Whether a chord is one of the action in a context: a letter types where there is a text, unless the action is
    /// for that context alone.
    pub fn has_in(&self, chord: &Chord, context: Context) -> bool {
        let types = chord.keys().first().is_some_and(|key| key.is_letter()) && context.takes_text();
        self.contexts.contains(&context) && !(types && self.contexts.iter().any(|at| TYPING.contains(at)))
    }

    /// Whether a further key, a digit or a letter, says which page its chords open.
    pub fn is_labelled(&self) -> bool {
        matches!(self.command, Command::OpenSource | Command::OpenLink)
    }

    /// The place where it applies, for where it does not.
    pub(super) fn place(&self) -> &'static str {
        match (self.command, self.contexts) {
            (Command::Type(_), _) => "while typing only",
            (_, [Tree]) => "in the tree only",
            (_, [Pick]) => "in the picker only",
            (_, [Search] | [Search, Pick] | [Search, Pick, Links]) => "in a search only",
            (_, [Tree, ..]) => "in the tree and the detail only",
            (_, [Search | Links | Groupings, ..]) => "in lists only",
            (_, [Stacks, ..]) => "in the list of stacks only",
            (_, [Question]) => "answering a question only",
            (_, [Queue, ..]) => "in the queue only",
            (_, [Bookmarks, ..]) => "in the bookmarks only",
            (_, [Url]) => "in the box of a URL only",
            (_, [Reason, ..]) => "in a text only",
            _ => "not here",
        }
    }

    /// The place where it applies as the manual says it: nothing for the panes, and for what its group says.
    pub(super) fn place_in_manual(&self) -> &'static str {
        match self.contexts {
            contexts if contexts.len() == ANYWHERE.len() => "anywhere",
            [Tree | Detail, ..] => "",
            _ if self.group == Group::Typing => "",
            _ => self.place().trim_end_matches(" only"),
        }
    }

    /// The action with a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ACTIONS.iter().find(|action| action.name == name)
    }
}

use Context::{
    Bookmarks, Compare, Detail, FilteredStacks, Groupings, Help, Jumps, Links, Map, Moves, Note, Pick,
    Problems, Question, Queue, Reason, Search, Stacks, Themes, Timeline, Tree, Url,
};
use Distance::{HalfPages, Pages, Rows};
use InputRequest::{
    DeleteFromStart, DeleteNextChar, DeleteNextWord, DeletePrevChar, DeletePrevWord, DeleteTillEnd, GoToEnd,
    GoToNextChar, GoToNextWord, GoToPrevChar, GoToPrevWord, GoToStart, Yank,
};
use TextEdit::{Break, Request, Transpose};

pub(super) const BROWSE: &[Context] = &[Tree, Detail];
/// The contexts with a text field.
const TYPING: &[Context] = &[Search, Pick, Help, Links, Timeline, FilteredStacks, Jumps, Bookmarks, Note];
/// Those of them in which Delete changes the text, and nothing else.
const DELETING: &[Context] = &[Search, Pick, Help, Links, Timeline, FilteredStacks, Jumps, Note];
/// The contexts with a list below a text field.
const LISTING: &[Context] = &[Search, Pick, Help, Links, Timeline, Stacks, FilteredStacks, Jumps, Bookmarks];
/// The contexts with a list of which every letter is a key.
const PLAIN: &[Context] = &[Tree, Detail, Groupings, Themes, Map, Moves, Compare, Queue, Problems];
const ANYWHERE: &[Context] = &[
    Tree,
    Detail,
    Search,
    Pick,
    Help,
    Links,
    Groupings,
    Themes,
    Map,
    Moves,
    Compare,
    Timeline,
    Stacks,
    FilteredStacks,
    Jumps,
    Bookmarks,
    Queue,
    Question,
    Note,
    Problems,
    Reason,
    Url,
];

macro_rules! actions {
    ($($name:literal, $title:literal, [$($chord:expr),*], $contexts:expr, $group:ident, ($priority:literal, $hint:literal), $command:expr;)+) => {
        &[$(Action {
            name: $name, title: $title, keys: &[$($chord),*], contexts: $contexts, group: Group::$group,
            hint: ($priority, $hint), command: $command,
        }),+]
    };
}

/// The table of actions. A command may have two rows: contexts with a text field cannot bind letters.
pub const ACTIONS: &[Action] = actions! {
    "next", "next", [ch('j'), key(Code::Down), ctrl('n')], PLAIN, Move, (0, ""), Command::Move(Rows(1));
    "previous", "previous", [ch('k'), key(Code::Up)], PLAIN, Move, (3, "choose"), Command::Move(Rows(-1));
    "next-in-list", "next (typing)", [key(Code::Down), ctrl('n')], LISTING, Move, (0, ""), Command::Move(Rows(1));
    "previous-in-list", "previous (typing)", [key(Code::Up), ctrl('p')], LISTING, Move, (3, "choose"), Command::Move(Rows(-1));
    "previous-in-popup", "previous (popups)", [ctrl('p')], &[Groupings, Themes, Map, Moves, Compare, Queue, Problems], Move, (0, ""), Command::Move(Rows(-1));
    "scroll-down", "scroll down", [ch('j'), key(Code::Down)], &[Reason, Url], Move, (0, ""), Command::Move(Rows(1));
    "scroll-up", "scroll up", [ch('k'), key(Code::Up)], &[Reason, Url], Move, (0, ""), Command::Move(Rows(-1));
    "in", "unfold or go in", [ch('l'), key(Code::Right)], &[Tree, Detail, Map, Compare], Move, (0, ""), Command::In;
    "out", "fold or go out", [ch('h'), key(Code::Left)], &[Tree, Detail, Map, Compare], Move, (0, ""), Command::Out;
    "toggle", "fold or unfold", [ch(' ')], BROWSE, Move, (11, "fold"), Command::Toggle;
    "fold-all", "fold all", [ch('-')], &[Tree], Move, (14, "fold all"), Command::FoldAll;
    "unfold-all", "unfold all", [ch('+')], &[Tree], Move, (15, "unfold all"), Command::UnfoldAll;
    "first", "first", [then('g', 'g'), key(Code::Home)], PLAIN, Move, (0, ""), Command::Move(Rows(isize::MIN));
    "last", "last", [ch('G'), key(Code::End)], PLAIN, Move, (0, ""), Command::Move(Rows(isize::MAX));
    "half-page-down", "half page down", [ctrl('d')], PLAIN, Move, (0, ""), Command::Move(HalfPages(1));
    "half-page-up", "half page up", [ctrl('u')], PLAIN, Move, (0, ""), Command::Move(HalfPages(-1));
    "page-down", "page down", [key(Code::PageDown)], &[Search, Pick, Help, Links, Groupings, Themes, Map, Moves, Compare, Timeline, Stacks, FilteredStacks, Jumps, Bookmarks, Queue, Problems], Move, (0, ""), Command::Move(Pages(1));
    "page-up", "page up", [key(Code::PageUp)], &[Search, Pick, Help, Links, Groupings, Themes, Map, Moves, Compare, Timeline, Stacks, FilteredStacks, Jumps, Bookmarks, Queue, Problems], Move, (0, ""), Command::Move(Pages(-1));
    "other-down", "other pane down", [ch('J')], BROWSE, Move, (10, "scroll"), Command::MoveOther(Rows(1));
    "other-up", "other pane up", [ch('K')], BROWSE, Move, (0, ""), Command::MoveOther(Rows(-1));
    "other-page-down", "other page down", [key(Code::PageDown)], BROWSE, Move, (0, ""), Command::MoveOther(Pages(1));
    "other-page-up", "other page up", [key(Code::PageUp)], BROWSE, Move, (0, ""), Command::MoveOther(Pages(-1));
    "switch-pane", "switch panes", [key(Code::Tab), key(Code::BackTab)], BROWSE, Move, (7, "pane"), Command::SwitchPane;
    "claims", "claims", [then('g', 'c')], BROWSE, Move, (0, ""), Command::Section(Section::Claims);
    "sources", "sources", [then('g', 's')], BROWSE, Move, (0, ""), Command::Section(Section::Sources);
    "relations", "relations", [then('g', 'r')], BROWSE, Move, (0, ""), Command::Section(Section::Relations);
    "map", "map of the neighbours", [then('g', 'm')], BROWSE, View, (0, ""), Command::Map;
    "next-section", "next section", [then('g', 'n'), ch('}')], BROWSE, Move, (0, ""), Command::StepSection(Direction::Forward);
    "previous-section", "previous section", [then('g', 'p'), ch('{')], BROWSE, Move, (0, ""), Command::StepSection(Direction::Back);
    "cursor-left", "cursor left", [key(Code::Left), ctrl('b')], TYPING, Typing, (0, ""), Command::Type(Request(GoToPrevChar));
    "cursor-right", "cursor right", [key(Code::Right), ctrl('f')], TYPING, Typing, (0, ""), Command::Type(Request(GoToNextChar));
    "word-left", "word left", [alt(Code::Char('b')), alt(Code::Left), ctrl_with(Code::Left)], TYPING, Typing, (0, ""), Command::Type(Request(GoToPrevWord));
    "word-right", "word right", [alt(Code::Char('f')), alt(Code::Right), ctrl_with(Code::Right)], TYPING, Typing, (0, ""), Command::Type(Request(GoToNextWord));
    "text-start", "start of the text", [ctrl('a'), key(Code::Home)], TYPING, Typing, (0, ""), Command::Type(Request(GoToStart));
    "text-end", "end of the text", [ctrl('e'), key(Code::End)], TYPING, Typing, (0, ""), Command::Type(Request(GoToEnd));
    "delete-left", "delete left", [key(Code::Backspace), ctrl('h')], TYPING, Typing, (0, ""), Command::Type(Request(DeletePrevChar));
    "delete-right", "delete right", [key(Code::Delete), ctrl('d')], DELETING, Typing, (0, ""), Command::Type(Request(DeleteNextChar));
    "delete-word-left", "delete word left", [ctrl('w'), alt(Code::Backspace), ctrl_with(Code::Backspace)], TYPING, Typing, (0, ""), Command::Type(Request(DeletePrevWord));
    "delete-word-right", "delete word right", [alt(Code::Char('d')), ctrl_with(Code::Delete)], TYPING, Typing, (0, ""), Command::Type(Request(DeleteNextWord));
    "delete-to-start", "delete to start", [ctrl('u')], TYPING, Typing, (0, ""), Command::Type(Request(DeleteFromStart));
    "delete-to-end", "delete to end", [ctrl('k')], TYPING, Typing, (0, ""), Command::Type(Request(DeleteTillEnd));
    "insert-deleted", "insert deleted", [ctrl('y')], TYPING, Typing, (0, ""), Command::Type(Request(Yank));
    "transpose", "swap characters", [ctrl('t')], TYPING, Typing, (0, ""), Command::Type(Transpose);
    "line-break", "line break (in a note)", [alt(Code::Enter), ctrl('o')], &[Note], Typing, (2, "new line"), Command::Type(Break);
    "search", "search", [ch('/'), ctrl('f')], BROWSE, Find, (2, "find"), Command::Search;
    "next-hit", "next hit in the text", [ch('n')], BROWSE, Find, (0, ""), Command::StepHit(Direction::Forward);
    "previous-hit", "previous hit", [ch('N')], BROWSE, Find, (0, ""), Command::StepHit(Direction::Back);
    "switch-results", "complete; hits in the tree", [key(Code::Tab), key(Code::BackTab)], &[Search], Find, (4, "tree"), Command::SwitchResults;
    "pick-mark", "mark and go on", [key(Code::Tab)], &[Pick], Find, (2, "mark"), Command::PickMark(Direction::Forward);
    "pick-mark-back", "mark and go back", [key(Code::BackTab)], &[Pick], Find, (0, ""), Command::PickMark(Direction::Back);
    "explain", "explain the hit", [key(Code::F(1))], &[Search, Pick], Find, (0, ""), Command::Explain;
    "agree", "yes (to a question)", [ch('y')], &[Question], Collect, (0, ""), Command::Follow;
    "decline", "no (to a question)", [ch('n')], &[Question], Collect, (0, ""), Command::CloseOrCancel;
    "leave", "close or cancel", [key(Code::Esc)], ANYWHERE, Find, (17, "leave"), Command::CloseOrCancel;
    "back", "back", [key(Code::Backspace), ch('H'), alt(Code::Left)], BROWSE, History, (9, "back"), Command::Go(Direction::Back);
    "forward", "forward", [ch('L'), alt(Code::Right)], BROWSE, History, (16, "forward"), Command::Go(Direction::Forward);
    "jumps", "visited places", [then('g', 'j')], BROWSE, History, (0, ""), Command::Jumps;
    "last-search", "last search again", [ctrl('r')], BROWSE, Find, (0, ""), Command::LastSearch;
    "follow", "read or follow", [key(Code::Enter)], &[Tree, Detail, Search, Pick, Links, Groupings, Themes, Map, Moves, Compare, Timeline, Stacks, FilteredStacks, Jumps, Bookmarks, Queue, Question, Note, Help, Problems, Reason], Links, (1, "go"), Command::Follow;
    "switch-stack", "open or close the stack", [ch(' ')], &[Stacks], Files, (0, ""), Command::SwitchStack;
    "open-first", "open the source", [ch('o')], &[Tree, Detail, Moves, Compare], Links, (3, "open"), Command::OpenFirst;
    "open-hit", "open the hit", [ctrl('o')], &[Search, Pick, Links], Links, (2, "open"), Command::OpenHit;
    "open-source", "open source [n]", [ch('1'), ch('2'), ch('3'), ch('4'), ch('5'), ch('6'), ch('7'), ch('8'), ch('9')], BROWSE, Links, (4, "source"), Command::OpenSource;
    "open-link", "open link [a]", [
        then('f', 'a'), then('f', 'b'), then('f', 'c'), then('f', 'd'), then('f', 'e'), then('f', 'f'), then('f', 'g'),
        then('f', 'h'), then('f', 'i'), then('f', 'j'), then('f', 'k'), then('f', 'l'), then('f', 'm'), then('f', 'n'),
        then('f', 'o'), then('f', 'p'), then('f', 'q'), then('f', 'r'), then('f', 's'), then('f', 't'), then('f', 'u'),
        then('f', 'v'), then('f', 'w'), then('f', 'x'), then('f', 'y'), then('f', 'z')
    ], BROWSE, Links, (0, ""), Command::OpenLink;
    "links", "all links", [ch('u')], BROWSE, Links, (5, "links"), Command::Links;
    "open-archived", "archived copy", [ch('A')], &[Tree, Detail, Url], Links, (13, "archived copy"), Command::OpenArchived;
    "copy-url", "copy URL", [then('y', 'y')], BROWSE, Copy, (6, "copy"), Command::Copy(self::Copy::Url);
    "copy-title", "copy title", [then('y', 't')], BROWSE, Copy, (0, ""), Command::Copy(self::Copy::Title);
    "copy-markdown", "copy Markdown", [then('y', 'm')], BROWSE, Copy, (0, ""), Command::Copy(self::Copy::Markdown);
    "copy-citation", "copy citation", [then('y', 'c')], BROWSE, Copy, (0, ""), Command::Copy(self::Copy::Citation);
    "copy-json", "copy JSON", [then('y', 'j')], BROWSE, Copy, (0, ""), Command::Copy(self::Copy::Json);
    "copy-command", "copy this view as a command", [then('y', 'v')], BROWSE, Copy, (0, ""), Command::CopyCommand;
    "copy-command-in-search", "copy this search as a command", [], &[Search], Copy, (0, ""), Command::CopyCommand;
    "copy-address", "copy URL", [ch('y')], &[Url], Copy, (1, "copy"), Command::Copy(self::Copy::Url);
    "bookmark", "bookmark", [ch('b')], BROWSE, Collect, (20, "bookmark"), Command::Bookmark;
    "bookmarks", "bookmarks and notes", [ch('B')], BROWSE, Collect, (0, ""), Command::Bookmarks;
    "mark", "queue the page", [ch('m')], &[Tree, Detail, Queue], Collect, (20, "queue"), Command::Mark;
    "queue", "queue of pages", [ch('Q')], BROWSE, Collect, (0, ""), Command::Queue;
    "note", "write a note", [ch('a')], BROWSE, Collect, (0, ""), Command::Note;
    "open-next", "open the next five", [ch('o'), ctrl('o')], &[Queue], Collect, (2, "open five"), Command::OpenNext;
    "open-all", "open the whole queue", [ch('O')], &[Queue], Collect, (3, "open all"), Command::OpenAll;
    "remove", "remove, or put back", [key(Code::Delete), ch('d')], &[Queue], Collect, (4, "remove"), Command::Remove;
    "remove-in-list", "remove, or put back (typing)", [key(Code::Delete), ctrl('d')], &[Bookmarks], Collect, (4, "remove"), Command::Remove;
    "edit", "edit in the editor", [ch('e')], &[Tree, Detail, Problems], Files, (18, "edit"), Command::Edit;
    "reload", "reload the files", [ch('r')], &[Tree, Detail, Problems], Files, (19, "reload"), Command::Reload;
    "problems", "problems", [ch('!')], BROWSE, Files, (0, ""), Command::Problems;
    "theme", "choose a theme", [], BROWSE, View, (0, ""), Command::Theme;
    "group", "group the tree", [ch('v')], BROWSE, View, (7, "group"), Command::Groupings;
    "sort", "sort the tree", [ch('s')], BROWSE, View, (0, ""), Command::Sort;
    "linear", "linear form, or panes", [then('g', 'l')], BROWSE, View, (0, ""), Command::Linear;
    "as-of", "as of a date", [ch('T')], BROWSE, View, (7, "as of"), Command::Timeline;
    "earlier", "the change before", [ch('<')], BROWSE, View, (0, ""), Command::StepTime(Direction::Back);
    "later", "the change after", [ch('>')], BROWSE, View, (0, ""), Command::StepTime(Direction::Forward);
    "stacks", "open and close stacks", [ch('S')], BROWSE, View, (7, "stacks"), Command::Stacks;
    "moves", "moves: what replaced what", [ch('M')], BROWSE, View, (0, ""), Command::Moves;
    "compare", "compare the entry or the stacks", [ch('=')], &[Tree, Detail, Stacks], View, (9, "compare"), Command::Compare;
    "own-stack", "the stack of its own", [then('g', 't')], BROWSE, View, (0, ""), Command::OwnStack;
    "random", "a random entry", [ch('R')], BROWSE, Find, (0, ""), Command::Random;
    "zoom", "zoom: detail, then list", [ch('z')], BROWSE, View, (12, "zoom"), Command::Zoom;
    "mouse", "mouse on or off; Shift selects text", [], BROWSE, View, (0, ""), Command::Mouse;
    "help", "all keys", [ch('?'), key(Code::F(1))], BROWSE, View, (0, "keys"), Command::Help;
    "palette", "any action by name", [ch(':'), key(Code::F(2)), ctrl('p')], BROWSE, View, (0, ""), Command::Palette;
    "palette-in-text", "any action by name (typing)", [key(Code::F(2))], &[Search, Links, Groupings, Themes, Map, Moves, Compare, Timeline, Stacks, FilteredStacks, Jumps, Bookmarks, Queue, Problems, Reason, Url], View, (0, ""), Command::Palette;
    "help-in-text", "all keys (typing)", [key(Code::F(1))], &[Links, Groupings, Themes, Map, Moves, Compare, Timeline, Stacks, FilteredStacks, Jumps, Bookmarks, Queue, Problems, Reason, Url], View, (0, "keys"), Command::Help;
    "redraw", "draw the screen anew", [ctrl('l')], ANYWHERE, View, (0, ""), Command::Redraw;
    "suspend", "suspend", [ctrl('z')], ANYWHERE, View, (0, ""), Command::Suspend;
    "quit", "quit", [ch('q')], BROWSE, View, (8, "quit"), Command::Quit;
    "quit-anywhere", "quit (anywhere)", [ctrl('c'), alt(Code::Char('q'))], ANYWHERE, View, (0, ""), Command::Quit;
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_name_of_its_own_and_a_title() {
        let mut names: Vec<&str> = ACTIONS.iter().map(|action| action.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ACTIONS.len());
        assert!(ACTIONS.iter().all(|action| !action.title.is_empty()));
    }

    #[test]
    fn nothing_typed_into_a_text_is_a_command_there() {
        for action in ACTIONS.iter().filter(|action| action.contexts.iter().any(|at| TYPING.contains(at))) {
            for chord in action.keys {
                assert!(!chord.keys().iter().any(|key| key.is_letter()), "{} takes {chord}", action.name);
            }
        }
    }
}
