//! The keys of a terminal that sends bytes.

use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};

use super::Keys;
use super::decoder::{Decoder, Silence};
use super::paste::UnmarkedPastes;
use crate::app::Message;

/// Maximum number of bytes in a batch; the next batch follows after a frame.
const MAX_BATCH: usize = 1024;

/// Silence after which the rest of a sequence or a paste is lost.
const LOST_TIME: Duration = Duration::from_secs(1);

/// The source of keys.
pub(super) struct Source {
    keys: Keys,
    escape_time: Duration,
    decoder: Decoder,
    unmarked: UnmarkedPastes,
    /// The end of the last batch, and whether it was full, so that the next one arrived together with it.
    last: (Instant, bool),
}

impl Source {
    pub(super) fn new(keys: Keys, escape_time: Duration) -> Self {
        let (decoder, unmarked) = Default::default();
        Self { keys, escape_time, decoder, unmarked, last: (Instant::now(), false) }
    }

    /// Waits for keys and pastes.
    pub(super) fn read(&mut self) -> io::Result<Vec<Message>> {
        loop {
            let silence = self.decoder.awaited_silence().map(|silence| match silence {
                Silence::Escape => self.escape_time,
                Silence::Lost => LOST_TIME,
            });
            let mut bytes = [0; MAX_BATCH];
            let read = self.keys.read(&mut bytes, silence)?;
            let (end, is_further) = self.last;
            let is_late = !is_further && end.elapsed() > self.escape_time / 4;
            if !is_further && end.elapsed() > self.escape_time {
                self.unmarked.end();
            }
            let tokens = match read {
                Some(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Some(length) => self.decoder.feed(bytes.get(..length).unwrap_or_default(), is_late),
                None => self.decoder.end_unfinished(),
            };
            let messages = self.unmarked.messages(&tokens, is_further);
            self.last = (Instant::now(), read == Some(MAX_BATCH));
            if !messages.is_empty() {
                return Ok(messages);
            }
        }
    }
}
