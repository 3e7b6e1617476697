//! The joining of chunks into one stack: references are numbers of ids at first, and positions in the end.

use super::super::tables::{
    CategoryRecord, ClaimRecord, EntryDetails, EntryRecord, HeadRecord, LinkRecord, NONE, Position,
    RelationRecord, Run, SourceRecord, Span, count, position,
};
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
        let bases = Bases {
            text: position(self.text.len()),
            details: position(self.details.len()),
            words: position(self.words.len()),
            links: position(self.links.len()),
            claims: position(self.claims.len()),
            relations: position(self.relations.len()),
            cited: position(self.cited.len()),
        };
        let owner = position(self.entries.len());
        self.text.push_str(&other.text);
        if with_head {
            self.head = bases.head(other.head);
        }
        self.categories.extend(other.categories.into_iter().map(|record| bases.category(record)));
        self.entries.extend(other.entries.into_iter().map(|record| bases.entry(record, &origins)));
        self.details.extend(other.details.into_iter().map(|record| bases.details(record)));
        self.claims.extend(other.claims.into_iter().map(|record| bases.claim(record)));
        let relations = other.relations.into_iter();
        self.relations
            .extend(relations.map(|record| RelationRecord { owner: record.owner + owner, ..record }));
        self.sources.extend(other.sources.into_iter().map(|record| bases.source(record)));
        self.links.extend(other.links.into_iter().map(|record| bases.link(record)));
        self.words.extend(other.words.into_iter().map(|span| bases.span(span)));
        self.cited.extend(other.cited);
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
        for at in &mut self.cited {
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
            entry.relation_count = count(kept.len() - entry.relations as usize);
        }
        self.relations = kept;
        let mut kept = Vec::with_capacity(self.cited.len());
        for claim in &mut self.claims {
            let start = position(kept.len());
            kept.extend(claim.sources.slice(&self.cited).iter().filter(|at| **at != NONE));
            claim.sources = Run { start, end: position(kept.len()) };
        }
        self.cited = kept;
    }
}

/// The positions in the joined stack at which the tables of a chunk begin.
struct Bases {
    text: u32,
    details: u32,
    words: u32,
    links: u32,
    claims: u32,
    relations: u32,
    cited: u32,
}

/// The records of a chunk as the joined stack has them.
impl Bases {
    fn span(&self, span: Span) -> Span {
        if span.len == 0 { span } else { Span { start: span.start + self.text, ..span } }
    }

    fn head(&self, record: HeadRecord) -> HeadRecord {
        HeadRecord {
            id: self.span(record.id),
            name: self.span(record.name),
            summary: self.span(record.summary),
            homepage: self.span(record.homepage),
            ..record
        }
    }

    fn category(&self, record: CategoryRecord) -> CategoryRecord {
        CategoryRecord {
            id: self.span(record.id),
            name: self.span(record.name),
            summary: self.span(record.summary),
            ..record
        }
    }

    fn entry(&self, record: EntryRecord, origins: &[Position]) -> EntryRecord {
        let origin = record.origin.get().and_then(|at| origins.get(at as usize).copied());
        EntryRecord {
            text: record.text + self.text,
            origin: origin.unwrap_or(Position::NONE),
            details: record.details.get().map_or(Position::NONE, |at| Position::at(at + self.details)),
            ..record
        }
    }

    fn details(&self, record: EntryDetails) -> EntryDetails {
        EntryDetails {
            words: record.words + self.words,
            links: record.links + self.links,
            claims: record.claims + self.claims,
            relations: record.relations + self.relations,
            ..record
        }
    }

    fn claim(&self, record: ClaimRecord) -> ClaimRecord {
        let Run { start, end } = record.sources;
        let sources = Run { start: start + self.cited, end: end + self.cited };
        ClaimRecord { text: self.span(record.text), sources, ..record }
    }

    fn source(&self, record: SourceRecord) -> SourceRecord {
        let Run { start, end } = record.former_urls;
        SourceRecord {
            id: self.span(record.id),
            title: self.span(record.title),
            url: self.span(record.url),
            former_urls: Run { start: start + self.words, end: end + self.words },
            publisher: self.span(record.publisher),
            author: self.span(record.author),
            ..record
        }
    }

    fn link(&self, record: LinkRecord) -> LinkRecord {
        LinkRecord { title: self.span(record.title), url: self.span(record.url) }
    }
}
