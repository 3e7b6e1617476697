//! Keys, pastes and resizes, read on a thread of their own and handed over in batches.
//!
//! After each batch the reader waits for a word from the loop. So nobody reads keys while the terminal is lent to another
//! program, and a thousand keys cost one frame. What a key means is no concern of this module.

use std::io;
use std::sync::mpsc::{Receiver, Sender, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use crossterm::event::{self, Event};

use super::terminal::Notice;

/// The most events of one batch; the rest comes with the next, after a frame.
const BATCH: usize = 1024;

/// How long the reader looks for further events that are there already.
///
/// Not zero: crossterm 0.29 answers a wait of zero without looking at what it has read, so that a batch would never hold
/// more than one event. A wait of less than a millisecond never blocks, it only looks.
const GLANCE: Duration = Duration::from_micros(20);

/// All that the loop can be woken by; `M` is whatever its own helpers answer with.
#[derive(Debug)]
pub enum Input<M> {
    /// What came from the terminal, in order, at least one; [`Reader::go_on`] asks for more.
    Events(Vec<Event>),
    /// Something about the terminal itself.
    Terminal(Notice),
    /// An answer from a helper of the loop.
    Answer(M),
    /// Keys cannot be read any more; nothing further comes from the terminal.
    Lost(io::Error),
}

/// The loop's end of the reading thread.
#[derive(Debug)]
pub struct Reader {
    word: SyncSender<()>,
}

impl Reader {
    /// Starts to read: the first batch comes without being asked for.
    ///
    /// # Errors
    ///
    /// Fails when the terminal cannot be read or no thread can be had.
    pub fn start<M: Send + 'static>(inputs: Sender<Input<M>>) -> io::Result<Self> {
        // Sets crossterm up here and not on the thread, so that no resize is lost between the first frame and then.
        event::poll(Duration::ZERO)?;
        // Room for one word: the loop never waits for the reader.
        let (word, said) = sync_channel(1);
        thread::Builder::new()
            .name("keys".to_owned())
            .stack_size(256 * 1024)
            .spawn(move || read_on(&inputs, &said))?;
        Ok(Self { word })
    }

    /// Lets the reader read the next batch; to be called when the last one has been dealt with.
    pub fn go_on(&self) {
        // A second word before the first was heard says nothing new, and a reader that has ended needs none.
        let _said = self.word.try_send(());
    }
}

fn read_on<M>(inputs: &Sender<Input<M>>, said: &Receiver<()>) {
    loop {
        let input = match read_batch() {
            Ok(events) => Input::Events(events),
            Err(error) => Input::Lost(error),
        };
        let lost = matches!(input, Input::Lost(_));
        if inputs.send(input).is_err() || lost || said.recv().is_err() {
            return;
        }
    }
}

/// Waits for an event, and takes with it those that are there already.
fn read_batch() -> io::Result<Vec<Event>> {
    let mut events = vec![event::read()?];
    while events.len() < BATCH && event::poll(GLANCE)? {
        events.push(event::read()?);
    }
    Ok(events)
}
