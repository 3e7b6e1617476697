//! Themes: the colours and attributes of each role of a text, and the reader of their files.
//!
//! Pure: the callers find the files and know the terminal. A theme names no program and no path.

mod contrast;
mod palette;
mod read;

pub use contrast::{Rgb, contrast, is_dark, nearest_of_256};
pub use palette::{Attributes, Depth, Half, Look, Palette, Role, RoleStyle, Tone, is_theme_name};
pub use read::{BUILT_IN, ThemeFile, read};
