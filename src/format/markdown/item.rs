//! One item of a list, read as a name, its addresses and what is said about it.

use std::collections::HashSet;
use std::ops::Range;

use super::inline::{Anchor, Inline};
use super::words::{self, squeezed};
use crate::dataset::{SourceUrl, SourceUrlError};

/// What an item says, before it is cleaned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// What it is called.
    pub name: String,
    /// Its first address, unless all are equal.
    pub main: Option<Link>,
    /// Its other addresses.
    pub links: Vec<Link>,
    /// What is said about it.
    pub summary: String,
    /// Marks before the name, and code after the last sentence.
    pub tags: Vec<String>,
}

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
    /// How many are pictures only.
    pub badges: usize,
}

/// Whose pictures say how something fares, and nothing about what it is.
const BADGES: [&str; 9] = [
    "shields.io",
    "badge.fury.io",
    "travis-ci",
    "codecov.io",
    "awesome.re/badge",
    "badgen.net",
    "coveralls.io/repos",
    "badge.svg",
    "deps.rs/repo",
];

impl Links {
    /// Looks at the links of a text.
    pub fn of(inline: &Inline) -> Self {
        let mut links = Self::default();
        for (at, anchor) in inline.anchors.iter().enumerate() {
            let url = anchor.url.trim();
            let wordless = inline.words(&anchor.words).trim().is_empty();
            let picture = anchor.image.as_ref().is_some_and(|image| image.markdown) && wordless;
            if url.starts_with('#') || url.is_empty() {
                links.internal += 1;
            } else if picture || BADGES.iter().any(|badge| url.contains(badge)) {
                links.badges += 1;
            } else {
                match SourceUrl::parse(url) {
                    Ok(url) => links.good.push(Seen { anchor: at, url: url.as_str().to_owned() }),
                    // A word that only looks like an address is a word.
                    Err(_) if anchor.bare && !url.contains("://") => {}
                    Err(error) => links.refused.push((anchor.at.clone(), url.to_owned(), error)),
                }
            }
        }
        links
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
fn title(inline: &Inline, anchor: &Anchor) -> String {
    if anchor.bare {
        return String::new();
    }
    let words = squeezed(inline.words(&anchor.words));
    match &anchor.image {
        Some(image) if words.is_empty() => squeezed(&image.alt),
        _ => words,
    }
}

/// Words that say of a link only that it is one.
const GENERIC: [&str; 40] = [
    "link",
    "links",
    "here",
    "source",
    "source code",
    "sources",
    "code",
    "repo",
    "repository",
    "github",
    "gitlab",
    "git",
    "website",
    "web site",
    "site",
    "web",
    "homepage",
    "home page",
    "home",
    "official site",
    "official website",
    "docs",
    "documentation",
    "demo",
    "live demo",
    "paper",
    "pdf",
    "video",
    "slides",
    "article",
    "blog",
    "url",
    "🔗",
    "download",
    "read more",
    "more",
    "project",
    "info",
    "page",
    "arxiv",
];

/// Words for a link that say nothing at all.
const WORDLESS: [&str; 6] = ["link", "links", "here", "this", "click here", "url"];

/// Whether a link's words say nothing about where it leads.
pub(super) fn is_wordless(text: &str) -> bool {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    text.is_empty() || WORDLESS.contains(&&*text)
}

/// Words for a link that leads to something about a thing, and not to the thing.
const ABOUT: [&str; 9] =
    ["paper", "pdf", "video", "slides", "article", "blog", "demo", "docs", "documentation"];

/// What people call the place where code is.
const CODE: [&str; 9] =
    ["source", "source code", "code", "github", "gitlab", "git", "repo", "repository", "sources"];

/// Whether words say of a link only that it is one, or nothing at all.
pub(super) fn is_generic(text: &str) -> bool {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && c != '🔗').to_lowercase();
    text.is_empty() || GENERIC.contains(&&*text)
}

/// Whether an address is the front page of a repository on a well-known host.
fn is_repository(url: &str) -> bool {
    const HOSTS: [&str; 5] = ["github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "git.sr.ht"];
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let Some((host, path)) = rest.split_once('/') else { return false };
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path = path.strip_suffix('/').unwrap_or(path);
    let two = path.split_once('/').is_some_and(|(owner, name)| {
        !owner.is_empty() && !name.is_empty() && !matches!(owner, "sponsors" | "topics" | "orgs" | "apps")
    });
    HOSTS.contains(&host) && two && path.matches('/').count() == 1 && !path.contains(['?', '#'])
}

/// A name for what an address leads to.
pub(super) fn name_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.trim_end_matches('/').to_owned()
}

/// Whether a character is a symbol, such as an emoji, and no punctuation.
fn is_symbol(c: char) -> bool {
    c >= '\u{2190}'
        && !matches!(c, '→' | '➜' | '\u{3000}'..='\u{303f}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}')
}

/// How long a name may be that is not a link's own words.
const LONGEST_LEAD: usize = 80;

impl Item {
    /// Reads a text that has at least one good link; nothing where it has none.
    pub fn of(inline: &Inline, links: &Links) -> Option<Self> {
        let mut all: Vec<(&Anchor, Link)> = links.admitted(inline).collect();
        let (first, _) = all.first()?;
        let first = *first;
        let mut item = Self::default();
        let lead_start = item.take_marks(inline, first.words.start);
        let lead = lead_start..first.words.start;
        let core = words::core(inline.words(&lead));
        let front = words::front(inline.words(&lead));
        let words = title(inline, first);
        let rest = first.words.end..inline.text.len();
        if core.is_empty() {
            item.name = if words.is_empty() { String::new() } else { words };
            item.summary = item.about(inline, rest, &all);
        } else {
            let strong = inline.strongs.iter().any(|strong| {
                strong.start <= lead_start + front && strong.end >= lead_start + front + core.trim_end().len()
            });
            let separated = words::is_separated(inline.words(&lead)) || strong;
            let generic = first.bare || is_generic(&words);
            let alone = words::is_separator(&without_links(inline, lead.end..inline.text.len()));
            if (generic || strong || separated && alone && all.len() > 1)
                && core.chars().count() <= LONGEST_LEAD
            {
                core.clone_into(&mut item.name);
                let about = all.len() > 1 && ABOUT.contains(&&*words.to_lowercase());
                if (generic || strong) && !about {
                    item.summary = item.about(inline, rest, &all);
                } else {
                    // All of them are equal: none is the entry's own page.
                    item.summary = item.about(inline, rest, &all);
                    item.links = all.drain(..).map(|(_, link)| link).collect();
                    item.dedup();
                    return Some(item);
                }
            } else {
                item.name = if generic { words::beginning(core, LONGEST_LEAD) } else { words };
                item.summary = squeezed(inline.words(&(lead_start..inline.text.len())));
            }
        }
        let mut rest = all.into_iter().map(|(anchor, link)| (anchor.title.clone(), link));
        let (title, main) = rest.next()?;
        if item.name.trim().is_empty() || WORDLESS.contains(&&*item.name.to_lowercase()) {
            item.name = name_of(&main.url);
        }
        if item.summary.is_empty() && squeezed(&title) != item.name {
            item.summary = squeezed(&title);
        }
        item.links = rest.map(|(_, link)| link).collect();
        item.main = Some(main);
        item.dedup();
        Some(item)
    }

