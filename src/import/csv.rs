//! The reader of tables in CSV, in which the first row names the columns.
//!
//! Commas, semicolons and tabs separate columns, whichever the first row has. The columns of a technology radar are among
//! those that are known.

use super::foreign::{Drafted, Imported};
use super::table::{Column, Table};
use crate::dataset::{Code, FileSpan, Finding, quoted};
use crate::format::File;

/// Minimum number of known columns by which a first row is known, whatever comes below it.
const MIN_KNOWN: usize = 3;

/// Whether a text is a table with columns that are read, by its first row.
pub(super) fn matches(bytes: &[u8]) -> bool {
    columns_of(bytes).is_some_and(|columns| {
        let is_named = columns.contains(&Column::Name) || columns.contains(&Column::Homepage);
        is_named && (columns.len() >= MIN_KNOWN || is_table(bytes))
    })
}

/// Whether the first row names the columns of a technology radar.
pub(super) fn is_radar(bytes: &[u8]) -> bool {
    let wanted = [Column::Name, Column::Ring, Column::Category];
    columns_of(bytes).is_some_and(|columns| wanted.iter().all(|column| columns.contains(column)))
}

/// Whether the first two lines have the same number of separators, and the first has no spaces and no URL.
pub(super) fn is_table(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let mut lines = start.split(|b| *b == b'\n');
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    let count = |line: &[u8], mark: u8| line.split(|b| *b == mark).count();
    let is_header = |mark| count(first, mark) > 1 && count(first, mark) == count(second, mark);
    let is_plain = first.starts_with(b"\"") || first.first().is_some_and(u8::is_ascii_alphanumeric);
    is_plain
        && !first.contains(&b' ')
        && !first.windows(3).any(|w| w == b"://")
        && [b',', b';', b'\t'].into_iter().any(is_header)
}

/// Maximum length in bytes of the name of a column.
const MAX_COLUMN: usize = 60;

/// Maximum length in bytes of a row that names columns.
const MAX_HEADER: usize = 4_096;

/// The known columns that the first line of a text names; absent if it has no separator, or texts that are no names.
fn columns_of(bytes: &[u8]) -> Option<Vec<Column>> {
    let start = bytes.get(..MAX_HEADER.min(bytes.len())).unwrap_or_default();
    let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let mark = char::from(separator(&line)?);
    if line.contains("](")
        || line.contains("://")
        || line.split(mark).any(|name| name.trim().len() > MAX_COLUMN)
    {
        return None;
    }
    Some(line.split(mark).filter_map(|name| Column::named(name.trim_matches(['"', '\r', ' ']))).collect())
}

/// The separator that a line has most often.
fn separator(line: &str) -> Option<u8> {
    let count = |mark: &u8| line.bytes().filter(|b| b == mark).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(count).filter(|mark| count(mark) > 0)
}

/// Reads a table.
pub fn read(file: File) -> Imported {
    Imported::from_file(file, |text| match table(&text.text) {
        Ok(table) => table.finish().draft(&text.name),
        Err(error) => Drafted::refused(*error),
    })
}

fn table(text: &str) -> Result<Table, Box<Finding>> {
    let first = text.lines().next().unwrap_or_default();
    let mut reader = ::csv::ReaderBuilder::new();
    reader.flexible(true).delimiter(separator(first).unwrap_or(b','));
    let mut reader = reader.from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let columns: Vec<Option<Column>> = headers.iter().map(Column::named).collect();
    let has = |wanted| columns.contains(&Some(wanted));
    if !has(Column::Name) && !has(Column::Homepage) {
        let names: Vec<String> = headers.iter().take(20).map(quoted).collect();
        let message = format!("no column is called name, title or url; the columns are {}", names.join(", "));
        let finding = Finding::error(Code::ImportSyntax, FileSpan::of_only_file(0..first.len()), message);
        return Err(Box::new(
            finding.help("name the columns in the first row: name, url, summary, category, tags".to_owned()),
        ));
    }
    let mut table = Table::default();
    // Counts that exports write, which follow from the rest.
    let is_derived =
        |name: &str| matches!(name, "claims" | "sources" | "former_ids" | "same_as" | "not_same_as");
    for (name, _) in
        headers.iter().zip(&columns).filter(|(name, column)| column.is_none() && !is_derived(name))
    {
        let message = format!("the column {} is not read", quoted(name));
        table.items().skip(&(0..first.len()), message, "its values are left out");
    }
    let mut record = ::csv::StringRecord::new();
    // The text is UTF-8, and rows of any length are read: there is no other error in memory.
    while reader.read_record(&mut record).unwrap_or(false) {
        let start =
            record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or_default());
        let end = usize::try_from(reader.position().byte()).unwrap_or_default().max(start);
        let written = text.get(start..end).unwrap_or_default();
        let at = start..start + written.trim_end().len();
        if record.len() != headers.len() {
            let message =
                format!("this row has {} cells, and there are {} columns", record.len(), headers.len());
            table.items().skip(&at, message, "cells without a column are left out");
        }
        let cells = columns.iter().zip(&record);
        let cells: Vec<(Column, String)> =
            cells.filter_map(|(column, cell)| Some(((*column)?, cell.to_owned()))).collect();
        table.row(&cells, &at);
    }
    Ok(table)
}
