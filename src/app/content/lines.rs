//! The parts of a layout: rows, headings, and lines that break at spaces.

use std::borrow::Cow;
use std::ops::Range;

use super::{ContentLine, ContentRow, DetailContent, Piece, Role, StateForm, Target};
use crate::app::keys::Section;
use crate::app::layout::LineColumns;
use crate::app::marks::EntryMarks;
use crate::catalog::Row;
use crate::cells::{self, Glyphs};
use crate::dataset::{Claim, Date, Entry, PageLabel, SourceIndex, SourceUrl};
use crate::format::report::counted;
use crate::search::{Field, Index, Query};

/// The settings of a layout.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The rows of the tree, which contain those of the branch that is laid out.
    pub rows: &'a [Row],
    /// The date as of which the stacks are shown.
    pub as_of: Option<Date>,
    /// Width of a line in cells, with the margin for the marker.
    pub width: usize,
    /// Number of lines that are visible at once.
    pub height: usize,
    /// The query whose words are highlighted, with the index that finds them.
    pub query: Option<(&'a Index, &'a Query)>,
    /// Whether a claim, by position, shows its sources.
    pub open: &'a dyn Fn(usize) -> bool,
    /// The news of the stack that is laid out, as text.
    pub news: Option<&'a str>,
    /// Whether a URL was opened before.
    pub visited: &'a dyn Fn(&SourceUrl) -> bool,
    /// Whether a page is in the queue.
    pub queued: &'a dyn Fn(&SourceUrl) -> bool,
    /// The marks of the user.
    pub marks: &'a EntryMarks,
    /// The characters of rules and ellipses.
    pub glyphs: Glyphs,
    /// The form of states.
    pub states: StateForm,
}

/// Width in cells of the margin for the marker.
pub(super) const MARGIN: usize = 2;

/// The content while it is laid out.
pub(super) struct Builder<'a> {
    pub(super) content: DetailContent,
    pub(super) setting: Setting<'a>,
    /// Width of a line in cells, without the margin.
    pub(super) width: usize,
    pub(super) room: Room,
}

/// The room that the first rows of an entry take, so that its claims begin on the first screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// Everything as a whole, and empty lines between the parts.
    Airy,
    /// No empty lines, and no more than two lines of the summary.
    Close,
    /// One line for the title, for the summary and for the succession, and two for a claim.
    Tight,
}

impl<'a> Builder<'a> {
    pub(super) fn new(setting: Setting<'a>) -> Self {
        let width = setting.width.saturating_sub(MARGIN).max(1);
        Self { content: DetailContent::default(), setting, width, room: Room::Airy }
    }

    /// Lays out one row.
    pub(super) fn row(&mut self, target: Target, lay: impl FnOnce(&mut Self)) {
        let start = self.content.lines.len();
        lay(self);
        self.content.rows.push(ContentRow { target, lines: start..self.content.lines.len(), pieces: None });
    }

    /// Begins a section with its title, the number of its rows, and the captions of their columns at the right.
    pub(super) fn heading(&mut self, title: &str, count: usize, captions: &str, section: Option<Section>) {
        self.gap();
        let title = vec![piece(&format!("{title} {count}"), Role::Heading)];
        self.line(title, Vec::from_iter((!captions.is_empty()).then(|| piece(captions, Role::Dim))));
        self.content.sections.push((section, self.content.rows.len()));
    }

    /// A line in place of the records of a section that came later than the date of the stacks.
    pub(super) fn later(&mut self, count: usize, noun: &str) {
        if count > 0 {
            self.line(vec![piece(&counted(count, &format!("later {noun}")), Role::Dim)], vec![]);
        }
    }

    /// Adds an empty line if there is room for it.
    pub(super) fn gap(&mut self) {
        if self.room == Room::Airy {
            self.blank();
        }
    }

