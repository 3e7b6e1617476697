//! The entries of a stack as comma-separated values, for spreadsheets.
//!
//! A spreadsheet evaluates a field that begins with `=`, `+`, `-` or `@` as a formula, so such a field is quoted and gets an
//! apostrophe in front, as spreadsheets themselves mark text.

use std::borrow::Cow;

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

/// A character that makes `csv` quote a field; no text of a stack contains it, so it is removed at the end.
const QUOTED: char = '\r';

/// Writes a row with the names of the columns and one for each entry; lists are joined with semicolons.
#[must_use]
pub fn write(stack: &Stack) -> String {
    let header = COLUMNS.map(str::to_owned);
    let rows = stack.entries().map(|(_, entry)| fields(stack, entry));
    table(std::iter::once(header).chain(rows))
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

fn table<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> String {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        // A vector takes everything, and all rows have the same length.
        let _ = out.write_record(row.iter().map(|field| guarded(field).into_owned()));
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default().replace(QUOTED, "")
}

/// A field that no spreadsheet evaluates.
fn guarded(field: &str) -> Cow<'_, str> {
    if field.starts_with(['=', '+', '-', '@']) { format!("'{field}{QUOTED}").into() } else { field.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn an_entry_is_a_row_with_a_field_for_each_column() {
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
    fn no_field_ends_its_row_or_becomes_a_formula() {
        let fields = ["a,b", "say \"x\"", "=1+1", "+1", "-1", "@x", "plain"].map(str::to_owned);
        let out = table(std::iter::once(fields));
        assert_eq!(out, "\"a,b\",\"say \"\"x\"\"\",\"'=1+1\",\"'+1\",\"'-1\",\"'@x\",plain\n");
    }
}
