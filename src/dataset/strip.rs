//! A strip of years: the lifetime of an entry as a row of cells.

use super::{Date, Lifetime, Stack, Status};

/// The years of a strip, and the time that each of its cells covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Years {
    /// The first year.
    pub first: u16,
    /// The number of months that a cell covers, such as 6 for two cells a year.
    pub months: u32,
    /// The number of cells.
    pub cells: u32,
}

/// One cell of a strip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum YearCell {
    /// Nothing is known to have been so.
    #[default]
    Empty,
    /// The time of use without evidence: the year before the first, or between the last and the end.
    Likely,
    /// The time of use between evidence.
    Shown,
    /// The end of the use.
    Ended,
    /// The last evidence, where it is unclear what came then.
    LastSeen,
    /// The present, of what is still in use.
    StillUsed,
    /// The day of an event.
    Event,
}

impl YearCell {
    /// All cells that have a meaning of their own, with the words for it, in the order of a legend.
    pub const LEGEND: [(Self, &'static str); 6] = [
        (Self::Shown, "shown by sources"),
        (Self::Likely, "likely"),
        (Self::Ended, "ended"),
        (Self::LastSeen, "last seen"),
        (Self::StillUsed, "still in use"),
        (Self::Event, "incident"),
    ];

    /// Its character in Unicode, and in ASCII.
    pub const fn marks(self) -> (char, char) {
        match self {
            Self::Empty => (' ', ' '),
            Self::Likely => ('╌', '-'),
            Self::Shown => ('━', '='),
            Self::Ended => ('┤', '|'),
            Self::LastSeen => ('?', '?'),
            Self::StillUsed => ('▸', '>'),
            Self::Event => ('×', 'x'),
        }
    }
}

/// The numbers of months that a cell may cover, from the finest on.
const STEPS: [u32; 8] = [3, 4, 6, 12, 24, 60, 120, 1200];

impl Years {
    /// The years that all these lifetimes need, as fine as fits in `cells` cells; `None` if they have no date.
    pub fn spanning(lifetimes: impl IntoIterator<Item = Lifetime>, cells: usize) -> Option<Self> {
        let (mut first, mut last) = (u16::MAX, 0);
        for lifetime in lifetimes {
            let end = lifetime.until.or(lifetime.last_seen).into_iter().chain(lifetime.reviewed).max();
            let Some(begin) = lifetime.begin() else { continue };
            // The likely year before the first evidence.
            first = first.min(begin.year() - u16::from(lifetime.since.is_none() && begin.year() > 1));
            last = last.max(end.map_or(begin.year(), Date::year)).max(begin.year());
        }
        (first <= last).then(|| Self::between(first, last, cells))
    }

    /// The years from the first to the last, as fine as fits in `cells` cells.
    pub fn between(first: u16, last: u16, cells: usize) -> Self {
        let all = (u32::from(last.max(first) - first) + 1) * 12;
        let fits = |months: &&u32| (all.div_ceil(**months) as usize) <= cells;
        let months = STEPS
            .iter()
            .find(fits)
            .copied()
            .unwrap_or_else(|| all.div_ceil(u32::try_from(cells.max(1)).unwrap_or(u32::MAX)));
        Self { first, months, cells: all.div_ceil(months) }
    }

    /// The cells of a lifetime.
    pub fn strip(&self, lifetime: &Lifetime) -> Vec<YearCell> {
        let mut cells = vec![YearCell::Empty; self.cells as usize];
        let last = signed(self.cells) - 1;
        let mut fill = |from: i32, to: i32, with: YearCell| {
            for at in from.max(0)..=to.min(last) {
                if let Some(cell) = usize::try_from(at).ok().and_then(|at| cells.get_mut(at)) {
                    *cell = with;
                }
            }
        };
        let (begin, until) = (lifetime.begin(), lifetime.until);
        if lifetime.is_event {
            if let Some(day) = begin.map(|day| self.cell(day.first_month())) {
                fill(day, day, YearCell::Event);
            }
            return cells;
        }
        let seen = lifetime.last_seen.or(begin).map(|seen| self.cell(seen.last_month()));
        let from = begin.map(|begin| self.cell(begin.first_month()));
        let (end, mark) = match (until, lifetime.status) {
            (Some(until), _) => (Some(self.cell(until.last_month())), YearCell::Ended),
            (None, Some(Status::Current)) => (Some(last), YearCell::StillUsed),
            (None, _) => (seen, YearCell::LastSeen),
        };
        if let (Some(from), Some(seen)) = (from, seen) {
            if lifetime.since.is_none() {
                fill(from - signed(12 / self.months).max(1), from - 1, YearCell::Likely);
            }
            fill(seen, end.unwrap_or(seen), YearCell::Likely);
            fill(from, seen, YearCell::Shown);
        }
        // Links of a list have neither dates nor a status.
        let is_known = from.is_some() || lifetime.status.is_some();
        if let Some(end) = end.filter(|_| is_known) {
            fill(end, end, mark);
        }
        cells
    }

