//! The popup that lists the themes; the selected one is tried at once.

use std::sync::Arc;

use super::keys::Command;
use super::message::Response;
use crate::theme::{Depth, Look, Palette};

/// The themes to choose from.
#[derive(Clone, Debug)]
pub struct Themes {
    /// The looks, that of the terminal and the one without colours first.
    pub all: Vec<Look>,
    /// The colours that the terminal can show.
    depth: Depth,
    /// The position of the look before.
    before: usize,
}

impl Themes {
    pub(super) fn new(palettes: Vec<Arc<Palette>>, current: &Look, depth: Depth) -> Self {
        let palettes = palettes.into_iter().map(Look::Palette);
        let all: Vec<Look> = [Look::Terminal, Look::Mono].into_iter().chain(palettes).collect();
        let before = all.iter().position(|look| look == current).unwrap_or(0);
        Self { all, depth, before }
    }

    /// The position of the look before.
    pub fn before(&self) -> usize {
        self.before
    }

    /// The reason why a look cannot be chosen on this terminal.
    pub fn obstacle(&self, look: &Look) -> Option<&'static str> {
        let needs_more = matches!(look, Look::Palette(palette) if palette.needs_256());
        (needs_more && self.depth < Depth::Indexed).then_some("needs a terminal with 256 colours")
    }

    /// The response to a command on the look at a position; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize) -> Option<Response> {
        let look = self.all.get(at)?;
        (command == Command::Follow).then(|| match self.obstacle(look) {
            Some(why) => Response::Warn(why),
            None => Response::ChooseLook(look.clone()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::File;
    use crate::theme::{BUILT_IN, read};

    #[test]
    fn a_terminal_of_sixteen_colours_keeps_its_own() {
        let palettes = read("ember", File::new("ember.toml", BUILT_IN[0].1)).palettes;
        let own = read("own", File::new("own.toml", "link = 'red'\n")).palettes;
        let themes = |depth| Themes::new([palettes.clone(), own.clone()].concat(), &Look::Mono, depth);
        let names = themes(Depth::Rgb).all.iter().map(Look::name).collect::<Vec<_>>();
        assert_eq!(names, ["terminal", "mono", "ember-dark", "ember-light", "own"]);
        assert_eq!(themes(Depth::Rgb).before(), 1);
        for (at, can_be_chosen) in [true, true, false, false, true].into_iter().enumerate() {
            let response = themes(Depth::Ansi).perform(Command::Follow, at);
            assert_eq!(matches!(response, Some(Response::ChooseLook(_))), can_be_chosen, "{at}");
            let response = themes(Depth::Indexed).perform(Command::Follow, at);
            assert!(matches!(response, Some(Response::ChooseLook(_))), "{at}");
        }
        assert!(themes(Depth::Rgb).perform(Command::In, 0).is_none());
    }
}
