//! The rules for records, and the builder that they fill.

use std::borrow::Cow;
use std::collections::HashSet;

use super::super::draft::{
    CategoryDraft, ClaimDraft, Draft, EntryDraft, HeadDraft, LinkDraft, OptionalText, PassageDraft, RawField,
    RelationDraft, SourceDraft, Text,
};
use super::super::finding::quoted;
use super::super::{
    ClaimParts, Code, Confidence, Date, EntryKind, EntryParts, Finding, Period, RelationKind, RelationParts,
    Severity, SourceKind, SourceParts, StackBuilder, StackKind, Status, nearest,
};
use super::cycles;
use super::evidence::Evidence;
use super::ids::Ids;
use super::limits::{MAX_NAME_CHARS, MAX_TEXT_CHARS, MAX_TITLE_CHARS};
use super::relations;
use super::values::{Owner, Report};

/// Maximum number of unknown ids for which the nearest known id is looked up, because each look-up visits all ids.
const MAX_SUGGESTIONS: usize = 50;

/// Checks a whole draft. The builder has everything that could be used.
pub(super) fn check<'d>(draft: &'d Draft<'_>) -> (StackBuilder, Vec<Finding>) {
    let mut findings = Vec::new();
    let categories = Ids::collect("category", draft.categories.iter().map(|part| &part.id), &mut findings);
    let mut entries = Ids::collect("entry", draft.entries.iter().map(|part| &part.id), &mut findings);
    let former = (0..u32::MAX).zip(&draft.entries).flat_map(|(at, part)| {
        let ids = part.former_ids.given().map(|ids| &*ids.value).unwrap_or_default();
        ids.iter().map(move |id| (at, id))
    });
    entries.add_former(former, &mut findings);
    let sources = Ids::collect("source", draft.sources.iter().map(|part| &part.id), &mut findings);
    let report = Report { findings, with_warnings: true };
    let mut checker: Checker<'d> = Checker {
        suggestions: MAX_SUGGESTIONS,
        cited: vec![false; draft.sources.len()],
        ..Checker::new(report, StackKind::Stack, categories, entries, sources)
    };
    let builder = checker.stack(draft);
    (builder, checker.report.findings)
}

/// The state of a check: the findings so far, and the ids that references may have.
pub(super) struct Checker<'d> {
    pub report: Report,
    /// The number of suggestions that may still be looked up.
    suggestions: usize,
    pub kind: StackKind,
    pub categories: Ids<'d>,
    pub entries: Ids<'d>,
    pub sources: Ids<'d>,
    /// Whether each source is cited.
    cited: Vec<bool>,
    /// The rules for the sources of claims, where warnings are collected.
    evidence: Option<Evidence<'d>>,
    /// The ids of entries that others have as parent or are related to, which need no URL in a list.
    referred: HashSet<&'d str>,
}

impl<'d> Checker<'d> {
    pub fn new(
        report: Report,
        kind: StackKind,
        categories: Ids<'d>,
        entries: Ids<'d>,
        sources: Ids<'d>,
    ) -> Self {
        Self {
            report,
            suggestions: 0,
            kind,
            categories,
            entries,
            sources,
            cited: Vec::new(),
            evidence: None,
            referred: HashSet::new(),
        }
    }

    fn stack(&mut self, draft: &'d Draft<'_>) -> StackBuilder {
        let builder = match &draft.head {
            RawField::Given(head) => Some(self.head(head)),
            RawField::Absent => {
                let finding = Finding::error(Code::MissingKey, None, "there is no `stack` table");
                let help = "begin with [stack] and its id and name, as in id = \"acme\" and name = \"Acme\"";
                self.report.findings.push(finding.help(help.to_owned()));
                None
            }
            RawField::Broken => None,
        };
        let mut builder = builder.unwrap_or_else(|| StackBuilder::new(self.kind, "", "", "", "", None));
        if self.kind == StackKind::List {
            let parents = draft.entries.iter().filter_map(|part| part.parent.given());
            let relations = draft.entries.iter().filter_map(|part| part.relations.given()).flatten();
            let targets = relations.filter_map(|relation| relation.target.given());
            self.referred = parents.chain(targets).map(|id| &*id.value).collect();
        }
        self.tables(draft, &mut builder);
        let parents = draft.categories.iter().map(|part| (&part.id, &part.parent));
        cycles::check(&self.categories, Severity::Error, parents, &mut self.report.findings);
        let parents = draft.entries.iter().map(|part| (&part.id, &part.parent));
        cycles::check(&self.entries, Severity::Warning, parents, &mut self.report.findings);
        relations::check(draft, &self.entries, &mut self.report.findings);
        self.uncited(draft);
        builder
    }

