//! The structure of a list: its blocks, in the order of the text, become sections and entries.

use std::ops::Range;

use super::super::texts::Excerpt;
use super::collected::{Collected, Origin};
use super::frames::{FrameKind, Frames};
use super::inline::Inline;
use super::item::{self, ListItem};
use super::table::Columns;
use super::words::{self, squeezed};
use crate::dataset::Code;

/// The level of a strong line above a list: it groups the list like a heading below all others.
const STRONG_LINE: u8 = 7;

/// The outline that is being read.
#[derive(Debug, Default)]
pub(super) struct Outline {
    collected: Collected,
    frames: Frames,
    /// A strong line, which groups the list if one follows.
    strong: Option<Inline>,
    /// Number of `</details>` seen inside a list item; applied when the list ends.
    pending_details_ends: usize,
    columns: Columns,
}

impl Outline {
    pub fn new() -> Self {
        let mut outline = Self::default();
        // The text above every heading.
        outline.collected.begin_section(0, Excerpt::default());
        outline
    }

    /// Ends the text.
    pub fn finish(mut self) -> Collected {
        self.end_groups();
        self.frames.pop_to(0, &mut self.collected);
        self.collected.finish();
        self.collected
    }

    /// Whether a heading below the title has been read.
    pub fn is_below_heading(&self) -> bool {
        self.collected.is_below_heading
    }

    /// Adds a warning about a range of the file.
    pub fn warn(&mut self, code: Code, at: &Range<usize>, message: &str, help: &str) {
        self.collected.warn(code, at, message, help);
    }

    // --- headings and groups ---------------------------------------------------------------------------------

    /// A heading: it begins a section. In an item it only groups the text that follows.
    pub fn heading(&mut self, level: u8, inline: Inline) {
        if self.frames.has_items() {
            return self.group_heading(level, inline);
        }
        self.end_strong_line();
        self.frames.end_for_heading(level, &mut self.collected);
        self.collected.warn_refused(&inline);
        let name = Excerpt { text: item::heading_name(&inline), at: inline.at.clone() };
        self.collected.begin_section(level, name);
        // A host without a scheme is only a name.
        if let Some(item) = ListItem::from_inline(&inline).filter(|_| inline.has_written_links()) {
            self.frames.add(item, &inline, Origin::Heading, &mut self.collected);
        }
    }

    /// A heading in an item, or in HTML between headings of Markdown: it groups the text up to the next such heading.
    pub fn group_heading(&mut self, level: u8, inline: Inline) {
        self.end_strong_line();
        let is_ended = |kind| matches!(kind, FrameKind::Heading(other) if other >= level);
        self.frames.pop_while(&mut self.collected, is_ended);
        let is_item = self.frames.last_kind() == Some(FrameKind::Item);
        let is_name = is_item && self.frames.last_entry().is_none() && !self.frames.has_last_text();
        if is_name || !self.frames.has_items() && !self.is_below_heading() {
            self.paragraph(inline);
        } else {
            self.frames.push(FrameKind::Heading(level));
            self.frames.set_text(inline, &mut self.collected);
        }
    }

    /// A line across the page.
    pub fn rule(&mut self) {
        self.end_strong_line();
        self.end_strong_group();
    }

    /// Ends the groups that reach to the next heading.
    fn end_groups(&mut self) {
        self.end_strong_line();
        self.frames.pop_while(&mut self.collected, |kind| kind != FrameKind::Item);
    }

    /// Makes a strong line without a list a paragraph.
    fn end_strong_line(&mut self) {
        if let Some(line) = self.strong.take() {
            self.collected.add_prose(&line);
        }
    }

    /// Ends the group of a strong line: it contains only the lists that follow immediately.
    fn end_strong_group(&mut self) {
        if self.frames.last_kind() == Some(FrameKind::Heading(STRONG_LINE)) {
            self.frames.pop(&mut self.collected);
        }
    }

    /// Begins a `<details>` element.
    pub fn begin_details(&mut self) {
        self.end_strong_line();
        self.frames.push(FrameKind::Details);
    }

    /// The `<summary>` of a `<details>` element.
    pub fn details_name(&mut self, inline: Inline) {
        if self.frames.last_kind() == Some(FrameKind::Details) && !self.frames.has_last_text() {
            self.frames.set_text(inline, &mut self.collected);
        } else {
            self.paragraph(inline);
        }
    }

    /// Ends a `<details>` element.
    pub fn end_details(&mut self) {
        self.end_strong_line();
        let enclosing = self.frames.find(|kind| !matches!(kind, FrameKind::Heading(_)));
        match enclosing {
            Some((at, FrameKind::Details)) => self.frames.pop_to(at, &mut self.collected),
            Some(_) => self.pending_details_ends += 1,
            None => {}
        }
    }

