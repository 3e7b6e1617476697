//! Text to values and back: one file for each format.
//!
//! It knows nothing of paths, files or streams.

pub mod json;
