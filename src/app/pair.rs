//! The popup that compares two entries: their facts, their claims by year and their relations, side by side or, where there
//! is no room, one below the other.

use std::collections::{BTreeMap, HashSet};
use std::iter::repeat;

use super::content::{Target, shown_url};
use super::keys::Command;
use super::layout::{Class, Size};
use super::message::Response;
use crate::catalog::{Catalog, ClaimId, EntryId, Node};
use crate::cells::{self, Glyphs};
use crate::dataset::{Category, Claim, Date, Entry, EntryKind, Status};

/// Width of the popup in cells, where there is room.
const WIDTH: u16 = 116;

/// Width of the labels in cells, with the gap behind them.
pub const LABEL: usize = 14;

/// Width of the marker before a text in cells.
const MARKER: usize = 2;

/// Minimum width of the popup inside in cells, with which the entries are side by side.
const MIN_BESIDE: usize = 66;

/// The cell of one of the entries in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairCell {
    /// The text.
    pub text: String,
    /// The place to go to.
    node: Node,
    /// The thing whose proof `o` opens, on the page of the entry.
    target: Target,
}

/// A row: what both entries have under a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairRow {
    /// The label.
    pub label: String,
    /// Whether it is not that of the row above.
    pub begins: bool,
    /// The cells of both entries.
    pub cells: [Option<PairCell>; 2],
}

impl PairRow {
    /// Whether both have the same.
    pub fn is_same(&self) -> bool {
        matches!(&self.cells, [Some(one), Some(other)] if one.text == other.text)
    }

    /// The cells of the one and of the other entry, or the one that both have.
    fn values(&self) -> impl Iterator<Item = (Option<usize>, Option<&PairCell>)> {
        let count = if self.is_same() { 1 } else { 2 };
        let side = move |side| (count > 1).then_some(side);
        self.cells.iter().enumerate().take(count).map(move |(at, cell)| (side(at), cell.as_ref()))
    }
}

