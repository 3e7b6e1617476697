//! The position of everything on a screen of a given size: plain arithmetic, tested without a terminal.

/// The pane that keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The tree, or the results of a search.
    List,
    /// The detail.
    Detail,
}

/// How a node is viewed while no search is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Both panes; keys go to the tree.
    Tree,
    /// Both panes; keys go to the detail.
    Detail,
    /// The detail alone.
    Zoomed,
}

/// The pane that has more room than usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zoom {
    /// Neither.
    #[default]
    Usual,
    /// The detail, which has the whole screen.
    Detail,
    /// The list, which has two thirds of it where both panes are shown.
    List,
}

/// The size that the user has given the list; a screen that is too small for it gives it less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Its width where it is beside the detail, in cells.
    pub columns: Option<u16>,
    /// Its height where it is above the detail, in rows.
    pub rows: Option<u16>,
}

/// The wishes by which the panes share the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// The pane with the focus, which is the one that a narrow screen shows.
    pub focus: Focus,
    /// The pane that has more room than usual.
    pub zoom: Zoom,
    /// The width at which no row of the tree is cut, in cells.
    pub tree_width: u16,
    /// The size that the user has given the list.
    pub split: Split,
}

/// The size of the screen, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// The first column.
    pub x: u16,
    /// The first row.
    pub y: u16,
    /// The number of columns.
    pub width: u16,
    /// The number of rows.
    pub height: u16,
}

impl Area {
    /// The area without a margin of `x` columns and `y` rows on each side.
    fn inside(self, x: u16, y: u16) -> Self {
        let (width, height) = (self.width.saturating_sub(2 * x), self.height.saturating_sub(2 * y));
        Self { x: self.x + x, y: self.y + y, width, height }
    }

    /// Whether a cell is in the area.
    pub fn contains(self, x: u16, y: u16) -> bool {
        (self.x..self.x.saturating_add(self.width)).contains(&x)
            && (self.y..self.y.saturating_add(self.height)).contains(&y)
    }

    /// The area below its first rows.
    fn below(self, rows: u16) -> Self {
        let rows = rows.min(self.height);
        Self { y: self.y + rows, height: self.height - rows, ..self }
    }
}

/// The shape of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Tree beside detail, with a title row and two rows of hints.
    Wide,
    /// Tree beside detail.
    Medium,
    /// Tree above detail.
    Tall,
    /// One pane at a time.
    Narrow,
    /// Nothing fits.
    TooSmall,
}

/// Minimum size at which the panes are shown.
pub const SMALLEST: Size = Size { width: 40, height: 8 };

impl Class {
    /// The class of a size.
    pub const fn for_size(size: Size) -> Self {
        match (size.width, size.height) {
            (..40, _) | (_, ..8) => Self::TooSmall,
            (40..=84, 46..) => Self::Tall,
            (..70, _) | (_, ..18) => Self::Narrow,
            (110.., 24..) => Self::Wide,
            _ => Self::Medium,
        }
    }
}

/// Maximum width of text in cells: lines that are longer are hard to follow.
pub const TEXT_WIDTH: u16 = 90;

/// Width in cells of what is beside the text of the detail: the margin for the marker.
const TEXT_MARGIN: u16 = 2;

/// Maximum width of the tree in cells, which it has only if it leaves the text its whole width.
pub const MAX_TREE_WIDTH: u16 = 56;

/// The areas of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panes {
    /// The shape of the screen.
    pub class: Class,
    /// The title row, on wide screens.
    pub title: Option<Area>,
    /// The search bar.
    pub search: Area,
    /// The row above the tree that says how it is grouped, if it is not by category.
    pub heading: Option<Area>,
    /// The tree or the results.
    pub list: Option<Area>,
    /// The rule between the panes: a column, or a row where they are above each other.
    pub divider: Option<Area>,
    /// The detail; its last column is for the scroll bar.
    pub detail: Option<Area>,
    /// The status line.
    pub status: Area,
    /// The rows of hints.
    pub hints: Area,
}

