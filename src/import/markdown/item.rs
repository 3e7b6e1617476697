//! An item of a list, split into a name, links, tags and a description.

use std::collections::HashSet;
use std::iter;
use std::ops::Range;

use super::inline::Inline;
use super::lead::{Lead, MAX_LEAD};
use super::links::{Anchor, PageLink, Spelling};
use super::words::{self, is_one_of, squeezed, trim_front};

/// The parts of an item, before they are cleaned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ListItem {
    pub name: String,
    /// The first link, unless all links are equal.
    pub main: Option<PageLink>,
    /// The other links.
    pub links: Vec<PageLink>,
    pub summary: String,
    /// Emoji before the name, and code after the last sentence.
    pub tags: Vec<String>,
}

/// Names of links without any information.
const WORDLESS: &str = "link, links, here, this, click here, url";

/// Names of links to pages about a thing.
const ABOUT: &str = "paper, pdf, video, slides, article, blog, demo, docs, documentation";

/// Names of links to source code.
const CODE: &str = "source, source code, code, github, gitlab, git, repo, repository, sources";

/// Other names of links that do not name the thing.
const GENERIC: &str = "link, links, here, website, web site, site, web, homepage, home page, home, official site, \
    official website, live demo, url, 🔗, download, read more, more, project, info, page, arxiv";

/// Names of links to the places of a project.
const PLACES: &str = "discord, slack, telegram, gitter, matrix, forum, community, chat, twitter, x, mastodon, bluesky, facebook, \
    linkedin, instagram, youtube, reddit, blog post, post, news, wiki, faq, changelog, releases, issues, issue tracker, npm, \
    pypi, crate, crates, docker, docker hub, app store, google play, play store, f-droid, mac app store, chrome web store, tutorial, \
    tutorials, quickstart, quick start, getting started, guide, api, api docs, playground, try it, examples, license, licence, \
    pricing, android, ios, web app, web, contact, email, mailing list, newsletter, medium, hacker news, product hunt, \
    announcement, website and docs, official docs, official documentation, source on github, github repo, \
    github repository, whitepaper, white paper, technical report, model, models, dataset, huggingface, hugging face";

/// Hosts whose URLs with a path of two names are repositories.
const CODE_HOSTS: &str = "github.com, gitlab.com, codeberg.org, bitbucket.org, git.sr.ht";

/// Whether the name of a link has no information about its target.
pub(super) fn is_wordless(name: &str) -> bool {
    let name = name.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    name.is_empty() || is_one_of(WORDLESS, &name)
}

/// Whether the name of a link does not name the thing that it links to.
pub(super) fn is_generic(name: &str) -> bool {
    let name = plain(name);
    name.is_empty() || is_number(&name) || [ABOUT, CODE, GENERIC].iter().any(|list| is_one_of(list, &name))
}

/// Whether a name says what a link is of the thing that it belongs to: its homepage, its source code, its documentation.
pub(super) fn is_part_of_thing(name: &str) -> bool {
    let name = plain(name);
    is_generic(&name) || is_one_of(PLACES, &name)
}

/// Whether a name is that of the main page of a thing, or of its source code.
pub(super) fn is_main_page(name: &str) -> bool {
    let name = plain(name);
    name.is_empty() || is_one_of(GENERIC, &name) || is_one_of(CODE, &name)
}

/// Whether a name is that of the source code of a thing.
pub(super) fn is_code(name: &str) -> bool {
    is_one_of(CODE, &plain(name))
}

/// A name in lower case without the marks around it.
fn plain(name: &str) -> String {
    name.trim_matches(|c: char| !c.is_alphanumeric() && c != '🔗').to_lowercase()
}

