//! The builder of a stack, from values that have already been checked.

mod join;

pub(super) use self::join::Numbers;

use std::collections::HashMap;
use std::mem;

use super::draft::OptionalText;
use super::own::{Company, Page};
use super::tables::{
    CategoryRecord, ClaimRecord, EntryDetails, EntryRecord, FormerId, HeadRecord, LinkRecord, PassageRecord,
    Position, RelationRecord, Run, SourceRecord, Span, Tables, position, short,
};
use super::{
    Confidence, Date, EntryKind, Period, RelationKind, SourceKind, SourceUrl, Stack, StackKind, Status,
};

/// The values of an entry; references are positions in the order of adding.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are those of `Entry`, documented there; an empty text is absent")]
pub struct EntryParts<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub former_ids: Vec<&'a str>,
    pub aliases: Vec<&'a str>,
    pub category: u32,
    pub parent: Option<u32>,
    pub kind: Option<EntryKind>,
    pub status: Option<Status>,
    pub since: Option<Date>,
    pub until: Option<Date>,
    pub homepage: &'a str,
    pub texts: &'a [(OptionalText, &'a str)],
    pub tags: Vec<&'a str>,
    pub summary: &'a str,
    pub same_as: Vec<&'a str>,
    pub not_same_as: Vec<&'a str>,
    /// Title and URL.
    pub links: Vec<(&'a str, &'a str)>,
    pub claims: Vec<ClaimParts<'a>>,
    pub relations: Vec<RelationParts>,
}

/// The values of a claim.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are those of `Claim`, documented there")]
pub struct ClaimParts<'a> {
    pub text: &'a str,
    pub confidence: Confidence,
    pub sources: Vec<u32>,
    pub when: Option<Period>,
    /// Source, passage and section; an empty text is absent.
    pub passages: Vec<(u32, &'a str, &'a str)>,
}

impl<'a> ClaimParts<'a> {
    /// A claim that says nothing of its time and of the place in its sources.
    pub fn new(text: &'a str, confidence: Confidence, sources: Vec<u32>) -> Self {
        Self { text, confidence, sources, when: None, passages: Vec::new() }
    }
}

/// The values of a relation.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the fields are those of `Relation`, documented there")]
pub struct RelationParts {
    pub kind: RelationKind,
    pub target: u32,
    pub source: Option<u32>,
    pub since: Option<Date>,
    pub until: Option<Date>,
}

impl RelationParts {
    /// A relation without dates.
    pub const fn new(kind: RelationKind, target: u32, source: Option<u32>) -> Self {
        Self { kind, target, source, since: None, until: None }
    }
}

/// The values of a source.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are those of `Source`, documented there; an empty text is absent"
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

/// A builder of a [`Stack`]; the caller must pass values that are valid by the rules documented there.
#[derive(Clone, Debug, Default)]
pub struct StackBuilder {
    pub(super) text: String,
    /// The texts that often recur (tags, publishers) and are stored once.
    known: HashMap<String, Span>,
    pub(super) head: HeadRecord,
    pub(super) categories: Vec<CategoryRecord>,
    pub(super) entries: Vec<EntryRecord>,
    pub(super) details: Vec<EntryDetails>,
    /// The origins in the order of their numbers; they join the text at the end, so that chunks share them.
    origins: Vec<String>,
    /// The number of each origin.
    known_origins: HashMap<String, u32>,
    pub(super) claims: Vec<ClaimRecord>,
    pub(super) relations: Vec<RelationRecord>,
    pub(super) sources: Vec<SourceRecord>,
    pub(super) links: Vec<LinkRecord>,
    pub(super) passages: Vec<PassageRecord>,
    pub(super) words: Vec<Span>,
    pub(super) cited: Vec<u32>,
}

impl StackBuilder {
    /// A builder with the metadata of a stack.
    pub fn new(
        kind: StackKind,
        id: &str,
        name: &str,
        summary: &str,
        homepage: &str,
        reviewed: Option<Date>,
    ) -> Self {
        let mut builder =
            Self { head: HeadRecord { reviewed, kind, ..HeadRecord::default() }, ..Self::default() };
        builder.head.id = builder.put(id);
        builder.head.name = builder.put(name);
        builder.head.summary = builder.put(summary);
        builder.head.homepage = builder.put(homepage);
        builder
    }

    /// Adds a category.
    pub fn category(&mut self, id: &str, name: &str, summary: &str, parent: Option<u32>) {
        let record =
            CategoryRecord { id: self.put(id), name: self.put(name), summary: self.put(summary), parent };
        self.categories.push(record);
    }

    /// Adds a source.
    pub fn source(&mut self, parts: &SourceParts<'_>) {
        let record = SourceRecord {
            id: self.put(parts.id),
            title: self.put(parts.title),
            url: self.put(parts.url),
            former_urls: self.keep_words(&parts.former_urls),
            kind: parts.kind,
            publisher: self.keep(parts.publisher),
            author: self.keep(parts.author),
            published: parts.published,
            is_own: false,
        };
        self.sources.push(record);
    }

