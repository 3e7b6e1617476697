//! The one cleaner: makes foreign text inert, so that it may go to a terminal.

use std::borrow::Cow;

/// Why a text may not stand in a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// A control character.
    Control,
}

/// The first fault of a text and the byte where it is.
#[must_use]
pub fn fault(text: &str) -> Option<(usize, TextFault)> {
    text.char_indices().find(|(_, c)| c.is_control()).map(|(at, _)| (at, TextFault::Control))
}

/// The text with everything that a terminal might act on made visible.
#[must_use]
pub fn inert(text: &str) -> Cow<'_, str> {
    if fault(text).is_none() { Cow::Borrowed(text) } else { text.escape_debug().to_string().into() }
}