/// Whether the name of a link is a number, such as `2` or `#2`.
fn is_number(name: &str) -> bool {
    let digits = name.strip_prefix('#').unwrap_or(name);
    matches!(digits.len(), 1 | 2) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a URL is the main page of a repository on a well-known host.
fn is_repository(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let Some((host, path)) = rest.split_once('/') else { return false };
    let Some((owner, name)) = path.strip_suffix('/').unwrap_or(path).split_once('/') else { return false };
    is_one_of(CODE_HOSTS, host.strip_prefix("www.").unwrap_or(host))
        && !owner.is_empty()
        && !is_one_of("sponsors, topics, orgs, apps", owner)
        && !owner.contains(['?', '#'])
        && !name.is_empty()
        && !name.contains(['/', '?', '#'])
}

/// A name for the target of a URL.
pub(super) fn name_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
}

/// Whether a name is a URL, and not only a text with `://` in it.
fn is_url(name: &str) -> bool {
    let scheme = name.split_once("://").map_or("", |(scheme, _)| scheme);
    is_one_of("http, https", &scheme.to_lowercase()) && !name.contains(char::is_whitespace)
}

/// The byte offset after the label of a footnote, `[^1]:`.
fn after_note(text: &str) -> usize {
    let note = text.strip_prefix("[^").and_then(|rest| rest.split_once("]:")).map(|(name, _)| name);
    note.filter(|name| !name.contains(char::is_whitespace)).map_or(0, |name| name.len() + "[^]:".len())
}

/// The byte offset after the number of a heading, `1.`, if nothing else follows.
fn after_number(text: &str) -> usize {
    let rest = text.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = rest.len() < text.trim_start().len() && matches!(rest.trim_end(), "." | ")");
    if is_number { text.len() } else { 0 }
}

/// Whether a character is a symbol, such as an emoji, and no punctuation.
fn is_symbol(c: char) -> bool {
    c >= '\u{2190}'
        && !matches!(c, '→' | '➜' | '\u{3000}'..='\u{303f}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}')
}

impl ListItem {
    /// Splits a text that has a link to a web page; `None` without one.
    pub fn from_inline(inline: &Inline) -> Option<Self> {
        if !inline.has_links() {
            return None;
        }
        let mut links: Vec<(&Anchor, PageLink)> = inline.links().collect();
        // The name of an image counts only if no link has words, and a host without a scheme only if there is no link.
        let rank = |anchor: &Anchor| match anchor.spelling {
            Spelling::Host | Spelling::Mention => 2,
            _ => u8::from(inline.words(&anchor.words).trim().is_empty()),
        };
        let first = (0..links.len()).min_by_key(|at| links.get(*at).map(|(anchor, _)| rank(anchor)));
        links.rotate_left(first.unwrap_or_default());
        let first = links.first()?.0;
        let mut item = Self::default();
        let start = item.take_marks(inline, first.words.start);
        let words = first.name(inline.words(&first.words));
        let is_generic = first.is_bare() || is_generic(&words);
        let lead = Lead::new(inline, start..first.words.start, !is_generic, first.is_bare());
        let are_equal = if let Some(lead) = lead {
            item.set_with_lead(&lead, inline, start, words, is_generic, &links)
        } else {
            let rest = first.words.end..inline.text.len();
            let is_joined = inline.words(&rest).trim_start().starts_with("and ");
            item.summary = item.about(inline, rest, &links);
            if is_joined && item.summary.starts_with("and ") {
                item.summary = format!("{words} {}", item.summary);
            }
            item.name = words;
            false
        };
        if !are_equal {
            let title = squeezed(&first.title);
            let main = links.remove(0).1;
            if item.name.trim().is_empty() || is_one_of(WORDLESS, &item.name.to_lowercase()) {
                item.name = name_of(&main.url);
            }
            if is_url(&item.name) {
                item.name = name_of(&item.name);
            }
            if item.summary.is_empty() && title != item.name {
                item.summary = title;
            }
            item.main = Some(main);
        }
        item.links = links.into_iter().map(|(_, link)| link).collect();
        item.dedup();
        Some(item)
    }

