//! The messages that the model takes, the effects that it asks for, and the values that they carry.

use std::sync::Arc;

use super::content::Target;
use super::keys::{Command, Key};
use super::layout::Size;
use super::loading::{FileLocation, LoadProgress, Loaded, Problem};
use super::mouse::Mouse;
use super::own_commands::OwnRun;
use super::shared::Shared;
use super::stack_row::{StackKey, StackRow};
use crate::catalog::{Catalog, EntryId, Grouping, Move, Node, Sorting};
use crate::dataset::{Date, Destination, RecordId, SourceUrl};
use crate::kept::{self, Bookmark, Change, Note, QueuedPage, Seen, StackName, Thing};
use crate::search::{Advice, Index, Query, Results};
use crate::theme::{Half, Look, Palette};

/// A search to run on a background thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRequest {
    /// Its id; a request with a higher id supersedes it.
    pub id: u64,
    /// The query.
    pub query: Query,
    /// The catalog to search.
    pub catalog: Shared<Catalog>,
    /// The index of the catalog.
    pub index: Shared<Index>,
}

/// The results of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchReply {
    /// The id of the request.
    pub id: u64,
    /// The hits.
    pub results: Shared<Results>,
    /// The index that found them.
    pub index: Shared<Index>,
    /// Suggestions, where there are no hits.
    pub advice: Advice,
}

impl SearchReply {
    /// The reply to a request, with suggestions where nothing was found.
    pub fn new(id: u64, results: Arc<Results>, catalog: &Catalog, index: &Shared<Index>) -> Self {
        let nothing = results.is_empty() && results.filtered_out_len() == 0;
        let advice = if nothing { index.advice(catalog, results.query()) } else { Advice::default() };
        Self { id, results: Shared(results), index: index.clone(), advice }
    }
}

/// An event: input of the user, or the reply to an effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A key was pressed.
    Press(Key),
    /// Reply to [`Effect::Wait`].
    Waited(u64),
    /// A text was pasted.
    Paste(String),
    /// The mouse was used.
    Mouse(Mouse),
    /// The screen was resized.
    Resized(Size),
    /// Reply to [`Effect::Open`].
    Opened {
        /// The URL.
        url: SourceUrl,
        /// The outcome.
        outcome: Opening,
    },
    /// Reply to [`Effect::Copy`]: how it was copied, or why not.
    Copied(Result<String, String>),
    /// Reply to [`Effect::WriteCommand`]: the command line, or why there is none.
    CommandWritten(Result<String, String>),
    /// Reply to [`Effect::Index`].
    Indexed {
        /// The catalog.
        catalog: Shared<Catalog>,
        /// Its index.
        index: Shared<Index>,
    },
    /// Reply to [`Effect::Search`]; a superseded search sends none.
    Searched(SearchReply),
    /// A load is running.
    Progress(LoadProgress),
    /// A load has ended, or a part of it is done.
    Loaded(Loaded),
    /// Reply to [`Effect::Check`].
    Checked(Vec<Problem>),
    /// Reply to [`Effect::Tie`]: the catalog knows its technologies now.
    Tied(Shared<Catalog>),
    /// Reply to [`Effect::ListStacks`].
    Stacks(Vec<StackRow>),
    /// Reply to [`Effect::ListThemes`].
    Themes(Vec<Arc<Palette>>),
    /// The terminal has a background of this kind.
    Background(Half),
    /// The pages that were opened in earlier runs.
    OpenedBefore(kept::Opened),
    /// Reply to [`Effect::Run`]: what is known of the program.
    Ran(String),
    /// Reply to [`Effect::ReadSeen`]: what was there at the last visit of each stack, `None` at the first one.
    SeenBefore(Vec<(StackName, Option<Seen>)>),
    /// A background task failed, with the error as text.
    Failed(String),
}

/// The outcome of opening a URL, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// The program of this name ended with success.
    Opened(String),
    /// The program of this name got it and is still running.
    Handed(String),
    /// The text browser of this name was used and has ended.
    Read(String),
    /// No program was found, with the reason.
    NoBrowser(String),
    /// The program failed, with the error as text.
    Failed(String),
}

/// The place in the files at which the editor opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditTarget {
    /// A line and column of a file.
    Location(FileLocation),
    /// A record of the stack at a position in the catalog.
    Record(u32, RecordId),
}

