//! The rules that hold whatever is shown: the characters of ASCII, the styles, texts that stay in their place, and a screen for
//! all messages.

use proptest::prelude::*;
use ratatui::style::{Color, Modifier};

use super::{SIZES, THEME, line_with, model, press, screen, text};
use crate::app::content::StateForm;
use crate::app::keys::{Code, Key};
use crate::app::layout::Size;
use crate::app::{Effect, LoadProgress, Message, Model, Opening, Problem, Start};
use crate::catalog::{Catalog, sample};
use crate::dataset::{EntryParts, SourceUrl, StackBuilder, StackKind};
use crate::ui::{Colours, Glyphs, Theme};

/// The characters of a screen in ASCII that are neither ASCII nor of the sample's own text.
fn odd_in_ascii(model: &Model) -> String {
    let drawn = text(&screen(model, Theme { glyphs: Glyphs::Ascii, ..THEME }));
    drawn.chars().filter(|c| !c.is_ascii() && *c != 'é').collect()
}

#[test]
fn ascii_has_the_plain_form_of_typeset_names_in_titles_too() {
    let mut builder = StackBuilder::new(StackKind::Stack, "a", "“A” – one…", "", "https://example.org", None);
    builder.category("all", "“All”", "", None);
    let name = "The “new” store’s name…";
    builder.entry(&EntryParts {
        id: "one",
        name,
        homepage: "https://example.org/x",
        ..EntryParts::default()
    });
    let catalog = Catalog::new(vec![builder.build()]);
    for (width, height) in SIZES {
        let start = Start { glyphs: Glyphs::Ascii, ..Start::default() };
        let mut model = Model::new(catalog.clone(), Size { width, height }, start);
        for keys in ["", "u", "<esc>v", "<esc><enter>", "/new", "<f1>"] {
            press(&mut model, keys);
            assert_eq!(odd_in_ascii(&model), "", "after {keys}");
        }
    }
}

#[test]
fn ascii_draws_nothing_else_around_the_texts() {
    let url = || SourceUrl::parse("https://example.org/blog/move").unwrap();
    let message = "the key `lisence` is unknown".to_owned();
    let problem = Problem {
        is_error: true,
        is_open: true,
        location: None,
        message,
        help: Some("rename it".to_owned()),
    };
    let problems = vec![problem; 9];
    for width in (20..=130).step_by(5) {
        for height in [5, 8, 12, 24, 50] {
            let start = Start {
                glyphs: Glyphs::Ascii,
                tip: true,
                problems: Some(problems.clone()),
                ..Start::default()
            };
            let mut model = Model::new(sample::catalog(), Size { width, height }, start);
            for keys in [
                "",
                "j",
                "y",
                "<esc>/rows",
                "<tab>",
                "<tab><f1>",
                "<esc><esc>?",
                "x",
                "<esc>ju",
                "zzz",
                "<esc><enter>z",
                "gc ",
                "<esc><esc>!",
                "<esc>/zzzzz",
                "<esc>/\"rows",
                "<f1>",
                "<esc><esc>/scylla cat:lang",
                "<enter>NNn",
                "gm",
                "lj",
                "<esc>gs<enter>",
                "<esc>v",
                "j<enter>",
                "+jjj",
            ] {
                press(&mut model, keys);
                assert_eq!(odd_in_ascii(&model), "", "{width}x{height} after {keys:?}");
            }
            for outcome in [Opening::Failed("no\nbrowser".to_owned()), Opening::NoBrowser("none".to_owned())]
            {
                let _effects = model.update(Message::Opened { url: url(), outcome });
                assert_eq!(odd_in_ascii(&model), "", "{width}x{height}");
            }
            let half =
                LoadProgress { bytes: 50_000, total: Some(100_000), entries: 9, ..LoadProgress::default() };
            let _effects = model.update(Message::Progress(half));
            assert_eq!(odd_in_ascii(&model), "", "{width}x{height}");
        }
    }
}

