//! The manual: the table of actions with the keys in use, and notes on what is no key.

use std::ops::Range;

use super::keymap::Keymap;
use super::keys::{ACTIONS, Action, Command, Context, Distance, Group};
use super::layout::{PopupArea, Size};
use super::message::Response;
use crate::cells;

/// The commands with their keys.
#[derive(Clone, Debug)]
pub struct Help {
    /// The context that help was opened in: only actions that apply there are run.
    context: Context,
    /// Every command once, in the order of the groups.
    all: Vec<HelpRow>,
    /// The number of rows to count, as an example.
    count: String,
}

/// A command with the keys of all its actions.
#[derive(Clone, Debug)]
pub struct HelpRow {
    /// The first action that has the command.
    pub action: &'static Action,
    /// The keys, as text.
    pub keys: Vec<String>,
    /// The same by the place where they hold, first that of the first action.
    pub places: Vec<KeyPlace>,
}

/// The keys of a command that hold in one place.
#[derive(Clone, Debug)]
pub struct KeyPlace {
    /// The keys, as text.
    pub keys: Vec<String>,
    /// The place; nothing for the panes.
    pub place: &'static str,
}

impl HelpRow {
    /// Adds the keys of an action that has the command.
    fn add(&mut self, action: &Action, keys: Vec<String>) {
        let place = action.place_in_manual();
        let holds = |known: &KeyPlace| known.place.is_empty() || known.place == place;
        let is_known =
            |key: &String| self.places.iter().any(|known| holds(known) && known.keys.contains(key));
        let new: Vec<String> = keys.into_iter().filter(|key| !is_known(key)).collect();
        for key in &new {
            if !self.keys.contains(key) {
                self.keys.push(key.clone());
            }
        }
        if let Some(known) = self.places.iter_mut().find(|known| known.place == place) {
            known.keys.extend(new);
        } else if !new.is_empty() || self.places.is_empty() {
            self.places.push(KeyPlace { keys: new, place });
        }
    }
}

/// One line of the list.
#[derive(Clone, Debug)]
pub enum HelpLine {
    /// The heading of a group.
    Heading(String),
    /// A line of an action.
    Action {
        /// Its position among the listed actions, for the selection.
        at: usize,
        /// The action.
        action: &'static Action,
        /// Whether it is the first line of the action.
        is_first: bool,
        /// The keys on the line, and what they do.
        texts: Texts,
    },
    /// A note on what is no key of the table: the key, click or word that is no action, and its effect.
    Note(Texts),
    /// An empty line between groups.
    Blank,
}

/// The texts of a line: one filled up to the width that it has in the column, and one behind that.
pub type Texts = (String, String);

/// The notes: what is done, and its effect.
const NOTES: [(&str, &str); 9] = [
    ("wheel", "scrolls what it is over"),
    ("click", "selects"),
    ("again", "opens, follows, folds"),
    ("drag", "moves the split"),
    ("Shift", "drag: selects text"),
    ("mouse", "by that name: off, on"),
    ("letters", "typed in a list: filter"),
    ("Enter", "acts, Del removes there"),
    ("12", "opens source [12]"),
];

/// Minimum screen widths for two columns and for three.
const COLUMN_WIDTHS: [u16; 2] = [78, 150];

/// Width of a column in cells, where there are several.
const COLUMN_WIDTH: u16 = 52;

impl Help {
    /// The commands with the keys in use, opened in a context.
    pub fn new(context: Context, keymap: &Keymap) -> Self {
        let mut all: Vec<HelpRow> = Vec::new();
        for action in
            Group::ALL.iter().flat_map(|group| keymap.actions().filter(|action| action.group == *group))
        {
            let at = all.iter().position(|row| row.action.command == action.command).unwrap_or(all.len());
            if at == all.len() {
                all.push(HelpRow { action, keys: Vec::new(), places: Vec::new() });
            }
            if let Some(row) = all.get_mut(at) {
                row.add(action, keymap.shown_keys(action));
            }
        }
        let next = keymap.key_or_name(Context::Tree, Command::Move(Distance::Rows(1)));
        Self { context, all, count: format!("5{next}") }
    }

    /// Every command.
    pub fn all(&self) -> &[HelpRow] {
        &self.all
    }

    /// The commands that match a filter.
    pub fn listed(&self, filter: &str) -> Vec<&HelpRow> {
        let filter = filter.trim().to_lowercase();
        let matches = |row: &&HelpRow| {
            row.action.title.to_lowercase().contains(&filter)
                || row.action.name.contains(&filter)
                || row.keys.iter().any(|key| key.to_lowercase() == filter)
        };
        self.all.iter().filter(matches).collect()
    }

