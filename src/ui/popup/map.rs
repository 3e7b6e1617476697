//! The popup with the neighbourhood of an entry, drawn as branches.

use super::frame::{Titles, open};
use crate::app::content::{Piece, Role};
use crate::app::map::{Map, MapColumns, MapLine, MapNode};
use crate::app::{Model, Popup};
use crate::cells::{self, Glyphs};
use crate::ui::paint::{Canvas, Strip, marker, piece, rect, width_of};

pub(super) fn draw(model: &Model, popup: &Popup, map: &Map, canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let (area, lines) = (rect(place.inner), map.lines());
    let Some(centre) = map.nodes.first() else { return };
    let more = if map.more > 0 { format!("{} more not drawn", map.more) } else { String::new() };
    let title = format!("MAP of {}", centre.name);
    let scrolled = (area, popup.selection.offset, lines.len());
    open(canvas, place, &Titles { title: &title, right: &more, scrolled });
    let painter = Painter { map, lines: &lines, selected: popup.selection.at, glyphs: canvas.theme.glyphs };
    let columns = map.columns();
    for (y, at) in (area.y..area.y + area.height).zip(popup.selection.offset..lines.len()) {
        let parts = match columns {
            Some(columns) => painter.line(at, columns),
            None => painter.item(at),
        };
        let mut x = area.x;
        for (is_selected, pieces) in parts {
            let width = u16::try_from(width_of(&pieces)).unwrap_or(u16::MAX);
            let width = width.min((area.x + area.width).saturating_sub(x));
            canvas.strip(
                ratatui::layout::Rect { x, y, width, height: 1 },
                &Strip { is_selected, ..Strip::plain(pieces) },
            );
            x += width;
        }
    }
}

/// Pieces of a line, and whether they are drawn as selected.
type Part = (bool, Vec<Piece>);

/// The lines of the picture as pieces.
struct Painter<'a> {
    map: &'a Map,
    lines: &'a [MapLine],
    selected: usize,
    glyphs: Glyphs,
}

