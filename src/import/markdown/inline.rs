//! The text of one block, with its links.

use std::iter;
use std::ops::Range;

use super::bare::{self, BareUrl};
use super::links::{Anchor, Image, PageLink, Spelling, Target};
use super::{broken, words};
use crate::dataset::SourceUrlError;

/// The text of a paragraph, a heading, a cell or an item, as a reader sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct Inline {
    /// The text without images; line breaks are line feeds.
    pub text: String,
    /// The links, in the order of the text.
    pub anchors: Vec<Anchor>,
    /// The ranges of the text that are code.
    pub codes: Vec<Range<usize>>,
    /// The ranges of the text that are strong.
    pub strongs: Vec<Range<usize>>,
    /// The alternative texts of the images outside links.
    pub alts: Vec<String>,
    /// The range of the file.
    pub at: Range<usize>,
    /// The number of marks of text direction that were left out of the text.
    pub direction_marks: usize,
    /// Whether it comes from a block of HTML.
    pub is_html: bool,
    /// Whether it is the header of a table in HTML.
    pub is_header: bool,
    /// Byte offsets of the text, in order, each with its byte offset of the file.
    offsets: Vec<(usize, usize)>,
    open_link: Option<usize>,
    /// The number of elements of HTML that are open inside the open link.
    open_elements: usize,
    /// The start of the strong text that is open, and its depth.
    open_strong: Option<(usize, usize)>,
    /// The number of open images; then the alternative text and the URL of the outermost.
    open_images: usize,
    alt: String,
    source: String,
}

impl Inline {
    /// A text without content at a range of the file.
    pub fn new(at: Range<usize>) -> Self {
        Self { at, ..Self::default() }
    }