    /// Keeps `count` lines of those from `start` on, and marks the end with an ellipsis where that leaves out any.
    ///
    /// Nothing is left out that the query matched.
    pub(super) fn clamp(&mut self, start: usize, count: usize) {
        let hidden = self.content.lines.get(start + count..).unwrap_or_default();
        let has_hit = hidden.iter().any(|line| line.left.iter().any(|piece| piece.hit));
        if hidden.is_empty() || has_hit || count == 0 {
            return;
        }
        self.content.lines.truncate(start + count);
        let ellipsis = piece(self.setting.glyphs.ellipsis(), Role::Dim);
        let Some(line) = self.content.lines.last_mut() else { return };
        let space = self.width.saturating_sub(width_of(&line.right) + 2);
        let text: String = line.left.iter().map(|piece| piece.text.as_str()).collect();
        let mut end = text.trim_end().len();
        while cells::width(text.get(..end).unwrap_or_default()) + cells::width(&ellipsis.text) > space
            && let Some(blank) = text.get(..end).and_then(|text| text.trim_end().rfind(' '))
        {
            end = blank;
        }
        line.left = part(&line.left, 0..end);
        line.left.push(ellipsis);
    }

    /// The text, or its beginning with an ellipsis.
    pub(super) fn cut<'t>(&self, text: &'t str, width: usize) -> Cow<'t, str> {
        cells::cut(text, width, self.setting.glyphs)
    }

    pub(super) fn label_of(&self, label: &str) -> Piece {
        piece(&pad(&self.cut(label, LABEL - 1), LABEL), Role::Label)
    }

    pub(super) fn blank(&mut self) {
        self.content.lines.push(ContentLine::default());
    }

    pub(super) fn line(&mut self, left: Vec<Piece>, right: Vec<Piece>) {
        self.content.lines.push(ContentLine { left, right });
    }

    /// Adds pieces as lines that break at spaces; all but the first are indented.
    pub(super) fn wrapped(&mut self, pieces: &[Piece], indent: usize) {
        self.wrapped_in(self.width, pieces, indent);
    }

    /// The same with lines of a width of their own.
    pub(super) fn wrapped_in(&mut self, width: usize, pieces: &[Piece], indent: usize) {
        if pieces.is_empty() {
            return;
        }
        let all: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        // The first `indent` cells are a label, which is not wrapped.
        let label = label_bytes(&all, indent);
        let space = width.saturating_sub(indent).max(8);
        let text = all.get(label..).unwrap_or_default();
        for (at, range) in cells::wrap(text, space).into_iter().enumerate() {
            let mut line = Vec::new();
            if at == 0 {
                line.extend(part(pieces, 0..label));
            } else if indent > 0 {
                line.push(piece(&" ".repeat(indent), Role::Text));
            }
            line.extend(part(pieces, label + range.start..label + range.end));
            self.line(line, vec![]);
        }
    }

    /// A text as pieces, of which those that the query matched are hits.
    pub(super) fn marked(&self, text: &str, field: Field, role: Role) -> Vec<Piece> {
        let hits = self.setting.query.map(|(index, query)| index.highlights(query, text, field));
        mark(text, &hits.unwrap_or_default(), role)
    }

    /// A URL, cut to the rest of a line of which some cells are used.
    pub(super) fn link(&self, url: &SourceUrl, used: usize) -> Piece {
        let space = self.width.saturating_sub(used).max(8);
        piece(&shown_url(url, space, self.setting.glyphs), Role::Link)
    }

    /// The star of an entry, or of a claim of it, that has a bookmark.
    pub(super) fn star(&self, claim: Option<usize>) -> Option<Piece> {
        let is_marked = self.setting.marks.bookmarks.contains(&claim);
        let star = match self.setting.states {
            StateForm::Spoken => "  bookmarked",
            _ => self.setting.glyphs.pick(" ★", " *"),
        };
        is_marked.then(|| piece(star, Role::Number))
    }

    /// The note of the user on the entry, or on a claim of it; on a low screen one line of it.
    pub(super) fn note(&mut self, claim: Option<usize>, indent: usize) {
        let Some(text) = self.setting.marks.notes.get(&claim) else { return };
        let start = self.content.lines.len();
        for (at, line) in text.lines().enumerate() {
            let label = if at == 0 { "your note" } else { "" };
            let pieces =
                [piece(&" ".repeat(indent), Role::Text), self.label_of(label), piece(line, Role::Text)];
            self.wrapped(&pieces, indent + LABEL);
        }
        if self.room == Room::Tight {
            self.clamp(start, 1);
        }
    }

    /// Whether a page is in the queue, or was opened.
    pub(super) fn visited(&self, url: &SourceUrl) -> Vec<Piece> {
        match ((self.setting.queued)(url), (self.setting.visited)(url)) {
            (true, _) => vec![piece("queued", Role::Success)],
            (false, true) => vec![piece("opened", Role::Dim)],
            (false, false) => vec![],
        }
    }
}