    /// Whether a command does anything in the context that help was opened in.
    pub fn applies(&self, command: Command) -> bool {
        let mut actions = ACTIONS.iter().chain(self.all.iter().map(|row| row.action));
        actions.any(|action| action.command == command && action.contexts.contains(&self.context))
    }

    /// The response to a command on the selected one of the commands that match; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize, filter: &str) -> Option<Response> {
        let chosen = self.listed(filter).get(at).map(|row| row.action);
        (command == Command::Follow).then(|| match chosen {
            Some(chosen) if self.applies(chosen.command) => Response::CloseAndRun(chosen.command),
            Some(chosen) => Response::Warn(chosen.place()),
            None => Response::Ignored,
        })
    }

    /// The width and the number of lines of the whole list; the filter does not change them.
    pub(super) fn full_size(&self, size: Size) -> (u16, usize) {
        (COLUMN_WIDTH * most_columns(size), height(&self.columns(size, "")))
    }

    /// The lines to see with the listed command at a position, and the number of lines: with the last one all that follows.
    pub(super) fn position(&self, at: usize, filter: &str, size: Size) -> (Range<usize>, usize) {
        let columns = self.columns(size, filter);
        let here = |line: &HelpLine| matches!(line, HelpLine::Action { at: listed, .. } if *listed == at);
        let column = columns.iter().find(|column| column.iter().any(here));
        let line = column.and_then(|column| column.iter().position(here)).unwrap_or(0);
        let end = column.and_then(|column| column.iter().rposition(here)).unwrap_or(line) + 1;
        let (lines, is_last) = (height(&columns), at + 1 >= self.listed(filter).len());
        (line..if is_last { lines } else { end }, lines)
    }

    /// The position of the action at a line and a column of a list of some width, in cells.
    pub(super) fn item_at(
        &self,
        (line, column, width): (usize, usize, usize),
        filter: &str,
        size: Size,
    ) -> Option<usize> {
        let columns = self.columns(size, filter);
        let column_width = (width / columns.len().max(1)).max(1);
        match columns.get(column / column_width)?.get(line)? {
            HelpLine::Action { at, .. } => Some(*at),
            HelpLine::Heading(_) | HelpLine::Note(_) | HelpLine::Blank => None,
        }
    }

    /// The notes that match a filter.
    fn notes(&self, filter: &str) -> Vec<(&str, &'static str)> {
        let filter = filter.trim().to_lowercase();
        let notes = NOTES.into_iter().chain([(&*self.count, "five rows down")]);
        let matches =
            |(what, effect): &(&str, &str)| format!("{what} {effect}").to_lowercase().contains(&filter);
        notes.filter(matches).collect()
    }

    /// The lines that match a filter, in as many columns as a screen of a size has room for.
    pub fn columns(&self, size: Size, filter: &str) -> Vec<Vec<HelpLine>> {
        let (listed, notes) = (self.listed(filter), self.notes(filter));
        let most = most_columns(size);
        let count = if filter.is_empty() { most } else { 1 };
        let room = PopupArea::new(size, COLUMN_WIDTH * most, usize::from(u16::MAX)).list;
        let widths = widths(&listed, usize::from((room.width / count).saturating_sub(u16::from(count > 1))));
        let mut lines = lines(&listed, widths);
        if !notes.is_empty() {
            lines.extend((!lines.is_empty()).then_some(HelpLine::Blank));
            lines.push(HelpLine::Heading("MOUSE, LISTS, NUMBERS".to_owned()));
            lines.extend(
                notes
                    .iter()
                    .flat_map(|(what, effect)| side_by_side(what, effect, widths))
                    .map(HelpLine::Note),
            );
        }
        let spread = columns_of(&lines, count.into());
        if height(&spread) <= room.height.into() {
            return spread;
        }
        // More keys are visible at once without the empty lines.
        let dense: Vec<HelpLine> =
            lines.into_iter().filter(|line| !matches!(line, HelpLine::Blank)).collect();
        columns_of(&dense, count.into())
    }
}

/// The number of columns that a screen has room for.
fn most_columns(size: Size) -> u16 {
    COLUMN_WIDTHS.iter().fold(1, |count, width| count + u16::from(size.width >= *width))
}

/// The widths of the keys and of what they do in a column of some cells: those with the fewest lines, since the longest keys
/// take two or more.
fn widths(listed: &[&HelpRow], width: usize) -> (usize, usize) {
    /// The marker, the gap and the margin.
    const BESIDE: usize = 5;
    const MIN_KEYS: usize = 9;
    let places = || listed.iter().flat_map(|row| &row.places);
    let longest = places().map(|place| cells::width(&place.keys.join(" "))).max().unwrap_or(0);
    let key = places().flat_map(|place| &place.keys).map(|key| cells::width(key)).max().unwrap_or(0);
    let split = |most: usize| {
        let keys = longest.clamp(MIN_KEYS, most.max(MIN_KEYS)).max(key.min(width / 2));
        (keys, width.saturating_sub(keys + BESIDE))
    };
    let splits = [width / 4, width / 3, width * 2 / 5].map(split);
    splits.into_iter().min_by_key(|widths| lines(listed, *widths).len()).unwrap_or_default()
}

