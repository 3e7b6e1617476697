//! The quality of a match: tiers, grades of single words, and ranks of hits.

use strum::{IntoStaticStr, VariantArray};

/// The quality of a hit, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum Tier {
    /// The whole name or alias.
    Exact,
    /// The start of a name.
    Prefix,
    /// The start of a word of a name.
    Word,
    /// Inside a word of a name.
    Inside,
    /// Letters of a name in order, with others between.
    Fuzzy,
    /// A word of a name, with one or two typos.
    Slip,
    /// A tag, the kind, the category or another fact.
    Tag,
    /// The text of a claim or the summary.
    Text,
    /// The title, publisher, author or an address of a source, or one of its own addresses.
    Source,
    /// Only filters, without words.
    Fact,
}

impl Tier {
    /// The name of the tier in all output.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The part of an entry that matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Field {
    /// The name.
    Name,
    /// One of the aliases, by position.
    Alias(u32),
    /// The id.
    Id,
    /// One of the tags, by position.
    Tag(u32),
    /// A name of the parent.
    Parent,
    /// A name of one of the languages that it is written in, by position among those.
    Language(u32),
    /// The kind.
    Kind,
    /// The category's name.
    Category,
    /// The summary.
    Summary,
    /// One of the claims, by position.
    Claim(u32),
    /// One of the entry's sources, by position.
    Source(u32),
    /// One of its own addresses: 0 is the homepage, 1 the repository, then the links follow.
    Address(u32),
    /// An attribute that a filter tests; the query has no words.
    Fact,
}

impl Field {
    /// The name of the field in all output.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether the field is a name of the entry.
    pub(super) const fn is_name(self) -> bool {
        matches!(self, Self::Name | Self::Alias(_) | Self::Id)
    }
}

/// The quality of the match of one word in one entry: the tier, then a score that counts only inside the tier.
///
/// Of two grades the smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Grade(u16);

impl Grade {
    /// No match, and no longer word can match either.
    pub(super) const NONE: Self = Self(u16::MAX);
    /// No match, but a longer word may match here.
    pub(super) const CONTAINED: Self = Self(u16::MAX - 1);
    /// A match without a quality, as that of a filter.
    pub(super) const NEUTRAL: Self = Self(u16::MAX - 2);

    /// A grade with a score of at most 15, so that the scores of several words can be added.
    pub(super) fn new(tier: Tier, score: u8) -> Self {
        Self((tier as u16) << 8 | (255 - u16::from(score.min(15))))
    }

    pub(super) fn matches(self) -> bool {
        self <= Self::NEUTRAL
    }

    /// The same score in another tier, if the grade is a match.
    pub(super) fn in_tier(self, tier: Tier) -> Self {
        if self.matches() { Self((tier as u16) << 8 | self.0 & 255) } else { self }
    }

    /// The grade in the name of an event, which is a sentence about other things: but for its beginning it says less than a
    /// tag.
    pub(super) fn in_sentence(self) -> Self {
        match self.tier() {
            Some(Tier::Word | Tier::Inside | Tier::Fuzzy) => Self::new(Tier::Tag, 0),
            _ => self,
        }
    }

    pub(super) fn tier(self) -> Option<Tier> {
        Tier::VARIANTS.get(usize::from(self.0 >> 8)).copied()
    }

    pub(super) fn score(self) -> u32 {
        255 - u32::from(self.0 & 255)
    }

    /// Whether it is that of a whole tag, kind or category.
    pub(super) fn is_whole_label(self) -> bool {
        self.tier() == Some(Tier::Tag) && self.score() >= u32::from(WHOLE_LABEL)
    }

    /// Its score where there is no other word: in the prefix tier a whole word is no better than the beginning of one.
    pub(super) fn single_score(self, tier: Tier) -> u32 {
        let parts = u32::from(PART_SCORES);
        if tier == Tier::Prefix { (self.score() + parts - 1) % parts } else { self.score() }
    }

    /// Its part of the score of several words: a step for each tier, so that the sum compares tiers first.
    ///
    /// A whole word of a name is better than the beginning of another, wherever it is in the name.
    pub(super) fn weight(self, tier: Tier) -> u32 {
        let is_whole = self.score() >= u32::from(WHOLE_FORM);
        let steps = match tier {
            Tier::Exact => 9,
            Tier::Prefix | Tier::Word if is_whole => 8,
            Tier::Prefix => 7,
            Tier::Word => 6,
            Tier::Inside => 5,
            // Of several words a tag says more than letters of a name.
            Tier::Tag => 4,
            Tier::Fuzzy => 3,
            Tier::Slip => 2,
            Tier::Text => 1,
            Tier::Source | Tier::Fact => 0,
        };
        steps * 16 + self.score().min(15)
    }
}

