//! Searches through large catalogs, made beside the interface on a thread of their own.
//!
//! The thread starts with the first job. Of several searches only the latest is made: a newer one stops the one that is
//! going on.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crate::app::{Ask, Found, Message, Shared};
use crate::catalog::Catalog;
use crate::search::{Index, QueryCache, SearchTicket};

/// The loop's end of the thread.
#[derive(Debug, Default)]
pub(super) struct Searcher {
    jobs: Option<Sender<Job>>,
    newest: Arc<AtomicU64>,
}

enum Job {
    Index(Shared<Catalog>),
    Search(Box<Ask>),
}

impl Searcher {
    /// Builds an index; `reply` is called on the thread with the answer.
    ///
    /// # Errors
    ///
    /// Fails when no thread can be had.
    pub(super) fn index(&mut self, catalog: Shared<Catalog>, reply: impl Reply) -> io::Result<()> {
        self.give(Job::Index(catalog), reply)
    }

    /// Makes a search; `reply` is called on the thread, unless a newer search comes first.
    ///
    /// # Errors
    ///
    /// Fails when no thread can be had.
    pub(super) fn search(&mut self, ask: Box<Ask>, reply: impl Reply) -> io::Result<()> {
        self.newest.store(ask.number, Ordering::Relaxed);
        self.give(Job::Search(ask), reply)
    }

    fn give(&mut self, job: Job, reply: impl Reply) -> io::Result<()> {
        let jobs = if let Some(jobs) = &self.jobs {
            jobs
        } else {
            let (sender, jobs) = channel();
            let newest = Arc::clone(&self.newest);
            let work = move || work(&jobs, &newest, reply);
            thread::Builder::new().name("search".to_owned()).spawn(work)?;
            self.jobs.insert(sender)
        };
        jobs.send(job).map_err(|_| io::Error::other("the search has ended"))
    }
}

/// What the thread does with its answers.
pub(super) trait Reply: Fn(Message) + Send + 'static {}

impl<F: Fn(Message) + Send + 'static> Reply for F {}

fn work(jobs: &Receiver<Job>, newest: &AtomicU64, reply: impl Reply) {
    // What is remembered belongs to the index of the last search.
    let mut remembered: Option<(Shared<Index>, QueryCache)> = None;
    while let Ok(job) = jobs.recv() {
        match job {
            Job::Index(catalog) => {
                let index = Shared::new(Index::new(&catalog));
                reply(Message::Indexed { catalog, index });
            }
            Job::Search(ask) => {
                let (index, mut memory) = match remembered.take() {
                    Some((index, memory)) if index == ask.index => (index, memory),
                    _ => (ask.index, QueryCache::new()),
                };
                let asked = SearchTicket { newest, id: ask.number };
                if let Some(answer) = index.answer(&ask.query, &mut memory, asked) {
                    reply(Message::Found(Found::of(ask.number, answer, &ask.catalog, &index)));
                }
                remembered = Some((index, memory));
            }
        }
    }
}
