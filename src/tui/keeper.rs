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

/// A request to the thread of the keeper.
#[derive(Debug)]
enum KeeperRequest {
    Keep(Vec<Change>),
    ReadSeen(Vec<StackName>),
    /// Drops the sender once all that was asked for before is done.
    Settle(Sender<()>),
}

/// The loop's handle of the keeper's thread.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    /// The requests from before the thread was started.
    early: Vec<KeeperRequest>,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    requests: Sender<KeeperRequest>,
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
        let (requests, receiver) = channel();
        let (end, ended) = channel();
        let early = mem::take(&mut self.early);
        let work = move || {
            work(&store, early, &receiver, reply);
            drop::<Sender<()>>(end);
        };
        thread::Builder::new().name("keeper".to_owned()).spawn(work)?;
        self.running = Some(Running { requests, ended });
        Ok(())
    }

    /// Keeps some changes, soon.
    pub(super) fn keep(&mut self, changes: Vec<Change>) {
        self.send(KeeperRequest::Keep(changes));
    }

    /// Reads what was there at the last visit of some stacks.
    pub(super) fn read_seen(&mut self, names: Vec<StackName>) {
        self.send(KeeperRequest::ReadSeen(names));
    }

    fn send(&mut self, request: KeeperRequest) {
        match &self.running {
            // Without its thread there is nothing to be done.
            Some(running) => drop(running.requests.send(request)),
            None => self.early.push(request),
        }
    }

    /// Waits until all that was asked for so far is done, or a limit.
    pub(super) fn settle(&self, limit: Duration) {
        if let Some(Running { requests, .. }) = &self.running {
            let (settle, settled) = channel();
            drop(requests.send(KeeperRequest::Settle(settle)));
            let _disconnected = settled.recv_timeout(limit);
        }
    }

    /// Waits until all changes are kept, or a limit; returns false if the limit was reached.
    pub(super) fn finish(&mut self, limit: Duration) -> bool {
        let Some(Running { requests, ended }) = self.running.take() else { return true };
        drop(requests);
        ended.recv_timeout(limit) != Err(RecvTimeoutError::Timeout)
    }
}

fn work(
    store: &Store,
    early: Vec<KeeperRequest>,
    requests: &Receiver<KeeperRequest>,
    reply: impl Fn(Message),
) {
    let opened = store.read_opened();
    if !opened.is_empty() {
        reply(Message::OpenedBefore(opened));
    }
    let mut has_failed = false;
    let mut next = Some(early);
    while let Some(mut ready) = next {
        ready.extend(requests.try_iter());
        let (mut changes, mut settled) = (Vec::new(), Vec::new());
        for request in ready {
            match request {
                KeeperRequest::Keep(more) => changes.extend(more),
                KeeperRequest::Settle(sender) => settled.push(sender),
                KeeperRequest::ReadSeen(names) => {
                    let read = |name: StackName| (name.clone(), store.read_seen(&name));
                    reply(Message::SeenBefore(names.into_iter().map(read).collect()));
                }
            }
        }
        match store.keep(&changes) {
            Ok(Some(aside)) => {
                let name = aside.file_name().unwrap_or_default().display();
                let aside =
                    format!("put aside as {name}, since not all of it can be read: {}", aside.display());
                reply(Message::Failed(sanitized(&aside).into_owned()));
            }
            Err(error) if !mem::replace(&mut has_failed, true) => reply(Message::Failed(describe(&error))),
            Ok(None) | Err(_) => {}
        }
        drop(settled);
        next = requests.recv().ok().map(|request| vec![request]);
    }
}

/// An error with its cause.
fn describe(error: &KeepError) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(" ({cause})")).unwrap_or_default();
    sanitized(&format!("what you do here is not kept: {error}{cause}")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_is_kept_once_the_keeper_has_settled_or_finished() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path().join("state"));
        let limit = Duration::from_mins(1);
        let mut keeper = Keeper::default();
        keeper.keep(vec![Change::TipSeen]);
        // Without a thread there is nothing to wait for.
        keeper.settle(limit);
        keeper.start(store.clone(), drop).unwrap();
        keeper.keep(vec![Change::Searched("lens".to_owned())]);
        keeper.settle(limit);
        let kept = store.read();
        assert_eq!((kept.tip_seen, kept.searches), (true, vec!["lens".to_owned()]));
        keeper.keep(vec![Change::Searched("mill".to_owned())]);
        assert!(keeper.finish(limit) && keeper.finish(limit));
        assert_eq!(store.read().searches, ["lens", "mill"]);
    }

    #[test]
    fn a_keeper_that_cannot_finish_in_time_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let (reply, replies) = std::sync::mpsc::sync_channel(0);
        std::fs::create_dir(folder.path().join("kept")).unwrap();
        let mut keeper = Keeper::default();
        // It waits here until its error is taken.
        keeper.start(Store::at(folder.path().to_owned()), move |message| drop(reply.send(message))).unwrap();
        keeper.keep(vec![Change::TipSeen]);
        assert!(!keeper.finish(Duration::from_millis(1)));
        assert!(matches!(replies.recv(), Ok(Message::Failed(_))));
    }
}
