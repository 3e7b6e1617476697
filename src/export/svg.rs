//! The timeline of a stack as a picture in SVG that stands alone: a row for each entry, a bar for the time of its use.
//!
//! The picture has no script, no link and no font of its own; its colours follow the light or dark setting of the reader.
//! What is shown by sources is drawn solid, what is likely is drawn pale, as in the strips of [`Lifetime`].

use std::fmt::Write as _;

use super::graph::Graph;
use super::markup::escaped;
use crate::cells::{Glyphs, cut};
use crate::dataset::{Entry, Lifetime, Stack, Status};
use crate::format::report::counted;

/// Writes the timeline of all entries of a stack.
pub fn write(stack: &Stack) -> String {
    let entries = stack.entries().map(|(_, entry)| entry).collect();
    Timeline::new(stack.name().to_owned(), stack, entries).picture()
}

/// Writes the timeline of the entries of a graph.
pub fn write_graph(graph: &Graph<'_>) -> String {
    let entries = graph.nodes.iter().map(|(_, entry)| *entry).collect();
    Timeline::new(graph.title(), graph.stack, entries).picture()
}

/// Width of the picture, in pixels as all lengths here.
const WIDTH: f64 = 1040.0;
/// Left and right margin.
const MARGIN: f64 = 28.0;
/// The left end of the axis, behind the names.
const AXIS: f64 = 250.0;
/// The upper end of the rows.
const TOP: f64 = 104.0;
/// Height of a row.
const ROW: f64 = 22.0;
/// Height of the heading of a category.
const HEADING: f64 = 34.0;
/// Height of a bar.
const BAR: f64 = 10.0;
/// Height of the legend.
const FOOT: f64 = 56.0;
/// Maximum width of a name, in cells of about seven pixels.
const MAX_NAME: usize = 28;
/// Maximum width of the name of a category or of the picture, in cells.
const MAX_TITLE: usize = 80;
/// Minimum distance of two years on the axis.
const YEAR: f64 = 44.0;

