//! The data that a search reads, made of a catalog once, in columns that are scanned from one end to the other.
//!
//! Entries are in segments, so that several threads can build them. The texts that many entries share (tags, categories,
//! sources) are stored once and matched once per query. Nothing here refers to the catalog, so a search can run on a thread of
//! its own.

pub(super) mod columns;
pub(super) mod segment;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::OnceLock;

use super::address::bare;
use super::blocks::Namesakes;
use super::dates;
use super::fold::fold;
use super::limits::{MAX_TEXT, cut};
use super::query::{FieldValue, VALUE_FIELDS};
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::{Category, Entry, EntryIndex, Source, Stack};
use crate::parallel;
use columns::{TextColumn, fields, number};
use segment::{Offsets, Segment, named_relatives, one_line};

/// The texts that many entries share, by their position in all stacks.
#[derive(Debug)]
pub(super) struct SharedTexts {
    pub(super) tags: TextColumn,
    /// Path of each category.
    pub(super) categories: TextColumn,
    /// Ids and names of each category and its ancestors.
    pub(super) category_names: TextColumn,
    /// Number of the parent of each category.
    pub(super) category_parents: Vec<Option<u32>>,
    /// Id and name of the stack of each category.
    pub(super) stack_names: TextColumn,
    /// Title, publisher and author of each source, then its addresses, see [`bare`].
    pub(super) sources: TextColumn,
    pub(super) source_ids: TextColumn,
    /// Names and aliases of the entries that are the parent of another or the language that one is written in.
    pub(super) relatives: TextColumn,
}

/// All searchable texts of a catalog.
///
/// It does not refer to the catalog, so it can be shared with another thread (`Arc<Index>`).
pub struct Index {
    pub(super) shared: SharedTexts,
    pub(super) segments: Vec<Segment>,
    pub(super) threads: usize,
    /// The entries of several stacks with one name; none if only one is open.
    pub(super) namesakes: Namesakes,
    /// The values of the fields, once they were counted.
    pub(super) values: [OnceLock<Vec<FieldValue>>; VALUE_FIELDS.len()],
    /// Words of the names of the stacks, each with whether nearly every entry matches it, once that was counted.
    pub(super) stack_words: Vec<(String, OnceLock<bool>)>,
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
        let threads = if is_large { parallel::cores().min(MAX_THREADS) } else { 1 };
        let (shared, segments) = folded(catalog, threads);
        let namesakes = if catalog.stacks().len() > 1 { namesakes(&segments) } else { Namesakes::default() };
        let (values, stack_words) = (Default::default(), stack_words(catalog));
        Self { shared, segments, threads, namesakes, values, stack_words }
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

