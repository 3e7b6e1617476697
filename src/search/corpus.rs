//! All that a search looks at, laid out for being read from one end to the other.
//!
//! Folded names lie in one text, folded summaries and claims in another; an entry owns a stretch of each. Entries lie in
//! parts, so that several threads can build them. What many entries share
//! (tags, categories, sources) is kept once and looked at once for each query. Nothing here points into
//! the catalog, so a search can run on a thread of its own.

mod segment;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::fold::fold;
use super::limits::{TEXT, cut};
use super::needle::Needle;
use crate::catalog::{Catalog, EntryId};
use crate::dataset::{Category, Date, Source, Stack};

use segment::{Offsets, flat};
pub(super) use segment::{Segment, is_head};

/// What stands between two fields of a stretch; no query holds one.
pub(super) const BREAK: u8 = b'\n';

/// TextColumn one after the other, found by position.
#[derive(Debug, Default)]
pub(super) struct TextColumn {
    pub(super) text: String,
    /// Where each begins, and where the last one ends.
    starts: Vec<u32>,
}

impl TextColumn {
    /// None yet, and room for the places of so many.
    fn new(count: usize) -> Self {
        let mut starts = Vec::with_capacity(count + 1);
        starts.push(0);
        Self { text: String::new(), starts }
    }

    fn settle(&mut self) {
        self.text.shrink_to_fit();
        self.starts.shrink_to_fit();
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

    /// The positions of the texts that hold a needle, in order; only so many places of each are looked at.
    pub(super) fn holding<'a>(
        &'a self,
        needle: &'a Needle,
        places: usize,
    ) -> impl Iterator<Item = usize> + 'a {
        let (mut at, mut from, mut left) = (0, 0, places);
        std::iter::from_fn(move || {
            loop {
                let (place, stands) = needle.seek(self.text.as_bytes(), from, self.text.len())?;
                while self.start(at + 1) <= place {
                    (at, left) = (at + 1, places);
                }
                left -= 1;
                from = if stands || left == 0 { self.start(at + 1) } else { place + 1 };
                if stands {
                    return Some(at);
                }
            }
        })
    }

    fn bytes(&self) -> usize {
        self.text.capacity() + self.starts.capacity() * 4
    }
}

