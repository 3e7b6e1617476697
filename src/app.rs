//! The state of the interface, and the one function that changes it.
//!
//! A [`Message`] comes in, the [`Model`] changes, and what the world must do comes back as an [`Effect`] that a test
//! can compare. Nothing here knows a terminal, a clock or a disk; nothing moves by itself.

pub mod content;
mod detail;
pub mod help;
mod history;
pub mod keys;
pub mod layout;
mod links;
pub mod loading;
mod message;
mod model;
mod search;
mod selection;
mod subject;
mod tree;

pub use detail::Detail;
pub use links::{LINK_LINES, LinkRow, Links};
pub use loading::{FileLocation, LoadProgress, Loaded, PROBLEM_LINES, Problem, Problems};
pub use message::{EditTarget, Effect, Message, Opening, SearchReply, SearchRequest, Shared};
pub use model::{Focus, Model, Notice, Popup, Start, View};
pub use search::{HIT_LINES, HitTree, ListContent, ResultItem, Search, TREE_HITS};
pub use selection::Selection;
pub use tree::Tree;
