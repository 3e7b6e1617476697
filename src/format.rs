//! The project's own format, TOML, and findings rendered as text.
//!
//! Readers get bytes, and return values and findings with spans. They use no paths, files or terminals.
//!
//! - `reading`: the input and the result of every reader, and lines and columns of spans
//! - `report`: findings as text, with the error underlined
//! - `github`: findings as annotations of GitHub Actions
//! - `toml`: stacks as TOML, read and written

pub mod github;
mod reading;
pub mod report;
pub mod toml;

pub use reading::{File, Lines, Positions, Reading, SourceText};
