//! The thread that keeps things for the next run.
//!
//! It writes in the order in which it is asked, and sleeps in between. The end of the program waits for it.

use std::io;
use std::mem;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::app::Message;
use crate::dataset::sanitized;
use crate::kept::{Change, StackName};
use crate::system::kept::{KeepError, Store};

#[derive(Debug)]
enum Job {
    Keep(Vec<Change>),
    ReadSeen(Vec<StackName>),
    /// Drops the sender once all that was asked for before is done.
    Settle(Sender<()>),
}

/// The loop's handle of the keeper's thread.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    /// What was asked for before the thread was started.
    early: Vec<Job>,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    jobs: Sender<Job>,
    /// Disconnects when the thread ends; no value is ever sent.
    ended: Receiver<()>,
}

impl Keeper {
    /// Starts the thread; its first message are the pages that were opened in earlier runs.
    ///
    /// # Errors
    ///
    /// Fails when no thread can be started.
    pub(super) fn start(&mut self, store: Store, reply: impl Fn(Message) + Send + 'static) -> io::Result<()> {
        let (jobs, receiver) = channel();
        let (end, ended) = channel();
        let early = mem::take(&mut self.early);
        let work = move || {
            work(&store, early, &receiver, reply);
            drop::<Sender<()>>(end);
        };
        thread::Builder::new().name("keeper".to_owned()).spawn(work)?;
        self.running = Some(Running { jobs, ended });
        Ok(())
    }

    /// Keeps some changes, soon.
    pub(super) fn keep(&mut self, changes: Vec<Change>) {
        self.send(Job::Keep(changes));
    }

    /// Reads what was there at the last visit of some stacks.
    pub(super) fn read_seen(&mut self, names: Vec<StackName>) {
        self.send(Job::ReadSeen(names));
    }

    fn send(&mut self, job: Job) {
        match &self.running {
            // Without its thread there is nothing to be done.
            Some(running) => drop(running.jobs.send(job)),
            None => self.early.push(job),
        }
    }

    /// Waits until all that was asked for so far is done, or a limit.
    pub(super) fn settle(&self, limit: Duration) {
        if let Some(Running { jobs, .. }) = &self.running {
            let (settle, settled) = channel();
            drop(jobs.send(Job::Settle(settle)));
            let _disconnected = settled.recv_timeout(limit);
        }
    }

    /// Waits until all changes are kept, or a limit; returns false if the limit was reached.
    pub(super) fn finish(&mut self, limit: Duration) -> bool {
        let Some(Running { jobs, ended }) = self.running.take() else { return true };
        drop(jobs);
        ended.recv_timeout(limit) != Err(RecvTimeoutError::Timeout)
    }
}

fn work(store: &Store, early: Vec<Job>, jobs: &Receiver<Job>, reply: impl Fn(Message)) {
    let opened = store.read_opened();
    if !opened.is_empty() {
        reply(Message::OpenedBefore(opened));
    }
    let mut has_failed = false;
    let mut next = Some(early);
    while let Some(mut ready) = next {
        ready.extend(jobs.try_iter());
        let (mut changes, mut settled) = (Vec::new(), Vec::new());
        for job in ready {
            match job {
                Job::Keep(more) => changes.extend(more),
                Job::Settle(sender) => settled.push(sender),
                Job::ReadSeen(names) => {
                    let read = |name: StackName| (name.clone(), store.read_seen(&name));
                    reply(Message::SeenBefore(names.into_iter().map(read).collect()));
                }
            }
        }
        match store.keep(&changes) {
            Ok(None) => {}
            Ok(Some(aside)) => {
                let name = aside.file_name().unwrap_or_default().display();
                let aside =
                    format!("put aside as {name}, since not all of it can be read: {}", aside.display());
                reply(Message::Failed(sanitized(&aside).into_owned()));
            }
            Err(error) if !mem::replace(&mut has_failed, true) => reply(Message::Failed(describe(&error))),
            Err(_) => {}
        }
        drop(settled);
        next = jobs.recv().ok().map(|job| vec![job]);
    }
}

/// An error with its cause.
fn describe(error: &KeepError) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(" ({cause})")).unwrap_or_default();
    sanitized(&format!("what you do here is not kept: {error}{cause}")).into_owned()
}