    /// Checks everything but the head.
    pub fn tables(&mut self, draft: &'d Draft<'_>, builder: &mut StackBuilder) {
        for part in &draft.categories {
            self.category(part, builder);
        }
        for part in &draft.sources {
            self.source(part, builder);
        }
        if self.report.with_warnings {
            builder.mark_own_sources();
            let own = builder.sources.iter().map(|source| source.is_own).collect();
            self.evidence = Some(Evidence::new(draft, own));
        }
        for part in &draft.entries {
            self.entry(part, builder);
        }
    }

    pub fn head(&mut self, head: &'d HeadDraft<'_>) -> StackBuilder {
        let owner = Owner::with_id("stack", &head.id, &head.span);
        let report = &mut self.report;
        self.kind = report.word(head.kind.given()).unwrap_or(StackKind::Stack);
        let id = report.id(&head.id, owner);
        let name = report.required_prose(&head.name, "name", owner, MAX_NAME_CHARS);
        let summary = report.prose(head.summary.given(), "summary", MAX_TEXT_CHARS);
        let homepage = report.url(head.homepage.given(), "homepage");
        let reviewed = report.date(head.reviewed.given());
        StackBuilder::new(self.kind, id, &name, &summary, &homepage, reviewed)
    }

    fn category(&mut self, part: &'d CategoryDraft<'_>, builder: &mut StackBuilder) {
        let owner = Owner::with_id("category", &part.id, &part.span);
        builder.category(
            self.report.id(&part.id, owner),
            &self.report.required_prose(&part.name, "name", owner, MAX_NAME_CHARS),
            &self.report.prose(part.summary.given(), "summary", MAX_TEXT_CHARS),
            self.reference(part.parent.given(), |checker| &mut checker.categories),
        );
    }

    fn source(&mut self, part: &'d SourceDraft<'_>, builder: &mut StackBuilder) {
        let owner = Owner::with_id("source", &part.id, &part.span);
        let report = &mut self.report;
        let id = report.id(&part.id, owner);
        let title = report.required_prose(&part.title, "title", owner, MAX_TITLE_CHARS);
        let kind = report.required(&part.kind, "kind", owner);
        let kind: Option<SourceKind> = report.word(kind);
        if part.url.is_absent() && kind.is_some_and(|kind| kind != SourceKind::Reference) {
            let help = "add its URL; only a source of kind \"reference\" may be without one";
            report.error(Code::MissingKey, owner.span, format!("{owner} has no `url`"), help);
        }
        builder.source(&SourceParts {
            id,
            title: &title,
            url: &report.url(part.url.given(), "url"),
            former_urls: borrowed(&report.urls(part.former_urls.given(), "former_urls")),
            kind: kind.unwrap_or(SourceKind::Other),
            publisher: &report.prose(part.publisher.given(), "publisher", MAX_TITLE_CHARS),
            author: &report.prose(part.author.given(), "author", MAX_TITLE_CHARS),
            published: report.date(part.published.given()),
        });
    }

