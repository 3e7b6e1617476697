//! The linear form: its screens, and that it says what the form with panes says, in words only.

use std::collections::HashSet;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;

use super::super::paint::Canvas;
use super::super::{list, popup};
use super::{THEME, press, screen, some_stacks, text};
use crate::app::content::Role;
use crate::app::layout::Size;
use crate::app::{Message, Model, Opening, Start};
use crate::catalog::{Catalog, Grouping, sample};
use crate::dataset::{SourceUrl, StackKind};
use crate::format::{File, toml};
use crate::import::markdown;
use crate::ui::Frame;

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (50, 15)];

fn model_of(catalog: Catalog, (width, height): (u16, u16), linear: bool) -> Model {
    let kept = super::collecting::kept(&sample::catalog());
    let start = Start { kept, linear, ..Start::default() };
    Model::new(catalog, Size { width, height }, start)
}

/// Whether a character is drawn for the eye only: boxes, arrows, bars and marks.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{27bf}' | '·' | '‹' | '›')
}

fn snapshots(name: &str, keys: &str) {
    for (width, height) in SIZES {
        let mut model = model_of(sample::catalog(), (width, height), true);
        let _effects = press(&mut model, keys);
        let shown = text(&screen(&model, THEME));
        assert!(!shown.contains(is_picture), "{shown}");
        insta::assert_snapshot!(format!("linear-{name}-{width}x{height}"), shown);
    }
}

#[test]
fn the_tree() {
    snapshots("tree", "j");
}

#[test]
fn the_detail() {
    snapshots("detail", "/scylla<enter><enter>jj");
}

#[test]
fn a_search() {
    snapshots("search", "/rows<down>");
}

#[test]
fn the_palette() {
    snapshots("palette", ":copy");
}

#[test]
fn the_queue() {
    snapshots("queue", "Qjd");
}

#[test]
fn two_entries() {
    snapshots("pair", "/scylla<enter>=<enter>jj");
}

#[test]
fn the_map() {
    snapshots("map", "/scylla<enter>gmj");
}

/// The sample and the stacks and lists of the fixtures, alone and together.
fn catalogs() -> Vec<Catalog> {
    let file = |name: &str| {
        let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
        File::new(name, std::fs::read_to_string(path).expect("a fixture"))
    };
    let stack = |name: &str| toml::read(vec![file(name)]).stack.expect("a stack");
    let list = |name: &str| markdown::read(file(name)).reading.stack.expect("a list");
    let lists = ["plain", "shapes", "sections", "html-headings"];
    let lists = lists.map(|name| vec![list(&format!("markdown/{name}.md"))]);
    let several = ["stacks/mill.toml", "stacks/ferry.toml", "orchard.toml"].map(stack);
    let stacks = [vec![stack("orchard.toml")], Vec::from(several)];
    let all = stacks.into_iter().chain(lists).map(Catalog::new);
    let all: Vec<Catalog> = [sample::catalog()].into_iter().chain(all).collect();
    for catalog in &all {
        catalog.technologies();
    }
    all
}

/// The words of a text, without those that are cut.
fn words_of(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '…').filter(|word| !word.contains('…'));
    // A number of claims or sources is said with its noun.
    let number = |word: &str| {
        let digits = word.trim_end_matches(['c', 's']);
        if digits.chars().all(|c| c.is_ascii_digit()) { digits.to_owned() } else { word.to_lowercase() }
    };
    words.map(number).filter(|word| word.chars().count() > 1).collect()
}

/// The text of one part of the screen.
fn drawn(model: &Model, part: fn(&Model, &mut Canvas<'_, '_>)) -> String {
    let size = model.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    let mut frame = Frame::new(&mut buffer);
    part(model, &mut Canvas { frame: &mut frame, theme: THEME });
    text(&buffer)
}

/// The text of the linear form without the title, the status line and the hints.
fn body(model: &Model) -> String {
    let panes = model.panes();
    let area = panes.list_with_heading().or(panes.detail).expect("one pane");
    let buffer = screen(model, THEME);
    let lines = buffer.content.chunks(usize::from(buffer.area.width).max(1));
    let text = |cells: &[Cell]| {
        let mut text = String::new();
        let mut at = 0;
        while let Some(cell) = cells.get(at) {
            text.push_str(cell.symbol());
            at += usize::from(cell.cell_width().max(1));
        }
        format!("{}\n", text.trim_end())
    };
    lines.skip(area.y.into()).take(area.height.into()).map(text).collect()
}

/// Words that have no meaning without columns, or that the hints say.
const OF_COLUMNS: [&str; 3] = ["h l choose the side", "h l: A or B", "Esc closes"];

/// The rules, boxes and signs between sentences that nobody wants to hear.
const NOISE: [&str; 10] = ["---", "===", "###", "|-", "`-", "+-", ".,", ",,", ":,", "::"];

fn assert_no_picture(shown: &str) {
    assert!(!shown.contains(is_picture), "{shown}");
    // What a fixture itself says is said.
    let said = shown.replace("::", if shown.contains("std::") { "" } else { "::" });
    assert!(!NOISE.iter().any(|noise| said.contains(noise)), "{shown}");
}

