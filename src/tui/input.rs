//! Keys, pastes and resizes, read on a thread of their own and sent to the loop in batches.
//!
//! After each batch the reader waits for the loop, so that no keys are read while another program has the terminal, and a
//! thousand keys cost one frame. This module does not know what a key means.

#[cfg(unix)]
mod decoder;
mod paste;
#[cfg(unix)]
mod sequences;
#[cfg(unix)]
#[path = "input/terminal.rs"]
mod source;
#[cfg(not(unix))]
#[path = "input/console.rs"]
mod source;

use std::io;
use std::sync::mpsc::{Receiver, Sender, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use self::source::Source;
use super::reply::TaskReply;
use super::terminal::{Keys, Notice};
use crate::app::Message;

/// An input that wakes the loop.
#[derive(Debug)]
pub(super) enum Input {
    /// Keys and pastes, in order; [`Reader::go_on`] asks for more.
    Keys(Vec<Message>),
    /// A notice about the terminal itself.
    Terminal(Notice),
    /// A reply of a background thread.
    Reply(TaskReply),
    /// The error that ended the reading of keys; no further events follow.
    Lost(io::Error),
}

/// The loop's handle of the reading thread.
#[derive(Debug)]
pub struct Reader {
    permits: SyncSender<()>,
}

impl Reader {
    /// Starts to read; the first batch needs no call of [`Reader::go_on`].
    ///
    /// `escape_time` is the silence after ESC that makes it the Esc key.
    ///
    /// # Errors
    ///
    /// Fails when no thread can be started.
    pub(super) fn start(keys: Keys, escape_time: Duration, inputs: Sender<Input>) -> io::Result<Self> {
        // One permit at most, so that the loop never waits for the reader.
        let (permits, granted) = sync_channel(1);
        let source = Source::new(keys, escape_time);
        thread::Builder::new()
            .name("keys".to_owned())
            .stack_size(256 * 1024)
            .spawn(move || read_on(source, &inputs, &granted))?;
        Ok(Self { permits })
    }

    /// Lets the reader read the next batch; call it after the last one was handled.
    pub fn go_on(&self) {
        // Fails if a permit is pending already, or if the reader has ended.
        let _granted = self.permits.try_send(());
    }
}

/// Returns the function with which a background thread sends inputs of a kind to the loop.
pub(super) fn replier<T: 'static>(sender: Sender<Input>, input: fn(T) -> Input) -> impl Fn(T) + Send + Sync {
    move |value| {
        // The send fails only when the loop has ended.
        let _sent = sender.send(input(value));
    }
}

fn read_on(mut source: Source, inputs: &Sender<Input>, granted: &Receiver<()>) {
    loop {
        let input = match source.read() {
            Ok(messages) => Input::Keys(messages),
            Err(error) => Input::Lost(error),
        };
        let lost = matches!(input, Input::Lost(_));
        if inputs.send(input).is_err() || lost || granted.recv().is_err() {
            return;
        }
    }
}
