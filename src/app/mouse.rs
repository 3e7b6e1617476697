//! The mouse in the words of the interface: what happened, and at which cell.

/// How the mouse is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct MouseUse {
    /// Whether it is used at all; the terminal reports it only then.
    pub(super) is_on: bool,
    /// Whether the terminal can report it.
    pub(super) is_possible: bool,
    /// Whether the button that is held drags the rule between the panes.
    pub(super) is_dragging: bool,
}

impl MouseUse {
    /// The use of the mouse at the start.
    pub(super) fn new(is_on: bool, is_possible: bool) -> Self {
        Self { is_on: is_on && is_possible, is_possible, is_dragging: false }
    }
}

/// The reason why the mouse cannot be used; the terminal would report the rows from the top of the screen.
pub(super) const NO_MOUSE: &str = "there is no mouse below the prompt";

/// An event of the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// Its kind.
    pub kind: MouseKind,
    /// The column of the pointer, from 0.
    pub x: u16,
    /// The row of the pointer, from 0.
    pub y: u16,
}

/// The kinds of events of the mouse.
///
/// Only the left button counts: the terminal pastes with the middle one, and has a menu on the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseKind {
    /// The button was pressed.
    Press,
    /// The pointer was moved with the button held.
    Drag,
    /// The button was released.
    Release,
    /// The wheel was turned by one step away from the user.
    WheelUp,
    /// The wheel was turned by one step towards the user.
    WheelDown,
    /// The button that goes back was pressed.
    Back,
    /// The button that goes forward was pressed.
    Forward,
}
