//! Foreign texts turned into stacks: one file for each format.

mod detect;
pub mod markdown;

pub use detect::Format;
