//! The rules that a stack must meet, all of them, in one pass over a draft.
//!
//! Every finding is reported, not the first one; nothing is repaired. The time is linear in the draft, and nothing here
//! recurses on data.

mod chunks;
mod cycles;
mod field;

pub use self::field::{text_findings, url_finding};

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::{fmt, mem};

pub use self::chunks::{CheckedChunk, CheckedChunks};
use super::draft::{
    CategoryDraft, ClaimDraft, Draft, EntryDraft, HeadDraft, LinkDraft, OptionalText, RawField,
    RelationDraft, SourceDraft, Text,
};
use super::finding::quoted;
use super::{
    Code, Confidence, EntryKind, EntryParts, FileSpan, Finding, RelationKind, Severity, SourceKind,
    SourceParts, Stack, StackBuilder, StackKind, Status, nearest,
};

/// How many characters an id may have.
pub const MAX_ID_CHARS: usize = 256;
/// How many characters a name, a tag or a licence may have: the longest names in public lists of packages have 214.
pub const MAX_NAME_CHARS: usize = 256;
/// How many characters the title, the publisher or the author of a source may have.
pub const MAX_TITLE_CHARS: usize = 500;
/// How many characters a summary or a claim may have.
pub const MAX_TEXT_CHARS: usize = 65_536;
/// How many parts a list inside a table may have.
pub const MAX_LIST_ITEMS: usize = 1_000;
/// How deep categories may be nested, and entries without a warning.
pub const MAX_DEPTH: u32 = 64;

/// For how many unknown ids the nearest known one is looked up: each look-up goes through all of them.
const SUGGESTIONS: usize = 50;

/// Checks a draft against every rule and makes a stack of it.
///
/// There is a stack exactly when no finding is an error; a reader that has errors of its own must not use it. Findings
/// come in the order of their places.
#[must_use]
pub fn check(draft: &Draft<'_>) -> (Option<Stack>, Vec<Finding>) {
    let mut checker = Checker::new(draft);
    let builder = checker.stack(draft);
    let mut findings = checker.findings;
    sort(&mut findings);
    let stack = if findings.iter().any(Finding::is_error) { None } else { Some(builder.build()) };
    (stack, findings)
}

/// Puts findings into the order of their places.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| finding.span.as_ref().map(|span| (span.file, span.at.start)));
}

/// The ids of one table, each with the position of the first thing that has it.
struct Ids<'d> {
    what: &'static str,
    known: HashMap<&'d str, u32>,
    /// In the order of the draft, so that what is suggested does not depend on hashing.
    ordered: Vec<&'d str>,
    /// Whether there may be more things elsewhere: then an id that is met is known from then on, by a number of its own.
    open: bool,
}

impl<'d> Ids<'d> {
    fn find(&mut self, id: &'d str) -> Option<u32> {
        if let Some(at) = self.known.get(id) {
            return Some(*at);
        }
        let next = u32::try_from(self.ordered.len()).ok().filter(|_| self.open)?;
        self.known.insert(id, next);
        self.ordered.push(id);
        Some(next)
    }
}

/// What a finding is about, in words.
#[derive(Clone, Copy)]
struct Owner<'d> {
    what: &'static str,
    id: Option<&'d str>,
    span: &'d FileSpan,
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id {
            Some(id) => write!(f, "{} {}", self.what, quoted(id)),
            None => write!(f, "this {}", self.what),
        }
    }
}

fn owner<'d>(what: &'static str, id: &'d RawField<Text<'_>>, span: &'d FileSpan) -> Owner<'d> {
    Owner { what, id: id.given().map(|id| &*id.value), span }
}

struct Checker<'d> {
    findings: Vec<Finding>,
    /// Whether anybody wants to hear of what is no error.
    warns: bool,
    suggestions: usize,
    kind: StackKind,
    categories: Ids<'d>,
    entries: Ids<'d>,
    sources: Ids<'d>,
    cited: Vec<bool>,
    /// The entries that others hang under: a list groups its entries under some that have no address.
    parents: HashSet<&'d str>,
}

