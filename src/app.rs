//! The state of the interface, and the one function that changes it.
//!
//! A [`Message`] changes the [`Model`]; the side effects come back as [`Effect`] values, which a test can compare.
//! Nothing here uses a terminal, a clock or a disk.

<<<<<<< HEAD
mod bookmarks;
=======
pub mod chord_text;
>>>>>>> keys
pub mod compare;
pub mod content;
mod detail;
mod dice;
mod groupings;
pub mod help;
mod history;
pub mod keymap;
pub mod keys;
pub mod layout;
mod links;
pub mod loading;
pub mod map;
mod marks;
mod message;
mod model;
mod moves;
mod navigation;
mod node_map;
<<<<<<< HEAD
mod note;
=======
pub mod own_keys;
>>>>>>> keys
mod pending;
mod picking;
mod popup;
mod queue;
mod reading;
mod search;
mod searching;
mod selection;
mod shared;
mod sortings;
mod stack_row;
mod stacks;
mod subject;
mod text_input;
mod timeline;
mod tree;

pub use bookmarks::{BookmarkLine, BookmarkRow, Bookmarks, StackTitle};
pub use detail::Detail;
pub use groupings::{Groupings, lacking};
pub use layout::{Focus, View};
pub use links::{LinkRow, Links};
pub use loading::{FileLocation, LoadProgress, Loaded, OpenStacks, Problem};
pub use message::{EditTarget, Effect, Message, Notice, Opening, SearchReply, SearchRequest};
pub use model::{Model, Start};
pub use moves::{MoveLine, Moves};
pub use navigation::Navigation;
pub use note::{NoteBox, note_lines};
pub use pending::{Number, Pending};
pub use picking::Picking;
pub use popup::{Popup, PopupContent, Reason, UnopenedUrl, problem_counts, problem_list_lines};
pub use queue::{OPENED_AT_ONCE, Queue};
pub use reading::Reading;
pub use search::{HitTree, ListContent, ResultItem, ResultList, Search, TREE_HITS};
pub use selection::{ITEM_LINES, Selection};
pub use shared::Shared;
pub use sortings::{Sortings, unsortable};
pub use stack_row::{StackKey, StackPlace, StackRow, StackSize};
pub use stacks::Stacks;
pub use text_input::TextInput;
pub use timeline::{Timeline, TimelineRow};
pub use tree::Tree;
