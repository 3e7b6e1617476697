//! Reads large stacks: in pieces, on several threads, with a window of the text in memory and not all of it.

use std::io::{self, Read};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use ::toml::de::DeTable;

use super::chunk::{CHUNK_BYTES, Chunk, Chunker};
use super::scan::Scan;
use super::walk::Walk;
use super::{MAX_STACK_BYTES, lines};
use crate::dataset::{CheckedChunk, CheckedChunks, Draft, Stack, StackKind};

/// The most threads that read one stack: they wait for each other when they put their pieces together.
const THREADS: usize = 4;

/// Why there is no stack.
#[derive(Debug)]
pub enum LoadError {
    /// Something is an error, or too unusual to be read in pieces: [`read`](super::read()) says what, and where, or reads
    /// it after all.
    NeedsFullRead,
    /// Whoever watched wanted no more.
    Cancelled,
    /// A file could not be read.
    Unreadable(io::Error),
}

/// How far the reading has come.
#[derive(Debug)]
pub struct ChunkProgress<'a> {
    /// How many bytes of the files have been read and put together.
    pub bytes: u64,
    pieces: &'a CheckedChunks,
}

impl ChunkProgress<'_> {
    /// How many entries there are so far.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.pieces.entries()
    }

    /// A copy of what there is so far; none before the `[stack]` table has come.
    ///
    /// It keeps every promise of a [`Stack`] but one: an error that only the whole shows may still come, such as an id
    /// that is there twice. What refers to something that has not come yet is left out, and a category that has not come
    /// yet is there under its id. A copy takes as long and as much memory as all that has been read, and the reading
    /// waits for it, so ask for few: at the first entries, and then each time that there are several times as many.
    #[must_use]
    pub fn stack(&self) -> Option<Stack> {
        self.pieces.preview()
    }
}

