//! A stack as an awesome list in Markdown, which can be imported again.
//!
//! Headings are categories, items are entries, and nested items are child entries. A list has no kinds, tags, claims and
//! relations: in a stack of kind `stack` each item ends with links to its sources instead.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::markdown::escape::{destination, escaped, heading, line_start};
use crate::dataset::{CategoryIndex, Entry, EntryIndex, Source, Stack, StackKind, Status};
use crate::import::markdown::parted;

/// Maximum level of a heading in Markdown.
const MAX_HEADING_LEVEL: usize = 6;
/// Maximum depth of an item: deeper ones are written at this depth, which limits the indentation.
const MAX_ITEM_DEPTH: usize = 16;

/// Writes a stack as a list.
pub fn write(stack: &Stack) -> String {
    let tree = Tree::new(stack);
    let mut out = format!("# {}\n", heading(stack.name()));
    paragraph(&mut out, stack.summary());
    contents(stack, &tree, &mut out);
    let mut open: Vec<_> = at_level(tree.categories.get(&None), 2).collect();
    while let Some((at, level)) = open.pop() {
        let Some(category) = stack.category(at) else { continue };
        let _ = write!(out, "\n{} {}\n", "#".repeat(level.min(MAX_HEADING_LEVEL)), heading(category.name()));
        paragraph(&mut out, category.summary());
        items(stack, &tree, at, &mut out);
        open.extend(at_level(tree.categories.get(&Some(at)), level + 1));
    }
    out
}

/// The hierarchy of categories and entries.
#[derive(Default)]
struct Tree {
    /// The categories below each category; those below none are the top-level ones.
    categories: HashMap<Option<CategoryIndex>, Vec<CategoryIndex>>,
    /// The entries of each category below each parent in it; those below none are the others.
    entries: HashMap<(CategoryIndex, Option<EntryIndex>), Vec<EntryIndex>>,
}

impl Tree {
    fn new(stack: &Stack) -> Self {
        let mut tree = Self::default();
        for (at, category) in stack.categories() {
            tree.categories.entry(category.parent()).or_default().push(at);
        }
        for (at, entry) in stack.entries() {
            let category = entry.category();
            let is_in_it = |parent: &EntryIndex| stack.entry(*parent).map(Entry::category) == Some(category);
            let parent = entry.parent().filter(is_in_it);
            tree.entries.entry((category, parent)).or_default().push(at);
        }
        tree
    }
}

/// The table of contents that awesome lists begin with; a list of one category needs none.
fn contents(stack: &Stack, tree: &Tree, out: &mut String) {
    let top = tree.categories.get(&None).map(Vec::as_slice).unwrap_or_default();
    if top.len() < 2 {
        return;
    }
    out.push_str("\n## Contents\n\n");
    for category in top.iter().filter_map(|at| stack.category(*at)) {
        let _ = writeln!(out, "- [{}](#{})", escaped(category.name()), anchor(category.name()));
    }
}

/// The anchor of a heading, as sites that show Markdown make it: without punctuation, with hyphens for spaces.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Categories or entries in reverse order, each with its level.
fn at_level<T: Copy>(items: Option<&Vec<T>>, level: usize) -> impl Iterator<Item = (T, usize)> {
    items.into_iter().flatten().rev().map(move |at| (*at, level))
}

fn items(stack: &Stack, tree: &Tree, category: CategoryIndex, out: &mut String) {
    let mut open: Vec<_> = at_level(tree.entries.get(&(category, None)), 0).collect();
    if !open.is_empty() {
        out.push('\n');
    }
    while let Some((at, depth)) = open.pop() {
        let Some(entry) = stack.entry(at) else { continue };
        item(entry, depth, out);
        let children = tree.entries.get(&(category, Some(at)));
        open.extend(at_level(children, (depth + 1).min(MAX_ITEM_DEPTH)));
    }
}

