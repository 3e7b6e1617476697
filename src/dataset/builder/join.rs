//! The joining of chunks into one stack: references are numbers of ids at first, and positions in the end.

use super::super::tables::{HeadRecord, NONE, Position, Run, SourceRecord, Span, position, short};
use super::StackBuilder;

/// One value for each table that references point into.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Numbers<T> {
    pub categories: T,
    pub entries: T,
    pub sources: T,
}

impl<T> Numbers<T> {
    pub fn all(&self) -> [&T; 3] {
        [&self.categories, &self.entries, &self.sources]
    }
}

/// The number or position that a number becomes.
fn becomes(numbers: &[u32], number: u32) -> u32 {
    numbers.get(number as usize).copied().unwrap_or(NONE)
}

/// The same for a reference that may be absent.
fn some(numbers: &[u32], number: u32) -> Option<u32> {
    Some(becomes(numbers, number)).filter(|at| *at != NONE)
}

impl StackBuilder {
    /// Adds the tables of another builder, and its head if `with_head`.
    pub(in super::super) fn append(&mut self, mut other: Self, with_head: bool, numbers: &Numbers<Vec<u32>>) {
        other.resolve(numbers);
        let origins: Vec<Position> = other.origins.iter().map(|origin| self.origin(origin)).collect();
        other.rebase(self, &origins);
        self.text.push_str(&other.text);
        if with_head {
            self.head = other.head;
        }
        self.categories.append(&mut other.categories);
        self.entries.append(&mut other.entries);
        self.details.append(&mut other.details);
        self.claims.append(&mut other.claims);
        self.relations.append(&mut other.relations);
        self.sources.append(&mut other.sources);
        self.links.append(&mut other.links);
        self.passages.append(&mut other.passages);
        self.words.append(&mut other.words);
        self.cited.append(&mut other.cited);
    }

    /// Changes the spans and positions to those that they will have after the tables of another builder.
    fn rebase(&mut self, before: &Self, origins: &[Position]) {
        let text = position(before.text.len());
        let move_all = |spans: &mut [&mut Span]| {
            for span in spans.iter_mut().filter(|span| span.len > 0) {
                span.start += text;
            }
        };
        let HeadRecord { id, name, summary, homepage, .. } = &mut self.head;
        move_all(&mut [id, name, summary, homepage]);
        for record in &mut self.categories {
            move_all(&mut [&mut record.id, &mut record.name, &mut record.summary]);
        }
        let details = position(before.details.len());
        for record in &mut self.entries {
            record.text += text;
            let origin = record.origin.get().and_then(|at| origins.get(at as usize).copied());
            record.origin = origin.unwrap_or(Position::NONE);
            record.details = record.details.get().map_or(Position::NONE, |at| Position::at(at + details));
        }
        let words = position(before.words.len());
        for record in &mut self.details {
            record.words += words;
            record.links += position(before.links.len());
            record.claims += position(before.claims.len());
            record.relations += position(before.relations.len());
        }
        for record in &mut self.claims {
            move_all(&mut [&mut record.text]);
            record.sources = record.sources.moved(position(before.cited.len()));
            record.passages = record.passages.moved(position(before.passages.len()));
        }
        for record in &mut self.passages {
            move_all(&mut [&mut record.passage, &mut record.section]);
        }
        for record in &mut self.relations {
            record.owner += position(before.entries.len());
        }
        for SourceRecord { id, title, url, publisher, author, former_urls, .. } in &mut self.sources {
            move_all(&mut [id, title, url, publisher, author]);
            *former_urls = former_urls.moved(words);
        }
        for record in &mut self.links {
            move_all(&mut [&mut record.title, &mut record.url]);
        }
        for span in &mut self.words {
            move_all(&mut [span]);
        }
    }

    /// Replaces the numbers of references; one that becomes nothing is [`NONE`], or absent where it may be.
    pub(in super::super) fn resolve(&mut self, numbers: &Numbers<Vec<u32>>) {
        let Numbers { categories, entries, sources } = numbers;
        for record in &mut self.categories {
            record.parent = record.parent.and_then(|at| some(categories, at));
        }
        for record in &mut self.entries {
            record.category = becomes(categories, record.category);
            record.parent = record.parent.get().map_or(Position::NONE, |at| Position(becomes(entries, at)));
        }
        for record in &mut self.relations {
            record.target = becomes(entries, record.target);
            record.source = record.source.and_then(|at| some(sources, at));
        }
        let passages = self.passages.iter_mut().map(|record| &mut record.source);
        for at in self.cited.iter_mut().chain(passages) {
            *at = becomes(sources, *at);
        }
    }

    /// Removes the relations and the citations without a target, in a stack that is not complete.
    pub(in super::super) fn prune(&mut self) {
        let mut kept = Vec::with_capacity(self.relations.len());
        for entry in &mut self.details {
            let run = entry.relations();
            entry.relations = position(kept.len());
            let all = run.slice(&self.relations).iter();
            kept.extend(all.filter(|relation| relation.target != NONE).cloned());
            entry.relation_count = short(kept.len() - entry.relations as usize);
        }
        self.relations = kept;
        let mut kept = Vec::with_capacity(self.cited.len());
        for claim in &mut self.claims {
            let start = position(kept.len());
            kept.extend(claim.sources.slice(&self.cited).iter().filter(|at| **at != NONE));
            claim.sources = Run { start, end: position(kept.len()) };
        }
        self.cited = kept;
        let mut kept = Vec::with_capacity(self.passages.len());
        for claim in &mut self.claims {
            let start = position(kept.len());
            let all = claim.passages.slice(&self.passages).iter();
            kept.extend(all.filter(|passage| passage.source != NONE).cloned());
            claim.passages = Run { start, end: position(kept.len()) };
        }
        self.passages = kept;
    }
}
