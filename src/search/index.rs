//! The data that a search reads, made of a catalog once, in columns that are scanned from one end to the other.
//!
//! Entries are in segments, so that several threads can build them. The texts that many entries share (tags, categories,
//! sources) are stored once and matched once per query. Nothing here refers to the catalog, so a search can run on a thread of
//! its own.

pub(super) mod columns;
pub(super) mod segment;

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::{fmt, thread};

use super::fold::fold;
use super::limits::{MAX_TEXT, cut};
use super::parallel;
use crate::catalog::{Catalog, EntryId};
use crate::dataset::{Category, Source, Stack};
use columns::{TextColumn, number};
use segment::{Offsets, Segment, one_line};

/// The texts that many entries share, by their position in all stacks.
#[derive(Debug)]
pub(super) struct SharedTexts {
    pub(super) tags: TextColumn,
    /// Path of each category.
    pub(super) categories: TextColumn,
    /// Ids and names of each category and its ancestors.
    pub(super) category_names: TextColumn,
    /// Id and name of the stack of each category.
    pub(super) stack_names: TextColumn,
    /// Title, publisher, author and URL of each source.
    pub(super) sources: TextColumn,
    pub(super) source_ids: TextColumn,
}

/// All searchable texts of a catalog.
///
/// It does not refer to the catalog, so it can be shared with another thread (`Arc<Index>`).
pub struct Index {
    pub(super) shared: SharedTexts,
    pub(super) segments: Vec<Segment>,
    pub(super) threads: usize,
}

/// Maximum number of threads: more are limited by the speed of the memory.
const MAX_THREADS: usize = 8;

/// Number of entries up to which one thread is used: the number of processors costs more to ask for than a search.
const MAX_SINGLE_THREADED: usize = if cfg!(test) { 8 } else { 1024 };

/// Maximum number of entries in a segment.
const MAX_SEGMENT: u32 = if cfg!(test) { 8 } else { 32_768 };

/// Minimum number of entries for which a thread is worth starting.
const MIN_ENTRIES_PER_THREAD: u32 = if cfg!(test) { 4 } else { 4_096 };

impl Index {
    /// Folds every searchable text of a catalog.
    pub fn new(catalog: &Catalog) -> Self {
        let is_large = catalog.len() > MAX_SINGLE_THREADED;
        let processors = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = if is_large { processors().min(MAX_THREADS) } else { 1 };
        let (shared, segments) = folded(catalog, threads);
        Self { shared, segments, threads }
    }

    /// Sets the number of threads of a search, which does not change its results.
    pub fn with_threads(self, threads: NonZeroUsize) -> Self {
        Self { threads: threads.get(), ..self }
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.segments.last().map_or(0, |segment| segment.start + segment.len())
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The segment of an entry, given by its position among all, and the position there.
    pub(super) fn find(&self, at: usize) -> Option<(&Segment, usize)> {
        let number = self.segments.partition_point(|segment| segment.start <= at).checked_sub(1)?;
        let segment = self.segments.get(number)?;
        (at - segment.start < segment.len()).then_some((segment, at - segment.start))
    }

    /// The segment of an entry and its position there.
    pub(super) fn find_id(&self, id: EntryId) -> Option<(&Segment, usize)> {
        self.segments.iter().find_map(|segment| Some((segment, segment.position(id)?)))
    }

    /// Number of bytes that may have to be scanned for each word of a query.
    pub(super) fn text_bytes(&self) -> usize {
        self.segments.iter().map(|segment| segment.names.text.len() + segment.texts.text.len()).sum()
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("entries", &self.len()).finish_non_exhaustive()
    }
}

/// The searchable texts of a catalog, folded by some threads.
fn folded(catalog: &Catalog, threads: usize) -> (SharedTexts, Vec<Segment>) {
    let mut shared = SharedTexts::new(catalog);
    let all = number(catalog.len());
    // The number of threads must not change the segments.
    let size = (all / 4).clamp(MIN_ENTRIES_PER_THREAD, MAX_SEGMENT);
    let (mut jobs, mut offsets) = (Vec::new(), Offsets::default());
    for stack in catalog.stacks() {
        let count = number(stack.entries().len());
        let ranges = (0..count).step_by(size as usize).map(|from| from..count.min(from + size));
        jobs.extend(ranges.map(|entries| (stack, entries, offsets)));
        offsets.stack += 1;
        offsets.categories += number(stack.categories().len());
        offsets.sources += number(stack.sources().len());
    }
    let threads = threads.min((all / MIN_ENTRIES_PER_THREAD) as usize);
    let build = |(): &mut (), (stack, entries, offsets): &(&Stack, Range<u32>, Offsets)| {
        Segment::new(stack, entries.clone(), *offsets)
    };
    let folded = parallel::map(threads, &jobs, || (), build);
    let (mut segments, mut start, mut tags) = (Vec::with_capacity(jobs.len()), 0, HashMap::new());
    for (mut segment, own_tags) in folded {
        let numbers: Vec<u32> = own_tags.into_iter().map(|tag| shared.tag(tag, &mut tags)).collect();
        segment.renumber_tags(&numbers);
        segment.start = start;
        start += segment.len();
        segments.push(segment);
    }
    shared.tags.shrink();
    (shared, segments)
}

impl SharedTexts {
    fn new(catalog: &Catalog) -> Self {
        let categories = || {
            let stacks = catalog.stacks().iter();
            stacks.flat_map(|stack| stack.categories().map(move |(_, category)| (stack, category)))
        };
        let line = |text: String| format!("{}\n", one_line(&fold(cut(&text, MAX_TEXT))));
        let sources = || catalog.stacks().iter().flat_map(Stack::sources).map(|(_, source)| source);
        Self {
            tags: TextColumn::new(),
            categories: categories().map(|(_, category)| joined(&category.path(), " > ")).collect(),
            category_names: categories().map(|(stack, category)| category_names(stack, category)).collect(),
            stack_names: categories().map(|(stack, _)| joined(&[stack.id(), stack.name()], "\n")).collect(),
            sources: sources().map(|source| source_texts(source).map(line).concat()).collect(),
            source_ids: sources().map(Source::id).collect(),
        }
    }

    /// The number of a tag.
    fn tag(&mut self, tag: String, numbers: &mut HashMap<String, u32>) -> u32 {
        let next = number(self.tags.len());
        *numbers.entry(tag).or_insert_with_key(|tag| {
            self.tags.push(tag);
            next
        })
    }
}

fn joined(texts: &[&str], separator: &str) -> String {
    fold(&texts.join(separator)).into_owned()
}

fn category_names(stack: &Stack, category: Category<'_>) -> String {
    let parent = |category: &Category<'_>| category.parent().and_then(|at| stack.category(at));
    let mut names = vec![category.id()];
    names.extend(category.path());
    names.extend(std::iter::successors(parent(&category), parent).map(Category::id));
    joined(&names, "\n")
}

/// Title, publisher, author and URL of a source; those that it lacks are empty.
pub(super) fn source_texts(source: Source<'_>) -> [String; 4] {
    let url = source.url().map(|url| url.to_string()).unwrap_or_default();
    let [publisher, author] = [source.publisher(), source.author()].map(Option::unwrap_or_default);
    [source.title().to_owned(), publisher.to_owned(), author.to_owned(), url]
}
