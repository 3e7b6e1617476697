//! Cuts a text into pieces, mostly as it comes, each of which can be read by itself.
//!
//! A cut lies before a line that is exactly the head of a new entry, source or category. Such a line may also stand
//! inside a text over several lines, and nobody looks whether it does. It does no harm, since every piece must be sound
//! TOML by itself, and one that ends inside a text, a list or a table is not. So where all pieces are sound, each ends
//! between two lines of the outermost level, and by induction the next one begins there; then the pieces say, one after
//! the other, what the whole says. (A text with such a line in it is an error anyway, as it is more than one line.)
//! What could still differ is what one piece says about a table of another:
//!
//! - Tables in a list (`[[entry]]`) add up, and each `[[entry.claim]]` belongs to the last entry. A piece that has the
//!   claim but not the entry makes `entry` a plain table, which is an error in the piece.
//! - The first piece of a file ends at the first cut, and only it can have keys before any head. A list of entries
//!   written as a value there (`entry = [...]`) cannot be added to; [`load`](super::load()) refuses pieces after it.
//! - `[stack]` and its keys may stand in one piece only, and pieces with two heads do not go together.
//! - Any other name on the outermost level is an error in every piece.

use std::io::{self, Read};

/// How many bytes a piece has, if a cut can be found there: what still fits into a core's own cache with its draft.
pub(super) const CHUNK_BYTES: usize = 64 * 1024;

/// The lines before which a cut may lie.
const HEADS: [&[u8]; 3] = [b"[[entry]]", b"[[source]]", b"[[category]]"];

/// The longest of them with the feed before it and the ends of two lines, rounded up.
const MAX_HEADER_BYTES: usize = 16;

/// Maximum size in bytes of all files of a stack, which counts them in 32 bits.
pub(super) const MAX_STACK_BYTES: usize = 1 << 30;

/// The byte order mark with which a file may begin.
pub(super) const MARK: &[u8] = "\u{feff}".as_bytes();

/// A file that is cut while it is read.
pub(super) struct Chunker<R> {
    reader: R,
    /// How many bytes a piece has, if it can.
    size: usize,
    /// What was read and not yet handed out.
    rest: Vec<u8>,
    /// Up to where `rest` holds no cut.
    seen: usize,
    /// Whether nothing was handed out yet.
    first: bool,
    ended: bool,
}

/// A part of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    pub bytes: Vec<u8>,
    /// Whether it is the beginning of its file.
    pub first: bool,
}

impl<R: Read> Chunker<R> {
    pub(super) fn new(reader: R, size: usize) -> Self {
        Self { reader, size, rest: Vec::new(), seen: 0, first: true, ended: false }
    }

