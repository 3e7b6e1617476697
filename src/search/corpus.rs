//! All that a search looks at, laid out for being read from one end to the other.
//!
//! Folded names lie in one text, folded summaries and claims in another; an entry owns a stretch of each. What many
//! entries share (tags, categories, sources) is kept once and looked at once for each query. Nothing here points into
//! the catalog, so a search can run on a thread of its own.

use std::collections::HashMap;

use super::fold::{ends_word, fold, letter, letters, starts_word};
use crate::catalog::{Catalog, EntryId};
use crate::dataset::{
    Category, Claim, Confidence, Date, Entry, EntryIndex, EntryKind, RelationKind, Source, Stack, Status,
};

/// What stands between two fields of a stretch; no query holds one.
pub(super) const BREAK: u8 = b'\n';

/// Texts one after the other, found by position.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) text: String,
    /// Where each begins, and where the last one ends.
    starts: Vec<u32>,
}

impl Texts {
    fn new() -> Self {
        Self { text: String::new(), starts: vec![0] }
    }

    /// Ends the text that was written since the last call.
    fn close(&mut self) {
        self.starts.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.close();
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Where the text at a position begins.
    pub(super) fn start(&self, at: usize) -> usize {
        self.starts.get(at).map_or(self.text.len(), |start| *start as usize)
    }

    pub(super) fn get(&self, at: usize) -> &str {
        self.text.get(self.start(at)..self.start(at + 1)).unwrap_or_default()
    }

    fn bytes(&self) -> usize {
        self.text.capacity() + self.starts.capacity() * 4
    }
}

/// Lists of numbers, one for each entry; empty when no entry has any.
#[derive(Debug)]
pub(super) struct Runs<T> {
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T> Runs<T> {
    fn new() -> Self {
        Self { starts: vec![0], all: Vec::new() }
    }

    fn close(&mut self) {
        self.starts.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
    }

    fn settle(&mut self) {
        if self.all.is_empty() {
            self.starts = Vec::new();
        }
        self.starts.shrink_to_fit();
        self.all.shrink_to_fit();
    }

    pub(super) fn get(&self, at: usize) -> &[T] {
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => self.all.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    fn bytes(&self) -> usize {
        self.starts.capacity() * 4 + self.all.capacity() * size_of::<T>()
    }
}

/// A source of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cited {
    pub(super) source: u32,
    /// How many claims of the entry rest on it.
    pub(super) claims: u32,
}

/// What filters ask of an entry, as numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    pub(super) category: u32,
    /// The date of its newest source, see [`day`]; 0 for none.
    pub(super) newest: u32,
    /// How long the name is, in characters: of two equal hits the shorter name wins.
    pub(super) name_len: u16,
    /// One bit for the kind; none when it is not known.
    pub(super) kind: u16,
    /// One bit for the status.
    pub(super) status: u8,
    /// A bit for each confidence that one of its claims has.
    pub(super) confidence: u8,
    /// Whether another entry replaced it.
    pub(super) replaced: bool,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Corpus {
    entries: Vec<u32>,
    /// For each stack the place of its first entry in `entries`.
    stacks: Vec<(u32, u32)>,
    /// For each entry: name, id (nothing when it is the name), aliases.
    pub(super) names: Texts,
    /// A bit for each byte of `names` at which a word or a hump (`overlappingPanels`) begins.
    heads: Vec<u64>,
    /// For each entry the letters of its names.
    pub(super) letters: Vec<u64>,
    /// For each entry the letters that words of its names begin with.
    pub(super) initials: Vec<u64>,
    /// For each entry: summary (nothing when there is none), claims.
    pub(super) texts: Texts,
    /// For each entry the letters that are words by themselves in its texts.
    pub(super) alone: Vec<u64>,
    pub(super) tags: Texts,
    pub(super) tags_of: Runs<u32>,
    /// For each category its path.
    pub(super) categories: Texts,
    /// For each category the ids and names that it goes by.
    pub(super) category_names: Texts,
    /// For each source: title, publisher, author, address.
    pub(super) sources: Texts,
    pub(super) source_ids: Texts,
    pub(super) sources_of: Runs<Cited>,
    pub(super) facts: Vec<Facts>,
    /// For each entry the years it is dated to, see [`year_bit`]; empty when none is.
    years: Vec<u64>,
}

impl Corpus {
    pub(super) fn of(catalog: &Catalog) -> Self {
        let mut corpus = Self {
            entries: Vec::new(),
            stacks: Vec::new(),
            names: Texts::new(),
            heads: Vec::new(),
            letters: Vec::new(),
            initials: Vec::new(),
            texts: Texts::new(),
            alone: Vec::new(),
            tags: Texts::new(),
            tags_of: Runs::new(),
            categories: Texts::new(),
            category_names: Texts::new(),
            sources: Texts::new(),
            source_ids: Texts::new(),
            sources_of: Runs::new(),
            facts: Vec::new(),
            years: Vec::new(),
        };
        // Positions of categories and sources count through all stacks.
        let mut first_category = Vec::new();
        let mut first_source = Vec::new();
        for stack in catalog.stacks() {
            first_category.push(short(corpus.categories.len()));
            first_source.push(short(corpus.sources.len()));
            for (_, category) in stack.categories() {
                corpus.category(stack, category);
            }
            for (_, source) in stack.sources() {
                corpus.source(source);
            }
        }
        let mut tags = HashMap::new();
        for (id, entry) in catalog.entries() {
            let first = |list: &[u32]| list.get(id.stack as usize).copied().unwrap_or_default();
            corpus.entry(id, entry, &mut tags, first(&first_category), first(&first_source));
        }
        corpus.settle();
        corpus
    }