fn assert_said(told: &HashSet<String>, said: &HashSet<String>, shown: &str) {
    let missing: Vec<&String> = told.difference(said).collect();
    assert!(missing.is_empty(), "{missing:?} not in\n{shown}");
}

/// Asserts that the linear form of each catalog says all words of a part of the form with panes, with each item selected, and
/// draws no picture at any size.
fn assert_said_of(catalogs: &[Catalog], part: fn(&Model, &mut Canvas<'_, '_>), reach: impl Fn(&mut Model)) {
    for catalog in catalogs {
        // There nothing is wrapped.
        let mut linear = model_of(catalog.clone(), (200, 30), true);
        let mut panes = model_of(catalog.clone(), (120, 40), false);
        let (mut said, mut told) = (HashSet::new(), HashSet::new());
        reach(&mut linear);
        reach(&mut panes);
        loop {
            said.extend(words_of(&body(&linear)));
            let drawn = OF_COLUMNS.iter().fold(drawn(&panes, part), |text, words| text.replace(words, ""));
            told.extend(words_of(&drawn));
            let moved = [&mut linear, &mut panes].map(step);
            if moved == [false, false] {
                break;
            }
        }
        assert_said(&told, &said, &body(&linear));
        // Lists have nothing to draw that stacks have not.
        let sizes = if catalog.stacks().iter().any(|stack| stack.kind() == StackKind::Stack) {
            &SIZES[..]
        } else {
            &[]
        };
        for size in sizes.iter().copied() {
            let mut model = model_of(catalog.clone(), size, true);
            reach(&mut model);
            assert_no_picture(&body(&model));
            for _ in 0..3 {
                step(&mut model);
                assert_no_picture(&body(&model));
            }
        }
    }
}

/// Goes some steps down, fewer than a page has; whether that selects something else.
fn step(model: &mut Model) -> bool {
    let place = |model: &Model| {
        let hit = model.search().and_then(|search| search.results.as_ref()).map(|list| list.selection.at);
        (model.popup().map(|popup| popup.selection.at), hit, model.navigation().tree.selection.at)
    };
    let before = place(model);
    let _effects = press(model, "<down><down><down><down><down>");
    place(model) != before
}

/// The words of the detail, without the years above its strips, each of which says its own.
fn told_by(panes: &Model) -> HashSet<String> {
    let is_year = |word: &String| word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
    let lines = panes.navigation().detail.content.lines.iter().flat_map(|line| {
        let pieces = line.left.iter().chain(&line.right);
        let words = words_of(&pieces.map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" "));
        let is_heading = line.left.first().is_some_and(|piece| piece.role == Role::Heading);
        words.into_iter().filter(move |word| !(is_heading && is_year(word)))
    });
    lines.collect()
}

#[test]
fn every_page_is_said_in_words() {
    for catalog in catalogs() {
        let mut seen = HashSet::new();
        for grouping in Grouping::ALL {
            // There a page has no second one.
            let start = |linear| Start { grouping, linear, ..Start::default() };
            let model =
                |(width, height), linear| Model::new(catalog.clone(), Size { width, height }, start(linear));
            let (mut linear, mut panes) = (model((200, 100), true), model((120, 40), false));
            let _effects = (press(&mut linear, "+gg"), press(&mut panes, "+gg"));
            for _ in 0..panes.navigation().tree.rows().len() {
                let node = panes.shown_node();
                assert_eq!(node, linear.shown_node());
                if seen.insert(node) {
                    let told = told_by(&panes);
                    let _effects = press(&mut linear, "<tab>");
                    let said = body(&linear);
                    assert_said(&told, &words_of(&said), &said);
                    assert_no_picture(&said);
                    let _effects = press(&mut linear, "<tab>");
                }
                let _effects = (press(&mut linear, "<down>"), press(&mut panes, "<down>"));
            }
        }
    }
}

#[test]
fn every_popup_is_said_in_words() {
    let catalogs = catalogs();
    for keys in ["?", ":", "u", "v", "s", "T", "M", "gm", "=", "=<enter>", "gg=", "B", "Q", "QO", "a", "gj"] {
        assert_said_of(&catalogs, popup::draw, |model| {
            let _effects = press(model, keys);
        });
    }
    assert_said_of(&catalogs, popup::draw, |model| {
        let list = some_stacks(model);
        let _effects = (press(model, "S"), model.update(list));
    });
    assert_said_of(&catalogs, popup::draw, |model| {
        let url = SourceUrl::parse("https://example.org/blog/move").unwrap();
        let _effects = model.update(Message::Opened { url, outcome: Opening::Failed("no".to_owned()) });
    });
}

#[test]
fn every_list_is_said_in_words() {
    let catalogs = catalogs();
    let groupings = ["", "v<down><enter>", "v<down><down><enter>", "vG<enter>"];
    let searches = ["/a", "/is:former", "/kind:database zzz", "/qqqq", "/cat:"];
    for keys in groupings.iter().chain(&searches) {
        assert_said_of(&catalogs, list::draw, |model| {
            let _effects = press(model, keys);
            if model.search().is_none() {
                // A list of links lacks some groupings, and their list stays open.
                let _effects = press(model, if model.popup().is_some() { "<esc>+gg" } else { "+gg" });
            }
        });
    }
}
