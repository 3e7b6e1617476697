//! Indexing and searches of large catalogs, on a background thread.
//!
//! The thread starts with the first request. A newer search cancels the running one.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::input::{Input, replier};
use super::reply::TaskReply;
use crate::app::{Message, SearchReply, SearchRequest, Shared};
use crate::catalog::Catalog;
use crate::search::{Index, QueryCache, SearchTicket};

/// The loop's handle of the search thread.
#[derive(Debug)]
pub(super) struct Searcher {
    sender: Sender<Input>,
    requests: Option<Sender<SearcherRequest>>,
    newest: Arc<AtomicU64>,
}

/// A request to the thread of the searcher.
enum SearcherRequest {
    Index(Shared<Catalog>),
    Search(Box<SearchRequest>),
}

impl Searcher {
    /// A searcher whose thread is not started yet.
    pub(super) fn new(sender: Sender<Input>) -> Self {
        Self { sender, requests: None, newest: Arc::default() }
    }

    /// Builds an index.
    ///
    /// # Errors
    ///
    /// Fails when no thread can be started.
    pub(super) fn index(&mut self, catalog: Shared<Catalog>) -> io::Result<()> {
        self.send(SearcherRequest::Index(catalog))
    }

    /// Runs a search; a newer search cancels it.
    ///
    /// # Errors
    ///
    /// Fails when no thread can be started.
    pub(super) fn search(&mut self, request: Box<SearchRequest>) -> io::Result<()> {
        self.newest.store(request.id, Ordering::Relaxed);
        self.send(SearcherRequest::Search(request))
    }

    fn send(&mut self, request: SearcherRequest) -> io::Result<()> {
        let requests = if let Some(requests) = &self.requests {
            requests
        } else {
            let (sender, requests) = channel();
            let (newest, reply) = (Arc::clone(&self.newest), replier(self.sender.clone(), Input::Reply));
            let work = move || work(&requests, &newest, |message| reply(TaskReply::Message(message)));
            thread::Builder::new().name("search".to_owned()).spawn(work)?;
            self.requests.insert(sender)
        };
        requests.send(request).map_err(|_| io::Error::other("the search has ended"))
    }
}

fn work(requests: &Receiver<SearcherRequest>, newest: &AtomicU64, reply: impl Fn(Message)) {
    // The query cache of the last search, with the index that it belongs to.
    let mut cached: Option<(Shared<Index>, QueryCache)> = None;
    while let Ok(request) = requests.recv() {
        match request {
            SearcherRequest::Index(catalog) => {
                let index = Shared::new(Index::new(&catalog));
                reply(Message::Indexed { catalog, index });
            }
            SearcherRequest::Search(request) => {
                let (index, mut cache) = match cached.take() {
                    Some((index, cache)) if index == request.index => (index, cache),
                    _ => (request.index, QueryCache::new()),
                };
                let ticket = SearchTicket { newest, id: request.id };
                if let Some(results) = index.search_unless_superseded(&request.query, &mut cache, ticket) {
                    reply(Message::Searched(SearchReply::new(request.id, results, &request.catalog, &index)));
                }
                cached = Some((index, cache));
            }
        }
    }
}
