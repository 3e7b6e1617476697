//! The pages that were opened.

use std::collections::HashSet;

use crate::dataset::{SourceUrl, fault};

/// The pages that were opened last, at most 10,000.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The oldest first.
    order: Vec<String>,
    all: HashSet<String>,
}

/// Maximum number of pages that are kept; for a further one the oldest is dropped.
const MAX_PAGES: usize = 10_000;

impl Opened {
    /// Reads a text with a URL a line, the oldest first; whatever else is in it is left out.
    pub fn read(text: &str) -> Self {
        let mut opened = Self::default();
        let lines = text.lines().filter(|line| line.starts_with("http") && fault(line).is_none());
        for line in lines {
            if !opened.all.contains(line) {
                opened.add(line);
            }
        }
        opened
    }

    /// The text that [`Opened::read`] reads.
    pub fn write(&self) -> String {
        self.order.iter().flat_map(|url| [url, "\n"]).collect()
    }

    /// Whether a page was opened.
    pub fn contains(&self, url: &SourceUrl) -> bool {
        self.all.contains(url.as_str())
    }

    /// Whether no page was opened.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Adds pages as the newest ones.
    pub fn append(&mut self, newer: &Self) {
        for url in &newer.order {
            self.add(url);
        }
    }

    /// Adds a page as the newest.
    pub(super) fn add(&mut self, url: &str) {
        if !self.all.insert(url.to_owned()) {
            self.order.retain(|known| known != url);
        } else if self.order.len() == MAX_PAGES {
            let oldest = self.order.remove(0);
            self.all.remove(&oldest);
        }
        self.order.push(url.to_owned());
    }
}