    /// Adds an entry.
    pub fn entry(&mut self, parts: &EntryParts<'_>) {
        let details = self.details(parts);
        let at = position(self.details.len());
        self.details.extend(details);
        let name = if parts.name == parts.id { "" } else { parts.name };
        let (origin, rest) = SourceUrl::halves(parts.homepage);
        let rest = if rest == parts.id && !origin.is_empty() { "" } else { rest };
        let origin = self.origin(origin);
        let mut texts = [""; OptionalText::COUNT];
        for (which, text) in parts.texts {
            if let Some(slot) = texts.get_mut(*which as usize) {
                *slot = text;
            }
        }
        let record = EntryRecord {
            text: position(self.text.len()),
            id: short(self.put(parts.id).len),
            name: short(self.put(name).len),
            summary: self.put(parts.summary).len,
            homepage: short(self.put(rest).len),
            texts: texts.map(|text| short(self.put(text).len)),
            kind: parts.kind,
            status: parts.status,
            category: parts.category,
            parent: parts.parent.map_or(Position::NONE, Position::at),
            details: details.map_or(Position::NONE, |_| Position::at(at)),
            origin,
        };
        self.entries.push(record);
    }

    /// Adds the lists of an entry. Returns its details, if it has any.
    fn details(&mut self, parts: &EntryParts<'_>) -> Option<EntryDetails> {
        let owner = position(self.entries.len());
        let links = position(self.links.len());
        for (title, url) in &parts.links {
            let record = LinkRecord { title: self.put(title), url: self.put(url) };
            self.links.push(record);
        }
        let claims = position(self.claims.len());
        for claim in &parts.claims {
            self.claim(claim);
        }
        let relations = position(self.relations.len());
        self.relations.extend(parts.relations.iter().map(|parts| {
            let RelationParts { kind, target, source, since, until } = *parts;
            RelationRecord { owner, kind, target, source, since, until }
        }));
        let words = self.keep_words(&parts.aliases).start;
        for list in [&parts.tags, &parts.former_ids, &parts.same_as, &parts.not_same_as] {
            self.keep_words(list);
        }
        let details = EntryDetails {
            words,
            links,
            claims,
            relations,
            alias_count: short(parts.aliases.len()),
            tag_count: short(parts.tags.len()),
            former_id_count: short(parts.former_ids.len()),
            same_count: short(parts.same_as.len()),
            not_same_count: short(parts.not_same_as.len()),
            link_count: short(parts.links.len()),
            claim_count: short(parts.claims.len()),
            relation_count: short(parts.relations.len()),
            since: parts.since,
            until: parts.until,
        };
        (!details.is_empty()).then_some(details)
    }

    fn claim(&mut self, parts: &ClaimParts<'_>) {
        let start = position(self.cited.len());
        self.cited.extend(&parts.sources);
        let sources = Run { start, end: position(self.cited.len()) };
        let start = position(self.passages.len());
        for (source, passage, section) in &parts.passages {
            // Many claims name the same section.
            let record =
                PassageRecord { source: *source, passage: self.put(passage), section: self.keep(section) };
            self.passages.push(record);
        }
        let passages = Run { start, end: position(self.passages.len()) };
        let ClaimParts { confidence, when, .. } = *parts;
        let record = ClaimRecord { text: self.put(parts.text), confidence, sources, when, passages };
        self.claims.push(record);
    }

    /// Marks the sources that are the company's own.
    pub(super) fn mark_own_sources(&mut self) {
        let text = |span| self.text(span);
        let company = Company {
            id: text(self.head.id),
            name: text(self.head.name),
            homepage: text(self.head.homepage),
        };
        let page = |record: &SourceRecord| Page {
            publisher: text(record.publisher),
            url: text(record.url),
            former_urls: record.former_urls.slice(&self.words).iter().map(|span| text(*span)).collect(),
        };
        let pages: Vec<Page<'_>> = self.sources.iter().map(page).collect();
        let owned = company.owns(&pages);
        for (record, is_own) in self.sources.iter_mut().zip(owned) {
            record.is_own = is_own;
        }
    }

    /// The finished stack.
    pub fn build(self) -> Stack {
        let by_id = self.by_id();
        self.with_order(by_id)
    }

