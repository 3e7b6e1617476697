//! The views through which the parts of a stack are read.

use super::draft::OptionalText;
use super::tables::{
    CategoryRecord, ClaimRecord, EntryDetails, EntryRecord, LinkRecord, RelationRecord, SourceRecord,
};
use super::{
    CategoryIndex, Confidence, Date, EntryIndex, EntryKind, RelationKind, SourceIndex, SourceKind, SourceUrl,
    Stack, Status,
};

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
    /// A group of entries, perhaps inside another one.
    Category of CategoryRecord
}
view! {
    /// A technology, service, idea or incident.
    Entry of EntryRecord
}
view! {
    /// One sentence about an entry, and what it rests on.
    Claim of ClaimRecord
}
view! {
    /// How one entry stands to another.
    Relation of RelationRecord
}
view! {
    /// A page, or something else, that claims rest on.
    Source of SourceRecord
}
view! {
    /// A further titled address of an entry.
    Link of LinkRecord
}

impl<'a> Category<'a> {
    /// The id, in `[a-z0-9-]`.
    #[must_use]
    pub fn id(self) -> &'a str {
        self.stack.text(self.record.id)
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.stack.text(self.record.name)
    }

    /// What belongs here.
    #[must_use]
    pub fn summary(self) -> Option<&'a str> {
        self.stack.some_text(self.record.summary)
    }

    /// The category around it.
    #[must_use]
    pub fn parent(self) -> Option<CategoryIndex> {
        self.record.parent.map(CategoryIndex)
    }

    /// Its name and those of the categories around it, the outermost first.
    #[must_use]
    pub fn path(self) -> Vec<&'a str> {
        let parent = |category: &Self| category.parent().and_then(|at| category.stack.category(at));
        let mut path: Vec<&str> = std::iter::successors(Some(self), parent).map(Self::name).collect();
        path.reverse();
        path
    }
}

