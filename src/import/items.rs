//! Groups and items, as readers of foreign formats find them, made into the draft of a stack.
//!
//! Markdown has a pipeline of its own, because its structure must be guessed; the other formats say what is what.

use std::collections::HashSet;
use std::ops::Range;

use super::foreign::Drafted;
use super::slug::{self, slug};
use super::texts::{Excerpt, Texts, beginning, given, located, span, warning};
use crate::dataset::check::{MAX_DEPTH, MAX_LIST_ITEMS, MAX_NAME_CHARS, MAX_TITLE_CHARS, url_finding};
use crate::dataset::draft::{
    CategoryDraft, Draft, EntryDraft, HeadDraft, LinkDraft, Located, RawField, RecordDraft, RelationDraft,
};
use crate::dataset::{
    Code, EntryKind, FileSpan, Finding, RelationKind, Severity, SourceUrl, StackKind, Status, quoted,
};

/// The contents of a foreign text.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The title of the list; empty if it has none.
    pub title: Excerpt,
    pub summary: Vec<Excerpt>,
    /// The groups, each after those around it.
    pub groups: Vec<Group>,
    /// The items, each after its parent.
    pub items: Vec<Item>,
    pub findings: Vec<Finding>,
    /// Whether groups or items are too deep, which is reported once.
    is_too_deep: bool,
}

/// A group of items, which becomes a category.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub name: Excerpt,
    pub parent: Option<usize>,
    /// Number of groups around it.
    depth: u32,
}

/// An item, which becomes an entry.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub name: Excerpt,
    pub at: Range<usize>,
    pub group: Option<usize>,
    pub parent: Option<usize>,
    pub homepage: Option<(SourceUrl, Range<usize>)>,
    pub repository: Option<(SourceUrl, Range<usize>)>,
    /// Further links: title and URL.
    pub links: Vec<(String, SourceUrl, Range<usize>)>,
    pub summary: Vec<Excerpt>,
    pub tags: Vec<Excerpt>,
    pub aliases: Vec<Excerpt>,
    pub license: Option<Excerpt>,
    pub kind: Option<EntryKind>,
    pub status: Option<Status>,
    /// The begin and the end of its use, as dates.
    pub time: [Option<(String, Range<usize>)>; 2],
    /// Relations to other items.
    pub relations: Vec<(RelationKind, usize, Range<usize>)>,
    /// Number of items around it, counted when it is added.
    pub depth: u32,
}

impl Gathered {
    /// Adds a warning about content that is left out.
    pub fn skip(&mut self, at: &Range<usize>, message: impl Into<String>, help: &str) {
        self.findings.push(warning(Code::NotImported, at, message, help));
    }

    /// Adds a group; one that is too deep becomes a sibling of its parent.
    pub fn group(&mut self, name: Excerpt, parent: Option<usize>) -> usize {
        let group = |at: Option<usize>| at.and_then(|at| self.groups.get(at));
        let mut depth = group(parent).map_or(0, |group| group.depth + 1);
        let mut parent = parent;
        if depth >= MAX_DEPTH {
            (parent, depth) = (group(parent).and_then(|group| group.parent), depth - 1);
            self.report_depth(&name.at);
        }
        self.groups.push(Group { name, parent, depth });
        self.groups.len() - 1
    }

    /// Adds an item; one that is too deep becomes a sibling of its parent.
    pub fn add(&mut self, mut item: Item) -> usize {
        let parent = |at: Option<usize>| at.and_then(|at| self.items.get(at));
        item.depth = parent(item.parent).map_or(0, |parent| parent.depth + 1);
        if item.depth >= MAX_DEPTH {
            (item.parent, item.depth) = (parent(item.parent).and_then(|one| one.parent), item.depth - 1);
            self.report_depth(&item.at.clone());
        }
        self.items.push(item);
        self.items.len() - 1
    }

    fn report_depth(&mut self, at: &Range<usize>) {
        if !std::mem::replace(&mut self.is_too_deep, true) {
            let message = format!("groups are nested more than {MAX_DEPTH} deep");
            self.findings.push(warning(
                Code::Depth,
                at,
                message,
                "deeper ones become siblings of their parents",
            ));
        }
    }

