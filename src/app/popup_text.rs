//! The popups of plain text, which scroll: a URL that no program could open, and the reason for a hit.

use super::content::{Piece, Role, split_behind_host, wrapped};
use super::layout::{PopupArea, Size};
use super::message::Notice;
use super::popup::{Popup, PopupContent, Reason, UnopenedUrl};
use crate::cells;
use crate::dataset::SourceUrl;

/// Width of the popup in cells, where there is room.
const WIDTH: u16 = 88;

/// A summary of the query syntax, which `search --help` prints too.
const SYNTAX: &[&str] = &[
    "word            in names, tags, texts and sources; typos are allowed",
    "'word  \"a b\"    the whole word; these words in a row",
    "^word  word$    names that start / end with word",
    "!word  a | b    exclude word; either word",
    "stack: cat: kind: tag: src: claim: status: conf:   the value begins so",
    "is:former is:confirmed is:unsourced is:single is:old is:replaced",
    "in:2018  year:2017..2019  sources:>2  age:>3y    in use then, dated so; numbers",
    "Tab takes the value that the row above the hints offers",
];

/// A popup of plain text, laid out for a screen.
#[derive(Clone, Debug)]
pub struct PopupText {
    /// The title.
    pub title: String,
    /// The wrapped lines.
    pub lines: Vec<Piece>,
    /// The URL that its lines of links are parts of.
    pub url: Option<SourceUrl>,
    /// Its position on the screen.
    pub area: PopupArea,
}

impl PopupText {
    /// The text of a popup, if it is one of plain text; a notice is shown below a URL.
    pub(super) fn new(
        popup: &Popup,
        notice: Option<&Notice>,
        (size, is_linear): (Size, bool),
    ) -> Option<Self> {
        let most = if is_linear { u16::MAX } else { WIDTH };
        let width = usize::from(most.min(size.width.saturating_sub(6)).max(8));
        let (title, texts) = match &popup.content {
            PopupContent::Url(url) => (url.title.clone(), texts_of_url(url, notice, width)),
            PopupContent::Reason(reason) => (format!("WHY {}", reason.entry_name), texts_of_reason(reason)),
            _ => return None,
        };
        let url = match &popup.content {
            PopupContent::Url(unopened) => Some(unopened.url.clone()),
            _ => None,
        };
        let lines: Vec<Piece> = texts.iter().flat_map(|(text, role)| wrapped(text, width, *role)).collect();
        let area = PopupArea::new(size, WIDTH, lines.len());
        Some(Self { title, lines, url, area })
    }
}

/// The URL on lines of its own, so that the mouse can select it.
fn texts_of_url<'a>(
    unopened: &'a UnopenedUrl,
    notice: Option<&'a Notice>,
    width: usize,
) -> Vec<(&'a str, Role)> {
    let (host, path) = split_behind_host(unopened.url.as_str());
    // What a terminal takes for an address on the first of several lines is no other page than that of the host.
    let address = if cells::width(unopened.url.as_str()) > width {
        vec![host, path]
    } else {
        vec![unopened.url.as_str()]
    };
    let mut texts: Vec<_> = address.into_iter().map(|text| (text, Role::Link)).collect();
    texts.extend([(" ", Role::Text), (&*unopened.why, Role::Text)]);
    texts.extend(notice.map(|notice| (&*notice.text, Role::Success)));
    texts
}

/// The reason for a hit, and the query syntax.
fn texts_of_reason(reason: &Reason) -> Vec<(&str, Role)> {
    let mut texts = vec![("QUERY", Role::Heading)];
    for (at, line) in reason.lines.iter().enumerate() {
        if at == 1 {
            texts.extend([(" ", Role::Text), ("MATCHES", Role::Heading)]);
        }
        texts.push((line, Role::Text));
    }
    texts.extend([(" ", Role::Text), ("QUERY SYNTAX", Role::Heading)]);
    texts.extend(SYNTAX.iter().map(|line| (*line, Role::Dim)));
    texts
}
