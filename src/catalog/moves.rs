//! The moves of the open stacks: each replacement of one entry by another, its date, the claim that says why, and the proof.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet, hash_map};
use std::ops::Range;

use super::{Catalog, ClaimId, EntryId, ProofPage};
use crate::dataset::{
    Claim, Confidence, Date, Destination, Entry, EntryIndex, Names, Period, Relation, RelationKind, Source,
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
    /// The entries of the replacements, each with the numbers of its names.
    ends: HashMap<EntryIndex, Vec<u32>>,
    /// The claims of these entries, and those that cite the source of a replacement.
    claims: Vec<Known<'a>>,
    /// The claims of each entry, by position.
    own: HashMap<EntryIndex, Range<usize>>,
    /// The claims that cite the source of a replacement, by that source.
    citing: HashMap<SourceIndex, Citing>,
}

/// A claim with what the moves ask of it again and again.
struct Known<'a> {
    owner: EntryIndex,
    number: u32,
    claim: Claim<'a>,
    /// The numbers of the names in its text.
    names: Vec<u32>,
    /// Whether it says where in the source it is written, and whether it is confirmed.
    quality: (bool, bool),
}

/// The claims that cite a source, by position, the best proved first.
#[derive(Default)]
struct Citing {
    all: Vec<usize>,
    /// Those of them that have a name.
    naming: HashMap<u32, Vec<usize>>,
}

/// Maximum number of claims of third entries that are scored for one name of a replacement, the best proved first: one that
/// names both entries is found by the name of either, so only two entries that all claims of a source name could miss theirs.
const MAX_SCORED: usize = 256;