fn item(entry: Entry<'_>, depth: usize, out: &mut String) {
    let mut links: Vec<(String, String)> = Vec::new();
    let mut known = HashSet::new();
    let mut add = |title: &str, url: Option<String>| {
        let url = url.filter(|url| !url.is_empty() && known.insert(url.clone()));
        links.extend(url.map(|url| (title.to_owned(), url)));
    };
    add("homepage", entry.homepage().map(|url| url.to_string()));
    add("repository", entry.repository().map(|url| url.to_string()));
    for link in entry.links() {
        add(link.title().unwrap_or("link"), Some(link.address().to_owned()));
    }
    if entry.stack().kind() == StackKind::Stack {
        let url = |source: Source<'_>| source.url().map(|url| url.to_string());
        let sources = entry.sources();
        for (_, source) in &sources {
            add(source.title(), url(*source));
        }
        for (_, source) in &sources {
            source.former_urls().for_each(|former| add("old address", Some(former.to_string())));
        }
    }
    let _ = write!(out, "{:1$}- ", "", depth * 2);
    let mut links = links.into_iter();
    match links.next() {
        Some((_, url)) => {
            let _ = write!(out, "[{}]({})", escaped(entry.name()), destination(&url));
        }
        // A separator in a name would end the name.
        None if parted(entry.name()).is_some() => {
            let _ = write!(out, "**{}**", escaped(entry.name()));
        }
        None => out.push_str(&line_start(entry.name())),
    }
    let summary = entry.summary().unwrap_or_default();
    let past = Some(entry.when()).filter(|_| entry.status() == Some(Status::Former));
    let past = past.map(|when| if when.is_empty() { "former".to_owned() } else { format!("former, {when}") });
    if !summary.is_empty() || past.is_some() {
        let _ = write!(out, " - {}", escaped(summary));
    }
    if let Some(past) = past {
        let _ = write!(out, "{}({past})", if summary.is_empty() { "" } else { " " });
    }
    let rest: Vec<String> =
        links.map(|(title, url)| format!("[{}]({})", escaped(&title), destination(&url))).collect();
    if !rest.is_empty() {
        let _ = write!(out, " ({})", rest.join(", "));
    }
    out.push('\n');
}

