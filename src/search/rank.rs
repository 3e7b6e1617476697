//! How well one word of a query matches one field, and the only place that knows the crate `fuzzy-matcher`.
//!
//! The crate is slow on long texts, ignores accents and word order, and says nothing of the quality of a match
//! (measured: see the repository's notes on search), so it only ever sees short fields that hold the letters in order,
//! and what it finds counts only when most letters stand at the start of a word or in a run.

use std::ops::Range;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use memchr::memmem;

use super::fold::{Folded, starts_word};

/// How good an answer a hit is, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The whole name or alias.
    Exact,
    /// The beginning of a name.
    Prefix,
    /// The beginning of a word of a name.
    Word,
    /// Somewhere inside a name.
    Inside,
    /// The letters of a name in order, with others between.
    Fuzzy,
    /// A tag, the kind or the category.
    Tag,
    /// The text of a claim or the summary.
    Text,
    /// The title, publisher, author or address of a source.
    Source,
}

impl Tier {
    /// The word by which output names the tier.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Prefix => "prefix",
            Self::Word => "word",
            Self::Inside => "inside",
            Self::Fuzzy => "fuzzy",
            Self::Tag => "tag",
            Self::Text => "text",
            Self::Source => "source",
        }
    }
}

impl Tier {
    /// How many tiers lie below this one.
    pub(super) const fn above_last(self) -> u8 {
        Self::Source as u8 - self as u8
    }
}

/// The part of an entry in which a word was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The name.
    Name,
    /// One of the aliases, by position.
    Alias(u32),
    /// The id.
    Id,
    /// One of the tags, by position.
    Tag(u32),
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
}

impl Field {
    /// The word by which output names the field.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alias(_) => "alias",
            Self::Id => "id",
            Self::Tag(_) => "tag",
            Self::Kind => "kind",
            Self::Category => "category",
            Self::Summary => "summary",
            Self::Claim(_) => "claim",
            Self::Source(_) => "source",
        }
    }

    /// Whether the field is one of those an entry is called by.
    pub(super) const fn is_name(self) -> bool {
        matches!(self, Self::Name | Self::Alias(_) | Self::Id)
    }
}

/// A folded word, or several with blanks between, prepared for being looked for in many texts.
#[derive(Clone, Debug)]
pub(super) struct Needle {
    text: String,
    finder: memmem::Finder<'static>,
    letters: usize,
}

impl Needle {
    pub(super) fn new(text: &str) -> Self {
        let finder = memmem::Finder::new(text).into_owned();
        Self { text: text.to_owned(), finder, letters: text.chars().count() }
    }

    /// The places of the needle in a folded text, in order.
    fn places<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.finder.find_iter(folded.as_bytes())
    }

    /// Where a word of the text begins with the needle.
    fn word_start(&self, folded: &str) -> Option<usize> {
        self.places(folded).find(|at| starts_word(folded, *at))
    }

    /// Whether a match at this place ends where the word ends.
    fn ends_word(&self, folded: &str, at: usize) -> bool {
        folded.get(at + self.text.len()..).is_none_or(|rest| !rest.starts_with(char::is_alphanumeric))
    }
}

/// Compares what the needle is, not how it is looked for.
impl PartialEq for Needle {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Needle {}

/// How well a word matches a field: the tier, then a score that is only compared inside the tier (more is better).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) tier: Tier,
    pub(super) score: i64,
    pub(super) field: Field,
}

impl Match {
    /// Whether this match is the better one of two.
    pub(super) fn beats(self, other: Self) -> bool {
        (other.tier, self.score) > (self.tier, other.score)
    }
}

/// Matches words against fields.
pub(super) struct Matcher {
    fuzzy: SkimMatcherV2,
}

/// The crate's work and memory grow with this number of cells; above it the crate takes a linear way instead.
const FUZZY_CELLS: usize = 1 << 16;

/// Longer fields are texts, not names.
const FUZZY_FIELD: usize = 80;

impl Matcher {
    pub(super) fn new() -> Self {
        Self { fuzzy: SkimMatcherV2::default().ignore_case().element_limit(FUZZY_CELLS) }
    }