impl Panes {
    /// Splits a screen.
    ///
    /// On narrow screens the focused pane gets the whole area, and the detail when it is zoomed.
    pub fn new(size: Size, sharing: Sharing) -> Self {
        let class = Class::for_size(size);
        let row = |y, height| Area { x: 0, y, width: size.width, height };
        let has_title = class == Class::Wide;
        let title_rows = u16::from(has_title);
        let top = title_rows + 1;
        let hint_rows = if has_title { 2 } else { 1 };
        let height = size.height.saturating_sub(top + 1 + hint_rows);
        let body = row(top, height);
        let (list, divider, detail) = match (class, sharing.focus, sharing.zoom) {
            (Class::TooSmall, ..) => (None, None, None),
            (Class::Narrow, Focus::List, _) => (Some(body), None, None),
            (Class::Narrow, Focus::Detail, _) | (_, _, Zoom::Detail) => (None, None, Some(body)),
            (Class::Tall, ..) => {
                let upper = sharing.upper_rows(height);
                let lower = body.below(upper);
                (Some(row(top, upper)), Some(row(lower.y, 1)), Some(lower.below(1)))
            }
            (Class::Wide | Class::Medium, ..) => {
                let left = sharing.left_columns(size.width);
                let detail = Area { x: left + 1, width: size.width.saturating_sub(left + 1), ..body };
                let divider = Area { x: left, width: 1, ..body };
                (Some(Area { width: left, ..body }), Some(divider), Some(detail))
            }
        };
        Self {
            class,
            title: has_title.then(|| row(0, 1)),
            search: row(title_rows, 1),
            heading: None,
            list,
            divider,
            detail,
            status: row(top + height, 1),
            hints: row(size.height.saturating_sub(hint_rows), hint_rows),
        }
    }

    /// The rows of the linear form: one pane at a time, with the search bar above it.
    pub fn linear(size: Size, focus: Focus) -> Self {
        let is_high = size.height >= 18;
        let top = 1 + u16::from(is_high);
        let hint_rows = if is_high { 2 } else { 1 };
        let height = size.height.saturating_sub(top + 1 + hint_rows);
        let row = |y, height| Area { x: 0, y, width: size.width, height };
        let body = Some(row(top, height));
        let (list, detail) = if focus == Focus::List { (body, None) } else { (None, body) };
        let (class, list, detail) = match Class::for_size(size) {
            Class::TooSmall => (Class::TooSmall, None, None),
            _ => (Class::Medium, list, detail),
        };
        Self {
            class,
            title: is_high.then(|| row(0, 1)),
            search: row(top - 1, 1),
            heading: None,
            list,
            divider: None,
            detail,
            status: row(top + height, 1),
            hints: row(size.height.saturating_sub(hint_rows), hint_rows),
        }
    }

    /// The same with a heading in the first row of the list.
    pub fn with_heading(mut self) -> Self {
        self.heading = self.list.map(|list| Area { height: 1, ..list });
        self.list = self.list.map(|list| list.below(1));
        self
    }

    /// Whether there is room for one pane only, whose header is in place of the search bar.
    pub fn is_narrow(&self) -> bool {
        matches!(self.class, Class::Narrow | Class::TooSmall)
    }

    /// The list with its heading.
    pub fn list_with_heading(&self) -> Option<Area> {
        let list = self.list?;
        let above = self.heading.map_or(0, |heading| heading.height);
        Some(Area { y: list.y - above, height: list.height + above, ..list })
    }

    /// The list with its heading and the rule beside or below it.
    pub fn list_and_rule(&self) -> Option<Area> {
        let list = self.list_with_heading()?;
        let is_below = self.class == Class::Tall;
        let rule = u16::from(self.divider.is_some());
        let (x, y) = if is_below { (0, rule) } else { (rule, 0) };
        Some(Area { width: list.width + x, height: list.height + y, ..list })
    }

    /// The number of rows of the list.
    pub fn list_rows(&self) -> usize {
        self.list.map_or(0, |pane| pane.height.into())
    }

    /// The part of the detail that has text.
    pub fn text(&self) -> Option<Area> {
        let width = |pane: Area| pane.width.saturating_sub(1).min(TEXT_MARGIN + TEXT_WIDTH);
        self.detail.map(|pane| Area { width: width(pane), ..pane })
    }

    /// The number of lines of the detail and their width.
    pub fn detail_size(&self) -> (usize, usize) {
        let text = self.text().unwrap_or_default();
        (text.height.into(), text.width.into())
    }
}

/// Minimum width of a pane beside the other one, in cells.
const MIN_COLUMNS: u16 = 20;

/// Minimum height of a pane above or below the other one, in rows.
const MIN_ROWS: u16 = 3;

