//! The list as a list: its sections, and the entries that were found in them.

mod frames;

use std::ops::Range;

use super::inline::Inline;
use super::item::{self, Item};
use super::links::{Links, has_more_than_links};
use super::table::Columns;
use super::words::{self, squeezed};
use crate::dataset::check::url_finding;
use crate::dataset::{Code, FileSpan, Finding, quoted};

/// A text and where it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    pub text: String,
    pub at: Range<usize>,
}

/// What lies under a heading.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// 1 to 6; 0 for what lies above every heading.
    pub level: u8,
    pub name: Spot,
    /// The section around it.
    pub parent: Option<usize>,
    /// What is said in it beside the entries.
    pub prose: Vec<Spot>,
    /// How many links to other parts of the page are in it: a table of contents has little else.
    pub internal: usize,
}

/// An entry that was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub item: Item,
    /// What is said about it, each with its place.
    pub summary: Vec<Spot>,
    pub section: usize,
    pub parent: Option<usize>,
    pub at: Range<usize>,
    pub origin: Origin,
    depth: u32,
}

/// What an entry was made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Origin {
    /// An item of a list, or a row of a table.
    #[default]
    Item,
    /// A link in running text.
    Prose,
    /// A link in a heading.
    Heading,
    /// Something without an address that others hang under.
    Group,
}

/// Something that entries may hang under.
#[derive(Debug, Default)]
struct Frame {
    kind: FrameKind,
    /// The entry that was made of it.
    entry: Option<usize>,
    /// Its text, as long as no entry was made of it.
    text: Option<Box<Inline>>,
    /// Whether it has links to other parts of the page.
    internal: bool,
    /// Whether it has words beside its links.
    worded: bool,
    /// Whether it has been told that its address is none.
    told: bool,
    /// The entry that this is, or else the one that it lies in; right once the frame is settled.
    around: Option<usize>,
}

impl Frame {
    /// Whether it has nothing but links to other parts of the page.
    fn is_internal(&self) -> bool {
        self.internal && !self.worded
    }
}

/// What a frame is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum FrameKind {
    /// An item of a list.
    #[default]
    Item,
    /// Something folded, in HTML.
    Folded,
    /// A heading in HTML that stands between headings of Markdown, or a strong line above a list.
    Heading(u8),
}

/// A strong line above a list groups like a heading below all others.
const STRONG_LINE: u8 = 7;

/// Puts sections and entries together, in the order of the file.
#[derive(Debug)]
pub(super) struct Outline {
    pub sections: Vec<Section>,
    pub entries: Vec<Found>,
    pub findings: Vec<Finding>,
    /// The sections around the place that is being read.
    path: Vec<usize>,
    frames: Vec<Frame>,
    /// How many of the frames are items.
    items: usize,
    /// For how many frames it is settled which entry they are.
    settled: usize,
    /// A strong line that groups what follows if that is a list.
    strong: Option<Inline>,
    /// Folded parts that end where the items around the place end.
    owed: usize,
    columns: Columns,
    /// Entries that got further links, of which some may be there already.
    extended: Vec<usize>,
    /// Whether something was nested too deeply.
    deep: bool,
    below_heading: bool,
}

impl Outline {
    pub fn new() -> Self {
        Self {
            sections: vec![Section::default()],
            entries: Vec::new(),
            findings: Vec::new(),
            path: vec![0],
            frames: Vec::new(),
            items: 0,
            settled: 0,
            strong: None,
            owed: 0,
            columns: Columns::default(),
            extended: Vec::new(),
            deep: false,
            below_heading: false,
        }
    }

    /// Whether a heading below the title has come.
    pub fn is_below_heading(&self) -> bool {
        self.below_heading
    }

    /// A warning at a place of the file.
    pub fn warn(&mut self, code: Code, at: &Range<usize>, message: impl Into<String>, help: &str) {
        let finding = Finding::warning(code, FileSpan { file: 0, at: at.clone() }, message);
        self.findings.push(finding.help(help.to_owned()));
    }

    fn section(&self) -> usize {
        self.path.last().copied().unwrap_or_default()
    }

    /// A heading: what follows lies in a section of its own. One in an item only groups what follows.
    pub fn heading(&mut self, level: u8, inline: Inline) {
        if self.items > 0 {
            return self.group_heading(level, inline);
        }
        let inline = &inline;
        self.end_groups();
        while self.path.last().and_then(|at| self.sections.get(*at)).is_some_and(|last| last.level >= level) {
            self.path.pop();
        }
        let section = self.sections.len();
        let links = self.looked_at(inline);
        let text = item::heading_name(inline);
        let name = Spot { text, at: inline.at.clone() };
        let parent = self.path.last().copied();
        self.sections.push(Section { level, name: name.clone(), parent, ..Section::default() });
        self.path.push(section);
        self.below_heading |= level > 1;
        if let Some(item) = Item::of(inline, &links) {
            self.found(item, inline, Origin::Heading);
        }
    }

