//! The popup over the panes: at most one is open.

use std::ops::Range;

use super::bookmarks::{BookmarkLine, Bookmarks};
use super::compare::Compare;
use super::groupings::Groupings;
use super::help::Help;
use super::jumps::Jumps;
use super::keys::{Command, Context, Copy};
use super::layout::{PopupArea, Size};
use super::links::Links;
use super::loading::Problem;
use super::map::Map;
use super::message::{EditTarget, Effect, Response};
use super::moves::{MoveLine, Moves};
use super::note::{MAX_NOTE, NoteBox};
use super::others::Others;
use super::pair::Pair;
use super::palette::Palette;
use super::queue::Queue;
use super::selection::{ITEM_LINES, Selection};
use super::sortings::Sortings;
use super::stacks::Stacks;
use super::text_input::TextInput;
use super::themes::Themes;
use super::timeline::Timeline;
use crate::dataset::SourceUrl;
use crate::format::report::counted;
use crate::theme::Look;

/// The popup over the panes.
#[derive(Clone, Debug)]
pub struct Popup {
    /// Its kind, with what it shows.
    pub content: PopupContent,
    /// The text that filters the list, if the kind of popup has a filter.
    pub input: TextInput,
    /// The selected item of a list and its scroll offset; of a text, the first visible line.
    pub selection: Selection,
}

/// The kinds of popups.
#[derive(Clone, Debug)]
pub enum PopupContent {
    /// The actions and their keys.
    Help {
        /// The commands.
        help: Help,
        /// The popup that help was opened over; closing help restores it.
        under: Option<Box<Popup>>,
    },
    /// The actions by name.
    Palette {
        /// The actions.
        palette: Palette,
        /// The popup that it was opened over; closing the palette restores it.
        under: Option<Box<Popup>>,
    },
    /// The links of an entry.
    Links(Links),
    /// The groupings of the tree.
    Groupings(Groupings),
    /// The orders of the entries in the tree.
    Sortings(Sortings),
    /// The neighbourhood of an entry.
    Map(Map),
    /// The changes of the stacks.
    Timeline(Timeline),
    /// The moves of the stacks.
    Moves(Moves),
    /// The stacks side by side.
    Compare(Compare),
    /// The entries that one can be compared with.
    Others(Others),
    /// Two entries side by side.
    Pair(Pair),
    /// The stacks that can be opened and closed.
    Stacks(Stacks),
    /// The themes.
    Themes(Themes),
    /// The visited places.
    Jumps(Jumps),
    /// The bookmarks and notes of all stacks.
    Bookmarks(Bookmarks),
    /// The queue of pages.
    Queue(Queue),
    /// A note that is being written, in the text field.
    Note(NoteBox),
    /// The problems of the files, in their order.
    Problems(Vec<Problem>),
    /// The reason why an entry is a hit.
    Reason(Reason),
    /// A URL that no program could open.
    Url(UnopenedUrl),
}

/// The reason why an entry is a hit, and the syntax of queries.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The name of the entry.
    pub entry_name: String,
    /// The query as text, then one line for each part of it that matched.
    pub lines: Vec<String>,
}

/// A URL that no program could open.
#[derive(Clone, Debug)]
pub struct UnopenedUrl {
    /// The title of the popup.
    pub title: String,
    /// The URL.
    pub url: SourceUrl,
    /// The error as text.
    pub why: String,
}

/// Width of the box of a note in cells, and number of its lines.
const NOTE_WIDTH: u16 = 72;
const NOTE_LINES: usize = 6;

/// Maximum height of the palette in lines: more would cover what its actions are about.
const MAX_PALETTE_LINES: usize = 18;

/// Maximum number of lines of a text: a URL has at most 2,048 characters and a query 256.
const MAX_TEXT_LINES: usize = 121;

impl Popup {
    pub(super) fn new(content: PopupContent) -> Self {
        let mut selection = Selection::default();
        match &content {
            PopupContent::Groupings(groupings) => selection.at = groupings.position(),
            PopupContent::Sortings(sortings) => selection.at = sortings.position(),
            _ => {}
        }
        if let PopupContent::Themes(themes) = &content {
            selection.at = themes.before();
        }
        if let PopupContent::Jumps(jumps) = &content {
            selection.at = jumps.position();
        }
        let input = match &content {
            PopupContent::Note(_) => TextInput::with_limit(MAX_NOTE),
            _ => TextInput::default(),
        };
        Self { content, input, selection }
    }

