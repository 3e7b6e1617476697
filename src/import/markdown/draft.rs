//! From what was found in a text to the draft of a stack: cleaned, named, and nothing left out without a word.

mod texts;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::foreign::Drafted;
use super::links::Link;
use super::outline::{Found, Origin, Outline, Spot};
use super::reader::Read;
use super::slug::{self, slug};
use super::title::{Title, is_contents};
use super::words::beginning;
use crate::dataset::check::{MAX_LIST_ITEMS, MAX_NAME_CHARS, MAX_TITLE_CHARS};
use crate::dataset::draft::{
    CategoryDraft, Draft, EntryDraft, HeadDraft, LinkDraft, Located, RawField, RecordDraft, Text,
};
use crate::dataset::{Code, FileSpan, Finding, StackKind, quoted};

/// Makes the draft of a stack; findings are added to those of the outline.
pub(super) fn draft(read: Read, file: &str) -> Drafted {
    let title = Title::of(&read, file);
    let Read { outline, .. } = read;
    let mut maker = Maker { findings: Vec::new(), outline, title, linked: HashSet::new() };
    maker.without_introduction();
    maker.without_empty_groups();
    maker.fold_headings();
    let mut drafted = maker.drafted();
    if drafted.draft.entries.is_empty() {
        let help = "a list has items with links, such as - [Name](https://example.org) - what it is";
        let finding = Finding::error(Code::NoEntries, None, "there is no item with an address in this text");
        drafted.findings.push(finding.help(help.to_owned()));
    }
    drafted.findings.append(&mut maker.findings);
    drafted.findings.append(&mut maker.outline.findings);
    drafted
}

struct Maker {
    findings: Vec<Finding>,
    outline: Outline,
    title: Title,
    /// Where the headings begin whose links became entries.
    linked: HashSet<usize>,
}

impl Maker {
    /// Whether a section is no category: what lies above all headings, under the title, and under a heading that only
    /// says that the contents follow.
    fn is_top(&self, section: usize) -> bool {
        let contents = || {
            let section = self.outline.sections.get(section);
            section.is_some_and(|section| section.level == 1 && is_contents(&section.name.text))
        };
        section == 0 || self.title.section.is_some_and(|title| title == section || contents())
    }

    /// Leaves out links in the running text of the introduction, if there is a list beside them.
    fn without_introduction(&mut self) {
        let tops: HashSet<usize> = (0..self.outline.sections.len()).filter(|at| self.is_top(*at)).collect();
        let intro = |found: &Found| found.origin == Origin::Prose && tops.contains(&found.section);
        let links: Vec<(Range<usize>, String)> = self
            .outline
            .entries
            .iter()
            .filter(|found| intro(found))
            .filter_map(|found| Some((found.at.clone(), found.item.main.as_ref()?.url.clone())))
            .collect();
        let addressed = self.outline.entries.iter().filter(|found| found.origin != Origin::Group).count();
        // Where no heading divides the list, it is the list.
        let divided = self.outline.entries.iter().any(|found| !tops.contains(&found.section));
        if links.is_empty() || links.len() > addressed / 2 || !divided {
            return;
        }
        for (at, url) in links {
            let message = format!("the link {} of the introduction is left out", quoted(&url));
            self.outline.warn(
                Code::Skipped,
                &at,
                message,
                "put what belongs to the list below its first heading",
            );
        }
        self.keep(|found| !intro(found));
    }

    /// Keeps some of the entries; those that hung under others hang under what these hung under.
    fn keep(&mut self, mut keep: impl FnMut(&Found) -> bool) {
        let mut moved: Vec<Option<usize>> = Vec::with_capacity(self.outline.entries.len());
        let mut kept: Vec<Found> = Vec::with_capacity(self.outline.entries.len());
        for mut found in std::mem::take(&mut self.outline.entries) {
            found.parent = found.parent.and_then(|parent| moved.get(parent).copied().flatten());
            if keep(&found) {
                moved.push(Some(kept.len()));
                kept.push(found);
            } else {
                moved.push(found.parent);
            }
        }
        self.outline.entries = kept;
    }

