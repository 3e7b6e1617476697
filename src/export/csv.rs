//! The entries of a stack as comma-separated values, for spreadsheets.
//!
//! A spreadsheet takes a field that begins with `=`, `+`, `-` or `@` for a formula, so such a field gets an apostrophe in
//! front, as spreadsheets themselves have it for text.

use crate::dataset::{Category, Entry, EntryKind, Source, Stack, Status};

/// The names of the columns.
const COLUMNS: [&str; 16] = [
    "id",
    "name",
    "aliases",
    "kind",
    "status",
    "since",
    "until",
    "category",
    "parent",
    "homepage",
    "repository",
    "license",
    "tags",
    "summary",
    "claims",
    "sources",
];

/// Writes a line with the names of the columns and one for each entry; lists have semicolons between their parts.
#[must_use]
pub fn write(stack: &Stack) -> String {
    let mut out = String::new();
    record(&mut out, &COLUMNS.map(str::to_owned));
    for (_, entry) in stack.entries() {
        record(&mut out, &fields(stack, entry));
    }
    out
}

fn fields(stack: &Stack, entry: Entry<'_>) -> [String; 16] {
    let own = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let shown = |text: Option<String>| text.unwrap_or_default();
    let sources: Vec<&str> = entry.sources().into_iter().map(|(_, source)| Source::id(source)).collect();
    let path = stack.category(entry.category()).map(Category::path).unwrap_or_default();
    [
        entry.id().to_owned(),
        entry.name().to_owned(),
        entry.aliases().collect::<Vec<_>>().join("; "),
        own(entry.kind().map(EntryKind::name)),
        own(entry.status().map(Status::name)),
        shown(entry.since().map(|date| date.to_string())),
        shown(entry.until().map(|date| date.to_string())),
        path.join(" > "),
        own(entry.parent().and_then(|at| stack.entry(at)).map(Entry::id)),
        shown(entry.homepage().map(|url| url.to_string())),
        shown(entry.repository().map(|url| url.to_string())),
        own(entry.license()),
        entry.tags().collect::<Vec<_>>().join("; "),
        own(entry.summary()),
        entry.claims().len().to_string(),
        sources.join("; "),
    ]
}

fn record(out: &mut String, fields: &[String]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        let formula = field.starts_with(['=', '+', '-', '@']);
        if formula || field.contains(['"', ',', '\n', '\r']) {
            out.push('"');
            out.push_str(if formula { "'" } else { "" });
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(field);
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn an_entry_is_a_line_of_as_many_columns_as_there_are_names() {
        let text = write(&sample::stack());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 6);
        assert_eq!(lines[0].split(',').count(), COLUMNS.len());
        assert_eq!(
            lines[3],
            "redis,Redis,,database,unknown,,,Storage > Caches,,,,,cache,Caches rows.,1,speed"
        );
    }

    #[test]
    fn no_field_ends_its_record_or_becomes_a_formula() {
        let mut out = String::new();
        let fields = ["a,b", "say \"x\"", "=1+1", "+1", "-1", "@x", "plain"].map(str::to_owned);
        record(&mut out, &fields);
        assert_eq!(out, "\"a,b\",\"say \"\"x\"\"\",\"'=1+1\",\"'+1\",\"'-1\",\"'@x\",plain\n");
    }
}