    /// The next piece; nothing after the last one.
    pub(super) fn next(&mut self) -> io::Result<Option<Chunk>> {
        loop {
            // The first piece ends where the first table begins, all others as late as possible.
            let end = if self.first {
                first_head(&self.rest, self.seen)
            } else if self.rest.len() >= self.size {
                last_head(&self.rest, self.seen)
            } else {
                None
            };
            if let Some(end) = end {
                return Ok(Some(self.hand_out(end)));
            }
            if self.ended {
                let more = self.first || !self.rest.is_empty();
                return Ok(more.then(|| self.hand_out(self.rest.len())));
            }
            if self.first || self.rest.len() >= self.size {
                // What was read may end in the middle of a head.
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

    fn hand_out(&mut self, end: usize) -> Chunk {
        let rest = self.rest.split_off(end);
        self.seen = 0;
        Chunk {
            bytes: std::mem::replace(&mut self.rest, rest),
            first: std::mem::replace(&mut self.first, false),
        }
    }
}

/// Where the pieces of a text begin that is there already, by the same rule.
pub(super) fn starts(text: &[u8], size: usize) -> Vec<usize> {
    let mut starts = vec![0];
    let mut next = first_head(text, 0);
    while let Some(start) = next {
        starts.push(start);
        next = text.get(start + size..).and_then(|_| first_head(text, start + size));
    }
    starts
}

/// Where the first line is that begins a table, of those that end after `from`.
pub(super) fn first_head(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    let start = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
    if from == 0 && is_head(bytes.get(start..)?) {
        return Some(start);
    }
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == b'\n')? + 1;
        if is_head(bytes.get(at..)?) {
            return Some(at);
        }
    }
}

/// Where the last line is that begins a table, of those that begin after `from`.
fn last_head(bytes: &[u8], from: usize) -> Option<usize> {
    let mut end = bytes.len();
    loop {
        end = from + bytes.get(from..end)?.iter().rposition(|b| *b == b'\n')?;
        if is_head(bytes.get(end + 1..)?) {
            return Some(end + 1);
        }
    }
}

/// Whether bytes begin with the head of a table that is a whole line.
fn is_head(bytes: &[u8]) -> bool {
    let rest = HEADS.iter().find_map(|head| bytes.strip_prefix(*head));
    rest.is_some_and(|rest| rest.starts_with(b"\n") || rest.starts_with(b"\r\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time, as a pipe may.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let len = into.len().min(3);
            self.0.read(&mut into[..len])
        }
    }

    fn cut(text: &str, size: usize) -> Vec<String> {
        let mut chunker = Chunker::new(Drops(text.as_bytes()), size);
        let mut pieces = Vec::new();
        while let Some(cut) = chunker.next().unwrap() {
            assert_eq!(cut.first, pieces.is_empty());
            pieces.push(String::from_utf8(cut.bytes).unwrap());
        }
        pieces
    }

    #[test]
    fn the_head_of_a_file_is_a_piece_of_its_own() {
        assert_eq!(cut("a = 1\n[[entry]]\nb = 1\n", 1_000), ["a = 1\n", "[[entry]]\nb = 1\n"]);
        assert_eq!(cut("[[source]]\nb = 1\n", 1_000), ["", "[[source]]\nb = 1\n"]);
        assert_eq!(cut("\u{feff}[[category]]\r\nb = 1\n", 1_000), ["\u{feff}", "[[category]]\r\nb = 1\n"]);
        assert_eq!(cut("a = 1\n", 1_000), ["a = 1\n"]);
        assert_eq!(cut("", 1_000), [""]);
    }

    #[test]
    fn pieces_begin_with_a_head_whatever_their_size() {
        let text = "[[entry]]\na = 1\n[[entry]]\nb = 1\n[[entry]]\nc = 1\n";
        for size in 1..100 {
            let pieces = cut(text, size);
            assert_eq!(pieces.concat(), text);
            assert!(pieces[1..].iter().all(|piece| piece.starts_with("[[entry]]\n")), "{pieces:?}");
        }
        assert_eq!((cut(text, 1).len(), cut(text, 100).len()), (4, 2));
    }

    #[test]
    fn a_text_that_is_there_is_cut_by_the_same_rule() {
        let text = b"a = 1\n[[entry]]\nb = 1\n[[source]]\nc = 1\n[[entry]]\nd = 1\n";
        assert_eq!(starts(text, 1), [0, 6, 22, 39]);
        assert_eq!(starts(text, 20), [0, 6, 39]);
        assert_eq!(starts(text, 1_000), [0, 6]);
        assert_eq!(starts(b"a = 1\n", 1), [0]);
    }

    #[test]
    fn only_a_whole_line_is_a_head() {
        for line in
            ["[[entry]] # x", " [[entry]]", "[[entry.claim]]", "[[entry]]]", "x[[entry]]", "[[entry]]\r"]
        {
            let text = format!("[[entry]]\n{line}x\na = 1\n[[source]]\n");
            assert_eq!(cut(&text, 1), ["", &text[..text.len() - 11], "[[source]]\n"], "{line}");
        }
    }
}