    /// Leaves out what is there already.
    pub fn dedup(&mut self) {
        let mut known: HashSet<String> = self.main.iter().map(|main| main.url.clone()).collect();
        self.links.retain(|link| known.insert(link.url.clone()));
        let mut known = HashSet::new();
        self.tags.retain(|tag| known.insert(tag.clone()));
    }

    /// The first address, the repository and the others, as an entry has them.
    pub fn addresses(&self) -> (Option<&Link>, Option<&Link>, Vec<&Link>) {
        let (homepage, mut repository) = match &self.main {
            Some(main) if is_repository(&main.url) => (None, Some(main)),
            main => (main.as_ref(), None),
        };
        let mut links: Vec<&Link> = self.links.iter().collect();
        if homepage.is_some() {
            let code = |link: &&Link| {
                is_repository(&link.url)
                    && (link.title.is_empty() || CODE.contains(&&*link.title.to_lowercase()))
            };
            if let Some(at) = links.iter().position(code) {
                repository = Some(links.remove(at));
            }
        }
        (homepage, repository, links)
    }

    /// Takes marks that stand before the name (emoji, short codes) as tags; gives where the name may begin.
    fn take_marks(&mut self, inline: &Inline, end: usize) -> usize {
        let mut start = 0;
        loop {
            let rest = inline.text.get(start..end).unwrap_or_default();
            let blank = rest.len() - rest.trim_start().len();
            let rest = rest.trim_start();
            start += blank;
            let short = rest.strip_prefix(':').and_then(|rest| rest.split_once(':')).map(|(code, _)| code);
            let is_short = |code: &&str| {
                !code.is_empty()
                    && code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+'))
            };
            if let Some(code) = short.filter(is_short) {
                self.tag(&code.replace('_', "-"));
                start += code.len() + 2;
                continue;
            }
            let mark = rest.find(|c: char| c.is_alphanumeric() || c.is_whitespace()).unwrap_or(rest.len());
            let mark = rest.get(..mark).unwrap_or_default();
            if mark.is_empty() {
                return start;
            }
            // Brackets and quotation marks belong to what follows.
            if !mark.starts_with(is_symbol) {
                return start;
            }
            self.tag(mark.trim_matches(|c: char| c.is_ascii()));
            start += mark.len();
        }
    }

