//! A text cut into chunks, mostly while it is read. Each chunk can be parsed by itself.
//!
//! A chunk begins with a line that is exactly the header of an entry, a source or a category. Such a line may also be inside a
//! multi-line text, which is not checked: every chunk must be valid TOML by itself, and one that ends inside a text, a list
//! or a table is not. So if all chunks are valid, each ends between two top-level lines, and by induction the next one begins
//! there; one after the other, the chunks then have the content of the whole. (A text with such a line is an error anyway, as
//! it is more than one line.) Only a table with parts in two chunks could differ:
//!
//! - Tables in a list (`[[entry]]`) are added to it, and each `[[entry.claim]]` belongs to the last entry. In a chunk with
//!   the claim but not the entry, `entry` is a plain table, which is an error in the chunk.
//! - The first chunk of a file ends at the first header, and only it can have keys before a header. A list of entries that
//!   is written as a value there (`entry = [...]`) cannot be extended; [`load`](super::load()) refuses chunks after it.
//! - `[stack]` and its keys may be in one chunk only, and two chunks with a `[stack]` are not merged.
//! - Any other top-level key is an error in every chunk.

use std::io::{self, Read};

use crate::format::reading::MARK;

/// Chunk size in bytes, if there is a header to cut at: with its draft it still fits into the cache of a core.
pub(super) const CHUNK_BYTES: usize = 64 * 1024;

/// The lines with which a chunk may begin.
const HEADERS: [&[u8]; 3] = [b"[[entry]]", b"[[source]]", b"[[category]]"];

/// Maximum length in bytes of a header with the line feed before it and its line end, rounded up.
const MAX_HEADER_BYTES: usize = 16;

/// Maximum size in bytes of all files of a stack, which counts them in 32 bits.
pub(super) const MAX_STACK_BYTES: usize = 1 << 30;

/// Cuts a file into chunks while it is read.
pub(super) struct Chunker<R> {
    reader: R,
    /// The chunk size in bytes.
    size: usize,
    /// The text that was read and not yet returned.
    rest: Vec<u8>,
    /// The offset up to which `rest` has no header to cut at.
    seen: usize,
    /// Whether the next chunk is the first.
    first: bool,
    ended: bool,
}

/// A part of a file that begins with a header, or its beginning.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    pub bytes: Vec<u8>,
    /// Whether it is the first of its file.
    pub first: bool,
}

impl<R: Read> Chunker<R> {
    pub(super) fn new(reader: R, size: usize) -> Self {
        Self { reader, size, rest: Vec::new(), seen: 0, first: true, ended: false }
    }

    /// Returns the next chunk; `None` after the last one.
    pub(super) fn next(&mut self) -> io::Result<Option<Chunk>> {
        loop {
            // The first chunk ends before the first header, all others as late as possible.
            let end = if self.first {
                first_header(&self.rest, self.seen)
            } else if self.rest.len() >= self.size {
                last_header(&self.rest, self.seen)
            } else {
                None
            };
            if let Some(end) = end {
                return Ok(Some(self.take(end)));
            }
            if self.ended {
                let more = self.first || !self.rest.is_empty();
                return Ok(more.then(|| self.take(self.rest.len())));
            }
            if self.first || self.rest.len() >= self.size {
                // The text may end in the middle of a header.
                self.seen = self.rest.len().saturating_sub(MAX_HEADER_BYTES);
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let room = self.size.saturating_sub(self.rest.len()).max(self.size / 2 + 1);
        self.rest.reserve(room);
        let read = self.reader.by_ref().take(room as u64).read_to_end(&mut self.rest)?;
        self.ended = read < room;
        Ok(())
    }

    fn take(&mut self, end: usize) -> Chunk {
        let rest = self.rest.split_off(end);
        self.seen = 0;
        Chunk {
            bytes: std::mem::replace(&mut self.rest, rest),
            first: std::mem::replace(&mut self.first, false),
        }
    }
}

/// The offsets at which the chunks of a text in memory begin, by the same rule.
pub(super) fn starts(text: &[u8], size: usize) -> Vec<usize> {
    let mut starts = vec![0];
    let mut next = first_header(text, 0);
    while let Some(start) = next {
        starts.push(start);
        next = text.get(start + size..).and_then(|_| first_header(text, start + size));
    }
    starts
}

/// The offset of the first header, of the lines that end after `from`.
pub(super) fn first_header(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    let start = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
    if from == 0 && is_header(bytes.get(start..)?) {
        return Some(start);
    }
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == b'\n')? + 1;
        if is_header(bytes.get(at..)?) {
            return Some(at);
        }
    }
}

