//! The items, `<details>` elements and minor headings that enclose the text that is being read.

use super::super::texts::Excerpt;
use super::collected::{Collected, Origin};
use super::inline::Inline;
use super::item::ListItem;
use super::links::Anchor;
use super::words::squeezed;

/// An element that can be the parent of entries.
#[derive(Debug, Default)]
struct Frame {
    kind: FrameKind,
    /// The entry that was made of it.
    entry: Option<usize>,
    /// Its text, while no entry was made of it.
    text: Option<Box<Inline>>,
    /// Whether it has links to other parts of the page.
    has_internal_links: bool,
    /// Whether it has words beside its links.
    has_own_text: bool,
    /// Whether its invalid URL has been reported.
    url_error_reported: bool,
    /// The section that was made of it, if it is a `<details>` element outside items.
    section: Option<usize>,
    /// Its entry, or else the entry that it is nested in; set once the frame is resolved.
    enclosing_entry: Option<usize>,
}

impl Frame {
    /// Whether it contains only links to other parts of the page.
    fn is_internal(&self) -> bool {
        self.has_internal_links && !self.has_own_text
    }
}

/// The kind of a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum FrameKind {
    /// An item of a list.
    #[default]
    Item,
    /// A `<details>` element.
    Details,
    /// A heading in HTML between headings of Markdown, or a strong line above a list.
    Heading(u8),
}

/// The frames around the text that is being read, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Frames {
    open: Vec<Frame>,
    items: usize,
    /// The number of outer frames whose entries are decided.
    resolved: usize,
}

impl Frames {
    /// Whether the text is inside an item.
    pub fn has_items(&self) -> bool {
        self.items > 0
    }

    /// The innermost frame of such a kind: its index and its kind.
    pub fn find(&self, is_wanted: impl Fn(FrameKind) -> bool) -> Option<(usize, FrameKind)> {
        let at = self.open.iter().rposition(|frame| is_wanted(frame.kind))?;
        Some((at, self.open.get(at)?.kind))
    }

    /// The kind of the innermost frame.
    pub fn last_kind(&self) -> Option<FrameKind> {
        self.open.last().map(|frame| frame.kind)
    }

    /// The entry of the innermost frame.
    pub fn last_entry(&self) -> Option<usize> {
        self.open.last().and_then(|frame| frame.entry)
    }

    /// Ends the frames that a heading outside items ends: all but the `<details>` elements whose section it divides.
    pub fn end_for_heading(&mut self, level: u8, collected: &mut Collected) {
        while let Some(last) = self.open.last() {
            let is_named = last.kind == FrameKind::Details && last.text.is_some() && !last.is_internal();
            let own = last.section.and_then(|section| collected.sections.get(section));
            let own = own.map(|section| section.level);
            if own.or_else(|| collected.details_level().filter(|_| is_named)).is_some_and(|own| own < level) {
                self.resolve(collected);
                break;
            }
            self.pop(collected);
        }
    }

    /// Whether the innermost frame has a text without an entry.
    pub fn has_last_text(&self) -> bool {
        self.open.last().is_some_and(|frame| frame.text.is_some())
    }

    /// Begins a frame.
    pub fn push(&mut self, kind: FrameKind) {
        self.open.push(Frame { kind, ..Frame::default() });
        self.items += usize::from(kind == FrameKind::Item);
    }

    /// Ends all frames from an index on.
    pub fn pop_to(&mut self, len: usize, collected: &mut Collected) {
        while self.open.len() > len {
            self.pop(collected);
        }
    }

    /// Ends the innermost frames, as long as they are of such a kind.
    pub fn pop_while(&mut self, collected: &mut Collected, is_ended: impl Fn(FrameKind) -> bool) {
        while self.last_kind().is_some_and(&is_ended) {
            self.pop(collected);
        }
    }