    /// The URL of a text; an invalid one is reported.
    pub fn url(&mut self, text: &str, at: &Range<usize>) -> Option<(SourceUrl, Range<usize>)> {
        let text = text.trim();
        match SourceUrl::parse(text) {
            Ok(url) => Some((url, at.clone())),
            Err(_) if text.is_empty() => None,
            Err(error) => {
                let mut finding = url_finding(&error, &FileSpan::of_only_file(at.clone()), "link");
                finding.severity = Severity::Warning;
                finding.message = format!("{}: {} is left out", finding.message, quoted(text));
                self.findings.push(finding);
                None
            }
        }
    }

    /// The draft of the stack; `file` names it if it has no title.
    pub fn draft(mut self, file: &str) -> Drafted {
        self.drop_unlinked();
        if self.items.is_empty() {
            let help = "an entry needs a name, and a link or something else that says what it is";
            let finding = Finding::error(Code::NothingToImport, None, "no entry is in this text");
            self.findings.insert(0, finding.help(help.to_owned()));
        }
        Drafter { texts: Texts::default(), items: self, categories: Vec::new() }.draft(file)
    }

    /// Leaves out items that say nothing but a name, unless others refer to them.
    fn drop_unlinked(&mut self) {
        let mut is_kept: Vec<bool> = self.items.iter().map(Item::says_something).collect();
        for item in &self.items {
            for other in item.parent.iter().chain(item.relations.iter().map(|(_, target, _)| target)) {
                if let Some(kept) = is_kept.get_mut(*other) {
                    *kept = true;
                }
            }
        }
        if is_kept.iter().all(|kept| *kept) {
            return;
        }
        let mut moved: Vec<Option<usize>> = Vec::with_capacity(is_kept.len());
        let mut count = 0;
        for kept in &is_kept {
            moved.push(kept.then_some(count));
            count += usize::from(*kept);
        }
        let target = |at: usize| moved.get(at).copied().flatten();
        for (mut item, kept) in std::mem::take(&mut self.items).into_iter().zip(is_kept) {
            if !kept {
                let message = format!("{} has no URL and is left out", quoted(&item.name.text));
                self.findings.push(warning(Code::MissingLink, &item.at, message, "give it a link"));
                continue;
            }
            item.parent = item.parent.and_then(target);
            let relations = std::mem::take(&mut item.relations).into_iter();
            item.relations = relations.filter_map(|(kind, to, at)| Some((kind, target(to)?, at))).collect();
            self.items.push(item);
        }
    }
}

impl Item {
    /// Whether it has more than a name, so that it can be an entry of a list.
    fn says_something(&self) -> bool {
        self.homepage.is_some()
            || self.repository.is_some()
            || !self.links.is_empty()
            || self.kind.is_some()
            || !self.tags.is_empty()
            || !self.relations.is_empty()
    }

    /// Makes the first link its homepage if it has none.
    pub fn prefer_homepage(&mut self) {
        if self.homepage.is_none() && !self.links.is_empty() {
            let (_, url, at) = self.links.remove(0);
            self.homepage = Some((url, at));
        }
    }
}

/// The writer of a draft.
struct Drafter {
    texts: Texts,
    items: Gathered,
    /// The category of each group that is one; the last may be that of the items outside all groups.
    categories: Vec<Option<CategoryPlace>>,
}

/// The name, the parent and the byte range of a category.
type CategoryPlace = (String, Option<usize>, Range<usize>);

