//! A link of a text, and where it leads.

use std::ops::Range;

use super::words::{self, squeezed};
use crate::dataset::{SourceUrl, SourceUrlError};

/// A link in a text, as it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Anchor {
    /// The URL.
    pub url: String,
    /// The `title` attribute.
    pub title: String,
    /// The range of the text that is the link.
    pub words: Range<usize>,
    /// The range of the file.
    pub at: Range<usize>,
    pub spelling: Spelling,
    /// The image inside the link.
    pub image: Option<Image>,
    /// Where the link leads; known once the text is finished.
    pub target: Target,
}

/// How a link is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Spelling {
    /// With the syntax of links.
    #[default]
    Link,
    /// As its URL.
    Url,
    /// As a host without a scheme: it never comes before another link.
    Host,
    /// As a host without a scheme in a sentence, where it is only mentioned: by itself it makes no entry.
    Mention,
}

/// An image inside a link.
#[derive(Clone, Debug)]
pub(super) struct Image {
    /// The text for readers who do not see the image.
    pub alt: String,
    pub url: String,
}

/// Where a link leads.
#[derive(Clone, Debug, Default)]
pub(super) enum Target {
    /// To a web page with this valid URL.
    Page(String),
    /// To another part of its own page.
    Internal,
    /// Nowhere, because the URL is invalid.
    Refused(SourceUrlError),
    /// Nowhere of interest: it is a badge, or a word that only looks like a URL.
    #[default]
    Ignored,
}

/// A link to a web page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageLink {
    /// The text of the link, unless that is its URL.
    pub title: String,
    /// The valid URL.
    pub url: String,
    /// The range of the file.
    pub at: Range<usize>,
    /// Whether it is a host without a scheme, which never comes before another link.
    pub is_host: bool,
}

/// Parts of the URLs of badges: images that show a status.
const BADGES: &str = "shields.io, badge.fury.io, travis-ci, codecov.io, awesome.re/badge, badgen.net, coveralls.io/repos, \
    badge.svg, deps.rs/repo, badges., /badge, isitmaintained.com, githubbadges";

/// A URL as browsers read it: without marks and line breaks, and with its blanks encoded.
fn written(url: &str) -> String {
    let url: String = url.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    url.trim_matches(|c: char| c.is_whitespace() || words::is_direction_mark(c)).replace([' ', '\t'], "%20")
}

impl Anchor {
    /// Decides where the link leads, for a link with this text.
    pub fn resolve(&mut self, words: &str) {
        let url = &*written(&self.url);
        let image = self.image.as_ref().filter(|_| words.trim().is_empty());
        let is_badge =
            |image: &Image| BADGES.split(", ").any(|badge| url.contains(badge) || image.url.contains(badge));
        self.target = if url.is_empty() || url.starts_with('#') {
            Target::Internal
        } else if image.is_some_and(is_badge) {
            Target::Ignored
        } else {
            match SourceUrl::parse(url) {
                Ok(url) => Target::Page(url.as_str().to_owned()),
                Err(_) if image.is_some() || self.is_bare() && !url.contains("://") => Target::Ignored,
                Err(error) => Target::Refused(error),
            }
        };
    }

    /// Whether the text is the URL itself.
    pub fn is_bare(&self) -> bool {
        self.spelling != Spelling::Link
    }

    /// Whether the link leads to a web page, which is more than mentioned.
    pub fn is_page(&self) -> bool {
        matches!(self.target, Target::Page(_)) && self.spelling != Spelling::Mention
    }

    /// The link to a web page, for a link with this text.
    pub fn page_link(&self, words: &str) -> Option<PageLink> {
        let Target::Page(url) = &self.target else { return None };
        let is_host = matches!(self.spelling, Spelling::Host | Spelling::Mention);
        Some(PageLink { title: self.name(words), url: url.clone(), at: self.at.clone(), is_host })
    }

    /// The name of the link, for a link with this text; empty if it shows only its own URL.
    pub fn name(&self, words: &str) -> String {
        if self.is_bare() {
            return String::new();
        }
        let words = squeezed(words);
        let inside = |open, close| words.strip_prefix(open).and_then(|words| words.strip_suffix(close));
        let inside = inside('[', ']').or_else(|| inside('(', ')'));
        let inside = inside.filter(|words| !words.contains(['(', ')', '[', ']']));
        let name = inside.map_or(&*words, str::trim);
        match &self.image {
            Some(image) if name.is_empty() => squeezed(&image.alt),
            _ => name.to_owned(),
        }
    }
}