    /// The labels of the years above a strip, each with its column, with a gap between them.
    fn labels(&self) -> Vec<(usize, String)> {
        /// Width of a year with the gap after it, in cells.
        const LABEL: u32 = 6;
        // Every year where cells are fine enough, else every few years.
        let is_wide =
            |years: &u32| (years * 12).is_multiple_of(self.months) && years * 12 / self.months >= LABEL;
        let step =
            (1..=LABEL * self.months).find(is_wide).map_or(self.cells, |years| years * 12 / self.months);
        let columns = (0..self.cells.saturating_sub(3)).step_by(step.max(1) as usize);
        let year = |at: u32| format!("{:04}", u32::from(self.first) + at * self.months / 12);
        columns.map(|at| (at as usize, year(at))).collect()
    }

    /// The labels as one text, which begins above the first cell.
    pub fn label(&self) -> String {
        let mut text = String::new();
        for (at, label) in self.labels() {
            text.push_str(&" ".repeat(at.saturating_sub(text.len())));
            text.push_str(&label);
        }
        text
    }

    /// The cell of a month, which may be outside the strip.
    fn cell(&self, month: u32) -> i32 {
        (signed(month) - i32::from(self.first) * 12).div_euclid(signed(self.months))
    }
}

fn signed(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

impl Stack {
    /// The years that its entries need, as fine as fits in `cells` cells; `None` if they have no date.
    pub fn years(&self, cells: usize) -> Option<Years> {
        Years::spanning(self.entries().map(|(_, entry)| entry.lifetime()), cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEARS: Years = Years { first: 2015, months: 6, cells: 24 };

    /// The strip of dates that may be absent: since, first seen, last seen, until.
    fn strip(dates: [&str; 4], status: Option<Status>) -> String {
        let [since, first_seen, last_seen, until] = dates.map(|text| Date::parse(text).ok());
        let lifetime = Lifetime {
            since,
            first_seen,
            last_seen,
            until,
            status,
            reviewed: None,
            is_event: status.is_none(),
        };
        let cells = YEARS.strip(&lifetime);
        let text = |ascii: bool| -> String {
            cells.iter().map(|cell| if ascii { cell.marks().1 } else { cell.marks().0 }).collect()
        };
        assert_eq!(text(true).len(), 24);
        text(false).trim_end().to_owned()
    }

    #[test]
    fn a_strip_tells_what_is_shown_from_what_is_likely() {
        let current = Some(Status::Current);
        assert_eq!(strip(["2022-05", "", "2026-10", ""], current), "              ━━━━━━━━━▸");
        assert_eq!(strip(["", "2020", "2023", ""], current), "        ╌╌━━━━━━━━╌╌╌╌╌▸");
        assert_eq!(strip(["2017-01", "", "2021-08", "2022-05"], Some(Status::Former)), "    ━━━━━━━━━━┤");
        assert_eq!(strip(["", "2016-02", "2019-02", ""], Some(Status::Unknown)), "╌╌━━━━━━?");
        assert_eq!(strip(["2020-03-18", "", "", ""], None), "          ×");
    }

    #[test]
    fn what_has_no_date_has_no_line() {
        assert_eq!(strip(["", "", "", ""], Some(Status::Unknown)), "");
        assert_eq!(strip(["", "", "", ""], Some(Status::Current)), "                       ▸");
        assert_eq!(strip(["", "", "", "2018"], Some(Status::Former)), "    ╌╌━┤");
        assert_eq!(strip(["1999", "", "2031", "2031"], Some(Status::Former)), "━━━━━━━━━━━━━━━━━━━━━━━━");
    }

    #[test]
    fn the_cells_are_as_fine_as_fits() {
        assert_eq!(Years::between(2015, 2026, 24), YEARS);
        assert_eq!(Years::between(2015, 2026, 12), Years { first: 2015, months: 12, cells: 12 });
        assert_eq!(Years::between(2015, 2026, 6), Years { first: 2015, months: 24, cells: 6 });
        assert_eq!(Years::between(1, 9999, 12).cells, 12);
        assert_eq!(Years::between(2020, 2020, 0).cells, 1);
    }

    #[test]
    fn years_stand_above_their_cells() {
        let labels = |years: Years| -> Vec<_> { years.labels() };
        let text = |at: usize, year: &str| (at, year.to_owned());
        assert_eq!(labels(YEARS), [text(0, "2015"), text(6, "2018"), text(12, "2021"), text(18, "2024")]);
        let coarse = Years { first: 2015, months: 12, cells: 12 };
        assert_eq!(labels(coarse), [text(0, "2015"), text(6, "2021")]);
        assert_eq!(coarse.label(), "2015  2021");
    }
}
