//! The chart of a branch: its children below each other with their states, and strips of years that show when each was in use.

use std::borrow::Cow;

use super::lines::{Builder, pad, piece, width_of};
use super::state::{event_day, state_counts, state_mark, state_word};
use super::strip::{legend, strip_pieces};
use super::{Piece, Role, StateForm, Target};
use crate::catalog::{Catalog, Grouping, Node, Row};
use crate::cells::{self, Glyphs};
use crate::dataset::{Date, EntryKind, Lifetime, Years};
use crate::format::report::counted;

/// A child of the branch.
pub(super) struct ChartRow<'a> {
    node: Node,
    name: Cow<'a, str>,
    role: Role,
    /// The state as a mark, and as a word.
    states: [Vec<Piece>; 2],
    kind: &'static str,
    lifetime: Option<Lifetime>,
    /// The numbers of claims and sources; both 0 in a list.
    counts: (usize, usize),
    summary: &'a str,
}

/// The columns that have room, with their widths in cells; 0 for one that is left out.
struct Columns {
    name: usize,
    state: usize,
    /// Which of [`ChartRow::states`] is shown.
    form: usize,
    kind: usize,
    years: Option<Years>,
    claims: usize,
    sources: usize,
}

/// Gap between columns in cells.
const GAP: usize = 2;

/// Width of a name in cells, for the sake of which nothing is left out that is longer.
const MIN_NAME: usize = 24;

/// The forms of a row, from the widest to the narrowest: the form of the state, the kind, the cells of a strip, the counts.
const FORMS: [(usize, bool, usize, bool); 8] = [
    (1, true, 30, true),
    (0, true, 30, true),
    (1, true, 30, false),
    (1, true, 15, false),
    (1, false, 15, false),
    (0, false, 15, false),
    (1, false, 0, false),
    (0, false, 0, false),
];

impl<'a> ChartRow<'a> {
    /// The chart row of the row of the tree at an index.
    pub(super) fn new(
        catalog: &'a Catalog,
        rows: &'a [Row],
        at: usize,
        (form, as_of): (StateForm, Option<Date>),
        group: Grouping,
    ) -> Option<Self> {
        let row = rows.get(at)?;
        let mut chart = Self {
            node: row.node,
            name: catalog.name_in(row.node, group),
            role: Role::Heading,
            states: [vec![], vec![]],
            kind: "",
            lifetime: None,
            counts: (0, 0),
            summary: "",
        };
        if let Node::Entry(id) = row.node {
            let entry = catalog.entry(id)?;
            let day = || event_day(entry);
            let status = entry.status_as_of(as_of);
            let marked = [state_mark(status, form), state_word(status, form)];
            chart.states = marked.map(|state| Vec::from_iter(state.or_else(day)));
            chart.role = Role::Link;
            chart.kind = entry.kind().map_or("", EntryKind::name);
            let lifetime = entry.lifetime();
            chart.lifetime = Some(as_of.map_or(lifetime, |date| lifetime.as_of(date)));
            chart.counts = (entry.claims().len(), entry.sources().len());
            chart.summary = entry.summary().unwrap_or_default();
        } else {
            let inside = rows.get(at..row.end()).unwrap_or_default();
            let counts = state_counts(catalog, inside, as_of);
            let words = if counts.is_empty() {
                vec![piece(&counted(row.count(), "entry"), Role::Dim)]
            } else {
                counts
            };
            chart.states = [vec![piece(&row.count().to_string(), Role::Dim)], words];
        }
        Some(chart)
    }
}