    /// Leaves out what groups nothing: what hung under it went, or was nested too deeply.
    fn without_empty_groups(&mut self) {
        let entries = &self.outline.entries;
        let mut groups = vec![false; entries.len()];
        let mut empty = Vec::new();
        for (at, found) in entries.iter().enumerate().rev() {
            if found.origin == Origin::Group && groups.get(at) == Some(&false) {
                empty.push(found.at.clone());
            } else if let Some(groups) = found.parent.and_then(|parent| groups.get_mut(parent)) {
                *groups = true;
            }
        }
        if empty.is_empty() {
            return;
        }
        let mut at = 0;
        self.keep(|found| {
            let kept = found.origin != Origin::Group || groups.get(at) == Some(&true);
            at += 1;
            kept
        });
        for at in empty.iter().rev() {
            self.outline.no_address(at, "this item has");
        }
    }

    /// A heading that is a link, and has nothing but text below it, is an entry and no category. The title's link is the
    /// list itself.
    fn fold_headings(&mut self) {
        let title = self.title.section;
        self.keep(|found| found.origin != Origin::Heading || Some(found.section) != title);
        let sections = &mut self.outline.sections;
        // How many entries each section has, beside the links in its running text.
        let mut entries = vec![0_usize; sections.len()];
        let mut heads: HashMap<usize, usize> = HashMap::new();
        for (at, found) in self.outline.entries.iter().enumerate() {
            if let Some(count) = entries.get_mut(found.section).filter(|_| found.origin != Origin::Prose) {
                *count += 1;
            }
            if found.origin == Origin::Heading {
                self.linked.insert(found.at.start);
                heads.insert(found.section, at);
            }
        }
        let mut divided = vec![false; sections.len()];
        for section in sections.iter() {
            if let Some(divided) = section.parent.and_then(|parent| divided.get_mut(parent)) {
                *divided = true;
            }
        }
        heads.retain(|section, _| entries.get(*section) == Some(&1) && divided.get(*section) == Some(&false));
        for (section, head) in &heads {
            let Some(section) = sections.get_mut(*section) else { continue };
            let Some(found) = self.outline.entries.get_mut(*head) else { continue };
            found.summary.append(&mut section.prose);
            found.section = section.parent.unwrap_or_default();
        }
        // What its text leads to are further addresses.
        let mut more: HashMap<usize, Vec<Link>> = HashMap::new();
        for found in self.outline.entries.iter_mut().filter(|found| found.origin == Origin::Prose) {
            if heads.contains_key(&found.section) {
                let links = more.entry(found.section).or_default();
                links.extend(found.item.main.take());
                links.append(&mut found.item.links);
            }
        }
        for (section, links) in more {
            let head = heads.get(&section).and_then(|head| self.outline.entries.get_mut(*head));
            if let Some(found) = head {
                found.item.links.extend(links);
                found.item.dedup();
            }
        }
        self.keep(|found| found.origin != Origin::Prose || !heads.contains_key(&found.section));
    }

    /// Which sections have entries, or sections with entries in them.
    fn used(&self) -> Vec<bool> {
        let mut used = vec![false; self.outline.sections.len()];
        for found in &self.outline.entries {
            if let Some(used) = used.get_mut(found.section) {
                *used = true;
            }
        }
        for (at, section) in self.outline.sections.iter().enumerate().rev() {
            if used.get(at) == Some(&true)
                && let Some(around) = section.parent.and_then(|parent| used.get_mut(parent))
            {
                *around = true;
            }
        }
        used
    }