    fn entry(&mut self, part: &'d EntryDraft<'_>, builder: &mut StackBuilder) {
        let owner = Owner::with_id("entry", &part.id, &part.span);
        let is_strict = self.kind == StackKind::Stack;
        let id = self.report.id(&part.id, owner);
        let name = self.report.required_prose(&part.name, "name", owner, MAX_NAME_CHARS);
        let aliases = self.report.names(part.aliases.given(), "aliases");
        let category = self.report.required(&part.category, "category", owner);
        let category = self.reference(category, |checker| &mut checker.categories);
        let parent = self.reference(part.parent.given(), |checker| &mut checker.entries);
        let report = &mut self.report;
        if is_strict {
            report.required(&part.kind, "kind", owner);
        }
        let kind: Option<EntryKind> = report.word(part.kind.given());
        let is_event = kind.is_some_and(EntryKind::is_event);
        if is_strict && !is_event {
            report.required(&part.status, "status", owner);
        }
        // An event is over on its day, whatever a file of schema 1 says of its status.
        let status = report.word(part.status.given()).filter(|_| !is_event);
        let since = report.date(part.since.given());
        let until = report.date(part.until.given());
        self.times(part, status, since.zip(until));
        if is_event {
            self.event(part);
        }
        let claims = self.claims(part, owner);
        let report = &mut self.report;
        builder.entry(&EntryParts {
            id,
            name: &name,
            former_ids: report.ids(part.former_ids.given(), "former_ids", false),
            aliases: borrowed(&aliases),
            category: category.unwrap_or_default(),
            parent,
            kind,
            status,
            since,
            until,
            homepage: &report.url(part.homepage.given(), "homepage"),
            texts: &[
                (OptionalText::Repository, &report.url(part.repository.given(), "repository")),
                (OptionalText::License, &report.prose(part.license.given(), "license", MAX_NAME_CHARS)),
            ],
            tags: borrowed(&report.names(part.tags.given(), "tags")),
            summary: &report.prose(part.summary.given(), "summary", MAX_TEXT_CHARS),
            same_as: report.ids(part.same_as.given(), "same_as", true),
            not_same_as: report.ids(part.not_same_as.given(), "not_same_as", true),
            links: self.links(part, owner).iter().map(|(title, url)| (&**title, &**url)).collect(),
            claims: claims.iter().map(Claim::parts).collect(),
            relations: self.relations(part, owner),
        });
    }

    /// Warns if the dates and the status of an entry contradict each other.
    fn times(&mut self, part: &EntryDraft<'_>, status: Option<Status>, dates: Option<(Date, Date)>) {
        self.order(dates, &part.since, &part.until);
        if let (Some(Status::Former), true, Some(text)) =
            (status, part.until.is_absent(), part.status.given())
        {
            self.report.warn(|| {
                let message = "a former entry has no `until`";
                Finding::warning(Code::FormerWithoutUntil, text.span.clone(), message)
                    .help("add `until`, as exact as the sources are".to_owned())
            });
        }
    }

    /// Warns if an end is before its beginning.
    fn order(&mut self, dates: Option<(Date, Date)>, since: &RawField<Text<'_>>, until: &RawField<Text<'_>>) {
        if let (Some((begin, end)), Some(text)) = (dates, until.given())
            && end.certainly_before(begin)
        {
            self.report.warn(|| {
                let message = format!("it ended in {end} before it began in {begin}");
                let finding = Finding::warning(Code::BadValue, text.span.clone(), message)
                    .help("look at both dates; one of them is wrong".to_owned());
                match since.given() {
                    Some(since) => finding.related(since.span.clone(), "it began here"),
                    None => finding,
                }
            });
        }
    }

    /// Hints at an event that has a status, or no day.
    fn event(&mut self, part: &EntryDraft<'_>) {
        if let Some(status) = part.status.given() {
            self.report.warn(|| {
                let message = "an event has no `status`: it has a day";
                Finding::hint(Code::EventTime, status.span.clone(), message)
                    .help("remove it; `since` is the day, and `until` the end where that is known".to_owned())
            });
        }
        if part.since.is_absent() {
            self.report.warn(|| {
                Finding::hint(Code::EventTime, part.span.clone(), "this event has no day")
                    .help("add `since`, as exact as the sources are".to_owned())
            });
        }
    }

