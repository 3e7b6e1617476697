//! Headings that are the entries of a list: each becomes one entry, with the text and the links below it.
//!
//! A heading with a link is an entry if everything below it belongs to it: text, links that name a part of a thing (`Docs`,
//! `Discord`), and headings that name a property (`Description`, `Links`). A heading without a link is one if its main page
//! is among those links, and if most headings of its level are entries. Any other heading is a category.

use std::collections::{HashMap, HashSet};

use super::super::texts::Excerpt;
use super::collected::{Collected, ListEntry, Origin, Section};
use super::item::{self, ListItem};
use super::links::PageLink;
use super::table::{DESCRIPTIONS, MAX_TAG};
use super::words::is_one_of;

/// The names of headings above texts about a thing, whatever links they contain.
const PROPERTIES: &str = "description, category, categories, about, overview, summary, introduction, features, key features, \
    main features, highlights, details, info, information, installation, install, installing, setup, usage, how to use, \
    how it works, how to install, pros, cons, pros and cons, advantages, disadvantages, benefits, features and benefits, \
    limitations, notes, note, remarks, tags, topics, stack, tech stack, technologies, technology, language, languages, platform, \
    platforms, requirements, prerequisites, pricing, price, cost, license, licence, author, authors, creator, maintainer, \
    maintainers, company, status, version, screenshot, screenshots, demo, why, what is it, what it does, use case, use cases, \
    stats, statistics, comments, review, verdict, website, websites, homepage, source code, code, repository, repo, github, \
    contact, contacts, social, social media";

/// The names of headings above links about a thing, or above entries that are described.
const RESOURCES: &str = "documentation, docs, resources, references, reference, see also, read more, further reading, more, \
    more information, community, support, examples, downloads, download, link, links, useful links, external links, \
    official links, urls, url, source";

/// Makes entries of the headings that are things. Returns the byte offsets of the headings that are no categories.
pub(super) fn fold(collected: &mut Collected, is_top: &[bool]) -> HashSet<usize> {
    let headings = Headings::new(collected, is_top);
    let linked = headings.0.iter().filter(|heading| heading.head.is_some());
    let mut folded: HashSet<usize> = linked.map(|heading| heading.at).collect();
    let mut removed = HashSet::new();
    for thing in headings.things() {
        let parts = headings.subtree(thing);
        folded.extend(parts.iter().filter_map(|part| headings.0.get(*part)).map(|heading| heading.at));
        let entries: Vec<usize> = parts.iter().flat_map(|part| headings.entries(*part)).collect();
        let entry = gather(collected, &headings, &parts);
        if let Some((first, rest)) = entries.split_first()
            && let Some(place) = collected.entries.get_mut(*first)
        {
            *place = entry;
            removed.extend(rest.iter().copied());
        }
    }
    if !removed.is_empty() {
        collected.keep(|at, _| !removed.contains(&at));
    }
    folded
}

/// A section with what decides whether it is an entry.
#[derive(Default)]
struct Heading {
    level: u8,
    role: Role,
    /// The byte offset of the name.
    at: usize,
    /// The entry of the link in its heading.
    head: Option<usize>,
    /// The other entries, in order.
    entries: Vec<usize>,
    children: Vec<usize>,
    /// Whether its name is that of a property or of links.
    is_property: bool,
    /// Whether its entries, without those of its children, are links of one thing.
    is_whole: bool,
    /// Whether the main page of the thing is among its entries.
    has_main_page: bool,
    /// The number of its texts, and of its links that name no thing: items such as `npm` may be things.
    details: usize,
}

/// The part of a section in the outline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Role {
    /// A category or a thing.
    #[default]
    Open,
    /// It is outside categories.
    Top,
    /// It and everything below it describe the thing that its parent is.
    Detail,
}

/// The sections of a list, as headings.
struct Headings(Vec<Heading>);