impl PairCell {
    /// The text behind another one, in lines of a width in cells; an address is cut rather than broken.
    fn lines(&self, before: &str, (width, glyphs): (usize, Glyphs)) -> Vec<String> {
        if let Target::Url { url, .. } = &self.target {
            let space = width.saturating_sub(cells::width(before));
            return vec![format!("{before}{}", shown_url(url, space, glyphs))];
        }
        let text = format!("{before}{}", self.text);
        let lines = cells::wrap(&text, width).into_iter();
        lines.map(|range| text.get(range).unwrap_or_default().to_owned()).collect()
    }
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairLine {
    /// The heading of a section.
    Heading(&'static str),
    /// The label of the row below, where the entries are below each other.
    Label(usize),
    /// A line of a row with the texts of both.
    Beside(usize, [String; 2]),
    /// A line of a row with the text of one, or what both have.
    Below(usize, Option<usize>, String),
}

impl PairLine {
    /// The row that it belongs to.
    pub fn row(&self) -> Option<usize> {
        match self {
            Self::Heading(_) => None,
            Self::Label(row) | Self::Beside(row, _) | Self::Below(row, ..) => Some(*row),
        }
    }

    /// Whether it goes on with the text of the line above.
    pub fn continues(&self, above: &Self) -> bool {
        match (above, self) {
            (Self::Beside(one, _), Self::Beside(other, _)) => one == other,
            (Self::Below(one, side, _), Self::Below(other, this, _)) => (one, side) == (other, this),
            _ => false,
        }
    }

    /// Whether it is about one entry, or both, in a row.
    fn is_of(&self, row: usize, side: usize) -> bool {
        matches!(self, Self::Below(at, one, _) if *at == row && one.is_none_or(|one| one == side))
    }
}

/// Two entries, compared.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The entries.
    pub ids: [EntryId; 2],
    /// Their names, with their stacks where these differ.
    pub names: [String; 2],
    /// The date as of which they are compared.
    pub as_of: Option<Date>,
    /// The rows, each twice selectable: for the one and for the other entry.
    pub rows: Vec<PairRow>,
    /// The rows at which a section begins, with its heading.
    sections: Vec<(usize, &'static str)>,
    /// The lines on the screen that it was fitted to.
    pub lines: Vec<PairLine>,
    /// Width of the column of an entry in cells; 0 where they are below each other.
    pub column: usize,
    /// Whether they are below each other in every width, for the linear form.
    is_linear: bool,
    /// The characters of ellipses.
    glyphs: Glyphs,
}

impl Pair {
    /// The comparison of two entries of a catalog.
    pub(super) fn new(
        catalog: &Catalog,
        ids: [EntryId; 2],
        as_of: Option<Date>,
        (size, is_linear, glyphs): (Size, bool, Glyphs),
    ) -> Option<Self> {
        let [Some(one), Some(other)] = ids.map(|id| catalog.entry(id)) else { return None };
        let entries = [one, other];
        let [first, second] = ids;
        let is_near = first.stack == second.stack;
        let name = |id: EntryId| {
            let name = catalog.name(Node::Entry(id)).into_owned();
            if is_near { name } else { format!("{name} ({})", catalog.name(Node::Stack(id.stack))) }
        };
        let (mut rows, mut sections) = (facts(catalog, ids, entries, as_of), vec![(0, "FACTS")]);
        for (title, more) in
            [("CLAIMS", claims(ids, entries, as_of)), ("RELATIONS", relations(catalog, ids, entries))]
        {
            if !more.is_empty() {
                sections.push((rows.len(), title));
                rows.extend(more);
            }
        }
        let mut pair = Self {
            ids,
            names: ids.map(name),
            as_of,
            rows,
            sections,
            lines: Vec::new(),
            column: 0,
            is_linear,
            glyphs,
        };
        pair.fit(size);
        Some(pair)
    }

    /// Lays the table out for a screen.
    pub(super) fn fit(&mut self, size: Size) {
        let width = inner_width(size).max(MARKER + 1);
        self.column = if width >= MIN_BESIDE && !self.is_linear { (width - LABEL) / 2 } else { 0 };
        let mut lines = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            if let Some((_, title)) = self.sections.iter().find(|(start, _)| *start == at) {
                if at > 0 && self.column > 0 {
                    lines.push(PairLine::Heading(""));
                }
                lines.push(PairLine::Heading(title));
            }
            match (self.column, self.is_linear) {
                (0, true) => spoken(&mut lines, at, row, (width - MARKER, self.glyphs)),
                (0, false) => below(&mut lines, at, row, (width - MARKER, self.glyphs)),
                (column, _) => beside(&mut lines, at, row, (column - MARKER - 2, self.glyphs)),
            }
        }
        self.lines = lines;
    }

    /// The size of the popup in cells and lines.
    pub(super) fn full_size(&self) -> (u16, usize) {
        (WIDTH, self.lines.len())
    }

    /// The number of things to select.
    pub(super) fn count(&self) -> usize {
        self.rows.len() * 2
    }

    /// The row of a selection, and which of the entries it is about: that which has something there, or is said to have nothing.
    pub fn selected(&self, at: usize) -> (usize, usize) {
        let (row, side) = (at / 2, at % 2);
        let has = |side: usize| {
            let is_there =
                self.rows.get(row).and_then(|row| row.cells.get(side)).is_some_and(Option::is_some);
            is_there || self.is_linear && self.lines.iter().any(|line| line.is_of(row, side))
        };
        (row, if has(side) { side } else { 1 - side })
    }

    /// The lines of a selection.
    pub(super) fn lines_of(&self, at: usize) -> std::ops::Range<usize> {
        if self.is_linear {
            let (row, side) = self.selected(at);
            let start = self.lines.iter().position(|line| line.is_of(row, side)).unwrap_or(0);
            return start..start + 1;
        }
        let row = Some(at / 2);
        let start = self.lines.iter().position(|line| line.row() == row).unwrap_or(0);
        let count = self.lines.iter().skip(start).take_while(|line| line.row() == row).count();
        // The heading above stays visible.
        let above = start.checked_sub(1).and_then(|above| self.lines.get(above));
        let heading = usize::from(matches!(above, Some(PairLine::Heading(_))));
        start - heading..start + count
    }

    /// The selection at a cell of the table.
    pub(super) fn item_at(&self, line: usize, column: usize) -> Option<usize> {
        let line = self.lines.get(line)?;
        let side = match line {
            PairLine::Below(_, side, _) => side.unwrap_or(0),
            _ => usize::from(self.column > 0 && column >= LABEL + self.column),
        };
        line.row().map(|row| row * 2 + side)
    }

    /// The selection some rows further down, of the same entry; in the linear form some lines further down.
    pub(super) fn step(&self, at: usize, rows: isize) -> usize {
        if self.is_linear {
            let of = |line: &PairLine| match line {
                PairLine::Below(row, side, _) => Some(row * 2 + side.unwrap_or(0)),
                _ => None,
            };
            let mut all: Vec<usize> = self.lines.iter().filter_map(of).collect();
            all.dedup();
            let (row, side) = self.selected(at);
            let here =
                [row * 2 + side, row * 2].into_iter().find_map(|at| all.iter().position(|one| *one == at));
            let there = here.unwrap_or(0).saturating_add_signed(rows).min(all.len().saturating_sub(1));
            return all.get(there).copied().unwrap_or(at);
        }
        let row = (at / 2).saturating_add_signed(rows).min(self.rows.len().saturating_sub(1));
        row * 2 + at % 2
    }

    /// The response to a command on a selection; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize) -> Option<Response> {
        let (row, side) = self.selected(at);
        let cell = self.rows.get(row)?.cells.get(side)?.as_ref();
        let page = Node::Entry(*self.ids.get(side)?);
        match command {
            Command::Follow => Some(Response::GoTo(cell.map_or(page, |cell| cell.node))),
            Command::OpenFirst => {
                Some(Response::OpenOf(page, cell.map_or(Target::Head, |cell| cell.target.clone())))
            }
            Command::In => Some(Response::Select(row * 2 + 1)),
            Command::Out => Some(Response::Select(row * 2)),
            _ => None,
        }
    }
}