impl Sharing {
    /// The width of the list beside the detail, on a screen of a width.
    fn left_columns(self, screen: u16) -> u16 {
        let most = screen.saturating_sub(1 + MIN_COLUMNS).max(MIN_COLUMNS);
        let wanted = match self.zoom {
            Zoom::List => screen.saturating_mul(2) / 3,
            _ => self.split.columns.unwrap_or_else(|| list_width(screen, self.tree_width)),
        };
        wanted.clamp(MIN_COLUMNS, most)
    }

    /// The height of the list above the detail, where both have a number of rows together with the rule between them.
    fn upper_rows(self, height: u16) -> u16 {
        let most = height.saturating_sub(1 + MIN_ROWS).max(MIN_ROWS);
        let wanted = match self.zoom {
            Zoom::List => height.saturating_mul(2) / 3,
            _ => self.split.rows.unwrap_or(height.saturating_mul(2) / 5),
        };
        wanted.clamp(MIN_ROWS, most)
    }
}

/// The columns of a line that has a left and a right part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumns {
    /// The end of the left part.
    pub left_end: usize,
    /// The first column of the right part; `None` where there is no room for it.
    pub right: Option<usize>,
}

impl LineColumns {
    /// The columns of a line of a width for parts of some widths: if it is too narrow, the right part is left out first.
    pub fn new(width: usize, left: usize, right: usize) -> Self {
        let right_start = width.checked_sub(right).filter(|start| left.min(8) < *start);
        let left_end = right_start.filter(|_| right > 0).map_or(width, |start| start - 1);
        Self { left_end, right: right_start }
    }
}

/// The width of the list beside the detail: more than usual only where the text loses nothing by it.
fn list_width(screen: u16, tree_width: u16) -> u16 {
    let usual = screen.saturating_mul(7).div_ceil(20).clamp(29, 38);
    // The rule and the scroll bar have a column each.
    let spare = screen.saturating_sub(TEXT_MARGIN + TEXT_WIDTH + 2);
    tree_width.min(MAX_TREE_WIDTH).min(spare).max(usual)
}

/// Minimum width of what is left of the panes at a side of a popup, in cells.
const MIN_STRIP: u16 = 5;

/// The position of a popup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PopupArea {
    /// Its border; on narrow screens there is none, and the title takes the first row.
    pub frame: Option<Area>,
    /// The area inside the border.
    pub inner: Area,
    /// The part of that below the text field that filters a list.
    pub list: Area,
}

impl PopupArea {
    /// All that the popup covers.
    pub fn whole(self) -> Area {
        self.frame.unwrap_or(Area {
            y: self.inner.y.saturating_sub(1),
            height: self.inner.height + 1,
            ..self.inner
        })
    }

    /// The same at the bottom of a narrow screen, where it leaves half of the rows to the panes.
    #[must_use]
    pub fn below_panes(self, lines: usize) -> Self {
        if self.frame.is_some() {
            return self;
        }
        let rows = u16::try_from(lines).unwrap_or(u16::MAX).min(self.inner.height / 2);
        let inner = self.inner.below(self.inner.height - rows);
        Self { inner, list: inner.below(1), ..self }
    }

