//! A stretch of the entries of one stack, its texts folded.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::{BREAK, Facts, ListColumn, TextColumn, day, short, year_bit};
use crate::catalog::EntryId;
use crate::dataset::{Claim, Confidence, Entry, EntryIndex, EntryKind, RelationKind, Stack, Status};
use crate::search::fold::{ends_word, fold, letter, letters, starts_word};
use crate::search::limits::{NAME, NAMES, TEXT, cut};

/// A source of an entry.
#[derive(Clone, Copy, Debug)]
pub(in crate::search) struct Cited {
    pub(in crate::search) source: u32,
    /// How many claims of the entry rest on it.
    pub(in crate::search) claims: u32,
}

/// Dates and the like, which only entries with claims have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Record {
    /// The date of its newest source, see [`day`]; 0 for none.
    pub(in crate::search) newest: u32,
    /// One bit for the status.
    pub(in crate::search) status: u8,
    /// A bit for each confidence that one of its claims has.
    pub(in crate::search) confidence: u8,
    /// Whether another entry replaced it.
    pub(in crate::search) replaced: bool,
}

/// See the module; positions count from the first entry of the stretch.
#[derive(Debug)]
pub(in crate::search) struct Segment {
    pub(super) stack: u32,
    /// The position in the stack of its first entry.
    pub(super) first: u32,
    /// For each entry: name, id (nothing when it is the name), aliases.
    pub(in crate::search) names: TextColumn,
    /// A bit for each byte of `names` at which a word or a hump (`overlappingPanels`) begins.
    heads: Vec<u64>,
    /// For each entry the letters of its names.
    pub(in crate::search) letters: Vec<u64>,
    /// For each entry the letters that words of its names begin with.
    pub(in crate::search) initials: Vec<u64>,
    /// For each entry: summary (nothing when there is none), claims.
    pub(in crate::search) texts: TextColumn,
    /// For each entry the letters that are words by themselves in its texts.
    pub(in crate::search) alone: Vec<u64>,
    pub(in crate::search) facts: Vec<Facts>,
    pub(in crate::search) tags_of: ListColumn<u32>,
    pub(in crate::search) sources_of: ListColumn<Cited>,
    /// Empty when no entry has any of it.
    records: Vec<Record>,
    /// For each entry the years it is dated to, see [`year_bit`]; empty when none is.
    years: Vec<u64>,
}

/// Where the categories and the sources of a stack begin among those of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Offsets {
    pub(super) categories: u32,
    pub(super) sources: u32,
}

impl Segment {
    /// Folds some entries of a stack. Their tags are numbered by the list that comes with it.
    pub(super) fn of(
        stack: &Stack,
        number: u32,
        entries: Range<u32>,
        offsets: Offsets,
    ) -> (Self, Vec<String>) {
        let count = entries.len();
        let mut part = Self {
            stack: number,
            first: entries.start,
            names: TextColumn::new(count),
            heads: Vec::new(),
            letters: Vec::with_capacity(count),
            initials: Vec::with_capacity(count),
            texts: TextColumn::new(count),
            alone: Vec::with_capacity(count),
            facts: Vec::with_capacity(count),
            tags_of: ListColumn::new(count),
            sources_of: ListColumn::new(count),
            records: Vec::with_capacity(count),
            years: Vec::with_capacity(count),
        };
        let (mut tags, mut numbers) = (Vec::new(), HashMap::new());
        for entry in entries.filter_map(|at| stack.entry(EntryIndex(at))) {
            part.entry(entry, offsets);
            for tag in entry.tags() {
                let tag = flat(&fold(cut(tag, NAME))).into_owned();
                let next = short(tags.len());
                let number = *numbers.entry(tag).or_insert_with_key(|tag| {
                    tags.push(tag.clone());
                    next
                });
                part.tags_of.push(number);
            }
            part.tags_of.close();
        }
        part.settle();
        (part, tags)
    }

