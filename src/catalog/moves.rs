//! The moves of the open stacks: each replacement of one entry by another, its date, the claim that says why, and the proof.

use std::collections::{HashMap, HashSet};

use super::{Catalog, ClaimId, EntryId, ProofPage};
use crate::dataset::{
    Claim, Confidence, Date, Destination, Entry, EntryIndex, Passage, Period, Relation, RelationKind, Source,
    SourceIndex, Stack,
};

/// The replacement of one entry by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The entry that was replaced.
    pub from: EntryId,
    /// The entry that replaced it.
    pub to: EntryId,
    /// The date, as far as it is known.
    pub date: Option<MoveDate>,
    /// The claim that says most about it, which may be that of a third entry.
    pub claim: Option<ClaimId>,
    /// The source that the relation cites.
    source: Option<SourceIndex>,
}

/// The date of a move, and the evidence for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MoveDate {
    /// The date.
    pub date: Date,
    /// The evidence.
    pub basis: DateBasis,
}

/// The evidence for the date of a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateBasis {
    /// The relation states it.
    Stated,
    /// It is the end of the use of what was replaced, or the begin of that of what replaced it.
    Entry,
    /// It is the time of the claim, by which the move had happened.
    Claim,
    /// It is the date of the source, by which the move had happened.
    Source,
}

impl MoveDate {
    /// The date as text: `2017` if it is stated, `~2017` by the use of the entries, `by 2017` if it was before or then.
    pub fn text(self) -> String {
        match self.basis {
            DateBasis::Stated => self.date.to_string(),
            DateBasis::Entry => format!("~{}", self.date),
            DateBasis::Claim | DateBasis::Source => format!("by {}", self.date),
        }
    }
}

impl DateBasis {
    /// The word for it in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Entry => "entry",
            Self::Claim => "claim",
            Self::Source => "source",
        }
    }
}

impl Catalog {
    /// Every move of every stack, the oldest first; those without a date come last.
    pub fn moves(&self) -> Vec<Move> {
        let of_stack = |(at, stack)| StackMoves::new(at, stack, |_| true).all();
        let mut moves: Vec<Move> = (0..).zip(self.stacks()).flat_map(of_stack).collect();
        moves.sort_by_key(|one| (one.date.is_none(), one.date));
        moves
    }

    /// The moves of an entry: what it replaced, and what replaced it.
    pub fn moves_of(&self, id: EntryId) -> Vec<Move> {
        let is_of = |relation: &Relation<'_>| [relation.owner(), relation.target()].contains(&id.entry);
        let stack = self.stack(id.stack).map(|stack| StackMoves::new(id.stack, stack, is_of));
        stack.map(|stack| stack.all()).unwrap_or_default()
    }

    /// The page that proves a move: that of its claim, or else the source of the relation.
    pub fn proof_of_move(&self, one: &Move) -> Option<ProofPage<'_>> {
        let of_claim = one.claim.and_then(|claim| self.proof_of_claim(claim));
        let of_relation = || {
            let source = self.source(one.to.stack, one.source?)?;
            Some(ProofPage { source, page: source.url().map(Destination::from) })
        };
        of_claim.or_else(of_relation)
    }
}

/// The moves of a stack, and what the claims say about their sources.
struct StackMoves<'a> {
    at: u32,
    stack: &'a Stack,
    replacements: Vec<Relation<'a>>,
    /// The claims that cite the source of a replacement, by that source.
    citing: HashMap<SourceIndex, Vec<(EntryIndex, u32, Claim<'a>)>>,
}

