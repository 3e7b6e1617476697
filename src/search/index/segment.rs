//! A range of the entries of one stack, with its texts folded.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::columns::{FIELD_BREAK, ListColumn, TextColumn, number};
use crate::catalog::EntryId;
use crate::dataset::{
    Claim, Date, Entry, EntryIndex, EntryKind, Lifetime, Link, OptionalText, Presence, RelationKind, Stack,
};
use crate::search::address::bare;
use crate::search::dates::{FIRST_YEAR, LAST_YEAR, day, year_bit};
use crate::search::fold::{ends_word, fold, letter, letters, starts_word};
use crate::search::limits::{MAX_NAME, MAX_NAMES, MAX_TEXT, cut};
use crate::search::rank::Field;

/// Attributes of an entry that every search reads.
#[derive(Clone, Copy, Debug)]
pub(in crate::search) struct Facts {
    pub(in crate::search) category: u32,
    /// Length of the name in characters: of two equal hits the one with the shorter name comes first.
    pub(in crate::search) name_len: u16,
    /// Bit of the kind, by its position among all; 0 if unknown.
    pub(in crate::search) kind: u16,
}

/// A source that an entry cites.
#[derive(Clone, Copy, Debug)]
pub(in crate::search) struct Citation {
    pub(in crate::search) source: u32,
    /// Number of claims of the entry that cite it.
    pub(in crate::search) claims: u32,
}

/// A relative of an entry, whose names count as words of the entry: its parent, or what it is written in.
#[derive(Clone, Copy, Debug)]
pub(in crate::search) struct Relative {
    /// Number of its names among those of all relatives.
    pub(in crate::search) names: u32,
    /// The relation as a field of the entry.
    pub(in crate::search) field: Field,
}

/// Attributes that only entries with claims have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Record {
    /// Date of the newest source, see [`day`]; 0 without a dated source.
    pub(in crate::search) newest: u32,
    /// Date from which on there is evidence of it, likewise.
    pub(in crate::search) begin: u32,
    /// Bit of the status.
    pub(in crate::search) status: u8,
    /// Bits of the confidences of its claims.
    pub(in crate::search) confidence: u8,
    /// Whether another entry replaced it.
    pub(in crate::search) is_replaced: bool,
}

/// A range of the entries of one stack; positions count from its first entry.
#[derive(Debug)]
pub(in crate::search) struct Segment {
    /// Position of its first entry among all entries of the index.
    pub(in crate::search) start: usize,
    pub(super) stack: u32,
    /// Position of its first entry in the stack.
    pub(super) first: u32,
    /// Name, id (empty if it equals the name) and aliases.
    pub(in crate::search) names: TextColumn,
    /// Bit for each byte of `names` at which a word starts, also inside camelCase.
    word_starts: Vec<u64>,
    /// Letters of the names.
    pub(in crate::search) letters: Vec<u64>,
    /// First letters of the words of the names.
    pub(in crate::search) initials: Vec<u64>,
    /// Summary (may be empty) and claims.
    pub(in crate::search) texts: TextColumn,
    /// Letters that are words of their own in the texts.
    pub(in crate::search) lone_letters: Vec<u64>,
    pub(in crate::search) facts: Vec<Facts>,
    pub(in crate::search) tags: ListColumn<u32>,
    pub(in crate::search) citations: ListColumn<Citation>,
    pub(in crate::search) relatives: ListColumn<Relative>,
    /// Homepage, repository and links, see [`bare`].
    pub(in crate::search) addresses: TextColumn,
    /// Empty if no entry has any of these attributes.
    records: Vec<Record>,
    /// Position of each entry in the order of the tree; empty if that is the order of the data.
    pub(super) orders: Vec<u32>,
    /// Bits of the years in which the entry is dated; empty if none is.
    years: Vec<u64>,
    /// Bits of the years in which the entry was in use; empty if that is known of none.
    years_of_use: Vec<u64>,
}

/// Positions of a stack, of its first category and of its first source among those of all stacks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Offsets {
    pub(super) stack: u32,
    pub(super) categories: u32,
    pub(super) sources: u32,
}