    /// The first and the last year in which any entry was in use; `None` if that is known of none.
    pub fn years_of_use(&self) -> Option<(u16, u16)> {
        dates::ends(self.segments.iter().fold(0, |all, segment| all | segment.all_years_of_use()))
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

    /// Whether two entries are in the same category.
    pub fn share_category(&self, one: EntryId, other: EntryId) -> bool {
        let category =
            |id| self.find_id(id).and_then(|(segment, at)| segment.facts.get(at)).map(|facts| facts.category);
        category(one) == category(other)
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
    let (mut shared, relatives) = (SharedTexts::new(catalog), relatives(catalog));
    shared.relatives =
        relatives.iter().map(|id| catalog.entry(*id).map_or_else(String::new, names)).collect();
    let relatives: HashMap<EntryId, u32> = relatives.into_iter().zip(0..).collect();
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
        Segment::new(stack, entries.clone(), *offsets, &relatives)
    };
    let folded = parallel::map(threads, &jobs, || (), build);
    let order = tree_order(catalog);
    let is_sorted = order.is_sorted();
    let (mut segments, mut start, mut tags) = (Vec::with_capacity(jobs.len()), 0, HashMap::new());
    for (mut segment, own_tags) in folded {
        let numbers: Vec<u32> = own_tags.into_iter().map(|tag| shared.tag(tag, &mut tags)).collect();
        segment.renumber_tags(&numbers);
        segment.start = start;
        let orders = order.get(start..start + segment.len()).unwrap_or_default();
        segment.orders = if is_sorted { Vec::new() } else { orders.to_vec() };
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
        let sources = || catalog.stacks().iter().flat_map(Stack::sources).map(|(_, source)| source);
        Self {
            tags: TextColumn::new(),
            categories: categories().map(|(_, category)| joined(&category.path(), " > ")).collect(),
            category_parents: category_parents(catalog),
            category_names: categories().map(|(stack, category)| category_names(stack, category)).collect(),
            stack_names: categories().map(|(stack, _)| joined(&[stack.id(), stack.name()], "\n")).collect(),
            sources: sources().map(source_row).collect(),
            source_ids: sources().map(Source::id).collect(),
            relatives: TextColumn::new(),
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

/// The entries with one folded name, without the spaces around it.
fn namesakes(segments: &[Segment]) -> Namesakes {
    let names = segments.iter().flat_map(|segment| {
        (0..segment.len()).map(|at| fields(segment.names.get(at)).next().map_or("", |(_, name)| name.trim()))
    });
    let mut known: HashMap<&str, u32> = HashMap::new();
    let first: Vec<u32> = (0..).zip(names).map(|(at, name)| *known.entry(name).or_insert(at)).collect();
    Namesakes::new(&first)
}

/// The words of the ids and names of the stacks, each once; a name such as `gov.uk` as a whole, too.
fn stack_words(catalog: &Catalog) -> Vec<(String, OnceLock<bool>)> {
    let names = catalog.stacks().iter().flat_map(|stack| [stack.id(), stack.name()]);
    let words = names.map(fold).flat_map(|name| {
        let parts = name.split(|c: char| !c.is_alphanumeric()).chain(name.split_whitespace());
        parts.filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    });
    let words: BTreeSet<String> = words.collect();
    words.into_iter().map(|word| (word, OnceLock::new())).collect()
}

/// The position of each entry in the order of the tree.
fn tree_order(catalog: &Catalog) -> Vec<u32> {
    let mut first = 0;
    let starts = catalog.stacks().iter().map(|stack| {
        let start = first;
        first += stack.entries().len();
        start
    });
    let starts: Vec<usize> = starts.collect();
    let mut order = vec![0; catalog.len()];
    let entries = catalog.rows().iter().filter_map(|row| match row.node {
        Node::Entry(id) => Some(id),
        _ => None,
    });
    for (place, id) in (0..).zip(entries) {
        let start = starts.get(id.stack as usize).copied().unwrap_or(0);
        if let Some(cell) = order.get_mut(start + id.entry.0 as usize) {
            *cell = place;
        }
    }
    order
}

/// The entries whose names are words of others, see [`named_relatives`].
fn relatives(catalog: &Catalog) -> Vec<EntryId> {
    let of_stack = |(stack, data): (u32, &Stack)| {
        let mut found: Vec<EntryIndex> =
            data.entries().flat_map(|(_, entry)| named_relatives(entry).map(|(target, _)| target)).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(move |entry| EntryId { stack, entry }).collect::<Vec<_>>()
    };
    (0..).zip(catalog.stacks()).flat_map(of_stack).collect()
}

/// The folded name and aliases of an entry, a line each.
fn names(entry: Entry<'_>) -> String {
    let names: Vec<&str> = std::iter::once(entry.name()).chain(entry.aliases()).collect();
    joined(&names, "\n")
}

fn joined(texts: &[&str], separator: &str) -> String {
    fold(&texts.join(separator)).into_owned()
}

/// The number of the parent of each category, among those of all stacks.
fn category_parents(catalog: &Catalog) -> Vec<Option<u32>> {
    let mut parents: Vec<Option<u32>> = Vec::new();
    for stack in catalog.stacks() {
        let first = number(parents.len());
        parents
            .extend(stack.categories().map(|(_, category)| category.parent().map(|parent| first + parent.0)));
    }
    parents
}

fn category_names(stack: &Stack, category: Category<'_>) -> String {
    let parent = |category: &Category<'_>| category.parent().and_then(|at| stack.category(at));
    let mut names = vec![category.id()];
    names.extend(category.path());
    names.extend(std::iter::successors(parent(&category), parent).map(Category::id));
    joined(&names, "\n")
}

/// Number of the first address among [`source_texts`].
pub(super) const SOURCE_ADDRESSES: usize = 3;

/// Title, publisher and author of a source, empty where it lacks them; then its URL and its former ones.
pub(super) fn source_texts(source: Source<'_>) -> Vec<String> {
    let [publisher, author] = [source.publisher(), source.author()].map(Option::unwrap_or_default);
    let texts = [source.title(), publisher, author].map(str::to_owned);
    let urls = source.url().into_iter().chain(source.former_urls()).map(|url| url.to_string());
    texts.into_iter().chain(urls).collect()
}

/// The searchable texts of a source, each ended by a line break.
fn source_row(source: Source<'_>) -> String {
    let texts = source_texts(source).into_iter().enumerate().map(|(at, text)| {
        let text = one_line(&fold(cut(&text, MAX_TEXT))).into_owned();
        format!("{}\n", if at < SOURCE_ADDRESSES { &text } else { bare(&text) })
    });
    texts.collect()
}
