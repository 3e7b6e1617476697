//! Stacks written as TOML in the style of a hand-written file.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::import_hashes::ImportHashes;
use super::walk::SCHEMA;
use crate::dataset::{Category, Entry, Field, PassageField, Source, Stack, StackKind, Value};
use crate::format::reading::Lines;

/// The beginnings of comments with the line of a record in the list, and for the top of the list.
pub(super) const AT: &str = "# line ";
pub(super) const TOP: &str = "# top of the list";

/// Writes a stack as one TOML file, which reads back as an equal stack.
pub fn write(stack: &Stack) -> String {
    write_with(stack, &Lines::default())
}

/// Writes a stack with a comment above each record: its line in the list, and the hashes of its fields.
///
/// The entries of a list follow their category, so that the file reads as the list did.
pub fn write_with(stack: &Stack, lines: &Lines) -> String {
    let mut out = TomlText(String::new());
    out.opening(stack, !lines.entries.is_empty());
    let mut categories = stack.categories().peekable();
    let mut categories_up_to = |last: u32, out: &mut TomlText| {
        while let Some((at, category)) = categories.next_if(|(at, _)| at.0 <= last) {
            out.category(category, lines.categories.get(at.0 as usize).copied());
        }
    };
    for (at, entry) in stack.entries() {
        let is_list = stack.kind() == StackKind::List;
        categories_up_to(if is_list { entry.category().0 } else { u32::MAX }, &mut out);
        out.entry(entry, lines.entries.get(at.0 as usize).copied());
    }
    categories_up_to(u32::MAX, &mut out);
    for (_, source) in stack.sources() {
        out.source(source);
    }
    out.0
}