/// The lines of a row in two columns.
fn beside(lines: &mut Vec<PairLine>, at: usize, row: &PairRow, room: (usize, Glyphs)) {
    let wrap = |cell: &Option<PairCell>| {
        cell.as_ref().map_or_else(|| vec![String::new()], |cell| cell.lines("", room))
    };
    let [mut one, mut other] = row.cells.each_ref().map(|cell| wrap(cell).into_iter());
    loop {
        let (left, right) = (one.next(), other.next());
        if left.is_none() && right.is_none() {
            break;
        }
        lines.push(PairLine::Beside(at, [left.unwrap_or_default(), right.unwrap_or_default()]));
    }
}

/// The lines of a row with a label and one entry below the other.
fn below(lines: &mut Vec<PairLine>, at: usize, row: &PairRow, room: (usize, Glyphs)) {
    if row.begins {
        lines.push(PairLine::Label(at));
    }
    for (side, cell) in row.values() {
        let texts = cell.into_iter().flat_map(|cell| cell.lines(name_of(side), room));
        lines.extend(texts.map(|text| PairLine::Below(at, side, text)));
    }
}

/// The lines of a row in the linear form: each says of itself what it is of whom, and that one has nothing.
fn spoken(lines: &mut Vec<PairLine>, at: usize, row: &PairRow, room: (usize, Glyphs)) {
    for (side, cell) in row.values().filter(|(_, cell)| cell.is_some() || row.begins) {
        let before = format!("{}, {}", row.label, name_of(side));
        let texts = match cell {
            Some(cell) => cell.lines(&before, room),
            None => vec![format!("{before}none")],
        };
        lines.extend(texts.into_iter().map(|text| PairLine::Below(at, side, text)));
    }
}

/// The word before the text of one entry, or of both.
fn name_of(side: Option<usize>) -> &'static str {
    match side {
        None => "both: ",
        Some(0) => "A: ",
        Some(_) => "B: ",
    }
}

/// The width of the table in cells on a screen of a size.
fn inner_width(size: Size) -> usize {
    match Class::for_size(size) {
        Class::Narrow | Class::TooSmall => size.width.into(),
        _ => size.width.saturating_sub(6).min(WIDTH).into(),
    }
}

/// The facts that at least one of them has.
fn facts(catalog: &Catalog, ids: [EntryId; 2], entries: [Entry<'_>; 2], as_of: Option<Date>) -> Vec<PairRow> {
    let date = |date: Option<Date>| date.map(|date| date.to_string());
    let state = |entry: Entry<'_>| {
        let word = entry.status_as_of(as_of).map(|status| match status {
            Status::Current => "in use",
            Status::Former => "former",
            Status::Unknown => "unclear",
        });
        word.map(str::to_owned).or_else(|| entry.is_event().then(|| "event".to_owned()))
    };
    let count = |count: usize| (count > 0).then(|| count.to_string());
    let category =
        |id: EntryId, entry: Entry<'_>| catalog.category(id.stack, entry.category()).map(Category::name);
    let fact = |label: &str,
                value: &dyn Fn(EntryId, Entry<'_>) -> Option<String>,
                target: &dyn Fn(Entry<'_>) -> Target| {
        let cell = |side: usize| {
            let (id, entry) = (*ids.get(side)?, *entries.get(side)?);
            Some(PairCell { text: value(id, entry)?, node: Node::Entry(id), target: target(entry) })
        };
        PairRow { label: label.to_owned(), begins: true, cells: [cell(0), cell(1)] }
    };
    let head = |_: Entry<'_>| Target::Head;
    let home = |entry: Entry<'_>| match entry.homepage() {
        Some(url) => Target::Url { title: "homepage".to_owned(), url },
        None => Target::Head,
    };
    let rows = [
        fact("state", &|_, entry| state(entry), &head),
        fact("since", &|_, entry| date(entry.since()), &head),
        fact("first seen", &|_, entry| date(entry.seen_by()), &head),
        fact("until", &|_, entry| date(entry.until()), &head),
        fact("kind", &|_, entry| entry.kind().map(EntryKind::name).map(str::to_owned), &head),
        fact("category", &|id, entry| category(id, entry).map(str::to_owned), &head),
        fact("licence", &|_, entry| entry.license().map(str::to_owned), &head),
        fact("homepage", &|_, entry| entry.homepage().map(|url| url.to_string()), &home),
        fact("claims", &|_, entry| count(entry.claims().len()), &head),
        fact("sources", &|_, entry| count(entry.sources().len()), &head),
    ];
    rows.into_iter().filter(|row| row.cells.iter().any(Option::is_some)).collect()
}

