//! The project's own format: TOML turned into stacks and back, and findings drawn under the words they are about.
//!
//! A reader is given bytes and returns values and findings with their positions. It uses no paths, files or terminals.

pub mod github;
mod reading;
pub mod report;
pub mod toml;

pub use reading::{File, Lines, Positions, Reading, SourceText};