impl<'a> Entry<'a> {
    fn details(self) -> &'a EntryDetails {
        let at = self.record.details.get();
        at.and_then(|at| self.stack.tables.details.get(at as usize)).unwrap_or(EntryDetails::NONE)
    }

    /// The id, in `[a-z0-9-]`.
    #[must_use]
    pub fn id(self) -> &'a str {
        self.stack.text(self.record.texts().id)
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.stack.text(self.record.texts().name)
    }

    /// Other names it goes by.
    #[must_use]
    pub fn aliases(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.stack.words(self.details().aliases())
    }

    /// The category it belongs to.
    #[must_use]
    pub fn category(self) -> CategoryIndex {
        CategoryIndex(self.record.category)
    }

    /// The names of its category and those around it, the outermost first.
    #[must_use]
    pub fn category_path(self) -> Vec<&'a str> {
        self.stack.category(self.category()).map(Category::path).unwrap_or_default()
    }

    /// The entry it hangs under.
    #[must_use]
    pub fn parent(self) -> Option<EntryIndex> {
        self.record.parent.get().map(EntryIndex)
    }

    /// What sort of thing it is; always known in a stack of kind [`StackKind::Stack`](super::StackKind::Stack).
    #[must_use]
    pub fn kind(self) -> Option<EntryKind> {
        self.record.kind
    }

    /// Whether it is still in use; always stated in a stack of kind [`StackKind::Stack`](super::StackKind::Stack).
    #[must_use]
    pub fn status(self) -> Option<Status> {
        self.record.status
    }

    /// Since when it is there.
    #[must_use]
    pub fn since(self) -> Option<Date> {
        self.details().since
    }

    /// Until when it was there.
    #[must_use]
    pub fn until(self) -> Option<Date> {
        self.details().until
    }

    /// For an entry without [`Entry::since`]: the date of its oldest source, by which it was seen.
    #[must_use]
    pub fn seen_by(self) -> Option<Date> {
        let oldest = || self.sources().into_iter().filter_map(|(_, source)| source.published()).min();
        if self.since().is_some() { None } else { oldest() }
    }

    /// From when to when it was there, in words such as `since 2015`; empty when nothing is known.
    #[must_use]
    pub fn when(self) -> String {
        match (self.since(), self.until(), self.seen_by()) {
            (Some(since), Some(until), _) if since == until => since.to_string(),
            (Some(since), Some(until), _) => format!("{since} to {until}"),
            (Some(since), None, _) => format!("since {since}"),
            (None, Some(until), Some(seen)) => format!("seen by {seen}, until {until}"),
            (None, Some(until), None) => format!("until {until}"),
            (None, None, Some(seen)) => format!("seen by {seen}"),
            (None, None, None) => String::new(),
        }
    }

    /// The thing's own page.
    #[must_use]
    pub fn homepage(self) -> Option<SourceUrl> {
        let rest = self.record.texts().homepage;
        let Some(origin) = self.record.origin.get() else { return self.stack.url(rest) };
        let origin = self.stack.tables.origins.get(origin as usize).copied().unwrap_or_default();
        Some(SourceUrl::trusted([self.stack.text(origin), self.stack.text(rest)].concat()))
    }

    /// Where its code is.
    #[must_use]
    pub fn repository(self) -> Option<SourceUrl> {
        self.stack.url(self.record.texts().optional(OptionalText::Repository))
    }

    /// Further titled addresses.
    #[must_use]
    pub fn links(self) -> impl ExactSizeIterator<Item = Link<'a>> {
        let stack = self.stack;
        self.details().links().of(&stack.tables.links).iter().map(move |record| Link { stack, record })
    }

    /// The licence, as an SPDX expression or in words.
    #[must_use]
    pub fn license(self) -> Option<&'a str> {
        self.text(OptionalText::License)
    }

    /// One of its optional texts.
    #[must_use]
    pub fn text(self, text: OptionalText) -> Option<&'a str> {
        self.stack.some_text(self.record.texts().optional(text))
    }

    /// Words it is filed under.
    #[must_use]
    pub fn tags(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.stack.words(self.details().tags())
    }

    /// What it is and does, in a sentence or two.
    #[must_use]
    pub fn summary(self) -> Option<&'a str> {
        self.stack.some_text(self.record.texts().summary)
    }

    /// What is said of it.
    #[must_use]
    pub fn claims(self) -> impl ExactSizeIterator<Item = Claim<'a>> {
        let stack = self.stack;
        self.details().claims().of(&stack.tables.claims).iter().map(move |record| Claim { stack, record })
    }

    /// The relations it states.
    #[must_use]
    pub fn relations(self) -> impl ExactSizeIterator<Item = Relation<'a>> {
        let stack = self.stack;
        self.details()
            .relations()
            .of(&stack.tables.relations)
            .iter()
            .map(move |record| Relation { stack, record })
    }

    /// The relations that other entries state to it, in the order of the data.
    #[must_use]
    pub fn relations_back(self) -> Vec<Relation<'a>> {
        let stack = self.stack;
        let Some(EntryIndex(me)) = stack.find(self.id()) else { return Vec::new() };
        let record = |at: &u32| stack.tables.relations.get(*at as usize);
        let from = stack.tables.incoming.partition_point(|at| record(at).is_some_and(|r| r.target < me));
        let all = stack.tables.incoming.get(from..).unwrap_or_default();
        all.iter()
            .filter_map(record)
            .take_while(|r| r.target == me)
            .map(|record| Relation { stack, record })
            .collect()
    }

    /// The sources of its claims, then those of its relations, each once, in the order of first use.
    ///
    /// A source's place in this list, counted from 1, is the number it is shown and opened by.
    #[must_use]
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

    /// The entries that it stands next to, in reading order: what it lies under, the relations that it states, those that
    /// others state to it, and what lies under it.
    #[must_use]
    pub fn neighbours(self) -> Vec<Neighbour<'a>> {
        let sources = self.sources();
        let number = |source: SourceIndex| sources.iter().position(|(at, _)| *at == source).map(|at| at + 1);
        let neighbour = |side: RelationSide<'a>, entry| {
            let number = side.relation().and_then(Relation::source).and_then(number);
            Neighbour { side, entry, number }
        };
        let me = self.stack.find(self.id());
        let parent = self.parent().map(|at| neighbour(RelationSide::Parent, at));
        let out =
            self.relations().map(|relation| neighbour(RelationSide::Outgoing(relation), relation.target()));
        let back = self.relations_back().into_iter();
        let back = back.map(|relation| neighbour(RelationSide::Incoming(relation), relation.owner()));
        let children = self.stack.entries().filter(|(_, entry)| me.is_some() && entry.parent() == me);
        let children = children.map(|(at, _)| neighbour(RelationSide::Child, at));
        parent.into_iter().chain(out).chain(back).chain(children).collect()
    }

    /// The stack it belongs to.
    #[must_use]
    pub fn stack(self) -> &'a Stack {
        self.stack
    }
}

/// Another entry, as the page of one names it.
#[derive(Clone, Copy, Debug)]
pub struct Neighbour<'a> {
    /// How the two stand to each other.
    pub side: RelationSide<'a>,
    /// The other entry.
    pub entry: EntryIndex,
    /// The number, on this page, of the source that says so; a source that only others cite has none here.
    pub number: Option<usize>,
}