/// Writes a stack as the files of a folder, each with its name: the metadata and categories, the entries of each category,
/// and the sources.
///
/// Read together they give the same stack, except for the order of entries of different categories.
pub fn write_folder(stack: &Stack) -> Vec<(String, String)> {
    let mut head = TomlText(String::new());
    head.opening(stack, false);
    for (_, category) in stack.categories() {
        head.category(category, None);
    }
    let mut files = vec![("stack.toml".to_owned(), head.0)];
    let mut pages: Vec<TomlText> = stack.categories().map(|_| TomlText(String::new())).collect();
    for (_, entry) in stack.entries() {
        if let Some(page) = pages.get_mut(entry.category().0 as usize) {
            page.entry(entry, None);
        }
    }
    for ((_, category), page) in stack.categories().zip(pages) {
        // The names of the other two files are taken; no id ends with hyphens.
        let taken = matches!(category.id(), "stack" | "sources");
        let name = format!("{}{}.toml", category.id(), if taken { "--" } else { "" });
        if !page.0.is_empty() {
            // A comment about the content, for the reader of the file.
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

/// A TOML file, as far as it is written.
pub(super) struct TomlText(pub String);

impl TomlText {
    /// Writes `schema` and the `[stack]` table.
    fn opening(&mut self, stack: &Stack, from_list: bool) {
        let _ = writeln!(self.0, "schema = {SCHEMA}");
        let fields = stack.fields();
        if from_list {
            self.line(&format!("\n{TOP} {}\n[stack]", ImportHashes::for_record(fields.clone(), None)));
        } else {
            self.line("\n[stack]");
        }
        // `kind` is left out where it is the default.
        let default = stack.kind() == StackKind::Stack;
        self.fields(fields.into_iter().filter(|(key, _)| !(default && *key == "kind")));
    }

    /// Writes a category below its line in the list.
    pub(super) fn category(&mut self, category: Category<'_>, line: Option<usize>) {
        self.header("[[category]]", line, || ImportHashes::for_record(category.fields(), None));
        self.fields(category.fields());
    }

    /// Writes an entry below its line in the list.
    pub(super) fn entry(&mut self, entry: Entry<'_>, line: Option<usize>) {
        self.header("[[entry]]", line, || ImportHashes::for_record(entry.fields(), Some(entry)));
        self.fields(entry.fields());
        self.links(entry);
        for claim in entry.claims() {
            self.line("[[entry.claim]]");
            self.fields(claim.fields());
        }
        for relation in entry.relations() {
            self.line("[[entry.relation]]");
            self.fields(relation.fields());
        }
    }

    /// The links, a line each.
    fn links(&mut self, entry: Entry<'_>) {
        if entry.links().len() == 0 {
            return;
        }
        self.line("links = [");
        for link in entry.links() {
            let fields: Vec<String> =
                link.fields().into_iter().filter_map(|(key, value)| pair(key, &value)).collect();
            self.line(&format!("  {{ {} }},", fields.join(", ")));
        }
        self.line("]");
    }

    fn source(&mut self, source: Source<'_>) {
        self.line("\n[[source]]");
        self.fields(source.fields());
    }

    /// A table header, below a comment with its line in the list and the hashes of its fields.
    fn header(&mut self, header: &str, line: Option<usize>, hashes: impl FnOnce() -> ImportHashes) {
        match line {
            Some(line) => self.line(&format!("\n{AT}{line} {}\n{header}", hashes())),
            None => self.line(&format!("\n{header}")),
        }
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn fields<'a>(&mut self, fields: impl IntoIterator<Item = Field<'a>>) {
        for line in fields.into_iter().filter_map(|(key, value)| pair(key, &value)) {
            self.line(&line);
        }
    }
}

/// A key and its value; none for an absent value and an empty list.
fn pair(key: &str, value: &Value<'_>) -> Option<String> {
    let quoted = |text: &str| format!("\"{}\"", escaped(text));
    let texts = value.texts();
    let value = match value {
        // A day has a type of its own in TOML; a year and a month do not.
        Value::Passages(passages) => {
            let place = |passage: &PassageField<'_>| {
                let fields = passage.fields();
                fields.iter().filter_map(|(key, value)| pair(key, value)).collect::<Vec<_>>().join(", ")
            };
            let lines: Vec<String> =
                passages.iter().map(|passage| format!("  {{ {} }},\n", place(passage))).collect();
            format!("[\n{}]", lines.concat())
        }
        Value::Date(date) if date.to_string().len() == "2017-01-13".len() => date.to_string(),
        _ if value.is_list() => {
            let list: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            format!("[{}]", list.join(", "))
        }
        _ => quoted(texts.first()?),
    };
    (!texts.is_empty()).then(|| format!("{key} = {value}"))
}

/// A text for between quotation marks. Texts of a stack have no control characters, so there is nothing else to escape.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(['"', '\\']) {
        text.replace('\\', "\\\\").replace('"', "\\\"").into()
    } else {
        text.into()
    }
}

/// The JSON Schema (draft 7) of the format, for editors.
pub const JSON_SCHEMA: &str = include_str!("../../../assets/stack.schema.json");

const TEMPLATE: &str = include_str!("../../../assets/template.toml");

/// A new stack with comments that explain the format; it passes every check.
///
/// The id and the name must be valid.
pub fn template(id: &str, name: &str) -> String {
    TEMPLATE
        .replace("\"the-id\"", &format!("\"{}\"", escaped(id)))
        .replace("\"The name\"", &format!("\"{}\"", escaped(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::File;
    use crate::format::toml::read::read;

    #[test]
    fn a_new_stack_passes_every_check_and_is_what_it_was_called() {
        let reading = read(vec![File::new("new.toml", template("my-own", "My \"own\""))]);
        assert_eq!(reading.findings, []);
        let stack = reading.stack.expect("a stack");
        assert_eq!((stack.id(), stack.name()), ("my-own", "My \"own\""));
    }

    #[test]
    fn a_new_stack_names_the_schema_in_its_first_line() {
        assert!(template("a", "A").starts_with("#:schema ./stack.schema.json\n"));
        assert!(JSON_SCHEMA.starts_with("{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\""));
    }

    #[test]
    fn every_url_of_it_is_an_example() {
        let text = template("a", "A");
        let hosts = text.split("https://").skip(1).filter_map(|rest| rest.split(['/', '"']).next());
        assert!(hosts.clone().count() > 3 && hosts.into_iter().all(|host| host == "example.org"));
    }
}