    fn drafted(&mut self) -> Drafted {
        let used = self.used();
        let name = std::mem::take(&mut self.title.name);
        let called = self.clean(&name, "name", MAX_NAME_CHARS);
        let mut head = HeadDraft::at(place(&name.at));
        let id = slug(&called);
        head.id = given(if id.is_empty() { "list".to_owned() } else { id }, &name.at);
        head.kind = given(StackKind::List.name().to_owned(), &name.at);
        head.summary = self.introduction_said();
        head.name = given(called.clone(), &name.at);

        // The categories, and which one each section is.
        let tops = |maker: &Self| maker.outline.entries.iter().any(|found| maker.is_top(found.section));
        let mut kept: Vec<(usize, String)> = Vec::new();
        let mut category_of: HashMap<usize, usize> = HashMap::new();
        if tops(self) {
            for at in (0..self.outline.sections.len()).filter(|at| self.is_top(*at)) {
                category_of.insert(at, 0);
            }
            kept.push((self.title.section.unwrap_or_default(), called));
        }
        for at in 1..self.outline.sections.len() {
            if self.is_top(at) {
                continue;
            }
            let Some(section) = self.outline.sections.get(at) else { continue };
            let name = section.name.clone();
            if used.get(at) == Some(&true) {
                category_of.insert(at, kept.len());
                let mut called = self.clean(&name, "name", MAX_NAME_CHARS);
                if called.is_empty() {
                    "Untitled".clone_into(&mut called);
                }
                kept.push((at, called));
            } else {
                self.left_out(at);
            }
        }
        let slugs: Vec<String> = kept.iter().map(|(_, name)| slug(name)).collect();
        let parent_of = |maker: &Self, at: usize| {
            let parent = maker.outline.sections.get(at).and_then(|section| section.parent);
            parent
                .filter(|parent| !maker.is_top(*parent))
                .and_then(|parent| category_of.get(&parent).copied())
        };
        let slug_at = |at: Option<usize>| at.and_then(|at| slugs.get(at)).cloned().unwrap_or_default();
        let wanted: Vec<(String, String)> = kept
            .iter()
            .zip(&slugs)
            .map(|((at, _), slug)| (slug.clone(), slug_at(parent_of(self, *at))))
            .collect();
        let ids = slug::ids(&wanted, "category");
        let mut draft = Draft { head: RawField::Given(head), ..Draft::default() };
        let mut category_places = Vec::new();
        for ((at, called), id) in kept.iter().zip(&ids) {
            let top = self.is_top(*at);
            let spot =
                self.outline.sections.get(*at).map(|section| section.name.at.clone()).unwrap_or_default();
            let mut category = CategoryDraft::at(place(&spot));
            category.id = given(id.clone(), &spot);
            category.name = given(called.clone(), &spot);
            let parent = parent_of(self, *at).and_then(|parent| ids.get(parent));
            category.parent = parent.map_or(RawField::Absent, |parent| given(parent.clone(), &spot));
            if !top {
                let prose =
                    self.outline.sections.get_mut(*at).map(|section| std::mem::take(&mut section.prose));
                category.summary = self.said(&prose.unwrap_or_default());
            }
            draft.categories.push(category);
            category_places.push(spot.start);
        }
        let entry_places = self.outline.entries.iter().map(|found| found.at.start).collect();
        draft.entries = self.entries(&category_of, &ids, &slugs);
        Drafted { draft, categories: category_places, entries: entry_places, findings: Vec::new() }
    }

    /// Tells of a section that has no entries, unless it is a table of contents.
    fn left_out(&mut self, at: usize) {
        let Some(section) = self.outline.sections.get_mut(at) else { return };
        let silent = section.prose.is_empty() && (section.internal > 0 || section.name.text.is_empty());
        // A heading whose link became an entry is not left out.
        let name = section.name.clone();
        if !silent && !self.linked.contains(&name.at.start) {
            let message = format!("the section {} has no link and is left out", quoted(&name.text));
            self.outline.warn(Code::Skipped, &name.at, message, "a category without entries would be empty");
        }
    }

