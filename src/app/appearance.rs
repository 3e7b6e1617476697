//! The look of the interface: that of the settings, or one that was chosen while it runs.

use crate::theme::{Depth, Half, Look};

/// The look of the interface.
#[derive(Clone, Debug, Default)]
pub struct Appearance {
    look: Look,
    /// The dark and the light look, of which the terminal's background chooses one.
    halves: Option<[Look; 2]>,
    /// The colours that the terminal can show.
    depth: Depth,
}

impl Appearance {
    pub(super) fn new(look: Look, halves: Option<[Look; 2]>, depth: Depth) -> Self {
        Self { look, halves, depth }
    }

    /// The look, unless another one is being tried.
    pub fn look(&self) -> &Look {
        &self.look
    }

    /// The colours that the terminal can show.
    pub fn depth(&self) -> Depth {
        self.depth
    }

    /// Whether the terminal's background chooses the look.
    pub fn follows_background(&self) -> bool {
        self.halves.is_some() && self.depth >= Depth::Indexed
    }

    /// Takes the kind of background that the terminal has.
    pub(super) fn take_background(&mut self, half: Half) {
        if let Some([dark, light]) = &self.halves {
            self.look = if half == Half::Dark { dark } else { light }.clone();
        }
    }

    /// Takes the look that the user has chosen.
    pub(super) fn choose(&mut self, look: Look) {
        *self = Self { look, halves: None, ..*self };
    }
}
