//! The draft of a stack: the names, ids and texts of its categories and entries.

use std::collections::HashSet;
use std::ops::Range;

use super::super::foreign::Drafted;
use super::super::slug::{self, slug};
use super::super::texts::Excerpt;
use super::super::texts::{Texts, given, located, span};
use super::collected::{Collected, ListEntry, Section};
use super::links::PageLink;
use super::reader::Structure;
use super::tidy::tidy;
use super::title::Title;
use super::words::{beginning, is_contents};
use crate::dataset::check::{MAX_LIST_ITEMS, MAX_NAME_CHARS, MAX_TITLE_CHARS};
use crate::dataset::draft::{
    CategoryDraft, Draft, EntryDraft, HeadDraft, LinkDraft, Located, RawField, RecordDraft,
};
use crate::dataset::{Code, Finding, StackKind, quoted};

/// Makes the draft of a list in a file with this name.
pub(super) fn draft(structure: Structure, file: &str) -> Drafted {
    let title = Title::find(&structure, file);
    let mut collected = structure.collected;
    let is_top = top_sections(&collected.sections, title.section);
    let folded = tidy(&mut collected, &title, &is_top);
    let Collected { sections, entries, findings, .. } = collected;
    let mut drafter = Drafter {
        texts: Texts { direction_marks: structure.direction_marks, ..Texts::default() },
        sections,
        is_top,
        folded,
        categories: Vec::new(),
        category_of: Vec::new(),
    };
    let offsets = entries.iter().map(|entry| entry.at.start).collect();
    let (draft, categories) = drafter.draft(&title, entries);
    let no_entries = draft.entries.is_empty().then(|| {
        let help = "a list has items with links, such as - [Name](https://example.org) - description";
        Finding::error(Code::NoEntries, None, "no item in this text has a URL").help(help.to_owned())
    });
    drafter.texts.report_direction_marks();
    let Texts { cleaned, warnings, .. } = drafter.texts;
    let findings = no_entries.into_iter().chain(cleaned).chain(findings).chain(warnings).collect();
    Drafted { draft, categories, entries: offsets, findings }
}

/// For each section whether it is no category: the text above all headings, below the title, and below the heading of a
/// table of contents.
fn top_sections(sections: &[Section], title: Option<usize>) -> Vec<bool> {
    let is_title = |at: usize, section: &Section| {
        title.is_some_and(|title| title == at || section.level == 1 && is_contents(&section.name.text))
    };
    sections.iter().enumerate().map(|(at, section)| at == 0 || is_title(at, section)).collect()
}

/// A category, which is made from a section.
struct Category {
    section: usize,
    name: String,
    slug: String,
    id: String,
    parent: Option<usize>,
}

struct Drafter {
    texts: Texts,
    sections: Vec<Section>,
    is_top: Vec<bool>,
    /// The byte offsets of the headings that became entries, or parts of one.
    folded: HashSet<usize>,
    categories: Vec<Category>,
    /// The category of each section.
    category_of: Vec<Option<usize>>,
}

impl Drafter {
    fn is_top(&self, section: usize) -> bool {
        self.is_top.get(section) == Some(&true)
    }

    /// The draft, and the byte offsets of its categories.
    fn draft(&mut self, title: &Title, entries: Vec<ListEntry>) -> (Draft<'static>, Vec<usize>) {
        let at = &title.name.at;
        let name = self.texts.clean(&title.name, "name", MAX_NAME_CHARS);
        let mut head = HeadDraft::at(span(at));
        let id = slug(&name);
        head.id = given(if id.is_empty() { "list".to_owned() } else { id }, at);
        head.kind = given(StackKind::List.name().to_owned(), at);
        head.summary = self.introduction();
        head.name = given(name.clone(), at);
        self.find_categories(name, title.section, &entries);
        let mut draft = Draft { head: RawField::Given(head), ..Draft::default() };
        let mut offsets = Vec::new();
        for at in 0..self.categories.len() {
            if let Some(category) = self.category(at) {
                offsets.push(category.span.at.start);
                draft.categories.push(category);
            }
        }
        draft.entries = self.entries(entries);
        (draft, offsets)
    }

