//! The links of a text: which of them lead somewhere.

use std::ops::Range;

use super::inline::{Anchor, Image, Inline};
use super::words::squeezed;
use crate::dataset::{SourceUrl, SourceUrlError};

/// An admitted address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// What the link says, if that is more than its address.
    pub title: String,
    /// The address as the gate lets it through.
    pub url: String,
    /// Where it stands in the file.
    pub at: Range<usize>,
}

/// A link that was looked at.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// Its position among the anchors.
    anchor: usize,
    /// The address as the gate lets it through.
    url: String,
}

/// What the links of a text are.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    /// Those that lead somewhere, in order.
    pub good: Vec<Seen>,
    /// Those that the gate refuses, each with its place and the address.
    pub refused: Vec<(Range<usize>, String, SourceUrlError)>,
    /// How many lead to another part of the page.
    pub internal: usize,
    /// How many of the good ones are only a picture.
    pictures: usize,
}

/// Whose pictures say how something fares, and nothing about what it is.
const BADGES: [&str; 13] = [
    "shields.io",
    "badge.fury.io",
    "travis-ci",
    "codecov.io",
    "awesome.re/badge",
    "badgen.net",
    "coveralls.io/repos",
    "badge.svg",
    "deps.rs/repo",
    "badges.",
    "/badge",
    "isitmaintained.com",
    "githubbadges",
];

impl Links {
    /// Looks at the links of a text.
    pub fn of(inline: &Inline) -> Self {
        let mut links = Self::default();
        for (at, anchor) in inline.anchors.iter().enumerate() {
            let url = anchor.url.trim();
            let wordless = inline.words(&anchor.words).trim().is_empty();
            let picture = anchor.image.as_ref().filter(|_| wordless);
            let badge =
                |image: &Image| BADGES.iter().any(|badge| url.contains(badge) || image.url.contains(badge));
            if url.starts_with('#') || url.is_empty() {
                links.internal += 1;
            } else if !picture.is_some_and(badge) {
                match SourceUrl::parse(url) {
                    Ok(url) => {
                        links.pictures += usize::from(picture.is_some());
                        links.good.push(Seen { anchor: at, url: url.as_str().to_owned() });
                    }
                    Err(_) if picture.is_some() => {}
                    // A word that only looks like an address is a word.
                    Err(_) if anchor.bare && !url.contains("://") => {}
                    Err(error) => links.refused.push((anchor.at.clone(), url.to_owned(), error)),
                }
            }
        }
        links
    }

    /// Whether there are good links, and all are only pictures.
    pub fn are_pictured(&self) -> bool {
        self.pictures > 0 && self.pictures == self.good.len()
    }

    /// The links that are good, with their words.
    pub fn admitted<'a>(&'a self, inline: &'a Inline) -> impl Iterator<Item = (&'a Anchor, Link)> {
        self.good.iter().filter_map(|seen| {
            let anchor = inline.anchors.get(seen.anchor)?;
            Some((
                anchor,
                Link { title: title(inline, anchor), url: seen.url.clone(), at: anchor.at.clone() },
            ))
        })
    }
}

/// What a link says: nothing where it only shows its own address.
pub(super) fn title(inline: &Inline, anchor: &Anchor) -> String {
    if anchor.bare {
        return String::new();
    }
    let words = squeezed(inline.words(&anchor.words));
    let bare = words.strip_prefix('[').and_then(|words| words.strip_suffix(']'));
    let round = || words.strip_prefix('(').and_then(|words| words.strip_suffix(')'));
    let bare = bare.or_else(round).filter(|words| !words.contains(['(', ')', '[', ']']));
    let words = bare.map_or(words.clone(), |words| words.trim().to_owned());
    match &anchor.image {
        Some(image) if words.is_empty() => squeezed(&image.alt),
        _ => words,
    }
}

/// Whether a text says something beside its links.
pub(super) fn has_more_than_links(inline: &Inline) -> bool {
    let mut start = 0;
    let mut beside = String::new();
    for anchor in &inline.anchors {
        beside.push_str(inline.text.get(start..anchor.words.start).unwrap_or_default());
        start = anchor.words.end;
    }
    beside.push_str(inline.text.get(start..).unwrap_or_default());
    beside.contains(char::is_alphanumeric)
}