impl Segment {
    /// Folds some entries of a stack; also returns the tags, by the numbers that the segment uses for them.
    pub(super) fn new(
        stack: &Stack,
        entries: Range<u32>,
        offsets: Offsets,
        relatives: &HashMap<EntryId, u32>,
    ) -> (Self, Vec<String>) {
        let rows = entries.len();
        let mut segment = Self {
            start: 0,
            stack: offsets.stack,
            first: entries.start,
            names: TextColumn::new(),
            word_starts: Vec::new(),
            letters: Vec::with_capacity(rows),
            initials: Vec::with_capacity(rows),
            texts: TextColumn::new(),
            lone_letters: Vec::with_capacity(rows),
            facts: Vec::with_capacity(rows),
            tags: ListColumn::new(),
            citations: ListColumn::new(),
            relatives: ListColumn::new(),
            addresses: TextColumn::new(),
            records: Vec::with_capacity(rows),
            orders: Vec::new(),
            years: Vec::with_capacity(rows),
            years_of_use: Vec::with_capacity(rows),
        };
        let (mut tags, mut numbers, mut scratch) = (Vec::new(), HashMap::new(), String::new());
        for entry in entries.filter_map(|at| stack.entry(EntryIndex(at))) {
            segment.push_names(entry);
            segment.push_texts(entry);
            segment.push_addresses(entry, &mut scratch);
            segment.push_relatives(entry, offsets, relatives);
            segment.push_facts(entry, offsets);
            for tag in entry.tags() {
                let tag = one_line(&fold(cut(tag, MAX_NAME))).into_owned();
                let tag = *numbers.entry(tag).or_insert_with_key(|tag| {
                    tags.push(tag.clone());
                    number(tags.len() - 1)
                });
                segment.tags.items.push(tag);
            }
            segment.tags.end_row();
        }
        segment.shrink();
        (segment, tags)
    }

    /// Replaces the numbers of tags by those of the whole index.
    pub(super) fn renumber_tags(&mut self, numbers: &[u32]) {
        for tag in &mut self.tags.items {
            *tag = numbers.get(*tag as usize).copied().unwrap_or(*tag);
        }
    }

    fn push_names(&mut self, entry: Entry<'_>) {
        let from = self.names.text.len();
        let mut initials = self.push_name(entry.name());
        let to = self.names.text.len().saturating_sub(1);
        let is_name = self.names.text.get(from..to) == Some(cut(entry.id(), MAX_NAME));
        initials |= self.push_name(if is_name { "" } else { entry.id() });
        for alias in entry.aliases() {
            if self.names.text.len() - from < MAX_NAMES {
                initials |= self.push_name(alias);
            }
        }
        self.letters.push(letters(self.names.text.as_bytes().get(from..).unwrap_or_default()));
        self.initials.push(initials);
        self.names.end_row();
    }

    /// Adds a name and returns the first letters of its words.
    fn push_name(&mut self, original: &str) -> u64 {
        let original = cut(original, MAX_NAME);
        let base = self.names.text.len();
        self.names.text.push_str(&one_line(&fold(original)));
        let folded = self.names.text.get(base..).unwrap_or_default();
        self.word_starts.resize(self.names.text.len() / 64 + 1, 0);
        let mut initials = 0;
        for (at, byte) in folded.bytes().enumerate() {
            if is_word_start(original, folded, at) {
                initials |= letter(byte);
                if let Some(bits) = self.word_starts.get_mut((base + at) / 64) {
                    *bits |= 1 << ((base + at) % 64);
                }
            }
        }
        self.names.text.push('\n');
        initials
    }

    fn push_texts(&mut self, entry: Entry<'_>) {
        let from = self.texts.text.len();
        let summary = entry.summary().unwrap_or_default();
        for text in std::iter::once(summary).chain(entry.claims().map(Claim::text)) {
            self.texts.text.push_str(&one_line(&fold(cut(text, MAX_TEXT))));
            self.texts.text.push('\n');
        }
        self.lone_letters.push(lone_letters(self.texts.text.get(from..).unwrap_or_default()));
        self.texts.end_row();
    }

