//! Indexing and searches of large catalogs, on a background thread.
//!
//! The thread starts with the first job. A newer search cancels the running one.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crate::app::{Message, SearchReply, SearchRequest, Shared};
use crate::catalog::Catalog;
use crate::search::{Index, QueryCache, SearchTicket};

/// The loop's handle of the search thread.
#[derive(Debug, Default)]
pub(super) struct Searcher {
    jobs: Option<Sender<Job>>,
    newest: Arc<AtomicU64>,
}

enum Job {
    Index(Shared<Catalog>),
    Search(Box<SearchRequest>),
}

impl Searcher {
    /// Builds an index; `reply` is called on the thread with the message for the model.
    ///
    /// # Errors
    ///
    /// Fails when no thread can be started.
    pub(super) fn index(&mut self, catalog: Shared<Catalog>, reply: impl Reply) -> io::Result<()> {
        self.send(Job::Index(catalog), reply)
    }

    /// Runs a search; `reply` is called on the thread, unless a newer search cancels it.
    ///
    /// # Errors
    ///
    /// Fails when no thread can be started.
    pub(super) fn search(&mut self, ask: Box<SearchRequest>, reply: impl Reply) -> io::Result<()> {
        self.newest.store(ask.id, Ordering::Relaxed);
        self.send(Job::Search(ask), reply)
    }

    fn send(&mut self, job: Job, reply: impl Reply) -> io::Result<()> {
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

/// The function that sends a message from the search thread to the loop.
pub(super) trait Reply: Fn(Message) + Send + 'static {}

impl<F: Fn(Message) + Send + 'static> Reply for F {}

fn work(jobs: &Receiver<Job>, newest: &AtomicU64, reply: impl Reply) {
    // The query cache of the last search, with the index that it belongs to.
    let mut cached: Option<(Shared<Index>, QueryCache)> = None;
    while let Ok(job) = jobs.recv() {
        match job {
            Job::Index(catalog) => {
                let index = Shared::new(Index::new(&catalog));
                reply(Message::Indexed { catalog, index });
            }
            Job::Search(ask) => {
                let (index, mut cache) = match cached.take() {
                    Some((index, cache)) if index == ask.index => (index, cache),
                    _ => (ask.index, QueryCache::new()),
                };
                let ticket = SearchTicket { newest, id: ask.id };
                if let Some(answer) = index.search_unless_superseded(&ask.query, &mut cache, ticket) {
                    reply(Message::Searched(SearchReply::new(ask.id, answer, &ask.catalog, &index)));
                }
                cached = Some((index, cache));
            }
        }
    }
}
