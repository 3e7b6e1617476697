//! The views through which the records of a stack are read.

use super::draft::OptionalText;
use super::stack::{CategoryIndex, EntryIndex, SourceIndex, Stack};
use super::tables::{
    CategoryRecord, ClaimRecord, EntryDetails, EntryRecord, LinkRecord, PassageRecord, RelationRecord,
    SourceRecord,
};
use super::{Confidence, Date, EntryKind, Period, RelationKind, SourceKind, SourceUrl, Status};

/// Declares a view: a record and the stack that its spans and positions belong to.
macro_rules! view {
    ($(#[$doc:meta])* $name:ident of $record:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a> {
            pub(super) stack: &'a Stack,
            pub(super) record: &'a $record,
        }
    };
}

view! {
    /// A group of entries, possibly inside another group.
    Category of CategoryRecord
}
view! {
    /// A technology, service, idea or incident.
    Entry of EntryRecord
}
view! {
    /// One sentence about an entry, with the sources it cites.
    Claim of ClaimRecord
}
view! {
    /// The place in a source that backs a claim.
    Passage of PassageRecord
}
view! {
    /// A directed relation between two entries.
    Relation of RelationRecord
}
view! {
    /// A page or other reference that claims cite.
    Source of SourceRecord
}
view! {
    /// A further titled URL of an entry.
    Link of LinkRecord
}

impl Stack {
    /// All categories, in display order.
    pub fn categories(&self) -> impl ExactSizeIterator<Item = (CategoryIndex, Category<'_>)> {
        let views = self.tables.categories.iter().map(|record| Category { stack: self, record });
        (0..u32::MAX).map(CategoryIndex).zip(views)
    }

    /// All entries, in the order of the data.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = (EntryIndex, Entry<'_>)> {
        let views = self.tables.entries.iter().map(|record| Entry { stack: self, record });
        (0..u32::MAX).map(EntryIndex).zip(views)
    }

    /// All sources, in the order of the data.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = (SourceIndex, Source<'_>)> {
        let views = self.tables.sources.iter().map(|record| Source { stack: self, record });
        (0..u32::MAX).map(SourceIndex).zip(views)
    }

    /// The category at a position.
    pub fn category(&self, at: CategoryIndex) -> Option<Category<'_>> {
        self.tables.categories.get(at.0 as usize).map(|record| Category { stack: self, record })
    }

    /// The entry at a position.
    pub fn entry(&self, at: EntryIndex) -> Option<Entry<'_>> {
        self.tables.entries.get(at.0 as usize).map(|record| Entry { stack: self, record })
    }

    /// The source at a position.
    pub fn source(&self, at: SourceIndex) -> Option<Source<'_>> {
        self.tables.sources.get(at.0 as usize).map(|record| Source { stack: self, record })
    }

    /// The position of the entry with this id, or of the one that had it once.
    pub fn find(&self, id: &str) -> Option<EntryIndex> {
        let id_at = |at: &u32| self.entry(EntryIndex(*at)).map_or("", |entry| entry.id());
        if let Ok(found) = self.tables.by_id.binary_search_by(|at| id_at(at).cmp(id)) {
            return self.tables.by_id.get(found).copied().map(EntryIndex);
        }
        let former = &self.tables.former_ids;
        let found = former.binary_search_by(|former| self.text(former.id).cmp(id)).ok()?;
        former.get(found).map(|former| EntryIndex(former.entry))
    }
}

impl<'a> Category<'a> {
    /// The id, in `[a-z0-9-]`.
    pub fn id(self) -> &'a str {
        self.stack.text(self.record.id)
    }

    /// The name.
    pub fn name(self) -> &'a str {
        self.stack.text(self.record.name)
    }

    /// A description of the entries that belong to it.
    pub fn summary(self) -> Option<&'a str> {
        self.stack.some_text(self.record.summary)
    }

    /// The parent category.
    pub fn parent(self) -> Option<CategoryIndex> {
        self.record.parent.map(CategoryIndex)
    }

    /// Its name and those of its ancestors, the outermost first.
    pub fn path(self) -> Vec<&'a str> {
        let parent = |category: &Self| category.parent().and_then(|at| category.stack.category(at));
        let mut path: Vec<&str> = std::iter::successors(Some(self), parent).map(Self::name).collect();
        path.reverse();
        path
    }
}

impl<'a> Entry<'a> {
    fn details(self) -> EntryDetails {
        let at = self.record.details.get();
        at.and_then(|at| self.stack.tables.details.get(at as usize)).copied().unwrap_or_default()
    }

