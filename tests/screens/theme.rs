//! Themes: tried in a list, kept for a run, chosen by the terminal's background.

use std::sync::Arc;

use stacklore::library;
use stacklore::theme::{Depth, Half, Look, Palette};

use super::*;

fn palettes() -> Vec<Arc<Palette>> {
    library::all_themes(None)
}

/// A player in the list of themes.
fn choosing(width: u16, height: u16, start: Start) -> Player {
    let mut player = Player::starting(width, height, start);
    player.send(Message::Themes(palettes()));
    player
}

#[test]
fn a_theme_is_tried_by_moving_and_kept_by_enter() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = choosing(width, height, Start::default());
        player.sees("THEME").sees("> terminal").sees("as before");
        assert_eq!(player.model.look(), &Look::Terminal);
        player.press("j").press("j").sees("> ember-dark");
        assert_eq!(player.model.look().name(), "ember-dark");
        player.press("esc").misses("THEME");
        assert_eq!(player.model.look(), &Look::Terminal, "Esc returns to the one before");
        player.send(Message::Themes(palettes())).press("G").sees("> ink-light").press("enter");
        player.misses("THEME").sees("theme = \"ink-light\"");
        assert_eq!(player.model.look().name(), "ink-light");
        player.press("j").press("enter");
        assert_eq!(player.model.look().name(), "ink-light");
        // The list begins with the theme in use.
        player.send(Message::Themes(palettes())).sees("> ink-light");
        assert_eq!(player.effects(), []);
    }
}

#[test]
fn a_pair_is_dark_or_light_as_the_terminal_is_until_one_is_chosen() {
    let [dark, light] = [0, 1].map(|at| Look::Palette(Arc::clone(&palettes()[at])));
    let start = Start {
        look: dark.clone(),
        halves: Some([dark.clone(), light.clone()]),
        depth: Depth::Rgb,
        ..Start::default()
    };
    let mut player = Player::starting(80, 24, start.clone());
    assert!(player.model.appearance().follows_background());
    player.send(Message::Background(Half::Light));
    assert_eq!(player.model.look(), &light);
    player.send(Message::Background(Half::Dark));
    assert_eq!(player.model.look(), &dark);
    player.send(Message::Themes(palettes())).press("j").press("enter");
    player.send(Message::Background(Half::Dark));
    assert_eq!(player.model.look(), &light, "what was chosen stays");
    let start = Start { depth: Depth::Ansi, ..start };
    assert!(!Player::starting(80, 24, start).model.appearance().follows_background(), "it has no use for it");
}

#[test]
fn where_a_theme_cannot_be_shown_the_list_says_so() {
    let mut player = choosing(80, 24, Start { depth: Depth::Ansi, ..Start::default() });
    player.sees("ember-dark      needs a terminal with 256 colours");
    player.press("j").press("j").press("enter").sees("needs a terminal with 256 colours").sees("THEME");
    player.press("k").press("enter").sees("theme = \"mono\"");
    assert_eq!(player.model.look(), &Look::Mono);
}

#[test]
fn the_settings_choose_the_view_at_the_start() {
    let start = Start { grouping: Grouping::Year, as_of: Date::parse("2018").ok(), ..Start::default() };
    let mut player = Player::starting(120, 40, start);
    player.sees("as of 2018").sees("Esc today").press("v").sees("year").sees("as now");
}