impl Headings {
    fn new(collected: &Collected, is_top: &[bool]) -> Self {
        let heading = |(section, is_top): (&Section, &bool)| Heading {
            level: section.level,
            role: if *is_top { Role::Top } else { Role::Open },
            at: section.name.at.start,
            ..Heading::default()
        };
        let mut headings = Self(collected.sections.iter().zip(is_top).map(heading).collect());
        for (at, entry) in collected.entries.iter().enumerate() {
            match headings.0.get_mut(entry.section) {
                Some(heading) if entry.origin == Origin::Heading => heading.head = Some(at),
                Some(heading) => heading.entries.push(at),
                None => {}
            }
        }
        let repeated = repeated_names(&collected.sections);
        // Children come after their parents.
        for (at, section) in collected.sections.iter().enumerate().rev() {
            headings.judge(at, collected, &repeated);
            if let Some(parent) = section.parent.and_then(|parent| headings.0.get_mut(parent)) {
                parent.children.push(at);
            }
        }
        headings
    }

    /// Decides what a section is, whose children are decided.
    fn judge(&mut self, at: usize, collected: &Collected, repeated: &HashSet<(u8, String)>) {
        let has_details = self.has_details(at);
        let (Some(heading), Some(section)) = (self.0.get_mut(at), collected.sections.get(at)) else { return };
        heading.children.reverse();
        let name = section.name.text.to_lowercase();
        let name = name.trim_matches(|c: char| !c.is_alphanumeric());
        let entries = || heading.entries.iter().filter_map(|at| collected.entries.get(*at));
        // Links with a description of their own are entries.
        let is_link =
            |entry: &ListEntry| entry.summary.is_empty() || entry.item.names().any(item::is_part_of_thing);
        let is_resource = is_one_of(RESOURCES, name) && entries().all(is_link);
        let is_whole = entries().all(|entry| is_of_thing(entry, name));
        let has_main_page = entries().any(|entry| is_main_page(entry, name));
        heading.is_property = is_resource || is_one_of(PROPERTIES, name);
        let is_repeated = is_whole && repeated.contains(&(section.level, name.to_owned()));
        let describes = heading.is_property || heading.entries.is_empty() || is_repeated;
        if heading.role == Role::Open && heading.head.is_none() && has_details && describes {
            heading.role = Role::Detail;
        }
        let is_generic =
            |entry: &ListEntry| entry.origin != Origin::Item || entry.item.names().any(item::is_generic);
        let details = section.prose.len() + entries().filter(|entry| is_generic(entry)).count();
        (heading.is_whole, heading.has_main_page, heading.details) = (is_whole, has_main_page, details);
    }

    /// Whether the sections in a section describe one thing.
    fn has_details(&self, at: usize) -> bool {
        let is_detail = |child: &usize| self.0.get(*child).is_some_and(|child| child.role == Role::Detail);
        self.0.get(at).is_some_and(|heading| heading.children.iter().all(is_detail))
    }

    /// A section and those in it, in order.
    fn subtree(&self, at: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            found.push(at);
            open.extend(self.0.get(at).iter().flat_map(|heading| heading.children.iter().rev()));
        }
        found
    }

    /// The entries of a section, that of its heading first.
    fn entries(&self, at: usize) -> impl Iterator<Item = usize> {
        self.0.get(at).into_iter().flat_map(|heading| heading.head.iter().chain(&heading.entries).copied())
    }

    /// How well a section fits an entry.
    fn fit(&self, at: usize) -> Fit {
        let Some(heading) = self.0.get(at).filter(|_| self.has_details(at)) else { return Fit::Category };
        let parts = self.subtree(at);
        let parts = || parts.iter().filter_map(|part| Some((*part, self.0.get(*part)?)));
        let has_entries = parts().any(|(_, part)| !part.entries.is_empty());
        let has_main_page =
            parts().any(|(number, part)| part.has_main_page && (number == at || part.is_property));
        match heading.head {
            _ if heading.role == Role::Top || !heading.is_whole => Fit::Category,
            Some(_) if !has_entries || parts().any(|(_, part)| part.is_property || part.details > 0) => {
                Fit::Linked
            }
            None if heading.is_property || !has_entries => Fit::Category,
            None if has_main_page => Fit::Thing,
            _ => Fit::Whole,
        }
    }

    /// The sections that are entries. Without a link in the heading most sections of its level must be entries, too, and
    /// without a main page nearly all.
    fn things(&self) -> Vec<usize> {
        // For each level the number of sections that are entries by themselves, and of all that have entries.
        let mut levels: HashMap<u8, (usize, usize)> = HashMap::new();
        let mut fits = Vec::new();
        for (at, heading) in self.0.iter().enumerate().filter(|(_, heading)| heading.role != Role::Top) {
            let fit = self.fit(at);
            let has_entries = || self.subtree(at).into_iter().any(|at| self.entries(at).next().is_some());
            let (of_things, all) = levels.entry(heading.level).or_default();
            *of_things += usize::from(matches!(fit, Fit::Linked | Fit::Thing));
            *all += usize::from(!heading.is_property && has_entries());
            fits.push((at, heading.level, fit));
        }
        let mut things = Vec::new();
        let mut end = 0;
        for (at, level, fit) in fits {
            let (of_things, all) = levels.get(&level).copied().unwrap_or_default();
            let is_thing = match fit {
                Fit::Category => false,
                Fit::Linked => true,
                Fit::Thing => of_things > 1 && of_things * 2 > all,
                Fit::Whole => of_things > 3 && of_things * 4 > all * 3,
            };
            if is_thing && at >= end {
                // What is inside a thing is none.
                end = self.subtree(at).last().map_or(at, |last| last + 1);
                things.push(at);
            }
        }
        things
    }
}