    /// Sets the name and the description of an item with text before its first link, whose name is `words`. Returns
    /// whether all links are equal, so that none is the main one.
    fn set_with_lead(
        &mut self,
        lead: &Lead<'_>,
        inline: &Inline,
        start: usize,
        words: String,
        is_generic: bool,
        links: &[(&Anchor, PageLink)],
    ) -> bool {
        let end = inline.text.len();
        let rest = links.first().map_or(end, |(first, _)| first.words.end)..end;
        let is_about = is_one_of(ABOUT, &words.to_lowercase()) || is_number(&words);
        let year = lead.name.strip_prefix('(').and_then(|name| name.strip_suffix(')'));
        let is_alone = || words::is_separator(&inline.without(rest.start, |_| true));
        let are_several = links.len() > 1 && (lead.is_strong || lead.is_separated && is_alone());
        let is_name = is_generic || are_several || lead.is_strong || lead.is_bracketed;
        if lead.is_short() && is_name && year.is_none() {
            lead.name.clone_into(&mut self.name);
            let is_whole =
                lead.is_bracketed || !(lead.description.is_empty() || is_generic && lead.is_separated);
            self.summary = if is_whole {
                self.about(inline, lead.end..end, links)
            } else {
                let parts = [squeezed(lead.description), self.about(inline, rest, links)];
                parts.join(if parts.iter().any(String::is_empty) { "" } else { " – " })
            };
            return !is_generic || is_about && links.len() > 1;
        }
        if (lead.is_separated || year.is_some()) && lead.is_label() && !is_generic {
            self.add_tag(year.unwrap_or(lead.name));
            self.summary = self.about(inline, rest, links);
            self.name = words;
        } else {
            self.name = if is_generic { words::beginning(lead.name, MAX_LEAD) } else { words };
            self.summary = squeezed(inline.words(&(start..end)));
        }
        false
    }

    /// The name, and the labels among the tags.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let labels = self.tags.iter().filter(|tag| tag.contains(char::is_alphanumeric));
        iter::once(&self.name).chain(labels).map(String::as_str)
    }

    /// Makes a written link the main one if that is a host without a scheme.
    pub fn prefer_written(&mut self) {
        if let Some(main) = self.main.as_mut().filter(|main| main.is_host)
            && let Some(written) = self.links.iter_mut().find(|link| !link.is_host)
        {
            std::mem::swap(main, written);
        }
    }

    /// Removes repeated links and tags.
    pub fn dedup(&mut self) {
        let mut urls: HashSet<String> = self.main.iter().map(|main| main.url.clone()).collect();
        self.links.retain(|link| urls.insert(link.url.clone()));
        let mut tags = HashSet::new();
        self.tags.retain(|tag| tags.insert(tag.clone()));
    }

    /// The homepage, the repository and the other links, as an entry has them.
    pub fn split_links(&self) -> (Option<&PageLink>, Option<&PageLink>, Vec<&PageLink>) {
        let (homepage, mut repository) = match &self.main {
            Some(main) if is_repository(&main.url) => (None, Some(main)),
            main => (main.as_ref(), None),
        };
        let mut links: Vec<&PageLink> = self.links.iter().collect();
        let is_code = |link: &&PageLink| {
            is_repository(&link.url) && (link.title.is_empty() || is_one_of(CODE, &link.title.to_lowercase()))
        };
        if homepage.is_some()
            && let Some(at) = links.iter().position(is_code)
        {
            repository = Some(links.remove(at));
        }
        (homepage, repository, links)
    }

    /// Takes the emoji and short codes before the name as tags; returns the byte offset after them.
    fn take_marks(&mut self, inline: &Inline, end: usize) -> usize {
        let mut start = after_note(inline.words(&(0..end)));
        start += after_number(inline.words(&(start..end)));
        loop {
            let rest = inline.words(&(start..end));
            start += rest.len() - rest.trim_start().len();
            let rest = rest.trim_start();
            if let Some(code) = words::short_code(rest) {
                self.add_tag(&code.replace('_', "-"));
                start += code.len() + 2;
                continue;
            }
            // Brackets and quotation marks belong to the name.
            if !rest.starts_with(is_symbol) {
                return start;
            }
            let len = rest.find(|c: char| c.is_alphanumeric() || c.is_whitespace()).unwrap_or(rest.len());
            let mark = rest.get(..len).unwrap_or_default();
            if mark.is_empty() {
                return start;
            }
            self.add_tag(mark.trim_matches(|c: char| c.is_ascii()));
            start += len;
        }
    }

    fn add_tag(&mut self, tag: &str) {
        let tag = squeezed(tag);
        if !tag.is_empty() {
            self.tags.push(tag);
        }
    }

    /// The description in a range: without groups of links, and without code after the last sentence, which becomes tags.
    fn about(&mut self, inline: &Inline, range: Range<usize>, links: &[(&Anchor, PageLink)]) -> String {
        let mut end = range.end;
        let mut codes = Vec::new();
        for code in inline.codes.iter().rev().filter(|code| code.start >= range.start) {
            let between = inline.words(&(code.end..end));
            if !between.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '|' | '/')) {
                break;
            }
            codes.push(inline.words(code));
            end = code.start;
        }
        if inline.words(&(range.start..end)).trim_end().ends_with(['.', ')', '!', '?', ']']) {
            for code in codes.into_iter().rev() {
                self.add_tag(code);
            }
        } else {
            end = range.end;
        }
        let is_inside = |words: &Range<usize>| words.start >= range.start && words.end <= end;
        let links = links.iter().map(|(anchor, _)| anchor.words.clone());
        let links: Vec<Range<usize>> = links.filter(is_inside).collect();
        let description = words::description(&inline.text, range.start..end, &links);
        // An emoji between the name and the description.
        let (mark, rest) = description.split_once(' ').unwrap_or(("", ""));
        let is_mark = mark.starts_with(is_symbol) && !mark.contains(char::is_alphanumeric);
        if is_mark && trim_front(rest).len() < rest.len() {
            self.add_tag(mark);
            return trim_front(rest).to_owned();
        }
        description
    }
}

