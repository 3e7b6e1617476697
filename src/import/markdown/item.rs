//! One item of a list, read as a name, its addresses and what is said about it.

use std::collections::HashSet;
use std::ops::Range;

use super::inline::{Anchor, Inline};
use super::lead::{LONGEST_LEAD, Lead};
use super::links::{self, Link, Links};
use super::words::{self, squeezed};

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
    text.is_empty() || is_number(&text) || GENERIC.contains(&&*text)
}

/// Whether words only number a link.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('#').unwrap_or(text);
    !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit())
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

/// Where a text begins behind the mark of a footnote, `[^1]:`.
fn after_note(text: &str) -> usize {
    let note = text.strip_prefix("[^").and_then(|rest| rest.split_once("]:")).map(|(name, _)| name);
    note.filter(|name| !name.contains(char::is_whitespace)).map_or(0, |name| name.len() + "[^]:".len())
}

/// Whether a character is a symbol, such as an emoji, and no punctuation.
fn is_symbol(c: char) -> bool {
    c >= '\u{2190}'
        && !matches!(c, '→' | '➜' | '\u{3000}'..='\u{303f}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}')
}

impl Item {
    /// Reads a text that has at least one good link; nothing where it has none.
    pub fn of(inline: &Inline, links: &Links) -> Option<Self> {
        let mut all: Vec<(&Anchor, Link)> = links.admitted(inline).collect();
        // What is only a picture has no name for what others have words for.
        let worded = all.iter().position(|(anchor, _)| anchor.image.is_none() || !anchor.words.is_empty());
        all.rotate_left(worded.unwrap_or_default());
        let (first, _) = all.first()?;
        let first = *first;
        let mut item = Self::default();
        let start = item.take_marks(inline, first.words.start);
        let words = links::title(inline, first);
        let rest = first.words.end..inline.text.len();
        let generic = first.bare || is_generic(&words);
        match Lead::of(inline, start..first.words.start, !generic, first.bare) {
            None => {
                item.name = words;
                let joined = inline.words(&rest).trim_start().starts_with("and ");
                item.summary = item.about(inline, rest, &all);
                if joined && item.summary.starts_with("and ") {
                    item.summary = format!("{} {}", item.name, item.summary);
                }
            }
            Some(lead) => {
                let about = ABOUT.contains(&&*words.to_lowercase()) || is_number(&words);
                let year = lead.name.strip_prefix('(').and_then(|name| name.strip_suffix(')'));
                let alone = words::is_separator(&without_links(inline, rest.clone()));
                let several = all.len() > 1 && (lead.strong || lead.separated && alone);
                let named = generic || several || lead.strong || lead.bracketed;
                if lead.is_short() && named && year.is_none() {
                    lead.name.clone_into(&mut item.name);
                    let whole = lead.bracketed || !(lead.said.is_empty() || generic && lead.separated);
                    item.summary = if whole {
                        item.about(inline, lead.end..inline.text.len(), &all)
                    } else {
                        let said = [squeezed(lead.said), item.about(inline, rest, &all)];
                        said.join(if said.iter().any(String::is_empty) { "" } else { " – " })
                    };
                    if !generic || about && all.len() > 1 {
                        // All of them are equal: none is the entry's own page.
                        item.links = all.drain(..).map(|(_, link)| link).collect();
                        item.dedup();
                        return Some(item);
                    }
                } else if (lead.separated || year.is_some()) && lead.is_label() && !generic {
                    item.tag(year.unwrap_or(lead.name));
                    item.name = words;
                    item.summary = item.about(inline, rest, &all);
                } else {
                    item.name = if generic { words::beginning(lead.name, LONGEST_LEAD) } else { words };
                    item.summary = squeezed(inline.words(&(start..inline.text.len())));
                }
            }
        }
        let mut rest = all.into_iter().map(|(anchor, link)| (anchor.title.clone(), link));
        let (title, main) = rest.next()?;
        if item.name.trim().is_empty() || WORDLESS.contains(&&*item.name.to_lowercase()) {
            item.name = name_of(&main.url);
        }
        if item.name.contains("://") && !item.name.contains(char::is_whitespace) {
            item.name = name_of(&item.name);
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
        let mut start = inline.text.get(..end).map_or(0, after_note);
        loop {
            let rest = inline.text.get(start..end).unwrap_or_default();
            start += rest.len() - rest.trim_start().len();
            let rest = rest.trim_start();
            if let Some(code) = words::short_code(rest) {
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
        let said = words::description(&inline.text, range.start..end, &spans);
        // A mark between the name and the description.
        let (mark, rest) = said.split_once(' ').unwrap_or(("", ""));
        if mark.starts_with(is_symbol) && !mark.contains(char::is_alphanumeric) && words::front(rest) > 0 {
            self.tag(mark);
            return rest.get(words::front(rest)..).unwrap_or_default().to_owned();
        }
        said
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
    if inline.item {
        return !links.good.is_empty();
    }
    let mut good = links.admitted(inline).map(|(anchor, _)| anchor);
    let Some(first) = good.next() else { return false };
    let start = Item::default().take_marks(inline, first.words.start);
    let lead = inline.words(&(start..first.words.start));
    let after = inline.text.get(first.words.end..).unwrap_or_default();
    let alone = words::is_separator(&without_links(inline, first.words.start..inline.text.len()));
    if !lead.contains(char::is_alphanumeric) {
        return alone || words::is_separated_start(after);
    }
    // "Name https://example.org" is an item, a sentence that ends in an address is none.
    first.bare && alone && words::core(lead).split_whitespace().count() <= 6 && !lead.contains(['.', ','])
}

/// What a heading is called: without links that are only signs, marks at its end, and what leads elsewhere on the page.
pub(super) fn heading_name(inline: &Inline) -> String {
    let mut text = String::new();
    let mut start = 0;
    for anchor in &inline.anchors {
        let words = inline.words(&anchor.words);
        let elsewhere = anchor.bare || anchor.url.starts_with('#') && anchor.words.start > 0;
        if words.contains(char::is_alphanumeric) && !elsewhere {
            continue;
        }
        text.push_str(inline.text.get(start..anchor.words.start).unwrap_or_default());
        start = start.max(anchor.words.end);
    }
    text.push_str(inline.text.get(start..).unwrap_or_default());
    let mut text = squeezed(&text);
    while let Some(code) = words::short_code(&text) {
        text = squeezed(text.get(code.len() + 2..).unwrap_or_default());
    }
    for mark in ["[TOC]", "[toc]"] {
        text = text.replace(mark, "");
    }
    let name = text.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '：' | '⬆' | '↑' | '\u{fe0f}' | '🔝' | '¶')
    });
    match name.contains(char::is_alphanumeric) {
        true => name.to_owned(),
        false if inline.text.trim().is_empty() => squeezed(&inline.alts.join(" ")),
        false => squeezed(&inline.text),
    }
}

#[cfg(test)]
mod tests {
    use crate::dataset::{Link, SourceUrl};
    use crate::format::{File, Reading};
    use crate::import::markdown::read;