impl<'a> StackMoves<'a> {
    fn new(at: u32, stack: &'a Stack, is_wanted: impl Fn(&Relation<'a>) -> bool) -> Self {
        let mut seen = HashSet::new();
        let replacements: Vec<Relation<'_>> = stack
            .entries()
            .flat_map(|(_, entry)| entry.relations())
            .filter(|relation| relation.kind() == RelationKind::Replaced && is_wanted(relation))
            .filter(|relation| seen.insert((relation.owner(), relation.target(), relation.since())))
            .collect();
        let mut citing: HashMap<SourceIndex, Vec<_>> =
            replacements.iter().filter_map(|relation| Some((relation.source()?, Vec::new()))).collect();
        let entries = if citing.is_empty() { None } else { Some(stack.entries()) };
        for (owner, entry) in entries.into_iter().flatten() {
            for (number, claim) in (0..).zip(entry.claims()) {
                for source in claim.source_indexes() {
                    if let Some(claims) = citing.get_mut(&source) {
                        claims.push((owner, number, claim));
                    }
                }
            }
        }
        Self { at, stack, replacements, citing }
    }

    fn all(&self) -> Vec<Move> {
        self.replacements.iter().filter_map(|relation| self.one(*relation)).collect()
    }

    fn one(&self, relation: Relation<'a>) -> Option<Move> {
        let [to, from] = [relation.owner(), relation.target()];
        let ends = [(to, self.stack.entry(to)?), (from, self.stack.entry(from)?)];
        let found = self.claim(relation, ends);
        let id = |entry| EntryId { stack: self.at, entry };
        Some(Move {
            from: id(from),
            to: id(to),
            date: date(relation, found.map(|(.., claim)| claim)),
            claim: found.map(|(entry, at, _)| ClaimId { entry: id(entry), at }),
            source: relation.source(),
        })
    }

    /// The claim that says most about a replacement: of one of the two entries, or else of any that cites its source.
    fn claim(
        &self,
        relation: Relation<'a>,
        [to, from]: [(EntryIndex, Entry<'a>); 2],
    ) -> Option<(EntryIndex, u32, Claim<'a>)> {
        let own = [(to, from.1), (from, to.1)].into_iter().flat_map(|((owner, entry), other)| {
            let claims = (0..).zip(entry.claims());
            claims.map(move |(at, claim)| ((owner, at, claim), own_weight(relation, claim, other)))
        });
        let citing = relation.source().and_then(|source| self.citing.get(&source));
        let of_others = citing.into_iter().flatten().filter(|(owner, ..)| ![to.0, from.0].contains(owner));
        let of_others = of_others.map(|found| (*found, third_weight(relation, found.2, [to.1, from.1])));
        // The first of several.
        let all: Vec<_> = own.chain(of_others).filter(|(_, weight)| *weight > 0).collect();
        let quality = |(_, _, claim): &(EntryIndex, u32, Claim<'a>)| {
            let place = claim.passages().any(|place: Passage<'_>| place.text().or(place.section()).is_some());
            (place, claim.confidence() == Confidence::Confirmed)
        };
        all.into_iter().rev().max_by_key(|(found, weight)| (*weight, quality(found))).map(|(found, _)| found)
    }
}

/// How much a claim of one of the two entries says about a replacement: it cites the source, names the other, is of the day.
fn own_weight(relation: Relation<'_>, claim: Claim<'_>, other: Entry<'_>) -> u32 {
    let cites = cites(claim, relation);
    let names = claim.names(other);
    let agrees = relation.since().is_some_and(|day| is_of(claim, day));
    match (cites, names) {
        (false, false) => 0,
        _ => 4 * u32::from(cites) + 3 * u32::from(names) + 2 * u32::from(agrees),
    }
}

/// How much a claim of a third entry that cites the source says about a replacement.
fn third_weight(relation: Relation<'_>, claim: Claim<'_>, ends: [Entry<'_>; 2]) -> u32 {
    let agrees = relation.since().is_some_and(|day| is_of(claim, day));
    match ends.into_iter().filter(|entry| claim.names(*entry)).count() {
        2 => 7,
        1 if agrees => 4,
        1 => 2,
        _ => 1,
    }
}

/// Whether a claim is of the time around a date.
fn is_of(claim: Claim<'_>, date: Date) -> bool {
    let Some(when) = claim.when() else { return false };
    let (from, to) = (when.from().or(when.to()), when.to().or(when.from()));
    let is_before = |one: Option<Date>, other: Option<Date>| match (one, other) {
        (Some(one), Some(other)) => one.certainly_before(other),
        _ => false,
    };
    !is_before(to, Some(date)) && !is_before(Some(date), from)
}

/// The date of a replacement, from the best evidence there is.
fn date(relation: Relation<'_>, claim: Option<Claim<'_>>) -> Option<MoveDate> {
    let dated = |basis| move |date| MoveDate { date, basis };
    let stated = relation.when().and_then(Period::from).or(relation.until());
    let end = || relation.target_entry().and_then(Entry::until);
    let of_claim = || {
        let when = claim.filter(|claim| cites(*claim, relation)).and_then(Claim::when)?;
        when.to().or(when.from())
    };
    let begin = || relation.stack().entry(relation.owner()).and_then(Entry::since);
    let published = || relation.source_record().and_then(Source::published);
    (stated.map(dated(DateBasis::Stated)))
        .or_else(|| end().map(dated(DateBasis::Entry)))
        .or_else(|| of_claim().map(dated(DateBasis::Claim)))
        .or_else(|| begin().map(dated(DateBasis::Entry)))
        .or_else(|| published().map(dated(DateBasis::Source)))
}

/// Whether a claim cites the source of a relation.
fn cites(claim: Claim<'_>, relation: Relation<'_>) -> bool {
    relation.source().is_some_and(|source| claim.source_indexes().any(|index| index == source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    /// The moves as text: date, basis, entries and label of the claim.
    fn told(catalog: &Catalog) -> Vec<String> {
        let name = |id| catalog.entry(id).map_or("", Entry::id);
        let line = |one: Move| {
            let date = one.date.map(MoveDate::text).unwrap_or_default();
            let claim = one.claim.map(|claim| format!("{} C{}", name(claim.entry), claim.at + 1));
            format!("{date}: {} -> {}, {}", name(one.from), name(one.to), claim.unwrap_or_default())
        };
        catalog.moves().into_iter().map(line).collect()
    }

    #[test]
    fn moves_of_several_stacks_come_in_the_order_of_time_each_with_its_claim() {
        assert_eq!(
            told(&sample::shelf()),
            [
                "2019-05: mongodb -> postgresql, postgresql C2",
                "by 2021-06: jenkins -> github-actions, github-actions C1",
                // The claim is that of a third entry, which names both.
                "2024-06: redis -> valkey, till C1",
            ]
        );
    }

    #[test]
    fn a_move_opens_where_its_claim_is_written() {
        let catalog = sample::shelf();
        let address = |one: &Move| {
            let proof = catalog.proof_of_move(one).expect("a proof");
            proof.page.expect("a page").address().to_string()
        };
        let addresses: Vec<String> = catalog.moves().iter().map(address).collect();
        assert_eq!(addresses[0], "https://mill.example/blog/moving#:~:text=we%20missed%20joins");
        assert_eq!(addresses[2], "https://ferry.example/log/licence#:~:text=for%20a%20minute");
    }

    #[test]
    fn a_move_that_no_claim_tells_of_has_the_source_and_the_dates_of_its_entries() {
        let text = include_str!("../../tests/fixtures/stacks/mill.toml");
        let bare = |text: &str| told(&Catalog::new(vec![sample::read("mill.toml", text)]));
        let text = text.replace("source = \"moving\"\nsince = \"2019-05\"", "source = \"silent\"");
        let text = text.replace("MongoDB to it", "elsewhere");
        let source = "[[source]]\nid = \"silent\"\ntitle = \"Silent\"\nurl = \"https://mill.example/silent\"\n\
                      kind = \"article\"\npublished = \"2020\"\n";
        let moves = bare(&format!("{text}{source}"));
        assert_eq!(moves[0], "~2019-05: mongodb -> postgresql, ");
        let text = text.replace("until = \"2019-05\"\n", "").replace("since = \"2019-05\"\n", "");
        let moves = bare(&format!("{text}{source}"));
        assert_eq!(moves[0], "by 2020: mongodb -> postgresql, ");
    }
}
