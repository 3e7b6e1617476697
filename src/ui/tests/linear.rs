//! The linear form: its screens, and that it says what the form with panes says, in words only.

use super::{THEME, press, screen, text};
use crate::app::layout::Size;
use crate::app::{Model, Start};
use crate::catalog::{Catalog, sample};

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (50, 15)];

fn model_of(catalog: Catalog, (width, height): (u16, u16), linear: bool) -> Model {
    let kept = super::collecting::kept(&catalog);
    let start = Start { kept, linear, ..Start::default() };
    Model::new(catalog, Size { width, height }, start)
}

/// What is drawn for the eye only: boxes, arrows, bars and marks.
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
fn the_map() {
    snapshots("map", "/scylla<enter>gmj");
}
