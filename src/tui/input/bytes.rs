//! The keys of a terminal that sends bytes.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::fd::{AsRawFd, OwnedFd};
use std::time::Duration;

use filedescriptor::{POLLIN, poll, pollfd};

use super::decoder::{Decoder, Silence};
use super::paste::UnmarkedPastes;
use crate::app::Message;

/// Maximum number of bytes in a batch; the next batch follows after a frame.
const MAX_BATCH: usize = 1024;

/// Silence after which the rest of a sequence or a paste is lost.
const LOST_TIME: Duration = Duration::from_secs(1);

/// The handle of a terminal.
pub(crate) type Handle = OwnedFd;

/// The source of keys.
pub(super) struct Source {
    terminal: File,
    escape_time: Duration,
    decoder: Decoder,
    unmarked: UnmarkedPastes,
}

impl Source {
    pub(super) fn new(terminal: Handle, escape_time: Duration) -> Self {
        let (decoder, unmarked) = Default::default();
        Self { terminal: terminal.into(), escape_time, decoder, unmarked }
    }

    /// Waits for keys and pastes.
    pub(super) fn read(&mut self) -> io::Result<Vec<Message>> {
        loop {
            let tokens = if self.waits_in_vain()? {
                self.unmarked.end();
                self.decoder.end_unfinished()
            } else {
                let mut bytes = [0; MAX_BATCH];
                let length = match self.terminal.read(&mut bytes) {
                    Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                    Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => 0,
                    length => length?,
                };
                self.decoder.feed(bytes.get(..length).unwrap_or_default())
            };
            let messages = self.unmarked.messages(&tokens);
            if !messages.is_empty() {
                return Ok(messages);
            }
        }
    }

    /// Waits for bytes, and returns true after the silence that ends an unfinished input.
    fn waits_in_vain(&self) -> io::Result<bool> {
        let silence = match self.decoder.awaited_silence() {
            Some(Silence::Lost) => Some(LOST_TIME),
            Some(Silence::Escape) => Some(self.escape_time),
            None => self.unmarked.is_open().then_some(self.escape_time),
        };
        // Unlike poll(2), this one also works with /dev/tty of macOS.
        let mut fds = [pollfd { fd: self.terminal.as_raw_fd(), events: POLLIN, revents: 0 }];
        loop {
            match poll(&mut fds, silence) {
                Ok(ready) => return Ok(ready == 0),
                Err(filedescriptor::Error::Poll(error)) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }
}
