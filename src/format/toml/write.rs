//! A stack written as people write one.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::iter;

use super::super::Lines;
use super::SCHEMA;
use super::import_hashes::ImportHashes;
use crate::dataset::{Category, Date, Entry, EntryKind, Source, SourceUrl, Stack, StackKind, Status};

/// How the comments begin that say where in a list a part stands, and which part is its top.
pub(super) const AT: &str = "# line ";
pub(super) const TOP: &str = "# top of the list";

/// Writes a stack as one TOML file, which reads back as an equal stack.
#[must_use]
pub fn write(stack: &Stack) -> String {
    write_with(stack, &Lines::default())
}

/// Writes a stack, each part of it below a comment with the line that it was read from, and what it said there.
///
/// The entries of a list follow their category, so that the file reads as the list did.
#[must_use]
pub fn write_with(stack: &Stack, lines: &Lines) -> String {
    let mut out = TomlText(String::new());
    out.opening(stack, (!lines.entries.is_empty()).then(|| ImportHashes::for_stack(stack)));
    let mut categories =
        stack.categories().zip(lines.categories.iter().copied().map(Some).chain(iter::repeat(None)));
    let mut written = 0;
    let mut up_to = |last: usize, out: &mut TomlText| {
        while written < last {
            let Some(((_, category), line)) = categories.next() else { break };
            out.category(stack, category, line);
            written += 1;
        }
    };
    let apart = stack.kind() == StackKind::List;
    if !apart {
        up_to(usize::MAX, &mut out);
    }
    for ((_, entry), line) in
        stack.entries().zip(lines.entries.iter().copied().map(Some).chain(iter::repeat(None)))
    {
        up_to(if apart { entry.category().0 as usize + 1 } else { 0 }, &mut out);
        out.entry(stack, entry, line);
    }
    up_to(usize::MAX, &mut out);
    for (_, source) in stack.sources() {
        out.source(source);
    }
    out.0
}

/// Writes a stack as the files of a folder, each with its name: the head and the categories, the entries of each category,
/// and the sources.
///
/// Read together they are the same stack, but for the order of entries that lie in different categories.
#[must_use]
pub fn write_folder(stack: &Stack) -> Vec<(String, String)> {
    let mut head = TomlText(String::new());
    head.opening(stack, None);
    for (_, category) in stack.categories() {
        head.category(stack, category, None);
    }
    let mut files = vec![("stack.toml".to_owned(), head.0)];
    let mut pages: Vec<TomlText> = stack.categories().map(|_| TomlText(String::new())).collect();
    for (_, entry) in stack.entries() {
        if let Some(page) = pages.get_mut(entry.category().0 as usize) {
            page.entry(stack, entry, None);
        }
    }
    for ((_, category), page) in stack.categories().zip(pages) {
        // A category of that name would take the file of the head or of the sources; no id has two hyphens at its end.
        let taken = matches!(category.id(), "stack" | "sources");
        let name = format!("{}{}.toml", category.id(), if taken { "--" } else { "" });
        if !page.0.is_empty() {
            // What belongs there, for whoever opens the file.
            let about = category.summary().map(|summary| format!(". {summary}")).unwrap_or_default();
            files.push((name, format!("# {}{about}\n{}", category.name(), page.0)));
        }
    }
    let mut sources = TomlText(String::new());
    for (_, source) in stack.sources() {
        sources.source(source);
    }
    if !sources.0.is_empty() {
        files.push(("sources.toml".to_owned(), sources.0.trim_start().to_owned()));
    }
    files
}

/// A category as the block of a file.
pub(super) fn category_block(stack: &Stack, category: Category<'_>, line: Option<usize>) -> String {
    let mut out = TomlText(String::new());
    out.category(stack, category, line);
    out.0
}

/// An entry as the block of a file.
pub(super) fn entry_block(stack: &Stack, entry: Entry<'_>, line: Option<usize>) -> String {
    let mut out = TomlText(String::new());
    out.entry(stack, entry, line);
    out.0
}

/// The text so far.
struct TomlText(String);

impl TomlText {
    /// What stands before everything else.
    fn opening(&mut self, stack: &Stack, hashes: Option<ImportHashes>) {
        let _ = writeln!(self.0, "schema = {SCHEMA}");
        match hashes {
            Some(hashes) => self.line(&format!("\n{TOP} {hashes}\n[stack]")),
            None => self.head("[stack]"),
        }
        self.text("id", Some(stack.id()));
        self.text("name", Some(stack.name()));
        // A stack is one unless it says otherwise.
        self.text("kind", Some(stack.kind()).filter(|kind| *kind != StackKind::Stack).map(StackKind::name));
        self.text("summary", stack.summary());
        self.url("homepage", stack.homepage().as_ref());
        self.date("reviewed", stack.reviewed());
    }

    /// The head of a table, below the line that it was read from, and what was said there.
    fn head_from(&mut self, line: Option<usize>, hashes: ImportHashes, head: &str) {
        match line {
            Some(line) => self.line(&format!("\n{AT}{line} {hashes}\n{head}")),
            None => self.head(head),
        }
    }

    fn category(&mut self, stack: &Stack, category: Category<'_>, line: Option<usize>) {
        let parent = category.parent().and_then(|at| stack.category(at)).map(Category::id);
        self.head_from(line, ImportHashes::for_category(category, parent), "[[category]]");
        self.text("id", Some(category.id()));
        self.text("name", Some(category.name()));
        self.text("parent", parent);
        self.text("summary", category.summary());
    }

    fn entry(&mut self, stack: &Stack, entry: Entry<'_>, line: Option<usize>) {
        let category = stack.category(entry.category()).map(Category::id);
        let parent = entry.parent().and_then(|at| stack.entry(at)).map(Entry::id);
        self.head_from(line, ImportHashes::for_entry(entry, category, parent), "[[entry]]");
        self.text("id", Some(entry.id()));
        self.text("name", Some(entry.name()));
        self.texts("aliases", entry.aliases());
        self.text("category", category);
        self.text("parent", parent);
        self.text("kind", entry.kind().map(EntryKind::name));
        self.text("status", entry.status().map(Status::name));
        self.date("since", entry.since());
        self.date("until", entry.until());
        self.url("homepage", entry.homepage().as_ref());
        self.url("repository", entry.repository().as_ref());
        self.text("license", entry.license());
        self.texts("tags", entry.tags());
        self.text("summary", entry.summary());
        self.links(entry);
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

    /// The further addresses, a line each.
    fn links(&mut self, entry: Entry<'_>) {
        let mut links = entry.links().peekable();
        if links.peek().is_none() {
            return;
        }
        self.line("links = [");
        for link in links {
            let title = link.title().map(|title| format!("title = \"{}\", ", escaped(title)));
            let url = link.url().map(|url| url.to_string()).unwrap_or_default();
            self.line(&format!("  {{ {}url = \"{}\" }},", title.unwrap_or_default(), escaped(&url)));
        }
        self.line("]");
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
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(['"', '\\']) {
        text.replace('\\', "\\\\").replace('"', "\\\"").into()
    } else {
        text.into()
    }
}
