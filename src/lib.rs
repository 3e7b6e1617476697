//! The lore of a technology stack: what a service runs on, since when, and the page that proves it.
//!
//! Data flows one way, and only the outermost modules do I/O:
//!
//! ```text
//!  data/*.toml · files of the user                       keys
//!              │                                           │
//!              ▼                                           ▼
//!    format, import ──► dataset ──► catalog ──► search ──► app: Model + Message ──► Effect
//!    (text to values)      │           │          │          │                        │
//!                          ▼           ▼          │          ▼                        ▼
//!                       export ──►    cli ◄───────┘     ui: &Model ──► screen   tui ──► system
//!                    (values to text)                                 (loop)   (browser, clipboard, files)
//! ```
//!
//! - [`dataset`]: the data model of a stack, and its validation.
//! - [`format`](mod@format): TOML stacks: read, write, merge; and findings rendered as text.
//! - [`import`]: foreign formats to stacks, one file per format.
//! - [`export`]: stacks to text, one file per format.
//! - [`config`]: the settings, and the reader of their layers.
//! - [`theme`]: the colours and attributes of each role of a text, and the reader of their files.
//! - [`library`]: resolves the stacks and themes that the user names, and reads them.
//! - [`catalog`]: all loaded stacks: lookup by id, and one flat tree of rows.
//! - [`kept`]: what is kept between two runs: bookmarks, the queue, notes, places.
//! - [`search`]: queries to ranked hits with tier and field.
//! - [`app`]: the state of the interface, the table of actions, and the update function.
//! - [`ui`]: renders the model.
//! - [`tui`]: the event loop, and the terminal state.
//! - [`cli`]: the commands, one file each, writing to a given writer.
//! - [`system`]: I/O: browser, clipboard, files, file watching.
//! - [`cells`]: text measurement in terminal cells.
//! - `parallel`: independent jobs on all cores.

pub mod app;
pub mod catalog;
pub mod cells;
pub mod cli;
pub mod config;
pub mod dataset;
pub mod export;
pub mod format;
pub mod import;
pub mod kept;
pub mod library;
mod parallel;
pub mod search;
pub mod system;
pub mod theme;
pub mod tui;
pub mod ui;