impl<'a> StackMoves<'a> {
    fn new(at: u32, stack: &'a Stack, is_wanted: impl Fn(&Relation<'a>) -> bool) -> Self {
        let mut seen = HashSet::new();
        let replacements: Vec<Relation<'_>> = stack
            .entries()
            .flat_map(|(_, entry)| entry.relations())
            .filter(|relation| relation.kind() == RelationKind::Replaced && is_wanted(relation))
            .filter(|relation| seen.insert((relation.owner(), relation.target(), relation.since())))
            .collect();
        let (mut names, mut ends) = (Names::default(), HashMap::new());
        for id in replacements.iter().flat_map(|relation| [relation.owner(), relation.target()]) {
            if let (hash_map::Entry::Vacant(place), Some(entry)) = (ends.entry(id), stack.entry(id)) {
                place.insert(names.add(entry));
            }
        }
        let citing = replacements.iter().filter_map(|one| Some((one.source()?, Citing::default()))).collect();
        let (claims, own) = (Vec::new(), HashMap::new());
        let mut all = Self { at, stack, replacements, ends, claims, own, citing };
        if !all.ends.is_empty() {
            all.read_claims(&names);
        }
        all
    }

    /// Finds the claims, and the names in each.
    fn read_claims(&mut self, names: &Names) {
        for (owner, entry) in self.stack.entries() {
            let (from, is_end) = (self.claims.len(), self.ends.contains_key(&owner));
            for (number, claim) in (0..).zip(entry.claims()) {
                if is_end || claim.source_indexes().any(|source| self.citing.contains_key(&source)) {
                    let place = claim.passages().any(|place| place.text().or(place.section()).is_some());
                    let quality = (place, claim.confidence() == Confidence::Confirmed);
                    self.claims.push(Known {
                        owner,
                        number,
                        claim,
                        names: names.found_in(claim.text()),
                        quality,
                    });
                }
            }
            if is_end {
                self.own.insert(owner, from..self.claims.len());
            }
        }
        let mut best_first: Vec<(usize, &Known<'_>)> = self.claims.iter().enumerate().collect();
        best_first.sort_by_key(|(_, known)| Reverse(known.quality));
        for (at, known) in best_first {
            for source in known.claim.source_indexes() {
                let Some(citing) = self.citing.get_mut(&source) else { continue };
                citing.all.push(at);
                for name in &known.names {
                    citing.naming.entry(*name).or_default().push(at);
                }
            }
        }
    }

    fn all(&self) -> Vec<Move> {
        self.replacements.iter().filter_map(|relation| self.one(*relation)).collect()
    }

    fn one(&self, relation: Relation<'a>) -> Option<Move> {
        let found = self.claim(relation)?;
        let id = |entry| EntryId { stack: self.at, entry };
        Some(Move {
            from: id(relation.target()),
            to: id(relation.owner()),
            date: date(relation, found.map(|known| known.claim)),
            claim: found.map(|known| ClaimId { entry: id(known.owner), at: known.number }),
            source: relation.source(),
        })
    }

    /// The claim that says most about a replacement: of one of the two entries, or else of any that cites its source.
    ///
    /// `None` if one of the two is not there.
    fn claim(&self, relation: Relation<'a>) -> Option<Option<&Known<'a>>> {
        let [to, from] = [relation.owner(), relation.target()];
        let names = [self.ends.get(&to)?, self.ends.get(&from)?];
        let own = [(to, names[1]), (from, names[0])].into_iter().flat_map(|(owner, other)| {
            let claims = self.own.get(&owner).and_then(|range| self.claims.get(range.clone()));
            claims.unwrap_or_default().iter().map(|known| (known, known.own_weight(relation, other)))
        });
        let third = self.third(relation, names).into_iter().filter_map(|at| self.claims.get(at));
        let third = third.map(|known| (known, known.third_weight(relation, names)));
        // The first of several.
        let all: Vec<_> = own.chain(third).filter(|(_, weight)| *weight > 0).collect();
        let best = all.into_iter().rev().max_by_key(|(known, weight)| (*weight, known.quality));
        Some(best.map(|(known, _)| known))
    }

    /// The claims of third entries that cite the source and may say most: those that name one of the two, and the best proved.
    fn third(&self, relation: Relation<'a>, names: [&Vec<u32>; 2]) -> Vec<usize> {
        let Some(citing) = relation.source().and_then(|source| self.citing.get(&source)) else {
            return Vec::new();
        };
        let ends = [relation.owner(), relation.target()];
        let is_third = |at: &&usize| self.claims.get(**at).is_some_and(|known| !ends.contains(&known.owner));
        let naming = names.into_iter().flatten().filter_map(|name| citing.naming.get(name));
        let naming = naming.flat_map(|claims| claims.iter().filter(is_third).take(MAX_SCORED));
        let mut all: Vec<usize> = naming.chain(citing.all.iter().find(is_third)).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Known<'_> {
    fn has_name(&self, names: &[u32]) -> bool {
        names.iter().any(|name| self.names.binary_search(name).is_ok())
    }

    /// How much it says about a replacement of its own entry: it cites the source, names the other, is of the day.
    fn own_weight(&self, relation: Relation<'_>, other: &[u32]) -> u32 {
        let (cites, names) = (cites(self.claim, relation), self.has_name(other));
        if !cites && !names {
            return 0;
        }
        4 * u32::from(cites) + 3 * u32::from(names) + 2 * u32::from(self.agrees(relation))
    }

    /// How much it says about a replacement of other entries whose source it cites.
    fn third_weight(&self, relation: Relation<'_>, ends: [&Vec<u32>; 2]) -> u32 {
        match ends.into_iter().filter(|names| self.has_name(names)).count() {
            2 => 7,
            1 if self.agrees(relation) => 4,
            1 => 2,
            _ => 1,
        }
    }

    fn agrees(&self, relation: Relation<'_>) -> bool {
        relation.since().is_some_and(|day| is_of(self.claim, day))
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

    #[test]
    fn of_thousands_of_moves_by_one_source_each_has_the_claim_that_names_both() {
        /// As many as an entry may have.
        const CLAIMS: usize = 1_000;
        const COUNT: usize = 3 * CLAIMS;
        let entry = |id: &str, name: &str| {
            format!(
                "[[entry]]\nid = \"{id}\"\nname = \"{name}\"\ncategory = \"storage\"\nkind = \"tool\"\n\
                 status = \"current\"\nsummary = \"A tool.\"\n"
            )
        };
        let claim = |text: &str, source: &str| {
            format!(
                "[[entry.claim]]\ntext = \"{text}\"\nconfidence = \"confirmed\"\nsources = [\"{source}\"]\n"
            )
        };
        let mut text = include_str!("../../tests/fixtures/stacks/mill.toml").to_owned();
        for list in 0..COUNT / CLAIMS {
            text += &entry(&format!("list-{list}"), "List");
            let all = list * CLAIMS..(list + 1) * CLAIMS;
            text.extend(all.map(|at| claim(&format!("We left tool {at} for gear {at}."), "moving")));
        }
        for at in 0..COUNT {
            let [old, new] = ["old", "new"].map(|id| format!("{id}-{at}"));
            text += &[entry(&old, &format!("Tool {at}")), claim("It was there.", "first")].concat();
            text += &[entry(&new, &format!("Gear {at}")), claim("It is new.", "first")].concat();
            text += &format!(
                "[[entry.relation]]\nkind = \"replaced\"\ntarget = \"{old}\"\nsource = \"moving\"\n"
            );
        }
        let told = told(&Catalog::new(vec![sample::read("mill.toml", &text)]));
        let said: HashSet<&str> = told.iter().filter_map(|line| line.split(": ").nth(1)).collect();
        for at in 0..COUNT {
            let line = format!("old-{at} -> new-{at}, list-{} C{}", at / CLAIMS, at % CLAIMS + 1);
            assert!(said.contains(line.as_str()), "{line}");
        }
    }
}
