//! The text of one block, with its links where they stand in it.

use std::ops::Range;

use super::{bare, words};

/// The text of a paragraph, a heading, a cell or an item, as a reader would see it.
#[derive(Clone, Debug, Default)]
pub(super) struct Inline {
    /// What is read; line breaks are line feeds, images are left out.
    pub text: String,
    /// The links, in the order of the text.
    pub anchors: Vec<Anchor>,
    /// Where code stands in the text.
    pub codes: Vec<Range<usize>>,
    /// Where strong text stands in the text.
    pub strongs: Vec<Range<usize>>,
    /// What the images outside links show.
    pub alts: Vec<String>,
    /// Where it stands in the file.
    pub at: Range<usize>,
    /// Whether it is a block of HTML.
    pub html: bool,
    /// Whether it is an item of a list in HTML.
    pub item: bool,
    /// Whether it is the head of a table in HTML.
    pub header: bool,
    /// Places in the text, each with its place in the file.
    marks: Vec<(usize, usize)>,
    link: Option<usize>,
    strong: Option<(usize, usize)>,
    images: usize,
    alt: String,
    source: String,
}

/// A link in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Anchor {
    /// Where it leads, as it is written.
    pub url: String,
    /// What it says of itself when a pointer rests on it.
    pub title: String,
    /// The words of the text that are the link.
    pub words: Range<usize>,
    /// Where it stands in the file.
    pub at: Range<usize>,
    /// Whether the address itself is the text.
    pub bare: bool,
    /// What a picture inside it shows.
    pub image: Option<Image>,
}

/// A picture inside a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Image {
    /// What it shows.
    pub alt: String,
    /// Where it is.
    pub url: String,
}

impl Inline {
    /// Begins a text at a place of the file.
    pub fn new(at: Range<usize>) -> Self {
        Self { at, ..Self::default() }
    }