    /// The context in which keys are looked up.
    pub(super) fn context(&self) -> Context {
        match &self.content {
            PopupContent::Help { .. } | PopupContent::Palette { .. } => Context::Help,
            PopupContent::Links(_) => Context::Links,
            PopupContent::Groupings(_) | PopupContent::Sortings(_) => Context::Groupings,
            PopupContent::Map(_) => Context::Map,
            PopupContent::Timeline(_) | PopupContent::Others(_) => Context::Timeline,
            PopupContent::Moves(_) => Context::Moves,
            PopupContent::Compare(_) | PopupContent::Pair(_) => Context::Compare,
            PopupContent::Stacks(_) if self.input.text().is_empty() => Context::Stacks,
            PopupContent::Stacks(_) => Context::FilteredStacks,
            PopupContent::Themes(_) => Context::Themes,
            PopupContent::Jumps(_) => Context::Jumps,
            PopupContent::Bookmarks(_) => Context::Bookmarks,
            PopupContent::Queue(Queue { question: Some(_), .. }) => Context::Question,
            PopupContent::Queue(_) => Context::Queue,
            PopupContent::Note(_) => Context::Note,
            PopupContent::Problems(_) => Context::Problems,
            PopupContent::Reason(_) => Context::Reason,
            PopupContent::Url(_) => Context::Url,
        }
    }

