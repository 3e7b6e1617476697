//! Text turned into stacks and back: one file for each format.
//!
//! A reader is given bytes and gives back values and findings with their places. It knows nothing of paths, files or
//! terminals.

pub mod csv;
mod detect;
pub mod github;
pub mod json;
pub mod markdown;
mod reading;
pub mod report;
pub mod toml;

pub use detect::Format;
pub use reading::{File, Lines, Positions, Reading, SourceText};
