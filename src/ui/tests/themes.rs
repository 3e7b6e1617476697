//! Themes on the screen: their list, and what each cell of a frame has.

use std::sync::Arc;

use super::*;
use crate::app::content::StateForm;
use crate::format::File;
use crate::theme::{self, BUILT_IN, Depth, Look, Palette};
use ratatui::style::{Color, Modifier};

fn palettes() -> Vec<Arc<Palette>> {
    BUILT_IN.into_iter().flat_map(|(name, text)| theme::read(name, File::new(name, text)).palettes).collect()
}

fn themed(palette: &Arc<Palette>, depth: Depth) -> Theme {
    Theme { colours: Colours::new(&Look::Palette(Arc::clone(palette)), depth), glyphs: Glyphs::Unicode }
}

#[test]
fn the_list_of_themes() {
    snapshots("themes", |model| {
        let _none = model.update(Message::Themes(palettes()));
        press(model, "jj");
    });
}

/// Keys that lead to each kind of view.
const VIEWS: [&str; 10] =
    ["", "/rows", "/zzz", "?", "ju", "j<enter>gc ", "v", "vj<enter>", "jgs<enter>", "jgml"];

/// A colour as numbers; one of the 256 by the table of xterm.
fn rgb(colour: Color) -> Option<[u8; 3]> {
    match colour {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(number @ 16..) => {
            // The nearest colour of one that is in the table is that one.
            let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            Some(match number - 16 {
                cube @ ..216 => [cube / 36, cube / 6 % 6, cube % 6].map(level),
                grey => [8 + 10 * (grey - 216); 3],
            })
        }
        _ => None,
    }
}

#[test]
fn every_cell_of_every_view_is_painted_and_readable() {
    for keys in VIEWS {
        let mut model = model((120, 40));
        press(&mut model, keys);
        let plain = text(&screen(&model, THEME));
        for palette in palettes() {
            for depth in [Depth::Rgb, Depth::Indexed] {
                let name = format!("{} {depth:?} {keys}", palette.full_name());
                let buffer = screen(&model, themed(&palette, depth));
                assert_eq!(text(&buffer), plain, "{name}: a theme changes no text");
                for cell in &buffer.content {
                    let (Some(colour), Some(background)) = (rgb(cell.fg), rgb(cell.bg)) else {
                        panic!("{name}: {cell:?} is not painted")
                    };
                    let contrast = theme::contrast(colour, background);
                    assert!(cell.symbol() == " " || contrast >= 4.5, "{name}: {cell:?} {contrast:.2}");
                    assert!(!cell.modifier.contains(Modifier::DIM), "{name}: {cell:?}");
                }
            }
        }
    }
}

#[test]
fn the_selection_has_a_background_and_a_marker_in_every_theme() {
    for palette in palettes() {
        let buffer = screen(&model((80, 24)), themed(&palette, Depth::Rgb));
        let line = line_with(&buffer, ">    PostgreSQL");
        let ground = line[79].bg;
        let selected = line.iter().filter(|cell| cell.bg != ground).count();
        assert_eq!(selected, "PostgreSQL".len(), "the name only");
    }
}

#[test]
fn a_terminal_of_sixteen_colours_has_its_own_and_without_colours_there_are_none() {
    let mut model = model((80, 24));
    press(&mut model, "/rows");
    for palette in palettes() {
        let of = |depth| screen(&model, themed(&palette, depth));
        assert_eq!(of(Depth::Ansi), screen(&model, THEME));
        assert_eq!(of(Depth::None), screen(&model, Theme { colours: Colours::None, ..THEME }));
    }
    let own =
        theme::read("own", File::new("own.toml", "link = 'bright-red'\nselection = { reverse = true }\n"))
            .palettes;
    let buffer = screen(&model, themed(&own[0], Depth::Ansi));
    assert!(buffer.content.iter().all(|cell| cell.bg == Color::Reset));
    assert!(buffer.content.iter().any(|cell| cell.fg == Color::LightRed));
}

#[test]
fn a_theme_that_is_tried_is_seen_at_once_also_in_its_marks() {
    let mut model = model((120, 40));
    let _none = model.update(Message::Themes(palettes()));
    assert_eq!(model.states(), StateForm::Marks);
    press(&mut model, "j");
    assert_eq!((model.look(), model.states()), (&Look::Mono, StateForm::Words));
    press(&mut model, "j");
    assert_eq!((model.look().name(), model.states()), ("ember-dark".to_owned(), StateForm::Marks));
    press(&mut model, "?");
    assert_eq!(model.look().name(), "ember-dark", "also below help");
    press(&mut model, "<esc><esc>");
    assert_eq!(model.look(), &Look::Terminal);
}