/// How an entry stands to another one, read from its own page.
#[derive(Clone, Copy, Debug)]
pub enum RelationSide<'a> {
    /// It lies under the other one.
    Parent,
    /// It states this relation to the other one.
    Outgoing(Relation<'a>),
    /// The other one states this relation to it.
    Incoming(Relation<'a>),
    /// The other one lies under it.
    Child,
}

impl<'a> RelationSide<'a> {
    /// What stands between the two names: `under`, `replaced`, `replaced by`, `holds`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Parent => "under",
            Self::Outgoing(relation) => relation.kind().out(),
            Self::Incoming(relation) => relation.kind().back(),
            Self::Child => "holds",
        }
    }

    /// The relation that is stated, if that is what ties the two.
    #[must_use]
    pub fn relation(self) -> Option<Relation<'a>> {
        match self {
            Self::Outgoing(relation) | Self::Incoming(relation) => Some(relation),
            Self::Parent | Self::Child => None,
        }
    }
}

impl<'a> Claim<'a> {
    /// The sentence.
    #[must_use]
    pub fn text(self) -> &'a str {
        self.stack.text(self.record.text)
    }

    /// How well it is founded.
    #[must_use]
    pub fn confidence(self) -> Confidence {
        self.record.confidence
    }

    /// The positions of its sources.
    #[must_use]
    pub fn source_indexes(self) -> impl ExactSizeIterator<Item = SourceIndex> {
        self.record.sources.of(&self.stack.tables.cited).iter().copied().map(SourceIndex)
    }

    /// Its sources.
    pub fn sources(self) -> impl Iterator<Item = Source<'a>> {
        let stack = self.stack;
        self.source_indexes().filter_map(move |at| stack.source(at))
    }

    /// When it was said: the date of its newest dated source.
    #[must_use]
    pub fn date(self) -> Option<Date> {
        self.sources().filter_map(Source::published).max()
    }
}

impl<'a> Relation<'a> {
    /// The entry it points to, as a view.
    #[must_use]
    pub fn target_entry(self) -> Option<Entry<'a>> {
        self.stack.entry(self.target())
    }

    /// The entry that states it.
    #[must_use]
    pub fn owner(self) -> EntryIndex {
        EntryIndex(self.record.owner)
    }

    /// How the owner stands to the target.
    #[must_use]
    pub fn kind(self) -> RelationKind {
        self.record.kind
    }

    /// The entry it points to.
    #[must_use]
    pub fn target(self) -> EntryIndex {
        EntryIndex(self.record.target)
    }

    /// What it rests on.
    #[must_use]
    pub fn source(self) -> Option<SourceIndex> {
        self.record.source.map(SourceIndex)
    }
}

impl<'a> Source<'a> {
    /// The id, in `[a-z0-9-]`.
    #[must_use]
    pub fn id(self) -> &'a str {
        self.stack.text(self.record.id)
    }

    /// The title.
    #[must_use]
    pub fn title(self) -> &'a str {
        self.stack.text(self.record.title)
    }

    /// Where it is; absent only for [`SourceKind::Reference`].
    #[must_use]
    pub fn url(self) -> Option<SourceUrl> {
        self.stack.url(self.record.url)
    }

    /// Where it used to be.
    #[must_use]
    pub fn former_urls(self) -> impl ExactSizeIterator<Item = SourceUrl> {
        self.stack.words(self.record.former_urls).map(SourceUrl::trusted)
    }

    /// The address of its archived copy nearest to the day it was published, or else of the latest one.
    #[must_use]
    pub fn archive(self) -> Option<SourceUrl> {
        self.url().map(|url| url.archived(self.published()))
    }

    /// What sort of page it is.
    #[must_use]
    pub fn kind(self) -> SourceKind {
        self.record.kind
    }

    /// Who published it.
    #[must_use]
    pub fn publisher(self) -> Option<&'a str> {
        self.stack.some_text(self.record.publisher)
    }

    /// Who wrote it.
    #[must_use]
    pub fn author(self) -> Option<&'a str> {
        self.stack.some_text(self.record.author)
    }

    /// When it was published.
    #[must_use]
    pub fn published(self) -> Option<Date> {
        self.record.published
    }
}

impl<'a> Link<'a> {
    /// What it is called, if anything.
    #[must_use]
    pub fn title(self) -> Option<&'a str> {
        self.stack.some_text(self.record.title)
    }

    /// Where it leads.
    #[must_use]
    pub fn url(self) -> Option<SourceUrl> {
        self.stack.url(self.record.url)
    }

    /// Where it leads, as text.
    #[must_use]
    pub fn address(self) -> &'a str {
        self.stack.text(self.record.url)
    }
}