/// Width of a label in cells.
pub(super) const LABEL: usize = 12;

pub(super) fn piece(text: &str, role: Role) -> Piece {
    Piece { text: text.to_owned(), role, hit: false }
}

pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(cells::width(text))))
}

/// The width of pieces in cells.
pub fn width_of(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| cells::width(&piece.text)).sum()
}

/// The pieces of a text that is wrapped to a width, one for each line.
pub fn wrapped(text: &str, width: usize, role: Role) -> impl Iterator<Item = Piece> {
    let lines = cells::wrap(text, width).into_iter();
    lines.map(move |range| piece(text.get(range).unwrap_or_default(), role))
}

/// The length in bytes of the first `cells` cells of a text.
pub(super) fn label_bytes(text: &str, cells: usize) -> usize {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        if used >= cells {
            return at;
        }
        used += cells::width(c.encode_utf8(&mut [0; 4]));
    }
    text.len()
}

/// A URL as it is shown: whole, or cut so that no terminal takes the rest for another page.
///
/// Terminals open what looks like an address: of one without its end they would open a wrong page. So what is left out is
/// the part behind the host, as far as needed, of which the end says most; then no more than the page of the host is
/// opened. Of a host that does not fit only the end is shown, behind the scheme, so that there is no address at all.
pub fn shown_url(url: &SourceUrl, width: usize, glyphs: Glyphs) -> Cow<'_, str> {
    let text = url.as_str();
    // A slash at the end says nothing.
    let text = text.strip_suffix('/').unwrap_or(text);
    if cells::width(text) <= width {
        return Cow::Borrowed(text);
    }
    let ellipsis = glyphs.ellipsis();
    let (host, path) = split_behind_host(text);
    let (scheme, _) = text.split_once("//").unwrap_or((text, ""));
    let used = cells::width(host) + cells::width(ellipsis);
    if used + 4 <= width && !path.is_empty() {
        return Cow::Owned(format!("{host}{ellipsis}{}", last_words(path, width - used)));
    }
    let space = width.saturating_sub(scheme.len() + 2 + cells::width(ellipsis));
    Cow::Owned(format!("{scheme}//{ellipsis}{}", last_words(host, space)))
}

/// The end of a part of a URL, of at most some cells, from the start of a word on if a word starts in it.
fn last_words(text: &str, space: usize) -> &str {
    // URLs are printable ASCII: a byte is a cell.
    let (before, end) = text.split_at_checked(text.len().saturating_sub(space)).unwrap_or(("", text));
    let is_between = |c: char| !c.is_ascii_alphanumeric() && c != '%';
    if before.is_empty() || before.ends_with(is_between) || end.starts_with(is_between) {
        return end;
    }
    // A slash or a dot at the very end begins no word.
    let inner = end.trim_end_matches(is_between);
    inner.find(is_between).and_then(|at| end.get(at..)).unwrap_or(end)
}

/// The scheme and the host of a URL with the slash behind them, and the rest.
pub(in crate::app) fn split_behind_host(url: &str) -> (&str, &str) {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(start..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| start + at + 1);
    url.split_at_checked(end).unwrap_or((url, ""))
}

/// The place of a cell in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) struct LinePlace<'a> {
    /// The piece there.
    pub(in crate::app) piece: &'a Piece,
    /// Its index, if it is one at the left.
    pub(in crate::app) left: Option<usize>,
    /// The cells before it in the piece.
    pub(in crate::app) inside: usize,
}

impl LinePlace<'_> {
    /// The label of a page, such as `[1]`, if the cell is part of one.
    pub(in crate::app) fn label(&self) -> Option<PageLabel> {
        let text = &self.piece.text;
        let blank = text.len() - text.trim_start().len();
        let is_inside = (blank..blank + text.trim().len()).contains(&self.inside);
        PageLabel::parse(text.trim()).filter(|_| is_inside && self.piece.role == Role::Number)
    }
}