fn paragraph(out: &mut String, text: Option<&str>) {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return };
    let _ = write!(out, "\n{}\n", line_start(text));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dataset::{EntryParts, OptionalText, StackBuilder, sanitized};
    use crate::format::File;
    use crate::import::markdown::read;

    fn list(entries: &[EntryParts<'_>]) -> Stack {
        let mut builder = StackBuilder::new(StackKind::List, "list", "A list", "What it is about.", "", None);
        builder.category("tools", "Tools & C#", "With # and 1. in it.", None);
        builder.category("subcategories", "Inner", "", Some(0));
        for entry in entries {
            builder.entry(entry);
        }
        builder.build()
    }

    fn imported(stack: &Stack) -> Stack {
        let text = write(stack);
        let reading = read(File::new("list.md", text.clone())).reading;
        reading.stack.unwrap_or_else(|| panic!("{text}\n{:?}", reading.findings))
    }

    /// The fields of each entry that a list keeps.
    fn kept(stack: &Stack) -> Vec<String> {
        let entry = |entry: Entry<'_>| {
            let own = [entry.homepage(), entry.repository()].into_iter().flatten().map(|url| url.to_string());
            let mut urls: Vec<String> =
                own.chain(entry.links().map(|link| link.address().to_owned())).collect();
            urls.sort();
            let parent = entry.parent().and_then(|at| stack.entry(at)).map_or("", Entry::name);
            format!(
                "{} | {} | {parent} | {} | {}",
                entry.category_path().join(" > "),
                entry.name(),
                entry.summary().unwrap_or_default(),
                urls.join(" ")
            )
        };
        stack.entries().map(|(_, part)| entry(part)).collect()
    }

    #[test]
    fn a_list_is_readable_and_can_be_imported() {
        let stack = list(&[
            EntryParts {
                id: "a",
                name: "A [b] *c* d_e",
                homepage: "https://example.org/a_(b)?x=1&copy=2",
                texts: &[(OptionalText::Repository, "https://github.com/example/a")],
                summary: "Says <b>, `code` and R&D in \\ one line.",
                links: vec![("Guide", "https://example.org/guide")],
                ..EntryParts::default()
            },
            EntryParts {
                id: "b",
                name: "B",
                homepage: "https://example.org/b",
                parent: Some(0),
                ..Default::default()
            },
            EntryParts {
                id: "c",
                name: "C",
                homepage: "https://example.org/c",
                category: 1,
                ..Default::default()
            },
        ]);
        let text = write(&stack);
        let wanted = "\
# A list

What it is about.

## Tools & C\\#

With # and 1. in it.

- [A \\[b\\] \\*c\\* d_e](https://example.org/a_\\(b\\)?x=1&amp;copy=2) - Says \\<b\\>, \\`code\\` and R\\&D in \\\\ one line. ([repository](https://github.com/example/a), [Guide](https://example.org/guide))
  - [B](https://example.org/b)

### Inner

- [C](https://example.org/c)
";
        assert_eq!(text, wanted);
        let again = imported(&stack);
        assert_eq!((again.name(), again.summary()), ("A list", Some("What it is about.")));
        assert_eq!(kept(&again), kept(&stack));
    }

    #[test]
    fn the_embedded_stack_is_written_with_all_its_sources() {
        let discord = crate::catalog::bundled::discord();
        let text = write(&discord);
        for (_, source) in discord.sources() {
            let Some(url) = source.url() else { continue };
            assert!(text.contains(&*destination(url.as_str())), "{url}");
        }
        let again = imported(&discord);
        let names = |stack: &Stack, wanted: fn(Entry<'_>) -> bool| {
            let entries = stack.entries().map(|(_, entry)| entry).filter(|entry| wanted(*entry));
            let mut names: Vec<String> = entries.map(|entry| entry.name().to_owned()).collect();
            names.sort();
            names
        };
        // An entry whose sources have no URL is an item without a link.
        let has_address = |entry: Entry<'_>| {
            entry.homepage().is_some()
                || entry.repository().is_some()
                || entry.sources().iter().any(|(_, source)| source.url().is_some())
        };
        assert_eq!(names(&again, |_| true), names(&discord, has_address));
    }

    #[test]
    fn an_entry_without_any_url_is_an_item_without_a_link() {
        let mut builder = StackBuilder::new(StackKind::List, "a", "A", "", "", None);
        builder.category("b", "B", "", None);
        builder.entry(&EntryParts { id: "c", name: "C", summary: "Groups others.", ..EntryParts::default() });
        assert!(write(&builder.build()).contains("- C - Groups others."));
    }

    proptest! {
        #[test]
        fn any_names_and_urls_can_be_imported(
            words in prop::collection::vec("[ -~éß語]{1,40}", 1..6),
            path in "[a-z0-9()&=_*;#~'.-]{0,20}",
        ) {
            let names: Vec<String> = words.iter().map(|word| {
                let text = sanitized(word).split_whitespace().collect::<Vec<_>>().join(" ");
                format!("N{text}n")
            }).collect();
            let urls: Vec<String> = (0..names.len()).map(|at| format!("https://example.org/{at}/p{path}x")).collect();
            let entries: Vec<EntryParts<'_>> = names.iter().zip(&urls).map(|(name, url)| EntryParts {
                id: "x", name, homepage: url, ..EntryParts::default()
            }).collect();
            let stack = list(&entries);
            prop_assert_eq!(kept(&imported(&stack)), kept(&stack));
        }

        #[test]
        fn any_names_without_a_url_can_be_imported(
            start in "[ -~é]{0,4}",
            word in "[a-z]{1,8}( - | [0-9]\\. |: )?[a-z]{0,8}",
            summary in "[ #*+=0-9.-]{0,5}[a-z]{2,9}",
        ) {
            let text = sanitized(&format!("{start}{word}")).split_whitespace().collect::<Vec<_>>().join(" ");
            let group = EntryParts { id: "g", name: &text, ..EntryParts::default() };
            let subcategories = EntryParts {
                id: "a", name: "A", homepage: "https://example.org", parent: Some(0), ..EntryParts::default()
            };
            let mut builder = StackBuilder::new(StackKind::List, "list", "A list", &summary, "", None);
            builder.category("tools", "Tools", &summary, None);
            builder.entry(&group);
            builder.entry(&subcategories);
            let written = write(&builder.build());
            let again = read(File::new("list.md", written.clone())).reading.stack;
            let again = again.ok_or_else(|| TestCaseError::fail(written.clone()))?;
            prop_assert_eq!(again.entries().len(), 2, "{}", written);
            prop_assert_eq!(again.categories().len(), 1, "{}", written);
        }
    }
}
