//! A stream that is read while it comes, and once only.

use std::io::{self, Read};
use std::ops::ControlFlow;

/// A stream whose bytes are kept, so that it can be read from its beginning again by somebody else.
#[derive(Debug)]
pub(super) struct Stream<R> {
    inner: R,
    kept: Vec<u8>,
    /// So many of the bytes that are kept have been given out.
    given: usize,
    /// So many bytes may be kept.
    limit: u64,
}

impl<R: Read> Stream<R> {
    pub(super) fn new(inner: R, limit: u64) -> Self {
        Self { inner, kept: Vec::new(), given: 0, limit }
    }

    /// Reads the first bytes, so many where there are as many; none of them is given out by that.
    pub(super) fn begin(&mut self, bytes: u64) -> io::Result<&[u8]> {
        self.inner.by_ref().take(bytes).read_to_end(&mut self.kept)?;
        Ok(&self.kept)
    }

    /// The whole stream anew: what is kept, then what is still to come, watched by its number of bytes.
    pub(super) fn again<W: FnMut(u64) -> ControlFlow<()>>(self, watch: W) -> Watched<R, W> {
        Watched { kept: io::Cursor::new(self.kept).chain(self.inner), bytes: 0, watch, stopped: false }
    }
}

impl<R: Read> Read for Stream<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut kept = self.kept.get(self.given..).unwrap_or_default();
        let count = if kept.is_empty() {
            if self.kept.len() as u64 > self.limit {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            let count = self.inner.read(buffer)?;
            self.kept.extend_from_slice(buffer.get(..count).unwrap_or_default());
            count
        } else {
            kept.read(buffer)?
        };
        self.given += count;
        Ok(count)
    }
}

/// A whole stream, and who looks on while it is read.
#[derive(Debug)]
pub(super) struct Watched<R, W> {
    kept: io::Chain<io::Cursor<Vec<u8>>, R>,
    bytes: u64,
    watch: W,
    stopped: bool,
}

impl<R, W> Watched<R, W> {
    /// Whether whoever looked on wanted no more.
    pub(super) fn was_stopped(&self) -> bool {
        self.stopped
    }
}

impl<R: Read, W: FnMut(u64) -> ControlFlow<()>> Read for Watched<R, W> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.kept.read(buffer)?;
        self.bytes += count as u64;
        if (self.watch)(self.bytes).is_break() {
            self.stopped = true;
            return Err(io::Error::other("stopped"));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_read_once_and_seen_twice() {
        let text = b"one two three".as_slice();
        let mut stream = Stream::new(text, 100);
        assert_eq!(stream.begin(4).unwrap(), b"one ");
        let mut part = [0; 9];
        stream.read_exact(&mut part).unwrap();
        assert_eq!(&part, b"one two t");
        let (mut all, mut heard) = (Vec::new(), 0);
        let mut again = stream.again(|bytes| {
            heard = bytes;
            ControlFlow::Continue(())
        });
        again.read_to_end(&mut all).unwrap();
        assert_eq!(all, text);
        assert_eq!(heard, 13);
    }

    #[test]
    fn more_than_the_limit_is_not_kept_and_who_looks_on_can_stop() {
        let mut stream = Stream::new(io::repeat(b'a'), 10);
        let mut buffer = [0; 8];
        assert_eq!([stream.read(&mut buffer).unwrap(), stream.read(&mut buffer).unwrap()], [8, 8]);
        assert_eq!(stream.read(&mut buffer).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        let mut again =
            stream.again(|bytes| if bytes > 20 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
        assert!(again.read_to_end(&mut Vec::new()).is_err() && again.was_stopped());
    }
}
