//! Puts the tables of a stack together from parts that have already been checked.

use std::collections::HashMap;

use super::tables::{
    CategoryRecord, ClaimRecord, EntryRecord, HeadRecord, LinkRecord, RelationRecord, Run, SourceRecord,
    Span, Tables,
};
use super::{Confidence, Date, EntryKind, RelationKind, SourceKind, Stack, StackKind, Status};

/// The parts of an entry, with references as positions in the order of adding.
#[derive(Clone, Debug, Default)]
#[expect(
    missing_docs,
    reason = "the fields are those of `Entry`, documented there; empty texts are absent ones"
)]
pub struct EntryParts<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub aliases: Vec<&'a str>,
    pub category: u32,
    pub parent: Option<u32>,
    pub kind: Option<EntryKind>,
    pub status: Option<Status>,
    pub since: Option<Date>,
    pub until: Option<Date>,
    pub homepage: &'a str,
    pub repository: &'a str,
    pub license: &'a str,
    pub tags: Vec<&'a str>,
    pub summary: &'a str,
    /// Title and address.
    pub links: Vec<(&'a str, &'a str)>,
    /// Text, confidence and sources.
    pub claims: Vec<(&'a str, Confidence, Vec<u32>)>,
    /// Kind, target and source.
    pub relations: Vec<(RelationKind, u32, Option<u32>)>,
}

/// The parts of a source.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are those of `Source`, documented there; empty texts are absent ones"
)]
pub struct SourceParts<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub url: &'a str,
    pub former_urls: Vec<&'a str>,
    pub kind: SourceKind,
    pub publisher: &'a str,
    pub author: &'a str,
    pub published: Option<Date>,
}

/// Builds a [`Stack`]; the caller vouches that the parts keep the promise written there.
#[derive(Debug)]
pub struct StackBuilder {
    text: String,
    /// Short texts recur (tags, publishers): each is stored once.
    known: HashMap<String, Span>,
    head: HeadRecord,
    categories: Vec<CategoryRecord>,
    entries: Vec<EntryRecord>,
    claims: Vec<ClaimRecord>,
    relations: Vec<RelationRecord>,
    sources: Vec<SourceRecord>,
    links: Vec<LinkRecord>,
    words: Vec<Span>,
    cited: Vec<u32>,
}

/// Longer texts hardly ever recur, so looking them up would only cost time.
const SHARED_LEN: usize = 48;

impl StackBuilder {
    /// Starts a stack.
    #[must_use]
    pub fn new(
        kind: StackKind,
        id: &str,
        name: &str,
        summary: &str,
        homepage: &str,
        reviewed: Option<Date>,
    ) -> Self {
        let nothing = Span::default();
        let mut builder = Self {
            text: String::new(),
            known: HashMap::new(),
            head: HeadRecord {
                id: nothing,
                name: nothing,
                summary: nothing,
                homepage: nothing,
                reviewed,
                kind,
            },
            categories: Vec::new(),
            entries: Vec::new(),
            claims: Vec::new(),
            relations: Vec::new(),
            sources: Vec::new(),
            links: Vec::new(),
            words: Vec::new(),
            cited: Vec::new(),
        };
        builder.head.id = builder.keep(id);
        builder.head.name = builder.keep(name);
        builder.head.summary = builder.keep(summary);
        builder.head.homepage = builder.keep(homepage);
        builder
    }

    /// Adds a category.
    pub fn category(&mut self, id: &str, name: &str, summary: &str, parent: Option<u32>) {
        let record =
            CategoryRecord { id: self.keep(id), name: self.keep(name), summary: self.keep(summary), parent };
        self.categories.push(record);
    }

    /// Adds a source.
    pub fn source(&mut self, parts: &SourceParts<'_>) {
        let record = SourceRecord {
            id: self.keep(parts.id),
            title: self.keep(parts.title),
            url: self.keep(parts.url),
            former_urls: self.keep_words(&parts.former_urls),
            kind: parts.kind,
            publisher: self.keep(parts.publisher),
            author: self.keep(parts.author),
            published: parts.published,
        };
        self.sources.push(record);
    }

    /// Adds an entry.
    pub fn entry(&mut self, parts: &EntryParts<'_>) {
        let owner = position(self.entries.len());
        let links = position(self.links.len());
        for (title, url) in &parts.links {
            let record = LinkRecord { title: self.keep(title), url: self.keep(url) };
            self.links.push(record);
        }
        let claims = position(self.claims.len());
        for (text, confidence, sources) in &parts.claims {
            let start = position(self.cited.len());
            self.cited.extend(sources);
            let sources = Run { start, end: position(self.cited.len()) };
            let record = ClaimRecord { text: self.keep(text), confidence: *confidence, sources };
            self.claims.push(record);
        }
        let relations = position(self.relations.len());
        self.relations.extend(parts.relations.iter().map(|&(kind, target, source)| RelationRecord {
            owner,
            kind,
            target,
            source,
        }));
        let record = EntryRecord {
            id: self.keep(parts.id),
            name: self.keep(parts.name),
            summary: self.keep(parts.summary),
            homepage: self.keep(parts.homepage),
            repository: self.keep(parts.repository),
            license: self.keep(parts.license),
            category: parts.category,
            parent: parts.parent,
            kind: parts.kind,
            status: parts.status,
            since: parts.since,
            until: parts.until,
            aliases: self.keep_words(&parts.aliases),
            tags: self.keep_words(&parts.tags),
            links: Run { start: links, end: position(self.links.len()) },
            claims: Run { start: claims, end: position(self.claims.len()) },
            relations: Run { start: relations, end: position(self.relations.len()) },
        };
        self.entries.push(record);
    }

    /// Ends the stack.
    #[must_use]
    pub fn build(self) -> Stack {
        let id = |at: &u32| {
            let span = self.entries.get(*at as usize).map_or(Span::default(), |entry| entry.id);
            self.text.get(span.start as usize..(span.start + span.len) as usize).unwrap_or_default()
        };
        let mut by_id: Vec<u32> = (0..position(self.entries.len())).collect();
        by_id.sort_by(|a, b| id(a).cmp(id(b)));
        let mut incoming: Vec<u32> = (0..position(self.relations.len())).collect();
        incoming.sort_by_key(|at| self.relations.get(*at as usize).map(|relation| relation.target));
        Stack::of(Tables {
            text: self.text.into(),
            head: self.head,
            categories: self.categories.into(),
            entries: self.entries.into(),
            claims: self.claims.into(),
            relations: self.relations.into(),
            sources: self.sources.into(),
            links: self.links.into(),
            words: self.words.into(),
            cited: self.cited.into(),
            by_id: by_id.into(),
            incoming: incoming.into(),
        })
    }

    fn keep(&mut self, text: &str) -> Span {
        if text.is_empty() {
            return Span::default();
        }
        if let Some(span) = self.known.get(text) {
            return *span;
        }
        let span = Span { start: position(self.text.len()), len: position(text.len()) };
        self.text.push_str(text);
        if text.len() <= SHARED_LEN {
            self.known.insert(text.to_owned(), span);
        }
        span
    }

    fn keep_words(&mut self, words: &[&str]) -> Run {
        let start = position(self.words.len());
        for word in words {
            let span = self.keep(word);
            self.words.push(span);
        }
        Run { start, end: position(self.words.len()) }
    }
}

/// A length as a position.
///
/// Readers refuse files long before 4 GiB, so this cannot saturate; if it did, texts would come out empty, never wrong
/// memory.
fn position(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
