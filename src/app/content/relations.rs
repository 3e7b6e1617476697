//! The relations of an entry: the other entry, the time of the relation, the state of the other entry, the proof, and a strip
//! of the years in which the other entry was in use.

use super::claims::{numbers, publisher_and_year};
use super::columns::Columns;
use super::lines::{Builder, pad, piece};
use super::state::{event_day, state_word};
use super::strip::strip_pieces;
use super::{Piece, Role, Target};
use crate::app::keys::Section;
use crate::catalog::{EntryId, Node};
use crate::cells;
use crate::dataset::{Entry, Neighbour, Years};
use crate::search::Field;

/// Maximum width of who has published a source that the entry does not cite, in cells.
const MAX_WHO: usize = 14;

/// Maximum width of a strip of years, in cells.
const MAX_STRIP: usize = 15;

/// The width of a name for which columns are left out, in cells.
const MIN_NAME: usize = 24;

impl<'a> Builder<'_> {
    /// The section of the relations.
    pub(super) fn relations(&mut self, id: EntryId, entry: Entry<'a>) {
        let neighbours = entry.neighbours();
        let known = |one: Neighbour<'a>| entry.stack().entry(one.entry).map(|other| (one, other));
        let all: Vec<(Neighbour<'a>, Entry<'a>)> = neighbours.into_iter().filter_map(known).collect();
        let as_of = self.setting.as_of;
        let is_later =
            |(one, other): &(Neighbour<'a>, Entry<'a>)| as_of.is_some_and(|date| one.is_later(*other, date));
        let (later, all): (Vec<_>, Vec<_>) = all.into_iter().partition(is_later);
        if all.is_empty() && later.is_empty() {
            return;
        }
        let years = Years::spanning(all.iter().map(|(_, other)| other.lifetime()), MAX_STRIP);
        let cells: Vec<[Vec<Piece>; 4]> =
            all.iter().map(|(one, other)| self.relation_cells(one, *other, years)).collect();
        let words = all.iter().map(|(one, _)| one.side.words().len()).max().unwrap_or(0) + 2;
        let names = all.iter().map(|(_, other)| cells::width(other.name())).max().unwrap_or(0);
        let label = self.axis(years);
        let mut columns = Columns::new(["when", "state", "proof", &label], &cells);
        // A name is cut only where it would not fit without columns either.
        while columns.width() > 0 && words + names.min(MIN_NAME) + columns.width() > self.width {
            columns = columns.without_last();
        }
        self.heading("RELATIONS", all.len(), &columns.captions(), Some(Section::Relations));
        let mut before = "";
        for ((one, other), cells) in all.iter().zip(cells) {
            let is_said = one.side.words() == before && !self.is_spoken();
            let label = if is_said { "" } else { one.side.words() };
            before = one.side.words();
            let right = columns.row(cells);
            let space = self.width.saturating_sub(words + columns.width());
            let name = self.cut(other.name(), space).into_owned();
            let label = vec![piece(&pad(label, words), Role::Label)];
            let left = [label, self.marked(&name, Field::Name, Role::Link)].concat();
            let node = Node::Entry(EntryId { stack: id.stack, entry: one.entry });
            let source = one.sources().first().map(|(at, _)| *at);
            self.row(Target::Node { node, source }, |content| content.line(left, right));
        }
        self.later(later.len(), "relation");
    }

    fn relation_cells(&self, one: &Neighbour<'_>, other: Entry<'_>, years: Option<Years>) -> [Vec<Piece>; 4] {
        let glyphs = self.setting.glyphs;
        let when = one.when().map(|when| piece(&when.short(glyphs.pick("–", "..")), Role::Text));
        let when = when.or_else(|| event_day(other));
        let state = state_word(other.status_as_of(self.setting.as_of), self.setting.states);
        let state = state.map(|state| Piece { role: Role::Dim, ..state });
        let mut proof = numbers(&one.numbers);
        if let Some((_, source)) = one.sources().first()
            && proof.is_empty()
        {
            proof = vec![piece(&publisher_and_year(*source, self.max_who(MAX_WHO), glyphs), Role::Dim)];
        }
        let lifetime = other.lifetime();
        let lifetime = self.setting.as_of.map_or(lifetime, |date| lifetime.as_of(date));
        let strip = years
            .map(|years| strip_pieces(&lifetime, years, (self.setting.states, glyphs)))
            .unwrap_or_default();
        [Vec::from_iter(when), Vec::from_iter(state), proof, strip]
    }
}
