//! Every state at every size, as text.

mod collecting;
mod linear;
mod rules;
mod themes;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Colours, Frame, Glyphs, Theme, view};
use crate::app::keys::{Code, Key};
use crate::app::layout::Size;
use crate::app::{Effect, Message, Model, Opening, StackKey, StackPlace, StackRow, StackSize, Start};
use crate::catalog::{Catalog, bundled, sample};
use crate::dataset::{Date, SourceUrl, StackBuilder, StackKind};

const THEME: Theme = Theme { colours: Colours::Ansi, glyphs: Glyphs::Unicode };
const SIZES: [(u16, u16); 4] = [(120, 40), (80, 24), (50, 15), (39, 7)];

fn screen(model: &Model, theme: Theme) -> Buffer {
    let size = model.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    view(model, theme, &mut Frame::new(&mut buffer));
    buffer
}

fn text(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width).max(1);
    let rows = buffer.content.chunks(width);
    let row = |cells: &[ratatui::buffer::Cell]| {
        cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned()
    };
    rows.map(row).collect::<Vec<_>>().join("\n")
}

/// The cells of a line of the screen that contains a text.
fn line_with<'a>(buffer: &'a Buffer, wanted: &str) -> &'a [ratatui::buffer::Cell] {
    let width = usize::from(buffer.area.width);
    let line = text(buffer).lines().position(|line| line.contains(wanted)).expect("such a line");
    &buffer.content[line * width..(line + 1) * width]
}

fn model((width, height): (u16, u16)) -> Model {
    Model::new(sample::catalog(), Size { width, height }, Start::default())
}

/// Presses keys: `<enter>` and the like by name, all others as they are.
fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        let named = [
            ("<enter>", Code::Enter),
            ("<esc>", Code::Esc),
            ("<tab>", Code::Tab),
            ("<down>", Code::Down),
            ("<f1>", Code::F(1)),
            ("<bksp>", Code::Backspace),
        ];
        let found = named.iter().find(|(name, _)| rest.starts_with(name));
        let (length, code) =
            found.map_or((first.len_utf8(), Code::Char(first)), |(name, code)| (name.len(), *code));
        rest = &rest[length..];
        effects.extend(model.update(Message::Press(Key::plain(code))));
    }
    effects
}

/// Takes a snapshot of a state at each size, so that no layout goes unseen.
fn snapshots(name: &str, reach: impl Fn(&mut Model)) {
    for (width, height) in SIZES {
        let mut model = model((width, height));
        reach(&mut model);
        insta::assert_snapshot!(format!("{name}-{width}x{height}"), text(&screen(&model, THEME)));
    }
}

#[test]
fn the_main_screen() {
    snapshots("main", |model| {
        press(model, "j");
    });
}

#[test]
fn a_search() {
    snapshots("search", |model| {
        press(model, "/rows");
    });
}

#[test]
fn a_search_before_the_first_letter_shows_fields_and_operators() {
    snapshots("fields", |model| {
        press(model, "/");
    });
}

#[test]
fn the_values_of_a_field_and_hits_of_filters_alone() {
    snapshots("values", |model| {
        press(model, "/!kind:library cat:");
    });
}

#[test]
fn tab_takes_a_value_and_a_plain_word_offers_its_filter() {
    let mut model = model((120, 40));
    press(&mut model, "/database");
    assert!(text(&screen(&model, THEME)).contains("3 are kind:database  Tab takes it"));
    press(&mut model, "<tab> cat:storge");
    assert!(text(&screen(&model, THEME)).contains("cat:  the nearest is storage 3"));
    press(&mut model, "<tab>");
    let search = model.search().expect("still open");
    assert_eq!(search.input.text(), "kind:database  cat:storage ");
    assert_eq!(search.results.as_ref().map(|results| results.found.len()), Some(3));
    // Behind a complete value Tab is what it was before.
    press(&mut model, "<tab>");
    assert_eq!(model.search().map(crate::app::Search::list_content), Some(crate::app::ListContent::HitTree));
}

#[test]
fn hits_in_the_order_of_the_tree_stay_visible_below_their_headings() {
    let mut model = model((50, 9));
    press(&mut model, "/!kind:service");
    for _ in 0..6 {
        let shown = text(&screen(&model, THEME));
        assert!(shown.lines().any(|line| line.starts_with("> ")), "{shown}");
        press(&mut model, "<down>");
    }
}

#[test]
fn a_search_that_finds_nothing() {
    snapshots("no-result", |model| {
        press(model, "/redisx");
    });
}

#[test]
fn the_detail() {
    snapshots("detail", |model| {
        press(model, "j<enter>gc ");
    });
}