/// In place of the year of a claim without a date; it is after all others.
const NO_YEAR: u16 = u16::MAX;

/// The claims by year: those of one year beside each other, and last those without a date.
fn claims(ids: [EntryId; 2], entries: [Entry<'_>; 2], as_of: Option<Date>) -> Vec<PairRow> {
    let is_there = |claim: Claim<'_>| {
        !as_of.is_some_and(|as_of| claim.date().is_some_and(|date| as_of.certainly_before(date)))
    };
    let all = |side: usize| -> Vec<(u16, PairCell)> {
        let (Some(id), Some(entry)) = (ids.get(side), entries.get(side)) else { return Vec::new() };
        let mut dated: Vec<(Option<Date>, u32, Claim<'_>)> = (0..)
            .zip(entry.claims())
            .filter(|(_, claim)| is_there(*claim))
            .map(|(at, claim)| (claim.date(), at, claim))
            .collect();
        dated.sort_by_key(|(date, at, _)| (date.is_none(), *date, *at));
        let cell = |(date, at, claim): (Option<Date>, u32, Claim<'_>)| {
            let when = claim.when().map(|when| format!(" ({})", when.short("..")));
            let text = format!("C{} {}{}", at + 1, claim.text(), when.unwrap_or_default());
            let node = Node::Claim(ClaimId { entry: *id, at });
            (date.map_or(NO_YEAR, Date::year), PairCell { text, node, target: Target::Claim(at as usize) })
        };
        dated.into_iter().map(cell).collect()
    };
    let year = |year| if year == NO_YEAR { "no date".to_owned() } else { format!("{year:04}") };
    aligned(all(0), all(1), year)
}

/// The relations by their words.
fn relations(catalog: &Catalog, ids: [EntryId; 2], entries: [Entry<'_>; 2]) -> Vec<PairRow> {
    let all = |side: usize| -> Vec<(&'static str, PairCell)> {
        let (Some(id), Some(entry)) = (ids.get(side), entries.get(side)) else { return Vec::new() };
        let mut cells: Vec<(&'static str, PairCell)> = entry
            .neighbours()
            .iter()
            .map(|one| {
                let node = Node::Entry(EntryId { entry: one.entry, ..*id });
                let when = one.when().map(|when| format!(" ({})", when.short(".."))).unwrap_or_default();
                let source = one.sources().first().map(|(source, _)| *source);
                let text = format!("{}{when}", catalog.name(node));
                (one.side.words(), PairCell { text, node, target: Target::Node { node, source } })
            })
            .collect();
        cells.sort_by_key(|(words, _)| *words);
        cells
    };
    aligned(all(0), all(1), str::to_owned)
}

/// The rows of two lists by a key: what has the same key is in the same rows, first what is the same in both.
fn aligned<K: Copy + Ord>(
    one: Vec<(K, PairCell)>,
    other: Vec<(K, PairCell)>,
    label: impl Fn(K) -> String,
) -> Vec<PairRow> {
    let mut by_key: BTreeMap<K, [Vec<PairCell>; 2]> = BTreeMap::new();
    for (key, cell) in one {
        by_key.entry(key).or_default()[0].push(cell);
    }
    for (key, cell) in other {
        by_key.entry(key).or_default()[1].push(cell);
    }
    let mut rows = Vec::new();
    for (key, [left, right]) in by_key {
        let texts: HashSet<String> = right.iter().map(|cell| cell.text.clone()).collect();
        let (both, left): (Vec<PairCell>, Vec<PairCell>) =
            left.into_iter().partition(|cell| texts.contains(&cell.text));
        let texts: HashSet<&str> = both.iter().map(|cell| &*cell.text).collect();
        let (mut same, right): (Vec<PairCell>, Vec<PairCell>) =
            right.into_iter().partition(|cell| texts.contains(&*cell.text));
        same.sort_by_key(|cell| both.iter().position(|one| one.text == cell.text));
        let text = label(key);
        let left: Vec<PairCell> = both.iter().cloned().chain(left).collect();
        let right: Vec<PairCell> = same.into_iter().chain(right).collect();
        let count = left.len().max(right.len());
        let filled = |cells: Vec<PairCell>| cells.into_iter().map(Some).chain(repeat(None));
        let pairs = filled(left).zip(filled(right)).take(count);
        rows.extend(pairs.enumerate().map(|(at, (one, other))| PairRow {
            label: text.clone(),
            begins: at == 0,
            cells: [one, other],
        }));
    }
    rows
}