impl<'d> Checker<'d> {
    fn new(draft: &'d Draft<'_>) -> Self {
        let mut findings = Vec::new();
        let categories = ids("category", draft.categories.iter().map(|part| &part.id), &mut findings);
        let entries = ids("entry", draft.entries.iter().map(|part| &part.id), &mut findings);
        let sources = ids("source", draft.sources.iter().map(|part| &part.id), &mut findings);
        let cited = vec![false; draft.sources.len()];
        Self {
            findings,
            warns: true,
            suggestions: SUGGESTIONS,
            kind: StackKind::Stack,
            categories,
            entries,
            sources,
            cited,
            parents: HashSet::new(),
        }
    }

    /// Goes through everything; the builder holds what could be used.
    fn stack(&mut self, draft: &'d Draft<'_>) -> StackBuilder {
        let builder = match &draft.head {
            RawField::Given(head) => Some(self.head(head)),
            RawField::Absent => {
                let finding = Finding::error(Code::MissingKey, None, "there is no `stack` table");
                let help = "begin with [stack] and its id and name, as in id = \"acme\" and name = \"Acme\"";
                self.findings.push(finding.help(help.to_owned()));
                None
            }
            RawField::Broken => None,
        };
        let mut builder = builder.unwrap_or_else(|| StackBuilder::new(self.kind, "", "", "", "", None));
        if self.kind == StackKind::List {
            let parents = draft.entries.iter().filter_map(|part| part.parent.given());
            self.parents = parents.map(|id| &*id.value).collect();
        }
        self.parts(draft, &mut builder);
        let parents = draft.categories.iter().map(|part| (&part.id, &part.parent));
        cycles::check(&self.categories, Severity::Error, parents, &mut self.findings);
        let parents = draft.entries.iter().map(|part| (&part.id, &part.parent));
        cycles::check(&self.entries, Severity::Warning, parents, &mut self.findings);
        self.uncited(draft);
        builder
    }

    /// Goes through all but the head.
    fn parts(&mut self, draft: &'d Draft<'_>, builder: &mut StackBuilder) {
        for part in &draft.categories {
            self.category(part, builder);
        }
        for part in &draft.sources {
            self.source(part, builder);
        }
        for part in &draft.entries {
            self.entry(part, builder);
        }
    }

    /// Reports what is no error.
    fn warn(&mut self, finding: impl FnOnce() -> Finding) {
        if self.warns {
            self.findings.push(finding());
        }
    }

    fn head(&mut self, head: &'d HeadDraft<'_>) -> StackBuilder {
        let owner = owner("stack", &head.id, &head.span);
        let kind = self.word(
            head.kind.given(),
            "kind of stack",
            StackKind::from_name,
            StackKind::ALL,
            StackKind::name,
        );
        self.kind = kind.unwrap_or(StackKind::Stack);
        let id = self.id(&head.id, owner);
        let name = self.required(&head.name, "name", owner);
        let name = self.prose(name, "name", MAX_NAME_CHARS);
        let summary = self.prose(head.summary.given(), "summary", MAX_TEXT_CHARS);
        let homepage = self.url(head.homepage.given(), "homepage");
        let reviewed = self.date(head.reviewed.given());
        StackBuilder::new(self.kind, id, &name, &summary, &homepage, reviewed)
    }

    fn category(&mut self, part: &'d CategoryDraft<'_>, builder: &mut StackBuilder) {
        let owner = owner("category", &part.id, &part.span);
        let id = self.id(&part.id, owner);
        let name = self.required(&part.name, "name", owner);
        let name = self.prose(name, "name", MAX_NAME_CHARS);
        let summary = self.prose(part.summary.given(), "summary", MAX_TEXT_CHARS);
        let parent = self.reference(part.parent.given(), |checker| &mut checker.categories);
        builder.category(id, &name, &summary, parent);
    }

