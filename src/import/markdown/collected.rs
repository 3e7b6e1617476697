//! The sections and entries of a list, as they are collected from its text.

use std::ops::Range;

use super::super::texts::{Excerpt, warning};
use super::inline::Inline;
use super::item::{self, ListItem};
use super::words::{self, squeezed, trim_front};
use crate::dataset::check::{MAX_DEPTH, url_finding};
use crate::dataset::{Code, FileSpan, Finding, Severity, quoted};

/// The level of the minor headings of Markdown; no section is deeper.
const MAX_LEVEL: u8 = 6;

/// A heading with the text below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// 1 to 6; 0 for the text above every heading.
    pub level: u8,
    pub name: Excerpt,
    pub parent: Option<usize>,
    /// The paragraphs that are no entries.
    pub prose: Vec<Excerpt>,
    /// The items and rows without a URL, each with what it is.
    pub unlinked: Vec<(Excerpt, &'static str)>,
    /// The number of links to other parts of the page, of which a table of contents consists.
    pub internal: usize,
}

/// An entry of the list.
#[derive(Clone, Debug, Default)]
pub(super) struct ListEntry {
    pub item: ListItem,
    pub summary: Vec<Excerpt>,
    pub section: usize,
    pub parent: Option<usize>,
    pub at: Range<usize>,
    pub origin: Origin,
    pub depth: u32,
}

/// The kind of text that an entry was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Origin {
    /// An item of a list, or a row of a table.
    #[default]
    Item,
    /// A link in running text.
    Prose,
    /// A link in a heading.
    Heading,
    /// An item without a URL that is the parent of other entries.
    Group,
}

/// The sections, entries and problems of a list.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// In the order of the text; the first is the text above every heading.
    pub sections: Vec<Section>,
    /// In the order of the text, a parent before its children.
    pub entries: Vec<ListEntry>,
    pub findings: Vec<Finding>,
    /// Whether a heading below the title has been read.
    pub is_below_heading: bool,
    /// The section that is being read, after its ancestors.
    path: Vec<usize>,
    /// Entries with links of several paragraphs, which may repeat each other.
    extended: Vec<usize>,
    depth_reported: bool,
}

impl ListEntry {
    /// Adds a further statement to the description.
    pub fn describe(&mut self, statement: Excerpt) {
        if let Some(last) = self.summary.last_mut()
            && !last.text.ends_with(|c: char| c.is_ascii_punctuation() || matches!(c, '…' | '。'))
        {
            last.text.push(';');
        }
        self.summary.push(statement);
    }
}

impl Collected {
    /// Begins a section; it ends those of its level and below.
    pub fn begin_section(&mut self, level: u8, name: Excerpt) {
        while self.section().is_some_and(|last| last.level >= level) {
            self.path.pop();
        }
        let parent = self.path.last().copied();
        self.path.push(self.sections.len());
        self.sections.push(Section { level, name, parent, ..Section::default() });
        self.is_below_heading |= level > 1;
    }

    /// The level of a section that a `<details>` element begins in the one that is being read, but beside a table of
    /// contents; `None` where it would be too deep.
    pub fn details_level(&self) -> Option<u8> {
        let last = self.path.last().and_then(|at| self.sections.get(*at));
        let beside = last.map_or(0, |last| last.level + u8::from(!words::is_contents(&last.name.text)));
        Some(beside.max(2)).filter(|level| *level <= MAX_LEVEL)
    }

    /// Begins the section of a `<details>` element; returns its index, or `None` where it would be too deep.
    pub fn begin_details(&mut self, name: &Inline) -> Option<usize> {
        let level = self.details_level()?;
        self.begin_section(level, Excerpt { text: item::heading_name(name), at: name.at.clone() });
        Some(self.sections.len() - 1)
    }

    /// Ends a section and those in it, if it has not ended yet.
    pub fn end_section(&mut self, section: usize) {
        if let Some(at) = self.path.iter().position(|open| *open == section) {
            self.path.truncate(at);
        }
    }

    /// The section that is being read.
    pub fn section(&mut self) -> Option<&mut Section> {
        self.path.last().and_then(|at| self.sections.get_mut(*at))
    }

    /// Adds an entry to the section that is being read.
    pub fn add(
        &mut self,
        mut item: ListItem,
        at: Range<usize>,
        origin: Origin,
        mut parent: Option<usize>,
    ) -> usize {
        let entry = |parent: Option<usize>| parent.and_then(|at| self.entries.get(at));
        let mut depth = entry(parent).map_or(0, |entry| entry.depth + 1);
        if depth >= MAX_DEPTH {
            (parent, depth) = (entry(parent).and_then(|entry| entry.parent), depth - 1);
            if !self.depth_reported {
                self.depth_reported = true;
                let message = format!("entries are nested more than {MAX_DEPTH} deep");
                self.warn(Code::Depth, &at, message, "deeper entries become siblings of their parents");
            }
        }
        let text = std::mem::take(&mut item.summary);
        let summary = if text.is_empty() { Vec::new() } else { vec![Excerpt { text, at: at.clone() }] };
        let section = self.path.last().copied().unwrap_or_default();
        self.entries.push(ListEntry { item, summary, section, parent, at, origin, depth });
        self.entries.len() - 1
    }