/// The style: first for light, then what differs on dark.
const STYLE: &str = "\
    .paper{fill:#ffffff}.stripe{fill:#f5f7fa}.grid{stroke:#dde3ea}\
    text{font:13px system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",sans-serif;fill:#1c2530}\
    .title{font-size:22px;font-weight:600}.faint{fill:#5a6675;font-size:12px}.category{font-weight:600;fill:#2f5f9e}\
    .current{fill:#2f6fbf}.former{fill:#7d8998}.unknown{fill:#a3752c}.event{fill:#c2364a}.likely{opacity:.35}\
    @media(prefers-color-scheme:dark){\
    .paper{fill:#12171e}.stripe{fill:#181f28}.grid{stroke:#2a3441}text{fill:#e4e9ef}.faint{fill:#9aa7b6}\
    .category{fill:#8db8ee}.current{fill:#5e9eea}.former{fill:#8894a3}.unknown{fill:#d3a354}.event{fill:#ee6f80}\
    .likely{opacity:.45}}";

/// Entries with a date by category, and the months between which they are.
struct Timeline<'a> {
    title: String,
    stack: &'a Stack,
    groups: Vec<(String, Vec<Entry<'a>>)>,
    /// The first and the last month of the axis, counted from the year 0.
    months: (u32, u32),
    /// Number of entries without a date.
    undated: usize,
}

impl<'a> Timeline<'a> {
    fn new(title: String, stack: &'a Stack, mut entries: Vec<Entry<'a>>) -> Self {
        let count = entries.len();
        entries.retain(|entry| entry.lifetime().begin().is_some());
        let undated = count - entries.len();
        entries.sort_by_key(|entry| (entry.category(), entry.lifetime().begin()));
        let dates = entries.iter().map(|entry| entry.lifetime()).flat_map(|life| {
            [life.begin(), life.until, life.last_seen, life.reviewed]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
        });
        let years: Vec<u32> = dates.map(|date| u32::from(date.year())).collect();
        let first = years.iter().min().copied().unwrap_or(2000);
        let last = years.iter().max().copied().unwrap_or(first);
        let same = |a: &Entry<'_>, b: &Entry<'_>| a.category() == b.category();
        let path = |group: &[Entry<'_>]| group.first().map(|entry| entry.category_path().join(" › "));
        let groups = entries.chunk_by(same).map(|group| (path(group).unwrap_or_default(), group.to_vec()));
        let groups = groups.collect();
        Self { title, stack, groups, months: (first * 12, last * 12 + 12), undated }
    }

    fn height(&self) -> f64 {
        let rows: usize = self.groups.iter().map(|(_, group)| group.len()).sum();
        TOP + pixels(self.groups.len()) * HEADING + pixels(rows) * ROW + FOOT
    }

    /// The place of a month on the axis.
    fn x(&self, month: u32) -> f64 {
        let (first, last) = self.months;
        let share = f64::from(month.clamp(first, last) - first) / f64::from(last - first);
        AXIS + share * (WIDTH - MARGIN - AXIS)
    }

    fn picture(&self) -> String {
        let height = self.height();
        let title = escaped(&self.title);
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
             role=\"img\" aria-labelledby=\"title about\">\n\
             <title id=\"title\">{title}</title>\n<desc id=\"about\">{}</desc>\n<style>{STYLE}</style>\n\
             <rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n",
            escaped(&self.about())
        );
        text(&mut out, "title", MARGIN, 46.0, &cut(&self.title, MAX_TITLE, Glyphs::Unicode));
        text(&mut out, "faint", MARGIN, 68.0, &self.about());
        self.axis(&mut out);
        let mut y = TOP;
        for (category, entries) in &self.groups {
            text(&mut out, "category", MARGIN, y + 23.0, &cut(category, MAX_TITLE, Glyphs::Unicode));
            y += HEADING;
            for (at, entry) in entries.iter().enumerate() {
                self.row(*entry, y, at % 2 == 0, &mut out);
                y += ROW;
            }
        }
        legend(&mut out, y + 34.0);
        out.push_str("</svg>\n");
        out
    }

    /// What the picture shows, as a sentence.
    fn about(&self) -> String {
        let rows: usize = self.groups.iter().map(|(_, group)| group.len()).sum();
        let (first, last) = self.months;
        let mut text = counted(rows, "entry");
        if rows > 0 {
            let _ = write!(text, ", {} to {}", first / 12, last / 12 - 1);
        }
        if let Some(date) = self.stack.reviewed() {
            let _ = write!(text, "; reviewed {date}");
        }
        if self.undated > 0 {
            let _ = write!(text, "; {} without a date not drawn", counted(self.undated, "entry"));
        }
        text
    }

    /// The years, with a line down the picture at each.
    fn axis(&self, out: &mut String) {
        let (first, last) = (self.months.0 / 12, self.months.1 / 12);
        let room = (WIDTH - MARGIN - AXIS) / YEAR;
        let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
        let step = steps.into_iter().find(|step| f64::from(last - first) / f64::from(*step) <= room);
        let step = step.unwrap_or(10_000);
        let bottom = self.height() - FOOT + 6.0;
        for year in (first..=last).filter(|year| year.is_multiple_of(step)) {
            let x = self.x(year * 12);
            let _ = writeln!(out, "<path class=\"grid\" d=\"M{x:.1} {:.0}V{bottom:.0}\"/>", TOP - 8.0);
            if x < WIDTH - MARGIN - 16.0 {
                text(out, "faint", x + 3.0, TOP - 10.0, &year.to_string());
            }
        }
    }

    /// An entry: its name, its bar, and the facts that a pointer shows.
    fn row(&self, entry: Entry<'_>, y: f64, is_striped: bool, out: &mut String) {
        let status = entry.status().map(|status| format!(", {}", status.words())).unwrap_or_default();
        let when = Some(entry.when()).filter(|when| !when.is_empty()).map(|when| format!(", {when}"));
        let hint = format!("{}{status}{}", entry.name(), when.unwrap_or_default());
        let _ = write!(out, "<g><title>{}</title>", escaped(&hint));
        if is_striped {
            let width = WIDTH - 2.0 * MARGIN + 12.0;
            let _ = write!(
                out,
                "<rect class=\"stripe\" x=\"{}\" y=\"{y}\" width=\"{width}\" height=\"{ROW}\"/>",
                MARGIN - 6.0
            );
        }
        text(out, "name", MARGIN + 6.0, y + 15.5, &cut(entry.name(), MAX_NAME, Glyphs::Unicode));
        self.bar(&entry.lifetime(), y + (ROW - BAR) / 2.0, out);
        out.push_str("</g>\n");
    }

    fn bar(&self, life: &Lifetime, y: f64, out: &mut String) {
        let Some(begin) = life.begin() else { return };
        let from = self.x(begin.first_month());
        let middle = y + BAR / 2.0;
        if life.is_event {
            let _ =
                write!(out, "<path class=\"event\" d=\"M{from:.1} {:.1}l6 6l-6 6l-6 -6z\"/>", middle - 6.0);
            return;
        }
        let class = match (life.until, life.status) {
            (Some(_), _) | (None, Some(Status::Former)) => "former",
            (None, Some(Status::Current)) => "current",
            (None, _) => "unknown",
        };
        let seen = life.last_seen.unwrap_or(begin).last_month() + 1;
        let end = match (life.until, class) {
            (Some(until), _) => until.last_month() + 1,
            (None, "current") => self.months.1,
            _ => seen,
        };
        let (shown, end) = (self.x(seen.min(end)), self.x(end));
        let mut piece = |class: &str, from: f64, to: f64| {
            let width = (to - from).max(2.0);
            let _ = write!(
                out,
                "<rect class=\"{class}\" x=\"{from:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"2\"/>"
            );
        };
        if end > shown {
            piece(&format!("{class} likely"), shown, end);
        }
        piece(class, from, shown);
        if life.until.is_some() {
            let _ = write!(
                out,
                "<rect class=\"{class}\" x=\"{:.1}\" y=\"{}\" width=\"3\" height=\"{}\"/>",
                end - 2.0,
                y - 3.0,
                BAR + 6.0
            );
        } else if class == "current" {
            let _ = write!(out, "<path class=\"{class}\" d=\"M{end:.1} {:.1}l8 8l-8 8z\"/>", middle - 8.0);
        }
    }
}

/// The meaning of the colours.
fn legend(out: &mut String, y: f64) {
    let marks = [("current", "in use"), ("former", "former"), ("unknown", "unclear"), ("event", "incident")];
    let mut x = MARGIN;
    for (class, words) in marks {
        let _ = write!(
            out,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"18\" height=\"{BAR}\" rx=\"2\"/>",
            y - 9.0
        );
        text(out, "faint", x + 24.0, y, words);
        x += 96.0;
    }
    text(out, "faint", x, y, "solid: shown by sources; pale: likely");
}

fn text(out: &mut String, class: &str, x: f64, y: f64, words: &str) {
    let _ = writeln!(out, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y}\">{}</text>", escaped(words));
}

/// A count as a length.
fn pixels(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn every_dated_entry_has_a_row() {
        let stack = sample::stack();
        let text = write(&stack);
        let dated = stack.entries().filter(|(_, entry)| entry.lifetime().begin().is_some()).count();
        assert_eq!(text.matches("<g>").count(), dated, "{text}");
        let undated = stack.entries().len() - dated;
        assert_eq!(text.contains("without a date not drawn"), undated > 0, "{text}");
    }

    #[test]
    fn a_stack_without_dates_is_an_empty_picture() {
        let stack =
            crate::dataset::StackBuilder::new(crate::dataset::StackKind::List, "a", "A", "", "", None);
        let text = write(&stack.build());
        assert!(text.contains("0 entries") && text.ends_with("</svg>\n"), "{text}");
    }
}