/// Two texts as lines beside each other, each wrapped to its width.
fn side_by_side(left: &str, right: &str, (left_width, right_width): (usize, usize)) -> Vec<Texts> {
    let wrapped = |text: &str, width: usize| -> Vec<String> {
        cells::wrap(text, width.max(1))
            .into_iter()
            .map(|line| text.get(line).unwrap_or_default().to_owned())
            .collect()
    };
    let (left, right) = (wrapped(left, left_width), wrapped(right, right_width));
    let line = |at: usize| {
        let [mut left, right] = [&left, &right].map(|lines| lines.get(at).cloned().unwrap_or_default());
        left.extend(std::iter::repeat_n(' ', left_width.saturating_sub(cells::width(&left))));
        (left, right)
    };
    (0..left.len().max(right.len())).map(line).collect()
}

fn height(columns: &[Vec<HelpLine>]) -> usize {
    columns.iter().map(Vec::len).max().unwrap_or(0)
}

/// The lines of all groups, one below the other, with keys and titles of some widths.
fn lines(listed: &[&HelpRow], widths: (usize, usize)) -> Vec<HelpLine> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        let mut rows = listed.iter().enumerate().filter(|(_, row)| row.action.group == group).peekable();
        if rows.peek().is_some() {
            lines.extend((!lines.is_empty()).then_some(HelpLine::Blank));
            lines.push(HelpLine::Heading(group.title()));
        }
        for (at, row) in rows {
            let text = |place: &KeyPlace| match place.place {
                "" => row.action.title.to_owned(),
                place => format!("{} ({place})", row.action.title),
            };
            let texts = row.places.iter().flat_map(|it| side_by_side(&it.keys.join(" "), &text(it), widths));
            let line =
                |(line, texts)| HelpLine::Action { at, action: row.action, is_first: line == 0, texts };
            lines.extend(texts.enumerate().map(line));
        }
    }
    lines
}

/// The lines in columns of nearly the same height; a group that goes on in the next column has its heading there too.
fn columns_of(lines: &[HelpLine], count: usize) -> Vec<Vec<HelpLine>> {
    let mut height = lines.len().div_ceil(count).max(1);
    loop {
        let columns = broken(lines, height);
        if columns.len() <= count {
            return columns;
        }
        height += 1;
    }
}

/// Whether a line is one of those below a heading.
fn is_of_group(line: &HelpLine) -> bool {
    matches!(line, HelpLine::Action { .. } | HelpLine::Note(_))
}