    /// Adds the entry of a text without a URL.
    pub fn add_group(&mut self, text: &Inline, parent: Option<usize>) -> usize {
        let words = squeezed(&text.text);
        let words = words::trim_back(&words);
        let strong = text.strongs.first().map(|strong| squeezed(text.words(strong))).unwrap_or_default();
        let strong = strong.trim_end_matches([':', '：']);
        let strong = words
            .strip_prefix(strong)
            .filter(|rest| !strong.is_empty() && words::is_separated_start(rest))
            .map(|rest| (strong, trim_front(rest)));
        let (name, summary) = strong.or_else(|| words::parted(words)).unwrap_or((words, ""));
        let item = ListItem { name: name.to_owned(), summary: summary.to_owned(), ..ListItem::default() };
        self.add(item, text.at.clone(), Origin::Group, parent)
    }

    /// Adds a further paragraph to the description of an entry.
    pub fn extend(&mut self, entry: usize, inline: &Inline) {
        let Some(found) = self.entries.get_mut(entry) else { return };
        let text = squeezed(&inline.text);
        if !text.is_empty() {
            found.summary.push(Excerpt { text, at: inline.at.clone() });
        }
        found.item.links.extend(inline.links().map(|(_, link)| link));
        found.item.prefer_written();
        self.extended.push(entry);
    }

    /// Removes repeated links, at the end of the text. The main page of an item below a host is that of the host.
    pub fn finish(&mut self) {
        let is_page = |entry: &&ListEntry| item::is_main_page(&entry.item.name);
        let pages = self
            .entries
            .iter()
            .filter(is_page)
            .filter_map(|entry| Some((entry.parent?, entry.item.main.clone()?)));
        for (parent, page) in pages.collect::<Vec<_>>() {
            if let Some(parent) = self
                .entries
                .get_mut(parent)
                .filter(|parent| parent.item.main.as_ref().is_some_and(|main| main.is_host))
            {
                parent.item.links.push(page);
                parent.item.prefer_written();
                parent.item.dedup();
            }
        }
        self.extended.sort_unstable();
        self.extended.dedup();
        for at in std::mem::take(&mut self.extended) {
            if let Some(entry) = self.entries.get_mut(at) {
                entry.item.dedup();
            }
        }
    }

    /// Adds a paragraph to the prose of its section, unless it only links to another part of the page.
    pub fn add_prose(&mut self, inline: &Inline) {
        let text = squeezed(&inline.text);
        // In HTML above the first heading there are thanks and labels, and sometimes a sentence.
        let is_label = inline.is_html
            && !self.is_below_heading
            && (inline.has_links() || !text.ends_with(['.', '!', '?']));
        let internal = inline.internal_links();
        let Some(section) = self.section() else { return };
        section.internal += internal;
        if !text.is_empty() && !is_label && (internal == 0 || inline.has_own_text()) {
            section.prose.push(Excerpt { text, at: inline.at.clone() });
        }
    }

    /// Keeps the entries that `is_kept` selects; children of the others get the nearest ancestor that is kept.
    pub fn keep(&mut self, is_kept: impl Fn(usize, &ListEntry) -> bool) {
        let mut moved: Vec<Option<usize>> = Vec::with_capacity(self.entries.len());
        let mut kept: Vec<ListEntry> = Vec::with_capacity(self.entries.len());
        for (at, mut entry) in std::mem::take(&mut self.entries).into_iter().enumerate() {
            entry.parent = entry.parent.and_then(|parent| moved.get(parent).copied().flatten());
            if is_kept(at, &entry) {
                moved.push(Some(kept.len()));
                kept.push(entry);
            } else {
                moved.push(entry.parent);
            }
        }
        self.entries = kept;
    }

    // --- findings --------------------------------------------------------------------------------------------

    /// Adds a warning about a range of the file.
    pub fn warn(&mut self, code: Code, at: &Range<usize>, message: impl Into<String>, help: &str) {
        self.findings.push(warning(code, at, message, help));
    }

    /// Adds an item or a row without a URL to its section: it is left out, or describes the entry of its heading.
    pub fn add_unlinked(&mut self, text: String, at: Range<usize>, what: &'static str) {
        if let Some(section) = self.section() {
            section.unlinked.push((Excerpt { text, at }, what));
        }
    }

    /// Reports the texts that are left out because they have no URL.
    pub fn report_unlinked(&mut self) {
        let unlinked = self.sections.iter_mut().flat_map(|section| std::mem::take(&mut section.unlinked));
        for (text, what) in unlinked.collect::<Vec<_>>() {
            let message = format!("{what} has no URL and is left out");
            self.warn(Code::MissingLink, &text.at, message, "give it a link, or nest other items in it");
        }
    }

    /// Reports the invalid URLs of a text.
    pub fn warn_refused(&mut self, inline: &Inline) {
        for (anchor, error) in inline.refused() {
            let url = anchor.url.trim();
            let span = FileSpan::of_only_file(anchor.at.clone());
            let mut finding = url_finding(error, &span, "link");
            finding.severity = Severity::Warning;
            finding.message = if url.contains(':') || url.starts_with("//") {
                format!("{}: {} is left out", finding.message, quoted(url))
            } else {
                format!("the link {} is relative, and the page it is on is unknown", quoted(url))
            };
            self.findings.push(finding);
        }
    }
}