/// A side effect for the loop to perform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Wait for 300 ms, and reply with [`Message::Waited`] and the same id; a later wait supersedes it.
    Wait(u64),
    /// Open a page, and reply with [`Message::Opened`].
    Open(Destination),
    /// Write the command line that opens the same stacks with some options, and reply with [`Message::CommandWritten`].
    WriteCommand(Vec<String>),
    /// Copy a text, and reply with [`Message::Copied`].
    Copy(String),
    /// Build the index of a large catalog, and reply with [`Message::Indexed`].
    Index(Shared<Catalog>),
    /// Search a large index, and reply with [`Message::Searched`].
    Search(Box<SearchRequest>),
    /// Reload the files, and reply with [`Message::Loaded`].
    Reload,
    /// Collect all problems of the files, and reply with [`Message::Checked`].
    Check,
    /// Find the technologies that several stacks of a catalog have, and reply with [`Message::Tied`].
    Tie(Shared<Catalog>),
    /// List the stacks that can be opened, and reply with [`Message::Stacks`].
    ListStacks,
    /// List the themes, and reply with [`Message::Themes`].
    ListThemes,
    /// Open a further stack, and reply with [`Message::Loaded`].
    OpenStack(StackKey),
    /// Open a further stack by the path of its file or folder, and reply with [`Message::Loaded`].
    OpenPath(String),
    /// Close the open stack at a position, and reply with [`Message::Loaded`].
    CloseStack(u32),
    /// Stop the load; what is read so far comes as [`Message::Loaded`].
    StopLoading,
    /// Run a command of the user's, and reply with [`Message::Ran`] or [`Message::Failed`].
    Run(Box<OwnRun>),
    /// Hand the terminal over to the user's editor, and reload the files when it has ended.
    Edit(EditTarget),
    /// Keep changes for the next run, in the background and in this order.
    Keep(Vec<Change>),
    /// Read what was there at the last visit of some stacks, and reply with [`Message::SeenBefore`].
    ReadSeen(Vec<StackName>),
    /// Switch the reports of the mouse on or off.
    Mouse(bool),
    /// Draw the whole screen anew, whatever other programs have drawn over it.
    Redraw,
    /// Suspend the program until the shell continues it.
    Suspend,
    /// End the program and print the entries that were picked, in this order; none if there was nothing to pick.
    Pick(Vec<EntryId>),
    /// End the program; if entries were to be picked, none was.
    Quit,
}

/// The text of the status line until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The text.
    pub text: String,
    /// Whether it is about a failure.
    pub failed: bool,
}

impl Notice {
    pub(super) fn info(text: impl Into<String>) -> Self {
        Self { text: text.into(), failed: false }
    }

    pub(super) fn warning(text: impl Into<String>) -> Self {
        Self { text: text.into(), failed: true }
    }
}

/// The pages of the queue to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum QueuedPages {
    /// One.
    One(QueuedPage),
    /// The next [`OPENED_AT_ONCE`](super::OPENED_AT_ONCE).
    Next,
    /// All of them, which is asked about if there are more than that.
    All,
    /// All of them, as was answered.
    Agreed,
}

/// The outcome of a command in a popup, for the model to carry out.
pub(super) enum Response {
    /// Nothing happens.
    Ignored,
    /// A warning is shown.
    Warn(&'static str),
    /// The popup stays, and an effect is performed.
    Effect(Effect),
    /// The popup stays, and a URL is copied.
    CopyUrl(SourceUrl),
    /// The popup closes, and an effect is performed.
    CloseAndDo(Effect),
    /// Another item of the popup is selected.
    Select(usize),
    /// The popup closes, and a node is selected.
    GoTo(Node),
    /// The popup closes, and the place so many steps forward or back is gone to.
    Jump(isize),
    /// The popup stays, and the proof of a move is opened.
    Prove(Move),
    /// The popup stays, and the page opens that proves a part of a node.
    OpenOf(Node, Target),
    /// Two entries are compared in place of the popup.
    CompareEntries(EntryId, EntryId),
    /// The popup closes, and the tree is grouped in another way.
    Regroup(Grouping),
    /// The popup closes, and a look is kept for this run.
    ChooseLook(Look),
    /// The popup closes, and the entries of the tree are sorted in another way.
    Sort(Sorting),
    /// The popup closes, and the stacks are shown as of a date.
    ShowAsOf(Date),
    /// The popup stays, and a further stack is opened.
    OpenStack(StackKey),
    /// The popup stays, and the open stack at a position is closed.
    CloseStack(u32),
    /// The popup closes, and a command runs in what is below it.
    CloseAndRun(Command),
    /// An entry or a claim of any stack is selected.
    GoToThing(Thing),
    /// A bookmark is removed, or added again.
    ToggleBookmark(Bookmark),
    /// A page is taken out of the queue, or put there again.
    ToggleQueued(QueuedPage),
    /// A note is removed, or written again.
    ToggleNote(Note),
    /// Pages of the queue are opened.
    OpenQueued(QueuedPages),
    /// The question about them is dropped.
    DropQuestion,
    /// The popup closes, and the note is kept.
    KeepNote(Note),
}