impl Drafter {
    fn draft(mut self, file: &str) -> Drafted {
        let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let at = self.items.title.at.clone();
        let mut name = self.texts.clean(&self.items.title, "name", MAX_NAME_CHARS);
        if name.is_empty() {
            let stem = Excerpt { text: stem.replace(['_', '-'], " "), at: 0..0 };
            name = self.texts.clean(&stem, "name", MAX_NAME_CHARS);
        }
        if name.is_empty() {
            "List".clone_into(&mut name);
        }
        let mut head = HeadDraft::at(span(&at));
        let id = slug(&name);
        head.id = given(if id.is_empty() { "list".to_owned() } else { id }, &at);
        head.kind = given(StackKind::List.name().to_owned(), &at);
        let summary = std::mem::take(&mut self.items.summary);
        head.summary = self.texts.joined(&summary);
        let ids = self.categories(&name);
        head.name = given(name, &at);
        let mut draft = Draft { head: RawField::Given(head), ..Draft::default() };
        let mut offsets = Vec::new();
        for (category, id) in self.categories.iter().zip(&ids) {
            let Some((name, parent, at)) = category else { continue };
            let mut record = CategoryDraft::at(span(at));
            record.id = given(id.clone(), at);
            record.name = given(name.clone(), at);
            if let Some(parent) = parent.and_then(|parent| ids.get(parent)) {
                record.parent = given(parent.clone(), at);
            }
            offsets.push(at.start);
            draft.categories.push(record);
        }
        let items = std::mem::take(&mut self.items.items);
        let entries = items.iter().map(|item| item.at.start).collect();
        draft.entries = self.entries(&items, &ids);
        self.texts.report_direction_marks();
        let Texts { cleaned, warnings, .. } = self.texts;
        let findings = self.items.findings.into_iter().chain(cleaned).chain(warnings).collect();
        Drafted { draft, categories: offsets, entries, findings }
    }

    /// Makes the used groups categories, and one of the name of the list for items outside all groups; returns an id for each
    /// group.
    fn categories(&mut self, list: &str) -> Vec<String> {
        let mut is_used = vec![false; self.items.groups.len()];
        let mut is_outside = false;
        for item in &self.items.items {
            match item.group.and_then(|group| is_used.get_mut(group)) {
                Some(is_used) => *is_used = true,
                None => is_outside = true,
            }
        }
        for (at, group) in self.items.groups.iter().enumerate().rev() {
            if is_used.get(at) == Some(&true)
                && let Some(parent) = group.parent.and_then(|parent| is_used.get_mut(parent))
            {
                *parent = true;
            }
        }
        for (group, is_used) in self.items.groups.iter().zip(is_used) {
            let mut name = self.texts.clean(&group.name, "name", MAX_NAME_CHARS);
            if name.is_empty() {
                "Untitled".clone_into(&mut name);
            }
            self.categories.push(is_used.then(|| (name, group.parent, group.name.at.clone())));
        }
        if is_outside {
            self.categories.push(Some((list.to_owned(), None, self.items.title.at.clone())));
        }
        let name = |at: Option<usize>| {
            let category = at.and_then(|at| self.categories.get(at)).and_then(Option::as_ref);
            category.map_or_else(String::new, |(name, ..)| slug(name))
        };
        let slugs: Vec<(String, String)> = self
            .categories
            .iter()
            .enumerate()
            .map(|(at, category)| {
                (name(Some(at)), name(category.as_ref().and_then(|(_, parent, _)| *parent)))
            })
            .collect();
        let pairs: Vec<(&str, &str)> = slugs.iter().map(|(name, parent)| (&**name, &**parent)).collect();
        // A group that is no category takes no id from one that is.
        let used: Vec<usize> =
            (0..pairs.len()).filter(|at| self.categories.get(*at).is_some_and(Option::is_some)).collect();
        let made =
            slug::ids(&used.iter().filter_map(|at| pairs.get(*at).copied()).collect::<Vec<_>>(), "category");
        let mut ids = vec![String::new(); pairs.len()];
        for (at, id) in used.into_iter().zip(made) {
            ids.get_mut(at).into_iter().for_each(|slot| slot.clone_from(&id));
        }
        ids
    }

