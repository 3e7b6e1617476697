//! Pages collected from stacks: what a reading list, a bibliography or a file of bookmarks is made from.

use std::collections::{HashMap, HashSet};

use crate::dataset::{
    Claim, Date, Entry, EntryPage, PageKind, Source, SourceIndex, SourceKind, SourceUrl, Stack,
};

/// Pages and things of stacks, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collection {
    /// Its title.
    pub title: String,
    /// Its items.
    pub items: Vec<Item>,
}

/// A page with what it is for, or a thing of a stack that has no page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The names of the stack, categories and entry around it, outermost first.
    pub folders: Vec<String>,
    /// Its title.
    pub title: String,
    /// The page.
    pub url: Option<SourceUrl>,
    /// The ids of the stack and of the source or entry, as `stack/id`.
    pub id: String,
    /// The author of the page.
    pub author: Option<String>,
    /// The publisher of the page.
    pub publisher: Option<String>,
    /// The date of publication.
    pub published: Option<Date>,
    /// The kind of page, if it is a source.
    pub kind: Option<SourceKind>,
    /// The claims that the page backs.
    pub claims: Vec<String>,
    /// The note of the user; it may have several lines.
    pub note: Option<String>,
}

/// A step through a collection by folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A folder begins.
    Open(&'a str),
    /// An item of the innermost folder.
    Item(&'a Item),
    /// The innermost folder ends.
    Close,
}

impl Collection {
    /// The pages of all entries of a stack: sources, homepages, repositories and links.
    pub fn from_stack(stack: &Stack) -> Self {
        let entries = stack.entries().map(|(_, entry)| entry);
        Self { title: stack.name().to_owned(), items: entries.flat_map(pages).collect() }
    }

    /// A bibliography of a stack: each of its sources, with the names of the entries that cite it as folders. A stack
    /// without sources has the pages of its entries.
    pub fn bibliography(stack: &Stack) -> Self {
        if stack.sources().len() == 0 {
            let pages = Self::from_stack(stack);
            return Self { items: pages.distinct(), ..pages };
        }
        let mut cited: HashMap<SourceIndex, (Vec<String>, Vec<String>)> = HashMap::new();
        for (_, entry) in stack.entries() {
            for (at, _) in entry.sources() {
                cited.entry(at).or_default().0.push(entry.name().to_owned());
            }
            for claim in entry.claims() {
                for at in claim.source_indexes() {
                    cited.entry(at).or_default().1.push(claim.text().to_owned());
                }
            }
        }
        let items = stack.sources().map(|(at, source)| {
            let (folders, claims) = cited.remove(&at).unwrap_or_default();
            Item { folders, claims, url: source.url(), ..Item::from_source(stack, source) }
        });
        Self { title: stack.name().to_owned(), items: items.collect() }
    }

    /// The records of a bibliography, each made of an item and its key, with an empty line between.
    pub(super) fn records(&self, record: fn(&Item, &str) -> String) -> String {
        let records = self.items.iter().zip(self.keys()).map(|(item, key)| record(item, &key));
        records.collect::<Vec<_>>().join("\n")
    }

    /// A key for each item in a bibliography: its id, in characters that keys may have in every format. A further item of
    /// the id gets a number behind it.
    pub fn keys(&self) -> Vec<String> {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let keys = self.items.iter().map(|item| {
            let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { ':' };
            let key: String = item.id.chars().map(plain).collect();
            let number = counts.entry(key.clone()).or_default();
            *number += 1;
            if *number > 1 { format!("{key}:{number}") } else { key }
        });
        keys.collect()
    }

    /// Its items without repeated pages; the first of them has the claims of all.
    pub fn distinct(&self) -> Vec<Item> {
        // The position and the claims of each page so far.
        let mut known: HashMap<&SourceUrl, (usize, HashSet<&str>)> = HashMap::new();
        let mut items: Vec<Item> = Vec::new();
        for item in &self.items {
            let before = item.url.as_ref().and_then(|url| known.get_mut(url));
            let before = before.and_then(|(at, claims)| Some((items.get_mut(*at)?, claims)));
            let Some((first, claims)) = before else {
                let claims = item.claims.iter().map(String::as_str).collect();
                known.extend(item.url.as_ref().map(|url| (url, (items.len(), claims))));
                items.push(item.clone());
                continue;
            };
            let new = item.claims.iter().filter(|claim| claims.insert(claim));
            first.claims.extend(new.cloned());
            if first.note.is_none() {
                first.note.clone_from(&item.note);
            }
        }
        items
    }

    /// Its items by folders: those of a folder together, folders and items in the order of their first appearance.
    pub fn steps(&self) -> Vec<Step<'_>> {
        let mut folders = vec![Folder::default()];
        let mut positions: HashMap<(usize, &str), usize> = HashMap::new();
        for item in &self.items {
            let mut at = 0;
            for name in &item.folders {
                let next = folders.len();
                let inner = *positions.entry((at, name)).or_insert(next);
                if inner == next {
                    folders.push(Folder { name, ..Folder::default() });
                    folders.get_mut(at).into_iter().for_each(|outer| outer.folders.push(next));
                }
                at = inner;
            }
            folders.get_mut(at).into_iter().for_each(|folder| folder.items.push(item));
        }
        let mut steps = Vec::new();
        // A folder to open, or none where one ends.
        let mut open = vec![Some(0)];
        while let Some(next) = open.pop() {
            let Some(folder) = next.and_then(|at: usize| folders.get(at)) else {
                steps.push(Step::Close);
                continue;
            };
            if next != Some(0) {
                steps.push(Step::Open(folder.name));
                open.push(None);
            }
            steps.extend(folder.items.iter().map(|item| Step::Item(item)));
            open.extend(folder.folders.iter().rev().copied().map(Some));
        }
        steps
    }
}

