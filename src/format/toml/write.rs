//! A stack written as people write one.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::SCHEMA;
use crate::dataset::{Category, Date, Entry, EntryKind, Source, SourceUrl, Stack, StackKind, Status};

/// Writes a stack as one TOML file, which reads back as an equal stack.
#[must_use]
pub fn write(stack: &Stack) -> String {
    let mut out = Page(format!("schema = {SCHEMA}\n"));
    out.head("[stack]");
    out.text("id", Some(stack.id()));
    out.text("name", Some(stack.name()));
    // A stack is one unless it says otherwise.
    out.text("kind", Some(stack.kind()).filter(|kind| *kind != StackKind::Stack).map(StackKind::name));
    out.text("summary", stack.summary());
    out.url("homepage", stack.homepage().as_ref());
    out.date("reviewed", stack.reviewed());
    for (_, category) in stack.categories() {
        out.head("[[category]]");
        out.text("id", Some(category.id()));
        out.text("name", Some(category.name()));
        out.text("parent", category.parent().and_then(|at| stack.category(at)).map(Category::id));
        out.text("summary", category.summary());
    }
    for (_, entry) in stack.entries() {
        out.entry(stack, entry);
    }
    for (_, source) in stack.sources() {
        out.source(source);
    }
    out.0
}

/// The text so far.
struct Page(String);

impl Page {
    fn entry(&mut self, stack: &Stack, entry: Entry<'_>) {
        self.head("[[entry]]");
        self.text("id", Some(entry.id()));
        self.text("name", Some(entry.name()));
        self.texts("aliases", entry.aliases());
        self.text("category", stack.category(entry.category()).map(Category::id));
        self.text("parent", entry.parent().and_then(|at| stack.entry(at)).map(Entry::id));
        self.text("kind", entry.kind().map(EntryKind::name));
        self.text("status", entry.status().map(Status::name));
        self.date("since", entry.since());
        self.date("until", entry.until());
        self.url("homepage", entry.homepage().as_ref());
        self.url("repository", entry.repository().as_ref());
        self.text("license", entry.license());
        self.texts("tags", entry.tags());
        self.text("summary", entry.summary());
        for link in entry.links() {
            self.line("[[entry.link]]");
            self.text("title", link.title());
            self.url("url", link.url().as_ref());
        }
        for claim in entry.claims() {
            self.line("[[entry.claim]]");
            self.text("text", Some(claim.text()));
            self.text("confidence", Some(claim.confidence().name()));
            self.texts("sources", claim.sources().map(Source::id));
        }
        for relation in entry.relations() {
            self.line("[[entry.relation]]");
            self.text("kind", Some(relation.kind().name()));
            self.text("target", relation.target_entry().map(Entry::id));
            self.text("source", relation.source().and_then(|at| stack.source(at)).map(Source::id));
        }
    }

    fn source(&mut self, source: Source<'_>) {
        self.head("[[source]]");
        self.text("id", Some(source.id()));
        self.text("title", Some(source.title()));
        self.url("url", source.url().as_ref());
        self.texts("former_urls", source.former_urls().map(|url| url.to_string()));
        self.text("kind", Some(source.kind().name()));
        self.text("publisher", source.publisher());
        self.text("author", source.author());
        self.date("published", source.published());
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn head(&mut self, line: &str) {
        self.0.push('\n');
        self.line(line);
    }

    fn text(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            let _ = writeln!(self.0, "{key} = \"{}\"", escaped(value));
        }
    }

    fn url(&mut self, key: &str, value: Option<&SourceUrl>) {
        self.text(key, value.map(SourceUrl::as_str));
    }

    fn texts<T: AsRef<str>>(&mut self, key: &str, values: impl Iterator<Item = T>) {
        let values: Vec<String> = values.map(|value| format!("\"{}\"", escaped(value.as_ref()))).collect();
        if !values.is_empty() {
            let _ = writeln!(self.0, "{key} = [{}]", values.join(", "));
        }
    }

    /// A day has a type of its own in TOML; a year and a month do not.
    fn date(&mut self, key: &str, value: Option<Date>) {
        if let Some(date) = value {
            let text = date.to_string();
            let quote = if text.len() == "2017-01-13".len() { "" } else { "\"" };
            let _ = writeln!(self.0, "{key} = {quote}{text}{quote}");
        }
    }
}

/// The text for between quotation marks: a stack's texts have no control characters, so two marks are all.
fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(['"', '\\']) {
        text.replace('\\', "\\\\").replace('"', "\\\"").into()
    } else {
        text.into()
    }
}
