//! The reader of bookmark files of browsers (NETSCAPE-Bookmark-file-1).
//!
//! A folder is a category, a bookmark an entry: its tags are tags, its description is the summary.

use std::ops::Range;

use super::foreign::Imported;
use super::html::{MAX_LONG_TAG, Token, tokens_up_to};
use super::items::{Gathered, Item};
use super::texts::{Excerpt, squeezed};
use crate::format::File;

/// Whether a text is a bookmark file, by its first tag.
pub(super) fn matches(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let tag = b"<!doctype netscape-bookmark-file";
    text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
}

/// Reads a bookmark file.
pub fn read(file: File) -> Imported {
    Imported::from_file(file, |text| {
        let mut reader = Reader::default();
        for (at, token) in tokens_up_to(&text.text, MAX_LONG_TAG) {
            reader.token(&token, at);
        }
        reader.end_text();
        let mut items = reader.items;
        if items.title.text.eq_ignore_ascii_case("bookmarks") {
            items.title.text.clear();
        }
        items.draft(&text.name)
    })
}

/// The element whose text is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Element {
    #[default]
    None,
    Title,
    Folder,
    Link,
    Description,
}

#[derive(Default)]
struct Reader {
    items: Gathered,
    element: Element,
    text: Excerpt,
    /// The folders around the position; absent for a list without a heading.
    open: Vec<Option<usize>>,
    /// The folder whose list comes next.
    next: Option<usize>,
    /// The bookmark that is being read.
    item: Option<Item>,
    /// The position of the last bookmark, which a description belongs to.
    last: Option<usize>,
}

impl Reader {
    fn token(&mut self, token: &Token<'_>, at: Range<usize>) {
        match token {
            Token::Text(text) => {
                if self.element != Element::None {
                    self.text.text.push_str(text);
                    self.text.at.end = at.end;
                }
            }
            Token::Open(name, attributes) => {
                if self.element == Element::Description
                    && matches!(&**name, "br" | "b" | "i" | "em" | "strong")
                {
                    self.text.text.push(' ');
                    return;
                }
                self.end_text();
                self.open(name, attributes, at);
            }
            Token::Close(name) => match &**name {
                "dl" => {
                    self.end_text();
                    self.open.pop();
                    (self.next, self.last) = (None, None);
                }
                "h1" | "h3" | "a" | "title" => self.end_text(),
                _ => {}
            },
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)], at: Range<usize>) {
        let begin = |reader: &mut Self, element| {
            reader.element = element;
            reader.text = Excerpt { text: String::new(), at: at.clone() };
        };
        match name {
            "dl" => self.open.push(self.next.take()),
            "title" | "h1" if self.items.title.text.is_empty() => begin(self, Element::Title),
            "h3" => begin(self, Element::Folder),
            "dd" if self.last.is_some() => begin(self, Element::Description),
            "a" => {
                let attribute = |wanted: &str| {
                    attributes.iter().find(|(key, _)| key == wanted).map_or("", |(_, value)| value.as_str())
                };
                begin(self, Element::Link);
                let excerpt = |text: &str| Excerpt { text: text.to_owned(), at: at.clone() };
                let tags = attribute("tags").split(',').filter(|tag| !tag.trim().is_empty()).map(excerpt);
                self.item = Some(Item {
                    at: at.clone(),
                    homepage: self.items.url(attribute("href"), &at),
                    tags: tags.collect(),
                    group: self.group(),
                    ..Item::default()
                });
            }
            _ => {}
        }
    }

    /// The innermost folder with a heading.
    fn group(&self) -> Option<usize> {
        self.open.iter().rev().copied().flatten().next()
    }

    /// Ends the text that is being read, and what it belongs to.
    fn end_text(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        text.text = squeezed(&text.text);
        match std::mem::take(&mut self.element) {
            Element::None => {}
            Element::Title => self.items.title = text,
            Element::Folder => {
                let parent = self.group();
                self.last = None;
                self.next = Some(self.items.group(text, parent));
            }
            Element::Link => {
                let Some(item) = self.item.take() else { return };
                // An invalid URL has been reported.
                self.last = item.homepage.is_some().then(|| self.items.add(Item { name: text, ..item }));
            }
            Element::Description => {
                let item = self.last.and_then(|at| self.items.items.get_mut(at));
                if let (Some(item), false) = (item, text.text.is_empty()) {
                    item.summary.push(text);
                }
            }
        }
    }
}