/// Lists of numbers, one for each entry; empty when no entry has any.
#[derive(Debug)]
pub(super) struct ListColumn<T> {
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T> ListColumn<T> {
    fn new(count: usize) -> Self {
        let mut starts = Vec::with_capacity(count + 1);
        starts.push(0);
        Self { starts, all: Vec::new() }
    }

    fn push(&mut self, one: T) {
        self.all.push(one);
    }

    fn all_mut(&mut self) -> &mut [T] {
        &mut self.all
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

/// What every search asks of an entry, as numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    pub(super) category: u32,
    /// How long the name is, in characters: of two equal hits the shorter name wins.
    pub(super) name_len: u16,
    /// One bit for the kind; none when it is not known.
    pub(super) kind: u16,
}

/// What many entries share.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) tags: TextColumn,
    /// For each category its path.
    pub(super) categories: TextColumn,
    /// For each category the ids and names that it goes by.
    pub(super) category_names: TextColumn,
    /// For each category the id and the name of its stack.
    pub(super) stack_names: TextColumn,
    /// For each source: title, publisher, author, address.
    pub(super) sources: TextColumn,
    pub(super) source_ids: TextColumn,
    /// For each stack, where its own begin.
    offsets: Vec<Offsets>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Corpus {
    pub(super) tables: Tables,
    parts: Vec<Segment>,
    /// For each part the position of its first entry among all.
    starts: Vec<usize>,
    len: usize,
}

/// So many entries at most make a part.
const PART: u32 = if cfg!(test) { 8 } else { 32_768 };

/// A thread is worth starting for so many entries.
const MIN_ENTRIES_PER_THREAD: u32 = if cfg!(test) { 4 } else { 4_096 };

impl Corpus {
    pub(super) fn of(catalog: &Catalog, threads: usize) -> Self {
        let mut tables = Tables::of(catalog);
        let mut jobs = Vec::new();
        let all = short(catalog.len());
        // The same whatever the number of threads.
        let size = (all / 4).clamp(MIN_ENTRIES_PER_THREAD, PART);
        for ((number, stack), offsets) in (0..).zip(catalog.stacks()).zip(&tables.offsets) {
            let count = short(stack.entries().len());
            jobs.extend((0..count).step_by(size as usize).map(|from| {
                let to = count.min(from + size);
                (stack, number, from..to, *offsets)
            }));
        }
        let threads = threads.min((all / MIN_ENTRIES_PER_THREAD) as usize);
        let (mut parts, mut starts, mut len) = (Vec::with_capacity(jobs.len()), Vec::new(), 0);
        let mut tags = HashMap::new();
        for (mut part, own) in built(&jobs, threads) {
            let numbers: Vec<u32> = own.into_iter().map(|tag| tables.tag(tag, &mut tags)).collect();
            part.renumber_tags(&numbers);
            starts.push(len);
            len += part.len();
            parts.push(part);
        }
        tables.tags.settle();
        Self { tables, parts, starts, len }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The parts, each with the position of its first entry among all.
    pub(super) fn parts(&self) -> impl Iterator<Item = (usize, &Segment)> {
        self.starts.iter().copied().zip(&self.parts)
    }

    /// A part by its number, with the position of its first entry among all.
    pub(super) fn part(&self, number: usize) -> Option<(usize, &Segment)> {
        Some((*self.starts.get(number)?, self.parts.get(number)?))
    }

    /// The part in which an entry is, and its position there.
    pub(super) fn find(&self, at: usize) -> Option<(&Segment, usize)> {
        let number = self.starts.partition_point(|start| *start <= at).checked_sub(1)?;
        let (start, part) = self.part(number)?;
        (at - start < part.len()).then_some((part, at - start))
    }

    pub(super) fn id(&self, at: usize) -> Option<EntryId> {
        let (part, at) = self.find(at)?;
        part.id(at)
    }

    /// The position of an entry among all.
    pub(super) fn position(&self, id: EntryId) -> Option<usize> {
        let holds = |part: &Segment| part.stack == id.stack && (part.first..part.end()).contains(&id.entry.0);
        self.parts()
            .find(|(_, part)| holds(part))
            .map(|(start, part)| start + (id.entry.0 - part.first) as usize)
    }

    /// How many bytes of text each word of a query may have to be looked for in.
    pub(super) fn text_bytes(&self) -> usize {
        self.parts.iter().map(|part| part.names.text.len() + part.texts.text.len()).sum()
    }

    /// How many bytes all of it takes.
    pub(super) fn bytes(&self) -> usize {
        self.tables.bytes() + self.parts.iter().map(Segment::bytes).sum::<usize>()
    }
}

/// A part to be built: stack, its number, entries, where its categories and sources begin.
type Job<'a> = (&'a Stack, u32, Range<u32>, Offsets);

/// Builds parts, by several threads.
fn built(jobs: &[Job<'_>], threads: usize) -> Vec<(Segment, Vec<String>)> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut parts = Vec::new();
        while let Some((stack, number, entries, offsets)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            parts.push(Segment::of(stack, *number, entries.clone(), *offsets));
        }
        parts
    };
    let mut parts = thread::scope(|scope| {
        let begin = |_| thread::Builder::new().spawn_scoped(scope, work);
        let others: Vec<_> = (1..threads.min(jobs.len())).map(begin).collect();
        let mut parts = work();
        // A thread that could not be started leaves its parts to the others.
        for other in others.into_iter().flatten() {
            parts.extend(other.join().unwrap_or_default());
        }
        parts
    });
    // Tags are numbered in the order of the entries, whoever was quicker.
    parts.sort_by_key(|(part, _)| (part.stack, part.first));
    parts
}

impl Tables {
    fn of(catalog: &Catalog) -> Self {
        let mut tables = Self {
            tags: TextColumn::new(0),
            categories: TextColumn::new(0),
            category_names: TextColumn::new(0),
            stack_names: TextColumn::new(0),
            sources: TextColumn::new(0),
            source_ids: TextColumn::new(0),
            offsets: Vec::new(),
        };
        // Positions of categories and sources count through all stacks.
        for stack in catalog.stacks() {
            let (categories, sources) = (short(tables.categories.len()), short(tables.sources.len()));
            tables.offsets.push(Offsets { categories, sources });
            for (_, category) in stack.categories() {
                tables.category(stack, category);
            }
            for (_, source) in stack.sources() {
                tables.source(source);
            }
        }
        for texts in [
            &mut tables.categories,
            &mut tables.category_names,
            &mut tables.stack_names,
            &mut tables.sources,
            &mut tables.source_ids,
        ] {
            texts.settle();
        }
        tables
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
        self.stack_names.push(&fold(&[stack.id(), stack.name()].join("\n")));
    }

    fn source(&mut self, source: Source<'_>) {
        let url = source.url().map(|url| url.to_string());
        let parts = [Some(source.title()), source.publisher(), source.author(), url.as_deref()];
        for part in parts {
            self.sources.text.push_str(&flat(&fold(cut(part.unwrap_or_default(), TEXT))));
            self.sources.text.push('\n');
        }
        self.sources.close();
        self.source_ids.push(source.id());
    }

    /// The number of a tag.
    fn tag(&mut self, tag: String, numbers: &mut HashMap<String, u32>) -> u32 {
        let next = short(self.tags.len());
        *numbers.entry(tag).or_insert_with_key(|tag| {
            self.tags.push(tag);
            next
        })
    }

    fn bytes(&self) -> usize {
        let texts = [
            &self.tags,
            &self.categories,
            &self.category_names,
            &self.stack_names,
            &self.sources,
            &self.source_ids,
        ];
        texts.iter().map(|texts| texts.bytes()).sum()
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

/// A number of things; there are never as many as 4 billion.
fn short(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