    fn push_addresses(&mut self, entry: Entry<'_>, scratch: &mut String) {
        let mut push = |parts: [&str; 2]| {
            scratch.clear();
            scratch.extend(parts);
            scratch.make_ascii_lowercase();
            self.addresses.text.push_str(bare(scratch));
            self.addresses.text.push('\n');
        };
        push(entry.homepage_parts());
        push(["", entry.text(OptionalText::Repository).unwrap_or_default()]);
        entry.links().for_each(|link: Link<'_>| push(["", link.address()]));
        self.addresses.end_row();
    }

    fn push_relatives(&mut self, entry: Entry<'_>, offsets: Offsets, relatives: &HashMap<EntryId, u32>) {
        if !relatives.is_empty() {
            for (target, field) in named_relatives(entry) {
                let names = relatives.get(&EntryId { stack: offsets.stack, entry: target }).copied();
                self.relatives.items.extend(names.map(|names| Relative { names, field }));
            }
        }
        self.relatives.end_row();
    }

    fn push_facts(&mut self, entry: Entry<'_>, offsets: Offsets) {
        let has_sources = entry.claims().len() > 0 || entry.relations().len() > 0;
        let dates = [entry.since(), entry.until()];
        let mut years = dates.into_iter().flatten().fold(0, |all, date| all | year_bit(date.year()));
        let is_dated = entry.status().is_some() || entry.since().is_some() || entry.is_event();
        let lifetime = is_dated.then(|| entry.lifetime());
        let mut record = Record {
            newest: 0,
            begin: lifetime.and_then(|lifetime| lifetime.begin()).map_or(0, day),
            status: entry.status().map_or(0, |status| 1 << status as u8),
            confidence: entry.claims().fold(0, |all, claim| all | 1 << claim.confidence() as u8),
            is_replaced: entry.stack().relation_count() > 0
                && entry.relations_back().iter().any(|relation| relation.kind() == RelationKind::Replaced),
        };
        for (at, source) in if has_sources { entry.sources() } else { Vec::new() } {
            let cites = |claim: &Claim<'_>| claim.source_indexes().any(|source| source == at);
            let claims = number(entry.claims().filter(cites).count());
            self.citations.items.push(Citation { source: offsets.sources + at.0, claims });
            if let Some(date) = source.published() {
                record.newest = record.newest.max(day(date));
                years |= year_bit(date.year());
            }
        }
        self.citations.end_row();
        self.years.push(years);
        let in_use = lifetime.filter(|lifetime| lifetime.status.is_some());
        self.years_of_use.push(in_use.map_or(0, |lifetime| years_of_use(&lifetime)));
        self.records.push(record);
        self.facts.push(Facts {
            category: offsets.categories + entry.category().0,
            name_len: u16::try_from(entry.name().chars().count()).unwrap_or(u16::MAX),
            kind: entry.kind().map_or(0, |kind| 1 << kind as u16),
        });
    }

    /// Returns the memory that is not needed, and columns without any value.
    fn shrink(&mut self) {
        self.names.shrink();
        self.texts.shrink();
        self.word_starts.shrink_to_fit();
        self.tags.shrink();
        self.citations.shrink();
        self.relatives.shrink();
        self.addresses.shrink();
        for years in [&mut self.years, &mut self.years_of_use] {
            if years.iter().all(|years| *years == 0) {
                *years = Vec::new();
            }
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

    /// The position of an entry, if it is in this segment.
    pub(super) fn position(&self, id: EntryId) -> Option<usize> {
        let at = id.entry.0.checked_sub(self.first)? as usize;
        (id.stack == self.stack && at < self.len()).then_some(at)
    }

    /// Whether a word starts at this byte of `names`.
    pub(in crate::search) fn is_word_start(&self, at: usize) -> bool {
        self.word_starts.get(at / 64).is_some_and(|bits| bits >> (at % 64) & 1 == 1)
    }

    /// The bytes of `names` in a range at which words start, counted from the start of the range.
    pub(in crate::search) fn word_starts(&self, range: Range<usize>) -> impl Iterator<Item = usize> + Clone {
        let blocks = self.word_starts.get(range.start / 64..range.end.div_ceil(64)).unwrap_or_default();
        let positions = |(at, bits): (usize, &u64)| {
            let nonzero = |bits: u64| (bits != 0).then_some(bits);
            std::iter::successors(nonzero(*bits), move |left| nonzero(left & (left - 1)))
                .map(move |left| at * 64 + left.trailing_zeros() as usize)
        };
        let all = (range.start / 64..).zip(blocks).flat_map(positions);
        all.skip_while(move |at| *at < range.start)
            .take_while(move |at| *at < range.end)
            .map(move |at| at - range.start)
    }

    pub(in crate::search) fn years(&self, at: usize) -> u64 {
        self.years.get(at).copied().unwrap_or(0)
    }

    /// Bits of the years in which any entry was in use.
    pub(in crate::search) fn all_years_of_use(&self) -> u64 {
        self.years_of_use.iter().fold(0, |all, years| all | years)
    }

    pub(in crate::search) fn years_of_use(&self, at: usize) -> u64 {
        self.years_of_use.get(at).copied().unwrap_or(0)
    }

    /// Whether an entry is an event.
    pub(in crate::search) fn is_event(&self, at: usize) -> bool {
        let kind =
            self.facts.get(at).and_then(|facts| EntryKind::ALL.get(facts.kind.trailing_zeros() as usize));
        kind.is_some_and(|kind| kind.is_event())
    }

    /// The position of an entry in the order of the tree.
    pub(in crate::search) fn order(&self, at: usize) -> u32 {
        self.orders.get(at).copied().unwrap_or(number(self.start + at))
    }

    pub(in crate::search) fn record(&self, at: usize) -> Record {
        self.records.get(at).copied().unwrap_or_default()
    }
}

/// The entries whose names count as words of an entry, each with the field that it is: its parent, then what it is
/// written in.
pub(in crate::search) fn named_relatives(entry: Entry<'_>) -> impl Iterator<Item = (EntryIndex, Field)> {
    let languages = entry.relations().filter(|relation| relation.kind() == RelationKind::WrittenIn);
    let languages = languages.zip(0..).map(|(relation, at)| (relation.target(), Field::Language(at)));
    entry.parent().map(|parent| (parent, Field::Parent)).into_iter().chain(languages)
}

/// The bits of the years in which an entry was in use, until the review of its stack.
fn years_of_use(lifetime: &Lifetime) -> u64 {
    let first = lifetime.begin().map_or(FIRST_YEAR, Date::year).max(FIRST_YEAR);
    let last =
        [lifetime.reviewed, lifetime.until, lifetime.last_seen].into_iter().flatten().map(Date::year).max();
    let years = first..=last.unwrap_or(first).min(LAST_YEAR);
    let in_use = years.filter(|year| lifetime.at(Date { year: *year, month: 0, day: 0 }) == Presence::InUse);
    in_use.fold(0, |set, year| set | year_bit(year))
}

/// A text without line breaks, which separate fields here.
pub(super) fn one_line(folded: &str) -> Cow<'_, str> {
    if memchr::memchr(FIELD_BREAK, folded.as_bytes()).is_some() {
        Cow::Owned(folded.replace('\n', " "))
    } else {
        Cow::Borrowed(folded)
    }
}

/// Whether a word starts at a byte of a folded name, also inside camelCase.
pub(in crate::search) fn is_word_start(original: &str, folded: &str, at: usize) -> bool {
    !ends_word(folded, at) && (starts_word(folded, at) || is_camel_case_boundary(original, folded, at))
}

/// Whether a capital letter follows a lower-case one at this byte (`overlappingPanels`).
///
/// Only ASCII names keep their byte positions when folded; in others boundaries are not looked for.
fn is_camel_case_boundary(original: &str, folded: &str, at: usize) -> bool {
    let pair = at.checked_sub(1).and_then(|before| original.as_bytes().get(before..=at));
    original.len() == folded.len()
        && matches!(pair, Some([before, c]) if before.is_ascii_lowercase() && c.is_ascii_uppercase())
}

/// The letters and digits that are words of their own in a folded text.
fn lone_letters(folded: &str) -> u64 {
    let bytes = folded.as_bytes();
    let mut set = 0;
    for (at, byte) in bytes.iter().enumerate() {
        // Most bytes are followed by a letter, so that is tested first.
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
