//! The output of `kept` as JSON.

#![expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]

use serde::Serialize;
use serde_with::skip_serializing_none;

/// Output of `kept`: the lists that were asked for.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct Kept {
    pub version: u32,
    pub bookmarks: Option<Vec<BookmarkLine>>,
    pub queue: Option<Vec<QueuedLine>>,
    pub notes: Option<Vec<NoteLine>>,
}

/// The entry that something is kept of.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct ThingPart {
    pub stack: String,
    /// The file or folder of the stack, unless it is built in.
    pub path: Option<String>,
    pub entry: String,
}

/// A bookmark on an entry, which has a name, or on a claim.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct BookmarkLine {
    #[serde(flatten)]
    pub thing: ThingPart,
    pub name: Option<String>,
    pub claim: Option<String>,
    pub added: Option<String>,
}

/// A page of the queue, with the entry that it comes from.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct QueuedLine {
    pub url: String,
    pub title: Option<String>,
    #[serde(flatten)]
    pub thing: Option<ThingPart>,
    pub name: Option<String>,
    pub added: Option<String>,
}

/// A note on an entry, which has a name, or on a claim.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct NoteLine {
    #[serde(flatten)]
    pub thing: ThingPart,
    pub name: Option<String>,
    pub claim: Option<String>,
    pub text: String,
    pub written: Option<String>,
}