#[test]
fn the_selection_is_reversed_has_a_marker_and_no_colour() {
    for colours in [Colours::Ansi, Colours::None] {
        let buffer = screen(&model((80, 24)), Theme { colours, glyphs: Glyphs::Unicode });
        let line = line_with(&buffer, ">    PostgreSQL");
        let reversed = line.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count();
        assert_eq!(reversed, "PostgreSQL".len(), "the name only");
        let selected = &line[5..15];
        assert!(selected.iter().all(|cell| cell.modifier.contains(Modifier::REVERSED)));
        assert!(selected.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    }
}

#[test]
fn without_colours_no_cell_has_one_and_no_cell_ever_has_a_background() {
    for keys in ["", "/rows", "/zzz", "?", "ju", "j<enter>gc ", "v", "vj<enter>", "jgs<enter>", "jgml"] {
        let mut model = model((120, 40));
        press(&mut model, keys);
        let plain = screen(&model, Theme { colours: Colours::None, glyphs: Glyphs::Unicode });
        assert!(plain.content.iter().all(|cell| cell.fg == Color::Reset), "{keys}");
        let coloured = screen(&model, THEME);
        assert!(coloured.content.iter().all(|cell| cell.bg == Color::Reset), "{keys}");
        assert_eq!(text(&plain), text(&coloured), "colour says something that words do not: {keys}");
    }
}

#[test]
fn states_are_marks_and_without_colours_words() {
    let of = |states| {
        let start = Start { states, ..Start::default() };
        let model = Model::new(sample::catalog(), Size { width: 80, height: 24 }, start);
        let buffer = screen(&model, THEME);
        line_with(&buffer, ">    PostgreSQL")
            .iter()
            .take(29)
            .map(ratatui::buffer::Cell::symbol)
            .collect::<String>()
    };
    assert!(of(StateForm::Marks).ends_with("○ "), "{}", of(StateForm::Marks));
    assert!(of(StateForm::Words).ends_with("former "), "{}", of(StateForm::Words));
    let theme = |colours, glyphs| Theme { colours, glyphs }.states();
    assert_eq!(theme(Colours::Ansi, Glyphs::Unicode), StateForm::Marks);
    assert_eq!(theme(Colours::None, Glyphs::Unicode), StateForm::Words);
    assert_eq!(theme(Colours::Ansi, Glyphs::Ascii), StateForm::Words);
}

#[test]
fn below_a_popup_no_cursor_is_active() {
    for keys in ["j?", "ju", "j<enter>gcu"] {
        let mut model = model((120, 40));
        press(&mut model, keys);
        let drawn = text(&screen(&model, THEME));
        assert_eq!(drawn.lines().filter(|line| line.starts_with('>')).count(), 0, "{keys}\n{drawn}");
        assert!(drawn.lines().any(|line| line.starts_with('-')), "{keys}\n{drawn}");
        let popup = model.popup().and_then(|popup| popup.area(model.size())?.frame).unwrap();
        let buffer = screen(&model, THEME);
        for (at, cell) in buffer.content.iter().enumerate() {
            let x = u16::try_from(at % 120).unwrap();
            let is_beside = x < popup.x || x >= popup.x + popup.width;
            assert!(!(is_beside && cell.modifier.contains(Modifier::REVERSED)), "{keys}\n{drawn}");
        }
    }
}

#[test]
fn the_first_key_moves_nothing_when_the_tip_goes() {
    for (width, height) in SIZES {
        let of = |tip| {
            let start = Start { tip, ..Start::default() };
            text(&screen(&Model::new(sample::catalog(), Size { width, height }, start), THEME))
        };
        let (with, without) = (of(true), of(false));
        let differ = with.lines().zip(without.lines()).filter(|(one, other)| one != other).count();
        assert!(differ <= 1, "{with}\n{without}");
    }
}

#[test]
fn what_the_query_matched_is_underlined() {
    let mut model = model((80, 24));
    press(&mut model, "/scyl");
    let buffer = screen(&model, THEME);
    let line = line_with(&buffer, "> ScyllaDB");
    let marked: String = line[..29]
        .iter()
        .filter(|cell| cell.modifier.contains(Modifier::UNDERLINED))
        .map(ratatui::buffer::Cell::symbol)
        .collect();
    assert_eq!(marked, "Scyl");
}

#[test]
fn odd_text_stays_inside_its_pane_at_every_size() {
    let mut builder = StackBuilder::new(StackKind::List, "odd", "Ödd 語", "", "", None);
    builder.category("all", "語語語語語語語語語語語語語語語語語語語語", "a🌞b", None);
    let name = "a🌞b \u{301}語語 👩‍👩‍👧‍👦 ☃\u{fe0f} ﾊﾟｶﾞ e\u{301} שלום مرحبا 🇵🇱";
    builder.entry(&EntryParts {
        id: "odd",
        name,
        summary: name,
        tags: vec![name, "語"],
        ..Default::default()
    });
    let catalog = Catalog::new(vec![builder.build()]);
    for width in 1..=200 {
        for height in [1, 7, 8, 15, 20, 50] {
            let start = Start { query: Some("語".to_owned()), ..Start::default() };
            for start in [start, Start::default()] {
                let model = Model::new(catalog.clone(), Size { width, height }, start);
                let buffer = screen(&model, THEME);
                if let Some(divider) = model.panes().divider {
                    let column = (divider.y..divider.y + divider.height).map(|y| (divider.x, y));
                    let row = (divider.x..divider.x + divider.width).map(|x| (x, divider.y));
                    for (x, y) in column.chain(row) {
                        let symbol = buffer[(x, y)].symbol();
                        assert!(["│", "┃", "─"].contains(&symbol), "{width}x{height}: {symbol:?} at {x},{y}");
                    }
                }
            }
        }
    }
}

fn any_key() -> impl Strategy<Value = Key> {
    let code = prop_oneof![
        8 => prop::sample::select("jklhgGyjcsrtmu/o?AzJKHL-+= {}qx1928é語".chars().collect::<Vec<_>>()).prop_map(Code::Char),
        4 => prop::sample::select(vec![
            Code::Enter, Code::Esc, Code::Tab, Code::BackTab, Code::Backspace, Code::Delete, Code::Up, Code::Down,
            Code::Left, Code::Right, Code::Home, Code::End, Code::PageUp, Code::PageDown, Code::F(1), Code::F(5),
        ]),
    ];
    (code, prop::bool::weighted(0.1), prop::bool::weighted(0.1)).prop_map(|(code, ctrl, alt)| Key {
        code,
        ctrl,
        alt,
    })
}

fn any_message() -> impl Strategy<Value = Message> {
    let url = || SourceUrl::parse("https://example.org/blog/rows").unwrap();
    prop_oneof![
        20 => any_key().prop_map(Message::Press),
        1 => "\\PC{0,20}".prop_map(Message::Paste),
        2 => (0u16..150, 0u16..60).prop_map(|(width, height)| Message::Resized(Size { width, height })),
        1 => Just(Message::Opened { url: url(), outcome: Opening::Opened("opened".to_owned()) }),
        1 => Just(Message::Opened { url: url(), outcome: Opening::NoBrowser("no display".to_owned()) }),
        1 => Just(Message::Copied(Err("not copied".to_owned()))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_messages_leave_a_valid_selection_and_a_screen_that_can_be_drawn(
        messages in prop::collection::vec(any_message(), 0..60),
        size in (0u16..150, 0u16..60),
    ) {
        let mut model = model(size);
        for message in messages {
            let _effects = model.update(message);
            prop_assert!(model.navigation().tree.node().is_some());
            prop_assert!(model.navigation().detail.content.rows.get(model.navigation().detail.selection.at).is_some());
            if let Some(search) = model.search() {
                prop_assert!(search.results.as_ref().is_none_or(|list| list.items() == 0) || search.chosen().is_some());
            }
            let visible: Vec<usize> = model.navigation().tree.visible().map(|(at, _)| at).collect();
            let here = visible.iter().position(|at| *at == model.navigation().tree.selection.at);
            let rows = model.panes().list_rows();
            if rows > 0 {
                let here = here.expect("the selected row is visible");
                prop_assert!((model.navigation().tree.selection.offset..model.navigation().tree.selection.offset + rows).contains(&here));
            }
            screen(&model, THEME);
        }
        let _still = model.update(Message::Resized(Size { width: 80, height: 24 }));
        for _ in 0..10 {
            let effects = model.update(Message::Press(Key::plain(Code::Esc)));
            prop_assert!(!effects.contains(&Effect::Quit), "Esc never quits");
        }
        prop_assert_eq!(model.close_text(), None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_messages_lead_to_another_character_in_ascii(
        messages in prop::collection::vec(any_message(), 0..60),
        size in (0u16..150, 0u16..60),
    ) {
        let start = Start { glyphs: Glyphs::Ascii, ..Start::default() };
        let mut model = Model::new(sample::catalog(), Size { width: size.0, height: size.1 }, start);
        let is_typed = |message: &Message| match message {
            Message::Press(Key { code: Code::Char(c), .. }) => !c.is_ascii(),
            Message::Paste(text) => !text.is_ascii(),
            _ => false,
        };
        for message in messages.into_iter().filter(|message| !is_typed(message)) {
            let _effects = model.update(message);
            prop_assert_eq!(odd_in_ascii(&model), "");
        }
    }
}