/// How well a section fits an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// It is a category.
    Category,
    /// All its links may be those of one thing.
    Whole,
    /// The main page of the thing is among them.
    Thing,
    /// The heading has a link.
    Linked,
}

/// The names that sections of one level have in several sections.
fn repeated_names(sections: &[Section]) -> HashSet<(u8, String)> {
    let mut parents: HashMap<(u8, String), Option<usize>> = HashMap::new();
    let mut repeated = HashSet::new();
    for section in sections {
        let key = (section.level, section.name.text.to_lowercase());
        match parents.get(&key) {
            Some(parent) if *parent != section.parent => {
                repeated.insert(key);
            }
            Some(_) => {}
            None => {
                parents.insert(key, section.parent);
            }
        }
    }
    repeated
}

/// Whether an entry is a link of the thing with this name in lower case, or of its description.
fn is_of_thing(entry: &ListEntry, name: &str) -> bool {
    let item = &entry.item;
    entry.origin != Origin::Item || item.names().any(item::is_part_of_thing) || is_called(item, name)
}

/// Whether an entry is the main page of the thing with this name in lower case, or its source code.
fn is_main_page(entry: &ListEntry, name: &str) -> bool {
    let item = &entry.item;
    entry.origin != Origin::Group && (item.names().any(item::is_main_page) || is_called(item, name))
}

/// Whether an item has a name, or only a URL with that name in it.
fn is_called(item: &ListItem, name: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let url = item.main.as_ref().map(|main| &*main.url).filter(|url| item::name_of(url) == item.name);
    match url {
        Some(url) => {
            let url = letters(url);
            let mut words = name.split_whitespace().map(letters).filter(|word| word.chars().count() > 3);
            !name.is_empty() && url.contains(&letters(name)) || words.any(|word| url.contains(&word))
        }
        None => letters(&item.name) == letters(name),
    }
}

/// The kind of a text below the heading of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextKind {
    /// A paragraph.
    Prose,
    /// An item of a list.
    Statement,
}