/// A stack in which everything has its time and its proof.
const QUARRY: &str = r#"
schema = 2
[stack]
id = "quarry"
name = "Quarry"
reviewed = 2026-01-02
[[category]]
id = "storage"
name = "Storage"
summary = "Where the stones are."
[[source]]
id = "dig"
title = "How we keep a million stones"
url = "https://quarry.example/dig"
former_urls = ["https://old.quarry.example/dig"]
kind = "article"
publisher = "Quarry"
author = "A. Digger"
published = 2017-01-13
[[source]]
id = "list"
title = "What they run"
url = "https://example.org/list"
kind = "article"
publisher = "Somebody else"
published = "2018"
[[entry]]
id = "granite"
name = "Granite"
category = "storage"
kind = "database"
status = "former"
since = "2015"
until = "2017-01"
summary = "The first store, which one node held."
[[entry.claim]]
text = "All stones were on one node."
confidence = "confirmed"
sources = ["dig"]
when = "2015"
[[entry]]
id = "quartz"
name = "Quartz"
aliases = ["Qz"]
category = "storage"
kind = "database"
status = "former"
until = "2022-05"
homepage = "https://quartz.example"
license = "MIT"
tags = ["distributed"]
summary = "Held all stones between Granite and Marble, on more and more nodes."
[[entry.claim]]
text = "Quartz took over every stone from Granite within a week in January 2017."
confidence = "confirmed"
sources = ["dig", "list"]
when = "2017-01"
passages = [
  { source = "dig", passage = "every stone within a week", section = "The move" },
  { source = "list", section = "Storage" },
]
[[entry.claim]]
text = "It ran on twelve nodes at first."
confidence = "confirmed"
sources = ["dig", "list"]
when = "2017/2018"
[[entry.claim]]
text = "Others counted forty nodes after it had gone."
confidence = "reported"
sources = ["list"]
when = "2023"
[[entry.claim]]
text = "Guess: the nodes were rented."
confidence = "inferred"
sources = ["list"]
[[entry.relation]]
kind = "replaced"
target = "granite"
since = "2017-01"
source = "dig"
[[entry]]
id = "marble"
name = "Marble"
category = "storage"
kind = "database"
status = "current"
summary = "Holds all stones."
[[entry.claim]]
text = "Marble holds all stones."
confidence = "confirmed"
sources = ["dig"]
[[entry.relation]]
kind = "replaced"
target = "quartz"
since = "2022-05"
source = "list"
[[entry.relation]]
kind = "used-with"
target = "quartz"
since = "2021"
until = "2022-05"
"#;

#[test]
fn an_entry_says_what_when_and_who_says_so() {
    let file = crate::format::File::new("quarry.toml", QUARRY);
    let stack = crate::format::toml::read(vec![file]).stack.expect("a stack");
    let catalog = Catalog::new(vec![stack]);
    for (name, keys) in [("entry", "<enter>"), ("claim", "<enter>gc ")] {
        for (width, height) in SIZES {
            let start = Start { select: catalog.find("quartz").ok(), ..Start::default() };
            let mut model = Model::new(catalog.clone(), Size { width, height }, start);
            press(&mut model, keys);
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), text(&screen(&model, THEME)));
        }
    }
}

#[test]
fn a_category_is_a_chart_of_its_time() {
    snapshots("chart", |model| {
        press(model, "gg<tab>");
    });
}

#[test]
fn the_stack_as_of_a_date() {
    snapshots("as-of", |model| {
        press(model, "T2016<enter>ggj");
    });
    snapshots("dates", |model| {
        press(model, "T");
    });
}

#[test]
fn the_list_of_keys() {
    snapshots("help", |model| {
        press(model, "?");
    });
}

#[test]
fn the_list_of_links() {
    snapshots("links", |model| {
        press(model, "ju");
    });
}

#[test]
fn the_list_of_groupings() {
    snapshots("groupings", |model| {
        press(model, "v");
    });
}

#[test]
fn the_tree_by_source() {
    snapshots("by-source", |model| {
        press(model, "vj<enter>+");
    });
}

#[test]
fn a_source() {
    snapshots("source", |model| {
        press(model, "jgs<enter>gc");
    });
}

/// Two stacks that have technologies in common, which are known.
fn shelf((width, height): (u16, u16)) -> Model {
    let mut model = Model::new(sample::shelf(), Size { width, height }, Start::default());
    for effect in model.update(Message::Resized(Size { width, height })) {
        let Effect::Tie(catalog) = effect else { panic!("{effect:?}") };
        catalog.technologies();
        assert_eq!(model.update(Message::Tied(catalog)), []);
    }
    model
}

fn shelf_snapshots(name: &str, reach: impl Fn(&mut Model)) {
    for (width, height) in SIZES {
        let mut model = shelf((width, height));
        reach(&mut model);
        insta::assert_snapshot!(format!("{name}-{width}x{height}"), text(&screen(&model, THEME)));
    }
}

