//! Puts chunks together into one stack, in which ids are numbers at first and positions in the end.

use super::super::tables::{NONE, Position, Run, Span};
use super::{StackBuilder, position};

/// What the numbers of categories, entries and sources become.
pub(in super::super) type Numbers<'a> = [&'a [u32]; 3];

fn becomes(numbers: &[u32], number: u32) -> u32 {
    numbers.get(number as usize).copied().unwrap_or(NONE)
}

impl StackBuilder {
    /// Adds all that another one holds, and takes over its head if that is wanted.
    pub(in super::super) fn append(&mut self, other: Self, with_head: bool, numbers: Numbers<'_>) {
        let [categories, entries, sources] = numbers;
        let origins: Vec<Position> = other.origins.iter().map(|origin| self.origin(origin)).collect();
        let text = position(self.text.len());
        let moved = |span: Span| if span.len == 0 { span } else { Span { start: span.start + text, ..span } };
        let run = |run: Run, base: u32| Run { start: run.start + base, end: run.end + base };
        let details = position(self.details.len());
        let words = position(self.words.len());
        let links = position(self.links.len());
        let claims = position(self.claims.len());
        let relations = position(self.relations.len());
        let cited = position(self.cited.len());
        let owner = position(self.entries.len());
        self.text.push_str(&other.text);
        if with_head {
            self.head = other.head;
            for span in
                [&mut self.head.id, &mut self.head.name, &mut self.head.summary, &mut self.head.homepage]
            {
                *span = moved(*span);
            }
        }
        self.categories.extend(other.categories.into_iter().map(|mut record| {
            record.id = moved(record.id);
            record.name = moved(record.name);
            record.summary = moved(record.summary);
            record.parent = record.parent.map(|at| becomes(categories, at));
            record
        }));
        self.entries.extend(other.entries.into_iter().map(|mut record| {
            record.text += text;
            record.category = becomes(categories, record.category);
            record.parent = record.parent.get().map_or(Position::NONE, |at| Position(becomes(entries, at)));
            let origin = record.origin.get().and_then(|at| origins.get(at as usize));
            record.origin = origin.copied().unwrap_or(Position::NONE);
            record.details = record.details.get().map_or(Position::NONE, |at| Position::at(at + details));
            record
        }));
        self.details.extend(other.details.into_iter().map(|mut record| {
            record.words += words;
            record.links += links;
            record.claims += claims;
            record.relations += relations;
            record
        }));
        self.claims.extend(other.claims.into_iter().map(|mut record| {
            record.text = moved(record.text);
            record.sources = run(record.sources, cited);
            record
        }));
        self.relations.extend(other.relations.into_iter().map(|mut record| {
            record.owner += owner;
            record.target = becomes(entries, record.target);
            record.source = record.source.map(|at| becomes(sources, at));
            record
        }));
        self.sources.extend(other.sources.into_iter().map(|mut record| {
            record.id = moved(record.id);
            record.title = moved(record.title);
            record.url = moved(record.url);
            record.publisher = moved(record.publisher);
            record.author = moved(record.author);
            record.former_urls = run(record.former_urls, words);
            record
        }));
        self.links.extend(other.links.into_iter().map(|mut record| {
            record.title = moved(record.title);
            record.url = moved(record.url);
            record
        }));
        self.words.extend(other.words.into_iter().map(moved));
        self.cited.extend(other.cited.into_iter().map(|at| becomes(sources, at)));
    }

    /// Turns the numbers of ids into positions; what has none becomes [`NONE`], or absent where it may be.
    pub(in super::super) fn settle(&mut self, positions: Numbers<'_>) {
        let [categories, entries, sources] = positions;
        let some = |positions: &[u32], at: u32| Some(becomes(positions, at)).filter(|at| *at != NONE);
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
        for at in &mut self.cited {
            *at = becomes(sources, *at);
        }
    }

    /// Leaves out the relations and the evidence that lead nowhere, in a stack that is not complete.
    pub(in super::super) fn prune(&mut self) {
        let mut kept = Vec::with_capacity(self.relations.len());
        for entry in &mut self.details {
            let run = entry.relations();
            entry.relations = position(kept.len());
            let all = run.of(&self.relations).iter();
            kept.extend(all.filter(|relation| relation.target != NONE).cloned());
            entry.relation_count = super::count(kept.len() - entry.relations as usize);
        }
        self.relations = kept;
        let mut kept = Vec::with_capacity(self.cited.len());
        for claim in &mut self.claims {
            let start = position(kept.len());
            kept.extend(claim.sources.of(&self.cited).iter().filter(|at| **at != NONE));
            claim.sources = Run { start, end: position(kept.len()) };
        }
        self.cited = kept;
    }

    /// A text of its own.
    pub(in super::super) fn text(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.text.get(start..start + span.len as usize).unwrap_or_default()
    }
}
