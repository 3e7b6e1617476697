//! Stacks turned into other formats: one file for each format.

pub mod csv;
pub mod json;
pub mod markdown;