    /// A heading in an item, or one in HTML between headings of Markdown: it groups what follows, up to the next like
    /// it.
    pub fn group_heading(&mut self, level: u8, inline: Inline) {
        self.end_strong_line();
        let group = |frame: &Frame| matches!(frame.kind, FrameKind::Heading(other) if other >= level);
        while self.frames.last().is_some_and(group) {
            self.pop();
        }
        let fresh = self.frames.last().is_some_and(|frame| {
            frame.kind == FrameKind::Item && frame.entry.is_none() && frame.text.is_none()
        });
        if fresh || self.items == 0 && !self.below_heading {
            self.paragraph(inline);
        } else {
            self.frames.push(Frame { kind: FrameKind::Heading(level), ..Frame::default() });
            self.own(inline);
        }
    }

    /// A folded part begins.
    pub fn open_folded(&mut self) {
        self.end_strong_line();
        self.frames.push(Frame { kind: FrameKind::Folded, ..Frame::default() });
    }

    /// What stands on a folded part.
    pub fn folded_name(&mut self, inline: Inline) {
        if self.frames.last().is_some_and(|frame| frame.kind == FrameKind::Folded && frame.text.is_none()) {
            self.own(inline);
        } else {
            self.paragraph(inline);
        }
    }

    /// A folded part ends.
    pub fn close_folded(&mut self) {
        self.end_strong_line();
        for at in (0..self.frames.len()).rev() {
            match self.frames.get(at).map(|frame| frame.kind) {
                Some(FrameKind::Folded) => return self.pop_to(at),
                Some(FrameKind::Item) => {
                    self.owed += 1;
                    return;
                }
                _ => {}
            }
        }
    }

    /// A list begins: the strong line before it groups its items.
    pub fn open_list(&mut self) {
        if let Some(strong) = self.strong.take() {
            self.end_strong_group();
            let kind = FrameKind::Heading(STRONG_LINE);
            self.frames.push(Frame { kind, ..Frame::default() });
            self.own(strong);
        }
    }

    /// A list ends.
    pub fn close_list(&mut self) {
        self.end_strong_line();
        while self.owed > 0 && self.frames.last().is_some_and(|frame| frame.kind == FrameKind::Folded) {
            self.owed -= 1;
            self.pop();
        }
    }

    /// An item begins.
    pub fn open_item(&mut self) {
        self.end_strong_line();
        self.frames.push(Frame::default());
        self.items += 1;
    }

    /// An item ends.
    pub fn close_item(&mut self) {
        self.end_strong_line();
        if let Some(at) = self.frames.iter().rposition(|frame| frame.kind == FrameKind::Item) {
            self.pop_to(at);
        }
    }

    /// A paragraph, or the text of an item.
    pub fn paragraph(&mut self, inline: Inline) {
        self.end_strong_line();
        match self.frames.last().map(|frame| (frame.kind, frame.entry.is_some())) {
            Some((FrameKind::Item, false)) => self.own(inline),
            Some((FrameKind::Item, true)) => self.more(&inline),
            _ => self.running(inline),
        }
    }

    /// The head of a table.
    pub fn columns(&mut self, cells: &[Inline]) {
        self.open_list();
        self.columns = Columns::of(cells);
        if cells.iter().any(|cell| !Links::of(cell).good.is_empty()) {
            self.row(cells);
        }
    }

    /// A row of a table. What has no address is a fact about what has one.
    pub fn row(&mut self, cells: &[Inline]) {
        let links: Vec<Links> = cells.iter().map(|cell| self.looked_at(cell)).collect();
        // A logo can be all that leads to what a row is about.
        let worded = links.iter().position(|links| !links.good.is_empty() && !links.are_pictured());
        let pictured = || links.iter().position(|links| !links.good.is_empty());
        let Some(key) = worded.or_else(pictured) else {
            let at = cells.iter().find(|cell| !cell.is_empty()).map(|cell| cell.at.clone());
            // A row of links to other parts of the page is part of a table of contents.
            if let Some(at) =
                at.filter(|_| links.iter().all(|links| links.internal == 0 && links.refused.is_empty()))
            {
                self.no_address(&at, "this row has");
            }
            return;
        };
        let read = cells.get(key).zip(links.get(key)).and_then(|(cell, links)| {
            let mut item = Item::of(cell, links)?;
            // All links of a cell are equal only if the cell names what they belong to.
            if item.main.is_none() && !item.links.is_empty() {
                item.main = Some(item.links.remove(0));
            }
            Some((cell, item))
        });
        let Some((cell, mut item)) = read else { return };
        self.columns.add(&mut item, cells, &links, key);
        self.found(item, cell, Origin::Item);
    }

