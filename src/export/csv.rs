//! The entries of a stack as comma-separated values, for spreadsheets.
//!
//! A spreadsheet evaluates a field that begins with `=`, `+`, `-` or `@` as a formula, and looks for one behind a tab or a
//! carriage return, so such a field is quoted and gets an apostrophe in front, as spreadsheets themselves mark text.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::dataset::draft::{EntryDraft, RecordDraft};
use crate::dataset::{Entry, Source, Stack, Value};

/// The keys of the fields of an entry that are records of their own.
const RECORDS: [&str; 4] = ["link", "links", "claim", "relation"];

/// A character that makes `csv` quote a field; no text of a stack contains it, so it is removed at the end.
const QUOTED: char = '\r';

/// Writes a row with the names of the columns and one for each entry; lists are joined with semicolons.
pub fn write(stack: &Stack) -> String {
    let columns = columns();
    let header = columns.iter().copied().map(str::to_owned).collect();
    let rows = stack.entries().map(|(_, entry)| row(entry, &columns));
    table(std::iter::once(header).chain(rows))
}

/// The keys that came after the first version of the format, which come last: no column ever changes its place.
const LATER: [&str; 3] = ["former_ids", "same_as", "not_same_as"];

/// The fields of an entry, with the category and the parent after the dates; then the claims, their sources, and the
/// fields of later versions.
fn columns() -> Vec<&'static str> {
    let fields =
        EntryDraft::KEYS.iter().copied().filter(|key| !RECORDS.contains(key) && !LATER.contains(key));
    let (moved, mut columns): (Vec<_>, Vec<_>) =
        fields.partition(|key| matches!(*key, "category" | "parent"));
    let end = columns.iter().position(|key| *key == "until").map_or(0, |until| until + 1);
    columns.splice(end..end, moved);
    columns.extend(["claims", "sources"]);
    columns.extend(LATER);
    columns
}

fn row(entry: Entry<'_>, columns: &[&str]) -> Vec<String> {
    let fields: HashMap<&str, Value<'_>> = entry.fields().into_iter().collect();
    let sources = || entry.sources().into_iter().map(|(_, source)| Source::id(source)).collect::<Vec<_>>();
    let text = |column: &&str| match *column {
        "category" => entry.category_path().join(" > "),
        "claims" => entry.claims().len().to_string(),
        "sources" => sources().join("; "),
        field => fields.get(field).map(|value| value.texts().join("; ")).unwrap_or_default(),
    };
    columns.iter().map(text).collect()
}

fn table(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        // A vector takes everything, and all rows have the same length.
        let _ = out.write_record(row.iter().map(|field| guarded(field).into_owned()));
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default().replace(QUOTED, "")
}

/// The characters with which a formula begins, also in their wide forms, and those behind which one is looked for.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];

/// A field that no spreadsheet evaluates.
fn guarded(field: &str) -> Cow<'_, str> {
    if field.trim_start_matches(' ').starts_with(FORMULA) {
        format!("'{field}{QUOTED}").into()
    } else {
        field.into()
    }
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
        assert_eq!(lines[0].split(',').count(), columns().len());
        assert_eq!(
            lines[3],
            "redis,Redis,,database,unknown,,,Storage > Caches,,,,,cache,Caches rows.,1,speed,,,"
        );
    }

    #[test]
    fn no_field_ends_its_row_or_becomes_a_formula() {
        let fields = ["a,b", "say \"x\"", "=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1", "plain"]
            .map(str::to_owned)
            .to_vec();
        let out = table(std::iter::once(fields));
        assert_eq!(
            out,
            "\"a,b\",\"say \"\"x\"\"\",\"'=1+1\",\"'+1\",\"'-1\",\"'@x\",\"'\t=1\",\"' =1\",\"'＝1\",plain\n"
        );
    }
}