    fn tag(&mut self, tag: &str) {
        let tag = squeezed(tag);
        if !tag.is_empty() {
            self.tags.push(tag);
        }
    }

    /// What is said behind the name: without groups of links, and without code at the very end, which becomes tags.
    fn about(&mut self, inline: &Inline, range: Range<usize>, all: &[(&Anchor, Link)]) -> String {
        let mut end = range.end;
        // `MIT` `Go` after the last sentence.
        let mut codes = Vec::new();
        for code in inline.codes.iter().rev().filter(|code| code.start >= range.start) {
            let between = inline.text.get(code.end..end).unwrap_or_default();
            if !between.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '|' | '/')) {
                break;
            }
            codes.push(squeezed(inline.words(code)));
            end = code.start;
        }
        let before = inline.text.get(range.start..end).unwrap_or_default().trim_end();
        if before.ends_with(['.', ')', '!', '?', ']']) {
            for code in codes.into_iter().rev() {
                self.tag(&code);
            }
        } else {
            end = range.end;
        }
        let spans: Vec<Range<usize>> = all
            .iter()
            .map(|(anchor, _)| anchor.words.clone())
            .filter(|words| words.start >= range.start && words.end <= end)
            .collect();
        words::description(&inline.text, range.start..end, &spans)
    }
}

/// The text of a range without the words of its links.
fn without_links(inline: &Inline, range: Range<usize>) -> String {
    let mut out = String::new();
    let mut start = range.start;
    for anchor in &inline.anchors {
        if anchor.words.start >= start {
            out.push_str(inline.text.get(start..anchor.words.start).unwrap_or_default());
            start = anchor.words.end;
        }
    }
    out.push_str(inline.text.get(start..range.end).unwrap_or_default());
    out
}

/// Whether a text says something about its first link, and is not a sentence in which links stand.
pub(super) fn is_item(inline: &Inline, links: &Links) -> bool {
    let mut good = links.admitted(inline).map(|(anchor, _)| anchor);
    let Some(first) = good.next() else { return false };
    let lead = inline.words(&(0..first.words.start));
    let after = inline.text.get(first.words.end..).unwrap_or_default();
    if inline.item {
        return true;
    }
    let plain = lead.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
    let alone = words::is_separator(&without_links(inline, first.words.start..inline.text.len()));
    // "Name https://example.org" is an item, a sentence that ends in an address is none.
    let short = first.bare && words::core(lead).split_whitespace().count() <= 6 && !lead.contains(['.', ',']);
    if plain { alone || words::is_separated_start(after) } else { short && alone }
}
