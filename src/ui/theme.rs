//! How each role looks: the terminal's own sixteen colours, and never a background.
//!
//! Nothing is told by colour alone: states are words, hits are underlined, the selection is reversed and has a marker.

use ratatui::style::{Color, Modifier, Style};

use crate::app::content::{Piece, Role};

/// Whether colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// The terminal's own.
    Ansi,
    /// None at all, as `NO_COLOR` asks.
    None,
}

/// What the interface looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Whether colours are used.
    pub colours: Colours,
    /// Whether only ASCII is drawn around texts.
    pub ascii: bool,
}

impl Theme {
    /// The style of a role.
    pub(super) fn style(self, role: Role) -> Style {
        let (colour, modifier) = match role {
            Role::Text => (None, Modifier::empty()),
            Role::Title | Role::Heading => (None, Modifier::BOLD),
            Role::Dim | Role::Rule | Role::Label => (None, Modifier::DIM),
            Role::Link | Role::Number => (Some(Color::Cyan), Modifier::empty()),
            Role::Success => (Some(Color::Green), Modifier::empty()),
            Role::Former => (Some(Color::Magenta), Modifier::empty()),
            Role::Warning => (Some(Color::Red), Modifier::empty()),
        };
        let style = Style::new().add_modifier(modifier);
        match (colour, self.colours) {
            (Some(colour), Colours::Ansi) => style.fg(colour),
            _ => style,
        }
    }

    /// The style of a piece of text, as a part of a selected row or not.
    ///
    /// A selected row carries no colour: reversed, each colour would be a patch of background of its own.
    pub(super) fn piece(self, piece: &Piece, selected: bool) -> Style {
        let style = if selected { Self::SELECTED } else { self.style(piece.role) };
        if piece.hit { style.add_modifier(Modifier::UNDERLINED | Modifier::BOLD) } else { style }
    }

    /// The selection: reverse video and nothing else, so that it survives without colours.
    pub(super) const SELECTED: Style = Style::new().add_modifier(Modifier::REVERSED);

    /// The border of a pane.
    pub(super) fn border(self, focused: bool) -> Style {
        match (focused, self.colours) {
            (true, Colours::Ansi) => Style::new().fg(Color::Cyan),
            (true, Colours::None) => Style::new(),
            (false, _) => Style::new().add_modifier(Modifier::DIM),
        }
    }

    /// The mark of an open, and of a folded branch.
    pub(super) fn fold_marks(self) -> (&'static str, &'static str) {
        if self.ascii { ("-", "+") } else { ("▾", "▸") }
    }
}