    /// How well a word or phrase matches a name, alias or id.
    pub(super) fn name(&self, word: &Needle, folded: &str, original: &str, field: Field) -> Option<Match> {
        let found = |tier, score| Some(Match { tier, score: score - name_rank(field), field });
        if folded == word.text || squeezed_equal(folded, &word.text) {
            return found(Tier::Exact, 0);
        }
        if folded.starts_with(&word.text) {
            return found(Tier::Prefix, 0);
        }
        let mut inside = false;
        for at in word.places(folded) {
            if starts_word(folded, at) || is_hump(original, folded, at) {
                return found(Tier::Word, i64::from(word.ends_word(folded, at)) * 4);
            }
            inside = true;
        }
        if inside && word.letters > 1 {
            return found(Tier::Inside, 0);
        }
        let (score, _) = self.scattered(word, folded, original)?;
        found(Tier::Fuzzy, score)
    }

    /// How well the letters of a word lie scattered over a name, and where; none when the match is noise.
    fn scattered(&self, word: &Needle, folded: &str, original: &str) -> Option<(i64, Vec<usize>)> {
        if word.letters < 3 || folded.len() > FUZZY_FIELD || !is_subsequence(&word.text, folded) {
            return None;
        }
        let (score, places) = self.fuzzy.fuzzy_indices(folded, &word.text)?;
        is_good(&places, folded, original).then_some((score, places))
    }

    /// The places where a word stands in a text, as the tiers above find it.
    pub(super) fn places(&self, word: &Needle, original: &str, field: Field) -> Vec<Range<usize>> {
        let folded = Folded::of(original);
        let text = folded.text.as_str();
        let found: Vec<usize> = word.places(text).collect();
        let at_start: Vec<usize> = found
            .iter()
            .copied()
            .filter(|at| starts_word(text, *at) || field.is_name() && is_hump(original, text, *at))
            .collect();
        let whole = |at: usize| at..at + word.text.len();
        let ranges: Vec<Range<usize>> = match (at_start.is_empty(), found.first(), field.is_name()) {
            (false, ..) => at_start.into_iter().map(whole).collect(),
            (true, Some(at), _) => vec![whole(*at)],
            (true, None, true) if squeezed_equal(text, &word.text) => {
                std::iter::once(0..text.len()).collect()
            }
            (true, None, true) => {
                let letters =
                    self.scattered(word, text, original).map(|(_, letters)| letters).unwrap_or_default();
                let starts: Vec<(usize, char)> = text.char_indices().collect();
                let letter = |at: &usize| starts.get(*at).map(|(start, c)| *start..start + c.len_utf8());
                letters.iter().filter_map(letter).collect()
            }
            (true, None, false) => Vec::new(),
        };
        ranges.iter().filter_map(|range| folded.original(range)).collect()
    }
}

/// How well a word matches a tag, kind or category.
pub(super) fn tag(word: &Needle, folded: &str, field: Field) -> Option<Match> {
    let at = word.word_start(folded)?;
    let whole = i64::from(folded == word.text);
    let score = whole * 4 + i64::from(at == 0) * 2 + i64::from(matches!(field, Field::Tag(_)));
    Some(Match { tier: Tier::Tag, score, field })
}

/// How well a word matches a long text.
///
/// Inside a word it counts only from four letters on: fewer letters stand inside some word of nearly every text.
pub(super) fn text(word: &Needle, folded: &str, tier: Tier, field: Field) -> Option<Match> {
    let score = match word.word_start(folded) {
        Some(at) if word.ends_word(folded, at) => 4,
        Some(_) => 2,
        None if word.letters >= 4 && word.places(folded).next().is_some() => 1,
        None => return None,
    };
    // The summary tells what the entry is, a claim may only mention the word.
    let score = score + if field == Field::Summary { 3 } else { 0 };
    Some(Match { tier, score, field })
}

/// The name before its aliases, and those before the id.
fn name_rank(field: Field) -> i64 {
    match field {
        Field::Name => 0,
        Field::Alias(_) => 1,
        _ => 2,
    }
}

/// Whether two texts are equal but for blanks and marks between letters, as `elastic search` and `Elasticsearch`.
fn squeezed_equal(name: &str, word: &str) -> bool {
    let letters = |text: &'_ str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let squeeze = |text: &'_ str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    // A name like "C++" must not equal "c": what is left out has to be a separator, not all there is.
    letters(word) > 2 && letters(word) == letters(name) && squeeze(name) == squeeze(word)
}

