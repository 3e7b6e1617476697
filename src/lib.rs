//! The lore of a technology stack: what a service runs on, since when, and the page that proves it.
pub mod app;
pub mod catalog;
pub mod cells;
pub mod cli;
pub mod dataset;
pub mod format;
pub mod search;
pub mod system;
pub mod tui;
pub mod ui;