    fn source(&mut self, part: &'d SourceDraft<'_>, builder: &mut StackBuilder) {
        let owner = owner("source", &part.id, &part.span);
        let id = self.id(&part.id, owner);
        let title = self.required(&part.title, "title", owner);
        let title = self.prose(title, "title", MAX_TITLE_CHARS);
        let kind = self.required(&part.kind, "kind", owner);
        let kind =
            self.word(kind, "kind of source", SourceKind::from_name, SourceKind::ALL, SourceKind::name);
        if part.url.is_absent() && kind.is_some_and(|kind| kind != SourceKind::Reference) {
            let finding =
                Finding::error(Code::MissingKey, owner.span.clone(), format!("{owner} has no `url`"));
            let help = "give its address; only a source of kind \"reference\" may be without one";
            self.findings.push(finding.help(help.to_owned()));
        }
        let url = self.url(part.url.given(), "url");
        let former_urls = self.urls(part.former_urls.given(), "former_urls");
        let publisher = self.prose(part.publisher.given(), "publisher", MAX_TITLE_CHARS);
        let author = self.prose(part.author.given(), "author", MAX_TITLE_CHARS);
        let date = self.date(part.published.given());
        builder.source(&SourceParts {
            id,
            title: &title,
            url: &url,
            former_urls: former_urls.iter().map(|url| &**url).collect(),
            kind: kind.unwrap_or(SourceKind::Other),
            publisher: &publisher,
            author: &author,
            published: date,
        });
    }

    fn entry(&mut self, part: &'d EntryDraft<'_>, builder: &mut StackBuilder) {
        let owner = owner("entry", &part.id, &part.span);
        let strict = self.kind == StackKind::Stack;
        let id = self.id(&part.id, owner);
        let name = self.required(&part.name, "name", owner);
        let name = self.prose(name, "name", MAX_NAME_CHARS);
        let aliases = self.words(part.aliases.given(), "aliases");
        let category = self.required(&part.category, "category", owner);
        let category = self.reference(category, |checker| &mut checker.categories);
        let parent = self.reference(part.parent.given(), |checker| &mut checker.entries);
        let kind = if strict { self.required(&part.kind, "kind", owner) } else { part.kind.given() };
        let kind = self.word(kind, "kind of entry", EntryKind::from_name, EntryKind::ALL, EntryKind::name);
        let status = if strict { self.required(&part.status, "status", owner) } else { part.status.given() };
        let status = self.word(status, "status", Status::from_name, Status::ALL, Status::name);
        let since = self.date(part.since.given());
        let until = self.date(part.until.given());
        let homepage = self.url(part.homepage.given(), "homepage");
        let repository = self.url(part.repository.given(), "repository");
        let license = self.prose(part.license.given(), "license", MAX_NAME_CHARS);
        let tags = self.words(part.tags.given(), "tags");
        let summary = self.prose(part.summary.given(), "summary", MAX_TEXT_CHARS);
        self.times(part, status, since.zip(until));
        let links = self.links(part, owner);
        let mut claims = self.claims(part, owner);
        let relations = self.relations(part, owner);
        builder.entry(&EntryParts {
            id,
            name: &name,
            aliases: aliases.iter().map(|alias| &**alias).collect(),
            category: category.unwrap_or_default(),
            parent,
            kind,
            status,
            since,
            until,
            homepage: &homepage,
            texts: &[(OptionalText::Repository, &repository), (OptionalText::License, &license)],
            tags: tags.iter().map(|tag| &**tag).collect(),
            summary: &summary,
            links: links.iter().map(|(title, url)| (&**title, &**url)).collect(),
            claims: claims
                .iter_mut()
                .map(|(text, how, sources)| (&**text, *how, mem::take(sources)))
                .collect(),
            relations,
        });
    }

    /// Looks whether the dates and the status of an entry agree.
    fn times(
        &mut self,
        part: &'d EntryDraft<'_>,
        status: Option<Status>,
        span: Option<(super::Date, super::Date)>,
    ) {
        let until = part.until.given();
        if let (Some((since, until)), Some(text)) = (span, until)
            && until.certainly_before(since)
        {
            self.warn(|| {
                let message = format!("it ended in {until} before it began in {since}");
                let finding = Finding::warning(Code::BadValue, text.span.clone(), message)
                    .help("look at both dates; one of them is wrong".to_owned());
                match part.since.given() {
                    Some(since) => finding.related(since.span.clone(), "it began here"),
                    None => finding,
                }
            });
        }
        if let (Some(Status::Former), true, Some(text)) =
            (status, part.until.is_absent(), part.status.given())
        {
            self.warn(|| {
                let message = "a former entry does not say until when it was in use";
                Finding::warning(Code::FormerWithoutUntil, text.span.clone(), message)
                    .help("add `until`, as exactly as the sources tell".to_owned())
            });
        }
    }