    /// Numbers the tags anew.
    pub(super) fn renumber_tags(&mut self, numbers: &[u32]) {
        for tag in self.tags_of.all_mut() {
            *tag = numbers.get(*tag as usize).copied().unwrap_or(*tag);
        }
    }

    fn entry(&mut self, entry: Entry<'_>, offsets: Offsets) {
        let from = self.names.text.len();
        let mut initials = self.name(entry.name());
        let to = self.names.text.len().saturating_sub(1);
        let is_name = self.names.text.get(from..to) == Some(cut(entry.id(), NAME));
        initials |= self.name(if is_name { "" } else { entry.id() });
        for alias in entry.aliases() {
            if self.names.text.len() - from < NAMES {
                initials |= self.name(alias);
            }
        }
        self.letters.push(letters(self.names.text.as_bytes().get(from..).unwrap_or_default()));
        self.initials.push(initials);
        self.names.close();

        let from = self.texts.text.len();
        self.long_text(entry.summary().unwrap_or_default());
        for claim in entry.claims() {
            self.long_text(claim.text());
        }
        self.alone.push(alone(self.texts.text.get(from..).unwrap_or_default()));
        self.texts.close();

        let has_sources = entry.claims().len() > 0 || entry.relations().len() > 0;
        let dates = [entry.since(), entry.until()];
        let mut years = dates.into_iter().flatten().fold(0, |all, date| all | year_bit(date.year()));
        let mut record = Record::default();
        for (at, source) in if has_sources { entry.sources() } else { Vec::new() } {
            let rests = |claim: &Claim<'_>| claim.source_indexes().any(|source| source == at);
            let claims = short(entry.claims().filter(rests).count());
            self.sources_of.push(Cited { source: offsets.sources + at.0, claims });
            if let Some(date) = source.published() {
                record.newest = record.newest.max(day(date));
                years |= year_bit(date.year());
            }
        }
        self.sources_of.close();
        self.years.push(years);

        let bit = |at: usize| 1_u16.checked_shl(at.try_into().unwrap_or(u32::MAX)).unwrap_or(0);
        let low = |set: u16| u8::try_from(set).unwrap_or(0);
        record.status = low(entry.status().map_or(0, |status| bit(place_of(Status::ALL, status))));
        record.confidence = low(entry
            .claims()
            .fold(0, |all, claim| all | bit(place_of(Confidence::ALL, claim.confidence()))));
        record.replaced = entry.stack().relation_count() > 0
            && entry.relations_back().iter().any(|relation| relation.kind() == RelationKind::Replaced);
        self.records.push(record);
        self.facts.push(Facts {
            category: offsets.categories + entry.category().0,
            name_len: u16::try_from(entry.name().chars().count()).unwrap_or(u16::MAX),
            kind: entry.kind().map_or(0, |kind| bit(place_of(EntryKind::ALL, kind))),
        });
    }

    /// Adds a name and returns the letters that its words begin with.
    fn name(&mut self, original: &str) -> u64 {
        let original = cut(original, NAME);
        let base = self.names.text.len();
        self.names.text.push_str(&flat(&fold(original)));
        let folded = self.names.text.get(base..).unwrap_or_default();
        self.heads.resize(self.names.text.len() / 64 + 1, 0);
        let mut initials = 0;
        for (at, byte) in folded.bytes().enumerate() {
            if is_head(original, folded, at) {
                initials |= letter(byte);
                if let Some(word) = self.heads.get_mut((base + at) / 64) {
                    *word |= 1 << ((base + at) % 64);
                }
            }
        }
        self.names.text.push('\n');
        initials
    }

    fn long_text(&mut self, original: &str) {
        self.texts.text.push_str(&flat(&fold(cut(original, TEXT))));
        self.texts.text.push('\n');
    }