    /// The positions of the entries sorted by id; equal ids are adjacent.
    pub(super) fn by_id(&self) -> Vec<u32> {
        // Eight bytes decide most comparisons; here they are contiguous, not spread over the text.
        let mut keys: Vec<(u64, u32)> = (0..u32::MAX)
            .zip(&self.entries)
            .map(|(at, entry)| {
                let mut head = [0; 8];
                let id = self.id(entry).as_bytes();
                head.iter_mut().zip(id).for_each(|(to, from)| *to = *from);
                (u64::from_be_bytes(head), at)
            })
            .collect();
        let rest = |at: u32| self.entries.get(at as usize).map_or("", |entry| self.id(entry));
        // Most stacks are sorted, or are several sorted ones joined, and a stable sort is fast on those.
        keys.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| rest(a.1).cmp(rest(b.1))));
        keys.into_iter().map(|(_, at)| at).collect()
    }

    /// The id of an entry.
    pub(super) fn id(&self, entry: &EntryRecord) -> &str {
        let start = entry.text as usize;
        self.text.get(start..start + usize::from(entry.id)).unwrap_or_default()
    }

    /// The finished stack, given the order of its ids.
    pub(super) fn with_order(mut self, by_id: Vec<u32>) -> Stack {
        self.mark_own_sources();
        let origins: Vec<Span> = mem::take(&mut self.origins).iter().map(|text| self.put(text)).collect();
        let mut incoming: Vec<u32> = (0..position(self.relations.len())).collect();
        incoming.sort_by_key(|at| self.relations.get(*at as usize).map(|relation| relation.target));
        let former_ids = self.former_ids();
        Stack::from_tables(Tables {
            text: self.text.into(),
            head: self.head,
            categories: self.categories.into(),
            entries: self.entries.into(),
            details: self.details.into(),
            origins: origins.into(),
            claims: self.claims.into(),
            relations: self.relations.into(),
            sources: self.sources.into(),
            links: self.links.into(),
            passages: self.passages.into(),
            words: self.words.into(),
            cited: self.cited.into(),
            by_id: by_id.into(),
            former_ids: former_ids.into(),
            incoming: incoming.into(),
        })
    }

    /// The former ids of all entries, sorted.
    pub(super) fn former_ids(&self) -> Vec<FormerId> {
        let mut ids = Vec::new();
        for (at, entry) in (0..u32::MAX).zip(&self.entries) {
            let details = entry.details.get().and_then(|at| self.details.get(at as usize));
            let former = details.map(EntryDetails::former_ids).unwrap_or_default();
            ids.extend(former.slice(&self.words).iter().map(|id| FormerId { id: *id, entry: at }));
        }
        ids.sort_by(|a, b| self.text(a.id).cmp(self.text(b.id)));
        ids
    }

    /// A text that is stored by itself.
    pub(super) fn text(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.text.get(start..start + span.len as usize).unwrap_or_default()
    }

    /// Stores a text.
    pub(super) fn put(&mut self, text: &str) -> Span {
        if text.is_empty() {
            return Span::default();
        }
        let span = Span { start: position(self.text.len()), len: position(text.len()) };
        self.text.push_str(text);
        span
    }

    /// The number of an origin; a new one is added.
    fn origin(&mut self, origin: &str) -> Position {
        if origin.is_empty() {
            return Position::NONE;
        }
        if let Some(at) = self.known_origins.get(origin) {
            return Position::at(*at);
        }
        let at = position(self.origins.len());
        self.origins.push(origin.to_owned());
        self.known_origins.insert(origin.to_owned(), at);
        Position::at(at)
    }

    /// Stores a text that probably recurs.
    fn keep(&mut self, text: &str) -> Span {
        if text.is_empty() {
            return Span::default();
        }
        if let Some(span) = self.known.get(text) {
            return *span;
        }
        let span = self.put(text);
        self.known.insert(text.to_owned(), span);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were_given_however_they_are_kept() {
        let addresses = [
            "",
            "https://example.org",
            "https://example.org/",
            "https://example.org/e",
            "https://example.org/e/e",
            "http://example.org/e",
            "https://e",
            "https://example.org?a=b/e",
            "https://other.example:8080/e#f",
        ];
        let mut builder = StackBuilder::new(StackKind::List, "s", "S", "", "", None);
        for (at, homepage) in addresses.iter().enumerate() {
            for (id, name) in [("e", "e"), ("e", "E"), ("f", "e")] {
                let repository = addresses.get(at / 2).copied().unwrap_or_default();
                let parts = EntryParts {
                    id,
                    name,
                    homepage,
                    texts: &[(OptionalText::Repository, repository)],
                    summary: "Text",
                    ..EntryParts::default()
                };
                builder.entry(&parts);
            }
        }
        let stack = builder.build();
        let text = |url: Option<SourceUrl>| url.map_or(String::new(), |url| url.to_string());
        let all: Vec<_> = stack
            .entries()
            .map(|(_, e)| (e.id(), e.name(), text(e.homepage()), text(e.repository()), e.summary()))
            .collect();
        assert_eq!(all.len(), addresses.len() * 3);
        for (at, (id, name, homepage, repository, summary)) in all.iter().enumerate() {
            assert_eq!((*id, *name), [("e", "e"), ("e", "E"), ("f", "e")][at % 3]);
            assert_eq!((homepage.as_str(), repository.as_str()), (addresses[at / 3], addresses[at / 6]));
            assert_eq!(*summary, Some("Text"));
        }
    }
}
