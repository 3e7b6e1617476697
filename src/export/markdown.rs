//! A stack as a document in Markdown: categories and entries as headings, each with its facts, claims and sources.
//!
//! A claim ends with the numbers of its sources as links. The list of links alone, which can be imported, is `list`.

mod collected;
pub(super) mod escape;

use std::collections::HashMap;
use std::fmt::Write as _;

pub use collected::write_collected;
use escape::{destination, escaped, heading, line_start};

use crate::dataset::{
    Category, CategoryIndex, Claim, Entry, EntryIndex, EntryPage, OptionalText, PageKind, Source, Stack,
};

/// Maximum level of a heading in Markdown.
const MAX_HEADING_LEVEL: usize = 6;

/// Writes a stack as a document.
pub fn write(stack: &Stack) -> String {
    let mut out = format!("# {}\n", heading(stack.name()));
    paragraph(&mut out, stack.summary());
    let homepage = stack.homepage().map(|url| link("homepage", url.as_str()));
    let reviewed = stack.reviewed().map(|date| format!("reviewed {date}"));
    let facts: Vec<String> = homepage.into_iter().chain(reviewed).collect();
    if !facts.is_empty() {
        let _ = write!(out, "\n{}\n", facts.join(" · "));
    }
    let mut entries: Vec<(EntryIndex, Entry<'_>)> = stack.entries().collect();
    entries.sort_by_key(|(_, entry)| entry.category());
    for (at, depth) in categories(stack) {
        let Some(category) = stack.category(at) else { continue };
        let level = (depth + 2).min(MAX_HEADING_LEVEL);
        let _ = write!(out, "\n{} {}\n", "#".repeat(level), heading(category.name()));
        paragraph(&mut out, category.summary());
        let from = entries.partition_point(|(_, entry)| entry.category() < at);
        let own = entries.get(from..).unwrap_or_default().iter();
        for (_, one) in own.take_while(|(_, entry)| entry.category() == at) {
            entry(*one, (level + 1).min(MAX_HEADING_LEVEL), &mut out);
        }
    }
    out
}

/// The categories in the order of a document, each before those inside it, with its depth.
fn categories(stack: &Stack) -> Vec<(CategoryIndex, usize)> {
    let mut inside: HashMap<Option<CategoryIndex>, Vec<CategoryIndex>> = HashMap::new();
    for (at, category) in stack.categories() {
        inside.entry(Category::parent(category)).or_default().push(at);
    }
    let mut of = |parent: Option<CategoryIndex>, depth: usize| {
        let children = inside.remove(&parent).unwrap_or_default();
        children.into_iter().rev().map(move |at| (at, depth)).collect::<Vec<_>>()
    };
    let mut ordered = Vec::new();
    let mut open = of(None, 0);
    while let Some((at, depth)) = open.pop() {
        ordered.push((at, depth));
        open.extend(of(Some(at), depth + 1));
    }
    ordered
}

fn entry(entry: Entry<'_>, level: usize, out: &mut String) {
    let _ = write!(out, "\n{} {}\n", "#".repeat(level), heading(entry.name()));
    let facts = facts(entry);
    if !facts.is_empty() {
        let _ = write!(out, "\n{}\n", facts.join(" · "));
    }
    paragraph(out, entry.summary());
    let sources = entry.sources();
    let number = |source: Source<'_>| {
        sources.iter().position(|(_, one)| one.id() == source.id()).map_or(0, |at| at + 1)
    };
    let cited = |source: Source<'_>| {
        let label = format!("[{}]", number(source));
        source.url().map_or(escaped(&label), |url| link(&label, url.as_str()))
    };
    let claims = entry.claims().map(|claim| {
        let sources: Vec<String> = claim.sources().map(cited).collect();
        format!("{} ({}) {}", line_start(claim.text()), qualified(claim), sources.join(" "))
    });
    bullets(out, claims);
    let relations = entry.relations().map(|relation| {
        let when = relation.when().map(|when| format!(" ({})", when.short("–"))).unwrap_or_default();
        let target = relation.target_entry().map_or("", Entry::name);
        let source = relation.source_record().map(|source| format!(" {}", cited(source)));
        format!("{} **{}**{when}{}", relation.kind().out(), escaped(target), source.unwrap_or_default())
    });
    bullets(out, relations);
    for (at, (_, source)) in sources.iter().enumerate() {
        let _ = writeln!(out, "{}{}. {}", if at == 0 { "\n" } else { "" }, at + 1, reference(*source));
    }
}