    /// The id, in `[a-z0-9-]`.
    pub fn id(self) -> &'a str {
        self.stack.text(self.record.texts().id)
    }

    /// The name.
    pub fn name(self) -> &'a str {
        self.stack.text(self.record.texts().name)
    }

    /// The ids that it had once, by which it is still found.
    pub fn former_ids(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.stack.words(self.details().former_ids())
    }

    /// The entries of other stacks that are the same thing, as `stack/id`.
    pub fn same_as(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.stack.words(self.details().same_as())
    }

    /// The entries of other stacks that are another thing in spite of the same name, as `stack/id`.
    pub fn not_same_as(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.stack.words(self.details().not_same_as())
    }

    /// Other names by which it is known.
    pub fn aliases(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.stack.words(self.details().aliases())
    }

    /// The category it belongs to.
    pub fn category(self) -> CategoryIndex {
        CategoryIndex(self.record.category)
    }

    /// The names of its category and the ancestors of that, the outermost first.
    pub fn category_path(self) -> Vec<&'a str> {
        self.stack.category(self.category()).map(Category::path).unwrap_or_default()
    }

    /// The parent entry.
    pub fn parent(self) -> Option<EntryIndex> {
        self.record.parent.get().map(EntryIndex)
    }

    /// The kind of thing that it is; always present in a stack of kind [`StackKind::Stack`](super::StackKind::Stack).
    pub fn kind(self) -> Option<EntryKind> {
        self.record.kind
    }

    /// Whether it is still in use; absent for an event, and otherwise always present in a stack of kind
    /// [`StackKind::Stack`](super::StackKind::Stack).
    pub fn status(self) -> Option<Status> {
        self.record.status
    }

    /// The date since when it is in use, or the day of an event.
    pub fn since(self) -> Option<Date> {
        self.details().since
    }

    /// The date until when it was in use, or the end of an event.
    pub fn until(self) -> Option<Date> {
        self.details().until
    }

    /// The homepage.
    pub fn homepage(self) -> Option<SourceUrl> {
        let text = self.homepage_parts().concat();
        (!text.is_empty()).then(|| SourceUrl::trusted(text))
    }

    /// The two parts of the text of its homepage, both empty without one.
    pub fn homepage_parts(self) -> [&'a str; 2] {
        let origin = self.record.origin.get();
        let origin = origin.and_then(|at| self.stack.tables.origins.get(at as usize)).copied();
        [self.stack.text(origin.unwrap_or_default()), self.stack.text(self.record.texts().homepage)]
    }

    /// The URL of its code.
    pub fn repository(self) -> Option<SourceUrl> {
        self.stack.url(self.record.texts().optional(OptionalText::Repository))
    }

    /// Further titled URLs.
    pub fn links(self) -> impl ExactSizeIterator<Item = Link<'a>> {
        let stack = self.stack;
        self.details().links().slice(&stack.tables.links).iter().map(move |record| Link { stack, record })
    }

    /// The licence, as an SPDX expression or as prose.
    pub fn license(self) -> Option<&'a str> {
        self.text(OptionalText::License)
    }

    /// One of its optional texts.
    pub fn text(self, text: OptionalText) -> Option<&'a str> {
        self.stack.some_text(self.record.texts().optional(text))
    }

    /// The tags.
    pub fn tags(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.stack.words(self.details().tags())
    }

    /// A description, in a sentence or two.
    pub fn summary(self) -> Option<&'a str> {
        self.stack.some_text(self.record.texts().summary)
    }

    /// The claims about it.
    pub fn claims(self) -> impl ExactSizeIterator<Item = Claim<'a>> {
        let stack = self.stack;
        self.details().claims().slice(&stack.tables.claims).iter().map(move |record| Claim { stack, record })
    }

    /// The relations it states.
    pub fn relations(self) -> impl ExactSizeIterator<Item = Relation<'a>> {
        let stack = self.stack;
        self.details()
            .relations()
            .slice(&stack.tables.relations)
            .iter()
            .map(move |record| Relation { stack, record })
    }

    /// The sources of its claims, then those of its relations, each once, in the order of first use.
    ///
    /// The position of a source in this list, counted from 1, is the number by which it is shown and opened.
    pub fn sources(self) -> Vec<(SourceIndex, Source<'a>)> {
        let of_claims = self.claims().flat_map(|claim| claim.source_indexes().collect::<Vec<_>>());
        let of_relations = self.relations().filter_map(Relation::source);
        let mut seen: Vec<SourceIndex> = Vec::new();
        for at in of_claims.chain(of_relations) {
            if !seen.contains(&at) {
                seen.push(at);
            }
        }
        seen.into_iter().filter_map(|at| self.stack.source(at).map(|source| (at, source))).collect()
    }

    /// The stack it belongs to.
    pub fn stack(self) -> &'a Stack {
        self.stack
    }
}