    fn links(&mut self, part: &'d EntryDraft<'_>, owner: Owner<'d>) -> Vec<(Cow<'d, str>, Cow<'d, str>)> {
        let given: &'d [LinkDraft<'_>] = part.links.given().map(Vec::as_slice).unwrap_or_default();
        let none = part.homepage.is_absent() && part.repository.is_absent();
        let none = none && given.is_empty() && !matches!(part.links, RawField::Broken);
        let groups = owner.id.is_some_and(|id| self.parents.contains(id));
        if self.kind == StackKind::List && none && !groups {
            let finding =
                Finding::error(Code::MissingLink, owner.span.clone(), format!("{owner} has no address"));
            let help = "give it a homepage, a repository or a link, or set `kind = \"stack\"` in [stack]";
            self.findings.push(finding.help(help.to_owned()));
        }
        self.count(given.len(), "links", owner.span);
        let mut links = Vec::with_capacity(given.len());
        for link in given {
            let title = self.prose(link.title.given(), "title", MAX_TITLE_CHARS);
            let url = self.required(&link.url, "url", Owner { what: "link", id: None, span: &link.span });
            links.push((title, self.url(url, "url")));
        }
        links
    }

    fn claims(
        &mut self,
        part: &'d EntryDraft<'_>,
        owner: Owner<'d>,
    ) -> Vec<(Cow<'d, str>, Confidence, Vec<u32>)> {
        let given: &'d [ClaimDraft<'_>] = part.claims.given().map(Vec::as_slice).unwrap_or_default();
        if self.kind == StackKind::Stack && given.is_empty() && !matches!(part.claims, RawField::Broken) {
            let finding =
                Finding::error(Code::MissingClaim, owner.span.clone(), format!("{owner} has no claim"));
            let help = "add [[entry.claim]] with text, confidence and sources below it";
            self.findings.push(finding.help(help.to_owned()));
        }
        self.count(given.len(), "claims", owner.span);
        let mut claims = Vec::with_capacity(given.len());
        for claim in given {
            let owner = Owner { what: "claim", id: None, span: &claim.span };
            let text = self.required(&claim.text, "text", owner);
            let text = self.prose(text, "text", MAX_TEXT_CHARS);
            let confidence = self.required(&claim.confidence, "confidence", owner);
            let confidence =
                self.word(confidence, "confidence", Confidence::from_name, Confidence::ALL, Confidence::name);
            let sources = self.evidence(claim);
            claims.push((text, confidence.unwrap_or(Confidence::Inferred), sources));
        }
        claims
    }

    /// What a claim rests on.
    fn evidence(&mut self, claim: &'d ClaimDraft<'_>) -> Vec<u32> {
        let help = "name at least one [[source]] by its id, as in sources = [\"some-source\"]";
        let list = match &claim.sources {
            RawField::Given(list) if !list.value.is_empty() => list,
            RawField::Given(_) | RawField::Absent => {
                let span = claim.sources.given().map_or(&claim.span, |list| &list.span);
                let message = "this claim has no source: its `sources` name none";
                let finding = Finding::error(Code::MissingSource, span.clone(), message);
                self.findings.push(finding.help(help.to_owned()));
                return Vec::new();
            }
            RawField::Broken => return Vec::new(),
        };
        self.count(list.value.len(), "sources", &list.span);
        let mut sources = Vec::with_capacity(list.value.len());
        for text in &list.value {
            let Some(at) = self.reference(Some(text), |checker| &mut checker.sources) else { continue };
            self.cite(at);
            sources.push(at);
        }
        let mut distinct = sources.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() < sources.len() {
            let message = "this claim names a source twice";
            self.warn(|| Finding::warning(Code::BadValue, list.span.clone(), message));
        }
        if distinct.len() == 1 && list.value.len() == sources.len() {
            let message = "this claim rests on one source only";
            self.warn(|| Finding::warning(Code::SingleSource, list.span.clone(), message));
        }
        sources
    }

    fn relations(
        &mut self,
        part: &'d EntryDraft<'_>,
        owner: Owner<'d>,
    ) -> Vec<(RelationKind, u32, Option<u32>)> {
        let given: &'d [RelationDraft<'_>] = part.relations.given().map(Vec::as_slice).unwrap_or_default();
        self.count(given.len(), "relations", owner.span);
        let mut relations = Vec::with_capacity(given.len());
        for relation in given {
            let owner = Owner { what: "relation", id: None, span: &relation.span };
            let kind = self.required(&relation.kind, "kind", owner);
            let kind = self.word(
                kind,
                "kind of relation",
                RelationKind::from_name,
                RelationKind::ALL,
                RelationKind::name,
            );
            let target = self.required(&relation.target, "target", owner);
            let target = self.reference(target, |checker| &mut checker.entries);
            let source = self.reference(relation.source.given(), |checker| &mut checker.sources);
            if let Some(at) = source {
                self.cite(at);
            }
            if self.kind == StackKind::Stack && relation.source.is_absent() {
                self.warn(|| {
                    let message = "this relation rests on no source";
                    Finding::warning(Code::UnsourcedRelation, relation.span.clone(), message)
                        .help("add `source` with the id of a [[source]]".to_owned())
                });
            }
            relations.push((kind.unwrap_or(RelationKind::UsedWith), target.unwrap_or_default(), source));
        }
        relations
    }

    fn cite(&mut self, at: u32) {
        if let Some(cited) = self.cited.get_mut(at as usize) {
            *cited = true;
        }
    }

    /// Warns of the sources that nothing rests on, unless an id that leads nowhere may have been meant for one.
    fn uncited(&mut self, draft: &'d Draft<'_>) {
        if self.findings.iter().any(|finding| finding.code == Code::Dangling) {
            return;
        }
        for (part, cited) in draft.sources.iter().zip(&self.cited) {
            let Some(id) = part.id.given().filter(|_| !cited) else { continue };
            let message = format!("nothing rests on source {}", quoted(&id.value));
            let finding = Finding::warning(Code::UncitedSource, id.span.clone(), message);
            self.findings.push(finding.help("name it in the `sources` of a claim, or remove it".to_owned()));
        }
    }

    /// Refuses a list that is too long.
    fn count(&mut self, len: usize, key: &str, span: &FileSpan) {
        if len > MAX_LIST_ITEMS {
            let message = format!("{len} {key} are more than the {MAX_LIST_ITEMS} that a list may have");
            self.findings.push(Finding::error(Code::Count, span.clone(), message));
        }
    }

    /// The position of the thing that an id stands for.
    fn reference(&mut self, id: Option<&'d Text<'_>>, table: fn(&mut Self) -> &mut Ids<'d>) -> Option<u32> {
        let id = id?;
        let suggests = self.suggestions > 0;
        let ids = table(self);
        if let Some(at) = ids.find(&id.value) {
            return Some(at);
        }
        let message = format!("there is no {} {}", ids.what, quoted(&id.value));
        let meant = if suggests { nearest(&id.value, ids.ordered.iter().copied()) } else { None };
        let help = match meant {
            Some(meant) => format!("did you mean {}?", quoted(meant)),
            None => format!("use the id of a [[{0}]], or add that {0}", ids.what),
        };
        self.suggestions = self.suggestions.saturating_sub(1);
        self.findings.push(Finding::error(Code::Dangling, id.span.clone(), message).help(help));
        None
    }
}

/// Collects the ids of a table and reports those that are there twice.
fn ids<'d>(
    what: &'static str,
    slots: impl Iterator<Item = &'d RawField<Text<'d>>>,
    findings: &mut Vec<Finding>,
) -> Ids<'d> {
    let mut known: HashMap<&str, (u32, &FileSpan)> = HashMap::new();
    let mut ordered = Vec::new();
    for (at, id) in (0..u32::MAX).zip(slots) {
        let Some(id) = id.given() else { continue };
        if let Some((_, first)) = known.get(&*id.value) {
            let message = format!("there are two of {what} {}", quoted(&id.value));
            let finding = Finding::error(Code::DuplicateId, id.span.clone(), message)
                .related((*first).clone(), "the first one is here")
                .help("give one of them another id".to_owned());
            findings.push(finding);
        } else {
            known.insert(&id.value, (at, &id.span));
            ordered.push(&*id.value);
        }
    }
    Ids { what, known: known.into_iter().map(|(id, (at, _))| (id, at)).collect(), ordered, open: false }
}