    /// The area in the middle of a screen for lines of a width and number, as far as there is room.
    pub fn new(size: Size, width: u16, lines: usize) -> Self {
        let class = Class::for_size(size);
        let hints = if class == Class::Wide { 2 } else { 1 };
        // The status line stays free.
        let narrow = matches!(class, Class::Narrow | Class::TooSmall);
        let height = size.height.saturating_sub(hints + u16::from(!narrow));
        if narrow {
            let inner = Area { x: 0, y: 0, width: size.width, height }.below(1);
            return Self { frame: None, inner, list: inner.below(1) };
        }
        // Of the panes at its sides nothing is left, or enough to tell what it is.
        let wanted = width.saturating_add(4).min(size.width);
        let width = if size.width - wanted < 2 * MIN_STRIP { size.width } else { wanted };
        let rows = u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2).min(height);
        let frame = Area { x: (size.width - width) / 2, y: (height - rows) / 2, width, height: rows };
        let inner = frame.inside(2, 1);
        Self { frame: Some(frame), inner, list: inner.below(2) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_follows_from_the_size_alone() {
        let of = |width, height| Class::for_size(Size { width, height });
        assert_eq!(of(120, 40), Class::Wide);
        assert_eq!(of(100, 30), Class::Medium);
        assert_eq!(of(80, 24), Class::Medium);
        assert_eq!(of(80, 50), Class::Tall);
        assert_eq!(of(50, 15), Class::Narrow);
        assert_eq!(of(120, 17), Class::Narrow);
        assert_eq!(of(39, 30), Class::TooSmall);
        assert_eq!(of(80, 7), Class::TooSmall);
    }

    const USUAL: Sharing = Sharing {
        focus: Focus::List,
        zoom: Zoom::Usual,
        tree_width: 0,
        split: Split { columns: None, rows: None },
    };

    fn sharings(focus: Focus) -> impl Iterator<Item = Sharing> {
        let usual = Sharing { focus, ..USUAL };
        let split = |cells| Split { columns: Some(cells), rows: Some(cells) };
        [
            usual,
            Sharing { tree_width: 200, ..usual },
            Sharing { tree_width: 45, ..usual },
            Sharing { zoom: Zoom::Detail, ..usual },
            Sharing { zoom: Zoom::List, ..usual },
            Sharing { split: split(0), ..usual },
            Sharing { split: split(33), ..usual },
            Sharing { split: split(u16::MAX), ..usual },
        ]
        .into_iter()
    }

    #[test]
    fn the_split_of_the_user_is_kept_as_far_as_the_screen_has_room() {
        let split = Split { columns: Some(60), rows: Some(30) };
        let list = |width, height| {
            Panes::new(Size { width, height }, Sharing { split, ..USUAL })
                .list
                .map(|area| (area.width, area.height))
        };
        assert_eq!(list(120, 40), Some((60, 35)));
        assert_eq!(list(70, 24), Some((49, 21)), "both panes stay");
        assert_eq!(list(120, 40), Some((60, 35)), "and the wish is kept");
        assert_eq!(list(60, 60), Some((60, 30)));
        let list = |width, height| {
            Panes::new(Size { width, height }, Sharing { zoom: Zoom::List, split, ..USUAL }).list.unwrap()
        };
        assert_eq!(list(120, 40).width, 80, "two thirds");
        assert_eq!(list(60, 60).height, 38);
        assert_eq!(list(50, 15).width, 50, "a narrow screen has one pane");
    }

    #[test]
    fn panes_never_overlap_nor_leave_the_screen() {
        for width in 0..=200 {
            for height in 0..=60 {
                for focus in [Focus::List, Focus::Detail] {
                    for sharing in sharings(focus) {
                        let panes = Panes::new(Size { width, height }, sharing);
                        if panes.class == Class::TooSmall {
                            continue;
                        }
                        let all = [
                            panes.title,
                            Some(panes.search),
                            panes.list,
                            panes.divider,
                            panes.detail,
                            Some(panes.status),
                            Some(panes.hints),
                        ];
                        let areas: Vec<Area> = all.into_iter().flatten().collect();
                        let cells: u32 =
                            areas.iter().map(|area| u32::from(area.width) * u32::from(area.height)).sum();
                        assert_eq!(
                            cells,
                            u32::from(width) * u32::from(height),
                            "{width}x{height} {focus:?}: {panes:?}"
                        );
                        for area in areas {
                            assert!(
                                area.x + area.width <= width && area.y + area.height <= height,
                                "{width}x{height}: {area:?}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_tree_grows_only_where_the_text_keeps_its_width() {
        let widths = |width, tree| {
            let sharing = Sharing { tree_width: tree, ..USUAL };
            let panes = Panes::new(Size { width, height: 40 }, sharing);
            (panes.list.unwrap().width, panes.text().unwrap().width)
        };
        assert_eq!(widths(120, 200), (38, 80));
        assert_eq!(widths(140, 200), (46, 92));
        assert_eq!(widths(200, 200), (56, 92));
        assert_eq!(widths(200, 44), (44, 92));
        assert_eq!(widths(200, 20), (38, 92));
        assert_eq!(widths(80, 200), (29, 49));
        assert_eq!(widths(100, 200), (35, 63));
    }

    #[test]
    fn a_popup_is_on_the_screen_at_every_size() {
        for width in 0..=200 {
            for height in 0..=60 {
                for lines in [0, 3, 100] {
                    let boxed = PopupArea::new(Size { width, height }, 92, lines);
                    for area in [boxed.frame, Some(boxed.inner), Some(boxed.list)].into_iter().flatten() {
                        assert!(
                            area.x + area.width <= width && area.y + area.height <= height,
                            "{width}x{height}: {boxed:?}"
                        );
                    }
                }
            }
        }
    }
}