/// The lines in columns of a height.
fn broken(lines: &[HelpLine], height: usize) -> Vec<Vec<HelpLine>> {
    let mut columns: Vec<Vec<HelpLine>> = vec![Vec::new()];
    let mut heading = None;
    for (at, line) in lines.iter().enumerate() {
        let used = columns.last().map_or(0, Vec::len);
        // No heading is the last line of a column, and the lines of an action stay together.
        let first = at + usize::from(matches!(line, HelpLine::Heading(_)));
        let is_further = |line: &&HelpLine| matches!(line, HelpLine::Action { is_first: false, .. });
        let needed = first + 1 - at + lines.iter().skip(first + 1).take_while(is_further).count();
        if used > 0 && used + needed > height {
            let repeated = heading.iter().filter(|_| is_of_group(line)).cloned();
            columns.push(repeated.collect());
        }
        if matches!(line, HelpLine::Heading(_)) {
            heading = Some(line.clone());
        }
        if let Some(column) = columns.last_mut()
            && !(column.is_empty() && matches!(line, HelpLine::Blank))
        {
            column.push(line.clone());
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_listed_once_with_all_of_its_keys() {
        let help = Help::new(Context::Tree, &Keymap::default());
        let listed = help.listed("");
        for action in ACTIONS {
            assert_eq!(
                listed.iter().filter(|row| row.action.command == action.command).count(),
                1,
                "{}",
                action.name
            );
        }
        let keys =
            |command| listed.iter().find(|row| row.action.command == command).map(|row| row.keys.join(" "));
        assert_eq!(keys(Command::Move(Distance::Rows(1))).as_deref(), Some("j Down Ctrl-n"));
        assert_eq!(keys(Command::OpenSource).as_deref(), Some("1-9"));
    }

    #[test]
    fn the_columns_have_all_keys_and_nearly_the_same_height() {
        for (width, height) in [(50, 15), (80, 24), (120, 40), (200, 60)] {
            let help = Help::new(Context::Tree, &Keymap::default());
            let columns = help.columns(Size { width, height }, "");
            let actions = |line: &&HelpLine| matches!(line, HelpLine::Action { is_first: true, .. });
            assert_eq!(columns.iter().flatten().filter(actions).count(), help.all().len(), "{width}");
            let heights = columns.iter().map(Vec::len);
            assert!(heights.clone().max() <= heights.min().map(|least| least + 3), "{width}");
            let ends_well = |column: &Vec<HelpLine>| {
                let (first, last) = (column.first(), column.last());
                matches!(first, Some(HelpLine::Heading(_)))
                    && last.is_some_and(|line| is_of_group(line) || matches!(line, HelpLine::Blank))
            };
            assert!(columns.iter().all(ends_well), "{width}: {columns:#?}");
        }
    }

    #[test]
    fn the_notes_are_the_end_of_the_manual_and_its_last_action_shows_them() {
        for (width, height) in [(50, 15), (80, 24), (120, 40)] {
            let size = Size { width, height };
            let help = Help::new(Context::Tree, &Keymap::default());
            let last = help.columns(size, "").pop().and_then(|column| column.last().cloned());
            assert!(matches!(last, Some(HelpLine::Note((what, _))) if what.trim() == "5j"), "{width}");
            let (seen, lines) = help.position(help.all().len() - 1, "", size);
            assert_eq!(seen.end, lines, "{width}");
            assert_eq!(help.position(0, "", size).0.start, 1, "{width}");
            let found = help.columns(size, "shift drag").concat();
            assert!(matches!(&found[..], [HelpLine::Heading(_), HelpLine::Note(_)]), "{found:?}");
        }
    }

    #[test]
    fn no_key_and_no_title_is_cut_and_a_key_says_where_it_holds() {
        for (width, height) in [(50, 15), (80, 24), (120, 40), (200, 60)] {
            let size = Size { width, height };
            let help = Help::new(Context::Tree, &Keymap::default());
            let columns = help.columns(size, "");
            let frame = PopupArea::new(size, COLUMN_WIDTH * most_columns(size), 0).list.width;
            let space = usize::from(frame / most_columns(size) - 3 - u16::from(most_columns(size) > 1));
            for (at, row) in help.all().iter().enumerate() {
                let own = columns.iter().flatten().filter_map(|line| match line {
                    HelpLine::Action { at: here, texts, .. } if *here == at => Some(texts),
                    _ => None,
                });
                let (keys, texts): (Vec<&str>, Vec<&str>) =
                    own.map(|(keys, text)| (keys.trim_end(), text.as_str())).unzip();
                let wanted: Vec<String> = row.places.iter().flat_map(|place| place.keys.clone()).collect();
                let keys: Vec<&str> =
                    keys.iter().flat_map(|keys| keys.split(' ')).filter(|key| !key.is_empty()).collect();
                assert_eq!(keys.join(" "), wanted.join(" "), "{width}");
                assert!(texts.join(" ").starts_with(row.action.title), "{width}: {texts:?}");
                for place in row.places.iter().filter(|place| !place.place.is_empty()) {
                    assert!(texts.join(" ").contains(&format!("({})", place.place)), "{width}: {texts:?}");
                }
            }
            let lines = columns.iter().flatten().filter_map(|line| match line {
                HelpLine::Action { texts, .. } | HelpLine::Note(texts) => Some(texts),
                _ => None,
            });
            let widest = lines.map(|(keys, text)| cells::width(keys) + 2 + cells::width(text)).max();
            assert!(widest <= Some(space), "{width}: {widest:?} of {space}");
        }
    }

    #[test]
    fn the_same_key_is_listed_twice_only_with_the_places_where_it_holds() {
        let help = Help::new(Context::Tree, &Keymap::default());
        let mut seen: Vec<(&str, &str, &str)> = Vec::new();
        for row in help.all().iter().filter(|row| row.action.group != Group::Typing) {
            for place in &row.places {
                seen.extend(place.keys.iter().map(|key| (&**key, place.place, row.action.name)));
            }
        }
        for (at, (key, place, name)) in seen.iter().enumerate() {
            let same = seen.iter().skip(at + 1).find(|(other, here, _)| (key, place) == (other, here));
            assert!(same.is_none() || name.starts_with("open-"), "{key} of {name} and {same:?}");
        }
    }

    #[test]
    fn the_filter_looks_at_titles_and_keys() {
        let help = Help::new(Context::Tree, &Keymap::default());
        assert!(help.listed("archived").iter().any(|row| row.action.name == "open-archived"));
        assert!(help.listed("ctrl-d").iter().any(|row| row.action.name == "half-page-down"));
        assert!(help.listed("no such thing").is_empty());
    }
}