/// The piece at a column of a line that is drawn with a width, behind the margin for the marker.
pub(in crate::app) fn piece_at(
    line: &ContentLine,
    (width, glyphs): (usize, Glyphs),
    column: usize,
) -> Option<LinePlace<'_>> {
    let shown = |piece: &Piece| cells::width(&glyphs.plain(&piece.text));
    let columns = LineColumns::new(width, MARGIN + width_of(&line.left), width_of(&line.right));
    let (pieces, start, is_left) = match columns.right {
        Some(right) if column >= right => (&line.right, right, false),
        _ if column < columns.left_end => (&line.left, MARGIN, true),
        _ => return None,
    };
    let mut inside = column.checked_sub(start)?;
    for (at, piece) in pieces.iter().enumerate() {
        match inside.checked_sub(shown(piece)) {
            None => return Some(LinePlace { piece, left: is_left.then_some(at), inside }),
            Some(rest) => inside = rest,
        }
    }
    None
}

/// Splits a text into pieces at the ranges to highlight, between clusters.
pub fn mark(text: &str, places: &[Range<usize>], role: Role) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut done = 0;
    let mut add = |range: Range<usize>, hit| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            pieces.push(Piece { text: text.to_owned(), role, hit });
        }
    };
    for place in places {
        let place = cells::whole_clusters(text, place.clone());
        let start = place.start.max(done);
        add(done..start, false);
        add(start..place.end, true);
        done = done.max(place.end);
    }
    add(done..text.len(), false);
    pieces
}

/// The pieces of a range of the joined text.
pub(super) fn part(pieces: &[Piece], range: Range<usize>) -> Vec<Piece> {
    let mut taken = Vec::new();
    let mut start = 0;
    for part in pieces {
        let end = start + part.text.len();
        let (from, to) = (range.start.max(start), range.end.min(end));
        if let Some(text) = part.text.get(from.saturating_sub(start)..to.saturating_sub(start))
            && from < to
        {
            taken.push(Piece { text: text.to_owned(), ..part.clone() });
        }
        start = end;
    }
    taken
}

/// The claims that cite a source, as `C1 C3`.
pub(in crate::app) fn backs(entry: Entry<'_>, source: SourceIndex) -> String {
    let cites = |claim: &Claim<'_>| claim.source_indexes().any(|cited| cited == source);
    let claims = entry.claims().enumerate().filter(|(_, claim)| cites(claim));
    claims.map(|(at, _)| format!("C{}", at + 1)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;

    #[test]
    fn a_cut_address_keeps_its_scheme_and_never_looks_like_that_of_another_page() {
        let shown = |url: &str, width| {
            shown_url(&SourceUrl::parse(url).unwrap(), width, Glyphs::Unicode).into_owned()
        };
        let long = "https://discord.com/blog/how-discord-stores-trillions-of-messages";
        assert_eq!(shown(long, 65), long);
        assert_eq!(shown(long, 40), "https://discord.com/…-of-messages");
        assert_eq!(shown(long, 20), "https://….com/");
        assert_eq!(shown("https://example.org/", 30), "https://example.org");
        assert_eq!(shown("http://a-very-long.host.example.org", 20), "http://….example.org");
        for width in 8..70 {
            let text = shown(long, width);
            assert!(cells::width(&text) <= width.max(9) && text.starts_with("https://"), "{width}: {text}");
            let before = text.split('…').next().unwrap();
            assert!([long, "https://", "https://discord.com/"].contains(&before), "{width}: {text}");
        }
    }

    #[test]
    fn a_highlight_does_not_split_a_letter_from_its_marks() {
        let pieces = |text: &str, places: &[Range<usize>]| -> Vec<(String, bool)> {
            mark(text, places, Role::Text).into_iter().map(|piece| (piece.text, piece.hit)).collect()
        };
        let expected = [("caf".to_owned(), false), ("e\u{301}".to_owned(), true), ("s".to_owned(), false)];
        assert_eq!(pieces("cafe\u{301}s", slice::from_ref(&(3..4))), expected);
        assert_eq!(pieces("क्षि", &[0..3, 6..9]), [("क्षि".to_owned(), true)]);
        assert_eq!(pieces("ab", slice::from_ref(&(0..1))), [("a".to_owned(), true), ("b".to_owned(), false)]);
    }
}