impl<'a> Claim<'a> {
    /// The sentence.
    pub fn text(self) -> &'a str {
        self.stack.text(self.record.text)
    }

    /// How well its sources support it.
    pub fn confidence(self) -> Confidence {
        self.record.confidence
    }

    /// The positions of its sources.
    pub fn source_indexes(self) -> impl ExactSizeIterator<Item = SourceIndex> {
        self.record.sources.slice(&self.stack.tables.cited).iter().copied().map(SourceIndex)
    }

    /// Its sources.
    pub fn sources(self) -> impl Iterator<Item = Source<'a>> {
        let stack = self.stack;
        self.source_indexes().filter_map(move |at| stack.source(at))
    }

    /// The time when it was so, as its sources say; when they were published is [`Claim::date`].
    pub fn when(self) -> Option<Period> {
        self.record.when
    }

    /// The places in its sources where it is written.
    pub fn passages(self) -> impl ExactSizeIterator<Item = Passage<'a>> {
        let stack = self.stack;
        self.record.passages.slice(&stack.tables.passages).iter().map(move |record| Passage { stack, record })
    }

    /// The date of its newest dated source.
    pub fn date(self) -> Option<Date> {
        self.sources().filter_map(Source::published).max()
    }
}

impl<'a> Passage<'a> {
    /// The source, one of those of the claim.
    pub fn source(self) -> SourceIndex {
        SourceIndex(self.record.source)
    }

    /// The source as a view.
    pub fn source_record(self) -> Option<Source<'a>> {
        self.stack.source(self.source())
    }

    /// At most eight words, names or figures of the page, by which the place is found.
    pub fn text(self) -> Option<&'a str> {
        self.stack.some_text(self.record.passage)
    }

    /// The heading of the page that it stands under.
    pub fn section(self) -> Option<&'a str> {
        self.stack.some_text(self.record.section)
    }
}

impl<'a> Relation<'a> {
    /// The stack it belongs to.
    pub fn stack(self) -> &'a Stack {
        self.stack
    }

    /// The entry it points to, as a view.
    pub fn target_entry(self) -> Option<Entry<'a>> {
        self.stack.entry(self.target())
    }

    /// The entry that states it.
    pub fn owner(self) -> EntryIndex {
        EntryIndex(self.record.owner)
    }

    /// The kind of the relation, read from the owner.
    pub fn kind(self) -> RelationKind {
        self.record.kind
    }

    /// The entry it points to.
    pub fn target(self) -> EntryIndex {
        EntryIndex(self.record.target)
    }

    /// The source that it cites.
    pub fn source(self) -> Option<SourceIndex> {
        self.record.source.map(SourceIndex)
    }

    /// The source that it cites, as a view.
    pub fn source_record(self) -> Option<Source<'a>> {
        self.source().and_then(|at| self.stack.source(at))
    }

    /// The date since when it holds: the day of the change for [`RelationKind::Replaced`].
    pub fn since(self) -> Option<Date> {
        self.record.since
    }

    /// The date until when it held.
    pub fn until(self) -> Option<Date> {
        self.record.until
    }
}

impl<'a> Source<'a> {
    /// The id, in `[a-z0-9-]`.
    pub fn id(self) -> &'a str {
        self.stack.text(self.record.id)
    }

    /// The title.
    pub fn title(self) -> &'a str {
        self.stack.text(self.record.title)
    }

    /// The URL; absent only for [`SourceKind::Reference`].
    pub fn url(self) -> Option<SourceUrl> {
        self.stack.url(self.record.url)
    }

    /// Earlier URLs.
    pub fn former_urls(self) -> impl ExactSizeIterator<Item = SourceUrl> {
        self.stack.words(self.record.former_urls).map(SourceUrl::trusted)
    }

    /// The URL of the archived copy nearest to its date, or else of the latest copy.
    pub fn archive(self) -> Option<SourceUrl> {
        self.url().map(|url| url.archived(self.published()))
    }

    /// The kind of page.
    pub fn kind(self) -> SourceKind {
        self.record.kind
    }

    /// The publisher.
    pub fn publisher(self) -> Option<&'a str> {
        self.stack.some_text(self.record.publisher)
    }

    /// The author.
    pub fn author(self) -> Option<&'a str> {
        self.stack.some_text(self.record.author)
    }

    /// Whether the company that the stack is about has published it.
    ///
    /// Its publisher is called like the stack, or its URL is one of the company's: see the module `own`.
    pub fn is_own(self) -> bool {
        self.record.is_own
    }

    /// The name of who says what it says: the publisher, or else the author, the host or the kind of page.
    pub fn voice(self) -> String {
        let host = || self.url().map(|url| url.host().trim_start_matches("www.").to_owned());
        let name = self.publisher().or(self.author()).map(str::to_owned);
        name.or_else(host).unwrap_or_else(|| self.kind().name().to_owned())
    }

    /// The date of publication.
    pub fn published(self) -> Option<Date> {
        self.record.published
    }
}

impl<'a> Link<'a> {
    /// The title, if it has one.
    pub fn title(self) -> Option<&'a str> {
        self.stack.some_text(self.record.title)
    }

    /// The URL.
    pub fn url(self) -> Option<SourceUrl> {
        self.stack.url(self.record.url)
    }

    /// The URL as text.
    pub fn address(self) -> &'a str {
        self.stack.text(self.record.url)
    }
}