/// The bonus of a whole tag, kind or category, higher than those of a part of one together.
pub(super) const WHOLE_LABEL: u8 = 6;

/// Number of scores in the prefix tier of a match that ends inside a word, from 1 on.
const PART_SCORES: u8 = 3;

/// The bonus of a word of a name that is another form of the word.
pub(super) const WHOLE_FORM: u8 = 2 * PART_SCORES;

/// The bonus of a whole word of a name.
pub(super) const WHOLE_WORD: u8 = 3 * PART_SCORES;

/// The bonus of the name itself, the best of all names.
pub(super) const MAX_NAME_BONUS: u8 = 2;

/// The bonus of a match by the number of the name: the name is best, then aliases, then the id.
pub(super) fn name_bonus(number: usize) -> u8 {
    match number {
        0 => MAX_NAME_BONUS,
        1 => 0,
        _ => 1,
    }
}

/// The sort key of a hit: smaller is better, and no two hits of a query have the same.
///
/// From the highest bit on: tier (4), whether `fuzzy-matcher` has not scored a fuzzy match (1), inverted score (20),
/// length of the name (11), position of the entry (28).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u64);

const SCORE: u32 = (1 << 20) - 1;
const AT: u64 = (1 << 28) - 1;

impl Rank {
    pub(super) fn new(tier: Tier, score: u32, name_len: u16, at: usize) -> Self {
        Self(
            (tier as u64) << 60
                | u64::from(tier == Tier::Fuzzy) << 59
                | u64::from(SCORE - score.min(SCORE)) << 39
                | u64::from(name_len.min((1 << 11) - 1)) << 28
                | at as u64 & AT,
        )
    }

    /// A hit without a quality, at a position in the order of the tree.
    pub(super) fn in_order(order: u32, at: usize) -> Self {
        Self((Tier::Fact as u64) << 60 | u64::from(order) << 28 | at as u64 & AT)
    }

    /// The same hit with a score of `fuzzy-matcher`.
    pub(super) fn with_fuzzy_score(self, score: i64) -> Self {
        let score = u32::try_from(score.clamp(-1000, 1000) + 1000).unwrap_or(0);
        Self(self.0 & !(1 << 59) & !(u64::from(SCORE) << 39) | u64::from(SCORE - score) << 39)
    }

    pub(super) fn at(self) -> usize {
        usize::try_from(self.0 & AT).unwrap_or(usize::MAX)
    }

    pub(super) fn tier(self) -> Tier {
        Tier::VARIANTS.get(usize::try_from(self.0 >> 60).unwrap_or(0)).copied().unwrap_or(Tier::Source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_orders_by_tier_then_score_then_name_then_data() {
        let rank = Rank::new(Tier::Word, 7, 12, 3);
        assert!(Rank::new(Tier::Prefix, 0, 90, 9) < rank);
        assert!(Rank::new(Tier::Word, 8, 90, 9) < rank);
        assert!(Rank::new(Tier::Word, 7, 11, 9) < rank);
        assert!(Rank::new(Tier::Word, 7, 12, 2) < rank);
        assert_eq!((rank.at(), rank.tier()), (3, Tier::Word));
    }

    #[test]
    fn a_hit_with_a_fuzzy_score_precedes_one_without() {
        let rank = Rank::new(Tier::Fuzzy, 9, 4, 1);
        assert!(rank.with_fuzzy_score(-50) < Rank::new(Tier::Fuzzy, 15, 1, 0));
        assert!(rank.with_fuzzy_score(60) < rank.with_fuzzy_score(59));
        assert_eq!((rank.with_fuzzy_score(70).at(), rank.with_fuzzy_score(70).tier()), (1, Tier::Fuzzy));
    }

    #[test]
    fn a_grade_keeps_its_tier_and_its_score() {
        let grade = Grade::new(Tier::Text, 9);
        assert_eq!((grade.tier(), grade.score()), (Some(Tier::Text), 9));
        assert!(Grade::new(Tier::Tag, 0) < grade && Grade::new(Tier::Text, 10) < grade);
        assert!(grade < Grade::NEUTRAL && Grade::NEUTRAL.matches() && !Grade::CONTAINED.matches());
        assert_eq!(Grade::NEUTRAL.tier(), None);
    }
}