    fn category(&mut self, stack: &Stack, category: Category<'_>) {
        let path = category.path();
        self.categories.push(&fold(&path.join(" > ")));
        let mut names = vec![category.id()];
        let mut around = category.parent();
        names.extend(&path);
        while let Some(parent) = around.and_then(|at| stack.category(at)) {
            names.push(parent.id());
            around = parent.parent();
        }
        self.category_names.push(&fold(&names.join("\n")));
    }

    fn source(&mut self, source: Source<'_>) {
        let url = source.url().map(|url| url.to_string());
        let parts = [Some(source.title()), source.publisher(), source.author(), url.as_deref()];
        for part in parts {
            self.sources.text.push_str(&flat(&fold(part.unwrap_or_default())));
            self.sources.text.push('\n');
        }
        self.sources.close();
        self.source_ids.push(source.id());
    }

    fn entry(
        &mut self,
        id: EntryId,
        entry: Entry<'_>,
        tags: &mut HashMap<String, u32>,
        first_category: u32,
        first_source: u32,
    ) {
        let place = short(self.entries.len());
        if self.stacks.last().is_none_or(|(_, stack)| *stack != id.stack) {
            self.stacks.push((place, id.stack));
        }
        self.entries.push(id.entry.0);

        let from = self.names.text.len();
        let mut initials = 0;
        initials |= self.name(entry.name());
        let to = self.names.text.len().saturating_sub(1);
        if self.names.text.get(from..to) == Some(entry.id()) {
            initials |= self.name("");
        } else {
            initials |= self.name(entry.id());
        }
        for alias in entry.aliases() {
            initials |= self.name(alias);
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

        for tag in entry.tags() {
            let tag = fold(tag);
            let at = if let Some(at) = tags.get(&*tag) {
                *at
            } else {
                let at = short(self.tags.len());
                self.tags.push(&flat(&tag));
                tags.insert(tag.into_owned(), at);
                at
            };
            self.tags_of.all.push(at);
        }
        self.tags_of.close();

        let has_sources = entry.claims().len() > 0 || entry.relations().len() > 0;
        let mut newest = 0;
        let mut years = [entry.since(), entry.until()]
            .into_iter()
            .flatten()
            .fold(0, |all, date| all | year_bit(date.year()));
        for (at, source) in if has_sources { entry.sources() } else { Vec::new() } {
            let rests = |claim: &Claim<'_>| claim.source_indexes().any(|source| source == at);
            let claims = short(entry.claims().filter(rests).count());
            self.sources_of.all.push(Cited { source: first_source + at.0, claims });
            if let Some(date) = source.published() {
                newest = newest.max(day(date));
                years |= year_bit(date.year());
            }
        }
        self.sources_of.close();
        self.years.push(years);

        let bit = |at: usize| 1_u16.checked_shl(at.try_into().unwrap_or(u32::MAX)).unwrap_or(0);
        let status = entry.status().map_or(0, |status| bit(place_of(Status::ALL, status)));
        let confidence =
            entry.claims().fold(0, |all, claim| all | bit(place_of(Confidence::ALL, claim.confidence())));
        let has_relations = entry.stack().relation_count() > 0;
        self.facts.push(Facts {
            category: first_category + entry.category().0,
            newest,
            name_len: u16::try_from(entry.name().chars().count()).unwrap_or(u16::MAX),
            kind: entry.kind().map_or(0, |kind| bit(place_of(EntryKind::ALL, kind))),
            status: u8::try_from(status).unwrap_or(0),
            confidence: u8::try_from(confidence).unwrap_or(0),
            replaced: has_relations
                && entry.relations_back().iter().any(|relation| relation.kind() == RelationKind::Replaced),
        });
    }

    /// Adds a name and returns the letters that its words begin with.
    fn name(&mut self, original: &str) -> u64 {
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
        self.texts.text.push_str(&flat(&fold(original)));
        self.texts.text.push('\n');
    }

    /// Gives back the memory that growing took in advance.
    fn settle(&mut self) {
        for texts in [&mut self.names, &mut self.texts, &mut self.tags, &mut self.sources] {
            texts.text.shrink_to_fit();
            texts.starts.shrink_to_fit();
        }
        for column in [&mut self.heads, &mut self.letters, &mut self.initials, &mut self.alone] {
            column.shrink_to_fit();
        }
        self.entries.shrink_to_fit();
        self.facts.shrink_to_fit();
        self.tags_of.settle();
        self.sources_of.settle();
        if self.years.iter().all(|years| *years == 0) {
            self.years = Vec::new();
        }
        self.years.shrink_to_fit();
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn id(&self, at: usize) -> Option<EntryId> {
        let entry = *self.entries.get(at)?;
        let stack = self.stacks.partition_point(|(first, _)| *first as usize <= at).checked_sub(1)?;
        let (_, stack) = *self.stacks.get(stack)?;
        Some(EntryId { stack, entry: EntryIndex(entry) })
    }

    /// Whether a word or a hump begins at this byte of `names`.
    pub(super) fn head(&self, at: usize) -> bool {
        self.heads.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// The bytes from `from` on, up to `to`, at which words and humps begin, counted from `from`.
    pub(super) fn heads(&self, from: usize, to: usize) -> impl Iterator<Item = usize> + Clone {
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

    pub(super) fn years(&self, at: usize) -> u64 {
        self.years.get(at).copied().unwrap_or(0)
    }

    /// How many bytes all of it takes.
    pub(super) fn bytes(&self) -> usize {
        let texts = [
            &self.names,
            &self.texts,
            &self.tags,
            &self.categories,
            &self.category_names,
            &self.sources,
            &self.source_ids,
        ];
        let columns = [&self.heads, &self.letters, &self.initials, &self.alone, &self.years];
        texts.iter().map(|texts| texts.bytes()).sum::<usize>()
            + columns.iter().map(|column| column.capacity() * 8).sum::<usize>()
            + self.entries.capacity() * 4
            + self.facts.capacity() * size_of::<Facts>()
            + self.tags_of.bytes()
            + self.sources_of.bytes()
    }
}

/// A date as one number that orders like it; a month or a day that is not known counts as the first.
pub(super) fn day(date: Date) -> u32 {
    (u32::from(date.year()) << 9) | (u32::from(date.month.max(1)) << 5) | u32::from(date.day.max(1))
}

/// The first year that has a bit of its own; earlier ones share it.
pub(super) const FIRST_YEAR: u16 = 1980;

/// The bit of a year in a set of years.
pub(super) fn year_bit(year: u16) -> u64 {
    1 << year.saturating_sub(FIRST_YEAR).min(63)
}

/// The place of a value in the list of all.
fn place_of<T: Copy + PartialEq>(all: &[T], value: T) -> usize {
    all.iter().position(|one| *one == value).unwrap_or(usize::MAX)
}

/// A number of things; there are never as many as 4 billion.
fn short(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A text without line breaks, which part fields here.
fn flat(folded: &str) -> std::borrow::Cow<'_, str> {
    if memchr::memchr(BREAK, folded.as_bytes()).is_some() {
        folded.replace('\n', " ").into()
    } else {
        folded.into()
    }
}

/// Whether a word or a hump begins at a byte of a folded name.
pub(super) fn is_head(original: &str, folded: &str, at: usize) -> bool {
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