    /// Ends the innermost frame. The text of an item without a URL describes the entry that it is nested in.
    pub fn pop(&mut self, collected: &mut Collected) {
        let Some(frame) = self.open.pop() else { return };
        self.resolved = self.resolved.min(self.open.len());
        self.items -= usize::from(frame.kind == FrameKind::Item);
        if let Some(section) = frame.section {
            collected.end_section(section);
        }
        let is_internal = frame.is_internal();
        let Some(inline) = frame.text.filter(|_| frame.entry.is_none() && !is_internal) else { return };
        if frame.kind != FrameKind::Item {
            collected.add_prose(&inline);
            return;
        }
        let text = squeezed(&inline.text);
        let parent = self.resolved_entry().and_then(|at| collected.entries.get_mut(at));
        match parent.filter(|entry| entry.origin != Origin::Group) {
            _ if text.is_empty() => {}
            Some(entry) => entry.describe(Excerpt { text, at: inline.at }),
            None if frame.url_error_reported => {}
            None => collected.add_unlinked(text, inline.at, "this item"),
        }
    }

    /// Takes a text as that of the innermost frame: it becomes an entry if it has a link.
    pub fn set_text(&mut self, mut inline: Inline, collected: &mut Collected) {
        collected.warn_refused(&inline);
        let before = self.open.last_mut().and_then(|frame| frame.text.take());
        if let Some(mut item) = ListItem::from_inline(&inline) {
            if let Some(before) = before {
                // The paragraph before is the name.
                let name = squeezed(&before.text);
                if !name.is_empty() {
                    let link_name = std::mem::replace(&mut item.name, name);
                    if item.summary.is_empty() && !inline.anchors.first().is_some_and(Anchor::is_bare) {
                        item.summary = link_name;
                    }
                }
                inline.at = before.at;
            }
            let entry = self.add(item, &inline, Origin::Item, collected);
            if let Some(frame) = self.open.last_mut() {
                (frame.entry, frame.enclosing_entry) = (Some(entry), Some(entry));
            }
            return;
        }
        let internal = inline.internal_links();
        if let Some(section) = collected.section() {
            section.internal += internal;
        }
        let Some(frame) = self.open.last_mut() else { return };
        frame.url_error_reported |= inline.refused().next().is_some();
        frame.has_internal_links |= internal > 0;
        frame.has_own_text |= inline.has_own_text();
        frame.text = Some(match before {
            Some(mut before) => {
                before.append(inline);
                before
            }
            None => Box::new(inline),
        });
    }

    /// Adds an entry that is nested in the frames.
    pub fn add(
        &mut self,
        item: ListItem,
        inline: &Inline,
        origin: Origin,
        collected: &mut Collected,
    ) -> usize {
        let parent = self.resolve(collected);
        collected.add(item, inline.at.clone(), origin, parent)
    }

    /// The innermost entry among the resolved frames; the others are no entries.
    fn resolved_entry(&self) -> Option<usize> {
        let at = self.resolved.checked_sub(1)?;
        self.open.get(at)?.enclosing_entry
    }

    /// The entry that the next one is nested in. Texts without a URL become entries, because they have children now, and
    /// the names of `<details>` elements outside items become sections.
    fn resolve(&mut self, collected: &mut Collected) -> Option<usize> {
        let mut enclosing = self.resolved_entry();
        let resolved = self.open.get(..self.resolved).unwrap_or_default();
        let mut is_outside =
            resolved.iter().all(|frame| frame.kind == FrameKind::Details && frame.entry.is_none());
        for frame in self.open.iter_mut().skip(self.resolved) {
            let is_internal = frame.is_internal();
            let mut text = frame.text.take_if(|text| !is_internal && !text.text.trim().is_empty());
            is_outside &= frame.kind == FrameKind::Details;
            if is_outside {
                frame.section = text.as_ref().and_then(|name| collected.begin_details(name));
                text = text.filter(|_| frame.section.is_none());
            }
            frame.entry = text.map(|text| collected.add_group(&text, enclosing));
            enclosing = frame.entry.or(enclosing);
            frame.enclosing_entry = enclosing;
        }
        self.resolved = self.open.len();
        enclosing
    }
}