    /// The end of the text.
    pub fn end(&mut self) {
        self.end_groups();
        self.pop_to(0);
        self.extended.sort_unstable();
        self.extended.dedup();
        for at in std::mem::take(&mut self.extended) {
            if let Some(found) = self.entries.get_mut(at) {
                found.item.dedup();
            }
        }
    }

    // --- running text ----------------------------------------------------------------------------------------

    /// A paragraph that belongs to no item.
    fn running(&mut self, inline: Inline) {
        if inline.is_empty() {
            return;
        }
        let links = Links::of(&inline);
        if links.good.is_empty() {
            // The name of a group, alone or with what is said about it.
            let strong = inline.strongs.first().is_some_and(|strong| {
                inline.words(&(0..strong.start)).trim().is_empty()
                    && words::is_separated_start(inline.words(&(strong.end..inline.text.len())))
            });
            if strong && links.internal == 0 && !inline.text.contains('\n') {
                self.strong = Some(inline);
                return;
            }
            self.end_strong_group();
            self.looked_at(&inline);
            self.prose(&inline);
            return;
        }
        self.end_strong_group();
        let read: Vec<(Inline, Links)> = inline
            .lines()
            .into_iter()
            .map(|line| {
                let links = Links::of(&line);
                (line, links)
            })
            .collect();
        let items = |(line, links): &(Inline, Links)| line.is_empty() || item::is_item(line, links);
        if read.iter().all(items) {
            for (line, links) in read {
                self.looked_at(&line);
                if let Some(item) = Item::of(&line, &links) {
                    // Above the first heading links alone are badges and thanks.
                    let listed =
                        self.below_heading || self.items > 0 || line.item || has_more_than_links(&line);
                    let origin = if listed { Origin::Item } else { Origin::Prose };
                    self.found(item, &line, origin);
                }
            }
            return;
        }
        self.looked_at(&inline);
        self.prose(&inline);
        for (anchor, link) in links.admitted(&inline) {
            let words = if link.title.is_empty() { inline.words(&anchor.words) } else { &*link.title };
            let address = anchor.bare && words.contains("://") || item::is_wordless(words);
            let name = if address { item::name_of(&link.url) } else { squeezed(words) };
            let place = Inline::new(link.at.clone());
            self.found(Item { name, main: Some(link), ..Item::default() }, &place, Origin::Prose);
        }
    }

    /// Keeps what a paragraph says, unless it only leads somewhere else on the page.
    fn prose(&mut self, inline: &Inline) {
        let text = squeezed(&inline.text);
        let links = Links::of(inline);
        let Some(section) = self.path.last().and_then(|at| self.sections.get_mut(*at)) else { return };
        section.internal += links.internal;
        // In HTML above the first heading stand thanks and labels, and now and then a sentence.
        let label = inline.html
            && !self.below_heading
            && (!links.good.is_empty() || !text.ends_with(['.', '!', '?']));
        if !text.is_empty() && !label && (links.internal == 0 || has_more_than_links(inline)) {
            section.prose.push(Spot { text, at: inline.at.clone() });
        }
    }

    // --- findings --------------------------------------------------------------------------------------------

    /// Looks at the links of a text, and tells which of them are refused.
    fn looked_at(&mut self, inline: &Inline) -> Links {
        let links = Links::of(inline);
        for (at, url, error) in &links.refused {
            let place = FileSpan { file: 0, at: at.clone() };
            let relative = !url.contains(':') && !url.starts_with("//");
            let mut finding = url_finding(error, &place, "link");
            finding.severity = crate::dataset::Severity::Warning;
            finding.message = format!("{}: {} is left out", finding.message, quoted(url));
            if relative {
                finding.message =
                    format!("the link {} is relative to a page that nothing names", quoted(url));
            }
            self.findings.push(finding);
        }
        links
    }

    /// Tells that something is left out since it leads nowhere.
    pub fn no_address(&mut self, at: &Range<usize>, what: &str) {
        let help = "give it a link, or let others hang under it";
        self.warn(Code::MissingLink, at, format!("{what} no address and is left out"), help);
    }
}