    /// Whether it has neither text nor links nor images.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.anchors.is_empty() && self.alts.is_empty()
    }

    /// Whether a link is open.
    pub fn is_in_link(&self) -> bool {
        self.open_link.is_some()
    }

    /// Adds text.
    pub fn push(&mut self, words: &str, at: &Range<usize>) {
        if self.open_images > 0 {
            self.alt.push_str(words);
            return;
        }
        let mut start = at.start;
        for part in words.split_inclusive(words::is_direction_mark) {
            let kept = part.trim_end_matches(words::is_direction_mark);
            self.direction_marks += usize::from(kept.len() < part.len());
            self.offsets.push((self.text.len(), start));
            self.text.push_str(kept);
            start += part.len();
        }
        self.at.end = self.at.end.max(at.end);
    }

    /// Adds code.
    pub fn code(&mut self, words: &str, at: &Range<usize>) {
        let start = self.text.len();
        self.push(words, at);
        if self.text.len() > start {
            self.codes.push(start..self.text.len());
        }
    }

    /// Begins strong text; it may be nested.
    pub fn begin_strong(&mut self) {
        let (_, depth) = self.open_strong.get_or_insert((self.text.len(), 0));
        *depth += 1;
    }

    /// Ends strong text.
    pub fn end_strong(&mut self) {
        if let Some((start, depth)) = self.open_strong {
            self.open_strong = (depth > 1).then_some((start, depth - 1));
            if self.open_strong.is_none() {
                self.strongs.push(start..self.text.len());
            }
        }
    }

    /// Begins a link; inside an image it is only text.
    pub fn begin_link(&mut self, url: &str, title: &str, at: Range<usize>, spelling: Spelling) {
        if self.open_images == 0 {
            // A link without an end would hide the links after it.
            self.end_unclosed_link();
            self.open_link = Some(self.anchors.len());
            self.open_elements = 0;
            let start = self.text.len();
            let (url, title) = (url.to_owned(), title.to_owned());
            self.anchors.push(Anchor { url, title, words: start..start, at, spelling, ..Anchor::default() });
        }
    }

    /// Ends the open link.
    pub fn end_link(&mut self) {
        if self.open_images == 0
            && let Some(link) = self.open_link.take()
            && let Some(anchor) = self.anchors.get_mut(link)
        {
            let words = self.text.get(anchor.words.start..).unwrap_or_default();
            anchor.words.start += words.len() - words.trim_start().len();
            anchor.words.end = self.text.len();
        }
    }

    /// Ends the open link where its words end: at a line break, or at the separator of a description.
    fn end_unclosed_link(&mut self) {
        let link = self.open_link;
        self.end_link();
        if let Some(anchor) = link.and_then(|link| self.anchors.get_mut(link)) {
            let words = self.text.get(anchor.words.clone()).unwrap_or_default();
            let first = words.lines().next().unwrap_or_default();
            let name = words::parted(first).map_or(first, |(name, _)| name);
            anchor.words.end = anchor.words.start + name.trim_end().len();
        }
    }

    /// Begins an element of HTML.
    pub fn begin_element(&mut self) {
        self.open_elements += 1;
    }

    /// Ends an element of HTML; a link that was begun inside it ends, too.
    pub fn end_element(&mut self) {
        if self.open_elements == 0 {
            self.end_link();
        }
        self.open_elements = self.open_elements.saturating_sub(1);
    }

    /// Begins an image.
    pub fn begin_image(&mut self, url: &str) {
        if self.open_images == 0 {
            url.clone_into(&mut self.source);
        }
        self.open_images += 1;
    }

    /// Ends an image.
    pub fn end_image(&mut self) {
        self.open_images = self.open_images.saturating_sub(1);
        if self.open_images == 0 {
            let alt = std::mem::take(&mut self.alt);
            let url = std::mem::take(&mut self.source);
            self.image(alt, url);
        }
    }

    /// Adds an image.
    pub fn image(&mut self, alt: String, url: String) {
        match self.open_link.and_then(|link| self.anchors.get_mut(link)) {
            Some(anchor) => anchor.image = Some(Image { alt, url }),
            None => self.alts.push(alt),
        }
    }

    /// Ends the text: closes what is open, removes annotations, finds URLs without link syntax, and decides where all links
    /// lead.
    pub fn finish(&mut self, source: &str) {
        while self.open_strong.is_some() {
            self.end_strong();
        }
        self.open_images = 0;
        self.end_unclosed_link();
        self.mend_links(source);
        self.remove_annotations();
        if self.text.contains('.') || self.text.contains("://") {
            self.find_bare_urls();
        }
        for anchor in &mut self.anchors {
            anchor.resolve(self.text.get(anchor.words.clone()).unwrap_or_default());
        }
    }

    fn find_bare_urls(&mut self) {
        let anchors = self.anchors.iter().map(|anchor| anchor.words.clone());
        let mut taken: Vec<Range<usize>> = anchors.chain(self.codes.iter().cloned()).collect();
        let is_alone = self.anchors.iter().all(|anchor| anchor.url.is_empty() || anchor.url.starts_with('#'));
        taken.sort_by_key(|range| range.start);
        taken.push(self.text.len()..self.text.len());
        let mut found = Vec::new();
        let mut start = 0;
        for range in taken {
            for BareUrl { at: words, url, spelling } in
                bare::urls(self.words(&(start..range.start)), is_alone && start == 0)
            {
                let words = start + words.start..start + words.end;
                let at = self.place(&words);
                found.push(Anchor { url, words, at, spelling, ..Anchor::default() });
            }
            start = start.max(range.end);
        }
        if !found.is_empty() {
            self.anchors.extend(found);
            self.anchors.sort_by_key(|anchor| anchor.words.start);
        }
    }

    /// Removes the annotations outside links and code.
    fn remove_annotations(&mut self) {
        if !self.text.contains([':', '[', '{']) {
            return;
        }
        let mut removed = words::annotations(&self.text);
        let anchors = self.anchors.iter().map(|anchor| &anchor.words);
        let mut kept: Vec<&Range<usize>> = anchors.chain(&self.codes).collect();
        kept.sort_by_key(|range| (range.start, range.end));
        let mut kept = kept.into_iter().peekable();
        removed.retain(|range| {
            while kept.next_if(|kept| kept.end <= range.start).is_some() {}
            kept.peek().is_none_or(|kept| kept.start >= range.end)
        });
        self.remove(removed);
    }

    /// Makes links of the texts that were meant as such, `[Name](https://example.org/a b)`.
    fn mend_links(&mut self, source: &str) {
        if !self.text.contains("://") || !self.text.contains(']') {
            return;
        }
        let mut removed = Vec::new();
        let mut mended = Vec::new();
        for link in broken::links(&self.text) {
            let at = self.place(&link.whole);
            let inside = self.anchors.partition_point(|anchor| anchor.words.end <= link.whole.start);
            let is_apart = self.anchors.get(inside).is_none_or(|anchor| anchor.words.start >= link.whole.end);
            let code = self.codes.partition_point(|code| code.end <= link.words.end);
            let is_code = self.codes.get(code).is_some_and(|code| code.start <= link.words.end);
            if !is_apart || is_code {
                continue;
            }
            if link.is_image {
                self.alts.push(self.words(&link.words).to_owned());
                removed.push(link.whole);
                continue;
            }
            removed.extend([link.whole.start..link.words.start, link.words.end..link.whole.end]);
            // Marks of emphasis in the URL are missing in the text.
            let end = self.place(&(link.words.end..link.words.end)).start;
            let written = source.get(end..).and_then(|rest| broken::target(rest.strip_prefix(']')?));
            let written = written.map(|(_, url, _)| url).filter(|url| !url.contains(['\\', ';']));
            mended.push(Anchor {
                url: written.unwrap_or(link.url),
                title: link.title,
                words: link.words,
                at,
                ..Anchor::default()
            });
        }
        if !mended.is_empty() {
            self.anchors.extend(mended);
            self.anchors.sort_by_key(|anchor| anchor.words.start);
        }
        self.remove(removed);
    }

    /// Removes ranges of the text, which are in order.
    fn remove(&mut self, removed: Vec<Range<usize>>) {
        if removed.is_empty() {
            return;
        }
        // For each byte offset the one in the remaining text.
        let mut offsets = Vec::with_capacity(self.text.len() + 1);
        let mut text = String::with_capacity(self.text.len());
        let end = self.text.len();
        for range in removed.into_iter().chain(iter::once(end..end)) {
            let kept = self.words(&(offsets.len()..range.start));
            offsets.extend(text.len()..text.len() + kept.len());
            text.push_str(kept);
            offsets.extend(range.map(|_| text.len()));
        }
        let moved = |at: usize| offsets.get(at).copied().unwrap_or(text.len());
        for range in self.ranges() {
            *range = moved(range.start)..moved(range.end);
        }
        for (at, _) in &mut self.offsets {
            *at = moved(*at);
        }
        self.text = text;
    }

    /// All ranges of the text.
    fn ranges(&mut self) -> impl Iterator<Item = &mut Range<usize>> {
        let anchors = self.anchors.iter_mut().map(|anchor| &mut anchor.words);
        anchors.chain(&mut self.codes).chain(&mut self.strongs)
    }

    /// Appends the text of another paragraph.
    pub fn append(&mut self, mut more: Self) {
        self.text.push(' ');
        let by = self.text.len();
        for range in more.ranges() {
            *range = range.start + by..range.end + by;
        }
        self.text.push_str(&more.text);
        self.anchors.append(&mut more.anchors);
        self.codes.append(&mut more.codes);
        self.strongs.append(&mut more.strongs);
        self.offsets.extend(more.offsets.iter().map(|(text, file)| (text + by, *file)));
    }

    /// The text of a range.
    pub fn words(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The range of the file of a range of the text: the start is exact, the end at least on the same line.
    pub fn place(&self, words: &Range<usize>) -> Range<usize> {
        let after = self.offsets.partition_point(|(text, _)| *text <= words.start);
        let Some((text, file)) = after.checked_sub(1).and_then(|last| self.offsets.get(last)) else {
            return self.at.clone();
        };
        let next = self.offsets.get(after).map_or(self.at.end, |(_, file)| *file);
        // An entity is longer in the file than in the text.
        let start = (file + (words.start - text)).min(next.max(*file));
        start..(start + words.len()).min(self.at.end.max(start))
    }

    /// The lines of the text, each with its own links.
    pub fn lines(&self) -> Vec<Self> {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in self.text.split('\n') {
            lines.push(self.part(start..start + line.len()));
            start += line.len() + 1;
        }
        lines
    }

    /// A part of the text, with its links.
    fn part(&self, range: Range<usize>) -> Self {
        let first = self.offsets.partition_point(|(text, _)| *text <= range.start).saturating_sub(1);
        let offsets = self.offsets.iter().skip(first).take_while(|(text, _)| *text < range.end);
        let offsets = offsets.map(|(text, file)| match text.checked_sub(range.start) {
            Some(text) => (text, *file),
            None => (0, file + (range.start - text)),
        });
        let mut part = Self {
            text: self.words(&range).to_owned(),
            anchors: within(&self.anchors, &range, |anchor| &anchor.words),
            codes: within(&self.codes, &range, |code| code),
            strongs: within(&self.strongs, &range, |strong| strong),
            at: self.place(&range),
            offsets: offsets.collect(),
            ..Self::default()
        };
        for inside in part.ranges() {
            // A link that spans several lines belongs to the first.
            *inside = inside.start - range.start..inside.end.min(range.end) - range.start;
        }
        part
    }

    // --- links -----------------------------------------------------------------------------------------------

    /// Whether a link leads to a web page.
    pub fn has_links(&self) -> bool {
        self.anchors.iter().any(Anchor::is_page)
    }

    /// Whether a link leads to a web page and is more than a host without a scheme.
    pub fn has_written_links(&self) -> bool {
        self.anchors.iter().any(|anchor| anchor.is_page() && anchor.spelling != Spelling::Host)
    }

    /// The links to web pages, mentioned ones too.
    pub fn links(&self) -> impl Iterator<Item = (&Anchor, PageLink)> {
        self.anchors.iter().filter_map(|anchor| Some((anchor, anchor.page_link(self.words(&anchor.words))?)))
    }

    /// The number of links to other parts of the page.
    pub fn internal_links(&self) -> usize {
        self.anchors.iter().filter(|anchor| matches!(anchor.target, Target::Internal)).count()
    }

    /// The links with an invalid URL, each with its error.
    pub fn refused(&self) -> impl Iterator<Item = (&Anchor, &SourceUrlError)> {
        self.anchors.iter().filter_map(|anchor| match &anchor.target {
            Target::Refused(error) => Some((anchor, error)),
            _ => None,
        })
    }

    /// Whether there are links to web pages, and all of them are images without words.
    pub fn has_only_image_links(&self) -> bool {
        let is_image =
            |anchor: &Anchor| anchor.image.is_some() && self.words(&anchor.words).trim().is_empty();
        self.has_links() && self.anchors.iter().filter(|anchor| anchor.is_page()).all(is_image)
    }

    /// Whether there are words beside the links.
    pub fn has_own_text(&self) -> bool {
        self.without(0, |_| true).contains(char::is_alphanumeric)
    }

    /// The text from a byte offset on, without the words of the links that `is_removed` selects.
    pub fn without(&self, from: usize, is_removed: impl Fn(&Anchor) -> bool) -> String {
        let mut out = String::new();
        let mut start = from;
        let anchors = self.anchors.iter().filter(|anchor| anchor.words.start >= from);
        for anchor in anchors.filter(|anchor| is_removed(anchor)) {
            out.push_str(self.words(&(start..anchor.words.start)));
            start = anchor.words.end;
        }
        out.push_str(self.words(&(start..self.text.len())));
        out
    }
}

/// The items of an ordered list that begin inside a range.
fn within<T: Clone>(items: &[T], range: &Range<usize>, words: impl Fn(&T) -> &Range<usize>) -> Vec<T> {
    let from = items.partition_point(|item| words(item).start < range.start);
    items.iter().skip(from).take_while(|item| words(item).start <= range.end).cloned().collect()
}