    /// Gives back the memory that growing took in advance, and columns that say nothing.
    fn settle(&mut self) {
        self.names.settle();
        self.texts.settle();
        self.heads.shrink_to_fit();
        self.tags_of.settle();
        self.sources_of.settle();
        if self.years.iter().all(|years| *years == 0) {
            self.years = Vec::new();
        }
        if self.records.iter().all(|record| *record == Record::default()) {
            self.records = Vec::new();
        }
    }

    pub(in crate::search) fn len(&self) -> usize {
        self.facts.len()
    }

    pub(in crate::search) fn id(&self, at: usize) -> Option<EntryId> {
        let entry = EntryIndex(self.first + u32::try_from(at).ok()?);
        (at < self.len()).then_some(EntryId { stack: self.stack, entry })
    }

    /// The position in the stack that comes after its last entry.
    pub(super) fn end(&self) -> u32 {
        self.first + short(self.len())
    }

    /// Whether a word or a hump begins at this byte of `names`.
    pub(in crate::search) fn head(&self, at: usize) -> bool {
        self.heads.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// The bytes from `from` on, up to `to`, at which words and humps begin, counted from `from`.
    pub(in crate::search) fn heads(&self, from: usize, to: usize) -> impl Iterator<Item = usize> + Clone {
        let words = self.heads.get(from / 64..to.div_ceil(64)).unwrap_or_default();
        let bits = |(at, word): (usize, &u64)| {
            let word = *word;
            std::iter::successors((word != 0).then_some(word), |left| {
                let left = left & (left - 1);
                (left != 0).then_some(left)
            })
            .map(move |left| at * 64 + left.trailing_zeros() as usize)
        };
        let all = (from / 64..).zip(words).flat_map(bits);
        all.skip_while(move |at| *at < from).take_while(move |at| *at < to).map(move |at| at - from)
    }

    pub(in crate::search) fn years(&self, at: usize) -> u64 {
        self.years.get(at).copied().unwrap_or(0)
    }

    pub(in crate::search) fn record(&self, at: usize) -> Record {
        self.records.get(at).copied().unwrap_or_default()
    }

    /// How many bytes all of it takes.
    pub(super) fn bytes(&self) -> usize {
        let columns = [&self.heads, &self.letters, &self.initials, &self.alone, &self.years];
        self.names.bytes()
            + self.texts.bytes()
            + columns.iter().map(|column| column.capacity() * 8).sum::<usize>()
            + self.facts.capacity() * size_of::<Facts>()
            + self.records.capacity() * size_of::<Record>()
            + self.tags_of.bytes()
            + self.sources_of.bytes()
    }
}

/// The place of a value in the list of all.
fn place_of<T: Copy + PartialEq>(all: &[T], value: T) -> usize {
    all.iter().position(|one| *one == value).unwrap_or(usize::MAX)
}

/// A text without line breaks, which part fields here.
pub(super) fn flat(folded: &str) -> Cow<'_, str> {
    if memchr::memchr(BREAK, folded.as_bytes()).is_some() {
        Cow::Owned(folded.replace('\n', " "))
    } else {
        Cow::Borrowed(folded)
    }
}

/// Whether a word or a hump begins at a byte of a folded name.
pub(in crate::search) fn is_head(original: &str, folded: &str, at: usize) -> bool {
    let bytes = folded.as_bytes();
    let Some(byte) = bytes.get(at) else { return false };
    if byte.is_ascii() {
        byte.is_ascii_alphanumeric() && starts_word(folded, at) || is_hump(original, folded, at)
    } else {
        folded.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric)
            && starts_word(folded, at)
    }
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

/// The letters and digits that stand alone in a folded text.
fn alone(folded: &str) -> u64 {
    let bytes = folded.as_bytes();
    let mut set = 0;
    for (at, byte) in bytes.iter().enumerate() {
        // Most bytes are followed by a letter: that is seen first.
        if bytes.get(at + 1).is_none_or(|next| !next.is_ascii_alphanumeric())
            && byte.is_ascii_alphanumeric()
            && starts_word(folded, at)
            && ends_word(folded, at + 1)
        {
            set |= letter(*byte);
        }
    }
    set
}