    // --- lists and tables ------------------------------------------------------------------------------------

    /// Begins a list or a table; the strong line above it groups its items.
    pub fn begin_list(&mut self) {
        if let Some(strong) = self.strong.take() {
            self.end_strong_group();
            self.frames.push(FrameKind::Heading(STRONG_LINE));
            self.frames.set_text(strong, &mut self.collected);
        }
    }

    /// Ends a list.
    pub fn end_list(&mut self) {
        self.end_strong_line();
        while self.pending_details_ends > 0 && self.frames.last_kind() == Some(FrameKind::Details) {
            self.pending_details_ends -= 1;
            self.frames.pop(&mut self.collected);
        }
    }

    /// Begins an item.
    pub fn begin_item(&mut self) {
        self.end_strong_line();
        self.frames.push(FrameKind::Item);
    }

    /// Ends an item.
    pub fn end_item(&mut self) {
        self.end_strong_line();
        if let Some((at, _)) = self.frames.find(|kind| kind == FrameKind::Item) {
            self.frames.pop_to(at, &mut self.collected);
        }
    }

    /// The header of a table.
    pub fn header(&mut self, cells: &[Inline]) {
        self.begin_list();
        self.columns = Columns::from_header(cells);
        if cells.iter().any(Inline::has_links) {
            self.row(cells);
        }
    }

    /// A row of a table: an entry, whose cells without a URL describe it.
    pub fn row(&mut self, cells: &[Inline]) {
        for cell in cells {
            self.collected.warn_refused(cell);
        }
        if let Some((item, cell)) = self.columns.item(cells) {
            self.frames.add(item, cell, Origin::Item, &mut self.collected);
            return;
        }
        let leads_nowhere = |cell: &Inline| cell.internal_links() == 0 && cell.refused().next().is_none();
        // A row of links to other parts of the page belongs to a table of contents.
        if let Some(cell) = cells.iter().find(|cell| !cell.is_empty())
            && cells.iter().all(leads_nowhere)
        {
            let texts: Vec<String> = cells.iter().map(|cell| squeezed(&cell.text)).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
            let text = texts.join(if texts.len() == 2 { ": " } else { ", " });
            self.collected.add_unlinked(text, cell.at.clone(), "this row");
        }
    }

    // --- running text ----------------------------------------------------------------------------------------

    /// A paragraph, or the text of an item.
    pub fn paragraph(&mut self, inline: Inline) {
        self.end_strong_line();
        match (self.frames.last_kind(), self.frames.last_entry()) {
            (Some(FrameKind::Item), None) => self.frames.set_text(inline, &mut self.collected),
            (Some(FrameKind::Item), Some(entry)) => {
                self.collected.warn_refused(&inline);
                self.collected.extend(entry, &inline);
            }
            _ => self.running(inline),
        }
    }

    /// A paragraph outside items.
    fn running(&mut self, inline: Inline) {
        if inline.is_empty() {
            return;
        }
        if !inline.has_links() && is_group_name(&inline) {
            self.strong = Some(inline);
            return;
        }
        self.end_strong_group();
        let lines = if inline.has_links() { inline.lines() } else { Vec::new() };
        if !lines.is_empty() && lines.iter().all(|line| line.is_empty() || item::is_item(line)) {
            for line in lines {
                self.collected.warn_refused(&line);
                if let Some(item) = ListItem::from_inline(&line) {
                    // Above the first heading links alone are badges and thanks.
                    let is_listed = self.is_below_heading() || self.frames.has_items() || line.has_own_text();
                    let origin = if is_listed { Origin::Item } else { Origin::Prose };
                    self.frames.add(item, &line, origin, &mut self.collected);
                }
            }
            return;
        }
        self.collected.warn_refused(&inline);
        self.collected.add_prose(&inline);
        for (anchor, link) in inline.links().filter(|(anchor, _)| anchor.is_page()) {
            let words = if link.title.is_empty() { inline.words(&anchor.words) } else { &*link.title };
            let is_url = anchor.is_bare() && words.contains("://") || item::is_wordless(words);
            let name = if is_url { item::name_of(&link.url) } else { squeezed(words) };
            let place = Inline::new(link.at.clone());
            let item = ListItem { name, main: Some(link), ..ListItem::default() };
            self.frames.add(item, &place, Origin::Prose, &mut self.collected);
        }
    }
}

/// Whether a paragraph without links is the name of a group: a strong text, alone or before a separator.
fn is_group_name(inline: &Inline) -> bool {
    let Some(strong) = inline.strongs.first() else { return false };
    let is_first = inline.words(&(0..strong.start)).trim().is_empty();
    is_first
        && words::is_separated_start(inline.words(&(strong.end..inline.text.len())))
        && inline.internal_links() == 0
        && !inline.text.contains('\n')
}
