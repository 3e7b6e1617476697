//! Keys, pastes and resizes, read on a thread of their own and sent to the loop in batches.
//!
//! After each batch the reader waits for the loop, so that no keys are read while another program has the terminal, and a
//! thousand keys cost one frame. This module does not know what a key means.

use std::io;
use std::sync::mpsc::{Receiver, Sender, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use crossterm::event::{self, Event};

use super::reply::TaskReply;

/// Maximum number of events in a batch; the next batch follows after a frame.
const MAX_BATCH: usize = 1024;

/// Time that the reader polls for further pending events.
///
/// Not zero: crossterm 0.29 answers a zero timeout without looking at what it has read, so that a batch would never hold
/// more than one event. A timeout of less than a millisecond does not block.
const POLL_TIMEOUT: Duration = Duration::from_micros(20);

/// A notice of the terminal to the loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The program was stopped and continued, perhaps at another size: everything must be drawn again.
    #[cfg_attr(not(unix), expect(dead_code, reason = "no shell stops and continues a program there"))]
    Resumed,
    /// A thread other than the drawing one panicked; the text is not sanitized.
    Panicked(String),
}

/// An input that wakes the loop.
#[derive(Debug)]
pub(super) enum Input {
    /// Events of the terminal, in order, at least one; [`Reader::go_on`] asks for more.
    Events(Vec<Event>),
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
    /// # Errors
    ///
    /// Fails when the terminal cannot be read or no thread can be started.
    pub(super) fn start(inputs: Sender<Input>) -> io::Result<Self> {
        // Sets up crossterm before the thread starts, so that no resize after the first frame is lost.
        event::poll(Duration::ZERO)?;
        // One permit at most, so that the loop never waits for the reader.
        let (permits, granted) = sync_channel(1);
        thread::Builder::new()
            .name("keys".to_owned())
            .stack_size(256 * 1024)
            .spawn(move || read_on(&inputs, &granted))?;
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

fn read_on(inputs: &Sender<Input>, granted: &Receiver<()>) {
    loop {
        let input = match read_batch() {
            Ok(events) => Input::Events(events),
            Err(error) => Input::Lost(error),
        };
        let lost = matches!(input, Input::Lost(_));
        if inputs.send(input).is_err() || lost || granted.recv().is_err() {
            return;
        }
    }
}

/// Waits for an event and returns it with the pending ones.
fn read_batch() -> io::Result<Vec<Event>> {
    let mut events = vec![event::read()?];
    while events.len() < MAX_BATCH && event::poll(POLL_TIMEOUT)? {
        events.push(event::read()?);
    }
    Ok(events)
}
