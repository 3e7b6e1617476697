//! The popup with the problems of the files, and the whole text of the selected one.

use ratatui::layout::Rect;

use super::frame::{Titles, open};
use crate::app::content::Role;
use crate::app::{ITEM_LINES, Model, Popup, Problem, problem_counts, problem_list_lines};
use crate::ui::paint::{Canvas, Strip, piece, rect, wrapped};

pub(super) fn draw(model: &Model, popup: &Popup, problems: &[Problem], canvas: &mut Canvas<'_, '_>) {
    let Some(place) = popup.area(model.popup_size()) else { return };
    let inner = rect(place.inner);
    let height = u16::try_from(problem_list_lines(inner.height.into())).unwrap_or(inner.height);
    let scrolled =
        (Rect { height, ..inner }, popup.selection.offset * ITEM_LINES, problems.len() * ITEM_LINES);
    open(canvas, place, &Titles { title: "PROBLEMS", right: &problem_counts(problems), scrolled });
    let visible = problems.iter().enumerate().skip(popup.selection.offset);
    let rows = visible.flat_map(|(at, problem)| strips(problem, at == popup.selection.at));
    canvas.strips(Rect { height, ..inner }, rows);
    let Some(problem) = problems.get(popup.selection.at) else { return };
    let width = usize::from(inner.width);
    let rule = canvas.theme.rule(width);
    let help = problem.help.as_deref().unwrap_or_default();
    let text = wrapped(&problem.message, width, Role::Text).chain(wrapped(help, width, Role::Dim));
    let below = Rect { y: inner.y + height, height: inner.height - height, ..inner };
    canvas.strips(below, [rule].into_iter().chain(text).map(|line| Strip::plain([line])));
}

fn strips(problem: &Problem, is_selected: bool) -> [Strip; ITEM_LINES] {
    let (word, role) =
        if problem.is_error { ("error   ", Role::Warning) } else { ("warning ", Role::Former) };
    let left = [piece(word, role), piece(problem.message.clone(), Role::Text)];
    let spot = problem.location.as_ref();
    let location = spot.map(|spot| format!("{}:{}:{}", spot.file, spot.line, spot.column));
    let help = problem.help.as_deref().map(|help| format!("  {help}")).unwrap_or_default();
    let below =
        [piece(format!("          {}", location.unwrap_or_default()), Role::Link), piece(help, Role::Dim)];
    [Strip::item(left, vec![], is_selected), Strip::plain(below)]
}