/// The entry of a thing: its section, and those in it.
fn gather(collected: &mut Collected, headings: &Headings, parts: &[usize]) -> ListEntry {
    let thing = parts.first().copied().unwrap_or_default();
    let head = headings.0.get(thing).and_then(|heading| heading.head);
    let Some(section) = collected.sections.get(thing) else { return ListEntry::default() };
    let (name, parent) = (section.name.clone(), section.parent.unwrap_or_default());
    let lower = name.text.to_lowercase();
    let linked = head.and_then(|head| collected.entries.get_mut(head)).map(std::mem::take);
    let mut entry = linked.unwrap_or_else(|| {
        let item = ListItem { name: name.text, ..ListItem::default() };
        ListEntry { item, at: name.at, origin: Origin::Heading, ..ListEntry::default() }
    });
    entry.section = parent;
    for part in parts {
        let entries: Vec<usize> = headings.entries(*part).filter(|at| Some(*at) != head).collect();
        let mut texts = Vec::new();
        for at in &entries {
            let Some(more) = collected.entries.get_mut(*at).map(std::mem::take) else { continue };
            texts.extend(entry.absorb(more, &lower));
        }
        let Some(section) = collected.sections.get_mut(*part) else { continue };
        texts.extend(std::mem::take(&mut section.unlinked).into_iter().map(|(text, _)| text));
        let mut texts: Vec<(TextKind, Excerpt)> =
            texts.into_iter().map(|text| (TextKind::Statement, text)).collect();
        texts.extend(std::mem::take(&mut section.prose).into_iter().map(|text| (TextKind::Prose, text)));
        texts.retain(|(_, text)| !text.text.is_empty());
        texts.sort_by_key(|(_, text)| text.at.start);
        let is_part = *part != thing;
        if is_part && texts.is_empty() && entries.is_empty() {
            texts.push((TextKind::Statement, section.name.clone()));
            entry.describe_all(texts, None, true);
            continue;
        }
        let property = is_part.then_some(&*section.name.text);
        entry.describe_all(texts, property, entries.is_empty());
    }
    entry.finish_thing();
    entry
}

impl ListEntry {
    /// Takes the links of another entry; returns its text.
    fn absorb(&mut self, mut more: Self, name: &str) -> Vec<Excerpt> {
        let item = &mut more.item;
        let label = item.names().find(|label| item::is_part_of_thing(label)).unwrap_or(&item.name).to_owned();
        let mut links: Vec<PageLink> =
            item.main.take().into_iter().chain(std::mem::take(&mut item.links)).collect();
        if let Some(first) = links.first_mut()
            && more.origin == Origin::Item
            && label != item::name_of(&first.url)
        {
            first.title.clone_from(&label);
        }
        self.item.links.append(&mut links);
        self.item.prefer_written();
        self.item.tags.extend(item.tags.iter().filter(|tag| **tag != label).cloned());
        if more.origin == Origin::Group && more.summary.is_empty() && !item::is_part_of_thing(&item.name) {
            more.summary.push(Excerpt { text: std::mem::take(&mut item.name), at: more.at });
        } else if let Some(first) = more.summary.first_mut()
            && more.origin == Origin::Item
            && label.to_lowercase() != name
            && !first.text.contains(&item.name)
        {
            first.text = format!("{}: {}", item.name, first.text);
        }
        more.summary
    }

    /// Adds the texts of a section to the description. A short text below a property becomes a tag, like a cell of a table.
    fn describe_all(&mut self, texts: Vec<(TextKind, Excerpt)>, property: Option<&str>, is_text: bool) {
        let property = property.filter(|name| !is_one_of(DESCRIPTIONS, &name.to_lowercase()));
        if let (Some(name), [(_, text)], true) = (property, &*texts, is_text)
            && text.text.chars().count() <= MAX_TAG
        {
            self.item.tags.push(format!("{name}: {}", text.text));
            return;
        }
        let mut label = property.map(|name| format!("{name}: "));
        for (kind, mut text) in texts {
            let label = label.take();
            let is_statement = kind == TextKind::Statement || label.is_some();
            text.text.insert_str(0, &label.unwrap_or_default());
            if is_statement { self.describe(text) } else { self.summary.push(text) }
        }
    }

    /// Chooses the main link of a thing without one in its heading.
    fn finish_thing(&mut self) {
        if self.item.main.is_none() {
            let name = self.item.name.to_lowercase();
            let rank = |link: &PageLink| match &*link.title {
                title if item::is_code(title) => 1,
                title if item::is_main_page(title) || title.to_lowercase() == name => 0,
                _ => 2,
            };
            let best = (0..self.item.links.len()).min_by_key(|at| self.item.links.get(*at).map(rank));
            self.item.main = best.map(|at| self.item.links.remove(at));
        }
        self.item.dedup();
    }
}
