//! A stream that is read while it arrives, once, and can be read again from its beginning.

use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;

/// A reader that keeps the bytes of its stream.
#[derive(Debug)]
pub(super) struct Stream<R> {
    inner: R,
    kept: Cursor<Vec<u8>>,
    /// Maximum number of bytes to keep.
    limit: u64,
}

impl<R: Read> Stream<R> {
    pub(super) fn new(inner: R, limit: u64) -> Self {
        Self { inner, kept: Cursor::default(), limit }
    }

    /// Returns up to `bytes` bytes from the beginning without consuming them; called once, before anything is read.
    pub(super) fn peek(&mut self, bytes: u64) -> io::Result<&[u8]> {
        self.inner.by_ref().take(bytes).read_to_end(self.kept.get_mut())?;
        Ok(self.kept.get_ref())
    }

    /// The whole stream from its beginning; `watch` gets the number of bytes after each read and can stop it.
    pub(super) fn restart<W: FnMut(u64) -> ControlFlow<()>>(self, watch: W) -> Watched<R, W> {
        let whole = Cursor::new(self.kept.into_inner()).chain(self.inner);
        Watched { whole, bytes: 0, watch, stopped: false }
    }
}

impl<R: Read> Read for Stream<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.kept.read(buffer)?;
        if count > 0 {
            return Ok(count);
        }
        if self.kept.get_ref().len() as u64 > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let count = self.inner.read(buffer)?;
        self.kept.get_mut().extend_from_slice(buffer.get(..count).unwrap_or_default());
        self.kept.set_position(self.kept.get_ref().len() as u64);
        Ok(count)
    }
}

/// A whole stream with a callback that can stop it.
#[derive(Debug)]
pub(super) struct Watched<R, W> {
    whole: io::Chain<Cursor<Vec<u8>>, R>,
    bytes: u64,
    watch: W,
    stopped: bool,
}

impl<R, W> Watched<R, W> {
    /// Whether the callback has stopped the reading.
    pub(super) fn was_stopped(&self) -> bool {
        self.stopped
    }
}

impl<R: Read, W: FnMut(u64) -> ControlFlow<()>> Read for Watched<R, W> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.whole.read(buffer)?;
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
        assert_eq!(stream.peek(4).unwrap(), b"one ");
        let mut part = [0; 9];
        stream.read_exact(&mut part).unwrap();
        assert_eq!(&part, b"one two t");
        let (mut all, mut heard) = (Vec::new(), 0);
        let mut again = stream.restart(|bytes| {
            heard = bytes;
            ControlFlow::Continue(())
        });
        again.read_to_end(&mut all).unwrap();
        assert_eq!(all, text);
        assert_eq!(heard, 13);
    }

    #[test]
    fn more_than_the_limit_is_not_kept_and_the_callback_can_stop() {
        let mut stream = Stream::new(io::repeat(b'a'), 10);
        let mut buffer = [0; 8];
        assert_eq!([stream.read(&mut buffer).unwrap(), stream.read(&mut buffer).unwrap()], [8, 8]);
        assert_eq!(stream.read(&mut buffer).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        let mut again = stream
            .restart(|bytes| if bytes > 20 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
        assert!(again.read_to_end(&mut Vec::new()).is_err() && again.was_stopped());
    }
}