/// The offset of the last header, of the lines that begin after `from`.
fn last_header(bytes: &[u8], from: usize) -> Option<usize> {
    let mut end = bytes.len();
    loop {
        end = from + bytes.get(from..end)?.iter().rposition(|b| *b == b'\n')?;
        if is_header(bytes.get(end + 1..)?) {
            return Some(end + 1);
        }
    }
}

/// Whether bytes begin with a header that is a whole line.
fn is_header(bytes: &[u8]) -> bool {
    let rest = HEADERS.iter().find_map(|header| bytes.strip_prefix(*header));
    rest.is_some_and(|rest| rest.starts_with(b"\n") || rest.starts_with(b"\r\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader of a few bytes at a time, as a pipe may be.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let len = into.len().min(3);
            self.0.read(&mut into[..len])
        }
    }

    fn cut(text: &str, size: usize) -> Vec<String> {
        let mut chunker = Chunker::new(Drops(text.as_bytes()), size);
        let mut chunks = Vec::new();
        while let Some(cut) = chunker.next().unwrap() {
            assert_eq!(cut.first, chunks.is_empty());
            chunks.push(String::from_utf8(cut.bytes).unwrap());
        }
        chunks
    }

    #[test]
    fn the_text_before_the_first_header_is_a_chunk_of_its_own() {
        assert_eq!(cut("a = 1\n[[entry]]\nb = 1\n", 1_000), ["a = 1\n", "[[entry]]\nb = 1\n"]);
        assert_eq!(cut("[[source]]\nb = 1\n", 1_000), ["", "[[source]]\nb = 1\n"]);
        assert_eq!(cut("\u{feff}[[category]]\r\nb = 1\n", 1_000), ["\u{feff}", "[[category]]\r\nb = 1\n"]);
        assert_eq!(cut("a = 1\n", 1_000), ["a = 1\n"]);
        assert_eq!(cut("", 1_000), [""]);
    }

    #[test]
    fn chunks_of_any_size_begin_with_a_header() {
        let text = "[[entry]]\na = 1\n[[entry]]\nb = 1\n[[entry]]\nc = 1\n";
        for size in 1..100 {
            let chunks = cut(text, size);
            assert_eq!(chunks.concat(), text);
            assert!(chunks[1..].iter().all(|chunk| chunk.starts_with("[[entry]]\n")), "{chunks:?}");
        }
        assert_eq!((cut(text, 1).len(), cut(text, 100).len()), (4, 2));
    }

    #[test]
    fn a_text_in_memory_is_cut_by_the_same_rule() {
        let text = b"a = 1\n[[entry]]\nb = 1\n[[source]]\nc = 1\n[[entry]]\nd = 1\n";
        assert_eq!(starts(text, 1), [0, 6, 22, 39]);
        assert_eq!(starts(text, 20), [0, 6, 39]);
        assert_eq!(starts(text, 1_000), [0, 6]);
        assert_eq!(starts(b"a = 1\n", 1), [0]);
    }

    #[test]
    fn only_a_whole_line_is_a_header() {
        for line in
            ["[[entry]] # x", " [[entry]]", "[[entry.claim]]", "[[entry]]]", "x[[entry]]", "[[entry]]\r"]
        {
            let text = format!("[[entry]]\n{line}x\na = 1\n[[source]]\n");
            assert_eq!(cut(&text, 1), ["", &text[..text.len() - 11], "[[source]]\n"], "{line}");
        }
    }
}
