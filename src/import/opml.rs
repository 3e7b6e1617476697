//! The reader of OPML, the outlines of feed readers and outliners.
//!
//! An outline with a URL is an entry, one around others a category. What is inside an entry without a URL describes it.
//! Entities that a document defines itself are refused: they could make a small text a huge one.

use std::collections::HashMap;
use std::ops::Range;

use roxmltree::{Document, Node, NodeId, ParsingOptions, TextPos};

use super::foreign::{Drafted, Imported};
use super::items::{Gathered, Item};
use super::texts::Excerpt;
use crate::dataset::{Code, FileSpan, Finding};
use crate::format::File;

/// Maximum number of elements, attributes not counted.
const MAX_NODES: u32 = 4_000_000;

/// Whether a text begins as XML and has an element `opml` near its beginning.
pub(super) fn matches(bytes: &[u8]) -> bool {
    let start = bytes.get(..1_000.min(bytes.len())).unwrap_or_default();
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    text.starts_with(b"<") && text.windows(5).any(|word| word.eq_ignore_ascii_case(b"<opml"))
}

/// Reads an outline.
pub fn read(file: File) -> Imported {
    Imported::from_file(file, |text| {
        let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
        match Document::parse_with_options(&text.text, options) {
            Ok(document) => items(&document).draft(&text.name),
            Err(error) => broken(&text.text, &error),
        }
    })
}

/// The result for a text that is no XML.
fn broken(text: &str, error: &roxmltree::Error) -> Drafted {
    let TextPos { row, col } = error.pos();
    let line = text.split_inclusive('\n').take((row as usize).saturating_sub(1)).map(str::len).sum::<usize>();
    let start = text.floor_char_boundary(line + (col as usize).saturating_sub(1));
    // The message ends with the place, which findings show themselves.
    let message = error.to_string();
    let message = message.rsplit_once(" at ").map_or(&*message, |(message, _)| message);
    let finding = Finding::error(Code::ImportSyntax, FileSpan::of_only_file(start..start), message);
    Drafted::refused(finding.help("the text must be XML without definitions of its own".to_owned()))
}

/// What an outline became.
#[derive(Clone, Copy)]
struct Place {
    group: Option<usize>,
    item: Option<usize>,
}

fn items(document: &Document<'_>) -> Gathered {
    let mut items = Gathered::default();
    let mut places: HashMap<NodeId, Place> = HashMap::new();
    for node in document.descendants().filter(Node::is_element) {
        let at = node.range().start..node.range().start + 1;
        let parent = node.parent().and_then(|parent| places.get(&parent.id())).copied();
        if node.has_tag_name("title")
            && items.title.text.is_empty()
            && node.parent_element().is_some_and(|head| head.has_tag_name("head"))
        {
            items.title = Excerpt { text: node.text().unwrap_or_default().to_owned(), at };
        } else if node.has_tag_name("outline") {
            let outer = parent.unwrap_or(Place { group: None, item: None });
            let place = outline(node, outer, at, &mut items);
            places.insert(node.id(), place);
        }
    }
    items
}

/// Adds an outline: as an entry, a group, or a description of the entry around it.
fn outline(node: Node<'_, '_>, outer: Place, at: Range<usize>, items: &mut Gathered) -> Place {
    let attribute = |names: &[&str]| {
        let found =
            names.iter().find_map(|name| node.attribute(*name).filter(|text| !text.trim().is_empty()));
        found.unwrap_or_default()
    };
    let excerpt = |text: &str| Excerpt { text: text.to_owned(), at: at.clone() };
    let name = excerpt(attribute(&["text", "title"]));
    let mut links: Vec<_> = Vec::new();
    for key in ["url", "htmlUrl", "xmlUrl"] {
        let title = if key == "xmlUrl" { "feed" } else { "" };
        if let Some((url, at)) = items.url(attribute(&[key]), &at)
            && links.iter().all(|(_, known, _)| *known != url)
        {
            links.push((title.to_owned(), url, at));
        }
    }
    let is_around = node.children().any(|child| child.has_tag_name("outline"));
    if !links.is_empty() {
        let tags = attribute(&["category"]).split(',').map(|tag| tag.trim().trim_start_matches('/'));
        let tags = tags.filter(|tag| !tag.is_empty()).map(excerpt).collect();
        let text = attribute(&["_note", "description"]);
        let summary = if text.is_empty() { Vec::new() } else { vec![excerpt(text)] };
        let mut item = Item {
            name,
            at: at.clone(),
            group: outer.group,
            parent: outer.item,
            links,
            summary,
            tags,
            ..Item::default()
        };
        item.prefer_homepage();
        return Place { group: outer.group, item: Some(items.add(item)) };
    }
    match outer.item.and_then(|item| items.items.get_mut(item)) {
        Some(item) => item.summary.push(name),
        None if is_around => return Place { group: Some(items.group(name, outer.group)), item: None },
        None => items.skip(&at, "an outline without a URL is left out", "give it a `url`"),
    }
    outer
}