    fn entries(
        &mut self,
        category_of: &HashMap<usize, usize>,
        category_ids: &[String],
        category_slugs: &[String],
    ) -> Vec<EntryDraft<'static>> {
        let mut all = std::mem::take(&mut self.outline.entries);
        let mut wanted = Vec::with_capacity(all.len());
        for found in &mut all {
            let name = Spot { text: std::mem::take(&mut found.item.name), at: found.at.clone() };
            let cleaned = self.clean(&name, "name", MAX_NAME_CHARS);
            let address =
                || found.item.main.iter().chain(&found.item.links).next().map(|link| link.url.clone());
            found.item.name = if cleaned.contains(|c: char| !c.is_whitespace()) {
                cleaned
            } else {
                beginning(address().as_deref().unwrap_or("Untitled"), MAX_NAME_CHARS - 1)
            };
            let mut id = slug(&found.item.name);
            if id.is_empty() {
                let address = address().unwrap_or_default();
                id = slug(address.split_once("://").map_or("", |(_, rest)| rest.trim_start_matches("www.")));
            }
            let around = category_of.get(&found.section).and_then(|at| category_slugs.get(*at));
            wanted.push((id, around.cloned().unwrap_or_default()));
        }
        let ids = slug::ids(&wanted, "entry");
        drop(wanted);
        let mut drafts = Vec::with_capacity(all.len());
        for (found, id) in all.into_iter().zip(&ids) {
            let category = category_of.get(&found.section).and_then(|at| category_ids.get(*at));
            let parent = found.parent.and_then(|parent| ids.get(parent));
            drafts.push(self.entry(found, id, category, parent));
        }
        drafts
    }

    fn entry(
        &mut self,
        found: Found,
        id: &str,
        category: Option<&String>,
        parent: Option<&String>,
    ) -> EntryDraft<'static> {
        let at = &found.at;
        let owned = |text: Option<&String>| text.map_or(RawField::Absent, |text| given(text.clone(), at));
        let mut entry = EntryDraft::at(place(at));
        entry.id = given(id.to_owned(), at);
        entry.category = owned(category);
        entry.parent = owned(parent);
        entry.summary = self.said(&found.summary);
        let (homepage, repository, links) = found.item.addresses();
        let url =
            |link: Option<&Link>| link.map_or(RawField::Absent, |link| given(link.url.clone(), &link.at));
        entry.homepage = url(homepage);
        entry.repository = url(repository);
        let kept = self.counted(links.len(), "links", at);
        let links: Vec<LinkDraft<'static>> =
            links.into_iter().take(kept).map(|link| self.link(link)).collect();
        entry.links = if links.is_empty() { RawField::Absent } else { RawField::Given(links) };
        let kept = self.counted(found.item.tags.len(), "tags", at);
        let mut tags = Vec::new();
        for tag in found.item.tags.iter().take(kept) {
            let tag = self.clean(&Spot { text: tag.clone(), at: at.clone() }, "tag", MAX_NAME_CHARS);
            if !tag.is_empty() {
                tags.push(Located { value: Cow::Owned(tag), span: place(at) });
            }
        }
        if !tags.is_empty() {
            entry.tags = RawField::Given(Located { value: tags, span: place(at) });
        }
        entry.name = given(found.item.name, at);
        entry
    }

    fn link(&mut self, link: &Link) -> LinkDraft<'static> {
        let mut draft = LinkDraft::at(place(&link.at));
        let title = Spot { text: link.title.clone(), at: link.at.clone() };
        let title = self.clean(&title, "title", MAX_TITLE_CHARS);
        if !title.is_empty() {
            draft.title = given(title, &link.at);
        }
        draft.url = given(link.url.clone(), &link.at);
        draft
    }

    /// How many parts of a list are kept.
    fn counted(&mut self, count: usize, what: &str, at: &Range<usize>) -> usize {
        if count > MAX_LIST_ITEMS {
            let message = format!("{count} {what} are more than the {MAX_LIST_ITEMS} that an entry may have");
            self.outline.warn(Code::Count, at, message, "those after that are left out");
        }
        count.min(MAX_LIST_ITEMS)
    }
}

fn place(at: &Range<usize>) -> FileSpan {
    FileSpan { file: 0, at: at.clone() }
}

fn given(text: String, at: &Range<usize>) -> RawField<Text<'static>> {
    RawField::Given(Located { value: Cow::Owned(text), span: place(at) })
}