fn is_subsequence(word: &str, text: &str) -> bool {
    let mut rest = text.chars();
    word.chars().all(|letter| rest.any(|c| c == letter))
}

/// Whether a capital that begins a hump (`overlappingPanels`) stands at this byte.
///
/// Only plain ASCII names keep their byte places when folded; others have no humps that we would need.
fn is_hump(original: &str, folded: &str, at: usize) -> bool {
    let bytes = original.as_bytes();
    original.len() == folded.len()
        && at > 0
        && bytes.get(at).is_some_and(u8::is_ascii_uppercase)
        && bytes.get(at - 1).is_some_and(u8::is_ascii_lowercase)
}

/// Whether scattered letters are more than noise: the first begins a word, half of them begin words or continue a run,
/// and together they cover a good part of the stretch they lie in.
fn is_good(places: &[usize], folded: &str, original: &str) -> bool {
    let starts: Vec<bool> = folded
        .char_indices()
        .map(|(at, _)| starts_word(folded, at) || is_hump(original, folded, at))
        .collect();
    let begins = |at: usize| starts.get(at).copied().unwrap_or(false);
    let (Some(&first), Some(&last)) = (places.first(), places.last()) else { return false };
    let runs = places.windows(2).filter(|pair| matches!(pair, [a, b] if a + 1 == *b && !begins(*b))).count();
    let good = places.iter().filter(|at| begins(**at)).count() + runs;
    begins(first) && good * 2 >= places.len() && last - first < places.len() * 3
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::fold::fold;

    fn tier(word: &str, name: &str) -> Option<Tier> {
        Matcher::new().name(&Needle::new(&fold(word)), &fold(name), name, Field::Name).map(|found| found.tier)
    }

    #[test]
    fn a_name_is_matched_by_the_best_tier_there_is() {
        assert_eq!(tier("go", "Go"), Some(Tier::Exact));
        assert_eq!(tier("elastic search", "Elasticsearch"), Some(Tier::Exact));
        assert_eq!(tier("goo", "Google Cloud"), Some(Tier::Prefix));
        assert_eq!(tier("cloud", "Google Cloud"), Some(Tier::Word));
        assert_eq!(tier("panels", "OverlappingPanels"), Some(Tier::Word));
        assert_eq!(tier("base", "Database"), Some(Tier::Inside));
        assert_eq!(tier("pstgrs", "PostgreSQL"), Some(Tier::Fuzzy));
        assert_eq!(tier("ovrpnl", "OverlappingPanels"), Some(Tier::Fuzzy));
        assert_eq!(tier("c", "C++"), Some(Tier::Prefix));
    }

    #[test]
    fn letters_strewn_over_a_long_name_are_noise() {
        assert_eq!(tier("cobol", "Congestion on border routers, only slowly"), None);
        assert_eq!(tier("xyz", "Redis"), None);
        assert_eq!(tier("es", "Presence state"), Some(Tier::Inside));
    }

    #[test]
    fn a_text_is_matched_by_word_and_inside_words_from_four_letters_on() {
        let in_text = |word, text| {
            self::text(&Needle::new(word), text, Tier::Text, Field::Claim(0)).map(|found| found.score)
        };
        assert_eq!(in_text("rows", "held every row, all rows"), Some(4));
        assert_eq!(in_text("hel", "held every row"), Some(2));
        assert_eq!(in_text("eld", "held every row"), None);
        assert_eq!(in_text("eplac", "it was replaced"), Some(1));
    }

    proptest! {
        #[test]
        fn places_lie_on_characters_and_spell_the_word(word in "\\w{1,5}", name in "\\PC{0,30}") {
            let folded_word = fold(&word);
            // A word of nothing but combining marks folds to nothing, and no query holds such a word.
            prop_assume!(!folded_word.is_empty());
            let folded_word = Needle::new(&folded_word);
            let matcher = Matcher::new();
            let places = matcher.places(&folded_word, &name, Field::Name);
            for place in &places {
                prop_assert!(name.get(place.clone()).is_some());
            }
            if matcher.name(&folded_word, &fold(&name), &name, Field::Name).is_some() {
                prop_assert!(!places.is_empty());
            }
        }

        #[test]
        fn a_name_always_answers_to_itself(name in "[a-z]{1,12}( [a-z]{1,9}){0,2}") {
            prop_assert_eq!(tier(&name, &name), Some(Tier::Exact));
        }
    }
}
