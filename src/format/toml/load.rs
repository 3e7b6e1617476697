//! A loader for large stacks: in chunks, on several threads, with only a window of the text in memory.

use std::io::{self, Read};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use ::toml::de::DeTable;

use super::chunk::{CHUNK_BYTES, Chunk, Chunker, MAX_STACK_BYTES};
use super::lines;
use super::scan::Scan;
use super::walk::Walk;
use crate::dataset::{CheckedChunk, CheckedChunks, Draft, Stack, StackKind};

/// Maximum number of threads for one stack: they wait for each other to merge their chunks.
const MAX_THREADS: usize = 4;

/// The reason why there is no stack.
#[derive(Debug)]
pub enum LoadError {
    /// There is an error, or the text is too unusual to be read in chunks: [`read`](super::read()) reports the errors or reads
    /// it after all.
    NeedsFullRead,
    /// Cancelled by the progress callback.
    Cancelled,
    /// A file could not be read.
    Unreadable(io::Error),
}

/// The progress of a load, with the content so far.
#[derive(Debug)]
pub struct ChunkProgress<'a> {
    /// The number of bytes read and merged.
    pub bytes: u64,
    chunks: &'a CheckedChunks,
}

impl ChunkProgress<'_> {
    /// The number of entries so far.
    pub fn entries(&self) -> usize {
        self.chunks.entries()
    }

    /// A preview: a copy of the content so far; none before the `[stack]` table.
    ///
    /// It is a valid [`Stack`], except that errors that only the whole shows are still possible, such as a duplicate id.
    /// References to records that are still missing are left out; a missing category appears under its id. A copy takes time
    /// and memory in proportion to the content, and the load waits for it, so take few: at the first entries, and then each
    /// time that there are several times as many.
    pub fn stack(&self) -> Option<Stack> {
        self.chunks.preview()
    }
}