    fn entries(&mut self, items: &[Item], categories: &[String]) -> Vec<EntryDraft<'static>> {
        let names: Vec<String> = items.iter().map(|item| self.name_of(item)).collect();
        let slugs: Vec<String> = names.iter().map(|name| slug(name)).collect();
        let category = |item: &Item| item.group.unwrap_or(categories.len().saturating_sub(1));
        let category = |item: &Item| categories.get(category(item)).map_or("", String::as_str);
        let pairs: Vec<(&str, &str)> =
            slugs.iter().zip(items).map(|(slug, item)| (&**slug, category(item))).collect();
        let ids = slug::ids(&pairs, "entry");
        let drafts = items.iter().zip(names).zip(&ids).map(|((item, name), id)| {
            let mut entry = EntryDraft::at(span(&item.at));
            entry.id = given(id.clone(), &item.at);
            entry.name = given(name, &item.at);
            entry.category = given(category(item).to_owned(), &item.at);
            if let Some(parent) = item.parent.and_then(|parent| ids.get(parent)) {
                entry.parent = given(parent.clone(), &item.at);
            }
            self.fill(&mut entry, item, &ids);
            entry
        });
        drafts.collect()
    }

    /// The name of an item, or else its URL.
    fn name_of(&mut self, item: &Item) -> String {
        let name = self.texts.clean(&item.name, "name", MAX_NAME_CHARS);
        let url = item.homepage.as_ref().map(|(url, _)| url).or(item.links.first().map(|(_, url, _)| url));
        match url {
            _ if name.contains(|c: char| !c.is_whitespace()) => name,
            Some(url) => beginning(url.as_str(), MAX_NAME_CHARS - 1),
            None => "Untitled".to_owned(),
        }
    }

    /// Fills the fields beside ids, names and places.
    fn fill(&mut self, entry: &mut EntryDraft<'static>, item: &Item, ids: &[String]) {
        let url = |page: &Option<(SourceUrl, Range<usize>)>| match page {
            Some((url, at)) => given(url.to_string(), at),
            None => RawField::Absent,
        };
        entry.homepage = url(&item.homepage);
        entry.repository = url(&item.repository);
        entry.summary = self.texts.joined(&item.summary);
        entry.tags = self.words(&item.tags, "tag");
        entry.aliases = self.words(&item.aliases, "alias");
        if let Some(license) = &item.license {
            entry.license = given(self.texts.clean(license, "license", MAX_NAME_CHARS), &license.at);
        }
        let word = |word: Option<&'static str>| match word {
            Some(word) => given(word.to_owned(), &item.at),
            None => RawField::Absent,
        };
        entry.kind = word(item.kind.map(EntryKind::name));
        entry.status = word(item.status.map(Status::name));
        let date = |at: usize| item.time.get(at).and_then(Option::as_ref);
        let date = |at: usize| date(at).map_or(RawField::Absent, |(date, at)| given(date.clone(), at));
        (entry.since, entry.until) = (date(0), date(1));
        let links: Vec<LinkDraft<'static>> =
            item.links.iter().take(MAX_LIST_ITEMS).map(|link| self.link(link)).collect();
        if !links.is_empty() {
            entry.links = RawField::Given(links);
        }
        let relations = item.relations.iter().filter_map(|(kind, target, at)| {
            let mut relation = RelationDraft::at(span(at));
            relation.kind = given(kind.name().to_owned(), at);
            relation.target = given(ids.get(*target)?.clone(), at);
            Some(relation)
        });
        let relations: Vec<RelationDraft<'static>> = relations.take(MAX_LIST_ITEMS).collect();
        if !relations.is_empty() {
            entry.relations = RawField::Given(relations);
        }
        for (count, what) in
            [(item.links.len(), "links"), (item.tags.len(), "tags"), (item.relations.len(), "relations")]
        {
            if count > MAX_LIST_ITEMS {
                let message = format!("{count} {what}; an entry may have at most {MAX_LIST_ITEMS}");
                self.texts.warn(Code::Count, &item.at, message, "the rest is left out");
            }
        }
    }

    fn link(&mut self, (title, url, at): &(String, SourceUrl, Range<usize>)) -> LinkDraft<'static> {
        let mut draft = LinkDraft::at(span(at));
        let title =
            self.texts.clean(&Excerpt { text: title.clone(), at: at.clone() }, "title", MAX_TITLE_CHARS);
        if !title.is_empty() {
            draft.title = given(title, at);
        }
        draft.url = given(url.to_string(), at);
        draft
    }

    /// A list of words, each once.
    fn words(&mut self, words: &[Excerpt], key: &str) -> RawField<crate::dataset::draft::Texts<'static>> {
        let Some(first) = words.first() else { return RawField::Absent };
        let mut known: HashSet<String> = HashSet::new();
        let mut list = Vec::new();
        for word in words.iter().take(MAX_LIST_ITEMS) {
            let text = self.texts.clean(word, key, MAX_NAME_CHARS);
            if !text.is_empty() && known.insert(text.clone()) {
                list.push(located(text, &word.at));
            }
        }
        if list.is_empty() {
            return RawField::Absent;
        }
        RawField::Given(Located { value: list, span: span(&first.at) })
    }
}
