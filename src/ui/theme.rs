//! The style of each role: the terminal's sixteen colours, never a background.
//!
//! Colour is never the only sign: states are words, matches are underlined, the selection is reversed and has a marker.

use ratatui::style::{Color, Modifier, Style};

use crate::app::content::{Piece, Role, StateForm};
use crate::cells::Glyphs;

/// Whether colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// The terminal's own colours.
    Ansi,
    /// No colours, as with `NO_COLOR`.
    None,
}

/// The options of the appearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Whether colours are used.
    pub colours: Colours,
    /// The characters of borders and marks.
    pub glyphs: Glyphs,
}

impl Theme {
    /// The form of states: marks need colours.
    pub fn states(self) -> StateForm {
        match (self.colours, self.glyphs) {
            (Colours::Ansi, Glyphs::Unicode) => StateForm::Marks,
            _ => StateForm::Words,
        }
    }

    /// The style of a role.
    pub(super) fn style(self, role: Role) -> Style {
        let (colour, modifier) = match role {
            Role::Text => (None, Modifier::empty()),
            Role::Title | Role::Heading => (None, Modifier::BOLD),
            Role::Dim | Role::Rule | Role::Label => (None, Modifier::DIM),
            Role::Link | Role::Number => (Some(Color::Cyan), Modifier::empty()),
            Role::Success => (Some(Color::Green), Modifier::empty()),
            Role::Former => (Some(Color::Magenta), Modifier::empty()),
            Role::Unclear => (Some(Color::Yellow), Modifier::empty()),
            Role::Warning => (Some(Color::Red), Modifier::empty()),
            Role::Cursor => return Self::SELECTED,
        };
        let style = Style::new().add_modifier(modifier);
        match (colour, self.colours) {
            (Some(colour), Colours::Ansi) => style.fg(colour),
            _ => style,
        }
    }

    /// The style of a piece of text.
    ///
    /// A selected name has no colours, because reversed, each of them would be a patch of background.
    pub(super) fn piece(self, piece: &Piece, is_selected: bool) -> Style {
        let style = if is_selected { Self::SELECTED } else { self.style(piece.role) };
        if piece.hit { style.add_modifier(Modifier::UNDERLINED | Modifier::BOLD) } else { style }
    }

    /// The style of the selection: reverse video only, which needs no colours.
    pub(super) const SELECTED: Style = Style::new().add_modifier(Modifier::REVERSED);

    /// The mark of an open or a folded branch; a leaf has a space.
    pub(super) fn fold_mark(self, is_branch: bool, is_folded: bool) -> &'static str {
        match (is_branch, is_folded) {
            (false, _) => " ",
            (true, true) => self.glyphs.pick("▸", "+"),
            (true, false) => self.glyphs.pick("▾", "-"),
        }
    }

    /// The marks of a progress bar: done, and still to do.
    pub(super) fn progress_marks(self) -> (&'static str, &'static str) {
        self.glyphs.pick(("━", "─"), ("#", "-"))
    }

    /// A horizontal rule.
    pub(super) fn rule(self, cells: usize) -> Piece {
        Piece { text: self.glyphs.rule(cells), role: Role::Rule, hit: false }
    }
}