/// Loads files as one stack: the same stack as [`read`](super::read()), or none if that would report an error.
///
/// Each file is opened when it is needed. `watch` is called after each chunk of some 64 KiB, on the thread that has read it,
/// and can cancel the load. There are no warnings.
///
/// The load is fastest if `[stack]` comes before the entries of the first file.
///
/// # Errors
///
/// [`LoadError`]: nothing of the content is kept.
pub fn load<R: Read + Send>(
    files: impl Iterator<Item = io::Result<R>> + Send,
    watch: impl FnMut(&ChunkProgress<'_>) -> ControlFlow<()> + Send,
) -> Result<Stack, LoadError> {
    load_on(thread::available_parallelism().map_or(1, NonZero::get), files, watch)
}

/// The same with a given number of threads, of which only a few are started.
///
/// # Errors
///
/// As [`load`].
pub fn load_on<R: Read + Send>(
    threads: usize,
    files: impl Iterator<Item = io::Result<R>> + Send,
    watch: impl FnMut(&ChunkProgress<'_>) -> ControlFlow<()> + Send,
) -> Result<Stack, LoadError> {
    load_by(CHUNK_BYTES, threads, files, watch)
}

/// The same with a given chunk size.
fn load_by<R: Read + Send>(
    size: usize,
    threads: usize,
    files: impl Iterator<Item = io::Result<R>> + Send,
    watch: impl FnMut(&ChunkProgress<'_>) -> ControlFlow<()> + Send,
) -> Result<Stack, LoadError> {
    let loading = Loading {
        source: Mutex::new(Source { files, size, open: None, next: 0, bytes: 0, ended: false }),
        merger: Mutex::new(ChunkMerger {
            chunks: CheckedChunks::default(),
            waiting: Vec::new(),
            next: 0,
            bytes: 0,
            schema: false,
            closed: false,
            failure: None,
            watch,
        }),
    };
    // The first chunk has the kind of the stack, which decides the required fields of the others.
    let kind = loading.step(StackKind::Stack);
    if let Some(kind) = kind {
        let run = || while loading.step(kind).is_some() {};
        thread::scope(|scope| {
            for _ in 1..threads.min(MAX_THREADS) {
                // If no other thread can be started, this one reads everything.
                let _more = thread::Builder::new().spawn_scoped(scope, run);
            }
            run();
        });
    }
    let merger = loading.merger.into_inner().unwrap_or_else(PoisonError::into_inner);
    match merger.failure {
        Some(failure) => Err(failure),
        None if merger.schema => merger.chunks.finish().ok_or(LoadError::NeedsFullRead),
        None => Err(LoadError::NeedsFullRead),
    }
}

/// The state shared by the threads; no thread locks both parts at once.
struct Loading<I, R, W> {
    source: Mutex<Source<I, R>>,
    merger: Mutex<ChunkMerger<W>>,
}

impl<R, I, W> Loading<I, R, W>
where
    R: Read,
    I: Iterator<Item = io::Result<R>>,
    W: FnMut(&ChunkProgress<'_>) -> ControlFlow<()>,
{
    /// Reads one chunk of a stack of this kind, and returns the kind, which the chunk may set; `None` at the end of the files
    /// or after a failure.
    fn step(&self, kind: StackKind) -> Option<StackKind> {
        let next = lock(&self.source).next();
        let loaded = match next {
            Ok(None) => return None,
            Ok(Some((number, chunk))) => {
                LoadedChunk::read(&chunk, kind).map(|loaded| (number, loaded)).ok_or(LoadError::NeedsFullRead)
            }
            Err(error) => Err(error),
        };
        let kind = loaded.as_ref().ok().and_then(|(_, loaded)| loaded.checked.kind()).unwrap_or(kind);
        if lock(&self.merger).take(loaded) {
            return Some(kind);
        }
        lock(&self.source).ended = true;
        None
    }
}

/// Locks a mutex even if it is poisoned: the panic of the other thread will reach the caller anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The source of the chunks.
struct Source<I, R> {
    files: I,
    /// The chunk size in bytes.
    size: usize,
    open: Option<Chunker<R>>,
    /// The number of the next chunk.
    next: usize,
    bytes: usize,
    ended: bool,
}

impl<R: Read, I: Iterator<Item = io::Result<R>>> Source<I, R> {
    /// Returns the next chunk and its number.
    fn next(&mut self) -> Result<Option<(usize, Chunk)>, LoadError> {
        while !self.ended {
            if let Some(chunker) = &mut self.open
                && let Some(chunk) = chunker.next().map_err(LoadError::Unreadable)?
            {
                let number = self.next;
                self.next += 1;
                self.bytes = self.bytes.saturating_add(chunk.bytes.len());
                return if self.bytes > MAX_STACK_BYTES {
                    Err(LoadError::NeedsFullRead)
                } else {
                    Ok(Some((number, chunk)))
                };
            }
            self.open = match self.files.next() {
                Some(file) => Some(Chunker::new(file.map_err(LoadError::Unreadable)?, self.size)),
                None => None,
            };
            self.ended = self.open.is_none();
        }
        Ok(None)
    }
}

/// A chunk after parsing and checking.
struct LoadedChunk {
    checked: CheckedChunk,
    bytes: u64,
    /// Whether it is the first of its file.
    first: bool,
    /// Whether it has a `schema` key.
    schema: bool,
    /// Whether it has a list that later chunks of its file cannot extend.
    closed: bool,
}

impl LoadedChunk {
    fn read(chunk: &Chunk, kind: StackKind) -> Option<Self> {
        let text = str::from_utf8(&chunk.bytes).ok()?;
        let plain = if chunk.first { None } else { lines::read(text, |text| Some(parse(text)?.draft)) };
        let parsed = match plain {
            Some(draft) => ParsedChunk { draft, schema: false, lists: false },
            None => parse(text.strip_prefix('\u{feff}').filter(|_| chunk.first).unwrap_or(text))?,
        };
        Some(Self {
            checked: CheckedChunk::check(&parsed.draft, kind)?,
            bytes: chunk.bytes.len() as u64,
            first: chunk.first,
            schema: parsed.schema,
            closed: chunk.first && parsed.lists,
        })
    }
}

/// A chunk after parsing.
struct ParsedChunk<'t> {
    draft: Draft<'t>,
    /// Whether it has a `schema` key.
    schema: bool,
    /// Whether it has a list of categories, entries or sources, even an empty one.
    lists: bool,
}

/// Parses a chunk as [`read`](super::read()) parses a whole text; `None` if there is a finding.
fn parse(text: &str) -> Option<ParsedChunk<'_>> {
    Scan::new(text, 0).ok().filter(Scan::is_closed)?;
    let (table, errors) = DeTable::parse_recoverable(text);
    let table = table.into_inner();
    let lists = ["category", "entry", "source"].iter().any(|key| table.contains_key(*key));
    let mut walk = Walk::default();
    walk.document(0, 0, table);
    let (draft, schema) = walk.chunk().filter(|_| errors.is_empty())?;
    Some(ParsedChunk { draft, schema, lists })
}

/// Merges the chunks in their order.
struct ChunkMerger<W> {
    chunks: CheckedChunks,
    /// The chunks that wait for an earlier one.
    waiting: Vec<(usize, LoadedChunk)>,
    /// The number of the next chunk.
    next: usize,
    bytes: u64,
    schema: bool,
    /// Whether the first chunk of the current file has a list that cannot be extended.
    closed: bool,
    /// The failure, if there will be no stack.
    failure: Option<LoadError>,
    watch: W,
}

impl<W: FnMut(&ChunkProgress<'_>) -> ControlFlow<()>> ChunkMerger<W> {
    /// Takes a chunk. Returns false after a failure.
    fn take(&mut self, loaded: Result<(usize, LoadedChunk), LoadError>) -> bool {
        // A cancelled callback is not called again.
        if self.failure.is_none() {
            self.failure = loaded.and_then(|loaded| self.add(loaded)).err();
        }
        self.failure.is_none()
    }

    /// Adds a chunk and those that waited for it, or keeps it waiting.
    fn add(&mut self, loaded: (usize, LoadedChunk)) -> Result<(), LoadError> {
        self.waiting.push(loaded);
        while let Some(at) = self.waiting.iter().position(|(number, _)| *number == self.next) {
            let (_, loaded) = self.waiting.swap_remove(at);
            self.next += 1;
            self.bytes += loaded.bytes;
            self.schema |= loaded.schema;
            if loaded.first {
                self.closed = loaded.closed;
            } else if self.closed {
                return Err(LoadError::NeedsFullRead);
            }
            if !self.chunks.push(loaded.checked) {
                return Err(LoadError::NeedsFullRead);
            }
            if (self.watch)(&ChunkProgress { bytes: self.bytes, chunks: &self.chunks }).is_break() {
                return Err(LoadError::Cancelled);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
