//! The popup with the moves of the open stacks: what replaced what, by year.

use super::keys::Command;
use super::message::Response;
use super::selection::ITEM_LINES;
use crate::catalog::{Catalog, EntryId, Move, Node};
use crate::dataset::{Date, Presence};

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
        let mut all = catalog.moves();
        if let Some(as_of) = as_of {
            all.retain(|one| !is_later(catalog, one, as_of));
        }
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

    /// The move that has a line.
    pub(super) fn item_at(&self, line: usize) -> Option<usize> {
        match self.lines.get(line)? {
            MoveLine::Year(..) => None,
            MoveLine::Change(at) | MoveLine::Reason(at) => Some(*at),
        }
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

/// Whether a move came after a date: by its own date, or else since both entries did.
fn is_later(catalog: &Catalog, one: &Move, as_of: Date) -> bool {
    let came_later =
        |id| catalog.entry(id).is_some_and(|entry| entry.lifetime().at(as_of) == Presence::Later);
    match one.date {
        Some(when) => as_of.certainly_before(when.date),
        None => came_later(one.from) && came_later(one.to),
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
    fn a_move_without_a_date_is_not_there_before_either_of_its_entries() {
        let text = include_str!("../../tests/fixtures/stacks/mill.toml");
        let text = text.replace("source = \"moving\"\nsince = \"2019-05\"", "source = \"silent\"");
        let text = text.replace("until = \"2019-05\"\n", "").replace("since = \"2019-05\"\n", "");
        let text = text.replace("MongoDB to it", "elsewhere");
        let source = "[[source]]\nid = \"silent\"\ntitle = \"Silent\"\nurl = \"https://mill.example/silent\"\n\
                      kind = \"article\"\n";
        let catalog = Catalog::new(vec![sample::read("mill.toml", &format!("{text}{source}"))]);
        let undated = |as_of: Option<Date>| {
            Moves::new(&catalog, as_of).all.iter().filter(|one| one.date.is_none()).count()
        };
        let [before, within] = ["1990", "2020"].map(|date| undated(Date::parse(date).ok()));
        assert_eq!((undated(None), within, before), (1, 1, 0));
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
