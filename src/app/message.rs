//! What comes in and what goes out.

use std::ops::Deref;
use std::sync::Arc;

use super::keys::Key;
use super::layout::Size;
use super::loading::{FileLocation, LoadProgress, Loaded, Problem};
use crate::catalog::Catalog;
use crate::dataset::{RecordId, SourceUrl};
use crate::search::{Advice, Index, Query, Results};

/// A large value that several threads look at; it is equal to itself only.
#[derive(Debug)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// Lets a value be shared.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> From<Arc<T>> for Shared<T> {
    fn from(value: Arc<T>) -> Self {
        Self(value)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Shared<T> {}

/// A search that is to be made beside the interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRequest {
    /// Which search this is: one with a higher number makes it pointless.
    pub id: u64,
    /// What is asked.
    pub query: Query,
    /// What is searched.
    pub catalog: Shared<Catalog>,
    /// The index of that.
    pub index: Shared<Index>,
}

/// What came of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchReply {
    /// Which search it was.
    pub id: u64,
    /// The hits.
    pub answer: Shared<Results>,
    /// What may help where there are none.
    pub advice: Advice,
}

impl SearchReply {
    /// The answer to a search, with advice where nothing was found.
    #[must_use]
    pub fn new(id: u64, answer: Arc<Results>, catalog: &Catalog, index: &Index) -> Self {
        let nothing = answer.is_empty() && answer.filtered_out_len() == 0;
        let advice = if nothing { index.advice(catalog, answer.query()) } else { Advice::default() };
        Self { id, answer: answer.into(), advice }
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A key was pressed.
    Press(Key),
    /// A text was pasted.
    Paste(String),
    /// The screen has another size.
    Resized(Size),
    /// What came of [`Effect::Open`].
    Opened {
        /// The address it was about.
        url: SourceUrl,
        /// What happened.
        outcome: Opening,
    },
    /// What came of [`Effect::Copy`]: how it was copied, or why not.
    Copied(Result<String, String>),
    /// What came of [`Effect::Index`].
    Indexed {
        /// What was to be indexed.
        catalog: Shared<Catalog>,
        /// Its index.
        index: Shared<Index>,
    },
    /// What came of [`Effect::Search`]; there is no message for a search that a later one made pointless.
    Searched(SearchReply),
    /// How far reading is.
    Progress(LoadProgress),
    /// What was read.
    Loaded(Loaded),
    /// What came of [`Effect::Check`].
    Checked(Vec<Problem>),
    /// Something went wrong beside the interface, in words.
    Failed(String),
}

/// What came of opening an address: no more than is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// The program of this name took it and ended well.
    Opened(String),
    /// The program of this name has it and is still running.
    Handed(String),
    /// The text browser of this name had it and has ended.
    Read(String),
    /// Nothing was started, and why.
    NoBrowser(String),
    /// The program that was tried failed, in words.
    Failed(String),
}

/// What is to be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditTarget {
    /// A place in a file.
    Location(FileLocation),
    /// A part of the stack at a position in the catalog.
    Record(u32, RecordId),
}

/// Something that the world must now do; nothing has been done yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open an address, and answer with [`Message::Opened`].
    Open(SourceUrl),
    /// Copy a text, and answer with [`Message::Copied`].
    Copy(String),
    /// Build the index of a large catalog, and answer with [`Message::Indexed`].
    Index(Shared<Catalog>),
    /// Search a large index, and answer with [`Message::Searched`].
    Search(Box<SearchRequest>),
    /// Read the files again, and answer with [`Message::Loaded`].
    Reload,
    /// Look for all that is wrong with the files, and answer with [`Message::Checked`].
    Check,
    /// Read no further; what was read so far comes as [`Message::Loaded`].
    StopLoading,
    /// Lend the terminal to the user's editor, and read the files again when it has ended.
    Edit(EditTarget),
    /// Remember that the first-run tip was seen.
    RememberTip,
    /// Stop until the shell continues the program.
    Suspend,
    /// End.
    Quit,
}
