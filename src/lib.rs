//! The lore of a technology stack: what a service runs on, since when, and the page that proves it.
pub mod cells;
pub mod dataset;
pub mod system;
