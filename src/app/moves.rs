//! The popup with the moves of the open stacks: what replaced what, by year.

use super::keys::Command;
use super::message::Response;
use super::selection::ITEM_LINES;
use crate::catalog::{Catalog, EntryId, Move, Node};
use crate::dataset::Date;

/// The moves of the open stacks.
#[derive(Clone, Debug)]
pub struct Moves {
    /// The moves, the newest first; those without a date come last.
    pub all: Vec<Move>,
    /// The lines of the list.
    pub lines: Vec<MoveLine>,
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveLine {
    /// The heading of the moves of a year, and their number; `None` for those without a date.
    Year(Option<u16>, usize),
    /// The first line of the move at a position.
    Change(usize),
    /// The second line: why.
    Reason(usize),
}

impl Moves {
    /// The moves of all stacks of a catalog, as of a date without the later ones.
    pub(super) fn new(catalog: &Catalog, as_of: Option<Date>) -> Self {
        let is_later =
            |one: &Move| one.date.zip(as_of).is_some_and(|(when, as_of)| as_of.certainly_before(when.date));
        let mut all: Vec<Move> = catalog.moves().into_iter().filter(|one| !is_later(one)).collect();
        // The oldest come first there, and last those without a date.
        let dated = all.iter().take_while(|one| one.date.is_some()).count();
        if let Some(dated) = all.get_mut(..dated) {
            dated.reverse();
        }
        let lines = lines(&all);
        Self { all, lines }
    }

    /// The position of the newest move to an entry, or else from it; 0 if it has none.
    pub(super) fn of(&self, id: EntryId) -> usize {
        let to = self.all.iter().position(|one| one.to == id);
        to.or_else(|| self.all.iter().position(|one| one.from == id)).unwrap_or(0)
    }

    /// The first line of the move at a position; of the first move of a year its heading.
    pub(super) fn position(&self, at: usize) -> usize {
        let line = self.lines.iter().position(|line| *line == MoveLine::Change(at)).unwrap_or(0);
        let above = line.checked_sub(1).and_then(|above| self.lines.get(above));
        if matches!(above, Some(MoveLine::Year(..))) { line - 1 } else { line }
    }

    /// The line behind the move at a position.
    pub(super) fn end(&self, at: usize) -> usize {
        let line = self.lines.iter().position(|line| *line == MoveLine::Change(at)).unwrap_or(0);
        line + ITEM_LINES
    }

    /// The response to a command on the move at a position; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize) -> Option<Response> {
        let one = *self.all.get(at)?;
        match command {
            Command::Follow => Some(Response::GoTo(match one.claim {
                Some(claim) if claim.entry == one.to => Node::Claim(claim),
                _ => Node::Entry(one.to),
            })),
            Command::OpenFirst => Some(Response::Prove(one)),
            _ => None,
        }
    }
}

fn lines(all: &[Move]) -> Vec<MoveLine> {
    let year = |one: &Move| one.date.map(|when| when.date.year());
    let mut lines = Vec::new();
    let mut at = 0;
    for moves in all.chunk_by(|one, other| year(one) == year(other)) {
        lines.push(MoveLine::Year(moves.first().and_then(year), moves.len()));
        for place in at..at + moves.len() {
            lines.extend([MoveLine::Change(place), MoveLine::Reason(place)]);
        }
        at += moves.len();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn the_newest_move_comes_first_below_its_year() {
        let catalog = sample::shelf();
        let moves = Moves::new(&catalog, None);
        let name = |id| catalog.name(Node::Entry(id)).into_owned();
        let names: Vec<String> =
            moves.all.iter().map(|one| format!("{} > {}", name(one.from), name(one.to))).collect();
        assert_eq!(names, ["Redis > Valkey", "Jenkins > GitHub Actions", "MongoDB > PostgreSQL"]);
        assert_eq!(moves.lines.len(), 9);
        assert_eq!(moves.lines[0], MoveLine::Year(Some(2024), 1));
        assert_eq!((moves.position(0), moves.position(1), moves.end(1)), (0, 3, 6));
    }

    #[test]
    fn as_of_a_date_later_moves_are_not_there_yet() {
        let catalog = sample::shelf();
        let moves = Moves::new(&catalog, Date::parse("2020").ok());
        assert_eq!(moves.all.len(), 1);
    }

    #[test]
    fn a_move_leads_to_the_claim_that_says_why() {
        let catalog = sample::shelf();
        let moves = Moves::new(&catalog, None);
        let at = moves.all.len() - 1;
        let Some(Response::GoTo(Node::Claim(claim))) = moves.perform(Command::Follow, at) else {
            panic!("it has a claim")
        };
        assert!(catalog.claim(claim).is_some_and(|claim| claim.text().contains("joins were missed")));
        assert!(matches!(moves.perform(Command::OpenFirst, at), Some(Response::Prove(_))));
        assert!(moves.perform(Command::Move(crate::app::keys::Distance::Rows(1)), at).is_none());
    }
}