    fn entry_of(reading: &Reading) -> String {
        let stack = reading.stack.as_ref().expect("an entry");
        let (_, entry) = stack.entries().next().expect("an entry");
        let short = |url: SourceUrl| url.as_str().trim_start_matches("https://").to_owned();
        let mut parts = vec![entry.name().to_owned()];
        parts.extend(entry.homepage().map(|url| format!("home {}", short(url))));
        parts.extend(entry.repository().map(|url| format!("code {}", short(url))));
        let link = |link: Link<'_>| {
            format!("{} {}", link.title().unwrap_or("-"), link.url().map(short).unwrap_or_default())
        };
        parts.extend(entry.links().map(link));
        parts.extend(entry.tags().map(|tag| format!("#{tag}")));
        parts.extend(entry.summary().map(|said| format!("\"{said}\"")));
        parts.join(" | ")
    }

    fn item(text: &str) -> String {
        entry_of(&read(File::new("a.md", format!("## A\n\n- {text}\n"))).reading)
    }

    #[test]
    fn the_first_link_is_the_name_and_the_others_are_further_ones() {
        assert_eq!(item("[a](https://a.example) - b."), "a | home a.example | \"b.\"");
        assert_eq!(
            item("[o/r](https://github.com/o/r) [[doc](https://d.example)] - b ([site](https://s.example))."),
            "o/r | code github.com/o/r | doc d.example | site s.example | \"b.\""
        );
        assert_eq!(item("[a](https://a.example \"Said\")"), "a | home a.example | \"Said\"");
        assert_eq!(item("[link](https://www.a.example/b/)"), "a.example/b | home www.a.example/b/");
    }

    #[test]
    fn words_before_the_link_may_be_the_name_a_label_or_a_sentence() {
        assert_eq!(item("a b https://a.example"), "a b | home a.example");
        assert_eq!(item("a: [website](https://a.example) - c"), "a | home a.example | \"c\"");
        assert_eq!(item("**a** – *b*: [site](https://a.example)"), "a | home a.example | \"b\"");
        assert_eq!(
            item("a: [b](https://b.example), [c](https://c.example)"),
            "a | b b.example | c c.example"
        );
        assert_eq!(
            item("A title. [[paper]](https://p.example) [[code]](https://github.com/o/r)"),
            "A title | paper p.example | code github.com/o/r"
        );
        assert_eq!(item("2020 - [a](https://a.example) - b"), "a | home a.example | #2020 | \"b\"");
        assert_eq!(item("See [a](https://a.example) for b."), "a | home a.example | \"See a for b.\"");
        assert_eq!(item("**Never** use [a](https://a.example)."), "a | home a.example | \"Never use a.\"");
    }

    #[test]
    fn marks_and_code_at_the_ends_are_tags() {
        assert_eq!(
            item("⭐ :fire: [a](https://a.example) - b."),
            "a | home a.example | #⭐ | #fire | \"b.\""
        );
        assert_eq!(
            item("[a](https://a.example) `⚠` - b. `MIT` `Go`"),
            "a | home a.example | #MIT | #Go | #⚠ | \"b.\""
        );
        assert_eq!(item("[a](https://a.example) - runs `b`"), "a | home a.example | \"runs b\"");
        assert_eq!(item("[^1]: b https://a.example"), "b | home a.example");
    }
}