/// The list of stacks that a loop would send.
fn some_stacks(model: &Model) -> Message {
    let row = |key, name: &str, place, open: Option<u32>| {
        let size = open.and_then(|at| model.catalog().stack(at)).map(StackSize::of);
        StackRow { key, name: name.to_owned(), place, size, open, is_left_out: false }
    };
    let built_in = |name| {
        let bundled = bundled::find(name).expect("it is built in");
        let size = StackSize { entries: 120, claims: 1400, reviewed: Date::parse("2026-01-02").ok() };
        StackRow {
            size: Some(size),
            ..row(StackKey::BuiltIn(bundled), bundled.title, StackPlace::BuiltIn, None)
        }
    };
    Message::Stacks(vec![
        built_in("discord"),
        built_in("github"),
        row(StackKey::Listed(2), "mill", StackPlace::Own, Some(0)),
        row(StackKey::Listed(3), "~/work/ferry.toml", StackPlace::File, Some(1)),
        StackRow { is_left_out: true, ..row(StackKey::Listed(5), "orchard", StackPlace::Own, None) },
        row(
            StackKey::Listed(4),
            "~/work/a/path/that/is/too/long/for/every/screen/yard.toml",
            StackPlace::File,
            None,
        ),
    ])
}

#[test]
fn the_list_of_stacks() {
    shelf_snapshots("stacks", |model| {
        press(model, "S");
        let list = some_stacks(model);
        assert_eq!(model.update(list), []);
        press(model, "<down><down>");
    });
}

#[test]
fn the_other_stacks_of_an_entry() {
    shelf_snapshots("elsewhere", |model| {
        press(model, "/mongodb<enter>G");
    });
}

#[test]
fn the_tree_by_technology() {
    shelf_snapshots("by-technology", |model| {
        press(model, "vG<enter>gg ");
    });
}

#[test]
fn the_moves_of_the_stacks() {
    shelf_snapshots("moves", |model| {
        press(model, "Mj");
    });
}

#[test]
fn the_stacks_side_by_side() {
    shelf_snapshots("compare", |model| {
        press(model, "=j");
    });
}

#[test]
fn the_map_of_an_entry() {
    snapshots("map", |model| {
        press(model, "jgml");
    });
}

#[test]
fn a_page_that_could_not_be_opened() {
    snapshots("error", |model| {
        let url = SourceUrl::parse("https://example.org/blog/move").unwrap();
        let outcome = Opening::Failed("firefox https://example.org/blog/move: exit status 1".to_owned());
        assert_eq!(model.update(Message::Opened { url, outcome }), []);
    });
}

#[test]
fn a_stack_without_entries_says_how_to_add_one() {
    let mut builder = StackBuilder::new(StackKind::List, "bare", "Bare", "", "", None);
    builder.category("all", "All", "", None);
    let model =
        Model::new(Catalog::new(vec![builder.build()]), Size { width: 80, height: 24 }, Start::default());
    insta::assert_snapshot!("empty-80x24", text(&screen(&model, THEME)));
}

#[test]
fn the_first_run_shows_a_tip_until_the_first_key() {
    let start = Start { tip: true, ..Start::default() };
    let mut model = Model::new(sample::catalog(), Size { width: 80, height: 24 }, start);
    assert!(text(&screen(&model, THEME)).contains("first time?"));
    assert_eq!(press(&mut model, "j"), [Effect::Keep(vec![crate::kept::Change::TipSeen])]);
    assert!(!text(&screen(&model, THEME)).contains("first time?"));
}

#[test]
fn the_orders_of_the_entries() {
    snapshots("sort", |model| {
        press(model, "sjj<enter>s");
    });
}

#[test]
fn the_entries_that_one_can_be_compared_with() {
    snapshots("others", |model| {
        press(model, "=");
    });
}

#[test]
fn two_entries_side_by_side() {
    snapshots("pair", |model| {
        press(model, "=<enter>jjjj");
    });
}

#[test]
fn hits_outside_the_filter_are_counted_below_a_rule() {
    snapshots("outside", |model| {
        press(model, "/rows cat:cach");
    });
    snapshots("outside-only", |model| {
        press(model, "/scylla cat:lang");
    });
}

#[test]
fn a_query_without_hits_says_what_to_leave_out() {
    snapshots("advice", |model| {
        press(model, "/redixx rows what:ever");
    });
}

#[test]
fn why_an_entry_is_a_hit() {
    snapshots("reason", |model| {
        press(model, "/rows is:current<down>");
        let f1 = Key::plain(Code::F(1));
        assert_eq!(model.update(Message::Press(f1)), []);
    });
}