    /// The response to a command; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command) -> Option<Response> {
        let (at, filter) = (self.selection.at, self.input.text());
        match &self.content {
            PopupContent::Help { help, .. } => help.perform(command, at, filter),
            PopupContent::Palette { palette, .. } => palette.perform(command, at, filter),
            PopupContent::Links(links) => links.perform(command, at, filter),
            PopupContent::Groupings(groupings) => groupings.perform(command, at),
            PopupContent::Sortings(sortings) => sortings.perform(command, at),
            PopupContent::Map(map) => map.perform(command, at),
            PopupContent::Timeline(timeline) => timeline.perform(command, at, filter),
            PopupContent::Moves(moves) => moves.perform(command, at),
            PopupContent::Compare(compare) => compare.perform(command, at),
            PopupContent::Others(others) => others.perform(command, at, filter),
            PopupContent::Pair(pair) => pair.perform(command, at),
            PopupContent::Stacks(stacks) => stacks.perform(command, at, filter),
            PopupContent::Themes(themes) => themes.perform(command, at),
            PopupContent::Jumps(jumps) => jumps.perform(command, at, filter),
            PopupContent::Bookmarks(bookmarks) => bookmarks.perform(command, at),
            PopupContent::Queue(queue) => queue.perform(command, at),
            PopupContent::Note(note) => note.perform(command, filter),
            PopupContent::Problems(list) => perform_on_problem(command, list.get(at)?),
            // The text is read; Enter goes to the hit that it is about.
            PopupContent::Reason(_) => (command == Command::Follow).then_some(Response::CloseAndRun(command)),
            PopupContent::Url(url) => url.perform(command),
        }
    }

    /// The reason why the selected row cannot be chosen.
    pub fn obstacle(&self) -> Option<&'static str> {
        match self.perform(Command::Follow) {
            Some(Response::Warn(why)) => Some(why),
            _ => None,
        }
    }

    /// The number of items that match the filter; of a text, the maximum number of its lines.
    fn count(&self) -> usize {
        match &self.content {
            PopupContent::Help { help, .. } => help.listed(self.input.text()).len(),
            PopupContent::Palette { palette, .. } => palette.rows(self.input.text()).len(),
            PopupContent::Links(links) => links.rows(self.input.text()).len(),
            PopupContent::Groupings(groupings) => groupings.all.len(),
            PopupContent::Sortings(sortings) => sortings.all.len(),
            PopupContent::Map(map) => map.nodes.len(),
            PopupContent::Timeline(timeline) => timeline.count(self.input.text()),
            PopupContent::Moves(moves) => moves.all.len(),
            PopupContent::Compare(compare) => compare.cells.len(),
            PopupContent::Others(others) => others.rows(self.input.text()).len(),
            PopupContent::Pair(pair) => pair.count(),
            PopupContent::Stacks(stacks) => stacks.rows(self.input.text()).len(),
            PopupContent::Themes(themes) => themes.all.len(),
            PopupContent::Jumps(jumps) => jumps.rows(self.input.text()).len(),
            PopupContent::Bookmarks(bookmarks) => bookmarks.row_count(),
            PopupContent::Queue(queue) => queue.all.len(),
            PopupContent::Note(_) => 0,
            PopupContent::Problems(list) => list.len(),
            PopupContent::Reason(_) | PopupContent::Url(_) => MAX_TEXT_LINES,
        }
    }

    /// Moves the selection or scrolls by rows.
    pub(super) fn move_by(&mut self, rows: isize) {
        match &self.content {
            PopupContent::Map(map) => self.selection.at = map.step(self.selection.at, rows),
            PopupContent::Compare(compare) => self.selection.at = compare.step(self.selection.at, rows),
            PopupContent::Pair(pair) => self.selection.at = pair.step(self.selection.at, rows),
            _ => self.selection.move_by(rows, self.count()),
        }
    }

    /// The look that is tried in the list of themes, also while help is open over it.
    pub(super) fn tried_look(&self) -> Option<&Look> {
        match &self.content {
            PopupContent::Themes(themes) => themes.all.get(self.selection.at),
            PopupContent::Help { under, .. } => under.as_deref()?.tried_look(),
            _ => None,
        }
    }

    /// Scrolls by lines; the selection stays where it is.
    pub(super) fn roll_by(&mut self, lines: isize) {
        match &self.content {
            PopupContent::Reason(_) | PopupContent::Url(_) => self.move_by(lines),
            PopupContent::Links(_) | PopupContent::Problems(_) | PopupContent::Queue(_) => {
                self.selection.scroll_by(lines.signum());
            }
            PopupContent::Note(_) => {}
            _ => self.selection.scroll_by(lines),
        }
    }

    /// The item at a cell of the screen.
    pub(super) fn item_at(&self, size: Size, x: u16, y: u16) -> Option<usize> {
        let area = self.area(size)?;
        let has_field =
            self.has_text_field() || matches!(self.content, PopupContent::Compare(_) | PopupContent::Pair(_));
        let list = if has_field { area.list } else { area.inner };
        let line = self.selection.offset + usize::from(list.contains(x, y).then(|| y - list.y)?);
        let below = usize::from(y - list.y);
        let column = usize::from(x - list.x);
        let filter = self.input.text();
        let at = match &self.content {
            PopupContent::Help { help, .. } => {
                help.item_at((line, column, list.width.into()), filter, size)?
            }
            // The answer to a question is a key.
            PopupContent::Queue(Queue { question: Some(_), .. })
            | PopupContent::Note(_)
            | PopupContent::Reason(_)
            | PopupContent::Url(_) => return None,
            PopupContent::Problems(_) if below >= problem_list_lines(list.height.into()) => return None,
            PopupContent::Links(_) | PopupContent::Queue(_) | PopupContent::Problems(_) => {
                self.selection.offset + below / ITEM_LINES
            }
            PopupContent::Bookmarks(bookmarks) => bookmarks.item_at(line)?,
            PopupContent::Map(map) => map.item_at(line, column)?,
            PopupContent::Moves(moves) => moves.item_at(line)?,
            PopupContent::Compare(compare) => compare.item_at(line, column)?,
            PopupContent::Pair(pair) => pair.item_at(line, column)?,
            PopupContent::Palette { .. }
            | PopupContent::Groupings(_)
            | PopupContent::Sortings(_)
            | PopupContent::Themes(_)
            | PopupContent::Timeline(_)
            | PopupContent::Others(_)
            | PopupContent::Jumps(_)
            | PopupContent::Stacks(_) => line,
        };
        (at < self.count()).then_some(at)
    }

    /// The popup that remains when this one is closed.
    pub(super) fn close(self) -> Option<Self> {
        match self.content {
            PopupContent::Help { under, .. } | PopupContent::Palette { under, .. } => {
                under.map(|popup| *popup)
            }
            _ => None,
        }
    }

    /// The popup without a list of problems, counts or entries, which a load makes obsolete.
    pub(super) fn without_problems(mut self) -> Option<Self> {
        match &mut self.content {
            PopupContent::Problems(_)
            | PopupContent::Jumps(_)
            | PopupContent::Groupings(_)
            | PopupContent::Sortings(_)
            | PopupContent::Map(_)
            | PopupContent::Moves(_)
            | PopupContent::Compare(_)
            | PopupContent::Others(_)
            | PopupContent::Pair(_)
            | PopupContent::Timeline(_) => return None,
            PopupContent::Help { under, .. } | PopupContent::Palette { under, .. } => {
                *under = under.take().and_then(|popup| popup.without_problems()).map(Box::new);
            }
            _ => {}
        }
        Some(self)
    }

    /// Whether it has a text field.
    pub(super) fn has_text_field(&self) -> bool {
        matches!(
            self.content,
            PopupContent::Help { .. }
                | PopupContent::Palette { .. }
                | PopupContent::Links(_)
                | PopupContent::Timeline(_)
                | PopupContent::Others(_)
                | PopupContent::Stacks(_)
                | PopupContent::Jumps(_)
                | PopupContent::Bookmarks(_)
                | PopupContent::Note(_)
        )
    }

    /// The position of a list on the screen; the size of a text depends on how it is wrapped.
    pub fn area(&self, size: Size) -> Option<PopupArea> {
        let (width, lines) = match &self.content {
            PopupContent::Help { help, .. } => help.full_size(size),
            PopupContent::Palette { palette, .. } => (84, palette.all().len().min(MAX_PALETTE_LINES)),
            PopupContent::Links(links) => (92, links.all.len() * ITEM_LINES),
            // One row more than changes, for the date that is typed.
            PopupContent::Timeline(timeline) => (76, timeline.all.len() + 1),
            // The text field of these is the heading of the columns.
            PopupContent::Compare(compare) => compare.full_size(),
            PopupContent::Pair(pair) => pair.full_size(),
            PopupContent::Others(others) => (70, others.len()),
            PopupContent::Stacks(stacks) => (84, stacks.all.len()),
            PopupContent::Jumps(jumps) => (84, jumps.all.len()),
            PopupContent::Bookmarks(bookmarks) => (100, bookmarks.line_count()),
            PopupContent::Note(_) => (NOTE_WIDTH, NOTE_LINES),
            // These have no text field.
            PopupContent::Queue(queue) => (100, (queue.all.len() * ITEM_LINES).saturating_sub(2)),
            PopupContent::Groupings(groupings) => (58, groupings.all.len().saturating_sub(2)),
            PopupContent::Themes(themes) => (58, themes.all.len().saturating_sub(2)),
            PopupContent::Sortings(sortings) => (62, sortings.all.len().saturating_sub(2)),
            PopupContent::Map(map) => {
                let (width, lines) = map.full_size();
                (width, lines.saturating_sub(2))
            }
            PopupContent::Moves(moves) => (116, moves.lines.len().saturating_sub(2)),
            PopupContent::Problems(list) => (104, list.len() * ITEM_LINES + PROBLEM_TEXT_LINES - 2),
            PopupContent::Reason(_) | PopupContent::Url(_) => return None,
        };
        let area = PopupArea::new(size, width, lines + 2);
        // A theme is tried on what the panes show.
        Some(if matches!(self.content, PopupContent::Themes(_)) { area.below_panes(lines + 2) } else { area })
    }

    /// The number of items that the list has on the screen.
    pub(super) fn page_rows(&self, size: Size) -> usize {
        let Some(area) = self.area(size) else { return 0 };
        match self.content {
            PopupContent::Problems(_) => problem_list_lines(area.inner.height.into()) / ITEM_LINES,
            PopupContent::Groupings(_)
            | PopupContent::Sortings(_)
            | PopupContent::Themes(_)
            | PopupContent::Map(_) => area.inner.height.into(),
            PopupContent::Moves(_) | PopupContent::Queue(_) => usize::from(area.inner.height) / ITEM_LINES,
            PopupContent::Links(_) => usize::from(area.list.height) / ITEM_LINES,
            _ => area.list.height.into(),
        }
    }

    /// Brings the content into line with the size and the filter.
    fn fit(&mut self, size: Size) {
        match &mut self.content {
            PopupContent::Map(map) => map.fit(size),
            PopupContent::Compare(compare) => self.selection.at = compare.fit(size, self.selection.at),
            PopupContent::Pair(pair) => pair.fit(size),
            PopupContent::Bookmarks(bookmarks) => bookmarks.filter(self.input.text()),
            _ => {}
        }
    }

    /// Scrolls so that the selection is visible.
    pub(super) fn keep_visible(&mut self, size: Size) {
        self.fit(size);
        if !matches!(self.content, PopupContent::Reason(_) | PopupContent::Url(_)) {
            self.selection.move_by(0, self.count());
        }
        if let Some((lines, count, height)) = self.seen(size) {
            self.selection.scroll_to(lines, count, height);
        }
    }

    /// The lines of the selected item, the number of all lines, and that of the visible ones; in lists whose items have the
    /// same height, items for lines.
    fn seen(&self, size: Size) -> Option<(Range<usize>, usize, usize)> {
        let (at, filter, height) = (self.selection.at, self.input.text(), self.page_rows(size));
        let one = |line: usize, lines: usize| (line..line + 1, lines, height);
        let some = |(seen, lines): (Range<usize>, usize)| (seen, lines, height);
        Some(match &self.content {
            PopupContent::Map(map) => {
                let (line, lines) = map.position(at);
                one(line, lines)
            }
            PopupContent::Moves(moves) => {
                let height = self.area(size).map_or(0, |area| area.inner.height.into());
                (moves.position(at)..moves.end(at), moves.lines.len(), height)
            }
            PopupContent::Compare(compare) => one(compare.line(at), compare.line_count()),
            PopupContent::Pair(pair) => some((pair.lines_of(at), pair.lines.len())),
            PopupContent::Help { help, .. } => some(help.position(at, filter, size)),
            PopupContent::Bookmarks(bookmarks) => some(bookmarks.position(at)),
            PopupContent::Palette { .. }
            | PopupContent::Links(_)
            | PopupContent::Groupings(_)
            | PopupContent::Themes(_)
            | PopupContent::Sortings(_)
            | PopupContent::Timeline(_)
            | PopupContent::Others(_)
            | PopupContent::Stacks(_)
            | PopupContent::Jumps(_)
            | PopupContent::Queue(_)
            | PopupContent::Problems(_) => (at..at + 1, self.count(), height.max(1)),
            PopupContent::Note(_) | PopupContent::Reason(_) | PopupContent::Url(_) => return None,
        })
    }

    /// Shows the page that has the selection, so that moving within it moves nothing else; no page ends within an item.
    pub(super) fn turn_page(&mut self, size: Size) {
        let Some((lines, _, height)) = self.seen(size) else { return };
        let bookmarks = match &self.content {
            PopupContent::Bookmarks(bookmarks) => bookmarks.lines(),
            _ => &[],
        };
        let goes_on = |line: usize| match &self.content {
            PopupContent::Moves(moves) => matches!(moves.lines.get(line), Some(MoveLine::Reason(_))),
            _ => matches!(bookmarks.get(line), Some(BookmarkLine::Note(_))),
        };
        // The notes below the last key are part of it.
        let is_help = matches!(self.content, PopupContent::Help { .. });
        let line = if is_help { lines.start } else { lines.end.saturating_sub(1) };
        let mut start = 0;
        while line >= start + height.max(1) {
            start += height.max(1);
            start -= usize::from(height > 1 && goes_on(start));
        }
        self.selection.offset = if is_help && lines.end > start + height { lines.start } else { start };
    }
}

