//! Bookmarks, the queue and notes at each size.

use super::{SIZES, THEME, press, screen, text};
use crate::app::layout::Size;
use crate::app::{Model, Start};
use crate::catalog::{Catalog, sample};
use crate::cells::Glyphs;
use crate::dataset::{Date, SourceUrl};
use crate::kept::{Bookmark, Kept, Note, QueuedPage, StackName, Thing, text_hash};
use crate::ui::{Colours, Theme};

const NOTE: &str = "Ask the team how long the move took, and what it cost them in the end.\nThen compare.";

/// Bookmarks and notes in three stacks, of which one is open, and a queue of seven pages.
pub(super) fn kept(catalog: &Catalog) -> Kept {
    let thing = |stack: &str, path: Option<&str>, entry: &str| Thing {
        stack: StackName { id: stack.to_owned(), path: path.map(str::to_owned) },
        entry: entry.to_owned(),
        claim: None,
    };
    let scylla = catalog.entry(catalog.find("scylladb").unwrap()).unwrap();
    let claim = scylla.claims().next().unwrap().text();
    let here = thing("sample", None, "scylladb");
    let of_claim = Thing { claim: Some(text_hash(claim)), ..here.clone() };
    let added = Date::parse("2026-11-30").ok();
    let bookmark =
        |thing: &Thing, name: &str| Bookmark { thing: thing.clone(), name: name.to_owned(), added };
    let (github, mine) = (thing("github", None, "mysql"), thing("mine", Some("/work/mine.toml"), "web"));
    let note = |thing: &Thing, name: &str, text: &str| Note {
        thing: thing.clone(),
        name: name.to_owned(),
        text: text.to_owned(),
        written: added,
    };
    let page = |number: usize| QueuedPage {
        url: SourceUrl::parse(&format!("https://blog.example.org/{number}")).unwrap(),
        title: format!("What we have learned in year {number}, and what we would do again"),
        from: Some(here.clone()),
        name: "ScyllaDB".to_owned(),
        added,
    };
    Kept {
        bookmarks: vec![
            bookmark(&here, "ScyllaDB"),
            bookmark(&mine, "Web"),
            bookmark(&github, "MySQL"),
            bookmark(&of_claim, claim),
        ],
        notes: vec![
            note(&here, "ScyllaDB", NOTE),
            note(&of_claim, claim, "Since when?"),
            note(&thing("sample", None, "redis"), "Redis", "Only a cache?"),
        ],
        queue: (1..=7).map(page).collect(),
        ..Kept::default()
    }
}

fn model((width, height): (u16, u16)) -> Model {
    let catalog = sample::catalog();
    let start = Start { kept: kept(&catalog), ..Start::default() };
    Model::new(catalog, Size { width, height }, start)
}

fn snapshots(name: &str, keys: &str) {
    for (width, height) in SIZES {
        let mut model = model((width, height));
        let _effects = press(&mut model, keys);
        insta::assert_snapshot!(format!("{name}-{width}x{height}"), text(&screen(&model, THEME)));
    }
}

#[test]
fn the_list_of_bookmarks_and_notes() {
    snapshots("bookmarks", "B");
}

#[test]
fn the_queue() {
    snapshots("queue", "Qjd");
}

#[test]
fn the_question_whether_many_pages_are_to_be_opened() {
    snapshots("question", "QO");
}

#[test]
fn a_note_that_is_written() {
    snapshots("note", "/scylla<enter>a");
}

#[test]
fn a_page_with_a_bookmark_and_notes() {
    snapshots("noted", "/scylla<enter>");
}

#[test]
fn without_other_characters_a_star_is_an_asterisk() {
    let catalog = sample::catalog();
    let start = Start { kept: kept(&catalog), glyphs: Glyphs::Ascii, ..Start::default() };
    let mut model = Model::new(catalog, Size { width: 80, height: 24 }, start);
    let _effects = press(&mut model, "/scylla<enter>");
    let ascii = Theme { colours: Colours::Ansi, glyphs: Glyphs::Ascii };
    let text = text(&screen(&model, ascii));
    assert!(text.contains("ScyllaDB *") && !text.contains('★'), "{text}");
}