/// The confidence of a claim, and the time when it was so.
fn qualified(claim: Claim<'_>) -> String {
    let when = claim.when().map(|when| format!(", {}", when.short("–")));
    format!("{}{}", claim.confidence().name(), when.unwrap_or_default())
}

/// The short facts of an entry: kind, status, time, other names, licence, tags and its own pages.
fn facts(entry: Entry<'_>) -> Vec<String> {
    let mut facts: Vec<String> = Vec::new();
    facts.extend(entry.kind().map(|kind| kind.name().to_owned()));
    facts.extend(entry.status().map(|status| status.words().to_owned()));
    facts.extend(Some(entry.when()).filter(|when| !when.is_empty()).map(|when| escaped(&when)));
    // Each begins with a word or a link, so the line begins no other block.
    let list = |name: &str, texts: Vec<&str>| {
        (!texts.is_empty()).then(|| format!("{name} {}", escaped(&texts.join(", "))))
    };
    facts.extend(list("also called", entry.aliases().collect()));
    facts.extend(list("licence", entry.text(OptionalText::License).into_iter().collect()));
    facts.extend(list("tags", entry.tags().collect()));
    let own = |page: &&EntryPage<'_>| !matches!(page.kind, PageKind::Source(_) | PageKind::Former(_));
    let page = |page: &EntryPage<'_>| {
        let title = page.title().unwrap_or_else(|| page.word());
        page.url.as_ref().map(|url| link(title, url.as_str()))
    };
    facts.extend(entry.pages().iter().filter(own).filter_map(page));
    facts
}

/// A source: its title as a link, and what is known of it.
fn reference(source: Source<'_>) -> String {
    let title =
        source.url().map_or_else(|| escaped(source.title()), |url| link(source.title(), url.as_str()));
    let date = source.published().map(|date| date.to_string());
    let known = [source.author().map(escaped), source.publisher().map(escaped), date];
    let known: Vec<String> = known.into_iter().flatten().collect();
    if known.is_empty() { title } else { format!("{title} - {}", known.join(", ")) }
}

fn link(title: &str, url: &str) -> String {
    format!("[{}]({})", escaped(title), destination(url))
}

fn bullets(out: &mut String, items: impl Iterator<Item = String>) {
    for (at, item) in items.enumerate() {
        let _ = writeln!(out, "{}- {item}", if at == 0 { "\n" } else { "" });
    }
}

fn paragraph(out: &mut String, text: Option<&str>) {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return };
    let _ = write!(out, "\n{}\n", line_start(text));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn a_stack_is_a_document_with_its_claims_and_sources() {
        insta::assert_snapshot!(write(&sample::stack()));
    }

    #[test]
    fn a_document_has_every_claim_and_every_page() {
        let discord = crate::catalog::bundled::discord();
        let text = write(&discord);
        for (_, entry) in discord.entries() {
            assert!(entry.claims().all(|claim| text.contains(&escaped(claim.text()))), "{}", entry.id());
            let pages = entry.pages();
            let urls = pages.iter().filter(|page| !matches!(page.kind, PageKind::Former(_)));
            for url in urls.filter_map(|page| page.url.as_ref()) {
                assert!(text.contains(&destination(url.as_str())), "{url}");
            }
        }
    }
}