/// A folder of a collection.
#[derive(Default)]
struct Folder<'a> {
    name: &'a str,
    folders: Vec<usize>,
    items: Vec<&'a Item>,
}

impl Item {
    /// A page of an entry: a source with the claims of the entry that cite it.
    pub fn from_page(entry: Entry<'_>, page: &EntryPage<'_>) -> Self {
        let stack = entry.stack();
        let folders = entry.category_path().into_iter().chain([entry.name()]).map(str::to_owned).collect();
        let url = page.url.clone();
        let PageKind::Source(source) = page.kind else {
            // A homepage that is added or removed changes no id of another page.
            let part = if matches!(page.kind, PageKind::Homepage) { "" } else { page.word() };
            let id = [stack.id(), entry.id(), part].join("/");
            let title = page.title().unwrap_or(entry.name()).to_owned();
            return Self { folders, title, url, id: id.trim_end_matches('/').to_owned(), ..Self::default() };
        };
        let cites = |claim: &Claim<'_>| claim.sources().any(|one| one.id() == source.id());
        let claims = entry.claims().filter(cites).map(|claim| claim.text().to_owned()).collect();
        Self { folders, url, claims, ..Self::from_source(stack, source) }
    }

    /// A source, without its URL and what it is for.
    fn from_source(stack: &Stack, source: Source<'_>) -> Self {
        Self {
            id: format!("{}/{}", stack.id(), source.id()),
            title: source.title().to_owned(),
            author: source.author().map(str::to_owned),
            publisher: source.publisher().map(str::to_owned),
            published: source.published(),
            kind: Some(source.kind()),
            ..Self::default()
        }
    }

    /// The lines of the note, and the claims.
    pub(super) fn texts(&self) -> Vec<&str> {
        let note = self.note.as_deref().into_iter().flat_map(str::lines);
        note.chain(self.claims.iter().map(String::as_str)).collect()
    }

    /// Author, publisher and date of the page, as far as they are known.
    pub fn origin(&self) -> String {
        let date = self.published.map(|date| date.to_string());
        let parts = [self.author.clone(), self.publisher.clone(), date];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Whether a page of an entry has a URL that is no old address.
pub(super) fn is_listed(page: &EntryPage<'_>) -> bool {
    page.url.is_some() && !matches!(page.kind, PageKind::Former(_))
}

/// The listed pages of an entry, in the order of their labels.
fn pages(entry: Entry<'_>) -> Vec<Item> {
    entry.pages().iter().filter(|page| is_listed(page)).map(|page| Item::from_page(entry, page)).collect()
}

/// A collection of texts that no format may take for its syntax.
#[cfg(test)]
pub(super) fn hostile() -> Collection {
    let url = |text: &str| SourceUrl::parse(text).ok();
    let item = |folders: &[&str], title: &str| Item {
        folders: folders.iter().map(|name| (*name).to_owned()).collect(),
        title: title.to_owned(),
        ..Item::default()
    };
    let first = Item {
        url: url("https://example.org/a_(b)?x=1&y=%20{2}#'q'"),
        id: "here/rows".to_owned(),
        author: Some("Ann \\ {B}, Cy".to_owned()),
        publisher: Some("R&D <Org>".to_owned()),
        published: Date::parse("2017-01-13").ok(),
        claims: vec!["50% of $x_1^2 ~ #1 {".to_owned(), "\"It\" isn't <b>".to_owned()],
        note: Some("One & \"two\"\n]]> three </DL>\n# four".to_owned()),
        ..item(&["Here & <there>", "An \"entry\""], "How <i>we</i> store `rows` & \\ } {")
    };
    let second =
        Item { url: url("https://example.org/b"), id: "here/b".to_owned(), ..item(&["Other"], "- B") };
    let third = Item { claims: vec!["Once more.".to_owned()], ..first.clone() };
    let last = Item { id: "here/rows".to_owned(), ..item(&["Here & <there>"], "No page\u{1}") };
    Collection { title: "All & \"sundry\"".to_owned(), items: vec![first, second, third, last] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn items_of_one_folder_are_together_in_the_order_of_their_first_appearance() {
        let item = |title: &str, folders: &[&str]| Item {
            title: title.to_owned(),
            folders: folders.iter().map(|name| (*name).to_owned()).collect(),
            ..Item::default()
        };
        let items =
            vec![item("1", &["a", "b"]), item("2", &["c"]), item("3", &["a"]), item("4", &["a", "b"])];
        let collection = Collection { title: String::new(), items };
        let word = |step: &Step<'_>| match step {
            Step::Open(name) => format!("({name}"),
            Step::Item(item) => item.title.clone(),
            Step::Close => ")".to_owned(),
        };
        let words: Vec<String> = collection.steps().iter().map(word).collect();
        assert_eq!(words.join(" "), "(a 3 (b 1 4 ) ) (c 2 )");
    }

    #[test]
    fn the_pages_of_a_stack_come_with_the_claims_that_they_back() {
        let collection = Collection::from_stack(&sample::stack());
        let scylla: Vec<&Item> = collection
            .items
            .iter()
            .filter(|item| item.folders.last().is_some_and(|name| name == "ScyllaDB"))
            .collect();
        assert!(scylla.len() > 2, "{scylla:?}");
        assert!(!scylla[0].claims.is_empty());
        assert_eq!(scylla.last().map(|item| &*item.title), Some("ScyllaDB"));
    }

    #[test]
    fn a_repeated_page_is_there_once_with_all_its_claims() {
        let distinct = hostile().distinct();
        assert_eq!(distinct.len(), 3);
        assert_eq!(distinct[0].claims.len(), 3);
    }
}
