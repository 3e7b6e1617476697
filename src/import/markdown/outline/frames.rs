//! What entries hang under: the items, folded parts and headings around the place that is being read.

use std::ops::Range;

use super::super::inline::Inline;
use super::super::item::Item;
use super::super::links::has_more_than_links;
use super::super::words::{self, squeezed};
use super::{Found, FrameKind, Origin, Outline, STRONG_LINE, Spot};
use crate::dataset::Code;
use crate::dataset::check::MAX_DEPTH;

impl Outline {
    /// Ends the groups that reach to the next heading.
    pub(super) fn end_groups(&mut self) {
        self.end_strong_line();
        while self.frames.last().is_some_and(|frame| frame.kind != FrameKind::Item) {
            self.pop();
        }
    }

    /// A strong line that no list followed is a paragraph.
    pub(super) fn end_strong_line(&mut self) {
        if let Some(line) = self.strong.take() {
            self.prose(&line);
        }
    }

    /// A strong line groups no more than the lists that follow it at once.
    pub(super) fn end_strong_group(&mut self) {
        let kind = FrameKind::Heading(STRONG_LINE);
        if self.frames.last().is_some_and(|frame| frame.kind == kind) {
            self.pop();
        }
    }

    /// A line across the page.
    pub fn rule(&mut self) {
        self.end_strong_line();
        self.end_strong_group();
    }

    pub(super) fn pop_to(&mut self, len: usize) {
        while self.frames.len() > len {
            self.pop();
        }
    }

    pub(super) fn pop(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        self.settled = self.settled.min(self.frames.len());
        self.items -= usize::from(frame.kind == FrameKind::Item);
        let internal = frame.is_internal();
        let Some(text) = frame.text.filter(|_| frame.entry.is_none() && !internal) else { return };
        if frame.kind != FrameKind::Item {
            self.prose(&text);
            return;
        }
        // An item that only says something says it about what it hangs under.
        let around = self.settled_around();
        let words = squeezed(&text.text);
        match around.and_then(|at| self.entries.get_mut(at)).filter(|found| found.origin != Origin::Group) {
            Some(found) if !words.is_empty() => {
                if let Some(last) = found.summary.last_mut()
                    && !last.text.ends_with(|c: char| c.is_ascii_punctuation() || matches!(c, '…' | '。'))
                {
                    last.text.push(';');
                }
                found.summary.push(Spot { text: words, at: text.at });
            }
            _ if words.is_empty() || frame.told => {}
            _ => self.no_address(&text.at, "this item has"),
        }
    }

    /// Takes a text as what the innermost frame is about.
    pub(super) fn own(&mut self, mut inline: Inline) {
        let links = self.looked_at(&inline);
        let before = self.frames.last_mut().and_then(|frame| frame.text.take());
        if let Some(item) = Item::of(&inline, &links) {
            let mut item = item;
            let mut at = inline.at.clone();
            if let Some(before) = before {
                // The name stood in a paragraph of its own.
                let name = squeezed(&before.text);
                if !name.is_empty() {
                    let said = std::mem::replace(&mut item.name, name);
                    if item.summary.is_empty() && !inline.anchors.first().is_some_and(|anchor| anchor.bare) {
                        item.summary = said;
                    }
                }
                at = before.at;
            }
            inline.at = at;
            let entry = self.found(item, &inline, Origin::Item);
            if let Some(frame) = self.frames.last_mut() {
                (frame.entry, frame.around) = (Some(entry), Some(entry));
            }
            return;
        }
        let internal = links.internal > 0;
        if let Some(section) = self.path.last().and_then(|at| self.sections.get_mut(*at)) {
            section.internal += links.internal;
        }
        let Some(frame) = self.frames.last_mut() else { return };
        frame.told |= !links.refused.is_empty();
        frame.internal |= internal;
        frame.worded |= has_more_than_links(&inline);
        frame.text = Some(match before {
            Some(mut before) => {
                before.append(&inline);
                before
            }
            None => Box::new(inline),
        });
    }

    /// A further paragraph of an item that is an entry.
    pub(super) fn more(&mut self, inline: &Inline) {
        let links = self.looked_at(inline);
        let Some(entry) = self.frames.last().and_then(|frame| frame.entry) else { return };
        if !links.good.is_empty() {
            self.extended.push(entry);
        }
        let Some(found) = self.entries.get_mut(entry) else { return };
        let words = squeezed(&inline.text);
        if !words.is_empty() {
            found.summary.push(Spot { text: words, at: inline.at.clone() });
        }
        found.item.links.extend(links.admitted(inline).map(|(_, link)| link));
    }

    /// The entry around the frames that are settled; those that are not are no entries.
    pub(super) fn settled_around(&self) -> Option<usize> {
        self.settled.checked_sub(1).and_then(|at| self.frames.get(at)).and_then(|frame| frame.around)
    }

    /// The entry that what comes now hangs under; texts that only group become entries by that.
    pub(super) fn around(&mut self) -> Option<usize> {
        let mut around = self.settled_around();
        while let Some(frame) = self.frames.get_mut(self.settled) {
            let internal = frame.is_internal();
            let text = frame.text.take_if(|text| !internal && !text.text.trim().is_empty());
            let group = text.map(|text| self.group(&text, around));
            around = group.or(around);
            if let Some(frame) = self.frames.get_mut(self.settled) {
                (frame.entry, frame.around) = (group, around);
            }
            self.settled += 1;
        }
        around
    }

    pub(super) fn group(&mut self, text: &Inline, parent: Option<usize>) -> usize {
        let words = squeezed(&text.text);
        let words = words.trim_end_matches([':', '：', '-', '–', '—', ' ']);
        let strong = text.strongs.first().map(|strong| squeezed(text.words(strong)));
        let strong = strong.as_ref().and_then(|strong| {
            let name = strong.trim_end_matches([':', '：']);
            let said = words.strip_prefix(name)?;
            (!name.is_empty() && words::is_separated_start(said))
                .then(|| (name, said.get(words::front(said)..).unwrap_or_default()))
        });
        let (name, summary) = strong.or_else(|| words::parted(words)).unwrap_or((words, ""));
        let item = Item { name: name.to_owned(), summary: summary.to_owned(), ..Item::default() };
        self.add(item, text.at.clone(), Origin::Group, parent)
    }

    pub(super) fn found(&mut self, item: Item, inline: &Inline, origin: Origin) -> usize {
        let parent = self.around();
        self.add(item, inline.at.clone(), origin, parent)
    }

    pub(super) fn add(
        &mut self,
        mut item: Item,
        at: Range<usize>,
        origin: Origin,
        parent: Option<usize>,
    ) -> usize {
        let above = |parent: Option<usize>| parent.and_then(|at| self.entries.get(at));
        let mut parent = parent;
        let mut depth = above(parent).map_or(0, |found| found.depth + 1);
        if depth >= MAX_DEPTH {
            let around = above(parent).and_then(|found| found.parent);
            (parent, depth) = (around, depth - 1);
            if !self.deep {
                self.deep = true;
                let message = format!("entries are nested more than {MAX_DEPTH} deep");
                self.warn(Code::Depth, &at, message, "what lies deeper is put beside what it lies in");
            }
        }
        let said = std::mem::take(&mut item.summary);
        let summary = if said.is_empty() { Vec::new() } else { vec![Spot { text: said, at: at.clone() }] };
        let section = self.section();
        self.entries.push(Found { item, summary, section, parent, at, origin, depth });
        self.entries.len() - 1
    }
}