    /// Whether nothing at all has come yet.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.anchors.is_empty() && self.alts.is_empty()
    }

    /// Whether a link has begun and not ended.
    pub fn is_in_link(&self) -> bool {
        self.link.is_some()
    }

    /// Adds words.
    pub fn push(&mut self, words: &str, at: &Range<usize>) {
        if self.images > 0 {
            self.alt.push_str(words);
            return;
        }
        self.marks.push((self.text.len(), at.start));
        self.text.push_str(words);
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

    /// Strong text begins; it may lie in strong text.
    pub fn open_strong(&mut self) {
        let (_, depth) = self.strong.get_or_insert((self.text.len(), 0));
        *depth += 1;
    }

    /// Strong text ends.
    pub fn close_strong(&mut self) {
        if let Some((start, depth)) = self.strong {
            self.strong = (depth > 1).then_some((start, depth - 1));
            if self.strong.is_none() {
                self.strongs.push(start..self.text.len());
            }
        }
    }

    /// A link begins; one inside a picture is only text.
    pub fn open_link(&mut self, url: &str, title: &str, at: Range<usize>, bare: bool) {
        if self.images == 0 {
            // One that never ends would hide those after it.
            self.close_link();
            self.link = Some(self.anchors.len());
            let start = self.text.len();
            let (url, title) = (url.to_owned(), title.to_owned());
            self.anchors.push(Anchor { url, title, words: start..start, at, bare, image: None });
        }
    }

    /// A link ends.
    pub fn close_link(&mut self) {
        if self.images == 0
            && let Some(link) = self.link.take()
            && let Some(anchor) = self.anchors.get_mut(link)
        {
            anchor.words.end = self.text.len();
        }
    }

    /// An image begins.
    pub fn open_image(&mut self, url: &str) {
        if self.images == 0 {
            url.clone_into(&mut self.source);
        }
        self.images += 1;
    }

    /// An image ends.
    pub fn close_image(&mut self) {
        self.images = self.images.saturating_sub(1);
        if self.images == 0 {
            let alt = std::mem::take(&mut self.alt);
            let url = std::mem::take(&mut self.source);
            self.image(alt, url);
        }
    }

    /// Adds an image.
    pub fn image(&mut self, alt: String, url: String) {
        match self.link.and_then(|link| self.anchors.get_mut(link)) {
            Some(anchor) => anchor.image = Some(Image { alt, url }),
            None => self.alts.push(alt),
        }
    }

    /// Ends the text: what was left open is closed, and the addresses that merely stand there become links.
    pub fn finish(&mut self) {
        while self.strong.is_some() {
            self.close_strong();
        }
        self.images = 0;
        self.close_link();
        self.leave_out_marks();
        if !self.text.contains('.') && !self.text.contains("://") {
            return;
        }
        let mut found = Vec::new();
        let mut start = 0;
        let mut kept: Vec<Range<usize>> = self
            .anchors
            .iter()
            .map(|anchor| anchor.words.clone())
            .chain(self.codes.iter().cloned())
            .collect();
        kept.sort_by_key(|range| range.start);
        kept.push(self.text.len()..self.text.len());
        for range in kept {
            let gap = self.text.get(start..range.start).unwrap_or_default();
            for (words, url) in bare::addresses(gap) {
                let words = start + words.start..start + words.end;
                let at = self.place(&words);
                found.push(Anchor { url, words, at, bare: true, ..Anchor::default() });
            }
            start = start.max(range.end);
        }
        if !found.is_empty() {
            self.anchors.extend(found);
            self.anchors.sort_by_key(|anchor| anchor.words.start);
        }
    }

    /// Leaves out what only programs read.
    fn leave_out_marks(&mut self) {
        if !self.text.contains([':', '[', '{']) {
            return;
        }
        let mut marks = words::marks(&self.text);
        // Code is as it is written, and a link is called what it says.
        let mut kept: Vec<&Range<usize>> =
            self.anchors.iter().map(|anchor| &anchor.words).chain(&self.codes).collect();
        kept.sort_by_key(|range| (range.start, range.end));
        let mut kept = kept.into_iter().peekable();
        marks.retain(|mark| {
            while kept.next_if(|range| range.end <= mark.start).is_some() {}
            kept.peek().is_none_or(|range| range.start >= mark.end)
        });
        if marks.is_empty() {
            return;
        }
        // How much goes before the end of each.
        let mut sum = 0;
        let gone: Vec<(usize, usize)> = marks
            .iter()
            .map(|mark| {
                sum += mark.len();
                (mark.end, sum)
            })
            .collect();
        let moved = |at: usize| {
            let after = gone.partition_point(|(end, _)| *end <= at);
            let before = after.checked_sub(1).and_then(|last| gone.get(last)).map_or(0, |(_, sum)| *sum);
            let inside = marks.get(after).map_or(0, |mark| at.saturating_sub(mark.start));
            at - before - inside
        };
        let mut text = String::with_capacity(self.text.len());
        let mut start = 0;
        for mark in &marks {
            text.push_str(self.text.get(start..mark.start).unwrap_or_default());
            start = mark.end;
        }
        text.push_str(self.text.get(start..).unwrap_or_default());
        let ranges = self.anchors.iter_mut().map(|anchor| &mut anchor.words);
        for range in ranges.chain(&mut self.codes).chain(&mut self.strongs) {
            *range = moved(range.start)..moved(range.end);
        }
        for (at, _) in &mut self.marks {
            *at = moved(*at);
        }
        self.text = text;
    }

    /// Goes on with the text of another paragraph.
    pub fn append(&mut self, more: &Self) {
        self.text.push(' ');
        let by = self.text.len();
        let shifted = |range: &Range<usize>| range.start + by..range.end + by;
        self.text.push_str(&more.text);
        let anchors = more.anchors.iter();
        self.anchors.extend(anchors.map(|anchor| Anchor { words: shifted(&anchor.words), ..anchor.clone() }));
        self.codes.extend(more.codes.iter().map(shifted));
        self.strongs.extend(more.strongs.iter().map(shifted));
        self.marks.extend(more.marks.iter().map(|(text, file)| (text + by, *file)));
    }

    /// The words of a range.
    pub fn words(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// Where words of the text stand in the file: the beginning is right, the end at least on the same line.
    pub fn place(&self, words: &Range<usize>) -> Range<usize> {
        let after = self.marks.partition_point(|(text, _)| *text <= words.start);
        let Some((text, file)) = after.checked_sub(1).and_then(|mark| self.marks.get(mark)) else {
            return self.at.clone();
        };
        let next = self.marks.get(after).map_or(self.at.end, |(_, file)| *file);
        // Where a character is written as an entity, the text and the file differ in length.
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

    /// A part of the text, with what lies in it.
    fn part(&self, range: Range<usize>) -> Self {
        let within = |ranges: &[Range<usize>]| -> Vec<Range<usize>> {
            let from = ranges.partition_point(|r| r.start < range.start);
            let inside = ranges.iter().skip(from).take_while(|r| r.end <= range.end);
            inside.map(|r| r.start - range.start..r.end - range.start).collect()
        };
        // Links are in order, so that many lines cost no more than one.
        let from = self.anchors.partition_point(|anchor| anchor.words.start < range.start);
        let inside = self.anchors.iter().skip(from).take_while(|anchor| anchor.words.end <= range.end);
        let anchors = inside.map(|anchor| Anchor {
            words: anchor.words.start - range.start..anchor.words.end - range.start,
            ..anchor.clone()
        });
        let first = self.marks.partition_point(|(text, _)| *text <= range.start).saturating_sub(1);
        let marks = self.marks.iter().skip(first).take_while(|(text, _)| *text < range.end);
        let shifted = marks.map(|(text, file)| match text.checked_sub(range.start) {
            Some(text) => (text, *file),
            None => (0, file + (range.start - text)),
        });
        Self {
            text: self.words(&range).to_owned(),
            anchors: anchors.collect(),
            codes: within(&self.codes),
            strongs: within(&self.strongs),
            at: self.place(&range),
            marks: shifted.collect(),
            ..Self::default()
        }
    }
}