/// Whether a line describes its first link, and is not a sentence that contains links.
pub(super) fn is_item(line: &Inline) -> bool {
    let Some((first, _)) = line.links().find(|(anchor, _)| anchor.is_page()) else { return false };
    let start = ListItem::default().take_marks(line, first.words.start);
    let lead = line.words(&(start..first.words.start));
    let after = line.words(&(first.words.end..line.text.len()));
    let is_alone = words::is_separator(&line.without(first.words.start, |_| true));
    if !lead.contains(char::is_alphanumeric) {
        return is_alone || words::is_separated_start(after);
    }
    // `Name https://example.org` is an item, a sentence that ends in a URL is none.
    let is_name = words::core(lead).split_whitespace().count() <= 6 && !lead.contains(['.', ',']);
    first.is_bare() && is_alone && is_name
}

/// The name of a heading: without links that are only symbols, and without links to other parts of the page.
pub(super) fn heading_name(inline: &Inline) -> String {
    let is_removed = |anchor: &Anchor| {
        // A host is part of the name: `python.org and its neighbours`.
        let is_elsewhere =
            anchor.spelling == Spelling::Url || anchor.url.starts_with('#') && anchor.words.start > 0;
        is_elsewhere || !inline.words(&anchor.words).contains(char::is_alphanumeric)
    };
    let mut text = squeezed(&inline.without(0, is_removed));
    while let Some(code) = words::short_code(&text) {
        text = squeezed(text.get(code.len() + 2..).unwrap_or_default());
    }
    let text = text.replace("[TOC]", "").replace("[toc]", "");
    let name = text.trim_end_matches(|c: char| c.is_whitespace() || ":：⬆↑\u{fe0f}🔝¶".contains(c));
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
        parts.extend(entry.summary().map(|summary| format!("\"{summary}\"")));
        parts.join(" | ")
    }

    fn item(text: &str) -> String {
        entry_of(&read(File::new("a.md", format!("## A\n\n- {text}\n"))).reading)
    }

    #[test]
    fn only_a_name_that_is_a_url_loses_its_scheme() {
        assert_eq!(item("[HTTP://a.example/b/](https://a.example)"), "a.example/b | home a.example");
        assert_eq!(item("[N\\://n](https://a.example)"), "N://n | home a.example");
        assert_eq!(item("[ssh://](https://a.example)"), "ssh:// | home a.example");
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