    /// The prose of the sections that are no categories.
    fn introduction(&mut self) -> RawField<crate::dataset::draft::Text<'static>> {
        let tops = self.sections.iter_mut().zip(&self.is_top).filter(|(_, is_top)| **is_top);
        let prose = tops.flat_map(|(section, _)| std::mem::take(&mut section.prose)).collect();
        self.texts.introduction(prose)
    }

    /// Finds the sections that are categories; those outside are one category with the name of the list.
    fn find_categories(&mut self, name: String, title: Option<usize>, entries: &[ListEntry]) {
        let is_used = used_sections(&self.sections, entries);
        let has_top_entries = entries.iter().any(|entry| self.is_top(entry.section));
        if has_top_entries {
            self.add_category(title.unwrap_or_default(), name, None);
        }
        for at in 0..self.sections.len() {
            let category = if self.is_top(at) {
                has_top_entries.then_some(0)
            } else if is_used.get(at) == Some(&true) {
                self.section_category(at)
            } else {
                self.warn_unused(at);
                None
            };
            self.category_of.push(category);
        }
        let slug_of = |at: Option<usize>| {
            at.and_then(|at| self.categories.get(at)).map_or("", |category| category.slug.as_str())
        };
        let pairs = self.categories.iter().map(|category| (category.slug.as_str(), slug_of(category.parent)));
        let ids = slug::ids(&pairs.collect::<Vec<_>>(), "category");
        for (category, id) in self.categories.iter_mut().zip(ids) {
            category.id = id;
        }
    }

    fn add_category(&mut self, section: usize, name: String, parent: Option<usize>) {
        let slug = slug(&name);
        self.categories.push(Category { section, name, slug, id: String::new(), parent });
    }

    /// Makes a section a category; returns its index.
    fn section_category(&mut self, at: usize) -> Option<usize> {
        let section = self.sections.get(at)?;
        let parent = section.parent.filter(|parent| !self.is_top(*parent));
        let parent = parent.and_then(|parent| self.category_of.get(parent).copied().flatten());
        let mut name = self.texts.clean(&section.name, "name", MAX_NAME_CHARS);
        if name.is_empty() {
            "Untitled".clone_into(&mut name);
        }
        self.add_category(at, name, parent);
        Some(self.categories.len() - 1)
    }

    /// Reports a section without entries, unless it is a table of contents or a part of an entry.
    fn warn_unused(&mut self, at: usize) {
        let Some(section) = self.sections.get(at) else { return };
        let name = &section.name;
        let is_contents = section.prose.is_empty() && (section.internal > 0 || name.text.is_empty());
        if !is_contents && !self.folded.contains(&name.at.start) {
            let message = format!("the section {} has no link and is left out", quoted(&name.text));
            let help = "a category without entries would be empty";
            self.texts.warn(Code::Skipped, &name.at, message, help);
        }
    }

    fn category(&mut self, at: usize) -> Option<CategoryDraft<'static>> {
        let category = self.categories.get(at)?;
        let is_top = self.is_top(category.section);
        let section = self.sections.get_mut(category.section)?;
        let at = &section.name.at;
        let mut draft = CategoryDraft::at(span(at));
        draft.id = given(category.id.clone(), at);
        draft.name = given(category.name.clone(), at);
        if let Some(parent) = category.parent.and_then(|parent| self.categories.get(parent)) {
            draft.parent = given(parent.id.clone(), at);
        }
        if !is_top {
            draft.summary = self.texts.joined(&std::mem::take(&mut section.prose));
        }
        Some(draft)
    }

    fn category_of(&self, entry: &ListEntry) -> Option<&Category> {
        self.categories.get((*self.category_of.get(entry.section)?)?)
    }

    fn entries(&mut self, mut entries: Vec<ListEntry>) -> Vec<EntryDraft<'static>> {
        let slugs: Vec<String> = entries.iter_mut().map(|entry| self.name_entry(entry)).collect();
        let category_slug = |entry: &ListEntry| self.category_of(entry).map_or("", |category| &category.slug);
        let pairs = slugs.iter().zip(&entries).map(|(slug, entry)| (slug.as_str(), category_slug(entry)));
        let ids = slug::ids(&pairs.collect::<Vec<_>>(), "entry");
        drop(slugs);
        let draft = |(entry, id): (ListEntry, &String)| {
            let parent = entry.parent.and_then(|parent| ids.get(parent));
            self.entry(entry, id, parent)
        };
        entries.into_iter().zip(&ids).map(draft).collect()
    }

    /// Cleans the name of an entry, or takes one from its URL; returns the slug of it.
    fn name_entry(&mut self, entry: &mut ListEntry) -> String {
        let item = &mut entry.item;
        let name = Excerpt { text: std::mem::take(&mut item.name), at: entry.at.clone() };
        let name = self.texts.clean(&name, "name", MAX_NAME_CHARS);
        let url = item.main.iter().chain(&item.links).next().map(|link| &*link.url);
        item.name = if name.contains(|c: char| !c.is_whitespace()) {
            name
        } else {
            beginning(url.unwrap_or("Untitled"), MAX_NAME_CHARS - 1)
        };
        let slug_of_name = slug(&item.name);
        if !slug_of_name.is_empty() {
            return slug_of_name;
        }
        let host_and_path = url.and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
        slug(host_and_path.trim_start_matches("www."))
    }

    fn entry(&mut self, entry: ListEntry, id: &str, parent: Option<&String>) -> EntryDraft<'static> {
        let at = &entry.at;
        let mut draft = EntryDraft::at(span(at));
        draft.id = given(id.to_owned(), at);
        if let Some(category) = self.category_of(&entry) {
            draft.category = given(category.id.clone(), at);
        }
        if let Some(parent) = parent {
            draft.parent = given(parent.clone(), at);
        }
        draft.summary = self.texts.joined(&entry.summary);
        let (homepage, repository, links) = entry.item.split_links();
        let url = |link: &PageLink| given(link.url.clone(), &link.at);
        draft.homepage = homepage.map_or(RawField::Absent, url);
        draft.repository = repository.map_or(RawField::Absent, url);
        let kept = self.limited(links.len(), "links", at);
        let links: Vec<_> = links.into_iter().take(kept).map(|link| self.link(link)).collect();
        if !links.is_empty() {
            draft.links = RawField::Given(links);
        }
        let kept = self.limited(entry.item.tags.len(), "tags", at);
        let tags = entry.item.tags.iter().take(kept).map(|tag| {
            self.texts.clean(&Excerpt { text: tag.clone(), at: at.clone() }, "tag", MAX_NAME_CHARS)
        });
        let tags: Vec<_> = tags.filter(|tag| !tag.is_empty()).map(|tag| located(tag, at)).collect();
        if !tags.is_empty() {
            draft.tags = RawField::Given(Located { value: tags, span: span(at) });
        }
        draft.name = given(entry.item.name, at);
        draft
    }

    fn link(&mut self, link: &PageLink) -> LinkDraft<'static> {
        let mut draft = LinkDraft::at(span(&link.at));
        let title = Excerpt { text: link.title.clone(), at: link.at.clone() };
        let title = self.texts.clean(&title, "title", MAX_TITLE_CHARS);
        if !title.is_empty() {
            draft.title = given(title, &link.at);
        }
        draft.url = given(link.url.clone(), &link.at);
        draft
    }

    /// The number of values of an entry that are kept; the others are reported.
    fn limited(&mut self, count: usize, what: &str, at: &Range<usize>) -> usize {
        if count > MAX_LIST_ITEMS {
            let message = format!("{count} {what}; an entry may have at most {MAX_LIST_ITEMS}");
            self.texts.warn(Code::Count, at, message, "the rest is left out");
        }
        count.min(MAX_LIST_ITEMS)
    }
}

/// For each section whether it contains entries, or sections with entries.
fn used_sections(sections: &[Section], entries: &[ListEntry]) -> Vec<bool> {
    let mut is_used = vec![false; sections.len()];
    for entry in entries {
        if let Some(is_used) = is_used.get_mut(entry.section) {
            *is_used = true;
        }
    }
    for (at, section) in sections.iter().enumerate().rev() {
        if is_used.get(at) == Some(&true)
            && let Some(parent) = section.parent.and_then(|parent| is_used.get_mut(parent))
        {
            *parent = true;
        }
    }
    is_used
}