impl Painter<'_> {
    /// A line of the picture in columns.
    fn line(&self, at: usize, columns: MapColumns) -> Vec<Part> {
        let line = self.lines.get(at).copied().unwrap_or_default();
        let (middle, last) = (self.map.middle(self.lines), self.last_near());
        let mut parts: Vec<Part> = Vec::new();
        if at == middle {
            parts.push((false, vec![piece(self.marker(0), Role::Text)]));
            parts.extend(self.name(0, columns.centre));
        } else {
            parts.push((false, vec![piece(" ".repeat(1 + columns.centre), Role::Text)]));
        }
        let trunk = [at > 0 && at <= last, at < last, at == middle, line.near.is_some()];
        parts.push((false, self.branch(trunk, line.near)));
        if let Some(near) = line.near {
            parts.extend(self.cell(near, 0, columns));
        } else {
            let width = columns.words[0] + columns.names[0] + columns.after[0];
            parts.push((false, vec![piece(" ".repeat(width), Role::Text)]));
        }
        if let Some(far) = line.far {
            let next = self.lines.get(at + 1);
            let has_next = next.is_some_and(|next| next.near.is_none() && next.far.is_some());
            let is_first = line.near.is_some();
            parts.push((false, self.branch([!is_first, has_next, is_first, true], Some(far))));
            parts.extend(self.cell(far, 1, columns));
        }
        parts
    }

    /// The last line on which an entry one step out begins.
    fn last_near(&self) -> usize {
        self.lines.iter().rposition(|line| line.near.is_some()).unwrap_or(0)
    }

    /// The lines before a column, which lead up, down, left and right, and the marker of the entry behind them.
    fn branch(&self, [up, down, left, right]: [bool; 4], before: Option<usize>) -> Vec<Piece> {
        let rule = |drawn: bool| if drawn { self.glyphs.rule(1) } else { " ".to_owned() };
        let joint = match (up, down, left, right) {
            (false, false, false, false) => " ",
            (false, false, ..) => self.glyphs.pick("─", "-"),
            (true, true, false, false) => self.glyphs.pick("│", "|"),
            (true, true, false, true) => self.glyphs.pick("├", "+"),
            (true, true, true, false) => self.glyphs.pick("┤", "+"),
            (true, true, true, true) => self.glyphs.pick("┼", "+"),
            (true, false, false, _) => self.glyphs.pick("╰", "+"),
            (true, false, true, _) => self.glyphs.pick("┴", "+"),
            (false, true, false, _) => self.glyphs.pick("╭", "+"),
            (false, true, true, _) => self.glyphs.pick("┬", "+"),
        };
        let marker = before.map_or(" ", |at| self.marker(at));
        let lines = format!("{}{joint}{}", rule(left), rule(right));
        vec![piece(lines, Role::Rule), piece(marker, Role::Text)]
    }

    fn marker(&self, at: usize) -> &'static str {
        marker(at == self.selected, true)
    }

    /// The words, the name and the time of an entry in its columns.
    fn cell(&self, at: usize, column: usize, columns: MapColumns) -> Vec<Part> {
        let Some(node) = self.map.nodes.get(at) else { return vec![] };
        let [words, name, after] = [columns.words, columns.names, columns.after]
            .map(|widths| widths.get(column).copied().unwrap_or(0));
        let mut parts = vec![(false, vec![padded(node.words, words, Role::Label)])];
        parts.extend(self.name(at, name));
        parts.push((false, after_of(node, after)));
        parts
    }

    /// The mark and the name of an entry, padded to a width.
    fn name(&self, at: usize, width: usize) -> Vec<Part> {
        let Some(node) = self.map.nodes.get(at) else { return vec![] };
        let mut parts: Vec<Part> = Vec::new();
        let mut used = 0;
        if let Some(mark) = &node.mark {
            parts.push((false, vec![mark.clone(), piece(" ", Role::Text)]));
            used = 2;
        }
        let role = if at == 0 { Role::Title } else { Role::Link };
        let name = cells::cut(&node.name, width.saturating_sub(used), self.glyphs);
        used += cells::width(&name);
        parts.push((at == self.selected, vec![piece(name, role)]));
        parts.push((false, vec![piece(" ".repeat(width.saturating_sub(used)), Role::Text)]));
        parts
    }

    /// A line of the list of the linear form, which is indented without lines and not cut.
    fn spoken(&self, at: usize, node: &MapNode) -> Vec<Part> {
        let words = if node.words.is_empty() { String::new() } else { format!("{}  ", node.words) };
        let before = format!("{} {}{words}", self.marker(at), "  ".repeat(node.step));
        let role = if at == 0 { Role::Title } else { Role::Link };
        let after = [piece("  ", Role::Text)].into_iter().chain(node.after.iter().cloned());
        vec![
            (false, vec![piece(before, Role::Label)]),
            (at == self.selected, vec![piece(&node.name, role)]),
            (false, after.collect()),
        ]
    }

    /// A line of the indented list.
    fn item(&self, at: usize) -> Vec<Part> {
        let Some(node) = self.map.nodes.get(at) else { return vec![] };
        if self.map.is_spoken {
            return self.spoken(at, node);
        }
        let rest = || self.map.nodes.iter().skip(at + 1);
        // Whether another one follows in the same branch.
        let has_next =
            |step: usize| rest().take_while(|other| other.step >= step).any(|other| other.step == step);
        let (tee, end, bar) = self.glyphs.pick(("├─", "╰─", "│ "), ("|-", "`-", "| "));
        let branch = |step| if has_next(step) { tee } else { end };
        let before = match node.step {
            0 => String::new(),
            1 => branch(1).to_owned(),
            _ => format!("{} {}", if has_next(1) { bar } else { "  " }, branch(2)),
        };
        let words = if node.words.is_empty() { String::new() } else { format!("{}  ", node.words) };
        let used = cells::width(&before) + 1 + cells::width(&words);
        let after = width_of(&node.after) + 1;
        let space = self.map.width.saturating_sub(used + after + 1);
        let has_after = space >= 12 && after > 1;
        let space = if has_after { space } else { self.map.width.saturating_sub(used + 1) };
        let mark = if node.mark.is_some() { 2 } else { 0 };
        let width = (cells::width(&node.name) + mark).min(space);
        let mut parts = vec![(
            false,
            vec![piece(before, Role::Rule), piece(self.marker(at), Role::Text), piece(words, Role::Label)],
        )];
        parts.extend(self.name(at, width));
        if has_after {
            parts.push((false, after_of(node, after)));
        }
        parts
    }
}

/// The pieces behind the name of an entry, padded to a width.
fn after_of(node: &MapNode, width: usize) -> Vec<Piece> {
    if width == 0 {
        return vec![];
    }
    let rest = width.saturating_sub(width_of(&node.after) + 1);
    let mut pieces = vec![piece(" ", Role::Text)];
    pieces.extend(node.after.iter().cloned());
    pieces.push(piece(" ".repeat(rest), Role::Text));
    pieces
}

fn padded(text: &str, width: usize, role: Role) -> Piece {
    piece(format!("{text}{}", " ".repeat(width.saturating_sub(cells::width(text)))), role)
}