impl UnopenedUrl {
    /// The response to a command; `None` leaves it to the panes.
    fn perform(&self, command: Command) -> Option<Response> {
        match command {
            Command::OpenArchived => Some(Response::Effect(Effect::Open(self.url.archived(None).into()))),
            Command::Copy(Copy::Url) => Some(Response::CopyUrl(self.url.clone())),
            _ => None,
        }
    }
}

/// Height of the text of the selected problem below the list, in lines, where there is room.
pub const PROBLEM_TEXT_LINES: usize = 5;

/// The number of lines of the popup that the list gets.
pub fn problem_list_lines(lines: usize) -> usize {
    if lines >= PROBLEM_TEXT_LINES + 2 * ITEM_LINES { lines - PROBLEM_TEXT_LINES } else { lines }
}

/// The number of errors and of warnings, as text.
pub fn problem_counts(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.is_error).count();
    format!("{}, {}", counted(errors, "error"), counted(problems.len() - errors, "warning"))
}

/// The response to a command on the selected problem; `None` leaves it to the panes.
fn perform_on_problem(command: Command, problem: &Problem) -> Option<Response> {
    let response = match problem.location.clone() {
        None => Response::Warn("this problem has no place of its own"),
        Some(location) if location.at.is_none() => Response::Warn("the standard input has no file to edit"),
        Some(location) => Response::Effect(Effect::Edit(EditTarget::Location(location))),
    };
    matches!(command, Command::Follow | Command::Edit).then_some(response)
}