/// Reads files as one stack, which is the one that [`read`](super::read()) would give; or no stack, where that one has an
/// error to report.
///
/// The files come one after the other and are opened no sooner than they are needed. `watch` is called after each piece,
/// of some 64 KiB, on the thread that has read it, and its answer can end the reading. Warnings are not looked for.
///
/// The kind of the stack should be known early: it is when `[stack]` stands before the entries of the first file.
///
/// # Errors
///
/// [`LoadError`] says why there is no stack; nothing of what was read is kept.
pub fn load<R: Read + Send>(
    files: impl Iterator<Item = io::Result<R>> + Send,
    watch: impl FnMut(&ChunkProgress<'_>) -> ControlFlow<()> + Send,
) -> Result<Stack, LoadError> {
    load_by(CHUNK_BYTES, files, watch)
}

/// The same with pieces of a given size.
fn load_by<R: Read + Send>(
    size: usize,
    files: impl Iterator<Item = io::Result<R>> + Send,
    watch: impl FnMut(&ChunkProgress<'_>) -> ControlFlow<()> + Send,
) -> Result<Stack, LoadError> {
    let loading = Loading {
        source: Mutex::new(Source { files, size, open: None, next: 0, bytes: 0, ended: false }),
        merger: Mutex::new(ChunkMerger {
            pieces: CheckedChunks::default(),
            waiting: Vec::new(),
            next: 0,
            bytes: 0,
            schema: false,
            closed: false,
            failure: None,
            watch,
        }),
    };
    // The first piece says of which kind the stack is, which decides what the others must have.
    let kind = loading.step(StackKind::Stack);
    if let Some(kind) = kind {
        let more = thread::available_parallelism().map_or(1, NonZero::get).min(THREADS) - 1;
        let run = || while loading.step(kind).is_some() {};
        thread::scope(|scope| {
            for _ in 0..more {
                // Where there is no other thread to be had, this one reads all.
                let _more = thread::Builder::new().spawn_scoped(scope, run);
            }
            run();
        });
    }
    let merger = loading.merger.into_inner().unwrap_or_else(PoisonError::into_inner);
    match merger.failure {
        Some(failure) => Err(failure),
        None if merger.schema => merger.pieces.finish().ok_or(LoadError::NeedsFullRead),
        None => Err(LoadError::NeedsFullRead),
    }
}

/// What the threads share; no thread holds both parts at once.
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
    /// Reads one piece of a stack of this kind, unless the piece itself says of which, and gives back the kind; nothing
    /// when there are no more pieces, or there is no sense in reading them.
    fn step(&self, kind: StackKind) -> Option<StackKind> {
        let next = lock(&self.source).next();
        let part = match next {
            Ok(None) => return None,
            Ok(Some((number, cut))) => {
                LoadedChunk::read(&cut, kind).map(|part| (number, part)).ok_or(LoadError::NeedsFullRead)
            }
            Err(error) => Err(error),
        };
        let kind = part.as_ref().ok().and_then(|(_, part)| part.piece.kind()).unwrap_or(kind);
        if lock(&self.merger).take(part) {
            return Some(kind);
        }
        lock(&self.source).ended = true;
        None
    }
}

/// What another thread did before it panicked is of no use, but that panic is on its way to the caller already.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the pieces come from.
struct Source<I, R> {
    files: I,
    /// How many bytes a piece has.
    size: usize,
    open: Option<Chunker<R>>,
    /// The number of the next piece.
    next: usize,
    bytes: usize,
    ended: bool,
}

impl<R: Read, I: Iterator<Item = io::Result<R>>> Source<I, R> {
    /// The next piece and its number.
    fn next(&mut self) -> Result<Option<(usize, Chunk)>, LoadError> {
        while !self.ended {
            if let Some(chunker) = &mut self.open
                && let Some(cut) = chunker.next().map_err(LoadError::Unreadable)?
            {
                let number = self.next;
                self.next += 1;
                self.bytes = self.bytes.saturating_add(cut.bytes.len());
                return if self.bytes > MAX_STACK_BYTES {
                    Err(LoadError::NeedsFullRead)
                } else {
                    Ok(Some((number, cut)))
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

/// A piece that was read.
struct LoadedChunk {
    piece: CheckedChunk,
    bytes: u64,
    /// Whether it is the beginning of its file.
    first: bool,
    /// Whether it names the schema.
    schema: bool,
    /// Whether it has a list to which a later piece of its file cannot add.
    closed: bool,
}

impl LoadedChunk {
    fn read(cut: &Chunk, kind: StackKind) -> Option<Self> {
        let text = str::from_utf8(&cut.bytes).ok()?;
        let plain = if cut.first { None } else { lines::read(text, |odd| Some(parse(odd)?.draft)) };
        let parsed = match plain {
            Some(draft) => ParsedChunk { draft, schema: false, lists: false },
            None => parse(text.strip_prefix('\u{feff}').filter(|_| cut.first).unwrap_or(text))?,
        };
        Some(Self {
            piece: CheckedChunk::check(&parsed.draft, kind)?,
            bytes: cut.bytes.len() as u64,
            first: cut.first,
            schema: parsed.schema,
            closed: cut.first && parsed.lists,
        })
    }
}

/// What the parser made of a piece.
struct ParsedChunk<'t> {
    draft: Draft<'t>,
    /// Whether it names the schema.
    schema: bool,
    /// Whether it has categories, entries or sources, be it none of them in an empty list.
    lists: bool,
}

/// Parses a piece the way [`read`](super::read()) parses a whole text; nothing when there is any finding.
fn parse(text: &str) -> Option<ParsedChunk<'_>> {
    Scan::new(text, 0).ok().filter(Scan::is_sound)?;
    let (table, errors) = DeTable::parse_recoverable(text);
    let table = table.into_inner();
    let lists = ["category", "entry", "source"].iter().any(|key| table.contains_key(*key));
    let mut walk = Walk::default();
    walk.document(0, 0, table);
    let (draft, schema) = walk.piece().filter(|_| errors.is_empty())?;
    Some(ParsedChunk { draft, schema, lists })
}

/// Where the pieces are put together.
struct ChunkMerger<W> {
    pieces: CheckedChunks,
    /// Chunks that must wait for one that comes before them.
    waiting: Vec<(usize, LoadedChunk)>,
    /// The number of the piece that comes next.
    next: usize,
    bytes: u64,
    schema: bool,
    /// Whether the first piece of this file has a list to which nothing can be added.
    closed: bool,
    /// Why there will be no stack.
    failure: Option<LoadError>,
    watch: W,
}

impl<W: FnMut(&ChunkProgress<'_>) -> ControlFlow<()>> ChunkMerger<W> {
    /// Takes a piece, and says whether there is any sense in another one.
    fn take(&mut self, part: Result<(usize, LoadedChunk), LoadError>) -> bool {
        // Whoever wanted no more is not asked again.
        if self.failure.is_none() {
            self.failure = part.and_then(|part| self.add(part)).err();
        }
        self.failure.is_none()
    }

    /// Adds a piece and all that waited for it, or lets it wait.
    fn add(&mut self, part: (usize, LoadedChunk)) -> Result<(), LoadError> {
        self.waiting.push(part);
        while let Some(at) = self.waiting.iter().position(|(number, _)| *number == self.next) {
            let (_, part) = self.waiting.swap_remove(at);
            self.next += 1;
            self.bytes += part.bytes;
            self.schema |= part.schema;
            if part.first {
                self.closed = part.closed;
            } else if self.closed {
                return Err(LoadError::NeedsFullRead);
            }
            if !self.pieces.push(part.piece) {
                return Err(LoadError::NeedsFullRead);
            }
            if (self.watch)(&ChunkProgress { bytes: self.bytes, pieces: &self.pieces }).is_break() {
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
