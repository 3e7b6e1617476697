//! The lore of a technology stack: what a service runs on, since when, and the page that proves it.
//!
//! Values flow one way, and only the rim touches the world:
//!
//! ```text
//!  data/*.toml · the user's files                        keys
//!              │                                           │
//!              ▼                                           ▼
//!          format ──► dataset ──► catalog ──► search ──► app: Model + Message ──► Effect
//!       (text ⇄ values)              │           │         │                        │
//!                                    ▼           │         ▼                        ▼
//!                                   cli ◄────────┘   ui: &Model ──► screen   tui ──► system
//!                               (lines, JSON)                              (loop)   (browser, clipboard, files)
//! ```
//!
//! - [`dataset`]: what a sourced stack is, and the rules it must meet.
//! - [`format`](mod@format): the project's own TOML, read and written, and findings drawn under the words they are about.
//! - [`import`]: foreign texts turned into stacks, one file per format.
//! - [`export`]: a stack turned into text, one file per format.
//! - [`config`]: the settings of a person, and the reader of the file that has them.
//! - [`library`]: finds the stacks that a person names, and reads them.
//! - [`catalog`]: all loaded stacks, found by id and laid out as one flat tree.
//! - [`search`]: a query turned into ranked hits, each with its reason.
//! - [`app`]: the state of the interface, its table of keys, and the one function that changes it.
//! - [`ui`]: a model turned into a screen.
//! - [`tui`]: the loop that reads, updates, performs and draws, and the terminal, taken and given back.
//! - [`cli`]: a file per command, each writing to the writer it is given.
//! - [`system`]: the outside: browser, clipboard, files.
//! - [`cells`]: text measured in terminal cells.

pub mod app;
pub mod catalog;
pub mod cells;
pub mod cli;
pub mod config;
pub mod dataset;
pub mod export;
pub mod format;
pub mod import;
pub mod library;
pub mod search;
pub mod system;
pub mod tui;
pub mod ui;