impl Columns {
    fn new(rows: &[ChartRow<'_>], width: usize) -> Self {
        let widest = |of: &dyn Fn(&ChartRow<'_>) -> usize| rows.iter().map(of).max().unwrap_or(0);
        let name = widest(&|row| cells::width(&row.name));
        let states =
            [0, 1].map(|form| widest(&|row| row.states.get(form).map_or(0, |state| width_of(state))));
        // A kind that all have is no column.
        let is_same = rows.windows(2).all(|pair| matches!(pair, [a, b] if a.kind == b.kind));
        let kind = if is_same { 0 } else { widest(&|row| row.kind.len()) };
        let digits = |count: usize| if count == 0 { 0 } else { count.to_string().len() };
        let claims = widest(&|row| digits(row.counts.0));
        let sources = widest(&|row| digits(row.counts.1));
        let mut columns = Self { name, state: 0, form: 0, kind: 0, years: None, claims: 0, sources: 0 };
        for (form, has_kind, strip, has_counts) in FORMS {
            let years = Years::spanning(rows.iter().filter_map(|row| row.lifetime), strip);
            columns = Self {
                name,
                form,
                state: states.get(form).copied().unwrap_or(0),
                kind: if has_kind { kind } else { 0 },
                years: years.filter(|_| strip > 0),
                claims: if has_counts { claims } else { 0 },
                sources: if has_counts { sources } else { 0 },
            };
            if columns.beside_name() + name.min(MIN_NAME) <= width {
                break;
            }
        }
        columns.name = name.min(width.saturating_sub(columns.beside_name()));
        columns
    }

    /// The number of cells of a strip.
    fn strip(&self) -> usize {
        self.years.map_or(0, |years| years.cells as usize)
    }

    /// Width of the counts in cells.
    fn counts(&self) -> usize {
        if self.claims + self.sources == 0 { 0 } else { self.claims.max(1) + self.sources.max(1) + 3 }
    }

    /// Width of all columns but the name in cells, with the gaps before them.
    fn beside_name(&self) -> usize {
        let columns = [self.state, self.kind, self.strip(), self.counts()];
        columns.iter().filter(|width| **width > 0).map(|width| width + GAP).sum()
    }

    /// The cells before the strip.
    fn before_strip(&self) -> usize {
        self.name
            + [self.state, self.kind]
                .iter()
                .filter(|width| **width > 0)
                .map(|width| width + GAP)
                .sum::<usize>()
            + GAP
    }

    /// The pieces of a row after its name.
    fn pieces(&self, row: &ChartRow<'_>, (form, glyphs): (StateForm, Glyphs)) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut column = |width: usize, filling: Vec<Piece>| {
            if width > 0 {
                let rest = width.saturating_sub(width_of(&filling));
                pieces.push(piece(&" ".repeat(GAP), Role::Text));
                pieces.extend(filling);
                pieces.push(piece(&" ".repeat(rest), Role::Text));
            }
        };
        column(self.state, row.states.get(self.form).cloned().unwrap_or_default());
        column(self.kind, vec![piece(row.kind, Role::Dim)]);
        let strip = self
            .years
            .zip(row.lifetime)
            .map(|(years, lifetime)| strip_pieces(&lifetime, years, (form, glyphs)));
        column(self.strip(), strip.unwrap_or_default());
        let (claims, sources) = row.counts;
        if claims + sources > 0 {
            let counts = match form {
                StateForm::Spoken => {
                    format!("{}, {}", counted(claims, "claim"), counted(sources, "source"))
                }
                _ => format!("{claims:>0$}c {sources:>1$}s", self.claims.max(1), self.sources.max(1)),
            };
            column(self.counts(), vec![piece(&counts, Role::Dim)]);
        }
        pieces
    }
}

impl Builder<'_> {
    /// The heading of the chart with the years above the strips, its rows, and the explanation of its marks.
    pub(super) fn chart(&mut self, rows: &[ChartRow<'_>], count: usize) {
        let (glyphs, mut columns) = (self.setting.glyphs, Columns::new(rows, self.width));
        // Where there is nothing to compare, the summary says what a thing is.
        let has_summaries = columns.beside_name() == 0;
        if has_summaries {
            columns.name = columns.name.min(self.width * 2 / 5);
        }
        self.blank();
        let title = format!("HERE {count}");
        let mut heading = vec![piece(&pad(&title, columns.before_strip()), Role::Heading)];
        heading.push(piece(&self.axis(columns.years), Role::Dim));
        self.line(heading, vec![]);
        self.content.sections.push((None, self.content.rows.len()));
        for row in rows {
            let name = pad(&self.cut(&row.name, columns.name), columns.name);
            let mut pieces = vec![piece(&name, row.role)];
            if has_summaries {
                let space = self.width.saturating_sub(columns.name + GAP);
                pieces.push(piece(&format!("{:GAP$}{}", "", self.cut(row.summary, space)), Role::Dim));
            } else {
                pieces.extend(columns.pieces(row, (self.setting.states, glyphs)));
            }
            self.row(Target::Node { node: row.node, source: None }, |content| content.line(pieces, vec![]));
        }
        // A text needs no explanation.
        if let Some(years) = columns.years.filter(|_| !self.is_spoken()) {
            let lifetimes: Vec<Lifetime> = rows.iter().filter_map(|row| row.lifetime).collect();
            self.legend(&legend(&lifetimes, years, glyphs));
        }
    }

    /// The years above the strips; in the linear form each strip says its own.
    pub(super) fn axis(&self, years: Option<Years>) -> String {
        years.filter(|_| !self.is_spoken()).map(|years| years.label()).unwrap_or_default()
    }

    /// The explanation of marks, as many on a line as fit.
    fn legend(&mut self, parts: &[String]) {
        let mut lines: Vec<String> = Vec::new();
        for part in parts {
            match lines.last_mut() {
                Some(line) if cells::width(line) + GAP + cells::width(part) <= self.width => {
                    line.push_str("  ");
                    line.push_str(part);
                }
                _ => lines.push(part.clone()),
            }
        }
        self.blank();
        for line in lines {
            self.line(vec![piece(&line, Role::Dim)], vec![]);
        }
    }
}