    fn links(&mut self, part: &'d EntryDraft<'_>, owner: Owner<'d>) -> Vec<(Cow<'d, str>, Cow<'d, str>)> {
        let given: &'d [LinkDraft<'_>] = part.links.given().map(Vec::as_slice).unwrap_or_default();
        let has_url = !part.homepage.is_absent()
            || !part.repository.is_absent()
            || !given.is_empty()
            || matches!(part.links, RawField::Broken);
        // What other formats call a technology may have no page, but it has one of these.
        let says_something = !part.kind.is_absent() || !part.tags.is_absent() || !part.relations.is_absent();
        let is_referred = owner.id.is_some_and(|id| self.referred.contains(id));
        let report = &mut self.report;
        if self.kind == StackKind::List && !has_url && !says_something && !is_referred {
            let help =
                "add a homepage, a repository, a link, a kind or tags, or set `kind = \"stack\"` in [stack]";
            report.error(Code::MissingLink, owner.span, format!("{owner} has no URL"), help);
        }
        report.count(given.len(), "links", owner.span);
        let mut links = Vec::with_capacity(given.len());
        for link in given {
            let title = report.prose(link.title.given(), "title", MAX_TITLE_CHARS);
            let url = report.required(&link.url, "url", Owner::new("link", &link.span));
            links.push((title, report.url(url, "url")));
        }
        links
    }

    fn claims(&mut self, part: &'d EntryDraft<'_>, owner: Owner<'d>) -> Vec<Claim<'d>> {
        let given: &'d [ClaimDraft<'_>] = part.claims.given().map(Vec::as_slice).unwrap_or_default();
        if self.kind == StackKind::Stack && given.is_empty() && !matches!(part.claims, RawField::Broken) {
            let help = "add [[entry.claim]] with text, confidence and sources below it";
            self.report.error(Code::MissingClaim, owner.span, format!("{owner} has no claim"), help);
        }
        self.report.count(given.len(), "claims", owner.span);
        let mut claims = Vec::with_capacity(given.len());
        for claim in given {
            let owner = Owner::new("claim", &claim.span);
            let text = self.report.required_prose(&claim.text, "text", owner, MAX_TEXT_CHARS);
            let confidence = self.report.required(&claim.confidence, "confidence", owner);
            let confidence = self.report.word(confidence).unwrap_or(Confidence::Inferred);
            let when = self.report.period(claim.when.given());
            let sources = self.evidence(part, claim, confidence);
            let passages = self.passages(claim, &sources);
            claims.push(Claim { text, confidence, sources, when, passages });
        }
        claims
    }

    /// The places that a claim names: one of its first source, or a list.
    fn passages(
        &mut self,
        claim: &'d ClaimDraft<'_>,
        sources: &[u32],
    ) -> Vec<(u32, Cow<'d, str>, Cow<'d, str>)> {
        let mut passages = Vec::new();
        if !claim.passage.is_absent() || !claim.section.is_absent() {
            let passage = self.report.passage(claim.passage.given());
            let section = self.report.prose(claim.section.given(), "section", MAX_TITLE_CHARS);
            // A claim without a source is an error already.
            passages.extend(sources.first().map(|first| (*first, passage, section)));
        }
        let given: &'d [PassageDraft<'_>] = claim.passages.given().map(Vec::as_slice).unwrap_or_default();
        self.report.count(given.len(), "passages", &claim.span);
        for place in given {
            let owner = Owner::new("passage", &place.span);
            let id = self.report.required(&place.source, "source", owner);
            let source = self.reference(id, |checker| &mut checker.sources);
            let passage = self.report.passage(place.passage.given());
            let section = self.report.prose(place.section.given(), "section", MAX_TITLE_CHARS);
            if place.passage.is_absent() && place.section.is_absent() {
                let help = "add `passage`, a few words of the page, or `section`, the heading above them";
                self.report.error(Code::MissingKey, &place.span, "this passage names no place", help);
            }
            let (Some(source), Some(id)) = (source, id) else { continue };
            if !sources.contains(&source) {
                let message = format!("the claim does not cite source {}", quoted(&id.value));
                self.report.error(Code::Dangling, &id.span, message, "name it in `sources` too");
            }
            passages.push((source, passage, section));
        }
        passages
    }

    /// The sources that a claim of an entry cites.
    fn evidence(
        &mut self,
        part: &'d EntryDraft<'_>,
        claim: &'d ClaimDraft<'_>,
        confidence: Confidence,
    ) -> Vec<u32> {
        let list = match &claim.sources {
            RawField::Given(list) if !list.value.is_empty() => list,
            RawField::Given(_) | RawField::Absent => {
                let span = claim.sources.given().map_or(&claim.span, |list| &list.span);
                let message = "this claim has no source: its `sources` name none";
                let help = "name at least one [[source]] by its id, as in sources = [\"some-source\"]";
                self.report.error(Code::MissingSource, span, message, help);
                return Vec::new();
            }
            RawField::Broken => return Vec::new(),
        };
        self.report.count(list.value.len(), "sources", &list.span);
        let sources: Vec<u32> = list.value.iter().filter_map(|text| self.cited_source(Some(text))).collect();
        let mut distinct = sources.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() < sources.len() {
            let message = "this claim cites a source twice";
            self.report.warn(|| Finding::warning(Code::BadValue, list.span.clone(), message));
        }
        if let Some(rules) = self.evidence.as_ref().filter(|_| list.value.len() == sources.len()) {
            self.report.findings.extend(rules.check(part, claim, confidence, list, &sources));
        }
        sources
    }

    fn relations(&mut self, part: &'d EntryDraft<'_>, owner: Owner<'d>) -> Vec<RelationParts> {
        let given: &'d [RelationDraft<'_>] = part.relations.given().map(Vec::as_slice).unwrap_or_default();
        self.report.count(given.len(), "relations", owner.span);
        let mut relations = Vec::with_capacity(given.len());
        for relation in given {
            let owner = Owner::new("relation", &relation.span);
            let kind = self.report.required(&relation.kind, "kind", owner);
            let kind = self.report.word(kind).unwrap_or(RelationKind::UsedWith);
            let target = self.report.required(&relation.target, "target", owner);
            let target = self.reference(target, |checker| &mut checker.entries).unwrap_or_default();
            let source = self.cited_source(relation.source.given());
            if self.kind == StackKind::Stack && relation.source.is_absent() {
                self.report.warn(|| {
                    let message = "this relation cites no source";
                    Finding::warning(Code::UnsourcedRelation, relation.span.clone(), message)
                        .help("add `source` with the id of a [[source]]".to_owned())
                });
            }
            let since = self.report.date(relation.since.given());
            let until = self.report.date(relation.until.given());
            self.order(since.zip(until), &relation.since, &relation.until);
            relations.push(RelationParts { kind, target, source, since, until });
        }
        relations
    }

    /// The position of the source that has an id, which counts as cited.
    fn cited_source(&mut self, id: Option<&'d Text<'_>>) -> Option<u32> {
        let at = self.reference(id, |checker| &mut checker.sources)?;
        if let Some(cited) = self.cited.get_mut(at as usize) {
            *cited = true;
        }
        Some(at)
    }

    /// Warns of sources that are not cited, unless an unresolved id may have been meant for one.
    fn uncited(&mut self, draft: &Draft<'_>) {
        let findings = &mut self.report.findings;
        if findings.iter().any(|finding| finding.code == Code::Dangling) {
            return;
        }
        for (part, cited) in draft.sources.iter().zip(&self.cited) {
            let Some(id) = part.id.given().filter(|_| !cited) else { continue };
            let message = format!("no claim or relation cites source {}", quoted(&id.value));
            let finding = Finding::warning(Code::UncitedSource, id.span.clone(), message);
            findings.push(finding.help("name it in the `sources` of a claim, or remove it".to_owned()));
        }
    }

    /// The position of the record that has an id.
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
        self.report.error(Code::Dangling, &id.span, message, &help);
        None
    }
}

/// A claim that was checked.
struct Claim<'d> {
    text: Cow<'d, str>,
    confidence: Confidence,
    sources: Vec<u32>,
    when: Option<Period>,
    /// Source, passage and section.
    passages: Vec<(u32, Cow<'d, str>, Cow<'d, str>)>,
}

impl Claim<'_> {
    fn parts(&self) -> ClaimParts<'_> {
        let passages =
            self.passages.iter().map(|(source, passage, section)| (*source, &**passage, &**section));
        ClaimParts {
            text: &self.text,
            confidence: self.confidence,
            sources: self.sources.clone(),
            when: self.when,
            passages: passages.collect(),
        }
    }
}

fn borrowed<'t>(texts: &'t [Cow<'_, str>]) -> Vec<&'t str> {
    texts.iter().map(|text| &**text).collect()
}
